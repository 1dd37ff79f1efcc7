"""What is known of the owners of some homes, and what the rows of a file add to it.

Everything about the homes of a batch is read at once, the rows are entered one by one in memory, and what they changed
is written at once. An owner is recognised at a home by name in any spelling; elsewhere a firm by its name, and people
by their name together with their mailing address or one of their numbers.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from typing import Literal

from callsheet.accounts.models import Team
from callsheet.core.owner_key import HOUSEHOLDS, has_given_name, same_owner, says_more
from callsheet.listings import bulk
from callsheet.listings.models import Import
from callsheet.owners import read_rows
from callsheet.owners.claims import ClaimBook
from callsheet.owners.forget import ForgottenPeople, address_keys
from callsheet.owners.models import Owner, OwnersCounted, Ownership
from callsheet.owners.phone_book import PhoneBook
from callsheet.owners.read_rows import Agreeing
from callsheet.owners.rows import Mailing, OwnerRow
from callsheet.owners.title_reports import FileShape, TitleReports

Entry = Literal["new", "changed", "unchanged"]
_OWNER_COLUMNS = ("name", "first_name", "name_key", "kind", "email", "mailing_line", "mailing_city", "mailing_state",
                  "mailing_postal_code")  # fmt: skip
_TITLE_COLUMNS = ("ended_at", "since", "source_id", "of_id", "reported_at")


class Ledger:
    """The owners of the homes of one batch of rows. `enter` each row, then `write`.

    `made`: those of the homes that nothing is known of yet.
    """

    def __init__(
        self, import_: Import, rows: Sequence[tuple[OwnerRow, int]], shape: FileShape, made: Collection[int] = ()
    ):
        self.import_, self.source, self.as_of = import_, import_.source, import_.as_of
        self.changed_homes: set[int] = set()
        self.new_owners: list[Owner] = []
        self.merged = 0
        self.left_out: list[OwnerRow] = []
        self._forgotten = ForgottenPeople(import_.team)
        self._address_keys = address_keys({home for _, home in rows}) if self._forgotten else {}
        self._new_titles: list[Ownership] = []
        self._confirmed: dict[int, Ownership] = {}
        self._changed_titles: dict[int, Ownership] = {}
        self._changed_owners: dict[int, Owner] = {}
        self._entered: list[tuple[OwnerRow, Ownership]] = []
        self._owners_told: set[int] = set()
        self._made = made
        known = {home for _, home in rows}.difference(made)
        standing = Ownership.objects.filter(property__in=known).select_related("owner")
        titles = list(standing) if known else []
        owners = {title.owner_id: title.owner for title in titles}
        self._titles = _by_home(titles, owners)
        for owner in _namesakes(import_.team, [row for row, home in rows if self._is_new_here(row, home)]):
            owners.setdefault(owner.pk, owner)
        self._namesakes = _by_key(owners)
        self._owners = owners
        self._homes_of: dict[int, set[int]] | None = None
        self.phones = PhoneBook(import_, owners.values(), [phone for row, _ in rows for phone in row.phones])
        self.reports = TitleReports(import_, titles, shape)
        self.claims = ClaimBook(import_, {home for row, home in rows if row.claim})

    def _is_new_here(self, row: OwnerRow, home: int) -> bool:
        """Whether the home has no owner of that name, so that the name is looked for elsewhere."""
        return not any(same_owner(title.owner.name_key, row.name.key) for title in self._titles[home])

    def enter(self, row: OwnerRow, home: int) -> Entry:
        """Add what a row says: the home got an owner, something about its owner changed, or nothing did.

        A row about somebody who was forgotten is left out.
        """
        if self._forgotten and self._forgotten.has(row, self._address_keys[home]):
            self.left_out.append(row)
            return "unchanged"
        self.claims.enter(row.claim, home)
        title = self._title(row, home)
        if title is None:
            title = self._new_title(row, home)
            self._tell(title)
            self._entered.append((row, title))
            return "new"
        self._entered.append((row, title))
        self.reports.enter(title, row)
        is_newer = title.reported_at < self.as_of
        is_respelt = bool(row.name.key) and title.owner.name_key not in ("", row.name.key)
        told = [
            self._name(title, row),
            self._contact(title, row, is_newer),
            self._standing(title, row),
            self.phones.report(title.owner, row),
        ]
        if not any(told):
            return "unchanged"
        self.merged += is_respelt
        self._tell(title)
        return "changed"

    def _tell(self, title: Ownership) -> None:
        """Note that something was learnt of this title's home and owner."""
        self.changed_homes.add(title.property_id)
        if title.owner.pk:
            self._owners_told.add(title.owner.pk)

    # ---- which owner a row speaks of

    def _title(self, row: OwnerRow, home: int) -> Ownership | None:
        """The ownership of this home that the row speaks of: the very name first, then another spelling of it, then
        the same given name with the same number, then an owner nobody named yet.
        """
        titles = self._titles[home]
        if not row.name.key:
            return self._of_unnamed(row, [title for title in titles if title.ended_at is None])
        tests = (
            lambda owner: owner.name_key == row.name.key,
            lambda owner: same_owner(owner.name_key, row.name.key),
            lambda owner: has_given_name(row.name.people, owner.first_name) and self.phones.has_any(owner, row),
            lambda owner: not owner.name_key,
        )
        return next((title for is_meant in tests for title in titles if is_meant(title.owner)), None)

    def _of_unnamed(self, row: OwnerRow, titles: Sequence[Ownership]) -> Ownership | None:
        """A row without a name speaks of the owner who has one of its numbers, else of the home's first owner."""
        with_number = (title for title in titles if self.phones.has_any(title.owner, row))
        return next(with_number, titles[0] if titles else None)

    def _elsewhere(self, row: OwnerRow) -> Owner | None:
        """The same owner known from another home."""
        namesakes = self._namesakes[row.name.key] if row.name.key else []
        return next((owner for owner in namesakes if self._is_same(owner, row)), None)

    def _is_same(self, owner: Owner, row: OwnerRow) -> bool:
        if row.name.kind not in HOUSEHOLDS:
            return True
        return _has_mailing(owner, row.mailing) or self.phones.has_any(owner, row)

    def _new_title(self, row: OwnerRow, home: int) -> Ownership:
        owner = self._elsewhere(row)
        self.merged += owner is not None
        if owner is None:
            owner = Owner(team_id=self.import_.team_id, **_named(row))
            self.new_owners.append(owner)
            self._namesakes[row.name.key].append(owner)
        title = Ownership(
            owner=owner,
            property_id=home,
            source_id=self.source.pk,
            of_id=self.import_.pk,
            since=row.since,
            reported_at=self.as_of,
        )
        self._titles[home].append(title)
        self._new_titles.append(title)
        self.reports.enter(title, row)
        self._fill(owner, row)
        self.phones.report(owner, row)
        return title

    # ---- what a row says of an owner known already; each tells whether that was news

    def _name(self, title: Ownership, row: OwnerRow) -> bool:
        """Take a name that says more; where another owner of the home is part of it, both keep their own."""
        owner, name = title.owner, row.name
        if title.reported_at > self.as_of or not says_more(name.kind, name.key, owner.kind, owner.name_key):
            return False
        if sum(same_owner(other.owner.name_key, name.key) for other in self._titles[title.property_id]) > 1:
            return False
        named = _named(row)
        if name.kind == Owner.Kind.TRUST:
            named["first_name"] = named["first_name"] or owner.first_name
        for field, value in named.items():
            setattr(owner, field, value)
        return self._change(owner)

    def _contact(self, title: Ownership, row: OwnerRow, is_newer: bool) -> bool:
        """A mailing address and an e-mail where there is none; a newer file's own where the owner has but this home."""
        owner = title.owner
        is_moved = bool(row.mailing.line and owner.mailing_line) and not _has_mailing(owner, row.mailing)
        has_other_email = bool(row.emails and owner.email) and owner.email.casefold() not in row.emails
        may_replace = is_newer and (is_moved or has_other_email) and not self._has_other_homes(title)
        return self._fill(owner, row, mailing=may_replace and is_moved, email=may_replace and has_other_email)

    def _has_other_homes(self, title: Ownership) -> bool:
        if title.owner.pk is None:
            return True
        if self._homes_of is None:
            self._homes_of = _standing_homes(self._owners)
        return bool(self._homes_of[title.owner.pk] - {title.property_id})

    def _fill(self, owner: Owner, row: OwnerRow, mailing: bool = False, email: bool = False) -> bool:
        """Write the contact details that are missing, and those that are to be replaced."""
        takes_mailing = bool(row.mailing.line) and (mailing or not owner.mailing_line)
        takes_email = bool(row.emails) and (email or not owner.email)
        if takes_mailing:
            owner.mailing_line, owner.mailing_city = row.mailing.line, row.mailing.city
            owner.mailing_state, owner.mailing_postal_code = row.mailing.state, row.mailing.postal_code
        if takes_email:
            owner.email = row.emails[0]
        return (takes_mailing or takes_email) and self._change(owner)

    def _standing(self, title: Ownership, row: OwnerRow) -> bool:
        """The file confirms the ownership; one that had ended stands again when the file is newer than its end."""
        is_back = title.ended_at is not None and title.ended_at < self.as_of
        is_dated = row.since is not None and (title.since is None or title.since < row.since)
        if is_back:
            title.ended_at = None
        if is_dated:
            title.since = row.since
        if title.reported_at < self.as_of and title.ended_at is None:
            title.source, title.of, title.reported_at = self.source, self.import_, self.as_of
            self._confirmed[title.pk] = title
        if (is_back or is_dated) and title.pk:
            self._changed_titles[title.pk] = title
        return is_back or is_dated

    def _change(self, owner: Owner) -> bool:
        if owner.pk is not None:
            self._changed_owners[owner.pk] = owner
        return True

    # ---- rows that need not be read again

    def agreeing(self, hashes: Sequence[int]) -> Iterator[Agreeing]:
        """The rows that agree with what is stored, word for word; `hashes`: of all rows. To be called after `write`.

        What depends on the day (a claim, a date in words) or is told anew each time (a warning) is read each time.
        """
        for row, title in self._entered:
            if self._agrees(title, row) and (phones := self.phones.agreeing(title.owner, row)) is not None:
                yield Agreeing(hashes[row.index], title.pk, *phones)

    def _agrees(self, title: Ownership, row: OwnerRow) -> bool:
        if not row.name.key or row.claim or row.warnings or not row.is_lasting:
            return False
        owner, is_newest = title.owner, title.reported_at == self.as_of and title.ended_at is None
        has_mailing = not row.mailing.line or _has_mailing(owner, row.mailing)
        has_email = not row.emails or owner.email.casefold() in row.emails
        return is_newest and has_mailing and has_email and self.reports.agrees(title, row)

    # ---- all of it at once

    def write(self, now: datetime) -> None:
        """Store what the rows changed and judge what they claim. To be called once, inside the batch's transaction."""
        self._write_owners()
        self._write_titles()
        self.phones.write()
        self.reports.write()
        if any((self.new_owners, self._changed_owners, self._new_titles, self._changed_titles, self.phones.new)):
            OwnersCounted.note_change(self.import_.team_id)
        self.claims.write(now)
        read_rows.forget_homes(self.changed_homes.union(self.reports.changed_homes).difference(self._made))
        read_rows.forget_owners(self._owners_told)
        read_rows.forget_numbers(self.import_.team, self.phones.numbers_found_dead)

    def _write_owners(self) -> None:
        for pk, owner in zip(bulk.take_ids(Owner, len(self.new_owners)), self.new_owners, strict=True):
            owner.pk = pk
        team = self.import_.team_id
        rows = [(owner.pk, team, *_values(owner, _OWNER_COLUMNS)) for owner in self.new_owners]
        bulk.insert(Owner, ("id", "team_id", *_OWNER_COLUMNS), rows)
        changed = [(*_values(owner, _OWNER_COLUMNS), owner.pk) for owner in self._changed_owners.values()]
        bulk.update(Owner, _OWNER_COLUMNS, changed)

    def _write_titles(self) -> None:
        for pk, title in zip(bulk.take_ids(Ownership, len(self._new_titles)), self._new_titles, strict=True):
            title.pk = pk
        new = [
            (title.pk, title.owner.pk, title.property_id, *_values(title, _TITLE_COLUMNS)) for title in self._new_titles
        ]
        bulk.insert(Ownership, ("id", "owner_id", "property_id", *_TITLE_COLUMNS), new)
        changed = [(*_values(title, _TITLE_COLUMNS), title.pk) for title in self._changed_titles.values()]
        bulk.update(Ownership, _TITLE_COLUMNS, changed)
        confirmed = self._confirmed.keys() - self._changed_titles.keys()
        if confirmed:
            said = {"source": self.source, "of": self.import_, "reported_at": self.as_of}
            Ownership.objects.filter(pk__in=confirmed).update(**said)


def _values(row: Owner | Ownership, columns: Sequence[str]) -> list[object]:
    return [bulk.plain(getattr(row, column)) for column in columns]


def _by_home(titles: Sequence[Ownership], owners: dict[int, Owner]) -> dict[int, list[Ownership]]:
    """Ownerships by home, standing ones first; the same owner is one object wherever it occurs."""
    at_home: dict[int, list[Ownership]] = defaultdict(list)
    for title in sorted(titles, key=lambda title: (title.ended_at is not None, title.pk)):
        title.owner = owners[title.owner_id]
        at_home[title.property_id].append(title)
    return at_home


def _standing_homes(owners: Collection[int]) -> dict[int, set[int]]:
    """Owner -> the homes they hold now."""
    homes: dict[int, set[int]] = defaultdict(set)
    standing = Ownership.objects.filter(owner__in=owners, ended_at=None)
    for owner, home in standing.values_list("owner", "property"):
        homes[owner].add(home)
    return homes


def _by_key(owners: dict[int, Owner]) -> dict[str, list[Owner]]:
    namesakes: dict[str, list[Owner]] = defaultdict(list)
    for _, owner in sorted(owners.items()):
        namesakes[owner.name_key].append(owner)
    return namesakes


def _named(row: OwnerRow) -> dict[str, str]:
    name = row.name
    return {"name": name.display[:200], "first_name": name.first_name[:80], "name_key": name.key, "kind": name.kind}


def _has_mailing(owner: Owner, mailing: Mailing) -> bool:
    """Whether the owner gets letters there. Both are written in one way; a missing postal code is no difference."""
    if not mailing.line or owner.mailing_line.casefold() != mailing.line.casefold():
        return False
    codes = {owner.mailing_postal_code, mailing.postal_code} - {""}
    return len(codes) == 1 or owner.mailing_city.casefold() == mailing.city.casefold()


def _namesakes(team: Team, rows: Sequence[OwnerRow]) -> list[Owner]:
    """The owners who may be those of the rows: firms by name, people by name with a mailing line or a number."""
    named = [row for row in rows if row.name.key]
    if not named:
        return []
    firms = {row.name.key for row in named if row.name.kind not in HOUSEHOLDS}
    people = {row.name.key for row in named} - firms
    lines = {row.mailing.line for row in named if row.mailing.line}
    among, wanted = bulk.one_of("name_key", firms | people)
    sql = f"SELECT id, name_key, mailing_line FROM owners_owner WHERE team_id = %s AND {among}"
    found = bulk.fetch(sql, [team.pk, wanted])
    meant = {owner for owner, key, line in found if key in firms or line in lines}
    if others := {owner for owner, *_ in found} - meant:
        meant |= others & _with_number({phone.number for row in named for phone in row.phones})
    return list(Owner.objects.filter(pk__in=meant)) if meant else []


def _with_number(numbers: Collection[str]) -> set[int]:
    """The owners, whoever's, who have one of these numbers."""
    among, wanted = bulk.one_of("number", numbers)
    return {owner for (owner,) in bulk.fetch(f"SELECT owner_id FROM owners_phone WHERE {among}", [wanted])}

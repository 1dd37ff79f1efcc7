"""The phones of some owners, and what a file's rows report about them.

A number is new once; afterwards a file confirms it, or says more about its line. What calls taught is not touched, but
for a number without any finding that the vendor itself calls wrong or disconnected. The vendor's order counts when a
number is first seen: a file with the same numbers in another order changes nothing. A number that was found dead for
the same person elsewhere comes in as dead.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime

from callsheet.accounts.models import Team
from callsheet.listings import bulk
from callsheet.listings.models import Import, Source
from callsheet.owners.models import Owner, OwnersCounted, Phone, PhoneFinding, PhoneReport, VendorsCounted
from callsheet.owners.phone_memory import Learnt, PhoneMemory, plain_of
from callsheet.owners.rows import OwnerRow, RowPhone

_COLUMNS = ("line_type", "litigator", "vendor_listed", "vendor_scrubbed_on", "source_id", "reported_at")
_NEW = ("id", "owner_id", "number", "rank", *_COLUMNS, "finding", "found_at")


class PhoneBook:
    """Phones by owner and number, held in memory until `write`. Owners may be unsaved until then.

    `told`: the numbers of this file, each with the finding its status gives, if any.
    """

    def __init__(self, import_: Import, owners: Collection[Owner], told: Collection[RowPhone]):
        self.source, self.as_of, self.team = import_.source, import_.as_of, import_.team
        self.new: list[Phone] = []
        self._owners_of_new: list[Owner] = []
        self.memory = PhoneMemory(import_.team, {phone.number for phone in told})
        self._flagged = {phone.number for phone in told if phone.litigator} - self.memory.flagged
        self._changed: dict[int, Phone] = {}
        self._confirmed: dict[int, Phone] = {}
        self._dead: list[tuple[Phone, Learnt]] = []
        self._reported: dict[int, tuple[datetime, datetime]] = {}
        self._to_report: set[int] = set()
        self._phones: dict[int, dict[str, Phone]] = defaultdict(dict)
        by_pk = {owner.pk: owner for owner in owners}
        self._relied_on = set(relied_on(import_.team))
        for phone in Phone.objects.filter(owner__in=by_pk).order_by("rank", "pk") if by_pk else ():
            self._phones[id(by_pk[phone.owner_id])][phone.number] = phone
        self._read_reports([phone.pk for phones in self._phones.values() for phone in phones.values()])
        self._taught = self._with_findings(by_pk, told)

    def _read_reports(self, phones: Collection[int]) -> None:
        """When this source reported these phones. The source is told apart here: a query for it would walk through
        everything the source ever reported.
        """
        reports = PhoneReport.objects.filter(phone__in=phones) if phones else PhoneReport.objects.none()
        for phone, source, first, last in reports.values_list("phone", "source", "first_reported_at", "reported_at"):
            if source == self.source.pk:
                self._reported[phone] = first, last

    def _with_findings(self, owners: Collection[int], told: Collection[RowPhone]) -> set[int]:
        """The phones of which calls taught something, be it taken back; looked up where a vendor's status matters."""
        if not any(phone.finding for phone in told):
            return set()
        return set(PhoneFinding.objects.filter(phone__owner__in=owners).values_list("phone", flat=True))

    def has_any(self, owner: Owner, row: OwnerRow) -> bool:
        """Whether the owner has one of the row's numbers."""
        return not self._phones[id(owner)].keys().isdisjoint(phone.number for phone in row.phones)

    def report(self, owner: Owner, row: OwnerRow) -> bool:
        """Enter the row's numbers for the owner; whether any of it was news."""
        told = [self._report(owner, said, row.scrubbed_on) for said in row.phones]
        return any(told)

    def _report(self, owner: Owner, said: RowPhone, scrubbed_on: date | None) -> bool:
        phone = self._phones[id(owner)].get(said.number)
        if phone is None:
            self._add(owner, said, scrubbed_on)
            return True
        news = [self._line(phone, said), self._registry(phone, said, scrubbed_on), self._death(owner, phone, said)]
        self._confirm(phone)
        if phone.reported_at < self.as_of:
            phone.reported_at = self.as_of
            self._note(phone, self._confirmed)
        if any(news):
            self._note(phone, self._changed)
        return any(news)

    def _add(self, owner: Owner, said: RowPhone, scrubbed_on: date | None) -> None:
        of_owner = self._phones[id(owner)]
        phone = Phone(
            number=said.number,
            line_type=said.line_type,
            rank=1 + max((known.rank for known in of_owner.values()), default=0),
            source_id=self.source.pk,
            reported_at=self.as_of,
            vendor_listed=said.listed,
            vendor_scrubbed_on=None if said.listed is None else scrubbed_on,
            litigator=said.litigator or said.number in self.memory.flagged,
        )
        of_owner[said.number] = phone
        self.new.append(phone)
        self._owners_of_new.append(owner)
        self._bury(phone, self.memory.of(owner, said.number) or self._as_told(said))

    def _line(self, phone: Phone, said: RowPhone) -> bool:
        """A line type where none was known, or the same source's newer one; a litigator is one for good."""
        is_told = said.line_type not in (Phone.LineType.UNKNOWN, phone.line_type)
        is_newer = phone.reported_at < self.as_of and phone.source_id == self.source.pk
        is_other_line = is_told and (phone.line_type == Phone.LineType.UNKNOWN or is_newer)
        if is_other_line:
            phone.line_type = said.line_type
        is_litigator = not phone.litigator and (said.litigator or said.number in self.memory.flagged)
        phone.litigator = phone.litigator or is_litigator
        return is_other_line or is_litigator

    def _registry(self, phone: Phone, said: RowPhone, scrubbed_on: date | None) -> bool:
        """The vendor's do-not-call flag with its day and its source, which belong together.

        A number that one source calls listed stays so until the same source, later, says otherwise.
        """
        if said.listed is None or not self._outweighs(phone, said.listed, scrubbed_on):
            return False
        is_news = (phone.vendor_listed, phone.source_id) != (said.listed, self.source.pk)
        phone.vendor_listed, phone.vendor_scrubbed_on, phone.source = said.listed, scrubbed_on, self.source
        self._note(phone, self._confirmed)
        return is_news

    def _outweighs(self, phone: Phone, listed: bool, scrubbed_on: date | None) -> bool:
        if phone.vendor_listed is None:
            return True
        is_later = (scrubbed_on or date.min) > (phone.vendor_scrubbed_on or date.min)
        if phone.source_id == self.source.pk:
            return is_later or (listed and not phone.vendor_listed)
        if listed != phone.vendor_listed:
            return listed
        return is_later and self.source.pk in self._relied_on and phone.source_id not in self._relied_on

    def _death(self, owner: Owner, phone: Phone, said: RowPhone) -> bool:
        """A number without a finding that is dead for the same person elsewhere, or that the vendor itself calls dead
        and of which no call has taught anything, not even something taken back.
        """
        if phone.finding or phone.pk is None:
            return False
        vendors = self._as_told(said) if phone.pk not in self._taught else None
        return self._bury(phone, self.memory.of(owner, said.number) or vendors)

    def _as_told(self, said: RowPhone) -> Learnt | None:
        return Learnt("", said.finding, self.as_of, None) if said.finding else None

    def _bury(self, phone: Phone, learnt: Learnt | None) -> bool:
        if learnt is None:
            return False
        phone.finding, phone.found_at = learnt.finding, learnt.at
        self._dead.append((phone, learnt))
        return True

    def _confirm(self, phone: Phone) -> None:
        """Note that this source has the number too, or still."""
        first, last = self._reported.get(phone.pk, (None, None)) if phone.pk else (self.as_of, self.as_of)
        if first is None or not first <= self.as_of <= last:
            self._to_report.add(phone.pk)

    @property
    def numbers_found_dead(self) -> set[str]:
        """Numbers that this file taught to be dead: the same person's other rows learn it when they are read."""
        return {phone.number for phone, _ in self._dead}

    def agreeing(self, owner: Owner, row: OwnerRow) -> tuple[list[int], list[int]] | None:
        """The phones of a row that says what is stored of each, and those whose flag is of the file's own day.

        None when one of them is told otherwise, or would be if the file were newer.
        """
        of_owner, confirmed, scrubbed = self._phones[id(owner)], [], []
        for said in row.phones:
            phone = of_owner.get(said.number)
            if phone is None or not self._agrees(phone, said):
                return None
            confirmed.append(phone.pk)
            if said.listed is not None and phone.source_id == self.source.pk and row.is_scrubbed_by_file:
                scrubbed.append(phone.pk)
        return confirmed, scrubbed

    def _agrees(self, phone: Phone, said: RowPhone) -> bool:
        if said.finding or phone.reported_at != self.as_of or said.litigator > phone.litigator:
            return False
        is_mine = phone.source_id == self.source.pk
        is_line = said.line_type in (Phone.LineType.UNKNOWN, phone.line_type) or not is_mine
        return is_line and (said.listed is None or self._agrees_on_flag(phone, said.listed, is_mine))

    def _agrees_on_flag(self, phone: Phone, listed: bool, is_mine: bool) -> bool:
        """Whether a later day of the flag would at most move the day, as `_outweighs` has it."""
        if is_mine or self.source.pk in self._relied_on:
            return is_mine and listed == phone.vendor_listed
        return listed == phone.vendor_listed or not listed

    def _note(self, phone: Phone, among: dict[int, Phone]) -> None:
        if phone.pk is not None:
            among[phone.pk] = phone

    def write(self) -> None:
        """Store it all; the owners must be stored before."""
        self._write_new()
        bulk.update(Phone, _COLUMNS, [(*_values(phone, _COLUMNS), phone.pk) for phone in self._changed.values()])
        self._write_confirmed(phone for pk, phone in self._confirmed.items() if pk not in self._changed)
        self._write_dead()
        self._write_flags()
        self._write_reports()

    def _write_new(self) -> None:
        new = zip(bulk.take_ids(Phone, len(self.new)), self.new, self._owners_of_new, strict=True)
        for pk, phone, owner in new:
            phone.pk, phone.owner_id = pk, owner.pk
        bulk.insert(Phone, _NEW, [_values(phone, _NEW) for phone in self.new])

    def _write_dead(self) -> None:
        """The findings of this file, unless a call has taught something of the number meanwhile."""
        if not self._dead:
            return
        known = {phone.pk for phone, _ in self._dead} - {phone.pk for phone in self.new}
        free = set(Phone.objects.select_for_update().filter(pk__in=known, finding="").values_list("pk", flat=True))
        dead = [(phone, learnt) for phone, learnt in self._dead if phone.pk in free or phone.pk not in known]
        Phone.objects.bulk_update([phone for phone, _ in dead if phone.pk in free], ["finding", "found_at"])
        PhoneFinding.objects.bulk_create(
            PhoneFinding(phone=phone, finding=learnt.finding, at=learnt.at, by_id=learnt.by_id)
            for phone, learnt in dead
        )
        if free:
            OwnersCounted.note_change(self.team.pk)
            VendorsCounted.note_change(self.team.pk, VendorsCounted.Kind.FINDINGS)

    def _write_flags(self) -> None:
        """A number flagged for one owner is flagged for whoever has it."""
        if self._flagged:
            Phone.objects.filter(pk__in=plain_of(self.team, self._flagged)).update(litigator=True)

    def _write_reports(self) -> None:
        moment = bulk.plain(self.as_of)
        fresh = [phone.pk for phone in self.new] + [pk for pk in self._to_report if pk not in self._reported]
        columns = ("phone_id", "source_id", "first_reported_at", "reported_at")
        bulk.insert(PhoneReport, columns, [(pk, self.source.pk, moment, moment) for pk in fresh])
        if fresh:
            OwnersCounted.note_change(self.team.pk)
            VendorsCounted.note_change(self.team.pk, VendorsCounted.Kind.FINDINGS, VendorsCounted.Kind.CALLS)
        known = self._to_report & self._reported.keys()
        if not known:
            return
        mine = PhoneReport.objects.filter(phone__in=known, source=self.source)
        mine.filter(reported_at__lt=self.as_of).update(reported_at=self.as_of)
        mine.filter(first_reported_at__gt=self.as_of).update(first_reported_at=self.as_of)

    def _write_confirmed(self, phones: Iterable[Phone]) -> None:
        """Most rows of a newer file only confirm: one statement for all phones of one day."""
        by_day: dict[tuple[date | None, int | None], list[int]] = defaultdict(list)
        for phone in phones:
            by_day[phone.vendor_scrubbed_on, phone.source_id].append(phone.pk)
        for (day, _), pks in by_day.items():
            Phone.objects.filter(pk__in=pks).update(reported_at=self.as_of, vendor_scrubbed_on=day)


def _values(phone: Phone, columns: Sequence[str]) -> list[object]:
    return [bulk.plain(getattr(phone, column)) for column in columns]


def relied_on(team: Team) -> Iterable[int]:
    """The sources on whose do-not-call column somebody chose to rely."""
    return Source.objects.filter(team=team, scrub_at__isnull=False).values_list("pk", flat=True)

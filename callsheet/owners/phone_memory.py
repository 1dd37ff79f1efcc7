"""What calls taught about numbers, wherever else in the team the same person has them.

A number that is wrong for a person is wrong under every spelling, from every vendor and at every home. The finding is
copied with its day and its caller to each row of the person, and taken back from all of them together.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from callsheet.accounts.models import Team
from callsheet.core.owner_key import same_owner
from callsheet.listings import bulk
from callsheet.owners.models import DEAD, Owner, Phone, PhoneFinding


@dataclass(frozen=True, slots=True)
class Learnt:
    """What a call taught about a number for the owner of that name."""

    name_key: str
    finding: str
    at: datetime
    by_id: int | None


class PhoneMemory:
    """What a team knows of some numbers, to be asked for each owner who is said to have one.

    `flagged`: those that some vendor flags as of somebody who sues callers; it is about the number, whoever has it.
    """

    def __init__(self, team: Team, numbers: Collection[str]):
        rows = _told_of(team, numbers)
        self.flagged = {number for _, number, finding, litigator in rows if litigator}
        self._learnt: dict[str, list[Learnt]] = defaultdict(list)
        for number, *values in _findings(pk for pk, _, finding, _ in rows if finding in DEAD):
            self._learnt[number].append(Learnt(*values))

    def of(self, owner: Owner, number: str) -> Learnt | None:
        """The newest dead finding about the number for the same person, under whichever spelling."""
        about = self._learnt.get(number, ()) if owner.name_key else ()
        mine = [learnt for learnt in about if same_owner(learnt.name_key, owner.name_key)]
        return max(mine, key=lambda learnt: learnt.at, default=None)


def _told_of(team: Team, numbers: Collection[str]) -> list[tuple[int, str, str, bool]]:
    """(phone, number, finding, flag) of the few of which anything is known.

    The team is looked at afterwards: asked for both, SQLite would walk through everything the team has.
    """
    among, wanted = bulk.one_of("number", sorted(numbers))
    known = bulk.fetch(
        "SELECT id, number, finding, litigator, owner_id FROM owners_phone "
        f"WHERE {among} AND (finding <> '' OR litigator)",
        [wanted],
    )
    mine = _of_team(team, {owner for *_, owner in known})
    return [tuple(row) for *row, owner in known if owner in mine]


def plain_of(team: Team, numbers: Collection[str]) -> list[int]:
    """The phones with these numbers, whoever has them, that nobody flagged yet."""
    among, wanted = bulk.one_of("number", sorted(numbers))
    known = bulk.fetch(f"SELECT id, owner_id FROM owners_phone WHERE {among} AND NOT litigator", [wanted])
    mine = _of_team(team, {owner for _, owner in known})
    return [phone for phone, owner in known if owner in mine]


def _of_team(team: Team, owners: Collection[int]) -> set[int]:
    if not owners:
        return set()
    return set(Owner.objects.filter(pk__in=owners, team=team).values_list("pk", flat=True))


def _findings(phones: Iterable[int]) -> Iterable[tuple]:
    dead = list(phones)
    if not dead:
        return ()
    standing = PhoneFinding.objects.filter(phone__in=dead, undone_at=None, finding__in=DEAD)
    return standing.values_list("phone__number", "phone__owner__name_key", "finding", "at", "by")


def findings_of(phones: Collection[Phone]) -> dict[int, PhoneFinding]:
    """Phone -> the newest standing finding about it, for those that have one. One query."""
    taught = [phone.pk for phone in phones if phone.finding]
    if not taught:
        return {}
    standing = PhoneFinding.objects.filter(phone__in=taught, undone_at=None).select_related("by")
    return {finding.phone_id: finding for finding in standing.order_by("at", "pk")}


def wrong_for_others(phones: Collection[Phone]) -> dict[int, list[PhoneFinding]]:
    """Phone -> the standing wrong-number findings about others with its number, newest first; `phones` are a team's."""
    if not phones:
        return {}
    team = next(iter(phones)).owner.team_id
    numbers = {phone.number for phone in phones}
    standing = PhoneFinding.objects.filter(
        phone__number__in=numbers, finding=Phone.Finding.WRONG, undone_at=None
    ).select_related("phone__owner", "by")
    found: dict[str, list[PhoneFinding]] = defaultdict(list)
    for finding in standing.order_by("-at", "-pk"):
        if finding.phone.owner.team_id == team:
            found[finding.phone.number].append(finding)
    return {
        phone.pk: [finding for finding in found[phone.number] if finding.phone.owner_id != phone.owner_id]
        for phone in phones
    }

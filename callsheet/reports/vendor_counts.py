"""What came of the vendors' numbers, by source: counted in the background, kept, and right at every moment.

Whoever changes what is counted says so in the same transaction (`owners.models.VendorsCounted`). A count is shown while
nothing of before its `upto` has changed; findings and calls of since then are added as they are now. Where something
has, all of it is counted when it is asked for, until the background has done so, within a minute.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection, transaction
from django.db.models import F

from callsheet.accounts.models import Team
from callsheet.core.outcomes import OUTCOMES
from callsheet.listings import bulk
from callsheet.listings.models import Source
from callsheet.owners.models import VendorsCounted
from callsheet.reports.numbers import midnight

DAYS = 365
"""Calls are kept of so many days, today's among them."""
Kind = VendorsCounted.Kind


@dataclass(frozen=True, slots=True)
class Calls:
    """Calls to a vendor's numbers; `answered` are contacts by dialing, `contacts` those of owners who called too."""

    dials: int = 0
    answered: int = 0
    contacts: int = 0
    appointments: int = 0


@dataclass(slots=True)
class Claims:
    """Homes the vendor called expired: what our MLS files say of them, and how much later than they it came."""

    made: int = 0
    active: int = 0
    withdrawn: int = 0
    sold: int = 0
    refused: int = 0
    compared: int = 0
    hours_later: float | None = None


@dataclass(frozen=True)
class VendorCounts:
    """The counts of a team as they are at this moment. `kept`: those that are right, by kind."""

    team: Team
    kept: Mapping[str, VendorsCounted]

    @property
    def findings(self) -> Mapping[int, Mapping[str, int]]:
        """Source -> what calls taught and nobody took back -> numbers."""
        kept, found = self.kept.get(Kind.FINDINGS), defaultdict[int, Counter[str]](Counter)
        for source, counts in kept.counts.items() if kept else ():
            found[int(source)] += Counter(counts)
        for source, finding, numbers in _findings(since=kept.upto if kept else None):
            found[source][finding] += numbers
        return found

    def calls(self, source: int, since: date) -> Calls:
        """Calls to the source's numbers from a day on, which is not before the first day that is counted."""
        first = since.isoformat()
        days = [counts for day, *counts in self._calls.get(source, ()) if day >= first]
        return Calls(*map(sum, zip(*days, strict=True)))

    @cached_property
    def _calls(self) -> Mapping[int, list[list]]:
        zone, kept = ZoneInfo(self.team.time_zone), self.kept.get(Kind.CALLS)
        if kept is None or kept.counts["zone"] != zone.key:
            return _by_day(_calls(since=None), zone)
        found = defaultdict(list, {int(source): days for source, days in kept.counts["days"].items()})
        for source, days in _by_day(_calls(since=kept.upto), zone).items():
            found[source] = found[source] + days
        return found

    @cached_property
    def claims(self) -> Mapping[int, Claims]:
        kept = self.kept.get(Kind.CLAIMS)
        counts = kept.counts if kept else _claims_kept(self.team)
        return {int(source): Claims(**claims) for source, claims in counts.items()}


def of(team: Team) -> VendorCounts:
    kept = VendorsCounted.objects.filter(team=team, counted_at_change=F("changes"))
    return VendorCounts(team, {row.kind: row for row in kept})


# ---------------------------------------------------------------- keeping


def take_everywhere(now: datetime) -> None:
    """Count anew for every team where something of before changed, and once a day; recurring work."""
    for team in Team.objects.filter(sources__kind=Source.Kind.OWNERS).distinct().order_by("pk"):
        take(team, now)


def take(team: Team, now: datetime) -> None:
    """Keep the counts up to the last midnight, where those that are kept are not they."""
    zone = ZoneInfo(team.time_zone)
    upto = midnight(now.astimezone(zone).date(), zone)
    right = {kind for kind, kept in of(team).kept.items() if kept.upto == upto}
    for kind, count in _KEPT.items():
        if kind not in right:
            _take(team, kind, upto, count)


def _take(team: Team, kind: str, upto: datetime, count: Callable[[Team, datetime], dict]) -> None:
    """Count, and keep it unless something changed meanwhile: then the next count will do."""
    row = _moved(team, kind, upto)
    counts = count(team, upto)
    VendorsCounted.objects.filter(pk=row.pk, changes=row.changes).update(counted_at_change=row.changes, counts=counts)


@transaction.atomic
def _moved(team: Team, kind: str, upto: datetime) -> VendorsCounted:
    """Say first up to when will be counted: whoever changes something of before says so from here on."""
    bulk.lock(team)
    row, _ = VendorsCounted.objects.select_for_update().get_or_create(team=team, kind=kind)
    row.changes, row.upto = row.changes + 1, upto
    row.save(update_fields=["changes", "upto"])
    return row


# ---------------------------------------------------------------- findings


def _findings_kept(team: Team, upto: datetime) -> dict[str, dict[str, int]]:
    mine, found = _sources(team), defaultdict[str, dict[str, int]](dict)
    for source, finding, numbers in _findings(upto=upto):
        if source in mine:
            found[str(source)][finding] = numbers
    return found


def _findings(since: datetime | None = None, upto: datetime | None = None) -> list[tuple[int, str, int]]:
    """Source, finding, and the numbers of which it stands; `since`: for the first time since then."""
    days, moments = _between("finding.at", since, upto)
    if since:
        days += (
            " AND NOT EXISTS (SELECT 1 FROM owners_phonefinding older WHERE older.phone_id = finding.phone_id "
            "AND older.finding = finding.finding AND older.undone_at IS NULL AND older.at < %s)"
        )
        moments.append(bulk.plain(since))
    return bulk.fetch(
        "SELECT report.source_id, finding.finding, COUNT(DISTINCT finding.phone_id) FROM owners_phonefinding finding "
        "JOIN owners_phonereport report ON report.phone_id = finding.phone_id "
        f"WHERE finding.undone_at IS NULL AND {days} GROUP BY 1, 2",
        moments,
    )


# ---------------------------------------------------------------- calls


def _calls_kept(team: Team, upto: datetime) -> dict[str, Any]:
    mine, zone = _sources(team), ZoneInfo(team.time_zone)
    first = midnight(upto.astimezone(zone).date() - timedelta(days=DAYS), zone)
    days = _by_day(_calls(since=first, upto=upto), zone)
    return {"zone": zone.key, "days": {str(source): counts for source, counts in days.items() if source in mine}}


def _calls(since: datetime | None, upto: datetime | None = None) -> list[tuple[int, str, str, bool, int]]:
    """Source, hour of UTC, outcome, whether the owner called, and how many: the database cuts off the hours."""
    hour = {
        "sqlite": "substr(attempt.at, 1, 13)",
        "postgresql": "to_char(attempt.at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24')",
    }[connection.vendor]
    days, moments = _between("attempt.at", since, upto)
    return bulk.fetch(
        f"SELECT report.source_id, {hour}, attempt.outcome, attempt.is_inbound, COUNT(*) FROM calling_attempt attempt "
        f"JOIN owners_phonereport report ON report.phone_id = attempt.phone_id WHERE {days} GROUP BY 1, 2, 3, 4",
        moments,
    )


def _by_day(rows: Iterable[tuple[int, str, str, bool, int]], zone: ZoneInfo) -> dict[int, list[list]]:
    """Source -> day by day: the day and its calls, in the order of `Calls`. One without an outcome yet is a dial."""
    days: dict[str, str] = {}
    found: dict[tuple[int, str], list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    for source, hour, outcome, is_inbound, count in rows:
        if hour not in days:
            days[hour] = datetime.fromisoformat(f"{hour}:00+00:00").astimezone(zone).date().isoformat()
        came, counts = OUTCOMES.get(outcome), found[source, days[hour]]
        is_contact = bool(came and came.is_contact)
        counts[0] += 0 if is_inbound else count
        counts[1] += count if is_contact and not is_inbound else 0
        counts[2] += count if is_contact else 0
        counts[3] += count if came and came.is_appointment else 0
    by_source = defaultdict(list)
    for (source, day), counts in sorted(found.items()):
        by_source[source].append([day, *counts])
    return by_source


def _between(column: str, since: datetime | None, upto: datetime | None) -> tuple[str, list[object]]:
    """The condition that a moment is not before the one and before the other, and its parameters."""
    said = [(f"{column} >= %s", since), (f"{column} < %s", upto)]
    said = [(sql, moment) for sql, moment in said if moment]
    return " AND ".join(sql for sql, _ in said) or "TRUE", [bulk.plain(moment) for _, moment in said]


# ---------------------------------------------------------------- claims

_CONTRADICTED = {"on_market": "active", "relisted": "active", "withdrawn": "withdrawn", "closed": "sold"}


def _claims_kept(team: Team, upto: datetime | None = None) -> dict[str, dict[str, Any]]:
    """Claims by what the MLS says of them, and by whole hours after our files first knew: one pass for both."""
    later = {
        "sqlite": "(julianday(first_claimed_at) - julianday(mls_known_at)) * 24",
        "postgresql": "EXTRACT(EPOCH FROM first_claimed_at - mls_known_at) / 3600",
    }[connection.vendor]
    among, wanted = bulk.one_of("source_id", sorted(_sources(team)))
    rows = bulk.fetch(
        f"SELECT source_id, found, is_refused, CAST(ROUND({later}) AS INTEGER), COUNT(*) FROM owners_vendorclaim "
        f"WHERE {among} GROUP BY 1, 2, 3, 4",
        [wanted],
    )
    found, hours = defaultdict[int, Claims](Claims), defaultdict[int, Counter[int]](Counter)
    for source, kind, is_refused, later_by, homes in rows:
        _add_claim(found[source], _CONTRADICTED.get(kind, "") if is_refused else None, homes)
        if later_by is not None:
            hours[source][later_by] += homes
    for source, counted in hours.items():
        found[source].compared, found[source].hours_later = counted.total(), _median(counted)
    return {str(source): asdict(claims) for source, claims in found.items()}


def _add_claim(claims: Claims, refused_as: str | None, homes: int) -> None:
    claims.made += homes
    if refused_as is not None:
        claims.refused += homes
    if refused_as:
        setattr(claims, refused_as, getattr(claims, refused_as) + homes)


def _median(counted: Counter[int]) -> float:
    """The middle hour, or the mean of the two in the middle."""
    places = ((counted.total() - 1) // 2, counted.total() // 2)
    in_order, upto = sorted(counted), 0
    middle: list[int] = []
    for hour in in_order:
        upto += counted[hour]
        middle += [hour for place in places[len(middle) :] if place < upto]
    return sum(middle) / 2


def _sources(team: Team) -> set[int]:
    return set(Source.objects.filter(team=team, kind=Source.Kind.OWNERS).values_list("pk", flat=True))


_KEPT = {Kind.FINDINGS: _findings_kept, Kind.CALLS: _calls_kept, Kind.CLAIMS: _claims_kept}

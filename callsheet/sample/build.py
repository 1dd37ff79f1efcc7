"""Filling a home with the sample market: its files are written, then read by the imports a user's own files go through.

What happened is played in its order: the months of exports before Maya began, then, morning by morning, the new files
and her block of calls, up to this morning's export.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import partial
from operator import itemgetter
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

from callsheet.accounts import people
from callsheet.accounts.models import Person, RoleChange, Team
from callsheet.accounts.people import NewPerson
from callsheet.compliance import registry
from callsheet.core.phone import e164
from callsheet.leads import intake
from callsheet.listings import ingest as listings
from callsheet.listings.models import Source
from callsheet.owners import ingest as owners
from callsheet.sample.block import Diary, block_days, deal, work
from callsheet.sample.evidence import REGISTRY_AGO, write_owner_files, write_registry
from callsheet.sample.exports import EXPORTED_AT, exports, write_export
from callsheet.sample.households import CALLER_NUMBER
from callsheet.sample.market import HOMES, SEED, Market, build_market
from callsheet.sample.names import OUR_OFFICE

ZONE = "America/New_York"
MLS_NAMES = {"alder": "Alder County MLS", "point": "Heron Point MLS"}
OWNER_SOURCE = "Alder skip trace"
REGISTRY_AT, OWNERS_AT, BLOCK_AT = time(5, 30), time(7), time(8)
LATEST = timedelta(minutes=5)
"""Before six in the morning, the files of the morning are as fresh as this."""

COLLEAGUES = (NewPerson("Jonas Feld", "agent", "MD"), NewPerson("Tess Okafor", "assistant"))

Event = tuple[datetime, Callable[[datetime], object]]


@dataclass(frozen=True, slots=True)
class Built:
    """What was built."""

    files: int
    homes: int
    terms: int


def build(
    maya: Person,
    folder: Path,
    now: datetime,
    size: int = HOMES,
    progress: Callable[[int, int], None] = lambda done, of: None,
) -> Built:
    """Give Maya's team the county as it stands at `now`; its files stay in `folder` to be looked at."""
    zone = ZoneInfo(ZONE)
    market = build_market(now.astimezone(zone).date(), size)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    events = sorted(_events(market, maya, folder, now, zone), key=itemgetter(0))
    for done, (at, happen) in enumerate(events):
        progress(done, len(events))
        happen(at)
    progress(len(events), len(events))
    return Built(len(list(folder.iterdir())), len(market.homes), len(market.terms))


def open_office(now: datetime) -> Person:
    """The invented brokerage: its broker, who signs in by link only, an agent, and an assistant without a licence."""
    name = OUR_OFFICE[0]
    team = Team.objects.create(name=name, office_names=[name], licence_state="MD", time_zone=ZONE, created_at=now)
    maya = Person.objects.create_user(
        username="Maya Lindqvist",
        name="Maya Lindqvist",
        role=Person.Role.BROKER,
        team=team,
        licence_state="MD",
        caller_number=e164(CALLER_NUMBER),
        time_zone=ZONE,
    )
    RoleChange.objects.create(person=maya, role=maya.role, by=maya, at=now)
    for colleague in COLLEAGUES:
        people.add(colleague, maya, now)
    return maya


def _events(market: Market, maya: Person, folder: Path, now: datetime, zone: ZoneInfo) -> Iterator[Event]:
    """Everything that happened, with its moment; nothing lies ahead of `now`."""

    def at(day: date, clock: time) -> datetime:
        return min(datetime.combine(day, clock, zone), now - LATEST)

    for ago in REGISTRY_AGO:
        paths = write_registry(market, ago, folder)
        yield at(market.today - timedelta(days=ago), REGISTRY_AT), partial(registry.load, paths)
    for export in exports(market.today):
        path = write_export(market, export, folder)
        yield at(export.day, EXPORTED_AT), partial(_read_export, maya, path, MLS_NAMES[export.mls])
    for day, path in write_owner_files(market, folder):
        yield at(day, OWNERS_AT), partial(_read_owners, maya, path)
    yield from _blocks(market, maya, zone)


def _blocks(market: Market, maya: Person, zone: ZoneInfo) -> Iterator[Event]:
    random = Random(f"{SEED}, calls")
    diary = Diary(maya, market.today, zone, random)
    days = block_days(market.today)
    for place, (day, outcomes) in enumerate(zip(days, deal(len(days), random), strict=True)):
        yield datetime.combine(day, BLOCK_AT, zone), partial(_block, diary, day, outcomes, len(days) - place)


def _block(diary: Diary, day: date, outcomes: list[str], back: int, at: datetime) -> None:
    work(diary, day, outcomes, back)


def _read_export(maya: Person, path: Path, mls: str, at: datetime) -> None:
    import_ = listings.queue(maya.team, path, file_name=path.name, by=maya, now=at, mls=mls, as_of=at)
    intake.run_import(import_, at)
    intake.presume(maya.team, at)
    Source.objects.filter(team=maya.team, name=mls, confirmed_at=None).update(confirmed_by=maya, confirmed_at=at)


def _read_owners(maya: Person, path: Path, at: datetime) -> None:
    import_ = owners.queue(maya.team, path, file_name=path.name, by=maya, now=at, source=OWNER_SOURCE, as_of=at)
    intake.run_owner_import(import_, at)

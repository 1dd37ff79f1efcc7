"""How many decisions a second the gate gives: from facts alone on one core, and through the database.

Run by hand or by `make bench`: python bench/gate.py [--owners 10000]. From facts the peer is `json.loads` of the very same
lines, timed in turn in the same run; through the database it is one bare durable commit. The home is a temporary one.
"""

import argparse
import json
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

from pages import NOW, fill  # makes the temporary home, and sets Django up on it

from django.core.management import call_command
from django.db import connection

from callsheet.accounts.models import Person, Team
from callsheet.compliance import gate, registry
from callsheet.compliance.clearance_lines import as_json, decided
from callsheet.compliance.evidence import Target
from callsheet.compliance.tables import rules
from callsheet.core.facts import from_json
from callsheet.core.law import decide
from callsheet.listings.models import Source
from callsheet.owners.models import Ownership, Phone

LINES, ROUNDS = 5_000, 5
FACTS_AIM, DATABASE_AIM = 5_000, 500
HOUR = timedelta(hours=1)
CODES = {"MD": "410", "PA": "215", "DE": "302", "VA": "703"}
EASTERN = ["America/New_York"]


# ---------------------------------------------------------------- from facts


def usual(random: Random) -> dict:
    """A hand-dialed number of an agent near Baltimore on a working day: most may be called, some are on a list."""
    state = random.choices(list(CODES), (8, 1, 1, 1))[0]
    at = datetime(2026, 11, 24, tzinfo=UTC) + timedelta(minutes=random.randint(12 * 60, 26 * 60))
    return {
        "at": f"{at:%Y-%m-%dT%H:%M:%SZ}",
        "channel": "call",
        "launch": "by_hand",
        "number": f"+1{CODES[state]}5550{random.randint(100, 199)}",
        "line_type": random.choice(("landline", "mobile", "unknown")),
        "property": {"state": "MD", "zones": EASTERN},
        "mailing": {"state": "FL", "zones": None} if random.random() < 0.1 else {"state": "MD", "zones": EASTERN},
        "listing_status": "Expired",
        "listing_seen_at": "2026-11-24T11:00:00Z",
        "registry": {"copied_on": "2026-11-19", "listed": random.random() < 0.5},
        "state_list": "clear",
        "earlier": [f"{at - HOUR * random.randint(1, 40):%Y-%m-%dT%H:%M:%SZ}" for _ in range(random.randint(0, 3))],
    }


def worst(random: Random) -> dict:
    """Three states on five clocks in the evening before closed days, every permission given, the cap full."""
    at = datetime(2026, 7, 3, 1, random.randint(0, 59), tzinfo=UTC)
    return {
        "at": f"{at:%Y-%m-%dT%H:%M:%SZ}",
        "channel": "recorded",
        "number": f"+16015550{random.randint(100, 199)}",
        "line_type": "landline",
        "property": {"state": "AK", "zones": None},
        "mailing": {"state": "FL", "zones": None},
        "listing_status": "Expired",
        "registry": {"copied_on": "2026-07-01", "listed": False},
        "state_list": "clear",
        "written_consent": True,
        "earlier": [f"{at - HOUR * hours:%Y-%m-%dT%H:%M:%SZ}" for hours in (1, 2, 3, 5, 23)],
    }


def in_turn(works: dict[str, Callable[[], object]], count: int) -> dict[str, float]:
    """Items a second of processor time, the median of rounds in which each work has its turn."""
    seconds: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(ROUNDS):
        for name, work in works.items():
            start = time.process_time()
            work()
            seconds[name].append(time.process_time() - start)
    return {name: count / statistics.median(spent) for name, spent in seconds.items()}


def from_facts(name: str, made: Callable[[Random], dict]) -> None:
    random, book = Random(name), rules()
    lines = [json.dumps(made(random)).encode() for _ in range(LINES)]
    facts = [from_json(json.loads(line)) for line in lines]
    allowed = sum(decide(each, book).allowed for each in facts)
    rates = in_turn(
        {
            "json.loads alone": lambda: [json.loads(line) for line in lines],
            "decided": lambda: [decide(each, book, explain=False) for each in facts],
            "decided, with the checks of a proof": lambda: [decide(each, book) for each in facts],
            "line to answer line": lambda: [json.dumps(as_json(each)) for each in decided(lines, book)],
        },
        LINES,
    )
    print(f"from facts, {name} ({allowed:,} of {LINES:,} allowed), aim {FACTS_AIM:,}/s:")
    shown(rates, "json.loads alone", FACTS_AIM)


def shown(rates: dict[str, float], peer: str, aim: int) -> None:
    for name, rate in rates.items():
        beside = "" if name == peer else f"  {rate / aim:5.1f} x the aim  {rate / rates[peer]:7.3f} x {peer}"
        print(f"  {name:36} {rate:9,.0f}/s{beside}")


# ---------------------------------------------------------------- through the database


def home_of(owners: int) -> tuple[Person, list[Target]]:
    """A team with that many owners, one number each, and a copy of the registry; everybody's listing expired."""
    call_command("migrate", verbosity=0)
    team = Team.objects.create(name="Saltmarsh Realty", licence_state="MD", created_at=NOW)
    person = Person.objects.create_user(
        "maya", password="not asked", name="Maya Lindqvist", team=team, licence_state="MD", caller_number="+14105550100"
    )
    mls = Source.objects.create(
        team=team, kind="mls", name="Alder County MLS", active_seen_at=NOW, confirmed_at=NOW, confirmed_by=person
    )
    fill(team, mls, 0, owners)
    copy = Path(tempfile.mkdtemp(prefix="callsheet-bench-")) / "2026-11-19_410.txt"
    copy.write_text("".join(f"410{number:07}\n" for number in range(0, 10_000_000, 997)))
    registry.load([copy], NOW)
    connection.cursor().execute("ANALYZE")
    homes = {each.owner_id: each.property for each in Ownership.objects.select_related("property")}
    phones = Phone.objects.select_related("owner").order_by("pk")
    return person, [Target(phone.number, phone, phone.owner, homes[phone.owner_id]) for phone in phones]


def through_the_database(person: Person, targets: Sequence[Target]) -> None:
    peer = "one bare commit"
    team, slices = person.team, [targets[first : first + 25] for first in range(0, 500, 25)]
    rates = {
        peer: by_the_clock(lambda: [Team.objects.filter(pk=team.pk).update(name=team.name) for _ in range(100)], 100),
        "preview, all at once": by_the_clock(lambda: gate.preview(targets, team, NOW, person), len(targets)),
        "preview, a page of 25 at a time": by_the_clock(
            lambda: [gate.preview(page, team, NOW, person) for page in slices], 500
        ),
        "ask_all, 1,000 at once": by_the_clock(
            lambda: gate.ask_all(targets[:1_000], person, NOW, launch="clicked", lives=HOUR), len(targets[:1_000])
        ),
        "ask, one by one": by_the_clock(lambda: [gate.ask(each, person, NOW) for each in targets[-100:]], 100),
    }
    print(f"through the database, {len(targets):,} owners, aim {DATABASE_AIM:,}/s:")
    shown(rates, peer, DATABASE_AIM)


def by_the_clock(work: Callable[[], object], count: int) -> float:
    """Items a second on the wall, where the disk counts; the best of three."""
    seconds = []
    for _ in range(3):
        start = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - start)
    return count / min(seconds)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--owners", type=int, default=10_000)
    args = parser.parse_args()
    from_facts("the usual mix", usual)
    from_facts("the worst mix", worst)
    through_the_database(*home_of(args.owners))


if __name__ == "__main__":
    main()

"""Server time of the working screens at 10,000 and 100,000 leads, as ratios to the limit of 50 ms.

Run by hand or by `make bench`: python bench/pages.py [--leads 100000]. The database is a fresh one on disk in a
temporary home; requests go through the whole stack (middleware, session, templates) in one process. With `--home DIR`
the market is built once and kept there, so that a change is measured again in a minute; `--only` names some pages.
"""

import argparse
import os
import statistics
import sys
import tempfile
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path


def options() -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    parser.add_argument("--leads", type=int, default=100_000)
    parser.add_argument("--runs", type=int, default=30)
    parser.add_argument("--home", default="", help="a folder to keep the market in, for another run")
    parser.add_argument("--only", default="", help="pages to measure, apart by commas; all when left out")
    return parser.parse_args(sys.argv[1:] if __name__ == "__main__" else [])


ARGS = options()
os.environ["CALLSHEET_HOME"] = ARGS.home or tempfile.mkdtemp(prefix="callsheet-bench-")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "callsheet.settings")
os.environ.pop("CALLSHEET_DATABASE_URL", None)

import django

django.setup()

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from callsheet import clock
from callsheet.accounts.models import Person, Team
from callsheet.calling import morning_count, record_hours
from callsheet.calling.models import Attempt
from callsheet.compliance import chain, registry
from callsheet.compliance.models import Answer, Clearance, CountedDial
from callsheet.leads.models import Lead
from callsheet.listings.models import LastRead, Listing, Property, Source
from callsheet.owners import counted
from callsheet.owners.models import Owner, Ownership, Phone

LIMIT = 0.050
NOW = datetime(2026, 11, 24, 13, 30, tzinfo=UTC)
TOWNS = ("Fallow Creek", "Millbrook", "Port Alder", "St. Brides")


def fill(team: Team, mls: Source, first: int, count: int) -> None:
    """`count` homes with an expired listing, an owner, a number and a lead that is due; one in 400 is new."""
    numbers = range(first, first + count)
    homes = Property.objects.bulk_create(
        [
            Property(
                team=team, number=str(n), street="Larkspur", suffix="Ln", city=TOWNS[n % 4], state="MD",
                postal_code="21014", address_key=f"1|{n}|21014",
            )
            for n in numbers
        ],
        batch_size=2000,
    )  # fmt: skip
    listings = Listing.objects.bulk_create(
        [_listing(mls, home, n) for n, home in zip(numbers, homes, strict=True)], batch_size=2000
    )
    LastRead.objects.bulk_create(
        [LastRead(listing=one, source=mls, row_hash=0, as_of=NOW, seen_at=NOW) for one in listings], batch_size=2000
    )
    owners = Owner.objects.bulk_create(
        [Owner(team=team, name=f"Owner {n}", first_name="Owner", name_key=f"OWNER {n}") for n in numbers],
        batch_size=2000,
    )
    Ownership.objects.bulk_create(
        [Ownership(owner=o, property=h, reported_at=NOW) for o, h in zip(owners, homes, strict=True)], batch_size=2000
    )
    Phone.objects.bulk_create(
        [
            Phone(owner=o, number=f"+1410{5_550_000 + n % 10_000:07}", reported_at=NOW)
            for n, o in zip(numbers, owners, strict=True)
        ],
        batch_size=2000,
    )
    Lead.objects.bulk_create(
        [
            Lead(
                team=team, property=home, listing=listing, owner=owner, opened_at=NOW - timedelta(days=1),
                expired_on=listing.off_market_date, attempts=n % 7, touches=n % 7, due_at=NOW - timedelta(minutes=n % 9000),
            )
            for n, home, listing, owner in zip(numbers, homes, listings, owners, strict=True)
        ],
        batch_size=2000,
    )  # fmt: skip


def _listing(mls: Source, home: Property, n: int) -> Listing:
    off = date(2026, 11, 23) if n % 400 == 0 else date(2026, 11, 20) - timedelta(days=n % 700)
    return Listing(
        source=mls, listing_id=f"AL{n}", property=home, standard_status="Expired", mls_status="Expired",
        list_price=200_000 + n % 500_000, original_list_price=210_000 + n % 500_000,
        on_market_date=off - timedelta(days=180), off_market_date=off, status_at=NOW, first_seen_at=NOW,
    )  # fmt: skip


def called(person: Person, leads: list[Lead], answers: int = 4) -> None:
    """A past for these leads: `answers` of the gate each over the last year, all but one allowed and dialed."""
    team, asked = person.team, []
    for number, lead in enumerate(leads):
        phone = lead.owner.phones.all()[0]
        for one in range(answers):
            at = NOW - timedelta(days=3 + (number * 7 + one * 91) % 360)
            asked.append(
                Answer(
                    team=team, at=at, by=person, owner=lead.owner, channel="call", number=phone.number, allowed=one > 0,
                    rule="CLEAR" if one else "STATUS_STALE", because="Said then.",
                )
            )  # fmt: skip
    chain.append(team, asked)
    cleared = [Clearance(answer=each, expires_at=each.at, used_at=each.at) for each in asked if each.allowed]
    Clearance.objects.bulk_create(cleared, batch_size=2000)
    CountedDial.objects.bulk_create(
        [
            CountedDial(team=team, owner_id=each.answer.owner_id, number=each.answer.number, at=each.used_at, clearance=each)
            for each in cleared
        ],
        batch_size=2000,
    )  # fmt: skip
    of_owner = {lead.owner_id: lead for lead in leads}
    Attempt.objects.bulk_create(
        [
            Attempt(
                lead=of_owner[each.answer.owner_id], phone=of_owner[each.answer.owner_id].owner.phones.all()[0],
                number=each.answer.number, person=person, at=each.used_at, clearance=each, outcome="no_answer",
                outcome_at=each.used_at,
            )
            for each in cleared
        ],
        batch_size=2000,
    )  # fmt: skip


def timed(label: str, ask, runs: int) -> float:
    """Median of `runs` after two that are not counted; prints it with its spread, its queries and its ratio.

    Beside the time on the wall the processor's, which says what the page costs where others use the machine too.
    """
    ask(), ask()
    times, worked = [], []
    for _ in range(runs):
        started, began = time.perf_counter(), time.process_time()
        response = ask()
        times.append(time.perf_counter() - started)
        worked.append(time.process_time() - began)
    assert response.status_code in (200, 302), response.status_code
    with CaptureQueriesContext(connection) as queries:
        ask()
    p50, p95, cpu = statistics.median(times), sorted(times)[int(len(times) * 0.95)], statistics.median(worked)
    print(
        f"  {label:22} p50 {p50 * 1000:7.1f} ms  p95 {p95 * 1000:7.1f} ms  processor {cpu * 1000:6.1f} ms  "
        f"{len(queries):3} queries  {p50 / LIMIT:5.2f} x the limit",
        flush=True,
    )
    return p50


def outcome(client: Client, team: Team, leads):
    lead = next(leads)
    return client.post(f"/call/{lead.pk}/outcome/", {"outcome": "no_answer", "seen": lead.attempts, "note": ""})


def dial(client: Client, leads):
    lead = next(leads)
    return client.post(f"/call/{lead.pk}/dial/", {"phone": lead.owner.phones.all()[0].pk})


def prepared() -> tuple[Person, Source]:
    """The person who looks at the pages and the source of the listings; made in an empty home."""
    call_command("migrate", verbosity=0)
    if person := Person.objects.filter(username="maya").first():
        return person, Source.objects.get(team=person.team, kind="mls")
    team = Team.objects.create(name="Saltmarsh Realty", licence_state="MD", created_at=NOW)
    person = Person.objects.create_user(
        "maya", password="not asked", name="Maya Lindqvist", team=team, licence_state="MD", caller_number="+14105550100"
    )
    mls = Source.objects.create(
        team=team, kind="mls", name="Alder County MLS", active_seen_at=NOW, confirmed_at=NOW, confirmed_by=person
    )
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "410.txt"
        copy.write_text("4100000000\n", encoding="ascii")
        registry.load([copy], NOW)
    return person, mls


def grow(person: Person, mls: Source, size: int) -> None:
    """Fill the market up to `size` leads; a quarter of the new ones get a past."""
    filled = Lead.objects.count()
    if filled < size:
        fill(person.team, mls, filled, size - filled)
        past = Lead.objects.filter(pk__gt=filled).order_by("pk")[: (size - filled) // 4]
        called(person, list(past.select_related("owner").prefetch_related("owner__phones")))
    for work in (morning_count, record_hours, counted):
        work.take_everywhere(NOW)
    connection.cursor().execute("ANALYZE")


def pages(client: Client, team: Team, size: int, runs: int) -> dict:
    """What is measured, by name: each asks for one page once."""
    lead = Lead.objects.order_by("pk").first()
    phone = Phone.objects.filter(owner=lead.owner_id).first()
    newest = Lead.objects.order_by("-pk").select_related("owner").prefetch_related("owner__phones")
    some, others = iter(newest[: runs + 5]), iter(newest[size // 2 : size // 2 + runs + 5])
    return {
        "today": lambda: client.get("/"),
        "call sheet": lambda: client.get("/sheet/"),
        "call sheet, one town": lambda: client.get("/sheet/?town=Millbrook"),
        "call screen": lambda: client.get(f"/call/{lead.pk}/"),
        "leads": lambda: client.get("/leads/"),
        "lead": lambda: client.get(f"/leads/{lead.pk}/"),
        "outcome recorded": lambda: outcome(client, team, some),
        "dial": lambda: dial(client, others),
        "may I call": lambda: client.get(f"/may-i-call/{phone.pk}/"),
        "record of an owner": lambda: client.get(f"/owners/{lead.owner_id}/record/"),
        "records": lambda: client.get("/records/"),
        "rules": lambda: client.get("/rules/"),
        "rules of a state": lambda: client.get("/rules/MD/"),
        "lists": lambda: client.get("/lists/"),
        "dialer lists": lambda: client.get("/dialer-lists/"),
        "letters": lambda: client.get("/letters/"),
        "imports": lambda: client.get("/import/"),
        "numbers": lambda: client.get("/numbers/"),
    }


def main() -> None:
    settings.ALLOWED_HOSTS.append("testserver")
    clock.now = lambda: NOW
    person, mls = prepared()
    client = Client()
    client.force_login(person)
    before: dict[str, float] = {}
    only = [name.strip() for name in ARGS.only.split(",") if name.strip()]
    for size in (ARGS.leads // 10, ARGS.leads):
        if size < Lead.objects.count():
            continue
        grow(person, mls, size)
        print(f"{size:,} leads, all due, limit {LIMIT * 1000:.0f} ms:")
        for label, ask in pages(client, person.team, size, ARGS.runs).items():
            if only and label not in only:
                continue
            p50 = timed(label, ask, ARGS.runs)
            if label in before:
                print(f"  {'':22} {p50 / before[label]:.2f} x its time at {ARGS.leads // 10:,} leads")
            before.setdefault(label, p50)


if __name__ == "__main__":
    main()

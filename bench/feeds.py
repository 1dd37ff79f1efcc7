"""A live feed of 20,000 rows beside a bare download of the same pages, and how soon a change is a lead.

    .venv/bin/python bench/feeds.py [--rows 20000] [--rounds 5]

The server is a real OData server by other hands on this machine (tests/feeds; Node is needed), behind the proxy that
plays the vendor: tokens, gzip. In turn in each round: every page downloaded and thrown away; the first load into an
empty home, leads and all. The aim is at most twice the bare download. Then a feed that rests two seconds is watched
while listings expire: seconds from the change in the MLS to the lead on the sheet, against the limit of five.
"""

import argparse
import os
import random
import shutil
import statistics
import sys
import tempfile
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter, sleep

FOLDER = Path(tempfile.mkdtemp(prefix="callsheet-bench-"))
os.environ["CALLSHEET_HOME"] = str(FOLDER / "home")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "callsheet.settings")
os.environ.pop("CALLSHEET_DATABASE_URL", None)
sys.path.insert(0, str(Path(__file__).parents[1]))

import django

django.setup()

from django.core.management import call_command
from django.db import connections

from callsheet import clock
from callsheet.accounts.teams import the_team
from callsheet.calling import sheet
from callsheet.feeds.reso.walk import Place, walk
from callsheet.leads import feed_intake
from callsheet.leads.models import Lead
from callsheet.listings import feeds
from callsheet.listings.feed_pages import RESO_NAMES
from callsheet.listings.feed_reading import Reader
from callsheet.listings.models import Feed, Listing
from tests.feeds import market
from tests.feeds.cap_server import CapServer
from tests.feeds.vendor import CLIENT_ID, CLIENT_SECRET, Vendor

AIM, LIMIT = 2.0, 5.0
REST, CHANGES = 2, 10


def a_feed(vendor: Vendor) -> Feed:
    now = clock.now()
    return feeds.add(
        the_team(now), "reso", "Port Alder", by=None, now=now, every_seconds=REST,
        settings={"root": vendor.url, "token_url": vendor.token_url, "a_second": 1_000},
        secrets={"client_id": CLIENT_ID, "client_secret": CLIENT_SECRET},
    )  # fmt: skip


def timed(work: Callable[[], object]) -> float:
    began = perf_counter()
    work()
    return perf_counter() - began


def bare_download(feed: Feed) -> int:
    """Every page of the same fields, thrown away."""
    with Reader(feed) as reader:
        pages = walk(reader._client_now(), Place("load"), [name for name in RESO_NAMES if name in market.row(0)])
        return sum(len(page.records) for page in pages)


def first_load(feed: Feed) -> None:
    with Reader(feed) as reader:
        done = feed_intake.read(reader, clock.now())
    assert done and not done.problem, done


def downloads(server: CapServer, rows: int, rounds: int) -> None:
    ratios, bare, loads = [], [], []
    with Vendor(server.url) as vendor:
        for _ in range(rounds):
            call_command("flush", verbosity=0, interactive=False)
            feed = a_feed(vendor)
            bare.append(timed(lambda: bare_download(feed)))  # noqa: B023
            loads.append(timed(lambda: first_load(feed)))  # noqa: B023
            assert Listing.objects.count() == rows
            ratios.append(loads[-1] / bare[-1])
            print(f"  bare download {bare[-1]:.2f} s, first load {loads[-1]:.2f} s: {ratios[-1]:.2f}x", flush=True)
        again = [timed(lambda: first_load(feed)) for _ in range(rounds)]
    print(f"{rows:,} rows, {Lead.objects.count():,} leads: bare {statistics.median(bare):.2f} s, "
          f"first load {statistics.median(loads):.2f} s, read again with nothing new {statistics.median(again):.2f} s")  # fmt: skip
    ratio = statistics.median(ratios)
    print(
        f"  first load, times the bare download {ratio:.2f}   aim at most {AIM:g}: {'met' if ratio <= AIM else 'NOT MET'}"
    )


def how_soon(server: CapServer) -> None:
    stopping, pick = threading.Event(), random.Random(2026)
    active = [number for number in range(400) if market.STATUSES[number % len(market.STATUSES)] == "Active"]
    with Vendor(server.url) as vendor:
        feed = Feed.objects.get()
        feeds.change(
            feed, None, clock.now(), settings={**feed.settings, "root": vendor.url, "token_url": vendor.token_url}
        )
        watch = threading.Thread(target=watching, args=(stopping,))
        watch.start()
        sleep(2 * REST)
        waits = [seconds_to_the_sheet(server, number) for number in pick.sample(active, CHANGES)]
        stopping.set()
        watch.join()
    slowest = max(waits)
    print(f"from the change in the MLS to the lead on the sheet, a poll every {REST} s: median {statistics.median(waits):.2f} s, "
          f"slowest {slowest:.2f} s of {CHANGES}: {slowest / LIMIT:.2f} of the limit of {LIMIT:g} s")  # fmt: skip


def watching(stopping: threading.Event) -> None:
    """The background work's part that reads feeds."""
    work = feed_intake.FeedWork()
    while not stopping.is_set():
        for _ in work.run_due(clock.now()):
            pass
        stopping.wait(1)
    work.close()
    connections.close_all()


def seconds_to_the_sheet(server: CapServer, number: int) -> float:
    """A listing expires now; when does the sheet have its home?"""
    at, team = datetime.now(UTC), Feed.objects.get().team
    server.change(
        f"PA{number:07d}", StandardStatus="Expired", MlsStatus="Expired", OffMarketDate=at.date().isoformat(),
        StatusChangeTimestamp=market.stamp(at), ModificationTimestamp=market.stamp(at),
    )  # fmt: skip
    began = perf_counter()
    while not Lead.objects.filter(team=team, listing__listing_id=f"A{number}", state="open").exists():
        sleep(0.05)
    sheet.build(team, clock.now(), limit=40)
    took = perf_counter() - began
    sleep(random.uniform(0, REST))  # so that the next change does not come right after a poll
    return took


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=20_000)
    parser.add_argument("--rounds", type=int, default=5)
    args = parser.parse_args()
    try:
        call_command("migrate", verbosity=0)
        with CapServer(FOLDER, market.rows(args.rows), page=1_000) as server:
            downloads(server, args.rows, args.rounds)
            how_soon(server)
    finally:
        shutil.rmtree(FOLDER, ignore_errors=True)


if __name__ == "__main__":
    main()

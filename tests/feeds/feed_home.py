"""A home with one feed, prepared and looked at from processes of its own: python -m tests.feeds.feed_home WHAT ...

`add ROOT TOKEN_URL SECONDS`: a team with a feed that rests so many seconds. `state`: what is stored, as JSON.
`add_folder PATH`: a team with a folder as its feed. `files`: what came from it.
"""

import json
import os
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "callsheet.settings")
django.setup()

from callsheet import clock
from callsheet.accounts.teams import the_team
from callsheet.home.database import prepare
from callsheet.leads.models import Lead
from callsheet.listings import feeds
from callsheet.listings.models import Feed, FeedFile, FeedRow, FeedWalk, Import, Listing, ListingChange
from tests.feeds.vendor import CLIENT_ID, CLIENT_SECRET


def add(root: str, token_url: str, seconds: str) -> dict:
    prepare()
    now = clock.now()
    feed = feeds.add(
        the_team(now),
        "reso",
        "Port Alder",
        by=None,
        now=now,
        settings={"root": root, "token_url": token_url, "a_second": 1_000, "timeout": 5.0},
        secrets={"client_id": CLIENT_ID, "client_secret": CLIENT_SECRET},
        every_seconds=int(seconds),
    )
    return {"feed": feed.pk}


def add_folder(path: str) -> dict:
    prepare()
    now = clock.now()
    settings = {"path": path}
    feed = feeds.add(the_team(now), "folder", "Port Alder", by=None, now=now, settings=settings, every_seconds=2)
    return {"feed": feed.pk}


def files() -> dict:
    rows = FeedFile.objects.values_list("name", "kept", "problem", "import_row__state", "import_row__new")
    return {name: rest for name, *rest in rows}


def state() -> dict:
    listings = Listing.objects.values_list("listing_id", "standard_status", "list_price")
    feed, walk = Feed.objects.get(), FeedWalk.objects.filter().first()
    return {
        "listings": {number: [status, price] for number, status, price in listings},
        "rows": FeedRow.objects.count(),
        "changes": ListingChange.objects.count(),
        "leads": Lead.objects.filter(state="open").count(),
        "imports": Import.objects.filter(state="done").count(),
        "problem": feed.problem,
        "is_loaded": bool(walk and walk.is_loaded and not walk.doing),
    }


if __name__ == "__main__":
    what = {"add": add, "add_folder": add_folder, "files": files, "state": state}
    print(json.dumps(what[sys.argv[1]](*sys.argv[2:])))

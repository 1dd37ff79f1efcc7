"""Fill a home for the kill test, in a process of its own that Django was set up in."""

import json
import shutil
from pathlib import Path

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore

from callsheet.accounts.models import Person
from callsheet.accounts.views import BACKEND
from callsheet.home.database import prepare
from callsheet.home.paths import demo_marker
from callsheet.listings import ingest
from callsheet.listings.kept_files import uploads
from tests.web.world import NOW, a_home, a_lead, a_listing, a_registry_copy, a_team, an_agent, an_mls, an_owner


def fill(file: Path, leads: int) -> None:
    """A team with leads to call and `file` as an upload that was queued and never read.

    Prints, as JSON, the key of a signed-in session and the leads. The home is marked as a demo one, so that
    CALLSHEET_AT can keep it at 8:05 am.
    """
    prepare()
    demo_marker().touch()
    team = a_team()
    agent, mls = an_agent(team), an_mls(team)
    a_registry_copy()
    pursuits = [_a_pursuit(team, mls, place) for place in range(leads)]
    upload = Path(shutil.copy(file, uploads() / file.name))
    ingest.queue(team, upload, file_name=file.name, by=agent, now=NOW, mls="Heron Bay MLS")
    print(json.dumps({"session": _sign_in(agent), "leads": pursuits}))


def _a_pursuit(team, mls, place: int) -> dict[str, int]:
    home = a_home(team, number=str(100 + place), street="Kittiwake")
    owner = an_owner(home, f"Owner {place}", f"+1410555{100 + place:04}")
    lead = a_lead(a_listing(home, mls), owner)
    return {"lead": lead.pk, "phone": owner.phones.get().pk}


def _sign_in(person: Person) -> str:
    session = SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = BACKEND
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.save()
    return session.session_key

"""A home in which something of everything happened: files, owners, a cleared call, a refusal, a note."""

from datetime import timedelta
from pathlib import Path

from callsheet.accounts.models import Person
from callsheet.calling.attempts import dial, record
from callsheet.compliance import gate
from callsheet.home.paths import home
from callsheet.leads.models import Lead
from callsheet.listings.models import Import
from tests.web.world import NOW, a_home, a_lead, a_listing, a_registry_copy, a_team, an_agent, an_mls, an_owner


def fill() -> Person:
    """Make everything; returns the agent. One lead is called at NOW, the gate is asked again and refuses."""
    team = a_team()
    agent, mls = an_agent(team), an_mls(team)
    a_registry_copy()
    lead = _a_pursuit(team, mls)
    phone = lead.owner.phones.get()
    assert dial(lead, phone, agent, NOW).attempt, "the world's lead may be called at NOW"
    record(lead, "not_selling", agent, NOW + timedelta(minutes=3), seen=0, note="Tired of showings: ¿mañana? 🏡")
    gate.request_no_calls(team, lead.owner, phone.number, agent, NOW + timedelta(minutes=4), words="Take me off.")
    assert dial(lead, phone, agent, NOW + timedelta(minutes=40)).attempt is None
    return agent


def _a_pursuit(team, mls) -> Lead:
    place = a_home(team)
    read = Import.objects.create(
        team=team,
        source=mls,
        kind="mls",
        state="done",
        as_of=NOW,
        rows=1,
        new=1,
        file_name="alder.csv",
        file_path=str(an_upload()),
        statuses={"Expired": 1},
    )
    return a_lead(a_listing(place, mls, last_import=read), an_owner(place))


def an_upload() -> Path:
    """A kept upload, as the import page leaves it."""
    folder = home() / "imports"
    folder.mkdir(mode=0o700, exist_ok=True)
    file = folder / "alder.csv"
    file.write_text("MLSNumber,Status\nAL000001,Expired\n", encoding="utf-8")
    return file

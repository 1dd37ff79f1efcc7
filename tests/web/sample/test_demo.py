"""`callsheet demo`: which home it may fill, and what it says."""

import json
import stat
from datetime import timedelta

import pytest

from callsheet.accounts.models import OneTimeLink, Person, Team
from callsheet.cli import main
from callsheet.home.lock import hold_home
from callsheet.home.paths import demo_marker
from callsheet.leads.models import Lead
from callsheet.listings.models import Property
from callsheet.sample import command
from callsheet.sample.build import Built
from tests.web import world
from tests.web.world import NOW

AT = ["--at", NOW.isoformat()]
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _own_home(monkeypatch, tmp_path):
    monkeypatch.setenv("CALLSHEET_HOME", str(tmp_path / "home"))


@pytest.fixture
def demo(monkeypatch, capsys):
    """Run the command with a county of one home, which is what the rest of the command sees of it."""

    def one_home(maya, folder, now, **_):
        folder.mkdir()
        (folder / "alder.csv").write_text("MLSNumber\n")
        world.a_home(maya.team)
        return Built(files=1, homes=1, terms=0)

    served = []
    monkeypatch.setattr(command, "build", one_home)
    monkeypatch.setattr(command, "serve", lambda *given: served.append(given) or 0)

    def run(*arguments):
        code = main(["demo", *AT, *arguments])
        return code, capsys.readouterr(), served

    return run


def test_it_fills_a_home_and_serves_it_with_a_link(demo):
    code, _, served = demo("--port", "8123")
    assert code == 0
    [(host, port, link)] = served
    assert (host, port) == ("127.0.0.1", 8123)
    assert link.startswith("/sign-in/")
    assert OneTimeLink.objects.get(purpose="sign_in").person == Person.objects.get(name="Maya Lindqvist")


def test_the_agent_of_the_mock_ups(demo):
    demo("--no-serve")
    maya = Person.objects.get(role="broker")
    assert (maya.name, maya.caller_number, maya.licence_state) == ("Maya Lindqvist", "+14105550100", "MD")
    assert (maya.team.name, maya.team.office_names) == ("Saltmarsh Realty", ["Saltmarsh Realty"])
    assert maya.is_broker and not maya.has_usable_password()


def test_an_agent_and_an_assistant_work_there_too(demo):
    demo("--no-serve")
    roles = dict(Person.objects.values_list("name", "role"))
    assert roles == {"Maya Lindqvist": "broker", "Jonas Feld": "agent", "Tess Okafor": "assistant"}
    assert not any(person.has_joined for person in Person.objects.all())


def test_without_serving_it_says_how_to_come_in(demo):
    code, said, served = demo("--no-serve")
    assert code == 0 and served == []
    assert "1 home, 1 file in sample/" in said.out
    assert "/sign-in/" in said.out and "callsheet serve" in said.out


def test_as_json(demo):
    _, said, _ = demo("--no-serve", "--json")
    found = json.loads(said.out)
    assert {"home", "homes", "listings", "files", "sign_in", "seconds"} == set(found)


def test_it_is_made_fresh_the_next_time(demo, tmp_path):
    demo("--no-serve")
    (tmp_path / "home" / "sample" / "old.csv").write_text("old")
    Property.objects.update(city="Elsewhere")
    assert demo("--no-serve")[0] == 0
    assert Team.objects.count() == Property.objects.count() == 1
    assert Person.objects.count() == 3
    assert Property.objects.get().city == "Fallow Creek"
    assert [path.name for path in (tmp_path / "home" / "sample").iterdir()] == ["alder.csv"]


def test_a_home_with_other_data_is_left_alone(demo):
    world.an_agent(world.a_team("Tern & Tide"))
    code, said, _ = demo("--no-serve")
    assert code == 2
    assert "holds data that is not the sample market. Nothing was changed." in said.err
    assert Team.objects.get().name == "Tern & Tide"
    assert not demo_marker().exists()


def test_a_marker_does_not_excuse_another_database(demo):
    """The home is the demo's, but CALLSHEET_DATABASE_URL now points at somebody's work."""
    demo("--no-serve")
    Team.objects.update(created_at=NOW - timedelta(days=900))
    assert demo("--no-serve")[0] == 2
    assert Person.objects.exists()


def test_a_second_team_is_other_data(demo):
    demo("--no-serve")
    world.a_team("Tern & Tide")
    assert demo("--no-serve")[0] == 2


def test_a_registry_copy_alone_is_somebodys_data(demo):
    world.a_registry_copy()
    assert demo("--no-serve")[0] == 2


def test_a_team_without_anything_is_no_data(demo):
    """Any command makes the home's team; looking around must not spoil the home for the demo."""
    world.a_team("My team")
    assert demo("--no-serve")[0] == 0


def test_a_demo_that_died_half_way_is_made_fresh(demo, monkeypatch):
    def dies(*_, **__):
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setattr(command, "build", dies)
        assert demo("--no-serve")[0] == 130
    assert Person.objects.exists()
    assert demo("--no-serve")[0] == 0
    assert not Lead.objects.exists()


def test_a_home_in_use_is_left_alone(demo):
    with hold_home("serves it"):
        code, said, _ = demo("--no-serve")
    assert code == 2 and "is in use" in said.err


def test_the_marker_is_the_owners_only(demo):
    demo("--no-serve")
    assert stat.S_IMODE(demo_marker().stat().st_mode) == 0o600

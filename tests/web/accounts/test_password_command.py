"""`callsheet password`: the way back in for somebody who forgot theirs."""

import io

import pytest

from callsheet.cli import main
from callsheet.command_line import UNUSABLE
from tests.web.world import a_team, an_agent

pytestmark = pytest.mark.django_db


@pytest.fixture
def typed(monkeypatch):
    def type_in(text: str) -> None:
        monkeypatch.setattr("sys.stdin", io.StringIO(text))

    return type_in


def test_sets_it_for_the_only_person(typed, capsys):
    maya = an_agent(a_team())
    typed("a brand new one\n")
    assert main(["password"]) == 0
    maya.refresh_from_db()
    assert maya.check_password("a brand new one")
    assert "Maya Lindqvist has a new password" in capsys.readouterr().out


def test_signs_the_person_out_everywhere(client, typed):
    maya = an_agent(a_team())
    client.force_login(maya)
    typed("a brand new one\n")
    main(["password"])
    assert client.get("/me/").status_code == 302


def test_asks_whose_when_there_are_several(typed, capsys):
    team = a_team()
    an_agent(team, "Maya")
    theo = an_agent(team, "Theo")
    typed("a brand new one\n")
    assert main(["password"]) == UNUSABLE
    assert "Say whose password: Maya, Theo." in capsys.readouterr().err
    assert main(["password", "theo"]) == 0
    theo.refresh_from_db()
    assert theo.check_password("a brand new one")


def test_a_weak_one_changes_nothing(typed, capsys):
    maya = an_agent(a_team())
    typed("12345\n")
    assert main(["password"]) == UNUSABLE
    assert "at least 8 characters" in capsys.readouterr().err
    maya.refresh_from_db()
    assert maya.check_password("a long password")


def test_an_empty_home_says_what_to_do(capsys):
    assert main(["password"]) == UNUSABLE
    assert "callsheet serve" in capsys.readouterr().err

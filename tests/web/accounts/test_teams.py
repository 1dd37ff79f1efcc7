"""Which team the command line works for."""

import pytest

from callsheet.accounts.models import Team
from callsheet.accounts.teams import TEAM_VARIABLE, the_team
from callsheet.core.errors import UnusableInput
from tests.web.world import NOW, a_team

pytestmark = pytest.mark.django_db


def test_an_empty_home_gets_one():
    team = the_team(NOW)
    assert team.created_at == NOW
    assert the_team(NOW) == team
    assert Team.objects.count() == 1


def test_the_only_one_is_it():
    team = a_team("Saltmarsh Realty")
    assert the_team(NOW) == team


def test_of_several_the_named_one(monkeypatch):
    a_team("Saltmarsh Realty")
    other = a_team("Heron Homes")
    monkeypatch.setenv(TEAM_VARIABLE, " heron homes ")
    assert the_team(NOW) == other


def test_several_and_no_name_is_a_question():
    a_team("Saltmarsh Realty")
    a_team("Heron Homes")
    with pytest.raises(UnusableInput, match="Set CALLSHEET_TEAM to one of: Heron Homes, Saltmarsh Realty"):
        the_team(NOW)


def test_a_name_that_nobody_has_makes_no_team(monkeypatch):
    monkeypatch.setenv(TEAM_VARIABLE, "Saltmarsh")
    with pytest.raises(UnusableInput, match="CALLSHEET_TEAM=Saltmarsh names no single team"):
        the_team(NOW)
    assert not Team.objects.exists()

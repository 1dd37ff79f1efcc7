"""Relying on a vendor's do-not-call column: switched on by a person, by name and date. All people are invented."""

from datetime import date, timedelta

import pytest

from callsheet.core.errors import UnusableInput
from callsheet.listings.models import Source
from callsheet.owners.scrubs import Scrub, scrubs
from tests.web.owners.files import BOONE, HEADER, VAIL, read, write
from tests.web.world import NOW, a_team, an_agent, an_mls

pytestmark = pytest.mark.django_db

LATER = NOW + timedelta(days=1)


@pytest.fixture
def team():
    return a_team()


@pytest.fixture
def vendor(team, tmp_path):
    return read(team, write(tmp_path / "vendor.csv", [BOONE, VAIL]), source="A vendor").source


def test_nothing_is_relied_on_until_somebody_says_so(vendor, team):
    assert (vendor.scrub_by, vendor.scrub_at) == (None, None)
    agent = an_agent(team)
    vendor.rely_on_scrub(agent, NOW)
    vendor.refresh_from_db()
    assert (vendor.scrub_by, vendor.scrub_at) == (agent, NOW)


def test_who_chose_first_stays_on_record(vendor, team):
    maya, omar = an_agent(team), an_agent(team, "omar")
    vendor.rely_on_scrub(maya, NOW)
    vendor.rely_on_scrub(omar, LATER)
    assert (vendor.scrub_by, vendor.scrub_at) == (maya, NOW)


def test_it_can_be_stopped_twice_and_begun_again(vendor, team):
    agent = an_agent(team)
    vendor.rely_on_scrub(agent, NOW)
    vendor.stop_relying_on_scrub()
    vendor.stop_relying_on_scrub()
    assert (vendor.scrub_by, vendor.scrub_at) == (None, None)
    vendor.rely_on_scrub(agent, LATER)
    assert vendor.scrub_at == LATER


def test_an_mls_makes_no_scrub(team):
    source = an_mls(team)
    with pytest.raises(UnusableInput, match="only an owner file"):
        source.rely_on_scrub(an_agent(team), NOW)
    assert Source.objects.get(pk=source.pk).scrub_at is None


def test_the_scrubs_of_a_team_are_told_with_their_age(vendor, team, tmp_path):
    read(team, write(tmp_path / "county.csv", [BOONE], HEADER[:-1]), source="Alder County")
    other = a_team("Heron Realty")
    read(other, write(tmp_path / "other.csv", [VAIL]))
    assert scrubs(team) == [Scrub(vendor, numbers=2, listed=1, newest_on=date(2026, 11, 24))]

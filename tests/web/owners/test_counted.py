"""Where owners are, counted once and kept: never another figure than a count at that moment would give."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from callsheet.leads import same_home
from callsheet.listings.models import SameHomeQuestion, Source
from callsheet.owners import counted
from callsheet.owners.forget import erase
from callsheet.owners.models import Owner, OwnersCounted, Ownership, Phone
from tests.web.owners.files import BOONE, VAIL, read, write
from tests.web.world import NOW, a_home, a_team, an_agent, an_owner

pytestmark = pytest.mark.django_db

LATER = NOW + timedelta(days=30)


@pytest.fixture
def team(tmp_path):
    """Two owners out of a file, with a number each, in Maryland; counted."""
    team = a_team()
    read(team, write(tmp_path / "county.csv", [BOONE, VAIL]))
    counted.take_everywhere(NOW)
    return team


def is_kept(team) -> bool:
    """Whether the kept count is shown, rather than one made now."""
    with CaptureQueriesContext(connection) as queries:
        counted.of(team)
    return len(queries) == 1


def numbers_of(team):
    """The figures shown now; the same after the background counted once more."""
    shown = counted.of(team)
    counted.take_everywhere(NOW)
    assert is_kept(team)
    assert counted.of(team) == shown
    return shown


def test_what_is_counted(team):
    where = numbers_of(team)
    assert (where.numbers, where.homes, where.mail) == ({"410": 1, "443": 1}, {"MD": 2}, {})


def test_a_team_nobody_counted_for_is_counted_when_it_is_asked(db):
    assert counted.of(a_team()) == counted.Where({}, {}, {})


def test_each_team_has_a_count_of_its_own(team):
    others = a_team("Heron Homes")
    an_owner(a_home(others), mailing_state="CO")
    counted.take_everywhere(NOW)
    assert counted.of(others) == counted.Where({"410": 1}, {"MD": 1}, {"CO": 1})
    assert counted.of(team).mail == {}


def test_a_file_of_owners_is_counted_at_once(team, tmp_path):
    read(team, write(tmp_path / "new.csv", [[*BOONE[:5], "3035550107", *BOONE[6:]]]), now=LATER)
    assert not is_kept(team)
    assert numbers_of(team).numbers == {"303": 1, "410": 1, "443": 1}


def test_a_file_without_news_leaves_the_count(team, tmp_path):
    read(team, write(tmp_path / "again.csv", [BOONE, VAIL]), now=LATER)
    assert is_kept(team)


def test_a_home_that_was_sold_changes_hands(team, tmp_path):
    sold = ["Marsh, Ada", *BOONE[1:5], "3035550108", *BOONE[6:]]
    read(team, write(tmp_path / "sold.csv", [sold]), now=LATER)
    assert Ownership.objects.exclude(ended_at=None).count() == 1
    assert numbers_of(team).homes == {"MD": 2}


def test_a_dead_number_counts_no_more_until_that_is_taken_back(team):
    phone = Phone.objects.get(number="+14105550142")
    phone.learn("wrong", None, NOW)
    assert numbers_of(team).numbers == {"443": 1}
    phone.unlearn(LATER)
    assert numbers_of(team).numbers == {"410": 1, "443": 1}


def test_a_number_that_reached_its_owner_leaves_the_count(team):
    Phone.objects.get(number="+14105550142").learn("reached", None, NOW)
    assert is_kept(team)


def test_a_dead_number_in_a_file_counts_for_nothing(team, tmp_path):
    header = ["Owner", "Address", "City", "State", "Zip", "Phone", "Phone Status"]
    read(team, write(tmp_path / "dead.csv", [[*BOONE[:6], "Disconnected"]], header), now=LATER)
    assert Phone.objects.get(number="+14105550142").finding == "disconnected"
    assert numbers_of(team).numbers == {"443": 1}


def test_somebody_forgotten_is_counted_no_more(team):
    erase(Owner.objects.order_by("pk").first(), None, NOW)
    where = numbers_of(team)
    assert (where.numbers, where.homes) == ({"443": 1}, {"MD": 1})


def test_two_addresses_that_are_one_home_are_one(team):
    one, other = (title.property for title in Ownership.objects.order_by("pk"))
    question = SameHomeQuestion.objects.create(team=team, one=one, other=other, asked_at=NOW)
    same_home.answer(question, True, an_agent(team), NOW)
    assert numbers_of(team).homes == {"MD": 1}


def test_a_change_while_it_is_counted_is_not_lost(team, monkeypatch):
    Phone.objects.get(number="+14105550142").learn("wrong", None, NOW)
    count = counted._counted

    def slowly(team):
        found = count(team)
        Phone.objects.get(number="+14435550107").learn("wrong", None, NOW)
        return found

    monkeypatch.setattr(counted, "_counted", slowly)
    counted.take(team)
    monkeypatch.setattr(counted, "_counted", count)
    assert not is_kept(team)
    assert numbers_of(team).numbers == {}


def test_nothing_is_counted_twice(team):
    before = OwnersCounted.objects.get()
    with CaptureQueriesContext(connection) as queries:
        counted.take_everywhere(NOW)
    assert len(queries) == 1
    assert OwnersCounted.objects.get() == before


def test_numbers_delivered_are_kept_until_a_file_reports_one_more(team, tmp_path):
    """Another vendor that only confirms a number changes how many the first one alone has."""
    county = Source.objects.get(team=team, kind="owners")
    before = {county.pk: counted.Delivered(2, 2)}
    assert counted.delivered_of(team) == before
    with CaptureQueriesContext(connection) as queries:
        counted.delivered_of(team)
    assert len(queries) == 1
    read(team, write(tmp_path / "vendor.csv", [BOONE]), source="Vulcan7", now=LATER)
    vendor = Source.objects.get(name="Vulcan7")
    after = {county.pk: counted.Delivered(2, 1), vendor.pk: counted.Delivered(1, 0)}
    assert counted.delivered_of(team) == after
    counted.take_everywhere(LATER)
    assert is_kept(team)
    assert counted.delivered_of(team) == after


def test_a_count_of_an_older_version_without_numbers_delivered_is_no_count(team):
    OwnersCounted.objects.update(delivered=None)
    county = Source.objects.get(team=team, kind="owners")
    assert counted.delivered_of(team) == {county.pk: counted.Delivered(2, 2)}

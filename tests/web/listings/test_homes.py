"""From addresses to homes: the same key, what matching can prove, what a person must decide."""

from datetime import timedelta

import pytest

from callsheet.core.address import parse
from callsheet.listings.homes import find_or_make
from callsheet.listings.models import AddressAlias, Listing, Property, SameHomeQuestion
from tests.web.listings.files import LARKSPUR, changed, imported, write
from tests.web.world import NOW, a_team

pytestmark = pytest.mark.django_db


@pytest.fixture
def team():
    return a_team()


def homes_of(team, *lines: str) -> list[int]:
    """The homes of these lines, one batch each."""
    found = []
    for line in lines:
        address = parse(line)
        found.append(find_or_make(team, {address.key: address}, NOW).ids[address.key])
    return found


def test_spellings_of_one_address_are_one_home(team):
    lines = (
        "409-C Bittern Rd, Fallow Creek, MD 21014",
        "409 Bittern Road Unit C, Fallow Creek, MD 21014",
        "409 BITTERN RD #C, FALLOW CREEK, MD 21014-3301",
    )
    assert len(set(homes_of(team, *lines))) == 1
    home = Property.objects.get()
    assert (home.number, home.street, home.suffix, home.unit) == ("409", "Bittern", "Rd", "C")


def test_a_missing_suffix_joins_the_only_street_of_that_name(team):
    first, second = homes_of(team, "12 Teal Rd, Port Alder, MD 21078", "12 Teal, Port Alder, MD 21078")
    assert first == second
    alias = AddressAlias.objects.get()
    assert alias.property_id == first
    assert "Teal Rd is the only Teal known in 21078" in alias.because
    assert homes_of(team, "12 Teal, Port Alder, MD 21078") == [first], "and it stays so"


def test_a_missing_suffix_is_a_question_where_there_are_two_such_streets(team):
    homes_of(team, "99 Teal Ct, Port Alder, MD 21078")
    first, second = homes_of(team, "12 Teal Rd, Port Alder, MD 21078", "12 Teal, Port Alder, MD 21078")
    assert first != second
    question = SameHomeQuestion.objects.get()
    assert (question.one_id, question.other_id, question.same) == (first, second, None)
    assert question.because


def test_another_number_suffix_unit_direction_or_place_is_another_home(team):
    lines = (
        "12 Teal Rd Unit 1, Port Alder, MD 21078",
        "12 Teal Rd Unit 2, Port Alder, MD 21078",
        "12 Teal Ct Unit 1, Port Alder, MD 21078",
        "14 Teal Rd Unit 1, Port Alder, MD 21078",
        "12 Teal Rd Unit 1, Fallow Creek, MD 21014",
    )
    assert len(set(homes_of(team, *lines))) == 5
    assert not SameHomeQuestion.objects.exists()


def test_a_building_is_not_asked_about_for_each_of_its_units(team):
    units = [f"500 Quarry Way Unit {number}, Port Alder, MD 21078" for number in range(1, 9)]
    homes_of(team, *units, "500 Quarry Way, Port Alder, MD 21078")
    assert not SameHomeQuestion.objects.exists()
    homes_of(team, "700 Quarry Way Unit 1, Port Alder, MD 21078", "700 Quarry Way, Port Alder, MD 21078")
    assert SameHomeQuestion.objects.count() == 1


def test_homes_of_one_batch_find_each_other(team):
    addresses = [parse(line) for line in ("12 Teal Rd, Port Alder, MD 21078", "12 Teal, Port Alder, MD 21078")]
    homes = find_or_make(team, {address.key: address for address in addresses}, NOW)
    assert len(set(homes.ids.values())) == 1
    assert list(homes.made) == [Property.objects.get().pk]


def test_an_address_without_a_zip_joins_its_city(team):
    first, second = homes_of(team, "12 Teal Rd, Port Alder, MD 21078", "12 Teal Rd, Port Alder, MD")
    assert first == second


def test_the_answer_that_it_is_the_same_home_holds_for_later_files(team, tmp_path):
    imported(team, write(tmp_path, changed(LARKSPUR, address="99 Larkspur Ct")))
    imported(team, write(tmp_path, changed(LARKSPUR, number="AL5")))
    bare = write(tmp_path, changed(LARKSPUR, number="AL6", address="418 Larkspur", status="Expired"))
    imported(team, bare)
    question = SameHomeQuestion.objects.get()
    assert question.answer(True, None, NOW) == {question.one_id, question.other_id}
    assert Listing.objects.get(listing_id="AL6").property_id == question.one_id
    later = write(tmp_path, changed(LARKSPUR, number="AL7", address="418 Larkspur"))
    imported(team, later, NOW + timedelta(days=1))
    assert Listing.objects.get(listing_id="AL7").property_id == question.one_id


def test_the_answer_that_they_differ_changes_nothing_and_is_kept(team):
    homes_of(
        team, "99 Teal Ct, Port Alder, MD 21078", "12 Teal Rd, Port Alder, MD 21078", "12 Teal, Port Alder, MD 21078"
    )
    question = SameHomeQuestion.objects.get()
    assert question.answer(False, None, NOW) == set()
    question.refresh_from_db()
    assert (question.same, question.answered_at) == (False, NOW)


def test_teams_do_not_share_homes(team):
    other = a_team("Other Realty")
    line = "12 Teal Rd, Port Alder, MD 21078"
    assert homes_of(team, line) != homes_of(other, line)

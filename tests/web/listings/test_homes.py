"""From addresses to homes: the same key, what matching can prove, what a person must decide."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from callsheet.core.address import parse
from callsheet.listings import bulk
from callsheet.listings.homes import NO_FACTS, find_or_make
from callsheet.listings.models import AddressAlias, Listing, Property, SameHomeQuestion
from callsheet.listings.rows import Facts
from callsheet.listings.streets import KnownStreets
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


# ---- what else is known of the homes


RANCH = Facts(None, None, 1987, 4.0, None, 2310, None)
OTHER_RANCH = Facts(None, None, 2004, 3.0, None, 1420, None)


def parcel(number: str, facts: Facts = NO_FACTS) -> Facts:
    return facts._replace(parcel_number=number)


def known_homes(team, *said: tuple[str, Facts]) -> list[int]:
    """The homes of these lines with their facts, one batch each of one import."""
    streets, found = KnownStreets(team), []
    for line, facts in said:
        address = parse(f"{line}, Port Alder, MD 21078" if "," not in line else line)
        found.append(find_or_make(team, {address.key: address}, NOW, {address.key: facts}, streets).ids[address.key])
    return found


def test_a_second_street_of_the_name_counts_from_its_first_home_in_the_same_import(team):
    said = ("12 Teal Rd", "12 Teal", "99 Teal Ct", "14 Teal Rd", "14 Teal")
    road, joined, _, other_road, asked = known_homes(team, *((line, NO_FACTS) for line in said))
    assert (joined, asked) == (road, Property.objects.get(number="14", suffix="").pk)
    question = SameHomeQuestion.objects.get()
    assert (question.one_id, question.other_id) == (other_road, asked)


def test_the_streets_of_a_name_are_asked_for_once_an_import(team):
    streets = KnownStreets(team)
    for number in range(1, 5):
        homes_of(team, f"{number} Teal Rd, Port Alder, MD 21078")
    some = {address.key: address for address in (parse(f"{n} Teal, Port Alder, MD 21078") for n in (1, 2, 3))}
    find_or_make(team, some, NOW, streets=streets)
    last = parse("4 Teal, Port Alder, MD 21078")
    with CaptureQueriesContext(connection) as queries:
        find_or_make(team, {last.key: last}, NOW, streets=streets)
    assert AddressAlias.objects.count() == 4
    assert not [one["sql"] for one in queries if "DISTINCT" in one["sql"]]


def test_the_same_number_and_street_in_another_town_is_another_home_without_a_question(team):
    towns = ("Port Alder, MD 21078", "Fallow Creek, MD 21014", "Port Alder, DE 19701")
    assert len(set(homes_of(team, *(f"12 Teal Rd, {town}" for town in towns)))) == 3
    assert not SameHomeQuestion.objects.exists()
    assert homes_of(team, "12 Teal, PORT ALDER, MD 21078") == homes_of(team, "12 Teal Rd, Port Alder, MD 21078")


def test_a_parcel_is_kept_as_the_file_has_it_and_in_letters_and_digits(team):
    known_homes(team, ("12 Teal Rd", parcel("12-034-0567")), ("14 Teal Rd", parcel("TBD")))
    kept = Property.objects.order_by("pk").values_list("parcel_number", "parcel_key")
    assert list(kept) == [("12-034-0567", "120340567"), ("", "")]


def test_a_parcel_finds_the_home_behind_another_spelling_of_the_street(team):
    first, second = known_homes(
        team, ("12 Teal Rd", parcel("12-034-0567")), ("12 Teal Rd, Wexford, MD 21079", parcel("120340567"))
    )
    assert first == second
    assert "same parcel 12-034-0567" in AddressAlias.objects.get().because


def test_a_parcel_on_another_street_is_a_question(team):
    first, second = known_homes(team, ("12 Teal Rd", parcel("12-034-0567")), ("12 Heron Rd", parcel("12-034-0567")))
    assert first != second
    question = SameHomeQuestion.objects.get()
    assert (question.one_id, question.other_id) == (first, second)
    assert "same parcel 12-034-0567" in question.because and "street Teal against Heron" in question.because


def test_units_of_one_parcel_stay_apart(team):
    lines = [(f"500 Quarry Way Unit {number}", parcel("12-034-0567", RANCH)) for number in range(1, 9)]
    assert len(set(known_homes(team, *lines))) == 8
    assert not SameHomeQuestion.objects.exists()


def test_a_short_parcel_number_of_another_town_is_none(team):
    first, second = known_homes(
        team, ("12 Teal Rd", parcel("12-034")), ("12 Heron Rd, Wexford, MD 21079", parcel("12-034"))
    )
    assert first != second
    assert not SameHomeQuestion.objects.exists()


@pytest.mark.parametrize("one, other", [("12 Larkspur Ln", "12 Larskpur Ln"), ("12 Larskpur Ln", "12 Larkspur Ln")])
def test_a_slip_is_found_and_joined_where_the_houses_agree(team, one, other):
    first, second = known_homes(team, (one, RANCH), (other, RANCH))
    assert first == second
    assert "the streets are spelt nearly alike" in "; ".join(AddressAlias.objects.get().because)


def test_a_slip_is_a_question_where_nothing_is_known_and_none_where_the_houses_differ(team):
    known_homes(team, ("12 Larkspur Ln", NO_FACTS), ("12 Larskpur Ln", NO_FACTS))
    assert SameHomeQuestion.objects.count() == 1
    known_homes(team, ("14 Bittersweet Ln", RANCH), ("14 Bitersweet Ln", OTHER_RANCH))
    assert SameHomeQuestion.objects.count() == 1


def test_two_streets_that_are_both_known_are_no_slip_of_each_other(team):
    known_homes(team, ("99 Larkspurr Ln", NO_FACTS), ("12 Larkspur Ln", NO_FACTS))
    homes = known_homes(team, ("12 Larkspurr Ln", RANCH), ("99 Larkspur Ln", RANCH))
    assert len(set(homes)) == 2
    assert not SameHomeQuestion.objects.exists()


@pytest.mark.parametrize("one, other", [("71-73 Teal Rd", "71 Teal Rd"), ("73 Teal Rd", "71-73 Teal Rd")])
def test_a_range_and_one_of_its_numbers_are_a_question(team, one, other):
    known_homes(team, (one, RANCH), (other, RANCH))
    assert SameHomeQuestion.objects.get().because[-1] == "both 4 bedrooms"


def test_another_zip_of_the_city_is_joined_only_where_all_agrees_and_never_asked_about(team):
    known_homes(team, ("12 Teal Rd", RANCH), ("12 Teal Rd, Port Alder, MD 21079", RANCH))
    assert Property.objects.count() == 1
    known_homes(team, ("14 Teal Rd", RANCH), ("14 Teal Rd, Port Alder, MD 21079", NO_FACTS))
    assert Property.objects.count() == 3
    assert not SameHomeQuestion.objects.exists()


def test_the_only_street_of_the_name_is_a_question_where_the_houses_differ(team):
    first, second = known_homes(team, ("12 Teal Rd", RANCH), ("12 Teal", OTHER_RANCH))
    assert first != second
    assert "built 1987 against 2004" in SameHomeQuestion.objects.get().because


def test_a_home_joined_by_a_person_is_found_under_both_addresses(team):
    known_homes(team, ("99 Teal Ct", RANCH), ("12 Teal Rd", RANCH), ("12 Teal", NO_FACTS))
    question = SameHomeQuestion.objects.get()
    question.answer(True, None, NOW)
    again = known_homes(team, ("12 Teal Rd, Port Alder, MD", NO_FACTS), ("12 Teal, Port Alder, MD", NO_FACTS))
    assert set(again) == {question.one_id}
    assert not SameHomeQuestion.objects.filter(same=None).exists()


def test_a_later_row_brings_the_parcel(team, tmp_path):
    imported(team, write(tmp_path, changed(LARKSPUR)))
    assert Property.objects.get().parcel_key == ""
    with_parcel = tmp_path / "parcel.csv"
    with_parcel.write_text(
        "MLS #,Status,Address,City,State,Zip,APN\nAL9,Active,418 Larkspur Ln,Fallow Creek,MD,21014,12-034-0567\n"
    )
    imported(team, with_parcel, NOW + timedelta(days=1))
    home = Property.objects.get()
    assert (home.parcel_number, home.parcel_key) == ("12-034-0567", "120340567")


@pytest.mark.once  # PostgreSQL chooses by the size of the table
def test_parcels_are_looked_up_by_their_index(team):
    with CaptureQueriesContext(connection) as queries:
        known_homes(team, ("12 Teal Rd", parcel("12-034-0567")))
    (looked_up,) = [query["sql"] for query in queries if "p.parcel_key = wanted.a" in query["sql"]]
    plan = " ".join(str(step) for step in bulk.fetch(f"EXPLAIN QUERY PLAN {looked_up}", []))
    assert "homes_by_parcel" in plan

"""The streets that homes lie in: kept with the homes, read once an import, looked at instead of all homes."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from callsheet.core.address import parse
from callsheet.listings import rekey, streets
from callsheet.listings.homes import find_or_make
from callsheet.listings.models import Property, SameHomeQuestion, Street
from callsheet.listings.streets import KnownStreets, StreetsByName
from tests.web.world import NOW, a_home, a_team

pytestmark = pytest.mark.django_db


@pytest.fixture
def team():
    return a_team()


def home(team, line: str, known: KnownStreets | None = None) -> int:
    address = parse(line)
    return find_or_make(team, {address.key: address}, NOW, streets=known).ids[address.key]


def lying_in(team) -> list[tuple[str, str, str]]:
    found = Street.objects.filter(team=team).order_by("name", "postal_code", "city", "suffix")
    return [(str(street), street.city, street.postal_code) for street in found]


def plan(query: dict[str, str]) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {query['sql']}")
        return "\n".join(row[3] for row in cursor.fetchall())


def test_a_street_is_kept_once_for_all_its_homes(team):
    for number in (12, 14, 16):
        home(team, f"{number} Teal Rd, Port Alder, MD 21078")
    home(team, "12 N Teal Ct, Port Alder, MD 21078")
    home(team, "12 Teal Rd, Fallow Creek, MD 21014")
    assert lying_in(team) == [
        ("Teal Rd", "Fallow Creek", "21014"),
        ("N Teal Ct", "Port Alder", "21078"),
        ("Teal Rd", "Port Alder", "21078"),
    ]


def test_each_spelling_of_a_town_is_kept(team):
    for number, town in enumerate(("St Paul", "Saint Paul", "Saint Paul"), start=1):
        home(team, f"{number} Teal Rd, {town}, MN 55101")
    towns = {city for _, city, _ in lying_in(team)}
    assert towns == set(Property.objects.values_list("city", flat=True)) and len(towns) == 2


def test_a_team_knows_its_own_streets_only(team):
    home(a_team(name="Another"), "12 Teal Rd, Port Alder, MD 21078")
    known = StreetsByName(team.pk)
    known.read(["Teal"])
    assert known.of("21078", ["Teal"]) == set() == {*known.postal_codes_near("Teal", parse("12 Teal, Port Alder, MD"))}


def test_where_a_home_may_be_follows_from_its_address(team):
    for line in (
        "12 Teal Rd, Port Alder, MD 21078",
        "12 Teal Rd, PORT ALDER, MD 21079",
        "12 Teal Rd, Fallow Creek, MD 21014",
        "12 Teal Rd, Port Alder, DE 19701",
        "12 Teal Rd, Wexford, MD",
    ):
        home(team, line)
    known = StreetsByName(team.pk)
    known.read(["Teal", "Heron"])
    near = {line: {*known.postal_codes_near("Teal", parse(f"12 Teal, {line}"))} for line in PLACES}
    assert near == PLACES
    assert not known.postal_codes_near("Heron", parse("12 Heron, Port Alder, MD 21078"))


PLACES = {
    "Port Alder, MD 21078": {"21078", "21079", ""},
    "Port Alder, MD 21080": {"21078", "21079", ""},
    "Millbrook, MD 21014": {"21014", ""},
    "Millbrook, MD 21099": {""},
    "Port Alder, MD": {None},
}


def test_a_home_without_a_postal_code_is_found_by_one_with_and_the_other_way_round(team):
    first = home(team, "12 Teal Rd, Port Alder, MD")
    assert home(team, "12 Teal Rd, Port Alder, MD 21078") == first
    second = home(team, "14 Heron Rd, Port Alder, MD 21078")
    assert home(team, "14 Heron Rd, Port Alder, MD") == second


def test_a_street_that_another_import_brings_is_known_to_one_that_is_running(team):
    known = KnownStreets(team)
    home(team, "12 Teal Rd, Port Alder, MD 21078", known)
    other = home(team, "12 Teal Rd, Fallow Creek, MD 21014")
    assert home(team, "12 Teal, Fallow Creek, MD 21014", known) == other
    home(team, "99 Teal Ct, Fallow Creek, MD 21014")
    assert home(team, "12 Teal Road, Fallow Creek, MD 21014", known) == other
    road = home(team, "14 Teal Rd, Fallow Creek, MD 21014", known)
    asked = home(team, "14 Teal, Fallow Creek, MD 21014", known)
    question = SameHomeQuestion.objects.get()
    assert (question.one_id, question.other_id) == (road, asked)


def test_ranges_are_known_from_the_homes_before(team):
    home(team, "71-73 Teal Rd, Port Alder, MD 21078")
    assert KnownStreets(team).numbers("Teal", "71") == ["71-73"]


def test_a_home_read_anew_by_later_rules_keeps_its_street(team):
    Property.objects.create(
        team=team, number="12", street="Teal", suffix="Rd", city="Port Alder", state="MD", postal_code="21078",
        address_key="1|12||TEAL|RD|||21078",
    )  # fmt: skip
    assert rekey.make_keys_anew(NOW).homes == 1
    assert lying_in(team) == [("Teal Rd", "Port Alder", "21078")]


def test_keeping_a_street_twice_keeps_it_once(team):
    street = ("Teal", "21078", "Port Alder", "MD", "", "Rd", "")
    streets.keep(team.pk, [street, street])
    streets.keep(team.pk, [street])
    assert len(lying_in(team)) == 1


@pytest.mark.once  # PostgreSQL chooses by the size of the table
def test_no_look_up_walks_through_the_homes_of_a_team(team):
    a_home(team, "71-73", "Teal", suffix="Rd", postal_code="21078")
    known = KnownStreets(team)
    with CaptureQueriesContext(connection) as queries:
        home(team, "12 Teal, Fallow Creek, MD 21078", known)
        home(team, "14 Larkspur, Fallow Creek, MD 21078", known)
    plans = [plan(query) for query in queries if query["sql"].startswith("SELECT") and "property p" in query["sql"]]
    assert plans and all("homes_by_street (team_id=? AND street=? AND number=? AND postal_code=?)" in p for p in plans)
    plans = [plan(query) for query in queries if "LIKE" in query["sql"]]
    assert plans and all("COVERING INDEX homes_by_range" in p for p in plans)
    plans = [plan(query) for query in queries if "listings_street WHERE id >" in query["sql"]]
    assert plans and all("INTEGER PRIMARY KEY (rowid>?)" in p for p in plans)
    homes = [query["sql"] for query in queries if "FROM listings_property" in query["sql"]]
    assert not [sql for sql in homes if "address_key IN" not in sql and "LIKE" not in sql]

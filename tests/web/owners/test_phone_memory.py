"""A number that was wrong for a person stays wrong, whatever comes in later. All people are invented."""

from datetime import timedelta
from itertools import product

import pytest

from callsheet.leads import same_home
from callsheet.listings.models import SameHomeQuestion
from callsheet.owners.models import Owner, Phone, PhoneFinding
from callsheet.owners.phone_memory import wrong_for_others
from callsheet.owners.phones import usable_of
from tests.web.owners.files import BOONE, HEADER, read, write
from tests.web.world import NOW, a_home, a_team, an_agent, an_owner

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=30)
NUMBER = "+14105550142"

SPELLINGS = [
    "Harriet Boone",
    "BOONE HARRIET",
    "Boone, Harriet M.",
    "Harriett Boone",
    "Harriet Boon",
    "Harriet & Paul Boone",
]
HOMES = {"the same home": "418 Larkspur Lane", "another home": "9 Quarry Rd"}
SOURCES = ["County", "A vendor"]
CASES = list(product(SPELLINGS, HOMES.values(), SOURCES))
IDS = [f"{name}, {home}, {source}" for name, home, source in product(SPELLINGS, HOMES, SOURCES)]


@pytest.fixture
def team():
    return a_team()


@pytest.fixture
def maya(team):
    return an_agent(team)


def row(**cells: str) -> list[str]:
    said = dict(zip(HEADER, BOONE, strict=True)) | {"Owner": "Harriet Boone"}
    return list((said | {name.replace("_", " "): text for name, text in cells.items()}).values())


def bring(team, tmp_path, *rows, source="County", now=LATER):
    return read(team, write(tmp_path / f"{now:%m%d}.csv", rows), now=now, source=source)


def is_offered(number: str = NUMBER) -> bool:
    """Whether anybody of the team would be offered the number for dialing."""
    offered = usable_of(Owner.objects.values_list("pk", flat=True))
    return any(phone.number == number for phones in offered.values() for phone in phones)


@pytest.mark.parametrize(("name", "home", "source"), CASES, ids=IDS)
def test_wrong_stays_wrong(team, maya, tmp_path, name, home, source):
    bring(team, tmp_path, row(), now=NOW)
    Phone.objects.get(number=NUMBER).learn("wrong", maya, NOW)
    bring(team, tmp_path, row(Owner=name, Address=home, Phone="(410) 555-0142"), source=source)
    assert not is_offered()
    findings = PhoneFinding.objects.filter(phone__number=NUMBER)
    assert {(one.finding, one.at, one.by) for one in findings} == {("wrong", NOW, maya)}
    assert findings.count() == Phone.objects.filter(number=NUMBER).count()


@pytest.mark.parametrize("finding", ["wrong", "disconnected"])
def test_what_is_learnt_holds_for_every_row_of_the_person(team, maya, tmp_path, finding):
    two = [row(), row(Owner="Harriet Boon", Address="9 Quarry Rd")]
    bring(team, tmp_path, *two, now=NOW)
    assert Owner.objects.count() == 2, "two spellings at two homes are told apart by nothing but the number"
    first, second = Phone.objects.filter(number=NUMBER).order_by("pk")
    first.learn(finding, maya, NOW)
    second.refresh_from_db()
    assert (second.finding, second.found_at, is_offered()) == (finding, NOW, False)


def test_a_mistake_is_taken_back_from_every_row(team, maya, tmp_path):
    bring(team, tmp_path, row(), row(Owner="Harriet Boon", Address="9 Quarry Rd"), now=NOW)
    first = Phone.objects.filter(number=NUMBER).order_by("pk").first()
    first.learn("wrong", maya, NOW)
    first.unlearn(LATER, at=NOW)
    assert set(Phone.objects.values_list("finding", flat=True)) == {""}
    bring(team, tmp_path, row(Line_type="Cell"), now=LATER + timedelta(days=1))
    assert is_offered()


def test_an_owner_who_gets_a_name_later_is_remembered_then(team, maya, tmp_path):
    bring(team, tmp_path, row(), row(Owner="", Address="9 Quarry Rd"), now=NOW)
    Phone.objects.filter(number=NUMBER).order_by("pk").first().learn("wrong", maya, NOW)
    assert is_offered(), "nobody knows yet who lives there"
    bring(team, tmp_path, row(Owner="H. Boone", Address="9 Quarry Rd"))
    assert not is_offered()


def test_two_homes_that_turn_out_to_be_one_bring_nothing_back(team, maya, tmp_path):
    bring(team, tmp_path, row(), row(Owner="Harriett Boone", Address="418 Larkspur Ct"), now=NOW)
    for phone in Phone.objects.filter(number=NUMBER).order_by("pk")[:1]:
        phone.learn("wrong", maya, NOW)
    one, other = (title.property for owner in Owner.objects.order_by("pk") for title in owner.ownerships.all())
    question = SameHomeQuestion.objects.create(team=team, one=one, other=other, asked_at=NOW)
    same_home.answer(question, True, maya, LATER)
    bring(team, tmp_path, row(Line_type="Cell"), now=LATER)
    assert not is_offered()


def test_another_person_at_the_home_may_be_called_on_it_and_it_is_told(team, maya, tmp_path):
    bring(team, tmp_path, row(), now=NOW)
    Phone.objects.get(number=NUMBER).learn("wrong", maya, NOW)
    bring(team, tmp_path, row(Owner="Omar Quill"))
    theirs = Phone.objects.get(owner__name="Omar Quill")
    assert theirs.finding == ""
    (told,) = wrong_for_others([theirs])[theirs.pk]
    assert (told.phone.owner.name, told.by, told.at) == ("Harriet Boone", maya, NOW)


def test_another_teams_memory_is_its_own(team, maya, tmp_path):
    other = a_team("Heron Homes")
    an_owner(a_home(other), "Harriet Boone", NUMBER, kind="person").phones.get().learn("wrong", None, NOW)
    Owner.objects.update(name_key="people:BOONE HARRIET")
    bring(team, tmp_path, row())
    mine = Phone.objects.get(owner__team=team)
    assert (mine.finding, wrong_for_others([mine])[mine.pk]) == ("", [])


@pytest.mark.parametrize("first", ["flagged", "plain"])
def test_a_flag_is_about_the_number_whoever_has_it(team, tmp_path, first):
    header = [*HEADER, "Litigator"]
    flagged, plain = [*row(Owner="Omar Quill", Address="9 Quarry Rd"), "Y"], [*row(), ""]
    for days, said in enumerate([flagged, plain] if first == "flagged" else [plain, flagged]):
        read(team, write(tmp_path / f"{days}.csv", [said], header), now=NOW + timedelta(days=days))
    assert list(Phone.objects.values_list("litigator", flat=True)) == [True, True]


def test_a_reached_number_is_not_buried_by_a_vendors_word(team, maya, tmp_path):
    header = [*HEADER, "Phone Status"]
    read(team, write(tmp_path / "first.csv", [[*row(), ""]], header))
    Phone.objects.get().learn("reached", maya, NOW)
    read(team, write(tmp_path / "newer.csv", [[*row(), "Disconnected"]], header), now=LATER)
    assert Phone.objects.get().finding == "reached"


def test_a_vendors_dead_numbers_cost_the_same_queries_for_one_and_for_forty(
    team, tmp_path, django_assert_max_num_queries
):
    header = [*HEADER, "Phone Status"]
    rows = [
        [*row(Address=f"{number} Quarry Rd", Phone=f"41055501{number:02}"), "Disconnected"] for number in range(1, 41)
    ]
    path = write(tmp_path / "dead.csv", rows, header)
    with django_assert_max_num_queries(60):
        read(team, path)
    assert set(Phone.objects.values_list("finding", flat=True)) == {"disconnected"}
    assert PhoneFinding.objects.count() == 40

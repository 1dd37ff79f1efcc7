"""Somebody who was forgotten does not come back with the next file; everybody else does."""

from datetime import timedelta

import pytest

from callsheet.listings.models import Property, RejectedRow
from callsheet.owners import forget
from callsheet.owners.models import ForgottenPerson, Owner, Phone
from tests.web.owners.files import BOONE, VAIL, counts, known, read, write
from tests.web.world import NOW, a_team

pytestmark = pytest.mark.django_db

LATER = NOW + timedelta(days=9)
NEW_OWNER = ["Okafor, Ada", *BOONE[1:5], "4105550177", "", "", "Land", "N"]


@pytest.fixture
def team():
    return a_team()


@pytest.fixture
def boones(team, tmp_path):
    """Harriet and Paul Boone, read from a file and forgotten."""
    read(team, write(tmp_path / "county.csv", [BOONE, VAIL]))
    owner = Owner.objects.get(name="Harriet and Paul Boone")
    forget.erase(owner, None, NOW)
    return owner


def test_nothing_of_them_is_left_but_the_row(boones):
    boones.refresh_from_db()
    told = (boones.name, boones.first_name, boones.name_key, boones.email, boones.mailing_line, boones.kind)
    assert told == ("Forgotten person", "", "", "", "", "person")
    assert boones.forgotten_at == NOW
    assert not boones.phones.exists() and not boones.ownerships.exists()
    assert Owner.objects.filter(name="Jane Vail").exists()


def test_twice_is_once(boones):
    before = known(), ForgottenPerson.objects.count()
    forget.erase(boones, None, LATER)
    assert (known(), ForgottenPerson.objects.count()) == before


@pytest.mark.parametrize(
    "name",
    ["BOONE HARRIET & PAUL", "Harriet Boone", "boone, paul", "Paul and Harriet Boone", "PAUL BOONE & ADA OKAFOR"],
)
def test_no_file_brings_them_back_to_that_home(team, boones, tmp_path, name):
    before = known()
    import_ = read(team, write(tmp_path / "again.csv", [[name, *BOONE[1:]]]), LATER)
    assert counts(import_) == (0, 0, 1, 0)
    assert known() == before


def test_nor_does_a_row_that_names_nobody(team, boones, tmp_path):
    before = known()
    import_ = read(team, write(tmp_path / "again.csv", [["", *BOONE[1:]]]), LATER)
    assert counts(import_) == (0, 0, 1, 0)
    assert known() == before


def test_the_import_says_that_a_row_was_left_out_and_not_whose(team, boones, tmp_path):
    read(team, write(tmp_path / "again.csv", [VAIL, BOONE]), LATER)
    told = RejectedRow.objects.get()
    assert (told.line, told.column, told.value) == (3, "Owner", "")
    assert told.repair == "Left out: this person asked to be forgotten. Nothing is to be done."


def test_a_new_owner_of_that_home_comes_in(team, boones, tmp_path):
    import_ = read(team, write(tmp_path / "again.csv", [NEW_OWNER]), LATER)
    assert counts(import_) == (1, 0, 0, 0)
    ada = Owner.objects.get(name="Ada Okafor")
    assert ada.ownerships.get().property == Property.objects.get(number="418")
    assert ada.pk != boones.pk
    assert Phone.objects.get(owner=ada).number == "+14105550177"


def test_a_namesake_at_another_home_comes_in(team, boones, tmp_path):
    import_ = read(team, write(tmp_path / "again.csv", [[BOONE[0], "12 Heron Ct", *BOONE[2:]]]), LATER)
    assert counts(import_) == (1, 0, 0, 0)


def test_another_team_of_the_same_home_is_not_bound(boones, tmp_path):
    import_ = read(a_team("Heron Homes"), write(tmp_path / "theirs.csv", [BOONE]), LATER)
    assert counts(import_) == (1, 0, 0, 0)


def test_the_marks_tell_nobody_who_it_was(boones, settings):
    marks = set(ForgottenPerson.objects.values_list("mark", flat=True))
    [home] = Property.objects.filter(number="418").values_list("address_key", flat=True)
    guess = forget.mark("people:BOONE HARRIET", home)
    assert guess in marks
    settings.SECRET_KEY = "the key of another home"
    assert forget.mark("people:BOONE HARRIET", home) not in marks


def test_every_home_of_theirs_is_marked(team, tmp_path):
    second = [BOONE[0], "12 Heron Ct", *BOONE[2:]]
    read(team, write(tmp_path / "county.csv", [BOONE, second]))
    owner = Owner.objects.get()
    assert owner.ownerships.count() == 2
    forget.erase(owner, None, NOW)
    assert counts(read(team, write(tmp_path / "again.csv", [BOONE, second]), LATER)) == (0, 0, 2, 0)


def test_a_team_that_forgot_nobody_has_no_marks(team, tmp_path):
    read(team, write(tmp_path / "county.csv", [BOONE]))
    assert not forget.ForgottenPeople(team)

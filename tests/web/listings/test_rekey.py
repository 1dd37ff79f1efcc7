"""Keys of an older version of the address rules are made anew, and no home, lead or forgotten person is lost by it."""

import pytest

from callsheet.core.address import KEY_VERSION, parse
from callsheet.leads.models import Lead
from callsheet.listings import homes, rekey
from callsheet.listings.models import AddressAlias, Property, SameHomeQuestion
from callsheet.owners.forget import ForgottenPeople, address_keys, mark
from callsheet.owners.models import ForgottenPerson
from tests.web import world
from tests.web.world import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def team():
    return world.a_team()


def key(line: str) -> str:
    return parse(line).key


def test_old_keys_become_new_ones_once(team):
    one = world.a_home(team, "418", address_key="1|418||LARKSPUR|LN|||21014")
    other = world.a_home(team, "8809", address_key="1|8809||LARKSPUR|LN|||21014")
    assert rekey.is_behind()
    assert rekey.make_keys_anew(NOW) == rekey.Rekeyed(homes=2, questions=0)
    assert [home.address_key for home in Property.objects.order_by("pk")] == [
        key("418 Larkspur Ln, 21014"),
        key("8809 Larkspur Ln, 21014"),
    ]
    assert not rekey.is_behind()
    assert rekey.make_keys_anew(NOW) == rekey.Rekeyed(homes=0, questions=0)
    assert homes.find_or_make(team, {key("418 Larkspur Ln, 21014"): parse("418 Larkspur Ln, 21014")}, NOW).made == set()
    assert {one.pk, other.pk} == set(Property.objects.values_list("pk", flat=True))


def test_what_the_new_rules_read_in_the_parts_is_kept_in_them(team):
    world.a_home(team, "8809", "Heron Hill D", suffix="", address_key="1|8809||HERONHILLD||||21014")
    rekey.make_keys_anew(NOW)
    home = Property.objects.get()
    assert (home.street, home.unit, home.address_key) == ("Heron", "D", key("8809 Heron Hill D, 21014"))
    old = AddressAlias.objects.get()
    assert (old.address_key, old.property_id) == (f"{KEY_VERSION}|8809||HERONHILLD||||21014", home.pk)


def test_it_goes_on_where_it_was_killed(team, monkeypatch):
    monkeypatch.setattr(rekey, "BATCH", 2)
    for number in range(1, 6):
        world.a_home(team, str(number), address_key=f"1|{number}||LARKSPUR|LN|||21014")
    settle, seen = rekey._settle, []

    def dies(pk, *given):
        seen.append(pk)
        if len(seen) == 4:
            raise KeyboardInterrupt
        settle(pk, *given)

    monkeypatch.setattr(rekey, "_settle", dies)
    with pytest.raises(KeyboardInterrupt):
        rekey.make_keys_anew(NOW)
    assert Property.objects.filter(address_key__startswith=f"{KEY_VERSION}|").count() == 2
    assert rekey.is_behind()
    monkeypatch.setattr(rekey, "_settle", settle)
    assert rekey.make_keys_anew(NOW).homes == 3
    assert not rekey.is_behind()


def test_two_homes_that_become_one_key_keep_their_leads_and_a_person_is_asked(team):
    mls = world.an_mls(team)
    one = world.a_home(team, "8809-11", address_key="1|8809-11||LARKSPUR|LN|||21014")
    other = world.a_home(team, "8809-8811", address_key="1|8809-8811||LARKSPUR|LN|||21014")
    for home in (one, other):
        listing = world.a_listing(home, mls)
        Lead.objects.create(
            team=team, property=home, listing=listing, expired_on=listing.off_market_date, opened_at=NOW
        )
    assert rekey.make_keys_anew(NOW).questions == 1
    question = SameHomeQuestion.objects.get()
    assert (question.one, question.other, question.same) == (one, other, None)
    assert question.because == [rekey.BECAUSE]
    keys = list(Property.objects.order_by("pk").values_list("address_key", flat=True))
    assert keys[0] == key("8809-8811 Larkspur Ln, 21014")
    assert keys[1] == f"{keys[0]}|{other.pk}"
    assert set(Lead.objects.values_list("property", flat=True)) == {one.pk, other.pk}


def test_homes_a_person_kept_apart_are_not_asked_about_again(team):
    one = world.a_home(team, "8809-11", address_key="1|8809-11||LARKSPUR|LN|||21014")
    other = world.a_home(team, "8809-8811", address_key="1|8809-8811||LARKSPUR|LN|||21014")
    SameHomeQuestion.objects.create(team=team, one=other, other=one, asked_at=NOW, same=False)
    assert rekey.make_keys_anew(NOW).questions == 0
    assert SameHomeQuestion.objects.count() == 1


def test_homes_a_person_joined_stay_joined(team):
    one = world.a_home(team, "418", address_key="1|418||LARKSPUR|LN|||21014")
    other = world.a_home(team, "8809-11", address_key="1|8809-11||LARKSPUR|LN|||21014")
    AddressAlias.objects.create(team=team, address_key=other.address_key, property=one)
    rekey.make_keys_anew(NOW)
    address = parse("8809-8811 Larkspur Ln, 21014")
    assert homes.find_or_make(team, {address.key: address}, NOW).ids == {address.key: one.pk}


def test_another_teams_homes_do_not_meet_these(team):
    others = world.a_team("Tidewater Homes")
    for owner in (team, others):
        world.a_home(owner, "418", address_key="1|418||LARKSPUR|LN|||21014")
    assert rekey.make_keys_anew(NOW) == rekey.Rekeyed(homes=2, questions=0)
    assert set(Property.objects.values_list("address_key", flat=True)) == {key("418 Larkspur Ln, 21014")}


def test_a_home_the_rules_refuse_keeps_its_key_under_the_new_version(team):
    world.a_home(team, "", "Larkspur", address_key="1|LOT||LARKSPUR|LN|||21014")
    rekey.make_keys_anew(NOW)
    assert Property.objects.get().address_key == f"{KEY_VERSION}|LOT||LARKSPUR|LN|||21014"


class Row:
    """As much of an owner's row as a forgotten person is recognised by."""

    def __init__(self, line: str, name_key: str):
        self.address = parse(line)
        self.name = type("Name", (), {"key": name_key})
        self.phones = ()


def test_who_was_forgotten_stays_so_under_new_keys(team):
    home = world.a_home(team, "8809", "Heron Hill D", suffix="", address_key="1|8809||HERONHILLD||||21014")
    ForgottenPerson.objects.create(team=team, mark=mark("BOONE HARRIET", home.address_key), at=NOW)
    rekey.make_keys_anew(NOW)
    forgotten, keys = ForgottenPeople(team), address_keys([home.pk])[home.pk]
    assert forgotten.has(Row("8809 Heron Hill Unit D, 21014", "BOONE HARRIET"), keys)
    assert not forgotten.has(Row("8809 Heron Hill Unit D, 21014", "BOONE ALVIN"), keys)

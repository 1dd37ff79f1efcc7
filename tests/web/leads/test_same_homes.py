"""/same-home/ : one pair of addresses at a time; a key decides, the next one follows; what was decided, and back."""

from datetime import timedelta

import pytest

from callsheet.listings.models import SameHomeQuestion
from tests.web import world
from tests.web.world import NOW

pytestmark = pytest.mark.django_db


def text(page) -> str:
    return " ".join(page.text.split())


@pytest.fixture
def mls(maya):
    return world.an_mls(maya.team)


def a_pair(mls, number: str, **other) -> SameHomeQuestion:
    """`12 Teal Ln` against the same without its kind of street."""
    one = world.a_home(mls.team, number, "Teal", year_built=1987, living_area=2310, parcel_number="12-034-0567")
    given = {"suffix": "", "address_key": f"bare {number}"} | other
    return SameHomeQuestion.objects.create(
        team=mls.team, one=one, other=world.a_home(mls.team, number, "Teal", **given), asked_at=NOW, because=["alike"]
    )


def say(client, question, same: str, **given):
    given = {"same": same, "after": question.pk} | given
    return client.post(f"/questions/same-home/{question.pk}/", given, follow=True)


def test_nothing_is_asked(client, maya):
    assert "No addresses to compare" in client.get("/same-home/").text


def test_a_pair_with_what_differs_marked(client, mls):
    question = a_pair(mls, "12", unit="B", year_built=2004)
    world.a_listing(question.one, mls, list_agent_full_name="Joss Marsh", list_office_name="Tern Realty")
    page = text(client.get("/same-home/"))
    assert "1 pair to decide." in page
    assert "12 Teal <mark>Ln</mark>, Fallow Creek, MD 21014" in page
    assert "12 Teal, <mark>Unit B</mark>, Fallow Creek, MD 21014" in page
    assert "<b>Expired</b>, Mar 11 to Sun, $459,900" in page and "Joss Marsh of Tern Realty" in page
    assert "No listing is stored under this address." in page
    assert "<mark>1987</mark>" in page and "<mark>2004</mark>" in page
    assert "12-034-0567" in page and "not known" in page


def test_the_evidence_is_of_today(client, mls):
    question = a_pair(mls, "12")
    type(question.other).objects.filter(pk=question.other_id).update(year_built=1987, living_area=2310)
    page = client.get("/same-home/").context["page"]
    assert page.speaks_for == ("same number, street and ZIP code", "both built 1987", "both 2,310 square feet")
    assert page.speaks_against == ("Teal Ln is the only Teal known in 21014",)


def test_each_answer_has_its_key(client, mls):
    a_pair(mls, "12")
    page = client.get("/same-home/").text
    for key, what in {"S": "The same home", "D": "Different homes", "L": "Later"}.items():
        assert f'aria-keyshortcuts="{key}">{what}' in page


def test_the_next_pair_follows_at_once(client, mls):
    first, second = a_pair(mls, "12"), a_pair(mls, "14")
    page = say(client, first, "no")
    assert page.context["page"].pk == second.pk
    assert page.context["page"].left == "1 pair to decide"
    assert text(page).count("12 Teal Ln and 12 Teal are two homes.") == 1
    assert "You said: 12 Teal Ln and 12 Teal are two homes." in text(page)
    assert "No addresses to compare" in say(client, second, "yes").text


def test_later_puts_a_pair_behind_the_others(client, mls):
    first, second, third = (a_pair(mls, number) for number in ("12", "14", "16"))
    assert client.get(f"/same-home/?after={first.pk}").context["page"].pk == second.pk
    assert client.get(f"/same-home/?after={third.pk}").context["page"].pk == first.pk
    assert client.get("/same-home/?after=no").context["page"].pk == first.pk


def test_the_last_answer_is_taken_back_where_one_stands(client, mls):
    question = a_pair(mls, "12")
    page = say(client, question, "yes")
    assert f'action="/questions/same-home/{question.pk}/back/"' in page.text and 'aria-keyshortcuts="U"' in page.text
    page = client.post(f"/questions/same-home/{question.pk}/back/", follow=True)
    assert page.redirect_chain == [("/same-home/", 302)]
    assert page.context["page"].pk == question.pk


def test_another_persons_answer_is_not_offered_as_mine(client, mls, maya):
    say(client, a_pair(mls, "12"), "no")
    client.force_login(world.an_agent(maya.team, "tess"))
    assert "You said" not in client.get("/same-home/").text
    assert "Take it back" in client.get("/same-home/decided/").text


def test_what_was_decided_stands_with_who_and_why(client, mls):
    say(client, a_pair(mls, "12"), "no")
    page = text(client.get("/same-home/decided/"))
    assert '<span class="status status-done">Two homes</span>' in page and "today, 8:05 am by Maya Lindqvist" in page
    assert "12 Teal Ln, Fallow Creek, MD 21014" in page and "alike." in page


def test_what_cannot_be_taken_back_says_why(client, mls):
    question = a_pair(mls, "12")
    say(client, question, "yes")
    world.a_listing(question.one, mls, first_seen_at=NOW + timedelta(hours=1))
    page = text(client.get("/same-home/decided/"))
    assert "This cannot be taken back. 1 listing came in since" in page
    assert f'action="/questions/same-home/{question.pk}/back/"' not in page


def test_nothing_decided_yet(client, maya):
    assert "Nothing decided yet" in client.get("/same-home/decided/").text


def test_twenty_decided_ones_a_page(client, mls):
    for number in range(22):
        say(client, a_pair(mls, str(100 + number)), "no")
    assert len(client.get("/same-home/decided/").context["rows"]) == 20
    assert len(client.get("/same-home/decided/?page=2").context["rows"]) == 2


def test_another_teams_pair_is_not_there(client, mls):
    other = world.an_mls(world.a_team("Heron Homes"), "Heron MLS")
    question = a_pair(other, "12")
    assert "No addresses to compare" in client.get("/same-home/").text
    assert say(client, question, "yes").status_code == 404


def test_today_and_the_import_page_lead_here(client, mls):
    assert "Addresses to compare" not in client.get("/").text
    a_pair(mls, "12")
    assert '<a href="/same-home/">Addresses to compare</a>' in client.get("/").text
    assert 'href="/same-home/"' in client.get("/import/").text


@pytest.mark.parametrize("pairs", [1, 8])
def test_the_queries_do_not_grow_with_the_pairs(client, mls, django_assert_max_num_queries, pairs):
    for number in range(pairs):
        world.a_listing(a_pair(mls, str(10 + number)).one, mls)
    with django_assert_max_num_queries(10):
        client.get("/same-home/")
    for question in SameHomeQuestion.objects.all():
        say(client, question, "yes")
    with django_assert_max_num_queries(8):
        client.get("/same-home/decided/")

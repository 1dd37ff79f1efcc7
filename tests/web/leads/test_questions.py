"""/questions/... : what files left open is answered once, and what follows happens at once."""

from datetime import timedelta

import pytest

from callsheet.leads import same_home, same_home_back
from callsheet.leads.models import Lead
from callsheet.listings.models import AddressAlias, Listing, SameHomeQuestion, Source, StatusLookup, StatusWord
from callsheet.owners.models import Ownership
from tests.web import world
from tests.web.world import NOW

pytestmark = pytest.mark.django_db


def text(page) -> str:
    return " ".join(page.text.split())


# ---- what does a status word mean?


@pytest.fixture
def mls(maya) -> Source:
    return world.an_mls(maya.team)


@pytest.fixture
def word(mls) -> StatusWord:
    """`Frobbed`, said by one row."""
    home = world.a_home(mls.team)
    world.a_listing(home, mls, standard_status="", mls_status="Frobbed")
    return StatusWord.objects.create(source=mls, word="frobbed", rows=1)


def answer(client, word: StatusWord, meant: str, **given):
    return client.post(f"/questions/status/{word.pk}/", {"standard_status": meant, **given}, follow=True)


def test_the_question_stands_on_the_import_page(client, word):
    page = text(client.get("/import/"))
    assert 'id="questions"' in page
    assert "What does status “FROBBED” mean in Alder County MLS?" in page
    assert '<option value="Withdrawn">Withdrawn (still under contract)</option>' in page


def test_the_answer_is_kept_and_opens_leads(client, word, maya):
    page = answer(client, word, "Expired")
    word.refresh_from_db()
    assert (word.standard_status, word.answered_by, word.answered_at) == ("Expired", maya, NOW)
    assert Listing.objects.get().standard_status == "Expired"
    assert Lead.objects.get().state == "open"
    assert "Kept: FROBBED means Expired in Alder County MLS. 1 lead opened." in page.text
    assert "What does status" not in page.text


def test_withdrawn_opens_none(client, word):
    assert "opened" not in answer(client, word, "Withdrawn").text
    assert not Lead.objects.exists()


def test_a_wrong_answer_can_be_mended(client, word, maya):
    answer(client, word, "Expired")
    assert "1 lead closed." in answer(client, word, "Withdrawn").text
    assert Lead.objects.get().state == "closed"
    page = text(client.get(f"/sources/{word.source_id}/"))
    assert '<option value="Withdrawn" selected>' in page and "Said today, 8:05 am by Maya Lindqvist." in page


@pytest.mark.parametrize("meant", ["", "Sold", "expired"])
def test_what_is_no_status_changes_nothing(client, word, meant):
    assert "Choose what FROBBED means." in answer(client, word, meant).text
    word.refresh_from_db()
    assert word.standard_status == ""


def test_it_goes_back_to_the_import_that_asked(client, word, maya):
    import_ = maya.team.imports.create(kind="mls", file_name="a.csv", as_of=NOW, source=word.source)
    assert answer(client, word, "Expired", **{"import": import_.pk}).redirect_chain == [(f"/import/{import_.pk}/", 302)]
    assert answer(client, word, "Expired", **{"import": "x"}).redirect_chain == [("/import/", 302)]


def test_five_are_asked_at_a_time(client, mls):
    for number in range(7):
        StatusWord.objects.create(source=mls, word=f"word {number}", rows=number)
    page = client.get("/import/")
    assert [question.word for question in page.context["page"].word_questions][:2] == ["WORD 6", "WORD 5"]
    assert "2 more words are asked after these." in page.text


def test_another_teams_word_is_not_there(client, maya, others):
    theirs = StatusWord.objects.create(source=Source.objects.get(), word="frobbed", rows=1)
    assert client.post(f"/questions/status/{theirs.pk}/", {"standard_status": "Expired"}).status_code == 404


# ---- are these the same home?


@pytest.fixture
def question(mls) -> SameHomeQuestion:
    """Two addresses, each with an expired listing and an open lead: the second one's is newer."""
    one, other = (
        world.a_home(mls.team, "1215", "Alder"),
        world.a_home(mls.team, "1215", "Alder", unit="A", address_key="a"),
    )
    world.a_lead(world.a_listing(one, mls), world.an_owner(one), expired_on=NOW.date().replace(day=1), attempts=2)
    newer = world.a_listing(other, mls, off_market_date=NOW.date().replace(day=20))
    world.a_lead(newer, world.an_owner(other, "Ida Moss", "+14105550143"), expired_on=NOW.date().replace(day=20))
    return SameHomeQuestion.objects.create(
        team=mls.team, one=one, other=other, because=["same number and street", "one names no unit"], asked_at=NOW
    )


def say(client, question: SameHomeQuestion, same: str):
    return client.post(f"/questions/same-home/{question.pk}/", {"same": same}, follow=True)


def test_both_addresses_stand_one_above_the_other_with_the_evidence(client, question):
    page = text(client.get("/import/"))
    assert "Are these the same home?" in page
    assert "1215 Alder Ln, Fallow Creek, MD 21014" in page and "1215 Alder Ln, Unit A, Fallow Creek" in page
    assert "same number and street; one names no unit." in page


def test_two_homes_stay_two(client, question, maya):
    page = say(client, question, "no")
    question.refresh_from_db()
    assert (question.same, question.answered_by) == (False, maya)
    assert "are two homes." in page.text and "Are these the same home?" not in page.text
    assert Lead.objects.filter(state="open").count() == 2


def test_the_same_home_keeps_the_lead_of_the_newer_expiry(client, question):
    assert "are the same home." in say(client, question, "yes").text
    newer, older = Lead.objects.order_by("-expired_on")
    assert (newer.state, newer.property) == ("open", question.one)
    assert (older.state, older.closed_because) == (
        "closed",
        "The same home as 1215 Alder Ln: another lead of it is open.",
    )


def test_listings_owners_and_looks_come_over(client, question, maya):
    StatusLookup.objects.create(property=question.other, standard_status="Expired", by=maya, at=NOW)
    say(client, question, "yes")
    for model in (Listing, Ownership, StatusLookup, Lead):
        assert not model.objects.filter(property=question.other).exists()
    assert Ownership.objects.filter(property=question.one).count() == 2
    assert AddressAlias.objects.get(address_key="a").property == question.one


def test_an_owner_known_at_both_stays_once(client, question):
    owner = question.one.ownerships.get().owner
    Ownership.objects.create(owner=owner, property=question.other, reported_at=NOW)
    say(client, question, "yes")
    assert Ownership.objects.filter(property=question.one, owner=owner).count() == 1


def test_the_only_lead_comes_over_open(client, question, maya):
    question.one.leads.get().close("Sold.", maya, NOW)
    say(client, question, "yes")
    assert [lead.property for lead in Lead.objects.filter(state="open")] == [question.one]


def test_a_home_on_the_market_closes_the_lead_of_the_other_address(client, question):
    question.other.leads.all().delete()
    question.other.listings.update(standard_status="Active", off_market_date=None, on_market_date=NOW.date())
    say(client, question, "yes")
    assert Lead.objects.get().state == "closed"


def test_other_questions_about_that_address_move_along(question, maya, mls):
    third = world.a_home(mls.team, "1215", "Alder", unit="B", address_key="b")
    about_other = SameHomeQuestion.objects.create(team=mls.team, one=question.other, other=third, asked_at=NOW)
    same_home.answer(question, True, maya, NOW)
    about_other.refresh_from_db()
    assert {about_other.one, about_other.other} == {question.one, third}


def test_a_question_asked_already_is_not_asked_twice(question, maya, mls):
    third = world.a_home(mls.team, "1215", "Alder", unit="B", address_key="b")
    SameHomeQuestion.objects.create(team=mls.team, one=question.one, other=third, asked_at=NOW)
    SameHomeQuestion.objects.create(team=mls.team, one=question.other, other=third, asked_at=NOW)
    same_home.answer(question, True, maya, NOW)
    assert SameHomeQuestion.objects.filter(same=None).count() == 1


def test_the_first_answer_stands(client, question):
    say(client, question, "no")
    assert "Somebody has answered this question already" in say(client, question, "yes").text
    question.refresh_from_db()
    assert question.same is False
    assert Listing.objects.filter(property=question.other).exists()


def test_neither_yes_nor_no_changes_nothing(client, question):
    assert "Say whether it is the same home" in say(client, question, "perhaps").text
    question.refresh_from_db()
    assert question.same is None


def test_another_teams_question_is_not_there(client, question):
    client.force_login(world.an_agent(world.a_team("Heron Homes"), "otto"))
    assert client.post(f"/questions/same-home/{question.pk}/", {"same": "yes"}).status_code == 404


# ---- an answer is taken back


def take_back(client, question: SameHomeQuestion):
    return client.post(f"/questions/same-home/{question.pk}/back/", follow=True)


def stand(team) -> dict[str, list]:
    """Which rows belong to which home, and how the leads stand."""
    models = (Listing, Ownership, StatusLookup)
    found = {model.__name__: sorted(model.objects.values_list("pk", "property")) for model in models}
    leads = sorted(Lead.objects.values_list("pk", "property", "state", "closed_because"))
    return found | {"Lead": leads, "aliases": sorted(AddressAlias.objects.values_list("address_key", "property"))}


def test_the_same_is_taken_back_and_all_is_as_before(client, question, maya):
    StatusLookup.objects.create(property=question.other, standard_status="Expired", by=maya, at=NOW)
    before = stand(maya.team)
    say(client, question, "yes")
    assert stand(maya.team) != before
    assert "Asked again: " in take_back(client, question).text
    assert stand(maya.team) == before
    question.refresh_from_db()
    assert (question.same, question.answered_by, question.moved) == (None, None, {})


def test_questions_about_the_other_address_come_back_too(question, maya, mls):
    third = world.a_home(mls.team, "1215", "Alder", unit="B", address_key="b")
    moving = SameHomeQuestion.objects.create(team=mls.team, one=question.other, other=third, asked_at=NOW)
    fourth = world.a_home(mls.team, "1215", "Alder", unit="C", address_key="c")
    SameHomeQuestion.objects.create(team=mls.team, one=question.one, other=fourth, asked_at=NOW)
    SameHomeQuestion.objects.create(team=mls.team, one=question.other, other=fourth, asked_at=NOW, because=["alike"])
    same_home.answer(question, True, maya, NOW)
    assert SameHomeQuestion.objects.filter(same=None).count() == 2
    same_home_back.take_back(question, maya, NOW)
    moving.refresh_from_db()
    assert (moving.one, moving.other) == (question.other, third)
    assert SameHomeQuestion.objects.get(one=question.other, other=fourth).because == ["alike"]


def test_two_homes_is_taken_back(client, question):
    say(client, question, "no")
    take_back(client, question)
    question.refresh_from_db()
    assert question.same is None


def test_taking_back_twice_changes_nothing_more(client, question, maya):
    say(client, question, "yes")
    take_back(client, question)
    before = stand(maya.team)
    assert "is open already" in take_back(client, question).text
    assert stand(maya.team) == before


def test_it_is_not_taken_back_once_a_newer_listing_came_in(client, question, maya, mls):
    say(client, question, "yes")
    later = NOW + timedelta(minutes=1)
    world.a_listing(question.one, mls, listing_id="AL9", standard_status="Active", first_seen_at=later)
    before = stand(maya.team)
    page = take_back(client, question)
    assert "1 listing came in since, and it is not known of which of the two addresses." in page.text
    assert stand(maya.team) == before


def test_it_is_not_taken_back_while_a_later_answer_rests_on_it(client, question, maya, mls):
    say(client, question, "yes")
    third = world.a_home(mls.team, "1215", "Alder", unit="B", address_key="b")
    later = SameHomeQuestion.objects.create(team=mls.team, one=third, other=question.one, asked_at=NOW)
    same_home.answer(later, True, maya, NOW)
    assert "was joined to 1215 Alder Ln, Unit B since. Take that back first." in take_back(client, question).text
    take_back(client, later)
    take_back(client, question)
    assert not AddressAlias.objects.exists()


def test_another_teams_answer_is_not_taken_back(client, question):
    client.force_login(world.an_agent(world.a_team("Heron Homes"), "otto"))
    assert take_back(client, question).status_code == 404

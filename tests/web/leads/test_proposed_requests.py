"""Words in a note that ask for no more calls: proposed on the next page, recorded with one key, or not meant."""

from datetime import timedelta

import pytest

from callsheet.compliance import gate, permissions, proposed
from callsheet.compliance.models import DoNotCallRequest, ProposedRequest
from callsheet.leads import do_not_call
from tests.web.world import NOW, an_agent

pytestmark = pytest.mark.django_db

NOTE = "Angry. Take me off your list!"
WORDS = "Take me off your list"


def text(page) -> str:
    return " ".join(page.text.split())


@pytest.fixture
def harriet(leads):
    return leads["Harriet and Paul Boone"]


def press(client, lead, outcome="not_now", note=NOTE, **given):
    """An outcome key of the call screen, with a note."""
    sent = {"outcome": outcome, "seen": lead.attempts, "phone": lead.owner.phones.first().pk, "note": note, "when": ""}
    return client.post(f"/call/{lead.pk}/outcome/", sent | given, follow=True)


def answer(client, said, heard, back="/sheet/"):
    return client.post(f"/do-not-call/proposed/{heard.pk}/{said}/", {"back": back}, follow=True)


@pytest.fixture
def heard(harriet, maya):
    harriet.note(NOTE, maya, NOW)
    return ProposedRequest.objects.get()


# ---- heard


def test_the_next_lead_shows_the_question_about_the_last_one(client, harriet, leads):
    page = press(client, harriet, next=leads["Dennis Ott"].pk)
    assert page.redirect_chain[-1][0] == f"/call/{leads['Dennis Ott'].pk}/"
    assert f"Your note on Harriet and Paul Boone says “{WORDS}”." in text(page)
    assert "Record it as a do-not-call request?" in page.text
    assert 'aria-keyshortcuts="R"' in page.text and "No, that is not meant" in page.text


def test_what_was_heard_is_a_row_with_who_and_when(client, harriet, maya):
    press(client, harriet)
    heard = ProposedRequest.objects.get()
    assert (heard.owner, heard.words, heard.by, heard.at) == (harriet.owner, WORDS, maya, NOW)
    assert heard.number == harriet.owner.phones.first().number
    assert (heard.answered_at, heard.request) == (None, None)


def test_nothing_is_refused_until_somebody_says_it_was_meant(client, harriet):
    press(client, harriet)
    assert not DoNotCallRequest.objects.filter(owner=harriet.owner).exists()


def test_a_note_on_the_leads_page_asks_too(client, harriet):
    page = client.post(f"/leads/{harriet.pk}/note/", {"note": NOTE}, follow=True)
    assert f"says “{WORDS}”" in page.text


def test_a_note_kept_while_putting_aside_asks_too(client, harriet):
    client.post(f"/call/{harriet.pk}/snooze/", {"when": "in 3 days", "note": NOTE})
    assert ProposedRequest.objects.get().words == WORDS


def test_a_usual_note_asks_nothing(client, harriet):
    page = press(client, harriet, note="Call at the end of the month, stop by then.")
    assert "Record it as a do-not-call request?" not in page.text
    assert not ProposedRequest.objects.exists()


def test_the_outcome_that_records_it_is_not_asked_about(client, harriet):
    page = press(client, harriet, "do_not_call")
    assert "Record it as a do-not-call request?" not in page.text
    assert not ProposedRequest.objects.exists()


def test_an_owner_who_asked_before_is_not_asked_about(leads, maya):
    leads["Peter Novak"].note(NOTE, maya, NOW)
    assert not ProposedRequest.objects.exists()


def test_the_same_note_twice_is_heard_once(harriet, maya):
    for _ in range(2):
        harriet.note(NOTE, maya, NOW)
    assert ProposedRequest.objects.count() == 1


def test_a_message_from_a_number_nobody_has_is_heard(maya):
    assert proposed.hear(maya.team, None, "+14105550199", "STOP", None, NOW).words == "STOP"
    assert proposed.hear(maya.team, None, "", "STOP", None, NOW) is None, "from nobody"


# ---- where it is asked


@pytest.mark.parametrize("path", ["/", "/call/", "/leads/{lead}/", "/call/{lead}/"])
def test_the_one_who_wrote_it_is_asked_wherever_they_go_on(client, heard, harriet, path):
    page = client.get(path.format(lead=harriet.pk), follow=True)
    assert f"Your note on Harriet and Paul Boone says “{WORDS}”." in text(page)


def test_a_colleague_is_asked_on_the_leads_own_pages(client, heard, harriet, maya):
    client.force_login(an_agent(maya.team, "dana"))
    assert "A note of Maya Lindqvist on Harriet and Paul Boone says" in text(client.get(f"/leads/{harriet.pk}/"))
    assert "A note of" not in client.get("/").text


def test_another_team_is_not_asked(client, heard, others):
    client.force_login(others["Dennis Ott"].team.people.get())
    assert "do-not-call request?" not in client.get("/").text


# ---- yes


def test_yes_records_the_words_for_the_whole_team(client, heard, harriet, maya):
    page = answer(client, "meant", heard, f"/leads/{harriet.pk}/")
    request = DoNotCallRequest.objects.get(owner=harriet.owner)
    assert (request.kind, request.words, request.by, request.at) == ("asked", WORDS, maya, NOW)
    assert page.redirect_chain == [(f"/leads/{harriet.pk}/", 302)]
    assert "Recorded: Harriet and Paul Boone is not called again, by anybody of your team." in text(page)
    assert "Record it as a do-not-call request?" not in page.text


def test_yes_keeps_who_answered_and_what_came_of_it(client, heard, harriet, maya):
    answer(client, "meant", heard)
    heard.refresh_from_db()
    request = DoNotCallRequest.objects.get(owner=harriet.owner)
    assert (heard.answered_by, heard.answered_at, heard.request) == (maya, NOW, request)


def test_the_lead_goes_on_by_letters(client, heard, harriet):
    answer(client, "meant", heard)
    harriet.refresh_from_db()
    assert not harriet.by_phone
    assert {one.kind for one in harriet.follow_ups.open()} == {"letter", "door"}


def test_where_a_consent_stands_it_is_taken_back(client, heard, harriet, maya):
    permissions.consent(maya.team, harriet.owner, "invited", words="Call me.", on=NOW.date(), by=maya, now=NOW)
    answer(client, "meant", heard)
    assert DoNotCallRequest.objects.get(owner=harriet.owner).kind == "revoked"


def test_one_answer_is_enough_for_two_notes_of_one_owner(client, heard, harriet, maya):
    harriet.note("Again: do not call me.", maya, NOW)
    answer(client, "meant", heard)
    assert not ProposedRequest.objects.filter(answered_at=None).exists()


def test_yes_twice_is_one_request(client, heard, harriet):
    for _ in range(2):
        answer(client, "meant", heard)
    assert DoNotCallRequest.objects.filter(owner=harriet.owner).count() == 1


def test_recorded_another_way_it_is_not_asked_any_more(client, heard, harriet, maya):
    gate.request_no_calls(maya.team, harriet.owner, "", maya, NOW)
    assert "Record it as a do-not-call request?" not in client.get("/").text


# ---- no


def test_no_is_remembered_with_who_and_when(client, heard, maya, harriet):
    page = answer(client, "not-meant", heard, f"/leads/{harriet.pk}/")
    heard.refresh_from_db()
    assert (heard.answered_by, heard.answered_at, heard.request) == (maya, NOW, None)
    assert "Record it as a do-not-call request?" not in page.text
    assert "Kept: it was not meant as a do-not-call request." in page.text
    assert not DoNotCallRequest.objects.filter(owner=harriet.owner).exists()


def test_the_same_words_in_another_note_are_asked_about_again(client, heard, harriet, maya):
    answer(client, "not-meant", heard)
    harriet.note(f"This time for real: {NOTE}", maya, NOW + timedelta(minutes=1))
    assert ProposedRequest.objects.filter(answered_at=None).count() == 1


def test_who_answers_first_answers(heard, maya):
    assert proposed.not_meant(heard, maya, NOW)
    assert not proposed.not_meant(heard, None, NOW)
    heard.refresh_from_db()
    assert heard.answered_by == maya


# ---- the doors


@pytest.mark.parametrize("said", ["meant", "not-meant"])
@pytest.mark.once
def test_an_answer_is_a_post(client, heard, said):
    assert client.get(f"/do-not-call/proposed/{heard.pk}/{said}/").status_code == 405
    heard.refresh_from_db()
    assert heard.answered_at is None


@pytest.mark.parametrize("said", ["meant", "not-meant"])
def test_another_teams_note_is_not_there(client, maya, others, said):
    theirs = others["Dennis Ott"]
    theirs.note(NOTE, None, NOW)
    heard = ProposedRequest.objects.get()
    assert client.post(f"/do-not-call/proposed/{heard.pk}/{said}/").status_code == 404
    heard.refresh_from_db()
    assert heard.answered_at is None


@pytest.mark.parametrize("back", ["", "https://elsewhere.example/", "//elsewhere.example/"])
@pytest.mark.once
def test_one_is_sent_nowhere_else(client, heard, back):
    assert answer(client, "not-meant", heard, back).redirect_chain == [("/", 302)]


@pytest.mark.once
def test_the_keys_are_told(client, maya):
    assert "a note asks for no more calls: record it, or it is not meant" in client.get("/keys/").text


# ---- recorded by hand, from a letter or an e-mail


def test_a_request_that_came_by_letter_is_recorded(client, harriet, maya):
    phone = harriet.owner.phones.first()
    page = client.post(f"/may-i-call/{phone.pk}/do-not-call/", {"words": "By letter: no more calls."}, follow=True)
    request = DoNotCallRequest.objects.get(owner=harriet.owner)
    assert (request.number, request.words, request.by) == (phone.number, "By letter: no more calls.", maya)
    assert "is not called again" in page.text
    harriet.refresh_from_db()
    assert not harriet.by_phone


def test_it_needs_the_owners_words(client, harriet):
    phone = harriet.owner.phones.first()
    page = client.post(f"/may-i-call/{phone.pk}/do-not-call/", {"words": " "}, follow=True)
    assert "Write what the owner said or wrote, in the owner’s words." in page.text
    assert not DoNotCallRequest.objects.filter(owner=harriet.owner).exists()


def test_a_number_of_another_team_is_not_there(client, maya, others):
    phone = others["Dennis Ott"].owner.phones.first()
    assert client.post(f"/may-i-call/{phone.pk}/do-not-call/", {"words": "No."}).status_code == 404


def test_recording_twice_is_once(harriet, maya):
    made = {do_not_call.record(maya.team, harriet.owner, "", "No more calls.", maya, NOW).pk for _ in range(2)}
    assert len(made) == 1

"""/do-not-call/<request>/mistaken/ : a request that was never made is taken back, and stays on record."""

import pytest

from callsheet.compliance import gate
from callsheet.compliance.models import DoNotCallRequest
from callsheet.leads import do_not_call
from tests.web.world import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def peter(leads):
    """Asked twenty days ago not to be called."""
    lead = leads["Peter Novak"]
    lead.to_letters("The owner asked not to be called again: letters and doors only.", NOW)
    return lead


@pytest.fixture
def request_(peter):
    return DoNotCallRequest.objects.get(owner=peter.owner)


def take_back(client, request_):
    return client.post(f"/do-not-call/{request_.pk}/mistaken/", follow=True)


def test_it_stays_on_record_with_who_and_when(client, request_, maya):
    page = take_back(client, request_)
    request_.refresh_from_db()
    assert (request_.mistaken_by, request_.mistaken_at) == (maya, NOW)
    assert request_.words == "Never again."
    assert "It stays on record and no longer refuses." in page.text


def test_the_lead_comes_back_to_the_phone(client, request_, peter):
    assert "1 lead may be tried by phone again." in take_back(client, request_).text
    peter.refresh_from_db()
    assert (peter.by_phone, peter.due_at) == (True, NOW)
    assert "By phone again: what refused has ended." in [event.what for event in peter.events.all()]


def test_the_page_after_it_says_what_the_gate_says_now(client, request_, peter):
    page = take_back(client, request_)
    assert page.redirect_chain[-1][0] == f"/may-i-call/{peter.owner.phones.get().pk}/"
    assert "Yes, until 8:00 pm." in page.text


def test_another_request_keeps_it_with_letters(client, request_, peter, maya):
    gate.request_no_calls(maya.team, peter.owner, "", maya, NOW)
    take_back(client, request_)
    peter.refresh_from_db()
    assert not peter.by_phone


def test_a_lead_without_a_number_to_try_stays_with_letters(client, request_, peter):
    peter.owner.phones.update(finding="wrong")
    take_back(client, request_)
    peter.refresh_from_db()
    assert not peter.by_phone


def test_everybody_with_that_number_comes_back(client, request_, peter, leads):
    dennis = leads["Dennis Ott"]
    dennis.owner.phones.update(number="+14105550177")
    dennis.to_letters("The number asked not to be called.", NOW)
    assert "2 leads may be tried by phone again." in take_back(client, request_).text


def test_twice_is_once(client, request_, maya):
    take_back(client, request_)
    request_.refresh_from_db()
    assert do_not_call.take_back(request_, maya, NOW) == 0
    assert "may be tried" not in take_back(client, request_).text


def test_looking_takes_nothing_back(client, request_):
    assert client.get(f"/do-not-call/{request_.pk}/mistaken/").status_code == 405
    request_.refresh_from_db()
    assert request_.mistaken_at is None


def test_a_request_of_another_team_is_not_there(client, leads, others):
    theirs = DoNotCallRequest.objects.get(owner=others["Peter Novak"].owner)
    assert client.post(f"/do-not-call/{theirs.pk}/mistaken/").status_code == 404
    theirs.refresh_from_db()
    assert theirs.mistaken_at is None


def test_a_request_without_an_owner_leads_to_the_list(client, maya):
    asked = gate.request_no_calls(maya.team, None, "+14105550199", maya, NOW)
    assert client.post(f"/do-not-call/{asked.pk}/mistaken/").url == "/leads/"

"""/dialer-lists/: numbers handed to another dialer, each asked for, in a file that says until when it is good."""

import csv
import io
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError

from callsheet.accounts.models import Person
from callsheet.calling import attempts, dialer_lists
from callsheet.calling.dialer_lists import Choice, ListRanOut, NobodyToHand
from callsheet.calling.models import Attempt, DialerEntry, DialerList
from callsheet.compliance import gate
from callsheet.compliance.models import Answer, Clearance
from callsheet.leads.models import Lead
from callsheet.listings.models import LastRead, Source
from callsheet.owners.models import Owner, Phone
from tests.web.accounts.colleagues import a_colleague
from tests.web.calling.dialer_world import a_broker, a_second_number, owners_in_virginia
from tests.web.listed import on_registry
from tests.web.market import a_market
from tests.web.world import NOW, a_team

pytestmark = pytest.mark.django_db
ADDRESS = "/dialer-lists/"
EASTERN = ZoneInfo("America/New_York")
BY_MACHINE, CLICKED = Choice("selected_by_machine"), Choice("clicked")
SENT = {"launch": "selected_by_machine", "numbers": "best", "limit": "100", "town": "", "price": "", "age": ""}


@pytest.fixture
def broker(client, morning) -> Person:
    broker = a_broker()
    client.force_login(broker)
    return broker


@pytest.fixture
def leads(broker) -> list[Lead]:
    return owners_in_virginia(broker, 3)


def numbers(made: DialerList) -> list[str]:
    return [entry.number for entry in dialer_lists.handed(made)]


def rows(response) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(response.text, newline="")))


# ---------------------------------------------------------------- making one


def test_every_number_is_asked_for_and_cleared(broker, leads):
    made = dialer_lists.make(BY_MACHINE, broker, NOW)
    assert numbers(made) == ["+17035550110", "+17035550111", "+17035550112"]
    assert made.asked == Answer.objects.count() == 3
    assert {answer.facts["launch"] for answer in Answer.objects.all()} == {"selected_by_machine"}
    assert gate.verify_chain(broker.team) == []


def test_it_is_good_for_an_hour_at_most(broker, leads):
    assert dialer_lists.make(BY_MACHINE, broker, NOW).expires_at == NOW + timedelta(minutes=60)


def test_it_ends_with_the_hours(broker, leads):
    evening = datetime(2026, 11, 25, 1, 20, tzinfo=UTC)  # 8:20 pm in Virginia, which lets calls end at 9 pm
    Source.objects.update(active_seen_at=evening)
    assert dialer_lists.make(BY_MACHINE, broker, evening).expires_at == evening + timedelta(minutes=40)


def test_what_is_refused_is_left_out_and_kept_with_its_answer(broker, leads):
    on_registry("+17035550190", copied_on=NOW.date() - timedelta(days=5))
    a_second_number(leads[0])
    made = dialer_lists.make(Choice("selected_by_machine", numbers="all"), broker, NOW)
    refused = made.entries.get(clearance=None)
    assert (refused.number, refused.refusal.rule) == ("+17035550190", "DNC_NATIONAL")
    assert made.asked == 4 and len(numbers(made)) == 3


def test_in_maryland_any_dialing_machine_needs_consent(broker):
    a_market(broker.team, broker)
    made = dialer_lists.make(CLICKED, broker, NOW)
    assert numbers(made) == [] and made.expires_at == NOW
    assert set(made.entries.values_list("refusal__rule", flat=True)) == {"CONSENT_STATE_AUTO"}
    assert not Clearance.objects.exists()


def test_the_best_number_of_each_owner_or_all_of_them(broker, leads):
    a_second_number(leads[0])
    assert len(numbers(dialer_lists.make(BY_MACHINE, broker, NOW))) == 3
    DialerList.objects.all().delete()
    Clearance.objects.all().delete()
    made = dialer_lists.make(Choice("selected_by_machine", numbers="all"), broker, NOW)
    assert numbers(made)[:2] == ["+17035550110", "+17035550190"]


def test_dead_numbers_are_not_asked_for(broker, leads):
    a_second_number(leads[0]).learn(Phone.Finding.WRONG, broker, NOW)
    made = dialer_lists.make(Choice("selected_by_machine", numbers="all"), broker, NOW)
    assert "+17035550190" not in numbers(made)


def test_no_list_takes_more_tries_of_an_owner_than_the_caps_leave(broker, leads):
    for place in range(4):
        a_second_number(leads[0], f"+1703555019{place}")
    made = dialer_lists.make(Choice("selected_by_machine", numbers="all"), broker, NOW)
    of_first = made.entries.filter(lead=leads[0])
    assert of_first.exclude(clearance=None).count() == 3
    assert set(of_first.filter(clearance=None).values_list("refusal__rule", flat=True)) == {"CAP_POLICY"}


def test_at_most_as_many_leads_as_wanted_in_the_order_of_the_sheet(broker, leads):
    made = dialer_lists.make(Choice("selected_by_machine", limit=2), broker, NOW)
    assert [entry.lead for entry in made.entries.order_by("pk")] == leads[:2]


def test_the_filters_of_the_sheet_choose(broker, leads):
    assert numbers(dialer_lists.make(Choice("selected_by_machine", town="Port Alder"), broker, NOW))
    with pytest.raises(NobodyToHand, match="Nobody of these may be called at this minute"):
        dialer_lists.make(Choice("selected_by_machine", town="Millbrook"), broker, NOW)


def test_a_lead_is_with_one_dialer_at_a_time(broker, leads):
    dialer_lists.make(Choice("selected_by_machine", limit=2), broker, NOW)
    second = dialer_lists.make(BY_MACHINE, broker, NOW)
    assert numbers(second) == ["+17035550112"]
    with pytest.raises(NobodyToHand, match="Everybody of these who may be called is on a list already"):
        dialer_lists.make(BY_MACHINE, broker, NOW)
    assert DialerList.objects.count() == 2


def test_once_it_has_run_out_it_can_be_made_again(broker, leads):
    dialer_lists.make(BY_MACHINE, broker, NOW)
    later = NOW + timedelta(minutes=61)
    assert len(numbers(dialer_lists.make(BY_MACHINE, broker, later))) == 3


def test_another_team_knows_nothing_of_it(broker, leads):
    dialer_lists.make(BY_MACHINE, broker, NOW)
    assert dialer_lists.leads_away(broker.team, NOW) == {lead.pk for lead in leads}
    assert dialer_lists.leads_away(a_team("Heron Homes"), NOW) == frozenset()


def test_a_number_whose_permission_ends_soon_does_not_cut_the_list_short(broker, leads):
    """Dennis's home comes from an MLS whose file counts for eight minutes more."""
    stale = Source.objects.create(
        team=broker.team, kind="mls", name="Heron Point MLS", active_seen_at=NOW - timedelta(hours=23, minutes=52)
    )
    leads[1].listing.source = stale
    leads[1].listing.save()
    LastRead.objects.filter(listing=leads[1].listing).update(seen_at=NOW - timedelta(hours=23, minutes=52))
    made = dialer_lists.make(BY_MACHINE, broker, NOW)
    assert numbers(made) == ["+17035550110", "+17035550112"]
    assert (made.asked, made.expires_at) == (3, NOW + timedelta(minutes=60))


def test_where_all_end_soon_it_is_a_short_list(broker, leads):
    soon = datetime(2026, 11, 25, 1, 52, tzinfo=UTC)
    Source.objects.update(active_seen_at=soon)
    made = dialer_lists.make(BY_MACHINE, broker, soon)
    assert len(numbers(made)) == 3 and made.expires_at == soon + timedelta(minutes=8)


def test_an_assistant_hands_nothing_over(broker, leads):
    tess = a_colleague(broker.team, "Tess Okafor", "assistant")
    made = dialer_lists.make(BY_MACHINE, tess, NOW)
    assert numbers(made) == []
    assert set(made.entries.values_list("refusal__rule", flat=True)) == {"UNLICENSED_STATE"}


def test_a_permission_that_went_out_frees_no_dial_by_hand(broker, leads):
    made = dialer_lists.make(BY_MACHINE, broker, NOW)
    entry = made.entries.first()
    gate.use(entry.clearance, NOW)
    attempt = Attempt.objects.create(
        lead=entry.lead, phone=entry.phone, number=entry.number, person=broker, at=NOW, clearance=entry.clearance
    )
    assert not attempts.is_cleared(attempt, NOW)
    dialed = attempts.dial(entry.lead, entry.phone, broker, NOW + timedelta(minutes=1))
    assert dialed.attempt != attempt


def test_an_entry_is_handed_out_or_refused(broker, leads):
    made = dialer_lists.make(BY_MACHINE, broker, NOW)
    with pytest.raises(IntegrityError, match="handed_out_or_refused"):
        DialerEntry.objects.create(list=made, lead=leads[0], number="+17035550110")


# ---------------------------------------------------------------- the page


def test_the_sheet_leads_there_with_its_filters(client, leads):
    page = client.get("/sheet/?town=Port+Alder")
    assert 'href="/dialer-lists/?town=Port+Alder"' in page.text
    assert '<option value="Port Alder" selected>' in client.get(f"{ADDRESS}?town=Port+Alder").text


def test_what_a_way_of_dialing_changes_is_said_from_the_tables(client, leads):
    page = client.get(ADDRESS)
    assert "Maryland and Oklahoma want the owner’s signed consent" in page.text
    assert "Florida, Maryland and Oklahoma want the owner’s signed consent" in page.text


def test_a_list_is_made_and_shown(client, leads):
    answer = client.post(ADDRESS, SENT)
    made = DialerList.objects.get()
    assert (answer.status_code, answer.url) == (302, f"{ADDRESS}{made.pk}/")
    page = client.get(answer.url)
    assert "3 numbers, good until 9:05 am Eastern, Nov 24" in page.text
    assert "Stop dialing at 9:05 am Eastern, Nov 24." in page.text
    assert f'href="{ADDRESS}{made.pk}/file/"' in page.text


def test_looking_makes_nothing(client, leads):
    client.get(ADDRESS)
    assert not DialerList.objects.exists() and not Answer.objects.exists()


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"launch": ""}, "Say how that dialer dials."),
        ({"launch": "by_hand"}, "not one of the available choices"),
        ({"limit": ""}, "Say how many leads, such as 100."),
        ({"limit": "many"}, "Write a number of leads, such as 100."),
        ({"limit": "0"}, "Take one lead at least."),
        ({"limit": "501"}, "At most 500 at once"),
        ({"town": "Nowhere"}, "Nobody of these may be called at this minute."),
    ],
    ids=["no way", "by hand", "empty", "a word", "none", "too many", "nobody"],
)
def test_what_cannot_be_made_is_said_and_what_was_typed_is_kept(client, leads, sent, said):
    page = client.post(ADDRESS, SENT | {"limit": "7"} | sent)
    assert page.status_code == 422 and said in page.text and "No list was made." in page.text
    assert f'name="limit" inputmode="numeric" value="{sent.get("limit", "7")}"' in page.text
    assert not DialerList.objects.exists()


def test_the_list_says_whom_it_leaves_out_and_why(client, broker, leads):
    on_registry("+17035550190", copied_on=NOW.date() - timedelta(days=5))
    a_second_number(leads[0])
    client.post(ADDRESS, SENT | {"numbers": "all"})
    page = client.get(f"{ADDRESS}{DialerList.objects.get().pk}/")
    answer = Answer.objects.get(allowed=False)
    assert "1 of 4 asked" in page.text and answer.because in page.text
    assert f'href="/clearances/{answer.pk}/"' in page.text


def test_a_list_without_a_number_says_so(client, broker):
    a_market(broker.team, broker)
    page = client.post(ADDRESS, SENT, follow=True)
    assert "None of these numbers may go to another dialer" in page.text
    assert "Save the" not in page.text and 'id="bring"' not in page.text


def test_who_asked_for_no_calls_since_has_to_leave_the_other_dialer(client, broker, leads):
    client.post(ADDRESS, SENT)
    made = DialerList.objects.get()
    assert "Take these out" not in client.get(f"{ADDRESS}{made.pk}/").text
    gate.request_no_calls(broker.team, leads[1].owner, "", broker, NOW)
    page = client.get(f"{ADDRESS}{made.pk}/")
    assert "Take these out of the other dialer at once." in page.text and "Dennis Ott, (703) 555-0111" in page.text


def test_the_lists_stand_newest_first_with_their_state(client, broker, leads, monkeypatch):
    client.post(ADDRESS, SENT | {"limit": "1"})
    client.post(ADDRESS, SENT | {"limit": "1"})
    page = client.get(ADDRESS).context["page"]
    assert [line.handed for line in page.lists] == [1, 1]
    assert {line.stands for line in page.lists} == {"Good until 9:05 am"}
    assert page.answer == "2 leads are with another dialer now"
    monkeypatch.setattr("callsheet.clock.now", lambda: NOW + timedelta(hours=2))
    page = client.get(ADDRESS).context["page"]
    assert {line.stands for line in page.lists} == {"Ran out; no results yet"}
    assert page.answer == "No lead is with another dialer now"


def test_another_teams_list_is_not_there(client, broker, leads):
    made = dialer_lists.make(BY_MACHINE, broker, NOW)
    client.force_login(a_colleague(a_team("Heron Homes"), "Nadia Petrov", "broker"))
    for address in (f"{ADDRESS}{made.pk}/", f"{ADDRESS}{made.pk}/file/"):
        assert client.get(address).status_code == 404
    assert client.post(f"{ADDRESS}{made.pk}/results/").status_code == 404
    assert f"List {made.pk}" not in client.get(ADDRESS).text


# ---------------------------------------------------------------- the file


@pytest.fixture
def made(broker, leads) -> DialerList:
    return dialer_lists.make(BY_MACHINE, broker, NOW)


def test_the_file_holds_the_cleared_numbers_and_says_until_when(client, made, leads):
    response = client.get(f"{ADDRESS}{made.pk}/file/")
    name = f"callsheet-{made.pk}-good-until-9-05-am-eastern-nov-24.csv"
    assert response.headers["Content-Disposition"] == f'attachment; filename="{name}"'
    first = rows(response)[0]
    assert (first["First Name"], first["Last Name"], first["Phone"]) == ("Harriet", "Boone", "7035550110")
    assert (first["Address"], first["City"], first["State"], first["Zip"]) == (
        "100 Tern Ln",
        "Port Alder",
        "VA",
        "22201",
    )
    assert (first["Call Before"], first["Good Until"]) == ("9:05 am Eastern", "9:05 am Eastern, Nov 24")
    assert (first["Lead ID"], first["List ID"]) == (str(leads[0].pk), str(made.pk))


def test_call_before_is_the_owners_clock(broker, leads):
    """At noon in Virginia: Harriet's mail goes to New Mexico, where it is ten."""
    Owner.objects.filter(pk=leads[0].owner_id).update(mailing_state="NM", mailing_postal_code="87102")
    noon = datetime(2026, 11, 24, 17, tzinfo=UTC)
    Source.objects.update(active_seen_at=noon)
    _, text = dialer_lists.file_of(dialer_lists.make(BY_MACHINE, broker, noon), EASTERN, noon)
    told = {row["Last Name"]: row["Call Before"] for row in csv.DictReader(io.StringIO(text, newline=""))}
    assert (told["Boone"], told["Ott"]) == ("11:00 am Mountain", "1:00 pm Eastern")


def test_refused_numbers_are_not_in_it(client, broker, leads):
    on_registry("+17035550110", copied_on=NOW.date() - timedelta(days=5))
    made = dialer_lists.make(BY_MACHINE, broker, NOW)
    assert [row["Phone"] for row in rows(client.get(f"{ADDRESS}{made.pk}/file/"))] == ["7035550111", "7035550112"]


def test_whoever_asked_for_no_calls_since_is_not_in_it(client, broker, made, leads):
    gate.request_no_calls(broker.team, leads[1].owner, "", broker, NOW)
    gate.request_no_calls(broker.team, None, "+17035550112", broker, NOW)
    assert [row["Phone"] for row in rows(client.get(f"{ADDRESS}{made.pk}/file/"))] == ["7035550110"]


def test_after_its_end_the_file_is_refused(client, made, monkeypatch):
    monkeypatch.setattr("callsheet.clock.now", lambda: made.expires_at)
    page = client.get(f"{ADDRESS}{made.pk}/file/")
    assert page.status_code == 410
    assert "This list was good until 9:05 am Eastern, Nov 24. Make it again" in page.text
    assert "Phone" not in page.headers.get("Content-Disposition", "")
    assert f'href="{ADDRESS}?launch=selected_by_machine&amp;limit=100&amp;numbers=best"' in page.text
    with pytest.raises(ListRanOut):
        dialer_lists.file_of(made, EASTERN, made.expires_at)


def test_just_before_it_is_not(client, made, monkeypatch):
    monkeypatch.setattr("callsheet.clock.now", lambda: made.expires_at - timedelta(seconds=1))
    assert client.get(f"{ADDRESS}{made.pk}/file/").status_code == 200


@pytest.mark.parametrize(
    ("name", "kind", "told"),
    [
        ("Harriet and Paul Boone", "couple", ("Harriet and Paul", "Boone")),
        ("Tern & Tide Holdings LLC", "company", ("", "Tern & Tide Holdings LLC")),
        ("Cher", "person", ("", "Cher")),
        ("", "person", ("", "")),
    ],
    ids=["a couple", "a company", "one word", "nameless"],
)
def test_names_are_parted_as_dialers_want_them(leads, name, kind, told):
    owner = leads[0].owner
    owner.name, owner.kind = name, kind
    assert dialer_lists.names(owner) == told


def test_nobody_has_no_name():
    assert dialer_lists.names(None) == ("", "")

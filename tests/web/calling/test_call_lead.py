"""/call/<lead>/ : one lead on one screen."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from callsheet.compliance import gate
from callsheet.compliance.models import RegistryCopy
from callsheet.leads.models import Lead
from callsheet.listings.models import LastRead, Source
from callsheet.owners.models import Phone
from tests.web.world import NOW

pytestmark = pytest.mark.django_db


def text(page) -> str:
    return " ".join(page.text.split())


@pytest.fixture
def harriet(leads) -> Lead:
    return leads["Harriet and Paul Boone"]


@pytest.fixture
def screen(client, harriet) -> str:
    return text(client.get(f"/call/{harriet.pk}/"))


def test_who_how_it_stands_and_the_best_number(screen):
    assert "<h1>Harriet and Paul Boone</h1>" in screen
    assert "Owners since 2009" in screen
    assert "Expired 2 days ago, not reached yet." in screen
    assert "Third attempt; left a voicemail yesterday, 5:40 pm." in screen
    assert "(410) 555-0142" in screen
    assert 'aria-keyshortcuts="Space">Dial Harriet' in screen
    assert "May be called until" in screen


def test_after_a_request_it_says_that_the_owner_asked_not_to_be_called(client, harriet, maya):
    gate.request_no_calls(harriet.team, harriet.owner, "", maya, NOW)
    screen = text(client.get(f"/call/{harriet.pk}/"))
    assert "Expired 2 days ago; the owner asked not to be called." in screen
    assert "not reached yet" not in screen


def test_other_numbers_say_why_they_are_not_dialed(screen):
    others = screen[screen.index('aria-label="Other numbers"') :]
    assert "Not by phone" in others and "do-not-call registry" in others
    assert "Wrong number" in others and "Said by Maya Lindqvist on Nov 3" in others


def test_no_number_can_be_dialed_without_a_post(screen):
    assert "tel:" not in screen


def test_the_script_has_the_names_filled_in_and_asks_first_whether_it_is_listed(screen):
    script = screen[screen.index('class="script"') :]
    assert "<mark>Harriet</mark>" in script
    assert "<mark>Larkspur Lane</mark>" in script
    assert "<mark>on Sunday</mark> after <mark>256 days</mark>" in script
    assert script.index("are you listed with anybody now?") < script.index("where were you hoping to move?")
    assert "Say first who you are" in script
    assert "Ask before you record: everybody must agree." in script
    for key in "ABCDEF":
        assert f'aria-keyshortcuts="{key}"' in script


def test_another_script_can_be_chosen(client, harriet):
    assert "<h2>Older expired</h2>" in text(client.get(f"/call/{harriet.pk}/", {"script": "older"}))
    assert "<h2>First call, new expired</h2>" in text(client.get(f"/call/{harriet.pk}/", {"script": "no-such"}))


def test_the_home_and_its_price_path(screen):
    assert "<b>4</b> bed" in screen and "<b>2.5</b> bath" in screen and "<b>2,310</b> sq ft" in screen
    assert "built <b>1987</b>" in screen
    assert "the owner lives there" in screen
    assert "3 cuts, $29,100 off. 256 days with Tern &amp; Tide." in screen
    assert "cut to $474,900 on May 11" in screen


def test_what_happened_newest_first(screen):
    happened = screen[screen.index("Earlier attempts") :]
    assert happened.index("Left a voicemail") < happened.index("No answer") < happened.index("Expired, lead opened")
    assert "“Calling about Larkspur, will try Tuesday.”" in happened


def test_every_outcome_has_its_key_and_says_what_it_will_do(screen):
    for key in ("1", "2", "3", "W", "X", "4", "5", "6", "7", "8", "9", "0", "S", "M"):
        assert f'aria-keyshortcuts="{key}"' in screen
    assert "<b>No answer</b><small>again today, 4:40 pm</small>" in screen
    assert "<b>Not now</b><small>again in 7 days</small>" in screen
    assert "<b>Owner has died</b>" in screen


def test_the_next_lead_is_in_sight(client, leads):
    page = text(client.get(f"/call/{leads['Dennis Ott'].pk}/"))
    assert "<b>Lucia Marchetti</b>, 2207 Heron Ct, Unit 3B, Port Alder." in page
    assert f'data-next="/call/{leads["Lucia Marchetti"].pk}/"' in page


def test_an_appointment_that_is_over_asks_for_its_outcome(client, leads):
    page = text(client.get(f"/call/{leads['Helen Markovic'].pk}/"))
    assert "The appointment has no outcome yet." in page


def test_the_owner_of_a_refused_lead_is_not_dialed_and_there_is_a_next_thing(client, leads):
    page = text(client.get(f"/call/{leads['Agnes Doyle'].pk}/"))
    assert 'id="dial"' not in page
    assert "do-not-call registry" in page
    assert "This is law" in page
    assert page.count("btn-primary btn-big") == 1
    assert "Next: " in page


def test_a_stale_status_offers_the_look_up(client, harriet):
    Source.objects.update(active_seen_at=NOW - timedelta(hours=30))
    LastRead.objects.update(seen_at=NOW - timedelta(hours=30))
    page = text(client.get(f"/call/{harriet.pk}/"))
    assert "I looked it up in the MLS just now" in page
    assert 'aria-keyshortcuts="L"' in page


def test_a_missing_registry_says_how_to_get_it_in_four_steps(client, harriet):
    RegistryCopy.objects.filter(area_code="410").delete()
    page = text(client.get(f"/call/{harriet.pk}/"))
    steps = page[page.index("How to get the registry") :].split("</ol>")[0]
    assert steps.count("<li>") == 4
    assert "The first five are free" in steps
    assert "record one number looked up by hand" in page


def test_an_owner_nobody_knows_and_one_without_a_number(client, leads):
    lead = leads["Dennis Ott"]
    Phone.objects.filter(owner=lead.owner).delete()
    assert "No number that can be called is known" in text(client.get(f"/call/{lead.pk}/"))
    Lead.objects.filter(pk=lead.pk).update(owner=None)
    page = text(client.get(f"/call/{lead.pk}/"))
    assert "<h1>Owner not known</h1>" in page
    assert "No owner is known for this home yet" in page


def test_a_closed_lead_says_why(client, harriet):
    harriet.close("listed again.", None, NOW)
    assert "This lead is closed: listed again." in text(client.get(f"/call/{harriet.pk}/"))


def test_another_teams_lead_is_a_404(client, others, maya):
    assert client.get(f"/call/{others['Dennis Ott'].pk}/").status_code == 404
    assert client.get("/call/999999/").status_code == 404


def test_the_queries_do_not_grow_with_the_sheet(client, harriet, leads):
    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            client.get(f"/call/{harriet.pk}/")
        return len(seen)

    queries()
    many = queries()
    for name in ("Dennis Ott", "Lucia Marchetti", "Priya Raman", "Bao Tran"):
        leads[name].close("sold.", None, NOW)
    assert queries() == many


def test_a_follow_up_speaks_of_earlier_talks_only_when_there_was_one(client, leads):
    joanne = leads["Joanne Pfeiffer"]
    Lead.objects.filter(pk=joanne.pk).update(mood=Lead.Mood.NOT_REACHED)
    assert "<h2>First call, new expired</h2>" in text(client.get(f"/call/{joanne.pk}/"))
    Lead.objects.filter(pk=joanne.pk).update(expired_on=NOW.date() - timedelta(days=31))
    assert "<h2>Older expired</h2>" in text(client.get(f"/call/{joanne.pk}/"))
    Lead.objects.filter(pk=joanne.pk).update(mood=Lead.Mood.WANTS_TO_SELL)
    assert "<h2>Follow-up</h2>" in text(client.get(f"/call/{joanne.pk}/"))


def test_without_a_registry_the_vendors_column_is_named_as_the_other_way(client, harriet):
    RegistryCopy.objects.all().delete()
    page = text(client.get(f"/call/{harriet.pk}/"))
    assert "How to get the registry, in four steps" in page
    assert 'href="/import/#sources"' in page

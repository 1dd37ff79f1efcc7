"""/sheet/ : the call sheet."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from callsheet.listings.models import LastRead, Source
from tests.web.world import NOW

pytestmark = pytest.mark.django_db


def text(page) -> str:
    return " ".join(page.text.split())


def test_says_how_many_may_be_called_and_names_the_first(client, leads):
    page = text(client.get("/sheet/"))
    assert "<h1>Call sheet, 8:05 am</h1>" in page
    assert "<b>13 owners may be called now;</b>" in page
    assert page.count("btn-primary") == 1
    assert "Call Helen Markovic" in page


def test_groups_stand_in_the_order_of_the_block(client, leads):
    page = text(client.get("/sheet/"))
    places = [page.index(name) for name in ("Appointments without", "New expireds", "Follow-ups due", "<b>Older</b>")]
    assert places == sorted(places)
    assert "6, for the block 8:00–10:00" in page


def test_a_row_has_home_owner_number_age_tries_price_and_why(client, leads):
    page = text(client.get("/sheet/"))
    row = page[page.index("418 Larkspur Ln") :][:1200]
    for said in ("Fallow Creek", "Harriet and Paul Boone", "(410) 555-0142", "2 days", "$459,900", "voicemail"):
        assert said in row


def test_the_number_on_the_sheet_cannot_be_dialed_past_the_gate(client, leads):
    assert "tel:" not in client.get("/sheet/").text


def test_the_refused_stand_below_with_why_when_and_what_instead(client, leads):
    page = text(client.get("/sheet/"))
    said = (
        'may not be called now, by the hour where they live or for another reason: <a href="#not-now">why, and when</a>'
    )
    assert said in page
    refused = page[page.index('id="not-now"') :]
    assert "Agnes Doyle" in refused and "do-not-call registry" in refused
    assert "May be called at 11:00 am" in refused and "Joins the sheet by itself" in refused
    assert "Peter Novak" in refused and "asked" in refused


def test_filters_by_town_price_and_age(client, leads):
    only = text(client.get("/sheet/", {"town": "Millbrook", "price": "250-400", "age": "new"}))
    assert "Dennis Ott" in only
    assert "Lucia Marchetti" not in only
    assert "Only Millbrook, $250,000 to $400,000, up to 2 days." in only


def test_a_filter_that_leaves_nobody_offers_the_way_back(client, leads):
    page = text(client.get("/sheet/", {"town": "St. Brides", "price": "under-250"}))
    assert "Nobody of these may be called" in page
    assert "Show everything" in page


def test_an_unknown_filter_is_no_filter(client, leads):
    assert "13 owners may be called now" in text(client.get("/sheet/", {"price": "cheap"}))


def test_a_missing_file_is_named(client, leads):
    Source.objects.update(active_seen_at=NOW - timedelta(hours=30))
    LastRead.objects.update(seen_at=NOW - timedelta(hours=30))
    page = text(client.get("/sheet/"))
    assert "A file is missing." in page
    assert "Alder County MLS" in page
    assert "Nobody may be called" in page


def test_the_queries_do_not_grow_with_the_rows(client, leads):
    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as seen:
            client.get("/sheet/")
        return len(seen)

    queries()
    many = queries()
    for lead in list(leads.values())[3:]:
        lead.close("sold.", None, NOW)
    assert many - queries() <= 2  # what cannot be there is not looked for


def test_another_team_sees_none_of_it(client, others, maya):
    assert "Dennis Ott" not in client.get("/sheet/").text


def test_without_homes_there_is_no_number_of_towns(client, maya):
    page = client.get("/sheet/").text
    assert "All towns" in page and "All 0" not in page

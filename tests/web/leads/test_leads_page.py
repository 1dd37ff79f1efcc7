"""/leads/ : every lead, by what is shown and what is typed; and the homes that are none, with the reason."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from callsheet.leads.models import Lead
from callsheet.listings.models import Listing, Property, Source
from callsheet.owners.models import Owner
from tests.web import world
from tests.web.world import NOW

pytestmark = pytest.mark.django_db


def text(page) -> str:
    return " ".join(page.text.split())


def rows(client, **query) -> list[str]:
    """The homes listed for a query, in order."""
    page = client.get("/leads/", query_params=query).context["page"]
    return [row.home for row in page.rows]


def test_the_heading_counts_what_is_shown(client, leads):
    page = text(client.get("/leads/"))
    assert f"<h1>{len(leads)} open leads</h1>" in page
    assert "418 Larkspur Ln" in page and "Harriet and Paul Boone" in page and "(410) 555-0142" in page


def test_the_newest_come_first(client, leads):
    found = client.get("/leads/").context["page"].rows
    assert found[0].off_market == "yesterday"
    assert found[-1].home == "11 Lantern Ct, Unit 409-C"


@pytest.mark.parametrize(
    "said",
    [
        "418 Larkspur",
        "larkspur 418",
        "Larkspur Lane",
        "418 Larkspur Ln, Fallow Creek, MD 21014",
        "paul boone",
        "Boone",
        "(410) 555-0142",
        "4105550142",
        "555-0142",
        "+1 410 555 0142",
    ],
)
def test_a_lead_is_found_by_address_owner_or_number(client, leads, said):
    assert rows(client, q=said) == ["418 Larkspur Ln"]


@pytest.mark.parametrize("said", ["418 Larkspur Green", "larkspur grn"])
def test_a_suffix_that_is_written_out_is_found(client, leads, said):
    Property.objects.filter(number="418", street="Larkspur").update(suffix="Green")
    assert rows(client, q=said) == ["418 Larkspur Green"]


@pytest.mark.parametrize("said", ["2207 Heron Ct Unit 3B", "heron court #3B", "2207 heron 3b"])
def test_a_unit_is_found_however_it_is_written(client, leads, said):
    assert rows(client, q=said) == ["2207 Heron Ct, Unit 3B"]


def test_a_half_number_and_a_listing_number_are_found(client, leads):
    assert rows(client, q="731 1/2 chapel") == ["731 1/2 Chapel St"]
    listing = leads["Bao Tran"].listing
    assert rows(client, q=listing.listing_id.lower()) == ["1177 Kestrel Way"]


def test_all_words_must_fit(client, leads):
    assert rows(client, q="418 Heron") == []
    assert rows(client, q="12 Larkspur") == []


@pytest.mark.parametrize("said", ["", "  ", ",", "%", "&&"])
def test_what_is_no_word_narrows_nothing(client, leads, said):
    assert len(rows(client, q=said)) == len(leads)


@pytest.mark.parametrize("said", ["_", "4_8 Larkspur", "%a%b%"])
def test_a_wildcard_is_a_letter_like_any_other(client, leads, said):
    assert rows(client, q=said) == []


def test_nothing_found_says_what_to_try(client, leads):
    page = text(client.get("/leads/", {"q": "nowhere"}))
    assert "No lead for “nowhere”" in page
    assert "Nothing here answers to “nowhere”." in page
    assert "Show the open leads" in page


def test_without_any_lead_an_import_is_offered(client, maya):
    page = text(client.get("/leads/"))
    assert "No leads yet." in page
    assert 'href="/import/"' in page


def test_whoever_types_looks_through_closed_leads_too(client, leads, maya):
    leads["Bao Tran"].close("The home was sold.", maya, NOW)
    assert "1177 Kestrel Way" not in rows(client)
    assert rows(client, q="kestrel") == ["1177 Kestrel Way"]
    assert rows(client, show="closed") == ["1177 Kestrel Way"]
    assert "Closed today:</span> The home was sold." in text(client.get("/leads/?show=closed"))


def test_our_own_are_kept_apart(client, leads):
    Lead.objects.filter(pk=leads["Bao Tran"].pk).update(is_ours=True)
    assert "1177 Kestrel Way" not in rows(client)
    assert rows(client, show="ours") == ["1177 Kestrel Way"]
    assert "listed by Tern &amp; Tide" in text(client.get("/leads/?show=ours"))


def test_presumed_ones_are_to_be_confirmed_first(client, leads):
    Lead.objects.filter(pk=leads["Bao Tran"].pk).update(is_presumed=True)
    assert rows(client, show="presumed") == ["1177 Kestrel Way"]
    page = text(client.get("/leads/?show=presumed"))
    assert "1 home is presumed expired" in page
    assert "status-ask" in page and "look it up in the MLS" in page


def test_where_each_stands_is_said(client, leads, maya):
    def stands(name: str) -> str:
        home = leads[name].property.street_line
        row = next(row for row in client.get("/leads/").context["page"].rows if row.home == home)
        return f"{row.stands.words}: {row.more}"

    assert stands("Dennis Ott") == "Due now: not reached yet"
    assert stands("Anders Holm") == "Appointment set: "
    leads["Dennis Ott"].snooze(NOW + timedelta(days=2), maya, NOW)
    assert stands("Dennis Ott") == "Put aside: until Thu, 8:05 am"
    leads["Bao Tran"].to_letters("No number.", NOW)
    assert stands("Bao Tran") == "Not by phone: letters and doors"
    Lead.objects.filter(pk=leads["Gloria Whitfield"].pk).update(due_at=NOW + timedelta(hours=4))
    assert stands("Gloria Whitfield") == "Next call: today, 12:05 pm; not reached yet"


def test_a_withdrawn_home_is_shown_with_why_it_is_no_lead(client, leads, maya):
    mls = Source.objects.get(team=maya.team)
    home = world.a_home(maya.team, "77", "Ledge")
    world.a_listing(
        home, mls, standard_status="Withdrawn", expiration_date=date(2026, 12, 18), list_office_name="Old County"
    )
    page = client.get("/leads/?show=withdrawn")
    assert "1 home is off the market and still under contract" in text(page)
    assert "77 Ledge Ln" in text(page)
    assert "Withdrawn, still under contract with Old County until Dec 18." in text(page)


def test_a_home_listed_anew_is_not_withdrawn_any_more(client, maya):
    mls = world.an_mls(maya.team)
    home = world.a_home(maya.team, "77", "Ledge")
    world.a_listing(home, mls, standard_status="Withdrawn", status_at=NOW - timedelta(days=9))
    world.a_listing(home, mls, listing_id="AL2", standard_status="Active", status_at=NOW - timedelta(days=1))
    assert client.get("/leads/?show=withdrawn").context["page"].no_leads == ()


def test_homes_without_a_lead_answer_too(client, leads, maya):
    mls = Source.objects.get(team=maya.team)
    home = world.a_home(maya.team, "420", "Larkspur")
    world.a_listing(home, mls, standard_status="Active", off_market_date=None)
    known = world.a_home(maya.team, "422", "Larkspur")
    found = client.get("/leads/", {"q": "larkspur"}).context["page"].no_leads
    assert [row.home for row in found] == ["420 Larkspur Ln", "422 Larkspur Ln"]
    assert found[0].because.startswith("On the market: Active")
    assert found[1].because == "No listing of this home is known: it came with an owner file."
    assert known.pk


def test_a_lease_is_no_withdrawn_home(client, maya):
    home = world.a_home(maya.team, "77", "Ledge")
    world.a_listing(home, world.an_mls(maya.team), standard_status="Withdrawn", is_lease=True)
    assert client.get("/leads/?show=withdrawn").context["page"].no_leads == ()


def many_leads(maya, count: int) -> None:
    mls = world.an_mls(maya.team)
    for number in range(1, count + 1):
        home = world.a_home(maya.team, str(number), "Heron")
        listing = world.a_listing(home, mls)
        world.a_lead(listing, expired_on=date(2026, 1, 1) + timedelta(days=number))


def test_fifty_stand_on_a_page(client, maya):
    many_leads(maya, 52)
    first, last = client.get("/leads/").context["page"], client.get("/leads/?page=2").context["page"]
    assert (len(first.rows), len(last.rows)) == (50, 2)
    assert (first.turning.said, last.turning.said) == ("1–50 of 52", "51–52 of 52")
    assert first.turning.later == "/leads/?show=open&page=2" and first.turning.earlier == ""
    assert last.turning.earlier == "/leads/?show=open" and last.turning.later == ""


@pytest.mark.parametrize("page", ["0", "99", "x", "-1"])
@pytest.mark.once
def test_a_page_that_is_not_there_is_the_nearest(client, maya, page):
    many_leads(maya, 1)
    assert len(client.get("/leads/", {"page": page}).context["page"].rows) == 1


def test_the_queries_do_not_grow_with_the_leads(client, maya):
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            client.get("/leads/", {"q": "heron"})
        return len(captured)

    many_leads(maya, 3)
    few = queries()
    Lead.objects.all().delete()
    Listing.objects.all().delete()
    Source.objects.all().delete()
    maya.team.properties.all().delete()
    many_leads(maya, 40)
    assert queries() == few <= 10


def test_nothing_of_another_team_is_listed(client, leads, others):
    for show in ("open", "closed", "ours", "presumed", "withdrawn", "all"):
        assert len(rows(client, show=show)) in (0, len(leads))
    assert len(rows(client, q="larkspur")) == 1


@pytest.mark.once
def test_an_unknown_kind_shows_the_open_ones(client, leads):
    assert client.get("/leads/?show=secret").context["page"].show == "open"


def test_a_lead_without_an_owner_is_listed(client, maya):
    many_leads(maya, 1)
    [row] = client.get("/leads/").context["page"].rows
    assert (row.owner, row.phone) == ("Owner not known", "")
    assert Owner.objects.count() == 0


@pytest.mark.once
def test_it_takes_no_post(client, leads):
    assert client.post("/leads/").status_code == 405

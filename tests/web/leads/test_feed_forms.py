"""/feeds/new/... and /feeds/<pk>/settings/ : a feed is added, tried and changed; credentials never come back."""

from functools import partial

import httpx
import pytest

from callsheet.compliance import house
from callsheet.feeds.reso.client import Client
from callsheet.listings.feed_connection import connection_of
from callsheet.listings.feed_pages import RESO_NAMES
from callsheet.listings.feed_secrets import unseal
from callsheet.listings.models import Feed, FeedRow, Import, Listing, Source
from tests.web import world
from tests.web.leads.feeding import LACKS, serving
from tests.web.world import NOW

pytestmark = pytest.mark.django_db

SPARK = {
    "mls": "Port Alder MLS",
    "token": "tok-en",
    "licence": "back_office",
    "every_seconds": "60",
    "fresh_hours": "24",
}
CLIENT = {"client_id": "me", "client_secret": "hush-hush"}


def text(page) -> str:
    return " ".join(page.text.split())


@pytest.fixture
def answers(monkeypatch):
    """Say what the server answers; nothing leaves the process, and nobody sleeps."""

    def answering(handler) -> None:
        transport = httpx.MockTransport(handler)
        monkeypatch.setattr("callsheet.listings.feed_trial.Client", partial(Client, transport=transport))
        monkeypatch.setattr("callsheet.listings.feed_trial.time.sleep", lambda seconds: None)

    return answering


@pytest.fixture(autouse=True)
def _broker(maya):
    maya.role = "broker"
    maya.save()


@pytest.fixture
def feed(client, maya) -> Feed:
    client.post("/feeds/new/spark/", SPARK)
    return Feed.objects.get()


# ---- adding


def test_a_feed_is_added_with_what_its_vendor_needs_and_nothing_else(client, maya):
    page = client.post("/feeds/new/spark/", SPARK, follow=True)
    feed = Feed.objects.get()
    assert page.redirect_chain[0][0] == f"/feeds/{feed.pk}/"
    assert "Port Alder MLS is added." in page.text
    assert (feed.kind, feed.preset, feed.settings, feed.licence, feed.every_seconds) == (
        "reso", "spark", {}, "back_office", 60,
    )  # fmt: skip
    assert (feed.name, feed.source.name, feed.made_by, feed.next_run_at) == (
        "Port Alder MLS",
        "Port Alder MLS",
        maya,
        NOW,
    )
    assert unseal(feed.secrets) == {"token": "tok-en"}


@pytest.mark.parametrize(
    ("choice", "given", "root"),
    [
        ("mls-grid", {"token": "t", "originating_system": "alder"}, "https://api.mlsgrid.com/v2"),
        ("trestle", CLIENT, "https://api.cotality.com/trestle/odata"),
        ("bridge", {"token": "t", "dataset": "alder"}, "https://api.bridgedataoutput.com/api/v2/OData/alder"),
        ("spark", {"token": "t"}, "https://replication.sparkapi.com/Reso/OData"),
        ("other", {"token": "t", "root": "https://reso.example/odata/"}, "https://reso.example/odata"),
        ("other", {"token": "t", "root": "https://reso.example/odata/Property?$top=5"}, "https://reso.example/odata"),
        ("other", {"token": "t", "root": "https://reso.example/odata/$metadata"}, "https://reso.example/odata"),
        (
            "other",
            CLIENT | {"root": "https://reso.example/odata", "token_url": "https://reso.example/token"},
            "https://reso.example/odata",
        ),
    ],
    ids=["mls-grid", "trestle", "bridge", "spark", "other-token", "property", "metadata", "other-client"],
)
@pytest.mark.once
def test_credentials_and_little_else_make_a_connection(client, maya, choice, given, root):
    client.post(f"/feeds/new/{choice}/", {**SPARK, "token": "", **given})
    assert connection_of(Feed.objects.get()).root == root


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"root": "http://reso.example/odata"}, "service root; it begins with https://"),
        ({"root": "http://localhost.example/odata"}, "service root; it begins with https://"),
        ({"root": "reso.example/odata"}, "service root; it begins with https://"),
        ({"token_url": "http://reso.example/token"}, "gives tokens; it begins with https://"),
        ({"token_url": "my secret"}, "gives tokens; it begins with https://"),
    ],
    ids=["open", "seems-local", "no-scheme", "open-token", "no-address"],
)
@pytest.mark.once
def test_credentials_are_sent_to_no_address_where_others_may_read_them(client, maya, given, said):
    addresses = {"root": "https://reso.example/odata", "token_url": "https://reso.example/token"}
    page = client.post("/feeds/new/other/", {**SPARK, **CLIENT, "token": "", **addresses, **given})
    assert said in text(page)
    assert not Feed.objects.exists()


@pytest.mark.parametrize(
    ("choice", "lacks"),
    [("mls-grid", "originating_system"), ("trestle", "client_secret"), ("bridge", "dataset"), ("other", "root")],
)
@pytest.mark.once
def test_what_is_missing_is_said_at_its_field(client, maya, choice, lacks):
    page = client.post(f"/feeds/new/{choice}/", {**SPARK})
    assert page.status_code == 422
    assert f'id="id_{lacks}_error"' in page.text
    assert not Feed.objects.exists()


@pytest.mark.once
def test_each_vendor_is_offered_with_its_form(client, maya):
    page = client.get("/feeds/")
    for choice in ("mls-grid", "trestle", "bridge", "spark", "other"):
        assert f'href="/feeds/new/{choice}/"' in page.text
        assert '<button class="btn" name="try"' in client.get(f"/feeds/new/{choice}/").text
    assert client.get("/feeds/new/paragon/").status_code == 404


def test_the_mls_of_the_exports_is_found_however_it_is_written(client, maya):
    known = world.an_mls(maya.team, "Port Alder MLS")
    Source.objects.update(fresh_hours=48)
    client.post("/feeds/new/spark/", {**SPARK, "mls": "port alder  mls"})
    known.refresh_from_db()
    assert Feed.objects.get().source == known
    assert known.fresh_hours == 48


def test_advanced_settings_are_kept_where_they_differ_from_the_vendors(client, maya):
    client.post("/feeds/new/spark/", {**SPARK, "page_size": "1000", "overlap_minutes": "45", "an_hour": "900"})
    assert Feed.objects.get().settings == {"overlap_minutes": 45, "an_hour": 900}


def test_a_name_that_is_taken_is_refused_with_what_was_typed_kept(client, feed):
    page = client.post("/feeds/new/spark/", {**SPARK, "token": "another"})
    assert page.status_code == 422
    assert "there is one named Port Alder MLS" in text(page)
    assert "another" not in page.text
    kept = page.context["form"]["kept"].value()
    page = client.post("/feeds/new/spark/", {**SPARK, "token": "", "name": "Second", "kept": kept})
    assert unseal(Feed.objects.get(name="Second").secrets) == {"token": "another"}


# ---- trying


def test_trying_says_what_works_and_stores_nothing(client, maya, answers):
    asked: list[httpx.Request] = []
    answers(serving("Active", "Active", "Expired", asked=asked))
    page = client.post("/feeds/new/spark/", {**SPARK, "try": "yes"})
    said = text(page)
    assert f"It works: {len(RESO_NAMES) - 3} of {len(RESO_NAMES)} fields; 3 rows in" in said
    assert "Statuses seen: Active 2, Expired 1." in said
    assert "Fields it does not have: " in said and all(name in said for name in LACKS)
    assert all(request.headers["Authorization"] == "Bearer tok-en" for request in asked)
    assert not any(model.objects.exists() for model in (Feed, FeedRow, Import, Listing, Source))


def test_what_was_typed_survives_a_trial_without_being_shown(client, maya, answers):
    answers(serving("Active"))
    page = client.post("/feeds/new/spark/", {**SPARK, "try": "yes"})
    assert "tok-en" not in page.text
    assert "Saved. Leave it empty to keep it." in page.text
    client.post("/feeds/new/spark/", {**SPARK, "token": "", "kept": page.context["form"]["kept"].value()})
    assert unseal(Feed.objects.get().secrets) == {"token": "tok-en"}


@pytest.mark.once
def test_no_expired_on_the_page_is_said(client, maya, answers):
    answers(serving("Active"))
    page = client.post("/feeds/new/spark/", {**SPARK, "try": "yes"})
    assert "No Expired or Canceled at all. Ask the MLS whether the licence carries them" in text(page)


def _down(request: httpx.Request) -> httpx.Response:
    raise httpx.ConnectError("no")


@pytest.mark.parametrize(
    ("handler", "said"),
    [
        (
            lambda request: httpx.Response(401, text="expired token"),
            "does not accept this account (401: expired token)",
        ),
        (
            lambda request: httpx.Response(404, text="nothing"),
            "(404): nothing. Check the service root",
        ),
        (lambda request: httpx.Response(200, text="<html>"), "Is the address the service root?"),
        (lambda request: httpx.Response(429, headers={"Retry-After": "900"}), "asks too often (429)"),
        (_down, "nobody answers at its address"),
    ],
    ids=["login", "not-there", "html", "limit", "down"],
)
@pytest.mark.once
def test_what_is_wrong_is_said_with_what_to_do(client, maya, answers, handler, said):
    answers(handler)
    page = client.post("/feeds/new/spark/", {**SPARK, "try": "yes"})
    assert page.status_code == 200
    assert said in text(page)
    assert "It is tried again later" not in page.text
    assert not Feed.objects.exists()


def test_a_trial_with_a_client_id_asks_for_a_token_first(client, maya, answers):
    asked: list[httpx.Request] = []
    answers(serving("Expired", asked=asked))
    client.post("/feeds/new/trestle/", {**SPARK, **CLIENT, "try": "yes"})
    assert asked[0].url.path.endswith("/token")
    assert asked[1].headers["Authorization"] == "Bearer given"


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (httpx.Response(404), "The address that gives tokens, api.cotality.com, answered 404. Check it."),
        (httpx.Response(200, text="<html>"), "The token address answered without a token. Check the address."),
        (httpx.Response(503), "the address that gives tokens, api.cotality.com, answered 503."),
        (httpx.ConnectError("no"), "the address that gives tokens, api.cotality.com: nobody answers at its address."),
    ],
    ids=["not-there", "html", "away", "down"],
)
@pytest.mark.once
def test_what_is_wrong_with_the_address_that_gives_tokens_is_not_laid_on_the_feed(client, maya, answers, answer, said):
    def handler(request: httpx.Request) -> httpx.Response:
        if isinstance(answer, Exception):
            raise answer
        return answer

    answers(handler)
    page = client.post("/feeds/new/trestle/", {**SPARK, **CLIENT, "try": "yes"})
    assert said in text(page)


def test_an_originating_system_that_brings_nothing_is_named(client, maya, answers):
    answers(serving())
    page = client.post("/feeds/new/mls-grid/", {**SPARK, "originating_system": "Alder", "try": "yes"})
    assert "It sent no row. Check the originating system, Alder, capital letters too." in text(page)


# ---- changing


def test_a_saved_credential_is_never_shown_and_stays_when_left_empty(client, feed):
    page = client.get(f"/feeds/{feed.pk}/settings/")
    assert "tok-en" not in page.text
    assert feed.secrets not in page.text
    assert "Saved. Leave it empty to keep it." in page.text
    client.post(f"/feeds/{feed.pk}/settings/", {**SPARK, "token": "", "every_seconds": "2", "licence": "idx"})
    feed.refresh_from_db()
    assert (feed.every_seconds, feed.licence, unseal(feed.secrets)) == (2, "idx", {"token": "tok-en"})


def test_a_new_credential_takes_the_place_of_the_old_one(client, feed):
    client.post(f"/feeds/{feed.pk}/settings/", {**SPARK, "token": "newer"})
    feed.refresh_from_db()
    assert unseal(feed.secrets) == {"token": "newer"}


def test_whoever_gives_a_client_id_goes_on_without_the_token(client, maya):
    other = {**SPARK, "root": "https://reso.example/odata"}
    client.post("/feeds/new/other/", other)
    feed = Feed.objects.get()
    change = {**other, "token": "", **CLIENT, "token_url": "https://reso.example/token"}
    client.post(f"/feeds/{feed.pk}/settings/", change)
    feed.refresh_from_db()
    assert unseal(feed.secrets) == CLIENT


def test_settings_without_a_field_stay_as_they_are(client, feed):
    Feed.objects.update(settings={"can_order": False, "page_size": 50})
    client.post(f"/feeds/{feed.pk}/settings/", {**SPARK, "page_size": ""})
    feed.refresh_from_db()
    assert feed.settings == {"can_order": False}


def test_how_long_its_word_counts_is_set_and_the_house_rule_is_shown(client, feed, maya):
    house.stricter(maya.team, "fresh", value={"hours": 12}, because="Mornings only.", by=maya, now=NOW)
    client.post(f"/feeds/{feed.pk}/settings/", {**SPARK, "fresh_hours": "36"})
    feed.source.refresh_from_db()
    assert feed.source.fresh_hours == 36
    page = client.get(f"/feeds/{feed.pk}/settings/")
    assert "a listing status for 12 hours only" in page.text
    assert 'value="36"' in page.text


@pytest.mark.parametrize(("field", "value"), [("every_seconds", "1"), ("fresh_hours", "169"), ("an_hour", "0")])
@pytest.mark.once
def test_numbers_out_of_reason_are_refused(client, feed, field, value):
    page = client.post(f"/feeds/{feed.pk}/settings/", {**SPARK, field: value})
    assert page.status_code == 422
    assert f'id="id_{field}_error"' in page.text


# ---- who may


def test_only_the_broker_adds_and_changes(client, feed):
    otto = world.an_agent(feed.team, "otto", role="agent")
    client.force_login(otto)
    for path in ("/feeds/new/spark/", f"/feeds/{feed.pk}/settings/"):
        assert client.get(path).status_code == 403
        assert client.post(path, SPARK).status_code == 403
    assert Feed.objects.count() == 1
    assert "/feeds/new/" not in client.get("/feeds/").text


def test_another_teams_feed_is_not_there(client, feed):
    client.force_login(world.an_agent(world.a_team("Heron Homes"), "otto", role="broker"))
    for path in ("", "settings/", "progress/"):
        assert client.get(f"/feeds/{feed.pk}/{path}").status_code == 404
    for path in ("settings/", "run/", "switch/", "missing/", "delete/"):
        assert client.post(f"/feeds/{feed.pk}/{path}", SPARK).status_code == 404

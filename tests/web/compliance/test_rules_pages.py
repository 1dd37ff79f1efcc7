"""The pages of the law: the hub with our own states first, one state with all its lines, and what is declared there."""

import re
from datetime import timedelta

import pytest

from callsheet.compliance import emergencies, house
from callsheet.compliance.tables import rules
from callsheet.core.law_told import lines
from tests.web import world
from tests.web.world import NOW

pytestmark = pytest.mark.django_db


def text(client, path: str, status: int = 200) -> str:
    response = client.get(path)
    assert response.status_code == status
    return response.content.decode()


def a_home_in(team, state: str, number: str = "9") -> None:
    world.a_home(team, number=number, state=state)


def test_a_stranger_signs_in_first(client):
    assert client.get("/rules/").status_code == 302
    assert client.get("/rules/MD/").status_code == 302


def test_the_hub_answers_for_the_state_of_our_homes(client, maya):
    a_home_in(maya.team, "MD")
    page = text(client, "/rules/")
    assert "<h1>Maryland: calls Monday to Sunday 8 am to 8 pm, 3 tries in 24 hours</h1>" in page
    own, others = page.split("Every other state")
    assert "1 home" in own
    assert "Alabama" in others
    assert "Maryland" not in others.split("<aside")[0]


def test_another_teams_homes_do_not_count(client, maya):
    a_home_in(world.a_team("Heron Homes"), "TX")
    assert "Where your homes are" not in text(client, "/rules/")


def test_homes_in_several_states(client, maya):
    for number, state in enumerate(("MD", "MD", "PA", "DE", "VA", "NJ")):
        a_home_in(maya.team, state, str(number))
    page = text(client, "/rules/")
    assert "<h1>The rules of Maryland, Delaware, New Jersey and 2 more states bind your calls</h1>" in page


def test_every_state_stands_on_the_hub_and_leads_to_its_page(client, maya):
    page = text(client, "/rules/")
    for code, state in rules().states.items():
        assert f'href="/rules/{code}/">{state.name}</a>' in page


def test_the_hub_says_where_calls_are_allowed_at_this_minute(client, maya):
    """8:05 am in Maryland: Guam has gone to bed, Connecticut opens at 9."""
    page = text(client, "/rules/")
    rows = {
        line.split("row-link")[1].split(">")[1].split("<")[0]: line for line in page.splitlines() if "row-link" in line
    }
    assert "status-now" in rows["Maryland"]
    assert "Opens at 9 am" in rows["Connecticut"]
    assert "Over for today" in rows["Guam"]
    assert "Opens at 8 am" in rows["Florida"]  # its panhandle is an hour behind


@pytest.mark.parametrize(
    ("said", "found", "left_out"),
    [
        ("penn", "Pennsylvania", "Ohio"),
        ("pa", "Pennsylvania", "Vermont"),
        ("MOBILE", "Arizona", "Georgia"),
        ("recorded banned", "Washington", "Maine"),
        ("holidays", "Alabama", "Georgia"),
    ],
)
@pytest.mark.once
def test_the_hub_is_searched_by_state_and_by_the_words_of_a_rule(client, maya, said, found, left_out):
    page = text(client, f"/rules/?q={said}")
    assert f">{found}</a>" in page
    assert f">{left_out}</a>" not in page
    assert "Show every state" in page


@pytest.mark.once
def test_nothing_found_says_what_to_try(client, maya):
    page = text(client, "/rules/?q=<zebra>")
    assert "No state’s rules answer to “&lt;zebra&gt;”" in page
    assert "Show every state" in page


@pytest.mark.parametrize("code", sorted(rules().states))
@pytest.mark.once
def test_every_state_has_a_page_with_all_its_lines(client, maya, code):
    page = text(client, f"/rules/{code}/")
    for line in lines(rules().states[code], rules(), NOW.date()):
        for words in (line.words, line.citation, line.sure, line.when):
            assert escaped(words) in page


def escaped(words: str) -> str:
    return words.replace("&", "&amp;").replace("'", "&#x27;")


def test_a_states_page_answers_first_and_says_what_binds_today(client, maya):
    page = text(client, "/rules/PA/")
    assert "<h1>Pennsylvania: calls Monday to Saturday 9 am to 7 pm, none on Sunday, 3 tries in 24 hours</h1>" in page
    assert "Today calls are allowed from 9 am to 7 pm; it is 8:05 am there." in page
    assert "Thu, Nov 26, 2026" in page
    assert "No longer: Calls Monday to Sunday 8 am to 9 pm." in page
    assert "Everybody on the call must agree to a recording: say so first." in page


@pytest.mark.once
def test_the_nations_rules_have_a_page(client, maya):
    page = text(client, "/rules/US/")
    assert "An expired listing is no exception from the registry." in page
    assert "16 CFR 310.5" in page


@pytest.mark.parametrize("code", ["ZZ", "md", "MDX", "house%20"])
@pytest.mark.once
def test_a_state_nobody_knows_is_not_found(client, maya, code):
    assert client.get(f"/rules/{code}/").status_code == 404


def test_house_rules_show_on_the_hub_and_on_the_states_they_bind(client, maya):
    broker = world.an_agent(maya.team, "cora", role="broker")
    house.stricter(maya.team, "closed", state="FL", value={}, because="No licence.", by=broker, now=NOW)
    house.stricter(maya.team, "mobile", value={}, because="Complaints.", by=broker, now=NOW)
    hub, florida, ohio = (text(client, path) for path in ("/rules/", "/rules/FL/", "/rules/OH/"))
    assert "Wants nobody called or written to in Florida." in hub
    assert "Wants nobody called or written to in Florida." in florida
    assert "in Florida" not in ohio
    assert "Allows no cold calls to a mobile, everywhere." in ohio


def test_a_declared_emergency_shows_on_the_hub_and_on_its_state(client, maya):
    day = NOW.date() - timedelta(days=4)
    emergencies.declare(maya.team, "LA", words="Storm, order 12.", on=day, by=maya, now=NOW)
    for path in ("/rules/", "/rules/LA/"):
        assert "Louisiana: an emergency is declared since Nov 20, 2026: “Storm, order 12”." in text(client, path)
    assert "emergency is declared since" not in text(client, "/rules/NY/")


def marks(page: str, state: str) -> str:
    """What a state's row says of this moment."""
    return re.search(rf'href="/rules/{state}/".*?status status-([^<]*)<', page)[1]


def test_open_is_said_of_our_own_hours_and_not_while_an_emergency_stands(client, maya):
    broker = world.an_agent(maya.team, "cora", role="broker")
    late = {"opens": "10:00", "closes": "19:00"}
    assert marks(text(client, "/rules/"), "OH") == 'now">Open'
    house.stricter(maya.team, "hours", state="OH", value=late, because="Sleep in.", by=broker, now=NOW)
    house.stricter(maya.team, "closed", state="GA", value={}, because="No licence.", by=broker, now=NOW)
    emergencies.declare(maya.team, "NY", words="Storm.", on=NOW.date(), by=maya, now=NOW)
    hub = text(client, "/rules/")
    said = {"OH": 'later">Opens at 10 am', "GA": 'later">Closed by your broker', "NY": 'never">Emergency declared'}
    assert {state: marks(hub, state) for state in said} == said
    assert "Today your broker allows calls from 10 am to 7 pm" in text(client, "/rules/OH/")
    assert "No calls there while this emergency stands." in text(client, "/rules/NY/")


def test_homes_in_louisiana_remind_of_the_page_to_look_at_every_day(client, maya):
    assert "lpsc.louisiana.gov" not in text(client, "/rules/")
    a_home_in(maya.team, "LA")
    assert "look at lpsc.louisiana.gov/DNC_Emergency every day" in text(client, "/rules/")


def test_the_hub_asks_few_questions_of_the_database(client, maya, django_assert_max_num_queries):
    for number in range(12):
        a_home_in(maya.team, "MD", str(number))
    with django_assert_max_num_queries(8):
        client.get("/rules/")


@pytest.mark.once
def test_the_room_is_in_the_bar(client, maya):
    page = text(client, "/rules/")
    assert page.count('<a href="/rules/" aria-current="page">Rules</a>') == 2

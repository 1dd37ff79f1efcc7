"""/numbers/: the page."""

import re
from datetime import date, timedelta

import pytest

from callsheet import clock
from callsheet.core.funnel import Counts
from callsheet.reports.numbers import Numbers
from callsheet.reports.page import page_of
from callsheet.reports.periods import PERIODS, slices, unit
from tests.web import world
from tests.web.reports.conftest import another_lead, attempt
from tests.web.world import NOW

TODAY = date(2026, 11, 24)


@pytest.fixture(autouse=True)
def _morning(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)


@pytest.fixture
def page(client, agent):
    client.force_login(agent)
    return lambda query="": client.get(f"/numbers/{query}").content.decode()


def heading(html):
    return re.search(r"<h1>(.*?)</h1>", html).group(1)


def test_a_stranger_is_asked_to_sign_in(client, db):
    assert client.get("/numbers/").status_code == 302


def test_nothing_dialed_yet(page):
    html = page()
    assert heading(html) == "No dials yet"
    assert "Every dial counts here once it is made." in html
    assert 'href="/sheet/"' in html
    assert "<figure" not in html


def test_few_leads_are_too_early_to_say(page, agent, lead):
    for _ in range(30):
        attempt(lead, agent)
    attempt(lead, agent, "lead")
    html = page()
    assert heading(html) == "1 lead in 31 dials: too early to say"
    assert "agents in general need" in html
    assert html.count("too early to say: agents in general</td>") == 4


def test_the_heading_is_the_answer(page, agent, lead):
    for number in range(12):
        attempt(another_lead(agent.team, 100 + number), agent, "lead", days_ago=number)
    for _ in range(388):
        attempt(lead, agent)
    html = page()
    assert heading(html) == "One lead for every 38 dials"
    assert "12 of 400" in html and "2.7%" in html and "1.7–3.8%" in html
    assert "1 lead in 26–60 dials (your 400 dials; nine chances in ten)." in html
    assert "Oct 28 to Nov 24" in html


def test_an_own_rate_says_what_it_is_weighed_with(page, agent, lead):
    for number in range(12):
        attempt(another_lead(agent.team, 100 + number), agent, "lead", days_ago=number)
    html = page()
    assert html.count("weighed with agents in general</td>") == 2  # contacts and leads are many enough
    assert html.count("too early to say: agents in general</td>") == 2


def test_the_pictures_say_what_they_show(page, agent, lead):
    attempt(lead, agent, "appointment")
    attempt(lead, agent)
    html = page()
    assert "2 dials, 1 contact, 1 lead, 1 appointment set, 0 kept." in html
    assert "Dials in 1 of 1 day, 2 at the most." in html
    assert "Tue, Nov 24: 2 dials" in html


def test_the_counts_are_there_as_a_table(page, agent, lead):
    attempt(lead, agent, "lead")
    attempt(lead, agent, days_ago=1)
    html = page()
    cells = re.search(r'<th scope="row">Tue, Nov 24</th>(.*?)</tr>', html).group(1)
    assert re.findall(r">(\d+)<", cells) == ["1", "1", "1", "0"]
    assert 'href="#table"' in html and 'id="table"' in html


def test_a_period_is_chosen(page, agent, lead):
    attempt(lead, agent, days_ago=40)
    assert heading(page()) == "No dials yet"
    assert "no leads in 1 dial" in page("?period=quarter")
    assert 'href="?period=quarter" aria-current="true"' in page("?period=quarter")


def test_a_period_nobody_knows_is_the_usual_one(page):
    assert 'href="?period=4-weeks" aria-current="true"' in page("?period=forever")


def test_today_is_shown_by_the_hour(page, agent, lead):
    attempt(lead, agent)
    html = page("?period=today")
    assert "Dials an hour" in html and "8 am: 1 dial" in html


def test_a_colleagues_dials_are_not_mine(page, agent, lead):
    attempt(lead, world.an_agent(agent.team, "abel"))
    assert heading(page()) == "No dials yet"


def test_an_owner_who_called_is_explained(page, agent, lead):
    attempt(lead, agent, "owner_called", is_inbound=True)
    attempt(lead, agent)
    assert "1 owner called you: contacts, but no dials" in page()


def test_six_queries_at_the_most(client, agent, lead, django_assert_max_num_queries):
    client.force_login(agent)
    for days_ago in range(50):
        attempt(lead, agent, "lead", days_ago)
    with django_assert_max_num_queries(6):
        assert client.get("/numbers/?period=year").status_code == 200


def on(days):
    """Numbers of two dials on each of some days of the last year."""
    hours = {NOW.astimezone().replace(minute=0) - timedelta(days=ago): Counts(dials=2) for ago in days}
    return Numbers(TODAY - timedelta(days=727), TODAY, {hour: hours[hour] for hour in sorted(hours)})


@pytest.mark.parametrize(
    ("period", "each", "most"),
    [("today", "hour", 24), ("week", "day", 7), ("quarter", "week", 13), ("year", "week", 52)],
)
def test_every_period_has_as_many_bars_as_can_be_read(period, each, most):
    period = PERIODS[period]
    shown = on(range(300)).within(period.first(TODAY), TODAY)
    cut = slices(shown, TODAY)
    assert unit(shown) == each
    assert 1 <= len(cut) <= most
    assert sum((one.counts for one in cut), Counts()) == shown.counts


def test_weekends_are_left_out_unless_somebody_worked():
    weekdays = slices(on([1, 4, 8]).within(TODAY - timedelta(days=13), TODAY), TODAY)
    assert len(weekdays) == 9
    assert len(slices(on([1, 2]).within(TODAY - timedelta(days=13), TODAY), TODAY)) == 13


def test_weeks_begin_with_the_first_dial():
    cut = slices(on([20]).within(TODAY - timedelta(days=363), TODAY), TODAY, TODAY - timedelta(days=20))
    assert [(one.name, one.counts.dials) for one in cut] == [
        ("Nov 4 to Nov 10", 2),
        ("Nov 11 to Nov 17", 0),
        ("Nov 18 to Nov 24", 0),
    ]


def test_a_day_of_another_year_has_its_year(page):
    assert "Nov 26, 2025 to Nov 24." in page("?period=year")


def test_days_before_the_very_first_dial_are_not_days_off(page, agent, lead):
    attempt(lead, agent, days_ago=4)
    html = page()
    assert "Fri, Nov 20: 1 dial" in html and "Thu, Nov 19" not in html
    assert html.count(">off<") == 1
    attempt(lead, agent, days_ago=40)
    assert "Thu, Nov 19" in page()


def test_an_appointment_on_a_sunday_is_no_day_of_dials():
    sunday = NOW - timedelta(days=2)
    shown = Numbers(TODAY - timedelta(days=6), TODAY, {sunday: Counts(kept=1, settled=1), NOW: Counts(dials=1)})
    assert "Nov 22" not in [one.label for one in slices(shown, TODAY)]


def test_today_is_left_out_until_something_happened():
    idle = slices(on([1]).within(TODAY - timedelta(days=6), TODAY), TODAY)
    busy = slices(on([0, 1]).within(TODAY - timedelta(days=6), TODAY), TODAY)
    assert (idle[-1].label, busy[-1].label) == ("Nov 23", "Nov 24")


def test_a_change_against_the_period_before_is_said():
    busy = {NOW - timedelta(days=ago): Counts(dials=100, contacts=30 if ago < 28 else 10) for ago in range(1, 50)}
    shown = page_of(Numbers(TODAY - timedelta(days=55), TODAY, busy), PERIODS["4-weeks"], TODAY)
    contact = shown["rates"][0]
    assert contact.said == "higher than before; weighed with agents in general"
    assert contact.drawn.before < contact.drawn.low

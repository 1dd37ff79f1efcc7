"""What people read of the book: each state's answer, what binds today, the days to come, and what is said first."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from callsheet.compliance.tables import review_due
from callsheet.core.house_rule import HouseRule
from callsheet.core.law_house import tightened
from callsheet.core.law_rules import Ban, Ground
from callsheet.core.law_told import (
    closed_ahead,
    headline,
    lines,
    nation,
    say_first,
    short_week,
    sure,
    today,
    when,
)
from tests.core.law_world import RULES

ON = date(2026, 11, 24)
NOW = datetime(2026, 11, 24, 13, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("MD", "Maryland: calls Monday to Sunday 8 am to 8 pm, 3 tries in 24 hours"),
        ("PA", "Pennsylvania: calls Monday to Saturday 9 am to 7 pm, none on Sunday, 3 tries in 24 hours"),
        ("CT", "Connecticut: calls Monday to Sunday 9 am to 8 pm, 3 tries in 24 hours, signed consent first"),
        ("NJ", "New Jersey: calls Monday to Sunday 8 am to 9 pm, 3 tries in 24 hours, no cold calls to mobiles"),
        ("GA", "Georgia: calls Monday to Sunday 8 am to 9 pm, 3 tries in 24 hours"),
    ],
)
def test_the_answer_of_a_state(code, said):
    assert headline(RULES.states[code], RULES, ON) == said


def test_the_answer_is_that_of_the_day():
    before = headline(RULES.states["PA"], RULES, date(2026, 10, 17))
    assert before == "Pennsylvania: calls Monday to Sunday 8 am to 9 pm, 3 tries in 24 hours"
    assert short_week(RULES.states["PA"], RULES, date(2026, 10, 17)) == "8 am to 9 pm"


@pytest.mark.parametrize(
    ("code", "at", "said"),
    [
        ("MD", NOW, "Today calls are allowed from 8 am to 8 pm; it is 8:05 am there."),
        ("PA", NOW + timedelta(days=5), "Today is Sunday: no calls. It is 8:05 am there."),
        ("PA", NOW + timedelta(days=2), "Today is Thanksgiving Day: no calls. It is 8:05 am there."),
        (
            "FL",
            NOW,
            "Today calls are allowed from 8 am to 8 pm; it is 8:05 am (Eastern time) and 7:05 am (Central time) there.",
        ),
    ],
    ids=["open", "Sunday", "holiday", "two clocks"],
)
def test_what_binds_today(code, at, said):
    assert today(RULES.states[code], RULES, at) == said


def test_the_closed_days_ahead_come_in_order_and_say_whether_they_are_law():
    ahead = closed_ahead(RULES.states["PA"], ON)
    assert [day.on for day in ahead] == sorted(day.on for day in ahead)
    assert (ahead[0].name, ahead[0].on, ahead[0].is_law) == ("Thanksgiving Day", date(2026, 11, 26), True)
    assert not next(day for day in ahead if day.name == "Bill of Rights Day").is_law
    assert closed_ahead(RULES.states["MD"], ON) == ()


def test_what_was_replaced_is_told_as_past():
    now, before = [line for line in lines(RULES.states["PA"], RULES, ON) if line.name == "Hours"]
    assert (now.when, now.is_past) == ("since Oct 18, 2026", False)
    assert (before.when, before.is_past) == ("until Oct 17, 2026", True)


@pytest.mark.parametrize(
    ("code", "name", "words"),
    [
        ("MS", "Hours", "by the owner's clock and by Central Standard time all year."),
        ("NC", "Hours", "by the owner's clock and by yours."),
        ("UT", "Hours with consent", "not the nation's."),
        ("OR", "Tries", "by anybody of the brokerage, unless you do business with the owner."),
        ("FL", "Consent where a machine dials", "where a machine selects the number, or a recording plays."),
        ("MD", "Consent where a machine dials", "where a machine selects or dials the number, or a recording plays."),
        ("PA", "Days of a relationship", "for 365 days."),
        ("MD", "Recording a call", "Everybody on the call must agree to a recording: say so first."),
        ("CT", "Recording a call", "Disputed, so take it that everybody"),
        ("GA", "Texts", "Not clear whether its law reaches texts."),
        ("AZ", "Texts", "Its law treats texts like calls. To numbers on the registry."),
        ("IN", "Exemption of licensees", "Not applied here: nothing of it lifts the federal rules."),
        ("LA", "Declared emergencies", "No sales call while an emergency is declared there."),
        ("TX", "Licensed callers only", "Only licensed people may ask owners for a listing."),
        ("UT", "Artificial voices", "no human being is speaking."),
    ],
)
def test_lines_of_a_state(code, name, words):
    found = [line for line in lines(RULES.states[code], RULES, ON) if line.name == name]
    assert any(words in line.words for line in found), found


def test_what_can_refuse_is_told_apart_from_what_is_only_told():
    maryland = {line.name: line.binds for line in lines(RULES.states["MD"], RULES, ON)}
    assert maryland["Tries"]
    assert maryland["Consent where a machine dials"]
    assert not maryland["Recording a call"]
    assert not maryland["Own do-not-call list"]


def test_a_rule_added_to_a_table_is_told():
    georgia = replace(RULES.states["GA"], emergency=Ban(citation="Ga. made up", since=ON + timedelta(days=9)))
    [line] = [line for line in lines(georgia, RULES, ON) if line.name == "Declared emergencies"]
    assert (line.citation, line.when) == ("Ga. made up", "from Dec 3, 2026 on")


@pytest.mark.parametrize(
    ("ground", "said"),
    [
        (Ground(citation="x"), "a document says so"),
        (Ground(citation="x", confidence="knowledge"), "general knowledge"),
        (Ground(citation="x", confidence="uncertain"), "contested or not proven"),
        (
            Ground(citation="x", citation_confidence="knowledge"),
            "a document says so; which section is general knowledge",
        ),
        (Ground(citation="x", confidence="knowledge", citation_confidence="knowledge"), "general knowledge"),
    ],
    ids=["sourced", "knowledge", "uncertain", "section", "both"],
)
def test_how_sure_we_are(ground, said):
    assert sure(ground) == said


def test_from_when_to_when():
    assert when(Ground(citation="x"), ON) == ""
    assert when(Ground(citation="x", since=ON, until=ON), ON) == "since Nov 24, 2026, until Nov 24, 2026"


def test_every_rule_of_the_nation_is_told():
    told = nation(RULES, ON)
    assert len(told) == len(RULES.federal.told)
    assert {line.name for line in told} >= {"Hours", "National registry", "Expired listings", "Records"}
    assert all(line.citation for line in told)


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("NY", "New York: Say first who you are, your firm, why you call, whether the call is recorded"),
        ("FL", "Ask before you record: everybody must agree."),
        ("OH", "Say first who you are, your firm, and why you call; give your number when asked."),
        ("", "Say first who you are"),
        ("AS", "Ask before you record: everybody must agree."),
    ],
)
def test_what_to_say_first(code, said):
    assert said in say_first(RULES, code)


# ---------------------------------------------------------------- the review of the tables


def test_a_review_lasts_120_days():
    assert review_due(RULES.as_of + timedelta(days=120)) is None
    due = review_due(RULES.as_of + timedelta(days=121))
    assert (due.on, due.days) == (RULES.as_of, 121)
    assert due.sentence.startswith("It is 121 days since somebody reviewed the law's tables, on Nov 23, 2026")


def test_one_late_table_is_named():
    late = replace(RULES.states["OH"], reviewed=date(2026, 5, 1))
    due = review_due(RULES.as_of, replace(RULES, states=RULES.states | {"OH": late}))
    assert (due.tables, due.on) == (("Ohio",), date(2026, 5, 1))
    assert "the tables of Ohio" in due.sentence


@pytest.mark.parametrize(
    ("house", "said"),
    [
        (
            HouseRule("hours", "MD", opens=time(10), closes=time(19)),
            "Today your broker allows calls from 10 am to 7 pm; it is 8:05 am there.",
        ),
        (HouseRule("day", weekdays=(1,)), "Your broker allows no calls there today. It is 8:05 am there."),
        (HouseRule("closed", "MD"), "Your broker allows no calls there today. It is 8:05 am there."),
        (HouseRule("closed", "PA"), "Today calls are allowed from 8 am to 8 pm; it is 8:05 am there."),
        (
            HouseRule("date", first_day=ON - timedelta(days=2), last_day=ON - timedelta(days=1)),
            "Today calls are allowed from 8 am to 8 pm; it is 8:05 am there.",
        ),
    ],
)
def test_what_the_broker_leaves_of_today(house, said):
    assert today(RULES.states["MD"], tightened(RULES, (house,)), NOW) == said

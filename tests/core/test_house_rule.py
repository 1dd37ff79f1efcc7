"""A house rule as it is kept, as it is said, and what keeps one from being stricter than the law."""

from dataclasses import replace
from datetime import date, time

import pytest

from callsheet.core.house_rule import KINDS, HouseRule, UnusableRule, as_value, read
from callsheet.core.law_house_words import sentence, too_loose
from tests.core.law_world import RULES, TUESDAY_11_AM

TODAY = TUESDAY_11_AM.date()
STRICTER = "a house rule can only be stricter."

# ---------------------------------------------------------------- looser than the law


@pytest.mark.parametrize(
    ("rule", "why"),
    [
        (
            HouseRule("hours", "MD", opens=time(8), closes=time(21)),
            f"Maryland's law ends at 8 pm; {STRICTER}",
        ),
        (
            HouseRule("hours", "KY", opens=time(9), closes=time(20)),
            f"Kentucky's law begins at 10 am; {STRICTER}",
        ),
        (
            HouseRule("hours", opens=time(7), closes=time(12)),
            f"The nation's law begins at 8 am; {STRICTER}",
        ),
        (
            HouseRule("hours", "MD", opens=time(8), closes=time(20)),
            f"Maryland's law says so already; {STRICTER}",
        ),
        (HouseRule("day", "PA", weekdays=(6,)), "Pennsylvania's law allows no calls on Sundays already."),
        (HouseRule("cap", calls=3, hours=24), f"3 tries in 24 hours hold already; {STRICTER}"),
        (HouseRule("cap", calls=6, hours=48), f"3 tries in 24 hours hold already; {STRICTER}"),
        (
            HouseRule("registry_age", days=31),
            f"By law a copy of the registry counts for 31 days; {STRICTER}",
        ),
        (HouseRule("fresh", hours=24), f"A listing status counts for 24 hours already; {STRICTER}"),
        (
            HouseRule("relationship", days=600, inquiry_days=10),
            f"By law a purchase counts for 540 days and an inquiry for 90; {STRICTER}",
        ),
        (HouseRule("consent", "CT"), f"Connecticut's law says so already; {STRICTER}"),
        (HouseRule("mobile", "AZ"), f"Arizona's law says so already; {STRICTER}"),
        (HouseRule("hours", "MD", opens=time(8), closes=time(19)), ""),
        (HouseRule("hours", opens=time(8), closes=time(20)), ""),
        (
            HouseRule("hours", "RI", opens=time(10), closes=time(17), weekdays=(5, 6)),
            f"Rhode Island's law says so already; {STRICTER}",
        ),
        (HouseRule("day", "MD", weekdays=(6,)), ""),
        (HouseRule("cap", calls=2, hours=24), ""),
        (HouseRule("cap", calls=5, hours=48), ""),
        (HouseRule("mobile"), ""),
        (HouseRule("closed", "FL"), ""),
    ],
    ids=lambda value: value.kind if isinstance(value, HouseRule) else "",
)
def test_a_house_rule_can_only_be_stricter(rule, why):
    assert too_loose(rule, RULES, TODAY) == why


def test_stricter_than_the_law_of_the_day():
    """Pennsylvania's law ended at 9 pm until October 17, 2026."""
    rule = HouseRule("hours", "PA", opens=time(9), closes=time(20))
    assert too_loose(rule, RULES, date(2026, 10, 17)) == ""
    assert too_loose(rule, RULES, date(2026, 10, 18)) != ""


# ---------------------------------------------------------------- kept as JSON, said in words

EXAMPLES = {
    "hours": {"weekdays": [5], "opens": "09:00", "closes": "19:00"},
    "day": {"weekdays": [5, 6]},
    "date": {"first_day": "2026-12-24", "last_day": "2026-12-24"},
    "cap": {"calls": 2, "hours": 48},
    "registry_age": {"days": 14},
    "fresh": {"hours": 6},
    "channel": {"channel": "text"},
    "relationship": {"days": 180, "inquiry_days": 30},
}


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_kept_and_read_and_said(kind):
    rule = read(kind, "MD", EXAMPLES.get(kind, {}), "Because.")
    assert read(kind, "MD", as_value(rule), "Because.") == rule
    assert as_value(rule) == EXAMPLES.get(kind, {})
    assert sentence(rule, RULES).endswith(" in Maryland.")
    if kind != "closed":
        assert sentence(replace(rule, state=""), RULES).endswith(", everywhere.")


def test_how_rules_are_said():
    said = {kind: sentence(read(kind, "", value, ""), RULES) for kind, value in EXAMPLES.items()}
    assert said["hours"] == "Allows calls only from 9 am to 7 pm on Saturdays, everywhere."
    assert said["day"] == "Allows no calls on Saturdays and Sundays, everywhere."
    assert said["date"] == "Allows no calls on Dec 24, 2026, everywhere."
    assert said["cap"] == "Allows 2 tries in 48 hours, everywhere."
    assert said["channel"] == "Allows no texts, everywhere."


@pytest.mark.parametrize(
    ("kind", "value", "problem"),
    [
        ("hours", {"opens": "19:00", "closes": "09:00"}, "first hour"),
        ("hours", {"opens": "nine", "closes": "19:00"}, "first"),
        ("day", {"weekdays": [7, "Sunday"]}, "days of the week"),
        ("date", {"first_day": "2026-12-25", "last_day": "2026-12-24"}, "first and the last day"),
        ("cap", {"calls": 0, "hours": 24}, "how many tries"),
        ("cap", {"calls": 1, "hours": 24 * 365}, "at most 720"),
        ("registry_age", {"days": True}, "how many days"),
        ("fresh", {"hours": 0}, "how many hours"),
        ("channel", {"channel": "call"}, "never sent"),
        ("channel", {}, "never sent"),
        ("relationship", {"days": 10}, "an inquiry"),
        ("closed", {}, "Choose the state"),
        ("looser", {}, "no house rule called looser"),
    ],
    ids=str,
)
def test_a_rule_that_says_nothing_is_unusable(kind, value, problem):
    with pytest.raises(UnusableRule, match=problem.replace("first hour", "first and the last hour")):
        read(kind, "", value, "")

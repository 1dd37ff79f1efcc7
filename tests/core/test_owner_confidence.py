"""How sure an owner is: what raises it, what lowers it, and in which words."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callsheet.core.owner_confidence import LEVELS, Title, confidence

TODAY = date(2026, 11, 24)
ONE = Title(("REDX Vortex",), is_roll=False, reported_on=TODAY - timedelta(days=9))
TWO = replace(ONE, sources=("REDX Vortex", "PropStream"))
ROLL = replace(ONE, sources=("Alder County",), is_roll=True)


def said(title: Title) -> str:
    return confidence(title, TODAY).said


@pytest.mark.parametrize(
    ("title", "words"),
    [
        (ONE, "fair: one vendor, this month"),
        (TWO, "high: 2 vendors agree, this month"),
        (ROLL, "high: the county roll, this month"),
        (replace(ROLL, sources=("Alder County", "REDX Vortex")), "high: the county roll and one vendor, this month"),
        (replace(ROLL, sources=("A", "B", "C")), "high: the county roll and 2 vendors, this month"),
        (replace(ONE, reported_on=date(2025, 9, 20)), "low: one vendor, 14 months old"),
        (replace(ROLL, reported_on=date(2025, 11, 24)), "fair: the county roll, 12 months old"),
        (replace(ROLL, reported_on=date(2025, 11, 25)), "high: the county roll, 11 months old"),
        (replace(ROLL, reported_on=date(2024, 11, 24)), "low: the county roll, 24 months old"),
        (replace(ONE, reported_on=date(2026, 10, 24)), "fair: one vendor, 1 month old"),
        (replace(ONE, mail_at_home=True), "fair: one vendor, this month; gets mail there"),
        (replace(ONE, mail_at_home=False), "fair: one vendor, this month; gets mail elsewhere"),
        (replace(ONE, mls_agrees=True), "high: one vendor, this month; the MLS names the same owner"),
        (replace(ONE, mls_agrees=False), "low: one vendor, this month; the MLS names somebody else"),
        (
            replace(TWO, others=(("Alder County", "Jane Vail"),)),
            "fair: 2 vendors agree, this month; Alder County names Jane Vail",
        ),
        (
            replace(TWO, sold_on=TODAY, mail_at_home=True),
            "low: 2 vendors agree, this month; gets mail there; the home sold since",
        ),
        (replace(ROLL, sold_on=TODAY, since=TODAY), "high: the county roll, this month"),
        (replace(ROLL, sold_on=date(2026, 3, 1)), "high: the county roll, this month"),
    ],
)
def test_the_level_with_its_reasons(title, words):
    assert said(title) == words


days = st.dates(date(2020, 1, 1), date(2026, 11, 24))
titles = st.builds(
    Title,
    sources=st.lists(st.sampled_from("ABCD"), min_size=1, unique=True).map(tuple),
    is_roll=st.booleans(),
    reported_on=days,
    since=st.none() | days,
    sold_on=st.none() | days,
    others=st.lists(st.tuples(st.just("E"), st.just("Jane Vail")), max_size=1).map(tuple),
    mail_at_home=st.none() | st.booleans(),
    mls_agrees=st.none() | st.booleans(),
)


def rank(title: Title) -> int:
    return LEVELS.index(confidence(title, TODAY).level)


@given(titles)
def test_what_speaks_against_an_owner_never_raises_the_level(title):
    for worse in (
        replace(title, others=(("E", "Jane Vail"),)),
        replace(title, mls_agrees=False),
        replace(title, sold_on=TODAY),
        replace(title, reported_on=title.reported_on - timedelta(days=400)),
        replace(title, sources=title.sources[:1]),
    ):
        assert rank(worse) <= rank(title)


@given(titles)
def test_every_answer_says_why(title):
    found = confidence(title, TODAY)
    assert found.level in LEVELS and found.reasons and all(found.reasons)

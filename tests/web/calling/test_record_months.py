"""The months of the books: which one a moment lies in is the zone's calendar's, whatever the database counts in."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from callsheet.calling.record_months import MonthOf, months_of, start_of
from callsheet.compliance.models import CountedDial
from tests.web.world import a_team

pytestmark = pytest.mark.django_db
EASTERN = ZoneInfo("America/New_York")


@pytest.fixture
def dials():
    """A dial at the last second and at the first of each of three months in Maryland, and their count's rows."""
    team = a_team()
    for month in (date(2025, 12, 1), date(2026, 1, 1), date(2026, 3, 1)):
        start = start_of(month, EASTERN)
        for at in (datetime.fromtimestamp(start.timestamp() - 1, UTC), start):
            CountedDial.objects.create(team=team, number="+14105550142", at=at)
    return CountedDial.objects.order_by("at")


def test_the_first_second_of_a_month_is_in_it_and_the_last_in_the_one_before(dials):
    months = months_of(dials, None, None, EASTERN)
    place = MonthOf("at", [start_of(month, EASTERN) for month in months])
    found = [months[place] for place in dials.annotate(month=place).values_list("month", flat=True)]
    assert [(month.year, month.month) for month in found] == [
        (2025, 11), (2025, 12), (2025, 12), (2026, 1), (2026, 2), (2026, 3),
    ]  # fmt: skip


def test_open_ends_go_as_far_as_the_rows(dials):
    months = months_of(dials, None, None, EASTERN)
    assert (months[0], months[-1], len(months)) == (date(2025, 11, 1), date(2026, 3, 1), 5)


def test_ends_that_are_given_are_taken(dials):
    since, until = start_of(date(2021, 11, 24), EASTERN), start_of(date(2026, 11, 1), EASTERN)
    months = months_of(dials, since, until, EASTERN)
    assert (months[0], months[-1], len(months)) == (date(2021, 11, 1), date(2026, 11, 1), 61)


def test_without_rows_an_open_end_has_no_months(db):
    assert months_of(CountedDial.objects.all(), None, None, EASTERN) == []

"""The record counted hour by hour: the books say the same, whatever part of them is in the hours."""

from dataclasses import asdict, astuple
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from callsheet.accounts.models import Person
from callsheet.calling import record_hours
from callsheet.calling.models import Attempt, RecordHour, RecordMark
from callsheet.calling.record import Scope
from callsheet.calling.record_hours import Mark
from callsheet.calling.record_tally import Tally, by_month
from callsheet.compliance.models import DoNotCallRequest
from tests.web.calling.record_world import called, recorded, refused
from tests.web.world import NOW

pytestmark = pytest.mark.django_db

EASTERN, INDIA = ZoneInfo("America/New_York"), ZoneInfo("Asia/Kolkata")
OCTOBER = datetime(2026, 11, 1, 3, 30, tzinfo=UTC)
"""Still October in Maryland, November by UTC."""
EVENING = NOW + timedelta(hours=13)


@pytest.fixture
def dennis(leads, maya):
    """One of everything: called, past a refusal, nobody asked, the owner called; a refusal, a letter, in two months."""
    Attempt.objects.all().delete()
    DoNotCallRequest.objects.all().delete()
    dennis = leads["Dennis Ott"]
    recorded(dennis, maya, OCTOBER)
    called(dennis, maya, NOW)
    refused(dennis, maya, EVENING)
    recorded(dennis, maya, EVENING + timedelta(minutes=1))
    recorded(dennis, maya, EVENING + timedelta(minutes=50), outcome="owner_called")
    dennis.to_letters("Not by phone.", NOW)
    dennis.follow_ups.open().get(kind="letter").finish(maya, NOW)
    return dennis


BOTH_MONTHS = [
    ("October 2026", Tally(not_asked=1)),
    ("November 2026", Tally(cleared=1, refused=1, inbound=1, refusals=1, by_hand=1)),
]


def told(scope: Scope, zone=EASTERN) -> list[tuple[str, Tally]]:
    return [(f"{month:%B %Y}", count) for month, count in by_month(scope, zone).items()]


def take(team) -> None:
    record_hours.take(team, worth_it=1)


def test_live_as_long_as_nothing_is_in_the_hours(dennis):
    assert told(Scope(dennis.team)) == BOTH_MONTHS
    assert not RecordHour.objects.exists()


def test_the_same_out_of_the_hours(dennis):
    take(dennis.team)
    assert RecordHour.objects.count() == 3
    assert told(Scope(dennis.team)) == BOTH_MONTHS


def test_a_mark_leaves_nothing_to_be_counted_live(dennis):
    take(dennis.team)
    mark = record_hours.mark_of(dennis.team)
    assert [found.count() for found, _ in record_hours.newer(dennis.team, mark)] == [0, 0, 0]


def test_what_came_since_is_counted_live_and_then_once(dennis, maya, leads):
    take(dennis.team)
    called(leads["Lucia Marchetti"], maya, NOW + timedelta(minutes=5))
    more = [BOTH_MONTHS[0], (BOTH_MONTHS[1][0], BOTH_MONTHS[1][1] + Tally(cleared=1))]
    assert told(Scope(dennis.team)) == more
    take(dennis.team)
    assert told(Scope(dennis.team)) == more
    assert RecordHour.objects.count() == 3, "the hour was there"


def test_step_by_step_comes_to_the_same(dennis, monkeypatch):
    monkeypatch.setattr(record_hours, "AT_ONCE", 1)
    take(dennis.team)
    assert told(Scope(dennis.team)) == BOTH_MONTHS
    assert record_hours.mark_of(dennis.team) == record_hours._newest(dennis.team)


def test_killed_half_way_nothing_is_lost_or_doubled(dennis, monkeypatch):
    monkeypatch.setattr(record_hours, "AT_ONCE", 1)
    mark = Mark()
    RecordMark.objects.create(team=dennis.team)
    for _ in range(2):
        end = mark.upto(record_hours._newest(dennis.team), 2)
        assert record_hours._step(dennis.team, mark, end)
        mark = end
    assert told(Scope(dennis.team)) == BOTH_MONTHS
    take(dennis.team)
    assert told(Scope(dennis.team)) == BOTH_MONTHS


def test_of_two_who_count_one_does(dennis):
    RecordMark.objects.create(team=dennis.team)
    newest = record_hours._newest(dennis.team)
    assert record_hours._step(dennis.team, Mark(), newest)
    assert not record_hours._step(dennis.team, Mark(), newest)
    assert told(Scope(dennis.team)) == BOTH_MONTHS


def test_a_few_new_rows_are_not_worth_it(dennis):
    newest = record_hours._newest(dennis.team)
    before = Mark(*(max(0, last - 5) for last in astuple(newest)))  # the first keys are not 1 in every database
    RecordMark.objects.create(team=dennis.team, **asdict(before))
    record_hours.take_everywhere(NOW)
    assert record_hours.mark_of(dennis.team) == before != newest


@pytest.mark.parametrize("is_counted", [False, True], ids=["live", "hours"])
@pytest.mark.parametrize(
    ("since", "until", "months"),
    [
        (None, NOW, ["October 2026"]),
        (NOW - timedelta(minutes=5), None, ["November 2026"]),
        (OCTOBER + timedelta(hours=1), NOW, []),
        (OCTOBER, NOW, ["October 2026"]),
        (datetime(2026, 11, 1, 4, tzinfo=UTC), None, ["November 2026"]),
        (datetime(2021, 11, 24, 5, tzinfo=UTC), datetime(2026, 11, 1, 4, tzinfo=UTC), ["October 2026"]),
        (datetime(2027, 1, 1, 5, tzinfo=UTC), datetime(2027, 2, 1, 5, tzinfo=UTC), []),
    ],
    ids=["until", "since", "between", "half-hour", "from-november", "to-november", "later"],
)
def test_only_the_days_asked_for(dennis, since, until, months, is_counted):
    if is_counted:
        take(dennis.team)
    assert [month for month, _ in told(Scope(dennis.team, since=since, until=until))] == months


@pytest.mark.parametrize("is_counted", [False, True], ids=["live", "hours"])
def test_months_are_those_of_the_zone(dennis, is_counted):
    if is_counted:
        take(dennis.team)
    months = [(month, count.attempts) for month, count in told(Scope(dennis.team), ZoneInfo("UTC"))]
    assert months == [("November 2026", 3)]


def test_a_zone_of_half_hours_is_counted_live(dennis):
    take(dennis.team)
    first = datetime(2026, 11, 1, tzinfo=INDIA)
    assert not record_hours.serves(Scope(dennis.team, since=first.astimezone(UTC)))
    [(month, count)] = told(Scope(dennis.team, since=first.astimezone(UTC)), INDIA)
    assert (month, count.attempts) == ("November 2026", 3)


def test_an_owner_or_a_number_is_counted_live(dennis):
    take(dennis.team)
    assert not record_hours.serves(Scope(dennis.team, owner=dennis.owner))
    assert told(Scope(dennis.team, owner=dennis.owner)) == BOTH_MONTHS


def test_another_brokerages_hours_are_their_own(dennis, others):
    theirs = others["Dennis Ott"]
    recorded(theirs, Person.objects.get(team=theirs.team), NOW)
    for team in (dennis.team, theirs.team):
        take(team)
    assert told(Scope(dennis.team)) == BOTH_MONTHS
    assert (
        sum(count.not_asked for _, count in told(Scope(theirs.team)))
        == 1
        + RecordHour.objects.filter(team=theirs.team, hour__lt=NOW.replace(minute=0)).aggregate(
            calls=record_hours.HOURS["not_asked"]
        )["calls"]
    )


def test_the_books_cost_the_same_after_ten_calls_and_after_two_hundred(client, dennis, maya):
    def queries_after(calls: int) -> int:
        first = Attempt.objects.order_by("pk").last()
        Attempt.objects.bulk_create(
            Attempt(lead=dennis, person=maya, at=first.at - timedelta(hours=n), is_reported=True) for n in range(calls)
        )
        take(dennis.team)
        with CaptureQueriesContext(connection) as queries:
            client.get("/records/")
        return len(queries)

    assert queries_after(10) == queries_after(190)

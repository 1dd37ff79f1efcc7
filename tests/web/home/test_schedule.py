"""Recurring work: once, in its rhythm, by one worker."""

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.sessions.models import Session

from callsheet.home import schedule
from callsheet.home.models import RecurringWork
from tests.web.world import NOW, a_team, an_agent

pytestmark = pytest.mark.django_db


@pytest.fixture
def runs(monkeypatch) -> list[datetime]:
    """The moments at which the only recurring work, every 60 minutes, was run."""
    runs: list[datetime] = []
    monkeypatch.setattr(schedule, "KINDS", {"count": schedule.Kind(60, runs.append)})
    schedule.plan(NOW)
    return runs


def work() -> RecurringWork:
    return RecurringWork.objects.get(name="count")


def test_runs_when_it_is_due_and_not_before(runs):
    assert schedule.run_due(NOW) == ["count"]
    assert schedule.run_due(NOW + timedelta(minutes=59)) == []
    assert schedule.run_due(NOW + timedelta(minutes=60)) == ["count"]
    assert runs == [NOW, NOW + timedelta(minutes=60)]


def test_planning_twice_changes_nothing(runs):
    schedule.run_due(NOW)
    schedule.plan(NOW + timedelta(minutes=10))
    assert work().next_run_at == NOW + timedelta(minutes=60)


def test_what_was_missed_is_made_up_once(runs):
    schedule.run_due(NOW)
    late = NOW + timedelta(days=3, minutes=5)
    assert schedule.run_due(late) == ["count"]
    assert schedule.run_due(late) == []
    assert work().next_run_at == NOW + timedelta(days=3, minutes=60)


def test_of_two_workers_one_gets_it(runs):
    one, other = work(), work()
    assert schedule.claim(one, NOW)
    assert not schedule.claim(other, NOW)


def test_a_worker_that_was_slow_to_look_does_not_run_it_again(runs):
    stale = work()
    schedule.run_due(NOW)
    assert not schedule.claim(stale, NOW + timedelta(minutes=1))


def test_a_dead_workers_claim_runs_out(runs):
    schedule.claim(work(), NOW)
    assert schedule.run_due(NOW + timedelta(minutes=59)) == []
    assert schedule.run_due(NOW + schedule.CLAIM) == ["count"]


def test_a_failure_is_written_down_raised_and_tried_again(monkeypatch):
    def fail(now: datetime) -> None:
        raise OSError("No space left on device")

    monkeypatch.setattr(schedule, "KINDS", {"count": schedule.Kind(schedule.DAY * 7, fail)})
    RecurringWork.objects.create(name="count", every_minutes=schedule.DAY * 7, next_run_at=NOW)
    with pytest.raises(OSError, match="No space left"):
        schedule.run_due(NOW)
    assert "OSError: No space left on device" in work().last_problem
    assert (work().last_run_at, work().claimed_until) == (None, None)
    assert work().next_run_at == NOW + schedule.AGAIN
    monkeypatch.setattr(schedule, "KINDS", {"count": schedule.Kind(schedule.DAY * 7, lambda now: None)})
    schedule.run_due(NOW + schedule.AGAIN)
    assert work().last_problem == ""


def test_the_night_is_the_teams():
    assert schedule.next_night(NOW) == datetime(2026, 11, 25, 7, tzinfo=UTC)
    team = a_team()
    team.time_zone = "Pacific/Honolulu"
    team.save()
    assert schedule.next_night(NOW) == datetime(2026, 11, 25, 12, tzinfo=UTC)
    assert schedule.next_night(datetime(2026, 11, 24, 11, tzinfo=UTC)) == datetime(2026, 11, 24, 12, tzinfo=UTC)


def test_every_kind_is_planned_and_can_be_run(tmp_path, monkeypatch):
    monkeypatch.setenv("CALLSHEET_HOME", str(tmp_path))
    (tmp_path / "secret-key").touch()
    monkeypatch.setattr(schedule.backup, "nightly", lambda now: None)
    schedule.plan(NOW)
    assert set(RecurringWork.objects.values_list("name", flat=True)) == set(schedule.KINDS)
    for name, kind in schedule.KINDS.items():
        if name != "backup":
            kind.run(NOW)


def test_sessions_that_ended_are_freed(client):
    client.force_login(an_agent(a_team()))
    Session.objects.update(expire_date=NOW - timedelta(days=900))
    schedule.clean(NOW)
    assert not Session.objects.exists()

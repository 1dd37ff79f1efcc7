"""`callsheet sync` and the feeds that are switched off: they are named, and not read."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from callsheet.cli import main
from callsheet.leads.feed_files import FileReader
from callsheet.listings.feed_alive import alive
from callsheet.listings.models import Feed
from tests.web.world import NOW, a_team, an_mls

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _feed() -> None:
    mls = an_mls(a_team())
    Feed.objects.create(team=mls.team, source=mls, kind="folder", name="Exports", made_at=NOW, is_on=False)


def test_one_that_is_asked_for_by_name_is_refused(capsys):
    assert main(["sync", "exports"]) == 2
    assert "Exports is switched off. Switch it on on its page, and it is read." in capsys.readouterr().err


@pytest.fixture
def claimed(monkeypatch):
    """Switched on, and claimed for long by the reader of that name."""
    monkeypatch.setattr(FileReader, "_read", lambda reader, read, *_: setattr(read, "is_over", True))

    def claim(name: str) -> None:
        until = datetime(3000, 1, 1, tzinfo=UTC)
        Feed.objects.update(is_on=True, claimed_by=f"{name}0123456789abcdef", claimed_until=until)

    return claim


def the_next_sync(capsys) -> str:
    assert main(["sync"]) == 0
    return capsys.readouterr().err


def test_a_claim_whose_process_is_gone_is_freed_by_the_next(claimed, capsys, settings):
    with alive() as me:
        lock = next((Path(settings.HOME) / "syncs").glob("*.lock"))
    claimed(me)
    lock.touch()  # what a kill leaves
    assert "being read by another process" not in the_next_sync(capsys)
    assert Feed.objects.get().claimed_by == ""
    assert not lock.exists()


def test_a_claim_of_one_that_lives_is_never_taken(claimed, capsys):
    with alive() as me:
        claimed(me)
        assert "Exports is being read by another process right now." in the_next_sync(capsys)
        assert Feed.objects.get().claimed_by.startswith(me)


@pytest.mark.parametrize("name", ["sync 0a0a0a0a ", "serve ", ""], ids=["elsewhere", "serve", "before"])
def test_a_claim_of_which_nothing_is_known_runs_out_by_itself(claimed, capsys, name):
    claimed(name)
    assert "Exports is being read by another process right now." in the_next_sync(capsys)


def test_the_others_are_read_and_it_is_named(capsys):
    assert main(["sync"]) == 0
    assert "Exports is switched off and is not read." in capsys.readouterr().err

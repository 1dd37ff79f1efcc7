"""The database is there before a command needs it, and its tables are those of the models."""

import sqlite3
import threading
from contextlib import closing

import pytest
from django.core.management import call_command

from callsheet.home import database


@pytest.mark.django_db
def test_every_change_of_a_model_has_its_migration():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


@pytest.mark.django_db
def test_what_is_up_to_date_is_left_alone(monkeypatch):
    monkeypatch.setattr(database, "call_command", lambda *_, **__: pytest.fail("it migrated"))
    assert not database.is_behind()
    database.prepare()


@pytest.mark.once
def test_a_command_that_needs_none_makes_none(bare_home):
    read = bare_home.run("address", "418 Larkspur Ln, Fallow Creek, MD 21014")
    assert read.returncode == 0
    assert not (bare_home.path / "callsheet.sqlite3").exists()


@pytest.mark.once
def test_the_first_command_makes_it_and_two_at_once_both_work(bare_home):
    answers = []
    both = [threading.Thread(target=lambda: answers.append(bare_home.run("listings", "--json"))) for _ in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert [answer.stderr for answer in answers if answer.returncode] == []
    assert [answer.stdout.strip() for answer in answers] == ["[]", "[]"]
    with closing(sqlite3.connect(bare_home.path / "callsheet.sqlite3")) as made:
        [(twice,)] = made.execute(
            "SELECT count(*) FROM (SELECT 1 FROM django_migrations GROUP BY app, name HAVING count(*) > 1)"
        )
    assert twice == 0


@pytest.mark.once
def test_it_is_durable(own_home):
    """WAL and synchronous FULL: an outcome acknowledged is an outcome on disk."""
    own_home.run("listings")
    with closing(sqlite3.connect(own_home.path / "callsheet.sqlite3")) as made:
        assert made.execute("PRAGMA journal_mode").fetchone() == ("wal",)

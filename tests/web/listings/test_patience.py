"""How long an import may keep the database to itself: longer where nobody waits."""

import pytest
from django.db import connection

from callsheet.home.lock import hold_home
from callsheet.listings.patience import ALONE, WITH_OTHERS, longest_transaction


@pytest.fixture(autouse=True)
def a_home(settings, monkeypatch, tmp_path):
    settings.HOME = tmp_path
    monkeypatch.setenv("CALLSHEET_HOME", str(tmp_path))


def test_a_home_that_is_served_is_kept_for_a_moment_only():
    with hold_home("serves"):
        assert longest_transaction() == WITH_OTHERS


def test_nobody_waits_where_none_is_served():
    alone = ALONE if connection.vendor == "sqlite" else WITH_OTHERS
    assert longest_transaction() == alone
    with hold_home("serves"):
        pass
    assert longest_transaction() == alone

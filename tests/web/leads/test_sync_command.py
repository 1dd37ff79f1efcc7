"""`callsheet sync` and the feeds that are switched off: they are named, and not read."""

import pytest

from callsheet.cli import main
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


def test_the_others_are_read_and_it_is_named(capsys):
    assert main(["sync"]) == 0
    assert "Exports is switched off and is not read." in capsys.readouterr().err

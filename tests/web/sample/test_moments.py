"""A small county, built at any moment; on PostgreSQL at one of them, since the steps are the same."""

from collections import Counter
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from callsheet.calling import sheet
from callsheet.calling.models import Attempt
from callsheet.sample.build import build, open_office

MARYLAND = ZoneInfo("America/New_York")


@pytest.mark.parametrize(
    "moment",
    [
        pytest.param(datetime(2026, 11, 22, 3, 10, tzinfo=MARYLAND), id="a Sunday night", marks=pytest.mark.once),
        pytest.param(datetime(2026, 11, 23, 8, 5, tzinfo=MARYLAND), id="a Monday morning"),
        pytest.param(
            datetime(2027, 3, 14, 21, 40, tzinfo=MARYLAND),
            id="the evening after the clocks change",
            marks=pytest.mark.once,
        ),
    ],
)
def test_a_small_county_is_built_at_any_moment(db, tmp_path, moment):
    maya = open_office(moment)
    build(maya, tmp_path, moment, size=150)
    built = sheet.build(maya.team, moment, person=maya)
    rules = Counter(reason.rule for row in built.refused for reason in row.refusals)
    assert len(built.callable) + len(built.refused) >= 60
    assert not Attempt.objects.filter(at__gte=moment).exists()
    assert all(fresh not in rules for fresh in ("REGISTRY_STALE", "UNKNOWN_INPUT"))

"""Where a postal code is."""

from zoneinfo import ZoneInfo

import pytest

from callsheet.listings.places import CANADA, Place, _zip_codes, place_of


@pytest.mark.parametrize(
    ("code", "place"),
    [
        ("21014", Place("MD", "America/New_York", "Bel Air")),
        ("21014-1234", Place("MD", "America/New_York", "Bel Air")),
        ("2115", Place("MA", "America/New_York", "Boston")),
        ("89103", Place("NV", "America/Los_Angeles", "Las Vegas")),
        ("84735", Place("UT", "America/Denver", "Hatch")),
        ("99546", Place("AK", "America/Adak", "Adak")),
        ("00601", Place("PR", "America/Puerto_Rico", "Adjuntas")),
        ("M5V 2T6", Place("ON", "America/Toronto", None)),
        ("v5m4e2", Place("BC", None, None)),
    ],
)
def test_a_code_has_a_state_a_zone_and_a_city(code, place):
    assert place_of(code) == place


@pytest.mark.parametrize("code", ["", "99999", "D1A 1A1", "abc", "1234567"])
def test_no_such_code(code):
    assert place_of(code) is None


def test_every_zone_exists():
    zones = {place.zone for place in {*_zip_codes().values(), *CANADA.values()}} - {None}
    assert len(zones) > 20
    assert {ZoneInfo(zone).key for zone in zones} == zones

"""How often, and when it may be: caps by elapsed hours, and moments that waiting reaches or does not."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from callsheet.core.facts import Relationship
from tests.core.law_world import TUESDAY_11_AM, asked, at_home, clean, days_ago, moved, refusals

NEW_YORK = ZoneInfo("America/New_York")


def test_an_attempt_exactly_a_day_old_no_longer_counts():
    day = timedelta(hours=24)
    recent = tuple(TUESDAY_11_AM - timedelta(hours=hours) for hours in (1, 2))
    assert refusals(clean(earlier=(*recent, TUESDAY_11_AM - day))) == []
    assert refusals(clean(earlier=(*recent, TUESDAY_11_AM - day + timedelta(seconds=1)))) == ["CAP_POLICY"]


def test_a_day_is_24_hours_also_when_clocks_change():
    """From nine on Saturday to half past eight on Sunday are 24 and a half hours when clocks go back between."""
    saturday = datetime(2026, 10, 31, 9, tzinfo=NEW_YORK).astimezone(UTC)
    sunday = datetime(2026, 11, 1, 8, 30, tzinfo=NEW_YORK).astimezone(UTC)
    assert sunday - saturday == timedelta(hours=24, minutes=30)
    assert refusals(moved(clean(earlier=(saturday,) * 3), sunday)) == []


def test_the_houses_cap_holds_beside_a_states():
    three = tuple(TUESDAY_11_AM - timedelta(hours=hours) for hours in (1, 2, 3))
    for state in ("FL", "MD", "OK", "OR"):
        facts = moved(at_home(state, earlier=three), datetime(2026, 11, 24, 17, tzinfo=UTC))
        assert refusals(facts) == ["CAP_STATE", "CAP_POLICY"]
        related = replace(facts, relationship=Relationship("purchase", days_ago(540)))
        assert refusals(related) == ([] if state == "OR" else ["CAP_STATE"])


def test_attempts_left_counts_the_proposed_one():
    left = [asked(clean(earlier=(TUESDAY_11_AM - timedelta(hours=1),) * made)).attempts_left for made in range(5)]
    assert left == [3, 2, 1, 0, 0]


def test_no_cap_counts_for_an_owner_you_do_business_with():
    many = (TUESDAY_11_AM - timedelta(hours=1),) * 9
    decision = asked(clean(earlier=many, relationship=Relationship("inquiry", days_ago(3))))
    assert decision.allowed
    assert decision.attempts_left is None


def test_maines_recorded_cap_runs_eight_hours():
    recorded = at_home("ME", channel="recorded", written_consent=True)
    for hours, rules in ((7, ["CAP_STATE"]), (8, [])):
        assert refusals(replace(recorded, earlier=(TUESDAY_11_AM - timedelta(hours=hours),))) == rules
    assert refusals(replace(recorded, channel="call", earlier=(TUESDAY_11_AM - timedelta(hours=1),))) == []


# ---------------------------------------------------------------- when it may be


def test_waiting_is_no_help_when_the_status_grows_old_meanwhile():
    """The hours open tomorrow at eight, but the status was read this morning at six."""
    evening = datetime(2026, 11, 25, 2, 30, tzinfo=UTC)
    facts = clean(at=evening, listing_seen_at=datetime(2026, 11, 24, 11, tzinfo=UTC))
    decision = asked(facts)
    assert [reason.rule for reason in decision.reasons] == ["HOURS_FED"]
    assert decision.next_allowed_at is None
    assert decision.opens_at == datetime(2026, 11, 25, 13, tzinfo=UTC)
    assert asked(replace(facts, listing_fresh_hours=48)).next_allowed_at == decision.opens_at


def test_a_relationship_that_ends_meanwhile_no_longer_lifts_the_cap():
    """On its 90th day an inquiry lifts the house's cap; on the 91st, when hours open, the cap counts again."""
    at = datetime(2026, 11, 24, 23, tzinfo=ZoneInfo("Pacific/Honolulu")).astimezone(UTC)
    facts = moved(at_home("HI"), at)
    facts = replace(facts, relationship=Relationship("inquiry", at.date() - timedelta(days=90)))
    tried = tuple(at - timedelta(hours=hours) for hours in (3, 4, 5))
    assert asked(replace(facts, earlier=tried)).next_allowed_at == datetime(2026, 11, 25, 18, tzinfo=UTC)
    older = replace(facts, relationship=Relationship("inquiry", at.date() - timedelta(days=91)), earlier=tried)
    assert asked(older).next_allowed_at == datetime(2026, 11, 26, 4, tzinfo=UTC)


def test_a_relationship_still_to_come_lifts_the_cap_from_its_own_day_on():
    """Dated tomorrow: it begins at midnight by UTC, which is seven in the evening in Georgia."""
    tried = (TUESDAY_11_AM - timedelta(hours=1),) * 3
    facts = clean(earlier=tried, relationship=Relationship("inquiry", days_ago(-1)))
    midnight = datetime(2026, 11, 25, tzinfo=UTC)
    assert asked(facts).next_allowed_at == midnight
    assert asked(replace(facts, at=midnight)).allowed
    assert not asked(replace(facts, at=midnight - timedelta(seconds=1))).allowed


def test_a_day_too_late_for_the_search_is_not_found():
    """Nothing opens within 60 days when every attempt of the cap lies far ahead by mistake."""
    mistaken = (TUESDAY_11_AM + timedelta(days=70),) * 3
    decision = asked(clean(earlier=mistaken))
    assert [reason.rule for reason in decision.reasons] == ["CAP_POLICY"]
    assert decision.next_allowed_at is None


def test_a_try_that_a_permission_given_before_may_still_take_is_told_apart():
    """The facts count it at the last moment at which it can be used."""
    hour = timedelta(hours=1)
    facts = clean(earlier=(TUESDAY_11_AM - hour, TUESDAY_11_AM + hour, TUESDAY_11_AM + hour))
    [reason] = asked(facts).reasons
    assert reason.because == (
        "This owner was tried 1 time in the last 24 hours and may be tried 2 times more by permissions given before, "
        "and our policy allows 3."
    )
    assert reason.next_allowed_at == TUESDAY_11_AM + timedelta(hours=23)

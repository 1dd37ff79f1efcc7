"""What the law's tests share: facts of a call nothing refuses, the book, and strategies that vary them."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from hypothesis import strategies as st

from callsheet.compliance.tables import rules
from callsheet.core.facts import Abandonment, Facts, Place, Registry, Relationship
from callsheet.core.law import decide
from callsheet.core.law_decision import Decision

DATA = Path(__file__).parent / "data"
RULES = rules()
TUESDAY_11_AM = datetime(2026, 11, 24, 16, tzinfo=UTC)
"""In Georgia, where no rule but the nation's binds."""
TIMELY = ("SUNDAY_STATE", "DAY_STATE", "HOLIDAY_STATE", "HOURS_FED", "HOURS_STATE", "CAP_STATE", "CAP_POLICY")


def days_ago(days: int) -> date:
    """A day before the clean call's."""
    return TUESDAY_11_AM.date() - timedelta(days=days)


def lines(name: str) -> list[dict]:
    return [json.loads(line) for line in (DATA / name).read_text(encoding="utf-8").splitlines()]


def clean(**changes) -> Facts:
    """A call by hand to a Georgia landline, all lists clear, the home's zone known."""
    facts = Facts(
        at=TUESDAY_11_AM,
        channel="call",
        launch="by_hand",
        number="+14045550123",
        line_type="landline",
        property=Place("GA", ("America/New_York",)),
        listing_status="Expired",
        registry=Registry(TUESDAY_11_AM.date() - timedelta(days=5), listed=False),
        state_list="clear",
    )
    return replace(facts, **changes)


def asked(facts: Facts) -> Decision:
    return decide(facts, RULES)


def refusals(facts: Facts) -> list[str]:
    return [reason.rule for reason in asked(facts).reasons]


def at_home(state: str, **changes) -> Facts:
    """A clean call where home and number are both of one state, in that state's first zone or the one given."""
    code = next(code for code, area in RULES.area_codes.items() if area.state == state)
    zone = changes.pop("zone", None)
    place = Place(state, (zone,) if zone else None)
    return clean(**{"number": f"+1{code}5550123", "property": place} | changes)


def local(facts: Facts, zone, *parts: int) -> Facts:
    """The facts at a local time of a zone, with a copy that is five days old then."""
    at = datetime(*parts, tzinfo=zone).astimezone(UTC)  # type: ignore[arg-type]
    return moved(facts, at)


def moved(facts: Facts, at: datetime) -> Facts:
    registry = facts.registry and replace(facts.registry, copied_on=at.date() - timedelta(days=5))
    return replace(facts, at=at, registry=registry)


# ---------------------------------------------------------------- strategies

moments = st.datetimes(datetime(2026, 1, 2), datetime(2027, 12, 1)).map(lambda each: each.replace(tzinfo=UTC))  # noqa: DTZ001
states = st.sampled_from(sorted(RULES.states))


@st.composite
def places(draw) -> Place:
    state = RULES.states[draw(states)]
    return Place(state.code, draw(st.none() | st.sampled_from(state.zones).map(lambda zone: (zone,))))


@st.composite
def attempts(draw, channels=("call", "text", "recorded", "voicemail_drop", "ai_voice")) -> Facts:
    """Any telephone attempt whose moment and channel are known."""
    at = draw(moments)
    hours_ago = draw(st.lists(st.integers(0, 30 * 60), max_size=5))
    return Facts(
        at=at,
        channel=draw(st.sampled_from(channels)),
        launch=draw(st.sampled_from(("by_hand", "clicked", "selected_by_machine"))),
        number=f"+1{draw(st.sampled_from(sorted(RULES.area_codes)))}5550123",
        line_type=draw(st.sampled_from(("landline", "mobile"))),
        property=draw(st.none() | places()),
        mailing=draw(st.none() | places()),
        listing_status="Expired",
        registry=draw(_registries(at.date())),
        state_list=draw(st.sampled_from(("clear", "clear", "listed", "missing"))),
        written_consent=draw(st.booleans()),
        invited=draw(st.booleans()),
        personal_relationship=draw(st.booleans()),
        relationship=draw(st.none() | _relationships(at.date())),
        reassigned=draw(st.sampled_from(("no", "no", None))),
        earlier=tuple(sorted(at - timedelta(minutes=minutes) for minutes in hours_ago)),
        caller_zone=draw(st.sampled_from((None, "America/New_York", "America/Los_Angeles"))),
    )


def easy(facts: Facts) -> Facts:
    """The same attempt with everything lifted that can be, so that time alone decides."""
    return replace(
        facts, written_consent=True, line_type="landline", reassigned="no", channel="call", state_list="clear"
    )


def _registries(on: date):
    ages = st.integers(0, 40).map(lambda days: on - timedelta(days=days))
    return st.none() | st.builds(Registry, ages, listed=st.booleans())


def _relationships(on: date):
    ages = st.integers(0, 600).map(lambda days: on - timedelta(days=days))
    return st.builds(Relationship, st.sampled_from(("purchase", "inquiry")), ages)


RESTRICTIONS = {
    "asked us to stop": lambda facts: replace(facts, internal_do_not_call=True),
    "revoked": lambda facts: replace(facts, revoked=True),
    "withdrawn": lambda facts: replace(facts, listing_status="Withdrawn"),
    "status old": lambda facts: replace(facts, listing_seen_at=facts.at - timedelta(hours=25)),
    "unreadable": lambda facts: replace(facts, unreadable=("earlier",)),
    "number gone": lambda facts: replace(facts, number=None),
    "no caller id": lambda facts: replace(facts, caller_id=False),
    "abandons": lambda facts: replace(facts, abandonment=Abandonment(4, 100)),
    "reassigned": lambda facts: replace(facts, reassigned="yes"),
    "registry missing": lambda facts: replace(facts, registry=None),
    "registry listed": lambda facts: replace(facts, registry=facts.registry and replace(facts.registry, listed=True)),
    "state list missing": lambda facts: replace(facts, state_list="missing"),
    "unsigned": lambda facts: replace(facts, written_consent=False),
    "uninvited": lambda facts: replace(facts, invited=False),
    "stranger": lambda facts: replace(facts, personal_relationship=False),
    "no relationship": lambda facts: replace(facts, relationship=None),
    "mobile": lambda facts: replace(facts, line_type="mobile"),
    "litigator": lambda facts: replace(facts, litigator=True),
    "machine": lambda facts: replace(facts, launch="selected_by_machine"),
    "unlicensed": lambda facts: replace(facts, caller_licensed=False),
    "emergency": lambda facts: replace(facts, emergency_declared=True),
    "tried just now": lambda facts: replace(facts, earlier=(*facts.earlier, facts.at)),
    "mail to Pennsylvania": lambda facts: replace(facts, mailing=facts.mailing or Place("PA")),
    "zones forgotten": lambda facts: replace(facts, property=facts.property and replace(facts.property, zones=None)),
    "caller in Hawaii": lambda facts: replace(facts, caller_zone=facts.caller_zone or "Pacific/Honolulu"),
}

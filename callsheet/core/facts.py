"""A proposed attempt as facts: what is known of one call, text or message before the law is asked about it.

The form as JSON, one object a line, is a public interface. A field that is absent or null counts as the default in
`Facts`; only a null `reassigned` says that nobody asked. A value outside a field's words counts as the strictest one;
where there is no strictest one, the field's name is kept in `unreadable`, which refuses.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from datetime import UTC, date, datetime
from typing import Literal, TypeVar

Word = TypeVar("Word")
Other = TypeVar("Other")

Channel = Literal["call", "text", "email", "recorded", "voicemail_drop", "ai_voice"]
Launch = Literal["by_hand", "clicked", "selected_by_machine"]
LineType = Literal["landline", "mobile", "voip", "unknown"]
StateList = Literal["clear", "listed", "missing"]
Reassigned = Literal["yes", "no", "no_data"]
Evidence = Literal["copy", "vendor", "lookup"]

CHANNELS: tuple[Channel, ...] = ("call", "text", "email", "recorded", "voicemail_drop", "ai_voice")
LAUNCHES: tuple[Launch, ...] = ("by_hand", "clicked", "selected_by_machine")
LINE_TYPES: tuple[LineType, ...] = ("landline", "mobile", "voip", "unknown")
STATE_LISTS: tuple[StateList, ...] = ("clear", "listed", "missing")
REASSIGNED: tuple[Reassigned, ...] = ("yes", "no", "no_data")
EVIDENCE: tuple[Evidence, ...] = ("copy", "vendor", "lookup")
YEARS = range(1900, 3000)
"""A moment outside them is a slip of the pen, and too near the ends of the calendar to count hours and days from."""
A_YEAR_OF_HOURS = 24 * 365


@dataclass(frozen=True, slots=True)
class Place:
    """A place the owner may be: a USPS state code, and its IANA zones or None for every zone of the state."""

    state: str | None
    zones: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Registry:
    """What the national registry says of the number, from a copy, scrub or look-up of one day (None = never loaded)."""

    copied_on: date | None
    listed: bool
    evidence: Evidence = "copy"


@dataclass(frozen=True, slots=True)
class Relationship:
    """An established business relationship: a purchase (or our own listing that ended), or an inquiry, on a day."""

    kind: Literal["purchase", "inquiry"]
    on: date


@dataclass(frozen=True, slots=True)
class Abandonment:
    """A campaign's live-answered calls of the last 30 days, and those of them no agent took within two seconds."""

    abandoned: int
    answered: int


@dataclass(frozen=True, slots=True)
class Email:
    postal_address: bool
    opted_out: bool


@dataclass(frozen=True, slots=True)
class Facts:
    """One proposed attempt. Moments are aware; days are calendar days; `number` is E.164."""

    at: datetime | None = None
    channel: Channel | None = None
    launch: Launch = "selected_by_machine"
    number: str | None = None
    line_type: LineType = "unknown"
    litigator: bool = False
    """A vendor flags the number as belonging to somebody who sues callers."""
    property: Place | None = None
    mailing: Place | None = None
    listing_status: str | None = None
    listing_seen_at: datetime | None = None
    listing_fresh_hours: int = 24
    listing_because: str = ""
    registry: Registry | None = None
    state_list: StateList = "missing"
    internal_do_not_call: bool = False
    revoked: bool = False
    written_consent: bool = False
    invited: bool = False
    personal_relationship: bool = False
    relationship: Relationship | None = None
    reassigned: Reassigned | None = "no"
    emergency_declared: bool = False
    caller_id: bool = True
    abandonment: Abandonment | None = None
    earlier: tuple[datetime, ...] = ()
    email: Email | None = None
    caller_zone: str | None = None
    caller_licensed: bool = True
    caller_licence: str | None = None
    """The state that licensed the caller."""
    assistants_may_dial: tuple[str, ...] = ()
    """States in which, the broker says, counsel confirmed that somebody without a licence may make such calls."""
    unreadable: tuple[str, ...] = ()


def from_json(given: Mapping[str, object]) -> Facts:
    """Read one object of the form. Never raises: what cannot be read refuses later, by name."""
    unreadable: list[str] = []
    return Facts(
        at=moment(given.get("at")),
        channel=one_of(CHANNELS, given.get("channel"), None),
        launch=one_of(LAUNCHES, given.get("launch"), "selected_by_machine"),
        number=_text(given.get("number")),
        line_type=one_of(LINE_TYPES, given.get("line_type"), "unknown"),
        litigator=_restricts(given.get("litigator")),
        property=_place("property", given, unreadable),
        mailing=_place("mailing", given, unreadable),
        listing_status=_text(given.get("listing_status")),
        listing_seen_at=_seen_at(given, unreadable),
        listing_fresh_hours=_fresh_hours(given.get("listing_fresh_hours")),
        listing_because=_text(given.get("listing_because")) or "",
        registry=_registry(given.get("registry")),
        state_list=one_of(STATE_LISTS, given.get("state_list"), "missing"),
        internal_do_not_call=_restricts(given.get("internal_do_not_call")),
        revoked=_restricts(given.get("revoked")),
        written_consent=given.get("written_consent") is True,
        invited=given.get("invited") is True,
        personal_relationship=given.get("personal_relationship") is True,
        relationship=_relationship(given.get("relationship")),
        reassigned=_reassigned(given, unreadable),
        emergency_declared=_restricts(given.get("emergency_declared")),
        caller_id=_permits(given.get("caller_id")),
        abandonment=_abandonment(given, unreadable),
        earlier=_earlier(given, unreadable),
        email=_email(given.get("email")),
        caller_zone=_caller_zone(given, unreadable),
        caller_licensed=_permits(given.get("caller_licensed")),
        caller_licence=_text(given.get("caller_licence")),
        assistants_may_dial=_texts(given.get("assistants_may_dial")),
        unreadable=tuple(unreadable),
    )


def as_json(facts: Facts) -> dict[str, object]:
    """The facts in their public form, so that a kept answer can be asked again: `from_json(as_json(f)) == f`."""
    return {field.name: _plain(getattr(facts, field.name)) for field in fields(facts) if field.name != "unreadable"}


def moment(value: object) -> datetime | None:
    """An RFC 3339 moment in UTC; None when it is not one, lacks its offset, or lies outside `YEARS`."""
    if not isinstance(value, str):
        return None
    try:
        read = datetime.fromisoformat(value.strip().upper())
    except ValueError:
        return None
    return read.astimezone(UTC) if read.tzinfo and read.year in YEARS else None


def calendar_day(value: object) -> date | None:
    """A day written 2026-11-19, or None."""
    if not isinstance(value, str):
        return None
    try:
        return date.fromisoformat(value.strip())
    except ValueError:
        return None


def one_of(words: Sequence[Word], value: object, otherwise: Other) -> Word | Other:
    """The word that equals the value, or what counts when none does."""
    return next((word for word in words if word == value), otherwise)


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _texts(value: object) -> tuple[str, ...]:
    """The texts of a list; what is no list says nothing."""
    return tuple(each for each in value if isinstance(each, str)) if isinstance(value, list) else ()


def _restricts(value: object) -> bool:
    """A flag that forbids: anything but false and null counts."""
    return value is not None and value is not False


def _permits(value: object) -> bool:
    """A flag that stands unless it is denied: only true and null count."""
    return value is None or value is True


def _whole(value: object, otherwise: int) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else otherwise


def _object(name: str, given: Mapping[str, object], unreadable: list[str]) -> Mapping[str, object] | None:
    value = given.get(name)
    if value is None or isinstance(value, Mapping):
        return value
    unreadable.append(name)
    return None


def _place(name: str, given: Mapping[str, object], unreadable: list[str]) -> Place | None:
    value = _object(name, given, unreadable)
    if value is None:
        return None
    zones = value.get("zones")
    if zones is not None and not (isinstance(zones, list) and all(isinstance(zone, str) for zone in zones)):
        unreadable.append(f"{name}.zones")
        zones = None
    return Place(_text(value.get("state")), tuple(zones) if zones else None)


def _fresh_hours(value: object) -> int:
    hours = _whole(value, 24)
    return hours if hours <= A_YEAR_OF_HOURS else 24


def _reassigned(given: Mapping[str, object], unreadable: list[str]) -> Reassigned | None:
    """`no` when absent, None when null: nobody asked. Another word may mean yes, so it refuses by name."""
    value = given.get("reassigned", "no")
    said = one_of(REASSIGNED, value, None)
    if value is not None and said is None:
        unreadable.append("reassigned")
    return said


def _caller_zone(given: Mapping[str, object], unreadable: list[str]) -> str | None:
    value = given.get("caller_zone")
    if value is not None and not isinstance(value, str):
        unreadable.append("caller_zone")
    return _text(value)


def _seen_at(given: Mapping[str, object], unreadable: list[str]) -> datetime | None:
    value = given.get("listing_seen_at")
    seen = moment(value)
    if value is not None and seen is None:
        unreadable.append("listing_seen_at")
    return seen


def _registry(value: object) -> Registry | None:
    """None, which is "never loaded", unless it says whether the number is listed."""
    if not isinstance(value, Mapping) or not isinstance(value.get("listed"), bool):
        return None
    return Registry(
        calendar_day(value.get("copied_on")), value["listed"], one_of(EVIDENCE, value.get("evidence"), "copy")
    )


def _relationship(value: object) -> Relationship | None:
    if not isinstance(value, Mapping):
        return None
    kind, on = value.get("kind"), calendar_day(value.get("on"))
    if on is None or kind not in ("purchase", "inquiry"):
        return None
    return Relationship("purchase" if kind == "purchase" else "inquiry", on)


def _abandonment(given: Mapping[str, object], unreadable: list[str]) -> Abandonment | None:
    value = _object("abandonment", given, unreadable)
    if value is None:
        return None
    abandoned, answered = _whole(value.get("abandoned"), -1), _whole(value.get("answered"), -1)
    if abandoned < 0 or answered < 0:
        unreadable.append("abandonment")
        return None
    return Abandonment(abandoned, answered)


def _earlier(given: Mapping[str, object], unreadable: list[str]) -> tuple[datetime, ...]:
    value = given.get("earlier")
    moments = [moment(each) for each in value] if isinstance(value, list) else []
    if value is not None and (not isinstance(value, list) or None in moments):
        unreadable.append("earlier")
    return tuple(sorted(each for each in moments if each is not None))


def _email(value: object) -> Email | None:
    if not isinstance(value, Mapping):
        return None
    return Email(value.get("postal_address") is True, _restricts(value.get("opted_out")))


def _plain(value: object) -> object:
    """The JSON of one field: moments with Z, days as ISO text, small records as objects."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    if is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    return value

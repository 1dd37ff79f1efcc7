"""Sheet and refusals in the words of the screen: everything is said once, here; a template only places it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo

from django.urls import reverse

from callsheet.calling.sessions import Summary
from callsheet.calling.sheet import Sheet, SheetRow
from callsheet.compliance import marks
from callsheet.compliance.marks import May
from callsheet.core import words
from callsheet.core.law_decision import Decision, Reason
from callsheet.core.offmarket import LOOK_IT_UP
from callsheet.core.wall_clock import WallClock
from callsheet.leads.models import Lead

OLDER_SHOWN, REFUSED_SHOWN = 30, 60  # rows a page shows until all are asked for
NOT_KNOWN_HERE = ("NO_OWNER", "NO_NUMBER")
GROUPS = {
    "appointment": "Appointments without an outcome",
    "new": "New expireds",
    "follow_up": "Follow-ups due",
    "older": "Older",
    "resting": "Resting: called ahead, since nobody else may be",
}
SUES = "flagged: sues callers"
STALE = frozenset({"STATUS_STALE", "FRESH_POLICY"})
"""Refusals that a newer look at the MLS ends, by law and by the broker's own rule."""


@dataclass(frozen=True, slots=True)
class Row:
    """A callable row of the sheet, ready to be placed."""

    href: str
    position: int
    home: str
    town: str
    owner: str
    phone: str
    age: str
    tries: int
    price: str
    why: str


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """A row that may not be called: the mark, the address of its proof, why not, and what to do instead."""

    href: str
    may: May
    proof: str
    home: str
    town: str
    owner: str
    because: str
    instead: str


@dataclass(frozen=True, slots=True)
class Group:
    name: str
    note: str
    rows: tuple[Row, ...]
    hidden: int = 0


@dataclass(frozen=True, slots=True)
class SheetPage:
    """The call sheet. `towns` are those of every row, for the filter."""

    clock: str
    answer: str
    called: str
    not_now: str
    first: Row | None
    groups: tuple[Group, ...]
    refused: tuple[RefusedRow, ...]
    refused_count: int
    missing: tuple[str, ...]
    more: bool


def may(decision: Decision | None, reasons: Sequence[Reason], now: datetime, zone: tzinfo) -> May:
    """What the mark says of a decision; without one the reason why there is none."""
    if decision is None and reasons and reasons[0].rule in NOT_KNOWN_HERE:
        return marks.UNKNOWN
    return marks.may(decision, reasons, WallClock(now, zone))


def moment(at: datetime, now: datetime, zone: tzinfo) -> str:
    """`7:55 pm` today, `Wed, 5:00 pm` on another day."""
    return WallClock(now, zone).short(at)


def at_moment(at: datetime, now: datetime, zone: tzinfo) -> str:
    """`at 9:26 am` today, `tomorrow at 8:00 am`, `on Wed at 5:00 pm` on another day."""
    return WallClock(now, zone).when(at)


def owners(count: int, *, or_more: bool = False) -> str:
    """`34 owners`, `One owner`, `Nobody`, `At least 79 owners`: how a heading begins."""
    if count and or_more:
        return f"At least {words.count(count, 'owner')}"
    return {0: "Nobody", 1: "One owner"}.get(count, f"{count:,} owners")


def sentence(text: str) -> str:
    """With its full stop, unless it ends itself."""
    return text if not text or text[-1] in ".?!" else f"{text}."


def owner_name(lead: Lead) -> str:
    return lead.owner.name if lead.owner else "Owner not known"


def sheet_page(
    sheet: Sheet,
    called: int,
    zone: tzinfo,
    block: str,
    *,
    show_all: bool = False,
    counted: tuple[int, datetime | None] | None = None,
) -> SheetPage:
    """The sheet in words; older rows beyond the first are hidden until all are asked for.

    `counted` is how many may be called where that is known of more than were looked at, and of which earlier moment.
    """
    rows = [(row.group, sheet_row(row)) for row in sheet.to_call]
    refused = sheet.refused if show_all else sheet.refused[:REFUSED_SHOWN]
    return SheetPage(
        clock=words.clock(sheet.now.astimezone(zone)),
        answer=_answer(sheet, counted, zone),
        called=_called(called),
        not_now=_not_now(len(sheet.refused)),
        first=rows[0][1] if rows else None,
        groups=tuple(_groups(rows, block, show_all)),
        refused=tuple(refused_row(row, sheet.now, zone) for row in refused),
        refused_count=len(sheet.refused),
        missing=sheet.missing,
        more=sheet.more,
    )


def sheet_row(row: SheetRow) -> Row:
    return Row(
        href=reverse("call_lead", args=[row.lead.pk]),
        position=row.position,
        home=row.lead.property.street_line,
        town=row.lead.property.city,
        owner=owner_name(row.lead),
        phone=row.phone.national if row.phone else "",
        age=words.count(row.days_off_market, "day") if row.days_off_market else "today",
        tries=row.lead.attempts,
        price=words.money(row.lead.listing.list_price),
        why="; ".join([*row.why, *([SUES] if row.phone and row.phone.litigator else [])]),
    )


def refused_row(row: SheetRow, now: datetime, zone: tzinfo) -> RefusedRow:
    reasons = row.refusals
    mark = may(row.decision, reasons, now, zone)
    return RefusedRow(
        href=reverse("call_lead", args=[row.lead.pk]),
        may=mark,
        proof=marks.proof_of(row.phone.pk, row.lead.property_id) if row.phone else "",
        home=row.lead.property.street_line,
        town=row.lead.property.city,
        owner=owner_name(row.lead),
        because=reasons[0].because,
        instead=_instead(row, mark),
    )


def _instead(row: SheetRow, mark: May) -> str:
    if asks_to_look(row.refusals[:1]):
        return "look"
    return "import" if _needs_newer_files(row) else instead(mark, row.refusals[0].rule)


def _needs_newer_files(row: SheetRow) -> bool:
    """Whether only the hour refuses now, but the files will be too old when it no longer does."""
    return row.decision is not None and not row.decision.next_allowed_at and marks.only_time_refuses(row.refusals)


def asks_to_look(reasons: Sequence[Reason]) -> bool:
    """Whether a home was lost sight of, so that somebody's own look in the MLS settles it for the day."""
    return any(reason.rule == "LISTED" and reason.because.endswith(LOOK_IT_UP) for reason in reasons)


def instead(mark: May, rule: str) -> str:
    """What can be done in place of the call; the template links it."""
    if mark.mark == "later":
        return "joins"
    if rule == "UNLICENSED_STATE":
        return "hand"
    if rule in STALE:
        return "import"
    if rule in ("NO_OWNER", "NO_NUMBER"):
        return "owners"
    if rule.startswith("REGISTRY_"):
        return "registry"
    return "watched" if rule == "LISTED" else "letter"


def _answer(sheet: Sheet, counted: tuple[int, datetime | None] | None, zone: tzinfo) -> str:
    """`34 owners may be called now`, `9,120 owners may be called, counted at 8:05 am`"""
    count, at = counted or (0, None)
    if count and at:
        return f"{owners(count)} may be called, counted {at_moment(at, sheet.now, zone)}"
    if count:
        return f"{owners(count)} may be called now"
    if sheet.resting:
        return f"Nobody is due; {resting(len(sheet.resting))}"
    return f"{owners(len(sheet.callable), or_more=sheet.more)} may be called now"


def resting(count: int) -> str:
    """`one owner who rests may be called ahead`, `5 owners who rest may be called ahead`"""
    return f"{'one owner who rests' if count == 1 else f'{count} owners who rest'} may be called ahead"


def _called(count: int) -> str:
    return f"{count} {'is' if count == 1 else 'are'} called already" if count else "none is called yet today"


def _not_now(count: int) -> str:
    """`320 may not be called now, by the hour where they live or for another reason`"""
    why = "may not be called now, by the hour where they live or for another reason"
    return {0: "", 1: f"One {why}"}.get(count, f"{count:,} {why}")


def _groups(rows: Sequence[tuple[str, Row]], block: str, show_all: bool) -> Iterable[Group]:
    for slug, name in GROUPS.items():
        of_group = [row for group, row in rows if group == slug]
        if not of_group:
            continue
        shown = of_group if show_all or slug != "older" else of_group[:OLDER_SHOWN]
        hidden = len(of_group) - len(shown)
        note = f"{len(shown)} of {len(of_group)} shown, after the block." if hidden else f"{len(of_group)}"
        if slug == "new":
            note = f"{len(of_group)}, for the block {block}"
        yield Group(name, note, tuple(shown), len(of_group) if hidden else 0)


@dataclass(frozen=True, slots=True)
class SummaryWords:
    """What a session came to, and when it was."""

    counts: str
    minutes: str
    when: str


def summary_words(summary: Summary, started_at: datetime, ended_at: datetime, zone: tzinfo) -> SummaryWords:
    """`49 dials, 6 contacts, 2 leads, 1 appointment` in `117 minutes`, `Tuesday, November 24, 8:02 am to 9:59 am.`"""
    counted = (
        (summary.dials, "dial"),
        (summary.contacts, "contact"),
        (summary.leads, "lead"),
        (summary.appointments, "appointment"),
    )
    counts = ", ".join(words.count(number, name) for number, name in counted)
    start, end = started_at.astimezone(zone), ended_at.astimezone(zone)
    when = f"{start:%A, %B} {start.day}, {words.clock(start)} to {words.clock(end)}."
    return SummaryWords(counts, words.count(summary.minutes, "minute"), when)

"""The record as a document that a broker or a lawyer can hold: PDF, made by Typst from data, never from pasted text."""

import logging
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from itertools import islice
from zoneinfo import ZoneInfo

from django.utils.text import slugify

from callsheet import __version__
from callsheet.accounts.models import Person
from callsheet.accounts.places import ZONES
from callsheet.calling import record, record_tally, record_typeset, record_words
from callsheet.calling.record import Entry, Scope
from callsheet.calling.record_days import Days
from callsheet.calling.record_words import Block
from callsheet.compliance import tables
from callsheet.core.errors import UnusableInput
from callsheet.core.phone import national

log = logging.getLogger(__name__)

MOST = 2_000  # entries in one document, some seven hundred pages
TAGGED = 200  # a longer one is not tagged for reading aloud, which makes it seven times as large
FONTS = {"text": "Libertinus Serif", "seals": "DejaVu Sans Mono"}
"""They come with Typst, so that the document looks the same everywhere, without a network too."""
SEALS = ("Seal", "Follows", "Last seal", "Their SHA-256", "Evidence")
"""Facts that are set so that they can be read and copied digit by digit."""
LINES, CHARACTERS = 24, 90
"""An entry with fewer lines, of so many characters, stays on one page."""
EXPLAINED = (
    "Before a call Callsheet’s gate is asked whether it may be made. The gate looks at every rule that applies, and "
    "its answer is kept: what was asked, by whom and when, every check with what it saw, the do-not-call lists with "
    "their day and file, and the version of the rule tables. “Asked first, and cleared” is a call that the gate "
    "permitted at that moment. A call that was written down without asking, or after a refusal, is marked so.",
    "Each answer carries a seal: the SHA-256 of everything it says and of the seal before it. So the answers of the "
    "brokerage are one chain. Whoever changes an answer, takes one out or slips one in breaks the chain from there "
    "on, and “callsheet doctor” names the place. The seals printed here fix the chain as it stood on this day: a "
    "chain made anew afterwards would not carry them.",
    "The length of a call is given where the dialer measured it. What agents noted for themselves is not part of the "
    "record.",
)


class NoDocument(UnusableInput):
    """There is no PDF of so many entries; the CSV has no limit."""


@dataclass(frozen=True, slots=True)
class Made:
    """Who makes the document and when; by nobody when the command line does."""

    by: Person | None
    at: datetime
    zone: ZoneInfo

    def __str__(self) -> str:
        by = f" by {self.by.name}" if self.by else ""
        return f"Made {record_words.local(self.at, self.zone)}{by} with Callsheet {__version__}"


def document(scope: Scope, days: Days, made: Made) -> bytes:
    """The PDF of the scope, newest first. The same record at the same moment gives the same bytes.

    Raises NoDocument. Verifies the chain of answers, and says what came of it.
    """
    found = list(islice(record.entries(scope), MOST + 1))
    if len(found) > MOST:
        raise NoDocument(f"This is more than {MOST:,} entries. Choose fewer days for the PDF, or take the CSV.")
    try:
        return record_typeset.pdf(_data(scope, days, found[::-1], made), made.at, is_tagged=len(found) <= TAGGED)
    except record_typeset.NotSet as problem:
        log.error("No PDF of %s entries: %s", len(found), problem)
        raise NoDocument("The PDF could not be made. Choose fewer days, or take the CSV.") from problem


def file_name(scope: Scope, at: datetime) -> str:
    """`record-harriet-boone-2026-11-24`, without its ending."""
    return f"record-{slugify(record_tally.whose(scope)) or 'all'}-{at:%Y-%m-%d}"


def _data(scope: Scope, days: Days, entries: Sequence[Entry], made: Made) -> dict[str, object]:
    count = record_tally.tally(entries)
    calls = [entry.at for entry in entries if entry.asked and entry.asked != "inbound"]
    first = calls[-1].astimezone(made.zone).date() if calls else None
    whose = record_tally.whose(scope)
    return {
        "title": f"Record of every attempt{f' to {whose}' if whose else ''}",
        "author": scope.team.name,
        "fonts": FONTS,
        "head": f"Record of every attempt{f' to {whose}' if whose else ''}",
        "brokerage": scope.team.name,
        "made": str(made),
        "seals": SEALS,
        "heading": record_tally.heading(count, scope, first),
        "about": _about(scope, days, entries, made),
        "explained": {"title": "What this shows, and how to check it", "paragraphs": EXPLAINED},
        "signed": ("Name", "Signature", "Day"),
        "entries-title": "Newest first",
        "nothing": "Nothing is on record for these days.",
        "entries": [_entry(record_words.block(entry, made.zone, scope.owner)) for entry in entries],
    }


def _about(scope: Scope, days: Days, entries: Sequence[Entry], made: Made) -> list[tuple[str, str]]:
    version, chain = tables.version(), record_tally.verified(scope.team, entries)
    zone = made.at.astimezone(made.zone)
    known = (
        ("Brokerage", scope.team.name),
        ("Owner", _owner(scope)),
        ("Number", national(scope.number) if scope.number else ""),
        ("Numbers", ", ".join(map(national, record.numbers_of(scope.owner))) if scope.owner else ""),
        ("Days", f"{days}".capitalize() if not days.first else str(days)),
        ("Besides", record_tally.told(record_tally.tally(entries))),
        ("Answers", record_tally.chain_words(chain)),
        ("Last seal", chain.seal),
        ("Rule tables today", f"Of {record_words.day(date.fromisoformat(version['as_of']))}"),
        ("Their SHA-256", version["hash"]),
        ("Times", f"{ZONES.get(str(made.zone), str(made.zone))} time ({zone:%Z}), and UTC"),
        ("Made", str(made).removeprefix("Made ")),
    )
    return [(label, said) for label, said in known if said]


def _owner(scope: Scope) -> str:
    return f"{record_words.owner_name(scope.owner)}, owner {scope.owner.pk:,}" if scope.owner else ""


def _entry(shown: Block) -> dict[str, object]:
    """A block, with where each check is from and its citation as one; `whole`: it is not broken over two pages."""
    checks = [
        {**asdict(check), "from": ". ".join(filter(None, (check.source, check.citation)))} for check in shown.checks
    ]
    lines = len(checks) + len(shown.refusals) + len(shown.words) // CHARACTERS
    return asdict(shown) | {"checks": checks, "whole": lines < LINES}

"""The record as a table that a spreadsheet opens: one row an entry, oldest first, every value as text or a number."""

import csv
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, tzinfo

from callsheet.calling import record_words
from callsheet.calling.record import Entry
from callsheet.calling.timeline import spoken
from callsheet.core.phone import national
from callsheet.core.spreadsheet import harmless

BYTE_ORDER_MARK = "\ufeff"
"""Tells Excel that the file is UTF-8."""

KINDS = {
    "attempt": "Attempt",
    "refused": "Refusal",
    "cleared": "Clearance without a call",
    "request": "Do-not-call request",
    "permission": "Permission or relationship",
    "lookup": "Look-up",
    "by_hand": "Letter or door",
}

Column = Callable[[Entry, tzinfo], object]


def lines(entries: Iterable[Entry], zone: tzinfo) -> Iterator[str]:
    """The file, line by line, its heads first; nothing is held but the line."""
    writer = csv.writer(_Line())
    yield BYTE_ORDER_MARK + writer.writerow(COLUMNS)
    for entry in entries:
        yield writer.writerow([harmless(value(entry, zone)) for value in COLUMNS.values()])


def as_json(entry: Entry, zone: tzinfo) -> dict[str, object]:
    """The same row by its heads, for the command line."""
    return {head: value(entry, zone) for head, value in COLUMNS.items()}


class _Line:
    """A file that hands back what is written into it."""

    def write(self, line: str) -> str:
        return line


def _answered(entry: Entry, what: Callable[..., object]) -> object:
    return what(entry.answer) if entry.answer else ""


def _joined(parts: Iterable[str]) -> str:
    return "\n".join(parts)


def _refusals(entry: Entry) -> str:
    reasons = entry.answer.reasons if entry.answer else ()
    return _joined(f"{reason['rule']}: {reason['because']} ({reason['citation']})" for reason in reasons)


def _checks(entry: Entry) -> str:
    found = record_words.checks(entry.answer) if entry.answer else ()
    return _joined(
        ", ".join(filter(None, (f"{check.name}: {check.answer}; {check.saw}", check.source, check.citation)))
        for check in found
    )


def _outcome(entry: Entry) -> str:
    return spoken(entry.attempt.outcome) if entry.attempt and entry.attempt.outcome else ""


def _outcome_at(entry: Entry) -> str:
    return _moment(entry.attempt.outcome_at, UTC) if entry.attempt and entry.attempt.outcome_at else ""


def _seconds(entry: Entry) -> object:
    seconds = entry.attempt.seconds if entry.attempt else None
    return "" if seconds is None else seconds


def _moment(at, zone: tzinfo) -> str:
    return f"{at.astimezone(zone):%Y-%m-%d %H:%M:%S}"


def _law(entry: Entry) -> str:
    if entry.answer is None or entry.answer.allowed:
        return ""
    return "law" if entry.answer.is_law else "house rule"


def _phone(number: str) -> str:
    """As it is read out, which no spreadsheet takes for a sum."""
    return national(number) if number else ""


COLUMNS: Mapping[str, Column] = {
    "When (UTC)": lambda entry, zone: _moment(entry.at, UTC),
    "When (local)": lambda entry, zone: _moment(entry.at, zone),
    "Zone": lambda entry, zone: f"{entry.at.astimezone(zone):%Z}",
    "Kind": lambda entry, zone: KINDS[entry.kind],
    "What": lambda entry, zone: entry.what,
    "By": lambda entry, zone: entry.by.name if entry.by else "",
    "From number": lambda entry, zone: _phone(entry.attempt.caller_number) if entry.attempt else "",
    "Number": lambda entry, zone: _phone(entry.number),
    "Owner": lambda entry, zone: record_words.owner_name(entry.owner) if entry.owner else "",
    "Owner ID": lambda entry, zone: entry.owner.pk if entry.owner else "",
    "Home": lambda entry, zone: entry.attempt.lead.property.one_line if entry.attempt else "",
    "Channel": lambda entry, zone: record_words.channel(entry),
    "Outcome": lambda entry, zone: _outcome(entry),
    "Outcome recorded (UTC)": lambda entry, zone: _outcome_at(entry),
    "Seconds": lambda entry, zone: _seconds(entry),
    "Taken back": lambda entry, zone: _joined(record_words.taken_back(entry.attempt, zone)) if entry.attempt else "",
    "Asked": lambda entry, zone: record_words.standing(entry)[1],
    "Answer": lambda entry, zone: _answered(entry, lambda answer: answer.pk),
    "Answered (UTC)": lambda entry, zone: _answered(entry, lambda answer: _moment(answer.at, UTC)),
    "Decision": lambda entry, zone: _answered(entry, lambda answer: "allowed" if answer.allowed else "refused"),
    "Rule": lambda entry, zone: _answered(entry, lambda answer: answer.rule),
    "Because": lambda entry, zone: _answered(entry, lambda answer: answer.because),
    "Law or house rule": lambda entry, zone: _law(entry),
    "All refusals": lambda entry, zone: _refusals(entry),
    "What was checked": lambda entry, zone: _checks(entry),
    "Lists looked at": lambda entry, zone: _answered(entry, lambda answer: _joined(record_words.lists(answer, None))),
    "Rule tables": lambda entry, zone: _answered(entry, lambda answer: record_words.rules(answer, None)),
    "House rules": lambda entry, zone: _answered(entry, lambda answer: _joined(record_words.house_rules(answer))),
    "Seal": lambda entry, zone: _answered(entry, lambda answer: answer.seal),
    "Seal before": lambda entry, zone: _answered(entry, lambda answer: answer.previous_seal),
    "Words": lambda entry, zone: entry.words,
    "Given on": lambda entry, zone: str(entry.evidence.on) if entry.evidence else "",
    "Evidence": lambda entry, zone: entry.evidence.evidence_name if entry.evidence else "",
    "Evidence SHA-256": lambda entry, zone: entry.evidence.evidence_hash if entry.evidence else "",
}

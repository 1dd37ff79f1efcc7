"""Clearances from facts alone: lines of JSON in, one answer a line out."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from callsheet.core.facts import from_json
from callsheet.core.law import Decision, Reason, decide
from callsheet.core.law_rules import Rules


@dataclass(frozen=True, slots=True)
class Line:
    """The answer to one line: its number in the file, the id it carries; no decision where the line was unusable."""

    number: int
    id: object
    decision: Decision | None
    error: str = ""

    @property
    def is_allowed(self) -> bool:
        """An unusable line proposes nothing that is known, and what is not known is refused."""
        return self.decision is not None and self.decision.allowed


class UnusableLine(ValueError):
    """A line that is not one JSON object."""


def decided(lines: Iterable[bytes], rules: Rules) -> Iterator[Line]:
    """One answer a line, in order, without the checks that only a proof shows."""
    for number, line in enumerate(lines, start=1):
        try:
            given = _object(line)
        except UnusableLine as problem:
            yield Line(number, None, None, f"Line {number}: {problem}")
        else:
            yield Line(number, given.get("id"), decide(from_json(given), rules, explain=False))


def as_json(line: Line) -> dict[str, object]:
    """The public form of an answer; see docs/compliance.md."""
    decision = line.decision
    if decision is None:
        return _unusable(line)
    return {
        "id": line.id,
        "decision": "allowed" if decision.allowed else "refused",
        "rule": decision.rule,
        "because": decision.because,
        "citation": decision.citation,
        "is_law": decision.is_law,
        "all": [_reason_json(reason) for reason in decision.reasons],
        "next_allowed_at": moment_text(decision.next_allowed_at),
        "opens_at": moment_text(decision.opens_at),
        "until": moment_text(decision.until),
        "attempts_left": decision.attempts_left,
        "warnings": list(decision.warnings),
    }


def _reason_json(reason: Reason) -> dict[str, object]:
    return {
        "rule": reason.rule,
        "because": reason.because,
        "citation": reason.citation,
        "is_law": reason.is_law,
        "next_allowed_at": moment_text(reason.next_allowed_at),
    }


def moment_text(at: datetime | None) -> str | None:
    """`2026-11-24T13:00:00Z`, as the facts write it."""
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z") if at else None


def _unusable(line: Line) -> dict[str, object]:
    return {
        "id": None,
        "decision": "refused",
        "rule": "UNKNOWN_INPUT",
        "because": line.error,
        "citation": "our policy",
        "is_law": False,
        "all": [{"rule": "UNKNOWN_INPUT", "because": line.error}],
        "next_allowed_at": None,
        "error": line.error,
    }


def _object(line: bytes) -> dict[str, object]:
    if not line.strip():
        raise UnusableLine("it is blank. Write one JSON object a line.")
    try:
        given = json.loads(line)
    except (ValueError, RecursionError):
        raise UnusableLine("it is not JSON. Write one JSON object a line.") from None
    if not isinstance(given, dict):
        raise UnusableLine("it is JSON, but no object. Write one object a line, in braces.")
    return given

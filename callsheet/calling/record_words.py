"""One line of the record in words, the same on the page, on paper and in the spreadsheet."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo

from callsheet.calling.models import Attempt
from callsheet.calling.record import Entry, clearance_of, list_name
from callsheet.calling.timeline import spoken
from callsheet.compliance import tables
from callsheet.compliance.models import Answer, Evidenced
from callsheet.compliance.pages import ANSWERS, CHANNELS, LAUNCHES
from callsheet.compliance.permissions import ends_on
from callsheet.core import house_rule, words
from callsheet.core.law_house_words import predicate, quoted
from callsheet.core.phone import national
from callsheet.owners.models import Owner

SHORT_HASH = 12  # hex digits shown of a file's or a table's hash: enough to tell two apart
ANSWER, SEAL = "Answer", "Seal"
FORGOTTEN, UNKNOWN = "forgotten person", "owner not known"

# How an attempt or an answer stands: the shape of its mark, and its words.
STANDING = {
    "cleared": ("now", "Asked first, and cleared"),
    "refused": ("never", "Dialed after a refusal"),
    "not_asked": ("ask", "Dialed without asking"),
    "inbound": ("done", "The owner called"),
}
EVIDENCE = {"copy": "copy of", "vendor": "vendor’s scrub of", "lookup": "looked up by hand on"}
PROOFS = {"copy": "{}", "vendor": "{}", "lookup": "look-up {}"}
ANSWERED = {"refused": ("never", "Refused"), "cleared": ("done", "Cleared")}


@dataclass(frozen=True, slots=True)
class Refusal:
    """One reason why not; `source` tells law from policy, with the citation."""

    because: str
    source: str


@dataclass(frozen=True, slots=True)
class CheckLine:
    """One subject that was looked at, as it was answered then."""

    mark: str
    answer: str
    name: str
    saw: str
    source: str
    citation: str


@dataclass(frozen=True, slots=True)
class Block:
    """An entry, ready to be placed: when, what, a mark with its words, then label and value of each fact."""

    iso: str
    when: str
    utc: str
    what: str
    mark: str
    standing: str
    number: str
    owner: str
    words: str
    facts: tuple[tuple[str, str], ...]
    refusals: tuple[Refusal, ...]
    checks: tuple[CheckLine, ...]
    answer: int | None


def block(entry: Entry, zone: tzinfo, of: Owner | None = None) -> Block:
    """The entry in words; the owner whose record it is, is not named again."""
    mark, said = standing(entry)
    answer = entry.answer if entry.asked != "refused" else None  # the refusal itself stands before it
    return Block(
        iso=entry.at.isoformat(),
        when=local(entry.at, zone),
        utc=utc(entry.at),
        what=entry.what,
        mark=mark,
        standing=said,
        number=national(entry.number) if entry.number else "",
        owner=owner_name(entry.owner) if entry.owner and entry.owner != of else "",
        words=entry.words,
        facts=tuple((label, said) for label, said in _facts(entry, zone) if said),
        refusals=tuple(refusals(answer)) if answer else (),
        checks=tuple(checks(answer)) if answer else (),
        answer=entry.answer.pk if entry.answer else None,
    )


def local(at: datetime, zone: tzinfo) -> str:
    """`Tue, Nov 24, 2026, 8:14:07 am EST`"""
    there = at.astimezone(zone)
    clock = f"{there.hour % 12 or 12}:{there:%M:%S} {'am' if there.hour < 12 else 'pm'}"
    return f"{there:%a, %b} {there.day}, {there.year}, {clock} {there:%Z}"


def utc(at: datetime) -> str:
    """`2026-11-24 13:14:07 UTC`"""
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"


def capital(said: str) -> str:
    return said[:1].upper() + said[1:]


def day(on: date) -> str:
    """`Nov 24, 2026`: a record names the year."""
    return f"{words.short_date(on)}, {on.year}"


def owner_name(owner: Owner | None) -> str:
    """The owner's name; of somebody who was erased only that."""
    if owner is None:
        return UNKNOWN
    return FORGOTTEN if owner.forgotten_at else owner.name or UNKNOWN


# ---------------------------------------------------------------- an entry


def standing(entry: Entry) -> tuple[str, str]:
    return STANDING[entry.asked] if entry.asked else ANSWERED.get(entry.kind, ("", ""))


def _facts(entry: Entry, zone: tzinfo) -> Iterator[tuple[str, str]]:
    attempt, answer = entry.attempt, entry.answer
    yield ("By", caller(entry))
    yield ("Channel", capital(channel(entry)))
    if attempt:
        yield ("Home", attempt.lead.property.one_line)
        yield ("Outcome", recorded(attempt, zone))
        yield ("Taken back", "; ".join(taken_back(attempt, zone)))
        yield ("May I call?", asked(entry, zone))
    elif answer and (clearance := clearance_of(answer)):
        yield ("Good until", local(clearance.expires_at, zone))
    if answer and entry.asked != "refused":
        yield ("Lists", capital("; ".join(lists(answer))))
        yield ("Rules", capital(rules(answer)))
        yield ("House rules", capital("; ".join(house_rules(answer))))
        yield from sealed(answer)
    if entry.evidence:
        yield ("Day", day(entry.evidence.on))
        yield ("Counts until", counts_until(entry.evidence))
        yield ("Evidence", evidence(entry.evidence))


def caller(entry: Entry) -> str:
    """`Maya Lindqvist from (410) 555-0100`"""
    name = entry.by.name if entry.by else "somebody who has left" if entry.kind != "by_hand" else ""
    number = entry.attempt.caller_number if entry.attempt else ""
    return f"{name} from {national(number)}" if number else name


def channel(entry: Entry) -> str:
    """`a call dialed by hand`; of a call that nobody asked about only that it was one."""
    if entry.answer:
        return f"{CHANNELS.get(entry.answer.channel, entry.answer.channel)} {launch(entry.answer)}".rstrip()
    return "a call" if entry.attempt else ""


def launch(answer: Answer) -> str:
    return LAUNCHES.get(answer.facts.get("launch", ""), "")


def recorded(attempt: Attempt, zone: tzinfo) -> str:
    """`No answer, recorded Tue, Nov 24, 2026, 8:15:01 am EST; the call took 62 seconds`"""
    if not attempt.outcome or attempt.outcome_at is None:
        return "None recorded"
    took = f"; the call took {words.count(attempt.seconds, 'second')}" if attempt.seconds is not None else ""
    return f"{spoken(attempt.outcome)}, recorded {local(attempt.outcome_at, zone)}{took}"


def taken_back(attempt: Attempt, zone: tzinfo) -> Iterator[str]:
    """Outcomes that were entered by mistake, in their order."""
    for undone in attempt.undone:
        by = f" by {undone.by.name}" if undone.by else ""
        yield f"{spoken(undone.outcome)}, entered by mistake, taken back{by} {local(undone.at, zone)}"


def asked(entry: Entry, zone: tzinfo) -> str:
    """What the gate said before the call, in a sentence."""
    attempt, answer = entry.attempt, entry.answer
    if attempt and attempt.clearance and answer:
        return f"Asked {local(answer.at, zone)}, and cleared until {local(attempt.clearance.expires_at, zone)}."
    if answer:
        return f"Asked {local(answer.at, zone)}, refused (answer {answer.pk:,}), and dialed all the same."
    return "The owner called; nothing had to be asked." if entry.asked == "inbound" else "It was not asked."


def counts_until(row: Evidenced) -> str:
    """The end of a relationship by the federal rule; of a permission that nobody ended, that it has none.

    A do-not-call request ends either sooner; it stands in the record as an entry of its own.
    """
    if row.ended_at:
        return f"{day(row.ended_at.date())}, when it was ended"
    last = ends_on(row, tables.rules())
    return f"{day(last) if last else 'It is taken back'}, or a do-not-call request before"


def evidence(row: Evidenced) -> str:
    """`consent.pdf, SHA-256 9f3c…`: the whole hash, so that the file can be told to be the same."""
    return f"{row.evidence_name}, SHA-256 {row.evidence_hash}" if row.evidence_name else "No file"


# ---------------------------------------------------------------- an answer of the gate


def refusals(answer: Answer) -> Iterator[Refusal]:
    for reason in answer.reasons:
        whose = "Law" if reason["is_law"] else "House rule, stricter than the law"
        yield Refusal(reason["because"], ". ".join(filter(None, (whose, reason["citation"]))))


def checks(answer: Answer) -> Iterator[CheckLine]:
    for check in answer.checks:
        may = ANSWERS[check["answer"]]
        yield CheckLine(may.mark, may.words, check["name"], check["saw"], check["source"], check["citation"])


def lists(answer: Answer, digits: int | None = SHORT_HASH) -> Iterator[str]:
    """`the national registry: not on it; copy of Nov 19, 2026 (410.txt, SHA-256 9f3c71ab04d2)`, of each list seen.

    `digits` of each file's hash, None for all of them.
    """
    for seen in answer.lists:
        listed = "on it" if seen["listed"] else "not on it"
        on = day(date.fromisoformat(seen["copied_on"])) if seen["copied_on"] else "no known day"
        proof = ", ".join(filter(None, (PROOFS[seen["evidence"]].format(seen["file"]), _hash(seen["hash"], digits))))
        yield f"{list_name(seen['list'])}: {listed}; {EVIDENCE[seen['evidence']]} {on}{f' ({proof})' if proof else ''}"


def _hash(full: str, digits: int | None) -> str:
    return f"SHA-256 {full[:digits]}" if full else ""


def rules(answer: Answer, digits: int | None = SHORT_HASH) -> str:
    """`tables of Nov 23, 2026 (SHA-256 51dd60e0aa11)`"""
    if not answer.book:
        return ""
    proof = _hash(answer.book.get("hash", ""), digits)
    return f"tables of {day(date.fromisoformat(answer.book['as_of']))}{f' ({proof})' if proof else ''}"


def house_rules(answer: Answer) -> Iterator[str]:
    """`your broker allows calls only from 9 am to 7 pm: “We never ring at dinner”`, of each that held then."""
    for row in answer.book.get("house", ()):
        try:
            said = predicate(house_rule.read(row["kind"], row["state"], row["value"], row["because"]), tables.rules())
        except house_rule.UnusableRule:  # kept by a version that knew more kinds
            said = f"has a rule “{row['kind']}”"
        yield f"your broker {said}{quoted(row['because'])}"


def sealed(answer: Answer) -> Iterator[tuple[str, str]]:
    """The number of the answer in the books, its seal, and the seal that it follows. Seals are hexadecimal."""
    yield (ANSWER, f"{answer.pk:,}")
    yield (SEAL, answer.seal)
    yield ("Follows", answer.previous_seal or "nothing: the first of its chain")

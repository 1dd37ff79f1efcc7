"""May this number be called, and why? Here alone the answer is kept and a Clearance is made.

`preview` answers without writing: sheets, pages and the command line show it. `ask` is for a POST that dials or sends,
`ask_all` for one that hands a list to another dialer: their answers are stored and sealed, and each that allows makes a
`Clearance` that lives for a while and serves one attempt.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, date, datetime, timedelta

from django.db import transaction

from callsheet.accounts.models import Person, Team
from callsheet.compliance import chain, house, registry
from callsheet.compliance.evidence import ListSeen, Proposal, Seen, Target, dial_facts, gather
from callsheet.compliance.models import (
    NATION,
    REST,
    Answer,
    Clearance,
    CountedDial,
    DoNotCallRequest,
    NumberLookup,
    ReassignedLookup,
)
from callsheet.compliance.on_file import Key
from callsheet.core.facts import Channel, Facts, Launch, as_json
from callsheet.core.law import Decision, decide
from callsheet.core.law_lasting import lasts_until
from callsheet.core.law_rules import Rules
from callsheet.listings import bulk
from callsheet.owners.models import Owner

CLEARANCE_LIVES = timedelta(minutes=5)
CAPS = ("CAP_STATE", "CAP_POLICY")


class ClearanceSpent(Exception):
    """The clearance was used already or has run out: ask the gate again."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What the gate said to one question: the kept answer, the decision behind it, the permission if any."""

    answer: Answer
    decision: Decision
    clearance: Clearance | None


def preview(
    targets: Sequence[Target],
    team: Team,
    now: datetime,
    person: Person | None = None,
    *,
    channel: Channel = "call",
    launch: Launch = "by_hand",
    explain: bool = True,
    book: Rules | None = None,
) -> list[Decision]:
    """One decision per target, in order, from what is known at `now`. Writes nothing; the queries are constant.

    Lists that show no proof ask without `explain`, which leaves the checks out. A page that asks more than once hands
    in the `book` that it read itself (`house.rules_of`).
    """
    if not targets:
        return []
    book = book or house.rules_of(team)
    proposal = Proposal(team, now, person, channel, launch, book)
    return [decide(seen.facts, book, explain=explain) for seen in gather(targets, proposal)]


def ask(
    target: Target, person: Person, now: datetime, *, channel: Channel = "call", launch: Launch = "by_hand"
) -> Asked:
    """Decide one attempt by `person` at `now`, keep the answer with its facts, and make its clearance when allowed."""
    [asked] = ask_all([target], person, now, channel=channel, launch=launch, lives=CLEARANCE_LIVES)
    return asked


@transaction.atomic
def ask_all(
    targets: Sequence[Target],
    person: Person,
    now: datetime,
    *,
    channel: Channel = "call",
    launch: Launch,
    lives: timedelta,
) -> list[Asked]:
    """Decide an attempt to each target, in order, and keep every answer: all of them, or none when it is interrupted.

    A permission lives as long as given, but never past the moment from which its facts would be refused. It counts
    toward the caps once it is used; while it is out, it holds the try it may take, also within this list.
    """
    bulk.lock(person.team)  # one question at a time: no cap is passed by two at once, and the chain stays one
    rows = list(house.standing(person.team))
    proposal = Proposal(person.team, now, person, channel, launch, house.laid(rows))
    answered = list(_answered(targets, proposal, now + lives))
    keep = _Keeper.of(person, now, house.named(rows), answered)
    answers = [keep.answer(each) for each in answered]
    chain.append(person.team, answers)
    clearances = [
        Clearance(answer=answer, expires_at=each.until)
        for answer, each in zip(answers, answered, strict=True)
        if each.until
    ]
    Clearance.objects.bulk_create(clearances, batch_size=chain.AT_ONCE)
    made = {clearance.answer_id: clearance for clearance in clearances}
    return [Asked(answer, each.decision, made.get(answer.pk)) for answer, each in zip(answers, answered, strict=True)]


@dataclass(frozen=True, slots=True)
class _Answered:
    """A target with its facts, its decision, and until when it is permitted; None when it is refused."""

    target: Target
    seen: Seen
    decision: Decision
    until: datetime | None


def _answered(targets: Sequence[Target], proposal: Proposal, latest: datetime) -> Iterator[_Answered]:
    """Each target decided in turn; a permission given to an owner before holds a try of theirs."""
    held: dict[Key, list[datetime]] = defaultdict(list)
    for target, seen in zip(targets, gather(targets, proposal), strict=True):
        keys = [target.number, target.owner.pk if target.owner else None]
        facts = _holding(seen.facts, [held[key] for key in keys if key in held])
        decision = decide(facts, proposal.book)
        until = lasts_until(facts, decision, proposal.book, latest) if decision.allowed else None
        if until:
            for key in filter(None, keys):
                held[key].append(until)
        yield _Answered(target, replace(seen, facts=facts), decision, until)


def _holding(facts: Facts, held: Sequence[Sequence[datetime]]) -> Facts:
    """The facts with the tries that permissions of the same list may take: by number or by owner, the more of both."""
    if not held or facts.channel == "email":
        return facts
    return replace(facts, earlier=tuple(sorted((*facts.earlier, *max(held, key=len)))))


@transaction.atomic
def use(clearance: Clearance, now: datetime) -> CountedDial | None:
    """Spend a clearance on one attempt, which from now on counts toward the caps; an e-mail counts toward none.

    Raises ClearanceSpent.
    """
    answer = clearance.answer
    bulk.lock(answer.team)  # a question sees it as a permission or as a dial, never as neither
    spent = Clearance.objects.filter(pk=clearance.pk, used_at=None, expires_at__gt=now).update(used_at=now)
    if not spent:
        raise ClearanceSpent("This permission was used already or has run out. Dial again to ask anew.")
    if answer.channel == "email":
        return None
    return CountedDial.objects.create(
        team=answer.team, owner=answer.owner, number=answer.number, at=now, clearance=clearance
    )


@transaction.atomic
def report(team: Team, owner: Owner | None, number: str, at: datetime) -> CountedDial:
    """Count a dial that happened without asking: it is in the caps and in the numbers like any other."""
    bulk.lock(team)
    return CountedDial.objects.create(team=team, owner=owner, number=number, at=at)


@transaction.atomic
def request_no_calls(
    team: Team,
    owner: Owner | None,
    number: str,
    by: Person | None,
    now: datetime,
    words: str = "",
    *,
    kind: str = DoNotCallRequest.Kind.ASKED,
) -> DoNotCallRequest:
    """Record 'take me off your list', or a consent taken back, for the number and the person, at once, for the whole
    team. Safe to call twice.
    """
    bulk.lock(team)
    known = DoNotCallRequest.objects.filter(team=team, owner=owner, number=number, kind=kind, mistaken_at=None).first()
    return known or DoNotCallRequest.objects.create(
        team=team, owner=owner, number=number, kind=kind, at=now, by=by, words=words
    )


@transaction.atomic
def mistaken(request: DoNotCallRequest, by: Person | None, now: datetime) -> None:
    """Mark a request as entered by mistake. It stays on record with who said so and when; it no longer refuses."""
    bulk.lock(request.team)
    DoNotCallRequest.objects.filter(pk=request.pk, mistaken_at=None).update(mistaken_at=now, mistaken_by=by)


@transaction.atomic
def looked_up_number(number: str, listed: bool, person: Person, now: datetime, list: str = NATION) -> NumberLookup:
    """Keep what `person` saw for one number on a list's own site: evidence for as many days as a copy of it."""
    bulk.lock(person.team)
    return NumberLookup.objects.create(
        team=person.team, list=list, number=number, listed=listed, on=_utc_day(now), by=person, at=now
    )


@transaction.atomic
def reassigned_looked_up(
    number: str, said: str, person: Person, now: datetime, on: date | None = None
) -> ReassignedLookup:
    """Keep what the Reassigned Numbers Database told `person`, today or on a day before: yes, no, or no_data
    (47 CFR 64.1200(m)).
    """
    bulk.lock(person.team)
    on = on or _utc_day(now)
    return ReassignedLookup.objects.create(
        team=person.team, number=number, said=ReassignedLookup.Said(said), on=on, by=person, at=now
    )


def capped_until(
    target: Target, team: Team, now: datetime, *, one_more: bool, book: Rules | None = None
) -> datetime | None:
    """When the caps let this owner be dialed again, None for at once; `one_more` counts a dial made at `now`."""
    book = book or house.rules_of(team)
    facts = dial_facts(target, Proposal(team, now, None, "call", "by_hand", book))
    earlier = (*facts.earlier, now) if one_more else facts.earlier
    reasons = decide(replace(facts, at=now + timedelta(seconds=1), earlier=earlier), book, explain=False).reasons
    caps = [reason.next_allowed_at for reason in reasons if reason.rule in CAPS]
    return max(filter(None, caps), default=None)


def verify_chain(team: Team) -> list[str]:
    """Every place where the chain of answers is broken, one sentence each; an empty list means nothing was changed."""
    return chain.verify(team)


@dataclass(frozen=True, slots=True)
class _Keeper:
    """What all answers of one question have in common: who asked, when, under which book, with which copies."""

    person: Person
    now: datetime
    book: dict[str, object]
    copies: dict[tuple[str, str], dict[str, object]]
    """(List, area code) -> file name and hash of the copy that counts now."""

    @classmethod
    def of(cls, person: Person, now: datetime, book: dict[str, object], answered: Sequence[_Answered]) -> "_Keeper":
        looked_at = {
            (seen.list, each.target.number[2:5])
            for each in answered
            for seen in each.seen.lists
            if seen.evidence == "copy"
        }
        return cls(person, now, book, _copies_of(looked_at))

    def answer(self, given: _Answered) -> Answer:
        decision, facts = given.decision, given.seen.facts
        return Answer(
            team=self.person.team,
            at=self.now,
            by=self.person,
            owner=given.target.owner,
            channel=facts.channel or "",
            number=given.target.number,
            allowed=decision.allowed,
            rule=decision.rule,
            because=decision.because,
            citation=decision.citation,
            is_law=decision.is_law,
            reasons=_plain(decision.reasons),
            checks=_plain(decision.checks),
            facts=_as_json(as_json(facts)),
            book=self.book,
            lists=[self._proof(seen, given.target.number) for seen in given.seen.lists],
            next_allowed_at=decision.next_allowed_at,
        )

    def _proof(self, seen: ListSeen, number: str) -> dict[str, object]:
        """One list as it was looked at: its day, and the file it stood in with its hash."""
        told = {
            "list": seen.list,
            "evidence": seen.evidence,
            "copied_on": seen.on and seen.on.isoformat(),
            "listed": seen.listed,
            "file": seen.proof,
            "hash": "",
        }
        if seen.evidence != "copy":
            return told
        return told | (self.copies.get((seen.list, number[2:5])) or self.copies.get((seen.list, REST), {}))


def _copies_of(looked_at: set[tuple[str, str]]) -> dict[tuple[str, str], dict[str, object]]:
    """The proofs of the copies of these (list, area code), and of what is said of the rest of each list."""
    if not looked_at:
        return {}
    lists, areas = {list for list, _ in looked_at}, {REST, *(area for _, area in looked_at)}
    return {(list, area): {"file": name, "hash": hash} for list, area, name, hash in registry.proofs(lists, areas)}


def _utc_day(now: datetime) -> date:
    return now.astimezone(UTC).date()


def _plain(rows: Iterable[object]) -> list[dict]:
    return _as_json([asdict(row) for row in rows])


def _as_json(value: object):
    """The value as JSON stores it, so that a seal over it is the same before and after the database."""
    return json.loads(json.dumps(value, default=str))

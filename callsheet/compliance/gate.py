"""May this number be called now, and why? Here alone the answer is kept and a Clearance is made.

`preview` answers without writing: sheets, pages and the command line show it. `ask` is for a POST that dials: its
answer is stored and sealed, and when it allows, a `Clearance` is made that lives minutes and serves one attempt.
"""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta

from django.db import transaction

from callsheet.accounts.models import Person, Team
from callsheet.compliance.evidence import Target, dial_facts, gather
from callsheet.compliance.models import Answer, Clearance, CountedDial, DoNotCallRequest, NumberLookup
from callsheet.compliance.tables import rules
from callsheet.core.facts import Facts, as_json
from callsheet.core.law import Decision, decide
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
    targets: Sequence[Target], team: Team, now: datetime, person: Person | None = None, *, explain: bool = True
) -> list[Decision]:
    """One decision per target, in order, from what is known at `now`. Writes nothing; the queries are constant.

    Lists that show no proof ask without `explain`, which leaves the checks out.
    """
    table = rules()
    return [decide(facts, table, explain=explain) for facts in gather(targets, team, now, person)]


@transaction.atomic
def ask(target: Target, person: Person, now: datetime) -> Asked:
    """Decide one attempt by `person` at `now`, keep the answer with its facts, and make its clearance when allowed."""
    bulk.lock(person.team)  # one question at a time: no cap is passed by two at once, and the chain stays one
    [facts] = gather([target], person.team, now, person)
    decision = decide(facts, rules())
    answer = _keep(facts, decision, target, person, now)
    if not decision.allowed:
        return Asked(answer, decision, None)
    clearance = Clearance.objects.create(answer=answer, expires_at=now + CLEARANCE_LIVES)
    return Asked(answer, decision, clearance)


@transaction.atomic
def use(clearance: Clearance, now: datetime) -> CountedDial:
    """Spend a clearance on one dial, which from now on counts toward the caps. Raises ClearanceSpent."""
    spent = Clearance.objects.filter(pk=clearance.pk, used_at=None, expires_at__gt=now).update(used_at=now)
    if not spent:
        raise ClearanceSpent("This permission was used already or has run out. Dial again to ask anew.")
    answer = clearance.answer
    return CountedDial.objects.create(
        team=answer.team, owner=answer.owner, number=answer.number, at=now, clearance=clearance
    )


def report(team: Team, owner: Owner | None, number: str, at: datetime) -> CountedDial:
    """Count a dial that happened without asking: it is in the caps and in the numbers like any other."""
    return CountedDial.objects.create(team=team, owner=owner, number=number, at=at)


@transaction.atomic
def request_no_calls(
    team: Team, owner: Owner | None, number: str, by: Person | None, now: datetime, words: str = ""
) -> DoNotCallRequest:
    """Record 'take me off your list' for the number and the person, at once, for the whole team. Safe to call twice."""
    known = DoNotCallRequest.objects.filter(team=team, owner=owner, number=number, mistaken_at=None).first()
    return known or DoNotCallRequest.objects.create(team=team, owner=owner, number=number, at=now, by=by, words=words)


def mistaken(request: DoNotCallRequest, by: Person | None, now: datetime) -> None:
    """Mark a request as entered by mistake. It stays on record with who said so and when; it no longer refuses."""
    DoNotCallRequest.objects.filter(pk=request.pk, mistaken_at=None).update(mistaken_at=now, mistaken_by=by)


def looked_up_number(number: str, listed: bool, person: Person, now: datetime) -> NumberLookup:
    """Keep what `person` saw for one number on the registry's own site: evidence for 31 days like a copy."""
    return NumberLookup.objects.create(team=person.team, number=number, listed=listed, on=now.date(), by=person, at=now)


def capped_until(target: Target, team: Team, now: datetime, *, one_more: bool) -> datetime | None:
    """When the caps let this owner be dialed again, None for at once; `one_more` counts a dial made at `now`."""
    facts = dial_facts(target, team, now)
    earlier = (*facts.earlier, now) if one_more else facts.earlier
    reasons = decide(replace(facts, at=now + timedelta(seconds=1), earlier=earlier), rules()).reasons
    caps = [reason.next_allowed_at for reason in reasons if reason.rule in CAPS]
    return max(filter(None, caps), default=None)


def verify_chain(team: Team) -> list[str]:
    """Every place where the chain of answers is broken, one sentence each; an empty list means nothing was changed."""
    problems, previous = [], ""
    for answer in Answer.objects.filter(team=team).order_by("pk").iterator():
        if answer.previous_seal != previous:
            problems.append(f"Answer {answer.pk} does not follow the one before it: an answer is missing or was added.")
        if answer.seal != _seal(answer):
            problems.append(f"Answer {answer.pk} of {answer.at:%Y-%m-%d %H:%M} UTC was changed after it was given.")
        previous = answer.seal
    return problems


def _keep(facts: Facts, decision: Decision, target: Target, person: Person, now: datetime) -> Answer:
    last = Answer.objects.filter(team=person.team_id).order_by("-pk").first()
    answer = Answer(
        team=person.team,
        at=now,
        by=person,
        owner=target.owner,
        channel=facts.channel or "",
        number=target.number,
        allowed=decision.allowed,
        rule=decision.rule,
        because=decision.because,
        citation=decision.citation,
        is_law=decision.is_law,
        reasons=_plain(decision.reasons),
        checks=_plain(decision.checks),
        facts=_as_json(as_json(facts)),
        next_allowed_at=decision.next_allowed_at,
        previous_seal=last.seal if last else "",
    )
    answer.seal = _seal(answer)
    answer.save(force_insert=True)
    return answer


def _seal(answer: Answer) -> str:
    """SHA-256 over the seal before and everything that was said, in a fixed spelling."""
    said = {
        "previous": answer.previous_seal,
        "team": answer.team_id,
        "at": answer.at.timestamp(),
        "by": answer.by_id,
        "owner": answer.owner_id,
        "channel": answer.channel,
        "number": answer.number,
        "allowed": answer.allowed,
        "rule": answer.rule,
        "because": answer.because,
        "citation": answer.citation,
        "is_law": answer.is_law,
        "reasons": answer.reasons,
        "checks": answer.checks,
        "facts": answer.facts,
        "next": answer.next_allowed_at and answer.next_allowed_at.timestamp(),
    }
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


def _plain(rows: Iterable[object]) -> list[dict]:
    return _as_json([asdict(row) for row in rows])


def _as_json(value: object):
    """The value as JSON stores it, so that a seal over it is the same before and after the database."""
    return json.loads(json.dumps(value, default=str))

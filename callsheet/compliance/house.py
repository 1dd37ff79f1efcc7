"""The broker's own rules, stricter than the law: kept with their history, and laid over the book."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import QuerySet

from callsheet.accounts.models import Person, Team
from callsheet.accounts.people import NotTheBroker
from callsheet.compliance import tables
from callsheet.compliance.models import HouseRule
from callsheet.core import house_rule
from callsheet.core.errors import UnusableInput
from callsheet.core.law_house import tightened
from callsheet.core.law_house_words import too_loose
from callsheet.core.law_rules import Rules
from callsheet.listings import bulk


class TooLoose(UnusableInput):
    """The rule would not be stricter than what binds already."""


def rules_of(team: Team) -> Rules:
    """The book that binds a team: the law's tables, tightened by the broker's rules in force. One query.

    The same book, and what is cached by it, as long as the rules stay the same. Raises UnusableRule for a row that
    this version cannot read: a rule of the broker's is never left out in silence.
    """
    return laid(standing(team))


def laid(rows: Iterable[HouseRule]) -> Rules:
    """The law's tables, tightened by these rows. Raises UnusableRule."""
    return tightened(tables.rules(), tuple(as_rule(row) for row in rows))


def named(rows: Iterable[HouseRule]) -> dict[str, object]:
    """Which book that is, as a kept answer names it: the tables' version and the house rules in force."""
    return tables.version() | {"house": [_named(row) for row in rows]}


def standing(team: Team) -> QuerySet[HouseRule]:
    """The rules that hold now, oldest first."""
    return HouseRule.objects.filter(team=team, ended_at=None).order_by("pk")


def as_rule(row: HouseRule) -> house_rule.HouseRule:
    """What a row says. Raises UnusableRule."""
    return house_rule.read(row.kind, row.state, row.value, row.because)


@transaction.atomic
def stricter(
    team: Team, kind: str, *, state: str = "", value: Mapping[str, object], because: str, by: Person, now: datetime
) -> HouseRule:
    """Hold the team to one more rule from now on. Safe to call twice: a rule that holds already is not doubled.

    `value` is the JSON of core.house_rule. Raises NotTheBroker, UnusableInput for a rule that says nothing or words
    that are missing, and TooLoose for one that would not be stricter than what binds already.
    """
    _check_broker(by)
    rule = house_rule.read(kind, state, value, because.strip())
    _check(rule, now.astimezone(ZoneInfo(team.time_zone)))
    bulk.lock(team)
    said = {"kind": kind, "state": state, "value": house_rule.as_value(rule)}
    known = standing(team).filter(**said).first()
    return known or HouseRule.objects.create(team=team, because=rule.because, by=by, at=now, **said)


@transaction.atomic
def end(row: HouseRule, by: Person, now: datetime) -> bool:
    """The rule no longer binds; it stays on record with who ended it. False when it was ended before."""
    _check_broker(by)
    bulk.lock(row.team)
    return bool(HouseRule.objects.filter(pk=row.pk, ended_at=None).update(ended_at=now, ended_by=by))


def _check_broker(by: Person) -> None:
    if not by.is_broker:
        raise NotTheBroker("Only your broker makes house rules.")


def _check(rule: house_rule.HouseRule, local: datetime) -> None:
    """Raise for a state nobody knows, for a rule without a why, and for one that is looser than the law of the day."""
    book = tables.rules()
    if rule.state and rule.state not in book.states:
        raise UnusableInput(f"{rule.state}: no such state.")
    if not rule.because:
        raise UnusableInput("Write why: it is shown to everybody whom the rule refuses.")
    if problem := too_loose(rule, book, local.date()):
        raise TooLoose(problem)


def _named(row: HouseRule) -> dict[str, object]:
    return {"id": row.pk, "kind": row.kind, "state": row.state, "value": row.value, "because": row.because}

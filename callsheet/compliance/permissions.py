"""What an owner permits, and what binds an owner to us: written down, ended, and how long each of them counts.

A permission lasts until it is taken back; a relationship for as many days as the law gives it. A do-not-call request
ends both (47 CFR 64.1200(f)(5)(i)). None of these ends is stored: they are computed from the rows, so that a request
taken back as mistaken gives back what it had ended.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Q

from callsheet.accounts.models import Person, Team
from callsheet.compliance.evidence_files import Kept
from callsheet.compliance.models import Consent, DoNotCallRequest, Evidenced, Relationship
from callsheet.core import facts
from callsheet.core.errors import UnusableInput
from callsheet.core.law_relationship import last_day
from callsheet.core.law_rules import Jurisdiction, Rules
from callsheet.listings import bulk
from callsheet.owners.models import Owner


@transaction.atomic
def consent(
    team: Team,
    owner: Owner,
    kind: str,
    *,
    number: str = "",
    words: str,
    on: date,
    by: Person | None,
    now: datetime,
    evidence: Kept | None = None,
) -> Consent:
    """Write down that `owner` permits to be contacted; safe to call twice. `number` is E.164, empty for any of theirs.

    Raises UnusableInput for a day to come, for a signed consent without its number, or without words and a file, and
    for any other without words.
    """
    if kind not in Consent.Kind.values:
        raise UnusableInput("Say how the owner permits it: signed, asked to be contacted, or knows you personally.")
    if kind == Consent.Kind.WRITTEN and not number:
        raise UnusableInput("A signed consent counts for the number it names. Say which one.")
    _check_words(words, evidence, may_be_file_alone=kind == Consent.Kind.WRITTEN)
    said = {"kind": kind, "number": number} | _said(team, owner, words, on, by, now, evidence)
    bulk.lock(team)
    return _once(Consent, said, by, now, evidence)


@transaction.atomic
def relationship(
    team: Team,
    owner: Owner,
    kind: str,
    *,
    words: str,
    on: date,
    by: Person | None,
    now: datetime,
    evidence: Kept | None = None,
) -> Relationship:
    """Write down a purchase (or our own listing that ended) or an inquiry of that day; safe to call twice.

    Raises UnusableInput for a day to come, and without words.
    """
    if kind not in Relationship.Kind.values:
        raise UnusableInput("Say which it was: a purchase or listing with you, or an inquiry.")
    _check_words(words, evidence, may_be_file_alone=False)
    said = {"kind": kind} | _said(team, owner, words, on, by, now, evidence)
    bulk.lock(team)
    return _once(Relationship, said, by, now, evidence)


@transaction.atomic
def end(row: Evidenced, because: str, by: Person | None, now: datetime) -> bool:
    """Say that it has ended, or never was; it stays on record. False when that was said before.

    Raises UnusableInput without a reason.
    """
    if not because.strip():
        raise UnusableInput("Say why it counts no more.")
    bulk.lock(row.team)
    standing = type(row).objects.filter(pk=row.pk, ended_at=None)
    ended = standing.update(ended_at=now, ended_by=by, ended_because=because.strip()[:200])
    row.refresh_from_db()
    return bool(ended)


def _check_words(words: str, evidence: Kept | None, *, may_be_file_alone: bool) -> None:
    if words.strip() or (may_be_file_alone and evidence):
        return
    also = ", or bring the signed paper" if may_be_file_alone else ""
    raise UnusableInput(f"Write what was said or signed, as plainly as you can{also}.")


def _said(team: Team, owner: Owner, words: str, on: date, by: Person | None, now: datetime, evidence: Kept | None):
    """What makes two rows the same. Raises UnusableInput for a day to come."""
    if on > today_of(team, by, now):
        raise UnusableInput("That day is still to come. Write the day it happened.")
    said = {"team": team, "owner": owner, "words": words.strip(), "on": on, "ended_at": None}
    return said | {"evidence_hash": evidence.hash if evidence else ""}


def _once(model: type[Evidenced], said: Mapping, by: Person | None, now: datetime, evidence: Kept | None):
    row, _ = model.objects.get_or_create(
        **said,
        defaults={
            "by": by,
            "at": now,
            "evidence_name": evidence.name if evidence else "",
            "evidence_file": evidence.file if evidence else "",
        },
    )
    return row


def today_of(team: Team, by: Person | None, now: datetime) -> date:
    """The day it is for whoever writes it down."""
    return now.astimezone(ZoneInfo(by.time_zone if by else team.time_zone)).date()


# ---------------------------------------------------------------- how long they count


def ends_on(row: Evidenced, rules: Rules, state: Jurisdiction | None = None) -> date | None:
    """The last day on which it counts, by the federal rule or for a state's own list; None where no day ends it.

    A relationship counts 540 days after a purchase and 90 after an inquiry (16 CFR 310.2(q)).
    """
    if not isinstance(row, Relationship):
        return None
    return last_day(facts.Relationship(row.kind, row.on), rules.federal, state)


def ended_by(row: Evidenced, requests: Iterable[DoNotCallRequest]) -> DoNotCallRequest | None:
    """The do-not-call request that ended it, the first of several; one older than it, or called a mistake, does not.

    A request that names the owner ends everything of the owner's; one on a number alone, what was given for it. Days
    are UTC's, by which the gate counts; of the same day, the request counts.
    """
    later = (one for one in requests if one.mistaken_at is None and _binds(one, row) and _day(one) >= row.on)
    return min(later, key=lambda one: (one.at, one.pk), default=None)


def _binds(request: DoNotCallRequest, row: Evidenced) -> bool:
    number = row.number if isinstance(row, Consent) else ""
    is_owner = row.owner_id is not None and row.owner_id == request.owner_id
    return is_owner or bool(number and number == request.number)


def _day(request: DoNotCallRequest) -> date:
    return request.at.astimezone(UTC).date()


def requests_about(team: Team, owners: Collection[int], numbers: Collection[str]) -> list[DoNotCallRequest]:
    """The standing requests that bind one of these owners or numbers, oldest first."""
    about = Q(owner__in=owners) | Q(number__in=[number for number in numbers if number])
    return list(DoNotCallRequest.objects.filter(about, team=team, mistaken_at=None).order_by("at", "pk"))

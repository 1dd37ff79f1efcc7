"""What is on file about a person who is forgotten: what goes, and what has to be kept for five years.

Kept: each number on the internal list (47 CFR 64.1200(d)(6)), the gate's sealed answers with numbers and checks but no
names, and the permissions that calls rested on, with their words and files (16 CFR 310.5). Everything else goes.
"""

from collections.abc import Collection, Iterator
from datetime import datetime, timedelta

from django.db.models import Q

from callsheet.accounts.models import Person
from callsheet.compliance import evidence_files, gate
from callsheet.compliance.models import (
    Answer,
    Consent,
    CountedDial,
    DoNotCallRequest,
    Evidenced,
    ProposedRequest,
    Relationship,
)
from callsheet.core.erasure import ERASED
from callsheet.owners import traces
from callsheet.owners.forget import Known
from callsheet.owners.models import Owner
from callsheet.owners.traces import Trace

WORDS = "forgotten on request"
BECAUSE = "The owner asked to be forgotten."
KEPT_FOR = timedelta(days=5 * 366)
"""Five years (47 CFR 64.1200(d)(6); 16 CFR 310.5), leap days counted generously. Nothing goes sooner."""


def traces_of(owner: Owner, known: Known) -> Iterator[Trace]:
    """Where the person stands in what was written down about others; their own rows are erased or kept whole."""
    for model, fields in (
        (DoNotCallRequest, ("words",)),
        (Consent, ("words", "ended_because")),
        (Relationship, ("words", "ended_because")),
        (ProposedRequest, ("words",)),
    ):
        others = model.objects.filter(team=owner.team).exclude(owner=owner)
        yield from traces.find(others, fields, known.pattern)


def answers_kept(owner: Owner, numbers: Collection[str]) -> int:
    """How many sealed answers stay."""
    return Answer.objects.filter(Q(owner=owner) | Q(number__in=numbers), team=owner.team).count()


def permissions(owner: Owner, numbers: Collection[str]) -> tuple[list[Evidenced], list[Evidenced]]:
    """Those that a call rested on, which are kept, and the others."""
    rows: list[Evidenced] = [*Consent.objects.filter(owner=owner), *Relationship.objects.filter(owner=owner)]
    dials = CountedDial.objects.filter(Q(owner=owner) | Q(number__in=numbers), team=owner.team)
    last = dials.order_by("-at").values_list("at", flat=True).first()
    kept = [row for row in rows if last and row.at <= last]
    return kept, [row for row in rows if row not in kept]


def erase(owner: Owner, numbers: Collection[str], by: Person | None, now: datetime) -> list[str]:
    """Put each number on the internal list, end what was permitted, and erase the words; the evidence files to delete.

    Call it inside a transaction, before the owner's own data goes. Safe to call twice.
    """
    for number in numbers:
        gate.request_no_calls(owner.team, None, number, by, now, words=WORDS)
    DoNotCallRequest.objects.filter(owner=owner).exclude(words=WORDS).update(words="")
    ProposedRequest.objects.filter(owner=owner).delete()
    _, others = permissions(owner, numbers)
    for model in (Consent, Relationship):
        standing = model.objects.filter(owner=owner, ended_at=None)
        standing.update(ended_at=now, ended_by=by, ended_because=BECAUSE)
    return _erase_words(others)


def delete_files(names: Collection[str]) -> None:
    """Delete evidence files that no row speaks of any more; after the transaction, so that none is missing without."""
    for name in names:
        is_needed = any(model.objects.filter(evidence_file=name).exists() for model in (Consent, Relationship))
        if not is_needed:
            (evidence_files.folder() / name).unlink(missing_ok=True)


def drop_expired(now: datetime) -> None:
    """Recurring work: what was kept of forgotten people for five years goes. The chain of answers stays whole."""
    DoNotCallRequest.objects.filter(owner=None, words=WORDS, at__lt=now - KEPT_FOR).delete()
    for model in (Consent, Relationship):
        over = model.objects.filter(owner__forgotten_at__isnull=False, ended_at__lt=now - KEPT_FOR)
        delete_files(_erase_words(list(over.exclude(words=ERASED))))


def _erase_words(rows: Collection[Evidenced]) -> list[str]:
    for row in rows:
        blank = {"words": ERASED, "evidence_name": "", "evidence_file": "", "evidence_hash": ""}
        type(row).objects.filter(pk=row.pk).update(**blank)
    return [row.evidence_file for row in rows if row.evidence_file]

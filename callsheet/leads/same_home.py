"""A person said whether two addresses are the same home: its owners, leads and open questions come together too."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from callsheet.accounts.models import Person
from callsheet.leads import intake
from callsheet.leads.models import Lead
from callsheet.listings import bulk
from callsheet.listings.models import Property, SameHomeQuestion, StatusLookup
from callsheet.owners import read_rows
from callsheet.owners.models import OwnersCounted, Ownership, VendorClaim

DOUBLE = "The same home as"
"""How the reason begins with which the older of two leads of one home is closed."""


@transaction.atomic
def answer(question: SameHomeQuestion, same: bool, by: Person, now: datetime) -> bool:
    """Keep the answer and what follows from it. False when somebody had answered before; that answer stands."""
    bulk.lock(by.team)
    mine = SameHomeQuestion.objects.select_for_update(of=("self",)).select_related("one", "other", "team")
    question = mine.get(pk=question.pk)
    if question.same is not None:
        return False
    homes = question.answer(same, by, now)
    if same:
        question.moved |= _bring_over(question.other, question.one, by, now) | _ask_anew(question)
        question.save(update_fields=["moved"])
        intake.open_and_close(question.team, homes, now)
        intake.attach_owners(question.team, homes, now)
    return True


def _bring_over(other: Property, one: Property, by: Person, now: datetime) -> dict[str, list[int]]:
    """What is known of the other address is known of this home. Of two open leads the newer expiry is worked on.

    Returns what moved, and the leads it closed, by primary key.
    """
    owners = Ownership.objects.filter(property=one).values("owner")
    claimed = VendorClaim.objects.filter(property=one).values("source")
    coming = {
        "lookups": StatusLookup.objects.filter(property=other),
        "ownerships": Ownership.objects.filter(property=other).exclude(owner__in=owners),
        "claims": VendorClaim.objects.filter(property=other).exclude(source__in=claimed),
    }
    read_rows.forget_homes([one.pk, other.pk])
    moved = {name: _move(rows, one) for name, rows in coming.items()}
    OwnersCounted.note_change(one.team_id)
    both = Lead.objects.filter(property__in=(one, other), state=Lead.State.OPEN)
    closed = list(both.order_by("-expired_on", "-attempts", "pk")[1:])
    for older in closed:
        older.close(f"{DOUBLE} {one.street_line}: another lead of it is open.", by, now)
    leads = _move(Lead.objects.filter(property=other), one)
    return moved | {"leads": leads, "closed": [lead.pk for lead in closed]}


def _move(rows: QuerySet, one: Property) -> list[int]:
    """Give these rows to the home; their primary keys."""
    pks = sorted(rows.values_list("pk", flat=True))
    rows.model.objects.filter(pk__in=pks).update(property=one)
    return pks


def _ask_anew(answered: SameHomeQuestion) -> dict[str, list]:
    """Open questions about the other address are about this home now; asked already, or about itself, they are moot.

    Returns how they stood: (primary key, pair) of those moved, (pair, reasons) of those that are gone.
    """
    one, other = answered.one_id, answered.other_id
    about = Q(one=other) | Q(other=other)
    moved, gone = [], []
    for question in SameHomeQuestion.objects.filter(about, same=None).exclude(pk=answered.pk):
        pair = {one if home == other else home for home in (question.one_id, question.other_id)}
        asked = SameHomeQuestion.objects.filter(one__in=pair, other__in=pair).exclude(pk=question.pk)
        if len(pair) == 1 or asked.exists():
            gone.append([question.one_id, question.other_id, question.because])
            question.delete()
        else:
            moved.append([question.pk, question.one_id, question.other_id])
            question.one_id, question.other_id = sorted(pair)
            question.save(update_fields=["one", "other"])
    return {"questions": moved, "gone": gone}

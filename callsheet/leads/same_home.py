"""A person said whether two addresses are the same home: its owners, leads and open questions come together too."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from callsheet.accounts.models import Person
from callsheet.leads import intake
from callsheet.leads.models import Lead
from callsheet.listings import bulk
from callsheet.listings.models import Property, SameHomeQuestion, StatusLookup
from callsheet.owners.models import OwnersCounted, Ownership, VendorClaim


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
        _bring_over(question.other, question.one, by, now)
        _ask_anew(question)
        intake.open_and_close(question.team, homes, now)
        intake.attach_owners(question.team, homes, now)
    return True


def _bring_over(other: Property, one: Property, by: Person, now: datetime) -> None:
    """What is known of the other address is known of this home. Of two open leads the newer expiry is worked on."""
    StatusLookup.objects.filter(property=other).update(property=one)
    known = Ownership.objects.filter(property=one).values("owner")
    Ownership.objects.filter(property=other).exclude(owner__in=known).update(property=one)
    OwnersCounted.note_change(one.team_id)
    claimed = VendorClaim.objects.filter(property=one).values("source")
    VendorClaim.objects.filter(property=other).exclude(source__in=claimed).update(property=one)
    both = Lead.objects.filter(property__in=(one, other), state=Lead.State.OPEN)
    for older in both.order_by("-expired_on", "-attempts", "pk")[1:]:
        older.close(f"The same home as {one.street_line}: another lead of it is open.", by, now)
    Lead.objects.filter(property=other).update(property=one)


def _ask_anew(answered: SameHomeQuestion) -> None:
    """Open questions about the other address are about this home now; asked already, or about itself, they are moot."""
    one, other = answered.one_id, answered.other_id
    about = Q(one=other) | Q(other=other)
    for question in SameHomeQuestion.objects.filter(about, same=None).exclude(pk=answered.pk):
        pair = {one if home == other else home for home in (question.one_id, question.other_id)}
        asked = SameHomeQuestion.objects.filter(one__in=pair, other__in=pair).exclude(pk=question.pk)
        if len(pair) == 1 or asked.exists():
            question.delete()
        else:
            question.one_id, question.other_id = sorted(pair)
            question.save(update_fields=["one", "other"])

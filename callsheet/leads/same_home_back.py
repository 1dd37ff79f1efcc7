"""An answer about two addresses is taken back, where that is safe, and the question is asked again."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction

from callsheet.accounts.models import Person
from callsheet.core.errors import UnusableInput
from callsheet.core.words import count
from callsheet.leads import intake
from callsheet.leads.models import Lead
from callsheet.leads.same_home import DOUBLE
from callsheet.listings import bulk
from callsheet.listings.models import Listing, SameHomeQuestion, StatusLookup
from callsheet.owners import read_rows
from callsheet.owners.models import OwnersCounted, Ownership, VendorClaim

MOVED = {"lookups": StatusLookup, "ownerships": Ownership, "claims": VendorClaim, "leads": Lead}


def obstacles(questions: Sequence[SameHomeQuestion]) -> dict[int, str]:
    """Why these answers cannot be taken back safely, each in a sentence; one that can is not among them."""
    same = [question for question in questions if question.same]
    ones = {question.one_id for question in same}
    joined = SameHomeQuestion.objects.filter(same=True, other__in=ones).select_related("one")
    came = Listing.objects.filter(property__in=ones).values_list("property", "first_seen_at")
    later: dict[int, list[SameHomeQuestion]] = defaultdict(list)
    for question in joined:
        later[question.other_id].append(question)
    seen: dict[int, list[datetime]] = defaultdict(list)
    for home, at in came:
        seen[home].append(at)
    told = {question.pk: _obstacle(question, later[question.one_id], seen[question.one_id]) for question in same}
    return {pk: why for pk, why in told.items() if why}


def _obstacle(question: SameHomeQuestion, joined: Sequence[SameHomeQuestion], seen: Sequence[datetime]) -> str:
    """`joined`: answers that joined its first home to another one; `seen`: when that home's listings came in."""
    if "listings" not in question.moved:
        return "It was answered before Callsheet kept what such an answer brings over."
    since = next((one for one in joined if one.answered_at >= question.answered_at), None)
    if since:
        return f"{question.one.street_line} was joined to {since.one.street_line} since. Take that back first."
    newer = sum(at > question.answered_at for at in seen)
    if newer:
        came = f"{count(newer, 'listing')} came in since, and it is not known of which of the two addresses."
        return f"{came} An owner who listed again could land on the call sheet."
    return ""


@transaction.atomic
def take_back(question: SameHomeQuestion, by: Person, now: datetime) -> bool:
    """Ask again; what "the same" brought over goes back. False when it is open already.

    Raises UnusableInput, with nothing changed, where it is not safe.
    """
    bulk.lock(by.team)
    mine = SameHomeQuestion.objects.select_for_update(of=("self",)).select_related("one", "other", "team")
    question = mine.get(pk=question.pk)
    if question.same is None:
        return False
    if why := obstacles([question]).get(question.pk):
        raise UnusableInput(f"This cannot be taken back. {why}")
    moved, homes = question.moved, question.take_back()
    if homes:
        _bring_back(question, moved, by, now)
        intake.open_and_close(question.team, homes, now)
        intake.attach_owners(question.team, homes, now)
    return True


def _bring_back(question: SameHomeQuestion, moved: Mapping[str, list], by: Person, now: datetime) -> None:
    read_rows.forget_homes([question.one_id, question.other_id])
    for name, model in MOVED.items():
        rows = model.objects.filter(pk__in=moved.get(name, ()), property=question.one_id)
        rows.update(property=question.other_id)
    OwnersCounted.note_change(question.team_id)
    closed = Lead.objects.filter(pk__in=moved.get("closed", ()), closed_because__startswith=DOUBLE)
    for lead in closed.select_related("owner"):
        if not (lead.owner and lead.owner.forgotten_at):
            lead.reopen(by, now)
    _ask_as_before(question, moved, now)


def _ask_as_before(question: SameHomeQuestion, moved: Mapping[str, list], now: datetime) -> None:
    """Questions that were about the other address are about it again, unless they were answered meanwhile."""
    for pk, one, other in moved.get("questions", ()):
        SameHomeQuestion.objects.filter(pk=pk, same=None).update(one=one, other=other)
    for one, other, because in moved.get("gone", ()):
        SameHomeQuestion.objects.get_or_create(
            one_id=one, other_id=other, defaults={"team": question.team, "because": because, "asked_at": now}
        )

"""Everything that happened to a home and its leads, from every row that says so, as one line of time, newest first.

Each source of it is one query and one function; a report counts the same rows.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from django.db.models import Q
from django.urls import reverse

from callsheet.calling.models import Attempt, UndoneOutcome
from callsheet.compliance.models import Answer, Consent, DoNotCallRequest, Relationship
from callsheet.core import words
from callsheet.core.outcomes import OUTCOMES
from callsheet.core.wall_clock import WallClock
from callsheet.leads.models import Appointment, Lead, LeadEvent, Note, Snooze
from callsheet.listings.models import Listing, ListingChange, StatusLookup
from callsheet.owners.models import Ownership

MOST = 200  # rows of each kind
OVER = ("Expired", "Canceled", "Closed", "Withdrawn")
BY_HAND = ("Letter sent", "Door knocked")

Kind = Literal["calls", "mail", "listing", "lead"]


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that happened. `what` is strong, `rest` and `number` follow it, `more` stands below; `proof` is an
    address. `is_day`: only the day is known.
    """

    at: datetime
    kind: Kind
    what: str
    rest: str = ""
    more: str = ""
    proof: str = ""
    is_contact: bool = False
    is_day: bool = False
    number: str = ""


def happened(lead: Lead, clock: WallClock) -> list[Entry]:
    """All entries of the lead's home, newest first; `lead` has its team, property and owner at hand."""
    entries = [
        *_attempts(lead),
        *_undone(lead),
        *_refusals(lead),
        *_requests(lead),
        *_permissions(lead),
        *_events(lead),
        *_snoozes(lead, clock),
        *_notes(lead),
        *_appointments(lead, clock),
        *_listings(lead),
        *_changes(lead),
        *_lookups(lead),
        *_owners(lead),
    ]
    return sorted(entries, key=lambda entry: entry.at, reverse=True)


# ---------------------------------------------------------------- calls


def _attempts(lead: Lead) -> Iterator[Entry]:
    found = Attempt.objects.filter(lead__property=lead.property_id).select_related("person", "clearance")
    for attempt in found.order_by("-at")[:MOST]:
        outcome = OUTCOMES.get(attempt.outcome)
        note = f"“{attempt.note}”" if attempt.note else ""
        yield Entry(
            at=attempt.at,
            kind="calls",
            what=_what(attempt),
            number=attempt.number,
            more=" ".join(filter(None, (note, _how(attempt), f"By {attempt.person.name}."))),
            proof=_proof(attempt),
            is_contact=bool(outcome and outcome.is_contact),
        )


def spoken(value: str) -> str:
    """`No answer`, `Spoke: not now`."""
    outcome = OUTCOMES[value]
    name = outcome.name.partition(" (")[0].rstrip("…").removesuffix(" at")
    return f"Spoke: {name[:1].lower()}{name[1:]}" if outcome.is_contact and not outcome.is_inbound else name


def _what(attempt: Attempt) -> str:
    """`No answer`, `Spoke: not now`, `The owner called: call back`."""
    if attempt.outcome not in OUTCOMES:
        return "The owner called, taken back" if attempt.is_inbound else "Dialed, no outcome yet"
    said = spoken(attempt.outcome)
    if not attempt.is_inbound or OUTCOMES[attempt.outcome].is_inbound:
        return said
    return f"The owner called: {said.removeprefix('Spoke: ')}"


def _how(attempt: Attempt) -> str:
    if attempt.is_reported:
        return "Reported after a refusal." if attempt.refused_id else "Reported: the gate was not asked."
    return ""


def _proof(attempt: Attempt) -> str:
    answer = attempt.clearance.answer_id if attempt.clearance else attempt.refused_id
    return reverse("clearance", args=[answer]) if answer else ""


def _undone(lead: Lead) -> Iterator[Entry]:
    found = UndoneOutcome.objects.filter(attempt__lead__property=lead.property_id).select_related("by")
    for undone in found.order_by("-at")[:MOST]:
        yield Entry(
            undone.at, "calls", f"Taken back: {spoken(undone.outcome)}", more=f"Entered by mistake{_by(undone.by)}."
        )


def _refusals(lead: Lead) -> Iterator[Entry]:
    """Answers that refused; one that allowed is the proof of its attempt."""
    if lead.owner_id is None:
        return
    refused = Answer.objects.filter(team=lead.team_id, owner=lead.owner_id, allowed=False).defer("facts", "checks")
    for answer in refused.order_by("-pk")[:MOST]:
        proof = reverse("clearance", args=[answer.pk])
        yield Entry(answer.at, "calls", "Refused to call", more=answer.because, proof=proof, number=answer.number)


def _requests(lead: Lead) -> Iterator[Entry]:
    if lead.owner_id is None:
        return
    numbers = [one.number for one in lead.owner.phones.all()]
    about = Q(owner=lead.owner_id) | Q(number__in=numbers)
    found = DoNotCallRequest.objects.filter(about, team=lead.team_id).select_related("by", "mistaken_by")
    for asked in found[:MOST]:
        said = f"“{asked.words}” " if asked.words else ""
        more = f"{said}Recorded{_by(asked.by)}."
        what = "Took back the consent" if asked.kind == DoNotCallRequest.Kind.REVOKED else "Asked not to be called"
        yield Entry(asked.at, "calls", what, more=more, number=asked.number)
        if asked.mistaken_at:
            more = f"Entered by mistake{_by(asked.mistaken_by)}; it stays on record."
            yield Entry(asked.mistaken_at, "calls", "Do-not-call request taken back", more=more, number=asked.number)


def _permissions(lead: Lead) -> Iterator[Entry]:
    """Consents and relationships, when each was written down and when it was ended by hand."""
    if lead.owner_id is None:
        return
    about = {"team": lead.team_id, "owner": lead.owner_id}
    for model in (Consent, Relationship):
        for row in model.objects.filter(**about).select_related("by", "ended_by").order_by("-at")[:MOST]:
            said = row.get_kind_display()
            what, number = f"{said[:1].upper()}{said[1:]}", getattr(row, "number", "")
            quoted = f"“{row.words}” " if row.words else ""
            more = f"{quoted}{words.short_date(row.on)}, {row.on.year}. Written down{_by(row.by)}."
            yield Entry(row.at, "calls", what, more=more, number=number)
            if row.ended_at:
                more = f"{row.ended_because.rstrip('.')}. Said{_by(row.ended_by)}; it stays on record."
                yield Entry(row.ended_at, "calls", f"Counts no more: {said}", more=more, number=number)


# ---------------------------------------------------------------- the lead itself


def _events(lead: Lead) -> Iterator[Entry]:
    found = LeadEvent.objects.filter(lead__property=lead.property_id).select_related("by")
    for event in found.order_by("-at", "-pk")[:MOST]:
        first, _, rest = event.what.rstrip(".").partition(". ")
        kind: Kind = "mail" if event.what.startswith(BY_HAND) else "lead"
        yield Entry(event.at, kind, f"{first}.", f" {rest}." if rest else "", _sentence_by(event.by))


def _snoozes(lead: Lead, clock: WallClock) -> Iterator[Entry]:
    for snooze in Snooze.objects.filter(lead__property=lead.property_id).select_related("by").order_by("-at")[:MOST]:
        yield Entry(snooze.at, "lead", f"Put aside until {clock.moment(snooze.until)}", more=_sentence_by(snooze.by))
        if snooze.undone_at:
            yield Entry(snooze.undone_at, "lead", "Taken back: put aside", more=f"Entered by mistake{_by(snooze.by)}.")


def _notes(lead: Lead) -> Iterator[Entry]:
    for note in Note.objects.filter(lead__property=lead.property_id).select_related("by").order_by("-at")[:MOST]:
        yield Entry(note.at, "lead", "Note", more=f"“{note.text}” {_sentence_by(note.by)}".strip())


def _appointments(lead: Lead, clock: WallClock) -> Iterator[Entry]:
    found = Appointment.objects.filter(lead__property=lead.property_id).select_related("person", "outcome_by")
    for one in found.order_by("-at")[:MOST]:
        when = clock.moment(one.at)
        yield Entry(one.set_at, "lead", f"Appointment set for {when}", more=f"{one.place}. By {one.person.name}.")
        if one.outcome and one.outcome_at:
            what = f"Appointment of {when}: {one.get_outcome_display().lower()}"
            yield Entry(
                one.outcome_at, "lead", what, more=_sentence_by(one.outcome_by), is_contact=one.outcome == "kept"
            )


def _owners(lead: Lead) -> Iterator[Entry]:
    found = Ownership.objects.filter(property=lead.property_id).select_related("owner", "source")
    for title in found.prefetch_related("owner__phones")[:MOST]:
        numbers = words.count(len(title.owner.phones.all()), "number")
        source = f"From {title.source.name}." if title.source else ""
        yield Entry(title.reported_at, "lead", "Owner known", f": {title.owner.name}, {numbers}", source)
        if title.ended_at:
            yield Entry(title.ended_at, "lead", "Owner no more", f": {title.owner.name}", source)


# ---------------------------------------------------------------- the listings


def _listings(lead: Lead) -> Iterator[Entry]:
    """The beginning and the end of every term a broker had on the home."""
    for listing in Listing.objects.filter(property=lead.property_id).select_related("source").order_by("pk")[:MOST]:
        zone = ZoneInfo(lead.team.time_zone)
        kind = "Offered for rent" if listing.is_lease else "Listed"
        price = words.money(listing.original_list_price or listing.list_price)
        at_price = f" at {price}" if price else ""
        office = f" by {listing.list_office_name}" if listing.list_office_name else ""
        where = f"{listing.source.name}, {listing.listing_id}."
        if listing.on_market_date:
            yield Entry(_noon(listing.on_market_date, zone), "listing", kind, f"{at_price}{office}", where, is_day=True)
        yield from _ending(listing, where, zone)


def _ending(listing: Listing, where: str, zone: ZoneInfo) -> Iterator[Entry]:
    on = listing.close_date if listing.standard_status == "Closed" else listing.off_market_date
    if on is None or listing.standard_status not in OVER:
        return
    price = listing.close_price if listing.standard_status == "Closed" else listing.list_price
    days = f" after {words.count(listing.days_on_market, 'day')}" if listing.days_on_market else ""
    at_price = f" at {words.money(price)}" if price else ""
    what = "Sold" if listing.standard_status == "Closed" else listing.standard_status
    yield Entry(_noon(on, zone), "listing", what, f"{days}{at_price}", where, is_day=True)


def _noon(on: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(on, time(12), zone)


def _changes(lead: Lead) -> Iterator[Entry]:
    """Prices and statuses as they changed from file to file; the other fields are in the listing's history."""
    found = ListingChange.objects.filter(
        listing__property=lead.property_id, field__in=("list_price", "standard_status", "expiration_date")
    )
    for change in found.select_related("of", "listing__source").order_by("-at")[:MOST]:
        if not _is_ending(change):
            where = ", ".join(filter(None, (change.listing.source.name, change.of.file_name if change.of else "")))
            yield Entry(change.at, "listing", _changed(change), more=f"{where}.")


def _is_ending(change: ListingChange) -> bool:
    """Whether the end of the term, which has its own day, says the same."""
    listing = change.listing
    ended_on = listing.close_date if listing.standard_status == "Closed" else listing.off_market_date
    return change.field == "standard_status" and change.new == listing.standard_status and ended_on is not None


def _changed(change: ListingChange) -> str:
    if change.field == "standard_status":
        return f"Now {change.new}, was {change.old}" if change.old else f"Now {change.new}"
    if change.field == "expiration_date":
        return f"The contract now ends on {change.new}" if change.new else "The contract has no end any more"
    return _price_change(_whole(change.old), _whole(change.new))


def _price_change(old: int | None, new: int | None) -> str:
    if old is None or new is None:
        return f"Price now {words.money(new)}" if new is not None else "Price taken out"
    return f"Price {'cut' if new < old else 'raised'} to {words.money(new)} from {words.money(old)}"


def _whole(text: str | None) -> int | None:
    return int(text) if text and text.isdigit() else None


def _lookups(lead: Lead) -> Iterator[Entry]:
    found = StatusLookup.objects.filter(property=lead.property_id).select_related("by")
    for seen in found.order_by("-at")[:MOST]:
        yield Entry(seen.at, "listing", f"Looked up in the MLS: {seen.standard_status}", more=_sentence_by(seen.by))


def _by(person) -> str:
    return f" by {person.name}" if person else ""


def _sentence_by(person) -> str:
    return f"By {person.name}." if person else ""


def split(entries: Iterable[Entry], lead: Lead) -> tuple[list[Entry], list[Entry]]:
    """What belongs to this lead, and what was before it: before the day its expiry began, or it was opened."""
    zone = ZoneInfo(lead.team.time_zone)
    start = min(datetime.combine(lead.expired_on, time(), zone), lead.opened_at - timedelta(days=1))
    mine, before = [], []
    for entry in entries:
        (mine if entry.at >= start else before).append(entry)
    return mine, before

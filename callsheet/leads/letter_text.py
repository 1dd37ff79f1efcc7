"""One plain, honest page to an owner: what happened, who writes, what is offered, and how never to hear of it again.

It claims nothing that is not known: no buyer in hand, no price, no promise. It names the brokerage, as the rules of
advertising ask, and says that it is not meant for a home that another broker has listed (NAR Code of Ethics, article
16, standard 16-2).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from callsheet.accounts.models import Person, Team
from callsheet.core import phone
from callsheet.core.words import count
from callsheet.leads.models import Lead
from callsheet.owners.models import Owner

PEOPLE = (Owner.Kind.PERSON, Owner.Kind.COUPLE)
DEFAULT_NAME = Team._meta.get_field("name").default


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter ready to be set: `to` as on the envelope, `sender` as under the signature."""

    lead: int
    to: tuple[str, ...]
    dated: str
    greeting: str
    paragraphs: tuple[str, ...]
    sender: tuple[str, ...]


def letter(lead: Lead, to: tuple[str, ...], person: Person, today: date) -> Letter:
    """The letter from `person` about the home of `lead`, which has its home, listing and owner at hand."""
    return Letter(
        lead=lead.pk,
        to=to,
        dated=_long_day(today),
        greeting=_greeting(lead),
        paragraphs=tuple(_paragraphs(lead, person, today)),
        sender=tuple(
            filter(None, (person.name, brokerage(person), phone.national(person.caller_number), person.email))
        ),
    )


def _sender(person: Person) -> tuple[str, ...]:
    number = phone.national(person.caller_number) if person.caller_number else ""
    return tuple(filter(None, (person.name, brokerage(person), number, person.email)))


def brokerage(person: Person) -> str:
    """The brokerage as it is named outside; empty while nobody has named it."""
    return "" if person.team.name == DEFAULT_NAME else person.team.name


def _greeting(lead: Lead) -> str:
    """A person by name; a trust, an estate or a company as the owner of the home."""
    owner = lead.owner
    if owner is None or owner.kind not in PEOPLE:
        return f"To the owner of {lead.property.street_line},"
    return f"Dear {owner.name},"


def _paragraphs(lead: Lead, person: Person, today: date) -> Iterator[str]:
    firm = brokerage(person)
    work = "a lot of work, and it is disappointing when nothing comes of it"
    yield f"{lead.property.street_line} came off the market{_when(lead, today)} without being sold. Selling is {work}."
    yield (
        f"I am a real-estate agent{f' with {firm}' if firm else ''}. I would like to show you on paper why I think it "
        "did not sell: how it was priced along the way, how it was shown, and what sold near you instead. It takes "
        "fifteen minutes and costs nothing, and you keep the paper whatever you decide."
    )
    number = f" at {phone.national(person.caller_number)}" if person.caller_number else ""
    yield (
        f"If you would still like to sell, please call me{number}. If you have decided to stay, I wish you well there, "
        "and you need not answer."
    )
    yield (
        "If your home is listed with another broker by the time this reaches you, please disregard it: it is not meant "
        "to solicit that listing. And if you would rather not hear from me again, tell me once and I will not write."
    )


def _when(lead: Lead, today: date) -> str:
    """` on November 22, after 256 days,`; what is not known is left out."""
    on = f" on {lead.expired_on:%B} {lead.expired_on.day}" if lead.expired_on_known else ""
    year = f", {lead.expired_on.year}" if on and lead.expired_on.year != today.year else ""
    days = f", after {count(lead.listing.days_on_market, 'day')}," if lead.listing.days_on_market else ""
    return f"{on}{year}{days}"


def _long_day(on: date) -> str:
    return f"{on:%B} {on.day}, {on.year}"

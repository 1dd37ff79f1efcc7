"""Two addresses side by side, for a person to say whether they are the same home: parts, facts, listings, evidence."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from callsheet.core import words
from callsheet.core.address_display import display_unit
from callsheet.core.matching import Match
from callsheet.core.matching_facts import Evidence
from callsheet.core.wall_clock import WallClock
from callsheet.leads.same_home_back import obstacles
from callsheet.listings.models import Listing, Property, SameHomeQuestion

AFTER_COMMA = ("unit", "city", "state")
LINE = ("number", "predirection", "street", "suffix", "postdirection", "unit", "city", "state", "postal_code")


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of an address; `differs` from the other address's. `ends` is the comma after it."""

    text: str
    differs: bool
    ends: str = ""


@dataclass(frozen=True, slots=True)
class FactRow:
    """One fact of both homes."""

    name: str
    one: str
    other: str
    differs: bool


@dataclass(frozen=True, slots=True)
class Term:
    """One listing, in one line."""

    name: str
    status: str
    dates: str
    price: str
    broker: str


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two homes."""

    parts: tuple[Part, ...]
    terms: tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class Last:
    """The answer this person gave last, with its way back."""

    pk: int
    told: str


@dataclass(frozen=True, slots=True)
class ReviewPage:
    """The pair that is asked about, or none. `left` says how many wait."""

    left: str
    pk: int | None = None
    sides: tuple[Side, ...] = ()
    facts: tuple[FactRow, ...] = ()
    speaks_for: tuple[str, ...] = ()
    speaks_against: tuple[str, ...] = ()
    asked: str = ""
    last: Last | None = None


@dataclass(frozen=True, slots=True)
class Decided:
    """An answer that was given; `mark` is its look, `obstacle` says why it cannot be taken back."""

    pk: int
    one: str
    other: str
    answer: str
    mark: str
    said: str
    because: str
    obstacle: str


def review_page(
    question: SameHomeQuestion | None,
    count: int,
    listings: Sequence[Listing],
    found: tuple[Match, Evidence] | None,
    last: SameHomeQuestion | None,
    clock: WallClock,
) -> ReviewPage:
    """`found` is what matching says of the two addresses alone, and the facts' evidence."""
    left = f"{words.count(count, 'pair')} to decide" if count else "No addresses to compare"
    told = Last(last.pk, _told(last)) if last else None
    if question is None or found is None:
        return ReviewPage(left, last=told)
    match, evidence = found
    one, other = question.one, question.other
    agrees = tuple(reason for reason in match.because if reason.startswith("same "))
    return ReviewPage(
        left=left,
        pk=question.pk,
        sides=(_side(one, other, listings, clock), _side(other, one, listings, clock)),
        facts=_facts(one, other),
        speaks_for=(*agrees, *evidence.for_it),
        speaks_against=(*(reason for reason in match.because if reason not in agrees), *evidence.against),
        asked=clock.brief(question.asked_at),
        last=told,
    )


def decided_rows(questions: Iterable[SameHomeQuestion], clock: WallClock) -> tuple[Decided, ...]:
    questions = list(questions)
    cannot = obstacles(questions)
    return tuple(
        Decided(
            pk=question.pk,
            one=question.one.one_line,
            other=question.other.one_line,
            answer="The same home" if question.same else "Two homes",
            mark="now" if question.same else "done",
            said=_said(question, clock),
            because="; ".join(question.because),
            obstacle=cannot.get(question.pk, ""),
        )
        for question in questions
    )


def _said(question: SameHomeQuestion, clock: WallClock) -> str:
    by = f" by {question.answered_by.name}" if question.answered_by else ""
    return f"{clock.brief(question.answered_at)}{by}" if question.answered_at else ""


def _told(question: SameHomeQuestion) -> str:
    are = "are the same home" if question.same else "are two homes"
    return f"{question.one.street_line} and {question.other.street_line} {are}."


def _side(home: Property, beside: Property, listings: Sequence[Listing], clock: WallClock) -> Side:
    mine = (listing for listing in listings if listing.property_id == home.pk)
    return Side(_parts(home, beside), tuple(_term(listing, clock) for listing in mine))


def _parts(home: Property, beside: Property) -> tuple[Part, ...]:
    """The address in its parts; one that the other leaves out differs as well."""
    there = [(name, text) for name in LINE if (text := getattr(home, name))]
    behind = [name for name, _ in there[1:]] + [""]
    return tuple(
        Part(
            _shown(name, text),
            text.casefold() != getattr(beside, name).casefold(),
            "," if after in AFTER_COMMA else "",
        )
        for (name, text), after in zip(there, behind, strict=True)
    )


def _shown(name: str, text: str) -> str:
    return (display_unit(text) or text) if name == "unit" else text


def _term(listing: Listing, clock: WallClock) -> Term:
    began = words.day(listing.on_market_date, clock.today) if listing.on_market_date else ""
    ended = listing.close_date or listing.off_market_date
    end = words.day(ended, clock.today) if ended else ""
    broker = " of ".join(filter(None, (listing.list_agent_full_name, listing.list_office_name)))
    return Term(
        name=f"{listing.source.name} {listing.listing_id}",
        status=listing.standard_status or listing.mls_status,
        dates=" to ".join(filter(None, (began, end))),
        price=words.money(listing.close_price or listing.list_price),
        broker=broker,
    )


def _facts(one: Property, other: Property) -> tuple[FactRow, ...]:
    """The facts that either home has; those that differ are marked when both have them."""
    pairs = [(name, said(one), said(other)) for name, said in FACTS]
    return tuple(
        FactRow(name, first or "not known", second or "not known", bool(first and second and first != second))
        for name, first, second in pairs
        if first or second
    )


def _number(value: object, unit: str = "") -> str:
    return f"{value:,g}{unit}" if value is not None else ""


FACTS = (
    ("Parcel", lambda home: home.parcel_number),
    ("Built", lambda home: str(home.year_built or "")),
    ("Size", lambda home: _number(home.living_area and float(home.living_area), " sq ft")),
    ("Bedrooms", lambda home: _number(home.bedrooms_total and float(home.bedrooms_total))),
    ("Bathrooms", lambda home: _number(home.bathrooms_total and float(home.bathrooms_total))),
    ("Lot", lambda home: _number(home.lot_size_acres and float(home.lot_size_acres), " acres")),
)

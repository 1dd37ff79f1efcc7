"""What an owner permits and what binds the owner to us, in the words of the screen: on file, and to be recorded."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.forms import Form
from django.urls import reverse

from callsheet.accounts.models import Person
from callsheet.compliance import house, permissions
from callsheet.compliance.models import Consent, DoNotCallRequest, Evidenced, Relationship
from callsheet.compliance.number_lookups import LookupLine, lookups_of
from callsheet.compliance.own_listings import OwnListing, ended_with_us
from callsheet.compliance.permission_forms import ConsentForm, PermissionForm, ReassignedForm, RelationshipForm
from callsheet.compliance.where import mailing_place, property_place
from callsheet.core import phone as phones
from callsheet.core.law_places import claims
from callsheet.core.law_rules import Jurisdiction, Rules
from callsheet.core.law_words import long_date
from callsheet.core.wall_clock import WallClock
from callsheet.core.words import count
from callsheet.listings.models import Property
from callsheet.owners.models import Phone


@dataclass(frozen=True, slots=True)
class Line:
    """One permission or relationship. `until` says how long it counts, or why it counts no more."""

    pk: int
    route: str
    what: str
    words: str
    recorded: str
    until: str
    stands: bool
    may_be_ended: bool
    evidence: str


@dataclass(frozen=True, slots=True)
class ToRecord:
    """A form with what the law lets it lift, and what not."""

    slug: str
    title: str
    law: str
    action: str
    form: Form
    submit: str


@dataclass(frozen=True, slots=True)
class StateList:
    """A state of this number that keeps a list of its own."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class PermissionPage:
    """`opened` is the form that was sent and has to be mended."""

    phone: int
    home: int | None
    owner: str
    national: str
    lines: tuple[Line, ...]
    proposals: tuple[OwnListing, ...]
    forms: tuple[ToRecord, ...]
    opened: str
    lookups: tuple[LookupLine, ...]
    state_lists: tuple[StateList, ...]
    reassigned: ToRecord


def permission_page(
    phone: Phone, home: Property | None, person: Person, clock: WallClock, sent: Form | None = None
) -> PermissionPage:
    """The page of one number and its owner; `sent` is a form that could not be kept, with its errors."""
    book = house.rules_of(person.team)
    states = claims(property_place(home), mailing_place(phone.owner), phone.number, "call", book).states
    forms = tuple(_forms(phone, home, book, clock.today, sent))
    reassigned = _reassigned(phone, home, book, clock.today, sent)
    return PermissionPage(
        phone=phone.pk,
        home=home.pk if home else None,
        owner=phone.owner.name,
        national=phone.national,
        lines=tuple(_lines(phone, book, states, clock)),
        proposals=tuple(ended_with_us(person.team, phone.owner, clock.today, book)),
        forms=forms,
        opened=next((one.slug for one in (*forms, reassigned) if one.form is sent), ""),
        lookups=lookups_of(phone, book, clock),
        state_lists=tuple(StateList(state.code, state.name) for state in states if state.own_list),
        reassigned=reassigned,
    )


# ---------------------------------------------------------------- on file


def _lines(phone: Phone, book: Rules, states: Sequence[Jurisdiction], clock: WallClock) -> Iterator[Line]:
    """Those that stand first, then those that do not, each with the newest first."""
    about = {"team": phone.owner.team_id, "owner": phone.owner}
    rows: list[Evidenced] = [
        *Consent.objects.filter(number__in=("", phone.number), **about).select_related("by", "ended_by"),
        *Relationship.objects.filter(**about).select_related("by", "ended_by"),
    ]
    requests = permissions.requests_about(phone.owner.team, [phone.owner.pk], [phone.number]) if rows else []
    lines = [(row, _line(row, book, states, requests, clock)) for row in rows]
    for _, line in sorted(lines, key=lambda pair: (pair[1].stands, pair[0].on, pair[0].at), reverse=True):
        yield line


def _line(
    row: Evidenced, book: Rules, states: Sequence[Jurisdiction], requests: Iterable[DoNotCallRequest], clock: WallClock
) -> Line:
    over = _over(row, book, requests, clock)
    return Line(
        pk=row.pk,
        route="consent" if isinstance(row, Consent) else "relationship",
        what=_what(row),
        words=row.words,
        recorded=f"Written down {clock.brief(row.at)}{_by(row.by)}",
        until=over or _until(row, book, states),
        stands=not over,
        may_be_ended=row.ended_at is None,
        evidence=row.evidence_name,
    )


def _what(row: Evidenced) -> str:
    """`Asked to be contacted on Nov 3, 2026`, `Signed a consent ... on Nov 3, 2026, for (410) 555-0142`."""
    said = row.get_kind_display()
    number = f", for {phones.national(row.number)}" if isinstance(row, Consent) and row.number else ""
    return f"{said[:1].upper()}{said[1:]}: {long_date(row.on)}{number}"


def _over(row: Evidenced, book: Rules, requests: Iterable[DoNotCallRequest], clock: WallClock) -> str:
    """Why it counts no more; empty while it counts."""
    if row.ended_at:
        return f"{row.ended_because.rstrip('.')}, said {clock.brief(row.ended_at)}{_by(row.ended_by)}"
    if request := permissions.ended_by(row, requests):
        return f"Ended by the do-not-call request of {clock.brief(request.at)}"
    last = permissions.ends_on(row, book)
    return f"Counted until {long_date(last)}" if last and last < clock.today else ""


def _until(row: Evidenced, book: Rules, states: Iterable[Jurisdiction]) -> str:
    """`Counts until May 17, 2028; for Pennsylvania’s own list until Nov 24, 2027`."""
    last = permissions.ends_on(row, book)
    if last is None:
        own = ", for calls of whoever wrote it down" if row.kind == Consent.Kind.ACQUAINTED else ""
        return f"Counts until it is taken back{own}"
    shorter = [(state.name, day) for state in states if (day := permissions.ends_on(row, book, state)) != last]
    return "; ".join([f"Counts until {long_date(last)}", *(_for_state(name, day) for name, day in shorter if day)])


def _for_state(name: str, day: date) -> str:
    return f"for {name}’s own list until {long_date(day)}"


def _by(person: Person | None) -> str:
    return f", by {person.name}" if person else ""


# ---------------------------------------------------------------- to be recorded

NEVER = "It lifts neither a do-not-call request nor the hours."
BUT_UTAH = "It lifts neither a do-not-call request nor, outside Utah, the hours."
CONSENTS = (
    (
        Consent.Kind.WRITTEN,
        "The owner signed a consent",
        "It must name your brokerage and this number. It lifts the national registry, states’ own lists, bans on cold "
        f"calls to mobiles and every rule that wants signed consent, for this number. {BUT_UTAH} "
        "47 CFR 64.1200(c)(2)(ii).",
        "Record the signed consent",
    ),
    (
        Consent.Kind.INVITED,
        "The owner asked to be contacted",
        "It lifts the national registry, states’ own lists, bans on cold calls to mobiles and the consent that a text "
        f"needs; neither Connecticut’s signed consent nor what a recorded voice needs. {BUT_UTAH}",
        "Record that the owner asked",
    ),
    (
        Consent.Kind.ACQUAINTED,
        "The owner knows me personally",
        "Family, a friend or an acquaintance of yours: it counts for your own calls. It lifts the national registry "
        f"and nothing else. {NEVER} 47 CFR 64.1200(c)(2)(iii), (f)(11).",
        "Record that we know each other",
    ),
)
RELATED = (
    "It lifts the national registry, states’ own lists, Connecticut’s signed consent, bans on cold calls to mobiles, "
    "Oregon’s cap and the house cap{own}; neither what a recorded voice nor what a text needs. A do-not-call request "
    "ends it. 16 CFR 310.2(q); 47 CFR 64.1200(f)(5)."
)


def _forms(phone: Phone, home: Property | None, book: Rules, today: date, sent: Form | None) -> Iterator[ToRecord]:
    for kind, title, law, submit in CONSENTS:
        form = _form(ConsentForm, kind, home, today, sent)
        yield ToRecord(kind, title, law, reverse("consent_recorded", args=[phone.pk]), form, submit)
    for kind, title, days, submit in _relationships(book):
        own = _states_own(book) if kind == Relationship.Kind.PURCHASE else ""
        law = f"It counts for {count(days, 'day')} from its day. {RELATED.format(own=own)}"
        form = _form(RelationshipForm, kind, home, today, sent)
        yield ToRecord(kind, title, law, reverse("relationship_recorded", args=[phone.pk]), form, submit)


def _relationships(book: Rules) -> Iterator[tuple[str, str, int, str]]:
    federal = book.federal
    title = "A purchase or sale with us, or our own listing that ended"
    yield Relationship.Kind.PURCHASE, title, federal.purchase_days, "Record the relationship"
    title = "The owner asked us about our services"
    yield Relationship.Kind.INQUIRY, title, federal.inquiry_days, "Record the inquiry"


def _states_own(book: Rules) -> str:
    """` (365 days for Pennsylvania’s list)`"""
    shorter = [state for state in book.states.values() if state.purchase_days is not None]
    said = ", ".join(f"{count(state.purchase_days or 0, 'day')} for {state.name}’s list" for state in shorter)
    return f" ({said})" if said else ""


def _form(of: type[PermissionForm], kind: str, home: Property | None, today: date, sent: Form | None) -> Form:
    """An empty form of the kind, or the one that was sent."""
    if isinstance(sent, of) and sent.data.get("kind") == kind:
        return sent
    return of(today=today, initial=_initial(home, today) | {"kind": kind}, auto_id=f"{kind}_%s")


def _initial(home: Property | None, today: date) -> dict[str, object]:
    return {"on": today, "home": home.pk if home else None}


def _reassigned(phone: Phone, home: Property | None, book: Rules, today: date, sent: Form | None) -> ToRecord:
    form = sent if isinstance(sent, ReassignedForm) else None
    counts = count(book.policy.reassigned_max_age_days, "day")
    law = (
        "A yes refuses this number everywhere; a no frees it where a state wants the database asked (Maine) and counts "
        f"for {counts}, for the data change every month. 47 CFR 64.1200(m)."
    )
    empty = ReassignedForm(today=today, initial=_initial(home, today), auto_id="reassigned_%s")
    action = reverse("reassigned_looked_up", args=[phone.pk])
    return ToRecord("reassigned", "The Reassigned Numbers Database", law, action, form or empty, "Record what it said")

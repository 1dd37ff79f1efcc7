"""The list of leads in words: where each one stands, and why a home is none."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.core.paginator import Page
from django.urls import reverse

from callsheet.compliance.marks import May
from callsheet.compliance.standings import Standing
from callsheet.core import words
from callsheet.core.wall_clock import WallClock
from callsheet.leads.models import Lead
from callsheet.listings.models import Listing, Property
from callsheet.owners.phones import best

SHOWN = {
    "open": "Open",
    "presumed": "Presumed expired",
    "ours": "Ours",
    "withdrawn": "Withdrawn",
    "closed": "Closed",
    "all": "All",
}
# What to show -> what is counted, one and many.
COUNTED = {
    "open": ("open lead", "open leads"),
    "presumed": ("home is presumed expired", "homes are presumed expired"),
    "ours": ("lead is our own", "leads are our own"),
    "withdrawn": (
        "home is off the market and still under contract",
        "homes are off the market and still under contract",
    ),
    "closed": ("closed lead", "closed leads"),
    "all": ("lead", "leads"),
}
NONE = {"presumed": "home is presumed expired", "ours": "lead of our own", "withdrawn": "such home"}
ABOUT = {
    "open": "Newest first. Our own office’s expireds are kept apart.",
    "presumed": "Active in your files, but the contract has ended: confirm in the MLS before calling.",
    "ours": "Our own office had the listing. They are on nobody’s sheet.",
    "withdrawn": "No leads: another broker is still under contract. A lead opens by itself when the contract ends.",
    "closed": "Newest first, each with the reason.",
    "all": "Open ones first.",
}
PLAIN = ""
"""No mark: whether an owner may be called is the gate's to say, and it is asked on the lead's own page."""
NOTHING_KNOWN = "No listing of this home is known: it came with an owner file."


@dataclass(frozen=True, slots=True)
class Choice:
    href: str
    name: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class LeadRow:
    """One lead. `stands` is the mark and words of where it stands; `more` says the rest."""

    href: str
    home: str
    town: str
    owner: str
    phone: str
    off_market: str
    tries: int
    price: str
    stands: May
    more: str


@dataclass(frozen=True, slots=True)
class NoLeadRow:
    """A home that is no lead, and why."""

    home: str
    town: str
    because: str
    mls: str


@dataclass(frozen=True, slots=True)
class Turning:
    """Where in the list this page is, and the pages beside it."""

    said: str
    earlier: str
    later: str


@dataclass(frozen=True, slots=True)
class LeadsPage:
    answer: str
    about: str
    show: str
    said: str
    choices: tuple[Choice, ...]
    rows: tuple[LeadRow, ...]
    no_leads: tuple[NoLeadRow, ...]
    no_leads_title: str
    turning: Turning
    has_any: bool


def leads_page(
    page: Page,
    show: str,
    said: str,
    clock: WallClock,
    *,
    homes: Sequence[Property] = (),
    standings: Mapping[int, Standing] | None = None,
    has_any: bool = True,
) -> LeadsPage:
    """One page of the list; `homes` are those without a lead that answer to what was typed."""
    found = standings or {}
    is_withdrawn = show == "withdrawn"
    of_page = page.object_list
    return LeadsPage(
        answer=_answer(page.paginator.count, show, said),
        about=ABOUT[show],
        show=show,
        said=said,
        choices=tuple(Choice(_href(slug, said), name, slug == show) for slug, name in SHOWN.items()),
        rows=() if is_withdrawn else tuple(lead_row(lead, clock) for lead in of_page),
        no_leads=tuple(_withdrawn_row(one, found) for one in of_page)
        if is_withdrawn
        else tuple(_home_row(home, found) for home in homes),
        no_leads_title="" if is_withdrawn else "Homes without a lead",
        turning=_turning(page, show, said),
        has_any=has_any,
    )


def _answer(count: int, show: str, said: str) -> str:
    one, many = COUNTED[show]
    counted = f"{count:,} {one if count == 1 else many}" if count else f"No {NONE.get(show, one)}"
    return f"{counted} for “{said}”" if said else counted


def _href(show: str, said: str, page: int = 1) -> str:
    query = {"show": show, **({"q": said} if said else {}), **({"page": page} if page > 1 else {})}
    return reverse("leads", query=query)


def _turning(page: Page, show: str, said: str) -> Turning:
    counted = f"{page.start_index():,}–{page.end_index():,} of {page.paginator.count:,}"
    return Turning(
        said=counted if page.paginator.num_pages > 1 else "",
        earlier=_href(show, said, page.previous_page_number()) if page.has_previous() else "",
        later=_href(show, said, page.next_page_number()) if page.has_next() else "",
    )


# ---------------------------------------------------------------- one lead


def lead_row(lead: Lead, clock: WallClock) -> LeadRow:
    """One row; `lead` has its home, listing, owner and the owner's phones at hand."""
    phones = best(lead.owner.phones.all()) if lead.owner else []
    stands, more = standing(lead, clock)
    return LeadRow(
        href=reverse("lead", args=[lead.pk]),
        home=lead.property.street_line,
        town=lead.property.city,
        owner=lead.owner.name if lead.owner else "Owner not known",
        phone=phones[0].national if phones and not phones[0].is_dead else "",
        off_market=words.day(lead.expired_on, clock.today) if lead.expired_on_known else "day not known",
        tries=lead.attempts,
        price=words.money(lead.listing.list_price),
        stands=stands,
        more=more,
    )


def standing(lead: Lead, clock: WallClock) -> tuple[May, str]:
    """Where a lead stands: `Next call` with `today, 4:40 pm`, `Closed` with the day and the reason."""
    if lead.state == Lead.State.CLOSED:
        return May("done", f"Closed {clock.day(lead.closed_at) if lead.closed_at else ''}".strip()), lead.closed_because
    if lead.is_ours:
        return May("done", "Ours"), f"listed by {lead.listing.list_office_name or 'our own office'}"
    if lead.is_presumed:
        return May("ask", "Confirm first"), "look it up in the MLS"
    if lead.snoozed_until and lead.snoozed_until > clock.now:
        return May(PLAIN, "Put aside"), f"until {clock.moment(lead.snoozed_until)}"
    if not lead.by_phone:
        return May("never", "Not by phone"), "letters and doors"
    if lead.mood == Lead.Mood.APPOINTMENT:
        return May(PLAIN, "Appointment set"), ""
    return _next_call(lead, clock)


def _next_call(lead: Lead, clock: WallClock) -> tuple[May, str]:
    mood = lead.get_mood_display()
    if lead.due_at is None:
        return May(PLAIN, "Nothing planned"), mood
    if lead.due_at <= clock.now:
        return May(PLAIN, "Due now"), mood
    return May(PLAIN, "Next call"), f"{clock.moment(lead.due_at)}; {mood}"


# ---------------------------------------------------------------- homes that are no lead


def _withdrawn_row(listing: Listing, standings: Mapping[int, Standing]) -> NoLeadRow:
    row = _home_row(listing.property, standings)
    return NoLeadRow(row.home, row.town, row.because, f"{listing.source}, {listing.listing_id}")


def _home_row(home: Property, standings: Mapping[int, Standing]) -> NoLeadRow:
    found = standings.get(home.pk)
    return NoLeadRow(home.street_line, home.city, found.verdict.because if found else NOTHING_KNOWN, "")

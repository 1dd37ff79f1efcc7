"""The invented morning of the mock-ups: fourteen homes that may be called at 8:05 am, and seven that may not."""

from datetime import UTC, date, datetime, timedelta

from callsheet.accounts.models import Person, Team
from callsheet.calling.models import Attempt
from callsheet.compliance.models import DoNotCallRequest, RegistryCopy
from callsheet.leads.models import Appointment, Lead
from callsheet.listings.models import ListingChange, Source
from callsheet.owners.models import Owner, Phone, PhoneFinding
from tests.web.listed import on_registry
from tests.web.world import NOW, a_home, a_lead, a_listing, a_registry_copy, an_mls, an_owner

CUTS = (
    (date(2026, 5, 11), 489_000, 474_900),
    (date(2026, 7, 28), 474_900, 464_900),
    (date(2026, 9, 30), 464_900, 459_900),
)

# number, street, suffix, unit, town, owner, number, days off market, attempts, price
ROWS = (
    ("15", "Quarry", "Rd", "", "Millbrook", "Dennis Ott", "+14105550117", 1, 0, 312_000),
    ("2207", "Heron", "Ct", "3B", "Port Alder", "Lucia Marchetti", "+14435550159", 1, 0, 238_500),
    ("731 1/2", "Chapel", "St", "", "Port Alder", "Thomas and Ines Vail", "+14105550128", 1, 0, 274_900),
    ("96", "Orchard View", "Dr", "", "Fallow Creek", "Priya Raman", "+14105550103", 1, 0, 689_000),
    ("5", "Ferry Landing", "", "", "St. Brides", "Walter Keane", "+14435550186", 2, 1, 529_000),
    ("1340", "Old Mill", "Pike", "", "Millbrook", "Joanne Pfeiffer", "+14105550171", 9, 3, 365_000),
    ("62", "Dogwood", "Ter", "", "Fallow Creek", "Samuel Adeyemi", "+14105550134", 23, 5, 418_000),
    ("8", "Signal Hill", "Ct", "", "St. Brides", "Ruth Castellano", "+14435550195", 29, 4, 342_500),
    ("1177", "Kestrel", "Way", "", "Port Alder", "Bao Tran", "+14105550160", 16, 6, 299_000),
    ("203", "Saddler", "St", "", "Millbrook", "Gloria Whitfield", "+14105550149", 74, 7, 255_000),
    ("49", "Tidewater", "Ave", "", "Port Alder", "Anders Holm", "+14435550112", 118, 5, 610_000),
    ("3015", "Windrow", "Rd", "", "Fallow Creek", "Marcus Bell", "+14105550125", 204, 2, 389_900),
    ("30", "Rope", "Walk", "", "Port Alder", "Helen Markovic", "+14105550155", 33, 6, 340_000),
    ("11", "Lantern", "Ct", "409-C", "Port Alder", "Evelyn Sato", "+14105550190", 341, 9, 187_000),
)


def a_market(team: Team, agent: Person, now: datetime = NOW) -> dict[str, Lead]:
    """Owner's name -> lead, for every home of the morning. Outside NOW the hours may refuse."""
    mls = an_mls(team, fresh_at=now - timedelta(hours=2))
    Source.objects.filter(pk=mls.pk).update(confirmed_by=agent, confirmed_at=now)
    if not RegistryCopy.objects.exists():  # one copy serves every team of a home
        for area_code in ("410", "443", "541"):
            a_registry_copy(area_code, copied_on=now.date() - timedelta(days=5))
    leads = {"Harriet and Paul Boone": _harriet(team, agent, mls, now)}
    for row in ROWS:
        lead = _lead(team, mls, now, *row)
        leads[lead.owner.name] = lead
    leads |= {lead.owner.name: lead for lead in _not_now(team, agent, mls, now)}
    _appointments(agent, leads, now)
    return leads


def _lead(team, mls, now, number, street, suffix, unit, town, owner, phone, days, attempts, price, **given) -> Lead:
    off = now.date() - timedelta(days=days)
    home = a_home(
        team, number, street, suffix=suffix, unit=unit, city=town, bedrooms_total=3, bathrooms_total=2,
        living_area=1_640, year_built=1994, address_key=f"1|{number}|{street}|{unit}|21014",
    )  # fmt: skip
    listed = off - timedelta(days=90 + days % 80)
    listing = a_listing(
        home, mls, list_price=price, original_list_price=price + 20_000, on_market_date=listed, off_market_date=off,
        days_on_market=(off - listed).days, list_office_name="Tern & Tide", as_of=now - timedelta(hours=2),
        status_at=now - timedelta(hours=2), seen_at=now - timedelta(hours=2),
    )  # fmt: skip
    person = an_owner(home, owner, phone)
    last = now - timedelta(days=3) if attempts else None
    fields = {"expired_on": off, "attempts": attempts, "touches": attempts, "last_attempt_at": last, "started_at": last}
    return a_lead(
        listing, person, due_at=now - timedelta(hours=1), opened_at=now - timedelta(days=days), **(fields | given)
    )


def _harriet(team, agent, mls, now) -> Lead:
    lead = _lead(
        team,
        mls,
        now,
        "418",
        "Larkspur",
        "Ln",
        "",
        "Fallow Creek",
        "Harriet and Paul Boone",
        "+14105550142",
        2,
        2,
        459_900,
    )
    home, listing, owner = lead.property, lead.listing, lead.owner
    home.bedrooms_total, home.bathrooms_total, home.living_area, home.lot_size_acres = 4, 2.5, 2_310, 0.62
    home.year_built = 1987
    home.save()
    listing.original_list_price, listing.on_market_date, listing.days_on_market = 489_000, date(2026, 3, 11), 256
    listing.save()
    for on, old, new in CUTS:
        at = datetime(on.year, on.month, on.day, 16, tzinfo=UTC)
        ListingChange.objects.create(listing=listing, at=at, field="list_price", old=str(old), new=str(new))
    owner.kind, owner.mailing_line = "couple", "418 Larkspur Ln"
    owner.mailing_city, owner.mailing_state, owner.mailing_postal_code = "Fallow Creek", "MD", "21014"
    owner.save()
    owner.ownerships.update(since=date(2009, 5, 1))
    owner.phones.update(finding="reached", found_at=datetime(2024, 6, 4, 15, tzinfo=UTC))
    listed = Phone.objects.create(
        owner=owner, number="+14105550168", line_type="landline", rank=2, reported_at=now - timedelta(days=3)
    )
    on_registry(listed.number)
    wrong = Phone.objects.create(
        owner=owner, number="+14435550113", rank=3, reported_at=now, finding="wrong", found_at=now - timedelta(days=21)
    )
    PhoneFinding.objects.create(phone=wrong, finding="wrong", at=now - timedelta(days=21), by=agent)
    voicemail = "Calling about Larkspur, will try Tuesday."
    _attempt(lead, agent, now - timedelta(hours=23, minutes=34), "no_answer")
    _attempt(lead, agent, now - timedelta(hours=14, minutes=25), "left_voicemail", voicemail)
    Lead.objects.filter(pk=lead.pk).update(last_attempt_at=now - timedelta(hours=14, minutes=25))
    lead.events.create(at=now - timedelta(days=2), what="Expired, lead opened.")
    return lead


def _attempt(lead: Lead, agent: Person, at: datetime, outcome: str, note: str = "") -> Attempt:
    return Attempt.objects.create(
        lead=lead, person=agent, at=at, is_reported=True, outcome=outcome, outcome_at=at, note=note,
        phone=lead.owner.phones.first(), number=lead.owner.phones.first().number,
    )  # fmt: skip


def _not_now(team, agent, mls, now) -> list[Lead]:
    """On the registry; asked for no calls; asleep in Oregon."""
    listed = _lead(team, mls, now, "2", "Coopers", "Grn", "", "Millbrook", "Agnes Doyle", "+14105550166", 3, 0, 401_000)
    on_registry("+14105550166")
    asked = _lead(team, mls, now, "508", "Marsh", "Rd", "", "Port Alder", "Peter Novak", "+14105550177", 21, 1, 275_000)
    DoNotCallRequest.objects.create(
        team=team, owner=asked.owner, number="+14105550177", at=now - timedelta(days=20), by=agent, words="Never again."
    )
    unknown = _lead(
        team, mls, now, "940", "Rope", "Walk", "", "Port Alder", "Nadia Petrov", "+15415550188", 4, 0, 350_000
    )
    Owner.objects.filter(pk=unknown.owner_id).update(
        mailing_line="12 Juniper St", mailing_city="Bend", mailing_state="OR", mailing_postal_code="97701"
    )
    return [listed, asked, unknown]


def _appointments(agent: Person, leads: dict[str, Lead], now: datetime) -> None:
    """One of yesterday that asks for its outcome, and two of today."""
    for name, at in (
        ("Helen Markovic", now - timedelta(hours=16)),
        ("Anders Holm", now + timedelta(hours=5, minutes=25)),
        ("Marcus Bell", now + timedelta(hours=7, minutes=55)),
    ):
        lead = leads[name]
        Appointment.objects.create(lead=lead, person=agent, at=at, place=lead.property.one_line, set_at=now)
        Lead.objects.filter(pk=lead.pk).update(mood="appointment", due_at=at)

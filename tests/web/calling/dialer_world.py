"""A brokerage in Virginia, where a machine may dial, with owners to be handed to another dialer at 8:05 am."""

from datetime import timedelta

from callsheet.accounts.models import Person
from callsheet.leads.models import Lead
from callsheet.owners.models import Phone
from tests.web.accounts.colleagues import a_colleague
from tests.web.world import NOW, a_home, a_lead, a_listing, a_registry_copy, a_team, an_mls, an_owner

NAMES = ("Harriet Boone", "Dennis Ott", "Lucia Marchetti", "Walter Keane", "Priya Raman", "Bao Tran")


def a_broker(**given) -> Person:
    return a_colleague(a_team("Saltmarsh Realty"), "Maya Lindqvist", "broker", **given)


def owners_in_virginia(person: Person, count: int = 3) -> list[Lead]:
    """Leads that may be called at NOW, with the numbers (703) 555-0110 and on, in the order of the sheet."""
    mls = an_mls(person.team, "Tidewater MLS")
    a_registry_copy("703")
    return [_lead(person, mls, place) for place in range(count)]


def _lead(person: Person, mls, place: int) -> Lead:
    home = a_home(
        person.team, f"{place + 1}00", "Tern", city="Port Alder", state="VA", postal_code="22201",
        address_key=f"1|{place + 1}00|TERN|22201",
    )  # fmt: skip
    owner = an_owner(home, NAMES[place % len(NAMES)], f"+17035550{110 + place}")
    return a_lead(a_listing(home, mls), owner, due_at=NOW - timedelta(minutes=count_down(place)))


def count_down(place: int) -> int:
    """The first is due longest."""
    return 60 - place


def a_second_number(lead: Lead, number: str = "+17035550190") -> Phone:
    return Phone.objects.create(owner=lead.owner, number=number, line_type="landline", rank=2, reported_at=NOW)

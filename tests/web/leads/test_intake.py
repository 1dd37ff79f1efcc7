"""Listings in, leads out: what opens one, what closes it, what takes it back; and twice is once."""

from datetime import date, timedelta

import pytest

from callsheet.compliance import gate
from callsheet.compliance.models import CountedDial, DoNotCallRequest
from callsheet.core.errors import UnusableInput
from callsheet.leads.intake import Intake, attach_owners, open_and_close, presume
from callsheet.leads.lane import move_blocked
from callsheet.leads.models import FollowUp, Lead, LeadEvent
from callsheet.listings.batches import BatchEffect
from callsheet.listings.models import Listing, Property
from callsheet.owners.models import Owner, Ownership, Phone
from tests.web import world
from tests.web.world import NOW

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 24)
LATER = NOW + timedelta(hours=6)
_numbers = iter(range(1, 10_000))


@pytest.fixture
def team():
    return world.a_team()


@pytest.fixture
def mls(team):
    return world.an_mls(team)


@pytest.fixture
def home(team):
    return world.a_home(team)


def listed(home, mls, status, **given):
    """One more listing of a home."""
    fields = {"listing_id": f"AL{next(_numbers):06}", "off_market_date": None}
    return world.a_listing(home, mls, standard_status=status, mls_status=status, **(fields | given))


def expired(home, mls, **given):
    return listed(home, mls, "Expired", **({"off_market_date": date(2026, 11, 22)} | given))


def judged(team, *homes, now=NOW) -> BatchEffect:
    return open_and_close(team, [home.pk for home in homes], now)


# ---- opening


def test_an_expired_home_opens_a_lead_with_its_owner_and_first_call(team, mls, home):
    listing, owner = expired(home, mls), world.an_owner(home)
    assert judged(team, home) == BatchEffect(off_market=1, relisted=0, opened=1, closed=0)
    lead = Lead.objects.get()
    assert (lead.listing, lead.owner, lead.team) == (listing, owner, team)
    assert (lead.expired_on, lead.expired_on_known, lead.is_presumed) == (date(2026, 11, 22), True, False)
    assert (lead.opened_at, lead.due_at) == (NOW, NOW)
    assert lead.events.get().what == "Expired on Nov 22 (Alder County MLS). Lead opened."
    follow_up = lead.follow_ups.get()
    assert (follow_up.kind, follow_up.touch, follow_up.due_at) == ("call", 1, NOW)


def test_the_same_rows_twice_change_nothing(team, mls, home):
    expired(home, mls)
    judged(team, home)
    assert judged(team, home, now=LATER) == BatchEffect(0, 0, 0, 0)
    assert Lead.objects.count() == FollowUp.objects.count() == LeadEvent.objects.count() == 1


@pytest.mark.parametrize("status", ["Withdrawn", "Hold", "Active", "Pending", "Coming Soon", "Closed", ""])
def test_nothing_else_opens_one(team, mls, home, status):
    listed(home, mls, status)
    assert judged(team, home).opened == 0
    assert not Lead.objects.exists()


def test_an_expired_lease_opens_none(team, mls, home):
    expired(home, mls, is_lease=True)
    assert judged(team, home) == BatchEffect(0, 0, 0, 0)


def test_an_expiry_without_a_date_opens_one_dated_by_the_import(team, mls, home):
    expired(home, mls, off_market_date=None)
    judged(team, home)
    lead = Lead.objects.get()
    assert (lead.expired_on, lead.expired_on_known) == (TODAY, False)


def test_a_date_that_comes_later_is_taken_over(team, mls, home):
    listing = expired(home, mls, off_market_date=None)
    judged(team, home)
    Listing.objects.filter(pk=listing.pk).update(off_market_date=date(2026, 11, 20))
    assert judged(team, home, now=LATER).opened == 0
    lead = Lead.objects.get()
    assert (lead.expired_on, lead.expired_on_known) == (date(2026, 11, 20), True)
    assert lead.events.last().what == "Now dated: Expired on Nov 20 (Alder County MLS)."


@pytest.mark.parametrize(("days", "opened"), [(3 * 365, 1), (3 * 365 + 1, 0)])
def test_beyond_three_years_an_expiry_is_history(team, mls, home, days, opened):
    expired(home, mls, on_market_date=date(2020, 1, 1), off_market_date=TODAY - timedelta(days=days))
    effect = judged(team, home)
    assert (effect.off_market, effect.opened) == (1, opened)


@pytest.mark.parametrize(
    ("office", "ours"),
    [
        ("SALTMARSH REALTY, INC.", True),
        ("Saltmarsh", True),
        ("Heron & Sons", True),
        ("Saltmarsh Homes", False),
        ("", False),
    ],
)
def test_our_own_expireds_are_marked(team, mls, home, office, ours):
    team.office_names = ["Heron and Sons Realtors"]
    expired(home, mls, list_office_name=office)
    judged(team, home)
    assert Lead.objects.get().is_ours is ours


def test_another_teams_homes_are_none_of_ours(team, mls, home):
    expired(home, mls)
    assert judged(world.a_team("Heron Homes"), home) == BatchEffect(0, 0, 0, 0)


# ---- closing


def test_a_relisting_closes_the_lead_at_once_with_the_reason(team, mls, home):
    expired(home, mls, list_office_name="Tern & Tide")
    judged(team, home)
    bay = world.an_mls(team, "Bay MLS")
    listed(home, bay, "Active", on_market_date=date(2026, 11, 23), list_office_name="Heron Homes")
    assert judged(team, home, now=LATER) == BatchEffect(off_market=0, relisted=1, opened=0, closed=1)
    lead = Lead.objects.get()
    assert (lead.state, lead.closed_at, lead.due_at) == ("closed", LATER, None)
    assert lead.closed_because == "Listed again on Nov 23 with another office (Bay MLS)."
    assert not FollowUp.objects.open().exists()
    assert lead.events.last().what == f"Closed: {lead.closed_because}"


@pytest.mark.parametrize(
    ("status", "given", "because"),
    [
        ("Closed", {"close_date": date(2026, 11, 23)}, "Sold on Nov 23 (Alder County MLS)."),
        ("Pending", {"on_market_date": date(2026, 11, 23)}, "Listed again on Nov 23 (Alder County MLS), now Pending."),
        ("Withdrawn", {}, "Withdrawn, still under contract with the listing broker."),
    ],
)
def test_whatever_else_ends_it_says_so(team, mls, home, status, given, because):
    expired(home, mls)
    judged(team, home)
    listed(home, mls, status, **given)
    assert judged(team, home, now=LATER).closed == 1
    assert Lead.objects.get().closed_because == because


def test_a_status_word_nobody_explained_closes_nothing(team, mls, home):
    expired(home, mls)
    judged(team, home)
    listed(home, mls, "", on_market_date=date(2026, 11, 23))
    assert judged(team, home, now=LATER).closed == 0
    assert Lead.objects.get().state == "open"


def test_expired_again_after_a_later_contract_is_a_new_pursuit(team, mls, home):
    expired(home, mls, off_market_date=date(2026, 5, 1))
    judged(team, home)
    expired(home, mls, on_market_date=date(2026, 6, 1), off_market_date=date(2026, 11, 23))
    assert judged(team, home, now=LATER) == BatchEffect(off_market=1, relisted=0, opened=1, closed=1)
    old, new = Lead.objects.order_by("pk")
    assert (old.state, new.state) == ("closed", "open")
    assert old.closed_because == "A later contract has ended as well: Expired on Nov 23 (Alder County MLS)."


def test_the_same_expiry_in_another_mls_is_the_same_pursuit(team, mls, home):
    expired(home, mls)
    judged(team, home)
    expired(home, world.an_mls(team, "Bay MLS"), off_market_date=date(2026, 11, 24))
    assert judged(team, home, now=LATER) == BatchEffect(0, 0, 0, 0)
    assert Lead.objects.get().state == "open"


def test_an_expiry_whose_address_was_corrected_is_the_other_homes(team, mls, home):
    listing = expired(home, mls)
    judged(team, home)
    Lead.objects.update(attempts=3, touches=3)
    other = world.a_home(team, "12", "Osprey", suffix="Ct")
    Listing.objects.filter(pk=listing.pk).update(property=other)
    assert judged(team, home, other, now=LATER) == BatchEffect(off_market=1, relisted=0, opened=1, closed=1)
    old, new = Lead.objects.order_by("pk")
    assert (old.property, old.state, old.attempts) == (home, "closed", 3)
    assert old.closed_because == f"Its listing {listing.listing_id} belongs to 12 Osprey Ct now."
    assert (new.property, new.state, new.attempts, new.listing) == (other, "open", 0, listing)
    with pytest.raises(UnusableInput, match=r"Its listing belongs to 12 Osprey Ct now\."):
        old.reopen(None, LATER)

    Listing.objects.filter(pk=listing.pk).update(property=home)
    assert judged(team, home, other, now=LATER + timedelta(hours=1)).opened == 1
    assert set(Lead.objects.values_list("property", "state")) == {(home.pk, "open"), (other.pk, "closed")}


def test_a_relisting_its_mls_took_back_opens_the_lead_again(team, mls, home):
    expired(home, mls)
    judged(team, home)
    mistake = listed(home, mls, "Active", on_market_date=date(2026, 11, 23))
    judged(team, home, now=LATER)
    Listing.objects.filter(pk=mistake.pk).update(standard_status="Delete")
    assert judged(team, home, now=LATER + timedelta(hours=1)).opened == 1
    assert Lead.objects.get().state == "open"


def test_a_listing_active_again_and_expired_anew_dates_its_lead_anew(team, mls, home):
    listing = expired(home, mls, off_market_date=date(2026, 6, 20))
    judged(team, home)
    Listing.objects.filter(pk=listing.pk).update(standard_status="Active", off_market_date=None, status_at=NOW)
    judged(team, home)
    assert Lead.objects.get().state == "closed"
    Listing.objects.filter(pk=listing.pk).update(
        standard_status="Expired", off_market_date=date(2026, 11, 24), status_at=LATER
    )
    assert judged(team, home, now=LATER).opened == 1
    lead = Lead.objects.get()
    assert (lead.state, lead.expired_on, lead.expired_on_known) == ("open", date(2026, 11, 24), True)
    assert lead.events.order_by("-pk")[0].what == "Expired on Nov 24 (Alder County MLS)."


def test_a_lead_reopened_by_an_active_past_its_contract_is_presumed(team, mls, home):
    listing = expired(home, mls, off_market_date=date(2026, 6, 20))
    judged(team, home)
    again = {"standard_status": "Active", "off_market_date": None, "status_at": NOW}
    Listing.objects.filter(pk=listing.pk).update(expiration_date=date(2026, 11, 24), **again)
    judged(team, home)
    assert judged(team, home, now=NOW + timedelta(days=1)).opened == 1
    lead = Lead.objects.get()
    assert (lead.state, lead.is_presumed, lead.expired_on) == ("open", True, date(2026, 11, 24))


def test_a_lead_that_a_person_closed_stays_closed(team, mls, home):
    expired(home, mls)
    judged(team, home)
    Lead.objects.get().close("The owner moved in.", None, LATER)
    assert judged(team, home, now=LATER) == BatchEffect(0, 0, 0, 0)
    assert Lead.objects.get().state == "closed"


def test_the_same_listing_active_again_is_listed_again_by_whatever_number(team, mls, home):
    listing = expired(home, mls)
    judged(team, home)
    Listing.objects.filter(pk=listing.pk).update(standard_status="Active", off_market_date=None)
    intake = Intake(team, LATER)
    assert intake([home.pk]) == BatchEffect(off_market=0, relisted=1, opened=0, closed=1)
    assert intake([home.pk]) == BatchEffect(0, 0, 0, 0), "a later row of the same file says nothing new"
    assert judged(team, home, now=LATER + timedelta(days=1)) == BatchEffect(0, 0, 0, 0)


def test_one_that_ends_again_in_the_same_file_is_not_listed_again(team, mls, home):
    listing = expired(home, mls)
    judged(team, home)
    intake = Intake(team, LATER)
    Listing.objects.filter(pk=listing.pk).update(standard_status="Active", off_market_date=None)
    assert intake([home.pk]).relisted == 1
    Listing.objects.filter(pk=listing.pk).update(standard_status="Expired", off_market_date=TODAY)
    assert intake([home.pk]).relisted == -1
    assert Lead.objects.get().state == "open"


def test_a_contract_that_was_extended_never_came_off(team, mls, home):
    listing = listed(home, mls, "Active", expiration_date=TODAY - timedelta(days=3))
    judged(team, home)
    assert Lead.objects.get().is_presumed
    Listing.objects.filter(pk=listing.pk).update(expiration_date=TODAY + timedelta(days=90))
    assert judged(team, home, now=LATER) == BatchEffect(off_market=0, relisted=0, opened=0, closed=1)


# ---- within one import


def test_a_lead_the_same_file_refutes_never_was(team, mls, home):
    intake = Intake(team, NOW)
    expired(home, mls)
    assert intake([home.pk]) == BatchEffect(1, 0, 1, 0)
    listed(home, mls, "Active", on_market_date=date(2026, 11, 23))
    assert intake([home.pk]) == BatchEffect(off_market=-1, relisted=1, opened=-1, closed=0)
    assert not Lead.objects.exists()


def test_two_expiries_of_one_home_in_one_file_are_one_lead(team, mls, home):
    intake = Intake(team, NOW)
    expired(home, mls, off_market_date=date(2025, 5, 1), on_market_date=date(2025, 1, 1))
    intake([home.pk])
    expired(home, mls)
    assert intake([home.pk]) == BatchEffect(0, 0, 0, 0)
    assert Lead.objects.get().expired_on == date(2026, 11, 22)


def test_unless_its_owner_was_dialed_meanwhile(team, mls, home):
    owner, intake = world.an_owner(home), Intake(team, NOW)
    expired(home, mls)
    intake([home.pk])
    CountedDial.objects.create(team=team, owner=owner, number="+14105550142", at=NOW)
    listed(home, mls, "Active", on_market_date=date(2026, 11, 23))
    assert intake([home.pk]).closed == 1
    assert Lead.objects.get().state == "closed"


def test_unless_the_gate_was_asked_about_its_owner_meanwhile(team, mls, home):
    """It may be on a list for another dialer, whose results come back later."""
    owner, intake = world.an_owner(home), Intake(team, NOW)
    expired(home, mls)
    intake([home.pk])
    gate.ask(gate.Target("+14105550142", None, owner, home), world.an_agent(team), NOW)
    listed(home, mls, "Active", on_market_date=date(2026, 11, 23))
    assert intake([home.pk]).closed == 1
    assert Lead.objects.get().state == "closed"


def test_a_batch_costs_the_same_queries_for_one_home_and_for_forty(team, mls, django_assert_num_queries):
    def homes(count):
        made = [world.a_home(team, number=str(next(_numbers))) for _ in range(count)]
        for home in made:
            expired(home, mls)
            world.an_owner(home)
        return [home.pk for home in made]

    one, forty = homes(1), homes(40)
    with django_assert_num_queries(13):
        open_and_close(team, one, NOW)
    with django_assert_num_queries(13):
        open_and_close(team, forty, NOW)
    assert Lead.objects.count() == 41


def test_closed_listings_cost_three_queries(team, mls, home, django_assert_num_queries):
    listed(home, mls, "Closed", close_date=date(2026, 5, 1))
    with django_assert_num_queries(5):  # with the transaction's two
        open_and_close(team, [home.pk], NOW)


# ---- presumed expired


def test_an_active_past_its_contract_is_presumed_expired_by_the_daily_look(team, mls, home):
    listed(home, mls, "Active", expiration_date=date(2026, 11, 22))
    assert presume(team, NOW).opened == 1
    assert presume(team, NOW) == BatchEffect(0, 0, 0, 0)
    lead = Lead.objects.get()
    assert (lead.is_presumed, lead.expired_on) == (True, date(2026, 11, 22))


def test_an_active_that_ended_long_ago_is_only_an_old_row(team, mls, home):
    listed(home, mls, "Active", expiration_date=TODAY - timedelta(days=91))
    assert presume(team, NOW).opened == 0


def test_a_newer_row_confirms_it(team, mls, home):
    listing = listed(home, mls, "Active", expiration_date=date(2026, 11, 22))
    presume(team, NOW)
    Listing.objects.filter(pk=listing.pk).update(standard_status="Expired")
    judged(team, home, now=LATER)
    lead = Lead.objects.get()
    assert not lead.is_presumed
    assert lead.events.last().what == "Confirmed: Expired on Nov 22 (Alder County MLS)."


def test_or_says_that_the_contract_was_extended(team, mls, home):
    listing = listed(home, mls, "Active", expiration_date=date(2026, 11, 22))
    presume(team, NOW)
    Listing.objects.filter(pk=listing.pk).update(expiration_date=date(2027, 1, 31))
    assert judged(team, home, now=LATER).closed == 1
    assert Lead.objects.get().closed_because == "On the market: Active (Alder County MLS)."


def test_the_daily_look_finds_what_an_explained_word_revealed(team, mls, home):
    expired(home, mls, status_at=NOW - timedelta(hours=3))
    assert presume(team, NOW).opened == 1


# ---- owners


def test_an_owner_who_comes_later_joins_the_open_lead(team, mls, home):
    expired(home, mls)
    judged(team, home)
    owner = world.an_owner(home)
    attach_owners(team, [home.pk], LATER)
    attach_owners(team, [home.pk], LATER)
    lead = Lead.objects.get()
    assert lead.owner == owner
    assert [event.what for event in lead.events.all()][1:] == ["Owner found: Harriet Boone."]


def test_a_new_holder_of_the_title_takes_the_place_of_the_old(team, mls, home):
    world.an_owner(home)
    expired(home, mls)
    judged(team, home)
    heir = Owner.objects.create(team=team, name="Quentin Ashby", name_key="QUENTIN ASHBY")
    Ownership.objects.create(owner=heir, property=home, reported_at=LATER)
    attach_owners(team, [home.pk], LATER)
    assert Lead.objects.get().owner == heir
    assert Lead.objects.get().events.last().what == "Owner is now Quentin Ashby, was Harriet Boone."


@pytest.mark.parametrize(
    ("since", "name"),
    [(None, "Harriet Boone"), (date(2020, 5, 1), "Harriet Boone"), (date(2026, 12, 1), "Quentin Ashby")],
    ids=["without a deed", "with an older deed", "with a later deed"],
)
def test_an_owner_who_was_reached_outweighs_a_newer_file(team, mls, home, since, name):
    owner = world.an_owner(home)
    expired(home, mls)
    judged(team, home)
    owner.phones.get().learn("reached", None, NOW)
    other = Owner.objects.create(team=team, name="Quentin Ashby", name_key="QUENTIN ASHBY")
    Ownership.objects.create(owner=other, property=home, reported_at=LATER, since=since)
    attach_owners(team, [home.pk], LATER)
    assert Lead.objects.get().owner.name == name


def test_whoever_sold_the_home_is_not_called_about_it(team, mls, home):
    seller = world.an_owner(home)
    Ownership.objects.filter(owner=seller).update(reported_at=NOW - timedelta(days=700))
    listed(home, mls, "Closed", on_market_date=date(2025, 3, 1), close_date=date(2025, 6, 1))
    expired(home, mls)
    judged(team, home)
    assert Lead.objects.get().owner is None


def test_a_new_number_brings_a_lead_back_from_letters(team, mls, home):
    owner = world.an_owner(home)
    expired(home, mls)
    judged(team, home)
    lead = Lead.objects.get()
    owner.phones.get().learn("wrong", None, NOW)
    lead.after_attempt("wrong_number", None, NOW)
    attach_owners(team, [home.pk], NOW)
    move_blocked(team, NOW)
    assert not Lead.objects.get().by_phone
    Phone.objects.create(owner=owner, number="+14105550177", reported_at=LATER)
    attach_owners(team, [home.pk], LATER)
    move_blocked(team, LATER)
    assert Lead.objects.get().by_phone
    assert Lead.objects.get().due_at == LATER


def test_but_not_one_who_asked_not_to_be_called(team, mls, home):
    owner = world.an_owner(home)
    expired(home, mls)
    judged(team, home)
    Lead.objects.get().after_attempt("do_not_call", None, NOW)
    DoNotCallRequest.objects.create(team=team, owner=owner, at=NOW)
    Phone.objects.create(owner=owner, number="+14105550177", reported_at=LATER)
    attach_owners(team, [home.pk], LATER)
    move_blocked(team, LATER)
    assert not Lead.objects.get().by_phone


def test_homes_without_a_lead_are_left_alone(team, home):
    world.an_owner(home)
    attach_owners(team, [home.pk], NOW)
    assert Property.objects.get().leads.count() == 0

"""The sheet: who is on it, in which order, who may not be called and why, and which file is missing."""

from datetime import date, timedelta

import pytest

from callsheet.calling.sheet import build, neighbour
from callsheet.compliance import gate
from callsheet.compliance.models import DoNotCallRequest
from callsheet.listings.models import Feed
from callsheet.owners.models import Phone
from tests.web import world
from tests.web.listed import on_registry
from tests.web.world import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def team():
    world.a_registry_copy()
    return world.a_team()


@pytest.fixture
def agent(team):
    return world.an_agent(team)


@pytest.fixture
def mls(team):
    return world.an_mls(team)


def lead(team, mls, number, *, phone=None, on=date(2026, 11, 22), town="Fallow Creek", price=459_900, **given):
    home = world.a_home(team, number, city=town)
    listing = world.a_listing(home, mls, off_market_date=on, list_price=price)
    owner = world.an_owner(home, f"Owner {number}", phone or f"+1410555{number:0>4}")
    return world.a_lead(listing, owner, expired_on=on, **given)


def leads(rows):
    return [row.lead for row in rows]


def test_new_ones_lead_the_block_then_kept_calls_then_fewest_attempts(team, mls, agent):
    old = lead(team, mls, "101", on=date(2026, 6, 1), attempts=0)
    tried = lead(team, mls, "102", on=date(2026, 6, 1), attempts=4)
    kept = lead(team, mls, "103", on=date(2026, 9, 1), attempts=2, due_is_kept=True, mood="reached")
    new = lead(team, mls, "104", on=date(2026, 11, 23))
    sheet = build(team, NOW, person=agent)
    assert leads(sheet.callable) == [new, kept, old, tried]
    assert [row.position for row in sheet.callable] == [1, 2, 3, 4]
    assert all(row.why for row in sheet.callable)


def test_after_the_block_what_was_agreed_comes_first(team, mls, agent):
    kept = lead(team, mls, "103", on=date(2026, 9, 1), attempts=2, due_is_kept=True, mood="reached")
    new = lead(team, mls, "104", on=date(2026, 11, 23))
    assert leads(build(team, NOW + timedelta(hours=3), person=agent).callable) == [kept, new]


def test_what_is_not_due_closed_snoozed_or_ours_is_not_on_it(team, mls, agent):
    lead(team, mls, "101", due_at=NOW + timedelta(hours=1))
    lead(team, mls, "102", state="closed")
    lead(team, mls, "103", snoozed_until=NOW + timedelta(days=1))
    lead(team, mls, "104", is_ours=True)
    sheet = build(team, NOW, person=agent)
    assert (sheet.callable, sheet.refused) == ((), ())


def test_a_refused_lead_follows_with_the_reason_and_when_it_may(team, mls, agent):
    early = NOW - timedelta(minutes=30)  # 7:35 am
    one = lead(team, mls, "101", opened_at=early, due_at=early)
    [row] = build(team, early, person=agent).refused
    assert row.lead == one and not row.is_callable
    assert row.refusals[0].rule == "HOURS_FED"
    assert row.refusals[0].next_allowed_at == NOW - timedelta(minutes=5)


def test_the_best_number_is_the_first_that_may_be_called(team, mls, agent):
    one = lead(team, mls, "101")
    second = Phone.objects.create(owner=one.owner, number="+14105550168", rank=2, reported_at=NOW)
    on_registry("+14105550101")
    [row] = build(team, NOW, person=agent).callable
    assert row.phone == second


def test_a_home_without_owner_or_number_says_so(team, mls, agent):
    home = world.a_home(team, "7")
    world.a_lead(world.a_listing(home, mls), None)
    numberless = lead(team, mls, "8")
    numberless.owner.phones.all().delete()
    rules = {row.lead.property.number: row.refusals[0].rule for row in build(team, NOW, person=agent).refused}
    assert rules == {"7": "NO_OWNER", "8": "NO_NUMBER"}


def test_a_do_not_call_request_refuses_on_the_sheet(team, mls, agent):
    one = lead(team, mls, "101")
    DoNotCallRequest.objects.create(team=team, owner=one.owner, at=NOW)
    assert build(team, NOW, person=agent).refused[0].refusals[0].rule == "DNC_INTERNAL"


def test_a_stale_status_names_the_missing_file(team, agent):
    mls = world.an_mls(team, fresh_at=NOW - timedelta(hours=60))
    home = world.a_home(team)
    stale = world.a_listing(home, mls, seen_at=NOW - timedelta(hours=60))
    world.a_lead(stale, world.an_owner(home))
    sheet = build(team, NOW, person=agent)
    assert sheet.refused[0].refusals[0].rule == "STATUS_STALE"
    [sentence] = sheet.missing
    assert sentence.startswith("The last Alder County MLS file with Active rows is of Nov 21, 8:05 pm")
    Feed.objects.create(team=team, source=mls, kind="reso", name="Live", made_at=NOW)
    [sentence] = build(team, NOW, person=agent).missing
    assert sentence.startswith("The live feed of Alder County MLS was last heard Nov 21, 8:05 pm; its word counts for")


def test_filters_by_town_price_and_age(team, mls, agent):
    lead(team, mls, "101", town="Millbrook", price=240_000, on=date(2026, 11, 23))
    lead(team, mls, "102", town="Port Alder", price=700_000, on=date(2026, 6, 1))
    numbers = lambda **given: [row.lead.property.number for row in build(team, NOW, person=agent, **given).callable]  # noqa: E731
    assert numbers(town="millbrook") == ["101"]
    assert numbers(price="over-600") == ["102"]
    assert numbers(price="under-250") == ["101"]
    assert numbers(age="new") == ["101"]
    assert numbers(age="year") == ["102"]
    assert numbers(town="Port Alder", price="under-250") == []


def test_another_agents_lead_is_not_on_mine(team, mls, agent):
    other = world.an_agent(team, "dana", email="dana@example.com")
    theirs = lead(team, mls, "101", assigned_to=other)
    assert build(team, NOW, person=agent).callable == ()
    assert leads(build(team, NOW).callable) == [theirs]


def test_another_teams_leads_are_not_on_it(team, mls, agent):
    lead(team, mls, "101")
    assert build(world.a_team("Other"), NOW).callable == ()


def test_the_next_lead_follows_and_wraps_around(team, mls, agent):
    one, two = lead(team, mls, "101"), lead(team, mls, "102")
    rows = build(team, NOW, person=agent, limit=40).to_call
    assert neighbour(rows, None, 1).lead == one
    assert neighbour(rows, one, 1).lead == two
    assert neighbour(rows, two, 1).lead == one


def test_the_only_lead_has_no_next(team, mls, agent):
    one = lead(team, mls, "101")
    rows = build(team, NOW, person=agent).callable
    assert neighbour(rows, one, 1) is None
    assert neighbour((), None, 1) is None


def test_a_limit_bounds_the_rows_and_says_there_are_more(team, mls, agent):
    for number in range(101, 106):
        lead(team, mls, str(number))
    sheet = build(team, NOW, person=agent, limit=3)
    assert len(sheet.callable) == 3 and sheet.more


def test_the_queries_do_not_grow_with_the_leads(team, mls, agent, django_assert_max_num_queries):
    for number in range(101, 131):
        lead(team, mls, str(number))
    with django_assert_max_num_queries(30):
        build(team, NOW, person=agent, limit=25)


# ---- rests are soft


def test_on_a_dry_sheet_those_who_rest_come_forward(team, mls, agent):
    later = lead(team, mls, "101", due_at=NOW + timedelta(days=9))
    sooner = lead(team, mls, "102", due_at=NOW + timedelta(days=2))
    sheet = build(team, NOW, person=agent, limit=40)
    assert sheet.callable == ()
    assert leads(sheet.resting) == leads(sheet.to_call) == [sooner, later]
    assert {row.group for row in sheet.resting} == {"resting"}


def test_nobody_comes_forward_while_somebody_is_due(team, mls, agent):
    due = lead(team, mls, "101")
    lead(team, mls, "102", due_at=NOW + timedelta(days=2))
    sheet = build(team, NOW, person=agent, limit=40)
    assert sheet.resting == ()
    assert leads(sheet.to_call) == [due]


@pytest.mark.parametrize(
    "given",
    [
        {"due_is_kept": True},
        {"mood": "appointment"},
        {"snoozed_until": NOW + timedelta(days=1)},
        {"attempts": 1, "last_attempt_at": NOW - timedelta(minutes=30)},
    ],
    ids=min,
)
def test_some_rests_are_hard(team, mls, agent, given):
    lead(team, mls, "101", **({"due_at": NOW + timedelta(days=1)} | given))
    assert build(team, NOW, person=agent, limit=40).resting == ()


def test_whoever_rests_must_be_allowed_too(team, mls, agent):
    resting = lead(team, mls, "101", due_at=NOW + timedelta(days=2))
    gate.request_no_calls(team, resting.owner, "", agent, NOW)
    sheet = build(team, NOW, person=agent, limit=40)
    assert (sheet.resting, sheet.refused) == ((), ())


def test_the_command_line_shows_what_is_due_and_no_rests(team, mls):
    lead(team, mls, "101", due_at=NOW + timedelta(days=2))
    assert build(team, NOW).to_call == ()


def test_a_lead_by_letters_is_due_with_its_letter(team, mls):
    """Every open lead that is new or due, whatever the way: the sheet of all says why it is not called."""
    blocked = lead(team, mls, "101", on=date(2026, 9, 1))
    gate.request_no_calls(team, blocked.owner, "", None, NOW)
    blocked.to_letters("Asked.", NOW)
    [row] = build(team, NOW).refused
    assert (row.lead, row.refusals[0].rule) == (blocked, "DNC_INTERNAL")
    blocked.follow_ups.update(done_at=NOW)
    assert build(team, NOW).refused == ()


def test_agents_who_gave_up_are_counted_by_the_tries_of_the_same_owner(team, mls, agent, django_assert_max_num_queries):
    """The same agent twice, two agents, one term in two MLSs, and a try before the owner bought the home."""
    other = world.an_mls(team, "Bay MLS")
    two, one, twice, before = (lead(team, mls, f"20{n}") for n in range(4))
    early = {"on_market_date": date(2025, 6, 1), "off_market_date": date(2025, 9, 1)}
    for tried, name in ((two, "Marcus Bell"), (one, "Agnes Doyle"), (twice, ""), (before, "")):
        tried.listing.list_agent_full_name, tried.listing.list_office_name = "Agnes Doyle", "Tern & Tide"
        tried.listing.save()
        mine = early | {"list_agent_full_name": name}
        if name:
            world.a_listing(tried.property, mls, listing_id=f"E{tried.pk}", **mine)
    world.a_listing(twice.property, other, listing_id="B1", list_office_name="Tern & Tide")
    world.a_listing(before.property, mls, listing_id="O1", **early)
    world.a_listing(before.property, mls, listing_id="O2", standard_status="Closed", on_market_date=date(2025, 10, 1),
                    off_market_date=date(2025, 11, 1), close_date=date(2025, 12, 1))  # fmt: skip
    with django_assert_max_num_queries(40):
        why = {row.lead.property.number: row.why for row in build(team, NOW, person=agent).callable}
    assert [why[number][1:] for number in ("200", "201", "202", "203")] == [
        ("second agent gave up",),
        ("tried twice",),
        (),
        (),
    ]


def test_a_window_looks_at_the_front_of_every_group(team, mls, agent):
    """A backlog of older leads, overdue for months, does not hide an appointment or the follow-ups of the week."""
    tried = {"attempts": 1, "touches": 1}
    for number in ("1", "2", "3"):
        lead(team, mls, number, on=date(2026, 8, 1), due_at=NOW - timedelta(days=60), **tried)
    lead(team, mls, "4", on=date(2026, 8, 1), mood="appointment", due_at=NOW - timedelta(hours=1), **tried)
    lead(team, mls, "5", on=date(2026, 8, 1), mood="nurture", due_at=NOW - timedelta(hours=2), **tried)
    lead(team, mls, "6", on=date(2026, 11, 14), due_at=NOW - timedelta(hours=3), **tried)
    found = build(team, NOW, person=agent, limit=1)
    groups = {row.lead.property.number: row.group for row in (*found.callable, *found.refused)}
    assert groups == {"1": "older", "4": "appointment", "5": "follow_up", "6": "follow_up"}
    assert found.more

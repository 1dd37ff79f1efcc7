"""The full county, built once through the imports and verbs of a user, on a Tuesday at five past eight.

On PostgreSQL a small one is built in its place: see test_moments.
"""

from collections import Counter
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction

from callsheet.accounts.models import Team
from callsheet.calling import sheet
from callsheet.calling.models import Attempt, CallSession
from callsheet.compliance.models import DoNotCallRequest, RegistryCopy
from callsheet.core.funnel import PRIORS
from callsheet.leads.models import Appointment, Lead, Snooze
from callsheet.listings.models import Import, Listing, ListingChange, Property, RejectedRow, Source
from callsheet.owners.models import Owner, Phone, PhoneFinding
from callsheet.reports.numbers import first_day, numbers
from callsheet.sample.build import build, open_office

pytestmark = pytest.mark.once
NOW = datetime(2026, 11, 24, 13, 5, tzinfo=UTC)
MARYLAND = ZoneInfo("America/New_York")
TODAY = NOW.astimezone(MARYLAND).date()


@pytest.fixture(scope="module")
def county(django_db_setup, django_db_blocker, tmp_path_factory):
    """Maya, her team filled with the whole county; taken back when the module is done."""
    with django_db_blocker.unblock(), transaction.atomic():
        maya = open_office(NOW)
        build(maya, tmp_path_factory.mktemp("sample"), NOW)
        yield maya
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def morning(county):
    return sheet.build(county.team, NOW, person=county)


def rows_of(built):
    return [*built.callable, *built.refused]


def rules_of(built):
    return Counter(reason.rule for row in built.refused for reason in row.refusals)


def test_the_block_begins_with_enough_to_call(morning):
    groups = Counter(row.group for row in morning.callable)
    assert len(morning.callable) >= 25
    assert groups["new"] >= 10
    assert groups["follow_up"] >= 3
    in_order = [row.group for row in morning.callable if row.group != "appointment"]
    assert in_order[: groups["new"]] == ["new"] * groups["new"]


@pytest.mark.parametrize("hours", [0, 3, 7, 12, 14, 19, 24, 5 * 24 - 2, 7 * 24])
def test_the_sheet_has_sixty_rows_at_any_hour(county, hours):
    built = sheet.build(county.team, NOW + timedelta(hours=hours))
    assert len(rows_of(built)) >= 60


def test_nobody_is_called_at_night(county):
    assert sheet.build(county.team, NOW + timedelta(hours=14)).callable == ()


def test_every_kind_of_refusal_is_there(morning):
    rules = rules_of(morning)
    for rule in ("DNC_NATIONAL", "DNC_INTERNAL", "STATUS_STALE", "REGISTRY_MISSING", "LISTED", "NO_NUMBER"):
        assert rules[rule] >= 1, rules


def test_one_mls_waits_for_a_newer_file(morning):
    assert len(morning.missing) == 1 and "Heron Point MLS" in morning.missing[0]


def test_what_is_on_the_market_again_has_no_open_lead(county):
    closed = Lead.objects.filter(state=Lead.State.CLOSED, closed_by_files=True)
    assert closed.count() >= 30
    elsewhere = Listing.objects.filter(source__name="Heron Point MLS", standard_status="Active")
    moved = Lead.objects.filter(property__listings__in=elsewhere, listing__source__name="Alder County MLS")
    assert moved.exists() and not moved.filter(state=Lead.State.OPEN).exists()


def test_presumed_and_own_expireds_are_marked(county):
    assert Lead.objects.filter(is_presumed=True, state=Lead.State.OPEN).count() >= 3
    ours = Lead.objects.filter(is_ours=True)
    assert ours.exists()
    assert set(ours.values_list("listing__list_office_name", flat=True)) == {"Saltmarsh Realty"}


def test_withdrawn_and_held_homes_have_no_open_lead(county):
    still_bound = Lead.objects.filter(listing__standard_status__in=("Withdrawn", "Hold"), state=Lead.State.OPEN)
    assert Listing.objects.filter(standard_status="Withdrawn").count() >= 10
    assert not still_bound.exists()


def test_a_home_to_let_is_still_pursued(county):
    let = Listing.objects.filter(is_lease=True, standard_status="Active").values("property")
    assert Lead.objects.filter(property__in=let, state=Lead.State.OPEN).exists()


def test_every_row_of_every_file_is_accounted_for(county):
    for done in Import.objects.all():
        assert done.state == Import.State.DONE
        assert done.rows == done.new + done.changed + done.unchanged + done.rejected
    assert RejectedRow.objects.filter(of__file_name="alder-2026-11-24.csv").count() == 2


def test_history_lies_between_the_files(county):
    fields = Counter(ListingChange.objects.values_list("field", flat=True))
    assert fields["standard_status"] > 300 and fields["list_price"] > 200


def test_both_halves_of_a_duplex_are_two_homes_and_one_home_is_not_two(county):
    assert 1_990 <= Property.objects.count() <= 2_020
    doubled = Counter(Property.objects.values_list("number", "predirection", "street", "suffix", "unit", "postal_code"))
    assert max(doubled.values()) == 1


def test_owners_are_known_and_no_number_is_anybodys_real_one(county):
    assert Owner.objects.count() > 1_500
    for number in Phone.objects.values_list("number", flat=True):
        assert number.startswith("+1") and number[5:10] == "55501"


def test_three_weeks_of_calls_were_all_allowed_at_their_moment(county):
    attempts = Attempt.objects.all()
    assert attempts.count() > 200
    assert not attempts.filter(is_reported=True).exists()
    assert attempts.filter(is_inbound=True).count() == 1
    local = [at.astimezone(MARYLAND) for at in attempts.values_list("at", flat=True)]
    assert all(time(8) <= moment.time() < time(12) and moment.weekday() < 5 for moment in local)
    assert first_day(county) == TODAY - timedelta(days=22)
    assert max(local).date() == TODAY - timedelta(days=1)
    assert CallSession.objects.filter(ended_at=None).count() == 0


def test_the_calls_left_all_kinds_of_traces(county):
    assert set(PhoneFinding.objects.values_list("finding", flat=True)) == {"reached", "wrong", "disconnected"}
    assert DoNotCallRequest.objects.count() >= 3
    assert Snooze.objects.filter(until__gt=NOW).exists()
    assert Attempt.objects.exclude(note="").exists()


def test_appointments_behind_today_and_ahead(county):
    outcomes = Counter(Appointment.objects.values_list("outcome", flat=True))
    assert outcomes["kept"] >= 1 and outcomes["no_show"] == 1
    behind = Appointment.objects.filter(outcome="", at__lt=NOW)
    assert [appointment.at.astimezone(MARYLAND).date() for appointment in behind] == [TODAY - timedelta(days=1)]
    ahead = Appointment.objects.filter(outcome="", at__gt=NOW)
    assert {appointment.at.astimezone(MARYLAND).date() for appointment in ahead} == {TODAY, TODAY + timedelta(days=1)}


def test_call_backs_are_kept_this_morning(county):
    kept = Lead.objects.filter(due_is_kept=True, due_at__date=TODAY, state=Lead.State.OPEN)
    assert kept.count() >= 2


def test_the_people_of_the_mock_ups_may_be_called(morning):
    """But for Lucia, who lives in Delaware, where it is the same hour."""
    names = {row.lead.owner.name for row in morning.callable}
    assert {"Harriet and Paul Boone", "Dennis Ott", "Lucia Marchetti", "Thomas and Ines Vail", "Priya Raman"} <= names


def test_one_owner_of_several_homes_is_called_at_none_of_them(county):
    hers = Lead.objects.filter(owner__name="Dolores Quinn")
    assert hers.count() >= 2
    assert DoNotCallRequest.objects.filter(owner__name="Dolores Quinn").exists()
    built = sheet.build(county.team, NOW)
    assert not {row.lead.pk for row in built.callable} & set(hers.values_list("pk", flat=True))


def test_the_numbers_are_her_own(county):
    shown = numbers(county, TODAY - timedelta(days=27), TODAY)
    assert shown.rates["lead"].is_own and shown.rates["contact"].is_own
    assert shown.rates["contact"].value == pytest.approx(PRIORS["contact"].a / 100, abs=0.05)
    assert shown.counts.kept >= 1


def test_the_registry_was_loaded_twice_and_lacks_one_area_code(county):
    current = RegistryCopy.objects.filter(replaced_at=None)
    assert {copy.area_code for copy in current} == {"410", "443", "667", "240", "301"}
    assert {copy.copied_on for copy in current} == {TODAY - timedelta(days=3)}
    assert RegistryCopy.objects.exclude(replaced_at=None).count() == 5


def test_the_sources_are_confirmed(county):
    mls = Source.objects.filter(kind=Source.Kind.MLS)
    assert {source.name for source in mls} == {"Alder County MLS", "Heron Point MLS"}
    assert all(source.confirmed_by == county for source in mls)


def test_nothing_lies_in_the_future_but_plans(county):
    assert not Attempt.objects.filter(at__gte=NOW).exists()
    assert not Import.objects.filter(as_of__gte=NOW).exists()
    assert not Lead.objects.filter(opened_at__gte=NOW).exists()
    assert Team.objects.count() == 1

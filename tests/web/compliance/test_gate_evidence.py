"""What the gate gathers: permissions, relationships, look-ups, emergencies, and who calls."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from callsheet.accounts.models import Person
from callsheet.compliance import gate
from callsheet.compliance.evidence import Target
from callsheet.compliance.models import DoNotCallRequest, Emergency, Relationship
from callsheet.core.facts import Place
from callsheet.owners.models import Owner
from tests.web import world
from tests.web.compliance.asking import MAINE, a_question, another
from tests.web.listed import a_registry_copy, on_registry
from tests.web.world import NOW

pytestmark = pytest.mark.django_db
NOON = NOW + timedelta(hours=4)
OTHER = "+14105550168"


@pytest.fixture
def asking():
    return a_question()


# ---------------------------------------------------------------- consents


@pytest.mark.parametrize("kind", ["written", "invited", "acquainted"])
def test_a_consent_lifts_the_national_registry(asking, kind):
    on_registry(asking.number)
    assert asking.rule() == "DNC_NATIONAL"
    asking.consent(kind, asking.number)
    assert asking.rule() == "OK"


@pytest.mark.parametrize(("kind", "number", "lifts"), [
    ("invited", "", True),
    ("acquainted", "", True),
    ("invited", OTHER, False),
    ("acquainted", OTHER, False),
    ("written", OTHER, False),
])  # fmt: skip
def test_a_consent_is_for_the_number_it_names_or_for_any(asking, kind, number, lifts):
    on_registry(asking.number)
    asking.consent(kind, number)
    assert (asking.rule() == "OK") is lifts


def test_a_consent_of_another_owner_of_the_number_is_none(asking):
    on_registry(asking.number)
    neighbour = Owner.objects.create(team=asking.team, name="Ada Quill", name_key="QUILL")
    asking.consent("written", asking.number, owner=neighbour)
    assert asking.rule() == "DNC_NATIONAL"


@pytest.mark.parametrize("change", [{"ended_at": NOW}, {"at": NOW + timedelta(minutes=1)}], ids=["ended", "later"])
def test_a_consent_that_ended_or_was_not_yet_written_down_is_none(asking, change):
    on_registry(asking.number)
    asking.consent("written", asking.number, **change)
    assert asking.rule() == "DNC_NATIONAL"


def test_a_consent_of_another_team_is_none(asking):
    on_registry(asking.number)
    asking.consent("written", asking.number, team=world.a_team("Heron Homes"))
    assert asking.rule() == "DNC_NATIONAL"


# ---------------------------------------------------------------- relationships


@pytest.mark.parametrize(
    ("kind", "days", "lifts"),
    [("purchase", 540, True), ("purchase", 541, False), ("inquiry", 90, True), ("inquiry", 91, False)],
)
def test_a_relationship_lifts_the_registry_for_its_days(asking, kind, days, lifts):
    on_registry(asking.number)
    asking.relationship(kind, days)
    assert (asking.rule() == "OK") is lifts


@pytest.mark.parametrize(
    ("relationships", "counts"),
    [
        ([("inquiry", 10), ("purchase", 100)], ("purchase", 100)),
        ([("purchase", 500), ("inquiry", 1)], ("inquiry", 1)),
        ([("purchase", 600), ("inquiry", 80)], ("inquiry", 80)),
        ([("purchase", 100), ("purchase", 200)], ("purchase", 100)),
        ([("inquiry", 95), ("purchase", 530)], ("purchase", 530)),
    ],
)
def test_of_several_relationships_the_one_that_lasts_longest_counts(asking, relationships, counts):
    for kind, days in relationships:
        asking.relationship(kind, days)
    counted = asking.facts().relationship
    assert (counted.kind, (NOW.date() - counted.on).days) == counts


def test_where_a_state_gives_a_purchase_fewer_days_an_inquiry_may_outlast_it():
    asking = a_question(number="+12155550142", state="PA", postal_code="19103", city="Fallow Creek")
    asking.relationship("purchase", 400)
    assert asking.facts().relationship.kind == "purchase"
    asking.relationship("inquiry", 60)
    assert asking.facts().relationship.kind == "inquiry"


@pytest.mark.parametrize(("asked_days_ago", "stands"), [(9, False), (10, False), (11, True)])
def test_a_do_not_call_request_ends_the_relationships_before_it(asking, asked_days_ago, stands):
    asking.relationship("purchase", 10)
    at = NOW - timedelta(days=asked_days_ago)
    request = DoNotCallRequest.objects.create(team=asking.team, owner=asking.owner, number=asking.number, at=at)
    assert (asking.facts().relationship is not None) is stands
    gate.mistaken(request, asking.agent, NOW)
    assert asking.facts().relationship is not None


def test_a_relationship_that_somebody_ended_is_none(asking):
    asking.relationship("purchase", 10, ended_at=NOW)
    assert asking.facts().relationship is None


def test_a_relationship_lifts_the_house_cap_also_where_the_next_touch_is_planned():
    asking = a_question(number="+15035550142", state="OR", postal_code="97201", city="Fallow Creek")
    for hours in (1, 2, 3):
        gate.report(asking.team, asking.owner, asking.number, NOON - timedelta(hours=hours))
    assert gate.capped_until(asking.target, asking.team, NOON, one_more=False) == NOON + timedelta(hours=21)
    Relationship.objects.create(
        team=asking.team, owner=asking.owner, kind="purchase", on=date(2026, 10, 1), at=NOW, words="Sold theirs."
    )
    assert gate.capped_until(asking.target, asking.team, NOON, one_more=False) is None


# ---------------------------------------------------------------- requests


def test_a_consent_taken_back_refuses_by_its_own_rule(asking):
    gate.request_no_calls(asking.team, asking.owner, asking.number, asking.agent, NOW, kind="revoked")
    assert asking.refusals() == ["REVOKED"]


def test_asking_and_taking_back_are_two_requests_each_kept_once(asking):
    said = [
        gate.request_no_calls(asking.team, asking.owner, asking.number, asking.agent, NOW, kind=kind)
        for kind in ("asked", "revoked", "asked", "revoked")
    ]
    assert said[0] == said[2] and said[1] == said[3] and said[0] != said[1]
    assert asking.refusals() == ["DNC_INTERNAL", "REVOKED"]


def test_a_request_without_a_number_binds_no_other_owner_without_one(asking):
    stranger = Owner.objects.create(team=asking.team, name="Ada Quill", name_key="QUILL")
    DoNotCallRequest.objects.create(team=asking.team, owner=stranger, number="", at=NOW)
    asking.team.postal_address = "12 Quay St, Port Alder, MD 21078"
    asking.team.save()
    assert asking.rule(target=replace(asking.target, number="", phone=None), channel="email") == "OK"


# ---------------------------------------------------------------- reassigned numbers


@pytest.fixture
def in_maine():
    return a_question(number="+12075550142", **MAINE)


def test_maine_wants_the_database_asked(in_maine):
    assert in_maine.rule() == "REASSIGNED"
    gate.reassigned_looked_up(in_maine.number, "no", in_maine.agent, NOW)
    assert in_maine.rule() == "OK"


@pytest.mark.parametrize(("said", "fact"), [("yes", "yes"), ("no_data", "no_data"), ("no", "no")])
def test_what_the_database_said_last_counts(in_maine, said, fact):
    gate.reassigned_looked_up(in_maine.number, "yes" if said == "no" else "no", in_maine.agent, NOW - timedelta(days=3))
    gate.reassigned_looked_up(in_maine.number, said, in_maine.agent, NOW)
    assert in_maine.facts().reassigned == fact


@pytest.mark.parametrize(("said", "days", "fact"), [("no", 31, "no"), ("no", 32, None), ("yes", 300, "yes")])
def test_a_no_grows_old_and_a_yes_does_not(in_maine, said, days, fact):
    gate.reassigned_looked_up(in_maine.number, said, in_maine.agent, NOW - timedelta(days=days))
    assert in_maine.facts().reassigned == fact


def test_a_number_given_to_somebody_else_is_refused_everywhere(asking):
    gate.reassigned_looked_up(asking.number, "yes", asking.agent, NOW)
    assert asking.rule() == "REASSIGNED"


def test_an_answer_of_the_database_that_is_none_is_not_kept(asking):
    with pytest.raises(ValueError, match="perhaps"):
        gate.reassigned_looked_up(asking.number, "perhaps", asking.agent, NOW)


# ---------------------------------------------------------------- emergencies


def in_new_york():
    return a_question(number="+15185550142", state="NY", postal_code="12207", city="Fallow Creek")


def test_an_emergency_refuses_where_it_is_declared_until_it_is_lifted():
    asking = in_new_york()
    assert asking.rule() == "OK"
    declared = Emergency.objects.create(team=asking.team, state="NY", declared_on=NOW.date(), at=NOW)
    assert asking.rule() == "EMERGENCY_STATE"
    Emergency.objects.filter(pk=declared.pk).update(lifted_at=NOW)
    assert asking.rule() == "OK"


@pytest.mark.parametrize("elsewhere", [{"state": "LA"}, {"other_team": True}], ids=["another state", "another team"])
def test_an_emergency_elsewhere_does_not(elsewhere):
    asking = in_new_york()
    team = world.a_team("Heron Homes") if elsewhere.get("other_team") else asking.team
    Emergency.objects.create(team=team, state=elsewhere.get("state", "NY"), declared_on=NOW.date(), at=NOW)
    assert asking.rule() == "OK"


def test_an_emergency_counts_by_the_mailing_address_too(asking):
    Owner.objects.filter(pk=asking.owner.pk).update(mailing_state="NY", mailing_postal_code="12207")
    asking.owner.refresh_from_db()
    Emergency.objects.create(team=asking.team, state="NY", declared_on=NOW.date(), at=NOW)
    assert asking.rule() == "EMERGENCY_STATE"


# ---------------------------------------------------------------- a state's own list


def in_colorado():
    """10:05 am there; Colorado keeps a list of its own."""
    return a_question(number="+13035550142", state="CO", postal_code="80202", city="Fallow Creek")


def test_a_state_list_never_looked_at_is_missing():
    assert in_colorado().rule(NOON) == "STATE_LIST_MISSING"


def test_our_copy_of_a_states_list_clears_or_refuses():
    asking = in_colorado()
    a_registry_copy("303", list="CO")
    assert asking.rule(NOON) == "OK"
    on_registry(asking.number, list="CO")
    assert asking.rule(NOON) == "DNC_STATE"


def test_another_states_list_is_no_evidence():
    asking = in_colorado()
    a_registry_copy("303", list="FL")
    assert asking.rule(NOON) == "STATE_LIST_MISSING"


@pytest.mark.parametrize(("listed", "rule"), [(False, "OK"), (True, "DNC_STATE")])
def test_a_look_up_in_the_states_list_counts(listed, rule):
    asking = in_colorado()
    gate.looked_up_number(asking.number, listed, asking.agent, NOON, list="CO")
    assert asking.rule(NOON) == rule


def test_a_look_up_in_the_nations_list_says_nothing_of_the_states():
    asking = in_colorado()
    gate.looked_up_number(asking.number, False, asking.agent, NOON)
    assert asking.rule(NOON) == "STATE_LIST_MISSING"


def test_a_look_up_in_the_states_list_says_nothing_of_the_nations():
    asking = a_question(number="+13035550142", copy=False, state="CO", postal_code="80202", city="Fallow Creek")
    gate.looked_up_number(asking.number, False, asking.agent, NOON, list="CO")
    assert asking.rule(NOON) == "REGISTRY_MISSING"


def test_of_two_states_lists_the_one_that_has_the_number_counts():
    asking = in_colorado()
    Owner.objects.filter(pk=asking.owner.pk).update(mailing_state="FL", mailing_postal_code="32301")
    asking.owner.refresh_from_db()
    a_registry_copy("303", list="CO")
    assert asking.refusals(NOON) == ["STATE_LIST_MISSING"]
    on_registry(asking.number, list="FL")
    assert asking.refusals(NOON) == ["DNC_STATE"]


def test_a_states_copy_that_is_too_old_is_none():
    asking = in_colorado()
    a_registry_copy("303", list="CO", copied_on=NOW.date() - timedelta(days=32))
    assert asking.rule(NOON) == "STATE_LIST_MISSING"


# ---------------------------------------------------------------- who calls


def test_a_person_without_a_caller_number_is_refused_by_telephone(asking):
    asking.agent.caller_number = ""
    assert asking.refusals() == ["CALLER_ID"]


def test_nobody_in_particular_is_not_asked_about_the_caller(asking):
    Person.objects.all().update(caller_number="", role=Person.Role.ASSISTANT)
    [decision] = gate.preview([asking.target], asking.team, NOW)
    assert decision.allowed


def test_an_assistant_prepares_and_does_not_dial(asking):
    asking.agent.role = Person.Role.ASSISTANT
    assert asking.refusals() == ["UNLICENSED_STATE"]


def test_the_callers_zone_and_licence_are_facts(asking):
    asking.agent.time_zone, asking.agent.licence_state = "America/Chicago", "VA"
    facts = asking.facts()
    assert (facts.caller_zone, facts.caller_licence, facts.caller_id) == ("America/Chicago", "VA", True)


# ---------------------------------------------------------------- as a whole


def test_the_queries_stay_the_same_however_many_are_asked(asking, django_assert_max_num_queries):
    targets = [asking.target, *(another(asking, f"+14105550{n}", str(n)) for n in range(100, 140))]
    for target in targets:
        asking.consent("invited", owner=target.owner)
        asking.relationship("purchase", 5, owner=target.owner)
    with django_assert_max_num_queries(14):
        assert len(gate.preview(targets, asking.team, NOW, asking.agent)) == 41


def test_nothing_asked_costs_nothing(asking, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert gate.preview([], asking.team, NOW, asking.agent) == []


def test_a_number_nobody_has_is_refused_for_want_of_everything(asking):
    decision = asking.decision(target=Target("+14105550199"))
    assert decision.rule == "LISTED"


def test_the_home_and_the_mailing_address_are_places_of_their_own(asking):
    Owner.objects.filter(pk=asking.owner.pk).update(mailing_state="KY", mailing_postal_code="42101")
    asking.owner.refresh_from_db()
    facts = asking.facts()
    assert facts.property == Place("MD", None)
    assert facts.mailing == Place("KY", ("America/Chicago",))

"""The broker's own rules: made, shown, used by the gate, ended; never looser than the law, never by anybody else."""

from datetime import UTC, datetime, timedelta

import pytest

from callsheet.accounts.models import Person
from callsheet.accounts.people import NotTheBroker
from callsheet.compliance import gate, house
from callsheet.compliance.evidence import Target
from callsheet.compliance.house_forms import NAMES
from callsheet.compliance.models import Answer, HouseRule
from callsheet.compliance.tables import rules
from callsheet.core.errors import UnusableInput
from callsheet.core.house_rule import KINDS, UnusableRule
from callsheet.owners.models import Phone
from tests.web import world
from tests.web.world import NOW

pytestmark = pytest.mark.django_db

NOON_ON = {"opens": "10:00", "closes": "19:00", "weekdays": []}
WHY = "We never ring at breakfast."


@pytest.fixture
def broker(maya):
    Person.objects.filter(pk=maya.pk).update(role="broker")
    maya.refresh_from_db()
    return maya


@pytest.fixture
def target(maya):
    home = world.a_home(maya.team)
    world.a_listing(home, world.an_mls(maya.team))
    owner = world.an_owner(home)
    world.a_registry_copy()
    phone = Phone.objects.get()
    return Target(phone.number, phone, owner, home)


def made(broker, kind="hours", value=NOON_ON, state="", because=WHY, now=NOW) -> HouseRule:
    return house.stricter(broker.team, kind, state=state, value=value, because=because, by=broker, now=now)


# ---------------------------------------------------------------- the verbs


def test_a_rule_keeps_who_made_it_when_and_why(broker):
    row = made(broker)
    assert (row.by, row.at, row.because, row.state, row.ended_at) == (broker, NOW, WHY, "", None)
    assert row.value == {"weekdays": [], "opens": "10:00", "closes": "19:00"}


def test_the_same_rule_is_not_made_twice(broker):
    assert made(broker) == made(broker, now=NOW + timedelta(hours=1), because="Again.")
    assert HouseRule.objects.count() == 1


def test_an_ended_rule_stays_on_record_and_can_be_made_anew(broker):
    row = made(broker)
    assert house.end(row, broker, NOW)
    assert not house.end(row, broker, NOW + timedelta(hours=1))
    row.refresh_from_db()
    assert (row.ended_at, row.ended_by) == (NOW, broker)
    assert house.rules_of(broker.team) is rules()
    assert made(broker).pk != row.pk


def test_only_the_broker_makes_and_ends_rules(broker):
    row = made(broker)
    agent = world.an_agent(broker.team, "otto")
    with pytest.raises(NotTheBroker):
        made(agent, kind="mobile", value={})
    with pytest.raises(NotTheBroker):
        house.end(row, agent, NOW)
    assert [each.pk for each in house.standing(broker.team)] == [row.pk]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"value": {"opens": "08:00", "closes": "21:00"}, "state": "MD"}, "Maryland's law ends at 8 pm"),
        ({"because": " "}, "Write why"),
        ({"state": "ZZ"}, "no such state"),
        ({"value": {}}, "first and the last hour"),
        ({"kind": "looser", "value": {}}, "no house rule called looser"),
    ],
    ids=["looser", "no why", "no state", "says nothing", "no kind"],
)
@pytest.mark.once
def test_what_is_refused(broker, given, said):
    with pytest.raises(UnusableInput, match=said):
        made(broker, **given)
    assert not HouseRule.objects.exists()


def test_the_law_of_the_teams_own_day_counts(broker):
    """At 1 am UTC on October 18 it is still the 17th in Maryland, and Pennsylvania's new hours wait."""
    value = {"opens": "09:00", "closes": "20:00"}
    with pytest.raises(house.TooLoose):
        made(broker, value=value, state="PA")
    assert made(broker, value=value, state="PA", now=datetime(2026, 10, 18, 1, tzinfo=UTC))


# ---------------------------------------------------------------- the gate


def test_the_gate_refuses_by_the_rule_from_then_on_and_keeps_which_rules_bound(broker, target):
    assert gate.ask(target, broker, NOW).decision.allowed
    row = made(broker)
    asked = gate.ask(target, broker, NOW + timedelta(minutes=1))
    assert (asked.decision.rule, asked.decision.is_law) == ("HOURS_POLICY", False)
    assert WHY.rstrip(".") in asked.decision.because
    before, after = Answer.objects.order_by("pk")
    assert before.book["house"] == []
    assert after.book["house"] == [
        {"id": row.pk, "kind": "hours", "state": "", "value": row.value, "because": WHY},
    ]
    assert after.book["hash"] == before.book["hash"]
    assert gate.verify_chain(broker.team) == []


def test_sheets_and_pages_see_the_same_rule(broker, target):
    made(broker)
    [decision] = gate.preview([target], broker.team, NOW, broker)
    assert decision.rule == "HOURS_POLICY"


def test_another_teams_rule_does_not_bind(broker, target):
    stranger = world.an_agent(world.a_team("Heron Homes"), "otto", role="broker")
    made(stranger)
    assert gate.ask(target, broker, NOW).decision.allowed


def test_a_longer_cap_finds_tries_of_days_ago(broker, target):
    gate.report(broker.team, target.owner, target.number, NOW - timedelta(days=3))
    assert gate.preview([target], broker.team, NOW, broker)[0].allowed
    made(broker, "cap", {"calls": 1, "hours": 24 * 7})
    [decision] = gate.preview([target], broker.team, NOW, broker)
    assert decision.rule == "CAP_POLICY"
    assert decision.reasons[0].next_allowed_at == NOW + timedelta(days=4)


def test_the_book_is_the_same_as_long_as_the_rules_are(broker):
    made(broker)
    assert house.rules_of(broker.team) is house.rules_of(broker.team)


def test_a_rule_that_cannot_be_read_is_never_left_out_in_silence(broker):
    row = made(broker)
    HouseRule.objects.filter(pk=row.pk).update(value={})
    with pytest.raises(UnusableRule):
        house.rules_of(broker.team)


# ---------------------------------------------------------------- the page


@pytest.mark.once
def test_every_kind_is_offered_to_the_broker_with_its_own_form(client, broker):
    page = client.get("/rules/house/").content.decode()
    assert set(NAMES) == set(KINDS)
    for kind in KINDS:
        assert f"?kind={kind}" in page
        form = client.get(f"/rules/house/?kind={kind}")
        assert form.status_code == 200
        assert "Make this rule" in form.content.decode()


FILLED = {
    "hours": {"opens": "09:00", "closes": "19:00", "weekdays": ["5"]},
    "day": {"weekdays": ["6"]},
    "date": {"first_day": "2026-12-24", "last_day": "2026-12-26"},
    "cap": {"calls": "2", "hours": "24"},
    "registry_age": {"days": "14"},
    "fresh": {"hours": "6"},
    "channel": {"channel": "text"},
    "relationship": {"days": "180", "inquiry_days": "30"},
    "closed": {"state": "FL"},
}


@pytest.mark.parametrize("kind", KINDS)
def test_the_broker_makes_a_rule_of_every_kind(client, broker, kind):
    given = {"state": "", "because": WHY} | FILLED.get(kind, {})
    response = client.post(f"/rules/house/?kind={kind}", given, follow=True)
    assert response.redirect_chain == [("/rules/house/", 302)]
    assert "From now on your broker" in response.content.decode()
    [row] = house.standing(broker.team)
    assert house.as_rule(row).kind == kind
    assert "1 house rule is stricter than the law" in response.content.decode()


def test_a_rule_looser_than_the_law_is_refused_with_the_sentence_and_what_was_typed_stays(client, broker):
    given = {"state": "MD", "opens": "08:00", "closes": "21:00", "because": WHY}
    response = client.post("/rules/house/?kind=hours", given)
    assert response.status_code == 422
    page = response.content.decode()
    assert "Maryland&#x27;s law ends at 8 pm; a house rule can only be stricter." in page
    assert 'value="21:00"' in page
    assert not HouseRule.objects.exists()


@pytest.mark.parametrize(
    ("kind", "given", "said"),
    [
        ("hours", {"opens": "", "closes": "19:00", "because": WHY}, "Write a time of day"),
        ("hours", {"opens": "9", "closes": "19:00", "because": WHY}, "Write a time of day"),
        ("hours", {"opens": "19:00", "closes": "09:00", "because": WHY}, "the first before the last"),
        ("day", {"because": WHY}, "Choose the days on which nobody is called."),
        ("date", {"first_day": "12/24", "last_day": "", "because": WHY}, "Write a day, as 2026-12-24."),
        ("cap", {"calls": "0", "hours": "24", "because": WHY}, "at least 1"),
        ("mobile", {"because": ""}, "Write why"),
        ("channel", {"channel": "call", "because": WHY}, "Select a valid choice"),
    ],
)
@pytest.mark.once
def test_what_is_missing_is_said_at_its_field(client, broker, kind, given, said):
    response = client.post(f"/rules/house/?kind={kind}", given)
    assert response.status_code == 422
    assert said in response.content.decode()
    assert not HouseRule.objects.exists()


def test_others_read_the_rules_and_cannot_make_or_end_any(client, maya):
    cora = world.an_agent(maya.team, "cora", role="broker")
    row = made(cora)
    page = client.get("/rules/house/?kind=mobile").content.decode()
    assert "Allows calls only from 10 am to 7 pm, everywhere." in page
    assert WHY in page
    assert "End this rule" not in page
    assert "Make this rule" not in page
    assert client.post("/rules/house/?kind=mobile", {"because": WHY}).status_code == 403
    assert client.post(f"/rules/house/{row.pk}/end/").status_code == 403
    assert house.standing(maya.team).count() == 1


def test_ending_a_rule_keeps_it_under_its_own_heading(client, broker):
    row = made(broker)
    response = client.post(f"/rules/house/{row.pk}/end/", follow=True)
    page = response.content.decode()
    assert "No house rule" in page
    assert "ended by Maya Lindqvist, today" in page
    assert client.post(f"/rules/house/{row.pk}/end/").status_code == 302


def test_another_teams_rule_is_not_found(client, broker):
    row = made(world.an_agent(world.a_team("Heron Homes"), "otto", role="broker"))
    assert client.post(f"/rules/house/{row.pk}/end/").status_code == 404
    assert WHY not in client.get("/rules/house/").content.decode()


def test_a_kind_nobody_knows_shows_the_list(client, broker):
    page = client.get("/rules/house/?kind=looser").content.decode()
    assert "What should be stricter?" in page

"""What holds whatever is on file: an answer can be given again from what it kept; one more restriction never frees."""

from collections.abc import Callable
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from callsheet.compliance import gate, tables
from callsheet.compliance.models import (
    Answer,
    DoNotCallRequest,
    Emergency,
    HouseRule,
    NumberLookup,
    ReassignedLookup,
    RegistryCopy,
)
from callsheet.core import house_rule
from callsheet.core.facts import CHANNELS, LAUNCHES, from_json
from callsheet.core.law import decide
from callsheet.core.law_house import tightened
from callsheet.core.law_rules import Rules
from callsheet.listings.models import Listing
from callsheet.owners.models import Owner
from tests.web.compliance.asking import Asking, a_question
from tests.web.listed import a_registry_copy
from tests.web.world import NOW, was_read

pytestmark = pytest.mark.django_db
HOMES = (
    ("+14105550142", "MD", "21014"),
    ("+13035550142", "CO", "80202"),
    ("+12075550142", "ME", "04401"),
    ("+15185550142", "NY", "12207"),
    ("+15025550142", "KY", "42101"),
    ("+18015550142", "UT", "84101"),
)
Change = Callable[[Asking], object]


def _request(kind: str, by: str) -> Change:
    def make(asking: Asking) -> None:
        owner, number = (asking.owner, "") if by == "owner" else (None, asking.number)
        DoNotCallRequest.objects.create(team=asking.team, owner=owner, number=number, kind=kind, at=NOW)

    return make


def _looked_up(list: str, listed: bool) -> Change:
    return lambda asking: NumberLookup.objects.create(
        team=asking.team, list=list, number=asking.number, listed=listed, on=NOW.date(), at=NOW
    )


def _house(kind: str, **value) -> Change:
    return lambda asking: HouseRule.objects.create(team=asking.team, kind=kind, value=value, because="Ours.", at=NOW)


def _reassigned(said: str) -> Change:
    return lambda asking: ReassignedLookup.objects.create(
        team=asking.team, number=asking.number, said=said, on=NOW.date(), at=NOW
    )


def _another_listing(asking: Asking) -> None:
    old = asking.target.property.listings.first()
    old.pk, old.listing_id, old.standard_status, old.off_market_date = None, "AL2", "Active", None
    Listing.objects.bulk_create([old])
    was_read(old, as_of=NOW, seen_at=NOW)


def _mail_goes_to(state: str, zip_code: str) -> Change:
    def move(asking: Asking) -> None:
        Owner.objects.filter(pk=asking.owner.pk).update(mailing_state=state, mailing_postal_code=zip_code)
        asking.owner.refresh_from_db()

    return move


RESTRICTIONS: dict[str, Change] = {
    "the owner asked": _request("asked", "owner"),
    "the number asked": _request("asked", "number"),
    "the owner took back": _request("revoked", "owner"),
    "the number took back": _request("revoked", "number"),
    "seen on the registry": _looked_up("US", True),
    "seen on Colorado's list": _looked_up("CO", True),
    "a dial an hour ago": lambda asking: gate.report(
        asking.team, asking.owner, asking.number, NOW - timedelta(hours=1)
    ),
    "a dial of another number": lambda asking: gate.report(
        asking.team, asking.owner, "+14105550199", NOW - timedelta(hours=2)
    ),
    "given to somebody else": _reassigned("yes"),
    "no data on reassignment": _reassigned("no_data"),
    "an emergency in New York": lambda asking: Emergency.objects.create(
        team=asking.team, state="NY", declared_on=NOW.date(), at=NOW
    ),
    "listed again": _another_listing,
    "mail goes to Alabama": _mail_goes_to("AL", "36104"),
    "mail goes to Hawaii": _mail_goes_to("HI", "96813"),
    "the copies are old": lambda asking: RegistryCopy.objects.update(copied_on=NOW.date() - timedelta(days=32)),
    "a house rule on hours": _house("hours", weekdays=[], opens="09:00", closes="17:00"),
    "a house rule on mobiles": _house("mobile"),
    "a house rule on consent": _house("consent"),
    "a house rule on tries": _house("cap", calls=1, hours=48),
    "a house rule on texts": _house("channel", channel="text"),
    "a house rule on friends": _house("no_personal"),
}
PERMISSIONS: dict[str, Change] = {
    "signed": lambda asking: asking.consent("written", asking.number),
    "invited": lambda asking: asking.consent("invited"),
    "acquainted": lambda asking: asking.consent("acquainted"),
    "a purchase": lambda asking: asking.relationship("purchase", 380),
    "an inquiry": lambda asking: asking.relationship("inquiry", 80),
    "not on the registry": _looked_up("US", False),
    "not on Colorado's list": _looked_up("CO", False),
    "not reassigned": _reassigned("no"),
}
EVERYTHING = RESTRICTIONS | PERMISSIONS
REPLACED = {
    "mail goes to Alabama": {"mail goes to Hawaii"},
    "mail goes to Hawaii": {"mail goes to Alabama"},
    "no data on reassignment": {"given to somebody else"},
}
"""What a restriction takes the place of: added to it, it is no further one."""
homes = st.sampled_from(HOMES)
moments = st.integers(-4 * 60, 14 * 60).map(lambda minutes: NOW + timedelta(minutes=minutes))
channels, launches = st.sampled_from(CHANNELS), st.sampled_from(LAUNCHES)
relaxed = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], derandomize=True
)


@contextmanager
def a_world(home, names):
    """A question with these rows on file, all of it gone afterwards."""
    number, state, zip_code = home
    with transaction.atomic():
        asking = a_question(number=number, state=state, postal_code=zip_code)
        a_registry_copy(number[2:5], list="CO")
        for name in names:
            EVERYTHING[name](asking)
        yield asking
        transaction.set_rollback(True)


def _named(book: dict) -> Rules:
    """The book of rules that a kept answer names."""
    assert book["hash"] == tables.version()["hash"]
    house = [house_rule.read(one["kind"], one["state"], one["value"], one["because"]) for one in book["house"]]
    return tightened(tables.rules(), tuple(house))


@relaxed
@given(home=homes, at=moments, channel=channels, launch=launches, names=st.sets(st.sampled_from(sorted(EVERYTHING))))
def test_an_answer_is_given_again_from_the_facts_and_the_book_it_kept(home, at, channel, launch, names):
    with a_world(home, sorted(names)) as asking:
        foreseen = asking.decision(at, channel=channel, launch=launch)
        asked = gate.ask(asking.target, asking.agent, at, channel=channel, launch=launch)
        kept = Answer.objects.get(pk=asked.answer.pk)
        again = decide(from_json(kept.facts), _named(kept.book))
        assert foreseen == asked.decision == again
        assert (kept.allowed, kept.rule, kept.because) == (again.allowed, again.rule, again.because)
        assert [reason["rule"] for reason in kept.reasons] == [reason.rule for reason in again.reasons]
        assert (asked.clearance is not None) is again.allowed
        assert gate.verify_chain(asking.team) == []


@relaxed
@given(
    home=homes,
    at=moments,
    channel=channels,
    launch=launches,
    names=st.sets(st.sampled_from(sorted(EVERYTHING)), max_size=5),
    more=st.sampled_from(sorted(RESTRICTIONS)),
)
def test_one_more_restriction_on_file_never_frees(home, at, channel, launch, names, more):
    assume(more not in names and not names & REPLACED.get(more, set()))
    with a_world(home, sorted(names)) as asking:
        before = asking.decision(at, channel=channel, launch=launch)
        RESTRICTIONS[more](asking)
        after = asking.decision(at, channel=channel, launch=launch)
        assert before.allowed or not after.allowed


@relaxed
@given(
    home=homes,
    at=moments,
    more=st.sampled_from(sorted(PERMISSIONS)),
    name=st.sampled_from(["the owner asked", "the number asked", "the owner took back", "the number took back"]),
)
def test_no_permission_lifts_the_owners_own_word(home, at, more, name):
    with a_world(home, [name, more]) as asking:
        assert asking.rule(at) in ("DNC_INTERNAL", "REVOKED")


@pytest.mark.parametrize("name", ["the owner asked", "seen on the registry", "listed again", "a house rule on consent"])
def test_the_restrictions_of_these_tests_refuse(name):
    with a_world(HOMES[0], [name]) as asking:
        assert asking.rule() != "OK"


@pytest.mark.parametrize("name", ["signed", "invited", "acquainted", "a purchase", "an inquiry"])
def test_the_permissions_of_these_tests_free(name):
    with a_world(HOMES[0], ["seen on the registry", name]) as asking:
        assert asking.rule() == "OK"

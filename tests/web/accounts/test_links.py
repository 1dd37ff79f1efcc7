"""One-time links: they work once, for their purpose, for their time, and the newest one only."""

from datetime import timedelta

import pytest

from callsheet.accounts import links
from callsheet.accounts.models import OneTimeLink
from tests.web.world import NOW, a_team, an_agent

pytestmark = pytest.mark.django_db


def test_works_once():
    token = links.make_link("welcome", None, NOW)
    assert links.is_open("welcome", token, NOW)
    assert links.claim("welcome", token, NOW).used_at == NOW
    assert links.claim("welcome", token, NOW) is None
    assert not links.is_open("welcome", token, NOW)


def test_looking_does_not_use_it():
    token = links.make_link("welcome", None, NOW)
    assert all(links.is_open("welcome", token, NOW) for _ in range(3))
    assert links.claim("welcome", token, NOW)


def test_is_for_one_purpose():
    token = links.make_link("welcome", None, NOW)
    assert links.claim("sign_in", token, NOW) is None
    assert links.claim("welcome", token, NOW)


@pytest.mark.parametrize("purpose", ["welcome", "sign_in", "join"])
def test_runs_out(purpose):
    token = links.make_link(purpose, None, NOW)
    last = NOW + links.LIFETIME[purpose]
    assert links.is_open(purpose, token, last - timedelta(seconds=1))
    assert links.claim(purpose, token, last) is None


def test_a_newer_link_takes_the_place_of_the_older():
    older, newer = (links.make_link("welcome", None, NOW) for _ in range(2))
    assert not links.is_open("welcome", older, NOW)
    assert links.is_open("welcome", newer, NOW)


def test_a_link_for_one_person_leaves_the_others_alone():
    team = a_team()
    maya, theo = an_agent(team), an_agent(team, "theo")
    of_maya = links.make_link("sign_in", maya, NOW)
    links.make_link("sign_in", theo, NOW)
    assert links.claim("sign_in", of_maya, NOW).person == maya


def test_the_token_is_kept_nowhere():
    token = links.make_link("welcome", None, NOW)
    kept = OneTimeLink.objects.get()
    assert kept.token_hash == links.hash_of(token)
    assert token not in str(vars(kept))


def test_a_wrong_token_finds_nothing():
    links.make_link("welcome", None, NOW)
    assert links.claim("welcome", "not-a-token", NOW) is None

"""The first person of a home: made once, by whoever was given the link from the terminal."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from callsheet.accounts import links
from callsheet.accounts.models import Person, RoleChange, Team
from callsheet.accounts.teams import the_team


class LinkUsed(Exception):
    """The link was used already, has run out, or somebody made the first account in the meantime."""


@dataclass(frozen=True, slots=True)
class FirstPerson:
    """What the welcome page asks. `caller_number` is E.164; `email` may be empty."""

    name: str
    brokerage: str
    licence_state: str
    caller_number: str
    time_zone: str
    password: str
    email: str = ""


@transaction.atomic
def welcome(token: str, given: FirstPerson, now: datetime) -> Person:
    """Use the link and make the first person, in the home's team, which takes the name of the brokerage.

    Raises LinkUsed when this is not the first.
    """
    if not links.claim("welcome", token, now) or Person.objects.exists():
        raise LinkUsed("This link was used already. Sign in with the name and password that were chosen then.")
    person = Person.objects.create_user(
        username=given.name,
        email=given.email,
        password=given.password,
        name=given.name,
        role=Person.Role.BROKER,
        team=_settle_team(the_team(now), given),
        licence_state=given.licence_state,
        caller_number=given.caller_number,
        time_zone=given.time_zone,
    )
    RoleChange.objects.create(person=person, role=person.role, by=person, at=now)
    return person


def _settle_team(team: Team, given: FirstPerson) -> Team:
    team.name = given.brokerage
    team.licence_state = given.licence_state
    team.time_zone = given.time_zone
    team.save()
    return team

"""Who works here: the broker adds colleagues, says what each may do, and switches people off. Every change is a row.

Nobody is deleted: what a person did stays theirs. Nobody can take the last broker away.
"""

from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from callsheet.accounts import links
from callsheet.accounts.models import Person, RoleChange, Team
from callsheet.accounts.places import STATES, zone_of
from callsheet.core.errors import UnusableInput

UNUSABLE = "!"  # how Django begins a password that nobody knows


class NotTheBroker(PermissionDenied):
    """Only a broker may change who works here and what they may do."""


class LastBroker(UnusableInput):
    """Without this broker there would be none who can come in."""


@dataclass(frozen=True, slots=True)
class NewPerson:
    """A colleague as the broker names them. `licence_state` is empty for somebody without a licence."""

    name: str
    role: str
    licence_state: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True)
class Joining:
    """What a new colleague says about themselves. `caller_number` is E.164."""

    caller_number: str
    time_zone: str
    password: str


@transaction.atomic
def add(given: NewPerson, by: Person, now: datetime) -> tuple[Person, str]:
    """A colleague in the broker's team, and the token of the link they come in by. Raises NotTheBroker."""
    broker = _broker(by)
    person = Person.objects.create_user(
        username=given.name,
        name=given.name,
        email=given.email,
        team=broker.team,
        role=given.role,
        licence_state=given.licence_state,
        time_zone=zone_of(given.licence_state) if given.licence_state in STATES else broker.team.time_zone,
    )
    _happened(person, broker, now)
    return person, links.make_link("join", person, now)


@transaction.atomic
def change_role(person: Person, role: str, by: Person, now: datetime) -> bool:
    """Give somebody another role. False when it is theirs already. Raises NotTheBroker, LastBroker."""
    broker, person = _broker(by), _locked(person)
    if person.role == role:
        return False
    if role not in Person.Role.values:
        raise UnusableInput(f"{role}: there is no such role.")
    _keep_a_broker(person, broker)
    person.role = role
    person.save(update_fields=["role"])
    _happened(person, broker, now)
    return True


@transaction.atomic
def switch_off(person: Person, by: Person, now: datetime) -> bool:
    """Let somebody in no longer: their sessions end, and the password and links they had no longer work.

    False when it was so already. Raises NotTheBroker, LastBroker.
    """
    broker, person = _broker(by), _locked(person)
    if not person.is_active:
        return False
    _keep_a_broker(person, broker)
    person.is_active = False
    person.set_unusable_password()
    person.save(update_fields=["is_active", "password"])
    for purpose in ("join", "sign_in"):
        links.end_links(purpose, person, now)
    _happened(person, broker, now)
    return True


@transaction.atomic
def invite(person: Person, by: Person, now: datetime) -> str:
    """The token of a new link to come in by; somebody switched off is switched on again. Raises NotTheBroker."""
    broker, person = _broker(by), _locked(person)
    if not person.is_active:
        person.is_active = True
        person.save(update_fields=["is_active"])
        _happened(person, broker, now)
    return links.make_link("join", person, now)


@transaction.atomic
def join(token: str, given: Joining, now: datetime) -> Person | None:
    """Use the link: keep the password and the caller number. None when the link does not work any more."""
    link = links.claim("join", token, now)
    if not (link and link.person and link.person.is_active):
        return None
    person = link.person
    person.caller_number, person.time_zone = given.caller_number, given.time_zone
    person.set_password(given.password)
    person.save(update_fields=["caller_number", "time_zone", "password"])
    return person


def licensed_colleagues(person: Person) -> list[Person]:
    """Those of the team who hold a licence and can come in, by name, without the person."""
    others = Person.objects.filter(team=person.team_id, is_active=True).exclude(pk=person.pk)
    return list(others.exclude(role=Person.Role.ASSISTANT).order_by("name"))


def name_of(person: Person | None) -> str:
    """Who did it, as a page says it; the row may have outlived the person."""
    return person.name if person else "somebody who has left"


def _broker(by: Person) -> Person:
    """The actor as the database knows them now, behind the team's lock, so that two brokers cannot undo each other."""
    Team.objects.select_for_update().get(pk=by.team_id)
    broker = Person.objects.select_related("team").get(pk=by.pk)
    if not (broker.is_active and broker.is_broker):
        raise NotTheBroker("Your broker changes who works here and what they may do.")
    return broker


def _locked(person: Person) -> Person:
    return Person.objects.select_for_update(of=("self",)).get(pk=person.pk)


def _keep_a_broker(person: Person, broker: Person) -> None:
    """Raises LastBroker when nobody else could do what this broker does: the actor, or another who has joined."""
    if not person.is_broker or person.pk != broker.pk:
        return
    others = Person.objects.filter(team=person.team_id, role=Person.Role.BROKER, is_active=True)
    if not others.exclude(pk=person.pk).exclude(password__startswith=UNUSABLE).exists():
        raise LastBroker(
            f"{person.name} is the only broker who can come in. Make somebody else a broker first, and let them join."
        )


def _happened(person: Person, by: Person, now: datetime) -> None:
    RoleChange.objects.create(person=person, role=person.role, is_active=person.is_active, by=by, at=now)

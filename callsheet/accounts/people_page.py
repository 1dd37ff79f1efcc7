"""Who works here, in the words of the page: everybody with their role, how far they have come in, and what changed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from callsheet.accounts.models import OneTimeLink, Person, RoleChange
from callsheet.accounts.places import STATES
from callsheet.core.wall_clock import WallClock

ROLES = {
    Person.Role.BROKER: "Broker",
    Person.Role.AGENT: "Agent",
    Person.Role.ASSISTANT: "Assistant without a licence",
}
WITH_ARTICLE = {
    Person.Role.BROKER: "a broker",
    Person.Role.AGENT: "an agent",
    Person.Role.ASSISTANT: "an assistant without a licence",
}
CHANGES_SHOWN = 30


@dataclass(frozen=True, slots=True)
class Row:
    """One person. `mark` is the shape of the status before `stands`; `roles` are the others they could be given."""

    pk: int
    name: str
    email: str
    role: str
    licence: str
    mark: str
    stands: str
    is_active: bool
    is_me: bool
    link_words: str
    roles: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Change:
    at: datetime
    when: str
    what: str


@dataclass(frozen=True, slots=True)
class PeoplePage:
    answer: str
    about: str
    rows: tuple[Row, ...]
    changes: tuple[Change, ...]


def people_page(me: Person, clock: WallClock) -> PeoplePage:
    """The page as `me` sees it: the team's people, those who may come in first."""
    people = list(Person.objects.filter(team=me.team_id).order_by("-is_active", "name"))
    changes = RoleChange.objects.filter(person__team=me.team_id).select_related("person", "by")
    links = _open_links(me, clock.now)
    active = [person for person in people if person.is_active]
    return PeoplePage(
        answer=_answer(len(active), me.team.name),
        about=_about(active, me),
        rows=tuple(_row(person, me, links.get(person.pk), clock) for person in people),
        changes=tuple(_changes(list(changes.order_by("at", "pk")), clock))[:CHANGES_SHOWN],
    )


def _open_links(me: Person, now: datetime) -> dict[int, datetime]:
    """Person -> until when their link works."""
    links = OneTimeLink.objects.filter(purpose="join", used_at=None, expires_at__gt=now, person__team=me.team_id)
    return dict(links.values_list("person", "expires_at"))


def _answer(count: int, team: str) -> str:
    """`Three people work at Saltmarsh Realty`"""
    words = {1: "One person works", 2: "Two people work", 3: "Three people work", 4: "Four people work"}
    return f"{words.get(count, f'{count} people work')} at {team}"


def _about(active: Sequence[Person], me: Person) -> str:
    if me.is_broker:
        return "You add people, say what each may do, and switch off who left. What they did stays in the record."
    brokers = [person.name for person in active if person.is_broker]
    return f"{' or '.join(brokers) or 'A broker'} adds people and says what each may do."


def _row(person: Person, me: Person, link_until: datetime | None, clock: WallClock) -> Row:
    mark, stands = _stands(person, link_until, clock)
    return Row(
        pk=person.pk,
        name=person.name,
        email=person.email,
        role=ROLES[Person.Role(person.role)],
        licence=STATES[person.licence_state][0] if person.licence_state in STATES else "",
        mark=mark,
        stands=stands,
        is_active=person.is_active,
        is_me=person.pk == me.pk,
        link_words=_link_words(person),
        roles=tuple((role.value, words) for role, words in ROLES.items() if role != person.role),
    )


def _stands(person: Person, link_until: datetime | None, clock: WallClock) -> tuple[str, str]:
    """The mark and the words of how far somebody has come in."""
    if not person.is_active:
        return "never", "Switched off"
    if person.last_login:
        return "now", f"Came in {clock.brief(person.last_login)}"
    if link_until:
        return "later", f"Has a link, good until {clock.short(link_until)}"
    return ("now", "Has a password") if person.has_joined else ("ask", "Has not come in; the link has run out")


def _link_words(person: Person) -> str:
    """What the button says that makes a link."""
    if not person.is_active:
        return f"Let {person.name} in again"
    return "Make a link for a new password" if person.has_joined else "Make a new link"


def _changes(changes: Iterable[RoleChange], clock: WallClock) -> list[Change]:
    """Newest first; each is told by what stood before it."""
    before: dict[int, RoleChange] = {}
    told: list[Change] = []
    for change in changes:
        told.append(Change(change.at, clock.brief(change.at), _said(change, before.get(change.person_id))))
        before[change.person_id] = change
    return told[::-1]


def _said(change: RoleChange, before: RoleChange | None) -> str:
    """`Maya Lindqvist made Otto Brandt an agent.`"""
    by, who = change.by.name if change.by else "Somebody", change.person.name
    role = WITH_ARTICLE[Person.Role(change.role)]
    if change.by_id == change.person_id and before is None:
        return f"{who} made the first account, as {role}."
    if before is None:
        return f"{by} added {who}, {role}."
    if before.is_active and not change.is_active:
        return f"{by} switched {who} off."
    if not before.is_active and change.is_active:
        return f"{by} let {who} in again, as {role}."
    return f"{by} made {who} {role}."

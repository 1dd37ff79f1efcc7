"""What the gate's tests share: one owner who may be called at 8:05 am, and short ways to ask about them."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from callsheet.accounts.models import Person, Team
from callsheet.compliance import gate
from callsheet.compliance.evidence import Proposal, Target, gather
from callsheet.compliance.house import rules_of
from callsheet.compliance.models import Consent, Relationship
from callsheet.core.facts import Facts
from callsheet.core.law import Decision
from callsheet.listings.models import Property, Source
from callsheet.owners.models import Owner, Phone
from tests.web import world
from tests.web.listed import a_registry_copy
from tests.web.world import NOW

MAINE = {"city": "Fallow Creek", "state": "ME", "postal_code": "04401"}


@dataclass(frozen=True)
class Asking:
    """An agent and a number that may be called: expired, fresh, not on a fresh copy of the registry."""

    agent: Person
    target: Target

    @property
    def team(self) -> Team:
        return self.agent.team

    @property
    def owner(self) -> Owner:
        return self.target.owner

    @property
    def number(self) -> str:
        return self.target.number

    def decision(self, at: datetime = NOW, target: Target | None = None, **how) -> Decision:
        [decision] = gate.preview([target or self.target], self.team, at, self.agent, **how)
        return decision

    def rule(self, at: datetime = NOW, **how) -> str:
        return self.decision(at, **how).rule

    def refusals(self, at: datetime = NOW, **how) -> list[str]:
        return [reason.rule for reason in self.decision(at, **how).reasons]

    def facts(self, at: datetime = NOW, channel: str = "call", launch: str = "by_hand") -> Facts:
        proposal = Proposal(self.team, at, self.agent, channel, launch, rules_of(self.team))
        [seen] = gather([self.target], proposal)
        return seen.facts

    def calling(self, number: str) -> "Asking":
        """The same owner and home, another number of theirs."""
        phone = Phone.objects.create(owner=self.owner, number=number, line_type="landline", reported_at=NOW)
        return replace(self, target=replace(self.target, number=number, phone=phone))

    def consent(self, kind: str, number: str = "", **given) -> Consent:
        fields = self._given | {"words": "Yes, call me.", "on": NOW.date(), "kind": kind, "number": number}
        return Consent.objects.create(**(fields | given))

    def relationship(self, kind: str, days_ago: int, **given) -> Relationship:
        fields = self._given | {"words": "Sold theirs.", "on": NOW.date() - timedelta(days=days_ago), "kind": kind}
        return Relationship.objects.create(**(fields | given))

    @property
    def _given(self) -> dict:
        return {"team": self.team, "owner": self.owner, "at": NOW, "by": self.agent}


def a_question(team: Team | None = None, number: str = "+14105550142", copy: bool = True, **home) -> Asking:
    """One owner of one home, and the team's agent."""
    team = team or world.a_team()
    agent = Person.objects.filter(team=team).first() or world.an_agent(team, f"agent {team.pk}")
    mls = Source.objects.filter(team=team).first() or world.an_mls(team)
    place = world.a_home(team, **home)
    world.a_listing(place, mls)
    owner = world.an_owner(place, number=number)
    if copy:
        a_registry_copy(number[2:5])
    phone = owner.phones.get()
    return Asking(agent, Target(number, phone, owner, place))


def another(asking: Asking, number: str, home: str) -> Target:
    """One more owner with a home of their own."""
    place: Property = world.a_home(asking.team, home, address_key=f"1|{home}|21014")
    world.a_listing(place, Source.objects.get(team=asking.team))
    owner = world.an_owner(place, f"Owner {home}", number)
    return Target(number, owner.phones.get(), owner, place)

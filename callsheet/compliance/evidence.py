"""The facts of a proposed attempt, gathered from the rows: few queries for many numbers, nothing decided here."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from callsheet.accounts.models import Person, Team
from callsheet.compliance import assistants, on_file, registry
from callsheet.compliance.models import NATION, Consent, DoNotCallRequest, NumberLookup
from callsheet.compliance.models import Relationship as RelationshipRow
from callsheet.compliance.on_file import Key, OnFile
from callsheet.compliance.standings import Standing, listing_facts, standings_of
from callsheet.compliance.where import mailing_place, property_place
from callsheet.core import law_relationship
from callsheet.core.facts import Channel, Email, Evidence, Facts, Launch, Place, Reassigned, Registry, Relationship
from callsheet.core.facts import StateList as ListState
from callsheet.core.law_caps import longest_span
from callsheet.core.law_places import Territory, claims
from callsheet.core.law_rules import Rules
from callsheet.listings.models import Property
from callsheet.owners.models import Owner, Phone

CHUNK = 500


@dataclass(frozen=True, slots=True)
class Target:
    """One number of one owner about one home; any but the number may be unknown. An e-mail has no number: empty."""

    number: str
    phone: Phone | None = None
    owner: Owner | None = None
    property: Property | None = None


@dataclass(frozen=True, slots=True)
class ListSeen:
    """What one do-not-call list said of the number, and from what: a copy, a vendor's scrub or a look-up of one day.

    `list` is US or a state; `proof` is the look-up's id, or the vendor's name.
    """

    list: str
    evidence: Evidence
    on: date | None
    listed: bool
    proof: str = ""


@dataclass(frozen=True, slots=True)
class Seen:
    """The facts of one target, and the lists that were looked at for them."""

    facts: Facts
    lists: tuple[ListSeen, ...]


@dataclass(frozen=True, slots=True)
class Proposal:
    """What is proposed to every target: by whom, when, over which channel, launched how, under which book of rules."""

    team: Team
    now: datetime
    person: Person | None
    channel: Channel
    launch: Launch
    book: Rules

    @property
    def on(self) -> date:
        """The UTC day, by which ages of copies and relationships are counted."""
        return self.now.astimezone(UTC).date()

    @property
    def caller(self) -> dict[str, object]:
        """The facts about who calls.

        Every call has to show a number that takes do-not-call requests (47 CFR 64.1601(e)). A phone in the hand shows
        one, but only a number on the person's settings is known to be answered, and is what the record can name.
        """
        person = self.person
        if person is None:
            return {"caller_zone": self.team.time_zone}
        return {
            "caller_zone": person.time_zone,
            "caller_id": bool(person.caller_number),
            "caller_licensed": person.is_licensed,
            "caller_licence": person.licence_state or None,
            "assistants_may_dial": () if person.is_licensed else assistants.confirmed(self.team),
        }


def gather(targets: Sequence[Target], proposal: Proposal) -> Iterator[Seen]:
    """The facts of each target, in order."""
    for start in range(0, len(targets), CHUNK):
        yield from _Chunk.read(targets[start : start + CHUNK], proposal).each()


def dial_facts(target: Target, proposal: Proposal) -> Facts:
    """The part of a target's facts that the caps look at: where the owner is, the tries of the last day, and whether
    a relationship lifts a cap.
    """
    numbers, owners = _numbers([target]), _owners([target])
    known = on_file.read(proposal.team, numbers, owners, proposal.now, longest_span(proposal.book))
    home, mailing = property_place(target.property), mailing_place(target.owner)
    claiming = claims(home, mailing, target.number, proposal.channel, proposal.book)
    return Facts(
        at=proposal.now,
        channel=proposal.channel,
        launch=proposal.launch,
        number=target.number,
        property=home,
        mailing=mailing,
        earlier=_earlier(target, known.tries),
        relationship=_relationship(target, known.relationships, claiming, proposal),
    )


@dataclass(frozen=True, slots=True)
class _Chunk:
    """Some hundred targets with all that is known of them, read at once."""

    targets: Sequence[Target]
    proposal: Proposal
    places: Mapping[int, tuple[Place | None, Place | None, Territory]]
    """Place in the chunk -> the home's place, the mailing address's, and who claims the attempt."""
    standings: Mapping[int, Standing]
    on_file: OnFile
    copies: Mapping[tuple[str, str], tuple[bool, date]]
    """(List, number) -> whether our copy lists it, and the day of the copy."""

    @classmethod
    def read(cls, targets: Sequence[Target], proposal: Proposal) -> "_Chunk":
        homes = {target.property.pk for target in targets if target.property}
        places = dict(enumerate(_placed(target, proposal) for target in targets))
        return cls(
            targets=targets,
            proposal=proposal,
            places=places,
            standings=standings_of(homes, proposal.now, ZoneInfo(proposal.team.time_zone)),
            on_file=on_file.read(
                proposal.team, _numbers(targets), _owners(targets), proposal.now, longest_span(proposal.book)
            ),
            copies=_copies(targets, places),
        )

    def each(self) -> Iterator[Seen]:
        caller = self.proposal.caller
        for position, target in enumerate(self.targets):
            yield self._seen(target, *self.places[position], caller)

    def _seen(
        self, target: Target, home: Place | None, mailing: Place | None, claiming: Territory, caller: dict
    ) -> Seen:
        proposal, known, keys = self.proposal, self.on_file, _keys(target)
        national = self._national(target) if target.number else None
        state_list, of_states = self._state_lists(target, claiming)
        kinds = {request.kind for key in keys for request in known.requests.get(key, ())}
        standing = self.standings.get(target.property.pk) if target.property else None
        facts = Facts(
            at=proposal.now,
            channel=proposal.channel,
            launch=proposal.launch,
            number=target.number or None,
            line_type=target.phone.line_type if target.phone else "unknown",
            litigator=bool(target.phone and target.phone.litigator),
            property=home,
            mailing=mailing,
            registry=Registry(national.on, national.listed, national.evidence) if national else None,
            state_list=state_list,
            internal_do_not_call=DoNotCallRequest.Kind.ASKED in kinds,
            revoked=DoNotCallRequest.Kind.REVOKED in kinds,
            relationship=_relationship(target, known.relationships, claiming, proposal),
            reassigned=self._reassigned(target),
            emergency_declared=any(state.code in known.emergencies for state in claiming.states),
            earlier=_earlier(target, known.tries),
            email=Email(bool(proposal.team.postal_address), bool(kinds)) if proposal.channel == "email" else None,
            **self._consents(target),
            **listing_facts(standing),
            **caller,
        )
        return Seen(facts, (national, *of_states) if national else of_states)

    def _national(self, target: Target) -> ListSeen | None:
        """A copy or a look-up by hand; without either a vendor's scrub that somebody chose to rely on.

        A vendor's 'listed' counts even where nobody relies on that vendor: it can only refuse.
        """
        phone = target.phone
        if seen := self._looked_at(NATION, target.number):
            return seen
        if phone is None or phone.vendor_listed is None:
            return None
        if phone.vendor_listed or (phone.source and phone.source.scrub_at):
            name = phone.source.name if phone.source else ""
            return ListSeen(NATION, "vendor", phone.vendor_scrubbed_on, phone.vendor_listed, name)
        return None

    def _looked_at(self, list: str, number: str) -> ListSeen | None:
        """Our own copy, unless a look-up by hand is newer."""
        copy, lookup = self.copies.get((list, number)), self.on_file.lookups.get((list, number))
        if copy and not (lookup and _supersedes(lookup, *copy)):
            listed, copied_on = copy
            return ListSeen(list, "copy", copied_on, listed)
        return ListSeen(list, "lookup", lookup.on, lookup.listed, str(lookup.pk)) if lookup else None

    def _state_lists(self, target: Target, claiming: Territory) -> tuple[ListState, tuple[ListSeen, ...]]:
        """The worst that the claiming states' own lists say, and what was seen of each.

        Listed on one is the worst, for looking at another does not mend it; evidence that is too old is none.
        """
        keepers = [state for state in claiming.states if state.own_list]
        if not keepers or not target.number:
            return "missing", ()
        seen = [self._looked_at(state.code, target.number) for state in keepers]
        fresh = [each if each and self._is_fresh(each) else None for each in seen]
        found = tuple(each for each in seen if each)
        if any(each.listed for each in fresh if each):
            return "listed", found
        return ("clear" if all(fresh) else "missing"), found

    def _is_fresh(self, seen: ListSeen) -> bool:
        limit = self.proposal.book.list_days(seen.list)
        return seen.on is not None and (self.proposal.on - seen.on).days <= limit

    def _reassigned(self, target: Target) -> Reassigned | None:
        """What the Reassigned Numbers Database said last; a `no` grows old, for the next month may know more."""
        lookup = self.on_file.reassigned.get(target.number)
        counts = self.proposal.book.policy.reassigned_max_age_days
        if lookup is None or (lookup.said == "no" and (self.proposal.on - lookup.on).days > counts):
            return None
        return lookup.said

    def _consents(self, target: Target) -> dict[str, bool]:
        """What this owner permits: a signed consent for the number it names, the others for it or for any number."""
        given = self.on_file.consents.get(target.owner.pk, ()) if target.owner else ()
        kinds = {one.kind for one in given if one.number in ("", target.number) and self._is_the_callers(one)}
        return {
            "written_consent": Consent.Kind.WRITTEN in kinds,
            "invited": Consent.Kind.INVITED in kinds,
            "personal_relationship": Consent.Kind.ACQUAINTED in kinds,
        }

    def _is_the_callers(self, consent: Consent) -> bool:
        """An acquaintance is one of the person who calls (47 CFR 64.1200(f)(11)), the one who wrote it down.

        Where nobody in particular calls, of anybody of the team.
        """
        caller = self.proposal.person
        return consent.kind != Consent.Kind.ACQUAINTED or caller is None or consent.by_id == caller.pk


def _placed(target: Target, proposal: Proposal) -> tuple[Place | None, Place | None, Territory]:
    home, mailing = property_place(target.property), mailing_place(target.owner)
    return home, mailing, claims(home, mailing, target.number, proposal.channel, proposal.book)


def _numbers(targets: Iterable[Target]) -> list[str]:
    return sorted({target.number for target in targets if target.number})


def _owners(targets: Iterable[Target]) -> list[int]:
    return sorted({target.owner.pk for target in targets if target.owner})


def _keys(target: Target) -> tuple[Key, ...]:
    """A person is refused and counted by number and by name."""
    return tuple(filter(None, (target.number, target.owner.pk if target.owner else None)))


def _copies(
    targets: Sequence[Target], places: Mapping[int, tuple[Place | None, Place | None, Territory]]
) -> dict[tuple[str, str], tuple[bool, date]]:
    """What our copies say: the nation's of every number, a state's own of the numbers it claims."""
    wanted: dict[str, set[str]] = {NATION: set(_numbers(targets))}
    for position, target in enumerate(targets):
        for state in places[position][2].states:
            if state.own_list and target.number:
                wanted.setdefault(state.code, set()).add(target.number)
    return {
        (list, number): said
        for list, numbers in wanted.items()
        for number, said in zip(numbers, registry.check(tuple(numbers), list), strict=True)
        if said[0] is not None
    }


def _supersedes(lookup: NumberLookup, listed: bool, copied_on: date) -> bool:
    """Whether a look-up is newer than the copy; it never frees a number that the copy shows as listed."""
    return lookup.on > copied_on and (lookup.listed or not listed)


def _earlier(target: Target, tries: Mapping[Key, Mapping[on_file.Try, datetime]]) -> tuple[datetime, ...]:
    found: dict[on_file.Try, datetime] = {}
    for key in _keys(target):
        found |= tries.get(key, {})
    return tuple(sorted(found.values()))


def _relationship(
    target: Target, known: Mapping[int, Sequence[RelationshipRow]], claiming: Territory, proposal: Proposal
) -> Relationship | None:
    """The relationship that excepts from most, and longest."""
    rows = known.get(target.owner.pk, ()) if target.owner else ()
    standing = [Relationship(row.kind, row.on) for row in rows]
    return law_relationship.best(standing, proposal.on, proposal.book.federal, claiming.states)

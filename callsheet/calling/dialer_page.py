"""Lists for another dialer in the words of the screen: what may go, until when, what was refused, what came back."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import Count, Q
from django.urls import reverse

from callsheet.accounts.models import Team
from callsheet.accounts.places import ZONES
from callsheet.calling import dialer_lists, dialer_results
from callsheet.calling.dialer_forms import OUTCOME_CHOICES
from callsheet.calling.models import DialerEntry, DialerList, DialerResult, ResultFile
from callsheet.calling.pages import owner_name
from callsheet.compliance.tables import rules
from callsheet.core.law_words import both
from callsheet.core.outcomes import OUTCOMES
from callsheet.core.phone import national
from callsheet.core.wall_clock import WallClock
from callsheet.core.words import count

LISTS_SHOWN, SHOWN = 30, 100  # lists, and rows of one
LAUNCHES = {
    "clicked": "A person clicks each number",
    "selected_by_machine": "The machine picks the next number",
}


@dataclass(frozen=True, slots=True)
class Launch:
    """A way of dialing: its name, and what it changes in which states."""

    value: str
    name: str
    changes: str


@dataclass(frozen=True, slots=True)
class ListLine:
    """A list in one row."""

    href: str
    name: str
    how: str
    mark: str
    stands: str
    handed: int
    refused: int
    results: int


@dataclass(frozen=True, slots=True)
class ListsPage:
    answer: str
    launches: tuple[Launch, ...]
    lists: tuple[ListLine, ...]
    words: tuple[tuple[str, str], ...]
    """(word, how many dials wait for it)"""
    outcomes: tuple[tuple[str, str], ...]
    times: tuple["Open", ...]


@dataclass(frozen=True, slots=True)
class Open:
    """A dial that ended with a time agreed which nobody told."""

    href: str
    owner: str
    home: str
    when: str
    said: str


@dataclass(frozen=True, slots=True)
class Refused:
    """A number that is not on the list, and the address of its proof."""

    owner: str
    number: str
    because: str
    proof: str


@dataclass(frozen=True, slots=True)
class OnIt:
    """A number of the file: until when it may be dialed, and how its dials ended so far."""

    owner: str
    home: str
    number: str
    before: str
    ended: str


@dataclass(frozen=True, slots=True)
class FileLine:
    """A file of results and what came of it."""

    pk: int
    name: str
    when: str
    came: str
    rejected: int


@dataclass(frozen=True, slots=True)
class ListPage:
    """One list. `good` says whether its file may still be taken; `again` is where it is made anew."""

    pk: int
    answer: str
    about: str
    good: bool
    until: str
    file_name: str
    handed: int
    asked: int
    too_soon: int
    on_it: tuple[OnIt, ...]
    reasons: tuple[tuple[int, str], ...]
    refused: tuple[Refused, ...]
    refused_count: int
    asked_since: tuple[str, ...]
    again: str
    outcomes: tuple[tuple[str, int], ...]
    outstanding: str
    files: tuple[FileLine, ...]
    words: tuple[tuple[str, str], ...]
    word_outcomes: tuple[tuple[str, str], ...]
    times: tuple[Open, ...]


def launches() -> tuple[Launch, ...]:
    """Both ways of dialing, each with what the tables of law say that it changes."""
    return tuple(Launch(value, name, _changes(value)) for value, name in LAUNCHES.items())


def _changes(launch: str) -> str:
    """`Maryland and Oklahoma want the owner's signed consent for that.`"""
    found = [
        state.name
        for state in rules().states.values()
        if state.automated_consent and launch in state.automated_consent.launches
    ]
    if not found:
        return "No state asks more for that than for a number dialed by hand."
    wants = "wants" if len(found) == 1 else "want"
    return f"{both(found)} {wants} the owner’s signed consent for that; elsewhere it is like a call by hand."


def lists_page(team: Team, clock: WallClock) -> ListsPage:
    """Every list of the team, newest first, and what its results left open."""
    handed = Count("entries", filter=Q(entries__clearance__isnull=False), distinct=True)
    refused = Count("entries", filter=Q(entries__refusal__isnull=False), distinct=True)
    results = Count("entries__results", distinct=True)
    lists = DialerList.objects.filter(team=team).select_related("by")
    lists = lists.annotate(handed=handed, refused=refused, results=results).order_by("-pk")[:LISTS_SHOWN]
    waiting = dialer_results.waiting(team)
    return ListsPage(
        answer=_answer(len(dialer_lists.leads_away(team, clock.now))),
        launches=launches(),
        lists=tuple(_line(made, clock) for made in lists),
        words=_words(waiting.words),
        outcomes=tuple(OUTCOME_CHOICES),
        times=_times(waiting.times, clock),
    )


def _answer(away: int) -> str:
    if not away:
        return "No lead is with another dialer now"
    return "One lead is with another dialer now" if away == 1 else f"{away} leads are with another dialer now"


def _line(made: DialerList, clock: WallClock) -> ListLine:
    good = made.expires_at > clock.now and made.handed
    if not made.handed:
        mark, stands = "never", "No number was allowed"
    elif good:
        mark, stands = "now", f"Good until {clock.short(made.expires_at)}"
    else:
        mark, stands = ("done", "Results are back") if made.results else ("ask", "Ran out; no results yet")
    return ListLine(
        href=reverse("dialer_list", args=[made.pk]),
        name=f"List {made.pk}, {clock.brief(made.at)}{_by(made)}",
        how=LAUNCHES.get(made.launch, made.launch),
        mark=mark,
        stands=stands,
        handed=made.handed,
        refused=made.refused,
        results=made.results,
    )


def _by(made: DialerList) -> str:
    return f", by {made.by.name}" if made.by else ""


def _words(words: Mapping[str, int]) -> tuple[tuple[str, str], ...]:
    return tuple((word, f"{count(dials, 'dial waits', 'dials wait')} for it") for word, dials in words.items())


def _times(results: Iterable[DialerResult], clock: WallClock) -> tuple[Open, ...]:
    return tuple(
        Open(
            href=reverse("call_lead", args=[result.attempt.lead_id]),
            owner=owner_name(result.attempt.lead),
            home=result.attempt.lead.property.street_line,
            when=clock.brief(result.called_at),
            said=result.said,
        )
        for result in results
    )


# ---------------------------------------------------------------- one list


def list_page(made: DialerList, clock: WallClock) -> ListPage:
    """One list as it stands now."""
    related = ("lead__owner", "lead__property", "lead__team", "refusal", "clearance")
    entries = list(made.entries.select_related(*related).order_by("pk"))
    handed = [entry for entry in entries if entry.clearance_id]
    refused = [entry for entry in entries if entry.refusal_id]
    waiting = dialer_results.waiting(made.team, made)
    until = dialer_lists.good_until(made, clock.zone)
    good = made.expires_at > clock.now and bool(handed)
    return ListPage(
        pk=made.pk,
        answer=_list_answer(len(handed), good, until),
        about=_about(made, clock),
        good=good,
        until=until,
        file_name=dialer_lists.file_name(made.pk, until),
        handed=len(handed),
        asked=made.asked,
        too_soon=made.asked - len(entries),
        on_it=_on_it(handed[:SHOWN], made),
        reasons=_reasons(refused),
        refused=tuple(map(_refused, refused[:SHOWN])),
        refused_count=len(refused),
        asked_since=tuple(f"{owner_name(one.lead)}, {national(one.number)}" for one in dialer_lists.asked_since(made)),
        again=f"{reverse('dialer_lists')}?{_query(made.choice)}",
        outcomes=_outcomes(made),
        outstanding=_outstanding(handed, made, clock),
        files=tuple(_file(file, clock) for file in made.result_files.exclude(columns={}).order_by("-pk")),
        words=_words(waiting.words),
        word_outcomes=tuple(OUTCOME_CHOICES),
        times=_times(waiting.times, clock),
    )


def _list_answer(handed: int, good: bool, until: str) -> str:
    if not handed:
        return "None of these numbers may go to another dialer"
    if good:
        return f"{count(handed, 'number')}, good until {until}"
    return f"This list ran out: it was good until {until}"


def _about(made: DialerList, clock: WallClock) -> str:
    how = LAUNCHES.get(made.launch, made.launch)
    return f"List {made.pk}, made {clock.brief(made.at)}{_by(made)}. {how}. The gate was asked for each number."


def _on_it(handed: Sequence[DialerEntry], made: DialerList) -> tuple[OnIt, ...]:
    ended: dict[int, list[str]] = defaultdict(list)
    results = DialerResult.objects.filter(entry__list=made).order_by("called_at")
    for entry, said, outcome in results.values_list("entry", "said", "attempt__outcome"):
        ended[entry].append(outcome_name(outcome) if outcome else f"“{said}”")
    return tuple(
        OnIt(
            owner=owner_name(entry.lead),
            home=entry.lead.property.street_line,
            number=national(entry.number),
            before=dialer_lists.owners_clock(entry.clearance.expires_at, entry.lead.zone),
            ended=", ".join(ended[entry.pk]),
        )
        for entry in handed
    )


def outcome_name(outcome: str) -> str:
    """`Not now`, `Call back`"""
    return OUTCOMES[outcome].name.partition(" (")[0].rstrip("…")


def _reasons(refused: Sequence[DialerEntry]) -> tuple[tuple[int, str], ...]:
    """How often each leading sentence refused, the most frequent first."""
    said = Counter(entry.refusal.because for entry in refused)
    return tuple((times, because) for because, times in said.most_common())


def _refused(entry: DialerEntry) -> Refused:
    return Refused(
        owner=owner_name(entry.lead),
        number=national(entry.number),
        because=entry.refusal.because,
        proof=reverse("clearance", args=[entry.refusal_id]),
    )


def _outcomes(made: DialerList) -> tuple[tuple[str, int], ...]:
    """How the dials of the list ended, the most frequent first."""
    ended = DialerResult.objects.filter(entry__list=made).exclude(attempt__outcome="")
    counted = ended.values_list("attempt__outcome").annotate(dials=Count("pk")).order_by("-dials")
    return tuple((outcome_name(outcome), dials) for outcome, dials in counted)


def _outstanding(handed: Sequence[DialerEntry], made: DialerList, clock: WallClock) -> str:
    """What is not known yet of the numbers that went out."""
    told = DialerResult.objects.filter(entry__list=made).values("entry").distinct().count()
    if told or made.expires_at > clock.now or not handed:
        return ""
    return (
        "No results are back. Until they are, nobody knows which of these owners were called, and the tries of the day "
        "are not counted."
    )


def _file(file: ResultFile, clock: WallClock) -> FileLine:
    return FileLine(file.pk, file.file_name, clock.brief(file.at), came_of(file), file.rejected)


def came_of(file: ResultFile) -> str:
    """`12 dials kept, 3 known already, 2 rows without a call, 1 row rejected`"""
    said = [
        count(file.new, "dial kept", "dials kept"),
        f"{file.unchanged} known already" if file.unchanged else "",
        count(file.not_dialed, "row without a call", "rows without a call") if file.not_dialed else "",
        count(file.rejected, "row rejected", "rows rejected") if file.rejected else "",
    ]
    return ", ".join(filter(None, said))


def zone_choices(mine: str) -> tuple[tuple[str, str], ...]:
    """The clocks a file may be written by, one's own first."""
    others = tuple((zone, f"{name} time") for zone, name in ZONES.items() if zone != mine)
    return ((mine, f"{ZONES.get(mine, mine)} time, yours"), *others)


def _query(choice: dict[str, object]) -> str:
    """By name, for PostgreSQL keeps no order of a JSON object's keys."""
    return urlencode(sorted((name, value) for name, value in choice.items() if value))

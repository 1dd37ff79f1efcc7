"""Live feeds in words: which there are, how one stands, what it asked, what left it, what is to be decided."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlencode

from django.urls import reverse

from callsheet.core import words
from callsheet.core.wall_clock import WallClock
from callsheet.leads.feed_banners import NEVER_EXPIRED, is_silent, never_expired, tried_again
from callsheet.leads.feed_choices import choice_of
from callsheet.leads.feed_files import columns_token
from callsheet.leads.feed_words import lasting, size
from callsheet.leads.import_pages import ImportRow, import_row
from callsheet.listings.feed_health import Health, Used
from callsheet.listings.models import Feed, FeedChange, FeedFile, FeedWalk

OFTEN = 30  # seconds; a feed that rests less is not watched between two readings
GONE = {
    "no longer in the feed": "No longer in the feed",
    "MlgCanView is false": "Taken back by the MLS (MlgCanView)",
    "status Delete": "Deleted by the MLS",
}


@dataclass(frozen=True, slots=True)
class FeedLine:
    """One feed in the list."""

    pk: int
    name: str
    kind: str
    source: str
    state: str
    mark: str
    heard: str
    problem: str


@dataclass(frozen=True, slots=True)
class Done:
    """What somebody did with a feed."""

    at: datetime
    when: str
    what: str


@dataclass(frozen=True, slots=True)
class FeedsPage:
    answer: str
    about: str
    rows: tuple[FeedLine, ...]
    deleted: tuple[Done, ...]


@dataclass(frozen=True, slots=True)
class Doing:
    """What goes on at this moment. `is_busy`: the page looks again by itself."""

    pk: int
    title: str
    about: str
    is_busy: bool


@dataclass(frozen=True, slots=True)
class Bar:
    """How much of a limit is used; without a limit `percent` is None."""

    name: str
    used: str
    percent: int | None


@dataclass(frozen=True, slots=True)
class FileLine:
    """A file that came by itself. With a `href` it waits there for somebody to say which column is which."""

    name: str
    when: str
    import_pk: int | None
    problem: str
    href: str


@dataclass(frozen=True, slots=True)
class FeedPage:
    pk: int
    name: str
    kind: str
    source: int
    is_on: bool
    answer: str
    about: str
    problem: str
    problem_when: str
    missing: str
    never_expired: str
    doing: Doing
    facts: tuple[tuple[str, str], ...]
    bars: tuple[Bar, ...]
    said: tuple[tuple[str, str], ...]
    gone: tuple[tuple[str, str], ...]
    lacks: tuple[str, ...]
    imports: tuple[ImportRow, ...]
    files: tuple[FileLine, ...]
    changes: tuple[Done, ...]


def feeds_page(feeds: Sequence[Feed], deleted: Iterable[FeedChange], clock: WallClock) -> FeedsPage:
    """All feeds of a team, their sources at hand; and those that were deleted."""
    rows = tuple(_line(feed, clock) for feed in feeds)
    wrong = sum(row.mark == "never" for row in rows)
    return FeedsPage(_answer_of_all(len(rows), wrong), _about_all(bool(rows)), rows, _done(deleted, clock))


def _answer_of_all(count: int, wrong: int) -> str:
    if not count:
        return "No live feed yet"
    well = "is read by itself" if count == 1 else "are read by themselves"
    if not wrong:
        return f"{words.count(count, 'live feed')} {well}"
    return f"{wrong} of {words.count(count, 'live feed')} {'needs' if wrong == 1 else 'need'} you"


def _about_all(has_some: bool) -> str:
    if has_some:
        return "What changes in the MLS stands on the call sheet at the next reading."
    return "With a feed nobody has to export: a listing that expires is on the call sheet at the next reading."


def _line(feed: Feed, clock: WallClock) -> FeedLine:
    state, mark = _state(feed, clock)
    heard = clock.moment(feed.heard_at) if feed.heard_at else "not yet"
    return FeedLine(feed.pk, feed.name, kind_of(feed), feed.source.name, state, mark, heard, feed.problem)


def _state(feed: Feed, clock: WallClock) -> tuple[str, str]:
    if not feed.is_on:
        return "Switched off", "done"
    if feed.problem:
        return "Has a problem", "never"
    if feed.heard_at is None:
        return "Being read for the first time", "later"
    return ("Not heard of", "never") if is_silent(feed, clock) else ("Heard", "now")


def kind_of(feed: Feed) -> str:
    """`RESO Web API, Trestle (Cotality)`, `Folder`"""
    choice = choice_of(feed)
    return f"{feed.get_kind_display()}, {choice.name}" if choice.preset else feed.get_kind_display()


# ---- one feed


def feed_page(health: Health, clock: WallClock) -> FeedPage:
    """How one feed stands."""
    feed, used = health.feed, health.used
    problem = health.unusable or feed.problem
    is_without_expired = bool(health.walk and health.walk.is_loaded and feed.expired_seen_at is None)
    return FeedPage(
        pk=feed.pk,
        name=feed.name,
        kind=kind_of(feed),
        source=feed.source_id,
        is_on=feed.is_on,
        answer=_answer(health, problem, clock),
        about=f"{feed.source.name}, {kind_of(feed)}.",
        problem=problem,
        problem_when=_problem_when(feed, clock) if feed.problem else "",
        missing=_missing(health.walk, clock),
        never_expired=f"{never_expired(feed)} {NEVER_EXPIRED}" if is_without_expired else "",
        doing=doing(feed, health.walk, clock),
        facts=tuple(_facts(health, clock)),
        bars=tuple(_bars(used)) if used else (),
        said=tuple(sorted(used.said.items())) if used else (),
        gone=tuple((GONE.get(why, why), f"{count:,}") for why, count in sorted(health.gone.items())),
        lacks=tuple(feed.lacks),
        imports=tuple(import_row(one, clock) for one in health.imports),
        files=tuple(_file(one, clock) for one in health.files),
        changes=_done(health.changes, clock),
    )


def _done(changes: Iterable[FeedChange], clock: WallClock) -> tuple[Done, ...]:
    """`Maya Lindqvist switched off Port Alder.`"""
    told = ((one, f"{one.by.name if one.by else 'Somebody'} {one.get_what_display()} {one.name}.") for one in changes)
    return tuple(Done(one.at, clock.brief(one.at), said) for one, said in told)


def _answer(health: Health, problem: str, clock: WallClock) -> str:
    feed = health.feed
    if not feed.is_on:
        return f"{feed.name} is switched off"
    if problem:
        return f"{feed.name} cannot be read" if health.unusable or feed.failures > 1 else f"{feed.name} has a problem"
    if feed.heard_at is None:
        return f"{feed.name} is read for the first time"
    return f"{feed.name} was {_heard(feed)} {lasting(clock.now - feed.heard_at)} ago"


def _heard(feed: Feed) -> str:
    """A Web API answers for the MLS; a folder or a mailbox is only looked into."""
    return "heard" if feed.kind == Feed.Kind.RESO else "looked into"


def _problem_when(feed: Feed, clock: WallClock) -> str:
    """`Since today, 6:10 am, 4 tries. It is tried again at 8:20 am.`"""
    since = f"since {clock.moment(feed.problem_since)}" if feed.problem_since else ""
    tries = words.count(feed.failures, "try", "tries") if feed.failures else ""
    so_far = ", ".join(filter(None, (since, tries)))
    told = f"{so_far[0].upper()}{so_far[1:]}." if so_far else ""
    return " ".join(filter(None, (told, tried_again(feed, clock))))


def _missing(walk: FeedWalk | None, clock: WallClock) -> str:
    """What a comparison found gone and a person must decide; empty while there is nothing to decide."""
    if walk is None or not walk.asks or walk.asks.get("agreed"):
        return ""
    at = clock.when(datetime.fromisoformat(walk.asks["at"]))
    return (
        f"The comparison {at} did not find {walk.asks['missing']:,} of {walk.asks['of']:,} listings in the feed. "
        "So many at once may be a fault of the vendor's, or a licence that was cut."
    )


def doing(feed: Feed, walk: FeedWalk | None, clock: WallClock) -> Doing:
    """What goes on at this moment."""
    is_due = feed.next_run_at is not None and feed.next_run_at <= clock.now
    is_read = feed.claimed_until is not None and feed.claimed_until > clock.now
    is_long = bool(walk and walk.doing in (FeedWalk.Doing.LOAD, FeedWalk.Doing.SWEEP))
    is_first = not feed.problem and feed.heard_at is None
    is_busy = feed.is_on and (is_long or is_first or (feed.every_seconds >= OFTEN and (is_due or is_read)))
    return Doing(feed.pk, *_doing(feed, walk, clock, is_due=is_due), is_busy)


def _doing(feed: Feed, walk: FeedWalk | None, clock: WallClock, *, is_due: bool) -> tuple[str, str]:
    if not feed.is_on:
        return "Nothing is read", "Its place is kept; switched on again it goes on from there."
    if walk and walk.doing:
        label = FeedWalk.Doing(walk.doing).label.capitalize()
        so_far = f"{words.count(walk.rows, 'record')} in {words.count(walk.pages, 'page')}"
        if feed.problem:
            return f"{label}: stopped after {so_far}", "It goes on from this place."
        return f"{label}: {so_far} so far", GOES_ON
    if is_due:
        return "Waits for its turn", "The background work reads it in a moment, while Callsheet is served."
    if feed.next_run_at:
        return f"Rests, and is read again {clock.when(feed.next_run_at)}", ""
    return "Rests", ""


GOES_ON = "You may close this page; it goes on, and after a restart from this place."


def _facts(health: Health, clock: WallClock) -> Iterator[tuple[str, str]]:
    feed, walk = health.feed, health.walk
    yield f"Last {_heard(feed)}", clock.moment(feed.heard_at) if feed.heard_at else "not yet"
    if feed.kind != Feed.Kind.RESO:
        yield "Newest export", clock.moment(feed.changed_at) if feed.changed_at else "none yet"
    else:
        if feed.heard_at:
            yield "Behind the MLS", f"at most {lasting(clock.now - feed.heard_at)}"
        yield "Newest change it sent", clock.moment(feed.changed_at) if feed.changed_at else "none yet"
        yield "Listings in it", f"{health.rows:,}"
        yield "Compared as a whole", clock.moment(walk.swept_at) if walk and walk.swept_at else "not yet; once a night"
    yield "Expired ones", _expired(feed, clock)
    yield "Its licence", feed.get_licence_display().partition(":")[0]
    yield "Read every", lasting(timedelta(seconds=feed.every_seconds))
    yield "Its word counts for", words.count(feed.source.fresh_hours, "hour")


def _expired(feed: Feed, clock: WallClock) -> str:
    """Since when the feed carries what this program is for; of one that was not heard of nobody knows."""
    if feed.expired_seen_at:
        return f"since {clock.moment(feed.expired_seen_at)}"
    return "none delivered so far" if feed.heard_at else "not known before it was read once"


def _bars(used: Used) -> Iterable[Bar]:
    limits = used.limits
    bars = [
        _bar("Requests in an hour", used.hour, limits.an_hour),
        _bar("Requests in a day", used.day, limits.a_day),
    ]
    if limits.bytes_an_hour:
        share = _percent(used.bytes_hour, limits.bytes_an_hour)
        bars.append(Bar("Sent in an hour", f"{size(used.bytes_hour)} of {size(limits.bytes_an_hour)}", share))
    return bars


def _bar(name: str, used: int, limit: int | None) -> Bar:
    if limit is None:
        return Bar(name, f"{used:,}", None)
    return Bar(name, f"{used:,} of {limit:,}", _percent(used, limit))


def _percent(used: int, limit: int) -> int:
    return min(100, round(100 * used / limit))


def _file(file: FeedFile, clock: WallClock) -> FileLine:
    token = columns_token(file)
    href = f"{reverse('columns')}?{urlencode({'of': token})}" if token else ""
    return FileLine(file.name, clock.moment(file.taken_at), file.import_row_id, file.problem, href)

"""Where files come from, in words: how long a source counts, whether its use is allowed, what its words mean."""

from collections.abc import Iterable
from dataclasses import dataclass

from callsheet.core import words
from callsheet.core.wall_clock import WallClock
from callsheet.leads.question_pages import WordQuestion, word_question
from callsheet.listings.models import Source, StatusWord
from callsheet.owners.scrubs import Scrub

KINDS = {"mls": "MLS export", "owners": "Owner file"}


@dataclass(frozen=True, slots=True)
class SourceRow:
    """A source and how it stands: when it was read, who confirmed its use."""

    pk: int
    name: str
    kind: str
    stands: str
    confirmed: str
    asks: bool


@dataclass(frozen=True, slots=True)
class SourcePage:
    pk: int
    name: str
    kind: str
    is_mls: bool
    is_unnamed: bool
    fresh_hours: int
    stands: str
    confirmed: str
    words: tuple[WordQuestion, ...]
    scrub: str
    relied: str


@dataclass(frozen=True, slots=True)
class Unconfirmed:
    """An MLS whose use is to be confirmed, and named at once while it has no name."""

    pk: int
    name: str
    is_unnamed: bool


def unconfirmed(sources: Iterable[Source]) -> tuple[Unconfirmed, ...]:
    """The MLSs whose use nobody has confirmed yet."""
    return tuple(
        Unconfirmed(one.pk, one.name, one.is_unnamed)
        for one in sources
        if one.kind == Source.Kind.MLS and one.confirmed_at is None
    )


def source_row(source: Source, clock: WallClock) -> SourceRow:
    is_mls = source.kind == Source.Kind.MLS
    return SourceRow(
        pk=source.pk,
        name=source.name,
        kind=KINDS[source.kind],
        stands=_stands(source, clock) if is_mls else _relied(source, clock),
        confirmed=_confirmed(source, clock) if is_mls else "",
        asks=is_mls and source.confirmed_at is None,
    )


def _stands(source: Source, clock: WallClock) -> str:
    hours = f"A status counts as fresh for {words.count(source.fresh_hours, 'hour')}"
    if source.active_seen_at is None:
        return f"{hours}. No file with Active rows was read yet."
    return f"{hours}. Last file with Active rows: {clock.moment(source.active_seen_at)}."


def _confirmed(source: Source, clock: WallClock) -> str:
    if source.confirmed_at is None:
        return "Nobody has confirmed its use yet."
    by = f" by {source.confirmed_by.name}" if source.confirmed_by else ""
    return f"Use confirmed{by}, {clock.moment(source.confirmed_at)}."


def _relied(source: Source, clock: WallClock) -> str:
    if source.scrub_at is None:
        return "Its do-not-call column is not relied on."
    by = f" by {source.scrub_by.name}" if source.scrub_by else ""
    return f"Its do-not-call column is relied on, chosen{by}, {clock.moment(source.scrub_at)}."


def source_page(source: Source, answered: Iterable[StatusWord], scrub: Scrub | None, clock: WallClock) -> SourcePage:
    """The settings of one source."""
    return SourcePage(
        pk=source.pk,
        name=source.name,
        kind=KINDS[source.kind],
        is_mls=source.kind == Source.Kind.MLS,
        is_unnamed=source.is_unnamed,
        fresh_hours=source.fresh_hours,
        stands=_stands(source, clock),
        confirmed="" if source.confirmed_at is None else _confirmed(source, clock),
        words=tuple(word_question(word, clock) for word in answered),
        scrub=_scrub(scrub),
        relied=_relied(source, clock) if source.scrub_at else "",
    )


def _scrub(scrub: Scrub | None) -> str:
    """`1,020 numbers, 412 of them on the registry, as of Nov 19`; empty without such a column."""
    if scrub is None:
        return ""
    on = f", as of {words.short_date(scrub.newest_on)}, {scrub.newest_on.year}" if scrub.newest_on else ""
    return f"{words.count(scrub.numbers, 'number')}, {scrub.listed:,} of them on the registry{on}"

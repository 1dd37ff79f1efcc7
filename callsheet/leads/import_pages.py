"""Imports in words: what a file brought, how far it is, what was rejected, and what all of them leave open."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from callsheet.core import words
from callsheet.core.wall_clock import WallClock
from callsheet.leads.column_words import name_of
from callsheet.leads.compared_pages import Compared, compared
from callsheet.leads.question_pages import HomeQuestion, WordQuestion, home_question, word_question
from callsheet.leads.source_pages import KINDS, SourceRow, Unconfirmed, source_row, unconfirmed
from callsheet.listings.mapping import BY_ALIAS, GIVEN
from callsheet.listings.models import Import, RejectedRow, SameHomeQuestion, Source, StatusWord
from callsheet.listings.saved_mappings import SAVED

REJECTS_SHOWN = 100


@dataclass(frozen=True, slots=True)
class ImportRow:
    """One earlier import in the list."""

    pk: int
    file: str
    source: str
    when: str
    counts: tuple[str, ...]
    effect: str
    state: str
    mark: str


@dataclass(frozen=True, slots=True)
class ImportsPage:
    answer: str
    about: str
    rows: tuple[ImportRow, ...]
    more: bool
    sources: tuple[SourceRow, ...]
    word_questions: tuple[WordQuestion, ...]
    words_left: int
    home_questions: tuple[HomeQuestion, ...]
    homes_left: int
    unconfirmed: tuple[Unconfirmed, ...]


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a running import is."""

    pk: int
    done: str
    left: str
    percent: int
    counts: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class ImportPage:
    pk: int
    file: str
    heading: str
    about: str
    step: int
    state: str
    problem: str
    progress: Progress | None
    outcome: str
    is_mls: bool
    rejected: tuple[RejectedRow, ...]
    rejected_count: int
    rejected_file: str
    settled: str
    all_read: bool
    can_mend: bool
    can_change_columns: bool
    columns_from: str
    statuses: tuple[tuple[str, str], ...]
    counts: tuple[tuple[str, str], ...]
    mapping_name: str
    mapping: tuple[tuple[str, str], ...]
    left_out: tuple[str, ...]
    word_questions: tuple[WordQuestion, ...]
    unconfirmed: tuple[Unconfirmed, ...]
    source: int | None
    compared: Compared | None


# ---------------------------------------------------------------- the list


def imports_page(
    imports: Iterable[Import],
    sources: Sequence[Source],
    open_words: Sequence[StatusWord],
    open_homes: Sequence[SameHomeQuestion],
    counts: tuple[int, int],
    clock: WallClock,
    *,
    more: bool = False,
) -> ImportsPage:
    """The page of all imports; `counts` says how many questions are open of each kind, `more` that there are older."""
    mls = [source for source in sources if source.kind == Source.Kind.MLS]
    answer, about = _answer(mls, clock)
    return ImportsPage(
        answer=answer,
        about=about,
        rows=tuple(import_row(import_, clock, import_.settled) for import_ in imports),
        more=more,
        sources=tuple(source_row(source, clock) for source in sources),
        word_questions=tuple(word_question(word, clock) for word in open_words),
        words_left=counts[0] - len(open_words),
        home_questions=tuple(home_question(question) for question in open_homes),
        homes_left=counts[1] - len(open_homes),
        unconfirmed=unconfirmed(mls),
    )


def _answer(mls: Sequence[Source], clock: WallClock) -> tuple[str, str]:
    """How fresh the files are: what decides whether anybody may be called at all."""
    if not mls:
        return "Bring your first export", "Export the last 90 days, all statuses, from your MLS."
    read = max((one.active_seen_at for one in mls if one.active_seen_at), default=None)
    if read is None:
        return "No file with Active rows yet", "Export Active too: only then it is known who is still off the market."
    newest = next(one for one in mls if one.active_seen_at == read)
    name = "The newest export" if newest.is_unnamed else newest.name
    if (clock.now - read).total_seconds() > newest.fresh_hours * 3600:
        about = f"It counts for {newest.fresh_hours} hours. Bring a new one, Active rows too, and the sheet is alive."
        return f"The newest file is of {clock.moment(read)}", about
    return f"{name} is read, as of {clock.moment(read)}", f"It counts for {newest.fresh_hours} hours."


def import_row(import_: Import, clock: WallClock, settled: int = 0) -> ImportRow:
    """`settled` counts its rejected rows that were mended or left out."""
    state, mark = _state(import_, settled)
    return ImportRow(
        pk=import_.pk,
        file=import_.file_name,
        source=import_.source.name if import_.source else "",
        when=clock.brief(import_.finished_at or import_.started_at or import_.as_of),
        counts=tuple(number for number, _ in _counts(import_)),
        effect=_effect(import_),
        state=state,
        mark=mark,
    )


def _state(import_: Import, settled: int) -> tuple[str, str]:
    """(words, mark) of how an import stands."""
    if import_.state == Import.State.FAILED:
        return "Not read", "never"
    if import_.state == Import.State.DONE:
        return ("In, some rows rejected", "ask") if import_.rejected > settled else ("In", "now")
    return ("Waiting", "later") if import_.state == Import.State.QUEUED else ("Being read", "later")


def _counts(import_: Import) -> tuple[tuple[str, str], ...]:
    numbers = ("new", "changed", "unchanged", "rejected")
    return tuple((f"{getattr(import_, name):,}", name) for name in numbers)


def _effect(import_: Import) -> str:
    """`61 leads opened, 4 closed`, `512 owners, 1,020 numbers new`"""
    if import_.kind == Source.Kind.OWNERS:
        new = ((import_.owners, "owner"), (import_.phones, "number"))
        told = ", ".join(words.count(number, name) for number, name in new if number)
        return f"{told} new" if told else "nobody new"
    opened = f"{words.count(import_.leads_opened, 'lead')} opened" if import_.leads_opened else ""
    closed = f"{import_.leads_closed:,} closed" if import_.leads_closed else ""
    return ", ".join(filter(None, (opened, closed))) or "no lead changed"


# ---------------------------------------------------------------- one import


def import_page(
    import_: Import,
    rejected: Sequence[RejectedRow],
    settled: tuple[int, int],
    open_words: Sequence[StatusWord],
    clock: WallClock,
    *,
    is_here: bool = False,
) -> ImportPage:
    """Step 3 while it is read, step 4 when it is in. `settled` counts the rejected rows that were mended, and those
    left out; `is_here` says whether the file can be read again."""
    is_over = import_.state in (Import.State.DONE, Import.State.FAILED)
    return ImportPage(
        pk=import_.pk,
        file=import_.file_name,
        heading=_heading(import_, settled[0]),
        about=_about(import_, clock),
        step=4 if is_over else 3,
        state=import_.state,
        problem=import_.problem,
        progress=None if is_over else progress(import_, clock.now),
        outcome=_outcome(import_),
        is_mls=import_.kind == Source.Kind.MLS,
        rejected=tuple(rejected),
        rejected_count=max(0, import_.rejected - sum(settled)),
        rejected_file=rejected_name(import_) if import_.rejected_file else "",
        settled=_settled(*settled),
        all_read=import_.state == Import.State.DONE and not import_.rejected,
        can_mend=bool(import_.rejected_file) and import_.rejected > sum(settled),
        can_change_columns=is_over and is_here,
        columns_from=_columns_from(import_),
        statuses=tuple(_statuses(import_)),
        counts=_counts(import_),
        mapping_name=import_.mapping_name,
        mapping=tuple(_mapping(import_)),
        left_out=tuple(import_.unmapped_columns),
        word_questions=tuple(word_question(word, clock) for word in open_words),
        unconfirmed=unconfirmed([import_.source] if import_.source else []),
        source=import_.source_id,
        compared=compared(import_, clock),
    )


def _settled(mended: int, left_out: int) -> str:
    """`12 rows were mended, 2 were left out.`; empty when none was."""
    parts = [f"{words.count(mended, 'row was', 'rows were')} mended"] if mended else []
    parts += [f"{words.count(left_out, 'row was', 'rows were')} left out"] if left_out else []
    return f"{', '.join(parts)}." if parts else ""


def _columns_from(import_: Import) -> str:
    """How it is known which column is which."""
    if import_.mapping_name == GIVEN:
        return "As they were given with the file."
    if import_.mapping_name == SAVED:
        return "As they were kept for files like this one."
    return "Recognized by their names." if import_.mapping_name == BY_ALIAS else f"Known as {import_.mapping_name}."


def _statuses(import_: Import) -> Iterable[tuple[str, str]]:
    """What the rows of an MLS file say, the most frequent first; those with a word nobody has explained come last."""
    for status, rows in sorted(import_.statuses.items(), key=lambda entry: (-entry[1], entry[0])):
        yield status, f"{rows:,}"
    unknown = import_.rows - sum(import_.statuses.values())
    if unknown and import_.statuses:
        yield "Not known", f"{unknown:,}"


def _heading(import_: Import, mended: int) -> str:
    if import_.state == Import.State.FAILED:
        return f"{import_.file_name} was not read"
    if import_.state == Import.State.DONE:
        return _rows_in(import_, mended)
    return f"{import_.file_name} is being read" if import_.done_rows else f"{import_.file_name} waits to be read"


def _rows_in(import_: Import, mended: int) -> str:
    if not import_.rows:
        return f"{import_.file_name} holds no rows: export the search again, with all statuses"
    return f"{import_.rows - import_.rejected + mended:,} of {words.count(import_.rows, 'row')} are in"


def _about(import_: Import, clock: WallClock) -> str:
    """`Alder County MLS, MLS export, speaks of today, 6:10 am. Brought by Maya Lindqvist.`"""
    source = f"{import_.source.name}, " if import_.source else ""
    by = f" Brought by {import_.by.name}." if import_.by else ""
    return f"{source}{KINDS[import_.kind]}, speaks of {clock.moment(import_.as_of)}.{by}"


def _outcome(import_: Import) -> str:
    """What it did: `2,552 homes came off the market: 61 leads opened, 4 closed.`"""
    if import_.kind == Source.Kind.OWNERS:
        return _owners_new(import_)
    parts = [f"{words.count(import_.off_market, 'home')} came off the market"] if import_.off_market else []
    parts += (
        [f"{import_.relisted:,} {'is' if import_.relisted == 1 else 'are'} listed again"] if import_.relisted else []
    )
    news = ", ".join(parts)
    return f"{news}: {_effect(import_)}." if news else f"{_effect(import_).capitalize()}."


def _owners_new(import_: Import) -> str:
    """`512 owners and 1,020 numbers are new. 8 rows speak of an owner known already ...`"""
    new = "No owner and no number in it is new."
    if import_.owners or import_.phones:
        new = f"{words.count(import_.owners, 'owner')} and {words.count(import_.phones, 'number')} are new."
    rows = words.count(import_.merged, "row speaks", "rows speak")
    known = f" {rows} of an owner known already, in another spelling or at another home."
    return new + known if import_.merged else new


def progress(import_: Import, now: datetime) -> Progress:
    """How far it is, and about how long it still takes at the speed so far."""
    share = import_.done_rows / import_.rows if import_.rows else 0.0
    return Progress(
        pk=import_.pk,
        done=f"{import_.done_rows:,} of {words.count(import_.rows, 'row')}" if import_.rows else "Waiting for its turn",
        left=_time_left(import_, share, now),
        percent=round(share * 100),
        counts=_counts(import_),
    )


def _time_left(import_: Import, share: float, now: datetime) -> str:
    if import_.started_at is None or not 0 < share < 1:
        return ""
    seconds = (now - import_.started_at).total_seconds() * (1 - share) / share
    return (
        f"about {words.count(max(1, round(seconds)), 'second')} left"
        if seconds < 90
        else (f"about {words.count(round(seconds / 60), 'minute')} left")
    )


def _mapping(import_: Import) -> Iterable[tuple[str, str]]:
    """(field, column) of the mapping used, whether it was found or given."""
    for name, column in import_.mapping.get("columns", import_.mapping).items():
        yield name_of(name, import_.kind), ", ".join(map(str, column)) if isinstance(column, list) else str(column)


def rejected_name(import_: Import) -> str:
    """How the file of the rejected rows is called when it is given back: by the name the upload had."""
    stem = Path(import_.file_name).name.partition(".")[0]
    return f"{stem}.rejected.csv"

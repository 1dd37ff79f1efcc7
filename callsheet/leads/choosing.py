"""Which column of a file is which, while somebody says so: what is known, what is guessed, what was chosen."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from callsheet.accounts.models import Team
from callsheet.core.column_guess import Column, guess_columns
from callsheet.leads.column_words import ANY_EMAIL, ANY_PHONE, OF_THAT_PHONE
from callsheet.listings.ingest import saved_for as saved_for_listings
from callsheet.listings.mapping import (
    BY_ALIAS,
    ESSENTIALS,
    GIVEN,
    REASON,
    ColumnMapping,
    GivenMapping,
    column_labels,
    map_columns,
)
from callsheet.listings.models import SavedMapping, Source
from callsheet.listings.saved_mappings import fitted
from callsheet.listings.table import Table
from callsheet.owners.columns import guess_header
from callsheet.owners.saved import saved_for as saved_for_owners

Places = Mapping[str, tuple[int, ...]]

OWNER_ESSENTIALS = {
    "the home's address": ("unparsed_address", "street_name"),
    "an owner's name or a phone number": ("owner", "owner_2", "first_name", "last_name"),
}
AS_READ, KNOWN_NAME, CHOSEN = "as it was read", "known name", "chosen"


@dataclass(frozen=True, slots=True)
class Draft:
    """What gives which field so far: positions, best first. `why` tells of each position that gives one, `asked` of
    each that a person must decide, `guessed` are those told by values only. `source` is the one it is, or seems, from.
    """

    kind: str
    table: Table
    columns: Places
    why: Mapping[int, str]
    asked: Mapping[int, str]
    source: str = ""
    guessed: frozenset[int] = frozenset()

    @property
    def missing(self) -> tuple[str, ...]:
        """The essentials that no column gives, in words."""
        wanted = OWNER_ESSENTIALS if self.kind == Source.Kind.OWNERS else ESSENTIALS
        return tuple(words for words, fields in wanted.items() if not any(map(self._gives, fields)))

    def _gives(self, field: str) -> bool:
        """A phone number stands in for an owner's name."""
        return field in self.columns or (field == "owner" and any(_is_phone(name) for name in self.columns))

    @property
    def labels(self) -> dict[str, list[str]]:
        """Field -> names of columns, as a mapping is given and kept."""
        labels = column_labels(self.table.names)
        return {field: [labels[place] for place in places] for field, places in self.columns.items()}

    @property
    def as_mapping(self) -> ColumnMapping:
        return ColumnMapping(GIVEN, self.source or None, self.table.names, self.columns)

    def field_of(self, place: int) -> str:
        """The field a column gives; the first, where it gives several."""
        return next((field for field, places in self.columns.items() if place in places), "")


def _is_phone(field: str) -> bool:
    return field.startswith("phone_") and field.rpartition("_")[2].isdigit()


# ---- what is known before anybody chose


def begin(
    team: Team, table: Table, kind: str, source: str = "", read: Mapping[str, Sequence[str]] | None = None
) -> Draft:
    """What a file says by itself: as it was `read`, else by a saved mapping, by its names, by its values."""
    saved = None if read else _saved(team, table, kind, source)
    said = read or (fitted(saved, table.names) if saved else None)
    if said:
        because = f"as kept for {saved.source.name}" if saved else AS_READ
        places = _places(said, column_labels(table.names))
        why = {place: because for positions in places.values() for place in positions}
        return Draft(kind, table, places, why, {}, saved.source.name if saved else source)
    return _with_guesses(by_name(table, kind, source))


def _saved(team: Team, table: Table, kind: str, source: str) -> SavedMapping | None:
    find = saved_for_owners if kind == Source.Kind.OWNERS else saved_for_listings
    return find(team, table, source)


def _places(said: Mapping[str, Sequence[str]], labels: Sequence[str]) -> dict[str, tuple[int, ...]]:
    found = {field: tuple(labels.index(name) for name in names if name in labels) for field, names in said.items()}
    return {field: places for field, places in found.items() if places}


def by_name(table: Table, kind: str, source: str = "") -> Draft:
    """What the names of the columns say, and nothing else."""
    if kind == Source.Kind.OWNERS:
        columns = {field: (place,) for field, place in guess_header(table.names).items()}
        return Draft(kind, table, columns, dict.fromkeys(_used(columns), KNOWN_NAME), {}, source)
    mapping = map_columns(table, GivenMapping())
    because = KNOWN_NAME if mapping.name == BY_ALIAS else f"known in files like this ({mapping.name})"
    columns = dict(mapping.columns)
    return Draft(kind, table, columns, dict.fromkeys(_used(columns), because), {}, source or mapping.mls or "")


def _used(columns: Places) -> list[int]:
    return [place for places in columns.values() for place in places]


def _with_guesses(draft: Draft) -> Draft:
    """Fields that no name gave, guessed by the values."""
    seen = [Column(draft.table.values(place), draft.field_of(place)) for place in range(len(draft.table.names))]
    guesses = guess_columns(seen, draft.kind == Source.Kind.OWNERS)
    ours = draft.table.names.index(REASON) if REASON in draft.table.names else -1
    columns, why, asked = dict(draft.columns), dict(draft.why), {}
    for place, guess in guesses.items():
        if place == ours:
            continue
        if guess.field:
            columns[guess.field], why[place] = (place,), guess.because
        else:
            asked[place] = guess.because
    guessed = frozenset(place for place, guess in guesses.items() if guess.field)
    return replace(draft, columns=columns, why=why, asked=asked, guessed=guessed)


# ---- what was chosen


def chosen(draft: Draft, said: Mapping[int, str]) -> Draft:
    """The draft with another field for some columns ("" for none). What was chosen comes before what a name says, and
    in the place of what values seemed to say."""
    changed = {place: field for place, field in sorted(said.items()) if field != draft.field_of(place)}
    columns = {field: [place for place in places if place not in changed] for field, places in draft.columns.items()}
    for place, field in changed.items():
        columns[field] = [one for one in columns.get(field, []) if one not in draft.guessed]
        _put(columns, place, field, draft.kind)
    left = {field: tuple(places) for field, places in columns.items() if places and field}
    why = {place: CHOSEN if place in changed else draft.why.get(place, "") for place in _used(left)}
    asked = {place: text for place, text in draft.asked.items() if place not in changed}
    return replace(draft, columns=left, why=why, asked=asked)


def _put(columns: dict[str, list[int]], place: int, field: str, kind: str) -> None:
    if kind != Source.Kind.OWNERS:
        columns[field].insert(0, place)
        return
    if named := _owner_field(columns, place, field):
        columns[named] = [place]


def _owner_field(columns: Mapping[str, Sequence[int]], place: int, field: str) -> str:
    """The field itself, or the next free number of it, or a mark of the phone before it; empty for none."""
    if field in (ANY_PHONE, ANY_EMAIL):
        return next(name for number in range(1, 1000) if not columns.get(name := f"{field}_{number}"))
    if field in OF_THAT_PHONE:
        phone = _phone_before(columns, place)
        return f"{phone}_{field.removeprefix('phone_')}" if phone else ""
    return field


def _phone_before(columns: Mapping[str, Sequence[int]], place: int) -> str:
    phones: Iterable[tuple[int, str]] = (
        (places[0], field) for field, places in columns.items() if places and _is_phone(field) and places[0] < place
    )
    return max(phones, default=(0, ""))[1]

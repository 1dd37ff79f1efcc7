"""A file that was not taken, in words: what is wrong with it, what is known of its columns, what to choose."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from django.core import signing

from callsheet.leads.uploads import Unusable
from callsheet.listings.mapping import ESSENTIALS, ColumnMapping, as_toml, column_labels

SALT = "an upload that waits to hear which column is which"
# An essential in the words of the mapping -> the field that a chosen column gives, and how it is asked for.
ASKED = {
    "the listing number": ("listing_id", "Which column is the listing number?"),
    "the status": ("mls_status", "Which column is the status?"),
    "the address": ("unparsed_address", "Which column is the address, in one line?"),
}


@dataclass(frozen=True, slots=True)
class ColumnQuestion:
    name: str
    label: str
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class UnusableFile:
    """A file that was not taken. `known`: field and column of the guess; `token` gives the upload back with answers."""

    file: str
    problem: str
    known: tuple[tuple[str, str], ...] = ()
    questions: tuple[ColumnQuestion, ...] = ()
    token: str = ""
    mapping_name: str = ""
    mapping: str = ""


def unusable_file(unusable: Unusable, team: int) -> UnusableFile:
    """What is wrong with it, what is known of its columns, and what to choose."""
    guess = unusable.guess
    if guess is None:
        return UnusableFile(unusable.file_name, _named(unusable))
    text = as_toml(guess, unusable.file_name)
    return UnusableFile(
        file=unusable.file_name,
        problem=_named(unusable),
        known=tuple((name.replace("_", " "), column) for name, column in guess.described().items()),
        questions=tuple(_column_questions(guess)),
        token=signing.dumps([team, unusable.kept, unusable.file_name, guess.described()], salt=SALT, compress=True),
        mapping_name=f"{Path(unusable.file_name).name.partition('.')[0]}.mapping.toml",
        mapping=f"data:text/plain;charset=utf-8,{quote(text)}",
    )


def _named(unusable: Unusable) -> str:
    """The problem, with the name of the file it is about."""
    said = unusable.problem
    return said if said.startswith(unusable.file_name) else f"{unusable.file_name}: {said[:1].lower()}{said[1:]}"


def _column_questions(guess: ColumnMapping) -> Iterable[ColumnQuestion]:
    labels = column_labels(guess.header)
    unused = tuple(labels[place] for place in guess.unmapped)
    for essential in ESSENTIALS:
        if essential in guess.missing:
            name, label = ASKED[essential]
            yield ColumnQuestion(name, label, unused)

"""The states of docs/compliance.md, written from the rule book: python -m callsheet.compliance.state_table"""

import sys
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path

from callsheet.compliance.tables import rules
from callsheet.core import law_told
from callsheet.core.law_rules import Jurisdiction, Rules
from callsheet.core.law_told import Line
from callsheet.core.law_words import long_date

BEGIN, END = "<!-- states: written by callsheet.compliance.state_table -->", "<!-- end of states -->"
HEAD = ("State", "Calls", "Tries", "Further rules", "Sure of the hours")
OWN_COLUMNS = ("Hours", "Tries")


def told(book: Rules) -> str:
    """The nation, a table of all states, and a section for each, as Markdown, as of the book's day."""
    on = book.as_of
    sections = [_section(state, book, on) for state in book.states.values()]
    return "\n\n".join(["### The nation", _list(law_told.nation(book, on)), table(book), *sections])


def table(book: Rules) -> str:
    """One row a jurisdiction, each linked to its section."""
    rows = [HEAD, ("---",) * len(HEAD), *(_row(state, book) for state in book.states.values())]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def refreshed(page: str, book: Rules) -> str:
    """The page with what stands between its two marks written anew. Raises ValueError when a mark is missing."""
    before, found, rest = page.partition(BEGIN)
    _, ended, after = rest.partition(END)
    if not (found and ended):
        raise ValueError("The page lacks the marks between which the states stand.")
    return f"{before}{BEGIN}\n{told(book)}\n{END}{after}"


def _row(state: Jurisdiction, book: Rules) -> tuple[str, ...]:
    hours = law_told.short_week(state, book, book.as_of)
    nation = law_told.week(book.federal.hours.week)
    further = dict.fromkeys(_further(state, book))
    return (
        f"[{state.code} {state.name}](#{_anchor(state)})",
        f"**{hours}**" if hours != nation else hours,
        f"{state.cap.calls} in {state.cap.hours} h" if state.cap else "",
        "; ".join(further),
        law_told.SURE[state.hours_known.confidence],
    )


def _further(state: Jurisdiction, book: Rules) -> Iterator[str]:
    for line in law_told.lines(state, book, book.as_of):
        if line.binds and not line.is_past and line.name not in OWN_COLUMNS:
            yield line.name.lower()


def _anchor(state: Jurisdiction) -> str:
    """The anchor that Markdown gives the state's section: letters and digits, everything else a hyphen or nothing."""
    return "".join(each for each in _title(state).lower().replace(" ", "-") if each.isalnum() or each == "-")


def _title(state: Jurisdiction) -> str:
    return f"{state.name} ({state.code})"


def _section(state: Jurisdiction, book: Rules, on: date) -> str:
    answer = law_told.headline(state, book, on).partition(": ")[2]
    note = f"\n\n{state.note}" if state.note else ""
    reviewed = f"Reviewed {long_date(state.reviewed)}."
    lines = _list(law_told.lines(state, book, on))
    return f"### {_title(state)}\n\n**{answer[:1].upper()}{answer[1:]}.** {reviewed}\n\n{lines}{note}"


def _list(lines: Iterable[Line]) -> str:
    return "\n".join(f"- {_item(line)}" for line in lines)


def _item(line: Line) -> str:
    """`**Hours:** Calls only …. *Md. Code, …* (a document says so; since …)`"""
    citation = f" *{line.citation}*" if line.citation else ""
    when = f"; {line.when}" if line.when else ""
    return f"**{line.name}:** {line.words}{citation} ({line.sure}{when})"


def main(page: Path) -> None:
    page.write_text(refreshed(page.read_text(encoding="utf-8"), rules()), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "docs/compliance.md"))

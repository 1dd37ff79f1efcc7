"""The table of states in docs/compliance.md, written from the rule book: python -m callsheet.compliance.state_table"""

import sys
from pathlib import Path

from callsheet.compliance.tables import rules
from callsheet.core.law_rules import Cap, Jurisdiction, Rules
from callsheet.core.law_words import week

BEGIN, END = "<!-- states: written by callsheet.compliance.state_table -->", "<!-- end of states -->"
HEAD = ("State", "Hours", "Closed on holidays", "Tries", "Own list", "Also", "Hours by", "Sure")


def table(book: Rules) -> str:
    """One row a jurisdiction, as Markdown."""
    rows = [HEAD, ("---",) * len(HEAD), *(_row(state, book) for state in book.states.values())]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def refreshed(page: str, book: Rules) -> str:
    """The page with the table between its two marks replaced. Raises ValueError when a mark is missing."""
    before, found, rest = page.partition(BEGIN)
    _, ended, after = rest.partition(END)
    if not (found and ended):
        raise ValueError("The page lacks the marks between which the table stands.")
    return f"{before}{BEGIN}\n{table(book)}\n{END}{after}"


def _row(state: Jurisdiction, book: Rules) -> tuple[str, ...]:
    hours = state.hours or book.federal.hours
    return (
        f"{state.code} {state.name}",
        f"**{week(hours.week)}**" if hours.week != book.federal.hours.week else week(hours.week),
        _holidays(state),
        _cap(state.cap),
        "yes" if state.own_list else "",
        "; ".join(_also(state)),
        hours.citation,
        state.hours_known.confidence,
    )


def _holidays(state: Jurisdiction) -> str:
    if state.calendar is None:
        return ""
    return "yes" if state.calendar.listed else "by policy"


def _cap(cap: Cap | None) -> str:
    return f"{cap.calls} in {cap.hours} h" if cap else ""


def _also(state: Jurisdiction) -> list[str]:
    """Every further rule the gate applies there, in words."""
    said = {
        "signed consent for any cold call or text": state.written_consent,
        f"signed consent when a machine {_how(state)}": state.automated_consent,
        "no cold call to a mobile": state.mobile,
        "a text needs consent": state.text_consent,
        "recorded messages banned": state.recorded_ban,
        "no call in a declared emergency": state.emergency,
        "reassigned numbers are asked first": state.reassigned_check,
        "only a licensed person may call": state.unlicensed,
        "consent lifts days and hours": state.hours_lifted_by_consent,
        "your own clock counts too": state.binds_callers_clock,
        "standard time counts too": state.standard_zone,
    }
    further = [words for words, rule in said.items() if rule]
    if state.recorded_hours:
        further.append(f"recorded voices {week(state.recorded_hours.week)}")
    if state.recorded_cap:
        further.append(f"recorded voices {_cap(state.recorded_cap)}")
    for earlier in list(state.hours.versions())[1:] if state.hours else []:
        further.append(f"until {earlier.until}: {week(earlier.week)}")
    if state.purchase_days:
        further.append(f"own list: a purchase excepts {state.purchase_days} days")
    return further


def _how(state: Jurisdiction) -> str:
    launches = state.automated_consent.launches if state.automated_consent else ()
    return "selects or dials, or a recording plays" if "clicked" in launches else "selects, or a recording plays"


def main(page: Path) -> None:
    page.write_text(refreshed(page.read_text(encoding="utf-8"), rules()), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "docs/compliance.md"))

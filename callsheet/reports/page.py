"""What the page of numbers shows, worded and placed: the template only writes it down."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from callsheet.core import funnel, words
from callsheet.core.funnel import Counts, Rate, counted
from callsheet.core.funnel_chart import Whisker, bars, steps, whisker
from callsheet.core.hours_chart import hours
from callsheet.reports.numbers import Numbers
from callsheet.reports.periods import PERIODS, Period, Slice, slices, unit

RATES = (
    ("contact", "Contact", "contacts per dial"),
    ("lead", "Lead", "leads per dial"),
    ("appointment", "Appointment", "set per dial"),
    ("kept", "Kept", "of the appointments due"),
)

GENERAL = "agents in general"
WEIGHED = f"weighed with {GENERAL}"
"""An own rate starts from what agents in general reach and is moved by the own counts."""


@dataclass(frozen=True, slots=True)
class RateRow:
    """One line of the rates: counts, value and interval as they are said, and where they stand on the line."""

    name: str
    means: str
    seen: str
    value: str
    interval: str
    drawn: Whisker
    said: str


def page_of(both: Numbers, period: Period, today: date) -> dict[str, object]:
    """Everything the template names, from the counts of the period and of the one before it."""
    shown = both.within(period.first(today), today)
    before = both.within(both.first, period.first(today) - timedelta(days=1))
    cut = slices(shown, today, begun=min((hour.date() for hour in both.by_hour), default=None))
    return {
        "period": period,
        "periods": PERIODS.values(),
        "heading": funnel.headline(shown.counts, shown.rates["lead"]),
        "lead": _lead(shown, period),
        "any": shown.counts != Counts(),
        "steps": steps(shown.counts),
        "steps_said": _steps_said(shown.counts),
        "unit": unit(shown),
        "bars": bars(
            [(each.label, f"{each.name}: {counted(each.counts.dials, 'dial')}", each.counts.dials) for each in cut]
        ),
        "bars_said": _bars_said(cut, unit(shown)),
        "rates": [_rate_row(name, title, means, shown.rates, before.rates) for name, title, means in RATES],
        "notes": _notes(shown),
        "hours": hours(_by_weekday(shown)),
        "rows": cut,
        "total": shown.counts,
    }


def _lead(shown: Numbers, period: Period) -> str:
    """The sentence under the heading: which days these are, and what an appointment takes."""
    days = words.short_date(shown.last)
    if shown.first != shown.last:
        days = f"{_dated(shown.first, shown.last)} to {days}"
    rate = shown.rates["appointment"]
    if not shown.counts.dials:
        return f"Your {period.said}, {days}. Every dial counts here once it is made."
    if rate.is_own:
        return (
            f"Your {period.said}, {days}. "
            f"At this rate an appointment takes {funnel.every(rate)} dials ({funnel.span(rate)}), {WEIGHED}."
        )
    return (
        f"Your {period.said}, {days}. What an appointment takes is too early to say: "
        f"agents in general need {funnel.span(rate)} dials."
    )


def _dated(day: date, today: date) -> str:
    """The day, with its year when that is another."""
    return words.short_date(day) if day.year == today.year else f"{words.short_date(day)}, {day.year}"


def _steps_said(counts: Counts) -> str:
    parts = [
        counted(counts.dials, "dial"),
        counted(counts.contacts, "contact"),
        counted(counts.leads, "lead"),
        f"{counted(counts.appointments, 'appointment')} set",
        f"{counts.kept:,} kept",
    ]
    return f"{', '.join(parts)}. The table under Rates has the intervals."


def _bars_said(cut: Sequence[Slice], each: str) -> str:
    """The finding of the bars in a sentence: `Dials in 17 of 20 days, 22 at the most.`"""
    worked = [one.counts.dials for one in cut if one.counts.dials]
    return f"Dials in {len(worked)} of {counted(len(cut), each)}, {max(worked, default=0):,} at the most."


def _rate_row(name: str, title: str, means: str, now: Mapping[str, Rate], before: Mapping[str, Rate]) -> RateRow:
    rate = now[name]
    return RateRow(
        name=title,
        means=means,
        seen=f"{rate.events:,} of {rate.trials:,}",
        value=funnel.percent(rate.value) if rate.is_own else "",
        interval=funnel.interval(rate),
        drawn=whisker(rate, before[name]),
        said=f"{funnel.compare(rate, before[name])}; {WEIGHED}" if rate.is_own else f"{funnel.TOO_EARLY}: {GENERAL}",
    )


def _notes(shown: Numbers) -> list[str]:
    """What has to be known to read the counts right."""
    notes = [funnel.sentence(shown.rates[name]) + "." for name in ("contact", "lead", "appointment")]
    if shown.counts.inbound:
        called = counted(shown.counts.inbound, "owner")
        notes.append(f"{called} called you: contacts, but no dials, so the contact rate leaves them out.")
    return notes


def _by_weekday(shown: Numbers) -> Mapping[tuple[int, int], tuple[int, int]]:
    """(weekday, hour) -> (contacts by dialing, dials)."""
    cells: dict[tuple[int, int], Counts] = defaultdict(Counts)
    for hour, counts in shown.by_hour.items():
        cells[hour.weekday(), hour.hour] += counts
    return {cell: (counts.contacts - counts.inbound, counts.dials) for cell, counts in cells.items() if counts.dials}

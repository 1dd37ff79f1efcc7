"""This room's sub-command: `numbers`, the funnel."""

import argparse
from collections.abc import Iterator
from dataclasses import asdict
from datetime import date, datetime
from zoneinfo import ZoneInfo

from callsheet.accounts.models import Team
from callsheet.accounts.teams import the_team
from callsheet.command_line import DONE, add_command, moment, print_json, print_lines
from callsheet.core import funnel, words
from callsheet.core.errors import UnusableInput
from callsheet.core.funnel import Counts, Rate
from callsheet.core.funnel_chart import steps
from callsheet.reports.numbers import Numbers, first_day, numbers

HEADS = ("dials", "contacts", "leads", "appointments")


def register(subparsers) -> None:
    """Add this room's sub-commands to the parser."""
    parser = add_command(subparsers, "numbers", run_numbers, "what the dials came to, with honest intervals")
    parser.add_argument(
        "--from", dest="first", metavar="D", help="the first day, such as 2026-11-01 (default: the first dial's)"
    )
    parser.add_argument("--to", dest="last", metavar="D", help="the last day (default: today)")


def run_numbers(args: argparse.Namespace) -> int:
    now = moment(args.at)
    team = the_team(now)
    shown = numbers(team, *_days(args, team, now))
    if args.json:
        print_json(_as_json(shown))
    else:
        print_lines(_as_text(shown))
    return DONE


def _days(args: argparse.Namespace, team: Team, now: datetime) -> tuple[date, date]:
    today = now.astimezone(ZoneInfo(team.time_zone)).date()
    last = _day("--to", args.last) or today
    first = _day("--from", args.first) or min(first_day(team) or last, last)
    if first > last:
        raise UnusableInput(f"--from {first} is after --to {last}: give the earlier day first.")
    return first, last


def _day(option: str, text: str | None) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UnusableInput(f"{option} {text}: write a day as year-month-day, such as 2026-11-24.") from None


def _as_json(shown: Numbers) -> dict[str, object]:
    return (
        {"from": shown.first, "to": shown.last}
        | asdict(shown.counts)
        | {
            "rates": {name: _rate(rate) for name, rate in shown.rates.items()},
            "days": [{"date": day} | asdict(counts) for day, counts in shown.by_day.items() if counts != Counts()],
        }
    )


def _rate(rate: Rate) -> dict[str, object]:
    """`own` is false while there are too few events, and the range is that of agents in general."""
    return {
        "value": rate.value,
        "low": rate.low,
        "high": rate.high,
        "events": rate.events,
        "trials": rate.trials,
        "own": rate.is_own,
    }


def _as_text(shown: Numbers) -> Iterator[str]:
    """The answer first, then the funnel, the rates, and the days."""
    period = f"{words.short_date(shown.first)} to {words.short_date(shown.last)}"
    yield f"{funnel.headline(shown.counts, shown.rates['lead'])} ({period})"
    yield ""
    yield from (f"{step.name:<20}{step.count:>8}  {step.share}".rstrip() for step in steps(shown.counts))
    yield ""
    yield from (f"{funnel.sentence(shown.rates[name])}." for name in ("contact", "lead", "appointment"))
    worked = {day: counts for day, counts in shown.by_day.items() if counts != Counts()}
    if worked:
        yield ""
        yield f"{'':<12}" + "".join(f"{head:>14}" for head in HEADS)
        for day, counts in worked.items():
            yield f"{day!s:<12}" + "".join(f"{getattr(counts, head):>14,}" for head in HEADS)

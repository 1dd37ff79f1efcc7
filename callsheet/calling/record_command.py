"""`callsheet records`: the record of the brokerage, an owner or a number, as CSV or PDF."""

import argparse
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TextIO
from zoneinfo import ZoneInfo

from callsheet.accounts.models import Team
from callsheet.accounts.teams import the_team
from callsheet.calling import record, record_csv, record_pdf
from callsheet.calling.record import Scope
from callsheet.calling.record_days import Days, five_years
from callsheet.command_line import DONE, add_command, moment, print_json
from callsheet.core.errors import UnusableInput
from callsheet.core.facts import calendar_day
from callsheet.core.phone import e164
from callsheet.owners.models import Owner


def register(subparsers) -> None:
    """Add `records` to the parser."""
    parser = add_command(
        subparsers, "records", run_records, "five years of records: every attempt and what was checked"
    )
    parser.add_argument("file", nargs="?", type=Path, metavar="FILE", help="the CSV file to write (default: stdout)")
    parser.add_argument("--from", dest="first", metavar="D", help="the first day (default: five years ago)")
    parser.add_argument("--to", dest="last", metavar="D", help="the last day (default: today)")
    whose = parser.add_mutually_exclusive_group()
    whose.add_argument("--owner", metavar="OWNER", help="one owner's record: the owner's name or number in the books")
    whose.add_argument("--number", metavar="NUMBER", help="one number's record, whoever had it")
    parser.add_argument("--pdf", type=Path, metavar="FILE", help="write the record as PDF, for a broker or a lawyer")


def run_records(args: argparse.Namespace) -> int:
    now = moment(args.at)
    team = the_team(now)
    zone = ZoneInfo(team.time_zone)
    days = _days(args, now.astimezone(zone).date())
    scope = _scope(args, team, days, zone)
    if args.pdf:
        _write_pdf(args.pdf, record_pdf.document(scope, days, record_pdf.Made(None, now, zone)))
    told: dict[str, object] = {"from": days.first, "to": days.last, "pdf": args.pdf, "csv": args.file}
    if args.file or not (args.pdf or args.json):
        told["rows"] = _write_csv(args.file, scope, zone)
    elif args.json and not args.pdf:
        told["rows"] = [record_csv.as_json(entry, zone) for entry in record.entries(scope)]
    if args.json:
        print_json(told)
    elif args.file or args.pdf:
        print(f"Written: {', '.join(str(path) for path in (args.file, args.pdf) if path)}.")
    return DONE


def _days(args: argparse.Namespace, today: date) -> Days:
    usual = five_years(today)
    first, last = _day("--from", args.first) or usual.first, _day("--to", args.last) or today
    if first and first > last:
        raise UnusableInput(f"--from {first} is after --to {last}: give the earlier day first.")
    return Days(first, last)


def _day(option: str, text: str | None) -> date | None:
    if text is None:
        return None
    on = calendar_day(text)
    if on is None:
        raise UnusableInput(f"{option} {text}: write a day as year-month-day, such as 2026-11-24.")
    return on


def _scope(args: argparse.Namespace, team: Team, days: Days, zone: ZoneInfo) -> Scope:
    owner = _owner(team, args.owner) if args.owner else None
    return Scope(team, owner, _number(team, args.number) if args.number else "", days.since(zone), days.until(zone))


def _owner(team: Team, said: str) -> Owner:
    """The owner with this number in the books, or the only one of this name."""
    owners = Owner.objects.filter(team=team)
    found = list(owners.filter(pk=int(said)) if said.isdecimal() else owners.filter(name__iexact=said).order_by("pk"))
    if len(found) == 1:
        return found[0]
    which = ", ".join(str(owner.pk) for owner in found)
    raise UnusableInput(
        f"--owner {said}: several owners have this name. Give one of their numbers: {which}."
        if found
        else f"--owner {said}: no such owner. Give the whole name, or the number from the address of the record."
    )


def _number(team: Team, said: str) -> str:
    number = e164(said)
    if number is None:
        raise UnusableInput(f"--number {said}: that is no telephone number. Write it as 4105550142.")
    if not record.is_known(team, number):
        raise UnusableInput(f"--number {said}: no owner has this number, and nobody called it.")
    return number


# ---------------------------------------------------------------- out


def _write_pdf(path: Path, content: bytes) -> None:
    try:
        path.write_bytes(content)
    except OSError as problem:
        raise UnusableInput(f"{path}: cannot write there: {problem.strerror}.") from None


def _write_csv(path: Path | None, scope: Scope, zone: ZoneInfo) -> int:
    """The CSV, line by line, into the file or onto stdout. Returns how many rows it has, the heads not counted."""
    rows = -1
    with _opened(path) as file:
        for line in record_csv.lines(record.entries(scope), zone):
            file.write(line)
            rows += 1
    return rows


@contextmanager
def _opened(path: Path | None) -> Iterator[TextIO]:
    if path is None:
        sys.stdout.reconfigure(encoding="utf-8", newline="")
        yield sys.stdout
        return
    try:
        with path.open("w", encoding="utf-8", newline="") as file:
            yield file
    except OSError as problem:
        raise UnusableInput(f"{path}: cannot write there: {problem.strerror}.") from None

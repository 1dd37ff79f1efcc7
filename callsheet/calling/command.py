"""`callsheet sheet`: the call sheet at a moment."""

import argparse
from zoneinfo import ZoneInfo

from callsheet.accounts.models import Person, Team
from callsheet.accounts.teams import the_team
from callsheet.calling import dialer_command, record_command
from callsheet.calling.sheet import Sheet, SheetRow, build
from callsheet.command_line import DONE, add_command, moment, print_json, print_lines
from callsheet.core.errors import UnusableInput
from callsheet.core.phone import national


def register(subparsers) -> None:
    """Add `sheet` to the parser."""
    sheet = add_command(subparsers, "sheet", run_sheet, "whom to call next, why, and who may not be called")
    sheet.add_argument("--agent", metavar="A", help="one agent's sheet, by name or sign-in name (default: all agents')")
    sheet.add_argument("--limit", type=int, metavar="N", help="print the first N rows only")
    record_command.register(subparsers)
    dialer_command.register(subparsers)


def run_sheet(args: argparse.Namespace) -> int:
    if args.limit is not None and args.limit < 0:
        raise UnusableInput(f"--limit {args.limit}: give how many rows to print, such as 20.")
    now = moment(args.at)
    team = the_team(now)
    person = _agent(team, args.agent) if args.agent else None
    sheet = build(team, now, person=person)
    rows = (sheet.callable + sheet.refused)[: args.limit]
    if args.json:
        print_json([as_json(row) for row in rows])
    else:
        print_lines(_lines(sheet, rows, ZoneInfo(person.time_zone if person else team.time_zone)))
    return DONE


def as_json(row: SheetRow) -> dict:
    """One row as the command line's public interface prints it."""
    lead = row.lead
    return {
        "position": row.position,
        "lead": lead.pk,
        "address": lead.property.one_line,
        "owner": lead.owner.name if lead.owner else None,
        "phone": row.phone.number if row.phone else None,
        "why": list(row.why),
        "callable": row.is_callable,
        "refusals": [
            {"rule": said.rule, "because": said.because, "next_allowed_at": said.next_allowed_at}
            for said in row.refusals
        ],
        "expired_on": lead.expired_on,
        "attempts": lead.attempts,
        "score": row.score,
        "group": row.group,
    }


def _agent(team: Team, name: str) -> Person:
    people = Person.objects.filter(team=team)
    for person in people:
        if name.casefold() in (person.name.casefold(), person.username.casefold()):
            return person
    known = ", ".join(sorted(person.name for person in people)) or "nobody yet"
    raise UnusableInput(f"--agent {name}: no such person here. Known: {known}.")


def _lines(sheet: Sheet, rows: tuple[SheetRow, ...], zone: ZoneInfo):
    yield f"Call sheet, {sheet.now.astimezone(zone):%a %b %d, %I:%M %p %Z}"
    refused = f"{len(sheet.refused)} may not, by the hour where they live or for another reason"
    yield f"{len(sheet.callable)} owners may be called now; {refused}."
    yield from sheet.missing
    for row in rows:
        number = national(row.phone.number) if row.phone else "no number"
        owner = row.lead.owner.name if row.lead.owner else "owner not known"
        said = "; ".join(row.why) if row.is_callable else "NOT: " + row.refusals[0].because
        yield f"{row.position:4}  {row.lead.property.one_line}  {owner}  {number}  {said}"

"""This room's sub-commands: may this attempt be made, and our copies of the do-not-call lists."""

import argparse
from collections.abc import Iterator
from pathlib import Path

from rich.progress import track

from callsheet.accounts.teams import the_team
from callsheet.command_line import DONE, REFUSED, add_command, lines_of, moment, print_json, stderr
from callsheet.compliance import registry_command
from callsheet.compliance.clearance_lines import Line, as_json, decided
from callsheet.compliance.number import decision_on
from callsheet.compliance.tables import review_due, rules
from callsheet.core.errors import UnusableInput
from callsheet.core.facts import CHANNELS, LAUNCHES
from callsheet.core.phone import e164


def register(subparsers) -> None:
    """Add this room's sub-commands to the parser."""
    parser = add_command(subparsers, "clearance", run_clearance, "say whether an owner may be called, and why not")
    parser.add_argument("number", nargs="?", metavar="NUMBER", help="a number in the database, asked without storing")
    what = "proposed attempts as facts, one a line; - reads stdin"
    parser.add_argument("--facts", action=FactsAlone, type=Path, metavar="F.jsonl", help=what)
    parser.add_argument(
        "--channel", choices=CHANNELS, help="over which channel NUMBER would be reached (default: call)"
    )
    parser.add_argument("--launch", choices=LAUNCHES, help="who starts it (default: by_hand)")
    registry_command.register(subparsers.add_parser("registry", help="keep copies of the do-not-call lists"))


class FactsAlone(argparse.Action):
    """Facts alone need no database, so none is made for them."""

    def __call__(self, parser, namespace, values, option_string=None) -> None:
        namespace.facts, namespace.database = values, False


# ---------------------------------------------------------------- clearance


def run_clearance(args: argparse.Namespace) -> int:
    if (args.number is None) == (args.facts is None):
        raise UnusableInput("Give either a NUMBER or --facts F.jsonl, as in: callsheet clearance 4105550142")
    if args.facts is not None and (args.channel or args.launch):
        raise UnusableInput("--channel and --launch go with a NUMBER; with --facts each line says its own.")
    if due := review_due(moment(args.at).date()):
        stderr.print(due.sentence, markup=False)
    return clearance_of_number(args) if args.number is not None else clearance_of_facts(args)


def clearance_of_number(args: argparse.Namespace) -> int:
    """The gate's answer for one number, without storing anything."""
    number = e164(args.number)
    if number is None:
        raise UnusableInput(f"{args.number}: that is no telephone number. Write it as 4105550142 or +14105550142.")
    now = moment(args.at)
    proposed = {"channel": args.channel or "call", "launch": args.launch or "by_hand"}
    line = Line(1, number, decision_on(the_team(now), number, now, **proposed))
    if args.json:
        print_json(as_json(line))
    else:
        print(_clearance_line(line))
        for reason in line.decision.reasons if line.decision else ():
            print(f"  {reason.rule}  {reason.because}  ({'law' if reason.is_law else 'policy'}: {reason.citation})")
    return DONE if line.is_allowed else REFUSED


def clearance_of_facts(args: argparse.Namespace) -> int:
    """One answer a line of the file, in its order; 1 when any is a refusal."""
    lines = lines_of(args.facts)
    answers = list(_shown(decided(lines, rules()), len(lines), "Deciding"))
    if args.json:
        print_json([as_json(line) for line in answers])
    else:
        for line in answers:
            print(_clearance_line(line))
    return DONE if all(line.is_allowed for line in answers) else REFUSED


def _clearance_line(line: Line) -> str:
    name = f"line {line.number}" if line.id is None else str(line.id)
    if line.decision is None:
        return f"{name}  refused  UNKNOWN_INPUT  {line.error}"
    if line.decision.allowed:
        return f"{name}  allowed"
    refusals = ", ".join(reason.rule for reason in line.decision.reasons)
    return f"{name}  refused  {refusals}  {line.decision.because}"


# ---------------------------------------------------------------- input


def _shown(work: Iterator[Line], total: int, what: str) -> Iterator[Line]:
    """The work behind a progress bar on a terminal's stderr, when there is enough of it to wait for."""
    is_long = total > 5_000
    yield from track(work, what, total, console=stderr, transient=True, disable=not (is_long and stderr.is_terminal))

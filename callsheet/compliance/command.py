"""This room's sub-commands: may this attempt be made, and our copies of the do-not-call registry."""

import argparse
import sys
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from pathlib import Path

from rich.progress import track

from callsheet.accounts.teams import the_team
from callsheet.command_line import DONE, REFUSED, add_command, moment, print_json, stderr
from callsheet.compliance import registry
from callsheet.compliance.clearance_lines import Line, as_json, decided
from callsheet.compliance.models import RegistryCopy
from callsheet.compliance.number import decision_on
from callsheet.compliance.tables import rules
from callsheet.core.errors import UnusableInput
from callsheet.core.facts import calendar_day
from callsheet.core.phone import e164, national
from callsheet.core.words import count


def register(subparsers) -> None:
    """Add this room's sub-commands to the parser."""
    parser = add_command(subparsers, "clearance", run_clearance, "say whether an owner may be called, and why not")
    parser.add_argument("number", nargs="?", metavar="NUMBER", help="a number in the database, asked without storing")
    what = "proposed attempts as facts, one a line; - reads stdin"
    parser.add_argument("--facts", action=FactsAlone, type=Path, metavar="F.jsonl", help=what)
    _register_registry(subparsers.add_parser("registry", help="keep copies of the national do-not-call registry"))


class FactsAlone(argparse.Action):
    """Facts alone need no database, so none is made for them."""

    def __call__(self, parser, namespace, values, option_string=None) -> None:
        namespace.facts, namespace.database = values, False


def _register_registry(parser: argparse.ArgumentParser) -> None:
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for name, run, help in (
        ("load", run_load, "replace the copies of the area codes in these full lists"),
        ("change", run_change, "bring loaded area codes up to date with these change lists"),
    ):
        parser = add_command(commands, name, run, help)
        parser.add_argument("files", nargs="+", type=Path, metavar="F", help="text or XML, zipped or not")
        parser.add_argument("--copied-on", metavar="D", help="the day of the download (default: in the name, or today)")
        parser.add_argument("--accept-shrink", action="store_true", help="take a list that lost more than 3 % as well")
    parser = add_command(commands, "check", run_check, "look numbers up in the copies")
    parser.add_argument("numbers", nargs="*", metavar="NUMBER")
    parser.add_argument("--file", type=Path, metavar="F", help="numbers, one a line; - reads stdin")
    add_command(commands, "status", run_status, "say which area codes are loaded, and how old each copy is")


# ---------------------------------------------------------------- clearance


def run_clearance(args: argparse.Namespace) -> int:
    if (args.number is None) == (args.facts is None):
        raise UnusableInput("Give either a NUMBER or --facts F.jsonl, as in: callsheet clearance 4105550142")
    return clearance_of_number(args) if args.number is not None else clearance_of_facts(args)


def clearance_of_number(args: argparse.Namespace) -> int:
    """The gate's answer for one number, without storing anything."""
    number = e164(args.number)
    if number is None:
        raise UnusableInput(f"{args.number}: that is no telephone number. Write it as 4105550142 or +14105550142.")
    now = moment(args.at)
    line = Line(1, number, decision_on(the_team(now), number, now))
    if args.json:
        print_json(as_json(line))
    else:
        print(_clearance_line(line))
    return DONE if line.is_allowed else REFUSED


def clearance_of_facts(args: argparse.Namespace) -> int:
    """One answer a line of the file, in its order; 1 when any is a refusal."""
    lines = _input_lines(args.facts)
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


# ---------------------------------------------------------------- registry


def run_load(args: argparse.Namespace) -> int:
    return _load(args, registry.load, "Loaded")


def run_change(args: argparse.Namespace) -> int:
    return _load(args, registry.change, "Changed")


def _load(args: argparse.Namespace, work, done: str) -> int:
    now, started = moment(args.at), time.monotonic()
    try:
        with stderr.status("Reading the registry's files"):
            loaded = work(args.files, now, accept_shrink=args.accept_shrink, copied_on=_copied_on(args.copied_on, now))
    except registry.RegistryRefused as problem:
        return _refused(args, str(problem), time.monotonic() - started)
    seconds = round(time.monotonic() - started, 3)
    if args.json:
        print_json(_loaded_json(loaded) | {"seconds": seconds})
    else:
        _print_loaded(loaded, done, seconds)
    return DONE


def _copied_on(text: str | None, now: datetime) -> date | None:
    """The day of the option. Raises UnusableInput for one that is none or is still to come."""
    if text is None:
        return None
    on = calendar_day(text)
    if on is None:
        raise UnusableInput(f"--copied-on {text}: write a day as 2026-11-19.")
    if on > now.astimezone(UTC).date():
        raise UnusableInput(f"--copied-on {text}: that day is still to come; give the day of the download.")
    return on


def _refused(args: argparse.Namespace, problem: str, seconds: float) -> int:
    stderr.print(f"Refused, nothing was changed. {problem}", markup=False)
    if args.json:
        print_json({"numbers": 0, "area_codes": 0, "seconds": round(seconds, 3), "error": problem})
    return REFUSED


def _loaded_json(loaded: registry.Loaded) -> dict[str, object]:
    return {
        "numbers": loaded.numbers,
        "area_codes": len(loaded.copies),
        "added": loaded.added,
        "removed": loaded.removed,
        "copies": [_copy_json(copy) for copy in loaded.copies],
    }


def _copy_json(copy: RegistryCopy) -> dict[str, object]:
    return {"area_code": copy.area_code, "numbers": copy.numbers, "copied_on": copy.copied_on, "file": copy.file_name}


def _print_loaded(loaded: registry.Loaded, done: str, seconds: float) -> None:
    codes, numbers = count(len(loaded.copies), "area code"), count(loaded.numbers, "number")
    print(f"{done} {codes} with {numbers} in {seconds:.1f} s.")
    if loaded.added or loaded.removed:
        print(f"{count(loaded.added, 'number')} came on the registry, {count(loaded.removed, 'number')} left it.")
    for copy in loaded.copies:
        print(f"  {copy.area_code}  copy of {copy.copied_on}  {count(copy.numbers, 'number')}")


def run_check(args: argparse.Namespace) -> int:
    texts = list(args.numbers) + (_texts(args.file) if args.file else [])
    if not args.numbers and args.file is None:
        raise UnusableInput("Give a NUMBER or --file F, as in: callsheet registry check 4105550142")
    entries = _checked(texts)
    if args.json:
        print_json(entries)
    else:
        for entry in entries:
            print(_check_line(entry))
    return DONE


def _checked(texts: Sequence[str]) -> list[dict[str, object]]:
    """One entry a text, in order; a blank or unusable one says so."""
    numbers = [e164(text) for text in texts]
    usable = [number for number in numbers if number]
    answers = dict(zip(usable, registry.check(usable), strict=True))
    return [_check_entry(text, number, answers) for text, number in zip(texts, numbers, strict=True)]


def _check_entry(text: str, number: str | None, answers: dict) -> dict[str, object]:
    if number is None:
        what = f"“{text.strip()}” is no usable phone number" if text.strip() else "the line is blank"
        return {"number": text.strip(), "listed": None, "copied_on": None, "error": f"{what}."}
    listed, copied_on = answers[number]
    return {"number": number, "listed": listed, "copied_on": copied_on}


def _check_line(entry: dict) -> str:
    if "error" in entry:
        return str(entry["error"])
    said = {True: "listed", False: "not listed", None: "not known: its area code is not loaded"}[entry["listed"]]
    return f"{national(entry['number'])}  {said}" + (f", copy of {entry['copied_on']}" if entry["copied_on"] else "")


def run_status(args: argparse.Namespace) -> int:
    today, limit = moment(args.at).astimezone(UTC).date(), rules().federal.registry_max_age_days
    copies = registry.status()
    if args.json:
        print_json([_copy_json(copy) | _age(copy, today, limit) for copy in copies])
        return DONE
    if not copies:
        print("No area code is loaded. Download its full list and run: callsheet registry load FILE")
    for copy in copies:
        age = _age(copy, today, limit)
        state = f"too old: over {limit} days" if age["stale"] else f"good until {age['good_until']}"
        print(f"{copy.area_code}  copy of {copy.copied_on}, {state}  {count(copy.numbers, 'number')}")
    return DONE


def _age(copy: RegistryCopy, today: date, limit: int) -> dict[str, object]:
    days = (today - copy.copied_on).days
    good_until = date.fromordinal(copy.copied_on.toordinal() + limit)
    return {"age_days": days, "stale": days > limit, "good_until": good_until}


# ---------------------------------------------------------------- input


def _input_lines(path: Path) -> list[bytes]:
    """The lines of a file or of stdin, without their ends. Raises UnusableInput when it cannot be read."""
    try:
        data = sys.stdin.buffer.read() if str(path) == "-" else path.read_bytes()
    except OSError as problem:
        raise UnusableInput(f"{path}: {problem.strerror or problem}. Give a text file.") from problem
    lines = data.removeprefix(b"\xef\xbb\xbf").split(b"\n")
    return lines if lines[-1] else lines[:-1]


def _texts(path: Path) -> list[str]:
    return [line.decode("utf-8", "replace") for line in _input_lines(path)]


def _shown(work: Iterator[Line], total: int, what: str) -> Iterator[Line]:
    """The work behind a progress bar on a terminal's stderr, when there is enough of it to wait for."""
    is_long = total > 5_000
    yield from track(work, what, total, console=stderr, transient=True, disable=not (is_long and stderr.is_terminal))

"""`callsheet registry`: our copies of do-not-call lists, the nation's and the states' own."""

import argparse
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path

from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

from callsheet.command_line import DONE, REFUSED, add_command, lines_of, moment, print_json, stderr
from callsheet.compliance import lists, registry
from callsheet.compliance.models import NATION, REST, RegistryCopy
from callsheet.core.errors import UnusableInput
from callsheet.core.facts import calendar_day
from callsheet.core.phone import e164, national
from callsheet.core.words import count

OF_LIST = "US for the national registry (default), else the state whose own list it is, such as CO"


def register(parser: argparse.ArgumentParser) -> None:
    """Add the sub-commands of `callsheet registry`."""
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    parser = _reading(commands, "load", run_load, "replace the copies of the area codes in these full lists")
    parser.add_argument("--accept-older", action="store_true", help="take a list that is older than the copy as well")
    whole = "these files are all of a state's list: of every other area code nobody is on it"
    parser.add_argument("--whole", action="store_true", help=whole)
    _reading(commands, "change", run_change, "bring loaded area codes up to date with these change lists")
    parser = _of_list(add_command(commands, "check", run_check, "look numbers up in the copies"))
    parser.add_argument("numbers", nargs="*", metavar="NUMBER")
    parser.add_argument("--file", type=Path, metavar="F", help="numbers, one a line; - reads stdin")
    parser = add_command(commands, "status", run_status, "say which area codes are loaded, and how old each copy is")
    parser.add_argument("--list", metavar="L", help="only this list (default: all)")


def _reading(commands, name: str, run, help: str) -> argparse.ArgumentParser:
    parser = _of_list(add_command(commands, name, run, help))
    parser.add_argument("files", nargs="+", type=Path, metavar="F", help="text or XML, zipped or not")
    parser.add_argument("--copied-on", metavar="D", help="the day of the download (default: in the name, or today)")
    parser.add_argument("--accept-shrink", action="store_true", help="take a list that lost more than 3 % as well")
    return parser


def _of_list(parser: argparse.ArgumentParser) -> argparse.ArgumentParser:
    parser.add_argument("--list", metavar="L", default=NATION, help=OF_LIST)
    return parser


# ---------------------------------------------------------------- load and change


def run_load(args: argparse.Namespace) -> int:
    return _run(args, "Loaded", partial(registry.load, accept_older=args.accept_older, whole=args.whole))


def run_change(args: argparse.Namespace) -> int:
    return _run(args, "Changed", registry.change)


def _run(args: argparse.Namespace, done: str, work: Callable[..., registry.Loaded]) -> int:
    now, started = moment(args.at), time.monotonic()
    given = {"now": now, "list": lists.the_list(args.list), "copied_on": _copied_on(args.copied_on, now)}
    try:
        with _bar(args.files) as progress:
            loaded = work(paths=args.files, accept_shrink=args.accept_shrink, progress=progress, **given)
    except registry.RegistryRefused as problem:
        return _refused(args, problem, time.monotonic() - started)
    seconds = round(time.monotonic() - started, 3)
    if args.json:
        print_json(_loaded_json(loaded, given["list"]) | {"seconds": seconds})
    else:
        _print_loaded(loaded, done, seconds)
    return DONE


@contextmanager
def _bar(paths: Sequence[Path]) -> Iterator[Callable[[int], None]]:
    """A bar on a terminal's stderr, moved by the bytes that have been read."""
    columns = (TextColumn("Reading the lists"), BarColumn(), TimeRemainingColumn())
    with Progress(*columns, console=stderr, transient=True, disable=not stderr.is_terminal) as bar:
        task = bar.add_task("", total=sum(path.stat().st_size for path in paths if path.is_file()))
        yield lambda done: bar.update(task, completed=done)


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


REMEDIES = {
    registry.WouldShrink: " Download it again, or give --accept-shrink if it is right.",
    registry.OlderCopy: " Give --accept-older if you want to go back to it.",
}


def _refused(args: argparse.Namespace, problem: registry.RegistryRefused, seconds: float) -> int:
    said = f"{problem}{REMEDIES.get(type(problem), '')}"
    stderr.print(f"Refused, nothing was changed. {said}", markup=False)
    if args.json:
        print_json({"numbers": 0, "area_codes": 0, "seconds": round(seconds, 3), "error": said})
    return REFUSED


def _loaded_json(loaded: registry.Loaded, list: str) -> dict[str, object]:
    return {
        "list": list,
        "numbers": loaded.numbers,
        "area_codes": loaded.area_codes,
        "added": loaded.added,
        "removed": loaded.removed,
        "copies": [_copy_json(copy) for copy in loaded.copies],
    }


def _copy_json(copy: RegistryCopy) -> dict[str, object]:
    """`area_code` is null for the copy that says: of every other area code nobody is on the list."""
    return {
        "list": copy.list,
        "area_code": copy.area_code or None,
        "numbers": copy.numbers,
        "copied_on": copy.copied_on,
        "file": copy.file_name,
    }


def _print_loaded(loaded: registry.Loaded, done: str, seconds: float) -> None:
    codes, numbers = count(loaded.area_codes, "area code"), count(loaded.numbers, "number")
    print(f"{done} {codes} with {numbers} in {seconds:.1f} s.")
    if loaded.added or loaded.removed:
        print(f"{count(loaded.added, 'number')} came on the list, {count(loaded.removed, 'number')} left it.")
    for copy in loaded.copies:
        print(f"  {_name(copy)}  copy of {copy.copied_on}  {_holds(copy)}")


def _name(copy: RegistryCopy) -> str:
    area = "all other area codes" if copy.area_code == REST else copy.area_code
    return area if copy.list == NATION else f"{copy.list} {area}"


def _holds(copy: RegistryCopy) -> str:
    return "nobody on it" if copy.area_code == REST else count(copy.numbers, "number")


# ---------------------------------------------------------------- check


def run_check(args: argparse.Namespace) -> int:
    texts = [*args.numbers, *(_texts(args.file) if args.file else [])]
    if not args.numbers and args.file is None:
        raise UnusableInput("Give a NUMBER or --file F, as in: callsheet registry check 4105550142")
    entries = _checked(texts, lists.the_list(args.list))
    if args.json:
        print_json(entries)
    else:
        for entry in entries:
            print(_check_line(entry))
    return DONE


def _texts(path: Path) -> list[str]:
    return [line.decode("utf-8", "replace") for line in lines_of(path)]


def _checked(texts: Sequence[str], list: str) -> list[dict[str, object]]:
    """One entry a text, in order; a blank or unusable one says so."""
    numbers = [e164(text) for text in texts]
    usable = [number for number in numbers if number]
    answers = dict(zip(usable, registry.check(usable, list), strict=True))
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


# ---------------------------------------------------------------- status


def run_status(args: argparse.Namespace) -> int:
    now, copies = moment(args.at), registry.status(args.list and lists.the_list(args.list))
    if args.json:
        print_json([_copy_json(copy) | _age_json(lists.age(copy, now)) for copy in copies])
        return DONE
    if not copies:
        its = f" --list {lists.the_list(args.list)}" if args.list else ""
        print(f"No area code is loaded. Download its full list and run: callsheet registry load{its} FILE")
    for copy in copies:
        print(f"{_name(copy)}  copy of {copy.copied_on}, {_stands(lists.age(copy, now))}  {_holds(copy)}")
    return DONE


def _stands(age: lists.Age) -> str:
    if age.is_stale:
        return f"too old: over {age.limit} days"
    if age.is_ending:
        left = f"{count(age.left, 'day')} left" if age.left else "this is its last day"
        return f"good until {age.good_until}, {left}: download it again"
    return f"good until {age.good_until}"


def _age_json(age: lists.Age) -> dict[str, object]:
    return {"age_days": age.days, "stale": age.is_stale, "ending": age.is_ending, "good_until": age.good_until}

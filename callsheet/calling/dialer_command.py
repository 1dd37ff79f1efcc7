"""`callsheet dialer`: numbers out to another dialer, its results in."""

import argparse
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from zoneinfo import ZoneInfo

from callsheet.accounts.models import Person, Team
from callsheet.accounts.places import ZONES
from callsheet.accounts.teams import the_team
from callsheet.calling import dialer_lists, dialer_results
from callsheet.calling.dialer_lists import MOST, USUAL, Choice
from callsheet.calling.dialer_page import came_of
from callsheet.calling.dialer_results import Brought, ColumnsMissing
from callsheet.calling.models import DialerList, ResultFile
from callsheet.command_line import DONE, REFUSED, add_command, moment, print_json, print_lines
from callsheet.core.errors import UnusableInput
from callsheet.core.words import count
from callsheet.listings.kept_files import uploads


def register(subparsers) -> None:
    """Add `dialer export` and `dialer results` to the parser."""
    parser = subparsers.add_parser("dialer", help="hand numbers to another dialer, and take its results back")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    _register_export(add_command(commands, "export", run_export, "ask for every number, and write those allowed"))
    _register_results(add_command(commands, "results", run_results, "take a dialer's call report: dials and outcomes"))


def _register_export(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE", help="the CSV to write; in a folder it names itself")
    how = "clicked: a person clicks each number; selected_by_machine: the machine picks the next one (the default)"
    parser.add_argument("--launch", choices=["clicked", "selected_by_machine"], default="selected_by_machine", help=how)
    parser.add_argument("--numbers", choices=["best", "all"], default="best", help="of each owner (default: best)")
    parser.add_argument("--limit", type=int, default=USUAL, metavar="N", help=f"leads at most (default: {USUAL})")
    parser.add_argument("--town", default="", metavar="T", help="only homes in this town")
    parser.add_argument("--by", metavar="NAME", help="who hands them over (default: the only person who may)")


def _register_results(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE", help="the dialer's call report, CSV or Excel")
    parser.add_argument("--list", type=int, metavar="N", help="the list it is about (default: told by the numbers)")
    parser.add_argument("--time-zone", metavar="Z", help="the clock of its call times (default: that of --by)")
    what = "which column holds what, such as phone=Nummer; may be repeated"
    parser.add_argument("--column", action="append", default=[], metavar="FIELD=COLUMN", help=what)
    what = "what a word of the dialer means, such as contact=not_now; may be repeated"
    parser.add_argument("--word", action="append", default=[], metavar="WORD=OUTCOME", help=what)
    parser.add_argument("--by", metavar="NAME", help="whose calls they are, where the file names nobody")


# ---------------------------------------------------------------- out


def run_export(args: argparse.Namespace) -> int:
    if not 1 <= args.limit <= MOST:
        raise UnusableInput(f"--limit {args.limit}: give a number of leads from 1 to {MOST}.")
    now = moment(args.at)
    person = _person(the_team(now), args.by)
    made = dialer_lists.make(Choice(args.launch, args.numbers, args.limit, town=args.town), person, now)
    zone = ZoneInfo(person.time_zone)
    path = _written(made, args.file, zone, now) if dialer_lists.handed(made).exists() else None
    if args.json:
        print_json(_list_json(made, path))
    else:
        print_lines(_list_lines(made, path, zone))
    return DONE if path else REFUSED


def _written(made: DialerList, file: Path, zone: ZoneInfo, now) -> Path:
    name, text = dialer_lists.file_of(made, zone, now)
    path = file / name if file.is_dir() else file
    try:
        path.write_text(text, encoding="utf-8", newline="")
    except OSError as problem:
        raise UnusableInput(
            f"{path}: {problem.strerror or problem}. List {made.pk} is kept: take its file from the page of the list."
        ) from None
    return path


def _reasons(made: DialerList) -> list[dict[str, object]]:
    refused = made.entries.exclude(refusal=None).values_list("refusal__rule", "refusal__because")
    return [
        {"rule": rule, "because": because, "numbers": numbers}
        for (rule, because), numbers in Counter(refused).most_common()
    ]


def _list_json(made: DialerList, path: Path | None) -> dict[str, object]:
    return {
        "list": made.pk,
        "file": path and str(path),
        "launch": made.launch,
        "good_until": made.expires_at if path else None,
        "asked": made.asked,
        "numbers": dialer_lists.handed(made).count(),
        "refused": _reasons(made),
        "too_soon": made.asked - made.entries.count(),
    }


def _list_lines(made: DialerList, path: Path | None, zone: ZoneInfo) -> Sequence[str]:
    numbers = count(dialer_lists.handed(made).count(), "number")
    head = (
        f"{path}: {numbers} of {made.asked} asked for, good until {dialer_lists.good_until(made, zone)}."
        if path
        else f"No file: none of {made.asked} numbers may go to another dialer."
    )
    return [head, *(f"{reason['numbers']:5}  {reason['rule']}  {reason['because']}" for reason in _reasons(made))]


# ---------------------------------------------------------------- in


def run_results(args: argparse.Namespace) -> int:
    now = moment(args.at)
    team = the_team(now)
    person = _person(team, args.by)
    try:
        brought = Brought(
            args.file.read_bytes(),
            args.file.name,
            _zone(args.time_zone, person),
            _list(team, args.list),
            _pairs("--column", args.column),
        )
    except OSError as problem:
        raise UnusableInput(f"{args.file}: {problem.strerror or problem}. Give the dialer's call report.") from None
    for word, outcome in _pairs("--word", args.word).items():
        dialer_results.explain(word, outcome, person, now)
    taken = _receive(brought, person, now)
    _tell(args, taken, dialer_results.waiting(team))
    return REFUSED if taken.rejected else DONE


def _receive(brought: Brought, person: Person, now) -> ResultFile:
    try:
        return dialer_results.receive(brought, person, now)
    except ColumnsMissing as problem:
        header, _ = dialer_results.header_of(problem.file)
        dialer_results.drop(problem.file)
        known = ", ".join(filter(None, header))
        raise UnusableInput(
            f"{problem} Say it with --column phone=..., said=..., called_at=...; the file has: {known}."
        ) from None


def _tell(args: argparse.Namespace, taken: ResultFile, waiting: dialer_results.Waiting) -> None:
    rejected_file = str(uploads() / taken.rejected_file) if taken.rejected_file else None
    if args.json:
        told = ("rows", "new", "unchanged", "not_dialed", "rejected")
        print_json(
            {"file": taken.file_name, "list": taken.list_id}
            | {name: getattr(taken, name) for name in told}
            | {"rejected_file": rejected_file, "words": waiting.words, "times": len(waiting.times)}
        )
        return
    print(f"{taken.file_name}: {came_of(taken)}.")
    if rejected_file:
        print(f"The rejected rows, with what to do: {rejected_file}")
    for word, dials in waiting.words.items():
        print(f'“{word}” is not known ({count(dials, "dial")}): say --word "{word}=OUTCOME", or on the page.')
    if waiting.times:
        print(f"{count(len(waiting.times), 'dial')} ended with a time agreed: say it on the page of another dialer.")


# ---------------------------------------------------------------- options


def _person(team: Team, name: str | None) -> Person:
    """The one who is named, else the only one who may dial, else the only broker. Raises UnusableInput."""
    people = list(Person.objects.filter(team=team, is_active=True).order_by("name"))
    if name:
        named = [one for one in people if name.casefold() in (one.name.casefold(), one.username.casefold())]
    else:
        licensed, brokers = [one for one in people if one.is_licensed], [one for one in people if one.is_broker]
        named = licensed if len(licensed) == 1 else brokers
    if len(named) != 1:
        known = ", ".join(one.name for one in people) or "nobody yet"
        raise UnusableInput(f"Say who with --by NAME. Known: {known}.")
    return named[0]


def _list(team: Team, number: int | None) -> DialerList | None:
    if number is None:
        return None
    made = DialerList.objects.filter(team=team, pk=number).first()
    if made is None:
        raise UnusableInput(f"--list {number}: no such list. Leave it out, and the numbers tell.")
    return made


def _zone(name: str | None, person: Person) -> str:
    """By its IANA name, or as the screens call it: `Eastern`. Raises UnusableInput."""
    if name is None:
        return person.time_zone
    by_words = {words.casefold(): zone for zone, words in ZONES.items()}
    zone = by_words.get(name.casefold(), name)
    if zone not in ZONES:
        raise UnusableInput(f"--time-zone {name}: write one of {', '.join(ZONES)}.")
    return zone


def _pairs(option: str, given: Sequence[str]) -> dict[str, str]:
    parted = [pair.rpartition("=") for pair in given]
    if odd := next((pair for pair, (left, _, right) in zip(given, parted, strict=True) if not (left and right)), None):
        raise UnusableInput(f"{option} {odd}: write it as NAME=VALUE.")
    return {left.strip(): right.strip() for left, _, right in parted}

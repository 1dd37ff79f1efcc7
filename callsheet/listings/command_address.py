"""`address` and `match`: what is read in an address, and whether two are the same home. No database is asked."""

import json
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, fields
from pathlib import Path

from rich.progress import track

from callsheet.command_line import DONE, REFUSED, add_command, print_json, print_lines, stderr
from callsheet.core.address import Address, UnusableAddress, parse
from callsheet.core.errors import UnusableInput
from callsheet.core.matching import Match, same_home
from callsheet.core.matching_facts import NO_FACTS, HomeFacts

PARTS = tuple(field.name for field in fields(Address))
FACTS = {
    "parcel": str,
    **dict.fromkeys(("latitude", "longitude", "living_area", "bedrooms", "lot_size_acres"), int | float),
    "year_built": int,
    "property_type": str,
}
GREATEST_FACT = 1e9
ANSWERS = {True: "the same home", False: "not the same home", None: "cannot tell: ask a person"}


def register(subparsers) -> None:
    shows, says = "show an address in its parts, and its key", "say whether two addresses are the same home, and why"
    address = add_command(subparsers, "address", run_address, shows, database=False)
    address.add_argument("text", nargs="?", metavar="TEXT", help='such as "2207 Heron Ct #3B, Port Alder, MD 21078"')
    address.add_argument("--file", type=Path, metavar="F", help="read one address a line; `-` is standard input")
    match = add_command(subparsers, "match", run_match, says, database=False)
    match.add_argument("texts", nargs="*", metavar="TEXT", help="the two addresses")
    pairs = (
        'read one {"a": "...", "b": "..."} a line; a side may be {"address": "...", "parcel": "...", ...} with facts'
    )
    match.add_argument("--pairs", type=Path, metavar="F", help=pairs)


def run_address(args) -> int:
    if (args.text is None) == (args.file is None):
        raise UnusableInput('Give one address in quotes, or --file F with one a line: callsheet address "12 Heron Ct".')
    if args.file is not None:
        _print_many(args, args.file, describe, lambda entry: [entry["key"]])
        return DONE
    entry = describe(args.text)
    if args.json:
        print_json(entry)
    elif "error" in entry:
        stderr.print(entry["error"], markup=False)
    else:
        print_lines(_address_lines(entry))
    return REFUSED if "error" in entry else DONE


def run_match(args) -> int:
    if args.pairs is not None and not args.texts:
        _print_many(args, args.pairs, describe_pair, _match_lines)
        return DONE
    if args.pairs is not None or len(args.texts) != 2:
        raise UnusableInput('Give two addresses in quotes, or --pairs F: callsheet match "9 Elm Ct" "9 Elm Court".')
    entry = compare(*args.texts)
    if args.json:
        print_json(entry)
    if "error" in entry:
        raise UnusableInput(entry["error"])
    if not args.json:
        print_lines(_match_lines(entry))
    return DONE


def describe(text: str) -> dict:
    """The parts and the key of one address; null parts and an "error" when it is unusable."""
    try:
        return asdict(parse(_as_utf8(text)))
    except UnusableAddress as problem:
        return {**dict.fromkeys(PARTS), "error": str(problem)}


def compare(a: str, b: str, facts: tuple[HomeFacts, HomeFacts] = (NO_FACTS, NO_FACTS)) -> dict:
    """Whether two addresses are the same home; null, with an "error", when one of them is unusable."""
    problems: list[str] = []
    read: list[Address] = []
    for name, text in (("first", a), ("second", b)):
        try:
            read.append(parse(_as_utf8(text)))
        except UnusableAddress as problem:
            problems.append(f"The {name} address is unusable. {problem}")
    if problems:
        return _unanswered(" ".join(problems))
    return asdict(same_home(*read, facts=facts))


def describe_pair(line: str) -> dict:
    """The answer for one line of a pairs file."""
    try:
        pair = json.loads(line) if line.strip() else None
    except json.JSONDecodeError as problem:
        return _unanswered(f'Not JSON at column {problem.colno}; write {{"a": "...", "b": "..."}}.')
    sides = [pair.get(side) for side in ("a", "b")] if isinstance(pair, dict) else []
    told = [side if isinstance(side, dict) else {"address": side} for side in sides]
    if not told or not all(isinstance(side.get("address"), str) for side in told):
        return _unanswered('Write {"a": "...", "b": "..."}, each an address in quotes.')
    try:
        one, other = map(facts_of, told)
    except UnusableInput as problem:
        return _unanswered(str(problem))
    return compare(told[0]["address"], told[1]["address"], (one, other))


def facts_of(side: dict) -> HomeFacts:
    """What a side of a pair says of the home beside its address. Raises UnusableInput for a fact that is none."""
    facts = {name: value for name, value in side.items() if name != "address" and value is not None}
    for name, value in facts.items():
        if name not in FACTS:
            raise UnusableInput(f"There is no fact named {name}. The facts are: {', '.join(FACTS)}.")
        if not isinstance(value, FACTS[name]) or isinstance(value, bool):
            wanted = "text in quotes" if FACTS[name] is str else "a number"
            raise UnusableInput(f"{name} is {wanted}, not {json.dumps(value)}.")
        if FACTS[name] is not str and not 0 <= abs(value) < GREATEST_FACT:
            raise UnusableInput(f"{name} is a number that no home has. Leave it out when it is not known.")
    return HomeFacts(**facts)


def _unanswered(problem: str) -> dict:
    return {**asdict(Match(None, 0.0, ())), "error": problem}


def _print_many(args, path: Path, answer: Callable[[str], dict], lines_of: Callable[[dict], Iterable[str]]) -> None:
    """Answer each line of a file, in order and blank ones too, as one array or as text with the line's number."""
    lines = _read_lines(path)
    shown = track(lines, path.name, console=stderr, transient=True, disable=not stderr.is_terminal)
    entries = [answer(line) for line in shown]
    if args.json:
        print_json(entries)
        return
    for number, entry in enumerate(entries, start=1):
        told = entry.get("error") or "; ".join(lines_of(entry))
        print_lines([f"{number}: {told}"])


def _as_utf8(text: str) -> str:
    """The text, unless a byte of its line was none of UTF-8. Raises UnusableAddress."""
    if any("\udc80" <= letter <= "\udcff" for letter in text):
        raise UnusableAddress("The line is not UTF-8. Save the file as UTF-8 text.")
    return text


def _read_lines(path: Path) -> list[str]:
    """The lines of a UTF-8 file, without its byte-order mark; the last line end opens no line of its own.

    A byte that is not UTF-8 spoils its own line only: it stands there as a lone surrogate.
    """
    try:
        given = sys.stdin.buffer.read() if str(path) == "-" else path.read_bytes()
    except OSError as problem:
        raise UnusableInput(f"{path}: cannot be read ({problem.strerror}). Give the path of a text file.") from problem
    text = given.removeprefix(b"\xef\xbb\xbf").decode("utf-8", "surrogateescape")
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return lines[:-1] if lines[-1] == "" else lines


def _address_lines(entry: dict) -> Iterator[str]:
    return (f"{name:>13}  {entry[name]}" for name in PARTS if entry[name])


def _match_lines(entry: dict) -> Iterator[str]:
    yield f"{ANSWERS[entry['same']]} ({entry['score']:.2f})"
    yield from entry["because"]

"""This room's sub-commands: `import`, MLS files into listings and leads; `owners import`, who may be reached."""

import argparse
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import TracebackType
from zoneinfo import ZoneInfo

from rich.progress import Progress

from callsheet.accounts.models import Team
from callsheet.accounts.teams import the_team
from callsheet.command_line import (
    DONE,
    REFUSED,
    UNUSABLE,
    add_command,
    add_group,
    moment,
    print_json,
    print_lines,
    stderr,
)
from callsheet.core.errors import UnusableInput
from callsheet.core.words import count
from callsheet.leads import claim_pages, compared_pages, intake
from callsheet.leads.command_sheets import alone, name_of, sheet_line
from callsheet.listings import command_listings, kept_files
from callsheet.listings import ingest as listings
from callsheet.listings.models import Import, Source
from callsheet.owners import claims, titles
from callsheet.owners import ingest as owners

SHOWN_REJECTS = 3
BAR_AFTER = 1.0  # seconds
SPARED = "It was not read, because another file cannot be used."
LEAD_COUNTS = ("off_market", "relisted", "leads_opened", "leads_closed")
OWNER_COUNTS = ("owners", "phones", "merged")

ReadOne = Callable[[Path, "Bar"], Import]


@dataclass(frozen=True, slots=True)
class Read:
    """One file of the command line: its import, or why it could not be used."""

    path: Path
    import_: Import | None
    problem: str = ""


def register(subparsers) -> None:
    """Add this room's sub-commands to the parser."""
    mls = add_command(subparsers, "import", run_import, "read MLS exports: keeps history, opens and closes leads")
    mls.add_argument("files", nargs="+", metavar="FILE", type=Path, help="CSV, TSV, XLSX or RESO JSON; gz and zip too")
    mls.add_argument(
        "--mls", metavar="NAME", help="the MLS the files come from (default: the file's own, else unnamed)"
    )
    mls.add_argument(
        "--mapping", metavar="FILE", type=Path, help="which column gives which field, as a refusal wrote it"
    )
    mls.add_argument("--sheet", metavar="NAME", help="the sheet of a workbook (default: the first that is a table)")
    mls.add_argument("--as-of", metavar="T", help="the moment rows without a time stamp speak of (default: now)")
    mls.add_argument("--dry-run", action="store_true", help="say what the import would do, and change nothing")
    command_listings.register(subparsers, titles.since_of)
    inner = add_group(subparsers, "owners", "owners and their numbers")
    people = add_command(inner, "import", run_owner_import, "read owners and phones from vendor and county files")
    people.add_argument("files", nargs="+", metavar="FILE", type=Path, help="CSV, TSV or XLSX; gz and zip too")
    people.add_argument("--source", metavar="NAME", help="the vendor or county (default: the file's own, else unnamed)")
    people.add_argument("--sheet", metavar="NAME", help="the sheet of a workbook (default: the first that is a table)")
    people.add_argument(
        "--as-of", metavar="T", help="the moment the file and its do-not-call flags speak of (default: now)"
    )


def run_import(args: argparse.Namespace) -> int:
    """`callsheet import`: 0 done, 1 with rejected rows, 2 where a file cannot be used: then none was read."""
    now = moment(args.at)
    team = the_team(now)
    sheet = args.sheet
    given = {"mls": args.mls, "mapping": args.mapping, "as_of": _as_of(args.as_of, team, now), "by": None, "now": now}

    def read(path: Path, bar: Bar) -> Import:
        file, name = alone(path, sheet), name_of(path, sheet)
        if args.dry_run:
            try:
                return listings.dry_run(team, file, file_name=name, on_batch=intake.Intake(team, now), **given)
            finally:
                if file != path:
                    file.unlink(missing_ok=True)
        return intake.run_import(listings.queue(team, file, file_name=name, **given), now, bar)

    def check(path: Path) -> None:
        listings.check(team, alone(path, sheet), file_name=name_of(path, sheet), mls=args.mls, mapping=args.mapping)

    began = time.monotonic()
    reads = _read_all(args.files, check, read)
    _tell_sheets(reads, sheet)
    _forget_old_sheets(sheet, now)
    return _tell(args.json, reads, LEAD_COUNTS, time.monotonic() - began, is_dry=args.dry_run)


def run_owner_import(args: argparse.Namespace) -> int:
    """`callsheet owners import`, with the same exit codes."""
    now = moment(args.at)
    team = the_team(now)
    as_of = _as_of(args.as_of, team, now)

    def read(path: Path, bar: Bar) -> Import:
        name, given = name_of(path, args.sheet), {"source": args.source, "as_of": as_of}
        import_ = owners.queue(team, alone(path, args.sheet), file_name=name, by=None, now=now, **given)
        return intake.run_owner_import(import_, now, bar)

    def check(path: Path) -> None:
        owners.check(team, alone(path, args.sheet), file_name=name_of(path, args.sheet), source=args.source)

    began = time.monotonic()
    reads = _read_all(args.files, check, read)
    _tell_sheets(reads, args.sheet)
    _forget_old_sheets(args.sheet, now)
    return _tell(args.json, reads, (*LEAD_COUNTS, *OWNER_COUNTS), time.monotonic() - began)


def _forget_old_sheets(sheet: str | None, now: datetime) -> None:
    """Sheets written as files of their own stay a day, as uploads do; a home without a browser is swept here."""
    if sheet:
        kept_files.forget_uploads(now)


def _read_all(paths: Sequence[Path], check: Callable[[Path], None], read: ReadOne) -> list[Read]:
    """Read every file or none: exit code 2 says that nothing was changed, so several are looked at before the first."""
    problems = {path: problem for path in paths if (problem := _problem(path, check))} if len(paths) > 1 else {}
    if not problems:
        return [_read(path, read) for path in paths]
    for problem in problems.values():
        stderr.print(problem, markup=False)
    stderr.print(f"None of the {len(paths)} files was read. Give them again without those, or mended.", markup=False)
    return [Read(path, None, problems.get(path, SPARED)) for path in paths]


def _problem(path: Path, check: Callable[[Path], None]) -> str:
    try:
        _refuse_no_file(path)
        check(path)
    except UnusableInput as problem:
        return str(problem)
    return ""


def _read(path: Path, read: ReadOne) -> Read:
    try:
        _refuse_no_file(path)
        with Bar(path.name) as bar:
            return Read(path, read(path, bar))
    except UnusableInput as problem:
        stderr.print(str(problem), markup=False)
        return Read(path, None, str(problem))


def _refuse_no_file(path: Path) -> None:
    if path.is_dir():
        raise UnusableInput(f"{path} is a folder. Give the files in it, such as {path}/*.csv")
    if not path.is_file():
        raise UnusableInput(f"{path}: there is no such file.")


def _as_of(text: str | None, team: Team, now: datetime) -> datetime | None:
    """The moment of --as-of; a day, or a moment without its offset, is the team's own time. Raises UnusableInput."""
    if not text:
        return None
    try:
        given = datetime.fromisoformat(text)
    except ValueError:
        raise UnusableInput(f"--as-of {text}: write a day or a moment, such as 2026-11-24T06:10.") from None
    given = given if given.tzinfo else given.replace(tzinfo=ZoneInfo(team.time_zone))
    if given > now:
        raise UnusableInput(f"--as-of {text} lies ahead: no file speaks of what is to come.")
    return given


class Bar:
    """A bar on a terminal's stderr for work over a second; called with how many rows of how many are done."""

    def __init__(self, name: str) -> None:
        self.name, self.began = name, time.monotonic()
        self.progress: Progress | None = None

    def __enter__(self) -> "Bar":
        return self

    def __call__(self, done: int, rows: int) -> None:
        if self.progress is None and stderr.is_terminal and time.monotonic() - self.began > BAR_AFTER:
            self.progress = Progress(console=stderr, transient=True)
            self.progress.add_task(self.name)
            self.progress.start()
        if self.progress:
            self.progress.update(self.progress.task_ids[0], completed=done, total=rows)

    def __exit__(
        self, kind: type[BaseException] | None, what: BaseException | None, where: TracebackType | None
    ) -> None:
        if self.progress:
            self.progress.stop()


# ---- what is told


def _tell_sheets(reads: Sequence[Read], wanted: str | None) -> None:
    """On stderr, which no JSON disturbs: which sheet of a workbook with several was taken where none was named."""
    for read in [] if wanted else reads:
        with suppress(UnusableInput):
            if read.path.is_file() and (said := sheet_line(read.path, read.import_ is not None)):
                stderr.print(f"{read.path}: {said}", markup=False)


def _tell(as_json: bool, reads: Sequence[Read], totals: Sequence[str], seconds: float, is_dry: bool = False) -> int:
    done = [read.import_ for read in reads if read.import_]
    sums = {name: sum(getattr(import_, name) for import_ in done) for name in totals}
    if as_json:
        print_json({"files": [_entry(read) for read in reads], **sums, "seconds": round(seconds, 3)})
    elif done:
        print_lines(_lines(reads, sums, seconds, is_dry))
    if len(done) < len(reads):
        return UNUSABLE
    return REFUSED if any(import_.rejected for import_ in done) else DONE


def _entry(read: Read) -> dict[str, object]:
    """A file in the JSON document: its counts, or its error."""
    import_ = read.import_
    if import_ is None:
        nothing = {"rows": 0, "new": 0, "changed": 0, "unchanged": 0, "rejected": 0, "rejected_file": None}
        return {"file": str(read.path), **nothing, "mapping": {}, "unmapped_columns": [], "error": read.problem}
    entry = listings.as_json(import_) if import_.kind == Source.Kind.MLS else owners.as_json(import_)
    return {**entry, "file": str(read.path)}


def _lines(reads: Sequence[Read], sums: dict[str, int], seconds: float, is_dry: bool) -> Iterator[str]:
    if is_dry:
        yield "A dry run: nothing was changed."
    for read in reads:
        if read.import_:
            yield from _file_lines(read.path, read.import_)
    totals = OWNER_COUNTS if "owners" in sums else LEAD_COUNTS
    said = [f"{sums[name]:,} {name.replace('_', ' ')}" for name in totals]
    yield f"{', '.join(said)}. {seconds:.1f} s"


def _file_lines(path: Path, import_: Import) -> Iterator[str]:
    kinds = ", ".join(f"{getattr(import_, kind):,} {kind}" for kind in ("new", "changed", "unchanged", "rejected"))
    yield f"{path}: {count(import_.rows, 'row')}: {kinds}"
    if not import_.rows:
        yield "  The file holds no rows. If that is not so, export the search again, with all statuses."
    columns = ", ".join(f"{field} from {column}" for field, column in listings.as_json(import_)["mapping"].items())
    yield f"  Mapping ({import_.mapping_name or 'by alias'}): {columns}"
    if import_.unmapped_columns:
        yield f"  Columns left out, but kept with each row: {', '.join(import_.unmapped_columns)}"
    if import_.kind == Source.Kind.OWNERS:
        yield from _claim_lines(import_)
    if import_.compared:
        yield f"  {compared_pages.line(import_.compared)}"
    yield from _reject_lines(import_)


def _claim_lines(import_: Import) -> Iterator[str]:
    """What the vendor sells as expired, held against the MLS; nothing where the file claims nothing."""
    told = claims.tally(claims.of_import(import_).values_list("found", "is_refused"))
    if told.claims:
        yield f"  {claim_pages.answer(told)}"
    if told.unknown:
        yield f"  {claim_pages.unknown(told)}"


def _reject_lines(import_: Import) -> Iterator[str]:
    """The first rows that were not read, and values that were left out of rows that were."""
    told = max(import_.rejected, import_.rejected_rows.count())
    for row in import_.rejected_rows.order_by("pk")[:SHOWN_REJECTS]:
        yield f"  Line {row.line}, {row.column}, “{row.value}”: {row.repair}"
    if told > SHOWN_REJECTS:
        yield f"  and {told - SHOWN_REJECTS:,} more."
    if import_.rejected_file:
        yield f"  The rejected rows are in {import_.rejected_file}. Mend them there and import that file."

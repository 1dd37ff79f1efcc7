"""This room's sub-command: `demo`, a home filled with the sample market, and served."""

import argparse
import shutil
import time
from datetime import UTC, datetime

from django.core.management import call_command
from rich.progress import Progress

from callsheet.accounts.models import Person, Team
from callsheet.clock import now as present
from callsheet.command_line import DONE, add_command, moment, print_json, print_lines, stderr
from callsheet.compliance.models import DoNotCallRequest, RegistryCopy
from callsheet.core.errors import UnusableInput
from callsheet.core.words import count
from callsheet.home.command import add_address
from callsheet.home.lock import hold_home
from callsheet.home.paths import demo_marker, home
from callsheet.home.serve import address, serve, sign_in_path
from callsheet.listings.models import Import, Property
from callsheet.owners.models import Owner
from callsheet.sample.build import Built, build, open_office

FILES = "sample"
OF_A_USER = (Person, Property, Owner, Import, RegistryCopy, DoNotCallRequest)


def register(subparsers) -> None:
    """Add this room's sub-commands to the parser."""
    parser = add_command(
        subparsers, "demo", run_demo, "try Callsheet with an invented county, three weeks into its calls"
    )
    add_address(parser)
    parser.add_argument("--no-serve", action="store_true", help="only fill the home; `callsheet serve` shows it")


def run_demo(args: argparse.Namespace) -> int:
    with hold_home(f"fills it with the sample market, then serves it on port {args.port}"):
        began = time.perf_counter()
        make_empty()
        now = moment(args.at)
        maya = open_office(now)
        demo_marker().write_text(_fingerprint(maya.team), encoding="ascii")
        built = _build(maya, now)
        link = sign_in_path(maya, present())
        _tell(args, built, link, time.perf_counter() - began)
        return DONE if args.no_serve else serve(args.host, args.port, link)


def make_empty() -> None:
    """Take away an earlier sample market. Raises UnusableInput, with nothing touched, where anything else lives."""
    if holds_data() and not is_sample():
        raise UnusableInput(
            f"{home()} holds data that is not the sample market. Nothing was changed. "
            "Choose an empty folder for it, such as CALLSHEET_HOME=~/.callsheet-demo callsheet demo"
        )
    call_command("flush", interactive=False, verbosity=0)
    for folder in (FILES, "imports", "evidence"):
        shutil.rmtree(home() / folder, ignore_errors=True)
    demo_marker().touch(mode=0o600)


def holds_data() -> bool:
    return any(model.objects.exists() for model in OF_A_USER)


def is_sample() -> bool:
    """Whether the one team of this database is the one the marker was written for: the marker lies in the home, and
    the database may be another than last time."""
    teams = [_fingerprint(team) for team in Team.objects.all()]
    return demo_marker().exists() and teams == [demo_marker().read_text(encoding="ascii")]


def _fingerprint(team: Team) -> str:
    return team.created_at.astimezone(UTC).isoformat()


def _build(maya: Person, now: datetime) -> Built:
    with Progress(console=stderr, transient=True) as bar:
        task = bar.add_task("Building the sample market")
        return build(maya, home() / FILES, now, progress=lambda done, of: bar.update(task, completed=done, total=of))


def _tell(args: argparse.Namespace, built: Built, link: str, seconds: float) -> None:
    """What was built, and for --no-serve how to come in."""
    if args.json:
        print_json(
            {
                "home": str(home()),
                "homes": built.homes,
                "listings": built.terms,
                "files": built.files,
                "sign_in": link,
                "seconds": round(seconds, 1),
            }
        )
        return
    print_lines(
        [f"Alder County is in {home()}: {count(built.homes, 'home')}, {count(built.files, 'file')} in {FILES}/."]
    )
    if args.no_serve:
        print_lines(
            [
                f"Show it with: CALLSHEET_HOME={home()} callsheet serve --port {args.port}",
                f"Then open this link, it works once: {address(args.host, args.port)}{link}",
            ]
        )

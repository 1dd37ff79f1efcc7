"""The `callsheet` command: a parser, the rooms' sub-commands, and what to do when a person's input cannot be used."""

import argparse
import sys
from collections.abc import Sequence

from callsheet import __version__
from callsheet.accounts import command as accounts
from callsheet.calling import command as calling
from callsheet.command_line import UNUSABLE, stderr
from callsheet.compliance import command as compliance
from callsheet.core.errors import UnusableInput
from callsheet.home import command as home
from callsheet.home import forget_command
from callsheet.home.database import prepare
from callsheet.leads import command as leads
from callsheet.leads import feed_command
from callsheet.listings import command as listings
from callsheet.reports import command as reports
from callsheet.sample import command as sample

ROOMS = (home, sample, accounts, leads, feed_command, listings, compliance, calling, reports, forget_command)


def parser() -> argparse.ArgumentParser:
    top = argparse.ArgumentParser(
        prog="callsheet", description=__doc__ and "From expired listings to appointments, lawfully."
    )
    top.add_argument("--version", action="version", version=f"callsheet {__version__}")
    subparsers = top.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for room in ROOMS:
        room.register(subparsers)
    return top


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one sub-command and return its exit code; input that cannot be used is explained on stderr, exit 2."""
    given = parser().parse_args(arguments)
    try:
        if given.database:
            prepare()
        return given.run(given)
    except UnusableInput as problem:
        stderr.print(str(problem), markup=False)
        return UNUSABLE
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        sys.stderr.close()
        return 0

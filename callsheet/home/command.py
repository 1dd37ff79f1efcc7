"""This room's sub-commands: serving, backups, the way out, the self-check."""

import argparse
from collections.abc import Mapping
from pathlib import Path

from callsheet.command_line import DONE, REFUSED, add_command, moment, print_json
from callsheet.core.words import count
from callsheet.home.backup import backup, restore
from callsheet.home.database import prepare
from callsheet.home.doctor import Checked, examine
from callsheet.home.export import export
from callsheet.home.lock import hold_home
from callsheet.home.paths import home
from callsheet.home.serve import serve, welcome_path


def register(subparsers) -> None:
    """Add this room's sub-commands to the parser."""
    serving = "serve the web app and do the background work"
    add_address(add_command(subparsers, "serve", run_serve, serving, database=False))
    parser = add_command(subparsers, "backup", run_backup, "write everything into one file, also while serving")
    parser.add_argument("file", type=Path, metavar="FILE")
    parser = add_command(subparsers, "restore", run_restore, "fill an empty home from a backup")
    parser.add_argument("file", type=Path, metavar="FILE")
    parser = add_command(subparsers, "export", run_export, "write everything as CSV files into a new folder")
    parser.add_argument("folder", type=Path, metavar="DIR")
    add_command(subparsers, "doctor", run_doctor, "check this home and say what to do", database=False)


def add_address(parser: argparse.ArgumentParser) -> None:
    """The options that say where to serve."""
    parser.add_argument("--host", default="127.0.0.1", help="the address to listen on (default: this machine only)")
    parser.add_argument("--port", type=int, default=8000, help="the port to listen on (default: 8000; 0: any free one)")


def run_serve(args: argparse.Namespace) -> int:
    with hold_home(f"serves it on port {args.port}"):
        prepare()
        return serve(args.host, args.port, welcome_path(moment(args.at)))


def run_backup(args: argparse.Namespace) -> int:
    return _say(args, f"{args.file} holds", backup(args.file, moment(args.at)))


def run_restore(args: argparse.Namespace) -> int:
    with hold_home("restores a backup into it"):
        return _say(args, f"{home()} now holds", restore(args.file, moment(args.at)))


def run_export(args: argparse.Namespace) -> int:
    return _say(args, f"{args.folder} holds", export(args.folder))


def run_doctor(args: argparse.Namespace) -> int:
    report = examine(moment(args.at))
    is_clean = all(checked.is_clean for checked in report)
    if args.json:
        print_json({"clean": is_clean, "checks": [_as_json(checked) for checked in report]})
    else:
        for checked in report:
            _print_checked(checked)
    return DONE if is_clean else REFUSED


def _say(args: argparse.Namespace, holds: str, counts: Mapping[str, int]) -> int:
    if args.json:
        print_json({"rows": sum(counts.values()), "tables": counts})
    else:
        print(f"{holds} {count(sum(counts.values()), 'row')} of {count(len(counts), 'table')}.")
    return DONE


def _as_json(checked: Checked) -> dict[str, object]:
    return {
        "check": checked.name,
        "clean": checked.is_clean,
        "findings": [line.because for line in checked.lines if line.is_finding],
        "notes": [line.because for line in checked.lines if not line.is_finding],
    }


def _print_checked(checked: Checked) -> None:
    print(f"{'ok  ' if checked.is_clean else 'FIX '} {checked.name}")
    for line in checked.lines:
        print(f"     {'' if line.is_finding else 'Note: '}{line.because}")

"""`callsheet owners forget`: erase a person, and write the database anew so that nothing is left in its file."""

import argparse
import sys

from callsheet.accounts.models import Team
from callsheet.accounts.teams import the_team
from callsheet.calling import forget
from callsheet.calling.forget_page import RESTORED, TONIGHT, ForgetPage, done_words, forget_page
from callsheet.command_line import DONE, add_command, add_group, moment, print_json, print_lines, stderr
from callsheet.core import phone
from callsheet.core.errors import UnusableInput
from callsheet.home import database
from callsheet.home.backup import nightly_backups
from callsheet.owners.models import Owner


def register(subparsers) -> None:
    """Add `owners forget` to the parser."""
    inner = add_group(subparsers, "owners", "owners and their numbers")
    parser = add_command(inner, "forget", run, "erase a person's data, and keep the numbers on the do-not-call list")
    parser.add_argument("who", metavar="NUMBER_OR_OWNER_ID", help="a number of the owner, or the owner's id")
    parser.add_argument("--yes", action="store_true", help="erase without asking")


def run(args: argparse.Namespace) -> int:
    """Says what it will erase and what it keeps, asks, and does it; without a terminal and without --yes exit 2."""
    now = moment(args.at)
    owner = find(the_team(now), args.who)
    page, homes = forget_page(forget.plan(owner)), len(forget.people.known(owner).homes)
    if not page.done:
        _agree(args, page)
    done = forget.forget(owner, None, now)
    is_rewritten = database.rewrite()
    if args.json:
        print_json(_as_json(done, page, homes, is_rewritten))
    else:
        print_lines([done_words(done) if not page.done else "This person is forgotten already.", *_after(is_rewritten)])
    return DONE


def find(team: Team, who: str) -> Owner:
    """The owner by a number or an id. Raises UnusableInput when there is none, or more than one with that number."""
    number = phone.parse(who).number
    if number is None:
        if not who.isdecimal():
            raise UnusableInput(f"{who}: give a number such as (410) 555-0142, or an owner's id such as 12.")
        found = list(Owner.objects.filter(team=team, pk=int(who)))
    else:
        found = list(Owner.objects.filter(team=team, phones__number=number).distinct().order_by("pk"))
    if not found:
        raise UnusableInput(f"{who}: no owner of yours has this {'number' if number else 'id'}.")
    if len(found) > 1:
        known = ", ".join(f"{owner.pk} {owner.name}" for owner in found)
        raise UnusableInput(f"{len(found)} owners have {phone.national(number)}: {known}. Give the id of the one.")
    return found[0]


def _agree(args: argparse.Namespace, page: ForgetPage) -> None:
    """Raises UnusableInput when nobody agreed."""
    if args.yes:
        return
    for line in _plan_lines(page):
        stderr.print(line, markup=False)
    if not sys.stdin.isatty():
        raise UnusableInput("Nothing was erased. Give --yes to do it.")
    stderr.print(f"Erase {page.name}? It cannot be taken back. [y/N] ", end="", markup=False)
    if input().strip().casefold() not in ("y", "yes"):
        raise UnusableInput("Nothing was erased.")


def _plan_lines(page: ForgetPage) -> list[str]:
    parts = (("Erased:", page.erased), ("Kept, and why:", page.kept), ("Good to know:", page.left))
    return [line for title, sentences in parts for line in (title, *(f"  {sentence}" for sentence in sentences))]


def _after(is_rewritten: bool) -> list[str]:
    """What still holds the person: backups, and the free space of a database that others use at this moment."""
    said = [] if is_rewritten else [TONIGHT]
    files = [str(file) for _, file in nightly_backups()]
    if files:
        said.append(f"These backups still hold the person, until they are 7 days old: {', '.join(files)}. {RESTORED}")
    return said


def _as_json(done: forget.Forgotten, page: ForgetPage, homes: int, is_rewritten: bool) -> dict[str, object]:
    return {
        "owner": done.owner.pk,
        "numbers": done.numbers,
        "homes": homes,
        "leads_closed": done.leads_closed,
        "notes_erased": done.notes,
        "mentions_erased": done.traces,
        "files_changed": done.files,
        "kept": list(page.kept) if not page.done else [],
        "database_rewritten": is_rewritten,
        "backups": [str(file) for _, file in nightly_backups()],
    }

"""This room's sub-commands."""

import argparse
import getpass
import sys

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from callsheet.accounts.models import Person
from callsheet.command_line import DONE, add_command
from callsheet.core.errors import UnusableInput


def register(subparsers) -> None:
    """Add this room's sub-commands to the parser."""
    parser = add_command(subparsers, "password", run_password, "set a new password, for somebody who forgot theirs")
    parser.add_argument("name", metavar="NAME", nargs="?", help="whose (default: the only person of this home)")


def run_password(args: argparse.Namespace) -> int:
    person = _the_person(args.name)
    person.set_password(_new_password(person))
    person.save(update_fields=["password"])
    print(f"{person.name} has a new password and is signed out everywhere.")
    return DONE


def _the_person(name: str | None) -> Person:
    people = list(Person.objects.filter(username__iexact=name) if name else Person.objects.all())
    if len(people) == 1:
        return people[0]
    known = ", ".join(Person.objects.order_by("username").values_list("username", flat=True))
    raise UnusableInput(
        f"Say whose password: {known}." if known else "Nobody has an account yet. Run `callsheet serve`."
    )


def _new_password(person: Person) -> str:
    """Asked on the terminal without showing it; read from standard input when that is no terminal."""
    prompt = f"New password for {person.name}: "
    password = getpass.getpass(prompt) if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")
    try:
        validate_password(password, person)
    except ValidationError as problem:
        raise UnusableInput(" ".join(problem.messages)) from None
    return password

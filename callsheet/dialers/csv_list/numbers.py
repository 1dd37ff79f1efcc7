"""The file for the other dialer: one number a row, under headers that any importer of contacts knows by name."""

import csv
import io
import re
from collections.abc import Iterable
from dataclasses import dataclass

from callsheet.core.spreadsheet import harmless

COLUMNS = (
    "First Name", "Last Name", "Phone", "Address", "City", "State", "Zip",
    "Call Before", "Good Until", "Lead ID", "List ID",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Number:
    """One number to dial. `number` is E.164, `call_before` the owner's own clock in words."""

    first_name: str
    last_name: str
    number: str
    address: str
    city: str
    state: str
    postal_code: str
    call_before: str
    lead: int


def as_csv(numbers: Iterable[Number], list_id: int, good_until: str) -> str:
    """The whole file, with its header. `good_until` says when nothing of it may be dialed any more."""
    file = io.StringIO(newline="")
    writer = csv.writer(file, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for one in numbers:
        writer.writerow(map(harmless, _cells(one, list_id, good_until)))
    return file.getvalue()


def file_name(list_id: int, good_until: str) -> str:
    """`callsheet-12-good-until-9-12-am-eastern.csv`"""
    words = re.sub(r"[^a-z0-9]+", "-", good_until.casefold()).strip("-")
    return f"callsheet-{list_id}-good-until-{words}.csv"


def _cells(one: Number, list_id: int, good_until: str) -> tuple[object, ...]:
    return (
        one.first_name,
        one.last_name,
        _ten_digits(one.number),
        one.address,
        one.city,
        one.state,
        one.postal_code,
        one.call_before,
        good_until,
        one.lead,
        list_id,
    )


def _ten_digits(number: str) -> str:
    """As dialers in this country take them: +14105550142 is 4105550142; a number abroad keeps its digits."""
    return number.removeprefix("+1") if number.startswith("+1") and len(number) == 12 else number.removeprefix("+")

"""Rows of an owner file as typed values: cells in, an `OwnerRow` or the reason it is none out.

A row needs a home's address, and an owner's name or a phone. A phone, a mailing address or a date that cannot be read
never costs the row: it is left out and told as a `warning`.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from callsheet.core import listing_row, owner_name, phone
from callsheet.core.address import Address, UnusableAddress, from_parts
from callsheet.core.address_display import display
from callsheet.core.listing_row import Day, UnusableValue
from callsheet.core.owner_name import OwnerName
from callsheet.core.owner_people import usual_order
from callsheet.core.status import EXPIRED
from callsheet.listings.models import OtherColumns
from callsheet.listings.rows import ADDRESS_PARTS, Rejection, address_of
from callsheet.owners import words
from callsheet.owners.columns import Columns, PhoneColumns

_BETWEEN_NUMBERS = re.compile(r"\s*[;,|/\n]\s*|\s+(?:or|and)\s+")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_POST_BOX = re.compile(r"^(?:P\.? ?O\.?|POST OFFICE) ?(?:BOX|BX)\b\.? ?#?", re.IGNORECASE)
_NAMES_THAT_TELL = 500
_WHOLE = ("city", "state", "postal_code")
TENANT = "This person rents the home. Leave the row out: only owners are called."


@dataclass(frozen=True, slots=True)
class RowPhone:
    """One number as a row reports it. `listed` is None when no do-not-call column says anything about it."""

    number: str
    line_type: str = words.UNKNOWN
    listed: bool | None = None
    litigator: bool = False
    finding: str = ""


@dataclass(frozen=True, slots=True)
class Mailing:
    """Where the owner gets letters, written in one way whatever the spelling; empty when the row does not say."""

    line: str = ""
    city: str = ""
    state: str = ""
    postal_code: str = ""


@dataclass(frozen=True, slots=True)
class Claim:
    """The vendor calls the home's listing over: as Expired or Canceled, since which day, under which number."""

    status: str
    said_on: date | None = None
    listing_id: str = ""


@dataclass(frozen=True, slots=True)
class OwnerRow:
    """One row of a file, typed. `scrubbed_on` is the day of its do-not-call flags, None when it cannot be told;
    `since` the day the home was last sold, as far as the row tells; `others` its cells without a field, joined;
    `is_lasting` whether the same text in a later file says the same, as far as its days go.
    """

    index: int
    address: Address
    name: OwnerName
    phones: tuple[RowPhone, ...]
    mailing: Mailing
    emails: tuple[str, ...]
    scrubbed_on: date | None
    since: date | None
    warnings: tuple[Rejection, ...]
    claim: Claim | None = None
    others: str = ""
    is_scrubbed_by_file: bool = True
    is_lasting: bool = True


class RowReader:
    """Reads the rows of one file. `day` resolves its dates; `last_first` is how its owner column writes names."""

    def __init__(self, columns: Columns, day: Day, last_first: bool | None):
        self.columns, self.day, self.last_first = columns, day, last_first
        self._others, self._today = columns.others, day.today
        self._days: dict[str | None, date | None] = {None: None}

    def read(self, index: int, cells: Sequence[str | None]) -> OwnerRow | Rejection:
        """The typed row, or why it cannot be used."""
        home = _parts(self.columns.home, cells)
        try:
            address = address_of(**home)
        except UnusableAddress as problem:
            return self._rejected_address(index, cells, problem)
        warnings: list[Rejection] = []
        name = self._name(cells)
        phones = self._phones(index, cells, warnings)
        if not name.key and not phones:
            return self._nobody(index, warnings)
        if self.columns.tenure is not None and words.is_tenant(cells[self.columns.tenure]):
            return Rejection(index, self.columns.labels[self.columns.tenure], cells[self.columns.tenure] or "", TENANT)
        scrubbed_on, is_by_file = self._scrubbed_on(index, cells, warnings), not self._own_scrub(cells)
        since = self._since(cells)
        return OwnerRow(
            index=index,
            address=address,
            name=name,
            phones=phones,
            mailing=self._mailing(cells, home, address),
            emails=self._emails(cells),
            scrubbed_on=scrubbed_on,
            since=since,
            warnings=tuple(warnings),
            claim=self._claim(cells) if self.columns.claims else None,
            others=_joined(cells, self._others),
            is_scrubbed_by_file=is_by_file,
            is_lasting=self._is_lasting(cells, scrubbed_on, since),
        )

    def _rejected_address(self, index: int, cells: Sequence[str | None], problem: UnusableAddress) -> Rejection:
        column = self.columns.label_of("unparsed_address", "street_name")
        said = " ".join(cell.strip() for place in self.columns.home.values() if (cell := cells[place]))
        return Rejection(index, column, said, f"{problem} Write it as 12 Oak St, Town, ST 21000.")

    def _nobody(self, index: int, warnings: Sequence[Rejection]) -> Rejection:
        """A row without a name whose only phone is unusable is rejected for that phone."""
        column = self.columns.label_of("owner", "last_name", "first_name", "phone_1")
        told = "Write the owner's name or a phone number; the row has neither."
        return (
            replace(warnings[0], repair=_without_going_on(warnings[0].repair))
            if warnings
            else Rejection(index, column, "", told)
        )

    def _name(self, cells: Sequence[str | None]) -> OwnerName:
        """First and last names win over a full name, unless that one names a firm or a trust that they do not."""
        people = _people_of(tuple(_pair(cells, pair) for pair in self.columns.people))
        whole = _owner_of(tuple(_texts(cells, self.columns.owners)), self.last_first)
        if not people.key or (whole.kind not in ("person", "couple") and people.kind in ("person", "couple")):
            return whole
        return people

    def _phones(self, index: int, cells: Sequence[str | None], warnings: list[Rejection]) -> tuple[RowPhone, ...]:
        """The numbers in the vendor's order; one that stands twice is one, with the worse of its flags."""
        listed = _worst(words.is_listed(cells[place]) for place in self.columns.dnc)
        litigator = any(words.is_marked(cells[place]) for place in self.columns.litigator)
        found: dict[str, RowPhone] = {}
        for columns in self.columns.phones:
            for number in self._numbers(index, cells, columns, warnings):
                read = _phone(number, columns, cells, listed, litigator)
                found[number] = _both(found[number], read) if number in found else read
        return tuple(found.values())

    def _numbers(
        self, index: int, cells: Sequence[str | None], columns: PhoneColumns, warnings: list[Rejection]
    ) -> list[str]:
        said = listing_row.text(cells[columns.number])
        if not said or not said.strip("0 -."):
            return []
        whole = phone.parse(said)
        read = [whole] if whole.number else [phone.parse(part) for part in _BETWEEN_NUMBERS.split(said) if part]
        problems = [number.problem for number in read if number.problem]
        if problems:
            told = f"{problems[0].removesuffix(' Leave it out.')} The row was imported without it."
            warnings.append(Rejection(index, columns.label, said, told))
        return [number.number for number in read if number.number and number.is_residential]

    def _mailing(self, cells: Sequence[str | None], home: Mapping[str, str | None], address: Address) -> Mailing:
        if not self.columns.mailing:
            return Mailing()
        parts = _parts(self.columns.mailing, cells)
        is_home = parts == home and all(parts[name] for name in _WHOLE) and len(parts["postal_code"] or "") >= 5
        return _as_mailing(address) if is_home else mailing_of(tuple(parts.items()))

    def _emails(self, cells: Sequence[str | None]) -> tuple[str, ...]:
        """In lower case, the vendor's order kept; what is no address is left out."""
        said = (text.casefold() for text in _texts(cells, self.columns.emails))
        return tuple(dict.fromkeys(text for text in said if _EMAIL.fullmatch(text) and len(text) <= 200))

    def _since(self, cells: Sequence[str | None]) -> date | None:
        """The day of the last sale; one that cannot be read, or is yet to come, is none."""
        return self._past_day(cells, self.columns.since)

    def _claim(self, cells: Sequence[str | None]) -> Claim | None:
        """What the row says of the home's listing; without a status a day in the past on which it expired says it."""
        places = self.columns.claims
        expired_on = self._past_day(cells, places.get("expired_on"))
        status = _cell(cells, places.get("claimed_status"))
        said = words.claimed_status(status) if status or not expired_on else EXPIRED
        if not said:
            return None
        own_day = expired_on if said == EXPIRED else self._past_day(cells, places.get("canceled_on"))
        day = own_day or self._past_day(cells, places.get("claimed_on"))
        return Claim(said, day, listing_row.text(_cell(cells, places.get("claimed_number")))[:60])

    def _past_day(self, cells: Sequence[str | None], place: int | None) -> date | None:
        said = _cell(cells, place)
        if said not in self._days:
            self._days[said] = self._read_past_day(said)
        return self._days[said]

    def _read_past_day(self, said: str | None) -> date | None:
        try:
            day = listing_row.day(said, self.day)
        except UnusableValue:
            return None
        return day if day and day <= self._today else None

    def _own_scrub(self, cells: Sequence[str | None]) -> str:
        return listing_row.text(_cell(cells, self.columns.scrubbed_on))

    def _is_lasting(self, cells: Sequence[str | None], scrubbed_on: date | None, since: date | None) -> bool:
        """Not where a day is told in words (`3 days ago`), or lies ahead and will be read when it has come."""
        own = self._own_scrub(cells)
        is_scrub_lasting = not own or (
            scrubbed_on is not None and scrubbed_on < self._today and not any(map(str.isalpha, own))
        )
        return is_scrub_lasting and (since is not None or not listing_row.text(_cell(cells, self.columns.since)))

    def _scrubbed_on(self, index: int, cells: Sequence[str | None], warnings: list[Rejection]) -> date | None:
        """The row's own day of its flags, never after the file's; an unreadable one leaves them without evidence."""
        if self.columns.scrubbed_on is None:
            return self._today
        said = cells[self.columns.scrubbed_on]
        try:
            own = listing_row.day(said, self.day)
        except UnusableValue as problem:
            column = self.columns.labels[self.columns.scrubbed_on]
            warnings.append(Rejection(index, column, said or "", f"{problem} The row was imported without it."))
            return None
        return min(own, self._today) if own else self._today


def order_of_names(columns: Columns, rows: Sequence[Sequence[str | None]]) -> bool | None:
    """Whether the owner column writes the surname first, judged by its first few hundred names."""
    names = (text for cells in rows[:_NAMES_THAT_TELL] for text in _texts(cells, columns.owners))
    return usual_order(name for name in names if owner_name.kind_of(name) == "person")


@lru_cache(maxsize=1 << 14)
def _people_of(people: tuple[tuple[str, str], ...]) -> OwnerName:
    return owner_name.read_columns(people)


@lru_cache(maxsize=1 << 14)
def _owner_of(texts: tuple[str, ...], last_first: bool | None) -> OwnerName:
    return owner_name.joined([owner_name.read(text, last_first) for text in texts])


@lru_cache(maxsize=1 << 12)
def mailing_of(parts: tuple[tuple[str, str | None], ...]) -> Mailing:
    """A mailing address from its parts; a post office box, or one abroad, is kept as it is written."""
    given = {name: said for name, said in parts if said}
    if not given.get("unparsed") and not given.get("street"):
        return Mailing()
    try:
        address = from_parts(**given)
    except UnusableAddress:
        return _as_written(given)
    return _as_mailing(address)


def _as_mailing(address: Address) -> Mailing:
    return Mailing(
        line=address.street_line[:200],
        city=display(address.city)[:80],
        state=(address.state or "")[:2],
        postal_code=(address.postal_code or "")[:10],
    )


def _as_written(given: Mapping[str, str]) -> Mailing:
    line = " ".join(filter(None, (given.get("unparsed") or given.get("street"), given.get("unit"))))
    line = _POST_BOX.sub("PO Box ", " ".join(line.split()))
    city, state = display(given.get("city", "").upper()), given.get("state", "").upper()
    return Mailing(line[:200], city[:80], state[:2], given.get("postal_code", "")[:10])


def _cell(cells: Sequence[str | None], place: int | None) -> str | None:
    return None if place is None else cells[place]


def _joined(cells: Sequence[str | None], places: Sequence[int]) -> str:
    """The cells without a field in their order; empty when all are."""
    if not any(cells[place] for place in places):
        return ""
    separator = OtherColumns.SEPARATOR
    return separator.join((cells[place] or "").replace(separator, " ") for place in places)


def _parts(places: Mapping[str, int], cells: Sequence[str | None]) -> dict[str, str | None]:
    parts: dict[str, str | None] = dict.fromkeys(ADDRESS_PARTS)
    for part, place in places.items():
        parts[part] = listing_row.text(cells[place]) or None
    return parts


def _texts(cells: Sequence[str | None], places: Sequence[int]) -> list[str]:
    return [text for place in places if (text := listing_row.text(cells[place]))]


def _pair(cells: Sequence[str | None], places: tuple[int | None, int | None]) -> tuple[str, str]:
    first, last = (listing_row.text(cells[place]) if place is not None else "" for place in places)
    return first, last


def _phone(
    number: str, columns: PhoneColumns, cells: Sequence[str | None], listed: bool | None, litigator: bool
) -> RowPhone:
    dnc, kind, status, marked = (
        None if place is None else cells[place]
        for place in (columns.dnc, columns.type, columns.status, columns.litigator)
    )
    said = words.line_type(kind)
    return RowPhone(
        number=number,
        line_type=columns.line or words.UNKNOWN if said == words.UNKNOWN else said,
        listed=_worst((listed, words.is_listed(dnc), words.is_listed_by_status(status))),
        litigator=litigator or words.is_marked(marked),
        finding=words.finding(status),
    )


def _both(one: RowPhone, other: RowPhone) -> RowPhone:
    return replace(
        one,
        line_type=other.line_type if one.line_type == words.UNKNOWN else one.line_type,
        listed=_worst((one.listed, other.listed)),
        litigator=one.litigator or other.litigator,
        finding=one.finding or other.finding,
    )


def _worst(answers: Iterable[bool | None]) -> bool | None:
    """Listed when any says so, not listed when some say so, else not known."""
    given = {answer for answer in answers if answer is not None}
    return max(given) if given else None


def _without_going_on(repair: str) -> str:
    return repair.removesuffix(" The row was imported without it.")

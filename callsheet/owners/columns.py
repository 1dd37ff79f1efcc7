"""Which column of an owner file holds what, judged by its header alone, for vendors and county rolls never seen before.

A field is a name such as `owner`, `last_name_2`, `unparsed_address`, `mailing_city` or `phone_3_type`; the mapping of a
file is field -> position of the column. Phones come in numbered groups: a number and, beside it or far away, its type,
its do-not-call flag, its status, its litigator flag. An unnumbered flag speaks for all phones of the row.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from callsheet.core.errors import UnusableInput
from callsheet.core.listing_row import NOTHING
from callsheet.listings.aliases import RANKED, squeeze_name
from callsheet.listings.mapping import REASON, column_labels
from callsheet.owners import vendors

# RESO's address fields, and what `core.address.from_parts` calls them.
ADDRESS = {
    "unparsed_address": "unparsed",
    "street_number": "number",
    "street_dir_prefix": "predirection",
    "street_name": "street",
    "street_suffix": "suffix",
    "street_dir_suffix": "postdirection",
    "unit_number": "unit",
    "city": "city",
    "state_or_province": "state",
    "postal_code": "postal_code",
}
MAILING = "mailing_"
NAMES = ("owner", "first_name", "last_name")
FLAGS = ("type", "dnc", "status", "litigator")

_PLACES = "street|st|line|city|state|province|zip|postal|postcode|unit|apt|house|number"
_PLACED = rf"(?=(?:address|(?:pre|post)? ?dir(?:ection)?|{_PLACES})\b)"
_AT_HOME = re.compile(rf"^(?:property|prop|site|situs|subject|physical|premises?|home) {_PLACED}")
_BY_MAIL = re.compile(
    rf"^(?:(?:owner )?(?:mail(?:ing)?|tax ?bill(?:ing)?|taxpayer|billing|correspondence)|owner(?: s)?) {_PLACED}"
)
_OWNER = re.compile(
    r"^(?:(?:(?:property|primary|current|deed|tax|legal) )?owner(?: s)?(?: 1)?(?: full)?(?: names?)?(?: 1)?|owners"
    r"|(?:full |contact )?name|contact|home ?owner(?: name)?|owner of record|taxpayer(?: name)?|grantee)$"
)
_CO_OWNER = re.compile(r"^(?:owner(?: full)?(?: name)? 2|owner 2(?: full)?(?: name)?|(?:second|co) ?owner(?: name)?)$")
_PART = re.compile(
    r"^(?:(?:(?:primary|property|contact) )?owner )?(?:(?P<before>\d) )?"
    r"(?P<part>first|last)(?: name)?(?: (?P<after>\d))?$"
)
_OTHER_PART = re.compile(r"^(?:(?:co|second) owner|spouse) (?P<part>first|last)(?: name)?$")
_OTHER_WORDS = {"fname": "first name", "lname": "last name", "surname": "last name", "given name": "first name"}
_OTHER_WORDS |= {"firstname": "first name", "lastname": "last name"}
_EMAIL = re.compile(r"^(?:(?:owner|contact|primary) )?e ?mail(?: address)?(?: \d+)?$")
_DATED = re.compile(
    r"^(?:as of(?: date)?|export(?:ed)?(?: date| on| at)?|file date|(?:date |last )?scrub(?:bed)?(?: date| on)?"
    r"|(?:dnc|do not call) (?:as of|date|check(?:ed)?(?: on)?|scrub(?:bed)?(?: date| on)?|last (?:checked|scrubbed)))$"
)
_SOLD = re.compile(r"^(?:last )?(?:sale|sold|deed|transfer|purchase) (?:recording )?date$|^date (?:sold|purchased)$")

_PHONE = frozenset(["phone", "telephone", "tel", "ph", "cell", "cellphone", "mobile", "wireless", "landline", "voip"])
_LINES = {"cell": "mobile", "cellphone": "mobile", "mobile": "mobile", "wireless": "mobile"}
_LINES |= {"landline": "landline", "voip": "voip"}
_NOT_THE_OWNERS = frozenset(
    ["agent", "broker", "brokerage", "office", "listing", "lender", "company", "attorney", "fax", "mls", "realtor"]
)
_AROUND_A_PHONE = frozenset(["owner", "s", "contact", "primary", "best", "home", "number", "no", "num", "homeowner"])
_AROUND_A_PHONE |= {"residential", "skip", "traced", "trace", "seller", "day", "evening", "work", "line", "main"}
_LATER = {"secondary": 2, "alternate": 2, "alt": 2, "other": 2, "second": 2, "third": 3}
_DO_NOT_CALL = re.compile(
    r"^(?:(?:on|federal|national|state|is|is on)(?: the)? )?(?:dnc|do not call)"
    r"(?: (?:flag|status|list(?:ed)?|registry|indicator|federal|national|state))?(?: (?P<number>\d+))?$"
)
_LITIGATOR = re.compile(
    r"^(?:(?:known|is|tcpa) )?(?:litigator|litigation)(?: (?:flag|status|risk|scrub))?(?: (?P<number>\d+))?$"
)
_LINE_TYPE = re.compile(r"^(?:line|phone|carrier|number) ?type(?: (?P<number>\d+))?$")
_ATTRIBUTES = {
    "type": re.compile(r"\b(?:(?:line |carrier )?type)\b"),
    "dnc": re.compile(r"\b(?:dnc|do not call)\b(?: (?:flag|status|list|registry))?"),
    "litigator": re.compile(r"\b(?:tcpa )?litigator\b"),
    "status": re.compile(r"\bstatus\b"),
}

# What a vendor says of the home's listing, and of the people in the row.
_CLAIMS = (
    ("claimed_status", re.compile(r"^(?:mls|listing|list) status$|^(?:lead|list) type$")),
    ("claimed_number", re.compile(r"^mls(?: (?:fsbo|listing))?(?: (?:number|no|num|id))?$|^listing (?:id|number)$")),
    ("expired_on", re.compile(r"^(?:expir(?:ed|y|ation)(?: date| on)?|date expired|(?:mls )?expir(?:ed|ation) date)$")),
    ("canceled_on", re.compile(r"^(?:cancell?(?:ed|ation)|terminat(?:ed|ion)|off market)(?: date| on)$")),
    ("claimed_on", re.compile(r"^(?:mls|status|mls status|status change|lead) date$")),
    ("tenure", re.compile(r"^(?:home ?)?(?:owner(?: or)? renter|own(?: or)? rent|renter)(?: (?:flag|status|code))?$")),
)
CLAIMS = ("claimed_status", "claimed_number", "expired_on", "canceled_on", "claimed_on")


@dataclass(frozen=True, slots=True)
class PhoneColumns:
    """Where one phone of a row stands. `label` is its header, for messages; `line` the type its header implies."""

    number: int
    label: str
    line: str = ""
    type: int | None = None
    dnc: int | None = None
    status: int | None = None
    litigator: int | None = None


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of a file in the shape in which a row is read."""

    labels: tuple[str, ...]
    fields: Mapping[str, int]
    home: Mapping[str, int]
    mailing: Mapping[str, int]
    owners: tuple[int, ...]
    people: tuple[tuple[int | None, int | None], ...]
    phones: tuple[PhoneColumns, ...]
    emails: tuple[int, ...]
    dnc: tuple[int, ...]
    litigator: tuple[int, ...]
    scrubbed_on: int | None
    since: int | None
    tenure: int | None = None
    claims: Mapping[str, int] = field(default_factory=dict)

    @property
    def others(self) -> tuple[int, ...]:
        """The positions of the columns that gave no field; the reason column of a mended file is ours."""
        used = set(self.fields.values())
        return tuple(place for place, label in enumerate(self.labels) if place not in used and label != REASON)

    @property
    def is_roll(self) -> bool:
        """Whether it is a county's roll: owners by parcel, without phones."""
        names = [_plain(label) for label in self.labels]
        return vendors.is_roll(names, has_owner=bool(self.owners or self.people), has_phone=bool(self.phones))

    @property
    def described(self) -> dict[str, str]:
        """Field -> the header of its column, as it is stored and printed."""
        return {name: self.labels[place] for name, place in self.fields.items()}

    @property
    def unmapped(self) -> list[str]:
        """The headers that gave no field."""
        return [self.labels[place] for place in self.others]

    def label_of(self, *fields: str) -> str:
        """The header of the first of the fields that the file has, for a message about it."""
        return next((self.labels[self.fields[name]] for name in fields if name in self.fields), fields[0])


def vendor_of(header: Sequence[str]) -> str:
    """Whose export a header is; empty for a file of no known vendor."""
    vendor = vendors.vendor_of(header)
    return vendor.name if vendor else ""


def read_header(header: Sequence[str], given: Mapping[str, str] | None = None) -> Columns:
    """The columns of a header; `given` (field -> header, as in `described`) takes the place of the guess.

    Raises UnusableInput when no column holds the home's address, or neither an owner nor a phone.
    """
    labels = tuple(column_labels(header))
    fields = _guess(header) | _by_vendor(header, labels)
    fields = _given(given, labels) if given else fields
    columns = _shaped(fields, labels)
    _require_essentials(columns, header)
    return columns


def guess_header(header: Sequence[str]) -> dict[str, int]:
    """Field -> position of its column, as far as the names tell; essentials may be missing."""
    return _guess(header) | _by_vendor(header, tuple(column_labels(header)))


def _guess(header: Sequence[str]) -> dict[str, int]:
    fields: dict[str, int] = {}
    loose: list[tuple[str, int]] = []
    plain = [_plain(name) for name in header]
    repeats_phones = max(plain.count("phone"), plain.count("phone number")) > 1
    seen: Counter[str] = Counter()
    for place, name in enumerate(plain):
        seen[name] += 1
        is_flag = repeats_phones and name in FLAGS
        named = f"phone_{seen[name]}_{name}" if is_flag else _named(name, seen[name])
        if named.startswith("bare "):
            loose.append((named.removeprefix("bare "), place))
        elif named:
            fields.setdefault(_free(named, fields), place)
    _place_loose(fields, loose)
    return fields


def _by_vendor(header: Sequence[str], labels: Sequence[str]) -> dict[str, int]:
    """What the vendor of the file is known to put into a column of that name."""
    vendor = vendors.vendor_of(header)
    wanted = vendor.fields.items() if vendor else ()
    places = {squeeze_name(label): place for place, label in reversed(list(enumerate(labels)))}
    return {name: places[squeeze_name(label)] for name, label in wanted if squeeze_name(label) in places}


def _free(named: str, fields: Mapping[str, int]) -> str:
    """The field, or its next number where one row may have several: `Home Phone` and `Work Phone` are two phones."""
    stem, _, tail = named.rpartition("_")
    if tail.isdigit() and stem.startswith(("phone", "email")):
        return next(name for number in range(int(tail), 1000) if (name := f"{stem}_{number}") not in fields)
    if named in ("dnc", "litigator") and named in fields:
        return next(name for number in range(2, 1000) if (name := f"{named}_{number}") not in fields)
    return named


def _plain(name: str) -> str:
    """A header name as words: `PropertyAddress`, `Phone_1`, `SITUS_ADDR` and `Unit #` become apart and lower-case."""
    apart = re.sub(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Za-z])(?=\d)|(?<=\d)(?=[A-Za-z])", " ", name)
    words = re.sub(r"[^0-9a-z]+", " ", apart.casefold()).split()
    return " ".join("address" if word == "addr" else word for word in words)


def _named(plain: str, occurrence: int) -> str:
    """The field a header names; `bare city` is one that may be the home's or the mailing address's; empty for none."""
    name = _OTHER_WORDS.get(plain, plain)
    by_mail, at_home = _BY_MAIL.match(name), _AT_HOME.match(name)
    if by_mail or at_home:
        part = _address_part(name[(by_mail or at_home).end() :])
        return part and (f"{MAILING}{part}" if by_mail else part)
    return _owner_field(name) or _phone_field(name, occurrence) or _other_field(name)


def _owner_field(name: str) -> str:
    part = _PART.match(name)
    if part:
        number = part["before"] or part["after"] or "1"
        return f"{part['part']}_name" if number == "1" else f"{part['part']}_name_{number}"
    other = _OTHER_PART.match(name)
    if other:
        return f"{other['part']}_name_2"
    return "owner" if _OWNER.match(name) else "owner_2" if _CO_OWNER.match(name) else ""


def _other_field(name: str) -> str:
    if _EMAIL.match(name):
        return "email_1"
    if _DATED.match(name):
        return "scrubbed_on"
    if _SOLD.match(name):
        return "since"
    if claim := next((field_ for field_, words in _CLAIMS if words.match(name)), ""):
        return claim
    part = _address_part(name)
    return f"bare {part}" if part else ""


def _address_part(name: str) -> str:
    """`zip code` is `postal_code`; `street` alone may be the whole street line and is taken for it."""
    ranked = RANKED.get(squeeze_name(name), [])
    part = next((field for field, _ in ranked if field in ADDRESS), "")
    return "unparsed_address" if name in ("street", "line", "line 1", "address line 1", "street line") else part


def _place_loose(fields: dict[str, int], loose: Sequence[tuple[str, int]]) -> None:
    """Give `Address`, `City` and the like to the home, or to the mailing address where the home has its own already.

    Vendors repeat a name: the first `City` is the home's, the second the mailing address's.
    """
    if "unparsed_address" in fields and any(part == "unparsed_address" for part, _ in loose):
        fields.update(
            {f"{MAILING}{part}": place for part, place in reversed(loose) if f"{MAILING}{part}" not in fields}
        )
        return
    has_mailing = any(name.startswith(MAILING) for name in fields)
    for part, place in loose:
        if part not in fields:
            fields[part] = place
        elif has_mailing:
            fields.setdefault(f"{MAILING}{part}", place)


def _phone_field(name: str, occurrence: int) -> str:
    """`phone_mobile_2`, `phone_2_type`, `dnc`: the group of a phone column, whether it is numbered or repeated."""
    for flag, alone in (("dnc", _DO_NOT_CALL), ("litigator", _LITIGATOR), ("type", _LINE_TYPE)):
        found = alone.match(name)
        if found:
            number = found["number"] or ("1" if flag == "type" and occurrence == 1 else "")
            number = number or (str(occurrence) if occurrence > 1 else "")
            return f"phone_{number}_{flag}" if number else flag
    words = name.replace("land line", "landline").split()
    if not _PHONE & set(words) or _NOT_THE_OWNERS & set(words):
        return ""
    return _numbered_phone(" ".join(words), occurrence)


def _numbered_phone(name: str, occurrence: int) -> str:
    flag = next((flag for flag, words in _ATTRIBUTES.items() if words.search(name)), "")
    bare = _ATTRIBUTES[flag].sub("", name) if flag else name
    words = bare.split()
    numbers = [word for word in words if word.isdigit()]
    rest = [word for word in words if not word.isdigit() and word not in _AROUND_A_PHONE and word not in _LATER]
    if len(numbers) > 2 or any(word not in _PHONE for word in rest):
        return ""
    line = next((_LINES[word] for word in rest if word in _LINES), "")
    later = next((_LATER[word] for word in words if word in _LATER), 1)
    number = int(numbers[-1]) if numbers else max(later, occurrence)
    group = f"phone_{line}_{number}" if line else f"phone_{number}"
    return f"{group}_{flag}" if flag else group


def _given(given: Mapping[str, str], labels: Sequence[str]) -> dict[str, int]:
    places = {label: place for place, label in reversed(list(enumerate(labels)))}
    unknown = [name for name in given.values() if name not in places]
    if unknown:
        raise UnusableInput(f"There is no column {unknown[0]}. The columns are: {', '.join(labels)}.")
    return {field: places[name] for field, name in given.items()}


def _shaped(fields: dict[str, int], labels: tuple[str, ...]) -> Columns:
    groups = sorted((place, name) for name, place in fields.items() if _is_number(name))
    return Columns(
        labels=labels,
        fields=fields,
        home={part: fields[name] for name, part in ADDRESS.items() if name in fields},
        mailing={part: fields[f"{MAILING}{name}"] for name, part in ADDRESS.items() if f"{MAILING}{name}" in fields},
        owners=tuple(fields[name] for name in ("owner", "owner_2") if name in fields),
        people=_people(fields),
        phones=tuple(_phone(fields, name, labels) for _, name in groups),
        emails=_numbered(fields, "email"),
        dnc=_numbered(fields, "dnc"),
        litigator=_numbered(fields, "litigator"),
        scrubbed_on=fields.get("scrubbed_on"),
        since=fields.get("since"),
        tenure=fields.get("tenure"),
        claims={name: fields[name] for name in CLAIMS if name in fields},
    )


def _numbered(fields: Mapping[str, int], stem: str) -> tuple[int, ...]:
    """The places of `stem`, `stem_2` and so on, in the order of the file."""
    return tuple(sorted(place for name, place in fields.items() if re.fullmatch(rf"{stem}(?:_\d+)?", name)))


def _is_number(name: str) -> bool:
    return name.startswith("phone_") and name.rpartition("_")[2].isdigit()


def _people(fields: Mapping[str, int]) -> tuple[tuple[int | None, int | None], ...]:
    pairs = [(f"first_name{tail}", f"last_name{tail}") for tail in ("", *(f"_{number}" for number in range(2, 10)))]
    return tuple((fields.get(first), fields.get(last)) for first, last in pairs if first in fields or last in fields)


def _phone(fields: Mapping[str, int], name: str, labels: Sequence[str]) -> PhoneColumns:
    line = name.split("_")[1]
    flags = {flag: fields.get(f"{name}_{flag}") for flag in FLAGS}
    return PhoneColumns(fields[name], labels[fields[name]], "" if line.isdigit() else line, **flags)


def _require_essentials(columns: Columns, header: Sequence[str]) -> None:
    if not {"unparsed", "street"} & columns.home.keys():
        missing = "the home's address (Address, or Property Address)"
    elif not (columns.owners or columns.people or columns.phones):
        missing = "an owner's name or a phone number (Owner, or First Name and Last Name; Phone)"
    else:
        return
    names = ", ".join(name for name in header if name.casefold() not in NOTHING) or "none"
    raise UnusableInput(f"No column holds {missing}. Name one of them so and import again. The columns are: {names}.")

"""How often addresses are read as a person reads them: ours, and usaddress as it is shipped, by the same measure.

The measure, the same for the label and for both answers: upper case without punctuation; suffixes and directions in
their short forms, ordinals in figures, names and cities without spaces (`name_key`, `city_key`); a unit without the
word "unit"; a letter glued to the house number is the unit; a ZIP's first five figures, with the zero a spreadsheet
dropped. usaddress is asked for `parse`, the words of one tag joined, so that it never loses a line to its own errors.
"""

import json
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from xml.etree import ElementTree

import usaddress

from callsheet.core.address import UnusableAddress, from_parts, number_key, parse
from callsheet.core.address_place import city_key, read_postal_code, read_state
from callsheet.core.address_street import name_key, read_street
from callsheet.core.address_text import plain, words_of
from callsheet.core.address_unit import read_unit
from callsheet.core.address_words import CARDINALS, DIRECTIONS, NO_NUMBER, SUFFIXES

PARTS = ("number", "predirection", "street", "suffix", "postdirection", "unit", "city", "state", "postal_code")
PLACE = ("number", "city", "state", "postal_code")
Parts = Mapping[str, str]

_TAGS = {
    "AddressNumberPrefix": "number",
    "AddressNumber": "number",
    "AddressNumberSuffix": "number",
    "StreetNamePreDirectional": "predirection",
    "StreetNamePreModifier": "street",
    "StreetNamePreType": "street",
    "StreetName": "street",
    "StreetNamePostType": "suffix",
    "StreetNamePostModifier": "suffix",
    "StreetNamePostDirectional": "postdirection",
    "SubaddressType": "unit",
    "SubaddressIdentifier": "unit",
    "OccupancyType": "unit",
    "OccupancyIdentifier": "unit",
    "PlaceName": "city",
    "StateName": "state",
    "ZipCode": "postal_code",
}
_ADDRESS_OF_TWO = {"SecondStreetName", "Recipient", "IntersectionSeparator"}
_WITH_UNIT = re.compile(r"(\d+) ?-?([A-Z]\d?)")


# ---------------------------------------------------------------- the measure


def measured(parts: Parts) -> dict[str, str]:
    """The parts of an address in the form that is compared; "" for a missing one."""
    words = {name: " ".join(words_of(plain(parts.get(name) or ""))) for name in PARTS}
    if (
        not words["state"]
        and read_state(words["city"].rpartition(" ")[2])
        and len(words["city"].rpartition(" ")[2]) == 2
    ):
        words["city"], _, words["state"] = words["city"].rpartition(" ")
    number, unit = words["number"], read_unit(words["unit"]) or ""
    if found := _WITH_UNIT.fullmatch(number):
        number, unit = found[1], f"{found[2]} {unit}".strip()
    state = _state(words["state"])
    return {
        "number": number_key(number.removeprefix("#").strip()).replace(" ", ""),
        "predirection": _direction(words["predirection"]),
        "street": _name(words["street"]),
        "suffix": SUFFIXES.get(words["suffix"], words["suffix"]),
        "postdirection": _direction(words["postdirection"]),
        "unit": "".join(unit.split()).replace("-", ""),
        "city": city_key(words["city"]).replace("&", ""),
        "state": state,
        "postal_code": _postal_code(words["postal_code"], state),
    }


def _direction(text: str) -> str:
    return "".join(DIRECTIONS.get(word, word) for word in text.split())


def _name(text: str) -> str:
    """A street's name; USPS writes the saint's and the number's word out, so it is read once before it is compared."""
    return name_key(read_street((*text.split(), "RD")).name) if text else ""


def _state(text: str) -> str:
    """The code; `Georgia, GA` says it twice; what is no state's name is left out."""
    return read_state(text) or read_state(text.rpartition(" ")[2]) or ""


def _postal_code(text: str, state: str) -> str:
    """The ZIP's first five figures; four are one in a state whose ZIPs begin with 0, fewer are none."""
    figures = text.replace(" ", "").replace("-", "")
    return read_postal_code(figures[:5], state) or read_postal_code(text, state) or ""


def by_usaddress(text: str) -> Parts:
    """What usaddress reads in one line, as our parts."""
    return _joined((tag, word) for word, tag in usaddress.parse(text))


def by_usaddress_tag(text: str) -> Parts | None:
    """What `usaddress.tag` reads in one line; None when it raises, as it does on a line it parts twice."""
    try:
        tags, _ = usaddress.tag(text)
    except usaddress.RepeatedLabelError:
        return None
    return _joined(tags.items())


def _joined(tagged: Iterable[tuple[str, str]]) -> Parts:
    parts: dict[str, list[str]] = defaultdict(list)
    for tag, word in tagged:
        if tag in _TAGS:
            parts[_TAGS[tag]].append(word.rstrip(",;"))
    return {name: " ".join(words) for name, words in parts.items()}


def by_us(text: str) -> Parts | None:
    """What `parse` reads in one line; None when it refuses it."""
    try:
        return _as_parts(parse(text))
    except UnusableAddress:
        return None


def by_our_fields(fields: Mapping[str, str]) -> Parts | None:
    """What `from_parts` reads in the fields of a file; None when it refuses them."""
    try:
        return _as_parts(from_parts(**fields))
    except UnusableAddress:
        return None


def _as_parts(address: object) -> Parts:
    return {name: getattr(address, name) or "" for name in PARTS}


# ---------------------------------------------------------------- usaddress's own labelled lines


def labelled_lines(path: Path) -> Iterator[tuple[str, Parts]]:
    """Each labelled line that names one house number on one street, and its parts.

    A number has figures or is a number's word; `0` and `Mile K` tell of land without a house number.
    """
    for line in ElementTree.parse(path).getroot():
        tags = [word.tag for word in line]
        numbers = [word.text or "" for word in line if word.tag == "AddressNumber"]
        has_street = "StreetName" in tags or "StreetNamePreType" in tags
        if has_street and len(numbers) == 1 and _is_number(numbers[0]) and not _ADDRESS_OF_TWO & set(tags):
            yield " ".join("".join(line.itertext()).split()), _joined((word.tag, word.text or "") for word in line)


def _is_number(word: str) -> bool:
    return word not in NO_NUMBER and (any(map(str.isdigit, word)) or word.upper() in CARDINALS)


def agreement(lines: Iterable[tuple[str, Parts]], read: Callable[[str], Parts | None]) -> Counter[str]:
    """How many lines agree in the number, and in city, state and ZIP where they are labelled, and in all these."""
    agrees: Counter[str] = Counter()
    for text, label in lines:
        want, got = measured(label), measured(read(text) or {})
        answers = {name: want[name] == got[name] for name in PLACE if want[name]}
        agrees.update(name for name, same in answers.items() if same)
        agrees["together"] += all(answers.values())
    return agrees


def labelled(lines: Iterable[tuple[str, Parts]]) -> Counter[str]:
    """How many lines have each part."""
    counts: Counter[str] = Counter()
    for _, label in lines:
        want = measured(label)
        counts.update(name for name in PLACE if want[name])
        counts["together"] += 1
    return counts


# ---------------------------------------------------------------- lines labelled by hand


def hand_labelled(path: Path) -> list[dict]:
    """`{"of", "text", "fields", "label"}` a line; the label has all our parts, or is null where there is no home."""
    with path.open(encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def hand_scores(rows: Iterable[dict], read: Callable[[dict], Parts | None]) -> Counter[str]:
    """Rows that agree in each part, in the street's name with its suffix, and in everything.

    A row without a home agrees when it is refused, or when no house number is read in it.
    """
    agrees: Counter[str] = Counter()
    for row in rows:
        read_parts = read(row) or {}
        want, got = measured(row["label"] or {}), measured(read_parts)
        answers = {name: want[name] == got[name] for name in PARTS}
        if row["label"] is None:
            answers = dict.fromkeys(PARTS, not got["number"])
        whole = {name: _whole_street(parts) for name, parts in (("want", want), ("got", got))}
        answers["street + suffix"] = row["label"] is None or whole["want"] == whole["got"]
        agrees.update(name for name, same in answers.items() if same)
        agrees["everything"] += all(same for name, same in answers.items() if name not in ("street", "suffix"))
    return agrees


def _whole_street(parts: Parts) -> str:
    return name_key(f"{parts['street']} {parts['suffix']}".strip())

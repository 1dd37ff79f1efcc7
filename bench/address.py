"""How well and how fast addresses are read, against usaddress's own labelled lines: `python bench/address.py`.

Reads `labeled.xml` of the folder of shared data beside the checkout (or of the folder given). Agreement counts lines
that name one house number on one street; a difference in letter case and punctuation is none.
"""

import re
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from xml.etree import ElementTree

import usaddress

from callsheet.core.address import Address, UnusableAddress, from_parts, parse
from callsheet.core.address_place import city_key, read_state

SHARED = Path(__file__).parents[2] / "shared"
LABELLED = "data/addresses-usaddress/labeled.xml"
_NOT_A_WORD = re.compile(r"[^A-Z0-9 ]+")
_ADDRESS_OF_TWO = {"SecondStreetName", "Recipient", "IntersectionSeparator"}


def labelled_lines(path: Path) -> Iterator[tuple[str, dict[str, str]]]:
    """Each labelled line and its tagged words, joined by tag."""
    for line in ElementTree.parse(path).getroot():
        tags: dict[str, list[str]] = defaultdict(list)
        for word in line:
            tags[word.tag].append(word.text or "")
        yield " ".join("".join(line.itertext()).split()), {tag: " ".join(words) for tag, words in tags.items()}


def homes(lines: Iterable[tuple[str, dict[str, str]]]) -> Iterator[tuple[str, dict[str, str]]]:
    """The lines that name one number on one street."""
    for text, tags in lines:
        has_street = "StreetName" in tags or "StreetNamePreType" in tags
        is_one = len(tags.get("AddressNumber", "").split()) == 1 and not _ADDRESS_OF_TWO & tags.keys()
        if has_street and is_one:
            yield text, tags


def _plain(text: str) -> str:
    return " ".join(_NOT_A_WORD.sub("", text.upper()).split())


def compared(address: Address, tags: dict[str, str]) -> dict[str, bool]:
    """Whether each labelled part was read the same; a unit's letter may stand in the number's tag."""
    number = _plain("".join(tags.get(f"AddressNumber{part}", "") for part in ("Prefix", "", "Suffix")))
    unit = address.unit or ""
    answers = {"number": number in {_plain(n) for n in (address.number, address.number + unit, unit + address.number)}}
    if "PlaceName" in tags:
        answers["city"] = city_key(_plain(tags["PlaceName"])) == city_key(_plain(address.city or ""))
    if "StateName" in tags:
        answers["state"] = read_state(_plain(tags["StateName"])) == address.state
    if "ZipCode" in tags:
        answers["ZIP"] = _plain(tags["ZipCode"])[:5] == address.postal_code
    return answers


def agreement(path: Path) -> tuple[dict[str, tuple[int, int]], int, int]:
    """Per part: agreeing and labelled lines; then the lines refused as unusable, and all lines."""
    agree: Counter[str] = Counter()
    labelled: Counter[str] = Counter()
    refused = lines = 0
    for text, tags in homes(labelled_lines(path)):
        lines += 1
        try:
            answers = compared(parse(text), tags)
        except UnusableAddress:
            refused += 1
            continue
        labelled.update(answers.keys())
        agree.update(part for part, is_same in answers.items() if is_same)
    return {part: (agree[part], labelled[part]) for part in ("number", "city", "state", "ZIP")}, refused, lines


def rate(work, items: list) -> float:
    """Items a second of processor time, the first time each is seen."""
    start = time.process_time()
    for item in items:
        work(item)
    return len(items) / (time.process_time() - start)


def _read(text: str) -> None:
    with suppress(UnusableAddress):
        parse(text)


def main(shared: Path) -> None:
    parts, refused, lines = agreement(shared / LABELLED)
    for part, (same, all_of_it) in parts.items():
        print(f"{part:>7}  {same:>5} of {all_of_it:>5}  {same / all_of_it:.1%}")
    print(f"unusable {refused} of {lines}")
    texts = [text for text, _ in homes(labelled_lines(shared / LABELLED))]
    print(f"one line: {rate(_read, texts):,.0f}/s; usaddress alone: {rate(usaddress.parse, texts):,.0f}/s")
    fields = [
        {"number": str(number), "street": f"{name} Hill", "suffix": "Rd", "city": "Port Alder", "postal_code": "21078"}
        for name in ("Heron", "Larkspur", "Quarry", "Tamarack", "Old Juniper")
        for number in range(1, 10_000)
    ]
    print(f"fields: {rate(lambda row: from_parts(**row), fields):,.0f}/s")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else SHARED)

"""What must hold for every address: one key for every spelling, and what is written reads back the same."""

from hypothesis import assume, example, given
from hypothesis import strategies as st

from callsheet.core.address import Address, UnusableAddress, from_parts, parse
from callsheet.core.address_words import DIRECTION_WORDS, SUFFIX_WORDS, SUFFIXES, ordinal
from callsheet.core.matching import same_home

NAMES = (
    "Larkspur",
    "Heron",
    "Cinder",
    "Saint-Clair",
    "Oak",
    "Main",
    "Alder",
    "Quarry",
    "O'Hara",
    "McKinley",
    "Juniper",
)
TWO_WORDS = ("Old Quarry", "Long Meadow", "Man O War", "Mount Alder", "Saint Anselm", "Oak Hill", "Park Heights")
SPELLINGS: dict[str, list[str]] = {}
for spelling, short in SUFFIXES.items():
    SPELLINGS.setdefault(short, []).append(spelling)

numbers = st.one_of(
    st.integers(1, 99999).map(str),
    st.integers(1, 999).map(lambda number: f"{number} 1/2"),
    st.integers(10, 89).map(lambda number: f"{number}-{number + 2}"),
    st.integers(1000, 29999).map(lambda number: f"N6W{number}"),
)
names = st.one_of(st.sampled_from(NAMES), st.sampled_from(TWO_WORDS), st.integers(1, 140).map(ordinal))
directions = st.sampled_from([None, None, None, *DIRECTION_WORDS])
units = st.sampled_from([None, None, "3B", "12", "C", "LOT 24", "FL 3", "BSMT", "BLDG 2 304", "PH 2", "REAR"])
cities = st.sampled_from(["Port Alder", "Saint Anselm", "Wexford", "Fort Heron", "North Quarry", "La Paloma"])
places = st.sampled_from(
    [("MD", "21014"), ("MA", "02138"), ("CT", "06101"), ("NE", "68102"), ("MD", None), ("CA", None)]
)


@st.composite
def addresses(draw) -> Address:
    """Any ordinary address, in the parts a file gives."""
    state, postal_code = draw(places)
    return from_parts(
        number=draw(numbers),
        predirection=draw(directions),
        street=draw(names),
        suffix=draw(st.sampled_from(sorted(SUFFIX_WORDS))),
        unit=draw(units),
        city=draw(cities),
        state=state,
        postal_code=postal_code,
    )


def respell(address: Address, **parts: str | None) -> Address:
    names = ("number", "predirection", "street", "suffix", "postdirection", "unit", "city", "state", "postal_code")
    return from_parts(**({name: getattr(address, name) for name in names} | parts))


@given(addresses())
def test_what_is_written_reads_back_as_the_same_address(address):
    assert parse(address.one_line) == address


@given(addresses(), st.sampled_from([str.lower, str.upper, str.title, str.swapcase]))
def test_the_key_does_not_depend_on_case(address, change):
    # "StSunset" in mixed case is a building glued to a street, so only whole changes of case are spellings.
    assert parse(change(address.one_line)).key == address.key


@given(addresses(), st.integers(1, 4), st.sampled_from([" ", "\t", "\xa0"]))
def test_the_key_does_not_depend_on_spacing(address, count, space):
    line = address.one_line.replace(" ", space * count)
    assert parse(f"{space}{line}{space}").key == address.key


@given(addresses())
def test_the_key_does_not_depend_on_periods(address):
    suffix = f"{address.suffix.title()}." if address.suffix else None
    direction = ".".join(address.predirection) + "." if address.predirection else None
    assert respell(address, suffix=suffix, predirection=direction).key == address.key


@given(addresses(), st.data())
def test_the_key_does_not_depend_on_how_the_suffix_is_spelled(address, data):
    assume(address.suffix)
    spelling = data.draw(st.sampled_from(SPELLINGS[address.suffix]))
    assert respell(address, suffix=spelling.title()).key == address.key


@given(addresses())
def test_the_key_does_not_depend_on_how_the_direction_is_spelled(address):
    assume(address.predirection)
    assert respell(address, predirection=DIRECTION_WORDS[address.predirection].title()).key == address.key


@given(
    addresses(),
    st.sampled_from(["3B", "12", "C"]),
    st.sampled_from(["Apt ", "Unit ", "#", "# ", "Ste. ", "Unit # ", "U: ", "Suite ", "Apartment "]),
)
def test_the_key_does_not_depend_on_the_words_for_the_unit(address, unit, designator):
    address = respell(address, unit=unit)
    written = address.one_line.replace(f"Unit {unit}", f"{designator}{unit}")
    assert parse(written).key == address.key


@given(addresses())
def test_reading_an_address_by_its_parts_changes_nothing(address):
    assert respell(address) == address


SIDEROAD = from_parts(number="1", street="6th", suffix="SDRD", unit="BSMT", city="North Quarry", state="MD")
OLD_SIDEROAD = respell(SIDEROAD, number="10", street="Old Quarry", postal_code="21014")
OLD_CENTER = respell(SIDEROAD, street="Old Quarry", suffix="CTR")


@given(addresses())
@example(SIDEROAD)
@example(OLD_SIDEROAD)
@example(OLD_CENTER)
def test_an_address_is_the_same_home_as_itself(address):
    match = same_home(address, parse(address.one_line))
    assert match.same is True
    assert match.score >= 0.9


@given(addresses(), addresses())
def test_matching_does_not_depend_on_the_order(one, other):
    there, back = same_home(one, other), same_home(other, one)
    assert (there.same, there.score) == (back.same, back.score)
    assert 0 <= there.score <= 1
    assert there.because


@given(st.text(max_size=80))
def test_any_text_is_read_or_refused_with_a_sentence(text):
    try:
        address = parse(text)
    except UnusableAddress as problem:
        assert str(problem).endswith(".")
    else:
        assert address.number
        assert address.street
        assert address.key.count("|") == 7


SOUP = "12 80 # , - & St Dr N SE Apt 3B Lot MD 21014 Main Hwy 7 1/2 Ave PO Box A The"


@given(st.lists(st.sampled_from(sorted(SOUP.split()))))
def test_any_order_of_address_words_is_read_or_refused(words):
    try:
        address = parse(" ".join(words))
    except UnusableAddress as problem:
        assert str(problem).endswith(".")
    else:
        assert address.number
        assert address.street

"""Reading full lists: by the column as line by line, wherever the pieces end, and the wrong line by its number."""

import hashlib
import re
from io import BytesIO

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from callsheet.compliance import full_list, registry_files
from callsheet.compliance.full_list import by_the_column
from callsheet.compliance.registry_files import RegistryList, RegistryRefused

FORMS = {"plain": ("{}{}\n", 11), "comma": ("{},{}\n", 12), "CRLF": ("{}{}\r\n", 12), "comma, CRLF": ("{},{}\r\n", 13)}


def text(numbers, form: str = "plain") -> bytes:
    return "".join(FORMS[form][0].format(f"{number}"[:3], f"{number}"[3:]) for number in numbers).encode()


def read(data: bytes) -> list[int]:
    stream = BytesIO(data)
    blocks = full_list.full_list(RegistryList("a.txt", stream, stream.tell))
    return numbers_in(blocks)


def numbers_in(blocks) -> list[int]:
    return [block.area_code * 10**7 + line for block in blocks for line in block.lines.tolist()]


@pytest.fixture
def small_pieces(monkeypatch):
    monkeypatch.setattr(registry_files, "CHUNK", 100)


NUMBERS = st.lists(st.integers(2_000_000_000, 9_999_999_999), min_size=1, max_size=60)


@settings(max_examples=50, deadline=None)
@given(numbers=NUMBERS, form=st.sampled_from([*FORMS]))
def test_the_column_reads_what_lines_say(numbers, form):
    assert numbers_in(by_the_column(text(numbers, form))) == numbers


@settings(max_examples=50, deadline=None)
@given(
    numbers=st.lists(st.integers(4_100_000_000, 4_109_999_999), min_size=1, max_size=60), form=st.sampled_from([*FORMS])
)
def test_one_area_code_is_one_block_in_order(numbers, form):
    [block] = by_the_column(text(numbers, form))
    assert (block.area_code, (block.lines + 4_100_000_000).tolist()) == (410, numbers)


LINE = re.compile(rb"([2-9]\d\d),?(\d{7})\r?\n")


@settings(max_examples=300, deadline=None)
@given(
    numbers=st.lists(st.integers(4_100_000_000, 4_109_999_999), min_size=1, max_size=8),
    form=st.sampled_from([*FORMS]),
    place=st.integers(0, 200),
    byte=st.integers(0, 255),
)
def test_with_any_byte_changed_the_column_reads_what_lines_say_or_nothing(numbers, form, place, byte):
    data = bytearray(text(numbers, form))
    data[place % len(data)] = byte
    blocks = by_the_column(bytes(data))
    if blocks is not None:
        lines = [LINE.fullmatch(line) for line in bytes(data).splitlines(keepends=True)]
        assert numbers_in(blocks) == [int(line[1] + line[2]) for line in lines]


@pytest.mark.parametrize("form", FORMS)
def test_pieces_may_end_anywhere(form, small_pieces):
    numbers = list(range(4_105_550_100, 4_105_550_199)) + list(range(4_435_550_100, 4_435_550_133))
    assert read(text(numbers, form)) == numbers


@pytest.mark.parametrize("form", FORMS)
def test_the_hash_is_that_of_every_byte(form, small_pieces):
    data = text(range(4_105_550_100, 4_105_550_199), form)
    reading = RegistryList("a.txt", BytesIO(data), lambda: 0)
    assert len([*full_list.full_list(reading)]) > registry_files.PIECES_AHEAD + 1
    assert reading.hash == hashlib.sha256(data).hexdigest()


def test_blanks_without_end_are_refused_and_hide_nothing(small_pieces, monkeypatch):
    monkeypatch.setattr(registry_files, "LONGEST_LINE", 50)
    with pytest.raises(RegistryRefused, match="line 2: the last line has no line end"):
        read(b"4105550142\n" + b" " * 200 + b"\n4105550143\n")


def test_area_codes_may_change_with_every_line():
    numbers = [area * 10**7 + line for line in range(40) for area in (410, 443, 240)]
    assert sorted(read(text(numbers))) == sorted(numbers)


def test_a_list_of_one_number():
    assert read(b"4105550142\n") == [4105550142]


@pytest.mark.parametrize("last", [b"\n", b"\r\n"])
def test_an_empty_line_at_the_end_in_a_piece_of_its_own(last, small_pieces):
    assert read(text(range(4_105_550_100, 4_105_550_140)) + last) == list(range(4_105_550_100, 4_105_550_140))


@pytest.mark.parametrize("wrong", [0, 1, 8, 9, 57, 199])
def test_the_wrong_line_is_named_wherever_it_is(wrong, small_pieces):
    lines = text(range(4_105_550_000, 4_105_550_200)).splitlines(keepends=True)
    lines[wrong] = b"410555x142\n"
    with pytest.raises(RegistryRefused, match=rf"^a.txt, line {wrong + 1}: .*410555x142"):
        read(b"".join(lines))


def test_what_comes_after_an_empty_line_is_named(small_pieces):
    data = text(range(4_105_550_100, 4_105_550_160)) + b"\n" + text(range(4_105_550_160, 4_105_550_190))
    with pytest.raises(RegistryRefused, match="line 62: there is more after an empty line: “4105550160”"):
        read(data)


@pytest.mark.parametrize("cut", [1, 5, 10])
def test_a_file_cut_off_names_its_last_line(cut, small_pieces):
    data = text(range(4_105_550_100, 4_105_550_160))[:-cut]
    with pytest.raises(RegistryRefused, match="line 60: the last line has no line end"):
        read(data)


@pytest.mark.parametrize(
    "lines",
    [
        b"4105550142\n4105550143\r\n",
        b"4105550142\n410,5550143\n",
        b"410,555014\n",
        b"4105550142",
        b"410555014:\n",
        b"41055501/2\n",
        b"1105550142\n",
        b"4:05550142\n",
        b"410;5550142\n",
        b"410,5550142 \n",
        b"\n",
        b"",
    ],
)
def test_what_does_not_fit_is_left_to_the_look_at_each_line(lines):
    assert by_the_column(lines) is None


def test_the_blocks_of_a_piece_are_few_however_mixed():
    rng = np.random.default_rng(5)
    numbers = (rng.integers(200, 220, 5_000) * 10**7 + rng.integers(0, 10**7, 5_000)).tolist()
    blocks = by_the_column(text(numbers))
    assert len(blocks) == 20
    assert sorted(block.area_code * 10**7 + line for block in blocks for line in block.lines.tolist()) == sorted(
        numbers
    )


def test_xml_may_change_its_area_code_and_end_a_piece_anywhere(small_pieces):
    inner = "".join(
        f"<ac val='{area}'>\n" + "".join(f"<ph val='{line}'/>\n" for line in range(30)) + "</ac>\n"
        for area in (410, 443)
    )
    numbers = read(f"<list val='MD'>\n{inner}</list>".encode())
    assert numbers == [area * 10**7 + line for area in (410, 443) for line in range(30)]

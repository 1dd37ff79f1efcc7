"""The file of bits: what was written is what is answered, and what is not whole answers nothing."""

from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from callsheet.compliance import bit_file
from callsheet.compliance.bit_builder import Builder, changed, packed
from callsheet.compliance.bit_file import (
    HEADER_BYTES,
    PER_AREA,
    SLOT_BYTES,
    BitFile,
    CannotWrite,
    DamagedFile,
    NewBitFile,
    Slot,
    checksum,
)

ON = date(2026, 11, 19)
PROOF = "ab" * 31 + "00"  # ends in a zero byte, which text fields of numpy drop


def bits_of(*lines: int):
    flags = np.zeros(PER_AREA, np.bool_)
    flags[list(lines)] = True
    return packed(flags)


def slot(area_code: int, bits, said: int = 0) -> Slot:
    listed = int(np.unpackbits(bits).sum())
    return Slot(area_code, ON, PROOF, said or listed, listed, checksum(bits))


@pytest.fixture
def path(tmp_path):
    return tmp_path / "US.bits"


@pytest.fixture
def written(path):
    """Two area codes, in an order that is not theirs."""
    first, second = bits_of(0, 5550142, PER_AREA - 1), bits_of(7)
    with NewBitFile(path) as file:
        file.write(443, first)
        file.write(201, second)
        file.finish([slot(201, second, said=4), slot(443, first)])
    return path


def spoil(path, place: int) -> None:
    with path.open("r+b") as file:
        file.seek(place)
        [byte] = file.read(1)
        file.seek(place)
        file.write(bytes([byte ^ 0x10]))


def test_what_was_written_is_what_is_answered(written):
    file = BitFile(written)
    asked = [4430000000, 4435550142, 4435550143, 443 * PER_AREA + PER_AREA - 1, 2010000007, 2010000006, 4100000007]
    assert [file.is_listed(number) for number in asked] == [True, True, False, True, True, False, None]
    assert file.look_up(np.array(asked, np.int64)).tolist() == [1, 1, 0, 1, 1, 0, -1]


def test_the_header_keeps_what_is_known_of_each_area_code(written):
    said = {one.area_code: (one.on, one.source, one.said, one.listed) for one in BitFile(written).slots}
    assert said == {443: (ON, PROOF, 3, 3), 201: (ON, PROOF, 4, 1)}


def test_the_file_is_dense(written):
    assert written.stat().st_size == HEADER_BYTES + 2 * SLOT_BYTES
    assert written.stat().st_blocks * 512 >= written.stat().st_size
    assert HEADER_BYTES + SLOT_BYTES <= 1.05 * SLOT_BYTES, "one area code alone takes at most 5 % more"


def test_only_its_owner_can_read_it(written):
    assert written.stat().st_mode & 0o077 == 0


def test_nobody_asked_is_nobody_answered(written):
    assert BitFile(written).look_up(np.empty(0, np.int64)).tolist() == []


def test_the_bits_are_read_past_the_mapping_as_well(written):
    file = BitFile(written)
    assert (file.read(443) == file.bits(443)).all()
    assert file.is_whole(443) and file.is_whole(201)


def test_damaged_bits_answer_nothing_and_the_others_still_do(written):
    spoil(written, HEADER_BYTES + 100)  # in the first slot, which is that of 443
    file = BitFile(written)
    assert not file.is_whole(443) and file.is_whole(201)
    assert (file.is_listed(4430000000), file.is_listed(2010000007)) == (None, True)
    assert file.look_up(np.array([4430000000, 2010000007], np.int64)).tolist() == [-1, 1]


@pytest.mark.parametrize("place", [0, 16, 20, 24, 40, 80])
def test_a_damaged_header_is_not_opened(written, place):
    spoil(written, place)
    with pytest.raises(DamagedFile):
        BitFile(written)


@pytest.mark.parametrize("size", [0, 10, HEADER_BYTES, HEADER_BYTES + 2 * SLOT_BYTES - 1])
def test_a_file_that_is_cut_off_is_not_opened(written, size):
    with written.open("r+b") as file:
        file.truncate(size)
    with pytest.raises(DamagedFile):
        BitFile(written)


def test_a_file_that_was_not_finished_is_not_opened(path):
    with NewBitFile(path) as file:
        file.write(443, bits_of(1))
    assert path.stat().st_size == HEADER_BYTES + SLOT_BYTES
    with pytest.raises(DamagedFile, match="not a finished list"):
        BitFile(path)


def test_a_file_without_area_codes_is_whole_and_knows_nobody(path):
    with NewBitFile(path) as file:
        file.finish([])
    assert BitFile(path).is_listed(4435550142) is None


def test_a_slot_may_be_written_again(path):
    with NewBitFile(path) as file:
        file.write(443, bits_of(1))
        file.write(201, bits_of(2))
        file.write(443, bits_of(3))
        assert 443 in file and 202 not in file
        assert np.flatnonzero(np.unpackbits(file.read(443), bitorder="little")).tolist() == [3]
        file.finish([slot(443, bits_of(3)), slot(201, bits_of(2))])
    assert [BitFile(path).is_listed(number) for number in (4430000001, 4430000003, 2010000002)] == [False, True, True]


def test_no_file_is_written_over(written):
    with pytest.raises(CannotWrite, match="exists"):
        NewBitFile(written)


def test_a_folder_that_is_not_there_says_so(tmp_path):
    with pytest.raises(CannotWrite, match="No such file"):
        NewBitFile(tmp_path / "nowhere" / "US.bits")


def test_what_is_mapped_stays_when_the_name_goes(written):
    file = BitFile(written)
    written.unlink()
    assert file.is_listed(4435550142) is True


LINES = st.integers(0, PER_AREA - 1)


@settings(max_examples=20, deadline=None)
@given(listed=st.sets(LINES, max_size=300), asked=st.lists(LINES, max_size=300))
def test_it_is_a_set_of_numbers(listed, asked, tmp_path_factory):
    path = tmp_path_factory.mktemp("set") / "a.bits"
    with NewBitFile(path) as new:
        builder = Builder(new)
        builder.add(410, np.array(sorted(listed), np.uint32))
        tally = builder.settle()[410]
        new.finish([Slot(410, ON, PROOF, tally.said, tally.listed, tally.checksum)])
    file, numbers = BitFile(path), [4100000000 + line for line in asked]
    path.unlink()
    assert file.look_up(np.array(numbers, np.int64)).tolist() == [line in listed for line in asked]
    assert [file.is_listed(number) for number in numbers] == [line in listed for line in asked]


def test_answers_do_not_depend_on_how_many_are_asked_at_once(written, monkeypatch):
    numbers = np.array([4430000000, 4100000000, 2010000007, 4430000001] * 5, np.int64)
    whole = BitFile(written).look_up(numbers).tolist()
    monkeypatch.setattr(bit_file, "LOOKED_UP_AT_ONCE", 3)
    assert BitFile(written).look_up(numbers).tolist() == whole == [1, -1, 1, 0] * 5


# ---------------------------------------------------------------- the builder


def built(path, *blocks):
    with NewBitFile(path) as new:
        builder = Builder(new)
        for area_code, lines in blocks:
            builder.add(area_code, np.array(lines, np.uint32))
        tallies = builder.settle()
        new.finish(Slot(area, ON, PROOF, one.said, one.listed, one.checksum) for area, one in tallies.items())
    return BitFile(path), tallies


BLOCKS = ((410, [1, 2, 3]), (443, [5]), (410, [3, 4]), (443, [5, 5]), (201, []))


@pytest.mark.parametrize("worth", [0, 2, 1 << 18])
@pytest.mark.parametrize("waiting", [0, 3, 1 << 22])
def test_numbers_may_come_in_any_order_and_twice(path, waiting, worth, monkeypatch):
    monkeypatch.setattr("callsheet.compliance.bit_builder.WAITING_AT_MOST", waiting)
    monkeypatch.setattr("callsheet.compliance.bit_builder.WORTH_TAKING", worth)
    file, tallies = built(path, *BLOCKS)
    assert {area: (one.said, one.listed) for area, one in tallies.items()} == {410: (5, 4), 443: (3, 1), 201: (0, 0)}
    assert all(file.is_whole(area) for area in (410, 443, 201))
    assert [file.is_listed(4100000000 + line) for line in range(6)] == [False, True, True, True, True, False]
    assert file.is_listed(2010000001) is False


# ---------------------------------------------------------------- changes


@settings(max_examples=50, deadline=None)
@given(listed=st.sets(st.integers(0, 40)), changes=st.dictionaries(st.integers(0, 40), st.booleans()))
def test_a_change_is_that_of_a_set(listed, changes):
    bits = bits_of(*listed)
    lines, added = np.array([*changes], np.int64), np.array([*changes.values()], np.bool_)
    after = changed(bits, len(listed), lines, added)
    expected = (listed | {line for line in changes if changes[line]}) - {line for line in changes if not changes[line]}
    assert np.flatnonzero(np.unpackbits(after.bits, bitorder="little")).tolist() == sorted(expected)
    assert (after.tally.listed, after.came, after.went) == (
        len(expected),
        len(expected - listed),
        len(listed - expected),
    )
    assert after.tally.checksum == checksum(after.bits)
    assert (bits == bits_of(*listed)).all(), "the bits that were there stay as they were"

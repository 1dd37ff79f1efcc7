"""Reading change lists: quickly as slowly, wherever the pieces end, and the wrong line by its number."""

from datetime import date
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from callsheet.compliance import change_list as change_lists
from callsheet.compliance import registry_files
from callsheet.compliance.change_list import NEVER, change_list, joined, last_word
from callsheet.compliance.registry_files import RegistryList, RegistryRefused

DAY = date(2026, 11, 20).toordinal()


def read(data: bytes):
    stream = BytesIO(data)
    return change_list(RegistryList("c.txt", stream, stream.tell))


def said(changes) -> list[tuple[int, bool, int]]:
    return list(zip(changes.numbers.tolist(), changes.added.tolist(), changes.days.tolist(), strict=True))


@pytest.fixture
def small_pieces(monkeypatch):
    monkeypatch.setattr(registry_files, "CHUNK", 70)


def test_a_line_says_number_day_and_whether_it_came():
    assert said(read(b"410,5550142,2026-11-20,A\n")) == [(4105550142, True, DAY)]
    assert said(read(b"d,4105550142\n")) == [(4105550142, False, NEVER)]


def test_many_lines_in_many_pieces(small_pieces):
    lines = b"".join(b"410,555%04d,11/20/2026,%s\n" % (n, b"AD"[n % 2 :][:1]) for n in range(100, 160))
    assert said(read(lines)) == [(4105550100 + n - 100, n % 2 == 0, DAY) for n in range(100, 160)]


@pytest.mark.parametrize("line", [b"\n", b"  \n", b"\r\n"])
def test_empty_lines_say_nothing(line):
    lines = line + b"410,5550142,A\n" + line + b"410,5550143,A\n" + line
    assert [number for number, *_ in said(read(lines))] == [4105550142, 4105550143]


def test_a_list_of_nothing_says_nothing():
    assert len(read(b"")) == len(read(b"\n\n")) == 0


@pytest.mark.parametrize("wrong", [0, 1, 7, 33, 59])
@pytest.mark.parametrize(
    ("line", "problem"),
    [
        (b"410,555x142,A\n", "a change list has|this is (not|a line of a full list) area code"),
        (b"4105550142\n", "a change list has|this is (not|a line of a full list)"),
    ],
)
def test_the_wrong_line_is_named_wherever_it_is(wrong, line, problem, small_pieces):
    lines = [b"410,555%04d,A\n" % n for n in range(100, 160)]
    lines[wrong] = line
    with pytest.raises(RegistryRefused, match=rf"^c.txt, line {wrong + 1}: ({problem})"):
        read(b"".join(lines))


@pytest.mark.parametrize("wrong", [0, 30, 59])
def test_a_day_no_calendar_has_is_named(wrong, small_pieces):
    lines = [b"410,555%04d,2026-11-20,A\n" % n for n in range(100, 160)]
    lines[wrong] = b"410,5550199,2026-11-31,A\n"
    with pytest.raises(RegistryRefused, match=rf"line {wrong + 1}: this is no day of the calendar: “410,5550199"):
        read(b"".join(lines))


def test_the_columns_are_those_of_the_first_line():
    with pytest.raises(RegistryRefused, match="line 2: this is not A or D, area code, number like the first line"):
        read(b"A,410,5550142\n410,5550143,A\n")


FORMS = (
    "410,555{:04d},2026-11-{:02d},{}\n",
    "4105{:06d},11/{:02d}/2026,{}\r\n",
    '"{2}","2026{1:02d}30","410"," 555{0:04d}"\n',
    "{2},4105{0:06d}\n",
)
LINES = st.lists(st.tuples(st.integers(0, 9999), st.sampled_from([2, 7, 12, 13]), st.sampled_from("AaDd")), min_size=1)


@settings(max_examples=400, deadline=None)
@given(lines=LINES, form=st.sampled_from(FORMS), change=st.none() | st.tuples(st.integers(0, 400), st.integers(0, 255)))
def test_the_column_reads_what_the_pattern_reads(lines, form, change):
    data = bytearray("".join(form.format(*line) for line in lines).encode())
    if change:
        data[change[0] % len(data)] = change[1]
    with pytest.MonkeyPatch.context() as patch:
        by_the_column = said_or_refused(data)
        patch.setattr(change_lists, "_by_the_column", lambda form, lines: None)
        assert said_or_refused(data) == by_the_column


def said_or_refused(data: bytes):
    try:
        return said(read(data))
    except RegistryRefused as refusal:
        return str(refusal)


@pytest.mark.parametrize("form", FORMS)
def test_lines_that_are_alike_are_read_by_the_column(form, monkeypatch):
    monkeypatch.setattr(change_lists, "_by_the_pattern", None)
    lines = "".join(form.format(n, 7 + n % 3, "AD"[n % 2]) for n in range(50)).encode()
    assert [(number % 10**4, added) for number, added, _ in said(read(lines))] == [(n, n % 2 == 0) for n in range(50)]


CHANGES = st.lists(st.tuples(st.integers(0, 5), st.booleans(), st.sampled_from([0, 1, 2])), max_size=30)


@settings(max_examples=100, deadline=None)
@given(changes=CHANGES)
def test_the_newest_change_of_a_number_counts_and_of_one_day_the_later_line(changes):
    days = {0: b"2026-11-20", 1: b"2026-11-21", 2: b"2026-11-22"}
    lines = b"".join(b"410,555010%d,%s,%s\n" % (n, days[day], b"A" if came else b"D") for n, came, day in changes)
    expected: dict[int, tuple[int, bool]] = {}
    for number, came, day in changes:
        if number not in expected or day >= expected[number][0]:
            expected[number] = (day, came)
    last = last_word(read(lines))
    assert {number - 4105550100: came for number, came, _ in said(last)} == {
        n: came for n, (_, came) in expected.items()
    }


def test_lists_after_one_another_are_one():
    both = joined([read(b"410,5550142,A\n"), read(b"443,5550142,D\n")])
    assert said(both) == [(4105550142, True, NEVER), (4435550142, False, NEVER)]
    assert len(joined([])) == 0

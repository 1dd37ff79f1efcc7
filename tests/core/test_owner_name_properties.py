"""What holds for every owner's name, also for those nobody thought of. All people are invented."""

import string

from hypothesis import example, given
from hypothesis import strategies as st

from callsheet.core import name_case, phone
from callsheet.core.owner_key import has_given_name, same_owner, says_more
from callsheet.core.owner_name import read, read_columns
from callsheet.core.owner_people import usual_order
from tests.tries import tries

WORDS = """
HARRIET PAUL JANE BOONE VAIL Boone O'NEIL McDonald MC DE LA CRUZ VAN JR III TR TRS TRUST TRUSTEE OF THE ESTATE EST HEIRS
AND & + / ; , . LLC INC CO BANK N.A. HOMES ET AL ETUX H/W (JT) C/O ATTN % M 1/2 3/4/2015 DATED - ' " * EXECUTOR
"""
NAMES = st.lists(st.sampled_from(WORDS.split()), max_size=8).map(" ".join)
ANY_TEXT = st.one_of(NAMES, st.text(max_size=40), st.text(string.printable, max_size=40))
GIVEN = st.sampled_from(["Harriet", "Paul", "Jane", "Robert", "Xiu", "Omar"])
SURNAMES = st.sampled_from(["Boone", "Vail", "McDonald", "O'Neil", "de la Cruz", "Van Dyke", "Quill"])


@given(ANY_TEXT, st.sampled_from([None, True, False]))
@example(",", None)
@example("& &", None)
@example("JR", None)
@example("TR", None)
@example("Estate of", None)
@example("Trustee of the", None)
@tries(400)
def test_every_text_is_read_and_fits(text, last_first):
    owner = read(text, last_first)
    assert owner.display.strip()
    assert len(owner.key) <= 200
    assert same_owner(owner.key, owner.key) or not owner.key
    assert owner.kind != "person" or len(owner.people) <= 1


@given(ANY_TEXT, ANY_TEXT)
@tries(300)
def test_every_pair_of_names_is_compared_alike_both_ways(one, other):
    left, right = read(one), read(other)
    assert same_owner(left.key, right.key) == same_owner(right.key, left.key)
    more = says_more(left.kind, left.key, right.kind, right.key)
    assert not (more and says_more(right.kind, right.key, left.kind, left.key))


@given(st.lists(st.tuples(ANY_TEXT, ANY_TEXT), max_size=3))
@tries(200)
def test_every_pair_of_columns_is_read(pairs):
    assert read_columns(pairs).display.strip()


@given(GIVEN, SURNAMES)
def test_a_person_is_the_same_in_every_order_and_case(first, last):
    spellings = {f"{first} {last}", f"{last}, {first}", f"{last}, {first} M".upper(), f"{first} M. {last}".upper()}
    keys = {read(spelling).key for spelling in spellings} | {read_columns([(first, last)]).key}
    assert len(keys) == 1
    assert {read(spelling).first_name for spelling in spellings} == {first}
    assert all(has_given_name(read(spelling).people, first) for spelling in spellings)


@given(GIVEN, SURNAMES)
def test_a_name_in_its_own_case_stays_as_it_is(first, last):
    written = f"{first} {last}"
    assert name_case.person(written.upper()) == name_case.person(written) == written


@given(st.lists(ANY_TEXT, max_size=20))
@tries(100)
def test_the_order_of_any_column_is_told_or_not(names):
    assert usual_order(names) in (True, False, None)


@given(st.one_of(st.text(max_size=25), st.from_regex(r"[-+().x 0-9]{0,18}", fullmatch=True)))
@tries(400)
def test_every_text_is_a_phone_or_says_why_not(text):
    read_phone = phone.parse(text)
    assert (read_phone.number is None) == (read_phone.kind == "unusable")
    assert bool(read_phone.problem) == (not read_phone.is_residential)
    if read_phone.number:
        assert phone.e164(read_phone.number) == read_phone.number, "a number in E.164 reads as itself"
        assert phone.parse(phone.national(read_phone.number)).number == read_phone.number

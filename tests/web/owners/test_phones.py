"""What calls teach about numbers, and which to try first. All people are invented."""

from datetime import timedelta

import pytest

from callsheet.owners.models import Phone, PhoneFinding
from callsheet.owners.phones import best, usable, usable_of
from tests.web.world import NOW, a_home, a_team, an_agent, an_owner

pytestmark = pytest.mark.django_db

MINUTE = timedelta(minutes=1)


@pytest.fixture
def team():
    return a_team()


@pytest.fixture
def phone(team):
    return an_owner(a_home(team)).phones.get()


def test_a_call_teaches(phone, team):
    agent = an_agent(team)
    phone.learn("wrong", agent, NOW)
    phone.refresh_from_db()
    assert (phone.finding, phone.found_at, phone.is_dead) == ("wrong", NOW, True)
    assert [(row.finding, row.by, row.at) for row in phone.findings.all()] == [("wrong", agent, NOW)]


def test_the_same_lesson_twice_is_kept_once(phone, team):
    agent = an_agent(team)
    assert phone.learn("reached", agent, NOW) == phone.learn("reached", agent, NOW)
    assert PhoneFinding.objects.count() == 1


def test_the_newest_lesson_counts(phone):
    phone.learn("disconnected", None, NOW)
    phone.learn("reached", None, NOW + MINUTE)
    assert (phone.finding, phone.is_dead) == ("reached", False)


def test_undo_takes_back_the_newest_lesson_and_keeps_the_row(phone):
    phone.learn("reached", None, NOW)
    phone.learn("wrong", None, NOW + MINUTE)
    taken = phone.unlearn(NOW + 2 * MINUTE)
    phone.refresh_from_db()
    assert (taken.finding, taken.undone_at) == ("wrong", NOW + 2 * MINUTE)
    assert (phone.finding, phone.found_at) == ("reached", NOW)
    assert PhoneFinding.objects.count() == 2


def test_undo_of_one_call_leaves_what_later_calls_taught(phone):
    phone.learn("wrong", None, NOW)
    phone.learn("reached", None, NOW + MINUTE)
    assert phone.unlearn(NOW + 2 * MINUTE, at=NOW).finding == "wrong"
    assert phone.finding == "reached"


def test_a_second_undo_changes_nothing(phone):
    phone.learn("wrong", None, NOW)
    phone.unlearn(NOW + MINUTE, at=NOW)
    assert phone.unlearn(NOW + 2 * MINUTE, at=NOW) is None
    assert (phone.finding, phone.found_at) == ("", None)
    assert PhoneFinding.objects.get().undone_at == NOW + MINUTE


def test_a_number_reads_as_it_is_said(phone):
    assert str(phone) == phone.national == "(410) 555-0142"


def test_the_best_number_comes_first_and_dead_ones_last(phone):
    def another(line: str, **given) -> Phone:
        return Phone.objects.create(owner=phone.owner, number=f"+1410555{line}", reported_at=NOW, **given)

    wrong = another("0150", rank=1, finding="wrong")
    second = another("0151", rank=2)
    sues = another("0152", rank=1, litigator=True)
    reached = another("0153", rank=9, finding="reached")
    gone = another("0154", rank=3, finding="disconnected")
    numbers = phone.owner.phones.all()
    assert best(numbers) == [reached, phone, second, sues, wrong, gone]
    assert usable(numbers) == [reached, phone, second, sues]


def test_the_numbers_of_many_owners_are_read_at_once(team, phone, django_assert_num_queries):
    other = an_owner(a_home(team, number="419"), name="Dennis Ott", number="+14105550117")
    other.phones.get().learn("wrong", None, NOW)
    Phone.objects.create(owner=other, number="+14105550118", reported_at=NOW)
    with django_assert_num_queries(1):
        found = usable_of([phone.owner_id, other.pk, 0, other.pk])
    assert {owner: [one.number for one in phones] for owner, phones in found.items()} == {
        phone.owner_id: [phone.number],
        other.pk: ["+14105550118"],
    }
    assert found[0] == []

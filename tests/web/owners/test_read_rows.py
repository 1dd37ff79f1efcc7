"""Rows that were read before, word for word: they cost a look-up, and say what reading them would. Invented people."""

from datetime import timedelta

import pytest

from callsheet.listings.models import Property, SameHomeQuestion, Source
from callsheet.owners.batches import OwnerFile
from callsheet.owners.forget import erase
from callsheet.owners.models import Owner, Ownership, OwnershipReport, Phone, PhoneReport, ReadRow
from tests.web.owners.files import BOONE, HEADER, VAIL, counts, read, write
from tests.web.world import NOW, a_team

pytestmark = pytest.mark.django_db
LATER, STILL_LATER = NOW + timedelta(days=9), NOW + timedelta(days=18)


@pytest.fixture
def team():
    return a_team()


@pytest.fixture
def looked_at(monkeypatch):
    """The places of the rows that were read and not only looked up."""
    places: list[int] = []
    read_rows = OwnerFile.read

    def noted(self, start, end, but=()):
        found = read_rows(self, start, end, but)
        places.extend(found)
        return found

    monkeypatch.setattr(OwnerFile, "read", noted)
    return places


def with_cells(row: list[str], **cells: str) -> list[str]:
    return list(
        (dict(zip(HEADER, row, strict=True)) | {name.replace("_", " "): cells[name] for name in cells}).values()
    )


def test_a_newer_file_with_the_same_rows_reads_only_the_others_and_moves_every_day(team, tmp_path, looked_at):
    read(team, write(tmp_path / "first.csv", [BOONE, VAIL]), source="A vendor")
    looked_at.clear()
    third = with_cells(BOONE, Address="420 Larkspur Ln", Owner="Teal, Paul", Phone="4105550177")
    newer = read(team, write(tmp_path / "newer.csv", [VAIL, third, BOONE]), now=LATER, source="A vendor")
    assert looked_at == [1]
    assert counts(newer) == (1, 0, 2, 0)
    for model in (Ownership, OwnershipReport, Phone, PhoneReport):
        assert set(model.objects.values_list("reported_at", flat=True)) == {LATER}
    assert set(Ownership.objects.values_list("of", flat=True)) == {newer.pk}
    assert set(Phone.objects.exclude(vendor_listed=None).values_list("vendor_scrubbed_on", flat=True)) == {LATER.date()}


def test_what_is_looked_up_leaves_the_same_as_what_is_read(team, tmp_path, monkeypatch):
    files = [write(tmp_path / f"{day}.csv", [[*BOONE], [*VAIL]]) for day in range(2)]
    other = a_team("Heron Realty")
    for at, path in zip((NOW, LATER), files, strict=True):
        read(team, path, now=at, as_of=at, source="A vendor")
    with monkeypatch.context() as patched:
        patched.setattr(OwnerFile, "known", lambda self, start, end: {})
        for at, path in zip((NOW, LATER), files, strict=True):
            read(other, path, now=at, as_of=at, source="A vendor")
    columns = ("number", "rank", "line_type", "vendor_listed", "vendor_scrubbed_on", "reported_at", "finding")
    of = lambda mine: list(Phone.objects.filter(owner__team=mine).order_by("number").values_list(*columns))  # noqa: E731
    assert of(team) == of(other)
    assert len(of(team)) == 2


def test_a_row_of_before_a_change_is_read_again_and_wins_as_the_newest(team, tmp_path, looked_at):
    header = [*HEADER, "Mailing Address", "Mailing City", "Mailing State", "Mailing Zip"]
    at_home, away = (["7 Heron Ct", "Port Alder", "MD", "21078"], ["9 Teal Rd", "Port Alder", "MD", "21078"])
    first, second = ([*BOONE, *at_home], [*BOONE, *away])
    read(team, write(tmp_path / "1.csv", [first], header))
    read(team, write(tmp_path / "2.csv", [second], header), now=LATER)
    assert Owner.objects.get().mailing_line == "9 Teal Rd"
    looked_at.clear()
    assert counts(read(team, write(tmp_path / "3.csv", [first, VAIL + at_home], header), now=STILL_LATER))[1] == 1
    assert looked_at == [0, 1]
    assert Owner.objects.get(ownerships__property__street="Larkspur").mailing_line == "7 Heron Ct"


def test_another_vendors_news_of_the_owner_makes_the_row_be_read(team, tmp_path, looked_at):
    read(team, write(tmp_path / "a.csv", [BOONE]), source="A vendor")
    read(team, write(tmp_path / "b.csv", [with_cells(BOONE, DNC="Y")]), source="B vendor", now=LATER)
    assert not ReadRow.objects.filter(source__name="A vendor").exists()
    looked_at.clear()
    read(team, write(tmp_path / "c.csv", [BOONE]), source="A vendor", now=STILL_LATER)
    assert looked_at == [0]
    phone = Phone.objects.get(number="+14105550142")
    assert (phone.vendor_listed, phone.source.name) == (True, "B vendor"), "listed stays until that source says else"


def test_a_seller_whose_title_ended_comes_back_with_the_very_row(team, tmp_path):
    read(team, write(tmp_path / "first.csv", [BOONE]))
    read(team, write(tmp_path / "sold.csv", [with_cells(BOONE, Owner="Jane Vail")]), now=LATER)
    back = read(team, write(tmp_path / "back.csv", [BOONE, VAIL]), now=STILL_LATER)
    assert back.changed == 1
    assert dict(Ownership.objects.filter(property__street="Larkspur").values_list("owner__name", "ended_at")) == {
        "Harriet and Paul Boone": None,
        "Jane Vail": STILL_LATER,
    }


def test_a_forgotten_persons_row_is_forgotten_too_and_left_out(team, tmp_path):
    path = write(tmp_path / "first.csv", [BOONE])
    read(team, path)
    assert ReadRow.objects.count() == 1
    erase(Owner.objects.get(), None, LATER)
    assert not ReadRow.objects.exists()
    assert counts(read(team, write(tmp_path / "again.csv", [[*BOONE], VAIL]), now=LATER)) == (1, 0, 1, 0)
    assert Phone.objects.count() == 1


@pytest.mark.parametrize(
    ("extra", "cell"), [("MLS Status", "Expired"), ("DNC Checked", "3 days ago"), ("Sale Date", "1/1/2027")]
)
def test_what_hangs_on_the_day_is_read_each_time(team, tmp_path, looked_at, extra, cell):
    path = write(tmp_path / "first.csv", [[*BOONE, cell]], [*HEADER, extra])
    read(team, path)
    looked_at.clear()
    read(team, path)
    assert looked_at == [0]


def test_a_warning_is_told_each_time(team, tmp_path):
    path = write(tmp_path / "first.csv", [with_cells(BOONE, Phone_2="410-555")])
    assert [read(team, path).rejected_rows.count() for _ in range(2)] == [1, 1]


def test_a_row_of_an_older_file_dates_the_first_day_back(team, tmp_path):
    read(team, write(tmp_path / "first.csv", [BOONE]))
    read(team, write(tmp_path / "older.csv", [BOONE, VAIL]), as_of=NOW - timedelta(days=60))
    assert OwnershipReport.objects.get(ownership__property__street="Larkspur").first_reported_at.month == 9


def test_reliance_on_a_sources_column_is_part_of_what_a_row_means(team, tmp_path, looked_at):
    path = write(tmp_path / "first.csv", [BOONE])
    read(team, path, source="A vendor")
    Source.objects.update(scrub_at=NOW)
    looked_at.clear()
    read(team, path, source="A vendor")
    assert looked_at == [0]


def test_the_memory_does_not_grow_with_every_new_wording(team, tmp_path):
    for day in range(4):
        row = [*BOONE, str(day)]
        path = write(tmp_path / f"{day}.csv", [row], [*HEADER, "Days on list"])
        read(team, path, now=NOW + timedelta(days=day))
    assert ReadRow.objects.count() == 1


# ---- homes behind slips and ranges


def at(address: str, **cells: str) -> list[str]:
    return with_cells(BOONE, Address=address, **cells)


def test_a_slip_in_the_street_of_an_owner_file_is_asked_about(team, tmp_path):
    read(team, write(tmp_path / "first.csv", [at("12 Bittersweet Ln")]))
    read(team, write(tmp_path / "slip.csv", [at("12 Bitersweet Ln")]), now=LATER)
    question = SameHomeQuestion.objects.get()
    assert {question.one.street, question.other.street} == {"Bittersweet", "Bitersweet"}


def test_a_number_within_a_range_of_an_owner_file_is_asked_about(team, tmp_path):
    read(team, write(tmp_path / "first.csv", [at("71-73 Teal Rd")]))
    read(team, write(tmp_path / "one.csv", [at("71 Teal Rd")]), now=LATER)
    assert SameHomeQuestion.objects.count() == 1
    assert Property.objects.count() == 2

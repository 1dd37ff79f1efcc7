"""A large file that is read in pieces comes to the same as one that is read whole: rows, lines, counts, refusals."""

import gzip
import threading
import zipfile
from pathlib import Path

import polars as pl
import pytest

from callsheet.listings import ingest, pieces, readers, survey
from callsheet.listings import stored as stored_rows
from callsheet.listings.models import Import, Listing, OtherColumns, Property
from tests.web.listings.files import counts, imported
from tests.web.world import a_team

pytestmark = pytest.mark.django_db
SMALL = 300


@pytest.fixture
def team():
    return a_team()


@pytest.fixture
def small_pieces(monkeypatch):
    """Every file is large, a piece is a few rows, and what is stored is looked up by the hash."""
    monkeypatch.setattr(pieces, "LARGE", 0)
    monkeypatch.setattr(pieces, "PIECE", SMALL)
    monkeypatch.setattr(stored_rows, "LOOKED_UP", 1)
    monkeypatch.setattr(pieces, "LONGEST_ROW", 2 * SMALL)


def homes(count: int, **changed: str) -> list[dict[str, str]]:
    row = {
        "ListingId": "", "MlsStatus": "Active", "UnparsedAddress": "", "City": "Fallow Creek", "StateOrProvince": "MD",
        "PostalCode": "21014", "ListPrice": "450000", "ModificationTimestamp": "", "Remarks": "",
    }  # fmt: skip
    return [
        row | {"ListingId": f"P{n}", "UnparsedAddress": f"{n} Larkspur Ln", "Remarks": f"note {n}"} | changed
        for n in range(1, count + 1)
    ]


def text(rows: list[dict[str, str]]) -> str:
    return readers.as_csv(rows[0], [list(row.values()) for row in rows])


LINES = text(homes(20))
TEXTS = {
    "plain": LINES,
    "crlf": LINES.replace("\n", "\r\n"),
    "byte-order mark": "\ufeff" + LINES,
    "title above": "Search of 24 November\n\n" + LINES,
    "tabs": LINES.replace(",", "\t"),
    "no end of line": LINES.rstrip("\n"),
    "line breaks in cells": LINES.replace("note 3", '"two\nlines"').replace("note 17", '"three\n\nlines"'),
    "quotes in cells": LINES.replace("note 9", '"a ""good"" one"'),
    "blank lines": LINES.replace("P5,", "\n,,,,,,,,\nP5,").replace("P16,", " ,, ,\nP16,"),
    "short rows": LINES.replace("450000,,note 6\n", "\n"),
}


@pytest.mark.parametrize("said", TEXTS.values(), ids=TEXTS)
def test_the_pieces_of_a_file_are_its_rows_with_their_lines(tmp_path, small_pieces, said):
    path = tmp_path / "large.csv"
    path.write_text(said, encoding="utf-8", newline="")
    whole, parts = readers.read(path), list(pieces.tables(path))
    assert len(parts) > 3
    assert pl.concat([part.rows for part in parts]).equals(whole.rows, null_equal=True)
    assert [line for part in parts for line in part.lines] == list(whole.lines)
    assert {part.names for part in parts} == {whole.names}
    few = list(pieces.tables(path, {0, 2}))
    assert pl.concat([part.rows for part in few]).equals(whole.rows.select("0", "2"), null_equal=True)


def test_text_of_windows_is_read_as_such_piece_by_piece(tmp_path, small_pieces):
    path = tmp_path / "large.csv"
    path.write_bytes(LINES.replace("Fallow", "Fällow").encode("cp1252"))
    cities = [city for part in pieces.tables(path) for city in part.rows["3"]]
    assert cities == ["Fällow Creek"] * 20


ODD = {
    "a quote that never ends": LINES.replace("note 4", '"note 4'),
    "old Mac": LINES.replace("\n", "\r"),
    "a row longer than the header": LINES.replace("note 12", "note 12,and more"),
}


@pytest.mark.parametrize("said", ODD.values(), ids=ODD)
def test_a_file_with_odd_quotes_line_ends_or_rows_is_not_for_pieces(tmp_path, small_pieces, said):
    path = tmp_path / "large.csv"
    path.write_text(said, encoding="utf-8", newline="")
    with pytest.raises(pieces.NotInPieces):
        list(pieces.tables(path))


NUMBERS = {row["ListingId"]: row for row in homes(40)}
MARKET = [
    *homes(40),
    NUMBERS["P2"] | {"ListPrice": "440000"},
    NUMBERS["P3"] | {"ListPrice": "430000", "ModificationTimestamp": "2026-11-01T10:00:00Z"},
    NUMBERS["P3"] | {"ListPrice": "420000"},
    {**homes(1)[0], "ListingId": "", "UnparsedAddress": "77 Heron Ct"},
    {**homes(1)[0], "ListingId": "P90", "ListPrice": "CALL"},
    {**homes(1)[0], "ListingId": "P91", "UnparsedAddress": ""},
    {**homes(1)[0], "ListingId": "P92", "MlsStatus": "Gone fishing", "UnparsedAddress": "78 Heron Ct"},
]


def stored() -> tuple[object, ...]:
    """All that an import leaves, keys aside."""
    fields = (
        "listing_id",
        "standard_status",
        "list_price",
        "property__address_key",
        "last_read__as_of",
        "last_read__seen_at",
    )
    return (
        sorted(map(str, Listing.objects.values_list(*fields))),
        sorted(Property.objects.values_list("address_key", flat=True)),
        sorted(sorted(kept.as_dict().items()) for kept in OtherColumns.objects.select_related("names")),
        sorted(Import.objects.get().rejected_rows.values_list("line", "column", "value", "repair")),
    )


def outcome(team, path, **said) -> tuple[object, ...]:
    done = imported(team, path, **said)
    return counts(done), done.statuses, Path(done.rejected_file).read_text(encoding="utf-8"), stored()


@pytest.mark.parametrize("kind", ["csv", "gz", "zip"])
def test_an_import_in_pieces_comes_to_the_same(team, tmp_path, monkeypatch, kind):
    path = packed(tmp_path, kind, text(MARKET))
    whole = outcome(team, path)
    assert whole[0] == (47, 41, 0, 3, 3)
    Import.objects.all().delete()
    Listing.objects.all().delete()
    Property.objects.all().delete()
    OtherColumns.objects.all().delete()
    monkeypatch.setattr(pieces, "LARGE", 0)
    monkeypatch.setattr(pieces, "PIECE", SMALL)
    monkeypatch.setattr(stored_rows, "LOOKED_UP", 1)
    assert pieces.is_large(path)
    assert outcome(team, path) == whole


def packed(folder, kind: str, said: str):
    path = folder / f"export.{kind}"
    if kind == "gz":
        path.write_bytes(gzip.compress(said.encode()))
    elif kind == "zip":
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("export.csv", said)
    else:
        path.write_text(said, encoding="utf-8")
    return path


def test_a_file_without_any_listing_number_gets_the_same_ones_in_pieces(team, tmp_path, small_pieces):
    rows = [row | {"ListingId": "", "OnMarketDate": "2026-05-01"} for row in homes(30)]
    done = imported(team, write_text(tmp_path, text(rows)))
    assert counts(done) == (30, 30, 0, 0, 0)
    assert Listing.objects.filter(listing_id__startswith="at ").count() == 30
    again = imported(team, write_text(tmp_path, text(rows), "again.csv"))
    assert counts(again) == (30, 0, 0, 30, 0)


def write_text(folder, said: str, name: str = "export.csv"):
    path = folder / name
    path.write_text(said, encoding="utf-8")
    return path


def test_a_long_row_late_in_the_file_loses_nothing(team, tmp_path, small_pieces):
    """The survey looks at a few columns and does not see it; the import goes on from its place, read whole."""
    said = LINES.replace("note 18", "note 18,and more")
    done = imported(team, write_text(tmp_path, said))
    assert counts(done) == (20, 20, 0, 0, 0)
    assert "and more" in Listing.objects.get(listing_id="P18").extra().values()


@pytest.mark.parametrize("then", [300, 150])
def test_a_file_that_changes_while_it_is_read_is_read_anew(team, tmp_path, small_pieces, then):
    path = write_text(tmp_path, text(homes(200)))
    left = [text(homes(then))]

    def changing(touched):
        if left:
            write_text(tmp_path, left.pop())
        return ingest.BatchEffect()

    done = imported(team, path, on_batch=changing)
    assert (done.state, done.rows, done.done_rows) == (Import.State.DONE, then, then)
    assert Listing.objects.count() == then == done.new + done.unchanged


def test_a_quote_that_never_ends_is_refused_before_anything_is_written(team, tmp_path, small_pieces):
    path = write_text(tmp_path, LINES.replace("note 19", '"note 19'))
    with pytest.raises(ingest.UnusableInput, match="never ends"):
        imported(team, path)
    assert not Listing.objects.exists()


def test_a_damaged_zip_says_so(team, tmp_path, small_pieces):
    path = packed(tmp_path, "zip", LINES)
    content = bytearray(path.read_bytes())
    content[content.index(b"PK\x01\x02") + 16] ^= 1  # the check sum, found wrong when all is read
    path.write_bytes(content)
    with pytest.raises(ingest.UnusableInput, match="damaged"):
        imported(team, path)


def test_a_small_file_is_read_once(team, tmp_path, monkeypatch):
    read = []
    for reader in (pieces, ingest):
        monkeypatch.setattr(reader, "read", lambda path: read.append(path) or readers.read(path))
    path = write_text(tmp_path, LINES)
    assert imported(team, path).new == 20
    assert read == [path]


class Killed(Exception):
    """What a process does not catch when it is killed."""


@pytest.mark.parametrize("batch", [1, 2, 5])
def test_killed_in_a_piece_and_run_again(team, tmp_path, small_pieces, batch):
    path = write_text(tmp_path, text(MARKET))
    left = [batch]

    def dying(touched):
        left[0] -= 1
        if left[0] < 0:
            raise Killed
        return ingest.BatchEffect(off_market=len(touched))

    with pytest.raises(Killed):
        imported(team, path, on_batch=dying)
    assert 0 < Import.objects.get().done_rows < 47
    done = imported(team, path)
    assert counts(done) == (47, 41, 0, 3, 3)
    assert done.rejected_rows.count() == 3
    assert Path(done.rejected_file).read_text(encoding="utf-8").count("\n") == 4


def test_rows_sent_back_in_a_large_file_are_marked_mended(team, tmp_path, small_pieces):
    done = imported(team, write_text(tmp_path, text(MARKET)))
    mended = Path(done.rejected_file).read_text(encoding="utf-8").replace("CALL", "450000", 1)
    again = imported(team, write_text(tmp_path, mended, "export.rejected.csv"))
    assert again.new == 1
    assert done.rejected_rows.exclude(mended_in=None).get().column == "ListPrice"


def test_the_next_piece_is_made_while_one_is_worked_on():
    made = threading.Event()

    def items():
        yield 0
        made.set()
        yield 1

    going = survey._ahead(items())
    assert next(going) == 0
    assert made.wait(10)
    assert list(going) == [1]


def test_a_file_damaged_behind_what_was_looked_at_makes_the_import_failed(team, tmp_path, small_pieces, monkeypatch):
    path = write_text(tmp_path, LINES)
    whole = pieces.tables

    def torn(path, only=()):
        for number, table in enumerate(whole(path, only)):
            if number == 3 and not only:
                raise ingest.UnusableInput(f"{path.name} is damaged. Download it again.")
            yield table

    monkeypatch.setattr(pieces, "tables", torn)
    with pytest.raises(ingest.UnusableInput, match="damaged"):
        imported(team, path)
    failed = Import.objects.get()
    assert (failed.state, failed.problem) == ("failed", "export.csv is damaged. Download it again.")
    assert 0 < Listing.objects.count() == failed.new < 20

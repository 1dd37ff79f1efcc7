"""What an import asks, what comes back to be mended, and the files it takes and leaves."""

import gzip
import json
from datetime import UTC, datetime, timedelta

import pytest

from callsheet.core.errors import UnusableInput
from callsheet.listings import ingest
from callsheet.listings.mapping import REASON, MissingColumns
from callsheet.listings.models import Import, Listing, Property, RejectedRow, Source, StatusWord
from callsheet.listings.rejects import REJECTED_KEPT
from tests.web.listings.files import (
    HEADER,
    HERON,
    LARKSPUR,
    OSPREY,
    as_text,
    changed,
    counts,
    excel,
    history,
    imported,
    write,
)
from tests.web.world import NOW, a_team

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def team():
    return a_team()


# Rejected rows


def test_rejected_rows_come_back_as_a_file_that_can_be_mended_and_imported(team, tmp_path):
    bad = (
        changed(LARKSPUR, number="AL7", list_price="CALL"),
        changed(LARKSPUR, number="AL8", list_date="soon"),
        changed(LARKSPUR, number="AL9", address="somewhere"),
        changed(LARKSPUR, number=""),
        changed(LARKSPUR, number="AL6", status=""),
    )
    import_ = imported(team, write(tmp_path, HERON, *bad))
    assert counts(import_) == (6, 1, 0, 0, 5)
    assert list(RejectedRow.objects.values_list("line", "column", "value").order_by("line")) == [
        (3, "List Price", "CALL"),
        (4, "List Date", "soon"),
        (5, "Address", "somewhere Fallow Creek MD 21014"),
        (6, "MLS #", ""),
        (7, "Status", ""),
    ]
    mend = tmp_path / "export.rejected.csv"
    assert import_.rejected_file == str(mend)
    assert mend.read_text().startswith(",".join((*HEADER, REASON)))
    assert "425000" in mend.read_text()
    assert counts(imported(team, mend)) == (5, 0, 0, 0, 5), "nothing was mended yet"
    mended = mend.read_text().replace("CALL", "459900").replace("soon", "3/11/26").replace("somewhere", LARKSPUR[2])
    mend.write_text(mended)
    assert counts(imported(team, mend)) == (5, 3, 0, 0, 2)


def test_the_rejected_file_of_a_folder_that_is_read_only_is_kept_in_the_home(team, tmp_path, settings):
    settings.HOME = tmp_path / "home"
    settings.HOME.mkdir()
    folder = tmp_path / "readonly"
    folder.mkdir()
    path = write(folder, changed(LARKSPUR, list_price="CALL"))
    folder.chmod(0o555)
    import_ = imported(team, path)
    folder.chmod(0o755)
    assert import_.rejected_file == str(settings.HOME / "imports/export.rejected.csv")


def test_only_the_first_thousand_rejected_rows_are_kept_in_the_database(team, tmp_path):
    rows = [changed(LARKSPUR, number=f"B{n}", list_price="CALL") for n in range(1_005)]
    import_ = imported(team, write(tmp_path, *rows))
    assert counts(import_) == (1_005, 0, 0, 0, 1_005)
    assert import_.rejected_rows.count() == REJECTED_KEPT
    assert (tmp_path / "export.rejected.csv").read_text().count("\n") == 1_006


def test_nothing_that_is_missing_rejects_a_row(team, tmp_path):
    bare = ("MLS #", "Status", "Address"), ("AL1", "Expired", "418 Larkspur Ln")
    import_ = imported(team, write(tmp_path, bare[1], header=bare[0]))
    assert counts(import_) == (1, 1, 0, 0, 0)
    listing = Listing.objects.get()
    assert (listing.list_price, listing.expiration_date, listing.off_market_date) == (None, None, None)


# Status words


def test_an_unknown_word_is_a_question_and_its_answer_is_used_from_then_on(team, tmp_path):
    path = write(tmp_path, changed(LARKSPUR, status="Off Market"), changed(HERON, status="off market"), OSPREY)
    imported(team, path, mls="Alder County MLS")
    word = StatusWord.objects.get()
    assert (word.word, word.rows, word.standard_status) == ("off market", 2, "")
    assert set(Listing.objects.exclude(listing_id="AL3").values_list("standard_status", "mls_status")) == {
        ("", "Off Market"),
        ("", "off market"),
    }
    told = []
    ingest.answer_status(word, "Withdrawn", None, NOW + DAY, lambda homes: told.extend(homes) or ingest.BatchEffect())
    assert len(told) == 2
    assert history("AL1") == [("standard_status", None, "Withdrawn")]
    assert Listing.objects.get(listing_id="AL1").status_at == NOW, "an old row must not look newer than it is"
    assert counts(imported(team, path, NOW + 2 * DAY, mls="Alder County MLS")) == (3, 0, 0, 3, 0)
    more = write(tmp_path, changed(LARKSPUR, number="AL9", status="OFF MARKET"))
    imported(team, more, NOW + 2 * DAY, mls="Alder County MLS")
    assert Listing.objects.get(listing_id="AL9").standard_status == "Withdrawn"
    assert StatusWord.objects.count() == 1


def test_an_answer_can_be_corrected_and_must_be_a_status(team, tmp_path):
    imported(team, write(tmp_path, changed(LARKSPUR, status="Off Market")))
    word = StatusWord.objects.get()
    word.answer("Withdrawn", None, NOW)
    word.answer("Expired", None, NOW)
    assert Listing.objects.get().standard_status == "Expired"
    with pytest.raises(UnusableInput, match="Choose one of"):
        word.answer("Gone", None, NOW)


def test_resos_column_is_believed_and_the_mls_word_kept(team, tmp_path):
    header = ("ListingId", "StandardStatus", "MlsStatus", "UnparsedAddress", "PostalCode")
    rows = [
        ("1", "ActiveUnderContract", "Foo", "1 Bittern Reach", "21014"),
        ("2", "", "EXP", "2 Bittern Reach", "21014"),
        ("3", "Canceled", "Withdrawn", "3 Bittern Reach", "21014"),
    ]
    imported(team, write(tmp_path, *rows, header=header))
    assert list(Listing.objects.order_by("listing_id").values_list("standard_status", "mls_status")) == [
        ("Active Under Contract", "Foo"),
        ("Expired", "EXP"),
        ("Canceled", "Withdrawn"),
    ]
    assert not StatusWord.objects.exists()


# Files


def test_only_a_file_with_active_rows_makes_its_mls_fresh(team, tmp_path):
    imported(team, write(tmp_path, HERON), mls="Alder County MLS")
    source = Source.objects.get()
    assert source.active_seen_at is None
    imported(team, write(tmp_path, LARKSPUR), NOW, mls="Alder County MLS", as_of=NOW + DAY)
    imported(team, write(tmp_path, OSPREY, LARKSPUR), NOW, mls="Alder County MLS", as_of=NOW)
    source.refresh_from_db()
    assert source.active_seen_at == NOW + DAY


@pytest.mark.parametrize("kind", ["tsv", "gz", "excel", "json"])
def test_the_same_rows_from_another_kind_of_file(team, tmp_path, kind):
    path = tmp_path / "export.csv"
    rows = [LARKSPUR, HERON, OSPREY]
    contents = {
        "tsv": as_text(*rows, delimiter="\t").encode(),
        "gz": gzip.compress(as_text(*rows).encode()),
        "excel": excel([list(HEADER), *map(list, rows)]),
        "json": json.dumps({"value": [dict(zip(HEADER, row, strict=True)) for row in rows]}).encode(),
    }
    path.write_bytes(contents[kind])
    assert counts(imported(team, path)) == (3, 3, 0, 0, 0)
    assert imported(team, write(tmp_path, *rows, name="again.csv"), NOW + DAY).changed == 0


def test_a_search_that_found_nothing_is_an_import_of_no_rows(team, tmp_path):
    path = tmp_path / "none.json"
    path.write_text('{"value": []}')
    assert counts(imported(team, path)) == (0, 0, 0, 0, 0)
    assert counts(imported(team, write(tmp_path))) == (0, 0, 0, 0, 0)


def test_without_an_essential_nothing_is_stored_and_the_guess_is_written(team, tmp_path):
    path = write(tmp_path, ("1", "Active", "1 Bittern Reach"), header=("Nr", "Status", "Address"))
    with pytest.raises(MissingColumns, match="the listing number") as problem:
        imported(team, path)
    assert not Import.objects.exists()
    assert not Source.objects.exists()
    guess = tmp_path / "export.mapping.toml"
    assert str(guess) in str(problem.value)
    guess.write_text(guess.read_text().replace('listing_id = ""', 'listing_id = "Nr"'))
    assert counts(imported(team, path, mapping=guess)) == (1, 1, 0, 0, 0)
    with pytest.raises(MissingColumns):
        imported(team, path)
    assert 'listing_id = "Nr"' in guess.read_text(), "a completed mapping is never overwritten"


def test_a_mapping_given_as_a_form_names_the_mls_too(team, tmp_path):
    path = write(tmp_path, ("1", "Active", "1 Bittern Reach"), header=("Nr", "Status", "Address"))
    columns = {"listing_id": "Nr", "mls_status": "Status", "unparsed_address": "Address"}
    import_ = imported(team, path, mapping={"mls": "Alder County MLS", "columns": columns})
    assert import_.source.name == "Alder County MLS"
    assert ingest.as_json(import_)["mapping"] == columns


def test_one_files_json(team, tmp_path):
    path = write(tmp_path, LARKSPUR, changed(HERON, list_price="CALL"))
    told = ingest.as_json(imported(team, path))
    assert told["file"] == "export.csv"
    assert (told["rows"], told["new"], told["changed"], told["unchanged"], told["rejected"]) == (2, 1, 0, 0, 1)
    assert told["rejected_file"] == str(tmp_path / "export.rejected.csv")
    assert told["mapping"]["listing_id"] == "MLS #"
    assert told["unmapped_columns"] == ["Remarks"]


def test_a_dry_run_tells_the_counts_and_leaves_nothing(team, tmp_path):
    path = write(tmp_path, LARKSPUR, changed(HERON, list_price="CALL"))
    import_ = ingest.dry_run(team, path, file_name=path.name, by=None, now=NOW)
    assert counts(import_) == (2, 1, 0, 0, 1)
    assert not any(model.objects.exists() for model in (Import, Listing, Property, Source))
    assert [file.name for file in tmp_path.iterdir()] == ["export.csv"]


def test_an_upload_stays_a_day_after_it_is_read(team, tmp_path, settings):
    settings.HOME = tmp_path
    folder = ingest.kept_files.uploads()
    upload = write(folder, LARKSPUR, changed(HERON, list_price="CALL"))
    import_ = imported(team, upload)
    assert import_.rejected_file == str(folder / "export.rejected.csv")
    ingest.kept_files.forget_uploads(datetime.now(UTC) + timedelta(hours=23))
    assert upload.exists()
    ingest.kept_files.forget_uploads(datetime.now(UTC) + timedelta(hours=25))
    import_.refresh_from_db()
    assert (import_.file_path, upload.exists()) == ("", False)
    assert [path.name for path in folder.iterdir()] == ["export.rejected.csv"]


def test_a_file_of_the_command_line_is_never_deleted(team, tmp_path, settings):
    settings.HOME = tmp_path / "home"
    path = write(tmp_path, LARKSPUR)
    import_ = imported(team, path)
    ingest.kept_files.forget_uploads(datetime.now(UTC) + timedelta(days=400))
    ingest.kept_files.forget_read_uploads()
    import_.refresh_from_db()
    assert path.exists() and import_.file_path == str(path)


def test_a_file_that_vanished_makes_the_import_failed_with_the_problem(team, tmp_path):
    path = write(tmp_path, LARKSPUR)
    import_ = ingest.queue(team, path, file_name=path.name, by=None, now=NOW)
    path.unlink()
    with pytest.raises(UnusableInput, match="No such file"):
        ingest.run(import_, now=NOW)
    import_.refresh_from_db()
    assert import_.state == Import.State.FAILED
    assert "No such file" in import_.problem


def test_another_teams_listings_are_not_touched(team, tmp_path):
    other = a_team("Other Realty")
    path = write(tmp_path, LARKSPUR)
    imported(team, path)
    assert counts(imported(other, path)) == (1, 1, 0, 0, 0)
    assert Property.objects.filter(team=other).count() == 1


def test_an_upload_whose_import_dies_while_it_is_closed_is_read_again(team, tmp_path, settings, monkeypatch):
    settings.HOME = tmp_path
    upload = write(ingest.kept_files.uploads(), LARKSPUR)
    with monkeypatch.context() as dying:
        dying.setattr(ingest.kept_files.RejectedRow.objects, "bulk_create", lambda rows: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            imported(team, upload)
    assert upload.exists()
    import_ = imported(team, upload)
    assert (import_.state, import_.new) == ("done", 1)

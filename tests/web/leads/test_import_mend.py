"""/import/<pk>/rejected/mend/ : rejected rows are mended in the browser and read again by the very same path."""

import pytest

from callsheet.leads import mending
from callsheet.listings.kept_files import uploads as folder
from callsheet.listings.models import Import, Listing, RejectedRow
from callsheet.owners.models import Owner
from tests.web.leads.uploaded import ACTIVE, BAD_PRICE, EXPIRED, brought, export
from tests.web.world import NOW

pytestmark = pytest.mark.django_db

NO_HOUSE = "A5,Expired,Juniper Way,Millbrook,MD,21040,400000,11/20/2026,"
OWNERS = "Owner Name,Property Address,City,State,Zip,Phone 1"


def text(page) -> str:
    return " ".join(page.text.split())


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.HOME = tmp_path


@pytest.fixture
def read(client, maya) -> Import:
    """Two rows in, two rejected: a price that is none, an address without a house number."""
    return brought(
        client, export(EXPIRED, ACTIVE, BAD_PRICE, NO_HOUSE), source="Alder County MLS", as_of="2026-11-24T06:10"
    )


@pytest.fixture
def address(read) -> str:
    return f"/import/{read.pk}/rejected/mend/"


def cell(page, row: int, label: str) -> str:
    """The name of the input of a column in a row of the page."""
    return next(one.name for one in page.context["page"].rows[row].cells if one.label == label)


def send(client, address: str, *written: tuple[int, str, str], **other):
    page = client.get(address)
    return client.post(address, {cell(page, row, label): said for row, label, said in written} | other, follow=True)


# ---- what it shows


def test_each_row_has_the_cells_that_matter_and_what_to_write(client, address):
    page = client.get(address)
    first, second = page.context["page"].rows
    assert "<h1>2 rows to mend</h1>" in page.text
    assert [one.label for one in first.cells] == ["MLS #", "Status", "Address", "City", "Zip", "List Price"]
    assert [one.value for one in first.cells if one.is_wrong] == ["CALL"]
    assert [one.label for one in second.cells if one.is_wrong] == ["Address"]
    assert "Line 4.</b> List Price says “CALL”" in text(page)
    assert "Write the price in dollars" in page.text


@pytest.mark.once
def test_the_first_wrong_cell_has_the_focus(client, address):
    page = client.get(address).text
    assert page.count("autofocus") == 1 and page.count('aria-invalid="true"') == 2
    assert page.count("btn-primary") == 1


def test_the_import_leads_there(client, read, address):
    assert f'href="{address}">Mend the rejected rows' in client.get(f"/import/{read.pk}/").text


# ---- what comes of it


def test_a_mended_row_is_read_with_the_same_source_columns_and_moment(client, read, address):
    page = send(client, address, (0, "List Price", "415000"))
    again = Import.objects.latest("pk")
    assert "1 row is in." in page.text
    assert (again.file_name, again.rows, again.new) == ("mended rows of alder.csv", 1, 1)
    assert (again.source, again.as_of, again.kind) == (read.source, read.as_of, read.kind)
    listing = Listing.objects.get(listing_id="A3")
    assert (listing.list_price, listing.source, listing.last_read.as_of) == (415_000, read.source, read.as_of)


def test_the_import_counts_what_was_mended_and_is_done_with_the_last(client, read, address):
    send(client, address, (0, "List Price", "415000"))
    page = text(client.get(f"/import/{read.pk}/"))
    assert "<h1>3 of 4 rows are in</h1>" in page and '1 row was not read. <span class="normal">Mend it here' in page
    assert client.get("/import/").context["page"].rows[-1].state == "In, some rows rejected"
    send(client, address, (0, "Address", "9 Juniper Way"))
    assert "<h1>4 of 4 rows are in</h1>" in text(client.get(f"/import/{read.pk}/"))
    assert client.get("/import/").context["page"].rows[-1].state == "In"


def test_an_import_of_mended_rows_some_still_wrong_does_not_say_that_all_were_read(client, read, address):
    send(client, address, (0, "List Price", "415000"), (1, "Address", "Juniper"))
    again = text(client.get(f"/import/{Import.objects.latest('pk').pk}/"))
    assert "1 of 2 rows are in" in again and "Every row was read" not in again


def test_it_is_marked_and_gone_from_the_list(client, read, address, maya):
    page = send(client, address, (0, "List Price", "415000"))
    row = read.rejected_rows.get(line=4)
    assert (row.mended_in, row.mended_by) == (Import.objects.latest("pk"), maya)
    assert row.mended_at >= NOW
    assert [one.line for one in page.context["page"].rows] == ["5"]
    assert "1 row was mended." in client.get(f"/import/{read.pk}/").text


def test_one_that_is_still_wrong_comes_back_with_the_new_reason(client, read, address):
    page = send(client, address, (0, "List Price", "415000"), (1, "Address", "Lot Juniper"))
    [left] = page.context["page"].rows
    assert "1 row is in. 1 still to be mended" in page.text
    assert [one.value for one in left.cells if one.is_wrong] == ["Lot Juniper"]
    assert read.rejected_rows.get(line=5).value.startswith("Lot Juniper")
    assert Import.objects.count() == 2


def test_another_column_may_be_wrong_next(client, read, address):
    page = send(client, address, (1, "Address", "7 Juniper Way"), (1, "MLS #", ""))
    wrong = [one.label for row in page.context["page"].rows for one in row.cells if one.is_wrong]
    assert wrong == ["List Price", "MLS #"]


def test_an_import_that_brought_nothing_leaves_no_trace(client, read, address):
    before = sorted(path.name for path in folder().iterdir())
    send(client, address, (0, "List Price", "ASK"))
    assert Import.objects.count() == 1
    assert sorted(path.name for path in folder().iterdir()) == before


def test_what_was_written_is_in_the_file_too(client, read, address):
    send(client, address, (0, "List Price", "ASK"))
    file = b"".join(client.get(f"/import/{read.pk}/rejected/").streaming_content).decode()
    assert "ASK" in file and "CALL" not in file and "NO_HOUSE" not in file
    assert len(file.splitlines()) == 3


def test_rows_that_are_not_touched_stay(client, read, address):
    page = client.get(address)
    said = {one.name: one.value for row in page.context["page"].rows for one in row.cells}
    answer = client.post(address, said, follow=True)
    assert "Nothing was written anew" in answer.text
    assert Import.objects.count() == 1 and len(answer.context["page"].rows) == 2


def test_sent_twice_nothing_happens_twice(client, read, address):
    said = {cell(client.get(address), 0, "List Price"): "415000"}
    for _ in range(2):
        client.post(address, said)
    assert Import.objects.count() == 2
    assert Listing.objects.filter(listing_id="A3").count() == 1


def test_a_row_can_be_left_out_for_good(client, read, address, maya):
    row = read.rejected_rows.get(line=5)
    page = client.post(address, {"leave": str(row.pk)}, follow=True)
    row.refresh_from_db()
    assert (row.mended_in, row.mended_by, row.mended_at) == (None, maya, NOW)
    assert "1 row was left out." in page.text
    assert [one.line for one in page.context["page"].rows] == ["4"]


def test_when_all_are_settled_it_says_so(client, read, address):
    leave = [str(pk) for pk in read.rejected_rows.values_list("pk", flat=True)]
    page = client.post(address, {"leave": leave}, follow=True)
    assert "<h1>No row is left to mend</h1>" in page.text
    assert "Mend the rejected rows" not in client.get(f"/import/{read.pk}/").text


def test_an_owner_row_is_mended_too(client, maya):
    import_ = brought(client, export("Jane Vail,Juniper Way,Millbrook,MD,21040,410-555-0123", header=OWNERS))
    page = send(client, f"/import/{import_.pk}/rejected/mend/", (0, "Property Address", "6 Juniper Way"))
    assert "1 row is in." in page.text
    assert Owner.objects.get().name == "Jane Vail"


def test_columns_that_stand_in_for_others_still_do(client, maya):
    """A file by alias whose status is in two columns: the second is read where the first is empty."""
    header = "MLS #,MLS Status,Listing Status,Address,City,State,Zip,List Price"
    rows = ["B1,Expired,,6 Juniper Way,Millbrook,MD,21040,1", "B2,,Expired,8 Juniper Way,Millbrook,MD,21040,CALL"]
    import_ = brought(client, export(*rows, header=header))
    send(client, f"/import/{import_.pk}/rejected/mend/", (0, "List Price", "400000"))
    assert Listing.objects.get(listing_id="B2").standard_status == "Expired"


# ---- many


@pytest.fixture
def many(client, maya) -> Import:
    rows = [BAD_PRICE.replace("A3", f"B{number}").replace("9 J", f"{number} J") for number in range(1, 46)]
    return brought(client, export(*rows))


def test_twenty_are_shown_and_the_next_can_be_looked_at(client, many):
    page = client.get(f"/import/{many.pk}/rejected/mend/")
    assert len(page.context["page"].rows) == 20 and "45 rows to mend" in page.text
    after = page.context["page"].next_after
    assert f"?after={after}" in page.text
    rest = client.get(f"/import/{many.pk}/rejected/mend/?after={after}").context["page"]
    assert [row.line for row in rest.rows][:2] == ["22", "23"]


def test_more_than_are_kept_is_said_plainly(client, many):
    Import.objects.update(rejected=2_345)
    page = text(client.get(f"/import/{many.pk}/rejected/mend/"))
    assert "2,345 rows were rejected. The first 1,000 can be mended here; all of them are in the file" in page


# ---- the file, mended and imported again


def test_a_mended_file_marks_its_rows(client, read):
    file = b"".join(client.get(f"/import/{read.pk}/rejected/").streaming_content).decode()
    header, price, address = file.splitlines()
    again = brought(
        client, export(price.replace("CALL", "415000", 1), address, header=header, name="alder.rejected.csv")
    )
    assert (again.new, again.rejected) == (1, 1)
    assert read.rejected_rows.get(line=4).mended_in == again
    assert read.rejected_rows.get(line=5).mended_at is None


def test_the_same_words_in_another_source_are_not_marked(client, read):
    other = brought(client, export(EXPIRED, ACTIVE, BAD_PRICE), source="Heron MLS")
    file = b"".join(client.get(f"/import/{read.pk}/rejected/").streaming_content).decode()
    header, price, _ = file.splitlines()
    brought(client, export(price.replace("CALL", "1", 1), header=header), source="Alder County MLS")
    assert other.rejected_rows.get().mended_at is None


# ---- what cannot be


def test_a_file_that_is_gone_says_what_to_do(client, read, address):
    for path in folder().glob("*rejected.csv"):
        path.unlink()
    assert "Import the whole file once more." in client.get(address, follow=True).text


def test_rows_of_a_person_who_was_forgotten_are_not_shown(client, read, address):
    RejectedRow.objects.filter(line=4).update(value="[erased]")
    assert [row.line for row in client.get(address).context["page"].rows] == ["5"]


@pytest.mark.parametrize("name", ["r1-0", "r999999999999999999-1", "rx-1", "leave"], ids=str)
@pytest.mark.once
def test_odd_posts_change_nothing(client, read, address, name):
    client.post(address, {name: "x"})
    assert Import.objects.count() == 1
    assert not RejectedRow.objects.exclude(mended_at=None).exists()


def test_another_teams_rows_are_not_there(client, others, read):
    theirs = Import.objects.create(team=others["Bao Tran"].team, kind="mls", state="done", as_of=NOW)
    assert client.get(f"/import/{theirs.pk}/rejected/mend/").status_code == 404


def test_mending_is_safe_to_call_twice(read, maya):
    row = read.rejected_rows.get(line=4)
    said = {row.pk: {6: "415000"}}
    assert mending.mend(read, said, set(), maya, NOW).read == 1
    assert mending.mend(read, said, set(), maya, NOW) == mending.Mended()

"""/import/columns/ and /import/<pk>/columns/ : which column is which, asked once and kept, and changed afterwards."""

import pytest
from django.core import signing
from django.core.files.uploadedfile import SimpleUploadedFile

from callsheet.leads.models import Lead
from callsheet.leads.uploads import SALT
from callsheet.listings import kept_files
from callsheet.listings.kept_files import uploads as folder
from callsheet.listings.models import Import, Listing, SavedMapping
from callsheet.owners.models import Owner
from tests.web import world
from tests.web.leads.uploaded import ACTIVE, EXPIRED, bring, brought, export, odd_export, read_all
from tests.web.listings.workbooks import workbook

pytestmark = pytest.mark.django_db

OWNER_ROWS = (
    'Jane Vail,"6 Juniper Way, Millbrook, MD 21040",410-555-0123,',
    'Harriet Boone,"8 Juniper Way, Millbrook, MD 21040",,410-555-0124',
)


def text(page) -> str:
    return " ".join(page.text.split())


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.HOME = tmp_path


@pytest.fixture
def address(client, maya) -> str:
    """Where the odd export waits to hear what its columns are."""
    return bring(client, odd_export()).url


def row(page, label: str):
    return next(one for one in page.context["page"].rows if one.label == label)


# ---- what it shows


def test_a_file_that_does_not_tell_is_asked_about(client, address):
    page = client.get(address)
    assert "<h1>What are these columns?</h1>" in page.text
    assert "<b>odd.csv</b>, 12 rows, 4 columns." in text(page)
    assert page.text.count("btn-primary") == 1
    assert not Import.objects.exists()


@pytest.mark.once
def test_each_column_stands_beside_three_of_its_values(client, address):
    page = client.get(address)
    assert [one.label for one in page.context["page"].rows] == ["Ref", "Cond", "Where", "Ask"]
    assert row(page, "Where").samples.startswith("1 Bittern Reach, Millbrook, MD 21040, 2 Bittern Reach")
    assert row(page, "Cond").samples == "Expired"


@pytest.mark.once
def test_values_fill_in_what_names_do_not_say(client, address):
    page = client.get(address)
    assert (row(page, "Cond").field, row(page, "Cond").because) == (
        "mls_status",
        "likely: values look like status words",
    )
    assert (row(page, "Where").field, row(page, "Where").because) == (
        "unparsed_address",
        "likely: values look like addresses",
    )
    assert row(page, "Ref").field == ""


@pytest.mark.once
def test_what_is_missing_is_said(client, address):
    assert "No column gives the listing number yet." in text(client.post(address, {"look": "1", "c3": "list_price"}))


@pytest.mark.once
def test_a_choice_takes_the_place_of_a_guess(client, address):
    assert row(client.get(address), "Ask").field == "listing_id"
    page = client.post(address, {"look": "1", "c0": "listing_id"})
    assert (row(page, "Ref").field, row(page, "Ask").field) == ("listing_id", "")


@pytest.mark.once
def test_names_are_told_too(client, maya):
    rows = [f"R{n},Sold,{n} Bittern Reach,Millbrook,MD,21040" for n in range(1, 13)]
    page = client.get(bring(client, export(*rows, header="Ref,Status,Address,City,State,Zip")).url)
    assert (row(page, "Status").field, row(page, "Status").because) == ("mls_status", "sure: known name")


@pytest.mark.once
def test_the_first_five_rows_are_read_as_they_would_be(client, address):
    page = client.post(address, {"look": "1", "c0": "listing_id", "c3": "list_price"})
    seen = page.context["page"].preview
    assert page.status_code == 200
    assert len(seen.rows) == 5
    assert seen.rows[0].cells == ("R1", "Expired", "1 Bittern Reach, Millbrook, MD 21040", "$300,001")
    assert seen.statuses == (("Expired", "12"),)
    assert "Everything that is needed is there." in text(page)


@pytest.mark.once
def test_a_row_that_would_be_rejected_says_why(client, maya):
    bad = 'R1,Expired,"1 Bittern Reach, Millbrook, MD 21040",CALL'
    url = bring(client, export(bad, header="Ref,Cond,Where,Ask")).url
    page = client.post(url, {"look": "1", "c0": "listing_id", "c1": "mls_status", "c3": "list_price"})
    assert "Would be rejected" in page.text
    assert "Ask says “CALL”. Write the price in dollars" in text(page)


def test_nothing_is_stored_by_looking(client, address):
    client.post(address, {"look": "1", "c0": "listing_id"})
    assert not Import.objects.exists() and not SavedMapping.objects.exists()


# ---- what comes of it


def test_with_the_answers_it_is_read(client, address):
    answer = client.post(address, {"c0": "listing_id", "c3": "list_price", "source": "Odd MLS"})
    read_all()
    import_ = Import.objects.get()
    assert answer.url == f"/import/{import_.pk}/"
    assert (import_.state, import_.new, import_.source.name, import_.mapping_name) == ("done", 12, "Odd MLS", "given")
    assert Listing.objects.get(listing_id="R3").list_price == 300_003
    assert Lead.objects.count() == 12


def test_an_essential_missing_imports_nothing_and_says_which(client, address):
    answer = client.post(address, {"c1": "", "c3": "", "source": "Odd MLS"})
    assert answer.status_code == 422
    assert "No column gives the listing number and the status yet.</b> Nothing was imported." in text(answer)
    assert not Import.objects.exists()


def test_sent_twice_it_is_read_once(client, address):
    for _ in range(2):
        client.post(address, {"c0": "listing_id", "source": "Odd MLS"})
    read_all()
    assert Import.objects.count() == 1 and Listing.objects.count() == 12
    assert SavedMapping.objects.count() == 1


@pytest.fixture
def said(client, address):
    """The odd export, read as somebody said."""
    client.post(address, {"c0": "listing_id", "source": "Odd MLS"})
    read_all()


@pytest.mark.parametrize(
    ("header", "order"),
    [("Ref,Cond,Where,Ask", (0, 1, 2, 3)), ("REF.,cond,where,ASK", (0, 1, 2, 3)), ("Ask,Where,Ref,Cond", (3, 2, 0, 1))],
    ids=["the same", "in other case", "in another order"],
)
def test_the_next_such_file_is_read_at_once(client, said, header, order):
    cells = ("R1", "Sold", '"1 Bittern Reach, Millbrook, MD 21040"', "300001")
    again = brought(client, export(",".join(cells[place] for place in order), header=header))
    assert (again.changed, again.source.name, again.mapping_name) == (1, "Odd MLS", "saved")


def test_it_is_kept_for_the_source_by_name_and_day(said, maya):
    kept = SavedMapping.objects.get()
    assert (kept.source.name, kept.by, kept.saved_at) == ("Odd MLS", maya, world.NOW)
    assert kept.columns["listing_id"] == ["Ref"]
    assert kept.header == ["Ref", "Cond", "Where", "Ask"]


def test_an_owner_file_is_asked_about_in_its_own_words(client, maya):
    answer = bring(client, export(*OWNER_ROWS, name="who.csv", header="Wer,Wo,Tel A,Tel B"))
    page = client.get(answer.url)
    assert [one.field for one in page.context["page"].rows] == ["owner", "unparsed_address", "phone_1", "phone_2"]
    assert page.context["page"].preview.rows[0].cells[:3] == (
        "Jane Vail",
        "6 Juniper Way, Millbrook, MD 21040",
        "(410) 555-0123",
    )
    client.post(answer.url, {"source": "County"})
    read_all()
    assert Owner.objects.count() == 2
    assert brought(client, export(*OWNER_ROWS, name="next.csv", header="wer,wo,tel a,tel b")).mapping_name == "saved"


def test_a_phone_column_of_an_owner_file_can_be_left_out(client, maya):
    answer = bring(client, export(*OWNER_ROWS, header="Wer,Wo,Tel A,Tel B"))
    client.post(answer.url, {"c3": ""})
    read_all()
    assert Import.objects.get().unmapped_columns == ["Tel B"]
    assert Import.objects.get().phones == 1


def test_a_second_phone_is_the_next_one_and_its_mark_belongs_to_it(client, maya):
    rows = ('Jane Vail,"6 Juniper Way, Millbrook, MD 21040",410-555-0123,410-555-0125,Y',)
    answer = bring(client, export(*rows, header="Owner,A,T1,T2,Flagge"), kind="owners")
    client.post(answer.url, {"c1": "unparsed_address", "c2": "phone", "c3": "phone", "c4": "phone_dnc"})
    mapping = Import.objects.get().mapping
    assert mapping == {
        "owner": "Owner",
        "unparsed_address": "A",
        "phone_1": "T1",
        "phone_2": "T2",
        "phone_2_dnc": "Flagge",
    }


def test_it_can_be_said_that_a_file_is_an_owner_file(client, address):
    page = client.get(f"{address}&kind=owners")
    assert "Which vendor or county is it from?" in page.text
    assert "Owner&#x27;s name" in page.text


@pytest.mark.once
def test_a_file_without_a_header_is_told_by_its_values(client, maya):
    rows = [f"MD{n}0001,Expired,{n} Bittern Reach,Millbrook,MD,21040" for n in range(1, 13)]
    page = client.get(bring(client, export(*rows[1:], header=rows[0])).url)
    assert [one.field for one in page.context["page"].rows] == [
        *("listing_id", "mls_status", "unparsed_address", "city", "state_or_province", "postal_code")
    ]
    assert "12 rows" in page.text
    client.post(page.request["PATH_INFO"] + "?" + page.request["QUERY_STRING"], {"source": "Odd MLS"})
    read_all()
    assert Import.objects.get().new == 12


# ---- sheets


BOOK = workbook(
    {
        "Cover": [["Export"]],
        "Old": [["Ref", "Cond", "Where"], ["R1", "Sold", "1 Bittern Reach, Millbrook, MD 21040"]],
        "New": [["Ref", "Cond", "Where"], ["R2", "Expired", "2 Bittern Reach, Millbrook, MD 21040"]],
    }
)


@pytest.mark.once
def test_the_sheets_of_a_workbook_are_offered(client, maya):
    page = client.get(bring(client, SimpleUploadedFile("book.xlsx", BOOK)).url)
    assert [(one.words, one.is_chosen) for one in page.context["page"].sheets] == [
        ("Cover", False),
        ("Old", True),
        ("New", False),
    ]


@pytest.mark.once
def test_a_sheet_of_owners_is_told_by_itself(client, maya):
    book = {"Listings": [["Ref", "Cond", "Where"], ["R1", "Sold", "1 Bittern Reach"]]}
    book["Who"] = [["Wer", "Wo", "Tel A"], ["Jane Vail", "6 Juniper Way", "410-555-0123"]]
    url = bring(client, SimpleUploadedFile("book.xlsx", workbook(book))).url
    assert "Which MLS is it from?" in client.get(url).text
    assert "Which vendor or county is it from?" in client.get(f"{url}&sheet=Who").text


def test_the_chosen_sheet_is_read(client, maya):
    url = bring(client, SimpleUploadedFile("book.xlsx", BOOK)).url
    client.post(f"{url}&sheet=New", {"c0": "listing_id", "source": "Odd MLS"})
    read_all()
    assert Import.objects.get().file_name == "book.xlsx (New)"
    assert Listing.objects.get().listing_id == "R2"


# ---- a mapping file, and what is no upload


def test_a_finished_mapping_file_serves_as_well_and_is_kept(client, maya):
    columns = 'listing_id = "Ref"\nmls_status = "Cond"\nunparsed_address = "Where"\n'
    mapping = SimpleUploadedFile("odd.toml", f'mls = "Odd MLS"\n[columns]\n{columns}'.encode())
    bring(client, odd_export(), mapping=mapping)
    read_all()
    import_ = Import.objects.get()
    assert (import_.new, import_.source.name) == (12, "Odd MLS")
    assert brought(client, odd_export("tomorrow.csv")).unchanged == 12


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"listing_id = ", "is neither TOML nor JSON"),
        (b"\xff\xfe", "decode"),
        (b"[columns]\nlisting_id = 1.5", "name of a column"),
    ],
)
@pytest.mark.once
def test_a_broken_mapping_file_is_told(client, maya, content, said):
    answer = bring(client, odd_export(), mapping=SimpleUploadedFile("odd.toml", content))
    assert answer.status_code == 422
    assert said in text(answer)
    assert not Import.objects.exists()


@pytest.mark.once
def test_a_mapping_with_a_column_the_file_lacks_is_told(client, maya):
    mapping = SimpleUploadedFile("odd.toml", b'[columns]\nlisting_id = "Nope"\n')
    assert "which the file does not have" in text(bring(client, odd_export(), mapping=mapping))


@pytest.mark.once
def test_the_empty_columns_of_an_owner_file_are_folded(client, maya):
    """Vendors' files have room for a dozen phones; each that nobody has stays choosable, out of the way."""
    spare = ",".join(f"Phone {number}" for number in range(2, 9))
    file = SimpleUploadedFile(
        "cole.csv", f"Owner Name,Property Address,Phone 1,{spare}\n{OWNER_ROWS[0]},,,,,,\n".encode()
    )
    read = brought(client, file, kind="owners", source="Cole")
    page = client.get(f"/import/{read.pk}/columns/").context["page"]
    assert [one.label for one in page.rows] == ["Owner Name", "Property Address", "Phone 1"]
    assert [one.label for one in page.folded] == spare.split(",")


def test_an_upload_that_is_gone_is_to_be_brought_again(client, address):
    for path in folder().iterdir():
        path.unlink()
    assert "Bring it once more." in text(client.get(address, follow=True))


@pytest.mark.parametrize(
    "token",
    ["", "nonsense", signing.dumps([1, "a", "b", "mls", "", ""], salt="another")],
    ids=["empty", "odd", "forged"],
)
@pytest.mark.once
def test_a_forged_token_opens_nothing(client, maya, token):
    page = client.get(f"/import/columns/?of={token}", follow=True)
    assert page.redirect_chain == [("/import/", 302)]
    assert "This page is out of date." in page.text


def test_another_teams_upload_is_not_taken(client, address):
    client.force_login(world.an_agent(world.a_team("Heron Homes"), "otto"))
    page = client.post(address, {"c0": "listing_id"}, follow=True)
    assert "This file was brought by somebody else." in page.text
    assert not Import.objects.exists()


@pytest.mark.once
def test_a_token_cannot_leave_the_folder(client, maya, tmp_path):
    (tmp_path / "secret.csv").write_text("MLS #,Status,Address\n1,Expired,6 Juniper Way\n")
    token = signing.dumps([maya.team_id, str(tmp_path / "secret.csv"), "secret.csv", "mls", "", ""], salt=SALT)
    assert "no longer here" in text(client.get(f"/import/columns/?of={token}", follow=True))


# ---- a file that was read


def test_a_file_that_was_read_can_be_read_again_with_other_columns(client, maya):
    first = brought(client, export(EXPIRED, ACTIVE), source="Alder County MLS")
    page = client.get(f"/import/{first.pk}/columns/")
    assert "Read again alder.csv" in text(page)
    assert "The file is kept until" in text(page)
    place = row(page, "List Price").name
    client.post(f"/import/{first.pk}/columns/", {place: "original_list_price", "source": "Alder County MLS"})
    read_all()
    again = Import.objects.latest("pk")
    assert (again.source, again.as_of, again.mapping_name) == (first.source, first.as_of, "given")
    assert Listing.objects.get(listing_id="A1").original_list_price == 410_000
    assert Lead.objects.count() == 1


def test_read_again_with_the_same_columns_nothing_changes(client, maya):
    first = brought(client, export(EXPIRED, ACTIVE))
    client.post(f"/import/{first.pk}/columns/", {})
    read_all()
    again = Import.objects.latest("pk")
    assert (again.new, again.changed, again.unchanged) == (0, 0, 2)


def test_once_the_file_is_gone_it_says_so(client, maya):
    first = brought(client, export(EXPIRED))
    kept_files.forget_read_uploads()
    page = client.get(f"/import/{first.pk}/columns/", follow=True)
    assert "Its file is no longer here. Bring it once more" in text(page)


def test_another_teams_import_is_not_there(client, maya, others):
    theirs = Import.objects.create(team=others["Bao Tran"].team, kind="mls", state="done", as_of=world.NOW)
    assert client.get(f"/import/{theirs.pk}/columns/").status_code == 404

"""/import/columns/ : a header that does not tell is asked about once, and remembered."""

import pytest
from django.core import signing
from django.core.files.uploadedfile import SimpleUploadedFile

from callsheet.leads.models import Lead
from callsheet.leads.unusable_pages import SALT
from callsheet.listings.kept_files import uploads as folder
from callsheet.listings.models import Import
from tests.web import world
from tests.web.leads.uploaded import bring, odd_export, read_all

pytestmark = pytest.mark.django_db

CHOSEN = {"listing_id": "Ref", "mls_status": "Cond", "unparsed_address": "Where"}


def text(page) -> str:
    return " ".join(page.text.split())


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.HOME = tmp_path


@pytest.fixture
def asked(client, maya):
    """The page that asks which column is which."""
    return bring(client, odd_export())


@pytest.fixture
def token(asked) -> str:
    [file] = asked.context["unusable"]
    return file.token


def test_it_says_what_is_missing_and_asks(asked):
    page = text(asked)
    assert asked.status_code == 422
    assert "odd.csv: no column was found for the listing number, the status and the address." in page
    for question in (
        "Which column is the listing number?",
        "Which column is the status?",
        "Which column is the address",
    ):
        assert question in page
    assert page.count("btn-primary") == 1
    assert not Import.objects.exists()


def test_the_guess_is_a_mapping_file_to_finish(asked):
    [file] = asked.context["unusable"]
    assert file.mapping_name == "odd.mapping.toml"
    assert file.mapping.startswith("data:text/plain") and "listing_id" in file.mapping
    assert f'download="{file.mapping_name}"' in asked.text


def test_what_was_recognized_is_told(client, maya):
    rows = "\n".join(f"R{n},Sold,{n} Birch Run,Millbrook,MD,21040" for n in range(1, 13))
    odd = SimpleUploadedFile("some.csv", f"Ref,Status,Address,City,State,Zip\n{rows}\n".encode())
    [file] = bring(client, odd).context["unusable"]
    assert ("mls status", "Status") in file.known
    assert [question.name for question in file.questions] == ["listing_id"]
    assert file.questions[0].columns == ("Ref",)


def test_with_the_answers_it_is_read(client, token):
    answer = client.post("/import/columns/", {"token": token, "source": "Odd MLS", **CHOSEN})
    read_all()
    import_ = Import.objects.get()
    assert answer.url == f"/import/{import_.pk}/"
    assert (import_.state, import_.new, import_.source.name, import_.mapping_name) == ("done", 12, "Odd MLS", "given")
    assert Lead.objects.count() == 12


def test_the_next_such_file_is_read_at_once(client, token):
    client.post("/import/columns/", {"token": token, "source": "Odd MLS", **CHOSEN})
    read_all()
    answer = bring(client, odd_export("tomorrow.csv"))
    read_all()
    again = Import.objects.order_by("pk").last()
    assert answer.url == f"/import/{again.pk}/"
    assert (again.unchanged, again.source.name) == (12, "Odd MLS")


def test_a_finished_mapping_file_serves_as_well(client, maya):
    columns = "".join(f'{name} = "{column}"\n' for name, column in CHOSEN.items())
    mapping = SimpleUploadedFile("odd.toml", f'mls = "Odd MLS"\n[columns]\n{columns}'.encode())
    bring(client, odd_export(), mapping=mapping)
    read_all()
    import_ = Import.objects.get()
    assert (import_.new, import_.source.name) == (12, "Odd MLS")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"listing_id = ", "is neither TOML nor JSON"),
        (b"\xff\xfe", "decode"),
        (b"[columns]\nlisting_id = 1.5", "name of a column"),
    ],
)
def test_a_broken_mapping_file_is_told(client, maya, content, said):
    answer = bring(client, odd_export(), mapping=SimpleUploadedFile("odd.toml", content))
    assert answer.status_code == 422
    assert said in text(answer)
    assert not Import.objects.exists()


def test_a_mapping_with_a_column_the_file_lacks_is_told(client, maya):
    mapping = SimpleUploadedFile("odd.toml", b'[columns]\nlisting_id = "Nope"\n')
    assert "which the file does not have" in text(bring(client, odd_export(), mapping=mapping))


def test_an_answer_that_is_still_not_enough_asks_again(client, token):
    answer = client.post("/import/columns/", {"token": token, "listing_id": "Ref"})
    assert answer.status_code == 422
    assert [question.name for question in answer.context["unusable"][0].questions] == ["mls_status", "unparsed_address"]


def test_an_upload_that_is_gone_is_to_be_brought_again(client, token):
    for path in folder().iterdir():
        path.unlink()
    answer = client.post("/import/columns/", {"token": token, **CHOSEN})
    assert "Bring it once more." in text(answer)


@pytest.mark.parametrize(
    "token", ["", "nonsense", signing.dumps([1, "a", "b", {}], salt="another")], ids=["empty", "nonsense", "forged"]
)
def test_a_forged_token_opens_nothing(client, maya, token):
    page = client.post("/import/columns/", {"token": token, **CHOSEN}, follow=True)
    assert page.redirect_chain == [("/import/", 302)]
    assert not Import.objects.exists()


def test_another_teams_upload_is_not_taken(client, token):
    client.force_login(world.an_agent(world.a_team("Heron Homes"), "otto"))
    page = client.post("/import/columns/", {"token": token, **CHOSEN}, follow=True)
    assert "This file was brought by somebody else." in page.text
    assert not Import.objects.exists()


def test_a_token_cannot_leave_the_folder(client, maya, tmp_path):
    (tmp_path / "secret.csv").write_text("MLS #,Status,Address\n1,Expired,6 Juniper Way\n")
    token = signing.dumps([maya.team_id, str(tmp_path / "secret.csv"), "secret.csv", {}], salt=SALT)
    assert "no longer here" in text(client.post("/import/columns/", {"token": token, **CHOSEN}))
    assert (tmp_path / "secret.csv").exists()

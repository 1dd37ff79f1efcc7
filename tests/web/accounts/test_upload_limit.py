"""How large a file may be: on /import/ and on /lists/ a larger one is told, and none of it is kept."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from callsheet.compliance import list_uploads
from callsheet.compliance.models import ListLoad
from callsheet.listings.kept_files import uploads
from callsheet.listings.models import Import
from tests.web.leads.uploaded import EXPIRED, bring, export

pytestmark = pytest.mark.django_db

MEGABYTE = 1 << 20


@pytest.fixture(autouse=True)
def small(settings, tmp_path):
    settings.HOME = tmp_path
    settings.LARGEST_UPLOAD = MEGABYTE
    settings.LARGEST_UPLOADS = {"lists": 2 * MEGABYTE}


def a_file(name: str, megabytes: int) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, b"4105550123\n" * (megabytes * MEGABYTE // 11))


def text(page) -> str:
    return " ".join(page.text.split())


def test_a_large_import_is_told_with_what_to_do(client, maya):
    page = bring(client, a_file("years.csv", 3))
    assert page.status_code == 422
    assert "years.csv is larger than 1 MB, the most that is taken here. Zip it, or export fewer days" in text(page)
    assert "callsheet import years.csv" in text(page)
    assert not Import.objects.exists() and list(uploads().iterdir()) == []


def test_the_others_brought_with_it_are_taken(client, maya):
    page = bring(client, a_file("years.csv", 3), export(EXPIRED))
    assert "years.csv is larger than 1 MB" in text(page)
    assert Import.objects.get().file_name == "alder.csv"


def test_a_large_list_is_told_too(client, maya):
    given = {"list": "US", "kind": "full", "files": [a_file("410.txt", 4)]}
    page = client.post("/lists/", given)
    assert "410.txt is larger than 2 MB. Zip it, or load it on the command line." in text(page)
    assert not ListLoad.objects.exists()
    assert not any(path.is_file() for path in list_uploads.uploads().rglob("*"))

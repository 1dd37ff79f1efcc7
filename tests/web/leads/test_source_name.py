"""/sources/<pk>/confirm/ and /name/ : a source that came without a name is asked for it."""

import pytest

from callsheet.core.errors import UnusableInput
from callsheet.listings import ingest as listings
from callsheet.listings.models import Source
from tests.web import world
from tests.web.leads.uploaded import ACTIVE, EXPIRED, brought, export
from tests.web.world import NOW

pytestmark = pytest.mark.django_db


def text(page) -> str:
    return " ".join(page.text.split())


@pytest.fixture
def nameless(maya) -> Source:
    return Source.objects.create(team=maya.team, kind="mls", name="unnamed")


@pytest.fixture
def vendor(maya) -> Source:
    return Source.objects.create(team=maya.team, kind="owners", name="unnamed")


@pytest.mark.parametrize("path", ["/", "/import/", "/sources/{}/"])
def test_wherever_it_is_to_be_confirmed_its_name_is_asked(client, nameless, path):
    page = text(client.get(path.format(nameless.pk)))
    assert "Which MLS is it?" in page and 'name="name" value="" maxlength="80"' in page
    assert "use of unnamed" not in page and "unnamed is new" not in page


def test_an_mls_with_a_name_is_not_asked_for_one(client, maya):
    mls = world.an_mls(maya.team)
    assert "Which MLS is it?" not in client.get("/import/").text + client.get(f"/sources/{mls.pk}/").text


def test_confirming_names_it(client, nameless, maya):
    page = client.post(f"/sources/{nameless.pk}/confirm/", {"name": "  Juniper   MLS "}, follow=True)
    nameless.refresh_from_db()
    assert (nameless.name, nameless.confirmed_by, nameless.confirmed_at) == ("Juniper MLS", maya, NOW)
    assert "Kept: Maya Lindqvist confirmed the use of Juniper MLS." in page.text


@pytest.mark.parametrize("name", ["", "   ", "Unnamed", "x" * 81])
def test_without_a_usable_name_nothing_is_confirmed(client, nameless, name):
    page = client.post(f"/sources/{nameless.pk}/confirm/", {"name": name})
    nameless.refresh_from_db()
    assert page.status_code == 422 and 'aria-invalid="true"' in page.text
    assert (nameless.name, nameless.confirmed_at) == ("unnamed", None)


def test_a_name_that_is_taken_says_what_to_do_and_keeps_what_was_written(client, nameless, maya):
    world.an_mls(maya.team)
    page = text(client.post(f"/sources/{nameless.pk}/confirm/", {"name": "alder county MLS"}))
    assert "You have a source named alder county MLS already. Write another name here" in page
    assert 'value="alder county MLS"' in page
    nameless.refresh_from_db()
    assert nameless.confirmed_at is None


def test_a_vendor_or_another_team_may_have_the_name(nameless, vendor, maya, others):
    vendor.rename("Juniper MLS")
    nameless.confirm(maya, NOW, "Juniper MLS")
    assert nameless.name == vendor.name


def test_confirming_twice_keeps_the_first_name(nameless, maya):
    nameless.confirm(maya, NOW, "Juniper MLS")
    nameless.confirm(maya, NOW, "Alder")
    nameless.refresh_from_db()
    assert nameless.name == "Juniper MLS"


def test_the_verb_asks_too(nameless, vendor, maya):
    with pytest.raises(UnusableInput, match="Which MLS is it"):
        nameless.confirm(maya, NOW)
    with pytest.raises(UnusableInput, match="Which vendor or county is it"):
        vendor.rename("")


def test_a_vendor_is_named_on_its_page(client, vendor):
    assert "Which vendor or county is it?" in client.get(f"/sources/{vendor.pk}/").text
    page = text(client.post(f"/sources/{vendor.pk}/name/", {"name": "Alder skip trace"}, follow=True))
    assert "Kept: it is named Alder skip trace." in page and "<h1>Alder skip trace</h1>" in page
    assert "Which vendor or county is it?" not in page
    assert client.post(f"/sources/{vendor.pk}/name/", {"name": ""}).status_code == 422


def test_the_next_file_like_it_goes_to_the_named_source(client, maya):
    first = brought(client, export(EXPIRED)).source
    first.confirm(maya, NOW, "Juniper MLS")
    assert brought(client, export(EXPIRED, ACTIVE)).source == first
    assert Source.objects.count() == 1


def test_another_teams_source_is_not_there(client, maya, others):
    theirs = Source.objects.exclude(team=maya.team).get(kind="mls")
    assert client.post(f"/sources/{theirs.pk}/name/", {"name": "Mine"}).status_code == 404


def test_the_next_file_like_it_from_the_command_line_goes_there_too(maya, tmp_path):
    path = tmp_path / "alder.csv"
    path.write_bytes(export(EXPIRED).read())
    first = listings.run(listings.queue(maya.team, path, file_name=path.name, by=None, now=NOW), now=NOW).source
    first.confirm(maya, NOW, "Juniper MLS")
    path.write_bytes(export(EXPIRED, ACTIVE).read())
    assert listings.queue(maya.team, path, file_name=path.name, by=None, now=NOW).source == first

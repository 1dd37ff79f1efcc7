"""/sources/<pk>/ : whether a source may be used, how long it counts, whether a vendor's scrub is relied on."""

from datetime import date, timedelta

import pytest

from callsheet.listings.models import Source
from callsheet.owners.models import Phone
from tests.web import world
from tests.web.world import NOW

pytestmark = pytest.mark.django_db


def text(page) -> str:
    return " ".join(page.text.split())


@pytest.fixture
def mls(maya) -> Source:
    return world.an_mls(maya.team)


@pytest.fixture
def vendor(maya) -> Source:
    """A vendor whose file looked two numbers up, one of them listed."""
    vendor = Source.objects.create(team=maya.team, kind="owners", name="Alder skip trace")
    owner = world.an_owner(world.a_home(maya.team))
    for number, listed in (("+14105550143", True), ("+14105550144", False)):
        Phone.objects.create(
            owner=owner, number=number, source=vendor, reported_at=NOW, vendor_listed=listed,
            vendor_scrubbed_on=date(2026, 11, 19),
        )  # fmt: skip
    return vendor


def test_a_new_mls_asks_whether_its_use_is_allowed(client, mls):
    page = text(client.get(f"/sources/{mls.pk}/"))
    assert "Does your MLS allow this use?" in page
    assert "Confirm the use of Alder County MLS" in page


def test_who_confirmed_and_when_is_kept(client, mls, maya):
    page = client.post(f"/sources/{mls.pk}/confirm/", follow=True)
    mls.refresh_from_db()
    assert (mls.confirmed_by, mls.confirmed_at) == (maya, NOW)
    assert "Kept: Maya Lindqvist confirmed the use of Alder County MLS." in page.text
    assert "is new here" not in page.text
    assert "Use confirmed by Maya Lindqvist, today, 8:05 am." in client.get(f"/sources/{mls.pk}/").text


def test_the_first_confirmation_stands(mls, maya):
    mls.confirm(maya, NOW)
    mls.confirm(world.an_agent(maya.team, "otto"), NOW + timedelta(days=1))
    assert (mls.confirmed_by, mls.confirmed_at) == (maya, NOW)


def test_how_long_it_counts_can_be_changed(client, mls):
    page = client.post(f"/sources/{mls.pk}/fresh/", {"hours": "36"}, follow=True)
    mls.refresh_from_db()
    assert mls.fresh_hours == 36
    assert "a status counts as fresh for 36 hours" in page.text


@pytest.mark.parametrize("hours", ["0", "169", "-3", "x", ""])
def test_hours_out_of_reason_are_refused(client, mls, hours):
    client.post(f"/sources/{mls.pk}/fresh/", {"hours": hours})
    mls.refresh_from_db()
    assert mls.fresh_hours == 24


def test_a_scrub_is_told_with_its_size_and_day_and_what_it_is_not(client, vendor):
    page = text(client.get(f"/sources/{vendor.pk}/"))
    assert "2 numbers, 1 of them on the registry, as of Nov 19, 2026." in page
    assert "Policy evidence, not your own safe harbour." in page
    assert "Rely on it, by my name and as of today" in page


def test_relying_on_it_keeps_who_and_when(client, vendor, maya):
    page = client.post(f"/sources/{vendor.pk}/scrub/", {"rely": "yes"}, follow=True)
    vendor.refresh_from_db()
    assert (vendor.scrub_by, vendor.scrub_at) == (maya, NOW)
    assert "chosen by Maya Lindqvist, today, 8:05 am" in text(page)
    assert "Stop relying on it" in page.text


def test_it_can_be_stopped(client, vendor, maya):
    vendor.rely_on_scrub(maya, NOW)
    client.post(f"/sources/{vendor.pk}/scrub/", {"rely": "no"})
    vendor.refresh_from_db()
    assert (vendor.scrub_by, vendor.scrub_at) == (None, None)


def test_a_vendor_without_such_a_column_offers_nothing(client, maya):
    plain = Source.objects.create(team=maya.team, kind="owners", name="County roll")
    page = text(client.get(f"/sources/{plain.pk}/"))
    assert "No file of it had a do-not-call column." in page
    assert "Rely on it" not in page


def test_an_mls_has_no_scrub(client, mls):
    assert client.post(f"/sources/{mls.pk}/scrub/", {"rely": "yes"}).status_code == 404


def test_looking_changes_nothing(client, mls, vendor):
    for path in (f"{mls.pk}/confirm", f"{mls.pk}/fresh", f"{vendor.pk}/scrub"):
        assert client.get(f"/sources/{path}/").status_code == 405


def test_another_teams_source_is_not_there(client, maya, others):
    theirs = Source.objects.get(team=others["Bao Tran"].team)
    Source.objects.update(confirmed_at=None)
    assert client.get(f"/sources/{theirs.pk}/").status_code == 404
    for path in ("confirm", "fresh", "scrub"):
        assert client.post(f"/sources/{theirs.pk}/{path}/", {"hours": "5", "rely": "yes"}).status_code == 404
    theirs.refresh_from_db()
    assert (theirs.confirmed_at, theirs.fresh_hours) == (None, 24)

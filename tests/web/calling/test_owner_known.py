"""Before dialing: how sure the owner is, what is known of each number, and who else owns the home."""

from datetime import timedelta

import pytest

from callsheet.leads import intake
from callsheet.leads.models import Lead, LeadEvent
from callsheet.listings.models import Source
from callsheet.owners import ingest
from callsheet.owners.models import Owner, Phone
from tests.web.owners.files import write
from tests.web.owners.vendor_files import BOONE, COUNTY, REDX, VULCAN7, Household, rows, with_cells
from tests.web.world import NOW, a_home, a_lead, a_listing, a_registry_copy, an_mls

pytestmark = pytest.mark.django_db
KEY = "1|418||LARKSPUR|LN|||21014"


@pytest.fixture
def lead(maya):
    home = a_home(maya.team, address_key=KEY)
    a_registry_copy("410", NOW.date())
    return a_lead(a_listing(home, an_mls(maya.team)))


@pytest.fixture
def bring(maya, lead, tmp_path):
    """Reads an owner file of that shape and gives the lead its owner; `days` ago, from that source."""

    def read(shape, *said, days=0, source=None):
        at = NOW - timedelta(days=days)
        path = write(tmp_path / f"{shape.name}{days}.csv", said, shape.header)
        from_file = ingest.queue(maya.team, path, file_name=path.name, by=None, now=at, source=source)
        intake.run_owner_import(from_file, at)
        lead.refresh_from_db()

    return read


def page(client, url: str) -> str:
    return " ".join(client.get(url).text.split())


def both(client, lead) -> list[str]:
    return [page(client, f"/call/{lead.pk}/"), page(client, f"/leads/{lead.pk}/")]


def test_how_sure_the_owner_is_stands_on_both_pages(client, lead, bring):
    bring(REDX, REDX.row(BOONE), days=430)
    assert all("Owner low: one vendor, 14 months old" in told for told in both(client, lead))
    bring(COUNTY, COUNTY.row(BOONE), source="Alder County")
    assert all("Owner high: the county roll and one vendor, this month" in told for told in both(client, lead))


def test_a_sale_since_and_another_name_in_the_roll_are_said(client, lead, bring):
    bring(REDX, REDX.row(BOONE), days=40)
    roll = with_cells(COUNTY, COUNTY.row(BOONE), OWNER1="VAIL JANE")
    bring(COUNTY, roll, days=50, source="Alder County")
    told = page(client, f"/leads/{lead.pk}/")
    assert "Owner low: one vendor, 1 month old; Alder County names Jane Vail." in told
    a_listing(lead.property, Source.objects.get(kind="mls"), listing_id="S1", standard_status="Closed",
              close_date=(NOW - timedelta(days=20)).date())  # fmt: skip
    assert "the home sold since" in page(client, f"/leads/{lead.pk}/")


def test_a_dead_number_is_shown_with_who_found_out_and_when(client, lead, bring, maya):
    bring(REDX, REDX.row(BOONE), days=300)
    Phone.objects.get(number="+14105550142").learn("wrong", maya, NOW - timedelta(days=266))
    bring(VULCAN7, VULCAN7.row(BOONE))
    for told in both(client, lead):
        assert "Said by Maya Lindqvist on Mar 3; kept so that it cannot come back." in told
        assert "phone-dead" in told


def test_a_number_that_a_vendor_calls_dead_says_whose_word_it_is(client, lead, bring):
    bring(REDX, with_cells(REDX, REDX.row(BOONE), Phone_Status="Disconnected"))
    assert "REDX Vortex says so, file of Nov 24; kept so that it cannot come back." in page(
        client, f"/leads/{lead.pk}/"
    )


def test_a_number_that_was_wrong_for_somebody_else_is_told_before_dialing(client, lead, bring, maya):
    bring(REDX, REDX.row(BOONE), days=30)
    Phone.objects.get(number="+14105550142").learn("wrong", maya, NOW - timedelta(days=9))
    bring(REDX, REDX.row(Household(first="Omar", last="Quill")))
    assert lead.owner.name == "Omar Quill"
    for told in both(client, lead):
        assert "It was a wrong number for Harriet Boone, Nov 15 (Maya Lindqvist)." in told


def test_a_flagged_number_is_told_on_the_screen_and_the_sheet(client, lead, bring):
    bring(REDX, REDX.row(BOONE))
    Phone.objects.update(litigator=True, vendor_listed=False)
    for told in both(client, lead):
        assert "A vendor flags this number as belonging to somebody who sues callers." in told
    assert "flagged: sues callers" in page(client, "/sheet/")


# ---- several owners, several homes


def test_two_owners_of_one_home_are_both_shown_and_either_is_called(client, lead, bring, maya):
    bring(VULCAN7, *rows(VULCAN7, BOONE, Household(first="Omar", last="Quill", phones=("4435550107",))))
    assert lead.owner.name == "Harriet Boone"
    call, told = both(client, lead)
    assert "Also named as owner: Omar Quill." in call
    assert "<b>Omar Quill</b> is named as owner too" in told and "names Omar Quill" not in told
    omar = Owner.objects.get(name="Omar Quill")
    answer = client.post(f"/leads/{lead.pk}/owner/", {"owner": omar.pk}, follow=True)
    assert "From now on it is Omar Quill who is called here." in answer.text
    lead.refresh_from_db()
    assert lead.owner == omar
    assert LeadEvent.objects.filter(what="Owner to call is Omar Quill from now on.", by=maya).count() == 1
    client.post(f"/leads/{lead.pk}/owner/", {"owner": omar.pk})
    assert LeadEvent.objects.filter(what__startswith="Owner to call").count() == 1
    assert "(443) 555-0107" in page(client, f"/call/{lead.pk}/")


def test_the_chosen_owner_stays_when_the_same_two_come_again(client, lead, bring):
    two = [BOONE, Household(first="Omar", last="Quill", phones=("4435550107",))]
    bring(VULCAN7, *rows(VULCAN7, *two), days=9)
    omar = Owner.objects.get(name="Omar Quill")
    client.post(f"/leads/{lead.pk}/owner/", {"owner": omar.pk})
    again = rows(VULCAN7, *two)
    bring(VULCAN7, *[with_cells(VULCAN7, row, Phone_2="4105550199") for row in again])
    assert lead.owner == omar


def test_somebody_whom_no_source_names_there_is_not_called(client, lead, bring, maya):
    bring(VULCAN7, VULCAN7.row(BOONE))
    stranger = Owner.objects.create(team=maya.team, name="Jane Vail", name_key="people:JANE VAIL")
    answer = client.post(f"/leads/{lead.pk}/owner/", {"owner": stranger.pk}, follow=True)
    assert "No source names Jane Vail as owner of this home now." in answer.text
    assert Lead.objects.get(pk=lead.pk).owner.name == "Harriet Boone"


def test_another_teams_owner_or_lead_is_not_found(client, lead, others):
    theirs = Lead.objects.exclude(team=lead.team).exclude(owner=None).first()
    assert client.post(f"/leads/{lead.pk}/owner/", {"owner": theirs.owner_id}).status_code == 404
    assert client.post(f"/leads/{theirs.pk}/owner/", {"owner": theirs.owner_id}).status_code == 404


def test_the_other_homes_of_an_owner_are_linked(client, lead, bring):
    away = Household(number="9", street="Quarry", suffix="Rd")
    bring(VULCAN7, *rows(VULCAN7, BOONE, away))
    assert Owner.objects.count() == 1
    call, told = both(client, lead)
    assert "Holds 9 Quarry Rd too." in call
    assert ">9 Quarry Rd</a>" in told

"""The vendor of leads is checked: what it sells as expired is held against our MLS. All people are invented."""

from datetime import date, timedelta

import pytest

from callsheet.leads import intake
from callsheet.leads.models import Lead
from callsheet.listings import ingest as listings
from callsheet.owners import claims
from callsheet.owners.models import Ownership, VendorClaim
from tests.web.owners.files import read, write
from tests.web.owners.vendor_files import BOONE, QUILL, REDX, VULCAN7, rows, with_cells
from tests.web.world import NOW, a_team, an_mls

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=2)
MLS = "MLS #,Status,Address,City,State,Zip,List Price,List Date,Off Market Date,Close Date"
WHERE = "418 Larkspur Ln,Fallow Creek,MD,21014,459900,3/11/2026"


@pytest.fixture
def team():
    return a_team()


def mls_says(team, tmp_path, status, off="", closed="", number="AL000418", now=NOW, name="mls.csv"):
    path = tmp_path / name
    path.write_text(f"{MLS}\n{number},{status},{WHERE},{off},{closed}\n", encoding="utf-8")
    intake.run_import(listings.queue(team, path, file_name=name, mls="Alder County MLS", by=None, now=now), now)


def vendor_says(team, tmp_path, *homes, shape=REDX, now=NOW):
    return read(team, write(tmp_path / f"{shape.name}.csv", rows(shape, *homes), shape.header), now=now)


@pytest.mark.parametrize(
    ("status", "off", "closed", "found", "because"),
    [
        ("Active", "", "", "on_market", "On the market: Active (Alder County MLS)."),
        ("Pending", "", "", "on_market", "On the market: Pending (Alder County MLS)."),
        ("Withdrawn", "11/20/2026", "", "withdrawn", "Withdrawn, still under contract with the listing broker."),
        ("Closed", "", "11/20/2026", "closed", "Sold on Nov 20 (Alder County MLS)."),
    ],
)
def test_what_the_mls_contradicts_is_refused(team, tmp_path, status, off, closed, found, because):
    mls_says(team, tmp_path, status, off, closed)
    vendor_says(team, tmp_path, BOONE)
    claim = VendorClaim.objects.get()
    assert (claim.found, claim.because, claim.is_refused) == (found, because, True)
    assert claim.mls_known_at is None
    assert not Lead.objects.exists()


def test_what_the_mls_confirms_is_not(team, tmp_path):
    mls_says(team, tmp_path, "Expired", "11/22/2026", now=NOW - timedelta(hours=9))
    vendor_says(team, tmp_path, BOONE)
    claim = VendorClaim.objects.get()
    assert (claim.status, claim.said_on, claim.listing_id) == ("Expired", date(2026, 11, 22), "AL000418")
    assert (claim.found, claim.is_refused) == ("off_market", False)
    assert (claim.first_claimed_at, claim.mls_known_at) == (NOW, NOW - timedelta(hours=9))


def test_a_home_the_mls_does_not_know_opens_no_lead_and_says_so(team, tmp_path):
    an_mls(team)
    vendor_says(team, tmp_path, BOONE)
    claim = VendorClaim.objects.get()
    assert (claim.found, claim.is_refused) == ("none", False)
    assert claim.because == "Not in your MLS files: not callable until a file with it is imported."
    assert not Lead.objects.exists()


def test_claims_are_judged_again_when_the_mls_tells_something_new(team, tmp_path):
    vendor_says(team, tmp_path, BOONE)
    mls_says(team, tmp_path, "Active")
    assert VendorClaim.objects.get().found == "on_market"
    mls_says(team, tmp_path, "Expired", "11/25/2026", now=LATER, name="later.csv")
    claim = VendorClaim.objects.get()
    assert (claim.found, claim.is_refused, claim.mls_known_at) == ("off_market", False, LATER)
    assert claim.first_claimed_at < claim.mls_known_at, "the vendor was wrong by two days"
    lead = Lead.objects.get()
    assert lead.owner == Ownership.objects.get().owner


def test_judging_twice_writes_once(team, tmp_path, django_assert_num_queries):
    mls_says(team, tmp_path, "Active")
    vendor_says(team, tmp_path, BOONE)
    claim = VendorClaim.objects.get()
    claims.judge_claims(team, [claim.property_id], LATER)
    assert VendorClaim.objects.get().judged_at == NOW
    VendorClaim.objects.all().delete()
    with django_assert_num_queries(1):
        claims.judge_claims(team, [claim.property_id], LATER)


def test_a_claim_said_again_keeps_its_first_day(team, tmp_path):
    vendor_says(team, tmp_path, BOONE)
    row = with_cells(REDX, REDX.row(BOONE), Remarks="Still empty")
    read(team, write(tmp_path / "again.csv", [row], REDX.header), now=LATER)
    claim = VendorClaim.objects.get()
    assert (claim.first_claimed_at, claim.claimed_at) == (NOW, LATER)


def test_a_claim_about_another_listing_of_the_home_begins_anew(team, tmp_path):
    mls_says(team, tmp_path, "Expired", "11/22/2026")
    vendor_says(team, tmp_path, BOONE)
    row = with_cells(REDX, REDX.row(BOONE), **{"MLS/FSBO_ID": "AL000999"})
    read(team, write(tmp_path / "again.csv", [row], REDX.header), now=LATER)
    claim = VendorClaim.objects.get()
    assert (claim.listing_id, claim.first_claimed_at) == ("AL000999", LATER)


def test_an_older_file_read_late_only_moves_the_first_day_back(team, tmp_path):
    vendor_says(team, tmp_path, BOONE)
    path = write(tmp_path / "old.csv", [with_cells(REDX, REDX.row(BOONE), Listing_Status="Canceled")], REDX.header)
    read(team, path, as_of=NOW - timedelta(days=3))
    claim = VendorClaim.objects.get()
    assert (claim.status, claim.first_claimed_at, claim.claimed_at) == ("Expired", NOW - timedelta(days=3), NOW)


@pytest.mark.parametrize(
    ("word", "status"),
    [
        ("Expired", "Expired"),
        ("Expireds", "Expired"),
        ("Old Expireds", "Expired"),
        ("EXPIRED LISTINGS", "Expired"),
        ("Cancelled", "Canceled"),
        ("Terminated", "Canceled"),
        ("Withdrawn", None),
        ("FSBO", None),
        ("For Rent", None),
        ("", None),
    ],
)
def test_the_words_of_vendors(team, tmp_path, word, status):
    row = with_cells(VULCAN7, VULCAN7.row(QUILL), List_Type=word)
    read(team, write(tmp_path / "vulcan.csv", [row], VULCAN7.header))
    assert [claim.status for claim in VendorClaim.objects.all()] == ([status] if status else [])


def test_without_a_status_a_day_of_expiry_in_the_past_says_it(team, tmp_path):
    told = with_cells(REDX, REDX.row(BOONE), Listing_Status="")
    to_come = with_cells(REDX, REDX.row(QUILL), Listing_Status="", Expired_Date="12/31/2026")
    read(team, write(tmp_path / "redx.csv", [told, to_come], REDX.header))
    assert VendorClaim.objects.get().property.number == "418"


def test_the_claims_of_other_teams_are_left_alone(team, tmp_path):
    other = a_team("Heron Homes")
    vendor_says(other, tmp_path, BOONE)
    theirs = VendorClaim.objects.get()
    claims.judge_claims(team, [theirs.property_id], LATER)
    assert VendorClaim.objects.get().judged_at == NOW

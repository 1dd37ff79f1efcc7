"""MLS files into listings: counts, history, what is newer, what is kept, what comes back to be mended."""

from datetime import UTC, date, datetime, timedelta

import pytest

from callsheet.listings import ingest
from callsheet.listings.models import Import, LastRead, Listing, ListingChange, Property
from tests.web.listings.files import (
    HEADER,
    HERON,
    LARKSPUR,
    OSPREY,
    changed,
    counts,
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


def test_a_first_import_writes_listings_and_homes_and_no_history(team, tmp_path):
    import_ = imported(team, write(tmp_path, LARKSPUR, HERON, OSPREY))
    assert counts(import_) == (3, 3, 0, 0, 0)
    assert import_.state == Import.State.DONE
    assert import_.statuses == {"Active": 1, "Expired": 1, "Closed": 1}
    assert import_.source.name == "unnamed"
    assert ListingChange.objects.count() == 0
    listing = Listing.objects.get(listing_id="AL1")
    assert (listing.standard_status, listing.list_price) == ("Active", 459_900)
    assert listing.on_market_date == date(2026, 3, 11)
    assert (listing.last_read.as_of, listing.last_read.seen_at, listing.first_seen_at) == (NOW, NOW, NOW)
    assert listing.property.one_line == "418 Larkspur Ln, Fallow Creek, MD 21014"
    assert listing.extra() == {"Remarks": "Nice"}


def test_the_same_file_twice_changes_nothing_and_was_seen_again(team, tmp_path):
    path = write(tmp_path, LARKSPUR, HERON, OSPREY)
    imported(team, path)
    again = imported(team, path, NOW + DAY)
    assert counts(again) == (3, 0, 0, 3, 0)
    assert ListingChange.objects.count() == 0
    assert set(Listing.objects.values_list("last_read__seen_at", "last_read__as_of", "first_seen_at")) == {
        (NOW + DAY, NOW + DAY, NOW)
    }


def test_history_holds_what_changed_with_when_and_from_which_file(team, tmp_path):
    imported(team, write(tmp_path, LARKSPUR, HERON))
    second = imported(
        team, write(tmp_path, changed(LARKSPUR, status="Expired", list_price="$449,900"), HERON), NOW + DAY
    )
    assert counts(second) == (2, 0, 1, 1, 0)
    assert history("AL1") == [("standard_status", "Active", "Expired"), ("list_price", "459900", "449900")]
    assert set(ListingChange.objects.values_list("at", "of")) == {(NOW + DAY, second.pk)}
    assert Listing.objects.get(listing_id="AL1").status_at == NOW + DAY
    assert Listing.objects.get(listing_id="AL2").status_at == NOW


@pytest.mark.parametrize(
    "drift",
    [
        {"status": "ACTIVE"},
        {"status": "act"},
        {"list_price": "459900.00"},
        {"list_date": "2026-03-11"},
        {"address": "418 LARKSPUR LANE"},
        {"zip": "21014-3301"},
        {"number": " AL1 "},
        {"remarks": "Nice indeed"},
        {"list_price": ""},
        {"list_date": "n/a"},
    ],
)
def test_an_equal_value_in_another_spelling_is_no_change(team, tmp_path, drift):
    imported(team, write(tmp_path, LARKSPUR))
    again = imported(team, write(tmp_path, changed(LARKSPUR, **drift)), NOW + DAY)
    assert counts(again) == (1, 0, 0, 1, 0)
    assert history("AL1") == []
    listing = Listing.objects.get()
    assert (listing.list_price, listing.on_market_date) == (459_900, date(2026, 3, 11))
    assert listing.extra() == {"Remarks": drift.get("remarks", "Nice")}
    assert Property.objects.count() == 1


def test_day_counters_move_without_history(team, tmp_path):
    header = (*HEADER, "DOM")
    imported(team, write(tmp_path, (*LARKSPUR, "9"), header=header))
    again = imported(team, write(tmp_path, (*LARKSPUR, "1,010"), header=header), NOW + DAY)
    assert counts(again) == (1, 0, 0, 1, 0)
    assert Listing.objects.get().days_on_market == 1_010


def test_the_mls_own_word_has_history_where_its_meaning_stays_the_same(team, tmp_path):
    imported(team, write(tmp_path, changed(LARKSPUR, status="A-ER")), mls="GLVAR")
    imported(team, write(tmp_path, changed(LARKSPUR, status="A-EA")), NOW + DAY, mls="GLVAR")
    assert history("AL1") == [("mls_status", "A-ER", "A-EA")]


def test_back_on_the_market_a_listing_loses_its_closing(team, tmp_path):
    header = (*HEADER, "Close Date", "Sold Price")
    imported(team, write(tmp_path, (*changed(LARKSPUR, status="Sold"), "11/20/2026", "450000"), header=header))
    imported(team, write(tmp_path, (*LARKSPUR, "", ""), header=header), NOW + DAY)
    listing = Listing.objects.get()
    assert (listing.close_date, listing.close_price, listing.standard_status) == (None, None, "Active")
    assert ("close_price", "450000", None) in history("AL1")


# Which row is newer


def test_an_older_row_never_overwrites(team, tmp_path):
    imported(team, write(tmp_path, changed(LARKSPUR, status="Expired")), as_of=NOW)
    older = imported(team, write(tmp_path, LARKSPUR), NOW + DAY, as_of=NOW - DAY)
    assert counts(older) == (1, 0, 0, 1, 0)
    assert Listing.objects.get().standard_status == "Expired"
    assert history("AL1") == []


def test_seen_unchanged_since_makes_a_row_newer(team, tmp_path):
    active = write(tmp_path, LARKSPUR)
    imported(team, active, as_of=NOW)
    imported(team, active, as_of=NOW + 4 * DAY)
    imported(team, write(tmp_path, changed(LARKSPUR, status="Expired"), name="b.csv"), as_of=NOW + 2 * DAY)
    assert Listing.objects.get().standard_status == "Active"


def test_a_rows_own_time_stamp_beats_the_moment_of_the_file(team, tmp_path):
    header = (*HEADER, "ModificationTimestamp")
    new, old = "2026-11-20T10:00:00Z", "2026-11-18T10:00:00Z"
    imported(team, write(tmp_path, (*changed(LARKSPUR, status="Expired"), new), header=header))
    late = imported(team, write(tmp_path, (*LARKSPUR, old), header=header), NOW + DAY)
    assert counts(late) == (1, 0, 0, 1, 0)
    listing = Listing.objects.get()
    assert (listing.standard_status, listing.last_read.as_of) == ("Expired", datetime(2026, 11, 20, 10, tzinfo=UTC))


def test_equal_time_stamps_leave_it_to_the_moment_of_the_file(team, tmp_path):
    header = (*HEADER, "StatusChangeTimestamp")
    stamp = "2026-11-20T10:00:00Z"
    imported(team, write(tmp_path, (*LARKSPUR, stamp), header=header))
    cheaper = (*changed(LARKSPUR, list_price="440000"), stamp)
    assert imported(team, write(tmp_path, cheaper, header=header), NOW + DAY).changed == 1
    dearer = (*changed(LARKSPUR, list_price="470000"), stamp)
    assert imported(team, write(tmp_path, dearer, header=header), NOW + 2 * DAY, as_of=NOW).changed == 0
    assert Listing.objects.get().list_price == 440_000


def test_the_files_own_date_on_disk_says_nothing(team, tmp_path):
    imported(team, write(tmp_path, LARKSPUR))
    path = write(tmp_path, changed(LARKSPUR, status="Expired"))
    path.touch()
    imported(team, path, NOW + DAY)
    assert LastRead.objects.get().as_of == NOW + DAY


# Rows of one number


def test_a_number_repeated_in_a_file_counts_once_and_the_last_row_wins(team, tmp_path):
    path = write(tmp_path, LARKSPUR, HERON, changed(LARKSPUR, status="Expired"))
    assert counts(imported(team, path)) == (3, 2, 0, 1, 0)
    assert Listing.objects.get(listing_id="AL1").standard_status == "Expired"
    assert counts(imported(team, path, NOW + DAY)) == (3, 0, 0, 3, 0)
    assert history("AL1") == []


def test_of_repeated_rows_the_newest_time_stamp_wins(team, tmp_path):
    header = (*HEADER, "ModificationTimestamp")
    newest = (*changed(LARKSPUR, status="Expired"), "2026-11-20T10:00:00Z")
    path = write(tmp_path, newest, (*LARKSPUR, "2026-11-18T10:00:00Z"), (*LARKSPUR, ""), header=header)
    assert counts(imported(team, path)) == (3, 1, 0, 2, 0)
    assert Listing.objects.get().standard_status == "Expired"


def test_one_number_in_two_mlss_is_two_listings_of_one_home(team, tmp_path):
    path = write(tmp_path, LARKSPUR)
    imported(team, path, mls="Alder County MLS")
    imported(team, path, NOW + DAY, mls="Port MLS")
    assert Listing.objects.count() == 2
    assert Property.objects.count() == 1


# What the columns say


def test_current_price_is_the_list_price_until_the_listing_is_sold(team, tmp_path):
    header = ("MLS #", "Status", "Address", "Zip", "Current Price")
    row = ("AL1", "Active", "418 Larkspur Ln", "21014", "459,900")
    imported(team, write(tmp_path, row, header=header))
    sold = ("AL1", "Sold", "418 Larkspur Ln", "21014", "451,000")
    imported(team, write(tmp_path, sold, header=header), NOW + DAY)
    listing = Listing.objects.get()
    assert (listing.list_price, listing.close_price) == (459_900, 451_000)
    assert history("AL1") == [("standard_status", "Active", "Closed"), ("close_price", None, "451000")]


def test_a_missing_city_and_state_are_those_of_the_zip(team, tmp_path):
    header = ("MLS #", "Status", "Address", "Zip")
    imported(team, write(tmp_path, ("AL1", "Active", "418 Larkspur Ln", "21014"), header=header))
    home = Property.objects.get()
    assert (home.city, home.state, home.postal_code) == ("Bel Air", "MD", "21014")


def test_of_a_repeated_column_the_first_filled_cell_counts_and_the_other_is_kept(team, tmp_path):
    header = ("MLS #", "Status", "Address", "City", "City", "Pool", "Pool", "ListPrice", "ListPrice")
    first = ("AL1", "Active", "418 Larkspur Ln", "", "Fallow Creek", "Yes", "Yes", "1000", "")
    second = ("AL2", "Active", "12 Osprey Way", "Port Alder", "Elsewhere", "", "", "", "2000")
    imported(team, write(tmp_path, first, second, header=header))
    listings = {listing.listing_id: listing for listing in Listing.objects.all()}
    assert [listing.property.city for listing in listings.values()] == ["Fallow Creek", "Port Alder"]
    assert [listing.list_price for listing in listings.values()] == [1000, 2000]
    assert listings["AL1"].extra() == {"City (2)": "Fallow Creek", "Pool": "Yes"}
    assert listings["AL2"].extra() == {"City (2)": "Elsewhere"}


def test_unknown_columns_are_kept_letter_by_letter(team, tmp_path):
    header = ("MLS #", "Status", "Address", "Zip", 'Odd "name"', "Empty", "Text")
    odd = 'say "x":null,} and \\ or\nnewline, é'
    imported(team, write(tmp_path, ("AL1", "Active", "418 Larkspur Ln", "21014", "1", "", odd), header=header))
    listing = Listing.objects.get()
    assert listing.extra() == {'Odd "name"': "1", "Text": odd}
    imported(
        team, write(tmp_path, ("AL1", "Active", "418 Larkspur Ln", "21014", "2", "x", ""), header=header), NOW + DAY
    )
    assert listing.extra() == {'Odd "name"': "2", "Empty": "x"}


def test_facts_of_the_home_are_kept_and_a_newer_row_adds_to_them(team, tmp_path):
    header = (
        "MLS #",
        "Status",
        "Address",
        "Zip",
        "Year Built",
        "Beds",
        "Full Baths",
        "Half Baths",
        "Sq Ft",
        "Lot SqFt",
    )
    row = ("AL1", "Active", "418 Larkspur Ln", "21014", "1978", "3", "2", "1", "", "10,890")
    imported(team, write(tmp_path, row, header=header))
    home = Property.objects.get()
    assert (home.year_built, home.bedrooms_total, home.bathrooms_total) == (1978, 3, 2.5)
    assert (home.living_area, float(home.lot_size_acres)) == (None, 0.25)
    newer = ("AL1", "Active", "418 Larkspur Ln", "21014", "", "4", "", "", "1,640", "")
    assert counts(imported(team, write(tmp_path, newer, header=header), NOW + DAY)) == (1, 0, 0, 1, 0)
    home.refresh_from_db()
    assert (home.year_built, home.bedrooms_total, home.bathrooms_total, home.living_area) == (1978, 4, 2.5, 1_640)


def test_leases_are_kept_apart(team, tmp_path):
    header = ("MLS #", "Status", "Address", "Zip", "Property Type")
    rent = ("R1", "Active", "9 Teal Rd", "21078", "Residential Lease")
    imported(team, write(tmp_path, rent, ("R2", "Active", "8 Teal Rd", "21078", "Residential"), header=header))
    assert dict(Listing.objects.values_list("listing_id", "is_lease")) == {"R1": True, "R2": False}


def test_a_status_change_dates_an_expiry_that_has_no_other_date(team, tmp_path):
    header = (*HEADER, "Status Change Date")
    imported(team, write(tmp_path, (*HERON, "11/22/2026"), (*LARKSPUR, "11/20/2026"), header=header))
    assert Listing.objects.get(listing_id="AL2").off_market_date == date(2026, 11, 22)
    assert Listing.objects.get(listing_id="AL1").off_market_date is None


def test_a_moved_listing_says_both_addresses(team, tmp_path):
    imported(team, write(tmp_path, LARKSPUR))
    touched = []
    path = write(tmp_path, changed(LARKSPUR, address="420 Larkspur Ln"))
    imported(team, path, NOW + DAY, on_batch=lambda homes: touched.extend(homes) or ingest.BatchEffect())
    assert history("AL1") == [
        (
            "unparsed_address",
            "418 Larkspur Ln, Fallow Creek, MD 21014",
            "420 Larkspur Ln, Fallow Creek, MD 21014",
        )
    ]
    assert set(touched) == set(Property.objects.values_list("pk", flat=True))


# Numbers that a whole file lacks


def test_a_file_without_any_number_derives_one_from_address_and_date(team, tmp_path):
    path = write(tmp_path, changed(LARKSPUR, number=""), changed(HERON, number=""))
    assert counts(imported(team, path)) == (2, 2, 0, 0, 0)
    assert counts(imported(team, path, NOW + DAY)) == (2, 0, 0, 2, 0)


def test_or_from_the_listings_own_page(team, tmp_path):
    header = ("MLS #", "Status", "Address", "Zip", "URL")
    row = ("", "Expired", "418 Larkspur Ln", "21014", "https://example.test/home/Ab12/?x=1")
    imported(team, write(tmp_path, row, header=header))
    assert Listing.objects.get().listing_id == "Ab12"

"""Every real export beside the checkout: read whole, counted exactly. Counts only; no row of them is shown."""

from pathlib import Path

import pytest

from callsheet.listings.models import Listing, Property, StatusWord
from tests.web.listings.files import counts, imported
from tests.web.world import NOW, a_team

pytestmark = pytest.mark.django_db

EXPORTS = [
    # file below ../shared/data, signature, MLS, rows, rejected, rows of each status
    ("mls-bright-maryland/Harford1.csv", "bright-market-analysis", "Bright MLS", 4_935, 2, {"Closed": 4_935}),
    ("mls-bright-maryland/Harford2.csv", "bright-market-analysis", "Bright MLS", 4_950, 2, {"Closed": 4_950}),
    ("mls-bright-maryland/Harford3.csv", "bright-market-analysis", "Bright MLS", 2_628, 2, {"Closed": 2_628}),
    *(
        (f"mls-las-vegas-matrix/{name}", "las-vegas-matrix", "Las Vegas REALTORS", rows, 0, {status: rows})
        for name, rows, status in (
            ("mls-active-3bd-500kmax.csv", 1_665, "Active"),
            ("mls-active-4bd-500kmax.csv", 707, "Active"),
            ("mls-active-5bd-667kmax.csv", 316, "Active"),
            ("mls_1bed_6mo.csv", 18, "Closed"),
            ("mls_3bed_500kmax_3mo.csv", 1_636, "Closed"),
            ("mls_4bed_500kmax_3mo.csv", 730, "Closed"),
            ("mls_5bed_667kmax_3mo.csv", 245, "Closed"),
        )
    ),
    (
        "mls-other/toronto-expired/housesigma-listings-2025-11-27.json",
        "housesigma",
        "HouseSigma",
        21,
        0,
        {"Canceled": 18, "Expired": 3},
    ),
    (
        "mls-other/mls-pin/mlspin_vow_results.csv",
        "mls-pin-client-list",
        "MLS PIN",
        100,
        0,
        {"Active": 12, "Active Under Contract": 5},
    ),
    (
        "mls-other/repliers/repliers_sample_listings.csv",
        "repliers",
        "Repliers",
        13,
        0,
        {"Active": 12, "Active Under Contract": 1},
    ),
    (
        "mls-other/invented-statuses/mls.csv",
        "generic-mls-table",
        "unnamed",
        300,
        0,
        {"Active": 124, "Closed": 79, "Pending": 70, "Withdrawn": 16, "Expired": 11},
    ),
]


@pytest.mark.parametrize(("file", "signature", "mls", "rows", "rejected", "statuses"), EXPORTS, ids=lambda value: None)
def test_a_real_export_is_read_whole_and_again_changes_nothing(
    shared, settings, tmp_path, file, signature, mls, rows, rejected, statuses
):
    settings.HOME = tmp_path
    team, path = a_team(), shared / "data" / file
    first = imported(team, path)
    assert (first.mapping_name, first.source.name) == (signature, mls)
    assert counts(first) == (rows, rows - rejected, 0, 0, rejected)
    assert first.statuses == statuses
    assert counts(imported(team, path)) == (rows, 0, 0, rows - rejected, rejected)
    assert not list(path.parent.glob("*.rejected.csv")), "the folder of the exports stays as it is"


def test_every_export_of_the_folders_is_among_them(shared):
    folders = [path for path in (shared / "data").glob("mls-*") if path.name not in ("mls-export-headers", "mls-index")]
    found = {str(file.relative_to(shared / "data")) for folder in folders for file in folder.rglob("*.*")}
    bench = "mls-bright-maryland/bench_AnneArundel_Baltimore.csv.gz"
    assert found == {file for file, *_ in EXPORTS} | {bench}


def test_what_rejects_bright_rows_is_a_missing_or_contradicting_house_number(shared, settings, tmp_path):
    settings.HOME = tmp_path
    import_ = imported(a_team(), shared / "data/mls-bright-maryland/Harford1.csv")
    assert set(import_.rejected_rows.values_list("column", flat=True)) == {"StreetName"}
    assert Path(import_.rejected_file).parent == tmp_path / "imports"


def test_bright_prices_dates_facts_and_earlier_listings(shared, settings, tmp_path):
    settings.HOME = tmp_path
    team = a_team()
    for name in ("Harford1", "Harford2", "Harford3"):
        imported(team, shared / f"data/mls-bright-maryland/{name}.csv")
    listings = Listing.objects.all()
    assert listings.count() == 12_507
    assert not listings.filter(close_price=None).exists()
    assert not listings.filter(on_market_date=None).exists()
    assert Property.objects.count() < 12_507 - 900, "a thousand homes were listed more than once"
    assert Property.objects.filter(year_built__range=(1700, 2022)).count() > 0.99 * Property.objects.count()


def test_las_vegas_sold_rows_have_a_close_price_and_homes_a_city(shared):
    imported(a_team(), shared / "data/mls-las-vegas-matrix/mls_1bed_6mo.csv")
    assert not Listing.objects.filter(close_price=None).exists()
    assert not Listing.objects.exclude(list_price=None).exists()
    assert set(Property.objects.values_list("state", flat=True)) <= {"NV", "UT"}


def test_toronto_rows_have_no_number_and_are_known_by_their_page(shared):
    imported(a_team(), shared / "data/mls-other/toronto-expired/housesigma-listings-2025-11-27.json")
    assert Listing.objects.values("listing_id").distinct().count() == 21
    assert set(Property.objects.values_list("state", flat=True)) == {"ON"}
    assert set(Listing.objects.values_list("off_market_date", flat=True)) == {NOW.date()}


def test_off_market_of_mls_pin_is_a_question(shared):
    imported(a_team(), shared / "data/mls-other/mls-pin/mlspin_vow_results.csv")
    assert list(StatusWord.objects.values_list("word", "rows", "standard_status")) == [("off market", 83, "")]
    assert Listing.objects.filter(standard_status="").count() == 83


def test_spark_fixtures_lack_a_status_and_say_so(shared):
    from_spark = shared / "data/spark-api/listings__multiple.json"
    with pytest.raises(ValueError, match="the status"):
        imported(a_team(), from_spark)

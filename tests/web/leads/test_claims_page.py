"""What a vendor sold as expired, on the import's page, as a file, on the lead's page and on the command line."""

import csv
import io
import json
from datetime import timedelta

import pytest

from callsheet.cli import main
from callsheet.leads import intake
from callsheet.leads.models import Lead
from callsheet.listings import ingest as listings
from callsheet.listings.models import Import
from callsheet.owners import ingest
from callsheet.owners.models import VendorClaim
from tests.web.owners.files import write
from tests.web.owners.vendor_files import BOONE, COUNTY, QUILL, REDX, Household, rows
from tests.web.world import NOW, a_team, an_agent

pytestmark = pytest.mark.django_db
UNKNOWN = Household(number="9", street="Quarry", suffix="Rd", last="=Vail", phones=("4435550109",), listing_id="AL9")
MLS = """MLS #,Status,Address,City,State,Zip,List Price,List Date,Off Market Date
AL000418,Withdrawn,418 Larkspur Ln,Fallow Creek,MD,21014,459900,3/11/2026,11/20/2026
AL002207,Expired,2207 Heron Ct,Port Alder,MD,21078,459900,3/11/2026,11/22/2026
"""


@pytest.fixture
def sold(maya, tmp_path) -> Import:
    """A vendor's file of three homes: one withdrawn, one expired indeed, one the MLS files do not know."""
    mls = tmp_path / "mls.csv"
    mls.write_text(MLS, encoding="utf-8")
    before = NOW - timedelta(hours=9)
    intake.run_import(listings.queue(maya.team, mls, file_name="mls.csv", by=None, now=before, mls="Alder"), before)
    path = write(tmp_path / "vortex.csv", rows(REDX, BOONE, QUILL, UNKNOWN), REDX.header)
    import_ = ingest.queue(maya.team, path, file_name="vortex.csv", by=None, now=NOW)
    return intake.run_owner_import(import_, NOW)


def show(client, url: str) -> str:
    return " ".join(client.get(url).text.split())


def test_the_import_says_how_many_are_not_expired_and_which(client, sold):
    page = show(client, f"/import/{sold.pk}/")
    assert "1 of 3 homes sold as expired is not expired in your MLS: 1 withdrawn." in page
    assert "1 is not in your MLS files: nobody is called there until a file with the home is imported." in page
    assert (
        '418 Larkspur Ln, Fallow Creek, MD 21014</td><td role="cell">Expired, Nov 22</td><td role="cell">'
        '<span class="status status-never">Withdrawn, still under contract with the listing broker.</span></td>'
    ) in page
    assert '<span class="status status-ask">Not known here</span>' in page
    assert "2207 Heron" not in page
    assert "more columns are kept with each owner and home, and not used" in page
    assert [lead.property.number for lead in Lead.objects.all()] == ["2207"]


def test_all_of_them_as_a_file(client, sold):
    answer = client.get(f"/import/{sold.pk}/claims/")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="vortex.claims.csv"'
    told = {row["Home"]: row for row in csv.DictReader(io.StringIO(answer.text))}
    assert {home: row["Your MLS"] for home, row in told.items()} == {
        "418 Larkspur Ln": "Withdrawn",
        "2207 Heron Ct": "Off the market",
        "9 Quarry Rd": "Not known here",
    }
    heron = told["2207 Heron Ct"]
    assert (heron["Vendor"], heron["Vendor says"], heron["Since"]) == ("REDX Vortex", "Expired", "2026-11-22")
    assert heron["Known from the MLS since"] == (NOW - timedelta(hours=9)).isoformat()


def test_the_lead_says_how_late_the_vendor_was(client, sold):
    lead = Lead.objects.get()
    assert "<dt>REDX Vortex</dt><dd>Expired, Nov 22; said 9 hours after your MLS files</dd>" in show(
        client, f"/leads/{lead.pk}/"
    )


def test_a_vendor_that_is_weeks_late_is_late_by_days(client, sold, maya):
    claim = VendorClaim.objects.get(property__number="2207")
    VendorClaim.objects.filter(pk=claim.pk).update(mls_known_at=NOW - timedelta(hours=628))
    assert "said 26 days after your MLS files" in show(client, f"/leads/{Lead.objects.get().pk}/")


def test_a_claim_that_the_mls_contradicts_later_is_told_on_the_lead(client, sold, maya, tmp_path):
    path = tmp_path / "newer.csv"
    path.write_text(MLS.replace("AL002207,Expired", "AL002207,Active"), encoding="utf-8")
    intake.run_import(listings.queue(maya.team, path, file_name="newer.csv", by=None, now=NOW, mls="Alder"), NOW)
    lead = Lead.objects.get()
    assert "Expired, Nov 22; refused. On the market: Active (Alder)." in show(client, f"/leads/{lead.pk}/")


def test_a_file_without_claims_says_nothing(client, maya, tmp_path):
    path = write(tmp_path / "roll.csv", rows(COUNTY, BOONE), COUNTY.header)
    roll = intake.run_owner_import(ingest.queue(maya.team, path, file_name="roll.csv", by=None, now=NOW), NOW)
    assert "sold as expired" not in show(client, f"/import/{roll.pk}/")
    assert client.get(f"/import/{roll.pk}/claims/").status_code == 404


def test_another_teams_claims_are_not_found(client, sold):
    client.force_login(an_agent(a_team("Heron Homes"), "otto"))
    assert client.get(f"/import/{sold.pk}/claims/").status_code == 404


def test_on_the_command_line(tmp_path, capsys):
    mls, vendor = tmp_path / "mls.csv", write(tmp_path / "vortex.csv", rows(REDX, BOONE, UNKNOWN), REDX.header)
    mls.write_text(MLS, encoding="utf-8")
    main(["import", str(mls), "--mls", "Alder", "--at", NOW.isoformat()])
    assert main(["owners", "import", str(vendor), "--at", NOW.isoformat()]) == 0
    said = capsys.readouterr().out
    assert "1 of 2 homes sold as expired is not expired in your MLS: 1 withdrawn." in said
    assert "1 is not in your MLS files" in said
    main(["owners", "import", str(vendor), "--json", "--at", NOW.isoformat()])
    (file,) = json.loads(capsys.readouterr().out)["files"]
    assert (file["claims"], file["claims_refused"], file["claims_unknown"]) == (2, 1, 1)

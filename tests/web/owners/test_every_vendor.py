"""Every vendor's export by the command line and in the browser, and exported again in another dress."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile

from callsheet.cli import main
from callsheet.listings.models import Import
from callsheet.owners.columns import read_header, vendor_of
from callsheet.owners.models import Owner, OwnershipReport, Phone, PhoneReport, ReadRow, VendorClaim
from tests.web.leads.uploaded import brought
from tests.web.owners.files import counts, read, write
from tests.web.owners.vendor_files import BOONE, COLE, COUNTY, DRIFTS, IDS, QUILL, REDX, SHAPES, rows, with_cells
from tests.web.world import NOW, a_team

pytestmark = pytest.mark.django_db
each_vendor = pytest.mark.parametrize("shape", SHAPES, ids=IDS)
LATER = NOW + timedelta(days=9)
CONFIRMED = {
    "owners.phone": {"reported_at"},
    "owners.ownership": {"reported_at", "of_id"},
    "owners.ownershipreport": {"reported_at", "of_id"},
    "owners.phonereport": {"reported_at"},
    "owners.vendorclaim": {"claimed_at", "of_id"},
}
"""What a newer file that says the same may touch: the day on which it was last said."""


@pytest.fixture
def team():
    return a_team()


def everything() -> dict[str, list[dict]]:
    """Every row of every table but the imports' and the memory of texts, without what only confirms."""
    models = [model for model in apps.get_models() if model not in (Import, ReadRow) and model._meta.managed]
    return {
        model._meta.label_lower: [
            {name: value for name, value in row.items() if name not in CONFIRMED.get(model._meta.label_lower, ())}
            for row in model.objects.order_by("pk").values()
        ]
        for model in models
    }


@each_vendor
@pytest.mark.once
def test_the_header_is_known(shape):
    assert vendor_of(shape.header) == shape.name
    columns = read_header(shape.header)
    assert len(columns.phones) >= len(shape.phones)
    assert read_header(shape.header, columns.described) == columns


@pytest.mark.parametrize("name", ["redx_vortex", "vulcan7", "batchleads"])
@pytest.mark.once
def test_the_headers_seen_are_those_of_real_exports(shared, name):
    line = (shared / "data/vendor-headers" / f"{name}_header.csv").read_text(encoding="utf-8").strip()
    assert line in {",".join(shape.header) for shape in SHAPES}


@each_vendor
def test_by_the_command_line(tmp_path, capsys, shape):
    path = write(tmp_path / "file.csv", rows(shape, BOONE, QUILL), shape.header)
    assert main(["owners", "import", str(path), "--at", NOW.isoformat()]) == 0
    assert "2 rows: 2 new, 0 changed, 0 unchanged, 0 rejected" in capsys.readouterr().out
    known(shape)


@each_vendor
def test_in_the_browser(client, maya, settings, tmp_path, shape):
    settings.HOME = tmp_path
    path = write(tmp_path / "file.csv", rows(shape, BOONE, QUILL), shape.header)
    import_ = brought(client, SimpleUploadedFile("file.csv", path.read_bytes()), kind="owners")
    assert counts(import_) == (2, 0, 0, 0)
    known(shape)


def known(shape) -> None:
    assert [owner.name for owner in Owner.objects.order_by("name")] == ["Harriet Boone", "Omar Quill"]
    homes = {title.property.one_line for owner in Owner.objects.all() for title in owner.ownerships.all()}
    assert homes == {"418 Larkspur Ln, Fallow Creek, MD 21014", "2207 Heron Ct, Port Alder, MD 21078"}
    told = [f"+1{number}" for home in (BOONE, QUILL) for number in home.phones[: len(shape.phones)]]
    assert sorted(Phone.objects.values_list("number", flat=True)) == sorted(told)
    assert PhoneReport.objects.count() == len(told)


@each_vendor
@pytest.mark.parametrize("drift", DRIFTS.values(), ids=DRIFTS.keys())
def test_the_same_facts_exported_again_change_nothing(team, tmp_path, shape, drift):
    read(team, write(tmp_path / "first.csv", rows(shape, BOONE, QUILL), shape.header))
    before = everything()
    homes = [replace(home, phones=home.phones[: len(shape.phones)]) for home in (BOONE, QUILL)]
    again = write(tmp_path / "again.csv", rows(shape, *map(drift, homes)), shape.header)
    second = read(team, again, now=LATER)
    assert counts(second) == (0, 0, 2, 0)
    assert (second.owners, second.phones, second.merged) == (0, 0, 0)
    assert everything() == before


@each_vendor
def test_the_columns_without_a_field_are_kept_with_the_owner_and_the_home(team, tmp_path, shape):
    read(team, write(tmp_path / "first.csv", rows(shape, BOONE), shape.header))
    report = OwnershipReport.objects.get()
    left = set(read_header(shape.header).unmapped)
    assert report.as_dict() == {name: said for name, said in shape.constant.items() if name in left}
    assert report.as_dict(), "every shape here has such a column"
    assert (report.is_roll, report.reported_at) == (shape is COUNTY, NOW)


def test_another_word_in_a_column_without_a_field_is_kept_and_is_no_change(team, tmp_path):
    row = REDX.row(BOONE)
    read(team, write(tmp_path / "first.csv", [row], REDX.header))
    newer = with_cells(REDX, row, Remarks="Price improved")
    assert counts(read(team, write(tmp_path / "newer.csv", [newer], REDX.header), now=LATER)) == (0, 0, 1, 0)
    report = OwnershipReport.objects.get()
    assert (report.as_dict()["Remarks"], report.first_reported_at, report.reported_at) == (
        "Price improved", NOW, LATER,
    )  # fmt: skip


def test_somebody_who_rents_is_no_owner(team, tmp_path):
    tenant = with_cells(COLE, COLE.row(BOONE), **{"Home_Owner/Renter": "Renter"})
    import_ = read(team, write(tmp_path / "cole.csv", [tenant, COLE.row(QUILL)], COLE.header))
    assert counts(import_) == (1, 0, 0, 1)
    assert import_.rejected_rows.get().repair == (
        "This person rents the home. Leave the row out: only owners are called."
    )


def test_each_source_has_its_own_report_of_a_number(team, tmp_path):
    for days, shape in enumerate(SHAPES):
        path = write(tmp_path / "file.csv", rows(shape, BOONE), shape.header)
        read(team, path, now=NOW + timedelta(days=days), source=shape.name or "Alder County")
    assert Owner.objects.count() == 1
    assert OwnershipReport.objects.count() == len(SHAPES)
    first = Phone.objects.get(number="+14105550142")
    assert first.reports.count() == len(SHAPES) - 1
    assert OwnershipReport.objects.filter(is_roll=True).get().source.name == "Alder County"


def test_a_vendor_that_sells_the_home_as_expired_makes_a_claim(team, tmp_path):
    claiming = [shape for shape in SHAPES if "status" in shape.columns]
    for shape in claiming:
        read(team, write(tmp_path / "file.csv", rows(shape, BOONE), shape.header))
    assert {claim.source.name for claim in VendorClaim.objects.all()} == {shape.name for shape in claiming}
    assert set(VendorClaim.objects.values_list("status", "found")) == {("Expired", "none")}

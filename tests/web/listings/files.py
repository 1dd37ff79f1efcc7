"""Files for the import tests, all invented, and the import of one."""

import csv
import io
import zipfile
from datetime import datetime
from pathlib import Path

from callsheet.accounts.models import Team
from callsheet.listings import ingest
from callsheet.listings.models import Import, Listing
from tests.web.world import NOW

HEADER = ("MLS #", "Status", "Address", "City", "State", "Zip", "List Price", "List Date", "Remarks")
LARKSPUR = ("AL1", "Active", "418 Larkspur Ln", "Fallow Creek", "MD", "21014", "$459,900 ", "3/11/26 0:00", "Nice")
HERON = ("AL2", "Expired", "2207 Heron Ct Unit 3B", "Port Alder", "MD", "21078", "250000", "2026-01-05", "")
OSPREY = ("AL3", "Sold", "12 Osprey Way", "Port Alder", "MD", "21078", "", "", "")


def changed(row: tuple[str, ...], **given: str) -> tuple[str, ...]:
    """The row with other cells: `changed(LARKSPUR, status="Expired", list_price="1")`."""
    names = [name.lower().replace(" ", "_").replace("mls_#", "number") for name in HEADER]
    return tuple(given.get(name, cell) for name, cell in zip(names, row, strict=True))


def as_text(*rows: tuple[str, ...], header: tuple[str, ...] = HEADER, delimiter: str = ",") -> str:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter, lineterminator="\n").writerows([header, *rows])
    return out.getvalue()


def write(folder: Path, *rows: tuple[str, ...], name: str = "export.csv", **how) -> Path:
    path = folder / name
    path.write_text(as_text(*rows, **how), encoding="utf-8")
    return path


def imported(team: Team, path: Path, now: datetime = NOW, on_batch=ingest.nothing, **given) -> Import:
    import_ = ingest.queue(team, path, file_name=path.name, by=None, now=now, **given)
    ingest.run(import_, now=now, on_batch=on_batch)
    import_.refresh_from_db()
    return import_


def counts(import_: Import) -> tuple[int, int, int, int, int]:
    """(rows, new, changed, unchanged, rejected), which always add up."""
    found = import_.rows, import_.new, import_.changed, import_.unchanged, import_.rejected
    assert found[0] == sum(found[1:])
    return found


def history(number: str) -> list[tuple[str, str | None, str | None]]:
    listing = Listing.objects.get(listing_id=number)
    return list(listing.changes.order_by("pk").values_list("field", "old", "new"))


def excel(rows: list[list[str | float | None]]) -> bytes:
    """The smallest workbook that Excel would open."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("[Content_Types].xml", CONTENT_TYPES)
        archive.writestr("_rels/.rels", RELATIONS.format(kind="officeDocument", target="xl/workbook.xml"))
        archive.writestr("xl/_rels/workbook.xml.rels", RELATIONS.format(kind="worksheet", target="worksheets/s.xml"))
        archive.writestr("xl/workbook.xml", WORKBOOK)
        sheet = "".join(f"<row>{''.join(map(_cell, row))}</row>" for row in rows)
        archive.writestr("xl/worksheets/s.xml", f'<worksheet xmlns="{MAIN}"><sheetData>{sheet}</sheetData></worksheet>')
    return content.getvalue()


def _cell(value: str | float | None) -> str:
    if value is None:
        return "<c/>"
    if isinstance(value, str):
        return f'<c t="inlineStr"><is><t>{value}</t></is></c>'
    return f"<c><v>{value}</v></c>"


MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
RELATIONS = (
    f'<Relationships xmlns="{PACKAGE}/relationships">'
    f'<Relationship Id="r1" Type="{OFFICE}/{{kind}}" Target="{{target}}"/></Relationships>'
)
WORKBOOK = (
    f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets><sheet name="S" sheetId="1" r:id="r1"/></sheets></workbook>'
)
CONTENT_TYPES = (
    f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" '
    'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" '
    f'ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="{SHEET_TYPE}.sheet.main+xml"/>'
    f'<Override PartName="/xl/worksheets/s.xml" ContentType="{SHEET_TYPE}.worksheet+xml"/></Types>'
)

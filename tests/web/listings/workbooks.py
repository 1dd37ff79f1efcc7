"""Workbooks for the tests, as a spreadsheet would write them: several sheets, days as numbers, formulas."""

import io
import zipfile
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from html import escape

from tests.web.listings.files import MAIN, OFFICE, PACKAGE, SHEET_TYPE


@dataclass(frozen=True)
class Day:
    """A day as a spreadsheet keeps it: its number since 1899."""

    serial: float


@dataclass(frozen=True)
class Formula:
    """A formula and the value that was saved with it."""

    value: str | float


Cell = str | float | Day | Formula | None


def workbook(sheets: Mapping[str, Sequence[Sequence[Cell]]], hidden: Collection[str] = ()) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name, text in _parts(sheets, hidden).items():
            archive.writestr(name, text)
    return content.getvalue()


def _parts(sheets: Mapping[str, Sequence[Sequence[Cell]]], hidden: Collection[str]) -> dict[str, str]:
    parts = {
        "[Content_Types].xml": _types(len(sheets)),
        "_rels/.rels": _relations([_relation("r1", "officeDocument", "xl/workbook.xml")]),
        "xl/_rels/workbook.xml.rels": _relations(
            [
                *(_relation(f"r{i}", "worksheet", f"worksheets/s{i}.xml") for i in range(len(sheets))),
                _relation("st", "styles", "styles.xml"),
            ]
        ),
        "xl/workbook.xml": _book(sheets, hidden),
        "xl/styles.xml": f'<styleSheet xmlns="{MAIN}"><cellXfs count="2"><xf numFmtId="0"/>'
        '<xf numFmtId="14" applyNumberFormat="1"/></cellXfs></styleSheet>',
    }
    for place, rows in enumerate(sheets.values()):
        body = "".join(f"<row>{''.join(map(_cell, row))}</row>" for row in rows)
        parts[f"xl/worksheets/s{place}.xml"] = f'<worksheet xmlns="{MAIN}"><sheetData>{body}</sheetData></worksheet>'
    return parts


def _cell(value: Cell) -> str:
    match value:
        case None:
            return "<c/>"
        case str():
            return f'<c t="inlineStr"><is><t>{escape(value)}</t></is></c>'
        case Day():
            return f'<c s="1"><v>{value.serial}</v></c>'
        case Formula():
            kind = ' t="str"' if isinstance(value.value, str) else ""
            return f"<c{kind}><f>A1</f><v>{value.value}</v></c>"
    return f"<c><v>{value}</v></c>"


def _book(sheets: Mapping[str, object], hidden: Collection[str]) -> str:
    each = "".join(
        f'<sheet name="{name}" sheetId="{i + 1}"{" state=" + chr(34) + "hidden" + chr(34) if name in hidden else ""} '
        f'r:id="r{i}"/>'
        for i, name in enumerate(sheets)
    )
    return f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>{each}</sheets></workbook>'


def _relation(key: str, kind: str, target: str) -> str:
    return f'<Relationship Id="{key}" Type="{OFFICE}/{kind}" Target="{target}"/>'


def _relations(each: Sequence[str]) -> str:
    return f'<Relationships xmlns="{PACKAGE}/relationships">{"".join(each)}</Relationships>'


def _types(sheets: int) -> str:
    kinds = {"workbook": "sheet.main", "styles": "styles"} | {f"worksheets/s{i}": "worksheet" for i in range(sheets)}
    each = "".join(
        f'<Override PartName="/xl/{part}.xml" ContentType="{SHEET_TYPE}.{kind}+xml"/>' for part, kind in kinds.items()
    )
    rels = '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    xml = '<Default Extension="xml" ContentType="application/xml"/>'
    return f'<Types xmlns="{PACKAGE}/content-types">{rels}{xml}{each}</Types>'

"""A workbook on the command line: which of its sheets is read, which others there are, and one by name."""

import zlib
from pathlib import Path

from callsheet.core.errors import UnusableInput
from callsheet.listings.kept_files import uploads, write_alone
from callsheet.listings.readers import is_workbook, read, sheets
from callsheet.listings.workbook import taken


def sheet_line(path: Path, was_read: bool) -> str:
    """Which sheet of a workbook with several was read, or looked at in vain; empty for any other file."""
    found = sheets(path)
    if len(found) < 2:
        return ""
    name = taken(found).name
    others = ", ".join(sheet.name for sheet in found if sheet.name != name)
    return (
        f"Sheet {name} was {'read' if was_read else 'looked at'}. The others are: {others}. Read one with --sheet NAME."
    )


def alone(path: Path, wanted: str | None) -> Path:
    """The named sheet as a file of its own in the home; without a name the file itself.

    The same sheet is the same file, so that a killed import is taken up again; a workbook of that name in another
    folder has another. Raises UnusableInput when the file is no workbook, or has no such sheet with anything in it.
    """
    if not wanted or not path.is_file():
        return path
    if not is_workbook(path):
        raise UnusableInput(f"{path} is no Excel workbook: leave out --sheet.")
    safe = "".join(letter if letter.isalnum() else "-" for letter in f"{path.stem}-{wanted}")[-80:]
    which = zlib.crc32(f"{path.absolute()}\n{wanted}".encode())
    return write_alone(read(path, wanted), uploads() / f"{which:08x}-{safe}.csv")


def name_of(path: Path, wanted: str | None) -> str:
    """What the import of a file, or of one of its sheets, is called."""
    return f"{path.name} ({wanted})" if wanted else path.name

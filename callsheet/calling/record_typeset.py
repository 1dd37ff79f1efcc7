"""Data and a template become a PDF, in a process of its own: what Typst takes for a long document ends with it.

Typst keeps what it set in memory for the next time, half a megabyte an entry, which a server does not want to. Run as a
program it reads the data as JSON from stdin and writes the PDF to stdout; it knows nothing else of Callsheet.
"""

import json
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import typst

TEMPLATE = Path(__file__).with_name("record.typ")
ARCHIVED = "a-2b"
"""PDF/A, the form that archives keep. Every character has to have a shape in the fonts that come with Typst."""


class NotSet(Exception):
    """The document could not be made; the text is what Typst, or the system, said."""


def pdf(data: dict[str, object], at: datetime, *, is_tagged: bool) -> bytes:
    """The document of that moment; tagged for readers that read it aloud. The same data give the same bytes.

    Raises NotSet.
    """
    given = {"data": data, "at": int(at.timestamp()), "is_tagged": is_tagged}
    done = subprocess.run(
        [sys.executable, "-P", __file__], input=json.dumps(given).encode(), capture_output=True, check=False
    )
    if done.returncode:
        raise NotSet(done.stderr.decode(errors="replace")[-2_000:] or f"Typst was ended ({done.returncode}).")
    return done.stdout


def _set(data: dict[str, object], at: int, is_tagged: bool) -> bytes:
    """As PDF/A; where the fonts lack a character, as an ordinary PDF with the computer's fonts."""
    given = {"sys_inputs": {"record": json.dumps(data)}}
    wanted = {"format": "pdf", "timestamp": datetime.fromtimestamp(at, UTC), "pdf_tags": is_tagged}
    template = TEMPLATE.read_bytes()
    try:
        return typst.Compiler(template, ignore_system_fonts=True, **given).compile(pdf_standards=ARCHIVED, **wanted)
    except typst.TypstError:
        return typst.Compiler(template, **given).compile(**wanted)


if __name__ == "__main__":
    sys.stdout.buffer.write(_set(**json.load(sys.stdin.buffer)))

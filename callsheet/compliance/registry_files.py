"""The downloads of do-not-call lists as they lie there: plain or zipped, one list in a file or many."""

import hashlib
import re
import zlib
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from datetime import date
from gzip import BadGzipFile, GzipFile
from itertools import cycle
from pathlib import Path
from typing import IO
from zipfile import BadZipFile, ZipFile

from callsheet.core.errors import UnusableInput

LONGEST_LINE = 4096
CHUNK = 1 << 20
PIECES_AHEAD = 4
"""The hash may be so many pieces behind the reading: as busy processors take turns, neither waits for the other."""
ZIP_MAGICS = (b"PK\x03\x04", b"PK\x05\x06")  # the second begins a zip with nothing in it
GZIP_MAGIC = b"\x1f\x8b"
BOM = b"\xef\xbb\xbf"
OF_A_MAC = "__MACOSX/"  # what a Mac adds to a zip beside the files


class RegistryRefused(Exception):
    """A file that cannot be trusted. The copy that stood before still stands; the message says what is wrong where."""


class RegistryList:
    """One list being read: its name for messages, its bytes, and the hash of those read so far.

    `line` is the last line that was read; whoever takes lines counts them. `place` is how many bytes of the file on the
    disk have been read, of a zip's own bytes.
    """

    def __init__(self, name: str, stream: IO[bytes], place: Callable[[], int]) -> None:
        self.name = name
        self.line = 0
        self.place = place
        self._stream = stream
        self._hash = _Hash()
        self._ahead = self._read(len(BOM)).removeprefix(BOM)

    @property
    def hash(self) -> str:
        """The SHA-256 of what was read, in hexadecimal digits."""
        return self._hash.digits()

    def starts_with_markup(self) -> bool:
        while len(self._ahead) < 64 and (more := self._read(64)):
            self._ahead += more
        return self._ahead.lstrip()[:1] == b"<"

    def chunks(self) -> Iterator[bytes]:
        yield self._ahead
        while chunk := self._read(CHUNK):
            yield chunk

    def whole_lines(self) -> Iterator[memoryview]:
        """Pieces of many lines with their ends, each good until the next but few are asked for.

        A last line without its end is refused, for then the file was cut.
        """
        rest = self._ahead
        buffers = [bytearray(CHUNK + max(len(rest), LONGEST_LINE)) for _ in range(PIECES_AHEAD + 1)]
        for buffer in cycle(buffers):
            filled = self._fill(buffer, rest)
            end = buffer.rfind(b"\n", 0, filled) + 1
            is_over, rest = filled == len(rest), bytes(memoryview(buffer)[end:filled])
            if end:
                yield memoryview(buffer)[:end]
            if is_over or len(rest) > LONGEST_LINE:
                break
        if rest.strip() or len(rest) > LONGEST_LINE:
            self.line += 1
            raise self.refusal("the last line has no line end, so the file was cut off; download it again", rest)

    def refusal(self, problem: str, value: bytes | str = b"") -> RegistryRefused:
        where = f"{self.name}, line {self.line}" if self.line else self.name
        text = value.decode("utf-8", "replace") if isinstance(value, bytes) else value
        return RegistryRefused(f"{where}: {problem}" + (f": “{text.strip()[:60]}”." if text.strip() else "."))

    def _fill(self, buffer: bytearray, rest: bytes) -> int:
        """Read a piece behind the rest of the one before; up to where the buffer is filled then."""
        buffer[: len(rest)] = rest
        into = memoryview(buffer)[len(rest) : len(rest) + CHUNK]
        with _told(Path(self.name)):
            size = self._stream.readinto(into)
        self._hash.add(into[:size])
        return len(rest) + size

    def _read(self, size: int) -> bytes:
        with _told(Path(self.name)):
            data = self._stream.read(size)
        self._hash.add(data)
        return data


class _Hash:
    """A SHA-256 that is taken beside the reading, few pieces behind it: another processor does it meanwhile."""

    def __init__(self) -> None:
        self._hash = hashlib.sha256()
        self._beside = ThreadPoolExecutor(1, "hash")
        self._under_way: deque[Future[None]] = deque()

    def add(self, data: bytes | memoryview) -> None:
        """What is given here must stay as it is until PIECES_AHEAD more were given."""
        self._wait(PIECES_AHEAD - 1)
        self._under_way.append(self._beside.submit(self._hash.update, data))

    def digits(self) -> str:
        self._wait(0)
        self._beside.shutdown()
        return self._hash.hexdigest()

    def _wait(self, left: int) -> None:
        """Until no more than so many are left."""
        while len(self._under_way) > left:
            self._under_way.popleft().result()


@contextmanager
def opened(path: Path) -> Iterator[Iterator[RegistryList]]:
    """Every list in a file, zipped or not. Raises UnusableInput for no such file, RegistryRefused for a bad zip."""
    with _told(path), path.open("rb") as file:
        magic = file.read(4)
        file.seek(0)
        if magic in ZIP_MAGICS:
            yield _members(path, file)
        else:
            stream = GzipFile(fileobj=file) if magic.startswith(GZIP_MAGIC) else file
            yield iter([RegistryList(path.name, stream, file.tell)])


@contextmanager
def _told(path: Path) -> Iterator[None]:
    """What goes wrong with a file, as a sentence that names it."""
    try:
        yield
    except NotImplementedError as problem:
        raise RegistryRefused(
            f"{path.name}: the zip file is packed in a way not known here; unpack it first."
        ) from problem
    except (BadZipFile, BadGzipFile, zlib.error, EOFError) as problem:
        raise RegistryRefused(f"{path.name}: the zip file is damaged; download it again.") from problem
    except OSError as problem:
        raise UnusableInput(f"{path}: {problem.strerror or problem}. Give the file as it was downloaded.") from problem


def _members(path: Path, file: IO[bytes]) -> Iterator[RegistryList]:
    with ZipFile(file) as archive:
        if not archive.infolist():
            raise RegistryRefused(f"{path.name}: there is no file in it; download it again.")
        for member in archive.infolist():
            if member.flag_bits & 1:
                raise RegistryRefused(f"{path.name}: {member.filename} is locked with a password; unpack it first.")
            if not member.is_dir() and not member.filename.startswith(OF_A_MAC):
                with archive.open(member) as stream:
                    yield RegistryList(f"{path.name}/{member.filename}", stream, file.tell)


_IN_NAME = re.compile(
    r"(?<!\d)(?:(?P<y>20\d\d)[-_.](?P<m>\d\d?)[-_.](?P<d>\d\d?)|(?P<y2>20\d\d)(?P<m2>\d\d)(?P<d2>\d\d)"
    r"|(?P<m3>\d\d?)[-_.](?P<d3>\d\d?)[-_.](?P<y3>20\d\d))(?!\d)"
)


def day_in_name(name: str, today: date) -> date | None:
    """The day a file's name says it was downloaded: `2026-11-19_410.txt`, `410-20261119.zip`; never one to come."""
    for found in _IN_NAME.finditer(name):
        year, month, day = (int(part) for part in _ordered(found))
        try:
            on = date(year, month, day)
        except ValueError:
            continue
        if on <= today:
            return on
    return None


def _ordered(found: re.Match[str]) -> tuple[str, str, str]:
    for tail in ("", "2", "3"):
        if found[f"y{tail}"]:
            return found[f"y{tail}"], found[f"m{tail}"], found[f"d{tail}"]
    raise AssertionError("a match has one of its three forms")

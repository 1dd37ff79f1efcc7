"""When a call was, as dialers write it: a day and a time in one cell or two, mostly on the clock of the account."""

import re
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

FORMS = (
    "%m/%d/%Y %I:%M:%S %p", "%m/%d/%Y %I:%M %p", "%m/%d/%Y %H:%M:%S", "%m/%d/%Y %H:%M",
    "%m/%d/%y %I:%M:%S %p", "%m/%d/%y %I:%M %p", "%m/%d/%y %H:%M:%S", "%m/%d/%y %H:%M",
    "%m-%d-%Y %I:%M:%S %p", "%m-%d-%Y %I:%M %p", "%m-%d-%Y %H:%M:%S", "%m-%d-%Y %H:%M",
    "%Y-%m-%d %I:%M:%S %p", "%Y-%m-%d %I:%M %p",
    "%b %d, %Y %I:%M:%S %p", "%b %d, %Y %I:%M %p", "%B %d, %Y %I:%M %p", "%d %b %Y %H:%M",
)  # fmt: skip
WEEKDAY = re.compile(r"^(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*,?\s+", re.IGNORECASE)
ABBREVIATIONS = {
    "EST": "-05:00", "EDT": "-04:00", "CST": "-06:00", "CDT": "-05:00", "MST": "-07:00", "MDT": "-06:00",
    "PST": "-08:00", "PDT": "-07:00", "UTC": "+00:00", "GMT": "+00:00",
}  # fmt: skip
NAMED = re.compile(rf"\s+({'|'.join(ABBREVIATIONS)})$", re.IGNORECASE)


def moment(text: str, zone: ZoneInfo) -> datetime | None:
    """The moment in UTC; `zone` is the clock where the text names none. None when it is no day with a time.

    An hour that a change of clocks makes twice is its first.
    """
    words = WEEKDAY.sub("", " ".join(text.replace("\N{NARROW NO-BREAK SPACE}", " ").split()))
    offset = ""
    if named := NAMED.search(words):
        words, offset = words[: named.start()], ABBREVIATIONS[named[1].upper()]
    read = _iso(words + offset) or _written(words)
    if read is None:
        return None
    if offset and read.tzinfo is None:
        read = datetime.fromisoformat(f"{read.isoformat()}{offset}")
    return (read if read.tzinfo else read.replace(tzinfo=zone)).astimezone(UTC)


def _iso(words: str) -> datetime | None:
    """ISO 8601 with a time of day; a day alone is no moment."""
    try:
        return datetime.fromisoformat(words.upper()) if re.search(r"\d[T ]\d", words, re.IGNORECASE) else None
    except ValueError:
        return None


def _written(words: str) -> datetime | None:
    upper = re.sub(r"(?<=\d)\s*([AP])\.?M\.?$", r" \1M", words.upper())
    for form in FORMS:
        try:
            return datetime.strptime(upper, form)  # noqa: DTZ007 its zone is put on by the caller
        except ValueError:
            continue
    return None


def seconds(text: str) -> int | None:
    """How long a call was: `63`, `1:03`, `0:01:03`, `1m 3s`; None when it says nothing usable."""
    words = text.strip().casefold()
    if re.fullmatch(r"\d{1,6}(?:\.\d+)?", words):
        return int(float(words))
    if re.fullmatch(r"(?:\d{1,3}:)?\d{1,2}:\d{2}", words):
        total = 0
        for part in words.split(":"):
            total = total * 60 + int(part)
        return total
    parts = re.fullmatch(r"(?:(\d+)\s*h\w*)?\s*(?:(\d+)\s*m\w*)?\s*(?:(\d+)\s*s\w*)?", words)
    if not words or parts is None or not any(parts.groups()):
        return None
    hours, minutes, rest = (int(part or 0) for part in parts.groups())
    return hours * 3600 + minutes * 60 + rest

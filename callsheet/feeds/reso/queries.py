"""The questions a feed is asked, as whole addresses. Blanks are %20: a `+` is refused by some servers."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from urllib.parse import quote

from callsheet.feeds.reso.connection import Connection
from callsheet.feeds.reso.moments import moment, stamp_of

_SAFE = "$(),'/:="


def metadata(of: Connection) -> str:
    return f"{of.root}/$metadata"


def lookups(of: Connection) -> str:
    """The names of the server's enumerations, one row a value."""
    return _asked(of, "Lookup", _filter(of, []))


def load(of: Connection, fields: Sequence[str], after_key: str = "") -> str:
    """Everything the feed may show, in the order of its keys where the server can; after a break from a key on."""
    wanted = [*_visible(of), *([f"{of.key} gt {_text(after_key)}"] if after_key else [])]
    options = [_select(of, fields)]
    if of.can_filter_load:
        options += [*_filter(of, wanted), *([f"$orderby={of.key}"] if of.can_order else [])]
    return _asked(of, of.load_path or of.resource, [*options, *filter(None, [of.load_query])])


def changes(of: Connection, fields: Sequence[str], since: str) -> str:
    """What changed since a mark, the overlap included; every status, and rows that may no longer be shown too."""
    start = stamp_of(moment(since) - of.overlap)
    return _changes(of, fields, f"{of.stamp} ge {start}")


def resumed(of: Connection, fields: Sequence[str], stamp: str, key: str) -> str:
    """The rest of a walk through changes after its last row: equal timestamps are told apart by the key."""
    if of.can_filter_key:
        return _changes(of, fields, f"({of.stamp} gt {stamp} or ({of.stamp} eq {stamp} and {of.key} gt {_text(key)}))")
    return _changes(of, fields, f"{of.stamp} ge {stamp}")


def _changes(of: Connection, fields: Sequence[str], which: str) -> str:
    order = [f"$orderby={of.stamp},{of.key}"] if of.can_order else []
    return _asked(of, of.resource, [_select(of, fields), *_filter(of, [which]), *order])


def by_keys(of: Connection, fields: Sequence[str], keys: Sequence[str]) -> str:
    """These rows, as far as they are there."""
    which = " or ".join(f"{of.key} eq {_text(key)}" for key in keys)
    return _asked(of, of.resource, [_select(of, fields), *_filter(of, [f"({which})"])])


def _visible(of: Connection) -> list[str]:
    return ["MlgCanView eq true"] if of.has_can_view else []


def _filter(of: Connection, which: Iterable[str]) -> list[str]:
    system = [f"OriginatingSystemName eq {_text(of.originating_system)}"] if of.originating_system else []
    parts = [*system, *which]
    return [f"$filter={' and '.join(parts)}"] if parts else []


def _select(of: Connection, fields: Sequence[str]) -> str:
    return f"$select={','.join(dict.fromkeys((of.key, of.stamp, *fields)))}" if fields else ""


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


def _asked(of: Connection, path: str, options: Sequence[str]) -> str:
    size = [f"$top={of.page_size}"] if of.page_size and of.page_by == "top" else []
    query = "&".join(quote(option, safe=_SAFE) for option in (*filter(None, options), *size))
    return f"{of.root}/{path}?{query}" if query else f"{of.root}/{path}"


def started_within(since: datetime, overlap_of: Connection) -> str:
    """The mark after a first load: what became visible while it ran is read again."""
    return stamp_of(since - overlap_of.overlap)

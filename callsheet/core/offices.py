"""Is a list office ours? `Saltmarsh Realty` and `SALTMARSH REALTY, INC.` are; `Saltmarsh Homes` is another firm."""

import re
from collections.abc import Iterable
from functools import lru_cache

_SPLIT = re.compile(r"[^\w]+")
# Words that say what kind of firm it is, at the end of the name; a name made of nothing else keeps them.
_KINDS = frozenset(
    ("realty", "realtor", "realtors", "realestate", "real", "estate", "brokerage", "broker", "brokers", "group", "inc")
) | {"incorporated", "llc", "llp", "lp", "ltd", "limited", "corp", "corporation", "co", "company"}


def is_ours(office: str, ours: Iterable[str]) -> bool:
    """Whether an office name is one of ours, whatever the case, the punctuation and the form of the company."""
    known = {_core(name) for name in ours} - {""}
    return _core(office) in known


def office_key(name: str) -> str:
    """Equal for two spellings of one firm; empty for no name."""
    return _core(name)


@lru_cache(maxsize=4096)
def _core(name: str) -> str:
    words = [word for word in _SPLIT.split(name.casefold().replace("&", " and ").replace("'", "")) if word]
    kept = list(words)
    while len(kept) > 1 and kept[-1] in _KINDS:
        kept.pop()
    return " ".join(words if kept and kept[-1] in _KINDS else kept)

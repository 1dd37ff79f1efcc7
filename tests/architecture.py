"""The guards of the house, as functions from source text to complaints, so that each can be shown to bite.

`tests/test_architecture.py` turns them on the tree, and on samples that they must refuse.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import PurePath

# Downhill: a room may import from its own row and from every row above it.
ORDER: tuple[tuple[str, ...], ...] = (
    ("core",),
    ("home.paths",),
    ("clock",),
    ("command_line", "feeds", "dialers"),
    ("accounts",),
    ("listings",),
    ("owners",),
    ("compliance",),
    ("leads",),
    ("calling", "outreach", "value"),
    ("deals",),
    ("reports",),
    ("api",),
    ("home", "sample", "cli", "urls", "settings", "wsgi", "__main__"),
)
LEVEL = {room: level for level, rooms in enumerate(ORDER) for room in rooms}
NO_ROOMS = {"utils", "util", "common", "helpers", "helper", "services", "signals", "misc"}
LONGEST_FILE = 500

OURS = re.compile(r"callsheet\.(?!__version__)")

# What the core may not know: the framework, the clock, the disk, the network.
FOREIGN_TO_CORE = {
    "django", "granian", "polars", "sqlite3", "socket", "ssl", "http", "urllib", "httpx", "requests", "asyncio",
    "subprocess", "multiprocessing", "threading", "os", "io", "shutil", "tempfile", "pathlib", "importlib", "logging",
    "time", "csv", "random", "secrets", "sys",
}  # fmt: skip
CLOCKS = {"now", "utcnow", "today", "localtime", "time_ns", "monotonic", "perf_counter"}
READS_FILES = {"open", "read_text", "read_bytes", "write_text", "write_bytes", "iterdir", "glob", "rglob", "input"}


def module_of(path: PurePath) -> str:
    """`callsheet/core/law.py` -> `core.law`; `callsheet/core/__init__.py` -> `core`."""
    parts = path.with_suffix("").parts[1:]
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def level_of(module: str) -> int:
    """How far downhill a module of ours stands; `home.paths` has a row of its own."""
    room = next((room for room in (".".join(module.split(".")[:2]), module.partition(".")[0]) if room in LEVEL), None)
    if room is None:
        raise KeyError(f"{module}: no room of this name. Place it in ORDER, downhill of what it imports.")
    return LEVEL[room]


def uphill(module: str, source: str) -> Iterator[str]:
    """Imports of rooms that stand above, or beside in another room of the same row (but the last, which sees all)."""
    for line, imported in our_imports(source):
        if level_of(imported) > level_of(module):
            yield f"{module}:{line} imports {imported}, which is uphill"
        elif _is_sideways(module, imported):
            yield f"{module}:{line} imports {imported}, a room beside it"


def _is_sideways(module: str, imported: str) -> bool:
    mine, other = (name.partition(".")[0] for name in (module, imported))
    beside = mine != other and level_of(imported) == level_of(module)
    return beside and level_of(module) < len(ORDER) - 1


def our_imports(source: str) -> Iterator[tuple[int, str]]:
    """Line and module (without `callsheet.`) of each import of ours; `from callsheet.core import law` is `core.law`."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = [f"{node.module or ''}.{alias.name}" for alias in node.names]
        else:
            continue
        yield from ((node.lineno, name.removeprefix("callsheet.")) for name in names if OURS.match(name))


def impure(module: str, source: str) -> Iterator[str]:
    """In the core: the framework, the clock, files, the network."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import | ast.ImportFrom):
            yield from _foreign_imports(module, node)
        elif isinstance(node, ast.Call) and (name := _called(node)) in CLOCKS | READS_FILES:
            yield f"{module}:{node.lineno} calls {name}(): moments and tables are handed in"


def _foreign_imports(module: str, node: ast.Import | ast.ImportFrom) -> Iterator[str]:
    names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else [node.module or ""]
    for name in names:
        if name.partition(".")[0] in FOREIGN_TO_CORE:
            yield f"{module}:{node.lineno} imports {name}, and the core is pure"


def _called(node: ast.Call) -> str:
    match node.func:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
    return ""


def makes_clearance(module: str, source: str) -> Iterator[str]:
    """Anything but the gate that makes a Clearance, whichever way."""
    if module == "compliance.gate" or ".migrations." in module:
        return
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and _makes(node.func):
            yield f"{module}:{node.lineno} makes a Clearance: only compliance.gate may"


def _makes(called: ast.expr) -> bool:
    """Such as `Clearance(...)`, `models.Clearance(...)`, `Clearance.objects.create(...)`."""
    words = re.split(r"[^A-Za-z_]+", ast.unparse(called))
    if words[-1] == "Clearance":
        return True
    makers = {"create", "bulk_create", "get_or_create", "update_or_create", "acreate", "abulk_create"}
    return words[-1] in makers and bool({"Clearance", "clearance", "clearance_set"} & set(words))


def hidden_imports(module: str, source: str) -> Iterator[str]:
    """Imports inside functions: they hide what a module needs."""
    for function in ast.walk(ast.parse(source)):
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            for node in ast.walk(function):
                if isinstance(node, ast.Import | ast.ImportFrom) or _is_call_of(node, "__import__"):
                    yield f"{module}:{node.lineno} imports inside a function"


def _is_call_of(node: ast.AST, name: str) -> bool:
    return isinstance(node, ast.Call) and _called(node) == name


def broad_excepts(module: str, source: str) -> Iterator[str]:
    """`except Exception` and its like, but for the worker's outermost loop."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ExceptHandler) and _is_broad(node.type) and module != "home.work":
            yield f"{module}:{node.lineno} catches everything: name the exception"


def _is_broad(caught: ast.expr | None) -> bool:
    if caught is None:
        return True
    return any(isinstance(n, ast.Name) and n.id in {"Exception", "BaseException"} for n in ast.walk(caught))


def misnamed(module: str, source: str) -> Iterator[str]:
    """Modules named for nothing in particular."""
    if found := NO_ROOMS & set(re.split(r"[._]", module)):
        yield f"{module}: {found.pop()} says nothing. Name it after its subject."


def too_long(module: str, source: str) -> Iterator[str]:
    if (lines := source.count("\n")) > LONGEST_FILE:
        yield f"{module} has {lines} lines: {LONGEST_FILE} at most. Split it by subject."


PLACES = re.compile(r"(?<![\w./$~{-])(?:/[w]ork/|/home/[a-z]|/[r]oot/|/Users/[a-z]|[A-Z]:\\Users\\)[\w./\\-]*")
REGISTRIES = re.compile(r"(?i)\b(?:files\.)?(?:pypi\.org|pythonhosted\.org|npmjs\.(?:org|com)|deb\.debian\.org)\b")
PHONES = re.compile(
    r"(?<![\d.+-])(?:\+?1[ .-]?)?\(?([2-9]\d\d)\)?[ .-]{1,2}([2-9]\d\d)[ .-](\d{4})(?![\d-])"
    r"|(?<![\w.+-])(?:\+1)?([2-9]\d\d)([2-9]\d\d)(\d{4})(?![\w.-])"
)


def machine_paths(text: str) -> list[str]:
    """Absolute paths of somebody's machine."""
    return PLACES.findall(text)


def registry_hosts(text: str) -> list[str]:
    return REGISTRIES.findall(text)


def real_phones(text: str) -> list[str]:
    """Ten-digit numbers that could ring somewhere: all but 555-01xx, which are kept for fiction."""
    return [match[0] for match in PHONES.finditer(text) if not _is_fiction(*filter(None, match.groups()))]


def _is_fiction(area: str, exchange: str, line: str) -> bool:
    """Kept for fiction, or no number at all but a vendor's filler."""
    return (exchange == "555" and line.startswith("01")) or len({*area, *exchange, *line}) == 1


WORD = re.compile(r"[^\W_]+")
SUFFIXES = frozenset(
    WORD.findall("""
    ALLEY ALY AVENUE AVE AV BOULEVARD BLVD CIRCLE CIR CLOSE COMMONS CMNS COURT CT COVE CV CRESCENT CRES CREST CRST
    CROSSING XING DRIVE DR EXTENSION EXT GARTH GARDEN GARDENS GDNS GATE GLEN GLN GREEN GRN GROVE GRV HEIGHTS HTS HIGHWAY
    HWY HILL HL KEY KY LANDING LNDG LANE LN LOOP MANOR MNR MEWS OVERLOOK PARK PARKWAY PKWY PASS PATH PIKE PLACE PL PLAZA
    PLZ POINT PT RIDGE RDG ROAD RD ROW RUN SQUARE SQ STREET ST TERRACE TER TRAIL TRL TURN VIEW VW WALK WAY
    """)
)


def words_of(text: str) -> tuple[str, ...]:
    """A text as words for comparing addresses: upper case, without dots, commas and quotes."""
    return tuple(word.upper() for word in WORD.findall(text))


def street_lines(written: str) -> Iterator[tuple[str, ...]]:
    """What identifies an address as it may be written elsewhere: number and street name, without suffix or place.

    `71-73 Heron Rd Port Alder` gives (71, 73, HERON) and (73, HERON); a name without a suffix is taken whole.
    """
    words = words_of(written)
    ends = [place for place, word in enumerate(words) if word in SUFFIXES and place > 1]
    line = words[: ends[0]] if ends else words
    for place, word in enumerate(line[:-1]):
        if (word[0].isdigit() and not line[place + 1 :][0].isdigit()) or place == 0:
            yield line[place:]


def addresses_in(text: str, known: frozenset[tuple[str, ...]], longest: int) -> Iterator[str]:
    """Known street lines that stand in a text, followed by any suffix, however they are spaced and dotted."""
    words = words_of(text)
    for place, word in enumerate(words):
        if word[0].isdigit():
            for end in range(place + 2, min(place + longest, len(words) - 1) + 1):
                if words[end] in SUFFIXES and words[place:end] in known:
                    yield " ".join(words[place : end + 1])

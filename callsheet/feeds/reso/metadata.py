"""What a server says of itself in $metadata: the fields it has, its enumerations, whether it keeps a change log."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from xml.etree import ElementTree

from callsheet.feeds.reso.client import Record
from callsheet.feeds.reso.problems import Puzzled

STANDARD_NAME = "RESO.OData.Metadata.StandardName"
"""The annotation by which RESO's servers give the readable value of an enumeration's member."""

Names = Mapping[str, Mapping[str, str]]
"""Field -> the server's value -> the readable one (`ActiveUnderContract` -> `Active Under Contract`)."""


@dataclass(frozen=True, slots=True)
class Schema:
    """One resource of a server. `types`: field -> EDM type; `names`: of the fields that are enumerations in EDM."""

    types: Mapping[str, str]
    names: Names
    has_lookup: bool

    def of_these(self, wanted: Sequence[str]) -> tuple[str, ...]:
        """Those of the wanted fields that the server has, in their order."""
        return tuple(name for name in wanted if name in self.types)


def read_metadata(text: str, resource: str = "Property") -> Schema:
    """The schema of a resource from a $metadata document. Raises Puzzled when it is none, or lacks the resource."""
    try:
        root = ElementTree.fromstring(text)
    except ElementTree.ParseError:
        raise Puzzled("The server's $metadata is no XML. Is the address the service root?") from None
    sets = {one.get("Name", ""): one.get("EntityType", "") for one in _all(root, "EntitySet")}
    if resource not in sets:
        there = ", ".join(sorted(sets)) or "none"
        raise Puzzled(f"The server has no resource named {resource}; it has {there}. Check the service root.")
    types = dict(_fields(root, sets[resource]))
    enumerations = {name: dict(_members(one)) for name, one in _named(root, "EnumType")}
    names = {field: enumerations[_bare(kind)] for field, kind in types.items() if _bare(kind) in enumerations}
    return Schema(types, names, "Lookup" in sets)


def read_lookups(records: Sequence[Record]) -> Names:
    """The Lookup resource: the readable value of each value, by the name of its lookup, which is mostly the field's."""
    names: dict[str, dict[str, str]] = {}
    for record in records:
        readable = str(record.get("StandardLookupValue") or record.get("LookupValue") or "")
        of = names.setdefault(str(record.get("LookupName") or ""), {})
        for value in (record.get("LegacyODataValue"), record.get("LookupValue")):
            if value and readable:
                of[str(value)] = readable
    return names


def _fields(root: ElementTree.Element, qualified: str) -> Iterator[tuple[str, str]]:
    """The fields of an entity type, those of the type it is derived from first."""
    kind = dict(_named(root, "EntityType")).get(qualified)
    if kind is None:
        return
    if base := kind.get("BaseType"):
        yield from _fields(root, base)
    for one in _all(kind, "Property"):
        yield one.get("Name", ""), one.get("Type", "")


def _members(enumeration: ElementTree.Element) -> Iterator[tuple[str, str]]:
    for member in _all(enumeration, "Member"):
        said = {one.get("Term", ""): one.get("String") or "" for one in _all(member, "Annotation")}
        yield member.get("Name", ""), said.get(STANDARD_NAME) or member.get("Name", "")


def _named(root: ElementTree.Element, tag: str) -> Iterator[tuple[str, ElementTree.Element]]:
    """Elements by their qualified names, under the namespace of their schema and its alias."""
    for schema in _all(root, "Schema"):
        for one in _all(schema, tag):
            for space in filter(None, (schema.get("Namespace"), schema.get("Alias"))):
                yield f"{space}.{one.get('Name')}", one


def _all(root: ElementTree.Element, tag: str) -> Iterator[ElementTree.Element]:
    return (one for one in root.iter() if one.tag.rpartition("}")[2] == tag)


def _bare(kind: str) -> str:
    return kind.removeprefix("Collection(").removesuffix(")")

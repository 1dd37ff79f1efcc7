"""Where a person stands in the words of a team: each trace is a field of a row with the text that takes its place."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.db.models import Model, Q, QuerySet

from callsheet.core.erasure import scrub

AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Trace:
    """One field in which the person stands, and its text without them."""

    model: type[Model]
    pk: int
    field: str
    text: str


def find(rows: QuerySet, fields: Sequence[str], pattern: re.Pattern[str] | None) -> Iterator[Trace]:
    """The traces in these fields of these rows. Reads them all: a name may be written in many ways."""
    if pattern is None:
        return
    filled = Q(*((f"{field}__gt", "") for field in fields), _connector=Q.OR)
    for pk, *texts in rows.filter(filled).values_list("pk", *fields).iterator():
        for field, text in zip(fields, texts, strict=True):
            if pattern.search(text):
                yield Trace(rows.model, pk, field, scrub(text, pattern))


def write(traces: Iterable[Trace]) -> None:
    """Put the texts in their places."""
    by_column: dict[tuple[type[Model], str], list[Model]] = defaultdict(list)
    for trace in traces:
        by_column[trace.model, trace.field].append(trace.model(pk=trace.pk, **{trace.field: trace.text}))
    for (model, field), rows in by_column.items():
        model._base_manager.bulk_update(rows, [field], batch_size=AT_ONCE)

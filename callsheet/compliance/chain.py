"""The chain of answers: each one kept carries a seal over what was said and the seal before it.

An answer changed, taken out, slipped in or cut off the end afterwards breaks the chain, and `verify` says where. Who
can write the database could compute a whole chain anew; a seal that was printed before then no longer fits.
"""

import hashlib
import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import UTC, datetime

from callsheet.accounts.models import Team
from callsheet.compliance.models import Answer, ChainHead, Clearance
from callsheet.core.words import count

SEALED = (
    "previous_seal", "team_id", "at", "by_id", "owner_id", "channel", "number", "allowed", "rule", "because",
    "citation", "is_law", "reasons", "checks", "facts", "book", "lists", "next_allowed_at",
)  # fmt: skip
"""The columns a seal covers: all but the row's number and the seal itself."""
AT_ONCE = 500


def append(team: Team, answers: Sequence[Answer]) -> None:
    """Seal the answers in their order and keep them as the end of the team's chain. Needs `bulk.lock(team)`."""
    head, _ = ChainHead.objects.get_or_create(team=team)
    for answer in answers:
        answer.previous_seal = head.seal
        head.seal = answer.seal = seal({name: getattr(answer, name) for name in SEALED})
    Answer.objects.bulk_create(answers, batch_size=AT_ONCE)
    head.answers += len(answers)
    head.save(update_fields=["answers", "seal"])


def seal(said: Mapping[str, object]) -> str:
    """SHA-256 of the columns in SEALED, as JSON with sorted names and moments in UTC."""
    return hashlib.sha256(json.dumps(said, sort_keys=True, default=_plain).encode()).hexdigest()


def _plain(value: object) -> str:
    return value.astimezone(UTC).isoformat() if isinstance(value, datetime) else str(value)


def verify(team: Team) -> list[str]:
    """Every place where the chain is broken, one sentence each; an empty list means nothing was changed."""
    return [*_breaks(team), *_permissions_without_ground(team)]


def verify_those(team: Team, keys: Collection[int]) -> list[str]:
    """The same for the answers of a document: each says what it said when it was given, and the seals of all the team's
    answers are one chain to its end. What the others say is not read, so it takes a fraction of the time.
    """
    theirs = Answer.objects.filter(team=team, pk__in=keys).order_by("pk").values("pk", "seal", *SEALED)
    return [*_broken_links(team), *(_changed(row) for row in theirs.iterator(AT_ONCE) if not _is_as_sealed(row))]


def _broken_links(team: Team) -> Iterator[str]:
    kept, previous = 0, ""
    links = Answer.objects.filter(team=team).order_by("pk").values_list("pk", "previous_seal", "seal")
    for pk, before, sealed in links.iterator(AT_ONCE):
        if before != previous:
            yield _unlinked(pk)
        kept, previous = kept + 1, sealed
    yield from _end(team, kept, previous)


def _breaks(team: Team) -> Iterator[str]:
    kept, previous = 0, ""
    for row in Answer.objects.filter(team=team).order_by("pk").values("pk", "seal", *SEALED).iterator(AT_ONCE):
        if row["previous_seal"] != previous:
            yield _unlinked(row["pk"])
        if not _is_as_sealed(row):
            yield _changed(row)
        kept, previous = kept + 1, row["seal"]
    yield from _end(team, kept, previous)


def _is_as_sealed(row: Mapping[str, object]) -> bool:
    return row["seal"] == seal({name: row[name] for name in SEALED})


def _unlinked(answer: object) -> str:
    return f"Answer {answer} does not follow the one before it: an answer is missing or was added."


def _changed(row: Mapping[str, object]) -> str:
    return f"Answer {row['pk']} of {row['at']:%Y-%m-%d %H:%M} UTC was changed after it was given."


def _end(team: Team, kept: int, last: str) -> Iterator[str]:
    """What the head of the chain says against the answers that are there."""
    head = ChainHead.objects.filter(team=team).first() or ChainHead(team=team)
    if head.answers != kept:
        yield f"{count(head.answers, 'answer')} were given, and {kept:,} are there: some are missing or were added."
    elif head.seal != last:
        yield "The last answer is not the one that was given last: the end of the chain was changed."


def _permissions_without_ground(team: Team) -> Iterator[str]:
    wrong = Clearance.objects.filter(answer__team=team, answer__allowed=False).order_by("pk")
    for answer in wrong.values_list("answer", flat=True):
        yield f"Answer {answer} refused, and yet there is a permission for it."

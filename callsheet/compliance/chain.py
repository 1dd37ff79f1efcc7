"""The chain of answers: each one kept carries a seal over what was said and the seal before it.

An answer changed, taken out, slipped in or cut off the end afterwards breaks the chain, and `verify` says where. Who
can write the database could compute a whole chain anew; a seal that was printed before then no longer fits.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
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


def _breaks(team: Team) -> Iterator[str]:
    kept, previous = 0, ""
    for row in Answer.objects.filter(team=team).order_by("pk").values("pk", "seal", *SEALED).iterator(AT_ONCE):
        pk, sealed = row.pop("pk"), row.pop("seal")
        if row["previous_seal"] != previous:
            yield f"Answer {pk} does not follow the one before it: an answer is missing or was added."
        if sealed != seal(row):
            yield f"Answer {pk} of {row['at']:%Y-%m-%d %H:%M} UTC was changed after it was given."
        kept, previous = kept + 1, sealed
    yield from _end(team, kept, previous)


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

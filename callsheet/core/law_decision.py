"""What the law answers: allowed or refused, with every reason, and every subject that was looked at."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Answer = Literal["allows", "refuses", "no exception"]


@dataclass(frozen=True, slots=True)
class Reason:
    """One refusal: its rule, a plain sentence, its citation, and whether it is law or our stricter policy.

    `next_allowed_at` is when this rule alone stops refusing by the passing of time; None where time does not help.
    """

    rule: str
    because: str
    citation: str
    is_law: bool
    next_allowed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Check:
    """One subject that was looked at: what it answered, what it saw, where from."""

    name: str
    answer: Answer
    saw: str
    source: str = ""
    citation: str = ""


@dataclass(frozen=True, slots=True)
class Decision:
    """The answer for one proposed attempt. The first reason leads; when allowed, `rule` is OK and there are none."""

    allowed: bool
    rule: str
    because: str
    citation: str
    is_law: bool
    reasons: tuple[Reason, ...]
    next_allowed_at: datetime | None
    """When refused: the first moment in 60 days at which the same facts are allowed; None when waiting is no help."""
    opens_at: datetime | None
    """The first moment in 60 days at which days, hours and caps allow it, whatever else refuses; None: they do now."""
    until: datetime | None
    """When allowed: the end of the present hours, excluded."""
    attempts_left: int | None
    """Attempts the caps leave now, this one included; None where no cap counts."""
    warnings: tuple[str, ...]
    checks: tuple[Check, ...]

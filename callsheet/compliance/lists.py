"""Which do-not-call lists there are, what they are called, and how long a copy of each counts."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from callsheet.compliance.models import NATION, RegistryCopy
from callsheet.compliance.tables import rules
from callsheet.core.errors import UnusableInput

WARNED_DAYS = 6
"""So many days before a copy grows too old it is time for a new one: from the 25th day on where 31 count."""


def known() -> Mapping[str, str]:
    """List -> its name: the nation's first, then those of the states that keep one of their own."""
    states = rules().states.values()
    keepers = sorted((state.name, state.code) for state in states if state.own_list)
    return {NATION: "National registry"} | {code: name for name, code in keepers}


def the_list(text: str) -> str:
    """The list somebody named, as `US` or `co`. Raises UnusableInput when no such list is known."""
    code = text.strip().upper()
    if code not in known():
        raise UnusableInput(f"--list {text}: there is no such list. Choose one of {', '.join(known())}.")
    return code


@dataclass(frozen=True, slots=True)
class Age:
    """How old a copy is on a day, and how many days it counts."""

    days: int
    limit: int
    good_until: date

    @property
    def is_stale(self) -> bool:
        return self.days > self.limit

    @property
    def left(self) -> int:
        """Days on which it still counts, this one left out."""
        return self.limit - self.days

    @property
    def is_ending(self) -> bool:
        return not self.is_stale and self.left <= WARNED_DAYS


def age(copy: RegistryCopy, now: datetime) -> Age:
    """The age of a copy, by the UTC day as the gate counts it."""
    limit = rules().list_days(copy.list)
    days = (now.astimezone(UTC).date() - copy.copied_on).days
    return Age(days, limit, copy.copied_on + timedelta(days=limit))

"""The meter of one account: its turns are taken by compare-and-set, so that no two processes ask at once too often."""

import hashlib
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from callsheet.feeds.reso.connection import ClientCredentials, Connection
from callsheet.feeds.reso.limits import LONGEST_WAIT, Limits, Usage, spent, take_turn
from callsheet.feeds.reso.problems import Wait
from callsheet.listings.models import FeedQuota

SAID = ("quota", "ratelimit", "rate-limit", "retry-after")
USED_UP = "The account's limit is used up for now; reading goes on by itself then."


@dataclass(slots=True)
class StoredMeter:
    """Counts in the database. `limits` are those of the feed that asks."""

    account: str
    limits: Limits
    sleep: Callable[[float], None] = time.sleep
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)

    def turn(self) -> None:
        """Wait for the next turn and take it. Raises Wait when it is more than half a minute off."""
        while True:
            row, now = self._row(), self.clock()
            if row.suspended_until and row.suspended_until > now:
                raise Wait(row.suspended_until, "The vendor wants a pause from this account.")
            turn = take_turn(_usage(row), self.limits, now)
            if turn.usage is None or turn.at - now > LONGEST_WAIT:
                raise Wait(turn.at, USED_UP)
            if self._keep(row, turn.usage):
                self.sleep(max(0.0, (turn.at - now).total_seconds()))
                return

    def answered(self, size: int, headers: Mapping[str, str]) -> None:
        """Count the bytes, and keep what the headers say of the quota."""
        said = {name.lower(): value for name, value in headers.items() if any(word in name.lower() for word in SAID)}
        while not self._keep(row := self._row(), spent(_usage(row), size, self.clock()), said=said or row.said):
            continue

    def suspend(self, until: datetime) -> None:
        """Nobody asks with this account before that moment."""
        FeedQuota.objects.filter(token=self.account).update(suspended_until=until)

    def _row(self) -> FeedQuota:
        return FeedQuota.objects.get_or_create(token=self.account)[0]

    def _keep(self, row: FeedQuota, usage: Usage, **also: object) -> bool:
        mine = FeedQuota.objects.filter(pk=row.pk, turns=row.turns)
        return bool(mine.update(asked=usage.buckets, next_at=usage.next_at, turns=row.turns + 1, **also))


def account_of(connection: Connection) -> str:
    """What tells one account from another; never the token itself."""
    account = connection.account
    who = account.client_id if isinstance(account, ClientCredentials) else account.token
    return hashlib.sha256(f"{connection.root.partition('//')[2].partition('/')[0]} {who}".encode()).hexdigest()


def _usage(row: FeedQuota) -> Usage:
    return Usage({start: (asked, size) for start, (asked, size) in row.asked.items()}, row.next_at)

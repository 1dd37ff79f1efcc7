"""What a feed must say where leads are called: it has a problem, was not heard of, or never delivered an Expired."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Exists, OuterRef, Subquery

from callsheet.core.wall_clock import WallClock
from callsheet.listings.models import Feed, FeedWalk


@dataclass(frozen=True, slots=True)
class FeedBanner:
    """One plain banner, which leads to the feed's page."""

    pk: int
    title: str
    text: str


def feed_banners(team: int, clock: WallClock) -> Sequence[FeedBanner]:
    """The banners of a team's feeds that are on, at most one a feed. One query."""
    loaded = FeedWalk.objects.filter(feed=OuterRef("pk"), is_loaded=True)
    mine = Feed.objects.filter(team=team, is_on=True).select_related("source")
    asks = Subquery(FeedWalk.objects.filter(feed=OuterRef("pk")).order_by("pk").values("asks")[:1])
    feeds = mine.annotate(is_loaded=Exists(loaded), asks=asks).order_by("name", "pk")
    return [banner for feed in feeds if (banner := _banner(feed, clock))]


def _banner(feed: Feed, clock: WallClock) -> FeedBanner | None:
    if feed.problem:
        problem = feed.problem.removesuffix(" It is tried again later.")
        text = f"{problem} {tried_again(feed, clock)}".strip()
        return FeedBanner(feed.pk, f"The feed {feed.name} has a problem.", text)
    if is_silent(feed, clock):
        heard = f"since {clock.moment(feed.heard_at)}" if feed.heard_at else "yet"
        text = f"Nobody is called on the word of {feed.source.name} until it is, or a newer export is read."
        return FeedBanner(feed.pk, f"The feed {feed.name} was not heard of {heard}.", text)
    if feed.asks and not feed.asks.get("agreed"):
        missing = f"{feed.asks['missing']:,} of {feed.asks['of']:,} listings are missing from it at once."
        return FeedBanner(feed.pk, f"Did they leave the feed {feed.name}?", f"{missing} They stay until you say so.")
    if feed.is_loaded and feed.expired_seen_at is None:
        return FeedBanner(feed.pk, never_expired(feed), NEVER_EXPIRED)
    return None


def tried_again(feed: Feed, clock: WallClock) -> str:
    """`It is tried again at 8:20 am.`; empty for one that is switched off."""
    if not feed.is_on or feed.next_run_at is None:
        return ""
    return f"It is tried again {'now' if feed.next_run_at <= clock.now else clock.when(feed.next_run_at)}."


NEVER_EXPIRED = "Its licence may not carry them: ask the MLS, or import an export."


def never_expired(feed: Feed) -> str:
    """What is said of a feed that is read and never delivered what this program is for."""
    return f"{feed.source.name}'s feed has never delivered an expired listing."


def is_silent(feed: Feed, clock: WallClock) -> bool:
    """Whether it was not heard of in the hours its word counts for; its source is at hand."""
    since = feed.heard_at or feed.made_at
    return clock.now - since > timedelta(hours=feed.source.fresh_hours)

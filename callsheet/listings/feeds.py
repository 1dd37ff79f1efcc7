"""What people do with feeds: set one up, change it, switch it off and on, ask for it now, decide what left it."""

from collections.abc import Mapping
from datetime import datetime

from django.db import IntegrityError, transaction

from callsheet.accounts.models import Person, Team
from callsheet.accounts.people import NotTheBroker
from callsheet.core.errors import UnusableInput
from callsheet.listings.feed_connection import connection_of
from callsheet.listings.feed_places import folder_of, mailbox_of
from callsheet.listings.feed_secrets import seal, unseal
from callsheet.listings.models import Feed, FeedChange, FeedRow, FeedWalk, Import, Source

SHORTEST_REST = 2  # seconds
ROWS_AT_ONCE = 1_000
ONLY_THE_BROKER = "Only the broker adds and changes live feeds."


@transaction.atomic
def add(
    team: Team,
    kind: str,
    name: str,
    *,
    by: Person | None,
    now: datetime,
    mls: str = "",
    preset: str = "",
    settings: Mapping[str, object] | None = None,
    secrets: Mapping[str, str] | None = None,
    licence: str = "",
    every_seconds: int = 300,
) -> Feed:
    """Set up a feed of an MLS (by its name, else by the feed's). It is read for the first time at once.

    Raises NotTheBroker, and UnusableInput, with nothing stored, when it could not be asked as it stands.
    """
    _check_broker(by)
    name = " ".join(name.split())
    if not name or Feed.objects.filter(team=team, name__iexact=name).exists():
        raise UnusableInput(f"Give the feed a name of its own{f'; there is one named {name}' if name else ''}.")
    source = _source(team, " ".join(mls.split()) or name)
    feed = Feed(
        team=team, source=source, kind=kind, name=name[:80], preset=preset, settings=dict(settings or {}),
        secrets=seal(secrets) if secrets else "", licence=licence, every_seconds=max(SHORTEST_REST, every_seconds),
        made_by=by, made_at=now, next_run_at=now,
    )  # fmt: skip
    _refuse_unusable(feed)
    try:
        feed.save()
    except IntegrityError:
        raise UnusableInput(f"There is a feed named {name} already.") from None
    _note(feed, FeedChange.What.ADDED, by, now)
    return feed


@transaction.atomic
def change(
    feed: Feed,
    by: Person | None,
    now: datetime,
    *,
    settings: Mapping[str, object] | None = None,
    secrets: Mapping[str, str] | None = None,
    **fields: object,
) -> None:
    """Change what is given; a secret left empty stays. Whoever reads the feed takes it up with the next reading.

    Raises NotTheBroker, and UnusableInput, with nothing changed, when it could not be asked like that.
    """
    _check_broker(by)
    feed = Feed.objects.select_for_update().get(pk=feed.pk)
    if settings is not None:
        feed.settings = dict(settings)
    if given := {name: value for name, value in (secrets or {}).items() if value}:
        feed.secrets = seal(_one_account(_kept_secrets(feed), given))
    _refuse_taken(feed, str(fields.get("name", feed.name)))
    for name, value in fields.items():
        setattr(feed, name, value)
    feed.every_seconds = max(SHORTEST_REST, feed.every_seconds)
    feed.next_run_at, feed.failures = now, 0
    _refuse_unusable(feed)
    feed.save(update_fields=["settings", "secrets", "next_run_at", "failures", "every_seconds", *fields])
    _note(feed, FeedChange.What.CHANGED, by, now)


def remove(feed: Feed, by: Person | None, now: datetime) -> None:
    """Forget a feed with its credentials and its place. Its listings stay, and nobody keeps them up to date any more.

    Whoever reads it at this moment stops after the page in hand. Its rows go in batches, so that nobody waits for them;
    killed among them, it is switched off and can be removed again. Safe to call twice. Raises NotTheBroker.
    """
    switch(feed, False, by, now)
    while some := list(FeedRow.objects.filter(feed=feed.pk).values_list("pk", flat=True)[:ROWS_AT_ONCE]):
        FeedRow.objects.filter(pk__in=some).delete()
    _forget(feed, by, now)


@transaction.atomic
def _forget(feed: Feed, by: Person | None, now: datetime) -> None:
    unfinished = feed.walks.exclude(import_row=None).values("import_row")
    running = Import.objects.filter(pk__in=unfinished, state=Import.State.RUNNING)
    running.update(state=Import.State.DONE, finished_at=now)
    if Feed.objects.select_for_update().filter(pk=feed.pk).exists():
        _note(feed, FeedChange.What.DELETED, by, now)
    Feed.objects.filter(pk=feed.pk).delete()


def run_now(feed: Feed, now: datetime) -> None:
    """Read it as soon as the background work looks."""
    Feed.objects.filter(pk=feed.pk).update(next_run_at=now)


@transaction.atomic
def switch(feed: Feed, is_on: bool, by: Person | None, now: datetime) -> None:
    """Stop reading it, or go on from its place. Whoever reads it at this moment stops after the page in hand.

    Safe to call twice: one that stands so already was switched once. Raises NotTheBroker.
    """
    _check_broker(by)
    if _switch(feed, is_on, now):
        _note(feed, FeedChange.What.ON if is_on else FeedChange.What.OFF, by, now)


def _switch(feed: Feed, is_on: bool, now: datetime) -> bool:
    """Whether it stood otherwise before."""
    mine = Feed.objects.filter(pk=feed.pk)
    is_other = bool(mine.filter(is_on=not is_on).update(is_on=is_on, next_run_at=now if is_on else None))
    if not is_other and is_on:
        run_now(feed, now)
    return is_other


@transaction.atomic
def decide_missing(feed: Feed, are_gone: bool, by: Person | None, now: datetime) -> None:
    """A person says of many rows that left at once: they are gone (looked for once more, then purged), or keep them.

    Safe to call twice: what was answered is not asked any more. Raises NotTheBroker.
    """
    _check_broker(by)
    walks = list(FeedWalk.objects.select_for_update().filter(feed=feed))
    if any(walk.asks and not (are_gone and walk.asks.get("agreed")) for walk in walks):
        _note(feed, FeedChange.What.GONE if are_gone else FeedChange.What.KEPT, by, now)
    for walk in walks:
        walk.asks = {**walk.asks, "agreed": True} if are_gone and walk.asks else {}
        walk.swept_at = None if walk.asks else now
        walk.save(update_fields=["asks", "swept_at"])
    run_now(feed, now)


def _check_broker(by: Person | None) -> None:
    """Nobody is the program itself."""
    if by and not by.is_broker:
        raise NotTheBroker(ONLY_THE_BROKER)


def _note(feed: Feed, what: str, by: Person | None, now: datetime) -> None:
    """Keep who did that, in the transaction that does it."""
    FeedChange.objects.create(team_id=feed.team_id, feed_id=feed.pk, name=feed.name, what=what, by=by, at=now)


def _source(team: Team, name: str) -> Source:
    """The MLS of that name, however it is capitalized; a new one if there is none."""
    known = Source.objects.filter(team=team, kind=Source.Kind.MLS, name__iexact=name[:80]).first()
    return known or Source.objects.create(team=team, kind=Source.Kind.MLS, name=name[:80])


def _refuse_unusable(feed: Feed) -> None:
    {Feed.Kind.RESO: connection_of, Feed.Kind.FOLDER: folder_of, Feed.Kind.MAILBOX: mailbox_of}[feed.kind](feed)


def _refuse_taken(feed: Feed, name: str) -> None:
    if Feed.objects.filter(team=feed.team_id, name__iexact=name).exclude(pk=feed.pk).exists():
        raise UnusableInput(f"There is a feed named {name} already.")


def _one_account(kept: Mapping[str, str], given: Mapping[str, str]) -> dict[str, str]:
    """Whoever gives a client ID goes on without the token that was kept."""
    is_client = given.get("client_id") and not given.get("token")
    return {name: value for name, value in kept.items() if name != "token" or not is_client} | dict(given)


def _kept_secrets(feed: Feed) -> dict[str, str]:
    """The secrets so far; those of another home are given up."""
    try:
        return unseal(feed.secrets)
    except UnusableInput:
        return {}

"""A feed's settings as its connection, with the preset of its vendor below what the user changed."""

import re
from collections.abc import Mapping
from dataclasses import fields
from datetime import timedelta
from urllib.parse import urlsplit

from callsheet.core.errors import UnusableInput
from callsheet.feeds.reso.connection import ClientCredentials, Connection, Token
from callsheet.feeds.reso.limits import Limits
from callsheet.feeds.reso.presets import PRESETS
from callsheet.listings.feed_secrets import unseal
from callsheet.listings.models import Feed

OVERLAP_MINUTES = 30
HERE = {("http", "127.0.0.1"), ("http", "localhost")}
TOO_LONG = re.compile(r"(/(Property|\$metadata))?/*(\?.*)?$")
"""What a root ends with when it was copied from an example."""
_PLAIN = {one.name for one in fields(Connection)} - {"account", "limits", "overlap", "root"}
_LIMITS = {one.name for one in fields(Limits)}


def settings_of(feed: Feed) -> dict[str, object]:
    """The preset's settings, changed as the user said."""
    preset = PRESETS.get(feed.preset)
    return {**(preset.settings if preset else {}), **feed.settings}


def connection_of(feed: Feed) -> Connection:
    """How the feed is asked. Raises UnusableInput when something it needs is missing or sealed in another home."""
    given = settings_of(feed)
    plain = {name: value for name, value in given.items() if name in _PLAIN}
    limits = Limits(**{name: value for name, value in given.items() if name in _LIMITS})
    overlap = timedelta(minutes=float(given.get("overlap_minutes", OVERLAP_MINUTES)))
    return Connection(root=_root(given), account=_account(feed, given), overlap=overlap, limits=limits, **plain)


def _root(given: Mapping[str, object]) -> str:
    root = TOO_LONG.sub("", str(given.get("root") or "").strip())
    if "{dataset}" in root:
        root = root.replace("{dataset}", _needed(given, "dataset", "the dataset that Bridge gave your MLS"))
    if not _is_private(root):
        raise UnusableInput("Write the feed's service root; it begins with https:// and ends before /Property.")
    return root


def _account(feed: Feed, given: Mapping[str, object]) -> Token | ClientCredentials:
    secrets = unseal(feed.secrets)
    if secrets.get("token"):
        return Token(secrets["token"])
    if not (secrets.get("client_id") and secrets.get("client_secret")):
        raise UnusableInput("Enter the feed's credentials: a token, or a client id and its secret.")
    token_url = _needed(given, "token_url", "the address that gives tokens")
    if not _is_private(token_url):
        raise UnusableInput("Write the address that gives tokens; it begins with https://.")
    return ClientCredentials(token_url, secrets["client_id"], secrets["client_secret"], str(given.get("scope") or ""))


def _is_private(url: str) -> bool:
    """Whether nobody between reads what is sent there: the credentials are."""
    try:
        parts = urlsplit(url)
        return bool(parts.hostname) and (parts.scheme == "https" or (parts.scheme, parts.hostname) in HERE)
    except ValueError:
        return False


def _needed(given: Mapping[str, object], name: str, what: str) -> str:
    value = str(given.get(name) or "").strip()
    if not value:
        raise UnusableInput(f"The feed lacks {what}. Add it to the feed's settings.")
    return value

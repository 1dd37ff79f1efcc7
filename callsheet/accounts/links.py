"""One-time links: whoever can read the terminal, or was handed one by the broker, may come in, once."""

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Literal

from callsheet.accounts.models import OneTimeLink, Person

Purpose = Literal["welcome", "sign_in", "join"]
LIFETIME: dict[Purpose, timedelta] = {
    "welcome": timedelta(days=7),
    "sign_in": timedelta(days=1),
    "join": timedelta(days=7),
}


def make_link(purpose: Purpose, person: Person | None, now: datetime) -> str:
    """Make a link and return its token, which is kept nowhere: the row holds its SHA-256 only.

    A new link takes the place of every older one for the same purpose and person.
    """
    end_links(purpose, person, now)
    token = secrets.token_urlsafe(32)
    OneTimeLink.objects.create(
        purpose=purpose, token_hash=hash_of(token), person=person, created_at=now, expires_at=now + LIFETIME[purpose]
    )
    return token


def end_links(purpose: Purpose, person: Person | None, now: datetime) -> None:
    """From now on none of the person's links for this purpose works."""
    open_links(purpose, now).filter(person=person).update(expires_at=now)


def the_open(purpose: Purpose, token: str, now: datetime) -> OneTimeLink | None:
    """The link while it would still work; looking at it does not use it."""
    return open_links(purpose, now).filter(token_hash=hash_of(token)).select_related("person__team").first()


def is_open(purpose: Purpose, token: str, now: datetime) -> bool:
    """Whether the link would still work; looking at it does not use it."""
    return open_links(purpose, now).filter(token_hash=hash_of(token)).exists()


def claim(purpose: Purpose, token: str, now: datetime) -> OneTimeLink | None:
    """Use the link. Of two claims at the same moment one gets the link, the other None."""
    link = open_links(purpose, now).filter(token_hash=hash_of(token))
    return OneTimeLink.objects.get(token_hash=hash_of(token)) if link.update(used_at=now) else None


def open_links(purpose: Purpose, now: datetime):
    return OneTimeLink.objects.filter(purpose=purpose, used_at=None, expires_at__gt=now)


def hash_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()

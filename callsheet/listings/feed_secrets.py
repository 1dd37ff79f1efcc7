"""What a feed keeps secret, encrypted with the home's own key: a copy of the database alone is worth nothing.

A backup holds that key too. Where the rows come into a home without it, the feed asks for its credentials again.
"""

import base64
import json
from collections.abc import Mapping

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from callsheet.core.errors import UnusableInput

PURPOSE = b"callsheet: what feeds keep secret"


def seal(secrets: Mapping[str, str]) -> str:
    """The secrets as the database keeps them."""
    return _key().encrypt(json.dumps(dict(secrets)).encode()).decode()


def unseal(sealed: str) -> dict[str, str]:
    """The secrets again. Raises UnusableInput when they were sealed in another home."""
    if not sealed:
        return {}
    try:
        return json.loads(_key().decrypt(sealed.encode()))
    except InvalidToken:
        raise UnusableInput(
            "Its credentials were saved in another home and cannot be read in this one. Enter them once more."
        ) from None


def _key() -> Fernet:
    derived = HKDF(hashes.SHA256(), 32, salt=None, info=PURPOSE).derive(settings.SECRET_KEY.encode())
    return Fernet(base64.urlsafe_b64encode(derived))

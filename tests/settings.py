"""The settings under test: as they are, but for a password hash that takes no time."""

from callsheet.settings import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

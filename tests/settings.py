"""The settings under test: a home of their own, never a real one, and a password hash that takes no time.

pytest-django reads them before any conftest, so what decides where data lives stands here.
"""

import os
import tempfile

os.environ["CALLSHEET_HOME"] = tempfile.mkdtemp(prefix="callsheet-test-")
os.environ["CALLSHEET_DATABASE_URL"] = os.environ.get("CALLSHEET_TEST_DATABASE_URL", "")

from callsheet.settings import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

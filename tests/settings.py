"""The settings under test: a home of their own, never a real one; no password hash, no write waits for the disk.

pytest-django reads them before any conftest, so what decides where data lives stands here.
"""

import atexit
import os
import shutil
import tempfile

os.environ["CALLSHEET_HOME"] = tempfile.mkdtemp(prefix="callsheet-test-")
atexit.register(shutil.rmtree, os.environ["CALLSHEET_HOME"], ignore_errors=True)
os.environ["CALLSHEET_DATABASE_URL"] = os.environ.get("CALLSHEET_TEST_DATABASE_URL", "")

from callsheet.settings import *  # noqa: E402, F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):  # noqa: F405
    # Homes in processes of their own are as durable as a user's; here nobody pulls the plug.
    DATABASES["default"]["OPTIONS"]["init_command"] += " PRAGMA synchronous=OFF;"  # noqa: F405

"""The test suite: files in a folder of its own, passwords hashed fast, jobs run at once, no throttling."""

import os
import tempfile

os.environ["CHUNGTAY_DATA_DIR"] = tempfile.mkdtemp(prefix="chungtay-test-")

from chungtay.config.settings.base import *  # noqa: F403
from chungtay.config.settings.base import DATA_DIR, DATABASES

if "sqlite" in DATABASES["default"]["ENGINE"]:  # a file, as in an office: several connections at once
    DATABASES["default"]["TEST"] = {"NAME": DATA_DIR / "test.sqlite3"}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
WHITENOISE_AUTOREFRESH = True  # no scan of the static files at each start
SECOND_FACTOR_ROLES = set()  # the tests that are about it ask for it themselves

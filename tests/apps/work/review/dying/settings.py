"""Settings of a real server process on a folder of its own (CHUNGTAY_DATA_DIR), or on the test's PostgreSQL."""

from chungtay.config.settings.base import *  # noqa: F403

DEMONSTRATION = False
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
SECOND_FACTOR_ROLES = set()

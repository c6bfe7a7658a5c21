"""A server behind HTTPS. CHUNGTAY_HOSTS names its addresses, comma-separated; there is no demonstration data."""

import os

from chungtay.config.settings.base import *  # noqa: F403

ALLOWED_HOSTS = os.environ["CHUNGTAY_HOSTS"].split(",")
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS]
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
SECURE_SSL_REDIRECT = True
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60

"""One computer, `./run`: plain HTTP on the own machine. CHUNGTAY_DEBUG=1 shows a developer what went wrong."""

import os

from chungtay.config.settings.base import *  # noqa: F403
from chungtay.config.settings.base import ALLOWED_HOSTS, FOUNDED

DEBUG = os.environ.get("CHUNGTAY_DEBUG") == "1"
ALLOWED_HOSTS = [*ALLOWED_HOSTS, *filter(None, os.environ.get("CHUNGTAY_HOSTS", "").split(","))]
PRACTICE = os.environ.get("CHUNGTAY_PRACTICE") == "1"
DEMONSTRATION = os.environ.get("CHUNGTAY_DEMO", "1") != "0" and not FOUNDED.exists()
if DEMONSTRATION:  # fictional people have no telephones
    SECOND_FACTOR_ROLES = set()
if PRACTICE:  # one computer has one set of cookies for all its ports
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME, LANGUAGE_COOKIE_NAME = "practice", "practice_csrf", "practice_language"

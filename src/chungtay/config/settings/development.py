"""One computer, `./run`: plain HTTP on the own machine. CHUNGTAY_DEBUG=1 shows a developer what went wrong."""

import os

from chungtay.config.settings.base import *  # noqa: F403
from chungtay.config.settings.base import ALLOWED_HOSTS

DEBUG = os.environ.get("CHUNGTAY_DEBUG") == "1"
ALLOWED_HOSTS = [*ALLOWED_HOSTS, *filter(None, os.environ.get("CHUNGTAY_HOSTS", "").split(","))]
DEMONSTRATION = os.environ.get("CHUNGTAY_DEMO", "1") != "0"
if DEMONSTRATION:  # fictional people have no telephones
    SECOND_FACTOR_ROLES = set()

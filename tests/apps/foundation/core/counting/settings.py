"""Settings of a real worker process that works on the database of a test."""

import os

from chungtay.config.settings.base import *  # noqa: F403
from chungtay.config.settings.base import DATABASES, INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "tests.apps.foundation.core.counting"]
DATABASES["default"]["NAME"] = os.environ["COUNTING_DATABASE"]

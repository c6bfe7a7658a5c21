"""Settings of a real worker process that works on the database of a test."""

import os

from chungtay.config.settings.base import *  # noqa: F403
from chungtay.config.settings.base import DATABASES, INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "tests.apps.records.registry.intake.hanging"]
DATABASES["default"]["NAME"] = os.environ["INTAKE_DATABASE"]
MEDIA_ROOT = os.environ["INTAKE_FILES"]

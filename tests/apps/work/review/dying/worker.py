"""A worker of background jobs, with one place where the process kills itself (see `trap`)."""

from __future__ import annotations

import os

import django
from django.core.management import call_command

from tests.apps.work.review.dying import trap

if __name__ == "__main__":
    django.setup()
    if os.environ.get("DYING_AT"):
        trap.lay(os.environ["DYING_AT"])
    call_command("work", "--interval", "0.1", "--no-startup-delay")

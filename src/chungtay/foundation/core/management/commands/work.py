"""The worker: takes jobs from the queue one after another, shows that it lives, and takes up what a dead one left."""

from __future__ import annotations

import threading
from typing import Any

from django.conf import settings
from django.db import OperationalError, close_old_connections, connection
from django.utils import timezone
from django_tasks_db.management.commands import db_worker

from chungtay.foundation.core.files.keeping import sweep_arrivals
from chungtay.foundation.core.files.scratch import sweep
from chungtay.foundation.core.operations import jobs
from chungtay.foundation.core.running import work_here


class Command(db_worker.Command):
    help = "Work on background jobs until stopped"

    def handle(self, **options: Any) -> None:
        work_here()
        sweep()
        sweep_arrivals()
        stop = threading.Event()
        heart = threading.Thread(target=_beat, args=(stop,), daemon=True, name="heart")
        heart.start()
        try:
            super().handle(**options)
        finally:
            stop.set()


def _beat(stop: threading.Event) -> None:
    """Until the worker ends. A database that is busy for a moment is asked again at the next beat."""
    beats = 0
    while not stop.is_set():
        close_old_connections()
        try:
            jobs.beat_for_all(at=timezone.now())
            if beats % 3 == 0:
                jobs.take_up_lost(at=timezone.now())
                jobs.start_daily(at=timezone.now())
                sweep()  # a worker that took over at once came too early for what the dead one had open
        except OperationalError:
            connection.close()
        beats += 1
        stop.wait(settings.JOB_LOST_AFTER / 6)
    connection.close()

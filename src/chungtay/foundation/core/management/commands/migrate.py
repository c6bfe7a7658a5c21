"""Django's `migrate`, in a third of its time."""

from __future__ import annotations

from typing import Any

from django.core.management.commands import migrate

from chungtay.foundation.core.migrating import gains_in_place


class Command(migrate.Command):
    def handle(self, *args: Any, **options: Any) -> None:
        with gains_in_place():
            super().handle(*args, **options)

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.module_loading import autodiscover_modules


class CoreConfig(AppConfig):
    name = "chungtay.foundation.core"
    label = "core"

    def ready(self) -> None:
        from chungtay.foundation.core import final

        post_migrate.connect(final.put_triggers, dispatch_uid="final rows")
        autodiscover_modules("tasks")  # the kinds of jobs
        post_migrate.connect(_bind_key_ring, sender=self, dispatch_uid="key ring")


def _bind_key_ring(**kwargs: Any) -> None:
    """The first `migrate` of a database makes the key ring; later ones refuse another ring than that."""
    from chungtay.foundation.core.operations.keys import bind_key_ring

    bind_key_ring()

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class CoreConfig(AppConfig):
    name = "chungtay.foundation.core"
    label = "core"

    def ready(self) -> None:
        from chungtay.foundation.core import final

        post_migrate.connect(final.put_triggers, dispatch_uid="final rows")

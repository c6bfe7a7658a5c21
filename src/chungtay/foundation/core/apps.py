from importlib import import_module
from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class CoreConfig(AppConfig):
    name = "chungtay.foundation.core"
    label = "core"

    def audit_actions(self) -> dict[str, Any]:
        return {
            "core.sensitive_seen": _("Sensitive information was looked at"),
            "core.exported": _("Data was taken out"),
            "core.key_added": _("A new key was added"),
            "core.sealed_anew": _("Everything was sealed anew with the newest key"),
            "core.files_sealed": _("Files that lay open were sealed"),
            "core.backup_taken": _("A backup was taken"),
            "core.restored": _("A backup was brought back"),
            "core.file_taken": _("A file that background work made was downloaded"),
            "core.job_stopped": _("Background work was stopped"),
            "core.job_started_again": _("Background work was started again"),
        }

    def audit_subjects(self) -> dict[str, Any]:
        from chungtay.foundation.core.presenters import Subject

        return {"core.job": Subject(_("Background work")), "core.keyringmark": Subject(_("Key ring"))}

    def ready(self) -> None:
        from chungtay.foundation.core import final

        post_migrate.connect(final.put_triggers, dispatch_uid="final rows")
        import_module("chungtay.foundation.core.addresses")  # before any address is read
        autodiscover_modules("tasks")  # the kinds of jobs
        post_migrate.connect(_bind_key_ring, sender=self, dispatch_uid="key ring")


def _bind_key_ring(**kwargs: Any) -> None:
    """The first `migrate` of a database makes the key ring; later ones refuse another ring than that."""
    from chungtay.foundation.core.operations.keys import bind_key_ring

    bind_key_ring()

from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CatalogueConfig(AppConfig):
    name = "chungtay.records.catalogue"
    label = "catalogue"

    def ready(self) -> None:
        from chungtay.records.catalogue.queries import policies
        from chungtay.records.entitlements.queries.issued import Issued, register

        register(Issued(policies.in_force, policies.named))

    def audit_actions(self) -> dict[str, Any]:
        return {
            "catalogue.policy_proposed": _("A policy of the office's own was proposed"),
            "catalogue.policy_approved": _("A policy of the office's own was approved"),
            "catalogue.policy_refused": _("A policy of the office's own was refused"),
            "catalogue.policy_withdrawn": _("A policy of the office's own was withdrawn"),
            "catalogue.policy_ended": _("A policy of the office's own was ended"),
        }

    def audit_subjects(self) -> dict[str, Any]:
        from chungtay.foundation.core.presenters import Subject

        return {"catalogue.ownpolicy": Subject(_("Policy of the office's own"))}

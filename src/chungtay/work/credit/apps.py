from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CreditConfig(AppConfig):
    name = "chungtay.work.credit"
    label = "credit"

    def ready(self) -> None:
        from chungtay.foundation.core.presenters import waiting
        from chungtay.records.registry.presenters.panels import Panel, register
        from chungtay.work.credit.models import Loan, Telling
        from chungtay.work.credit.presenters.panel import panel
        from chungtay.work.credit.presenters.waiting import waiting_for

        waiting.register("credit", waiting_for, 46)
        register(Panel("loans", _("Loans"), "credit/household_panel.html", panel, 37, opens=(Loan, Telling)))

    def audit_actions(self) -> dict[str, Any]:
        return {
            "credit.entered": _("A loan was entered"),
            "credit.confirmed": _("A loan was confirmed"),
            "credit.told": _("What the bank told of a loan was entered"),
            "credit.telling_confirmed": _("What the bank told of a loan was confirmed"),
            "credit.telling_undone": _("What the bank told of a loan was taken back as a mistake"),
            "credit.mistaken": _("A loan was taken back as a mistake"),
        }

    def audit_subjects(self) -> dict[str, Any]:
        from chungtay.foundation.core.presenters import Subject

        return {
            "credit.loan": Subject(_("Loan of the policy bank")),
            "credit.telling": Subject(_("What the bank told of a loan")),
        }

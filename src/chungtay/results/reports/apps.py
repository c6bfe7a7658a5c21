from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReportsConfig(AppConfig):
    name = "chungtay.results.reports"
    label = "reports"

    def audit_actions(self) -> dict[str, Any]:
        return {
            "reports.finalised": _("A report was finalised"),
            "reports.prepared": _("A set of reports was made"),
        }

    def audit_subjects(self) -> dict[str, Any]:
        from chungtay.foundation.core.presenters import Subject

        return {"reports.finalreport": Subject(_("Report")), "reports.reportset": Subject(_("Set of reports"))}

from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReferralConfig(AppConfig):
    name = "chungtay.work.referral"
    label = "referral"

    def ready(self) -> None:
        from chungtay.foundation.core.presenters import waiting
        from chungtay.records.registry.presenters.panels import Panel, register
        from chungtay.work.referral.models import Contact, Referral
        from chungtay.work.referral.presenters.waiting import waiting_for

        waiting.register("referral", waiting_for, 40)
        title, template = _("Referrals to services"), "referral/household_panel.html"
        register(Panel("referrals", title, template, _panel, 35, opens=(Referral, Contact)))

    def audit_actions(self) -> dict[str, Any]:
        return {
            "referral.opened": _("Referrals of a ward were opened by rule"),
            "referral.assigned": _("Referrals were given to a service"),
            "referral.contact_written": _("A contact about a referral was written down"),
            "referral.closed": _("A referral was closed"),
        }

    def audit_subjects(self) -> dict[str, Any]:
        from chungtay.foundation.core.presenters import Subject

        return {
            "referral.referral": Subject(_("Referral to a service")),
            "referral.contact": Subject(_("Contact about a referral")),
        }


def _panel(_user: Any, household: Any, today: Any, _opened: bool) -> dict[str, Any] | None:
    """What the household lacks and who closes it."""
    from chungtay.work.referral.presenters.referrals import rows
    from chungtay.work.referral.queries.referrals import of_household

    found = rows(of_household(household.pk), today)
    return {"rows": found} if found else None

from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SponsorshipConfig(AppConfig):
    name = "chungtay.work.sponsorship"
    label = "sponsorship"

    def ready(self) -> None:
        from chungtay.foundation.core.presenters import waiting
        from chungtay.records.registry.presenters.panels import Panel, register
        from chungtay.work.sponsorship.models import Arrival, Sponsor, Sponsorship, Step
        from chungtay.work.sponsorship.presenters.panel import panel
        from chungtay.work.sponsorship.presenters.waiting import waiting_for

        waiting.register("sponsorship", waiting_for, 45)
        opens = (Sponsorship, Sponsor, Step, Arrival)
        register(Panel("sponsors", _("Sponsors"), "sponsorship/household_panel.html", panel, 36, opens=opens))

    def audit_actions(self) -> dict[str, Any]:
        return {
            "sponsorship.entered": _("A sponsor's commitment was entered"),
            "sponsorship.confirmed": _("A sponsor's commitment was confirmed"),
            "sponsorship.ended": _("A sponsor's commitment was ended"),
            "sponsorship.resumed": _("The ending of a sponsor's commitment was taken back"),
            "sponsorship.mistaken": _("A sponsor's commitment was taken back as a mistake"),
            "sponsorship.arrived": _("What a sponsor gave for a month was written down"),
            "sponsorship.arrival_undone": _("What a sponsor gave for a month was taken back as a mistake"),
            "sponsorship.sponsor_corrected": _("The name or contact of a sponsor was corrected"),
        }

    def audit_subjects(self) -> dict[str, Any]:
        from chungtay.foundation.core.presenters import Subject

        return {
            "sponsorship.sponsorship": Subject(_("Sponsor's commitment")),
            "sponsorship.sponsor": Subject(_("Sponsor")),
            "sponsorship.step": Subject(_("Step of a sponsor's commitment")),
            "sponsorship.arrival": Subject(_("What a sponsor gave for a month")),
        }

from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OpenRosaConfig(AppConfig):
    name = "chungtay.exchange.openrosa"
    label = "openrosa"

    def audit_actions(self) -> dict[str, Any]:
        return {
            "openrosa.form_opened": _("The form of a review was opened for ODK Collect"),
            "openrosa.key_made": _("A password for ODK Collect was made"),
            "openrosa.key_ended": _("A password for ODK Collect was ended"),
            "openrosa.form_received": _("ODK Collect sent a form"),
        }

    def audit_subjects(self) -> dict[str, Any]:
        from chungtay.foundation.core.presenters import Subject

        return {
            "openrosa.collectform": Subject(_("Form for ODK Collect")),
            "openrosa.collectkey": Subject(_("Password for ODK Collect")),
            "openrosa.delivery": Subject(_("Form sent by ODK Collect")),
        }

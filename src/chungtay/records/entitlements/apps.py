from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EntitlementsConfig(AppConfig):
    name = "chungtay.records.entitlements"
    label = "entitlements"

    def ready(self) -> None:
        from chungtay.records.registry.presenters.panels import Panel, register

        register(Panel("rights", _("Rights"), "entitlements/household_panel.html", _panel, 30))

    def audit_actions(self) -> dict[str, Any]:
        return {}


def _panel(_user: Any, household: Any, today: Any) -> dict[str, Any] | None:
    """A way to the rights of a household that still is one; worked out only when somebody opens them."""
    return None if household.ended_on else {"household": household, "today": today}

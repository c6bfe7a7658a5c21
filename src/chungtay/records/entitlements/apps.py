from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EntitlementsConfig(AppConfig):
    name = "chungtay.records.entitlements"
    label = "entitlements"

    def ready(self) -> None:
        from django.db.models.signals import post_migrate

        from chungtay.foundation.core.presenters import waiting
        from chungtay.foundation.places.operations import register_mover
        from chungtay.foundation.places.queries.going import register_going
        from chungtay.records.entitlements.models import Allowance, HelpReceived, OutsideHelp, StandingRight
        from chungtay.records.entitlements.models.one_card import put_promise
        from chungtay.records.entitlements.operations import standing
        from chungtay.records.entitlements.operations.going_along import follow_borders, going
        from chungtay.records.entitlements.presenters.waiting import waiting_for
        from chungtay.records.entitlements.queries.staying import why_it_stays
        from chungtay.records.registry.operations import listening, staying
        from chungtay.records.registry.presenters.panels import Panel, register

        post_migrate.connect(put_promise, sender=self)
        waiting.register("entitlements", waiting_for, 20)
        listening.register(standing.mark)
        staying.register(why_it_stays)
        register_mover(follow_borders, needs=("entitlements.LineBefore", "until"))
        register_going(going)

        rights, helped = "entitlements/household_panel.html", "entitlements/help_panel.html"
        register(Panel("rights", _("Rights"), rights, _panel, 30, opens=(StandingRight, Allowance)))
        register(Panel("help", _("Help received"), helped, _help_panel, 31, opens=(HelpReceived, OutsideHelp)))

    def audit_actions(self) -> dict[str, Any]:
        return {
            "entitlements.allowances_entered": _("Monthly allowances were entered"),
            "entitlements.allowance_ended": _("A monthly allowance was ended"),
            "entitlements.allowances_taken_back": _("Monthly allowances of a file were taken back"),
            "entitlements.outside_help_entered": _("Help from elsewhere was entered"),
            "entitlements.outside_help_confirmed": _("Help from elsewhere was confirmed"),
            "entitlements.outside_help_refused": _("Help from elsewhere was not confirmed"),
            "entitlements.list_drawn_up": _("A list of a policy was drawn up"),
            "entitlements.back_pay_drawn_up": _("A list of back pay was drawn up"),
            "entitlements.list_approved": _("A list of a policy was approved"),
            "entitlements.list_dropped": _("A list of a policy was put away"),
            "entitlements.list_went_along": _("Open lines of a list went along into another ward"),
            "entitlements.allowances_went_along": _("Monthly allowances went along into another ward"),
            "entitlements.list_closed": _("A list of a policy was closed"),
            "entitlements.handed_over": _("Something was handed over"),
            "entitlements.receipt_added": _("The receipt of a hand-over was added"),
            "entitlements.line_lapsed": _("Somebody on a list is no longer entitled"),
            "entitlements.line_refused": _("Somebody on a list was refused"),
            "entitlements.hand_overs_checked": _("Hand-overs were looked through"),
            "entitlements.flag_settled": _("It was said what was found in hand-overs"),
            "entitlements.line_returned": _("Something handed over was given back"),
        }

    def audit_subjects(self) -> dict[str, Any]:
        from chungtay.foundation.core.presenters import Subject

        return {
            "entitlements.supportlist": Subject(_("List of a policy")),
            "entitlements.supportline": Subject(_("Line of a list")),
            "entitlements.helpreceived": Subject(_("Help received")),
            "entitlements.standingright": Subject(_("Right")),
            "entitlements.allowance": Subject(_("Monthly allowance")),
            "entitlements.healthcard": Subject(_("Health-insurance card")),
            "entitlements.outsidehelp": Subject(_("Help from elsewhere")),
            "entitlements.handoverflag": Subject(_("Hand-overs to look at")),
        }


def _panel(_user: Any, household: Any, today: Any, _opened: bool) -> dict[str, Any] | None:
    """A way to the rights of a household that still is one; worked out only when somebody opens them."""
    return None if household.ended_on else {"household": household, "today": today}


def _help_panel(_user: Any, household: Any, _today: Any, opened: bool) -> dict[str, Any] | None:
    """The newest of what reached the household, and the way to all of it."""
    from chungtay.records.entitlements.queries.help import newest_of
    from chungtay.records.registry.queries.homes import joined_of

    joined = joined_of(household)
    rows = newest_of(household.pk, joined, opened=opened)
    return {"household": household, "joined": joined, "rows": rows} if rows else None

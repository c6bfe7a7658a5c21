from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class InsuranceConfig(AppConfig):
    name = "chungtay.work.insurance"
    label = "insurance"

    def ready(self) -> None:
        from chungtay.foundation.core.presenters import waiting
        from chungtay.records.entitlements.queries import card_steps
        from chungtay.work.insurance.presenters.waiting import waiting_for
        from chungtay.work.insurance.queries.steps import steps_on

        waiting.register("insurance", waiting_for, 25)
        card_steps.register(steps_on)

    def audit_actions(self) -> dict[str, Any]:
        return {
            "insurance.card_recorded": _("A health-insurance card was typed in"),
            "insurance.no_card": _("Somebody was asked and has no health-insurance card"),
            "insurance.card_ended": _("A health-insurance card ended"),
            "insurance.cards_locked": _("Cards of the dead were locked"),
            "insurance.list_brought_in": _("A list of cards was compared with the register"),
            "insurance.line_decided": _("It was decided whom a line of a list of cards means"),
            "insurance.list_taken_over": _("A list of cards was taken over"),
            "insurance.list_undone": _("A list of cards was undone"),
            "insurance.list_discarded": _("A list of cards was put away"),
            "insurance.batch_drawn_up": _("A purchase of cards was drawn up"),
            "insurance.batch_approved": _("A purchase of cards was approved"),
            "insurance.batch_dropped": _("A purchase of cards was put away"),
            "insurance.batch_closed": _("A purchase of cards was closed"),
            "insurance.batch_decreased": _("People who left were taken out of a purchase of cards"),
            "insurance.card_handed_over": _("A health-insurance card was handed over"),
            "insurance.card_refused": _("Somebody does not want the card"),
            "insurance.card_returned": _("A health-insurance card was given back"),
            "insurance.session_recorded": _("A session about health insurance was recorded"),
            "insurance.session_taken_back": _("A session about health insurance was taken back"),
        }

    def audit_subjects(self) -> dict[str, Any]:
        from chungtay.foundation.core.presenters import Subject

        return {
            "insurance.cardlist": Subject(_("List of cards")),
            "insurance.purchasebatch": Subject(_("Purchase of cards")),
            "insurance.awarenesssession": Subject(_("Session about health insurance")),
        }

from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class InsuranceConfig(AppConfig):
    name = "chungtay.work.insurance"
    label = "insurance"

    def ready(self) -> None:
        from chungtay.foundation.core.presenters import waiting
        from chungtay.foundation.places.operations import register_mover
        from chungtay.foundation.places.queries.going import register_going
        from chungtay.records.entitlements.queries import card_steps
        from chungtay.work.insurance.operations.going_along import follow_borders, going
        from chungtay.work.insurance.presenters.waiting import waiting_for
        from chungtay.work.insurance.queries.steps import state_steps_on, steps_on
        from chungtay.work.insurance.queries.steps_known import state_steps_known, steps_known

        waiting.register("insurance", waiting_for, 25)
        register_mover(follow_borders, needs=("insurance.StateLineBefore", "until"))
        register_going(going)
        card_steps.register(steps_on, steps_known)
        card_steps.register(state_steps_on, state_steps_known)

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
            "insurance.state_list_drawn_up": _("A list of cards that the state pays was drawn up"),
            "insurance.state_list_approved": _("A list of cards that the state pays was approved"),
            "insurance.state_list_dropped": _("A list of cards that the state pays was put away"),
            "insurance.state_list_sent": _("A list of cards that the state pays was sent to the insurer"),
            "insurance.state_line_sent_back": _("The insurer sent somebody on a list back"),
            "insurance.state_line_lapsed": _("Somebody left a list of cards that the state pays"),
            "insurance.state_cards_issued": _("Cards that the insurer issued were written down"),
            "insurance.state_list_closed": _("A list of cards that the state pays was closed"),
            "insurance.batch_went_along": _("Open lines of a purchase of cards went along into another ward"),
            "insurance.state_list_went_along": _("Open lines of a list to the insurer went along into another ward"),
            "insurance.session_recorded": _("A session about health insurance was recorded"),
            "insurance.session_taken_back": _("A session about health insurance was taken back"),
        }

    def audit_subjects(self) -> dict[str, Any]:
        from chungtay.foundation.core.presenters import Subject

        return {
            "insurance.cardlist": Subject(_("List of cards")),
            "insurance.purchasebatch": Subject(_("Purchase of cards")),
            "insurance.statelist": Subject(_("List of cards that the state pays")),
            "insurance.awarenesssession": Subject(_("Session about health insurance")),
        }

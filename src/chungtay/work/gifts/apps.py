from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class GiftsConfig(AppConfig):
    name = "chungtay.work.gifts"
    label = "gifts"

    def ready(self) -> None:
        from chungtay.foundation.core.presenters import waiting
        from chungtay.foundation.places.operations import register_mover
        from chungtay.foundation.places.queries.going import register_going
        from chungtay.records.entitlements.queries import proofs
        from chungtay.work.gifts.operations.going_along import follow_borders, going
        from chungtay.work.gifts.presenters.waiting import waiting_for
        from chungtay.work.gifts.queries.proofs import proofs_in, proofs_named

        waiting.register("gifts", waiting_for, 30)
        register_mover(follow_borders, needs=("gifts.Round", "continues"))
        register_going(going)
        proofs.register("gifts", proofs_in, proofs_named)

    def audit_actions(self) -> dict[str, Any]:
        return {
            "gifts.round_begun": _("A round of gifts was begun"),
            "gifts.kind_added": _("A kind of gift was added to a round"),
            "gifts.supply_added": _("A source of gifts was added to a round"),
            "gifts.addition_begun": _("A list was drawn up of whom a round of gifts misses"),
            "gifts.supply_put_away": _("A source of gifts was put away"),
            "gifts.list_drawn": _("The list of a round of gifts was drawn up"),
            "gifts.round_approved": _("A round of gifts was approved"),
            "gifts.round_dropped": _("A round of gifts was put away"),
            "gifts.handing_begun": _("The hand-over of gifts was begun"),
            "gifts.stock_moved": _("Gifts came into the store or left it"),
            "gifts.routes_planned": _("Gifts were put on routes"),
            "gifts.route_given": _("A route of gifts was given to somebody"),
            "gifts.handed_over": _("A gift was handed over"),
            "gifts.receipt_added": _("The receipt of a gift that was handed over was added"),
            "gifts.nobody_at_home": _("A gift found nobody at home"),
            "gifts.not_accepted": _("A gift was not accepted"),
            "gifts.second_hand_over": _("A hand-over of a gift that did not count was kept"),
            "gifts.conflict_settled": _("A hand-over that did not count was settled"),
            "gifts.given_back": _("A gift was given back"),
            "gifts.carried_over": _("Gifts were carried over to another round"),
            "gifts.round_went_along": _("Gifts still to be given went along into another ward"),
            "gifts.groups_changed": _("Gifts still to be given went over into a new residential group"),
            "gifts.round_settled": _("A round of gifts was settled"),
            "gifts.round_opened_again": _("A settled round of gifts was opened again"),
            "gifts.proof_kept": _("The signature or photograph of a hand-over was kept"),
            "gifts.phone_registered": _("A telephone for handing over gifts was registered"),
            "gifts.phone_wipe_asked": _("A telephone for handing over gifts is to be wiped"),
            "gifts.phone_wiped": _("A telephone for handing over gifts was wiped"),
        }

    def audit_subjects(self) -> dict[str, Any]:
        from chungtay.foundation.core.presenters import Subject

        return {"gifts.round": Subject(_("Round of gifts")), "gifts.phone": Subject(_("Telephone for gifts"))}

from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AssistanceConfig(AppConfig):
    name = "chungtay.work.assistance"
    label = "assistance"

    def ready(self) -> None:
        from chungtay.foundation.core.presenters import waiting
        from chungtay.foundation.places.operations import register_mover
        from chungtay.foundation.places.queries.going import register_going
        from chungtay.records.entitlements.operations.origins import register_origin
        from chungtay.records.entitlements.queries import proofs
        from chungtay.records.entitlements.queries.allowances import who_entered
        from chungtay.records.registry.presenters.panels import Panel, register
        from chungtay.work.assistance.models import Case, Part, Proof, Visit
        from chungtay.work.assistance.operations.going_along import follow_borders, going
        from chungtay.work.assistance.operations.pay_lists import LABELS, gone
        from chungtay.work.assistance.presenters.waiting import waiting_for
        from chungtay.work.assistance.queries.proofs import proofs_in, proofs_named

        waiting.register("assistance", waiting_for, 10)

        opens = (Case, Part, Proof, Visit)
        register(Panel("assistance", _("Assistance"), "assistance/household_panel.html", _panel, 32, opens=opens))
        register_mover(follow_borders, needs=("assistance.Case", "ward"))
        register_going(going)
        proofs.register("assistance", proofs_in, proofs_named)
        register_origin("assistance", gone=gone, labels=LABELS, entered=who_entered)

    def audit_actions(self) -> dict[str, Any]:
        return {
            "assistance.proposed": _("A case of assistance was proposed"),
            "assistance.withdrawn": _("A case of assistance was taken back"),
            "assistance.approved": _("A case of assistance was approved"),
            "assistance.call_confirmed": _("An approval by telephone was confirmed"),
            "assistance.call_denied": _("An approval by telephone was denied"),
            "assistance.refused": _("A case of assistance was refused or stopped"),
            "assistance.paid": _("A part of assistance was paid out"),
            "assistance.given_back": _("A part of assistance was given back"),
            "assistance.allowances_brought_in": _("A list of monthly allowances came in"),
            "assistance.line_decided": _("It was decided whom a line of a list of allowances means"),
            "assistance.allowances_taken_over": _("A list of monthly allowances was taken over"),
            "assistance.allowances_undone": _("A list of monthly allowances was undone"),
            "assistance.allowances_discarded": _("A list of monthly allowances was put away"),
            "assistance.went_along": _("Cases of assistance went along into another ward"),
            "assistance.visited": _("A household was visited for assistance"),
        }

    def audit_subjects(self) -> dict[str, Any]:
        from chungtay.foundation.core.presenters import Subject

        return {
            "assistance.case": Subject(_("Case of assistance")),
            "assistance.part": Subject(_("Part of assistance")),
            "assistance.proof": Subject(_("Document of a case of assistance")),
            "assistance.visit": Subject(_("Visit for assistance")),
            "assistance.allowancefile": Subject(_("List of monthly allowances")),
        }


def _panel(user: Any, household: Any, today: Any, opened: bool) -> dict[str, Any] | None:
    """The cases of the household, and for who may propose the ways to a new one, from each misfortune of a year. What
    the cases are for, and the misfortunes, only when the household is opened."""
    from chungtay.records.registry.queries.hardships import events_of
    from chungtay.work.assistance.permissions import can_propose
    from chungtay.work.assistance.queries.cases import newest_of

    may = household.ended_on is None and can_propose(user, household.group, today)
    cases = newest_of(household.pk, opened=opened)
    if not may and not cases:
        return None
    events = events_of(household.pk) if may and opened else []
    fresh = [each for each in events if (today - each.happened_on).days <= 365]
    return {"household": household, "cases": cases, "events": fresh, "may": may}

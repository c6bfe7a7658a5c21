"""The class that a file gives a household against the class on record."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_noop as _

from chungtay.records.registry.models import StatusSource
from chungtay.records.registry.queries.intake.incoming import Standing
from chungtay.records.registry.queries.intake.known import KnownHome
from chungtay.records.registry.queries.intake.planning import Plan, Rules
from chungtay.records.registry.queries.intake.sentences import both


def compare_class(plan: Plan, there: KnownHome, said: Standing, rules: Rules) -> None:
    """A class of another program never replaces one that was decided here."""
    begins = said.decision_date or rules.on
    of_year = [row for row in there.statuses if row.year == rules.year]
    current = of_year[-1] if of_year else None
    before = current.class_id if current else ""
    if current and current.source == StatusSource.REVIEW:
        if current.class_id != said.class_id:
            told = both(_("The class of this household was decided in this program for %(year)s; that one stays."),
                        year=rules.year)  # fmt: skip
            plan.incoming.tell(*told, blocks=False)
        return
    values = _status_values(said, current) if current else {}
    if current and (not values or rules.only_gaps):
        return
    if current and current.valid_from > begins:
        told = both(_("The register has a later class for %(year)s; that one stays."), year=rules.year)
        plan.incoming.tell(*told, blocks=False)
        return
    if current and current.valid_from == begins:
        plan.status_values = (current, values)
        for name, after in values.items():
            plan.differ(name, getattr(current, name), after)
        return
    plan.standing = said
    plan.differ("class_id", before, said.class_id)


def _status_values(said: Standing, current: Any) -> dict[str, Any]:
    """What the file says otherwise than the class on record."""
    told = {
        "class_id": said.class_id,
        "b1": said.b1,
        "b2": said.b2,
        "decision_number": said.decision_number,
        "decision_date": said.decision_date,
        "signed_by": said.signed_by,
        "reasons": said.reasons,
    }
    values: dict[str, Any] = {
        name: after for name, after in told.items() if after not in (None, "") and after != getattr(current, name)
    }
    flags = set(current.result.get("flags", []))
    if not set(said.flags) <= flags:
        values["result"] = {**current.result, "flags": sorted(flags | set(said.flags))}
    return values

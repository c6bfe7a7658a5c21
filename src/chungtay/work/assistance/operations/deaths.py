"""Whether the register shows what a funeral is paid for: that the person died, or is missing, by the misfortune."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from chungtay.records.registry.queries.hardships import Event
from chungtay.records.registry.queries.pupils import lives_of


def check_died(person: int | None, happened: Event, missing: str) -> None:
    """`missing`: by which report the person is missing, "" for somebody who died. Asked when it is proposed, approved
    and paid: once the register knows that the person lives, nothing is paid. Raises ValidationError."""
    life = lives_of([person]).get(person) if person is not None else None
    day = {"day": f"{happened.happened_on:%d/%m/%Y}"}
    if life is not None and life.died is not None:
        if life.died < happened.happened_on:
            raise ValidationError(_("This person died before the misfortune of %(day)s.") % day, code="died")
        return
    if not missing.strip():
        sentence = _(
            "By the register this person lives. Record the death first, on or after %(day)s; of somebody missing "
            "write by which report."
        )
        raise ValidationError(sentence % day, code="died")
    if life is None or happened.person != person or not happened.papers:
        sentence = _(
            "Somebody is missing when the misfortune in the register names this person and has the report as its "
            "document. Record both there first."
        )
        raise ValidationError(sentence, code="missing")


def check_not_by_the_dead(person_name: str, received: str) -> None:
    """Nobody signs for their own funeral. Both names folded."""
    if person_name == received:
        raise ValidationError(_("The money is for the funeral of this person, who cannot have signed."), code="dead")


def of_the_case(case: Any, happened: Event | None) -> None:
    """As `check_died`, for a case. Raises ValidationError, also when the misfortune was taken back since."""
    if happened is None:
        raise ValidationError(
            _("The register took this misfortune back. Refuse the case; nothing is paid."), code="event"
        )
    check_died(case.person_id, happened, case.missing)

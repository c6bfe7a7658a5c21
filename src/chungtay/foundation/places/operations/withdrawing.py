"""Groups that should never have been founded, taken back while nothing uses them; and put back when that is undone."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from chungtay.foundation.core.operations import record_event
from chungtay.foundation.core.text import tidy
from chungtay.foundation.places.models import AreaType, Level, Unit
from chungtay.foundation.places.queries.uses import uses_of


@transaction.atomic
def withdraw_group(unit: Unit, *, why: str, by: Any, at: datetime.datetime) -> None:
    """The group was founded in error and goes out of the books; its row stays, for the history that names it. Raises
    ValidationError (code "in_use") when a record uses it."""
    unit = Unit.objects.select_for_update(no_key=True).get(pk=unit.pk)
    uses = uses_of([unit.pk]).get(unit.pk, {})
    if unit.level != Level.GROUP or unit.valid_to is not None or uses:
        raise ValidationError(_("%(unit)s is used by other records and stays."), "in_use", {"unit": unit.name})
    AreaType.objects.standing().filter(unit=unit).update(withdrawn=True, why_withdrawn=tidy(why))
    Unit.objects.filter(pk=unit.pk).update(withdrawn=True)
    record_event("places.group_withdrawn", unit, by=by, at=at, area=unit, detail={"code": unit.code})


@transaction.atomic
def reinstate_groups(numbers: Sequence[int], *, by: Any, at: datetime.datetime) -> None:
    """Withdrawn groups among these stand again, with what they were when they were withdrawn: somebody is put back into
    them. Raises ValidationError when another group bears the code by now."""
    gone = Unit._base_manager.select_for_update(no_key=True).filter(pk__in=numbers, withdrawn=True, level=Level.GROUP)
    for unit in gone.order_by("pk"):
        try:
            with transaction.atomic():
                Unit._base_manager.filter(pk=unit.pk).update(withdrawn=False)
        except IntegrityError as error:
            raise ValidationError(
                _("%(unit)s was taken back, and its code belongs to another group now. Move the household there."),
                "code_taken",
                {"unit": unit.name},
            ) from error
        for row in AreaType.objects.filter(unit=unit, withdrawn=True, valid_to=None).order_by("-pk")[:1]:
            AreaType.objects.filter(pk=row.pk).update(withdrawn=False, why_withdrawn="")
        record_event("places.group_reinstated", unit, by=by, at=at, area=unit, detail={"code": unit.code})

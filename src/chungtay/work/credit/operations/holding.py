"""A loan held until the transaction ends, and where its household lives now."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from chungtay.foundation.places.models import Unit
from chungtay.records.registry.queries.standing import standing_for
from chungtay.work.credit.models import Loan


def held(number: int) -> tuple[Loan, Unit]:
    """The loan, and the group of its household or of the one that stands for it. Raises ValidationError. The caller
    asks who may."""
    found = (
        Loan.objects.select_for_update(of=("self",), no_key=True)
        .select_related("household__group")
        .filter(pk=number)
        .first()
    )
    if found is None:
        raise ValidationError(_("There is no such loan."), code="none")
    return found, group_of(found)


def group_of(one: Loan) -> Unit:
    home = one.household
    if home.merged_into_id is None:
        return home.group
    standing = standing_for([home.pk]).get(home.pk)
    return home.group if standing is None else Unit.objects.get(path=standing.path)

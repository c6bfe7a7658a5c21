"""A commitment held until the transaction ends, and where its household lives now."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from chungtay.foundation.places.models import Unit
from chungtay.records.registry.queries.homes import joined_into
from chungtay.records.registry.queries.standing import standing_for
from chungtay.work.sponsorship.models import Sponsorship


def held(number: int) -> tuple[Sponsorship, Unit]:
    """The commitment, and the group of its household or of the one that stands for it. Raises ValidationError. The
    caller asks who may."""
    found = (
        Sponsorship.objects.select_for_update(of=("self",), no_key=True)
        .select_related("sponsor", "household__group")
        .filter(pk=number)
        .first()
    )
    if found is None:
        raise ValidationError(_("There is no such commitment."), code="none")
    return found, group_of(found)


def one_home(household: int) -> list[int]:
    """The household that stands for this one, and all that went over into it: one household by now."""
    standing = standing_for([household]).get(household)
    home = standing.number if standing else household
    return [home, *joined_into(home)]


def group_of(one: Sponsorship) -> Unit:
    home = one.household
    if home.merged_into_id is None:
        return home.group
    standing = standing_for([home.pk]).get(home.pk)
    return home.group if standing is None else Unit.objects.get(path=standing.path)

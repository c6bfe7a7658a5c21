"""Nobody who lives with wife or husband is recorded as raising children alone: an allowance would be paid for it."""

from __future__ import annotations

import datetime

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from chungtay.records.registry.models import CircumstanceKind, Person
from chungtay.records.registry.queries.raising_alone import ALONE, in_couple

DAY = datetime.timedelta(days=1)


def check_single_parent(person: Person, kind: str, code: str, since: datetime.date) -> None:
    """Raises ValidationError where the register knows wife or husband in the household after that day: whoever is
    widowed on it raises them alone from then on."""
    if kind != CircumstanceKind.CARE or code not in ALONE or not in_couple([person.pk], since + DAY):
        return
    sentence = _(
        "%(name)s lives with wife or husband in this household on %(day)s, and cannot raise children alone. If the "
        "register is wrong, first correct the relationship to the head, or record that the wife or husband died or "
        "left."
    )
    raise ValidationError(sentence % {"name": person.full_name, "day": f"{since:%d/%m/%Y}"}, code="couple")

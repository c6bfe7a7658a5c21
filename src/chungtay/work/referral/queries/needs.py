"""Which indicator of which standard means which need. A test holds it complete for every standard of the rule book."""

from __future__ import annotations

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from chungtay.records.registry.queries.deprivations import Lacking
from chungtay.work.referral.models import Need

_OF_2016 = {
    "1": Need.CLINIC, "2": Need.INSURANCE, "3": Need.ADULTS, "4": Need.SCHOOL, "5": Need.HOUSE, "6": Need.SPACE,
    "7": Need.WATER, "8": Need.TOILET, "9": Need.INTERNET, "10": Need.DEVICES,
}  # fmt: skip
NEEDS: dict[str, dict[str, Need]] = {
    "vn-2016": _OF_2016,
    "vn-2016-hanoi": _OF_2016,
    "vn-2022": {
        "1.1": Need.JOB, "1.2": Need.DEPENDANTS, "2.1": Need.NUTRITION, "2.2": Need.INSURANCE, "3.1": Need.ADULTS,
        "3.2": Need.SCHOOL, "4.1": Need.HOUSE, "4.2": Need.SPACE, "5.1": Need.WATER, "5.2": Need.TOILET,
        "6.1": Need.INTERNET, "6.2": Need.DEVICES,
    },
    "vn-2027": {
        "1": Need.JOB, "2": Need.DEPENDANTS, "3": Need.INSURANCE, "4": Need.NUTRITION, "5": Need.ADULTS,
        "6": Need.SCHOOL, "7": Need.SPACE, "8": Need.HOUSE, "9": Need.INTERNET, "10": Need.WATER, "11": Need.TOILET,
        "12": Need.WASTE,
    },
}  # fmt: skip


def needs_of(rows: Iterable[Lacking]) -> dict[tuple[int, str], tuple[int, str, str]]:
    """(household, need) -> (year, standard, indicator), of listed households; of two standards that find the same need
    the later year counts. Raises ValidationError for an indicator that no need stands for."""
    found: dict[tuple[int, str], tuple[int, str, str]] = {}
    for row in rows:
        for indicator in row.indicators if row.listed else ():
            need = NEEDS.get(row.rule_set, {}).get(indicator)
            if need is None:
                sentence = _("No service is known for indicator %(indicator)s of %(standard)s. Tell the support.")
                raise ValidationError(sentence % {"indicator": indicator, "standard": row.rule_set}, code="need")
            key = (row.household, str(need))
            found[key] = max(found.get(key, (0, "", "")), (row.year, row.rule_set, indicator))
    return found

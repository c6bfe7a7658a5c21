"""What a plan of a review must fulfil before it is kept: place and kind, its window, the list it starts from, its
standards."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from chungtay.foundation.places.models import Level, Unit
from chungtay.rulebook import in_year, rule_sets
from chungtay.rulebook import process as processes
from chungtay.work.review.models import CampaignKind, Method
from chungtay.work.review.queries.campaigns import planned_already
from chungtay.work.review.queries.list_days import list_day

if TYPE_CHECKING:
    from chungtay.work.review.operations.campaigns import Standard


def check_plan(
    area: Unit,
    kind: str,
    year: int,
    month: int,
    first_day: datetime.date,
    last_day: datetime.date,
    standards: Sequence[Standard],
    process: processes.Process,
    holidays: Collection[datetime.date],
) -> None:
    if area.level not in (Level.WARD, Level.DISTRICT, Level.PROVINCE):
        raise ValidationError(_("A review is of a ward or of what lies above it, not of a residential group."))
    if area.level not in process.levels:
        raise ValidationError(
            _("%(area)s: the process of that day (%(process)s) has no such level.")
            % {"area": area.name, "process": process.instrument}
        )
    if kind not in CampaignKind.values or (kind == CampaignKind.IN_YEAR) != (1 <= month <= 12):
        raise ValidationError(_("A review within the year names its month; the yearly one names none."))
    if not first_day <= last_day or first_day.year != year:
        raise ValidationError(_("The last day lies before the first, or the first is not in the year of the review."))
    if kind == CampaignKind.PERIODIC:
        earliest, latest = process.window_of(year)
        if first_day < earliest or last_day > latest:
            raise ValidationError(
                _("The yearly review runs from %(first)s to %(last)s (%(law)s).")
                % {"first": f"{earliest:%d/%m/%Y}", "last": f"{latest:%d/%m/%Y}", "law": process.instrument}
            )
    else:
        earliest, latest = in_year.window(process, year, month, holidays)
        if first_day < earliest or first_day.month != month or last_day > latest:
            raise ValidationError(
                _("The review of %(month)s runs from %(first)s to %(last)s (%(law)s).")
                % {
                    "month": f"{month:02}/{year}",
                    "first": f"{earliest:%d/%m/%Y}",
                    "last": f"{latest:%d/%m/%Y}",
                    "law": process.in_year.article,
                },
                code="window",
            )
    if not standards:
        raise ValidationError(_("Choose the poverty standard that decides."))
    if len({each.rule_set for each in standards}) < len(standards):
        raise ValidationError(_("A standard stands there twice."))
    _check_standards(first_day, standards)


def check_baseline(area: Unit, year: int, first_day: datetime.date, baseline_on: datetime.date) -> None:
    """The review starts from the list that holds when it begins: no later one, and none that another list replaced."""
    earliest = min(list_day(area, year), first_day - datetime.timedelta(days=1))
    if not earliest <= baseline_on <= first_day:
        raise ValidationError(
            _("The list it starts from is the one that holds when the review begins: a day from %(from)s to %(to)s.")
            % {"from": f"{earliest:%d/%m/%Y}", "to": f"{first_day:%d/%m/%Y}"},
            code="baseline",
        )


def _check_standards(first_day: datetime.date, standards: Sequence[Standard]) -> None:
    """Each rule set holds on the first day (or, beside the main one, begins with the next year) and knows the method;
    those by declared deprivations ask for the same ones."""
    asked = set()
    for number, each in enumerate(standards):
        rules = rule_sets.load(each.rule_set)
        if each.method not in Method.values or each.method not in rules.methods:
            raise ValidationError(
                _("%(standard)s does not classify in that way.") % {"standard": rules.label.vi}, code="method"
            )
        begins = datetime.date(first_day.year + 1, 1, 1) if number else first_day
        if rules.valid_from > begins or (rules.valid_to and rules.valid_to < first_day):
            raise ValidationError(
                _("%(standard)s does not hold on %(day)s.")
                % {"standard": rules.label.vi, "day": f"{first_day:%d/%m/%Y}"},
                code="validity",
            )
        if each.method == Method.INCOME:
            asked.add(tuple((entry.id, entry.short.vi) for entry in rules.indicators))
    if len(asked) > 1:
        raise ValidationError(_("Standards by declared deprivations must ask for the same ones."), code="indicators")


def check_once(area: Unit, kind: str, year: int, month: int) -> None:
    """One review of a place, kind and time; a cancelled one does not count."""
    if (existing := planned_already(area, kind, year, month)) is not None:
        raise ValidationError(
            _("There is a review of this kind and time already (%(state)s). Go on with that one, or cancel it first.")
            % {"state": existing.get_state_display()},
            code="once",
        )

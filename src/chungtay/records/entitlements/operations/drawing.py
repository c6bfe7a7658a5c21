"""Drawing up lists for an app above: whom it names, what each gets, for which period. Approval, hand-over and all that
follows are those of every list (`operations.lists`)."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Exists, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from chungtay.foundation.core.operations import record_event
from chungtay.foundation.places.models import Level, Unit
from chungtay.records.entitlements.models import HelpKind, HelpSource, SupportLine, SupportList
from chungtay.records.entitlements.operations.origins import origin_of
from chungtay.records.entitlements.permissions import check_may_prepare
from chungtay.records.entitlements.queries.lists import held_in
from chungtay.records.entitlements.queries.periods import period_words


@dataclass(frozen=True, slots=True)
class Named:
    """Somebody on the list. `amount` in whole đồng for the whole period, None where its worth is not known; `months`
    that it is for."""

    household: int
    person: int
    amount: int | None
    reason: str
    months: int | None = None


@dataclass(frozen=True, slots=True)
class Drawn:
    """What a list gives. `kind` and `source` as the ledger of help names them; `criteria` says how people were chosen,
    where no policy does."""

    policy: str
    version: str
    title: str
    period: str
    day: datetime.date
    kind: str
    source: str
    origin: str
    criteria: str = ""


def hold(ward: Unit, asking: QuerySet[Any, Any] | None = None) -> bool:
    """Lists of a ward are drawn up one after the other: the second finds the lines of the first. What lies over a
    period (a term over its months) is kept apart by this alone. Whether there is anything of what is asked with it, in
    the same statement."""
    rows = Unit.objects.select_for_update(no_key=True)
    if asking is None:
        rows.get(pk=ward.pk)
        return False
    return bool(rows.annotate(asked=Exists(asking)).get(pk=ward.pk).asked)


def write(lines: Sequence[SupportLine]) -> list[SupportLine]:
    """Raises ValidationError where another ward listed somebody for the same period at this moment; with it the
    caller's transaction ends."""
    try:
        return SupportLine.objects.bulk_create(lines, batch_size=500)
    except IntegrityError as error:
        raise ValidationError(
            _("Somebody of these people was put on another list of the same period just now. Draw the list up again."),
            code="twice",
        ) from error


@transaction.atomic
def draw_up_named(ward: Unit, about: Drawn, people: Sequence[Named], *, by: Any, at: datetime.datetime) -> SupportList:
    """Put these people on a new list; whoever stands on a list of the same thing for the same time is left out. Raises
    ValidationError when nobody is left, PermissionDenied."""
    today = timezone.localdate(at)
    if ward.level != Level.WARD:
        raise ValidationError(_("A list is drawn up for one ward."), code="ward")
    check_may_prepare(by, ward, today)
    if about.day > today:
        raise ValidationError(_("The day lies in the future."), code="future")
    hold(ward)
    origin_of(about.origin)
    if about.kind not in HelpKind.values or about.source not in HelpSource.values:
        raise ValidationError(_("The kind or the source of the help is unknown."), code="kind")
    if any(each.amount is not None and each.amount < 0 for each in people):
        raise ValidationError(_("The worth of help is not below zero."), code="value")
    standing = held_in(about.policy, about.period, [each.person for each in people])
    rows = [each for each in people if each.person not in standing]
    if not rows:
        raise ValidationError(
            _("Nobody is left to be listed: everybody to whom it is due stands on a list of %(period)s.")
            % {"period": period_words(about.period)},
            code="nobody",
        )
    made = SupportList.objects.create(
        ward=ward,
        policy=about.policy,
        version=about.version,
        title=about.title[:200],
        period=about.period,
        day=about.day,
        kind=about.kind,
        source=about.source,
        origin=about.origin,
        criteria=about.criteria,
        drawn_by=by,
        drawn_at=at,
    )
    write(
        [
            SupportLine(
                list=made,
                policy=about.policy,
                period=about.period,
                household_id=each.household,
                person_id=each.person,
                amount=each.amount,
                months=each.months,
                reason=each.reason[:300],
                entered_by=by,
            )
            for each in rows
        ]
    )
    detail = {"policy": about.policy, "period": about.period, "lines": len(rows)}
    record_event("entitlements.list_drawn_up", made, by=by, at=at, area=ward, detail=detail)
    return made

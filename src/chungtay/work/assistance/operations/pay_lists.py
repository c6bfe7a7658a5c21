"""The list of a month on monthly allowances: drawn up from what is owed, approved and handed over as every list."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from chungtay.foundation.places.models import Unit
from chungtay.records.entitlements.operations.drawing import Drawn, Named, draw_up_named
from chungtay.records.entitlements.queries.allowances import why_beside
from chungtay.rulebook.result import Text
from chungtay.work.assistance.permissions import check_may_propose
from chungtay.work.assistance.queries.monthly import POLICY, Owed, owed, still_owed

ORIGIN = "assistance:allowances"
LABELS = {POLICY: Text("Trợ cấp hằng tháng theo quyết định", "Monthly allowances by decision")}


@transaction.atomic
def draw_up_month(ward: Unit, month: datetime.date, *, source: str, by: Any, at: datetime.datetime) -> Any:
    """Put everybody to whom a month owes something on a list, with what earlier months left unpaid. Raises
    ValidationError when nobody is owed anything or the month is to come, PermissionDenied."""
    today = timezone.localdate(at)
    check_may_propose(by, ward, today)
    if month.replace(day=1) > today:
        raise ValidationError(_("The month is still to come."), code="future")
    rows = owed(ward, month)
    if not rows:
        raise ValidationError(_("Nothing is owed to anybody for this month."), code="nobody")
    about = Drawn(
        policy=POLICY,
        version="1",
        title=LABELS[POLICY].vi,
        period=f"{month:%Y-%m}",
        day=today,
        kind="cash",
        source=source,
        origin=ORIGIN,
    )
    why = why_beside(ward, [each.person for each in rows])
    people = [
        Named(each.household, each.person, each.amount, _reason(each, month, why.get(each.person, ""))) for each in rows
    ]
    return draw_up_named(ward, about, people, by=by, at=at)


def gone(made: Any, lines: Sequence[Any], _by: Any, _today: datetime.date) -> list[int]:
    """The lines that say more than is owed by now, as after an allowance was ended or somebody died: the next list says
    what is left. Of whoever died or moved away the months before stay owed."""
    month = datetime.date.fromisoformat(f"{made.period}-01")
    rest = still_owed(made.ward, month, [line.person_id for line in lines], but=made.pk)
    return [line.pk for line in lines if (line.amount or 0) > rest.get(line.person_id, -1)]


def _reason(each: Owed, month: datetime.date, why: str) -> str:
    parts = [f"Tháng {month:%m/%Y}: {_vi(each.month)} đ"] if each.month else []
    if each.arrears > 0:
        parts.append(f"truy lĩnh {_vi(each.arrears)} đ")
    elif each.arrears < 0:
        parts.append(f"trừ khoản đã chi thừa {_vi(-each.arrears)} đ")
    if why:
        parts.append(f"hưởng hai khoản vì: {why}")
    return "; ".join(parts)[:300]


def _vi(amount: int) -> str:
    return f"{amount:,}".replace(",", ".")

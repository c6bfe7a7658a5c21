"""The paper on which people sign for their card: each copy is an event of the trail, written before its first row."""

from __future__ import annotations

import datetime
import io
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.http import FileResponse
from django.utils import timezone

from chungtay.foundation.core.files import scratch
from chungtay.foundation.core.operations import record_export
from chungtay.records.entitlements.permissions import can_see_amounts
from chungtay.records.entitlements.queries.naming import names_for
from chungtay.work.insurance.models import BatchLine, LineState, PurchaseBatch, StateLine, StateLineState, StateList
from chungtay.work.insurance.permissions import check_may_take_out
from chungtay.workbooks.writing.support_list import Signed, write_support_list

_NAMES = ("household", "person", "person__full_name", "household__memberships__person__full_name", "received_by")
_GONE = (StateLineState.REFUSED, StateLineState.LAPSED, StateLineState.DROPPED)
_STAY = (LineState.DUE, LineState.APPROVED, LineState.DELIVERED)


@transaction.atomic
def hand_out_paper(made: PurchaseBatch, *, by: Any, at: datetime.datetime) -> FileResponse:
    """Everybody of a purchase who is to get a card or has it. Raises PermissionDenied."""
    lines = list(made.lines.filter(state__in=_STAY).order_by("household", "place", "pk"))
    title = f"Danh sách trao thẻ bảo hiểm y tế từ {made.starts_on:%d/%m/%Y}, {made.months} tháng"
    return _paper(made, BatchLine, lines, title, f"mua-the-{made.pk}", by=by, at=at)


@transaction.atomic
def hand_out_state_paper(made: StateList, *, by: Any, at: datetime.datetime) -> FileResponse:
    """Everybody of a list of state cards who did not leave it. Raises PermissionDenied."""
    lines = list(made.lines.exclude(state__in=_GONE).order_by("household", "pk"))
    title = f"Danh sách trao thẻ bảo hiểm y tế Nhà nước đóng, từ {made.starts_on:%d/%m/%Y}"
    return _paper(made, StateLine, lines, title, f"the-nha-nuoc-{made.pk}", by=by, at=at)


def _paper(
    made: PurchaseBatch | StateList,
    model: type[BatchLine] | type[StateLine],
    lines: Sequence[BatchLine | StateLine],
    title: str,
    name: str,
    *,
    by: Any,
    at: datetime.datetime,
) -> FileResponse:
    today = timezone.localdate(at)
    check_may_take_out(by, made.ward, today)
    whole = can_see_amounts(by, made.ward, today)
    fields = (*_NAMES, "handed_on", *(("reason",) if whole else ()))
    record_export(model, fields, subject=made, rows=len(lines), sensitive_allowed=whole, by=by, at=at, area=made.ward)
    names = names_for([line.person_id for line in lines], {line.household_id for line in lines}, today)
    rows = []
    for line in lines:
        home = names.homes.get(line.household_id)
        on = f"{line.handed_on:%d/%m/%Y}" if line.handed_on else ""
        rows.append(
            Signed(
                names.people.get(line.person_id, ""),
                f"{home.head_name} ({home.code})" if home else "",
                None,
                line.reason if whole else "",
                on,
                line.received_by,
            )
        )
    decided = f"Quyết định số {made.decision_number}" if made.decision_number else "Chưa duyệt"
    with scratch() as folder:
        path = folder / f"{name}-ky-nhan.pdf"
        write_support_list(
            path,
            ward=made.ward.name,
            title=title,
            under=decided,
            origin=f"Danh sách số {made.pk}, in ngày {today:%d/%m/%Y}",
            rows=rows,
            notes=[] if made.approved_by_id else ["Danh sách chưa duyệt: chưa được trao."],
            on=today,
        )
        content = io.BytesIO(path.read_bytes())
    return FileResponse(content, as_attachment=True, filename=path.name, content_type="application/pdf")

"""The route sheets of a ward as PDF: one for each enumerator, households by residential group and address."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from chungtay.records.registry.queries.listed import rosters
from chungtay.work.review.models import CampaignWard, Case
from chungtay.work.review.operations.teams import TO_VISIT
from chungtay.workbooks.writing.pdf import write_pdf

_WAS = {"poor": "hộ nghèo", "near_poor": "hộ cận nghèo"}
NOBODY = "Chưa giao cho ai"


def cases_to_visit(ward: CampaignWard) -> list[Case]:
    """Households of a ward that wait for a visit, by who visits, then group and address."""
    rows = Case.objects.filter(ward=ward, state__in=TO_VISIT).select_related("group__group", "assigned_to")
    return sorted(rows, key=lambda row: (_name(row), row.group.group.code, row.address, row.name_key))


def write_route_sheets(path: Path, ward: CampaignWard, cases: list[Case], *, on: datetime.date) -> None:
    """Write the sheets of these households; those that nobody has come last on a sheet of their own."""
    sizes = {home: len(members) for home, members in rosters([row.household_id for row in cases], on).items()}
    by_person: dict[int, list[Case]] = {}
    for row in cases:
        by_person.setdefault(row.assigned_to_id or 0, []).append(row)
    names = _names(rows[0] for rows in by_person.values())
    campaign = ward.campaign
    data = {
        "title": f"Phiếu đi hộ · rà soát năm {campaign.year}",
        "origin": f"{ward.ward.name} · lập ngày {on:%d/%m/%Y} · {len(cases)} hộ · tài liệu nội bộ, không niêm yết",
        "sheets": [_sheet(names[person], rows, sizes, ward) for person, rows in by_person.items()],
    }
    write_pdf(path, "route_sheet", data, on=on)


def _sheet(person: str, rows: list[Case], sizes: dict[int, int], ward: CampaignWard) -> dict[str, Any]:
    groups = len({row.group_id for row in rows})
    return {
        "person": person,
        "about": f"{ward.ward.name}, {len(rows)} hộ, {groups} tổ",
        "rows": [
            [
                str(number),
                row.head_name,
                f"{row.group.group.name}{', ' if row.address else ''}{row.address}",
                str(sizes.get(row.household_id, "")),
                _WAS.get(row.was, ""),
            ]
            for number, row in enumerate(rows, 1)
        ],
    }


def _names(rows: Iterable[Case]) -> dict[int, str]:
    """Who visits, by the number of the account; two people of one name with the names of their accounts."""
    people = {row.assigned_to_id or 0: row.assigned_to for row in rows}
    told = Counter(user.full_name for user in people.values() if user is not None)
    return {
        number: NOBODY
        if user is None
        else f"{user.full_name} ({user.username})"
        if told[user.full_name] > 1
        else user.full_name
        for number, user in people.items()
    }


def _name(row: Case) -> tuple[bool, str, int]:
    user = row.assigned_to
    return (user is None, user.full_name if user else "", user.pk if user else 0)

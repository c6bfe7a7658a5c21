"""A policy of a ward as its officer fills it in: 300,000 a month for the poor and near-poor of 60 and over."""

from __future__ import annotations

import datetime
from dataclasses import replace
from typing import Any

from chungtay.records.catalogue.queries.reading import Content

DOCUMENTS = ["Giấy chứng nhận hộ nghèo, hộ cận nghèo"]
SAMPLE = Content(
    issuer="ward",
    title="Hỗ trợ người cao tuổi khó khăn",
    instrument="15/2026/NQ-HĐND",
    article="Điều 2",
    issued_on=datetime.date(2026, 7, 1),
    valid_from=datetime.date(2026, 7, 1),
    valid_to=None,
    of="person",
    who="age_months >= 720 and household_class in (poor, near_poor)",
    who_words="Người từ đủ 60 tuổi thuộc hộ nghèo, hộ cận nghèo",
    gives="cash",
    period="month",
    rates=[{"when": "", "times": "300000", "words": "300.000 đồng mỗi tháng"}],
    excludes="",
    beside=[],
    approval="ward_leader",
    documents=DOCUMENTS,
    months_at_most=None,
    note="",
)


def sample(**changes: Any) -> Content:
    return replace(SAMPLE, **changes)

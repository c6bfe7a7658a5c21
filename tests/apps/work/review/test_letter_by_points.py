"""The letter of a household classified by points, every item added up by hand from the sheet of column 1 (Red River
Delta, rural; 1315/VBHN-BLĐTBXH pages 30 to 36): what the letter shows is exactly that."""

from __future__ import annotations

import datetime

import pytest

from chungtay.work.review.models import Campaign, Posting, Survey
from chungtay.work.review.operations import surveys
from tests import decided
from tests.apps.work.review.test_a_whole_review import at
from tests.apps.work.review.test_letters import letter, text
from tests.apps.work.review.test_scored_again import surveyed

pytestmark = pytest.mark.django_db
# Ngô Văn Sậy, 65, alone in a brick house of 19 m² with tap water and a septic tank; no insurance, no internet, no
# television, telephone, computer or radio. Items that give points: one person 105 (page 32), walls of brick 5, tap
# water 5, septic tank 5 (page 34); every other item 0. B1 = 120, the line 140. B2: insurance 10, internet 10,
# information devices 10 = 30, the line 30.
ITEMS = [
    ("Mục 1. Số nhân khẩu trong hộ: 1 người", "105"),
    ("Mục 7. Nhà ở: tường/bao che: Gạch/đá", "5"),
    ("Mục 10. Nước sinh hoạt: Nước máy", "5"),
    ("Mục 11. Nhà tiêu hợp vệ sinh: Tự hoại/bán tự hoại", "5"),
]


def told(today: datetime.date, language: str = "vi"):
    """The list hangs until Wednesday, 24 September 2025."""
    office = surveyed()
    campaign = Campaign.objects.get()
    for survey in Survey.objects.all():
        surveys.confirm(survey, by=office.people["officer"], at=at(9, 20, 2025))
    decided.settle(campaign, office)
    Posting.objects.update(state="posted", ended_on=None, last_day=datetime.date(2025, 9, 24))
    return letter(campaign, "Ngô Văn Sậy", today=today, language=language)


def test_every_item_article_change_and_deadline_by_hand():
    found = told(datetime.date(2025, 9, 22))
    rows = [row for part in found.parts for row in part.rows]
    assert [points for _words, points in rows] == [points for _words, points in ITEMS]
    for (shown, _points), (wanted, _same) in zip(rows, ITEMS, strict=True):
        assert shown.startswith(wanted)
    assert sum(int(points) for _words, points in rows) == 120
    said = text(found)
    assert "Kết quả rà soát: hộ nghèo. Chưa có quyết định." in said
    # 140 - 120 and 30 - 30
    assert "120. Ngưỡng: 140. Thấp hơn ngưỡng 20 điểm." in said
    assert "30. Ngưỡng: 30. Vừa bằng ngưỡng." in said
    assert "Hộ thiếu hụt 3 chỉ số dịch vụ cơ bản: " in said
    for name in ("Bảo hiểm y tế", "Dịch vụ internet", "Phương tiện tiếp cận thông tin"):
        assert name in said
    # sheets of the column and of the deprivations
    assert "1315/VBHN-BLĐTBXH" in said
    assert "3.3; 3.5" in said
    assert "3.2" in said
    # a car 55: 175; two motorbikes 25: 145, both above 140
    assert "“Ô tô” (55 điểm) thì B1 = 175, ngưỡng 140" in said
    assert "(25 điểm) thì B1 = 145, ngưỡng 140" in said
    assert "trước hết ngày 24/09/2025" in said
    assert "ngày 15" in said


def test_after_the_posting_the_way_of_the_year_remains():
    said = text(told(datetime.date(2025, 9, 25)))
    assert "Thời gian niêm yết danh sách đã hết." in said
    assert "24/09/2025" not in said
    assert "trong 15 ngày" in said

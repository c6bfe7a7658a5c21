"""A list in Excel and as the paper to sign: the same people and sums, each copy an event of the trail."""

from __future__ import annotations

import io

import openpyxl
import pypdf
import pytest

from chungtay.foundation.core.models import AuditEvent
from chungtay.records.entitlements.operations import lists
from tests.apps.records.entitlements.people import AT, DAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def made(world):
    return lists.draw_up(world["ward"], "btxh-6", day=DAY, by=world["officer"], at=AT)


def content(client, user, made, kind: str) -> io.BytesIO:
    client.force_login(user)
    answer = client.post(f"/00016/2026/quyen-loi/danh-sach/{made.pk}/tep/{kind}/")
    assert answer.status_code == 200
    return io.BytesIO(b"".join(answer.streaming_content))


def test_the_paper_to_sign(world, made, client) -> None:
    """Two men at 975,000 and two mothers at 1,300,000 a month: 4,550,000. The refused one is not signed for."""
    refused = made.lines.get(person__full_name="Vũ Thị Dung")
    lists.refuse(made.pk, refused.pk, note="Đã nhận nơi khác", by=world["leader"], at=AT)
    paper = pypdf.PdfReader(content(client, world["officer"], made, "ky-nhan"))
    told = " ".join(" ".join(page.extract_text() for page in paper.pages).split())
    assert "Cộng: 3 suất" in told
    assert "3.250.000" in told
    assert "Danh sách chưa duyệt: chưa được trao." in told
    assert "Vũ Thị Dung" not in told
    assert "NGƯỜI TRAO" in told
    assert AuditEvent.objects.get(action="core.exported").detail["rows"] == 3


def test_the_workbook(world, made, client) -> None:
    lists.approve_list(made.pk, decision="15/QĐ-UBND", by=world["leader"], at=AT)
    rows = openpyxl.load_workbook(content(client, world["leader"], made, "excel")).active
    values = list(rows.iter_rows(values_only=True))
    assert values[1][0] == "Phường Ngọc Hà · kỳ 09/2026"
    assert [row[1] for row in values if row[0] in (1, 2, 3, 4)] == [
        "Nguyễn Văn Đình",
        "Đỗ Thị Kim",
        "Lê Văn Cảnh",
        "Vũ Thị Dung",
    ]
    assert sorted(row[8] for row in values if row[0] in (1, 2, 3, 4)) == [975_000, 975_000, 1_300_000, 1_300_000]


def test_who_may_take_it_out(world, made, client) -> None:
    client.force_login(world["member"])
    assert client.post(f"/00016/2026/quyen-loi/danh-sach/{made.pk}/tep/excel/").status_code == 403
    client.force_login(world["officer"])
    assert client.post(f"/00016/2026/quyen-loi/danh-sach/{made.pk}/tep/word/").status_code == 404
    assert client.get(f"/00016/2026/quyen-loi/danh-sach/{made.pk}/tep/excel/").status_code == 405

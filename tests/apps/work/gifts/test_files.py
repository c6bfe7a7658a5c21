"""The slips, the list and the settlement of a round as files."""

from __future__ import annotations

import datetime
import io

import openpyxl
import pypdf
import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client

from chungtay.foundation.core.models import AuditEvent
from chungtay.work.gifts.operations import exporting, settling
from chungtay.work.gifts.presenters.files import settled_lines
from chungtay.work.gifts.queries.balance import balance
from tests import gifts
from tests.gifts import AT, Office, deliver, gift


@pytest.fixture
def made(db) -> Office:
    return gifts.office()


def client(made: Office, who: str) -> Client:
    found = Client()
    found.force_login(made.people[who])
    return found


def content(response) -> bytes:
    assert response.status_code == 200
    return b"".join(response.streaming_content)


def text_of(pdf: bytes) -> str:
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages)


def test_the_slips_carry_a_code_that_says_nothing_of_anybody(made) -> None:
    found = gifts.handing_out(made)
    deliver(made, gift(found, "Cảnh"))
    pdf = content(client(made, "officer").post(f"/00016/2026/qua/{found.pk}/phieu/"))
    text = text_of(pdf)
    for each in found.gifts.filter(state="ready"):
        assert f"{each.code[:4]} {each.code[4:]}" in text
        assert each.token not in text  # in the code alone
    assert "Vũ Đức Cảnh" not in text  # handed over: no slip any more
    event = AuditEvent.objects.filter(subject_type="gifts.round", subject_id=str(found.pk)).latest("number")
    assert event.detail["rows"] == 4
    with pytest.raises(PermissionDenied):
        exporting.take_slips(found, rows=4, write=lambda: None, by=made.people["member"], at=AT)


def test_no_slip_before_the_approval(made) -> None:
    found = gifts.drawn(made)
    with pytest.raises(ValidationError):
        exporting.take_slips(found, rows=5, write=lambda: None, by=made.people["officer"], at=AT)


def test_the_list_in_excel_names_everybody_and_what_became_of_the_gift(made) -> None:
    found = gifts.handing_out(made)
    deliver(made, gift(found, "Đình"), received_by="Con trai ông Đình")
    data = content(client(made, "officer").post(f"/00016/2026/qua/{found.pk}/danh-sach/excel/"))
    sheet = openpyxl.load_workbook(io.BytesIO(data)).active
    rows = {row[1]: row for row in sheet.iter_rows(values_only=True) if row[0] in (1, 2, 3, 4, 5)}
    assert len(rows) == 5
    assert rows["Nguyễn Văn Đình"][6:9] == ("Phong bì", 500_000, "Đã trao")
    assert rows["Nguyễn Văn Đình"][10] == "Con trai ông Đình"


def test_the_settlement_as_paper_and_in_excel(made) -> None:
    """Four envelopes in, three out, one left: 2,000,000 = 1,500,000 + 500,000; one bag in and out: 300,000."""
    found = gifts.handing_out(made)
    for head in ("Đình", "Hường", "Ánh", "Cảnh"):
        deliver(made, gift(found, head))
    deliver(made, gift(found, "Bưởi"), "refused", note="Nhường hộ khác")
    lines = {line.label: line.figures for line in settled_lines(balance(found))}
    assert lines["Phong bì: Ngân sách phường"] == (3, 3, 3, 0, 0, 0, 0, 0)
    assert lines["Phong bì: Công ty Sao Mai"] == (1, 1, 0, 0, 0, 0, 0, 1)
    assert lines["Cộng Phong bì (đồng)"] == (2_000_000, 2_000_000, 1_500_000, 0, 0, 0, 0, 500_000)
    assert lines["Tổng cộng (đồng)"] == (2_300_000, 2_300_000, 1_800_000, 0, 0, 0, 0, 500_000)
    kinds = {kind.name: kind.pk for kind in found.kinds.all()}
    counted = {kinds["Phong bì"]: 1, kinds["Túi quà"]: 0}
    settling.settle(found.pk, counted=counted, by=made.people["officer"], at=AT + datetime.timedelta(days=3))
    reader = client(made, "member")
    text = text_of(content(reader.get(f"/00016/2026/qua/{found.pk}/quyet-toan/pdf/")))
    assert "QUYẾT TOÁN QUÀ TẾT" in text
    assert "1.800.000" in text
    assert "Đã quyết toán ngày 05/02/2026" in text
    data = content(reader.get(f"/00016/2026/qua/{found.pk}/quyet-toan/xlsx/"))
    rows = list(openpyxl.load_workbook(io.BytesIO(data)).active.iter_rows(values_only=True))
    assert rows[-1][1:5] == ("Tổng cộng (đồng)", 2_300_000, 2_300_000, 1_800_000)
    assert reader.get(f"/00016/2026/qua/{found.pk}/quyet-toan/docx/").status_code == 404

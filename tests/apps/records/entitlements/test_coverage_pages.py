"""The coverage on screen and in Excel: the same figures, and under each the people by name until nobody is left."""

from __future__ import annotations

import html
import io
import re

import openpyxl
import pytest

from chungtay.foundation.core.models import AuditEvent
from chungtay.records.entitlements.operations import lists
from chungtay.rulebook import policy_book
from chungtay.workbooks.coverage import Block, Line, write_coverage
from tests.apps.records.entitlements.people import AT, BY, DAY, D, disabled
from tests.apps.records.registry.factories import household, member

pytestmark = pytest.mark.django_db
BOARD = "/00016/2026/quyen-loi/bao-phu/"
PEOPLE = f"{BOARD}btxh-6/ten/"
ON = "?ngay=2026-09-10"
LABEL = next(each.label.vi for each in policy_book.load().policies if each.id == "btxh-6")


def text(client, user, address: str) -> str:
    client.force_login(user)
    answer = client.get(address)
    assert answer.status_code == 200
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())).split())


def test_the_board_tells_who_is_missing_by_group(world, client) -> None:
    told = text(client, world["officer"], BOARD + ON)
    assert "4 trong 4 suất được hưởng chưa đến tay người nhận, tính đến 10/09/2026" in told
    assert "Tổ dân phố 2" in told
    one = text(client, world["officer"], f"{BOARD}btxh-6/{ON}")
    assert "Còn thiếu 4 trong 4 suất" in one
    assert one.count("thiếu 2 · 0 %") == 2


def test_the_district_sees_its_wards(world, client) -> None:
    told = text(client, world["district_officer"], f"/001/2026/quyen-loi/bao-phu/{ON}")
    assert "6 trong 6 suất" in told
    assert "Phường Phúc Xá" in told
    names = text(
        client,
        world["district_officer"],
        f"/001/2026/quyen-loi/bao-phu/btxh-6/ten/{ON}&to={world['other'].pk}",
    )
    assert "Bùi Thị Hoa" in names
    assert "Đỗ Thị Kim" not in names


def test_the_map_of_a_district_leads_from_wards_to_groups(world, client) -> None:
    """Both disabled people of each of the three groups lack it: Ngọc Hà 4 in two groups, Phúc Xá 2 in one. One of
    Ngọc Hà's first group has it since: 1 of 2 there. The card of the state is due to all four of the approved list,
    of whom nobody was asked about it: 1 of 8 in the ward, 12 %, and 3 of the allowance missing."""
    made = lists.draw_up(world["ward"], "btxh-6", day=DAY, by=world["officer"], at=AT)
    lists.approve_list(made.pk, decision="1", by=world["leader"], at=AT)
    line = made.lines.filter(household=world["homes"][0]).first()
    lists.hand_over(made.pk, line.pk, received_by="x", on=DAY, by=world["member"], at=AT)
    client.force_login(world["district_officer"])
    board = client.get(f"/001/2026/quyen-loi/bao-phu/{ON}").content.decode()
    tiles = board.split('id="map"')[1].split("</ul>")[0]
    ward = tiles.split("/00016/2026/quyen-loi/bao-phu/")[1].split("</li>")[0]
    assert "thiếu 3 · 12&nbsp;%" in ward
    one = client.get(f"/001/2026/quyen-loi/bao-phu/btxh-6/{ON}").content.decode()
    groups = one.split('id="groups"')[1]
    assert groups.index("Phường Phúc Xá") != groups.index("Phường Ngọc Hà")
    first = groups.split(f'to={world["groups"][0].pk}"')[1].split("</li>")[0]
    assert "thiếu 1 · 50&nbsp;%" in first
    assert groups.count('scope="row"') == 3
    assert "Tổ dân phố của từng phường" not in client.get(f"{BOARD}btxh-6/{ON}").content.decode()


def test_from_the_cell_to_the_last_named_person(world, client) -> None:
    group = world["groups"][0].pk
    names = text(client, world["officer"], f"{PEOPLE}{ON}&to={group}")
    assert "Đỗ Thị Kim" in names
    assert "1.300.000 đ" in names  # 650,000 x 2.0
    assert "Lập danh sách cán bộ phường" in names
    assert "Lê Văn Cảnh" not in names
    made = lists.draw_up(world["ward"], "btxh-6", day=DAY, by=world["officer"], at=AT)
    names = text(client, world["officer"], f"{PEOPLE}{ON}&buoc=drafted")
    assert "lãnh đạo phường, không phải Officer-Cov đã lập" in names
    lists.approve_list(made.pk, decision="1", by=world["leader"], at=AT)
    names = text(client, world["officer"], PEOPLE + ON)
    assert "người đi trao, không phải Officer-Cov và không phải Leader-Cov" in names
    for line in made.lines.all():
        lists.hand_over(made.pk, line.pk, received_by="x", on=DAY, by=world["member"], at=AT)
    assert "Không còn ai: ai được hưởng thì đã nhận" in text(client, world["officer"], PEOPLE + ON)
    assert "Còn thiếu 0 trong 4 suất" in text(client, world["officer"], f"{BOARD}btxh-6/{ON}")


def test_of_whom_nobody_can_say_the_question_is_asked(world, client) -> None:
    """On 10 November 2026 the card of a child born in 2020 has ended on 30 September, or runs to the end of the month
    in which it was born: by 30 September or later, nobody knows."""
    child = member("Vũ Thị Hà", "child", "2020-01-01", birth_known="year", papers=())
    household(world["groups"][0], (member("Vũ Văn Sáng"), child), since=D(2015, 1, 1), **BY)
    names = text(client, world["officer"], f"{BOARD}bhyt-child-2025/ten/?ngay=2026-11-10&buoc=unknown")
    assert "Vũ Thị Hà" in names
    assert "Trẻ sinh vào tháng nào?" in names
    assert "Hỏi rồi ghi vào sổ hộ dân" in names


def test_addresses_that_mean_nothing(world, client) -> None:
    client.force_login(world["officer"])
    for address in (f"{BOARD}no-such/", f"{BOARD}no-such/ten/", f"{PEOPLE}?to=999999", f"{PEOPLE}?to=x"):
        assert client.get(address).status_code == 404, address
    for query in ("ngay=x", "buoc=x", "trang=-1", "in=1"):
        assert client.get(f"{PEOPLE}?{query}").status_code == 200, query


def downloaded(answer) -> openpyxl.Workbook:
    assert answer.status_code == 200
    return openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content)))


def test_excel_holds_the_same_figures_with_live_sums(world, client) -> None:
    lists.draw_up(world["ward"], "btxh-6", day=DAY, by=world["officer"], at=AT)
    disabled(world["groups"][0], "Bùi Văn Sáng", "Bùi Thị Mận")
    client.force_login(world["officer"])
    sheet = downloaded(client.post(f"{BOARD}excel/{ON}")).active
    rows = [row for row in sheet.iter_rows(values_only=True) if row[0] == LABEL]
    total, one, two = rows
    assert (one[1], one[3:7]) == ("Tổ dân phố 1", (2, 2, 0, 0))
    assert (two[1], two[3:7]) == ("Tổ dân phố 2", (0, 2, 0, 0))
    assert total[3].startswith("=SUM(D")
    assert total[2].startswith("=SUM(")
    assert AuditEvent.objects.filter(action="core.exported").count() == 0  # figures, no names


def test_the_checks_of_the_workbook(tmp_path) -> None:
    """Worked out by hand: 1+2+3+4+5+6+7+8 = 36 due, 6 missing, 4 of 36 = 11 %; the eighth is asked first."""
    path = tmp_path / "b.xlsx"
    write_coverage(
        path,
        "t",
        ["a"],
        "Tổ",
        [Block("p", [Line("1", (1, 2, 3, 4, 5, 6, 7, 8), (9, 10)), Line("2", (0,) * 8, (0, 0))])],
    )
    cached = openpyxl.load_workbook(path, data_only=True).active
    row = [cell.value for cell in cached[6]]
    assert row[:2] == ["p", "1"]
    assert row[2] == 36
    assert row[11] == 6
    assert abs(row[12] - 4 / 36) < 1e-9
    assert row[13:16] == [9, 10, 0]
    assert [cell.value for cell in cached[5]][2:4] == [36, 1]


def test_names_leave_by_an_event_and_amounts_by_duty_alone(world, client) -> None:
    client.force_login(world["officer"])
    sheet = downloaded(client.post(f"{PEOPLE}excel/{ON}")).active
    values = list(sheet.iter_rows(values_only=True))
    assert any("Đỗ Thị Kim" in row and 1_300_000 in row for row in values)
    event = AuditEvent.objects.get(action="core.exported")
    assert event.detail == {
        "model": "entitlements.supportline",
        "rows": 4,
        "personal": ["household__memberships__person__full_name", "person", "person__full_name"],
        "sensitive": ["amount", "note", "reason"],
    }
    client.force_login(world["member"])  # reads, takes nothing out
    assert client.post(f"{PEOPLE}excel/{ON}").status_code == 403
    client.force_login(world["district_officer"])
    downloaded(client.post(f"/001/2026/quyen-loi/bao-phu/btxh-6/ten/excel/{ON}"))
    assert AuditEvent.objects.filter(action="core.exported").count() == 2


def test_statements_of_the_page_do_not_grow(world, client, django_assert_max_num_queries) -> None:
    client.force_login(world["officer"])
    client.get(BOARD + ON)
    with django_assert_max_num_queries(40) as first:
        client.get(BOARD + ON)
    for number in range(10):
        disabled(world["groups"][number % 2], "Bùi Văn Sáng", "Bùi Thị Mận")
    with django_assert_max_num_queries(len(first.captured_queries)):
        client.get(BOARD + ON)
    with django_assert_max_num_queries(len(first.captured_queries) + 5):
        client.get(f"{PEOPLE}{ON}&in=1")

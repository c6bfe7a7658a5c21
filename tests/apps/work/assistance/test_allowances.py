"""Monthly allowances: entered by their decision or read in as a list, nobody twice, undone as they came, and known to
whatever asks who receives one."""

from __future__ import annotations

import hashlib
import io

import openpyxl
import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from chungtay.foundation.core.models import AuditEvent
from chungtay.foundation.places.models import Unit
from chungtay.records.entitlements.models import Allowance
from chungtay.records.entitlements.operations.allowances import Decided, add_allowances, end_allowance
from chungtay.records.entitlements.queries.rights import rights_in
from chungtay.records.registry.models import Circumstance
from chungtay.records.registry.operations import editing, life
from chungtay.work.assistance.models import AllowanceFile
from chungtay.work.assistance.operations.files import Sent, bring_in, discard, take_over, undo_file
from chungtay.workbooks.allowances import read_allowances
from tests import factories
from tests.apps.records.registry.factories import household, member, number, person
from tests.apps.work.assistance.people import AT, DAY, ENTERED, NEXT, D, hands

PAPER = number()


@pytest.fixture
def group(db, settings, tmp_path) -> Unit:
    settings.MEDIA_ROOT = tmp_path / "files"
    factories.district()
    return Unit.objects.get(level="group", parent__code="00016")


@pytest.fixture
def who(group) -> dict[str, object]:
    return hands(group.parent)


@pytest.fixture
def home(group):
    """A couple and his mother of 86."""
    members = (member(), member("Trần Thị Hường", "spouse", "1974-11-02"), member("Đỗ Thị Kim", "parent", "1940-01-01"))
    return household(group, members, since=D(2015, 1, 1), at=ENTERED)


def decided(of, name: str = "Kim", **changes) -> Decided:
    values = {
        "person": person(of, name).pk, "title": "Người cao tuổi từ 80 tuổi", "amount": 650_000,
        "valid_from": D(2026, 1, 1), "decision_number": "21/QĐ-UBND",
    }  # fmt: skip
    return Decided(**(values | changes))


def entered(home, who, *rows: Decided, by: str = "officer") -> list[Allowance]:
    return add_allowances(home.group.parent, rows or [decided(home)], by=who[by], at=AT)


def told(of, name: str = "Kim") -> list[tuple]:
    rows = Circumstance.objects.live().filter(person=person(of, name), kind="protection")
    return list(rows.values_list("words", "valid_from", "valid_to"))


def test_an_allowance_is_known_to_the_register(home, who) -> None:
    [one] = entered(home, who)
    assert (one.amount, one.paid_from) == (650_000, D(2026, 1, 1))
    assert told(home) == [("Người cao tuổi từ 80 tuổi", D(2026, 1, 1), None)]
    end_allowance(one.pk, last_day=D(2026, 8, 31), note="Vào cơ sở", by=who["officer"], at=AT)
    assert told(home) == [("Người cao tuổi từ 80 tuổi", D(2026, 1, 1), D(2026, 8, 31))]


def test_one_with_a_last_day_is_shortened_in_the_register_too(home, who) -> None:
    [one] = entered(home, who, decided(home, valid_to=D(2026, 12, 31)))
    end_allowance(one.pk, last_day=D(2026, 8, 31), note="Vào cơ sở", by=who["officer"], at=AT)
    assert told(home) == [("Người cao tuổi từ 80 tuổi", D(2026, 1, 1), D(2026, 8, 31))]


def test_the_register_tells_until_when_any_is_received(home, who) -> None:
    """Until December, and beside it until October; the first is shortened to August: one is received until October."""
    beside = decided(home, valid_to=D(2026, 10, 31), beside=True, decision_number="22/QĐ", title="Đơn thân nuôi con")
    one, _other = entered(home, who, decided(home, valid_to=D(2026, 12, 31)), beside)
    end_allowance(one.pk, last_day=D(2026, 8, 31), note="Vào cơ sở", by=who["officer"], at=AT)
    assert told(home) == [("Người cao tuổi từ 80 tuổi", D(2026, 1, 1), D(2026, 10, 31))]


def test_nobody_has_two_for_one_day(home, who) -> None:
    [first] = entered(home, who)
    other = decided(home, title="Khuyết tật nặng", decision_number="22/QĐ", amount=1_300_000)
    with pytest.raises(ValidationError):
        entered(home, who, other)
    with pytest.raises(ValidationError):
        entered(home, who, decided(home, "Đình"), decided(home, "Đình", decision_number="9"))
    of_a_parent = decided(home, decision_number="23/QĐ", title="Đơn thân nuôi con", beside=True)
    entered(home, who, of_a_parent)  # the exception of a single parent
    end_allowance(first.pk, last_day=D(2026, 5, 31), note="Chuyển mức", by=who["officer"], at=AT)
    entered(home, who, decided(home, decision_number="24/QĐ", valid_from=D(2026, 6, 1)))
    row = Allowance(
        person=person(home, "Đình"), ward=home.group.parent, title="x", amount=1, valid_from=DAY, paid_from=DAY,
        decision_number="1", entered_by=who["officer"], entered_at=AT,
    )  # fmt: skip
    row.save()
    row.pk, row.decision_number = None, "2"
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save()


@pytest.mark.parametrize(
    "wrong",
    [{"amount": 0}, {"title": " "}, {"decision_number": ""}, {"valid_to": D(2025, 1, 1)}, {"person": 10**9}],
)
def test_what_cannot_be_is_refused(home, who, wrong) -> None:
    with pytest.raises(ValidationError):
        entered(home, who, decided(home, **wrong))


def test_the_dead_and_strangers_are_not_entered(home, who, group) -> None:
    kim = decided(home)
    life.record_death(person(home, "Kim"), on=DAY, by=None, at=AT)
    with pytest.raises(ValidationError):
        entered(home, who, kim)
    with pytest.raises(PermissionDenied):
        entered(home, who, decided(home, "Đình"), by="stranger")
    with pytest.raises(PermissionDenied):
        entered(home, who, decided(home, "Đình"), by="leader")


def test_a_pension_asked_for_answers_the_policy(home, who) -> None:
    """The social pension asks for it: unknown is a question, "none" makes it due (540,000), a pension does not."""
    ward = home.group.parent

    def states() -> dict[str, int]:
        found = rights_in(who["officer"], ward, DAY, DAY)
        return found.counts()["social-pension-2026"]

    assert states() == {"due": 0, "open": 1, "instead": 0}
    editing.set_circumstance(person(home, "Kim"), kind="pension", code="0", since=D(2026, 1, 1), by=None, at=AT)
    assert states()["due"] + states()["instead"] == 1
    editing.set_circumstance(person(home, "Kim"), kind="pension", code="1", since=D(2026, 6, 1), by=None, at=AT)
    assert states() == {"due": 0, "open": 0, "instead": 0}


def book(path, rows: list[tuple]) -> None:
    made = openpyxl.Workbook()
    made.active.append(["UBND PHƯỜNG", None, None])
    made.active.append(
        ["STT", "Họ và tên", "Ngày sinh", "Số định danh", "Chế độ", "Số tiền", "Từ ngày", "Đến ngày", "Số QĐ"]
    )
    for count, row in enumerate(rows, 1):
        made.active.append([count, *row])
    made.active.append([None, "Cộng", None, None, None, None])
    made.save(path)


ROWS = [
    ("Đỗ Thị Kim", "01/01/1940", None, "Người cao tuổi", 650000, "01/2026", None, "21/QĐ"),
    ("Trần Thị Hường", "02/11/1974", None, "Khuyết tật nặng", "975.000 đ", "15/03/2026", "31/12/2026", "22/QĐ"),
    ("Đỗ Thị Kim", "01/01/1940", None, "Khuyết tật", 1300000, "05/2026", None, "23/QĐ"),  # has one already
    ("Lê Văn Cảnh", "03/02/1950", None, "Người cao tuổi", 650000, "01/2026", None, "24/QĐ"),  # nobody
    ("Nguyễn Văn Đình", "12/05/1970", None, "", "nhiều", "31/02/2026", None, ""),  # not readable
]


def sent(tmp_path, rows=None) -> Sent:
    path = tmp_path / "tro-cap.xlsx"
    book(path, ROWS if rows is None else rows)
    data = path.read_bytes()
    return Sent("tro-cap.xlsx", hashlib.sha256(data).hexdigest(), read_allowances(path))


def test_a_list_is_compared_taken_over_and_undone(home, who, tmp_path) -> None:
    file, ward = sent(tmp_path), home.group.parent
    act = {"by": who["officer"], "at": AT}
    made, new = bring_in(ward, file, paid_from=D(2026, 9, 1), **act)
    assert new
    assert list(made.lines.values_list("line", "outcome")) == [
        (3, "new"), (4, "new"), (5, "twice"), (6, "unknown"), (7, "wrong"),
    ]  # fmt: skip
    assert bring_in(ward, file, paid_from=D(2026, 9, 1), **act) == (made, False)  # the same file is one list
    assert not Allowance.objects.exists()
    take_over(made.pk, **act)
    rows = Allowance.objects.order_by("pk").values_list(
        "person__full_name", "amount", "valid_from", "valid_to", "paid_from"
    )
    assert list(rows) == [
        ("Đỗ Thị Kim", 650_000, D(2026, 1, 1), None, D(2026, 9, 1)),
        ("Trần Thị Hường", 975_000, D(2026, 3, 15), D(2026, 12, 31), D(2026, 9, 1)),
    ]
    assert told(home) == [("Người cao tuổi", D(2026, 1, 1), None)]
    with pytest.raises(ValidationError):
        take_over(made.pk, **act)
    undo_file(made.pk, by=who["officer"], at=NEXT)
    assert not Allowance.objects.filter(withdrawn=False).exists()
    assert told(home) == []
    again, new = bring_in(ward, file, paid_from=D(2026, 9, 1), **act)
    assert new
    discard(again.pk, **act)


def test_what_is_on_record_is_not_taken_again(home, who, tmp_path) -> None:
    first, _new = bring_in(home.group.parent, sent(tmp_path), paid_from=D(2026, 9, 1), by=who["officer"], at=AT)
    take_over(first.pk, by=who["officer"], at=AT)
    more = [*ROWS[:2], ("Nguyễn Văn Đình", "12/05/1970", None, "Khuyết tật", 975000, "09/2026", None, "25/QĐ")]
    second, _new = bring_in(home.group.parent, sent(tmp_path, more), paid_from=D(2026, 9, 1), by=who["officer"], at=AT)
    assert list(second.lines.values_list("outcome", flat=True)) == ["known", "known", "new"]
    with pytest.raises(PermissionDenied):
        take_over(second.pk, by=who["stranger"], at=AT)


@pytest.mark.parametrize("count", [3, 30])
def test_statements_of_a_list_do_not_grow(group, who, tmp_path, count) -> None:
    rows = []
    for index in range(count):
        name = f"Lê Văn {chr(65 + index % 20)}ng"
        household(group, (member(name, born=f"1950-01-{index % 28 + 1:02}"),), since=D(2015, 1, 1), at=ENTERED)
        rows.append((name, f"{index % 28 + 1:02}/01/1950", None, "Trợ cấp", 650000, "01/2026", None, f"{index}/QĐ"))
    file = sent(tmp_path, rows)
    with CaptureQueriesContext(connection) as seen:
        made, _new = bring_in(group.parent, file, paid_from=D(2026, 9, 1), by=who["officer"], at=AT)
        take_over(made.pk, by=who["officer"], at=AT)
    assert Allowance.objects.count() == count
    assert len(seen) < 75


def test_the_pages(home, who, tmp_path) -> None:
    client, page = Client(), "/00016/2026/tro-giup/"
    client.force_login(who["officer"])
    sent(tmp_path)
    with (tmp_path / "tro-cap.xlsx").open("rb") as file:
        answer = client.post(f"{page}hang-thang/nap/", {"file": file, "paid_from": "09/2026"})
    made = AllowanceFile.objects.get()
    assert answer.url == f"{page}hang-thang/tep/{made.pk}/"
    shown = client.get(f"{answer.url}?o=unknown").content.decode()
    assert "Lê Văn Cảnh" in shown
    assert "Nhận 2 trợ cấp mới" in shown
    client.post(f"{answer.url}nhan/", {})
    assert "650.000 đ" in client.get(f"{page}hang-thang/").content.decode()
    values = {
        "person": person(home, "Đình").pk, "title": "Khuyết tật nặng", "amount": "975.000", "valid_from": "01/09/2026",
        "paid_from": "09/2026", "decision_number": "30/QĐ",
    }  # fmt: skip
    assert client.post(f"{page}ho/{home.pk}/tro-cap/", values).status_code == 302
    assert "đã có trợ cấp" in client.post(f"{page}ho/{home.pk}/tro-cap/", values).content.decode()
    answer = client.post(f"{page}hang-thang/excel/")
    sheet = openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active
    told = [row[3] for row in sheet.iter_rows(min_row=2, values_only=True)]
    assert 650_000 in told
    event = AuditEvent.objects.get(action="core.exported")
    assert (event.detail["model"], event.detail["rows"]) == ("entitlements.allowance", len(told))
    assert event.detail["sensitive"] == ["amount", "title"]
    assert "person__full_name" in event.detail["personal"]
    one = Allowance.objects.get(decision_number="30/QĐ")
    client.post(f"{page}hang-thang/{one.pk}/dung/", {"last_day": "30/09/2026", "note": "Hết diện"})
    one.refresh_from_db()
    assert one.valid_to == D(2026, 9, 30)
    with (tmp_path / "sai.csv").open("wb") as file:
        file.write(b"a,b\n1,2\n")
    with (tmp_path / "sai.csv").open("rb") as file:
        answer = client.post(f"{page}hang-thang/nap/", {"file": file, "paid_from": "09/2026"})
    assert "Họ và tên" in answer.content.decode()


def test_an_allowance_entered_twice_is_refused_in_words(home, who) -> None:
    """Though it is paid beside another one: the same decision, name and first day."""
    entered(home, who, decided(home, beside=True))
    for again in (decided(home, beside=True), decided(home, beside=True, title=" NGƯỜI cao tuổi từ 80 tuổi")):
        with pytest.raises(ValidationError, match="Khoản này đã có") as refused:
            entered(home, who, again)
        assert refused.value.code == "same"
    with pytest.raises(ValidationError, match="21/QĐ-UBND, từ 01/01/2026"):
        entered(home, who, decided(home, "Đình", beside=True), decided(home, "Đình", beside=True))
    assert Allowance.objects.count() == 1
    with pytest.raises(ValidationError, match="hãy chọn trả cho việc chăm sóc ai") as refused:
        entered(home, who, decided(home, beside=True, decision_number="22/QĐ-UBND"))  # of a second child, it may be
    assert refused.value.code == "kind"
    child = person(home, "Đình").pk
    with pytest.raises(ValidationError, match="hãy ghi vì sao") as refused:  # a second one is asked, whoever it is for
        entered(home, who, decided(home, paid_for=child, decision_number="22/QĐ-UBND"))
    assert refused.value.code == "beside"
    why = {"paid_for": child, "decision_number": "22/QĐ-UBND", "beside_why": "Một mình nuôi con"}
    entered(home, who, decided(home, **why))
    assert Allowance.objects.count() == 2


def test_a_wrong_month_is_answered_with_a_month(home, who) -> None:
    browser = Client()
    browser.force_login(who["officer"])
    url = f"/00016/2026/tro-giup/ho/{home.pk}/tro-cap/"
    data = {
        "person": person(home, "Kim").pk, "title": "x", "amount": "650000", "valid_from": "01/01/2026",
        "paid_from": "13/2026", "decision_number": "1",
    }  # fmt: skip
    shown = browser.post(url, data).content.decode()
    assert "Hãy ghi tháng/năm, ví dụ 09/2026." in shown
    assert "05/09/2024" not in shown


def test_who_cannot_be_read_is_told_and_a_total_is_counted(home, who, tmp_path) -> None:
    """Row 4 has no amount, its cell is merged with that above; row 6 is the total."""
    rows = [
        ("Đỗ Thị Kim", "01/01/1940", None, "Người cao tuổi", 650000, "01/2026", None, "21/QĐ"),
        ("Trần Thị Hường", "02/11/1974", None, "Khuyết tật", None, "01/2026", None, "22/QĐ"),
    ]
    sent(tmp_path, rows)
    book = openpyxl.load_workbook(tmp_path / "tro-cap.xlsx")
    book.active.merge_cells("F3:F4")
    book.active["B5"] = "Tổng cộng"
    book.active["F5"] = 650000
    book.save(tmp_path / "tro-cap.xlsx")
    client = Client()
    client.force_login(who["officer"])
    with (tmp_path / "tro-cap.xlsx").open("rb") as file:
        answer = client.post("/00016/2026/tro-giup/hang-thang/nap/", {"file": file, "paid_from": "09/2026"})
    made = AllowanceFile.objects.get()
    assert list(made.lines.values_list("line", "name", "outcome")) == [
        (3, "Đỗ Thị Kim", "new"), (4, "Trần Thị Hường", "wrong"),
    ]  # fmt: skip
    assert made.passed == [[5, "Tổng cộng"]]
    page = client.get(answer.url).content.decode()
    assert "Thiếu số tiền: ô F4 gộp với ô trên." in page
    assert "Bỏ qua 1 dòng của tệp, không phải người" in page
    assert "dòng 5 của tệp: Tổng cộng" in page

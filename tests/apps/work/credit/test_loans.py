"""Loans as the bank's papers tell them: entered by one, confirmed by another; what nobody told stays unknown."""

from __future__ import annotations

import dataclasses
import datetime
import io
import re

import openpyxl
import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from chungtay.foundation.accounts.models import Role
from chungtay.foundation.core.models import AuditEvent
from chungtay.foundation.places.models import Unit
from chungtay.records.registry.models import Household
from chungtay.work.credit.models import Loan, LoanState, Telling
from chungtay.work.credit.operations import keeping, telling
from chungtay.work.credit.presenters.loans import next_step
from chungtay.work.credit.presenters.waiting import waiting_for
from chungtay.work.credit.queries import loans as queries
from tests import factories
from tests.apps.records.registry import factories as registry

D = datetime.date
AT = datetime.datetime(2026, 10, 12, 8, 0, tzinfo=datetime.UTC)
TODAY = D(2026, 10, 12)
JOBS = keeping.Told(
    programme="Giải quyết việc làm",
    purpose="Mua máy may",
    group="Tổ TK&VV số 3",
    amount=50_000_000,
    disbursed_on=D(2024, 10, 1),
    due_on=D(2027, 10, 1),
    source="Danh sách dư nợ 30/09/2026",
)


@pytest.fixture
def world(db):
    units = factories.district()
    ward = units["00016"]
    group, foreign = (Unit.objects.get(level="group", parent=units[code]) for code in ("00016", "00001"))
    couple = (registry.member("Lê Văn Cảnh"), registry.member("Trần Thị Hường", "spouse"))
    since = {"since": D(2015, 1, 1)}
    home = registry.household(group, couple, **since)
    return {
        "ward": ward,
        "group": group,
        "home": home,
        "borrower": registry.person(home, "Hường"),
        "other": registry.household(group, (registry.member("Nguyễn Văn Đình"),), **since),
        "foreign": registry.household(foreign, (registry.member("Phạm Văn Giang"),), **since),
        "officer": factories.person("officer-cr", Role.WARD_OFFICER, ward),
        "credit": factories.person("credit-cr", Role.CREDIT_OFFICER, ward),
        "leader": factories.person("leader-cr", Role.WARD_LEADER, ward),
        "visitor": factories.person("visitor-cr", Role.ENUMERATOR, ward),
        "stranger": factories.person("stranger-cr", Role.CREDIT_OFFICER, units["00001"]),
    }


def entered(world, by="credit", **changes) -> Loan:
    told = dataclasses.replace(JOBS, **changes)
    return keeping.enter(world["home"].pk, borrower=world["borrower"].pk, told=told, by=world[by], at=AT)


def running(world, **changes) -> Loan:
    return keeping.confirm(entered(world, **changes).pk, by=world["leader"], at=AT)


def told(world, loan, by="credit", **changes) -> Telling:
    values = {"on": D(2026, 9, 30), "standing": "running", "outstanding": 20_000_000, "source": "Danh sách dư nợ"}
    return telling.tell(loan.pk, **(values | changes), by=world[by], at=AT)


def fresh(loan: Loan) -> tuple[str, int | None, datetime.date | None]:
    loan.refresh_from_db()
    return loan.state, loan.outstanding, loan.told_on


def test_a_loan_counts_when_another_person_confirmed_it(world) -> None:
    loan = entered(world)
    assert (loan.state, loan.outstanding) == (LoanState.ENTERED, None)
    with pytest.raises(PermissionDenied, match="nhập"):
        keeping.confirm(loan.pk, by=world["credit"], at=AT)
    with pytest.raises(PermissionDenied):
        keeping.confirm(loan.pk, by=world["visitor"], at=AT)
    with pytest.raises(ValidationError, match="chưa được xác nhận"):
        told(world, loan)
    loan = keeping.confirm(loan.pk, by=world["officer"], at=AT)
    assert fresh(loan) == ("running", None, None)  # what is outstanding is unknown, not zero
    with pytest.raises(ValidationError):
        keeping.confirm(loan.pk, by=world["leader"], at=AT)
    with pytest.raises(IntegrityError), transaction.atomic():
        Loan.objects.filter(pk=loan.pk).update(confirmed_by=world["credit"])
    with pytest.raises(IntegrityError), transaction.atomic():
        Loan.objects.filter(pk=loan.pk).update(outstanding=60_000_000, told_on=TODAY)  # more than was lent
    actions = AuditEvent.objects.filter(action__startswith="credit.").order_by("number")
    assert list(actions.values_list("action", flat=True)) == ["credit.entered", "credit.confirmed"]


def test_a_loan_stands_as_the_newest_confirmed_paper_says(world) -> None:
    loan = running(world)
    late = told(world, loan, standing="overdue", outstanding=30_000_000)
    assert fresh(loan) == ("running", None, None)  # nobody confirmed it yet
    with pytest.raises(PermissionDenied, match="nhập"):
        telling.confirm_telling(loan.pk, late.pk, by=world["credit"], at=AT)
    telling.confirm_telling(loan.pk, late.pk, by=world["officer"], at=AT)
    assert fresh(loan) == ("overdue", 30_000_000, D(2026, 9, 30))
    older = told(world, loan, on=D(2026, 6, 30), outstanding=35_000_000)
    telling.confirm_telling(loan.pk, older.pk, by=world["officer"], at=AT)
    assert fresh(loan) == ("overdue", 30_000_000, D(2026, 9, 30))
    paid = told(world, loan, on=TODAY, standing="repaid", outstanding=0)
    telling.confirm_telling(loan.pk, paid.pk, by=world["officer"], at=AT)
    assert fresh(loan) == ("repaid", 0, TODAY)
    telling.undo_telling(loan.pk, paid.pk, why="Nhầm người", by=world["officer"], at=AT)
    assert fresh(loan) == ("overdue", 30_000_000, D(2026, 9, 30))
    told(world, loan, on=TODAY, outstanding=25_000_000)
    with pytest.raises(ValidationError):
        telling.undo_telling(loan.pk, paid.pk, why="Lần nữa", by=world["officer"], at=AT)
    assert Telling.objects.count() == 4


@pytest.mark.parametrize(
    "changes",
    [
        {"on": D(2026, 10, 13)},
        {"on": D(2024, 9, 30)},
        {"outstanding": 50_000_001},
        {"outstanding": 0},
        {"outstanding": -1},
        {"standing": "repaid"},
        {"standing": "frozen", "outstanding": 1},
        {"source": " "},
    ],
)
def test_what_a_paper_cannot_tell_is_refused(world, changes) -> None:
    loan = running(world)
    with pytest.raises(ValidationError):
        told(world, loan, **changes)
    told(world, loan)
    with pytest.raises(ValidationError, match="30/09/2026"):
        told(world, loan)
    assert Telling.objects.count() == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"programme": " "},
        {"source": ""},
        {"amount": 0},
        {"disbursed_on": D(2026, 10, 13), "due_on": None},
        {"due_on": D(2024, 9, 30)},
    ],
)
def test_a_loan_that_cannot_be_is_refused(world, changes) -> None:
    with pytest.raises(ValidationError):
        entered(world, **changes)
    assert not Loan.objects.exists()


def test_one_loan_once_and_for_a_member_alone(world) -> None:
    loan = entered(world)
    with pytest.raises(ValidationError, match="đã có"):
        entered(world)
    entered(world, amount=10_000_000)
    with pytest.raises(ValidationError, match="không thuộc hộ"):
        keeping.enter(world["other"].pk, borrower=world["borrower"].pk, told=JOBS, by=world["credit"], at=AT)
    with pytest.raises(ValidationError):
        keeping.undo(loan.pk, why=" ", by=world["officer"], at=AT)
    keeping.undo(loan.pk, why="Nhầm hộ", by=world["officer"], at=AT)
    assert entered(world).state == LoanState.ENTERED
    assert Loan.objects.count() == 3


def test_who_is_of_another_ward_does_nothing_and_sees_nothing(world) -> None:
    loan = running(world)
    for act in (
        lambda: told(world, loan, by="stranger"),
        lambda: keeping.undo(loan.pk, why="x", by=world["stranger"], at=AT),
    ):
        with pytest.raises(PermissionDenied):
            act()
    with pytest.raises(ValidationError):
        entered(world, by="stranger", amount=1)
    assert list(queries.seen(world["stranger"], world["ward"], TODAY).rows) == []


def test_what_is_to_be_done_is_counted(world) -> None:
    """One past its day, one overdue as told, one of which nobody told, one to be confirmed: 15 + 20 million told."""
    past = running(world, due_on=D(2026, 10, 1))
    late = running(world, amount=40_000_000)
    running(world, amount=30_000_000, due_on=None)
    entered(world, amount=20_000_000)
    for loan, standing, owed in ((past, "running", 15_000_000), (late, "overdue", 20_000_000)):
        made = told(world, loan, standing=standing, outstanding=owed)
        telling.confirm_telling(loan.pk, made.pk, by=world["leader"], at=AT)
    rows = queries.seen(world["credit"], world["ward"], TODAY).rows
    expected = {"open": 3, "overdue": 1, "past": 1, "silent": 1, "confirm": 1, "repaid": 0, "owed": 35_000_000}
    assert queries.counts(rows, TODAY) == expected
    assert queries.counts(rows, TODAY, by=world["credit"])["confirm"] == 0
    titles = [each.title for each in waiting_for(world["credit"], world["ward"], 2026, TODAY)]
    assert titles == ["1 khoản vay quá hạn theo báo", "1 khoản vay đã qua hạn mà ngân hàng chưa báo"]
    assert [each.title for each in waiting_for(world["leader"], world["ward"], 2026, TODAY)] == [
        "1 khoản vay chờ xác nhận"
    ]
    assert list(waiting_for(world["visitor"], world["ward"], 2026, TODAY)) == []
    past.refresh_from_db()
    assert "hỏi ngân hàng" in next_step(past, TODAY)
    assert next_step(past, D(2026, 10, 1)) == ""


def test_the_loan_follows_where_the_household_went_over(world) -> None:
    loan = running(world)
    Household.objects.filter(pk=world["home"].pk).update(
        ended_on=D(2026, 10, 1), ended_by="merged", merged_into=world["other"]
    )
    seen = queries.seen(world["credit"], world["ward"], TODAY)
    assert [seen.home_of(each) for each in seen.rows] == [world["other"].pk]
    assert queries.of_household(Household.objects.get(pk=world["other"].pk), opened=True) == [loan]
    told(world, loan)
    Household.objects.filter(pk=world["home"].pk).update(ended_on=None, ended_by="", merged_into=None)
    assert queries.of_household(Household.objects.get(pk=world["other"].pk), opened=True) == []


BASE = "/00016/2026/von-vay/"


def text(client, user, address: str) -> str:
    client.force_login(user)
    answer = client.get(address)
    assert answer.status_code == 200, address
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def test_the_pages(world, client) -> None:
    address = f"{BASE}ho/{world['home'].pk}/"
    sent = {"borrower": world["borrower"].pk, "programme": "Giải quyết việc làm", "amount": "50.000.000",
            "disbursed_on": "01/10/2024", "source": "Sổ vay vốn"}  # fmt: skip
    client.force_login(world["credit"])
    for wrong in ({"amount": "50.5 triệu"}, {"disbursed_on": "31/02/2024"}, {"borrower": "999999"}, {"source": ""}):
        assert "note bad" in client.post(address, sent | wrong).content.decode()
    client.post(address, sent)
    loan = Loan.objects.get()
    assert (loan.amount, loan.due_on) == (50_000_000, None)
    one = f"{BASE}{loan.pk}/"
    client.post(f"{one}xac-nhan/")
    assert fresh(loan)[0] == "entered"
    client.force_login(world["leader"])
    client.post(f"{one}xac-nhan/")
    client.force_login(world["officer"])
    told_now = {"on": "01/10/2026", "standing": "running", "outstanding": "20.000.000", "source": "Danh sách"}
    client.post(f"{one}bao/", told_now | {"outstanding": ""})
    assert not Telling.objects.exists()
    client.post(f"{one}bao/", told_now)
    made = Telling.objects.get()
    client.force_login(world["leader"])
    client.post(f"{one}bao/{made.pk}/xac-nhan/")
    assert fresh(loan) == ("running", 20_000_000, D(2026, 10, 1))
    page = text(client, world["visitor"], one)
    assert "20.000.000 đ" in page
    assert "dư nợ theo báo 20.000.000 đ" in text(client, world["officer"], BASE)
    home = f"/00016/2026/ho-dan/{world['home'].pk}/"
    page = text(client, world["officer"], home)
    assert "Vốn vay" in page
    assert "20.000.000 đ" not in page  # nobody opened the household yet
    client.post(f"{home}xem/")
    page = text(client, world["officer"], home)
    assert "dư nợ 20.000.000 đ, theo báo ngày 01/10/2026" in page
    client.post(f"{one}bao/{made.pk}/bo/", {"why": "Nhầm"})
    assert fresh(loan) == ("running", None, None)
    client.post(f"{one}bao/", {"on": "02/10/2026", "standing": "repaid", "outstanding": "", "source": "Danh sách"})
    assert Telling.objects.get(undone_at=None).outstanding == 0
    for query in ("o=x", "trang=-1", "in=1", "o=past", "o=confirm"):
        assert client.get(f"{BASE}?{query}").status_code == 200
    client.force_login(world["stranger"])
    assert client.get(f"/00001/2026/von-vay/{loan.pk}/").status_code == 404


def test_the_workbook_is_an_event_and_for_who_sees_what_people_owe(world, client) -> None:
    running(world)
    client.force_login(world["officer"])
    answer = client.post(f"{BASE}excel/")
    sheet = openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active
    (row,) = [row for row in sheet.iter_rows(values_only=True) if row[0] == 1]
    assert row[1:3] == ("Trần Thị Hường", "Lê Văn Cảnh")
    assert "chưa" in str(row[12])  # what is outstanding is unknown
    assert AuditEvent.objects.get(action="core.exported").detail["rows"] == 1
    for name in ("leader", "credit", "visitor"):
        client.force_login(world[name])
        assert client.post(f"{BASE}excel/").status_code == 403


def test_statements_do_not_grow_with_loans(world, client) -> None:
    client.force_login(world["officer"])
    first = running(world)
    addresses = [BASE, f"{BASE}{first.pk}/", f"/00016/2026/ho-dan/{world['home'].pk}/"]

    def asked() -> list[int]:
        found = []
        for address in addresses:
            client.get(address)
            with CaptureQueriesContext(connection) as statements:
                assert client.get(address).status_code == 200
            found.append(len(statements))
        return found

    telling.confirm_telling(first.pk, told(world, first).pk, by=world["leader"], at=AT)
    before = asked()
    for turn in range(12):
        more = running(world, amount=1_000_000 + turn)
        telling.confirm_telling(more.pk, told(world, more, outstanding=1_000).pk, by=world["leader"], at=AT)
        told(world, first, on=D(2026, 1, 1 + turn))
    assert asked() == before

"""Pages about places: a unit in its year, its groups, urban or rural, corrections."""

from __future__ import annotations

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from chungtay.foundation.accounts import operations as accounts
from chungtay.foundation.places import operations, queries
from chungtay.foundation.places.models import AreaType, Reorganisation, Unit
from tests.apps.foundation.places.conftest import DAY
from tests.apps.web.places.conftest import client_of
from tests.factories import AT, person


def text_of(answer) -> str:
    return " ".join(answer.content.decode().split())


def test_a_district_shows_its_wards_and_what_they_became(ba_dinh, keeper):
    page = text_of(client_of(keeper).get("/001/2024/dia-ban/"))
    assert "14 đơn vị, 28 tổ dân phố · tính đến 31/12/2024" in page
    assert "28 tổ dân phố chờ về phường mới từ 01/07/2025" in page
    assert 'Phường Giảng Võ <span class="soft">(một phần)</span>' in page
    assert "tính đến 30/06/2025" in text_of(client_of(keeper).get("/001/2025/dia-ban/"))


def test_a_new_ward_shows_what_it_was(reformed):
    officer = person("lan", "ward_officer", reformed.new("00004"))
    answer = client_of(officer).get("/00004/2026/dia-ban/")
    shown = answer.context["shown"]
    assert [row.old.name for row in shown.before][:2] == ["Phường Trúc Bạch", "Phường Quán Thánh"]
    assert "Tổ dân phố 1, Phường Trúc Bạch" in text_of(answer)
    assert "Thêm tổ" not in text_of(answer)  # a ward officer does not keep the units


def test_what_a_secondary_source_says_is_marked(ba_dinh, keeper):
    page = text_of(client_of(keeper).get("/00010/2024/dia-ban/"))
    assert "nguồn thứ cấp" in page
    assert "Chưa rõ nay thuộc đơn vị nào." not in page  # nothing is claimed about it on either side
    assert "nguồn thứ cấp" not in text_of(client_of(keeper).get("/00013/2024/dia-ban/"))


def test_a_page_costs_the_same_for_few_and_many_groups(ba_dinh, keeper):
    client = client_of(keeper)

    def statements() -> int:
        with CaptureQueriesContext(connection) as found:
            assert client.get("/00028/2024/dia-ban/").status_code == 200
            assert client.get("/001/2024/dia-ban/").status_code == 200
        return len(found)

    client.get("/001/2024/dia-ban/")
    before = statements()
    for number in range(10, 40):
        operations.add_group(
            ba_dinh.old("00028"), code=str(number), name=f"Tổ {number}", kind="rural",
            valid_from=datetime.date(2020, 1, 1), by=None, at=AT,
        )  # fmt: skip
    assert statements() == before


def test_a_group_is_added_renamed_and_merged(units, district_officer):
    client = client_of(district_officer)
    sent = {"code": "02", "name": "Tổ dân phố 2", "kind": "urban", "valid_from": "01/03/2024"}
    assert client.post("/00016/2024/dia-ban/to-moi/", sent).status_code == 302
    again = client.post("/00016/2024/dia-ban/to-moi/", sent)
    assert again.status_code == 200
    assert "Mã “02”" in text_of(again)
    two = Unit.objects.get(parent=units["00016"], code="02")
    sent = {"code": "02", "name": "Tổ Hữu Tiệp", "valid_from": "01/06/2024", "instrument": "QĐ 9"}
    assert client.post(f"/00016/2024/dia-ban/to/{two.pk}/ten/", sent).status_code == 302
    new = Unit.objects.get(name="Tổ Hữu Tiệp")
    one = Unit.objects.get(parent=units["00016"], code="01")
    sent = {"groups": [one.pk, new.pk], "code": "01", "name": "Tổ dân phố 1", "valid_from": "01/09/2024"}
    assert client.post("/00016/2024/dia-ban/nhap-to/", sent).status_code == 302
    (left,) = queries.groups_of(units["00016"], datetime.date(2024, 12, 1))
    page = text_of(client.get(f"/00016/2024/dia-ban/to/{left.pk}/"))
    assert "Tổ Hữu Tiệp, Phường Ngọc Hà" in page
    plans = Reorganisation.objects.order_by("pk")
    assert client.post(f"/00016/2024/dia-ban/sap-xep/{plans[1].pk}/hoan-tac/").status_code == 302
    assert len(queries.groups_of(units["00016"], datetime.date(2024, 12, 1))) == 2
    assert "Đã hoàn tác" in text_of(client.get(f"/00016/2024/dia-ban/sap-xep/{plans[1].pk}/"))


def test_a_wrong_day_is_said_beside_the_form(units, district_officer):
    group = Unit.objects.get(parent=units["00016"])
    client = client_of(district_officer)
    address = f"/00016/2024/dia-ban/to/{group.pk}/"
    assert "31/02/2024" in text_of(client.post(address + "ket-thuc/", {"last_day": "31/02/2024"}))
    page = client.post(address + "ten/", {"code": "01", "name": "Mới", "valid_from": "01/01/2018"})
    assert "không có vào ngày 01/01/2018" in text_of(page)
    assert client.post(address + "ket-thuc/", {"last_day": "30/06/2024"}).status_code == 302
    group.refresh_from_db()
    assert group.valid_to == datetime.date(2024, 6, 30)


def test_the_groups_of_a_ward_become_rural_together_and_a_mistake_is_corrected(units, district_officer):
    client = client_of(district_officer)
    group = Unit.objects.get(parent=units["00016"])
    sent = {"groups": [group.pk], "kind": "rural", "valid_from": "01/01/2024", "reason": "QĐ 1"}
    assert client.post("/00016/2024/dia-ban/khu-vuc/", sent).status_code == 302
    row = AreaType.objects.get(unit=group, kind="rural")
    address = f"/00016/2024/dia-ban/to/{group.pk}/"
    client.post(f"{address}khu-vuc/{row.pk}/", {"kind": "urban", "valid_from": "01/01/2024", "reason": ""})
    row.refresh_from_db()
    assert not row.withdrawn  # no reason, no correction
    client.post(f"{address}khu-vuc/{row.pk}/", {"kind": "", "valid_from": "01/01/2024", "reason": "Nhầm tổ"})
    page = text_of(client.get(address))
    assert "Đã rút: Nhầm tổ" in page
    assert queries.area_kind(group, datetime.date(2024, 6, 1)) == "urban"


def test_a_foreign_group_is_not_there(units, district_officer):
    foreign = Unit.objects.get(parent=units["00001"])
    officer = person("lan", "ward_officer", units["00016"])
    assert client_of(officer).get(f"/00016/2024/dia-ban/to/{foreign.pk}/").status_code == 404
    assert client_of(district_officer).get(f"/00016/2024/dia-ban/to/{foreign.pk}/").status_code == 404


def test_a_plan_is_prepared_from_the_page_assigned_and_applied(ba_dinh, keeper):
    client = client_of(keeper)
    assert client.post("/001/2025/dia-ban/sap-xep/", {"day": "02/07/2025"}).url == "/001/2025/dia-ban/sap-xep/"
    made = client.post("/001/2025/dia-ban/sap-xep/", {"day": "01/07/2025"}).url
    plan = Reorganisation.objects.get()
    assert made == f"/001/2025/dia-ban/sap-xep/{plan.pk}/"
    assert plan.instrument == "NQ 1656/NQ-UBTVQH15 ngày 16/06/2025"
    page = client.get(made)
    assert "Còn 16 tổ chưa có phường mới" in text_of(page)
    assert client.post(f"{made}ap-dung/").status_code == 302
    plan.refresh_from_db()
    assert plan.state == "draft"
    for ward in page.context["wards"]:
        if ward.undecided:
            address = f"{made}phuong/{ward.unit.pk}/"
            form = client.get(address).context["form"]
            sent = {name: form[name].value() or "" for name in form.fields if not name.startswith("mark")}
            client.post(address, sent | {"many": "open", "many_to": str(ward.takers[0].pk), "together": "1"})
    assert "Sẵn sàng" in text_of(client.get(made))
    client.post(f"{made}ap-dung/")
    plan.refresh_from_db()
    assert (plan.state, plan.applied_by) == ("applied", keeper)
    assert client.get(f"{made}phuong/{ba_dinh.old('00028').pk}/").url == made
    client.post(f"{made}hoan-tac/")
    plan.refresh_from_db()
    assert plan.state == "undone"


def test_marked_groups_go_together_and_the_others_stay(plan, ba_dinh, keeper):
    rows = [row for row in queries.planned(plan) if row.old_ward.code == "00016"]
    address = f"/001/2025/dia-ban/sap-xep/{plan.pk}/phuong/{ba_dinh.old('00016').pk}/"
    sent = {f"ward_{row.pk}": "" for row in rows} | {f"mark_{rows[1].pk}": "on", "many": "marked", "together": "1"}
    client_of(keeper).post(address, sent | {"many_to": str(ba_dinh.new("00004").pk)})
    now = {row.pk: row.ward_id for row in queries.planned(plan)}
    assert (now[rows[0].pk], now[rows[1].pk]) == (None, ba_dinh.new("00004").pk)
    foreign = client_of(keeper).post(address, sent | {f"ward_{rows[0].pk}": str(ba_dinh.new("00097").pk)})
    assert foreign.status_code == 200
    assert {row.pk: row.ward_id for row in queries.planned(plan)} == now


@pytest.fixture
def administrator(ba_dinh):
    user = person("son", "administrator", ba_dinh.old("001"))
    province = queries.province_of(ba_dinh.old("001"))
    accounts.assign(user, role="administrator", area=province, starts_on=DAY, by=None, at=AT)
    return user


def test_duties_in_old_units_are_handed_over_one_by_one(reformed, decided, administrator):
    officer = person("hoa", "ward_officer", reformed.old("00016"))
    person("minh", "district_officer", reformed.old("001"))
    client = client_of(administrator)
    address = f"/001/2025/dia-ban/sap-xep/{decided.pk}/viec/"
    rows = {each.duty.user.username: each for each, _form in client.get(address).context["rows"]}
    assert set(rows) == {"hoa", "minh", "son"}
    assert [unit.code for unit in rows["hoa"].candidates] == ["00004", "00008"]
    assert [unit.code for unit in rows["minh"].candidates] == ["01"]  # a district's role is not given in a ward
    number = rows["hoa"].duty.pk
    sent = {"duty": number, f"duty_{number}-areas": [reformed.new("00008").pk], f"duty_{number}-keep": "1"}
    assert client.post(address, sent).status_code == 302
    assert {row.area.code for row in officer.assignments.filter(ends_on=None)} == {"00016", "00008"}
    rows = {each.duty.user.username: each for each, _form in client.get(address).context["rows"]}
    assert [row.area.code for row in rows["hoa"].held] == ["00008"]

    # a ward that takes nothing of the old one is no choice
    sent[f"duty_{number}-areas"] = [reformed.new("00097").pk]
    assert client.post(address, sent).status_code == 200
    # and the own duty is another administrator's matter
    own = rows["son"].duty.pk
    assert client.post(address, {"duty": own, f"duty_{own}-keep": "0"}).status_code == 200
    assert rows["son"].duty.ends_on is None

    # the old duty may end, too
    sent = {"duty": number, f"duty_{number}-keep": "0"}
    assert client.post(address, sent).status_code == 302
    assert [row.area.code for row in officer.assignments.filter(ends_on=None)] == ["00008"]


def test_the_old_ward_alone_has_its_waiting_groups(ba_dinh):
    admin = person("ward-admin", "administrator", ba_dinh.old("00028"))
    page = text_of(client_of(admin).get("/00028/2024/dia-ban/"))
    assert "2 tổ dân phố chờ về phường mới" in page

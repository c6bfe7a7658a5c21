"""Lists of official units: whole or not at all, twice the same as once, each contradiction with its line."""

from __future__ import annotations

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from chungtay.demo.places import DISTRICT_CODE, DISTRICT_NAME, PROVINCE_CODE, PROVINCE_NAME, WARDS
from chungtay.foundation.core.models import AuditEvent
from chungtay.foundation.places import forms, operations, queries
from chungtay.foundation.places.models import Succession, Unit
from tests.apps.foundation.places.conftest import DAY, EVE, load
from tests.factories import AT, SINCE

HEAD = "level,code,name,parent,from,to,confidence,source\n"


def rows(text: str):
    return forms.read_units(HEAD + text)


def test_the_delivered_list_has_the_wards_of_2019_and_those_of_2025(db):
    load()
    before = {unit.code: unit.name for unit in queries.below(["/"], EVE) if unit.level == "ward"}
    after = {unit.code: unit.name for unit in queries.below(["/"], DAY) if unit.level == "ward"}
    # Law notes, section 4.4 and section 11 of the assistance notes.
    assert before == {
        "00001": "Phường Phúc Xá", "00004": "Phường Trúc Bạch", "00006": "Phường Vĩnh Phúc", "00007": "Phường Cống Vị",
        "00008": "Phường Liễu Giai", "00010": "Phường Nguyễn Trung Trực", "00013": "Phường Quán Thánh",
        "00016": "Phường Ngọc Hà", "00019": "Phường Điện Biên", "00022": "Phường Đội Cấn", "00025": "Phường Ngọc Khánh",
        "00028": "Phường Kim Mã", "00031": "Phường Giảng Võ", "00034": "Phường Thành Công",
    }  # fmt: skip
    assert after == {
        "00004": "Phường Ba Đình", "00008": "Phường Ngọc Hà", "00025": "Phường Giảng Võ", "00097": "Phường Hồng Hà",
        "00070": "Phường Hoàn Kiếm", "00190": "Phường Ô Chợ Dừa", "00199": "Phường Láng",
        "00226": "Phường Văn Miếu - Quốc Tử Giám",
    }  # fmt: skip
    assert queries.unit_by_code("001", EVE).name == "Quận Ba Đình"
    assert queries.unit_by_code("001", DAY) is None
    assert {unit.parent.code for unit in Unit.objects.filter(valid_from=DAY)} == {"01"}


def test_what_is_not_certain_says_so_with_its_source(db):
    load()
    doubtful = {unit.code: unit.source for unit in Unit.objects.filter(confidence="secondary")}
    assert set(doubtful) == {"00010", "00199", "00226"}
    assert "00187" in doubtful["00199"]
    assert "00196" in doubtful["00226"]
    assert not Unit.objects.filter(source="").exists()
    assert not Succession.objects.filter(source="").exists()


def test_the_demonstration_has_the_official_names_and_codes(db):
    load()
    official = {unit.code: unit.name for unit in queries.below(["/"], SINCE)}
    demo = {ward.code: f"Phường {ward.name}" for ward in WARDS}
    assert official == demo | {PROVINCE_CODE: PROVINCE_NAME, DISTRICT_CODE: DISTRICT_NAME}


def test_the_second_time_nothing_changes(db):
    load()
    events, units = AuditEvent.objects.count(), list(Unit.objects.values_list("pk", "path", "valid_to"))
    again = operations.load_units(forms.delivered_units("ba-dinh"), by=None, at=AT)
    assert (again.founded, again.ended, again.unchanged) == (0, 0, 24)
    assert operations.load_successions(forms.delivered_successions("ba-dinh"), by=None, at=AT).founded == 0
    assert AuditEvent.objects.count() == events
    assert list(Unit.objects.values_list("pk", "path", "valid_to")) == units


def test_paths_lead_down_from_the_province(db):
    load()
    for unit in Unit.objects.select_related("parent"):
        assert unit.path == f"{unit.parent.path if unit.parent else '/'}{unit.pk}/"


def test_a_list_that_ends_a_ward_ends_its_groups_with_it(units):
    counts = operations.load_units(
        rows("district,001,Quận Ba Đình,01,2019-01-01,2025-06-30,,\n"
             "ward,00001,Phường Phúc Xá,001,2019-01-01,2025-06-30,,\n"
             "ward,00016,Phường Ngọc Hà,001,01/01/2019,30/06/2025,,\n"), by=None, at=AT)  # fmt: skip
    assert (counts.founded, counts.ended, counts.unchanged, counts.groups_ended) == (0, 3, 0, 2)
    assert Unit.objects.filter(level="group", valid_to=EVE).count() == 2


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("ward,16,Phường X,001,2026-01-01,,,", 2, "5"),
        ("ward,00016,Phường Khác,001,2019-01-01,,,", 2, "Phường Ngọc Hà"),
        ("ward,00016,Phường Khác,001,2022-01-01,,,", 2, "Phường Ngọc Hà"),
        ("ward,00020,Phường Mới,009,2022-01-01,,,", 2, "009"),
        ("ward,00020,Phường Mới,00016,2022-01-01,,,", 2, "00016"),
        ("ward,00020,Phường Mới,001,2022-01-01,2021-01-01,,", 2, "trước"),
        ("village,00020,Thôn,001,2022-01-01,,,", 2, "village"),
        ("ward,00020,Phường Mới,001,1/2022,,,", 2, "1/2022"),
        ("ward,00020,Phường Mới,001,2022-01-01,,sure,", 2, "sure"),
        ("ward,00020,A,001,2022-01-01,,,\nward,00020,B,001,2023-01-01,,,", 3, "00020"),
    ],
)
def test_a_contradiction_is_refused_with_its_line_and_nothing_is_loaded(units, text, line, words):
    before = Unit.objects.count()
    with pytest.raises(ValidationError) as refused:
        operations.load_units(rows("province,02,Tỉnh Khác,,2019-01-01,,,\n" + text), by=None, at=AT)
    assert any(message.startswith(f"Dòng {line + 1}: ") and words in message for message in refused.value.messages)
    assert Unit.objects.count() == before


def test_a_district_does_not_end_without_its_wards(units):
    with pytest.raises(ValidationError, match="Phường Ngọc Hà"):
        operations.load_units(rows("district,001,Quận Ba Đình,01,2019-01-01,2025-06-30,,"), by=None, at=AT)


def test_an_end_is_not_moved(units):
    text = "ward,00016,Phường Ngọc Hà,001,2019-01-01,{},,"
    operations.load_units(rows(text.format("2025-06-30")), by=None, at=AT)
    with pytest.raises(ValidationError, match="30/06/2025"):
        operations.load_units(rows(text.format("2025-12-31")), by=None, at=AT)


def test_a_file_without_its_headings_is_told_which(db):
    with pytest.raises(ValidationError, match="parent"):
        forms.read_units("level,code,name,from,to\nprovince,01,Hà Nội,2019-01-01,\n")


def test_a_unit_that_went_whole_went_nowhere_else(db):
    load()
    text = "old,new,day,extent\n00001,00004,2025-07-01,part\n"
    with pytest.raises(ValidationError, match="Phúc Xá"):
        operations.load_successions(forms.read_successions(text), by=None, at=AT)


def test_the_number_of_statements_does_not_grow_with_the_list(db):
    def statements(count: int, province: str) -> int:
        wards = "".join(f"ward,{province}{n:03},Xã {n},{province},2020-01-01,,,\n" for n in range(count))
        text = f"province,{province},Tỉnh {province},,2020-01-01,,,\n{wards}"
        with CaptureQueriesContext(connection) as found:
            operations.load_units(rows(text), by=None, at=AT)
        return len(found)

    statements(1, "10")  # the first event makes the head of the trail
    assert statements(3, "11") == statements(60, "12")


def test_the_command(db, tmp_path, capsys):
    call_command("load_units", "ba-dinh")
    assert "24 mới" in capsys.readouterr().out
    call_command("load_units", "ba-dinh")
    assert "0 mới / new, 0 hết hiệu lực / ended, 24 không đổi" in capsys.readouterr().out
    own = tmp_path / "units.csv"
    own.write_text("\ufeff" + HEAD + "province,02,Tỉnh Khác,,01/01/2019,,,\n", "utf-8")
    call_command("load_units", str(own))
    assert queries.unit_by_code("02", datetime.date(2020, 1, 1)).name == "Tỉnh Khác"
    own.write_text(HEAD + "province,2,Tỉnh,,2019-01-01,,,\n", "utf-8")
    with pytest.raises(CommandError, match="Dòng 2"):
        call_command("load_units", str(own))
    own.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(CommandError, match="UTF-8"):
        call_command("load_units", str(own))


def test_the_events_of_a_load_belong_to_the_smallest_area_around_its_units(db):
    load()
    province = Unit.objects.get(code=PROVINCE_CODE, level="province")
    event = AuditEvent.objects.get(action="places.units_loaded")
    assert event.area_path == province.path
    event = AuditEvent.objects.get(action="places.successions_loaded")
    assert event.area_path == province.path  # old wards below their district, new ones below the province itself

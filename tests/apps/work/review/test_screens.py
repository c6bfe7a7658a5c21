"""Pages of the review: what they show to whom, and that longer lists cost no more statements."""

from __future__ import annotations

from contextlib import closing
from io import BytesIO

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from chungtay.work.review.models import HouseholdResult, ReviewFile
from chungtay.work.review.operations import files as operations
from chungtay.work.review.queries import files as queries
from tests.factories import AT, person, uploaded, workbook

BACKEND = "django.contrib.auth.backends.ModelBackend"


def client_of(user) -> Client:
    client = Client()
    client.force_login(user, BACKEND)
    return client


def base(file, place="001") -> str:
    return f"/{place}/2024/ra-soat/{file.pk}/"


def statements(client, address) -> int:
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


@pytest.fixture
def minh(district_officer):
    return client_of(district_officer)


@pytest.fixture
def hoa(officer):
    return client_of(officer)


def test_the_list_shows_every_household_by_given_name(minh, classified):
    page = minh.get(base(classified)).content.decode()
    names = list(HouseholdResult.objects.filter(file=classified).values_list("head_name", flat=True))
    places = [page.index(f">{name}</a>") for name in names]
    assert len(names) == 14
    assert places == sorted(places)


def test_a_chip_shows_one_class_with_its_count(minh, classified):
    count = HouseholdResult.objects.filter(file=classified, class_id="not_poor").count()
    page = minh.get(base(classified) + "?loai=not_poor").content.decode()
    assert 0 < count < 14
    assert page.count("data-goto") == count
    assert f"Hộ không nghèo <b>{count}</b>" in page


def test_an_unknown_class_shows_nothing_instead_of_everything(minh, classified):
    assert minh.get(base(classified) + "?loai=rich").content.decode().count("data-goto") == 0


def test_search_needs_no_marks_and_no_order(minh, classified):
    home = HouseholdResult.objects.filter(file=classified).first()
    typed = " ".join(reversed(queries.fold(home.head_name).split()))
    page = minh.get(base(classified), {"tim": typed}).content.decode()
    assert f">{home.head_name}</a>" in page
    assert page.count("data-goto") < 14


def test_the_fragment_is_part_of_the_full_page(minh, classified):
    full = minh.get(base(classified)).content.decode()
    part = minh.get(base(classified), headers={"HX-Request": "true"}).content.decode()
    assert part.strip() in full


def test_a_ward_officer_sees_the_own_ward_of_a_wider_file(hoa, classified, units):
    own = set(HouseholdResult.objects.filter(area=units["00016"]).values_list("head_name", flat=True))
    other = set(HouseholdResult.objects.exclude(area=units["00016"]).values_list("head_name", flat=True)) - own
    page = hoa.get(base(classified, "00016")).content.decode()
    assert own
    assert all(f">{name}</a>" in page for name in own)
    assert not [name for name in other if f">{name}</a>" in page]
    assert f"Đã phân loại đủ {len(own)} hộ" in page
    assert "14 hộ" not in page


def test_a_ward_officer_opens_no_household_of_another_ward(hoa, classified, units):
    theirs = HouseholdResult.objects.filter(area=units["00001"]).first()
    mine = HouseholdResult.objects.filter(area=units["00016"]).first()
    assert hoa.get(f"{base(classified, '00016')}ho/{mine.pk}/").status_code == 200
    assert hoa.get(f"{base(classified, '00016')}ho/{theirs.pk}/").status_code == 404
    assert hoa.get(f"{base(classified, '00001')}ho/{theirs.pk}/").status_code == 403
    assert hoa.get(f"{base(classified)}ho/{theirs.pk}/").status_code == 403


def test_papers_of_a_wider_file_stay_closed_to_a_ward(hoa, minh, classified):
    assert hoa.get(base(classified, "00016") + "giay/results/").status_code == 403
    with closing(minh.get(base(classified) + "giay/results/")) as paper:
        assert paper.status_code == 200


def test_a_paper_is_the_workbook_that_was_written(minh, classified):
    answer = minh.get(base(classified) + "giay/results/")
    book = openpyxl.load_workbook(BytesIO(b"".join(answer.streaming_content)), read_only=True)
    texts = {str(value) for sheet in book for row in sheet.iter_rows(values_only=True) for value in row if value}
    assert HouseholdResult.objects.first().head_name in texts
    assert minh.get(base(classified) + "giay/secret-key/").status_code == 404


def test_the_household_page_shows_score_line_items_and_services(minh, classified):
    home = HouseholdResult.objects.filter(file=classified).first()
    page = minh.get(f"{base(classified)}ho/{home.pk}/").content.decode()
    assert "ngưỡng 175" in page
    assert "ngưỡng 30" in page
    assert f"<b>{home.explanation['items'][0]['points']['low']}</b>" in page
    for item in home.explanation["items"]:
        assert f"{item['number']}. " in page
    assert page.count('class="mark"') == 12


def test_the_mapping_page_takes_a_correction(minh, units, district_officer, tmp_path):
    path, _district = workbook(tmp_path)
    file = uploaded(path, units["001"], district_officer)
    page = minh.get(base(file) + "cot/")
    assert "Mã hộ" in page.content.decode()
    form = page.context["form"]
    data = {name: field.initial for name, field in form.fields.items()}
    number = next(name for name, field in form.fields.items() if field.initial == "water")
    answer = minh.post(base(file) + "cot/", data | {number: ""})
    assert answer.status_code == 302
    file.refresh_from_db()
    assert list(file.mapping.values()) == [""]


def test_two_columns_cannot_answer_one_question(minh, units, district_officer, tmp_path):
    path, _district = workbook(tmp_path)
    file = uploaded(path, units["001"], district_officer)
    form = minh.get(base(file) + "cot/").context["form"]
    data = {name: field.initial for name, field in form.fields.items()}
    number = next(name for name, field in form.fields.items() if field.initial == "toilet")
    answer = minh.post(base(file) + "cot/", data | {number: "water"})
    assert answer.status_code == 200
    assert "đã trả lời câu này" in answer.content.decode()
    file.refresh_from_db()
    assert file.state == "uploaded"


def test_uploading_through_the_form(minh, units, tmp_path):
    path, _district = workbook(tmp_path)
    with path.open("rb") as content:
        form = minh.get("/001/2024/ra-soat/tai-len/").context["form"]
        data = {"file": content, "on": "15/09/2024", "area_kind": "urban", "rule_set": "vn-2022"}
        answer = minh.post("/001/2024/ra-soat/tai-len/", data | {"token": form["token"].value()})
    file = ReviewFile.objects.get()
    assert answer.url == base(file)
    assert minh.get(answer.url).url == base(file) + "cot/"


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"on": "15/09/2019"}, "01/01/2022"),
        ({"on": "31/02/2024"}, "Ngày rà soát"),
        ({"rule_set": "vn-1999"}, "Chuẩn nghèo"),
    ],
)
def test_a_wrong_form_says_what_is_wrong_and_keeps_nothing(minh, units, tmp_path, changes, said):
    path, _district = workbook(tmp_path)
    with path.open("rb") as content:
        data = {"file": content, "on": "15/09/2024", "area_kind": "urban", "rule_set": "vn-2022"}
        token = minh.get("/001/2024/ra-soat/tai-len/").context["form"]["token"].value()
        answer = minh.post("/001/2024/ra-soat/tai-len/", data | {"token": token} | changes)
    assert answer.status_code == 200
    page = answer.content.decode()
    assert said in page[page.index('role="alert"') :]
    assert ReviewFile.objects.count() == 0


def test_progress_refreshes_itself_until_done(minh, units, district_officer, classified):
    ReviewFile.objects.filter(pk=classified.pk).update(state="running", stage="score", done=7, total=14, beat_at=AT)
    full = minh.get(base(classified) + "tien-do/").content.decode()
    assert '<meta http-equiv="refresh"' in full
    part = minh.get(base(classified) + "tien-do/", headers={"HX-Request": "true"}).content.decode()
    assert 'value="40"' in part
    assert "Chạy lại" in part  # its last sign of life is months old
    ReviewFile.objects.filter(pk=classified.pk).update(state="done")
    answer = minh.get(base(classified) + "tien-do/", headers={"HX-Request": "true"})
    assert answer["HX-Redirect"] == base(classified)


def test_a_leader_reads_without_buttons_that_change(units, classified, tmp_path):
    leader = client_of(person("tin", "ward_leader", units["00016"]))
    page = leader.get(base(classified, "00016"))
    assert page.status_code == 200
    assert "Rút tệp" not in page.content.decode()
    assert leader.post(base(classified, "00016") + "rut/").status_code == 403
    assert leader.get("/00016/2024/ra-soat/tai-len/").status_code == 403


def test_withdrawing_by_the_button(minh, classified):
    assert minh.get(base(classified) + "rut/").status_code == 405
    minh.post(base(classified) + "rut/")
    classified.refresh_from_db()
    assert classified.state == "withdrawn"
    assert minh.get(base(classified)).status_code == 200


def test_taking_a_withdrawn_file_back_by_the_button(minh, hoa, classified):
    assert "Lấy lại tệp" not in minh.get(base(classified)).content.decode()
    minh.post(base(classified) + "rut/")
    assert "Lấy lại tệp" in minh.get(base(classified)).content.decode()
    assert "Lấy lại tệp" not in hoa.get(base(classified, "00016")).content.decode()  # a wider file than her ward
    assert hoa.post(base(classified, "00016") + "lay-lai/").status_code == 403
    assert minh.get(base(classified) + "lay-lai/").status_code == 405
    answer = minh.post(base(classified) + "lay-lai/", follow=True)
    classified.refresh_from_db()
    assert classified.state == "done"
    assert "lại được tính" in answer.content.decode()


def test_a_place_that_did_not_exist_on_the_day_is_named_with_what_became_of_it(minh, units, tmp_path):
    """The district ended with 30/06/2025: a review of September 2025 belongs to the new wards."""
    from chungtay.foundation.places.models import Unit

    Unit.objects.filter(pk=units["001"].pk).update(valid_to="2025-06-30")
    path, _district = workbook(tmp_path)
    with path.open("rb") as content:
        data = {"file": content, "on": "15/09/2025", "area_kind": "urban", "rule_set": "vn-2022"}
        token = minh.get("/001/2024/ra-soat/tai-len/").context["form"]["token"].value()
        answer = minh.post("/001/2024/ra-soat/tai-len/", data | {"token": token})
    page = answer.content.decode()
    assert answer.status_code == 200
    said = page[page.index('role="alert"') :]
    assert "01/07/2025" in said
    assert "Chọn ngày khác hoặc địa bàn khác." in said
    assert ReviewFile.objects.count() == 0


def test_pages_by_key_show_each_household_once_both_ways(classified, district_officer, units, monkeypatch):
    monkeypatch.setattr(queries, "PAGE", 5)
    found = queries.households_seen(district_officer, units["001"]).filter(file=classified)
    everybody = [home.pk for home in found.order_by("name_key", "pk")]
    forwards, after = [], None
    while True:
        page = queries.households_page(found, after=after)
        forwards.append([home.pk for home in page.rows])
        if page.after is None:
            break
        after = page.after
    assert [len(rows) for rows in forwards] == [5, 5, 4]
    assert [number for rows in forwards for number in rows] == everybody
    back = queries.households_page(found, before=forwards[2][0])
    assert [home.pk for home in back.rows] == forwards[1]
    first = queries.households_page(found, before=forwards[1][0])
    assert ([home.pk for home in first.rows], first.before) == (forwards[0], None)


def test_more_households_cost_no_more_statements(minh, units, district_officer, tmp_path, classified):
    addresses = ["/001/2024/", "/001/2024/ra-soat/", "/001/2024/tim/?tim=n"]
    minh.get("/001/2024/")  # the first page of a session writes the year down
    few = [statements(minh, address) for address in [*addresses, base(classified), base(classified) + "can-sua/"]]
    path, _district = workbook(tmp_path, households=45, seed=11)
    more = uploaded(path, units["001"], district_officer)
    operations.confirm_columns(more, mapping={}, by=district_officer, at=AT)
    operations.run_classification(more.pk, clock=lambda: AT)
    many = [statements(minh, address) for address in [*addresses, base(more), base(more) + "can-sua/"]]
    assert many == few
    assert max(few) <= 16

"""The first page of the day: what waits comes first; nothing of other areas."""

from __future__ import annotations

from django.test import Client

from chungtay.work.review.models import HouseholdResult
from tests.factories import person, uploaded, workbook


def client_of(user) -> Client:
    client = Client()
    client.force_login(user, "django.contrib.auth.backends.ModelBackend")
    return client


def test_strangers_see_the_front_page_only(client, units):
    assert client.get("/").status_code == 200
    assert client.get("/tu-kiem-tra/").status_code == 200
    for address in ("/001/2024/", "/bat-dau/", "/001/2024/tim/", "/tai-khoan/"):
        assert client.get(address).url.startswith("/tai-khoan/dang-nhap/?next=/")


def test_the_day_begins_in_the_year_with_results(classified, district_officer):
    assert client_of(district_officer).get("/bat-dau/").url == "/001/2024/"


def test_columns_to_confirm_stand_on_top(units, officer, tmp_path):
    path, _district = workbook(tmp_path)
    file = uploaded(path, units["00016"], officer)
    page = client_of(officer).get("/00016/2024/")
    assert [task.button for task in page.context["tasks"]] == ["Xác nhận cột"]
    assert page.content.decode().count("button primary") == 1
    assert page.context["tasks"][0].address == f"/00016/2024/ra-soat/{file.pk}/"


def test_an_empty_place_says_what_to_do_first(units, officer):
    page = client_of(officer).get("/00016/2024/").content.decode()
    assert "chưa nạp tệp nào" in page
    assert "/00016/2024/ra-soat/tai-len/" in page


def test_an_account_without_a_duty_is_told_so(units):
    client = client_of(person("an", None, None))
    assert client.get("/bat-dau/").url == "/tai-khoan/"
    assert "chưa được giao việc" in client.get("/tai-khoan/").content.decode()
    assert client.get("/00016/2024/").status_code == 403


def test_the_day_of_an_administrator_begins_with_the_people(units):
    assert client_of(person("son", "administrator", units["001"])).get("/bat-dau/").url == "/tai-khoan/nguoi-dung/"


def test_an_administrator_sees_no_household(units, classified):
    client = client_of(person("son", "administrator", units["001"]))
    home = HouseholdResult.objects.first()
    assert client.get(f"/001/2024/ra-soat/{classified.pk}/ho/{home.pk}/").status_code == 403
    assert "data-goto" not in client.get("/001/2024/tim/", {"tim": home.head_name}).content.decode()


def test_search_finds_across_files_but_not_in_withdrawn_ones(classified, district_officer):
    client, home = client_of(district_officer), HouseholdResult.objects.first()
    assert f">{home.head_name}</a>" in client.get("/001/2024/tim/", {"tim": home.code}).content.decode()
    type(classified).objects.filter(pk=classified.pk).update(state="withdrawn")
    assert f">{home.head_name}</a>" not in client.get("/001/2024/tim/", {"tim": home.code}).content.decode()


def test_the_switch_of_place_and_year(classified, district_officer):
    client = client_of(district_officer)
    assert client.get("/dia-ban/", {"dia_ban": "00016", "nam": "2023"}).url == "/00016/2023/"
    assert client.get("/dia-ban/", {"dia_ban": "01", "nam": "2023"}).status_code == 403
    assert client.get("/dia-ban/", {"dia_ban": "00016", "nam": "x"}).url == "/bat-dau/"


def test_english_by_a_click(client, units):
    client.post("/ngon-ngu/", {"language": "en", "next": "/"})
    assert "For officers" in client.get("/").content.decode()

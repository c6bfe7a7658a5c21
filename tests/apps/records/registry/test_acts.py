"""Recording on the screens: what is typed reaches the register, what is wrong is said, nothing typed is lost."""

from __future__ import annotations

import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from chungtay.records.registry.forms.topics import TOPICS
from chungtay.records.registry.models import (
    BankAccount,
    Circumstance,
    Evidence,
    HardshipEvent,
    Household,
    HouseholdStatus,
    IdentityPaper,
    Membership,
    Operation,
    Person,
)
from chungtay.records.registry.operations.editing import edit_household, edit_person
from chungtay.records.registry.queries.peoples import PEOPLES, is_minority, people_of
from tests import factories as people
from tests.apps.records.registry import factories as f

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(group):
    return people.person("hoa", "ward_officer", group.parent)


@pytest.fixture
def office(officer) -> Client:
    return client_of(officer)


def client_of(user) -> Client:
    client = Client()
    client.force_login(user, "django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def home(group) -> Household:
    return f.household(group)


def address(home, topic, person=None, place="00016") -> str:
    return f"/{place}/2024/ho-dan/{home.pk}/ghi/{topic}/" + (f"{person.pk}/" if person else "")


def send(office, home, topic, person=None, **values):
    """The answer to a form; warnings that come are confirmed."""
    where = address(home, topic, person)
    answer = office.post(where, values)
    if answer.status_code == 200 and answer.context["warnings"]:
        answer = office.post(where, values | {"confirmed": answer.context["print"]})
    return answer


def saved(answer) -> bool:
    assert answer.status_code == 302, answer.context["form"].errors
    return "?viec=" in answer.url


def relations(home, *names, relation="child") -> dict[str, str]:
    return {f"relation_{f.person(home, name).pk}": relation for name in names}


# --- members ----------------------------------------------------------------------------------------------------


def test_a_child_is_born(office, home):
    typed = {"full_name": "Nguyễn Thị Mai", "sex": "female", "born": "05/02/2024", "relation": "other"}
    assert saved(send(office, home, "khai-sinh", relation_words="cháu nội", **typed))
    row = Membership.objects.get(person__full_name="Nguyễn Thị Mai")
    assert (row.valid_from, row.relation_words) == (datetime.date(2024, 2, 5), "cháu nội")


@pytest.mark.parametrize(("born", "told"), [("31/02/2024", "không có trong lịch"), ("02/2024", "ngày sinh"), ("", "")])
def test_a_birth_needs_a_day_of_the_calendar(office, home, born, told):
    typed = {"full_name": "Nguyễn Thị Mai", "sex": "female", "born": born, "relation": "child"}
    answer = send(office, home, "khai-sinh", **typed)
    assert answer.status_code == 422
    assert told.lower() in str(answer.context["form"].errors["born"]).lower()
    assert 'value="Nguyễn Thị Mai"' in answer.content.decode()
    assert Person.objects.count() == 4


def test_a_new_member_with_a_number_that_contradicts_the_sex_is_asked_about_once(office, home):
    typed = {"full_name": "Lê Thị Tư", "sex": "female", "born": "1950", "relation": "parent", "on": "01/02/2024"}
    typed["number"] = "001050000001"  # an even fourth digit is a man's
    answer = office.post(address(home, "them-nguoi"), typed)
    assert answer.status_code == 200
    assert len(answer.context["warnings"]) == 1
    assert not Person.objects.filter(full_name="Lê Thị Tư").exists()
    # another mistake on the way must be confirmed for itself
    changed = typed | {"born": "1951", "confirmed": answer.context["print"]}
    answer = office.post(address(home, "them-nguoi"), changed)
    assert len(answer.context["warnings"]) == 2
    assert saved(office.post(address(home, "them-nguoi"), changed | {"confirmed": answer.context["print"]}))
    assert Person.objects.get(full_name="Lê Thị Tư").birth_known == "year"


def test_the_head_dies_and_everybody_relates_to_the_new_head(office, home):
    head = f.person(home, "Đình")
    new = f.person(home, "Hường")
    answer = send(office, home, "khai-tu", head, on="01/02/2024", new_head=new.pk, **relations(home, "Khôi"))
    assert answer.status_code == 422  # Ánh was left out: nobody's relationship is guessed
    assert f"relation_{f.person(home, 'Ánh').pk}" in answer.context["form"].errors
    typed = {"on": "01/02/2024", "new_head": new.pk, **relations(home, "Khôi", "Ánh")}
    assert saved(send(office, home, "khai-tu", head, **typed))
    assert f.members(home) == {"Hường": "head", "Khôi": "child", "Ánh": "child"}


def test_the_last_member_dies_and_the_page_says_before_that_the_household_ends(office, group):
    home = f.household(group, (f.member(),))
    page = office.get(address(home, "khai-tu", f.person(home, "Đình"))).content.decode()
    assert "hộ kết thúc" in page
    assert saved(send(office, home, "khai-tu", f.person(home, "Đình"), on="01/02/2024"))
    home.refresh_from_db()
    assert home.ended_by == "died_out"


def test_somebody_leaves_and_comes_back(office, home):
    khoi = f.person(home, "Khôi")
    assert saved(send(office, home, "chuyen-di", khoi, on="01/02/2024"))
    assert "Khôi" not in f.members(home)
    assert saved(send(office, home, "tro-ve", who=khoi.pk, relation="child", on="20/02/2024"))
    assert f.members(home)["Khôi"] == "child"


def test_a_marriage_into_a_household_found_by_the_name_of_its_head_is_confirmed_first(office, home, group):
    other = f.household(group, (f.member("Lê Văn Út"),))
    f.household(group, (f.member("Trần Văn Bảy"),))
    khoi = f.person(home, "Khôi")
    typed = {
        "left_by": "married",
        "into": "le van ut",
        "on": "01/02/2024",
        "relation": "other",
        "relation_words": "con rể",
    }
    answer = office.post(address(home, "sang-ho-khac", khoi), typed)
    assert other.code in answer.context["warnings"][0]
    assert saved(send(office, home, "sang-ho-khac", khoi, **typed))
    assert f.members(other) == {"Út": "head", "Khôi": "other"}


@pytest.mark.parametrize(("into", "told"), [("Nguyễn Văn Không", "không có hộ"), ("văn", "nhiều hộ"), ("", "")])
def test_another_household_is_never_guessed(office, home, group, into, told):
    f.household(group, (f.member("Lê Văn Út"),))
    f.household(group, (f.member("Trần Văn Bảy"),))
    typed = {"left_by": "moved", "into": into, "on": "01/02/2024", "relation": "other"}
    answer = send(office, home, "sang-ho-khac", f.person(home, "Khôi"), **typed)
    assert told in str(answer.context["form"].errors["into"])


def test_a_household_of_a_foreign_area_is_not_offered(office, home, other_group):
    other = f.household(other_group, (f.member("Lê Văn Út"),))
    typed = {"left_by": "moved", "into": other.code, "on": "01/02/2024", "relation": "other"}
    assert "into" in send(office, home, "sang-ho-khac", f.person(home, "Khôi"), **typed).context["form"].errors


def test_another_head(office, home):
    typed = {
        "new_head": f.person(home, "Khôi").pk,
        "on": "01/02/2024",
        **relations(home, "Đình", "Hường", relation="parent"),
    }
    answer = send(office, home, "doi-chu-ho", **typed)
    assert answer.status_code == 422
    assert saved(send(office, home, "doi-chu-ho", **typed, **relations(home, "Ánh", relation="other")))
    assert f.members(home) == {"Khôi": "head", "Đình": "parent", "Hường": "parent", "Ánh": "other"}


# --- the household ----------------------------------------------------------------------------------------------


def test_split_with_the_head_among_those_who_go(office, home, group):
    head, ann = f.person(home, "Đình"), f.person(home, "Ánh")
    typed = {"going": [head.pk, ann.pk], "head": head.pk, "group": group.pk, "address": "Số 3", "on": "01/02/2024"}
    answer = send(office, home, "tach-ho", **typed, **relations(home, "Ánh"))
    assert "staying_head" in answer.context["form"].errors
    typed |= {"staying_head": f.person(home, "Hường").pk, **relations(home, "Ánh", "Khôi")}
    assert saved(send(office, home, "tach-ho", **typed))
    new = Household.objects.exclude(pk=home.pk).get()
    assert (f.members(new), new.address) == ({"Đình": "head", "Ánh": "child"}, "Số 3")
    assert f.members(home) == {"Hường": "head", "Khôi": "child"}


def test_splitting_off_everybody_is_refused(office, home, group):
    everybody = [row.person_id for row in Membership.objects.filter(household=home)]
    typed = {"going": everybody, "head": everybody[0], "group": group.pk, "address": "", "on": "01/02/2024"}
    assert send(office, home, "tach-ho", **typed).status_code == 422
    assert Household.objects.count() == 1


def test_households_join_move_leave_and_come_back(office, home, group):
    other = f.household(group, (f.member("Lê Văn Út"),))
    typed = {"into": home.code, "on": "01/02/2024", **relations(other, "Út", relation="other")}
    assert saved(send(office, other, "nhap-ho", **typed))
    assert f.members(home)["Út"] == "other"
    assert saved(send(office, home, "chuyen-cho-o", group=group.pk, address="Số 9", on="05/02/2024"))
    assert saved(send(office, home, "roi-dia-ban", on="10/02/2024"))
    assert office.get(address(home, "khai-sinh")).status_code == 409  # an ended household: says who ended it
    came = [row.person_id for row in Membership.objects.filter(household=home, valid_to=datetime.date(2024, 2, 10))]
    assert saved(send(office, home, "nhan-lai", group=group.pk, address="Số 10", on="20/02/2024", who=came))
    home.refresh_from_db()
    assert (home.address, home.ended_on) == ("Số 10", None)
    assert len(f.members(home)) == 5


def test_a_foreign_group_is_no_choice(office, home, other_group):
    answer = send(office, home, "chuyen-cho-o", group=other_group.pk, address="Số 9", on="05/02/2024")
    assert "group" in answer.context["form"].errors


# --- corrections ------------------------------------------------------------------------------------------------


def household_typed(home, **changes) -> dict[str, str]:
    shown = {"address": home.address, "official_code": "", "latitude": "", "longitude": "", "note": ""}
    return shown | {"seen": str(home.version)} | changes


def test_a_correction_with_a_point_written_with_commas(office, home):
    typed = household_typed(home, address="14 ngõ 5", latitude="21,036237", longitude="105,83416012")
    assert saved(send(office, home, "sua", **typed))
    home.refresh_from_db()
    assert (home.address, str(home.latitude), str(home.longitude)) == ("14 ngõ 5", "21.036237", "105.834160")


@pytest.mark.parametrize(
    "point", [{"latitude": "21.03"}, {"latitude": "48.85", "longitude": "2.35"}, {"latitude": "x"}]
)
def test_a_point_elsewhere_is_refused(office, home, point):
    assert send(office, home, "sua", **household_typed(home, **point)).status_code == 422


def test_the_same_again_writes_nothing_and_says_so(office, home):
    before = Operation.objects.count()
    answer = send(office, home, "sua", **household_typed(home))
    assert "?viec=" not in answer.url
    assert Operation.objects.count() == before


def test_two_officers_see_each_others_change_and_nothing_typed_is_lost(office, home):
    mine = household_typed(home, address="Số 2", note="Nhà có chó dữ")
    edit_household(home, {"address": "Số 1", "official_code": "HN-7"}, seen=home.version, by=None, at=f.AT)
    answer = office.post(address(home, "sua"), mine)
    form = answer.context["form"]
    assert [(str(clash.field.label), clash.now, clash.typed) for clash in form.clashes] == [("Địa chỉ", "Số 1", "Số 2")]
    assert form["note"].value() == "Nhà có chó dữ"  # what I typed
    assert form["official_code"].value() == "HN-7"  # what they wrote and I did not touch
    assert saved(office.post(address(home, "sua"), {name: form[name].value() or "" for name in form.fields}))
    home.refresh_from_db()
    assert (home.address, home.official_code, home.note) == ("Số 2", "HN-7", "Nhà có chó dữ")


def test_two_officers_on_different_fields_of_a_person(office, home):
    khoi = f.person(home, "Khôi")
    typed = {
        "full_name": "Nguyễn Minh Khôi",
        "sex": "male",
        "born": "30/06/2003",
        "ethnicity": "Tày",
        "phone": "",
        "seen": "1",
    }
    edit_person(khoi, {"phone": "0912345678"}, seen=1, by=None, at=f.AT)
    form = office.post(address(home, "sua-nguoi", khoi), typed).context["form"]
    assert form.clashes == []
    assert saved(
        office.post(address(home, "sua-nguoi", khoi), {name: form[name].value() or "" for name in form.fields})
    )
    khoi.refresh_from_db()
    assert (khoi.ethnicity, khoi.phone) == ("Tày", "0912345678")


def test_a_relationship_entered_wrongly(office, home):
    anh = f.person(home, "Ánh")
    assert saved(send(office, home, "quan-he", anh, relation="other", relation_words="cháu ngoại"))
    assert f.members(home)["Ánh"] == "other"
    assert Membership.objects.filter(person=anh).count() == 1
    assert send(office, home, "quan-he", f.person(home, "Đình"), relation="other").status_code == 422


# --- facts ------------------------------------------------------------------------------------------------------


def test_a_paper_is_added_and_a_wrong_number_replaced(office, home):
    anh = f.person(home, "Ánh")
    wrong = IdentityPaper.objects.get(person=anh)
    answer = send(office, home, "giay-to", anh, kind="citizen", number="123")
    assert "number" in answer.context["form"].errors
    typed = {"kind": "citizen", "number": "099 314 000 123", "issued_on": "02/03/2023", "replaces": wrong.pk}
    assert saved(send(office, home, "giay-to", anh, **typed))
    assert IdentityPaper.objects.live().get(person=anh).number == "099314000123"
    assert saved(send(office, home, "giay-to", anh, kind="birth", number="17/2014"))
    assert IdentityPaper.objects.live().filter(person=anh).count() == 2


def test_a_number_of_somebody_else_is_refused_without_being_repeated(office, home, group):
    taken = IdentityPaper.objects.get(person=f.person(home, "Đình")).number
    answer = send(office, home, "giay-to", f.person(home, "Ánh"), kind="citizen", number=taken)
    assert answer.status_code == 422
    assert taken not in str(answer.context["form"].errors)


def test_circumstances_begin_and_end_and_an_account_is_set(office, home):
    anh = f.person(home, "Ánh")
    assert saved(send(office, home, "hoan-canh", anh, what="schooling:2", words="Tiểu học Ngọc Hà", since="05/09/2022"))
    row = Circumstance.objects.get(person=anh)
    assert (row.kind, row.code, row.words) == ("schooling", "2", "Tiểu học Ngọc Hà")
    assert saved(send(office, home, "het-hoan-canh", anh, which=row.pk, last_day="31/01/2024"))
    assert not Circumstance.objects.current().exists()
    typed = {"bank": "Agribank", "number": "1500 2051 23456", "holder": "TRAN THI HUONG"}
    assert saved(send(office, home, "tai-khoan", f.person(home, "Hường"), **typed))
    assert BankAccount.objects.get().number == "1500205123456"
    assert send(office, home, "hoan-canh", anh, what="magic:1", since="05/09/2022").status_code == 422


def test_a_class_from_a_paper_list_is_marked_as_such(office, home):
    typed = {
        "year": "2023",
        "rule_set": "vn-2022",
        "class_id": "poor",
        "b1": "120",
        "b2": "40",
        "valid_from": "01/01/2024",
    }
    answer = office.post(address(home, "ket-qua"), typed)
    assert "số quyết định" in answer.context["warnings"][0]
    assert saved(send(office, home, "ket-qua", **typed, reasons=["3", "7"]))
    row = HouseholdStatus.objects.get()
    assert (row.source, row.class_id, row.reasons) == ("legacy", "poor", "3,7")


PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def test_a_misfortune_with_its_document_and_a_file_that_is_none(office, home):
    file = SimpleUploadedFile("giay-ra-vien.pdf", PDF, "application/pdf")
    typed = {"kind": "illness", "on": "05/01/2024", "who": f.person(home, "Hường").pk, "description": "Nằm viện"}
    assert saved(send(office, home, "bien-co", file=file, **typed))
    event, paper = HardshipEvent.objects.get(), Evidence.objects.get()
    assert paper.hardship == event
    answer = office.post(f"/00016/2024/ho-dan/{home.pk}/tai-lieu/{paper.pk}/")
    assert b"".join(answer.streaming_content) == PDF
    assert answer["Content-Disposition"].startswith("attachment")
    wrong = SimpleUploadedFile("anh.pdf", b"MZ\x90\x00 no paper", "application/pdf")
    answer = send(office, home, "bien-co", file=wrong, **typed)
    assert answer.status_code == 422
    assert HardshipEvent.objects.count() == 1  # neither the event nor the file
    assert send(office, home, "tai-lieu", name="Đơn", on="05/01/2024", who="").status_code == 422


# --- who may, and what is not there -----------------------------------------------------------------------------


def test_every_topic_opens_for_the_office_and_only_proposable_ones_for_field_staff(group, office, home):
    field = client_of(people.person("vu", "enumerator", group.parent))
    for slug, form in TOPICS.items():
        person = f.person(home, "Khôi") if form.about_person else None
        expected = 404 if slug == "nhan-lai" else 200
        assert office.get(address(home, slug, person)).status_code == expected, slug
        expected = 404 if slug == "nhan-lai" else 200 if form.proposed else 403
        assert field.get(address(home, slug, person)).status_code == expected, slug


def test_a_topic_about_a_person_asks_who_first(office, home):
    page = office.get(address(home, "khai-tu")).content.decode()
    assert address(home, "khai-tu", f.person(home, "Khôi")) in page


@pytest.mark.parametrize("topic", ["khong-co", "sua-nguoi/999999", "sua/1"])
def test_what_is_not_there(office, home, topic):
    assert office.get(f"/00016/2024/ho-dan/{home.pk}/ghi/{topic}/").status_code == 404


def test_leaders_and_strangers_record_nothing(group, home):
    for name, role, area in (("tin", "ward_leader", group.parent), ("an", "committee_member", group.parent)):
        client = client_of(people.person(name, role, area))
        assert client.get(f"/00016/2024/ho-dan/{home.pk}/ghi/").status_code == 403
        assert client.post(address(home, "sua"), household_typed(home, address="Số 8")).status_code == 403
    home.refresh_from_db()
    assert home.address == "12 ngõ 5 phố Đội Cấn"


@pytest.mark.parametrize(
    ("written", "kept"), [("tay", "Tày"), ("H'Mông", "Mông"), ("khơ me", "Khơ-me"), ("không rõ", "Không rõ"), ("", "")]
)
def test_a_people_is_kept_in_its_official_spelling(office, home, written, kept):
    khoi = f.person(home, "Khôi")
    typed = {"full_name": "Nguyễn Minh Khôi", "sex": "male", "born": "30/06/2003", "seen": khoi.version}
    assert saved(send(office, home, "sua-nguoi", khoi, ethnicity=written, **typed))
    khoi.refresh_from_db()
    assert khoi.ethnicity == kept


def test_what_is_no_people_is_refused_and_an_old_value_stays(office, home):
    khoi = f.person(home, "Khôi")
    typed = {"full_name": "Nguyễn Minh Khôi", "sex": "male", "born": "30/06/2003", "seen": khoi.version}
    answer = send(office, home, "sua-nguoi", khoi, ethnicity="zzz<b>", **typed)
    assert answer.status_code == 422
    assert "54 dân tộc" in str(answer.context["form"].errors)
    Person.objects.filter(pk=khoi.pk).update(ethnicity="Tày Nùng")
    assert saved(send(office, home, "sua-nguoi", khoi, ethnicity="Tày Nùng", phone="0912345678", **typed))
    khoi.refresh_from_db()
    assert (khoi.ethnicity, khoi.phone) == ("Tày Nùng", "0912345678")


def test_there_are_54_peoples():
    assert len({people_of(name) for name in PEOPLES}) == len(PEOPLES) == 54


@pytest.mark.parametrize(
    ("written", "answer"),
    [("Kinh", False), ("kinh", False), ("Tày", True), ("H'Mông", True), ("Người nước ngoài", False), ("Không rõ", None),
     ("", None), ("Kih", None)],
)  # fmt: skip
def test_who_is_of_a_minority_is_told_by_the_list_alone(written, answer):
    assert is_minority(written) is answer
    assert sum(bool(is_minority(name)) for name in PEOPLES) == 53

"""The history: each field before and after, in words; what undoing would do; what stands in its way."""

from __future__ import annotations

import datetime
import re
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from chungtay.records import registry
from chungtay.records.registry.models import Household, Operation, Person
from chungtay.records.registry.operations.editing import edit_household, edit_person
from chungtay.records.registry.operations.life import record_death, record_move_between
from chungtay.records.registry.operations.merging import Choices, merge_persons
from chungtay.records.registry.operations.moves import move_household
from chungtay.records.registry.operations.registering import register_household, register_households
from chungtay.records.registry.operations.standing import Relationship
from chungtay.records.registry.operations.undoing import undo
from chungtay.records.registry.presenters import changes, words
from chungtay.records.registry.queries import history
from tests import factories as people
from tests.apps.records.registry import factories as f

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(group):
    return people.person("hoa", "ward_officer", group.parent)


@pytest.fixture
def office(officer) -> Client:
    client = Client()
    client.force_login(officer, "django.contrib.auth.backends.ModelBackend")
    return client


def told(home):
    entries = history.of_household(home)
    names = history.names_for(changes.all_rows(entries))
    return [changes.told(entry, names) for entry in entries]


def as_table(records) -> dict[tuple[str, str], tuple[str, str]]:
    """(kind of record, field) -> before and after; of a record that is changed, not added."""
    return {
        (record.what, field.label): (field.before, field.after)
        for record in records
        if record.verb == "changed"
        for field in record.fields
    }


def kinds(home) -> list[str]:
    return [entry.operation.kind for entry in history.of_household(home)]


def dead(home, name, day="2024-02-01", **more):
    return record_death(f.person(home, name), on=datetime.date.fromisoformat(day), by=None, at=f.AT, **more)


def test_fields_are_told_by_their_names_with_days_and_codes_in_words(group, other_group, officer):
    home = f.household(group)
    move_household(
        home, group=other_group, address="Số 1", on=datetime.date(2024, 2, 3), why="Thuê nhà", by=None, at=f.AT
    )
    act = told(home)[0]
    assert (act.title, act.operation.why) == ("Chuyển chỗ ở", "Thuê nhà")
    fields = {
        (record.what, field.label): (field.before, field.after) for record in act.records for field in record.fields
    }
    assert fields["Hộ", "Tổ dân phố"] == ("Tổ dân phố 1, Phường Ngọc Hà", "Tổ dân phố 1, Phường Phúc Xá")
    assert fields["Hộ", "Địa chỉ"] == ("12 ngõ 5 phố Đội Cấn", "Số 1")
    assert fields["Nơi ở", "Đến ngày"] == ("–", "02/02/2024")
    assert not any("folded" in label or "_" in label for _what, label in fields)


def test_numbers_are_told_by_their_last_digits_alone(group):
    home = f.household(group, (f.member(papers=(f.NewPaper("citizen", "099070000017"),)),))
    text = str(told(home))
    assert "•••• 0017" in text
    assert "099070000017" not in text


def test_what_a_person_does_elsewhere_is_not_in_the_history_of_the_old_household(group):
    home = f.household(group)
    other = f.household(group, (f.member("Lê Văn Út"),))
    khoi = f.person(home, "Khôi")
    edit_person(khoi, {"phone": "0900000001"}, seen=1, by=None, at=f.AT)
    child = Relationship("other", "con rể")
    record_move_between(khoi, into=other, relationship=child, on=datetime.date(2024, 2, 1), by=None, at=f.AT)
    khoi.refresh_from_db()
    edit_person(khoi, {"phone": "0900000002"}, seen=khoi.version, by=None, at=f.AT)
    assert kinds(home) == ["person_married", "person_edited", "household_registered"]
    assert kinds(other) == ["person_edited", "person_married", "household_registered"]


def test_the_history_asks_the_same_number_of_statements_however_long_it_is(group, office):
    home = f.household(group)

    def asked() -> int:
        with CaptureQueriesContext(connection) as found:
            assert office.get(f"/00016/2024/ho-dan/{home.pk}/lich-su/").status_code == 200
        return len(found)

    edit_person(f.person(home, "Khôi"), {"phone": "0900000001"}, seen=1, by=None, at=f.AT)
    asked()
    few = asked()
    for turn in range(2, 20):
        edit_person(f.person(home, "Khôi"), {"phone": f"09000000{turn:02}"}, seen=turn, by=None, at=f.AT)
    assert asked() == few <= 20


def test_a_death_by_mistake_is_shown_as_it_would_be_undone_and_undone(group, office):
    home = f.household(group)
    act = dead(home, "Khôi")
    address = f"/00016/2024/ho-dan/{home.pk}/lich-su/{act.pk}/"
    page = office.get(address)
    records = {
        (each.what, field.label): (field.before, field.after)
        for each in page.context["undoing"].records
        for field in each.fields
    }
    assert records["Người", "Ngày mất"] == ("01/02/2024", "–")
    assert office.post(address + "hoan-tac/", {"why": ""}).status_code == 422
    assert Person.objects.filter(death_date__isnull=False).exists()
    answer = office.post(address + "hoan-tac/", {"why": "Nhầm người"}, follow=True)
    assert "Đã hoàn tác" in answer.content.decode()
    assert f.members(home) == {"Đình": "head", "Hường": "spouse", "Khôi": "child", "Ánh": "child"}
    again = office.get(address).context["undoing"]
    assert "đã được hoàn tác" in again.refusal
    assert kinds(home)[0] == "undone"


def test_a_later_act_that_stands_on_it_is_named_with_a_link(group, office):
    home = f.household(group)
    entry = Operation.objects.get()
    later = dead(home, "Khôi")
    page = office.get(f"/00016/2024/ho-dan/{home.pk}/lich-su/{entry.pk}/")
    assert page.context["undoing"].later == later
    assert f"/00016/2024/ho-dan/{home.pk}/lich-su/{later.pk}/" in page.content.decode()
    answer = office.post(f"/00016/2024/ho-dan/{home.pk}/lich-su/{entry.pk}/hoan-tac/", {"why": "x"})
    assert answer.status_code == 422
    assert Household.objects.live().count() == 1


def test_a_registration_undone_stays_readable_and_comes_back_when_the_undoing_is_undone(group, other_group, office):
    home = f.household(group)
    before = f.standing()
    base = f"/00016/2024/ho-dan/{home.pk}/"
    entry = Operation.objects.get()
    answer = office.post(f"{base}lich-su/{entry.pk}/hoan-tac/", {"why": "Nhập hai lần"})
    undoing = Operation.objects.get(undoes=entry)
    assert answer.url == f"{base}lich-su/{undoing.pk}/"
    page = office.get(base)
    said = page.content.decode()
    assert page.status_code == 200
    assert page.context["act"] == undoing
    for part in ("Nguyễn Văn Đình", "Sổ không còn hộ này", "Nhập hai lần", "Hoa", f"{base}lich-su/{undoing.pk}/"):
        assert part in said
    past = office.get(f"{base}lich-su/")
    assert [act.operation for act in past.context["acts"]] == [undoing, entry]
    assert office.post(f"{base}xem/", {"back": f"{base}lich-su/"}).url == f"{base}lich-su/"
    assert office.get(f"{base}ghi/").status_code == 404  # nothing is recorded about what is not there
    outside = Client()
    stranger = people.person("minh", "ward_officer", other_group.parent)
    outside.force_login(stranger, "django.contrib.auth.backends.ModelBackend")
    for address in (base, f"{base}lich-su/", f"{base}lich-su/{entry.pk}/"):
        assert outside.get(address).status_code == 403
        assert outside.get(address.replace("00016", "00001")).status_code == 404
    page = office.get(answer.url)
    assert page.context["undoing"].refusal == ""
    answer = office.post(f"{answer.url}hoan-tac/", {"why": "Chỉ nhập một lần"}, follow=True)
    assert "Đã hoàn tác" in answer.content.decode()
    assert f.standing() == before
    assert "Sổ không còn hộ này" not in office.get(base).content.decode()


def test_a_household_of_an_import_undone_stays_readable_and_comes_back_with_the_file_alone(group, office):
    home = register_household(f.entered(group), source="import", origin="import:7", by=None, at=f.AT)
    done = undo(Operation.objects.get(), why="Nhầm tệp", owner="import:7", source="import", by=None, at=f.AT)
    base = f"/00016/2024/ho-dan/{home.pk}/"
    said = office.get(base).content.decode()
    assert "Nhầm tệp" in said
    assert "cả tệp" in said
    assert "Đọc lại tệp" in office.get(f"{base}lich-su/{done.pk}/").context["undoing"].refusal


def test_a_household_joined_into_another_leads_there(group, office):
    home, other = f.household(group), f.household(group, (f.member(papers=()),))
    father, again = f.person(home, "Đình"), f.person(other, "Đình")
    stays = Choices(membership=father.memberships.get().pk)
    merge_persons(father, again, stays, seen=(1, 1), why="Nhập hai lần", by=None, at=f.AT)
    page = office.get(f"/00016/2024/ho-dan/{other.pk}/")
    assert page.context["into"] == home
    assert f"/00016/2024/ho-dan/{home.pk}/" in page.content.decode()


def test_an_act_on_many_households_or_of_a_file_is_not_undone_from_one_of_them(group, office):
    entered = [
        f.entered(group, (f.member(name),)) for name in ("Lê Văn An", "Lê Văn Bình", "Lê Văn Cường", "Lê Văn Dũng")
    ]
    homes = register_households(entered, area=group, source="program", by=None, at=f.AT)
    act = Operation.objects.get()
    address = f"/00016/2024/ho-dan/{homes[0].pk}/lich-su/{act.pk}/"
    page = office.get(address)
    assert "nhiều hộ" in page.context["undoing"].refusal
    sent = office.post(address + "hoan-tac/", {"why": "x"})  # without the button
    assert sent.status_code == 422
    assert "nhiều hộ" in sent.content.decode()
    assert Household.objects.live().count() == 4


@pytest.mark.parametrize(
    ("origin", "said"),
    [("import:7", "cả tệp"), ("review:decision:3", "quyết định"), ("reorganisation:2", "sắp xếp"), ("school:5", "nơi")],
)
def test_what_is_a_part_of_something_larger_is_taken_back_with_it_alone(group, office, origin, said):
    home = f.household(group)
    edit_household(home, {"note": "Nhà cạnh giếng"}, seen=home.version, origin=origin, by=None, at=f.AT)
    act = Operation.objects.get(origin=origin)
    address = f"/00016/2024/ho-dan/{home.pk}/lich-su/{act.pk}/"
    assert said in office.get(address).context["undoing"].refusal
    assert office.post(address + "hoan-tac/", {"why": "x"}).status_code == 422
    home.refresh_from_db()
    assert home.note == "Nhà cạnh giếng"
    undo(act, why="Cả đợt", owner=origin, by=None, at=f.AT)
    home.refresh_from_db()
    assert home.note == ""


def test_an_approved_proposal_stands_for_itself(group, office):
    home = f.household(group)
    edit_household(home, {"note": "Nhà cạnh giếng"}, seen=home.version, origin="request:1", by=None, at=f.AT)
    act = Operation.objects.get(origin="request:1")
    answer = office.post(f"/00016/2024/ho-dan/{home.pk}/lich-su/{act.pk}/hoan-tac/", {"why": "Nhầm hộ"}, follow=True)
    assert "Đã hoàn tác" in answer.content.decode()


def test_what_happened_in_a_foreign_household_is_not_shown(group, other_group, office):
    home = f.household(group)
    other = f.household(other_group, (f.member("Lê Văn Út"),))
    child = Relationship("other", "con rể")
    act = record_move_between(
        f.person(home, "Khôi"), into=other, relationship=child, on=datetime.date(2024, 2, 1), by=None, at=f.AT
    )
    page = office.get(f"/00016/2024/ho-dan/{home.pk}/lich-su/{act.pk}/")
    assert not page.context["act"].whole
    assert "Phúc Xá" not in page.content.decode()
    assert page.context["undoing"].refusal
    assert office.get(f"/00016/2024/ho-dan/{other.pk}/lich-su/{act.pk}/").status_code == 404


def test_every_kind_of_act_that_the_code_writes_has_words():
    folder = Path(registry.__file__).parent
    code = "\n".join(path.read_text("utf-8") for path in folder.rglob("*.py") if "migrations" not in path.parts)
    written = set(re.findall(r'acting\(\s*"([a-z_]+)"', code)) | {"person_born", "person_joined", "person_moved"}
    assert len(written) >= 25
    assert written - set(words.OPERATIONS) == set()

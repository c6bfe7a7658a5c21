"""Each bad input has its named outcome and its sentence at its cell; nothing is lost and nothing doubled."""

from __future__ import annotations

import dataclasses
import datetime
import io

import openpyxl
import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from chungtay.foundation.core.files import read_kept
from chungtay.foundation.core.models import AuditEvent, Job, JobState
from chungtay.foundation.core.operations import jobs
from chungtay.foundation.core.queries import first_broken_link
from chungtay.foundation.places import operations as places
from chungtay.foundation.places.models import AreaType, Unit
from chungtay.records.registry.models import (
    DuplicatePair,
    Household,
    IdentityPaper,
    ImportFile,
    ImportState,
    Membership,
    Operation,
    Person,
)
from chungtay.records.registry.operations.intake import marking, receiving, staging
from chungtay.records.registry.operations.intake.choosing import choose
from chungtay.records.registry.operations.intake.telling import Plainly
from chungtay.records.registry.operations.life import record_departure
from chungtay.records.registry.operations.undoing import undo
from chungtay.records.registry.queries.intake.planning import Choice
from chungtay.records.registry.transitions import WrongState
from chungtay.workbooks.papers import marked_large as large
from tests import factories as people
from tests.apps.records.registry import factories as records
from tests.apps.records.registry.intake import files as f

pytestmark = pytest.mark.django_db


@pytest.fixture
def ward(group) -> Unit:
    return Unit.objects.get(code="00016")


@pytest.fixture
def write(tmp_path):
    def write(*homes, name="danh-sach.xlsx", change=None, **more):
        path = f.write(tmp_path / name, *homes, **more)
        if change:
            book = openpyxl.load_workbook(path)
            for (sheet, cell), value in change.items():
                book[sheet][cell] = value
            book.save(path)
        return path

    return write


LISTED = "Hộ nghèo, cận nghèo"


def test_two_identical_households_are_read_once(ward, write):
    file = f.applied(write(f.home(1), f.home(1)), ward)
    assert f.outcomes(file) == {"new": 1, "duplicate": 1}
    assert Household.objects.count() == 1
    assert f.told(file) == [("11", "Giống hệt dòng 8 trang “Hộ nghèo, cận nghèo”; chỉ nạp một lần.")]


def test_two_identical_members_are_read_once(ward, write):
    head, wife, child = f.home(1).members
    file = f.applied(write(f.home(1, head, wife, child, child)), ward)
    assert f.outcomes(file) == {"new": 1}
    assert Person.objects.count() == 3
    assert ("E11", "Phạm Thị Bịa đã có ở dòng 10, giống hệt; chỉ nạp một lần.") in f.told(file)


def test_one_code_for_two_different_households_refuses_both(ward, write):
    other = dataclasses.replace(f.home(2), official_code="H0001")
    file = f.staged(write(f.home(1), other), ward)
    assert f.outcomes(file) == {"refused": 2}
    assert [cell for cell, _vi in f.told(file)] == ["B8", "B11"]


def test_a_code_may_repeat_in_another_ward(ward, write):
    district = ward.parent
    there = dataclasses.replace(f.PLACE, ward="Phường Phúc Xá", ward_code="00001")
    other = dataclasses.replace(f.home(2, place=there), official_code="H0001")
    file = f.applied(write(f.home(1), other), district)
    assert f.outcomes(file) == {"new": 2}
    assert f.told(file) == []
    assert Household.objects.filter(official_code="H0001").count() == 2
    again = f.staged(write(f.home(1), other, name="b.xlsx", everybody=False), district)
    assert f.outcomes(again) == {"unchanged": 2}


def test_two_heads(ward, write):
    head, wife, child = f.home(1).members
    wrong = f.home(1, head, dataclasses.replace(wife, relation="head"), child)
    file = f.staged(write(wrong, f.home(2)), ward)
    assert f.outcomes(file) == {"refused": 1, "new": 1}
    ((cell, sentence),) = f.told(file)
    assert cell == "F9"
    assert "Một hộ chỉ có một chủ hộ" in sentence


def test_no_head(ward, write):
    head, wife, child = f.home(1).members
    wrong = f.home(1, dataclasses.replace(head, relation="other"), wife, child)
    file = f.staged(write(wrong, f.home(2)), ward)
    assert f.outcomes(file) == {"refused": 1, "new": 1}
    ((cell, sentence),) = f.told(file)
    assert cell == "F8"
    assert "chủ hộ" in sentence


def test_a_day_that_is_in_no_calendar(ward, write):
    file = f.staged(write(f.home(1), f.home(2), change={(LISTED, "G9"): "31/02/1950"}), ward)
    assert f.outcomes(file) == {"refused": 1, "new": 1}
    assert f.told(file) == [("G9", "Ngày sinh “31/02/1950” không có trong lịch. Sửa ở ô G9.")]


def test_a_birth_to_come_and_a_life_too_long(ward, write):
    change = {(LISTED, "G8"): "01/01/2031", (LISTED, "G13"): "1890"}
    file = f.staged(write(f.home(1), f.home(2), change=change), ward)
    assert f.outcomes(file) == {"refused": 2}
    assert [cell for cell, _vi in f.told(file)] == ["G8", "G13"]


def test_one_person_in_two_households_of_the_file(ward, write):
    child = f.person("Phạm Thị Bịa", "12/11/2005", "child", id_number="099305000009")
    first, second = f.home(1), f.home(2)
    file = f.staged(write(f.home(1, *first.members[:2], child), f.home(2, *second.members[:2], child)), ward)
    assert f.outcomes(file) == {"refused": 2}
    assert [cell for cell, _vi in f.told(file)] == ["I10", "I13"]
    assert "có mặt ở hai hộ" in f.told(file)[0][1]


def test_one_number_for_two_persons_of_the_file(ward, write):
    first = f.person("Phạm Văn Một", id_number="099070000009")
    second = f.person("Lê Văn Hai", "01/01/1980", id_number="099070000009")
    file = f.applied(write(f.home(1, first), f.home(2, second)), ward)
    assert f.outcomes(file) == {"new": 2}  # both are entered, the number of neither
    assert not IdentityPaper.objects.exists()
    assert [cell for cell, _vi in f.told(file)] == ["I8", "I9"]


def test_one_number_for_two_members_of_a_household(ward, write):
    head = f.person("Phạm Văn Một", id_number="099070000009")
    wife = f.person("Lê Thị Hai", "01/01/1980", "spouse", id_number="099070000009")
    file = f.applied(write(f.home(1, head, wife)), ward)
    assert f.outcomes(file) == {"new": 1}
    assert not IdentityPaper.objects.exists()


def test_a_number_that_somebody_on_record_bears(group, other_group, ward, write):
    """The household is entered without the number, the sentence names the other household within the area only, and
    the two persons wait side by side."""
    records.household(group, (records.member(papers=(records.NewPaper("citizen", "099070000001"),)),))
    records.household(
        other_group, (records.member("Lê Văn Xa", papers=(records.NewPaper("citizen", "099172000001"),)),)
    )
    file = f.applied(write(f.home(1)), ward)
    assert f.outcomes(file) == {"new": 1}
    home = Household.objects.get(official_code="H0001")
    assert not IdentityPaper.objects.filter(person__memberships__household=home).exists()
    here, far = f.told(file)
    assert here == (
        "I8",
        "Phạm Văn Thử B: số định danh đã là của một người ở hộ 00016-000001; nạp mà không ghi số này.",
    )
    assert far == ("I9", "Lê Thị Mẫu: số định danh đã là của một người có trong sổ; nạp mà không ghi số này.")
    pairs = DuplicatePair.objects.order_by("pk")
    assert {(pair.first.full_name, pair.second.full_name) for pair in pairs} == {
        ("Nguyễn Văn Đình", "Phạm Văn Thử B"),
        ("Lê Văn Xa", "Lê Thị Mẫu"),
    }
    assert {pair.found_by for pair in pairs} == {"import"}
    again = f.applied(write(f.home(1), name="b.xlsx", everybody=False), ward)
    assert f.outcomes(again) == {"unchanged": 1}
    assert DuplicatePair.objects.count() == 2


def test_a_member_of_another_household_of_the_register(group, ward, write):
    """A daughter who founded a household of her own still stands with her parents: nobody is entered twice."""
    records.household(
        group,
        (
            records.member("Trần Văn Cha", born="1950-01-01"),
            records.member("Nguyễn Thị Mẹ", "spouse", "1952-01-01"),
            records.member(
                "Trần Thị Gái", "child", "1980-05-05", papers=(records.NewPaper("citizen", "099180000005"),)
            ),
        ),
    )
    her = f.person("Trần Thị Gái", "05/05/1980", "spouse", id_number="099180000005")
    path = write(f.home(1, f.person("Đỗ Văn Rể", "02/02/1979", id_number="099079000001"), her))
    file = f.staged(path, ward)
    row = f.only(file)
    assert row.outcome == "duplicate"
    assert f.told(file) == [("I9", "Trần Thị Gái đang có trong hộ 00016-000001 (chủ hộ: Trần Văn Cha).")]
    assert f.outcomes(f.apply(file)) == {"duplicate": 1}
    assert Household.objects.count() == 1


def test_the_officer_enters_it_although_a_member_stands_elsewhere(group, ward, write):
    records.household(
        group,
        (
            records.member("Trần Văn Cha", born="1950-01-01"),
            records.member("Nguyễn Thị Mẹ", "spouse", "1952-01-01"),
            records.member(
                "Trần Thị Gái", "child", "1980-05-05", papers=(records.NewPaper("citizen", "099180000005"),)
            ),
        ),
    )
    her = f.person("Trần Thị Gái", "05/05/1980", "spouse", id_number="099180000005")
    file = f.staged(write(f.home(1, f.person("Đỗ Văn Rể", "02/02/1979"), her)), ward)
    row = choose(f.only(file), Choice(enter=True), by=None, at=f.AT)
    assert row.outcome == "new"
    f.apply(file)
    assert Household.objects.count() == 2
    assert Person.objects.filter(name_folded="tran thi gai").count() == 1  # she stays where she is until she moves


def test_a_member_on_record_who_is_not_in_the_file_stays_unless_the_officer_says_so(ward, write):
    f.applied(write(f.home(1)), ward, on=datetime.date(2024, 8, 1))
    head, wife, _child = f.home(1).members
    file = f.staged(write(f.home(1, head, wife), name="b.xlsx"), ward)
    row = f.only(file)
    assert (row.outcome, row.missing) == ("unchanged", 1)
    child = Membership.objects.get(person__full_name="Phạm Thị Bịa")
    with pytest.raises(ValidationError):
        choose(row, Choice(gone={child.pk: "died"}), by=None, at=f.AT)
    row = choose(row, Choice(gone={child.pk: "moved"}), by=None, at=f.AT)
    assert (row.outcome, row.missing) == ("changed", 0)
    f.apply(file)
    child.refresh_from_db()
    assert (child.valid_to, child.left_by) == (datetime.date(2024, 9, 14), "moved")


def test_the_head_on_record_is_not_in_the_file(ward, write):
    f.applied(write(f.home(1)), ward, on=datetime.date(2024, 8, 1))
    _head, wife, child = f.home(1).members
    path = write(f.home(1, dataclasses.replace(wife, relation="head"), child), name="b.xlsx")
    file = f.staged(path, ward)
    row = f.only(file)
    assert row.outcome == "refused"
    assert "Phạm Văn Thử B, không có trong tệp" in f.told(file)[0][1]
    old = Membership.objects.get(relation="head")
    row = choose(row, Choice(gone={old.pk: "moved"}), by=None, at=f.AT)
    assert row.outcome == "changed"
    f.apply(file)
    assert dict(Membership.objects.current().values_list("person__full_name", "relation")) == {
        "Lê Thị Mẫu": "head",
        "Phạm Thị Bịa": "child",
    }


def test_a_ward_that_no_longer_exists(ward, group, write):
    places.close_unit(ward, last_day=datetime.date(2024, 8, 31), by=None, at=f.AT)
    district = ward.parent
    file = f.staged(write(f.home(1)), district)
    assert f.outcomes(file) == {"refused": 1}
    ((cell, sentence),) = f.told(file)
    assert cell == "M8"
    assert "Phường Ngọc Hà" in sentence
    assert "01/09/2024" in sentence


def test_an_unknown_group_is_refused_or_founded_when_ticked(ward, write):
    there = dataclasses.replace(f.PLACE, group="Tổ dân phố 9")
    path = write(f.home(1, place=there), f.home(2, place=there))
    file = f.staged(path, ward)
    assert f.outcomes(file) == {"refused": 2}
    assert f.told(file)[0][0] == "O8"
    receiving.compare_file(file, found_groups=True, start=False, by=None, at=f.AT)
    from chungtay.records.registry.operations.intake import staging
    from chungtay.records.registry.operations.intake.telling import Plainly

    staging.stage_file(file.pk, Plainly(), at=f.AT)
    file.refresh_from_db()
    assert f.outcomes(file) == {"new": 2}
    assert not Unit.objects.filter(name="Tổ dân phố 9").exists()  # still only a look
    f.apply(file)
    group = Unit.objects.get(name="Tổ dân phố 9")
    assert Household.objects.filter(group=group).count() == 2
    assert group.valid_from == ward.valid_from  # it was there before somebody read a file


NINTH = dataclasses.replace(f.PLACE, group="Tổ dân phố 9")


def test_a_group_that_an_import_founded_goes_with_the_import(ward, write):
    file = f.applied(write(f.home(1, place=NINTH), f.home(2, place=NINTH)), ward, found_groups=True)
    group = Unit.objects.get(name="Tổ dân phố 9")
    assert file.founded == [group.pk]
    set_area_type = AreaType.objects.filter(unit=group).exists()
    file = f.undone(file)
    assert (file.state, file.problem, file.founded) == ("undone", {}, [])
    assert not Unit.objects.filter(name="Tổ dân phố 9").exists()
    assert not AreaType.objects.standing().filter(unit=group).exists()
    event = AuditEvent.objects.get(action="places.group_withdrawn")
    assert (event.subject_id, event.area_path) == (str(group.pk), group.path)
    assert first_broken_link() is None
    # the undoing itself is undone, act by act: who comes back needs the group again
    undoing = Operation.objects.exclude(undoes=None).get()
    undo(undoing, why="Hoàn tác nhầm", owner=undoing.origin, by=None, at=f.AT)
    assert Unit.objects.get(name="Tổ dân phố 9") == group
    assert Household.objects.live().filter(group=group).count() == 2
    assert AreaType.objects.standing().filter(unit=group).exists() == set_area_type


@pytest.mark.parametrize(
    ("urban_since", "counts_since"),
    [(datetime.date(2019, 1, 1), datetime.date(2019, 1, 1)), (datetime.date(2024, 1, 1), f.ON)],
)
def test_a_founded_group_is_urban_since_it_is_there_where_the_ward_was(ward, group, write, urban_since, counts_since):
    """Ngọc Hà is urban on the day of the file: from its first day on, or since 2024 and rural before."""
    if urban_since != ward.valid_from:
        AreaType.objects.filter(unit=group).update(kind="rural")
        places.set_area_type(group, kind="urban", valid_from=urban_since, by=None, at=f.AT)
    f.applied(write(f.home(1, place=NINTH)), ward, found_groups=True)
    entry = AreaType.objects.standing().get(unit__name="Tổ dân phố 9")
    assert (entry.kind, entry.valid_from, entry.valid_to) == ("urban", counts_since, None)


def test_a_group_that_somebody_else_uses_stays_and_says_why(ward, write):
    file = f.applied(
        write(f.home(1, place=NINTH), f.home(2, place=dataclasses.replace(f.PLACE, group="Tổ dân phố 8"))),
        ward,
        found_groups=True,
    )
    ninth, eighth = (Unit.objects.get(name=f"Tổ dân phố {number}") for number in (9, 8))
    records.household(ninth, (records.member("Lê Văn Xa"),))
    file = f.undone(file)
    assert file.state == "undone"
    assert file.problem == {
        "vi": "Tổ dân phố 9 được giữ lại: ở đó có 1 hộ không do tệp này đưa vào.",
        "en": "Tổ dân phố 9 stays: households that did not come with this file live there (1).",
    }
    assert file.founded == [ninth.pk]
    assert Unit.objects.filter(pk=ninth.pk).exists()
    assert not Unit.objects.filter(pk=eighth.pk).exists()


def test_a_group_is_not_put_back_over_one_that_has_its_code_by_now(ward, write):
    file = f.applied(write(f.home(1, place=NINTH)), ward, found_groups=True)
    code = Unit.objects.get(name="Tổ dân phố 9").code
    f.undone(file)
    places.found_unit(
        level="group",
        code=code,
        name="Tổ dân phố 12",
        parent=ward,
        valid_from=datetime.date(2019, 1, 1),
        by=None,
        at=f.AT,
    )
    undoing = Operation.objects.exclude(undoes=None).get()
    with pytest.raises(ValidationError) as refused:
        undo(undoing, why="x", owner=undoing.origin, by=None, at=f.AT)
    assert refused.value.code == "code_taken"
    assert not Household.objects.live().exists()


def test_a_ward_outside_the_area_of_the_file(ward, write):
    there = dataclasses.replace(f.PLACE, ward="Phường Phúc Xá", ward_code="00001")
    file = f.staged(write(f.home(1, place=there)), ward)
    assert f.outcomes(file) == {"refused": 1}
    assert f.told(file) == [("M8", "Phường Phúc Xá nằm ngoài Phường Ngọc Hà là nơi đang nạp tệp.")]


def test_a_code_of_another_household_is_refused(ward, write):
    f.applied(write(f.home(1)), ward)
    stranger = f.home(1, f.person("Ngô Văn Lạ", "01/01/1960", id_number="099060000001"))
    file = f.staged(write(stranger, name="b.xlsx"), ward)
    assert f.outcomes(file) == {"refused": 1}
    ((cell, sentence),) = f.told(file)
    assert cell == "B8"
    assert "00016-000001 (Phạm Văn Thử B)" in sentence


def test_a_hostile_file_is_refused_before_anything_is_read(ward, tmp_path):
    path = tmp_path / "anh.xlsx"
    path.write_bytes(b"%PDF-1.7 not a workbook")
    file = f.received(path, ward)
    assert file.state == ImportState.UNREADABLE
    assert "PDF" in file.problem["vi"]
    macro = tmp_path / "danh-sach.xlsm"
    macro.write_bytes(b"PK\x03\x04 whatever")
    assert f.received(macro, ward).state == ImportState.UNREADABLE


def test_formulas_and_markup_stay_text(ward, write):
    evil = f.home(
        1, note='<script>alert(1)</script> =HYPERLINK("http://x","y")', class_id="not_poor", previous_class="poor"
    )
    f.applied(write(evil), ward)
    home = Household.objects.get()
    assert home.note == '<script>alert(1)</script> =HYPERLINK("http://x","y")'


def test_only_whoever_imports_for_the_area_may(ward, write):
    stranger = people.person("minh", "ward_officer", Unit.objects.get(code="00001"))
    looker = people.person("vu", "enumerator", ward)
    for user in (stranger, looker):
        with pytest.raises(PermissionDenied):
            f.received(write(f.home(1)), ward, by=user)
    officer = people.person("hoa", "ward_officer", ward)
    file = f.applied(write(f.home(1)), ward, by=officer)
    assert Operation.objects.get().by == officer
    for step in (receiving.take_file_back,):
        with pytest.raises(PermissionDenied):
            step(file, why="x", by=stranger, at=f.AT)


def test_a_step_waits_until_the_work_before_has_ended(ward, write, settings):
    """The comparison is done, its marked copy is still written: taking over says so, and nothing hangs half-way."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    officer = people.person("hoa", "ward_officer", ward)
    file = f.received(write(f.home(1)), ward, by=officer)
    receiving.compare_file(file, mapping={}, by=officer, at=f.AT)
    staging.stage_file(file.pk, Plainly(), at=f.AT)
    minute = datetime.timedelta(minutes=1)
    with pytest.raises(WrongState) as refused:
        receiving.apply_file(file, by=officer, at=f.AT + minute)
    assert "Chờ" in refused.value.messages[0]
    file.refresh_from_db()
    assert file.state == ImportState.STAGED
    Job.objects.update(state=JobState.DONE)
    receiving.apply_file(file, by=officer, at=f.AT + minute)
    assert Job.objects.get(kind=receiving.APPLY).state == JobState.WAITING


def test_whoever_lost_the_office_takes_nothing_over_any_more(ward, write, settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    officer = people.person("hoa", "ward_officer", ward)
    file = f.staged(write(f.home(1)), ward, by=officer)
    receiving.apply_file(file, by=officer, at=f.AT)
    officer.assignments.update(ends_on=datetime.date(2024, 1, 1))
    job = Job.objects.get(kind=receiving.APPLY)
    jobs.run_job(job.pk, clock=timezone.now)
    job.refresh_from_db()
    assert job.state == JobState.FAILED
    assert Household.objects.count() == 0


def test_undoing_refuses_before_it_writes_when_something_stands_on_it(ward, write):
    file = f.applied(write(f.home(1), f.home(2)), ward)
    child = Person.objects.filter(full_name="Phạm Thị Bịa").first()
    record_departure(child, last_day=datetime.date(2024, 9, 18), by=None, at=f.AT)
    with pytest.raises(ValidationError):
        f.undone(file)
    file.refresh_from_db()
    assert file.state == ImportState.APPLIED
    assert "hoàn tác" in file.problem["vi"]
    assert Household.objects.live().count() == 2


def test_a_household_that_would_break_the_register_is_left_out_alone(ward, write, monkeypatch):
    """The others of its part are taken over: nothing is lost because of one."""
    from chungtay.records.registry.operations.intake import applying

    original = applying.write_plans

    def fragile(act, plans, rules, groups):
        if any("H0002" in plan.incoming.code for plan in plans):
            raise ValidationError("Hộ này trái với hộ khác.")
        return original(act, plans, rules, groups)

    monkeypatch.setattr(applying, "write_plans", fragile)
    file = f.applied(write(f.home(1), f.home(2), f.home(3)), ward)
    assert f.outcomes(file) == {"new": 2, "refused": 1}
    assert Household.objects.count() == 2
    assert f.told(file) == [("11", "Hộ này trái với hộ khác.")]


def test_every_wrong_cell_is_marked_in_the_officers_own_workbook(ward, write, settings):
    change = {(LISTED, "G9"): "31/02/1950", (LISTED, "Q11"): "Hộ giàu"}
    file = f.staged(write(f.home(1), f.home(2), change=change), ward)
    book = openpyxl.load_workbook(io.BytesIO(read_kept(file.marked)))
    notes = {cell.coordinate: cell.comment.text for row in book[LISTED] for cell in row if cell.comment}
    assert set(notes) == {"G9", "Q11"}
    assert "Hộ giàu" in notes["Q11"]
    assert book[LISTED]["E8"].value == "Phạm Văn Thử B"  # no value is touched


def marked_large(path, ward, monkeypatch, *, comments: int = 20_000):
    """The copy of a file as though it were too large to be held with its colours."""
    monkeypatch.setattr(marking, "MOST_ROWS", 0)
    monkeypatch.setattr(large, "MOST_COMMENTS", comments)
    file = f.staged(path, ward)
    return read_kept(file.marked)


def test_a_large_workbook_comes_back_too_with_every_wrong_cell_marked(ward, write, monkeypatch, tmp_path):
    """Same cells, merged and hidden rows as in the original; put right there, it is taken as the original would be."""
    change = {(LISTED, "G9"): "31/02/1950", (LISTED, "Q11"): "Hộ giàu"}
    original = write(f.home(1), f.home(2), change=change)
    made = marked_large(original, ward, monkeypatch)
    book, before = openpyxl.load_workbook(io.BytesIO(made)), openpyxl.load_workbook(original)
    assert book.sheetnames == before.sheetnames
    for sheet in before:
        assert {str(each) for each in book[sheet.title].merged_cells.ranges} == {
            str(each) for each in sheet.merged_cells.ranges
        }
    notes = {cell.coordinate: cell.comment.text for row in book[LISTED] for cell in row if cell.comment}
    assert set(notes) == {"G9", "Q11"}
    assert "Hộ giàu" in notes["Q11"]
    filled = {cell.coordinate for row in book[LISTED] for cell in row if cell.fill.fgColor.rgb == "FFFFE08A"}
    assert filled == {"G9", "A9", "Q11", "A11"}
    assert book[LISTED]["E8"].value == "Phạm Văn Thử B"
    right = openpyxl.load_workbook(write(f.home(1), f.home(2), name="dung.xlsx"))
    for cell in ("G9", "Q11"):
        book[LISTED][cell] = right[LISTED][cell].value
    book.save(tmp_path / "sua.xlsx")
    again = f.staged(tmp_path / "sua.xlsx", ward)
    assert f.outcomes(again) == {"new": 2}
    assert f.told(again) == []


def test_past_what_a_table_program_opens_sentences_are_listed_beside_their_cells(ward, write, monkeypatch, tmp_path):
    change = {(LISTED, "G9"): "31/02/1950", (LISTED, "Q11"): "Hộ giàu"}
    made = marked_large(write(f.home(1), f.home(2), change=change), ward, monkeypatch, comments=1)
    book = openpyxl.load_workbook(io.BytesIO(made))
    notes = {cell.coordinate for row in book[LISTED] for cell in row if cell.comment}
    filled = {cell.coordinate for row in book[LISTED] for cell in row if cell.fill.fgColor.rgb == "FFFFE08A"}
    assert (notes, filled) == ({"G9"}, {"G9", "A9", "Q11", "A11"})
    rows = list(book[large.LISTED].iter_rows(values_only=True))
    assert rows[0] == ("Trang", "Ô", "Chỗ cần sửa")
    assert [row[:2] for row in rows[1:]] == [(LISTED, "Q11")]
    assert "Hộ giàu" in rows[1][2]
    first = ImportFile.objects.get()
    (tmp_path / "lai.xlsx").write_bytes(made)  # sent again as it is: the list is no sheet of households
    assert f.outcomes(f.staged(tmp_path / "lai.xlsx", ward)) == f.outcomes(first)

"""A ward is divided in the school year: a pupil's support is paid where the family lives, months before it counted."""

from __future__ import annotations

import datetime

import pytest

from chungtay.foundation.accounts.models import Role
from chungtay.foundation.places import operations as places
from chungtay.foundation.places.models import Extent, Succession, Unit
from chungtay.records.entitlements.models import SupportList
from chungtay.records.entitlements.operations import lists as giving
from chungtay.records.registry.operations import editing
from chungtay.records.registry.operations.status import NewStatus, record_status
from chungtay.work.schooling.models import AwayTask
from chungtay.work.schooling.operations.staying_away import look, record_visit
from chungtay.work.schooling.operations.support import draw_up_due
from tests import factories
from tests.apps.records.registry.factories import household, member, person
from tests.apps.reform import AFTER, AFTER_DAY, APPLIED, EVE, HANOI, REFORM, officers, second_group, split_in_two
from tests.apps.work.schooling.factories import YEAR, D, enrolled, school

IN_SEPTEMBER = datetime.datetime(2026, 9, 20, 8, 0, tzinfo=HANOI)
DOCUMENTS = ["Giấy xác nhận khuyết tật", "Giấy chứng nhận hộ nghèo, hộ cận nghèo"]


@pytest.fixture
def group(db) -> Unit:
    factories.district()
    return Unit.objects.get(level="group", parent__code="00016")


def poor_home(group: Unit, child: str):
    """A poor household with a disabled child: 5 x 2,024,000 = 10,120,000 for the first term."""
    made = household(group, (member(), member(child, "child", "2017-01-15")), since=D(2018, 1, 1), at=IN_SEPTEMBER)
    about = {"kind": "disability", "code": "2", "since": D(2020, 1, 1), "by": None, "at": IN_SEPTEMBER}
    editing.set_circumstance(person(made, child.split()[-1]), **about)
    record_status(made, NewStatus(2026, "vn-2022", "poor", D(2026, 1, 1), "legacy"), by=None, at=IN_SEPTEMBER)
    return made


def test_a_term_is_handed_over_in_the_new_ward(group) -> None:
    """Of two pupils of one school Ánh has hers, Bình's is open, by a list of 20 September; then the ward is divided.
    In October September counts where he lived then, the other months where he lives."""
    second = second_group(group)
    old = group.parent
    officer = factories.person("officer-term", Role.WARD_OFFICER, old)
    leader = factories.person("leader-term", Role.WARD_LEADER, old)
    payer = factories.person("payer-term", Role.COMMITTEE_MEMBER, old)
    primary = school(old, officer)
    for home, name in ((poor_home(group, "Nguyễn Thị Ánh"), "Ánh"), (poor_home(second, "Lê Văn Bình"), "Bình")):
        enrolled(primary, person(home, name), by=officer, at=IN_SEPTEMBER)
    act = {"policy": "scholarship-disabled-2013", "year": YEAR, "term": 1, "by": officer, "at": IN_SEPTEMBER}
    made = draw_up_due(primary, **act)
    giving.approve_list(made.pk, decision="15/QĐ", documents=DOCUMENTS, by=leader, at=IN_SEPTEMBER)
    anh, binh = (made.lines.get(person__full_name=name) for name in ("Nguyễn Thị Ánh", "Lê Văn Bình"))
    assert (anh.amount, binh.amount) == (10_120_000, 10_120_000)
    giving.hand_over(made.pk, anh.pk, received_by="Mẹ", on=D(2026, 9, 20), by=payer, at=IN_SEPTEMBER)
    _plan, _hong_ha, giang_vo = split_in_two(group, second)
    new = SupportList.objects.get(ward=giang_vo)
    done = giving.hand_over(
        new.pk, binh.pk, received_by="Bố", on=AFTER_DAY, by=officers(giang_vo, "gv-")["payer"], at=AFTER
    )  # fmt: skip
    assert (done.state, done.amount) == ("delivered", 10_120_000)


def test_children_who_stay_away_and_a_school_of_a_ward_that_went_whole(group) -> None:
    """The ward becomes one new ward: its school lies there, the open task is visited there; undone, both come back."""
    old = group.parent
    keeper = factories.person("officer-away", Role.WARD_OFFICER, old)
    primary = school(old, keeper)
    children = (member("Nguyễn Thị Ánh", "child", "2017-01-15"), member("Nguyễn Minh Khôi", "child", "2014-06-30"))
    home = household(group, (member(), *children), since=D(2021, 6, 1), at=IN_SEPTEMBER)
    look(old, year=YEAR, by=keeper, at=IN_SEPTEMBER)
    enrolled(primary, person(home, "Khôi"), 6, "6A", by=keeper, at=IN_SEPTEMBER)
    done, task = (AwayTask.objects.get(person=person(home, name)) for name in ("Khôi", "Ánh"))
    record_visit(done.pk, outcome="returned", note="Đã đi học", on=D(2026, 9, 20), by=keeper, at=IN_SEPTEMBER)
    new = places.found_unit(
        level="ward", code="00097", name="Phường Hồng Hà", parent=old.parent.parent, valid_from=REFORM, by=None,
        at=APPLIED,
    )  # fmt: skip
    places.close_unit(old, last_day=EVE, by=None, at=APPLIED)
    Succession.objects.create(old=old, new=new, day=REFORM, extent=Extent.WHOLE)
    plan = places.draft_plan(old, day=REFORM, by=None, at=APPLIED)
    places.apply_plan(plan, by=None, at=APPLIED)
    primary.refresh_from_db()
    assert primary.ward == new
    assert dict(AwayTask.objects.values_list("pk", "ward")) == {task.pk: new.pk, done.pk: old.pk}
    record_visit(
        task.pk, outcome="visited", note="Mẹ ốm", on=AFTER_DAY, by=officers(new, "hh-")["officer"], at=AFTER
    )  # fmt: skip
    places.undo_plan(plan, by=None, at=AFTER)
    primary.refresh_from_db()
    task.refresh_from_db()
    assert (primary.ward, task.ward) == (old, old)

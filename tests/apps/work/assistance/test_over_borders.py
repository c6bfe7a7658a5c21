"""A ward is divided while families wait for relief: the new ward pays, refuses and visits; what is over stays."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied

from chungtay.foundation.places import operations as places
from chungtay.foundation.places.models import Unit
from chungtay.records.entitlements.models import HelpReceived
from chungtay.work.assistance.models import Case, CaseState, Part
from chungtay.work.assistance.operations.deciding import approve, refuse
from chungtay.work.assistance.operations.paying import pay, visit
from chungtay.work.assistance.operations.proposing import Need, propose_relief
from tests import factories
from tests.apps.reform import AFTER, AFTER_DAY, officers, second_group, split_in_two
from tests.apps.work.assistance.people import AT, NEXT, NEXT_DAY, TOLD, hands, home_with_a_fire, photo


@pytest.fixture
def group(db, settings, tmp_path) -> Unit:
    settings.MEDIA_ROOT = tmp_path / "files"
    factories.district()
    return Unit.objects.get(level="group", parent__code="00016")


@pytest.fixture
def who(group) -> dict[str, object]:
    return hands(group.parent)


def asked(group: Unit, who) -> Case:
    home, event = home_with_a_fire(group)
    need = Need(event=event.pk, norm="house-lost", source="ward", hardship="Mất việc")
    return propose_relief(home.pk, need=need, told_at=TOLD, by=who["officer"], at=AT)


def paid(case: Case, by, *, at=NEXT, on=NEXT_DAY) -> Part:
    return pay(case.pk, 1, received_by="Trần Thị Hường", on=on, kept=photo(), by=by, at=at)


def looked(case: Case, by):
    return visit(case.pk, kind="after", on=AFTER_DAY, found="Đã nhận đủ", outcome="as_told", kept=None, by=by, at=AFTER)


def test_each_case_goes_with_its_family(group, who) -> None:
    """A house that is lost: 40,000,000 each. In the first group: one paid and visited, one paid, one approved. In the
    second: one proposed."""
    second = second_group(group)
    over, seen, open_, new = asked(group, who), asked(group, who), asked(group, who), asked(second, who)
    for case in (over, seen, open_):
        approve(case.pk, decision="31/QĐ-UBND", by=who["leader"], at=AT)
    for case in (over, seen):
        paid(case, who["payer"])
    visit(over.pk, kind="after", on=NEXT_DAY, found="Đủ", outcome="as_told", kept=None, by=who["visitor"], at=NEXT)
    before = sorted(Case.objects.values_list("pk", "ward", "state"))
    plan, hong_ha, giang_vo = split_in_two(group, second)
    assert dict(Case.objects.values_list("pk", "ward")) == {
        over.pk: group.parent_id, seen.pk: hong_ha.pk, open_.pk: hong_ha.pk, new.pk: giang_vo.pk,
    }  # fmt: skip
    places.undo_plan(plan, by=None, at=AFTER)
    assert sorted(Case.objects.values_list("pk", "ward", "state")) == before

    places.apply_plan(plan, by=None, at=AFTER)
    mine, other = officers(hong_ha, "hh-"), officers(giang_vo, "gv-")
    with pytest.raises(PermissionDenied):
        paid(open_, who["payer"], at=AFTER, on=AFTER_DAY)
    paid(open_, mine["payer"], at=AFTER, on=AFTER_DAY)
    for case in (seen, open_):
        looked(case, mine["visitor"])
    refuse(new.pk, note="Đã có nơi khác", by=other["leader"], at=AFTER)
    assert set(Case.objects.values_list("state", flat=True)) == {CaseState.CLOSED, CaseState.REFUSED}
    assert [row.value for row in HelpReceived.objects.all()] == [40_000_000] * 3

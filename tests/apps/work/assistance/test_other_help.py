"""House repair in stages and help given once: sources with their basis, looked at before and after, paid by a third."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from chungtay.foundation.places.models import Unit
from chungtay.records.entitlements.models import HelpReceived
from chungtay.work.assistance.models import Case, CaseState, Visit
from chungtay.work.assistance.operations.deciding import approve, note_call, refuse
from chungtay.work.assistance.operations.paying import pay, visit
from chungtay.work.assistance.operations.proposing import Given, propose_help
from chungtay.work.assistance.queries import cases as queries
from tests import factories
from tests.apps.records.registry.factories import household, person
from tests.apps.work.assistance.people import AT, DAY, NEXT, NEXT_DAY, TOLD, D, hands, photo

FUND = Given(source="fund", basis="QĐ 12/QĐ-MTTQ", amount=30_000_000, label="Khởi công")
DONOR = Given(source="donor", basis="Thư Công ty An Phú", amount=20_000_000, label="Hoàn thành", after_check=True)


@pytest.fixture
def group(db, settings, tmp_path) -> Unit:
    settings.MEDIA_ROOT = tmp_path / "files"
    factories.district()
    return Unit.objects.get(level="group", parent__code="00016")


@pytest.fixture
def who(group) -> dict[str, object]:
    return hands(group.parent)


@pytest.fixture
def home(group):
    return household(group, since=D(2015, 1, 1), at=AT)


def asked(home, who, **changes) -> Case:
    values = {"kind": "repair", "title": "Lợp lại mái", "gives": (FUND, DONOR), "told_at": TOLD}
    return propose_help(home.pk, **(values | changes), by=who["officer"], at=AT)


def looked(case, who, kind: str, by: str, *, outcome: str = "as_told", with_photo: bool = True, at=AT, on=DAY) -> Visit:
    kept = photo() if with_photo else None
    return visit(case.pk, kind=kind, on=on, found="Mái dột", outcome=outcome, kept=kept, by=who[by], at=at)


def paid(case, who, number: int, *, by: str = "payer"):
    return pay(
        case.pk, number, received_by="Nguyễn Văn Đình", on=NEXT_DAY, kept=photo(), by=who[by], at=NEXT
    )  # fmt: skip


def step(case: Case, who) -> str:
    seen = queries.cases_seen(who["leader"], case.ward, DAY)
    return queries.with_steps(seen).get(pk=case.pk).step


def test_a_house_from_the_first_look_to_the_last(home, who) -> None:
    case = asked(home, who)
    assert (case.limit_at, step(case, who)) == (None, "inspect")
    with pytest.raises(ValidationError, match="ảnh"):
        approve(case.pk, decision="3/QĐ", by=who["leader"], at=AT)
    with pytest.raises(ValidationError, match="ảnh"):
        looked(case, who, "before", "visitor", with_photo=False)
    looked(case, who, "before", "visitor")
    assert step(case, who) == "approve"
    approve(case.pk, decision="3/QĐ", by=who["leader"], at=AT)
    assert step(case, who) == "pay"
    paid(case, who, 1)
    assert step(case, who) == "check"
    with pytest.raises(ValidationError, match="nghiệm thu"):
        paid(case, who, 2)
    looked(case, who, "work", "visitor", outcome="differs", at=NEXT, on=NEXT_DAY)
    with pytest.raises(ValidationError, match="nghiệm thu"):
        paid(case, who, 2)
    looked(case, who, "work", "visitor", at=NEXT, on=NEXT_DAY)
    with pytest.raises(PermissionDenied, match="nghiệm thu"):
        paid(case, who, 2, by="visitor")
    paid(case, who, 2)
    case.refresh_from_db()
    assert (case.state, case.follow_up_on) == (CaseState.PAID, D(2026, 10, 11))  # 30 days after 11/09
    looked(case, who, "after", "officer", with_photo=False, at=NEXT, on=NEXT_DAY)
    assert step(case, who) == ""
    rows = HelpReceived.objects.order_by("pk").values_list("source", "value", "title")
    assert list(rows) == [("fund", 30_000_000, "Lợp lại mái"), ("donor", 20_000_000, "Lợp lại mái")]


def test_the_last_stage_waits_for_the_work(home, who) -> None:
    with pytest.raises(ValidationError, match="nghiệm thu"):
        asked(home, who, gives=(FUND,))


def test_half_paid_and_stopped(home, who) -> None:
    """The builder is gone: the leader stops the rest; what was paid stays to be looked at."""
    case = asked(home, who)
    looked(case, who, "before", "officer")
    approve(case.pk, decision="3/QĐ", by=who["leader"], at=AT)
    paid(case, who, 1)
    refuse(case.pk, note="Thợ bỏ việc", by=who["leader"], at=NEXT)
    case.refresh_from_db()
    assert (case.state, case.follow_up_on) == (CaseState.PAID, NEXT_DAY)
    assert list(case.parts.values_list("state", flat=True)) == ["paid", "dropped"]


def test_help_once_from_a_donor(home, who) -> None:
    things = Given(source="donor", basis="Nhóm Ấm", kind="in_kind", label="Bếp ga", amount=None)
    case = asked(home, who, kind="one_off", title="Bếp mới", gives=(things,), person=person(home, "Hường").pk)
    assert step(case, who) == "approve"
    with pytest.raises(ValidationError):
        note_call(case.pk, leader=who["leader"], by=who["payer"], at=AT)  # no emergency
    approve(case.pk, decision="4", by=who["leader"], at=AT)
    paid(case, who, 1)
    row = HelpReceived.objects.get()
    assert (row.kind, row.value, row.person.full_name) == ("in_kind", None, "Trần Thị Hường")


@pytest.mark.parametrize(
    "changes",
    [
        {"gives": ()},
        {"title": " "},
        {"kind": "relief"},
        {"person": 10**9},
        {"event": 10**9},
        {"gives": (Given(source="fund", basis=" ", amount=1),)},
        {"gives": (Given(source="fund", basis="x", amount=None),)},
        {"gives": (Given(source="fund", basis="x", amount=0),)},
        {"gives": (Given(source="school", basis="x", amount=1),)},
        {"gives": (Given(source="fund", basis="x", kind="in_kind", amount=-1),)},
        {"told_at": NEXT},
    ],
)
def test_what_cannot_be_is_refused(home, who, changes) -> None:
    with pytest.raises(ValidationError):
        asked(home, who, **({"kind": "one_off", "gives": (Given(source="fund", basis="x", amount=1),)} | changes))


def test_the_database_keeps_visits_with_photographs(home, who) -> None:
    case = asked(home, who)
    with pytest.raises(IntegrityError), transaction.atomic():
        Visit.objects.create(case=case, kind="work", on=DAY, found="x", outcome="as_told", by=who["officer"], at=AT)

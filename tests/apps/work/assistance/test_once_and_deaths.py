"""A funeral is paid for the dead and the missing alone; one misfortune, and one decision, is answered once; the office
learns of a misfortune after it. Amounts by hand: Hà Nội 2026, standard 650,000."""

from __future__ import annotations

import datetime

import pytest
from django.core.exceptions import ValidationError

from chungtay.foundation.places.models import Unit
from chungtay.records.registry.models import Operation
from chungtay.records.registry.operations import life
from chungtay.records.registry.operations.status import attach_evidence, record_hardship
from chungtay.records.registry.operations.undoing import undo
from chungtay.work.assistance.models import Case, PartState
from chungtay.work.assistance.operations.deciding import approve, refuse
from chungtay.work.assistance.operations.paying import give_back, pay
from chungtay.work.assistance.operations.proposing import Given, Need, propose_help, propose_relief
from tests import factories
from tests.apps.records.registry.factories import person
from tests.apps.work.assistance.people import AT, DAY, NEXT, NEXT_DAY, TOLD, D, hands, home_with_a_fire, photo

DAY_BEFORE = D(2026, 9, 9)


@pytest.fixture
def group(db, settings, tmp_path) -> Unit:
    settings.MEDIA_ROOT = tmp_path / "files"
    factories.district()
    return Unit.objects.get(level="group", parent__code="00016")


@pytest.fixture
def who(group) -> dict[str, object]:
    return hands(group.parent)


@pytest.fixture
def fire(group):
    return home_with_a_fire(group)


def relief(fire, who, norm: str = "relief-death", **need) -> Case:
    values = {"event": fire[1].pk, "norm": norm, "source": "ward", "hardship": "Mất việc"} | need
    return propose_relief(fire[0].pk, need=Need(**values), told_at=TOLD, by=who["officer"], at=NEXT)


def help_given(home, who, **changes) -> Case:
    gives = (Given(source="fund", basis="QĐ 12/QĐ-MTTQ", amount=5_000_000),)
    values = {"kind": "one_off", "title": "Viện phí", "gives": gives, "told_at": TOLD}
    return propose_help(home.pk, **(values | changes), by=who["officer"], at=AT)


def repair(home, who, source: str, basis: str, **changes) -> Case:
    gives = (Given(source=source, basis=basis, amount=30_000_000, after_check=True),)
    return help_given(home, who, kind="repair", title=basis, gives=gives, **changes)


def paid(case: Case, who, received_by: str = "Trần Thị Hường"):
    return pay(case.pk, 1, received_by=received_by, on=NEXT_DAY, kept=photo(), by=who["payer"], at=NEXT)


def died(home, name: str, on: D = DAY) -> Operation:
    return life.record_death(person(home, name), on=on, by=None, at=NEXT)


def test_no_funeral_for_the_living(who, fire) -> None:
    """Nobody takes 32,500,000 for a daughter who lives; nor for somebody who died the day before the fire."""
    home, _event = fire
    anh, khoi = person(home, "Ánh"), person(home, "Khôi")
    with pytest.raises(ValidationError, match="còn sống"):
        relief(fire, who, person=anh.pk)
    named = record_hardship(home, kind="disaster", happened_on=DAY, person=khoi, by=None, at=NEXT)
    died(home, "Khôi", DAY_BEFORE)
    with pytest.raises(ValidationError, match="trước lần hoạn nạn ngày 10/09/2026"):
        relief((home, named), who, person=khoi.pk)
    died(home, "Ánh", NEXT_DAY)  # of the burns, a day later
    case = relief(fire, who, person=anh.pk)
    assert list(case.parts.values_list("amount", flat=True)) == [32_500_000]


def test_who_is_found_alive_stops_the_payment(who, fire) -> None:
    home, _event = fire
    khoi = person(home, "Khôi")
    death = died(home, "Khôi")
    case = relief(fire, who, person=khoi.pk)
    approve(case.pk, decision="1", by=who["leader"], at=NEXT)
    undo(death, why="Còn sống, nằm viện", by=None, at=NEXT)
    with pytest.raises(ValidationError, match="còn sống"):
        paid(case, who)
    assert case.parts.get().state == PartState.DUE
    refuse(case.pk, note="Còn sống", by=who["leader"], at=NEXT)
    other = died(home, "Khôi")
    again = relief(fire, who, person=khoi.pk)
    undo(other, why="Còn sống", by=None, at=NEXT)
    with pytest.raises(ValidationError, match="còn sống"):
        approve(again.pk, decision="2", by=who["leader"], at=NEXT)


def test_the_missing_by_the_report_of_their_misfortune(who, group) -> None:
    """The misfortune names the person and has the report; who is missing does not sign for it."""
    home, _fire = home_with_a_fire(group)
    khoi = person(home, "Khôi")
    event = record_hardship(home, kind="disaster", happened_on=DAY, person=khoi, by=None, at=NEXT)
    flood = home, event
    with pytest.raises(ValidationError, match="báo cáo"):
        relief(flood, who, person=khoi.pk, missing="Biên bản 4/BB-CAP")
    attach_evidence(
        home, title="Biên bản", stored="x/b", media_type="image/jpeg", size=1, sha256="a" * 64, on=DAY, hardship=event,
        by=None, at=NEXT,
    )  # fmt: skip
    with pytest.raises(ValidationError, match="còn sống"):
        relief(flood, who, person=khoi.pk)
    case = relief(flood, who, person=khoi.pk, missing="Biên bản 4/BB-CAP")
    approve(case.pk, decision="1", by=who["leader"], at=NEXT)
    with pytest.raises(ValidationError, match="không thể là người ký"):
        paid(case, who, received_by="nguyen minh khoi")
    assert paid(case, who).amount == 32_500_000


def test_not_as_injured_and_as_dead(who, fire) -> None:
    """6,500,000 for the injured and 32,500,000 for the dead never go to one person for one fire."""
    home, _event = fire
    khoi = person(home, "Khôi")
    injured = relief(fire, who, "relief-injured", person=khoi.pk)
    approve(injured.pk, decision="1", by=who["leader"], at=NEXT)
    paid(injured, who)
    died(home, "Khôi", NEXT_DAY)
    with pytest.raises(ValidationError, match="vừa là người bị thương vừa là người chết"):
        relief(fire, who, person=khoi.pk)
    give_back(injured.pk, 1, note="Nộp lại để nhận hỗ trợ mai táng", by=who["payer"], at=NEXT)
    funeral = relief(fire, who, person=khoi.pk)
    assert funeral.parts.get().amount == 32_500_000


def test_one_fire_that_stands_twice_is_one(who, fire) -> None:
    """The register asks before it takes the same fire twice; where it has it twice, the lost home is paid once."""
    home, _first = fire
    with pytest.raises(ValidationError, match="“Hỏa hoạn” ngày 10/09/2026 đã có"):
        record_hardship(home, kind="fire", happened_on=DAY, by=None, at=AT)
    second = record_hardship(home, kind="fire", happened_on=DAY, why="Cháy lại lúc 23 giờ", by=None, at=AT)
    record_hardship(home, kind="fire", happened_on=DAY_BEFORE, by=None, at=AT)
    lost = relief(fire, who, "house-lost")
    for norm in ("house-lost", "house-damaged"):
        with pytest.raises(ValidationError, match="“Hỗ trợ làm nhà ở khi mất nhà”"):
            relief((home, second), who, norm)
    anh = person(home, "Ánh").pk
    relief(fire, who, "relief-injured", person=anh)
    with pytest.raises(ValidationError, match="cùng loại, cùng ngày"):
        relief((home, second), who, "relief-injured", person=anh)
    assert Case.objects.filter(norm="house-lost").get() == lost


def test_two_persons_of_one_accident_have_one_each(group) -> None:
    home, _fire = home_with_a_fire(group)
    for name in ("Ánh", "Khôi"):
        record_hardship(home, kind="accident", happened_on=DAY, person=person(home, name), by=None, at=AT)
    for someone in (person(home, "Ánh"), None):
        with pytest.raises(ValidationError):
            record_hardship(home, kind="accident", happened_on=DAY, person=someone, by=None, at=AT)


def test_the_same_help_twice_is_asked(who, fire, group) -> None:
    """Twice by one decision: refused until somebody says why, which stands on the case. Another decision, or another
    household, is not asked; neither is what was refused."""
    home, event = fire
    first = help_given(home, who)
    with pytest.raises(ValidationError, match="“Viện phí”"):
        help_given(home, who)
    with pytest.raises(ValidationError, match="“Viện phí”"):
        help_given(home, who, title="Thuốc")  # another name, the same decision
    second = help_given(home, who, again="Đợt điều trị thứ hai, theo cùng quyết định")
    assert second.again == "Đợt điều trị thứ hai, theo cùng quyết định"
    other = (Given(source="donor", basis="Thư của Công ty An Phú", amount=1_000_000),)
    help_given(home, who, title="Thuốc", gives=other)
    help_given(home_with_a_fire(group)[0], who)
    help_given(home, who, title="Chăn màn", gives=(Given(source="fund", basis="QĐ 13", amount=1),), event=event.pk)
    with pytest.raises(ValidationError, match="“Chăn màn”"):
        help_given(home, who, title="Bếp", gives=(Given(source="fund", basis="QĐ 14", amount=1),), event=event.pk)
    for case in (first, second):
        refuse(case.pk, note="Nhầm", by=who["leader"], at=AT)
    assert help_given(home, who).again == ""


def test_a_repair_does_not_go_round_the_norm_of_the_house(who, fire) -> None:
    """40,000,000 by the norm and 30,000,000 more from the city for the same house and fire: refused, in either order.
    A fund may; and where no misfortune is named, the state's money is asked why."""
    home, event = fire
    lost = relief(fire, who, "house-lost")
    with pytest.raises(ValidationError, match="một định mức về nhà ở"):
        repair(home, who, "city", "QĐ 7", event=event.pk, again="Vẫn cần")
    with pytest.raises(ValidationError, match="ghi vì sao"):
        repair(home, who, "city", "QĐ 7")
    fund = repair(home, who, "fund", "QĐ quỹ", event=event.pk)
    refuse(fund.pk, note="Đổi nguồn", by=who["leader"], at=AT)
    refuse(lost.pk, note="Nhà sửa được", by=who["leader"], at=AT)
    repair(home, who, "city", "QĐ 8", event=event.pk)
    with pytest.raises(ValidationError, match="một định mức về nhà ở"):
        relief(fire, who, "house-damaged")


@pytest.mark.parametrize("told", [datetime.datetime(2015, 1, 1, 8, tzinfo=AT.tzinfo), AT + datetime.timedelta(days=1)])
def test_nobody_learns_of_a_misfortune_before_it(who, fire, told) -> None:
    home, event = fire
    need = Need(event=event.pk, norm="house-lost", source="ward", hardship="Mất việc")
    with pytest.raises(ValidationError) as refused:
        propose_relief(home.pk, need=need, told_at=told, by=who["officer"], at=AT)
    assert refused.value.code == "told_at"
    with pytest.raises(ValidationError) as refused:
        help_given(home, who, told_at=told, event=event.pk)
    assert refused.value.code == "told_at"

"""A household that moved from one ward to another between their reviews stands in both: which decision holds is said on
both pages and in both trails, it holds one certificate, and the two accounts of the movement agree."""

from __future__ import annotations

import datetime

import pytest
from django.utils.translation import override

from chungtay.foundation.core.models import AuditEvent
from chungtay.records.registry.models import HouseholdStatus
from chungtay.records.registry.operations import moves
from chungtay.results.reports.queries.checks import checks_of
from chungtay.results.reports.queries.facts import read, wanted
from chungtay.results.reports.queries.tables import tables_of
from chungtay.work.review.models import Certificate
from chungtay.work.review.operations import certificates, decisions
from chungtay.work.review.presenters.decisions import decided_twice
from tests import campaigns as made_up
from tests import decided as made
from tests import factories
from tests.campaigns import declared

pytestmark = pytest.mark.django_db
D = datetime.date
HIS = "Nguyễn Văn Đình"  # poor last year in Ngọc Hà
HERS = "Đặng Thị Na"  # poor last year in Phúc Xá, and found so again
NEW_YEAR = D(2020, 1, 1)


@pytest.fixture
def wards():
    """Ngọc Hà surveyed him: near-poor by 1.000.000 đồng and two deprivations. He moved to Phúc Xá on 3 September, whose
    review has him as well: 800.000, poor (QĐ 59/2015, urban). Both wards are ready for their decisions."""
    there = made_up.office()
    made_up.register(there)
    ready = made.agreed(there)
    ward = there.units["00001"]
    here = made_up.Office(there.units | {"00016": ward}, people=dict(there.people))
    for name, role in (("officer", "ward_officer"), ("leader", "ward_leader"), ("enumerator", "enumerator")):
        here.people[name] = factories.person(f"{name}-{ward.code}", role, ward)
    made_up.register(here, ((HERS, "poor"),))
    moves.move_household(there.homes[0], group=here.group, address="số 9", on=D(2019, 9, 3), by=None, at=made_up.NOW)
    here.homes.append(there.homes[0])
    poor = declared(800_000, "3")
    return (there, ready), (here, made.agreed(here, made.settled(here, {HERS: poor, HIS: poor})))


def sign(office, ward, number, at):
    draft = decisions.draft_decision(ward, by=office.people["officer"], at=made.DRAFTED)
    with override("vi"):
        before = decided_twice(draft)
    given = made.signature(number)
    signed = decisions.sign_decision(draft, signature=given, by=office.people["leader"], at=at)
    certificates.issue(signed, by=office.people["leader"], at=at)
    return signed, before


def said(decision):
    with override("vi"):
        return decided_twice(decision)


def page(client, office, decision):
    client.force_login(office.people["officer"])
    campaign = decision.ward.campaign_id
    return client.get(f"/{office.ward.code}/2019/dot-ra-soat/{campaign}/quyet-dinh/{decision.pk}/").content.decode()


@pytest.mark.parametrize("order", ["there_first", "here_first"])
def test_which_decision_holds_is_said_on_both_pages_and_in_both_trails(wards, client, order):
    (there, ward), (here, other) = wards
    todo = [(there, ward, "210/QĐ-UBND"), (here, other, "77/QĐ-UBND")]
    if order == "here_first":
        todo.reverse()
    (one, one_ward, one_number), (two, two_ward, two_number) = todo
    earlier, before = sign(one, one_ward, one_number, made.SIGNED)
    assert before == [f"{HIS}: cũng có trong đợt rà soát của {two.ward.name}, ở đó chưa có quyết định."]
    later, before = sign(two, two_ward, two_number, made.SIGNED + datetime.timedelta(hours=3))
    told = f"{HIS}: {one.ward.name} cũng đã quyết định, số {one_number} ngày 25/09/2019, có hiệu lực từ 01/01/2020."
    assert before == [f"{told} Quyết định có hiệu lực sau thì giữ; cùng ngày hiệu lực thì quyết định ký sau giữ."]
    assert said(later) == [f"{told} Quyết định này giữ."]
    assert said(earlier) == [
        f"{HIS}: {two.ward.name} cũng đã quyết định, số {two_number} ngày 25/09/2019. Quyết định ở đó giữ từ"
        " 01/01/2020, kèm giấy chứng nhận của nó."
    ]
    assert "Quyết định này giữ" in page(client, two, later)
    assert "Quyết định ở đó giữ từ 01/01/2020" in page(client, one, earlier)
    event = AuditEvent.objects.get(action="review.decided_twice")
    assert (event.area_path, event.subject_id) == (one.ward.path, str(earlier.pk))
    assert event.detail == {"household": there.homes[0].pk, "with": later.pk, "holds": later.pk}
    signed = AuditEvent.objects.filter(action="review.decision_signed").order_by("number").last()
    assert signed.detail["decided_twice"] == [there.homes[0].pk]


@pytest.mark.parametrize(("order", "class_id"), [("there_first", "poor"), ("here_first", "near_poor")])
def test_one_class_and_one_certificate_hold_and_the_accounts_of_both_wards_agree(wards, order, class_id):
    """By hand. Ngọc Hà: poor 1 at the start, he moved out, two others poor at the end. Phúc Xá: poor 1 (she) at the
    start and one who moved in; at the end she and he are poor, or, where Ngọc Hà signed later, she alone, and he went
    from poor to near-poor there."""
    (there, ward), (here, other) = wards
    todo = [(there, ward, "210/QĐ-UBND"), (here, other, "77/QĐ-UBND")]
    if order == "here_first":
        todo.reverse()
    signed = [
        sign(office, place, number, made.SIGNED + datetime.timedelta(hours=hours))[0]
        for hours, (office, place, number) in enumerate(todo)
    ]
    home = there.homes[0]
    held = HouseholdStatus.objects.on(NEW_YEAR).filter(household=home, rule_set="vn-2016")
    assert [each.class_id for each in held] == [class_id]
    for office, decision in zip([office for office, _ward, _number in todo], signed, strict=True):
        certificates.issue(decision, by=office.people["leader"], at=made.SIGNED + datetime.timedelta(hours=5))
    valid = Certificate.objects.filter(household=home, revoked_at=None)
    assert [(each.decision_id, each.class_id) for each in valid] == [(signed[1].pk, class_id)]
    accounts = {}
    for office in (there, here):
        facts = read(wanted(office.ward, 2019, D(2020, 2, 1)))
        assert checks_of(facts, tables_of(facts, "group")) == []
        accounts[office.ward.code] = sorted(
            (step.line, step.class_id) for step in facts.steps if step.household == home.pk
        )
    assert accounts["00016"] == [("moved_out", "poor"), ("start", "poor")]
    stays = [] if class_id == "poor" else [("from_other_class", "near_poor"), ("to_other_class", "poor")]
    assert accounts["00001"] == sorted([("moved_in", "poor"), ("end", class_id), *stays])
    above = read(wanted(there.units["001"], 2019, D(2020, 2, 1)))
    mine = sorted((step.line, step.class_id) for step in above.steps if step.household == home.pk)
    assert mine == sorted(accounts["00016"] + accounts["00001"])

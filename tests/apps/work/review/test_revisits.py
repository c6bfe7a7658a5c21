"""Before a correction the household is visited again: ordered on the page of the decision, made, decided."""

from __future__ import annotations

import re

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from chungtay.foundation.core.models import AuditEvent
from chungtay.work.review.models import Campaign, Case, Decision, Revisit, Survey
from chungtay.work.review.operations import corrections, decisions, revisits
from chungtay.work.review.queries.revisits import possible_revisitors
from chungtay.work.review.queries.second_visits import second_visits
from chungtay.work.review.transitions import StepRefused
from tests import campaigns as made_up
from tests import decided as made
from tests import phones
from tests.campaigns import declared, sent

pytestmark = pytest.mark.django_db(transaction=True)
HEAD = "Trần Thị Hường"  # decided poor; the pension was not counted


@pytest.fixture
def office(monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: made.SIGNED)
    found = made_up.office()
    made_up.register(found)
    return found


@pytest.fixture
def decision(office):
    return made.decided(office)


def ordered(office, decision, *, to: str = "enumerator2", by: str = "officer", why: str = "Tính thiếu lương hưu"):
    return revisits.order_revisit(
        decision, case=made.case(decision, HEAD), to=office.people[to], why=why, by=office.people[by], at=made.SIGNED
    )


def signed_in(office, who: str) -> Client:
    client = Client()
    client.force_login(office.people[who])
    return client


def page(decision, part: str = "") -> str:
    return f"/00016/2019/dot-ra-soat/{decision.ward.campaign_id}/{part}"


def test_who_orders_whom_and_what(office, decision):
    case = made.case(decision, HEAD)
    for who in ("leader", "enumerator", "member"):
        with pytest.raises(PermissionDenied):
            ordered(office, decision, by=who)
    with pytest.raises(ValidationError, match="vì sao"):
        ordered(office, decision, why=" ")
    with pytest.raises(ValidationError, match="đầu"):
        ordered(office, decision, to="enumerator")  # filled in the first form
    with pytest.raises(ValidationError):
        ordered(office, decision, to="leader")  # no duty to visit
    one = ordered(office, decision)
    assert (one.case, one.state, one.assigned_to) == (case, "ordered", office.people["enumerator2"])
    with pytest.raises(ValidationError, match="đã được giao đến lại"):
        ordered(office, decision, to="member")
    event = AuditEvent.objects.get(action="review.revisit_ordered")
    assert event.detail == {"case": case.pk, "to": office.people["enumerator2"].pk, "decision": decision.pk}


def test_only_households_of_a_signed_decision(office, decision):
    Case.objects.filter(head_name=HEAD).update(state="settled")
    with pytest.raises(ValidationError):
        ordered(office, decision)
    Case.objects.filter(head_name=HEAD).update(state="decided")
    Decision.objects.filter(pk=decision.pk).update(state="dropped")
    with pytest.raises(StepRefused):
        ordered(office, decision)


def test_people_are_offered_once_the_household_is_chosen_and_only_those_who_may(office, decision, client):
    """Nobody before; where everybody stands out the page says what to do, and no order goes past it."""
    client.force_login(office.people["officer"])
    case = made.case(decision, HEAD)
    address = page(decision, f"quyet-dinh/{decision.pk}/")
    assert possible_revisitors(decision, None, made.SIGNED.date()) == []
    assert 'name="to"' not in client.get(address).content.decode()
    assert 'name="to"' in client.get(address + f"?ho={case.pk}").content.decode()
    for who in ("enumerator2", "member"):
        office.people[who].assignments.all().delete()
    shown = client.get(address + f"?ho={case.pk}").content.decode()
    assert "không còn ai được đến lại" in shown
    client.post(address + "di-lai/", {"case": case.pk, "to": office.people["enumerator"].pk, "why": "Xem lại"})
    assert not Revisit.objects.exists()


def test_the_database_keeps_one_at_a_time_and_no_visit_without_its_form(office, decision):
    one = ordered(office, decision)
    with pytest.raises(IntegrityError), transaction.atomic():
        Revisit.objects.create(
            decision=decision, case=one.case, why="x", assigned_to=one.assigned_to, ordered_at=made.SIGNED
        )
    with pytest.raises(IntegrityError), transaction.atomic():
        Revisit.objects.filter(pk=one.pk).update(state="done")


@pytest.mark.parametrize("closed", [False, True])
def test_from_the_order_by_telephone_to_the_signed_correction(office, decision, closed):
    """By hand, QĐ 59/2015 urban: 1.100.000 đồng lies between 900.000 and 1.300.000, fewer than three deprivations:
    near-poor, not poor. The review may be closed by then."""
    if closed:
        Campaign.objects.update(state="closed", closed_at=made.SIGNED)
    client = signed_in(office, "officer")
    case = made.case(decision, HEAD)
    shown = client.get(page(decision, f"ho/{case.pk}/")).content.decode()
    assert f"quyet-dinh/{decision.pk}/?ho={case.pk}#di-lai" in shown
    shown = client.get(page(decision, f"quyet-dinh/{decision.pk}/?ho={case.pk}")).content.decode()
    assert f'<option value="{case.pk}" selected>' in shown
    offered = {person.pk for person in possible_revisitors(decision, case, made.SIGNED.date())}
    assert offered == {office.people["enumerator2"].pk, office.people["member"].pk}  # not who filled the first form in
    choice = re.search(r'<select[^>]* name="to".*?</select>', shown, re.S)[0]  # households have numbers of their own
    assert f'<option value="{office.people["enumerator2"].pk}"' in choice
    assert f'<option value="{office.people["enumerator"].pk}"' not in choice
    boxes = {"case": case.pk, "to": office.people["enumerator2"].pk, "why": "Tính thiếu lương hưu"}
    client.post(page(decision, f"quyet-dinh/{decision.pk}/di-lai/"), boxes)
    one = Revisit.objects.get()
    today = signed_in(office, "enumerator2").get("/00016/2019/").content.decode()
    assert "Một hộ đã có quyết định chờ ông/bà đến lại" in today
    assert [visit.key for visit in second_visits(office.people["enumerator2"])] == [f"{case.pk}:recheck"]
    phone = phones.phone_of(office, "enumerator2")
    assert phone.call("chao/").json()["again"] == {f"{case.pk}:recheck": case.version}
    form = phones.form(case, declared(1_100_000), purpose="recheck", surveyed_on="2019-09-25")
    assert phone.send(form)[0]["outcome"] == "kept"
    one.refresh_from_db()
    assert (one.state, one.survey.purpose, one.survey.surveyed_by) == ("done", "recheck", office.people["enumerator2"])
    case.refresh_from_db()
    assert (case.state, case.class_id) == ("decided", "poor")  # nothing changes before the correction is signed
    assert "Phiếu đến lại đã vào" in client.get("/00016/2019/").content.decode()
    draft = corrections.draft_correction(
        decision, forms={case.pk: one.survey.pk}, why="Lương hưu", by=office.people["officer"], at=made.SIGNED
    )
    one.refresh_from_db()
    assert one.correction == draft
    assert "Phiếu đến lại đã vào" not in client.get("/00016/2019/").content.decode()
    decisions.sign_decision(draft, signature=made.signature("211/QĐ-UBND"), by=office.people["leader"], at=made.SIGNED)
    case.refresh_from_db()
    assert (case.class_id, case.survey) == ("near_poor", one.survey)
    actions = AuditEvent.objects.filter(action__startswith="review.revisit").order_by("pk")
    assert [event.action for event in actions] == ["review.revisit_ordered", "review.revisit_done"]


def test_on_paper_too_when_the_review_is_closed(office, decision):
    Campaign.objects.update(state="closed", closed_at=made.SIGNED)
    one = ordered(office, decision)
    client = signed_in(office, "enumerator2")
    pile = client.get(page(decision, "nhap-phieu/?buoc=di-lai")).content.decode()
    assert f"/nhap-phieu/{one.case_id}/?phieu=recheck" in pile
    assert "Lần đến lại để đính chính" in pile
    assert client.get(page(decision, f"phieu-giay/ho/{one.case_id}/?phieu=recheck")).status_code == 200
    boxes = {
        "income_per_person": "1100000", "surveyed_by": office.people["enumerator2"].pk, "surveyed_on": "25/09/2019",
    } | {f"declared.{number}": "2" for number in range(1, 11)}  # fmt: skip
    answer = client.post(page(decision, f"nhap-phieu/{one.case_id}/?phieu=recheck"), boxes)
    assert answer.status_code == 302, answer.content.decode()
    one.refresh_from_db()
    assert (one.state, one.survey.door) == ("done", "keyboard")


def test_without_an_order_a_closed_review_takes_nothing_in(office, decision):
    Campaign.objects.update(state="closed", closed_at=made.SIGNED)
    with pytest.raises(StepRefused):
        sent(office, made.case(decision, HEAD), declared(1), who="enumerator2", purpose="recheck", at=made.SIGNED)


def test_a_form_without_a_class_is_asked_for_again(office, decision):
    one = ordered(office, decision)
    phone = phones.phone_of(office, "enumerator2")
    phone.send(phones.form(one.case, {"income_per_person": 1_000_000}, purpose="recheck", surveyed_on="2019-09-25"))
    one.refresh_from_db()
    assert (one.state, Survey.objects.filter(purpose="recheck").count()) == ("ordered", 1)
    assert second_visits(office.people["enumerator2"])[0].done == 1


def test_put_aside_with_a_word(office, decision):
    one = ordered(office, decision)
    with pytest.raises(PermissionDenied):
        revisits.drop_revisit(one, words="x", by=office.people["enumerator2"], at=made.SIGNED)
    with pytest.raises(ValidationError, match="vì sao thôi"):
        revisits.drop_revisit(one, words=" ", by=office.people["officer"], at=made.SIGNED)
    client = signed_in(office, "officer")
    client.post(page(decision, f"quyet-dinh/{decision.pk}/di-lai/{one.pk}/thoi/"), {"words": "Hộ đã chuyển đi"})
    one.refresh_from_db()
    assert (one.state, one.words) == ("dropped", "Hộ đã chuyển đi")
    assert not second_visits(office.people["enumerator2"])
    assert ordered(office, decision, to="member").state == "ordered"  # and may be ordered anew

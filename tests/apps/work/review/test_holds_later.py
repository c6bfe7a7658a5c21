"""A second decision that holds from a later day: until then the first one's class counts, on the page, in the letter,
on the list, and on a certificate that was not issued yet."""

from __future__ import annotations

import datetime

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from chungtay.foundation.core import cose
from chungtay.work.review.models import Case, Certificate
from chungtay.work.review.operations import certificates, corrections, decisions
from chungtay.work.review.presenters.decisions import effects_of
from chungtay.work.review.queries import certificates as queries
from chungtay.work.review.queries.holding import recognised_as, still_holding
from chungtay.work.review.queries.review_list import to_review
from tests import campaigns as made_up
from tests import decided as made
from tests.apps.work.review.test_certificates_in_december import FINE, HEAD, D, held, issue, moment, yearly
from tests.apps.work.review.test_letters import letter, text
from tests.campaigns import declared

pytestmark = pytest.mark.django_db
FIRST, SIGNED, BEGINS = D(2019, 9, 25), D(2019, 10, 10), D(2019, 12, 1)
LAST = D(2019, 11, 30)


@pytest.fixture
def office():
    found = made_up.office()
    made_up.register(found)
    return found


@pytest.fixture
def first(office):
    """Bưởi is poor from 25 September 2019 on; nobody has a certificate yet."""
    return yearly(office, FIRST, FIRST)


def case_of(first):
    rows = Case.objects.select_related("decision", "campaign", "group__group")
    return rows.get(campaign=first.ward.campaign, head_name=HEAD)


def taken_back(office, first, begins=BEGINS, number="212/QĐ-UBND", signed_on=SIGNED):
    draft = corrections.draft_revocation(
        first, cases=[case_of(first).pk], why="Khai sai", by=office.people["officer"], at=moment(signed_on)
    )
    given = made.signature(number, signed_on=signed_on, effective_on=begins)
    return decisions.sign_decision(draft, signature=given, by=office.people["leader"], at=moment(signed_on))


def corrected(office, first, answers, begins=BEGINS, number="211/QĐ-UBND", signed_on=SIGNED):
    case = case_of(first)
    visit = made_up.sent(
        office, case, answers, who="member", purpose="recheck", surveyed_by=office.people["member"],
        surveyed_on=signed_on, at=moment(signed_on),
    )  # fmt: skip
    draft = corrections.draft_correction(
        first, forms={case.pk: visit.pk}, why="Lương mới", by=office.people["officer"], at=moment(signed_on)
    )
    given = made.signature(number, signed_on=signed_on, effective_on=begins)
    return decisions.sign_decision(draft, signature=given, by=office.people["leader"], at=moment(signed_on))


def spans(first, day):
    return [
        (each.class_id, each.begins, each.last)
        for each in still_holding([case_of(first)], day).get(case_of(first).pk, [])
    ]


# --- certificates for the months until then ---


@pytest.mark.parametrize("how", [taken_back, lambda office, first: corrected(office, first, declared(1_200_000, "6"))])
def test_not_issued_before_it_is_issued_for_the_months_until_then(office, first, how):
    """From 25 September to 30 November, and the code on the paper says so: until 17:00 UTC of 30 November."""
    how(office, first)
    issue(office, first, D(2019, 10, 15))
    [found] = Certificate.objects.filter(written__head=HEAD)
    assert (found.class_id, found.valid_from, found.valid_to, found.decision_id) == ("poor", FIRST, LAST, first.pk)
    keys = {key["number"]: bytes.fromhex(key["point"]) for key in queries.public_keys()}
    claims = cose.verify(cose.unbase45(found.payload.removeprefix("CT1:")), keys)[0]
    assert claims[4] == int(datetime.datetime(2019, 11, 30, 17, tzinfo=datetime.UTC).timestamp())
    others = Certificate.objects.exclude(written__head=HEAD).values_list("valid_to", flat=True)
    assert set(others) == {D(2020, 12, 31)}
    assert certificates.issue(first, by=office.people["leader"], at=moment(D(2019, 10, 16))) == 0
    assert queries.revocation_list(at=moment(BEGINS))["revoked"] == []  # the paper itself says that it is over


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_beside_the_one_of_the_correction_whichever_is_issued_first(office, first, order):
    second = corrected(office, first, declared(1_200_000, "6"))
    for number in order:
        issue(office, (first, second)[number], D(2019, 10, 15))
    assert held() == [(FIRST, LAST), (BEGINS, D(2020, 12, 31))]
    for each in (first, second):
        assert certificates.issue(each, by=office.people["leader"], at=moment(D(2019, 10, 16))) == 0


def test_nothing_is_issued_for_months_that_are_over(office, first):
    taken_back(office, first)
    issue(office, first, BEGINS)
    assert held() == []


def test_on_the_last_day_still(office, first):
    taken_back(office, first)
    issue(office, first, LAST)
    assert held() == [(FIRST, LAST)]


def test_a_lost_one_is_replaced_meanwhile(office, first):
    issue(office, first, FIRST)
    taken_back(office, first)
    [old] = Certificate.objects.filter(written__head=HEAD)
    certificates.revoke(old, why="Báo mất", by=office.people["leader"], at=moment(D(2019, 10, 20)))
    issue(office, first, D(2019, 10, 20))
    assert held() == [(FIRST, LAST)]


def test_holding_from_the_same_day_it_leaves_no_months(office, first):
    taken_back(office, first, begins=SIGNED)
    issue(office, first, SIGNED)
    assert held() == []


def test_the_signer_reads_who_has_none_yet(office, first):
    draft = corrections.draft_revocation(
        first, cases=[case_of(first).pk], why="Khai sai", by=office.people["officer"], at=moment(SIGNED)
    )
    assert any(f"Chưa có giấy chứng nhận: {HEAD}." in said for said in effects_of(draft))
    issue(office, first, SIGNED)
    assert not any("Chưa có giấy" in said for said in effects_of(draft))


def test_the_database_keeps_one_that_goes_on(office, first):
    """Of one household one certificate is good beyond a later decision, whatever was ended by one."""
    second = corrected(office, first, declared(1_200_000, "6"))
    issue(office, first, SIGNED)
    issue(office, second, SIGNED)
    old = Certificate.objects.get(written__head=HEAD, decision=first)
    with pytest.raises(IntegrityError), transaction.atomic():
        Certificate.objects.filter(pk=old.pk).update(printed_to=None)
    with pytest.raises(IntegrityError), transaction.atomic():
        Certificate.objects.filter(pk=old.pk).update(printed_to=LAST - datetime.timedelta(days=1))


# --- the class of a day ---


def test_until_its_day_the_class_of_the_first_decision_counts(office, first):
    corrected(office, first, declared(1_200_000, "6"))
    assert case_of(first).class_id == "near_poor"  # what the last decision says
    assert spans(first, SIGNED) == spans(first, LAST) == [("poor", FIRST, LAST)]
    assert spans(first, BEGINS) == []


def test_of_three_decisions_each_has_its_days(office, first):
    """Poor from 25/09, near-poor from 01/12, not poor from 15/12, all signed by 20 October."""
    second = corrected(office, first, declared(1_200_000, "6"))
    taken_back(office, second, begins=D(2019, 12, 15), signed_on=D(2019, 10, 20))
    assert spans(first, D(2019, 10, 20)) == [("poor", FIRST, LAST), ("near_poor", BEGINS, D(2019, 12, 14))]
    assert spans(first, BEGINS) == [("near_poor", BEGINS, D(2019, 12, 14))]
    assert spans(first, D(2019, 12, 15)) == []
    issue(office, first, D(2019, 10, 21))
    issue(office, second, D(2019, 10, 21))
    assert held() == [(FIRST, LAST), (BEGINS, D(2019, 12, 14))]


def test_the_page_of_the_household_says_both(office, first, client, monkeypatch):
    corrected(office, first, declared(1_200_000, "6"))
    monkeypatch.setattr(timezone, "now", lambda: moment(D(2019, 11, 4)))
    client.force_login(office.people["officer"])
    case = case_of(first)
    page = client.get(f"/00016/2019/dot-ra-soat/{case.campaign_id}/ho/{case.pk}/").content.decode()
    assert "Hộ nghèo · 25/09/2019 đến 30/11/2019" in page
    assert "Hộ cận nghèo · từ 01/12/2019" in page


def test_the_letter_says_what_counts_until_then(office, first):
    taken_back(office, first)
    said = text(letter(first.ward.campaign, HEAD, today=LAST))
    assert "Từ 25/09/2019 đến 30/11/2019 gia đình ông/bà là: hộ nghèo, theo quyết định 210/QĐ-UBND." in said
    assert "Từ 25/09/2019 đến 30/11/2019" not in text(letter(first.ward.campaign, HEAD, today=BEGINS))


def test_the_list_shows_the_class_of_its_day_and_its_form(office, first):
    """QĐ 59/2015, urban: 850.000 poor; 9.000.000 not poor."""
    corrected(office, first, FINE)
    group = case_of(first).group
    found = [next(each.class_id for each in to_review(group, day) if each.head == HEAD) for day in (LAST, BEGINS)]
    assert found == ["poor", "not_poor"]


def test_the_answer_to_a_complaint_says_what_was_answered(office, first):
    assert recognised_as(case_of(first)) == "poor"
    corrected(office, first, FINE)
    assert recognised_as(case_of(first)) == "poor"


def test_a_household_without_a_later_decision_costs_no_statement(office, first):
    cases = list(Case.objects.filter(campaign=first.ward.campaign).select_related("decision"))
    with CaptureQueriesContext(connection) as asked:
        assert still_holding(cases, SIGNED) == {}
    assert len(asked) == 0

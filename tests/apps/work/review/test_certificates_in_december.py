"""Who is recognised within the year in December: the certificate is good until the end of the next year, unless the
next year's yearly decision on it is signed already; never two on one day, never a day without one between."""

from __future__ import annotations

import datetime
import uuid
from itertools import pairwise

import pytest

from chungtay.foundation.core import cose
from chungtay.records.registry.models import HouseholdStatus
from chungtay.work.review.models import Case, Certificate
from chungtay.work.review.operations import (
    campaigns,
    certificates,
    corrections,
    decisions,
    lists,
    opinions,
    surveys,
    taking_in,
)
from chungtay.work.review.operations.campaigns import Standard
from chungtay.work.review.queries import certificates as queries
from tests import campaigns as made_up
from tests import decided as made
from tests.campaigns import declared

pytestmark = pytest.mark.django_db
D = datetime.date
HEAD = "Phạm Thị Bưởi"
IN_YEAR, YEARLY = D(2019, 12, 20), D(2020, 1, 1)
POOR, FINE = declared(850_000, "6"), declared(9_000_000)  # QĐ 59/2015, urban: poor up to 900.000


def moment(day: datetime.date) -> datetime.datetime:
    return datetime.datetime(day.year, day.month, day.day, 2, tzinfo=datetime.UTC)


@pytest.fixture
def office():
    found = made_up.office()
    made_up.register(found)
    return found


def within_the_year(office, day=IN_YEAR):
    """One household recognised as poor by a review within the year, from the day of the signature."""
    officer, leader, first = office.people["officer"], office.people["leader"], day.replace(day=1)
    campaign = campaigns.prepare_campaign(
        office.ward, kind="in_year", year=day.year, month=day.month, first_day=first,
        last_day=day.replace(day=28), baseline_on=first - datetime.timedelta(days=1),
        standards=[Standard("vn-2016", "income")],
        settled={"posting.working_days": 3, "complaints.working_days": 3}, by=officer, at=moment(first),
    )  # fmt: skip
    campaigns.open_campaign(campaign, number="15/QĐ-UBND", date=first, by=leader, at=moment(first))
    number = Case.objects.filter(head_name=HEAD).values_list("household", flat=True).first() or office.homes[3].pk
    lists.add_households(campaign, households=[number], listed_for="added", by=officer, at=moment(first))
    form(office, campaign, POOR, first)
    ward = made.settle(campaign, office)
    opinions.go_to_decision(ward, by=officer, at=moment(day))
    draft = decisions.draft_decision(ward, by=officer, at=moment(day))
    given = made.signature("31/QĐ-UBND", signed_on=day, effective_on=day)
    return decisions.sign_decision(draft, signature=given, by=leader, at=moment(day))


def form(office, campaign, answers, day):
    enumerator, case = office.people["enumerator"], made_up.case_of(campaign, HEAD)
    filled = taking_in.Filled(
        sent_id=uuid.uuid4(), answers=answers, door="phone", case_version=case.version, surveyed_on=day,
        surveyed_by=enumerator,
    )  # fmt: skip
    survey, _new = taking_in.take_in(case, filled, by=enumerator, at=moment(day))
    surveys.confirm(survey, by=office.people["officer"], at=moment(day))


def yearly(office, signed_on, effective_on, answers=None):
    """The yearly review of 2019 with all five households, signed on a day."""
    ward = made.agreed(office, made.settled(office, made.ANSWERS | {HEAD: answers or POOR}))
    draft = decisions.draft_decision(ward, by=office.people["officer"], at=moment(signed_on))
    given = made.signature("210/QĐ-UBND", signed_on=signed_on, effective_on=effective_on)
    return decisions.sign_decision(draft, signature=given, by=office.people["leader"], at=moment(signed_on))


def issue(office, decision, day):
    certificates.issue(decision, by=office.people["leader"], at=moment(day))


def held():
    """From – to of every certificate of the household that was not revoked, in order; no two on one day."""
    rows = Certificate.objects.filter(written__head=HEAD, revoked_at=None).order_by("valid_from")
    spans = [(each.valid_from, each.valid_to) for each in rows]
    assert all(first[1] < second[0] for first, second in pairwise(spans))
    return spans


@pytest.mark.parametrize(
    ("day", "until"),
    [
        (D(2019, 11, 28), D(2019, 12, 31)),  # before the list of the next year is drawn up: as ever
        (D(2019, 12, 2), D(2020, 12, 31)),
        (D(2019, 12, 20), D(2020, 12, 31)),
        (D(2019, 12, 31), D(2020, 12, 31)),
    ],
)
def test_recognised_in_december_it_is_good_through_the_next_year(office, day, until):
    issue(office, within_the_year(office, day), day)
    assert held() == [(day, until)]
    # the code says the same: the first moment of the day after, 0:00 in Hà Nội (17:00 UTC of the day before)
    [certificate] = Certificate.objects.all()
    keys = {key["number"]: bytes.fromhex(key["point"]) for key in queries.public_keys()}
    claims = cose.verify(cose.unbase45(certificate.payload.removeprefix("CT1:")), keys)[0]
    over = datetime.datetime(until.year, 12, 31, 17, tzinfo=datetime.UTC)
    assert claims[4] == int(over.timestamp())


def test_the_yearly_decision_was_signed_before_it_rules_from_its_first_day(office):
    """Yearly signed on 13 December from 1 January: poor. In-year signed on the 20th: until 31 December."""
    first = yearly(office, D(2019, 12, 13), YEARLY)
    issue(office, first, D(2019, 12, 13))
    second = within_the_year(office)
    issue(office, second, IN_YEAR)
    assert held() == [(IN_YEAR, D(2019, 12, 31)), (YEARLY, D(2020, 12, 31))]


def test_the_yearly_decision_that_found_it_not_poor_rules_too(office):
    yearly(office, D(2019, 12, 13), YEARLY, FINE)
    issue(office, within_the_year(office), IN_YEAR)
    assert held() == [(IN_YEAR, D(2019, 12, 31))]


def test_a_yearly_decision_that_holds_already_is_overtaken_by_the_later_one(office):
    """Yearly from 13 December on, in-year from the 20th: one certificate, of the later decision."""
    first = yearly(office, D(2019, 12, 13), D(2019, 12, 13))
    issue(office, first, D(2019, 12, 13))
    issue(office, within_the_year(office), IN_YEAR)
    assert held() == [(IN_YEAR, D(2020, 12, 31))]


@pytest.mark.parametrize("begins", [YEARLY, D(2020, 1, 10)])
def test_a_yearly_decision_signed_after_it_ends_it_the_day_before(office, begins):
    """In-year on 20 December, handed over until 31/12/2020; the yearly one, signed on the 27th or on 10 January."""
    issue(office, within_the_year(office), IN_YEAR)
    signed_on = min(D(2019, 12, 27), begins) if begins == YEARLY else begins
    second = yearly(office, signed_on, begins)
    issue(office, second, signed_on)
    spans = held()
    assert spans[-1] == (begins, D(2020, 12, 31))
    old = Certificate.objects.get(valid_from=IN_YEAR)
    if begins == YEARLY:  # signed beforehand: nobody is without one until then
        assert spans[0] == (IN_YEAR, D(2019, 12, 31))
        assert (old.printed_to, old.revoked_at) == (D(2020, 12, 31), None)
        assert queries.revocation_list(at=moment(D(2019, 12, 31)))["revoked"] == []
    else:  # it holds from the day of its signature: the old one is revoked that day
        assert (old.printed_to, old.revoked_at) == (None, moment(begins))
    assert queries.revocation_list(at=moment(begins))["revoked"] == [old.serial]
    assert queries.revocation_list(at=moment(D(2021, 1, 1)))["revoked"] == []


def test_a_household_found_not_poor_by_the_later_yearly_decision_keeps_its_paper_until_then(office, client):
    issue(office, within_the_year(office), IN_YEAR)
    yearly(office, D(2019, 12, 27), YEARLY, FINE)
    assert held() == [(IN_YEAR, D(2019, 12, 31))]
    assert queries.revocation_list(at=moment(YEARLY))["revoked"] == ["00016-2019-00001"]
    client.force_login(office.people["leader"])
    campaign = Certificate.objects.get().decision.ward.campaign
    page = client.get(f"/00016/2019/dot-ra-soat/{campaign.pk}/giay-chung-nhan/").content.decode()
    assert "trên giấy ghi đến 31/12/2020" in page


def test_a_correction_that_holds_later_gives_its_certificate_beforehand(office):
    """Poor from 25/09/2019 on; signed on 10 October that it is near-poor from 1 December: until 30 November the first
    certificate is good, from the day after the second; never two, and the telephones hear of it on 1 December."""
    leader, officer = office.people["leader"], office.people["officer"]
    first = yearly(office, D(2019, 9, 25), D(2019, 9, 25))
    issue(office, first, D(2019, 9, 25))
    case = made_up.case_of(first.ward.campaign, HEAD)
    second_visit = made_up.sent(
        office, case, declared(1_200_000, "6"), who="member", purpose="recheck", surveyed_by=office.people["member"],
        surveyed_on=D(2019, 10, 8), at=moment(D(2019, 10, 8)),
    )  # fmt: skip
    signed_on, begins = D(2019, 10, 10), D(2019, 12, 1)
    draft = corrections.draft_correction(
        first, forms={case.pk: second_visit.pk}, why="Lương mới", by=officer, at=moment(signed_on)
    )
    given = made.signature("211/QĐ-UBND", signed_on=signed_on, effective_on=begins)
    correction = decisions.sign_decision(draft, signature=given, by=leader, at=moment(signed_on))
    issue(office, correction, signed_on)
    issue(office, correction, signed_on)  # once more: nothing is doubled
    assert held() == [(D(2019, 9, 25), D(2019, 11, 30)), (begins, D(2020, 12, 31))]
    old, new = Certificate.objects.filter(written__head=HEAD).order_by("valid_from")
    assert (old.class_id, new.class_id) == ("poor", "near_poor")
    assert queries.revocation_list(at=moment(D(2019, 11, 30)))["revoked"] == []
    assert queries.revocation_list(at=moment(begins))["revoked"] == [old.serial]


def test_a_revocation_takes_effect_on_its_day_everywhere(office, client):
    """Signed on 10 October, from 1 December: until 30 November register, certificate and public list say poor."""
    leader, officer = office.people["leader"], office.people["officer"]
    first = yearly(office, D(2019, 9, 25), D(2019, 9, 25))
    issue(office, first, D(2019, 9, 25))
    case, begins = made_up.case_of(first.ward.campaign, HEAD), D(2019, 12, 1)
    draft = corrections.draft_revocation(
        first, cases=[case.pk], why="Khai sai số nhà", by=officer, at=moment(D(2019, 10, 10))
    )
    given = made.signature("212/QĐ-UBND", signed_on=D(2019, 10, 10), effective_on=begins)
    decisions.sign_decision(draft, signature=given, by=leader, at=moment(D(2019, 10, 10)))
    assert held() == [(D(2019, 9, 25), D(2019, 11, 30))]
    [old] = Certificate.objects.filter(written__head=HEAD)
    assert queries.revocation_list(at=moment(D(2019, 11, 30)))["revoked"] == []
    assert queries.revocation_list(at=moment(begins))["revoked"] == [old.serial]
    spells = HouseholdStatus.objects.filter(household=case.household_id, rule_set="vn-2016", withdrawn=False)
    said = dict(spells.filter(valid_from__gte=D(2019, 9, 25)).values_list("valid_from", "class_id"))
    assert said == {D(2019, 9, 25): "poor", begins: "not_poor"}

"""An administrator gives and ends duties in the own area, and never to himself; staff change is one operation."""

from __future__ import annotations

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from chungtay.foundation.accounts import operations
from chungtay.foundation.accounts.models import Assignment, User
from chungtay.foundation.accounts.operations import FirstDuty
from chungtay.foundation.core.models import AuditEvent
from chungtay.foundation.core.queries import first_broken_link
from chungtay.foundation.places import operations as places
from tests.factories import AT, PASSWORD, SINCE, person

TODAY = datetime.date(2024, 9, 20)
YESTERDAY, TOMORROW = TODAY - datetime.timedelta(days=1), TODAY + datetime.timedelta(days=1)


@pytest.fixture
def chief(units) -> User:
    """Administrator of the district."""
    return person("son", "administrator", units["001"])


@pytest.fixture
def ward_chief(units) -> User:
    """Administrator of Ngọc Hà alone."""
    return person("lan", "administrator", units["00016"])


def held(user: User) -> list[tuple[str, str, datetime.date, datetime.date | None]]:
    rows = Assignment.objects.filter(user=user).order_by("starts_on", "pk")
    return [(row.role, row.area.code, row.starts_on, row.ends_on) for row in rows]


def events(action: str) -> list[AuditEvent]:
    return list(AuditEvent.objects.filter(action=action))


def give(user, role, area, by, **changes):
    return operations.assign(user, role=role, area=area, starts_on=TODAY, by=by, at=AT, **changes)


# --- giving -----------------------------------------------------------------------------------------------------
def test_a_colleague_gets_an_account_and_a_duty_in_one_step(units, chief):
    before = AuditEvent.objects.count()
    duty = FirstDuty("ward_officer", units["00016"], TODAY)
    user = operations.add_account(
        username="", full_name="Nguyễn Thị Ánh", password=PASSWORD, duty=duty, by=chief, at=AT
    )
    assert user.username == "anhnt"
    assert user.office == units["00016"]
    assert held(user) == [("ward_officer", "00016", TODAY, None)]
    assert AuditEvent.objects.count() == before + 1
    event = events("accounts.account_added")[-1]
    assert event.by == chief
    assert event.detail == {"office": "00016", "role": "ward_officer", "area": "00016", "from": "2024-09-20"}


def test_a_name_that_is_taken_gets_a_number(units, chief):
    made = [
        operations.add_account(
            username="", full_name=name, password=PASSWORD, office=units["001"], by=chief, at=AT
        ).username
        for name in ("Đỗ Văn Đức", "Đào Việt Đức", "Dương Vũ Đức")
    ]
    assert made == ["ducdv", "ducdv2", "ducdv3"]


def test_when_the_duty_cannot_be_given_there_is_no_account_either(units, chief):
    with pytest.raises(ValidationError):
        operations.add_account(
            username="anh",
            full_name="Ánh",
            password=PASSWORD,
            duty=FirstDuty("ward_officer", units["001"], TODAY),
            by=chief,
            at=AT,
        )
    assert not User.objects.filter(username="anh").exists()


def test_nobody_gives_himself_a_duty(units, chief):
    with pytest.raises(PermissionDenied):
        give(chief, "emulation_council", units["001"], by=chief)
    assert [role for role, *_ in held(chief)] == ["administrator"]


def test_a_ward_administrator_reaches_the_own_ward_alone(units, ward_chief):
    mine = person("hoa", "enumerator", units["00016"])
    give(mine, "ward_officer", units["00016"], by=ward_chief)
    with pytest.raises(PermissionDenied):
        give(mine, "enumerator", units["00001"], by=ward_chief)
    with pytest.raises(PermissionDenied):
        give(mine, "district_officer", units["001"], by=ward_chief)
    theirs = person("minh", "ward_officer", units["00001"])
    with pytest.raises(PermissionDenied):
        give(theirs, "enumerator", units["00016"], by=ward_chief)


def test_somebody_who_also_works_elsewhere_belongs_to_the_administrator_above(units, chief, ward_chief):
    """Otherwise a new password made in one ward would open the other."""
    both = person("hoa", "ward_officer", units["00016"])
    operations.assign(both, role="enumerator", area=units["00001"], starts_on=TOMORROW, by=None, at=AT)
    with pytest.raises(PermissionDenied):
        operations.reset_password(both, by=ward_chief, at=AT)
    assert operations.reset_password(both, by=chief, at=AT)


def test_an_officer_gives_nothing(units, officer):
    other = person("minh", None, None)
    with pytest.raises(PermissionDenied):
        give(other, "ward_officer", units["00016"], by=officer)


@pytest.mark.parametrize(
    ("role", "area"),
    [("ward_officer", "001"), ("enumerator", "01"), ("district_officer", "00016"), ("district_leader", "00016")],
)
def test_a_role_is_given_at_its_level(units, role, area):
    with pytest.raises(ValidationError, match="được giao cho"):
        give(person("an", None, None), role, units[area], by=None)


def test_a_unit_that_is_gone_takes_nobody_on(units):
    places.close_unit(units["00001"], last_day=YESTERDAY, by=None, at=AT)
    units["00001"].refresh_from_db()
    with pytest.raises(ValidationError, match="19/09/2024"):
        give(person("an", None, None), "ward_officer", units["00001"], by=None)


def test_a_duty_with_an_end(units, chief):
    user = person("an", "enumerator", units["00016"])
    give(user, "ward_officer", units["00016"], by=chief, ends_on=TOMORROW)
    assert held(user)[1] == ("ward_officer", "00016", TODAY, TOMORROW)
    with pytest.raises(ValidationError):
        give(user, "ward_officer", units["00016"], by=chief)
    with pytest.raises(ValidationError):
        give(user, "ward_officer", units["00001"], by=chief, ends_on=YESTERDAY)


def test_a_closed_account_takes_no_duty(units, chief):
    user = person("an", "enumerator", units["00016"])
    operations.close_account(user, by=chief, at=AT)
    with pytest.raises(ValidationError):
        give(user, "ward_officer", units["00016"], by=chief)


# --- ending -----------------------------------------------------------------------------------------------------
def test_a_duty_ends_on_its_last_day(units, chief):
    user = person("an", "ward_officer", units["00016"])
    operations.end_assignment(user.assignments.get(), last_day=TOMORROW, by=chief, at=AT)
    assert held(user) == [("ward_officer", "00016", SINCE, TOMORROW)]
    assert events("accounts.duty_ended")[0].detail["last_day"] == "2024-09-21"


def test_a_duty_that_has_not_begun_is_called_off(units, chief):
    user = person("an", "enumerator", units["00016"])
    row = operations.assign(user, role="ward_officer", area=units["00016"], starts_on=TOMORROW, by=chief, at=AT)
    operations.end_assignment(row, last_day=TODAY, by=chief, at=AT)
    assert [role for role, *_ in held(user)] == ["enumerator"]
    assert events("accounts.duty_called_off")[0].detail["role"] == "ward_officer"


def test_what_has_ended_is_not_ended_again_and_not_made_longer(units, chief):
    user = person("an", "ward_officer", units["00016"])
    row = user.assignments.get()
    operations.end_assignment(row, last_day=YESTERDAY, by=chief, at=AT)
    with pytest.raises(ValidationError):
        operations.end_assignment(row, last_day=TOMORROW, by=chief, at=AT)
    with pytest.raises(ValidationError):
        operations.end_assignment(row, last_day=SINCE - datetime.timedelta(days=1), by=None, at=AT)


def test_an_administrator_ends_nothing_of_his_own_and_nothing_elsewhere(units, ward_chief):
    with pytest.raises(PermissionDenied):
        operations.end_assignment(ward_chief.assignments.get(), last_day=TODAY, by=ward_chief, at=AT)
    other = person("minh", "ward_officer", units["00001"])
    with pytest.raises(PermissionDenied):
        operations.end_assignment(other.assignments.get(), last_day=TODAY, by=ward_chief, at=AT)


# --- accounts ---------------------------------------------------------------------------------------------------
def test_a_new_password_is_shown_once_and_must_be_changed(units, chief):
    user = person("an", "ward_officer", units["00016"])
    word = operations.reset_password(user, by=chief, at=AT)
    user.refresh_from_db()
    assert user.check_password(word)
    assert not user.check_password(PASSWORD)
    assert user.must_change_password
    event = events("accounts.password_reset")[0]
    assert word not in str(event.detail)


def test_a_closed_account_holds_nothing_and_can_be_opened_again(units, chief):
    user = person("an", "ward_officer", units["00016"])
    operations.assign(user, role="enumerator", area=units["00016"], starts_on=TOMORROW, by=chief, at=AT)
    operations.close_account(user, by=chief, at=AT)
    user.refresh_from_db()
    assert not user.is_active
    assert not user.check_password(PASSWORD)
    assert held(user) == [("ward_officer", "00016", SINCE, TODAY)]
    with pytest.raises(ValidationError):
        operations.reset_password(user, by=chief, at=AT)
    word = operations.reopen_account(user, by=chief, at=AT)
    user.refresh_from_db()
    assert user.is_active
    assert user.check_password(word)
    assert [event.detail for event in events("accounts.account_closed")] == [
        {"ended": [{"role": "ward_officer", "area": "00016"}, {"role": "enumerator", "area": "00016"}]}
    ]


@pytest.mark.parametrize("operation", ["reset_password", "close_account", "reopen_account"])
def test_nobody_does_it_to_himself_or_to_the_administrator_above(units, chief, ward_chief, operation):
    for target in (ward_chief, chief):
        with pytest.raises(PermissionDenied):
            getattr(operations, operation)(target, by=ward_chief, at=AT)


# --- handing over -----------------------------------------------------------------------------------------------
def test_staff_change_is_one_operation(units, chief):
    leaves = person("an", "ward_officer", units["00016"])
    end = datetime.date(2024, 12, 31)
    operations.assign(leaves, role="enumerator", area=units["00001"], starts_on=SINCE, ends_on=end, by=None, at=AT)
    comes = person("binh", "committee_member", units["00016"])
    before = AuditEvent.objects.count()
    operations.hand_over(leaves, comes, first_day=TOMORROW, by=chief, at=AT)
    assert held(leaves) == [("ward_officer", "00016", SINCE, TODAY), ("enumerator", "00001", SINCE, TODAY)]
    assert held(comes) == [
        ("committee_member", "00016", SINCE, None),
        ("ward_officer", "00016", TOMORROW, None),
        ("enumerator", "00001", TOMORROW, end),
    ]
    assert AuditEvent.objects.count() == before + 1
    assert events("accounts.handed_over")[0].detail == {
        "to": comes.pk,
        "from": "2024-09-21",
        "duties": [{"role": "ward_officer", "area": "00016"}, {"role": "enumerator", "area": "00001"}],
    }
    assert first_broken_link() is None


def test_what_the_successor_holds_already_stays_as_it_is(units, chief):
    leaves, comes = person("an", "ward_officer", units["00016"]), person("binh", "ward_officer", units["00016"])
    operations.hand_over(leaves, comes, first_day=TODAY, by=chief, at=AT)
    assert held(leaves) == [("ward_officer", "00016", SINCE, YESTERDAY)]
    assert held(comes) == [("ward_officer", "00016", SINCE, None)]


def test_a_duty_to_come_is_handed_over_with_its_days(units, chief):
    leaves, comes = person("an", None, None), person("binh", "committee_member", units["00016"])
    later = datetime.date(2025, 1, 1)
    operations.assign(leaves, role="ward_officer", area=units["00016"], starts_on=later, by=None, at=AT)
    operations.hand_over(leaves, comes, first_day=TOMORROW, by=chief, at=AT)
    assert held(leaves) == []
    assert held(comes)[1] == ("ward_officer", "00016", later, None)


def test_a_duty_in_a_ward_that_has_ended_is_handed_over_with_its_years(units, chief):
    leaves, comes = person("an", "ward_officer", units["00001"]), person("binh", "enumerator", units["00016"])
    places.close_unit(units["00001"], last_day=YESTERDAY, by=None, at=AT)
    operations.hand_over(leaves, comes, first_day=TODAY, by=chief, at=AT)
    assert held(comes)[1] == ("ward_officer", "00001", TODAY, None)


def test_one_duty_that_may_not_meet_stops_all(units, chief):
    leaves, comes = person("an", "ward_officer", units["00016"]), person("binh", "fund_keeper", units["00016"])
    operations.assign(leaves, role="fund_approver", area=units["00016"], starts_on=SINCE, by=None, at=AT)
    with pytest.raises(ValidationError):
        operations.hand_over(leaves, comes, first_day=TODAY, by=chief, at=AT)
    assert [row[3] for row in held(leaves)] == [None, None]
    assert len(held(comes)) == 1


def test_an_administrator_who_leaves_hands_over_and_none_takes_over_for_himself(units, chief):
    next_one = person("tu", None, None)
    User.objects.filter(pk=next_one.pk).update(office=units["001"])
    next_one.refresh_from_db()
    other = person("an", "emulation_council", units["001"])
    with pytest.raises(PermissionDenied):
        operations.hand_over(other, chief, first_day=TODAY, by=chief, at=AT)
    operations.hand_over(chief, next_one, first_day=TOMORROW, by=chief, at=AT)
    assert held(next_one) == [("administrator", "001", TOMORROW, None)]


@pytest.mark.parametrize("day", [YESTERDAY, SINCE])
def test_a_hand_over_never_reaches_back(units, chief, day):
    leaves, comes = person("an", "ward_officer", units["00016"]), person("binh", "enumerator", units["00016"])
    with pytest.raises(ValidationError):
        operations.hand_over(leaves, comes, first_day=day, by=chief, at=AT)
    with pytest.raises(ValidationError):
        operations.hand_over(leaves, leaves, first_day=TODAY, by=chief, at=AT)

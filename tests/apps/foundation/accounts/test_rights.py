"""Rights come from a role in an area between two days, and from nothing else."""

from __future__ import annotations

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.http import Http404

from chungtay.foundation.accounts import operations
from chungtay.foundation.accounts.models import Assignment, Role, User
from chungtay.foundation.accounts.permissions import ROLES, Permission, holders_of, may, place_for, scope_of
from tests.factories import AT, PASSWORD, SINCE, person

TODAY = datetime.date(2024, 9, 20)


def test_every_role_is_declared():
    assert set(ROLES) == set(Role)


WRITES = {"account:manage", "place:manage", "review:classify"} | {
    f"registry:{verb}" for verb in ("edit", "propose", "approve", "import", "merge")
}


def test_an_auditor_and_whoever_only_looks_writes_nothing():
    """Written down apart from the declaration: who may change anything at all."""
    writers = {role for role, declared in ROLES.items() if declared.may & WRITES}
    assert writers == {"enumerator", "ward_officer", "ward_leader", "district_officer", "administrator"}


def test_who_sees_no_household():
    seers = {role for role, declared in ROLES.items() if {"registry:read", "review:read"} & declared.may}
    assert set(Role) - seers == {"administrator", "emulation_council", "school_officer", "volunteer"}


def test_a_school_and_a_volunteer_hold_nothing_else():
    assert ROLES[Role.SCHOOL_OFFICER].may == {"school:read", "school:keep", "school:hand_over"}
    assert ROLES[Role.VOLUNTEER].may == {"gift:read", "gift:carry"}
    assert holders_of(Permission.SCHOOL_HAND_OVER) == ("school_officer",)
    hand_over = set(holders_of(Permission.SUPPORT_HAND_OVER))
    assert set(holders_of(Permission.GIFT_CARRY)) == hand_over | {"volunteer"}
    assert set(holders_of(Permission.SCHOOL_READ)) == set(holders_of(Permission.REGISTRY_READ)) | {"school_officer"}


def test_identity_numbers_in_full_are_for_those_who_keep_the_register():
    assert set(holders_of(Permission.REGISTRY_SENSITIVE)) == {"ward_officer", "district_officer"}


def test_every_role_is_given_where_its_office_is():
    """Whoever keeps or decides for a ward does so for one ward; whoever does so for a district has no ward."""
    wards_own = {"enumerator", "ward_officer", "ward_leader", "school_officer", "volunteer"}
    above = {"district_officer", "district_leader"}
    for role in Role:
        levels = set(ROLES[role].levels)
        assert ("ward" in levels) == (role not in above), role
        assert ({"district", "province"} <= levels) == (role not in wards_own), role
        assert "group" not in levels


def test_a_ward_officer_classifies_in_the_own_ward_only(units, officer):
    assert may(officer, Permission.REVIEW_CLASSIFY, units["00016"], TODAY)
    assert not may(officer, Permission.REVIEW_CLASSIFY, units["00001"], TODAY)
    assert not may(officer, Permission.REVIEW_CLASSIFY, units["001"], TODAY)


def test_a_district_officer_reaches_every_ward_of_the_district(units, district_officer):
    assert may(district_officer, Permission.REVIEW_READ, units["00001"], TODAY)
    assert not may(district_officer, Permission.REVIEW_READ, units["01"], TODAY)


def test_an_administrator_sees_no_household(units):
    admin = person("son", "administrator", units["001"])
    assert scope_of(admin, Permission.REVIEW_READ, TODAY) == []


def test_without_a_duty_nothing_is_seen(units):
    assert scope_of(person("an", None, None), Permission.REVIEW_READ, TODAY) == []


def test_a_duty_ends(units, officer):
    row = Assignment.objects.get(user=officer)
    operations.end_assignment(row, last_day=TODAY, by=None, at=AT)
    fresh = User.objects.get(pk=officer.pk)
    assert may(fresh, Permission.REVIEW_READ, units["00016"], TODAY)
    assert not may(fresh, Permission.REVIEW_READ, units["00016"], TODAY + datetime.timedelta(days=1))


def test_an_account_out_of_use_sees_nothing(units, officer):
    officer.is_active = False
    assert scope_of(officer, Permission.REVIEW_READ, TODAY) == []


def test_the_place_in_an_address_must_be_in_the_own_area(units, officer):
    assert place_for(officer, "00016", 2024) == units["00016"]
    with pytest.raises(PermissionDenied):
        place_for(officer, "00001", 2024)
    with pytest.raises(Http404):
        place_for(officer, "99999", 2024)
    with pytest.raises(Http404):
        place_for(officer, "00016", 2018)  # founded in 2019


def test_a_duty_given_twice_is_held_once(units, officer):
    operations.assign(officer, role="ward_officer", area=units["00016"], starts_on=SINCE, by=None, at=AT)
    assert Assignment.objects.filter(user=officer).count() == 1


def test_account_names_have_one_form(units):
    person("hoa.ngoc-ha", None, None)
    with pytest.raises(ValidationError):
        person("HOA.ngoc-ha", None, None)
    with pytest.raises(ValidationError):
        person("hòa", None, None)
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.create(username="HOA", full_name="x")


def test_new_passwords_are_long_and_differ():
    words = {operations.new_password() for _ in range(50)}
    assert len(words) == 50
    assert {len(word) for word in words} == {17}


def test_passwords_are_stored_hashed(units, officer):
    assert PASSWORD not in officer.password
    assert officer.check_password(PASSWORD)

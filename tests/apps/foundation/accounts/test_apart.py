"""Duties that may not meet in one person: on one case, and in one area. The pairs are written down here once more."""

from __future__ import annotations

import datetime
import itertools

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from hypothesis import given
from hypothesis import strategies as st

from chungtay.foundation.accounts import operations
from chungtay.foundation.accounts.models import Assignment, Role, User
from chungtay.foundation.accounts.permissions import Duty, check_apart, in_the_way, may_meet
from tests.factories import AT, SINCE, person

ME, OTHER = User(pk=7), 8
APART = [
    ("propose", "approve"),
    ("enter", "confirm"),
    ("enter", "approve"),
    ("enter", "pay"),
    ("approve", "pay"),
    ("survey", "recheck"),
    ("survey", "decide"),
    ("receive", "decide"),
    ("nominate", "examine"),
]


@pytest.mark.parametrize(("one", "other"), APART)
def test_the_same_person_is_kept_from_the_second_step_in_either_order(one, other):
    for did, wanted in ((one, other), (other, one)):
        with pytest.raises(PermissionDenied):
            check_apart(ME, wanted, acted={did: ME.pk})
        check_apart(ME, wanted, acted={did: OTHER})


def test_every_other_pair_may_meet():
    free = [
        pair
        for pair in itertools.combinations([duty.value for duty in Duty], 2)
        if pair not in APART and pair[::-1] not in APART
    ]
    assert len(free) == 11 * 10 // 2 - len(APART)
    for one, other in free:
        check_apart(ME, one, acted={other: ME.pk})


def test_doing_the_same_again_is_no_second_step():
    check_apart(ME, "enter", acted={"enter": ME.pk})


def test_several_people_may_have_acted_and_nobody_yet():
    assert in_the_way(ME, "approve", {"propose": None}) is None
    assert in_the_way(ME, "approve", {"propose": [OTHER, ME.pk]}) == "propose"
    assert in_the_way(ME, "pay", {"enter": OTHER, "approve": ME.pk}) == "approve"


def test_the_sentence_says_what_stands_in_the_way():
    with pytest.raises(PermissionDenied, match="đã đề nghị"):
        check_apart(ME, "approve", acted={"propose": ME.pk})


@pytest.mark.parametrize("word", ["aprove", "", "Enter"])
def test_a_word_that_the_table_lacks_is_an_error_and_never_a_yes(word):
    with pytest.raises(ValueError):
        check_apart(ME, word, acted={"enter": ME.pk})
    with pytest.raises(ValueError):
        check_apart(ME, "enter", acted={word: ME.pk})


@given(st.sampled_from(list(Duty)), st.dictionaries(st.sampled_from(list(Duty)), st.sets(st.integers(8, 99))))
def test_what_others_did_keeps_nobody_from_anything(duty, acted):
    assert in_the_way(ME, duty, acted) is None


# --- roles ------------------------------------------------------------------------------------------------------
def test_which_roles_never_meet():
    apart = {frozenset(pair) for pair in itertools.combinations(Role.values, 2) if not may_meet(*pair)}
    with_auditor = {frozenset({"auditor", role}) for role in Role.values if role != "auditor"}
    sees = set(Role.values) - {"administrator", "emulation_council"}
    with_administrator = {frozenset({"administrator", role}) for role in sees}
    assert apart == {frozenset({"fund_keeper", "fund_approver"})} | with_auditor | with_administrator


def give(user, role, area, starts_on=SINCE, **changes):
    return operations.assign(user, role=role, area=area, starts_on=starts_on, by=None, at=AT, **changes)


@pytest.mark.parametrize(
    ("held", "wanted"),
    [
        ("fund_keeper", "fund_approver"),
        ("fund_approver", "fund_keeper"),
        ("auditor", "ward_officer"),
        ("enumerator", "auditor"),
        ("ward_leader", "administrator"),
        ("administrator", "auditor"),
    ],
)
def test_a_second_role_that_may_not_meet_the_first_is_refused(units, held, wanted):
    user = person("an", held, units["00016"])
    with pytest.raises(ValidationError, match="không bao giờ"):
        give(user, wanted, units["00016"])
    assert list(user.assignments.values_list("role", flat=True)) == [held]


def test_an_area_that_holds_the_other_counts_as_the_same(units):
    user = person("an", "administrator", units["001"])
    with pytest.raises(ValidationError):
        give(user, "ward_officer", units["00016"])
    other = person("binh", "ward_officer", units["00016"])
    with pytest.raises(ValidationError):
        give(other, "administrator", units["001"])


def test_two_wards_are_two_areas(units):
    user = person("an", "fund_keeper", units["00016"])
    give(user, "fund_approver", units["00001"])
    assert user.assignments.count() == 2


def test_one_after_the_other_is_allowed(units):
    user = person("an", "fund_keeper", units["00016"])
    last = datetime.date(2024, 6, 30)
    operations.end_assignment(Assignment.objects.get(user=user), last_day=last, by=None, at=AT)
    with pytest.raises(ValidationError):
        give(user, "fund_approver", units["00016"], starts_on=last)
    give(user, "fund_approver", units["00016"], starts_on=last + datetime.timedelta(days=1))


def test_a_duty_to_come_is_in_the_way_of_one_without_end(units):
    user = person("an", None, None)
    give(user, "auditor", units["00016"], starts_on=datetime.date(2025, 1, 1))
    with pytest.raises(ValidationError):
        give(user, "ward_officer", units["00016"])
    give(user, "ward_officer", units["00016"], ends_on=datetime.date(2024, 12, 31))

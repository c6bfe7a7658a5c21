"""A policy says at which level each case is approved; whoever approves at another level does not approve it."""

from __future__ import annotations

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from chungtay.foundation.accounts import operations as accounts
from chungtay.foundation.accounts.models import Role
from chungtay.foundation.accounts.permissions import Permission, scope_of
from chungtay.foundation.places.models import Unit
from chungtay.records.catalogue.operations import policies
from chungtay.records.entitlements import permissions
from chungtay.records.entitlements.models import LineState, ListState
from chungtay.records.entitlements.operations import lists
from chungtay.records.entitlements.presenters.waiting import waiting_for
from chungtay.records.entitlements.queries.waiting import to_approve
from chungtay.records.registry.operations.status import NewStatus, record_status
from tests import factories
from tests.apps.records.catalogue.samples import DOCUMENTS, sample
from tests.apps.records.registry.factories import household, member

D = datetime.date
BEFORE = datetime.datetime(2025, 6, 16, 8, 0, tzinfo=datetime.UTC)  # the last month with districts
AFTER = datetime.datetime(2025, 7, 1, 8, 0, tzinfo=datetime.UTC)


@pytest.fixture
def ward(db) -> Unit:
    factories.district()
    return Unit.objects.get(level="ward", code="00016")


@pytest.fixture
def people(ward):
    district = ward.parent
    return {
        "officer": factories.person("officer-level", Role.WARD_OFFICER, ward),
        "leader": factories.person("leader-level", Role.WARD_LEADER, ward),
        "district": factories.person("district-level", Role.DISTRICT_LEADER, district),
        "city": factories.person("city-level", Role.DISTRICT_LEADER, district.parent),
        "member": factories.person("member-level", Role.COMMITTEE_MEMBER, ward),
    }


@pytest.fixture
def home(ward):
    """A near-poor household with one woman of 85."""
    group = Unit.objects.get(level="group", parent=ward)
    made = household(group, (member("Đỗ Thị Kim", born="1940-01-01"),), since=D(2015, 1, 1), at=BEFORE)
    record_status(made, NewStatus(2025, "vn-2022", "near_poor", D(2025, 1, 1), "legacy"), by=None, at=BEFORE)
    return made


def drawn(ward, people, approval: str, at=BEFORE):
    """A list of 300,000 a month under a policy of the ward of January 2025, each case of which `approval` approves."""
    content = sample(approval=approval, issued_on=D(2025, 1, 1), valid_from=D(2025, 1, 1))
    policy = policies.propose(ward, content, by=people["officer"], at=at)
    policies.approve(policy.pk, decision="15/QĐ-UBND", by=people["leader"], at=at)
    return lists.draw_up(ward, policy.code, day=at.date(), by=people["officer"], at=at)


def approve(made, who, at=BEFORE):
    return lists.approve_list(made.pk, decision="21/QĐ-UBND", documents=DOCUMENTS, by=who, at=at)


def who_sees_it(people, ward, on: datetime.date) -> set[str]:
    province = ward.parent.parent
    places = {"leader": ward, "district": ward.parent, "city": province, "officer": ward, "member": ward}
    return {name for name, place in places.items() if to_approve(people[name], place, on)}


@pytest.mark.parametrize(
    ("approval", "may"),
    [
        ("ward_leader", {"leader"}),
        ("donor", {"leader"}),
        ("none", {"leader"}),
        ("district_leader", {"district", "city"}),
        ("city", {"city"}),
    ],
)
def test_each_level_approves_its_own_policies_alone(ward, people, home, approval, may) -> None:
    made = drawn(ward, people, approval)
    assert who_sees_it(people, ward, BEFORE.date()) == may
    for name in {"leader", "district", "city"} - may:
        with pytest.raises(PermissionDenied):
            approve(made, people[name])
        with pytest.raises(PermissionDenied):
            lists.refuse(made.pk, made.lines.get().pk, note="sai", by=people[name], at=BEFORE)
    made = approve(made, people[sorted(may)[0]])
    assert (made.state, made.lines.get().state) == (ListState.APPROVED, LineState.APPROVED)


def test_the_refusal_names_who_approves(ward, people, home) -> None:
    made = drawn(ward, people, "district_leader")
    with pytest.raises(PermissionDenied, match="lãnh đạo quận, huyện duyệt từng trường hợp"):
        approve(made, people["leader"])
    made = drawn(ward, people, "city")
    with pytest.raises(PermissionDenied, match="lãnh đạo thành phố duyệt từng trường hợp"):
        approve(made, people["district"])


def test_from_july_2025_the_step_of_the_district_is_the_wards(ward, people, home) -> None:
    """The list of June waits for the district; from 1 July there is none, and the leader of the ward approves it."""
    made = drawn(ward, people, "district_leader")
    assert who_sees_it(people, ward, D(2025, 6, 30)) == {"district", "city"}
    assert who_sees_it(people, ward, D(2025, 7, 1)) == {"leader"}
    with pytest.raises(PermissionDenied):
        approve(made, people["district"], AFTER)
    assert approve(made, people["leader"], AFTER).approved_by == people["leader"]


def test_a_policy_that_begins_later_names_no_district(ward, people) -> None:
    content = sample(approval="district_leader", issued_on=D(2025, 6, 1), valid_from=D(2025, 7, 1))
    with pytest.raises(ValidationError, match="không còn cấp quận, huyện"):
        policies.propose(ward, content, by=people["officer"], at=AFTER)


def test_whoever_drew_it_up_never_approves_it_whatever_the_level(ward, people, home) -> None:
    """The officer of the ward is the leader of the district too; nor does the one who approved hand over."""
    officer = people["officer"]
    accounts.assign(
        officer, role=Role.DISTRICT_LEADER, area=ward.parent, starts_on=factories.SINCE, by=None, at=factories.AT
    )
    made = drawn(ward, people, "district_leader")
    with pytest.raises(PermissionDenied):
        approve(made, officer)
    accounts.assign(
        people["district"], role=Role.COMMITTEE_MEMBER, area=ward.parent, starts_on=factories.SINCE, by=None,
        at=factories.AT,
    )  # fmt: skip
    approve(made, people["district"])
    line = made.lines.get()
    with pytest.raises(PermissionDenied):
        lists.hand_over(made.pk, line.pk, received_by="Kim", on=BEFORE.date(), by=people["district"], at=BEFORE)
    lists.hand_over(made.pk, line.pk, received_by="Kim", on=BEFORE.date(), by=people["member"], at=BEFORE)


def test_a_leader_of_the_district_approves_nothing_of_another_district(ward, people, home) -> None:
    from chungtay.foundation.places import operations as places

    other = places.found_unit(
        level="district", code="002", name="Quận Hoàn Kiếm", parent=ward.parent.parent, valid_from=factories.SINCE,
        by=None, at=factories.AT,
    )  # fmt: skip
    stranger = factories.person("district-far", Role.DISTRICT_LEADER, other)
    made = drawn(ward, people, "district_leader")
    assert to_approve(stranger, other, BEFORE.date()) == []
    with pytest.raises(PermissionDenied):
        approve(made, stranger)


def test_a_purchase_goes_by_the_highest_level_of_its_policies() -> None:
    level = permissions.level_of
    assert level(["ward_leader", "city", "district_leader"], D(2025, 6, 30)) == "province"
    assert level(["ward_leader", "district_leader"], D(2025, 6, 30)) == "district"
    assert level(["ward_leader", "district_leader"], D(2025, 7, 1)) == "ward"
    assert level([], D(2025, 6, 30)) == "ward"


def test_the_leader_above_finds_it_on_today_and_on_its_page(ward, people, home, client) -> None:
    """As of today: under a policy whose level is the city."""
    now = datetime.datetime.now(datetime.UTC)
    made = drawn(ward, people, "city", now)
    province = ward.parent.parent
    told = list(waiting_for(people["city"], province, now.year, now.date()))
    assert [each.about.split(" · ")[-1] for each in told] == [ward.name]
    address = reverse("entitlements:list", args=[ward.code, now.year, made.pk])
    client.force_login(people["leader"])
    page = client.get(address).content.decode()
    assert "lãnh đạo thành phố" in page
    assert 'name="decision"' not in page
    client.force_login(people["city"])
    page = client.get(address).content.decode()
    assert 'name="decision"' in page
    client.post(
        reverse("entitlements:approve", args=[ward.code, now.year, made.pk]),
        {"decision": "21/QĐ-UBND", "documents": DOCUMENTS},
    )
    made.refresh_from_db()
    assert (made.state, made.approved_by) == (ListState.APPROVED, people["city"])


def test_what_the_ward_alone_approves_is_not_in_reach_from_above(ward, people) -> None:
    assert scope_of(people["district"], Permission.SUPPORT_APPROVE, D(2026, 9, 1)) == []
    assert scope_of(people["district"], Permission.SUPPORT_APPROVE_ABOVE, D(2026, 9, 1)) == [ward.parent.path]

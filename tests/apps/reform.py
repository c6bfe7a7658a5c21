"""A ward that ends on 30 September 2026: its first group becomes one of Hồng Hà, its second one of Giảng Võ."""

from __future__ import annotations

import datetime

from chungtay.foundation.accounts.models import Role
from chungtay.foundation.places import operations as places
from chungtay.foundation.places.models import Extent, Reorganisation, Succession, Unit
from tests import factories

D = datetime.date
HANOI = datetime.timezone(datetime.timedelta(hours=7))
REFORM, EVE = D(2026, 10, 1), D(2026, 9, 30)
APPLIED = datetime.datetime(2026, 10, 5, 8, 0, tzinfo=HANOI)
AFTER = datetime.datetime(2026, 10, 10, 9, 0, tzinfo=HANOI)
AFTER_DAY = D(2026, 10, 10)


def second_group(first: Unit) -> Unit:
    return places.found_unit(
        level="group", code="02", name="Tổ dân phố 2", parent=first.parent, valid_from=factories.SINCE, by=None,
        at=factories.AT,
    )  # fmt: skip


def split_in_two(first: Unit, second: Unit) -> tuple[Reorganisation, Unit, Unit]:
    """The plan, applied, and the two new wards."""
    old = first.parent
    found = {"level": "ward", "parent": old.parent.parent, "valid_from": REFORM, "by": None, "at": APPLIED}
    hong_ha = places.found_unit(code="00097", name="Phường Hồng Hà", **found)
    giang_vo = places.found_unit(code="00098", name="Phường Giảng Võ", **found)
    places.close_unit(old, last_day=EVE, by=None, at=APPLIED)
    for new in (hong_ha, giang_vo):
        Succession.objects.create(old=old, new=new, day=REFORM, extent=Extent.PART)
    plan = places.draft_plan(old, day=REFORM, by=None, at=APPLIED)
    wards = {row.pk: hong_ha.pk if row.old_id == first.pk else giang_vo.pk for row in plan.groups.all()}
    places.assign_groups(plan, wards, by=None, at=APPLIED)
    return places.apply_plan(plan, by=None, at=APPLIED), hong_ha, giang_vo


def officers(ward: Unit, before: str) -> dict[str, object]:
    """Who prepares, approves, hands over and visits in a new ward."""
    return {
        "officer": factories.person(f"{before}can-bo", Role.WARD_OFFICER, ward),
        "leader": factories.person(f"{before}lanh-dao", Role.WARD_LEADER, ward),
        "payer": factories.person(f"{before}thu-quy", Role.COMMITTEE_MEMBER, ward),
        "visitor": factories.person(f"{before}to-truong", Role.ENUMERATOR, ward),
    }

"""Who visits which household: given by hand, or shared out evenly by residential group."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from chungtay.foundation.accounts.models import User
from chungtay.foundation.accounts.permissions import Permission, scope_of
from chungtay.foundation.core.operations import record_event, record_export
from chungtay.work.review.models import CampaignGroup, CampaignWard, Case, CaseState, GroupState
from chungtay.work.review.operations.lists import hold_case
from chungtay.work.review.operations.steps import guarded
from chungtay.work.review.permissions import check_may_prepare, check_may_survey
from chungtay.work.review.transitions import check_open

TO_VISIT = (CaseState.LISTED, CaseState.RETURNED)


@guarded
def assign_cases(ward: CampaignWard, *, cases: Iterable[int], to: User | None, by: Any, at: datetime.datetime) -> int:
    """Give households of a ward to an enumerator, or take them back (None). Returns how many changed hands."""
    ward = _prepared(ward, by, at)
    if to is not None:
        _check_surveys(to, ward, at)
    rows = Case.objects.filter(ward=ward, pk__in=list(cases), state__in=TO_VISIT)
    rows = rows.exclude(assigned_to=to) if to is not None else rows.exclude(assigned_to=None)
    count = rows.update(assigned_to=to, version=F("version") + 1)
    detail = {"households": count, "to": to.pk if to else None}
    record_event("review.cases_assigned", ward, by=by, at=at, area=ward.ward, detail=detail)
    return count


@guarded
def take_back(ward: CampaignWard, *, person: User, by: Any, at: datetime.datetime) -> int:
    """Whoever does not go any more has nothing left to visit in the ward; how many households that were."""
    ward = _prepared(ward, by, at)
    rows = Case.objects.filter(ward=ward, assigned_to=person, state__in=TO_VISIT)
    count = rows.update(assigned_to=None, version=F("version") + 1)
    detail = {"households": count, "from": person.pk}
    record_event("review.cases_taken_back", ward, by=by, at=at, area=ward.ward, detail=detail)
    return count


@guarded
def share_out(ward: CampaignWard, *, among: Iterable[User], by: Any, at: datetime.datetime) -> dict[int, int]:
    """Share the households nobody has yet among enumerators, whole groups together, the load as even as that allows.
    Returns account -> households it now has to visit."""
    ward = _prepared(ward, by, at)
    people = sorted(among, key=lambda user: user.pk)
    if not people:
        raise ValidationError(_("Choose who visits the households."), code="nobody")
    for user in people:
        _check_surveys(user, ward, at)
    free: Counter[int] = Counter()
    rows = Case.objects.filter(ward=ward, state__in=TO_VISIT)
    load = {user.pk: rows.filter(assigned_to=user).count() for user in people}
    free.update(rows.filter(assigned_to=None).values_list("group", flat=True))
    for group, to in shared(free, load).items():
        rows.filter(assigned_to=None, group=group).update(assigned_to=to, version=F("version") + 1)
    detail = {"households": sum(free.values()), "people": len(people)}
    record_event("review.cases_shared_out", ward, by=by, at=at, area=ward.ward, detail=detail)
    return load


@guarded
def take_case(case: Case, *, by: Any, at: datetime.datetime) -> Case:
    """An enumerator takes a household that nobody has: from now on it is his or hers, on no other telephone. Taken
    twice by the same person, it stays. Raises StepRefused, PermissionDenied, ValidationError with who was first."""
    case = hold_case(case)
    check_open(case.campaign)
    check_may_survey(by, case.group.group, timezone.localdate(at))
    if case.assigned_to_id == by.pk:
        return case
    if case.assigned_to is not None:
        raise ValidationError(
            _("%(household)s was given to %(name)s meanwhile.")
            % {"household": case.head_name, "name": case.assigned_to.full_name},
            code="taken",
        )
    if case.state not in TO_VISIT or case.group.state != GroupState.SURVEY:
        raise ValidationError(
            _("%(name)s is not to be visited now: its list is not settled, or its form is in.")
            % {"name": case.head_name},
            code="not_to_visit",
        )
    case.assigned_to, case.version = by, case.version + 1
    case.save(update_fields=["assigned_to", "version"])
    record_event("review.case_taken", case, by=by, at=at, area=case.ward.ward)
    return case


@guarded
def let_free_along(group: CampaignGroup, *, on: bool, by: Any, at: datetime.datetime) -> CampaignGroup:
    """Whether telephones of those who survey the group take along households that nobody was given. Off unless an
    officer says so: names and last year's answers lie on no more telephones than need them, and nobody's way is made
    twice. Raises StepRefused, PermissionDenied."""
    held = CampaignGroup.objects.select_for_update(of=("self",), no_key=True)
    group = held.select_related("group", "ward__campaign__area").get(pk=group.pk)
    check_open(group.ward.campaign)
    check_may_prepare(by, group.group, timezone.localdate(at))
    if group.free_along != on:
        group.free_along = on
        group.save(update_fields=["free_along"])
        record_event("review.free_along", group, by=by, at=at, area=group.group, detail={"on": on})
    return group


@guarded
def take_route_sheets(ward: CampaignWard, *, households: int, by: Any, at: datetime.datetime) -> None:
    """Names and addresses of a ward's households to visit are printed: an event. Raises PermissionDenied."""
    check_may_prepare(by, ward.ward, timezone.localdate(at))
    record_export(
        Case,
        ["head_name", "address", "was"],
        subject=ward,
        rows=households,
        sensitive_allowed=False,
        by=by,
        at=at,
        area=ward.ward,
    )


def shared(free: Mapping[int, int], load: dict[int, int]) -> dict[int, int]:
    """Group -> account: the largest group first, each to whoever has least. `load` grows with what is given."""
    given = {}
    for group, households in sorted(free.items(), key=lambda each: (-each[1], each[0])):
        least = min(load, key=lambda user: (load[user], user))
        given[group] = least
        load[least] += households
    return given


def _prepared(ward: CampaignWard, by: Any, at: datetime.datetime) -> CampaignWard:
    rows = CampaignWard.objects.select_for_update(of=("self",), no_key=True).select_related("ward", "campaign__area")
    found = rows.get(pk=ward.pk)
    check_open(found.campaign)
    check_may_prepare(by, found.ward, timezone.localdate(at))
    return found


def _check_surveys(user: User, ward: CampaignWard, at: datetime.datetime) -> None:
    paths = scope_of(user, Permission.REVIEW_SURVEY, timezone.localdate(at))
    if not any(ward.ward.path.startswith(path) for path in paths):
        raise ValidationError(
            _("%(name)s has no duty to survey in %(ward)s.") % {"name": user.full_name, "ward": ward.ward.name},
            code="no_duty",
        )

"""Who is reviewed: all of last year's list, those that asked, those that officers add; form A; the way off again."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NoReturn

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from chungtay.foundation.accounts.permissions import Permission, scope_of
from chungtay.foundation.core.operations import record_event
from chungtay.foundation.core.text import tidy
from chungtay.foundation.core.words import fold
from chungtay.records.registry.queries.listed import Home, homes, listed_on
from chungtay.records.registry.queries.movement import LISTED
from chungtay.records.registry.queries.parts import in_parts
from chungtay.rulebook import rule_sets
from chungtay.rulebook.screening import screen
from chungtay.work.review.models import (
    Campaign,
    CampaignGroup,
    CampaignKind,
    CampaignWard,
    Case,
    CaseState,
    ClosedWhy,
    GroupState,
    ListedFor,
    Request,
    SurveyState,
    WardState,
)
from chungtay.work.review.operations.moved_cases import follow_moved
from chungtay.work.review.operations.steps import guarded
from chungtay.work.review.permissions import check_may_prepare
from chungtay.work.review.queries.campaigns import inside, main_standard, takes
from chungtay.work.review.queries.screening import first_state, form_a_demanded, goes_with_its_request, is_for
from chungtay.work.review.queries.steps_back import has_class, has_form
from chungtay.work.review.queries.unlisted import TAKING_GROUPS, TAKING_WARDS, list_until
from chungtay.work.review.transitions import StepRefused, check_case_step, check_group_step, check_open

_BATCH = 1_000


@guarded
def list_households(campaign: Campaign, *, by: Any, at: datetime.datetime) -> int:
    """Put every household of last year's list that lives in the person's part of the campaign on the list to review,
    and those that came on the list or moved in with their class since. Done again, nothing is doubled; groups whose
    meeting was called stay as they are while others take households. Returns how many were added."""
    campaign = Campaign.objects.select_related("area").get(pk=campaign.pk)
    check_open(campaign)
    groups = _groups_prepared_by(campaign, by, at)
    paths = [group.group.path for group in groups.values()]
    found = listed_on(paths, campaign.baseline_on)
    if campaign.kind == CampaignKind.PERIODIC:
        first = {home.number for home in found}
        since = listed_on(paths, list_until(campaign, timezone.localdate(at)))
        found += [home for home in since if home.number not in first]
    open_ones = {
        unit for unit, group in groups.items() if group.state in TAKING_GROUPS and group.ward.state in TAKING_WARDS
    }
    taking = [home for home in found if home.group in open_ones]
    added = _add(campaign, groups, taking, ListedFor.LISTED) + follow_moved(groups, taking, by=by, at=at)
    if not added:  # says what stands in the way, where something does
        _add(campaign, groups, found, ListedFor.LISTED)
    record_event("review.households_listed", campaign, by=by, at=at, area=campaign.area, detail={"added": added})
    return added


@guarded
def add_households(
    campaign: Campaign,
    *,
    households: Iterable[int],
    listed_for: str,
    request: Request | None = None,
    by: Any,
    at: datetime.datetime,
) -> int:
    """Put households on the list that asked or that an officer adds. Returns how many were not there yet."""
    campaign = Campaign.objects.select_related("area").get(pk=campaign.pk)
    check_open(campaign)
    if listed_for not in (ListedFor.ASKED, ListedFor.ADDED):
        raise ValidationError(_("A household asks or is added; last year's list comes in by itself."))
    groups = _groups_prepared_by(campaign, by, at)
    wanted = sorted(set(households))
    found = homes(wanted, day=campaign.baseline_on)
    elsewhere = len(wanted) - sum(home.group in groups for home in found)
    if elsewhere:
        raise ValidationError(
            _("%(count)s of the households do not live in your part of this review.") % {"count": elsewhere},
            code="elsewhere",
        )
    added = _add(campaign, groups, found, listed_for, request)
    detail = {"added": added, "why": str(listed_for)}
    record_event("review.households_added", campaign, by=by, at=at, area=campaign.area, detail=detail)
    return added


def _groups_prepared_by(campaign: Campaign, by: Any, at: datetime.datetime) -> dict[int, CampaignGroup]:
    """Unit -> group of the campaign, of the groups that the person prepares. Raises PermissionDenied for none."""
    rows = CampaignGroup.objects.filter(ward__campaign=campaign).select_related("group", "ward__ward")
    if by is not None:
        paths = scope_of(by, Permission.REVIEW_PREPARE, timezone.localdate(at))
        rows = rows.filter(inside("group__path", paths))
        if not rows.exists():
            check_may_prepare(by, campaign.area, timezone.localdate(at))
    return {group.group_id: group for group in rows}


def _add(
    campaign: Campaign,
    groups: Mapping[int, CampaignGroup],
    found: Sequence[Home],
    listed_for: str,
    request: Request | None = None,
) -> int:
    there = set(Case.objects.filter(campaign=campaign).values_list("household", flat=True))
    standard = main_standard(campaign).rule_set
    rows = []
    by_form_a = form_a_demanded(campaign)
    for home in found:
        group = groups.get(home.group)
        if group is None or home.number in there:
            continue
        if group.state in (GroupState.MEETING, GroupState.MET):
            _refuse_after_meeting(group)
        _check_takes_households(group.ward)
        case = _case(campaign, group, home, listed_for, request, standard)
        case.state = first_state(listed_for, case.was, by_form_a=by_form_a)
        rows.append(case)
    for part in in_parts(rows, _BATCH):
        Case.objects.bulk_create(part)
    return len(rows)


def _refuse_after_meeting(group: CampaignGroup) -> NoReturn:
    raise StepRefused(
        _("%(group)s has called its meeting; a household cannot come on its list now.") % {"group": group.group.name},
        subject=group,
        area=group.group,
        stands=group.state,
        wanted="add",
    )


def _check_takes_households(ward: CampaignWard) -> None:
    """Raise StepRefused once the list of the ward went to the opinion or the decision: a household that came on it
    then would neither be met nor posted, and the review could not be closed."""
    if ward.state not in (WardState.SURVEY, WardState.POSTED):
        raise StepRefused(
            _(
                "The list of %(ward)s is at “%(state)s”; no household comes on it any more. Take it up in the next "
                "review within the year."
            )
            % {"ward": ward.ward.name, "state": WardState(ward.state).label},
            subject=ward,
            area=ward.ward,
            stands=ward.state,
            wanted="add",
        )


def _case(
    campaign: Campaign,
    group: CampaignGroup,
    home: Home,
    listed_for: str,
    request: Request | None,
    standard: str,
) -> Case:
    main = home.classes.get(standard)  # "found not poor" is on no list, as one of which nothing was ever decided
    listed = sorted({class_id for class_id in ([main] if main else home.classes.values()) if class_id in LISTED})
    return Case(
        campaign=campaign,
        ward=group.ward,
        group=group,
        household_id=home.number,
        head_name=home.head_name,
        name_key=home.name_key,
        search=fold(f"{home.code} {home.head_name} {home.address}")[:300],
        address=home.address,
        listed_for=listed_for,
        was=listed[-1] if listed else "",  # poor before near-poor
        request=request,
        meets=takes(campaign, "meeting"),
    )


@guarded
def screen_case(case: Case, *, answers: Mapping[str, bool | None], by: Any, at: datetime.datetime) -> Case:
    """Form A of a household that asked or that an officer added: fewer criteria than the form's limit keep it on the
    list. All answers are needed unless one already excludes it; the outcome is the rule book's, never typed.

    Not for a household of the list of poor and near-poor, also when it asks to be taken off: it is surveyed (Điều 4
    khoản 1 QĐ 24/2021). Not in the review within the year, which begins with the survey (Điều 5)."""
    case = _held(case, by, at)
    if not is_for(case):
        raise ValidationError(
            _(
                "A household of last year's list is surveyed, also when it asks to be taken off; form A is for "
                "households that ask to come on the list."
            ),
            code="on_the_list",
        )
    if case.campaign.kind == CampaignKind.IN_YEAR and not form_a_demanded(case.campaign):
        raise ValidationError(
            _("The review within the year begins with the survey; form A belongs to the yearly one."), code="in_year"
        )
    rules = rule_sets.load(main_standard(case.campaign).rule_set)
    result = screen(rules, answers)
    if result.listed is None:
        raise ValidationError(_("Form A is not complete: %(what)s.") % {"what": result.reason.vi}, code="incomplete")
    wanted = CaseState.LISTED if result.listed else CaseState.SCREENED_OUT
    if case.state != wanted:
        check_case_step(case, wanted)
        if wanted == CaseState.LISTED:
            _check_may_come_back(case)
    case.state, case.version = wanted, case.version + 1
    case.screening = {
        "answers": dict(answers),
        "count": result.count,
        "listed": result.listed,
        "vi": result.reason.vi,
        "en": result.reason.en,
        "rule_set": rules.id,
        "version": rules.version,
    }
    case.save(update_fields=["state", "version", "screening"])
    if result.listed:
        _late_forms_back(case)
    detail = {"listed": result.listed, "count": result.count}
    record_event("review.case_screened", case, by=by, at=at, area=case.ward.ward, detail=detail)
    return case


@guarded
def close_case(case: Case, *, why: str, note: str = "", by: Any, at: datetime.datetime) -> Case:
    """A household that cannot be surveyed has its outcome by a named reason. One whose form came in, and one of the
    list of poor and near-poor, is closed by two people (`operations.steps_back`), whatever the reason."""
    case = _held(case, by, at)
    check_case_step(case, CaseState.CLOSED)
    if has_form(case):
        raise ValidationError(
            _("A form of this household came in. One person proposes to close it, another one decides."), code="second"
        )
    check_why_closed(case, why)
    if has_class(case, timezone.localdate(at)):
        raise ValidationError(
            _("%(name)s is on the list of poor and near-poor. One person proposes to close it, another one decides.")
            % {"name": case.head_name},
            code="second",
        )
    return note_closed(case, why=why, note=note, by=by, at=at)


def check_why_closed(case: Case, why: str) -> None:
    """Raise ValidationError for no reason, or for a request taken back of a household that never asked."""
    if why not in ClosedWhy.values:
        raise ValidationError(_("Say why the household is closed."), code="why")
    if why == ClosedWhy.WITHDRAWN and not goes_with_its_request(case):
        raise ValidationError(
            _(
                "%(name)s is not on the list by its own request alone, so no request taken back ends its review. Survey"
                " it, or name another reason."
            )
            % {"name": case.head_name},
            code="never_asked",
        )


def note_closed(case: Case, *, why: str, note: str, by: Any, at: datetime.datetime) -> Case:
    """The household, held by `hold_case`, has its outcome by a named reason. Forms stay as they are."""
    check_case_step(case, CaseState.CLOSED)
    case.state, case.closed_why, case.note, case.version = CaseState.CLOSED, why, tidy(note)[:300], case.version + 1
    case.save(update_fields=["state", "closed_why", "note", "version"])
    record_event("review.case_closed", case, by=by, at=at, area=case.ward.ward, detail={"why": why})
    return case


@guarded
def take_up_again(case: Case, *, by: Any, at: datetime.datetime) -> Case:
    """A household that was closed or left out by form A goes back on the list, before its group meets; form A is filled
    in anew where it left the household out."""
    case = _held(case, by, at)
    # one that an officer added and that asked later was put to form A as those that asked
    listed_for = ListedFor.ASKED if case.request_id is not None else case.listed_for
    wanted = first_state(listed_for, case.was, by_form_a=form_a_demanded(case.campaign))
    if case.screening.get("listed"):
        wanted = CaseState.LISTED  # form A was filled in and kept it on the list
    check_case_step(case, wanted)
    _check_may_come_back(case)
    if not case.screening.get("listed"):
        case.screening = {}  # what left the household out is in the trail; form A is asked again
    case.state, case.closed_why, case.version = wanted, "", case.version + 1
    case.save(update_fields=["state", "closed_why", "version", "screening"])
    _late_forms_back(case)
    record_event("review.case_taken_up", case, by=by, at=at, area=case.ward.ward)
    return case


def _late_forms_back(case: Case) -> None:
    """What was kept beside the closed household is looked at again with it."""
    case.surveys.filter(state=SurveyState.BESIDE).update(state=SurveyState.CONFLICT)


def group_back_to_survey(case: Case) -> None:
    """A household that is looked at again takes its group with it: whoever was met already stays so, and the group
    meets once more for this one. Raises StepRefused once the ward's list is posted."""
    group = CampaignGroup.objects.select_for_update(of=("self",), no_key=True).select_related("group")
    held = group.get(pk=case.group_id)
    if held.state != GroupState.MET:
        return
    if case.ward.state != WardState.SURVEY:
        raise StepRefused(
            _("The list of %(ward)s is posted; a household goes back to the survey only before.")
            % {"ward": case.ward.ward.name},
            subject=case.ward,
            area=case.ward.ward,
            stands=case.ward.state,
            wanted=WardState.SURVEY,
        )
    check_group_step(held, GroupState.SURVEY)
    held.state = GroupState.SURVEY
    held.save(update_fields=["state"])


def _check_may_come_back(case: Case) -> None:
    """Before the meeting of its group; one that met already meets again for it. Raises StepRefused."""
    _check_takes_households(case.ward)
    if case.group.state == GroupState.MEETING:
        _refuse_after_meeting(case.group)
    group_back_to_survey(case)


@guarded
def finish_list(group: CampaignGroup, *, by: Any, at: datetime.datetime) -> CampaignGroup:
    """The list of a group is settled; its survey begins."""
    group = (
        CampaignGroup.objects.select_for_update(of=("self",), no_key=True)
        .select_related("group", "ward__campaign")
        .get(pk=group.pk)
    )
    check_open(group.ward.campaign)
    check_may_prepare(by, group.group, timezone.localdate(at))
    check_group_step(group, GroupState.SURVEY)
    group.state = GroupState.SURVEY
    group.save(update_fields=["state"])
    record_event("review.list_finished", group, by=by, at=at, area=group.group)
    return group


def _held(case: Case, by: Any, at: datetime.datetime) -> Case:
    """The household, held until the end of the operation, for whoever prepares its ward."""
    case = hold_case(case)
    check_open(case.campaign)
    if by is not None:
        check_may_prepare(by, case.group.group, timezone.localdate(at))
    return case


def hold_case(case: Case) -> Case:
    """The household as it stands now, held until the transaction ends."""
    rows = Case.objects.select_for_update(of=("self",), no_key=True).select_related(
        "campaign__area", "ward__ward", "group__group"
    )
    return rows.get(pk=case.pk)


def hold_cases(numbers: Iterable[int]) -> dict[int, Case]:
    """Households as they stand now by their numbers, held until the transaction ends; always in the same order, so that
    two who hold several do not wait for each other."""
    rows = Case.objects.select_for_update(of=("self",), no_key=True).select_related(
        "campaign__area", "ward__ward", "group__group", "assigned_to"
    )
    found = rows.filter(pk__in=set(numbers)).prefetch_related("campaign__standards").order_by("pk")
    return {case.pk: case for case in found}

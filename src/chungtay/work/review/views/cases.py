"""Households under review: the list with its filters, who is added, the form and its check."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from chungtay.foundation.accounts.permissions import Permission
from chungtay.foundation.accounts.presenters import PageRequest
from chungtay.foundation.core.forms import record_numbers
from chungtay.records.registry.queries.naming import homes_named
from chungtay.work.review import permissions
from chungtay.work.review.forms.cases import ClosingForm, RemarksForm, WhyForm
from chungtay.work.review.models import OUT_OF_THE_REVIEW, Campaign, Case, CaseState, GroupState, Survey, SurveyState
from chungtay.work.review.operations import late_forms, lists, surveys, teams
from chungtay.work.review.operations.steps_back import propose_closing
from chungtay.work.review.presenters import cases as presenters
from chungtay.work.review.presenters.evidence import evidence_of
from chungtay.work.review.presenters.tabs import tabs_of
from chungtay.work.review.queries import campaigns as queries
from chungtay.work.review.queries import decisions, screening
from chungtay.work.review.queries.conflicts import is_alone, waiting_alone, with_open_forms
from chungtay.work.review.queries.holding import still_holding
from chungtay.work.review.queries.steps_back import CLOSABLE, by_two, of_the_list, one_waits, steps_back_of
from chungtay.work.review.queries.teams import people_with
from chungtay.work.review.views import doors

PAGE = 50
_STATES = list(CaseState.values)
_NOT_AGAINST = (CaseState.TO_SCREEN, *OUT_OF_THE_REVIEW)  # where no form is said to hold


@doors.readers
def cases(request: PageRequest, place: str, year: int, campaign: int) -> HttpResponse:
    found = doors.campaign_in(request, place, year, campaign)
    everything = queries.cases_seen(request.user, request.place).filter(campaign=found)
    counts = queries.counts_by_state(everything)
    state, text = request.GET.get("buoc", ""), request.GET.get("tim", "").strip()
    group = _number(request, "to")
    rows = everything
    if state:
        rows = rows.filter(state=state) if state in _STATES else rows.none()
    if group is not None:
        rows = rows.filter(group=group)
    if request.GET.get("toi"):
        rows = rows.filter(assigned_to=request.user)
    if request.GET.get("chua-giao"):
        rows = queries.free_to_take(rows)
    if request.GET.get("mau-thuan"):
        against = with_open_forms(rows).exclude(state__in=_NOT_AGAINST)
        rows = against.exclude(pk__in=waiting_alone(rows).values("pk"))
    if request.GET.get("cho-y-kien"):
        rows = waiting_alone(rows)
    if request.GET.get("den-muon"):
        rows = rows.filter(surveys__state=SurveyState.CONFLICT, state__in=OUT_OF_THE_REVIEW).distinct()
    rows = queries.search_cases(rows, text)
    after = _number(request, "sau")
    total = rows.count()
    taken = list(_after(rows, after)[: PAGE + 1])
    today = timezone.localdate()
    may_prepare = any(
        permissions.can_prepare(request.user, ward.ward, today)
        for ward in queries.wards_seen(request.user, found, request.place)
    )
    context = {
        "year": year,
        "campaign": found,
        "tabs": tabs_of(request, found),
        "rows": [(row, presenters.tag_of(row)) for row in taken[:PAGE]],
        "total": total,
        "after": taken[PAGE - 1].pk if len(taken) > PAGE else None,
        "chips": [(value, CaseState(value).label, counts[value]) for value in _STATES if counts[value]],
        "all": sum(counts.values()),
        "state": state,
        "text": text,
        "groups": queries.group_counts(request.user, found, request.place),
        "group": group,
        "may_prepare": may_prepare,
        "under_way": found.state == "open",
    }
    return render(request, "review/cases_part.html" if request.htmx else "review/cases.html", context)


def _after(rows: Any, number: int | None) -> Any:
    edge = Case.objects.filter(pk=number or 0).values_list("name_key", "pk").first()
    ordered = rows.order_by("name_key", "pk")
    if edge is None:
        return ordered
    return ordered.filter(Q(name_key__gt=edge[0]) | Q(name_key=edge[0], pk__gt=edge[1]))


def _number(request: PageRequest, name: str) -> int | None:
    text = request.GET.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None


@doors.preparers
def add(request: PageRequest, place: str, year: int, campaign: int) -> HttpResponse:
    """Look households of the register up and put them on the list."""
    found = doors.campaign_in(request, place, year, campaign)
    text = request.GET.get("tim", "").strip()
    if request.method == "POST":
        numbers = record_numbers(request.POST.getlist("ho"))
        added: list[int] = []
        act = doors.acting(request)
        if numbers and doors.told(
            request,
            lambda: added.append(
                lists.add_households(found, households=numbers, listed_for=request.POST.get("vi", ""), **act)
            ),
        ):
            sentence = ngettext("%(count)s household added.", "%(count)s households added.", added[0])
            messages.success(request, sentence % {"count": added[0]})
            return redirect(doors.address(request, "campaign:cases", found))
    context = {
        "year": year,
        "campaign": found,
        "tabs": tabs_of(request, found),
        "text": text,
        "homes": homes_named(request.user, text) if text else [],
    }
    return render(request, "review/case_add.html", context)


@doors.preparers
@require_POST
def finish(request: PageRequest, place: str, year: int, campaign: int, group: int) -> HttpResponse:
    found = doors.campaign_in(request, place, year, campaign)
    one = doors.group_in(request, found, group)
    act = doors.acting(request)
    sentence = _("The list of %(group)s is settled; its survey has begun.") % {"group": one.group.name}
    doors.told(request, lambda: lists.finish_list(one, **act), sentence)
    return redirect(doors.address(request, "campaign:campaign", found))


@doors.preparers
@require_POST
def finish_all(request: PageRequest, place: str, year: int, campaign: int) -> HttpResponse:
    """The lists of all groups of the place that are still open."""
    found = doors.campaign_in(request, place, year, campaign)
    act = doors.acting(request)
    waiting = list(queries.groups_seen(request.user, found, request.place).filter(state=GroupState.LISTS))
    doors.told(request, lambda: [lists.finish_list(one, **act) for one in waiting])
    return redirect(doors.address(request, "campaign:campaign", found))


@doors.readers
def case(request: PageRequest, place: str, year: int, campaign: int, case: int) -> HttpResponse:
    found = doors.campaign_in(request, place, year, campaign)
    one = doors.case_in(request, found, case)
    today = timezone.localdate()
    group = one.group.group
    forms = list(one.surveys.select_related("surveyed_by", "entered_by", "decided_by").order_by("-number"))
    rivals = [each for each in forms if each.state == SurveyState.CONFLICT]
    shown = _chosen(request, one, forms)
    may_confirm = permissions.can_confirm(request.user, group, today) and found.state == "open"
    may_prepare = permissions.can_prepare(request.user, group, today) and found.state == "open"
    may_survey = permissions.can_survey(request.user, group, today)
    mine = shown is not None and request.user.pk in (shown.surveyed_by_id, shown.entered_by_id)
    steps = steps_back_of(case=one)
    context = {
        "year": year,
        "campaign": found,
        "tabs": tabs_of(request, found),
        "case": one,
        "tag": presenters.tag_of(one),
        "holds_from": one.decision.effective_on
        if one.decision and one.decision.effective_on and one.decision.effective_on > today
        else None,
        "until": [
            (span, presenters.class_label(queries.main_standard(found).rule_set, span.class_id))
            for span in still_holding([one], today).get(one.pk, [])
        ],
        "class_label": presenters.class_label(queries.main_standard(found).rule_set, one.class_id),
        "forms": forms,
        "rivals": rivals,
        "shown": shown,
        "evidence": evidence_of([shown])[0] if shown else None,
        "parts": presenters.parts_of(shown) if shown else [],
        "results": presenters.results_of(shown) if shown else [],
        "checking": may_confirm and shown is not None and one.state == CaseState.SURVEYED and shown.pk == one.survey_id,
        "mine": mine,
        "settling": may_confirm and bool(rivals) and one.state not in _NOT_AGAINST,
        "alone": is_alone(one, forms),
        "late": rivals if may_confirm and one.state in OUT_OF_THE_REVIEW else [],
        "may_prepare": may_prepare,
        "steps_back": steps,
        "has_form": bool(forms),
        "listed_as": presenters.class_label(queries.main_standard(found).rule_set, one.was) if of_the_list(one) else "",
        "may_close": may_prepare and one.state in CLOSABLE and not one_waits(steps),
        "may_reopen": may_prepare and one.state in OUT_OF_THE_REVIEW,
        "people": people_with(Permission.REVIEW_SURVEY, group, today) if may_prepare else [],
        "papers": one.state in (CaseState.LISTED, CaseState.RETURNED) and found.state == "open",
        "correct_by": one.decision_id
        if one.state == CaseState.DECIDED and permissions.can_prepare(request.user, group, today)
        else None,
        "may_type": may_survey,
        "may_take": may_survey
        and found.state == "open"
        and one.assigned_to_id is None
        and one.state in teams.TO_VISIT
        and one.group.state == GroupState.SURVEY,
        "form_a": _form_a(one, found) if found.state == "open" else "",
        "to_visit": one.state in (CaseState.LISTED, CaseState.RETURNED),
        "closing": ClosingForm(case=one),
        "gone": one.closed_why in decisions.GONE
        and bool(decisions.listed_here([one.household_id], one.ward.ward, today)),
        "remarks": RemarksForm(),
        "why": WhyForm(),
    }
    return render(request, "review/case.html", context)


def _form_a(one: Case, found: Campaign) -> str:
    """What form A is to this household: "first" before anything else, "may" be filled in (again), or "" nothing."""
    if one.state == CaseState.TO_SCREEN:
        return "first"
    before = one.state == CaseState.SCREENED_OUT or (one.state == CaseState.LISTED and not one.surveys.exists())
    return "may" if before and screening.is_for(one) and screening.form_a_demanded(found) else ""


def _chosen(request: PageRequest, one: Case, forms: list[Survey]) -> Survey | None:
    """The form that the address asks for, else the one that holds, else the last."""
    number = _number(request, "phieu")
    wanted = next((each for each in forms if each.number == number), None)
    return wanted or next((each for each in forms if each.pk == one.survey_id), None) or next(iter(forms), None)


@doors.confirmers
@require_POST
def check(request: PageRequest, place: str, year: int, campaign: int, case: int, number: int) -> HttpResponse:
    """Confirm a form, or give it back with remarks on single answers and on the whole."""
    found = doors.campaign_in(request, place, year, campaign)
    one = doors.case_in(request, found, case)
    form = get_object_or_404(one.surveys, number=number)
    act = doors.acting(request)
    if "back" in request.POST:
        said = _remarks(request)
        doors.told(
            request,
            lambda: surveys.give_back(form, remarks=said, **act),
            _("The form went back with %(count)s remarks.") % {"count": len(said)},
        )
        return redirect(doors.address(request, "campaign:case", found, one.pk))
    if doors.told(request, lambda: surveys.confirm(form, **act), _("The form is confirmed.")):
        waiting = queries.cases_seen(request.user, request.place).filter(campaign=found, state=CaseState.SURVEYED)
        following = waiting.order_by("name_key", "pk").first()
        if following is not None:
            return redirect(doors.address(request, "campaign:case", found, following.pk))
    return redirect(doors.address(request, "campaign:case", found, one.pk))


def _remarks(request: PageRequest) -> list[surveys.Said]:
    """Fields named r-<member>-<question>, and the lines said of the whole form."""
    said = [surveys.Said(line) for line in request.POST.get("words", "").splitlines() if line.strip()]
    for name in request.POST:
        value = request.POST.get(name, "")
        mark, _dash, rest = name.partition("-")
        member, _dash, question = rest.partition("-")
        if mark == "r" and value.strip() and member.isdigit() and len(member) < 4:
            said.append(surveys.Said(value[:300], question[:60], int(member)))
    return said


@doors.confirmers
@require_POST
def settle(request: PageRequest, place: str, year: int, campaign: int, case: int, number: int) -> HttpResponse:
    """Of forms that contradict each other this one holds."""
    found = doors.campaign_in(request, place, year, campaign)
    one = doors.case_in(request, found, case)
    form = get_object_or_404(one.surveys, number=number)
    why, act = request.POST.get("why", ""), doors.acting(request)
    doors.told(request, lambda: surveys.settle_conflict(form, why=why, **act), _("This form holds now."))
    return redirect(doors.address(request, "campaign:case", found, one.pk))


@doors.confirmers
@require_POST
def keep_beside(request: PageRequest, place: str, year: int, campaign: int, case: int, number: int) -> HttpResponse:
    """The household stays closed, or goes on to be visited; the form that came late is kept beside it."""
    found = doors.campaign_in(request, place, year, campaign)
    one = doors.case_in(request, found, case)
    form = get_object_or_404(one.surveys, number=number)
    why, act = request.POST.get("why", "")[:1000], doors.acting(request)
    doors.told(request, lambda: late_forms.keep_beside(form, why=why, **act), _("The form is kept beside."))
    return redirect(doors.address(request, "campaign:case", found, one.pk))


@doors.preparers
@require_POST
def close(request: PageRequest, place: str, year: int, campaign: int, case: int) -> HttpResponse:
    found = doors.campaign_in(request, place, year, campaign)
    one = doors.case_in(request, found, case)
    why, note = request.POST.get("why", ""), request.POST.get("note", "")
    act = doors.acting(request)
    if by_two(one, timezone.localdate()):
        words = _("Proposed. Another person decides.")
        doors.told(request, lambda: propose_closing(one, closed_why=why, why=note[:1000], **act), words)
    else:
        doors.told(request, lambda: lists.close_case(one, why=why, note=note, **act), _("The household is closed."))
    return redirect(doors.address(request, "campaign:case", found, one.pk))


@doors.preparers
@require_POST
def reopen(request: PageRequest, place: str, year: int, campaign: int, case: int) -> HttpResponse:
    found = doors.campaign_in(request, place, year, campaign)
    one = doors.case_in(request, found, case)
    act = doors.acting(request)
    doors.told(request, lambda: lists.take_up_again(one, **act), _("The household is on the list again."))
    return redirect(doors.address(request, "campaign:case", found, one.pk))

"""Pages of assistance: all cases of a place with the next task on top, and one case with its steps."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from chungtay.foundation.accounts.presenters import PageRequest
from chungtay.foundation.places.models import Level
from chungtay.records.registry.operations.looks import open_for_page
from chungtay.records.registry.queries.hardships import event_of
from chungtay.records.registry.queries.listed import rosters
from chungtay.work.assistance import permissions
from chungtay.work.assistance.forms.cases import ApproveForm, CallForm, NoteForm, PayForm, VisitForm
from chungtay.work.assistance.models import Case, CaseKind, CaseState, PartState, VisitKind
from chungtay.work.assistance.presenters import cases as presenters
from chungtay.work.assistance.queries import cases as queries
from chungtay.work.assistance.views.doors import case_in, here, readers

PAGE = 50
_VISIT_OF = {
    CaseState.PROPOSED: VisitKind.BEFORE,
    CaseState.APPROVED: VisitKind.WORK,
    CaseState.PAID: VisitKind.AFTER,
}


def chosen(request: PageRequest, cases: QuerySet[Case]) -> tuple[QuerySet[Any], str, str]:
    """The cases that the address asks for: by what comes next and by kind."""
    step, kind = request.GET.get("viec", ""), request.GET.get("loai", "")
    if kind in CaseKind.values:
        cases = cases.filter(kind=kind)
    else:
        kind = ""
    stepped = queries.with_steps(cases)
    if step in queries.STEPS:
        return stepped.filter(step=step), step, kind
    if step == "ended":
        return stepped.filter(step=""), step, kind
    return stepped.exclude(step=""), "", kind


@readers
def index(request: PageRequest, place: str, year: int) -> HttpResponse:
    """What is to be done next in a place, what is late by name, and the misfortunes after which nobody asked yet."""
    place_here, now = here(request, place, year), timezone.now()
    today = timezone.localdate(now)
    seen = queries.cases_seen(request.user, place_here, today)
    found, step, kind = chosen(request, seen)
    page = Paginator(queries.open_first(found), PAGE).get_page(request.GET.get("trang"))
    late = queries.with_steps(queries.late(seen, now))
    papers = queries.with_steps(queries.papers_waiting(seen))
    context = {
        "year": year,
        "page": page,
        "rows": presenters.rows(page.object_list, now, today),
        "chips": presenters.chips(queries.counts(seen.filter(kind=kind) if kind else seen), step),
        "kinds": [("", "", not kind), *((each.value, each.label, each.value == kind) for each in CaseKind)],
        "late": presenters.rows(late[:PAGE], now, today),
        "papers": presenters.rows(papers[:PAGE], now, today),
        "today": today,
        "signers": queries.many_signers(seen, today),
        "may_propose": permissions.can_propose(request.user, place_here, today) and place_here.level == Level.WARD,
    }
    if context["may_propose"]:
        context["waiting"] = presenters.waiting(queries.events_waiting(request.user, place_here, today), today)
    return render(request, "assistance/index.html", context)


@readers
def one(request: PageRequest, place: str, year: int, number: int) -> HttpResponse:
    """A case with all its parts, and the step that comes next on top."""
    made, now = case_in(request, place, year, number), timezone.now()
    today = timezone.localdate(now)
    open_for_page(made.household_id, by=request.user, at=now, area=made.ward)
    case: Any = get_object_or_404(
        queries.with_steps(queries.cases_seen(request.user, request.place, today)), pk=made.pk
    )
    parts = list(case.parts.select_related("paid_by", "receipt"))
    due = next((part for part in parts if part.state == PartState.DUE), None)
    row = presenters.rows([case], now, today)[0]
    visiting = _VISIT_OF.get(CaseState(case.state))
    may = _rights(request, case, today)
    members = rosters([case.household_id], today).get(case.household_id, [])
    context = {
        "year": year,
        "case": case,
        "row": row,
        "taken": presenters.taken(case),
        "event": event_of(case.household_id, case.event_id) if case.event_id else None,
        "parts": parts,
        "due": due,
        "visits": list(case.visits.select_related("by", "photo")),
        "visiting": visiting,
        "today": today,
        **may,
        "approving": ApproveForm(),
        "calling": CallForm(leaders=queries.leaders_of(case.ward, today)) if may["may_call"] else None,
        "refusing": NoteForm(auto_id="refuse_%s"),
        "withdrawing": NoteForm(auto_id="withdraw_%s"),
        "denying": NoteForm(auto_id="deny_%s"),
        "paying": PayForm(initial={"on": f"{today:%d/%m/%Y}"}, auto_id="pay_%s"),
        "looking": _visit_form(visiting, today),
        "members": members,
    }
    return render(request, "assistance/case.html", context)


def _visit_form(visiting: VisitKind | None, today: Any) -> VisitForm:
    form = VisitForm(initial={"on": f"{today:%d/%m/%Y}"}, auto_id="visit_%s")
    form.fields["file"].required = visiting != VisitKind.AFTER
    return form


def _rights(request: PageRequest, case: Case, today: Any) -> dict[str, bool]:
    """Which steps this person may take now, the separation of the three hands included."""
    me = request.user.pk
    propose = permissions.can_propose(request.user, case.ward, today)
    approve = permissions.can_approve(request.user, case.ward, today)
    pay = permissions.can_pay(request.user, case.ward, today)
    mine = case.proposed_by_id == me
    proposed, approved = case.state == CaseState.PROPOSED, case.state == CaseState.APPROVED
    payers = set(case.parts.exclude(paid_by=None).values_list("paid_by", flat=True))
    return {
        "may_approve": approve and not mine and proposed,
        "may_refuse": approve and not mine and (proposed or approved),
        "may_call": (propose or pay) and not mine and not approve and proposed and case.kind == CaseKind.RELIEF,
        "may_confirm": case.by_call and case.paper_at is None and case.approved_by_id == me,
        "may_withdraw": propose and proposed,
        "may_pay": pay and not mine and case.approved_by_id != me and approved,
        "may_take_back": pay,
        "may_visit": (propose or pay) and not (case.state == CaseState.PAID and me in payers),
    }

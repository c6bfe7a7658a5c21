"""Complaints of a campaign: taken in, given to a checker, checked again, answered, followed by their clocks."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from chungtay.foundation.accounts.permissions import Permission, holders_of
from chungtay.foundation.accounts.presenters import PageRequest
from chungtay.foundation.core.audience import audience
from chungtay.foundation.core.files import FileRefused, keeping
from chungtay.rulebook import rule_sets
from chungtay.work.review import permissions
from chungtay.work.review.forms.complaints import (
    AnswerForm,
    CheckerForm,
    DeclaredForm,
    LeftForm,
    LinesForm,
    SettleForm,
    TakeInForm,
)
from chungtay.work.review.forms.steps_back import WithdrawalForm
from chungtay.work.review.models import Campaign, ClosedWhy, Complaint, ComplaintState, Door, Method, Purpose
from chungtay.work.review.operations import complaints as operations
from chungtay.work.review.operations import handing_back
from chungtay.work.review.operations.contacts import show_contact
from chungtay.work.review.operations.rechecks import settle_rechecks
from chungtay.work.review.operations.steps_back import propose_withdrawal
from chungtay.work.review.operations.taking_in import Filled
from chungtay.work.review.presenters import complaints as presenters
from chungtay.work.review.presenters.cases import class_label
from chungtay.work.review.presenters.tabs import tabs_of
from chungtay.work.review.queries import complaints as queries
from chungtay.work.review.queries import postings, receipts
from chungtay.work.review.queries.campaigns import main_standard
from chungtay.work.review.queries.complaint_days import takes_late
from chungtay.work.review.queries.left_here import left_here
from chungtay.work.review.queries.rechecks import disagree, found_of, gone, untied_forms, visitors_of
from chungtay.work.review.queries.second_papers import CHECKED_BY_SOMEBODY
from chungtay.work.review.queries.steps_back import (
    SECOND,
    changed_by_recheck,
    one_waits,
    rechecks_of,
    steps_back_of,
)
from chungtay.work.review.views import doors
from chungtay.work.review.views.papers_out import paper_answer

_BEFORE_VISIT = (ComplaintState.RECEIVED, ComplaintState.CHECKING)
checkers = audience(*holders_of(Permission.REVIEW_RECHECK))


def _complaint(request: PageRequest, place: str, year: int, campaign: int, number: int) -> tuple[Campaign, Complaint]:
    found = doors.campaign_in(request, place, year, campaign)
    return found, get_object_or_404(queries.complaints_seen(request.user, request.place, found), pk=number)


def _frame(request: PageRequest, campaign: Campaign, year: int) -> dict[str, Any]:
    return {"year": year, "campaign": campaign, "tabs": tabs_of(request, campaign)}


@doors.readers
def complaints(request: PageRequest, place: str, year: int, campaign: int) -> HttpResponse:
    found = doors.campaign_in(request, place, year, campaign)
    today = timezone.localdate()
    seen = queries.complaints_seen(request.user, request.place, found)
    hanging = [
        each
        for each in postings.postings_seen(request.user, found, request.place)
        if (queries.runs(each, today) or takes_late(each, today))
        and permissions.can_prepare(request.user, each.ward.ward, today)
    ]
    context = _frame(request, found, year) | {
        "rows": list(seen.order_by("due_on", "pk")),
        "open": queries.open_now(seen).count(),
        "late": queries.late(seen, today).count(),
        "today": today,
        "hanging": hanging,
    }
    return render(request, "review/complaints.html", context)


@doors.preparers
def take_in(request: PageRequest, place: str, year: int, campaign: int, posting: int) -> HttpResponse:
    """A complaint told to an officer."""
    found = doors.campaign_in(request, place, year, campaign)
    one = get_object_or_404(postings.postings_seen(request.user, found, request.place), pk=posting)
    late = one.last_day < timezone.localdate()
    form, act = TakeInForm(request.POST or None, posting=one, late=late), doors.acting(request)
    made: list[Complaint] = []
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        if doors.into_form(form, lambda: made.append(operations.receive_complaint(one, **values, **act)[0])):
            sentence = _("Received. Give the resident the number %(receipt)s and the code %(code)s.")
            said = {"receipt": made[0].receipt, "code": receipts.code_of(made[0].receipt)}
            messages.success(request, sentence % said)
            return redirect(doors.address(request, "complaints:complaint", found, made[0].pk))
    context = _frame(request, found, year) | {"posting": one, "form": form}
    return render(request, "review/complaint_new.html", context)


@doors.readers
def complaint(request: PageRequest, place: str, year: int, campaign: int, number: int) -> HttpResponse:
    found, one = _complaint(request, place, year, campaign, number)
    return _page(request, found, one, year)


def _page(
    request: PageRequest,
    found: Campaign,
    one: Complaint,
    year: int,
    declared: DeclaredForm | None = None,
    answer: AnswerForm | None = None,
) -> HttpResponse:
    today = timezone.localdate()
    ward, user, state = one.ward.ward, request.user, one.state
    standard = main_standard(found)
    may_prepare = permissions.can_prepare(user, ward, today) and found.state == "open"
    mine = one.checker_id == user.pk and permissions.can_recheck(user, ward, today)
    checking = mine and state in (ComplaintState.CHECKING, ComplaintState.CHECKED)
    by_income = standard.method == Method.INCOME
    results = one.recheck.results.filter(rule_set=standard.rule_set).first() if one.recheck else None
    visits = found_of(one.case) if one.case and state in postings.OPEN_COMPLAINT else []
    differ = disagree(visits)
    may_sign = permissions.can_sign(user, ward, today)
    left = state == ComplaintState.CHECKING and bool(gone([one], today))
    steps, by_two = steps_back_of(complaint=one), state in postings.OPEN_COMPLAINT and bool(rechecks_of(one))
    away = None
    if one.case and found.state == "open" and state in _BEFORE_VISIT and not by_two:
        away = left_here(one.case.household_id, ward, today)
    context = _frame(request, found, year) | {
        "complaint": one,
        "away": ClosedWhy(away.why).label if away else "",
        "answering_left": LeftForm(auto_id="id_left_%s", initial={"answer": presenters.left_answer(away, ward)})
        if away and may_sign
        else None,
        "today": today,
        "was": class_label(standard.rule_set, one.case.class_id) if one.case else "",
        "found": class_label(standard.rule_set, results.class_id) if results else "",
        "giving": CheckerForm(people=queries.possible_checkers(one, today))
        if may_prepare and state in (ComplaintState.RECEIVED, ComplaintState.CHECKING)
        else None,
        "left": left,
        "loose": untied_forms(one) if found.state == "open" else [],
        "handing_back": LinesForm(auto_id="id_back_%s")
        if (may_prepare or may_sign)
        and found.state == "open"
        and state == ComplaintState.CHECKING
        and one.checker is not None
        else None,
        "handed_back": list(one.handed_back.select_related("person")),
        "declared": declared or (DeclaredForm(rules=rule_sets.load(standard.rule_set)) if by_income else None)
        if checking
        else None,
        "untied": one.case.surveys.filter(purpose=Purpose.RECHECK, surveyed_by=user).exclude(pk=one.recheck_id or 0)
        if checking and one.case
        else [],
        "checking": checking,
        "typing": permissions.can_recheck(user, ward, today)
        and found.state == "open"
        and one.case is not None
        and state in CHECKED_BY_SOMEBODY,
        "answering": answer or AnswerForm() if state == ComplaintState.CHECKED and not differ and may_sign else None,
        "steps_back": steps,
        "visits": [(each, class_label(standard.rule_set, each.class_id)) for each in visits] if differ else [],
        "settling": SettleForm(found=visits)
        if differ
        and (state == ComplaintState.CHECKED or (state == ComplaintState.CHECKING and (one.checker is None or left)))
        and found.state == "open"
        and permissions.can_second(user, ward, today)
        and user.pk not in visitors_of(visits)
        else None,
        "by_two": by_two,
        "stands": by_two and changed_by_recheck(one),
        "withdrawing": (WithdrawalForm() if by_two else LinesForm())
        if may_prepare and state in postings.OPEN_COMPLAINT and not one_waits(steps)
        else None,
        "may_see": bool(one.complainant) and (may_prepare or may_sign),
    }
    return render(request, "review/complaint.html", context)


@doors.preparers
@require_POST
def give(request: PageRequest, place: str, year: int, campaign: int, number: int) -> HttpResponse:
    found, one = _complaint(request, place, year, campaign, number)
    form, act = (
        CheckerForm(request.POST, people=queries.possible_checkers(one, timezone.localdate())),
        doors.acting(request),
    )
    if form.is_valid():
        to = form.cleaned_data["checker"]
        doors.told(request, lambda: operations.assign_checker(one, checker=to, **act), _("The re-check is given."))
    else:
        messages.warning(request, _("Choose who checks the household again."))
    return redirect(doors.address(request, "complaints:complaint", found, one.pk))


@audience(*holders_of(Permission.REVIEW_PREPARE), *holders_of(Permission.REVIEW_SIGN))
@require_POST
def hand_back(request: PageRequest, place: str, year: int, campaign: int, number: int) -> HttpResponse:
    """Whoever has the visit does not make it."""
    found, one = _complaint(request, place, year, campaign, number)
    why, act = request.POST.get("words", "")[:1000], doors.acting(request)
    doors.told(request, lambda: handing_back.hand_back(one, why=why, **act), _("The visit is taken back."))
    return redirect(doors.address(request, "complaints:complaint", found, one.pk))


@checkers
@require_POST
def recheck(request: PageRequest, place: str, year: int, campaign: int, number: int) -> HttpResponse:
    """The second visit by declared income; or a form of a re-check that came by telephone is tied to the complaint."""
    found, one = _complaint(request, place, year, campaign, number)
    act = doors.acting(request)
    tied = request.POST.get("phieu", "")
    if tied.isdigit() and len(tied) < 19 and one.case:
        survey = get_object_or_404(one.case.surveys, pk=int(tied))
        doors.told(request, lambda: operations.tie_recheck(one, survey=survey, **act), _("The re-check is in."))
        return redirect(doors.address(request, "complaints:complaint", found, one.pk))
    form = DeclaredForm(request.POST, rules=rule_sets.load(main_standard(found).rule_set))
    if form.is_valid() and one.case:
        filled = Filled(
            sent_id=form.cleaned_data["token"],
            answers=form.answers(),
            door=Door.KEYBOARD,
            case_version=one.case.version,
            surveyed_on=form.cleaned_data["surveyed_on"],
            surveyed_by=request.user,
            purpose=Purpose.RECHECK,
            note=form.cleaned_data["note"],
        )
        if doors.into_form(form, lambda: operations.take_recheck(one, filled, **act)):
            messages.success(request, _("The re-check is in."))
            return redirect(doors.address(request, "complaints:complaint", found, one.pk))
    return _page(request, found, one, year, declared=form)


@audience(*{role for each in SECOND for role in holders_of(each)})
@require_POST
def settle(request: PageRequest, place: str, year: int, campaign: int, number: int) -> HttpResponse:
    """Which of the second visits holds, or that a third person goes."""
    found, one = _complaint(request, place, year, campaign, number)
    form = SettleForm(request.POST, found=found_of(one.case) if one.case else [])
    if form.is_valid():
        holds, why, act = form.chosen(), form.cleaned_data["why"], doors.acting(request)
        words = _("Noted which second visit holds.") if holds else _("A third person can be asked to go.")
        doors.told(request, lambda: settle_rechecks(one, holds=holds, why=why, **act), words)
    else:
        messages.warning(request, _("Choose which second visit holds, and say why."))
    return redirect(doors.address(request, "complaints:complaint", found, one.pk))


@doors.signers
@require_POST
def answer(request: PageRequest, place: str, year: int, campaign: int, number: int) -> HttpResponse:
    found, one = _complaint(request, place, year, campaign, number)
    form, act = AnswerForm(request.POST), doors.acting(request)
    if form.is_valid():
        values = form.cleaned_data
        if doors.into_form(form, lambda: operations.answer_complaint(one, **values, **act)):
            messages.success(request, _("The complaint is answered. Print the letter."))
            return redirect(doors.address(request, "complaints:complaint", found, one.pk))
    return _page(request, found, one, year, answer=form)


@doors.preparers
@require_POST
def withdraw(request: PageRequest, place: str, year: int, campaign: int, number: int) -> HttpResponse:
    found, one = _complaint(request, place, year, campaign, number)
    act, here = doors.acting(request), doors.address(request, "complaints:complaint", found, one.pk)
    if rechecks_of(one):
        _propose_withdrawal(request, one)
        return redirect(here)
    why = request.POST.get("words", "")[:1000]
    doors.told(request, lambda: operations.withdraw_complaint(one, why=why, **act), _("The complaint is taken back."))
    return redirect(here)


def _propose_withdrawal(request: PageRequest, one: Complaint) -> None:
    """After a second visit: with what the complainant wrote, for another person to decide."""
    form, act = WithdrawalForm(request.POST, request.FILES), doors.acting(request)
    if not form.is_valid():
        messages.warning(request, _("Choose what the complainant wrote, and say how it was taken back."))
        return
    why = form.cleaned_data["words"]
    try:
        with keeping(form.cleaned_data["file"]) as kept:
            propose_withdrawal(one, why=why, paper=kept, **act)
    except FileRefused as error:
        messages.warning(request, error.vi)
    except doors.REFUSALS as error:
        for sentence in doors.sentences(error):
            messages.warning(request, sentence)
    else:
        messages.success(request, _("Proposed. Another person decides."))


@doors.handlers
@never_cache
@require_POST
def contact(request: PageRequest, place: str, year: int, campaign: int, number: int) -> HttpResponse:
    """Who complains, in the answer alone; the look is an event."""
    found, one = _complaint(request, place, year, campaign, number)
    text = show_contact(one, **doors.acting(request))
    back = doors.address(request, "complaints:complaint", found, one.pk)
    return render(request, "review/contact.html", {"matter": one, "contact": text, "back": back, "year": year})


@doors.readers
@never_cache
def letter(request: PageRequest, place: str, year: int, campaign: int, number: int) -> HttpResponse:
    """The answer as a letter."""
    _found, one = _complaint(request, place, year, campaign, number)
    if one.answered_at is None:
        raise Http404
    return paper_answer(presenters.answer_letter(one), f"tra-loi-{one.receipt}", "pdf", on=one.answered_at.date())

"""Typing paper forms: the pile, one form, what two people typed differently."""

from __future__ import annotations

import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from chungtay.foundation.accounts.models import User
from chungtay.foundation.accounts.permissions import Permission, holders_of
from chungtay.foundation.accounts.presenters import PageRequest
from chungtay.foundation.core.audience import audience
from chungtay.foundation.core.templatetags.words import words
from chungtay.foundation.core.words import fold
from chungtay.rulebook.errors import ChungTayError
from chungtay.work.review.forms.entry import PaperForm, SettleForm, typed_answers
from chungtay.work.review.models import Campaign, Case, Purpose, Survey, SurveyState, Typing
from chungtay.work.review.operations import entry as operations
from chungtay.work.review.operations.surveys import class_of
from chungtay.work.review.presenters import entry as presenters
from chungtay.work.review.presenters.tabs import tabs_of
from chungtay.work.review.queries import entry as queries
from chungtay.work.review.queries.campaigns import search_cases
from chungtay.work.review.queries.conflicts import is_alone
from chungtay.work.review.queries.second_papers import (
    check_due,
    differing_typing,
    hands_of,
    purpose_named,
    second_papers,
    second_visitor,
)
from chungtay.work.review.queries.settling import by_path, faults_of, question_at
from chungtay.work.review.views import doors

typists = audience(*sorted({*holders_of(Permission.REVIEW_SURVEY), *holders_of(Permission.REVIEW_RECHECK)}))
PAGE = 50


@typists
def pile(request: PageRequest, place: str, year: int, campaign: int) -> HttpResponse:
    found = doors.campaign_in(request, place, year, campaign)
    rows = queries.to_type(request.user, found, request.place)
    second = second_papers(request.user, found, request.place)
    counts = queries.counts_of_steps(rows)
    counts[queries.SECOND] = len(second)
    chosen = request.GET.get("buoc", "")
    chosen = chosen if chosen in presenters.STEPS else queries.WAITING
    text = request.GET.get("tim", "").strip()
    shown: Any = second
    if chosen != queries.SECOND:
        shown = search_cases(queries.of_step(rows, chosen), text).order_by("group", "pk")
    elif text:
        shown = [paper for paper in second if fold(text) in paper.case.search]
    context = {
        "year": year,
        "campaign": found,
        "tabs": tabs_of(request, found),
        "chips": [(step, presenters.step_label(step), counts[step]) for step in presenters.STEPS],
        "chosen": chosen,
        "second": chosen == queries.SECOND,
        "text": text,
        "page": Paginator(shown, PAGE).get_page(request.GET.get("trang")),
        "gap": _why_no_form(found),
    }
    return render(request, "review/entry_pile.html", context)


def _why_no_form(campaign: Campaign) -> ChungTayError | None:
    try:
        queries.form_of(campaign)
    except ChungTayError as error:
        return error
    return None


@typists
def form(request: PageRequest, place: str, year: int, campaign: int, case: int) -> HttpResponse:
    found = doors.campaign_in(request, place, year, campaign)
    home = doors.case_in(request, found, case)
    if problem := _why_no_form(found):
        messages.warning(request, words(problem))
        return redirect(doors.address(request, "entry:pile", found))
    purpose = _purpose(request, home)
    if purpose is None:
        return redirect(doors.address(request, "entry:pile", found))
    typing = queries.typing_of(home, purpose, request.user)
    if typing is not None and typing.differs and purpose == Purpose.FIRST:
        return redirect(doors.address(request, "entry:settle", found, home.pk) + _query(purpose))
    if purpose != Purpose.FIRST and differing_typing(home, purpose) is not None:
        return redirect(doors.address(request, "entry:settle", found, home.pk) + _query(purpose))
    if request.method == "POST":
        return _finish(request, found, home, purpose)
    return _page(request, found, home, purpose, typing, None, False)


def _purpose(request: PageRequest, home: Case) -> str | None:
    """For which visit the address types; None when no form of it is awaited, which the person is told."""
    try:
        purpose = purpose_named(request.GET.get("phieu", ""))
        check_due(home, purpose)
    except ValidationError as error:
        for sentence in error.messages:
            messages.warning(request, sentence)
        return None
    return purpose


def _query(purpose: str) -> str:
    return "" if purpose == Purpose.FIRST else f"?phieu={purpose}"


def _visitors(home: Case, purpose: str) -> list[Any]:
    return queries.visitors(home) if purpose == Purpose.FIRST else queries.revisitors(home)


def _visitor(home: Case, purpose: str) -> int | None:
    """Who was to make the visit."""
    if purpose == Purpose.FIRST:
        return home.assigned_to_id
    asked = second_visitor(home, purpose)
    return asked.pk if asked else None


def _day(home: Case) -> datetime.date:
    """The day on which ages are counted until the day of the visit is typed."""
    return min(home.campaign.last_day, timezone.localdate())


def _page(
    request: PageRequest,
    campaign: Campaign,
    home: Case,
    purpose: str,
    typing: Typing | None,
    posted: tuple[PaperForm, dict[str, Any]] | None,
    finishing: bool,
) -> HttpResponse:
    half = queries.half_typed(home, purpose)
    day = typing.surveyed_on if typing and typing.surveyed_on else _day(home)
    begin = queries.beginning(home, day)
    if posted is not None:
        head, answers = posted
    else:
        initial: dict[str, Any] = {"twice": True, "surveyed_by": _visitor(home, purpose)}
        answers = {"members": begin.members}
        if typing is not None:
            initial = {
                "twice": typing.twice,
                "surveyed_by": typing.surveyed_by_id,
                "surveyed_on": f"{typing.surveyed_on:%d/%m/%Y}" if typing.surveyed_on else "",
                "note": typing.note,
            }
            answers = queries.answers_of(typing)
        head = PaperForm(visitors=_visitors(home, purpose), initial=initial)
    questions = queries.form_of(campaign)
    remarks = questions.check(answers, area=begin.area, on=day) if begin.problem is None else []
    context = {
        "year": campaign.year if not request.resolver_match else request.resolver_match.kwargs["year"],
        "campaign": campaign,
        "case": home,
        "purpose": purpose,
        "query": _query(purpose),
        "form": head,
        "half": half,
        "own_half": half is not None and half.entered_by_id == request.user.pk,
        "typing": typing,
        "problem": begin.problem,
        "paper": presenters.page_of(questions, answers, remarks, show_missing=finishing),
        "missing": [remark for remark in remarks if remark.missing] if finishing else [],
        "program": presenters.program_of(questions, begin.area, day),
        "points": questions.method == "points",
        "given_to": _given_to(home, purpose, typing) if finishing else None,
    }
    return render(request, "review/entry_form.html", context)


def _typed(request: PageRequest, home: Case, purpose: str) -> tuple[PaperForm, operations.Typed]:
    head = PaperForm(request.POST, visitors=_visitors(home, purpose))
    head.is_valid()
    data = head.cleaned_data
    return head, operations.Typed(
        answers=typed_answers(queries.form_of(home.campaign), request.POST),
        surveyed_by=data.get("surveyed_by"),
        surveyed_on=data.get("surveyed_on"),
        twice=bool(data.get("twice")),
        note=data.get("note", ""),
    )


@typists
@require_POST
def keep(request: PageRequest, place: str, year: int, campaign: int, case: int) -> HttpResponse:
    """Keep what is typed; the page's script gets what is wrong at which box, a person without script the page again."""
    found = doors.campaign_in(request, place, year, campaign)
    home = doors.case_in(request, found, case)
    script = request.headers.get("accept", "").startswith("application/json")
    try:
        purpose = purpose_named(request.GET.get("phieu", ""))
        _head, typed = _typed(request, home, purpose)
        kept = operations.keep_typing(home, typed, purpose=purpose, by=request.user, at=timezone.now())
    except (ValidationError, PermissionDenied) as error:
        if script:
            return JsonResponse({"refused": " ".join(doors.sentences(error))}, status=409)
        for sentence in doors.sentences(error):
            messages.warning(request, sentence)
        return redirect(doors.address(request, "entry:pile", found))
    except ChungTayError as error:
        return JsonResponse({"refused": words(error)}, status=409)
    if not script:
        messages.success(request, _("Kept. You may go on whenever you like."))
        return redirect(doors.address(request, "entry:form", found, home.pk) + _query(purpose))
    return JsonResponse(_told(found, home, kept))


def _told(campaign: Campaign, home: Case, kept: Typing) -> dict[str, Any]:
    day = kept.surveyed_on or _day(home)
    begin = queries.beginning(home, day)
    remarks = (
        queries.form_of(campaign).check(queries.answers_of(kept), area=begin.area, on=day) if not begin.problem else []
    )
    totals = presenters.totals_of(queries.answers_of(kept), remarks)
    return {
        "on": day.isoformat(),
        "kept": f"{timezone.localtime(kept.saved_at):%H:%M:%S}",
        "wrong": {remark.path: words(remark.message) for remark in remarks if not remark.missing},
        "totals": [totals.members, totals.answered, totals.wrong, totals.missing],
    }


def _finish(request: PageRequest, campaign: Campaign, home: Case, purpose: str) -> HttpResponse:
    """Keep, then finish. Missing answers are asked for once; sent again (`anyway`) the form goes in as the paper is."""
    head, typed = _typed(request, home, purpose)
    day = typed.surveyed_on or _day(home)
    begin = queries.beginning(home, day)
    remarks = queries.form_of(campaign).check(typed.answers, area=begin.area, on=day) if not begin.problem else []
    kept: list[Typing] = []

    def act() -> None:
        kept.append(operations.keep_typing(home, typed, purpose=purpose, by=request.user, at=timezone.now()))

    if not head.is_valid() or not doors.into_form(head, act):
        return _page(request, campaign, home, purpose, None, (head, dict(typed.answers)), True)
    typing = kept[0]
    if (remarks or _given_to(home, purpose, typing)) and "anyway" not in request.POST:
        return _page(request, campaign, home, purpose, typing, (head, dict(typed.answers)), True)
    done: list[Any] = []

    def send() -> None:
        done.append(operations.finish_typing(typing, by=request.user, at=timezone.now()))

    if not doors.into_form(head, send):
        return _page(request, campaign, home, purpose, typing, (head, dict(typed.answers)), True)
    if done[0] is None and purpose != Purpose.FIRST:
        sentence = _("%(name)s: the two typings differ. Another person compares them with the paper in hand.")
        messages.success(request, sentence % {"name": home.head_name})
        return _to_second(request, campaign)
    if done[0] is None:
        return redirect(doors.address(request, "entry:settle", campaign, home.pk) + _query(purpose))
    return _on_to_the_next(request, campaign, home, purpose, done[0])


def _given_to(home: Case, purpose: str, typing: Typing | None) -> User | None:
    """To whom the household is given, where the paper names another visitor: a paper of another household, perhaps."""
    if purpose != Purpose.FIRST or typing is None or typing.surveyed_by_id is None:
        return None
    return home.assigned_to if home.assigned_to_id not in (None, typing.surveyed_by_id) else None


def _on_to_the_next(request: PageRequest, campaign: Campaign, home: Case, purpose: str, form: Survey) -> HttpResponse:
    name, state = {"name": home.head_name}, form.state
    if purpose == Purpose.RECHECK and state == SurveyState.SENT and not class_of(form):
        sentence = _("%(name)s: the form is in and gives no class; what it was asked for waits. Ask what is missing.")
        messages.warning(request, sentence % name)
        return _to_second(request, campaign)
    messages.success(
        request,
        {
            "half": _("%(name)s: typed once. Another person types the same paper again."),
            "conflict": _("%(name)s: the form is kept; an officer decides whether it holds.")
            if is_alone(home, list(home.surveys.all()))
            else _("%(name)s: the form contradicts another one; an officer decides which holds."),
        }.get(state, _("%(name)s: the form is in."))
        % name,
    )
    if purpose != Purpose.FIRST:
        return _to_second(request, campaign)
    step = queries.WAITING if state == "half" else queries.AGAIN
    following = queries.next_to_type(request.user, campaign, request.place, step, home)
    if following is not None:
        return redirect(doors.address(request, "entry:form", campaign, following.pk))
    return redirect(doors.address(request, "entry:pile", campaign))


def _to_second(request: PageRequest, campaign: Campaign) -> HttpResponse:
    return redirect(doors.address(request, "entry:pile", campaign) + f"?buoc={queries.SECOND}")


@typists
def settle(request: PageRequest, place: str, year: int, campaign: int, case: int) -> HttpResponse:
    """What two people typed differently, box by box, with the paper in hand."""
    found = doors.campaign_in(request, place, year, campaign)
    home = doors.case_in(request, found, case)
    purpose = _purpose(request, home)
    if purpose is None:
        return redirect(doors.address(request, "entry:pile", found))
    second = purpose != Purpose.FIRST
    typing = differing_typing(home, purpose) if second else queries.typing_of(home, purpose, request.user)
    half = queries.half_typed(home, purpose)
    if typing is None or half is None or not typing.differs:
        return redirect(doors.address(request, "entry:form", found, home.pk) + _query(purpose))
    if second and request.user.pk in hands_of(half, typing):
        messages.warning(request, _("You typed this form or made the visit. Another person compares the two."))
        return _to_second(request, found)
    questions = queries.form_of(found)
    paths = queries.differing_of(half, typing)
    first, again = by_path(half), by_path(typing)
    choices = SettleForm(request.POST or None, paths=paths, visitors=_visitors(home, purpose))
    if request.method == "POST" and choices.is_valid():

        def read(path: str, text: str) -> Any:
            question = question_at(questions, path)
            return question.read(text) if question else (text or None)

        chosen, done = choices.picked(first, again, read), []
        choices.show_faults(faults_of(half, typing, chosen))

        def act() -> None:
            done.append(operations.settle_typing(typing, chosen=chosen, by=request.user, at=timezone.now()))

        if choices.is_valid() and doors.into_form(choices, act):
            return _on_to_the_next(request, found, home, purpose, done[0])
    rows = [
        presenters.Difference(
            path,
            presenters.label_of(questions, path, queries.answers_of(typing).get("members") or []),
            presenters.in_words(questions, path, first.get(path)),
            presenters.in_words(questions, path, again.get(path)),
            choices[f"pick{number}"],
            choices[f"other{number}"],
        )
        for number, path in enumerate(paths)
    ]
    context = {
        "year": year, "campaign": found, "case": home, "rows": rows, "form": choices, "query": _query(purpose),
    }  # fmt: skip
    return render(request, "review/entry_settle.html", context)


@typists
@require_POST
def drop(request: PageRequest, place: str, year: int, campaign: int, case: int) -> HttpResponse:
    found = doors.campaign_in(request, place, year, campaign)
    home = doors.case_in(request, found, case)
    purpose = request.GET.get("phieu", "") or Purpose.FIRST
    typing = queries.typing_of(home, purpose, request.user)
    if typing is not None:
        doors.told(
            request,
            lambda: operations.drop_typing(typing, by=request.user, at=timezone.now()),
            _("What you had typed of %(name)s is thrown away.") % {"name": home.head_name},
        )
    return redirect(doors.address(request, "entry:pile", found))

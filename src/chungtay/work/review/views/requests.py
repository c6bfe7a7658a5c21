"""Requests of a place with their clocks: received, found in the register, put on a list, answered."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from chungtay.foundation.accounts.presenters import PageRequest
from chungtay.foundation.places.models import Level, Unit
from chungtay.records.registry.queries.naming import homes_named
from chungtay.work.review import permissions
from chungtay.work.review.forms.complaints import AskForm, LeftForm, LinesForm, RequestAnswerForm
from chungtay.work.review.models import Case, CaseState, ClosedWhy, Request, RequestKind, RequestState
from chungtay.work.review.operations import requests as operations
from chungtay.work.review.operations.contacts import show_contact
from chungtay.work.review.presenters import complaints as presenters
from chungtay.work.review.presenters.request_form import request_form
from chungtay.work.review.presenters.requests import clock_words
from chungtay.work.review.queries import receipts
from chungtay.work.review.queries import requests as queries
from chungtay.work.review.queries.left_here import left_here
from chungtay.work.review.queries.steps_back import closing_waits
from chungtay.work.review.views import doors
from chungtay.work.review.views.papers_out import paper_answer


def _request(request: PageRequest, place: str, year: int, number: int) -> Request:
    unit = doors.here(request, place, year)
    return get_object_or_404(queries.requests_seen(request.user, unit), pk=number)


def _address(request: PageRequest, year: int, name: str, *args: int) -> str:
    return reverse(f"requests:{name}", args=[request.place.code, year, *args])


@doors.readers
def requests(request: PageRequest, place: str, year: int) -> HttpResponse:
    unit, today = doors.here(request, place, year), timezone.localdate()
    seen = queries.requests_seen(request.user, unit)
    state = request.GET.get("o", "")
    rows = seen.filter(state=state) if state in RequestState.values else seen
    counts = queries.counts(seen)
    context = {
        "year": year,
        "rows": list(rows.order_by("due_on", "pk")[:500]),
        "chips": [(value, RequestState(value).label, counts[value]) for value in RequestState.values if counts[value]],
        "all": sum(counts.values()),
        "state": state,
        "late": queries.late(seen, today).count(),
        "today": today,
        "clock": clock_words(today),
        "forms": [(kind, RequestKind(kind).label) for kind in RequestKind.values] if queries.law_of(today) else [],
        "may_elsewhere": permissions.can_prepare(request.user, unit, today),
        "may_receive": unit.level == Level.WARD and permissions.can_prepare(request.user, unit, today),
    }
    return render(request, "review/requests.html", context)


@doors.preparers
def receive(request: PageRequest, place: str, year: int) -> HttpResponse:
    """Form 01 at the counter, on paper or by telephone."""
    unit = doors.here(request, place, year)
    form, act = AskForm(request.POST or None), doors.acting(request)
    made: list[Request] = []
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        if doors.into_form(form, lambda: made.append(operations.receive_request(unit, **values, **act)[0])):
            sentence = _("Received. Give the resident the number %(receipt)s and the code %(code)s.")
            said = {"receipt": made[0].receipt, "code": receipts.code_of(made[0].receipt)}
            messages.success(request, sentence % said)
            return redirect(_address(request, year, "request", made[0].pk))
    return render(request, "review/request_new.html", {"year": year, "form": form})


@doors.readers
def one(request: PageRequest, place: str, year: int, number: int) -> HttpResponse:
    found = _request(request, place, year, number)
    return _page(request, found, year)


def _page(request: PageRequest, found: Request, year: int, form: RequestAnswerForm | None = None) -> HttpResponse:
    today, user = timezone.localdate(), request.user
    may_prepare = permissions.can_prepare(user, found.area, today)
    received = found.state == RequestState.RECEIVED
    may_sign = permissions.can_sign(user, found.area, today)
    text = request.GET.get("tim", "").strip()
    asked = found.state in queries.OPEN_REQUEST
    away = left_here(found.household_id, found.area, today) if asked else None
    context = {
        "year": year,
        "found": found,
        "away": ClosedWhy(away.why).label if away else "",
        "answering_left": LeftForm(auto_id="id_left_%s", initial={"answer": presenters.left_answer(away, found.area)})
        if away and may_sign
        else None,
        "today": today,
        "text": text,
        "homes": homes_named(user, text) if text and may_prepare and received else [],
        "linking": may_prepare and received,
        "may_print": may_prepare and queries.law_of(found.received_on) is not None,
        "reviews": list(queries.reviews_for(found)) if may_prepare and received and found.household_id else [],
        "cases": list(queries.cases_of(found).select_related("campaign")),
        "cancelled": list(queries.cancelled_reviews_of(found)),
        "answering": (form or RequestAnswerForm()) if may_sign and found.state in queries.OPEN_REQUEST else None,
        "withdrawing": LinesForm() if may_prepare and found.state in queries.OPEN_REQUEST else None,
        "may_see": may_prepare or may_sign,
    }
    return render(request, "review/request.html", context)


@doors.preparers
@require_POST
def link(request: PageRequest, place: str, year: int, number: int) -> HttpResponse:
    found = _request(request, place, year, number)
    home, act = _chosen(request, "ho"), doors.acting(request)
    doors.told(request, lambda: operations.link_household(found, household=home, **act), _("The household is found."))
    return redirect(_address(request, year, "request", found.pk))


@doors.preparers
@require_POST
def put_on_list(request: PageRequest, place: str, year: int, number: int) -> HttpResponse:
    found = _request(request, place, year, number)
    campaign = get_object_or_404(queries.reviews_for(found), pk=_chosen(request, "dot"))
    act = doors.acting(request)
    made: list[Case] = []
    if doors.told(request, lambda: made.append(operations.list_request(found, campaign=campaign, **act))):
        on_list = _("The household is on the list of the review.")
        again = _(
            "The household stands on the posted list: a complaint was taken in, too; other people check it again."
        )
        messages.success(request, again if made[0].state == CaseState.CONTESTED else on_list)
    return redirect(_address(request, year, "request", found.pk))


def _chosen(request: PageRequest, name: str) -> int:
    text = request.POST.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0


@doors.signers
@require_POST
def answer(request: PageRequest, place: str, year: int, number: int) -> HttpResponse:
    found = _request(request, place, year, number)
    form, act = RequestAnswerForm(request.POST), doors.acting(request)
    if form.is_valid():
        text = form.cleaned_data["answer"]
        if doors.into_form(form, lambda: operations.answer_request(found, answer=text, **act)):
            messages.success(request, _("The request is answered. Print the letter."))
            return redirect(_address(request, year, "request", found.pk))
    return _page(request, found, year, form)


@doors.preparers
@require_POST
def withdraw(request: PageRequest, place: str, year: int, number: int) -> HttpResponse:
    found = _request(request, place, year, number)
    why, act = request.POST.get("words", "")[:1000], doors.acting(request)
    done = doors.told(
        request, lambda: operations.withdraw_request(found, why=why, **act), _("The request is taken back.")
    )
    if done and closing_waits(found):
        words = _(
            "The household is poor or near-poor: another person decides whether its review ends with the request."
        )
        messages.info(request, words)
    return redirect(_address(request, year, "request", found.pk))


@doors.handlers
@never_cache
@require_POST
def contact(request: PageRequest, place: str, year: int, number: int) -> HttpResponse:
    """Who asks, in the answer alone; the look is an event."""
    found = _request(request, place, year, number)
    text = show_contact(found, **doors.acting(request))
    back = _address(request, year, "request", found.pk)
    return render(request, "review/contact.html", {"matter": found, "contact": text, "back": back, "year": year})


@doors.readers
@never_cache
def letter(request: PageRequest, place: str, year: int, number: int) -> HttpResponse:
    found = _request(request, place, year, number)
    if found.answered_at is None:
        raise Http404
    return paper_answer(
        presenters.request_letter(found), f"tra-loi-{found.receipt}", "pdf", on=found.answered_at.date()
    )


@doors.preparers
@never_cache
def form_paper(request: PageRequest, place: str, year: int, number: int) -> HttpResponse:
    """The form with what is known of the household, to be signed."""
    found, today = _request(request, place, year, number), timezone.localdate()
    home, members = operations.take_form(found, **doors.acting(request))
    law = queries.law_of(found.received_on)
    if law is None:
        raise Http404
    group = Unit.objects.filter(pk=home.group).values_list("name", flat=True).first() or "" if home else ""
    paper = request_form(
        found.area, found.kind, law, home=home, group=group, members=members, words=found.words, receipt=found.receipt
    )
    return paper_answer(paper, f"giay-de-nghi-{found.receipt}", "pdf", on=today)


@doors.readers
def blank(request: PageRequest, place: str, year: int, kind: str) -> HttpResponse:
    """The form of today without anybody's name, to lie at the counter."""
    unit, today = doors.here(request, place, year), timezone.localdate()
    law = queries.law_of(today)
    if kind not in RequestKind.values or law is None:
        raise Http404
    ward = unit if unit.level == Level.WARD else None
    return paper_answer(request_form(ward, kind, law), f"giay-de-nghi-{kind}", "pdf", on=today)

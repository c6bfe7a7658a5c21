"""What everybody may open: a posted list, the forms to complain and to ask, and how far one's own matter is."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from chungtay.foundation.core.audience import PUBLIC, audience
from chungtay.foundation.places.models import Level, Unit
from chungtay.work.review.forms.public import ComplaintOfAskerForm, FollowForm, RequestForm
from chungtay.work.review.models import Case, Complaint, Posting, PostingState, Request, RequestKind
from chungtay.work.review.operations.complaints import receive_complaint, too_late
from chungtay.work.review.operations.requests import receive_request
from chungtay.work.review.presenters import postings as presenters
from chungtay.work.review.presenters.requests import clock_words
from chungtay.work.review.queries import complaints as queries
from chungtay.work.review.queries import receipts
from chungtay.work.review.queries.complaint_days import posted_case
from chungtay.work.review.views.doors import into_form


def _unindexed(response: HttpResponse) -> HttpResponse:
    response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    return response


def _posting(token: str) -> Posting:
    rows = Posting.objects.select_related("ward__ward", "ward__campaign__area")
    return get_object_or_404(rows, token=token)


@audience(PUBLIC)
@never_cache
def posting(request: HttpRequest, token: str) -> HttpResponse:
    """The list while it hangs. Afterwards its page says so and shows no name any more."""
    one = _posting(token)
    today = timezone.localdate()
    runs = queries.runs(one, today)
    rows = presenters.rows_of(one) if runs else []
    context = {
        "posting": one,
        "runs": runs,
        "taken_back": one.state == PostingState.TAKEN_BACK,
        "groups": presenters.by_group(rows),
        "places": one.places.split("\n"),
    }
    return _unindexed(render(request, "review/public_posting.html", context))


@audience(PUBLIC)
@never_cache
def complain(request: HttpRequest, token: str) -> HttpResponse:
    """Complain about a household of the list; about another one, ask for a review of it."""
    one = _posting(token)
    runs = queries.runs(one, timezone.localdate())
    rows = one.shown["rows"] if runs else []
    chosen = request.GET.get("hang", "")
    initial = {"row": int(chosen)} if chosen.isascii() and chosen.isdigit() and len(chosen) < 7 else {}
    form = ComplaintOfAskerForm(request.POST or None, rows=rows, initial=initial)
    if request.method == "POST" and runs and form.is_valid():
        made: list[Complaint | Request] = []
        if into_form(form, lambda: made.append(_received(one, form.cleaned_data))):
            return _receipt(request, made[0])
    context = {"posting": one, "form": form if runs else None, "too_late": too_late(one)}
    return _unindexed(render(request, "review/public_complain.html", context))


def _received(posting: Posting, data: dict[str, Any]) -> Complaint | Request:
    now = timezone.now()
    case = queries.case_of_row(posting, data["row"]) or _case_of_receipt(posting, data)
    if case is None:
        asker = data["who"] or _("not told")
        values = {"kind": RequestKind.ADD, "channel": "web", "token": data["ticket"], "words": data["words"]}
        return receive_request(posting.ward.ward, **values, asker=asker, by=None, at=now)[0]
    values = {"channel": "web", "token": data["ticket"], "complainant": data["who"], "words": data["words"]}
    return receive_complaint(posting, case=case, **values, by=None, at=now)[0]


def _case_of_receipt(posting: Posting, data: dict[str, Any]) -> Case | None:
    """The household of whoever holds number and code of a request: nobody else learns that it was reviewed."""
    if data["row"] or not (data["receipt"] or data["code"]):
        return None
    matter = receipts.find(data["receipt"], data["code"])
    if not isinstance(matter, Request) or matter.area_id != posting.ward.ward_id:
        raise ValidationError(_("There is nothing under this number and code. Compare both with your receipt."))
    return posted_case(posting, matter)


@audience(PUBLIC)
@never_cache
def ask(request: HttpRequest) -> HttpResponse:
    """Form 01 on the web: to be reviewed, or to be taken off the list."""
    now = timezone.now()
    units = Unit.objects.filter(level=Level.WARD).on(timezone.localdate(now)).order_by("name")
    form = RequestForm(request.POST or None, wards=[(unit.pk, unit.name) for unit in units])
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        ward = next(unit for unit in units if unit.pk == data["ward"])
        values = {"kind": data["kind"], "channel": "web", "token": data["ticket"], "words": data["words"]}
        made: list[Request] = []
        act = {"asker": data["who"], "by": None, "at": now}
        if into_form(form, lambda: made.append(receive_request(ward, **values, **act)[0])):
            return _receipt(request, made[0])
    return _unindexed(
        render(request, "review/public_ask.html", {"form": form, "clock": clock_words(timezone.localdate(now))})
    )


def _receipt(request: HttpRequest, matter: Complaint | Request) -> HttpResponse:
    """Shown once, in the answer itself: number and code stand in no address."""
    context = {"matter": matter, "code": receipts.code_of(matter.receipt)}
    return _unindexed(render(request, "review/public_receipt.html", context))


@audience(PUBLIC)
@never_cache
def follow(request: HttpRequest) -> HttpResponse:
    """How far a complaint or request is, for whoever has its receipt and code."""
    form = FollowForm(request.POST or None)
    matter = None
    if request.method == "POST" and form.is_valid():
        matter = receipts.find(form.cleaned_data["receipt"], form.cleaned_data["code"])
        if matter is None:
            form.add_error(None, _("There is nothing under this number and code. Compare both with your receipt."))
    context = {"form": form, "matter": matter, "answered": bool(matter and matter.answered_at)}
    return _unindexed(render(request, "review/public_follow.html", context))

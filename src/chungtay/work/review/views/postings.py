"""Posted lists of a campaign: what would be posted, what hangs, the evidence, the end of the posting."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from chungtay.foundation.accounts.presenters import PageRequest
from chungtay.foundation.core.files import hand_out
from chungtay.work.review import permissions
from chungtay.work.review.forms.cases import WhyForm
from chungtay.work.review.forms.meetings import ProofForm
from chungtay.work.review.forms.postings import PostForm
from chungtay.work.review.models import Campaign, Posting
from chungtay.work.review.operations import postings as operations
from chungtay.work.review.presenters import postings as presenters
from chungtay.work.review.presenters.tabs import tabs_of
from chungtay.work.review.queries import campaigns
from chungtay.work.review.queries import postings as queries
from chungtay.work.review.views import doors
from chungtay.work.review.views.meetings import keep_proof
from chungtay.work.review.views.papers_out import paper_answer


def _posting(request: PageRequest, place: str, year: int, campaign: int, posting: int) -> tuple[Campaign, Posting]:
    found = doors.campaign_in(request, place, year, campaign)
    return found, get_object_or_404(queries.postings_seen(request.user, found, request.place), pk=posting)


def _frame(request: PageRequest, campaign: Campaign, year: int) -> dict[str, Any]:
    return {"year": year, "campaign": campaign, "tabs": tabs_of(request, campaign)}


@doors.readers
def postings(request: PageRequest, place: str, year: int, campaign: int) -> HttpResponse:
    found = doors.campaign_in(request, place, year, campaign)
    hung: dict[int, list[Posting]] = {}
    for each in queries.postings_seen(request.user, found, request.place).order_by("number"):
        hung.setdefault(each.ward_id, []).append(each)
    wards = list(campaigns.wards_seen(request.user, found, request.place).order_by("ward__code"))
    waiting = queries.waiting_to_post(wards)
    today = timezone.localdate()
    rows = [
        (ward, *waiting[ward.pk], hung.get(ward.pk, []), permissions.can_prepare(request.user, ward.ward, today))
        for ward in wards
        if ward.pk in waiting
    ]
    return render(request, "review/postings.html", _frame(request, found, year) | {"rows": rows, "today": today})


@doors.preparers
def post(request: PageRequest, place: str, year: int, campaign: int, ward: int) -> HttpResponse:
    """What would hang, and the button that hangs it."""
    found = doors.campaign_in(request, place, year, campaign)
    one = doors.ward_in(request, found, ward)
    form, act = PostForm(request.POST or None), doors.acting(request)
    made: list[Posting] = []
    if request.method == "POST" and form.is_valid():
        places = form.cleaned_data["places"].split("\n")
        if doors.into_form(form, lambda: made.append(operations.post_list(one, places=places, **act))):
            messages.success(request, _("The list is posted."))
            return redirect(doors.address(request, "postings:posting", found, made[0].pk))
    cases = queries.to_post(one)
    shown, _rows = queries.shown_list(one, cases, timezone.localdate())
    context = _frame(request, found, year) | {
        "ward": one,
        "form": form,
        "rows": presenters.rows_of(Posting(shown=shown)),
        "unshown": len(cases) - len(shown["rows"]),
        "left": queries.not_met(one),
        "days": campaigns.number_for(found, "posting", "working_days"),
        "step": campaigns.process_of(found).step("posting"),
    }
    return render(request, "review/posting_new.html", context)


@doors.readers
def posting(request: PageRequest, place: str, year: int, campaign: int, posting: int) -> HttpResponse:
    found, one = _posting(request, place, year, campaign, posting)
    today = timezone.localdate()
    may = permissions.can_prepare(request.user, one.ward.ward, today) and found.state == "open"
    hangs = one.state == "posted"
    address = request.build_absolute_uri(reverse("public:posting", args=[one.token]))
    context = _frame(request, found, year) | {
        "posting": one,
        "groups": presenters.by_group(presenters.rows_of(one)),
        "places": one.places.split("\n"),
        "address": address,
        "qr": mark_safe(presenters.qr(address)),  # noqa: S308 -- our own drawing of our own address
        "may_prepare": may,
        "hangs": hangs,
        "over": today > one.last_day,
        "taking_back": WhyForm() if may and hangs else None,
        "proving": ProofForm() if may else None,
        "proofs": list(one.proofs.all()),
        "complaints": one.complaints.count(),
        "ready": queries.ready_for_opinion_or_decision(one.ward),
    }
    return render(request, "review/posting.html", context)


@doors.preparers
@require_POST
def end(request: PageRequest, place: str, year: int, campaign: int, posting: int) -> HttpResponse:
    found, one = _posting(request, place, year, campaign, posting)
    act = doors.acting(request)
    doors.told(request, lambda: operations.end_posting(one, **act), _("The posting is over."))
    return redirect(doors.address(request, "postings:posting", found, one.pk))


@doors.preparers
@require_POST
def take_back(request: PageRequest, place: str, year: int, campaign: int, posting: int) -> HttpResponse:
    found, one = _posting(request, place, year, campaign, posting)
    why, act = request.POST.get("why", "")[:300], doors.acting(request)
    doors.told(request, lambda: operations.take_back_posting(one, why=why, **act), _("The list is taken back."))
    return redirect(doors.address(request, "postings:posting", found, one.pk))


@doors.preparers
@require_POST
def prove(request: PageRequest, place: str, year: int, campaign: int, posting: int) -> HttpResponse:
    found, one = _posting(request, place, year, campaign, posting)
    keep_proof(request, one)
    return redirect(doors.address(request, "postings:posting", found, one.pk))


@doors.readers
@never_cache
def paper(request: PageRequest, place: str, year: int, campaign: int, posting: int) -> HttpResponse:
    """The list as it hangs, with the QR code of its page."""
    _found, one = _posting(request, place, year, campaign, posting)
    address = request.build_absolute_uri(reverse("public:posting", args=[one.token]))
    return paper_answer(presenters.list_paper(one, address), f"niem-yet-{one.pk}", "pdf", on=one.first_day)


@doors.readers
@never_cache
def proof(request: PageRequest, place: str, year: int, campaign: int, posting: int, proof: int) -> HttpResponseBase:
    _found, one = _posting(request, place, year, campaign, posting)
    kept = get_object_or_404(one.proofs, pk=proof)
    return hand_out(kept.stored, name=f"anh-{kept.pk}.{kept.stored.rsplit('.', 1)[-1]}", media_type=kept.media_type)

"""Letters that tell households why: the list, the letter of one as page and paper, those of a ward as one paper."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from chungtay.foundation.accounts.presenters import PageRequest
from chungtay.foundation.core.files.handing_out import hand_out
from chungtay.foundation.core.queries.jobs import jobs_of
from chungtay.work.review import permissions
from chungtay.work.review.models import Campaign, Case
from chungtay.work.review.operations import letters as operations
from chungtay.work.review.presenters import decision_papers as papers
from chungtay.work.review.presenters.letters import Letter, letter_of
from chungtay.work.review.presenters.tabs import tabs_of
from chungtay.work.review.queries import campaigns as campaign_queries
from chungtay.work.review.queries import letters as queries
from chungtay.work.review.views import doors
from chungtay.work.review.views.decisions import pdf


@doors.readers
def letters(request: PageRequest, place: str, year: int, campaign: int) -> HttpResponse:
    found = doors.campaign_in(request, place, year, campaign)
    seen = queries.cases_told(request.user, found, request.place).order_by("group__group__code", "name_key", "pk")
    words = request.GET.get("tim", "").strip()
    rows = campaign_queries.search_cases(seen, words) if words else seen
    today = timezone.localdate()
    wards = [
        ward
        for ward in campaign_queries.wards_seen(request.user, found, request.place)
        if permissions.can_prepare(request.user, ward.ward, today)
    ]
    context = {
        "year": year,
        "campaign": found,
        "tabs": tabs_of(request, found),
        "rows": list(rows[:200]),
        "total": seen.count(),
        "text": words,
        "wards": wards,
    }
    return render(request, "review/letters.html", context)


def _letter(request: PageRequest, place: str, year: int, campaign: int, case: int) -> Letter:
    found = doors.campaign_in(request, place, year, campaign)
    chosen: Case = get_object_or_404(queries.cases_told(request.user, found, request.place), pk=case)
    return _of(found, chosen)


def _of(campaign: Campaign, case: Case) -> Letter:
    today = timezone.localdate()
    told = queries.told([case], today)
    if not told:
        raise Http404
    return letter_of(
        told[0].case,
        told[0].results,
        standards=queries.standards_of(campaign),
        decision=told[0].decision,
        posting=case.posting,
        today=today,
        before=told[0].before,
    )


@doors.readers
def letter(request: PageRequest, place: str, year: int, campaign: int, case: int) -> HttpResponse:
    found = _letter(request, place, year, campaign, case)
    context = {"year": year, "campaign": found.case.campaign, "letter": found}
    return render(request, "review/letters_letter.html", context | {"tabs": tabs_of(request, found.case.campaign)})


@doors.readers
def paper(request: PageRequest, place: str, year: int, campaign: int, case: int) -> HttpResponse:
    """The letter of one household, to print; Vietnamese whatever the language of the screen."""
    with translation.override("vi"):
        found = _letter(request, place, year, campaign, case)
    address = request.build_absolute_uri(doors.address(request, "letters:letter", found.case.campaign, case))
    ward, today = found.case.ward.ward, timezone.localdate()
    data = papers.letter_data([found], ward=ward, on=today, addresses={case: address})
    return pdf("why_letter", data, f"thu-giai-thich-{case}.pdf")


@doors.preparers
@require_POST
def write_all(request: PageRequest, place: str, year: int, campaign: int, ward: int) -> HttpResponse:
    """The letters of a ward, by a background job."""
    found = doors.campaign_in(request, place, year, campaign)
    chosen = doors.ward_in(request, found, ward)
    rows = queries.cases_told(request.user, found, request.place).filter(ward=chosen)
    if not (count := rows.count()):
        messages.warning(request, _("No household of the ward has a result that can be told yet."))
        return redirect(doors.address(request, "letters:letters", found))
    address = request.build_absolute_uri(doors.address(request, "letters:letters", found))
    job = operations.start_letters(chosen, address=address, households=count, by=request.user, at=timezone.now())
    return redirect("core:job", job.pk)


@doors.preparers
def file(request: PageRequest, place: str, year: int, campaign: int, job: int) -> HttpResponseBase:
    """The paper that a job of one's own wrote."""
    doors.campaign_in(request, place, year, campaign)
    found = get_object_or_404(jobs_of(request.user), pk=job, kind=operations.KIND)
    stored = found.result.get("stored", "")
    if not stored:
        raise Http404
    return hand_out(stored, name=f"thu-giai-thich-{found.subject_id}.pdf", media_type="application/pdf")

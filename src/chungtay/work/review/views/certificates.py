"""Certificates of a campaign: who has one, print, hand over, revoke."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from chungtay.foundation.accounts.presenters import PageRequest
from chungtay.foundation.core.forms import record_numbers
from chungtay.work.review import permissions
from chungtay.work.review.forms.decisions import HandOverForm
from chungtay.work.review.models import Campaign, Certificate, Decision
from chungtay.work.review.operations import certificates as operations
from chungtay.work.review.presenters import decision_papers as papers
from chungtay.work.review.presenters.tabs import tabs_of
from chungtay.work.review.queries import certificates as queries
from chungtay.work.review.queries import decisions as decision_queries
from chungtay.work.review.views import doors
from chungtay.work.review.views.decisions import pdf

# The sources do not agree on the number of the form (QĐ 24/2021), so none is printed unless the office gives it here.
PRINTED_FORM = ""
STATES = ("", "chua-trao", "da-trao", "thu-hoi")


@doors.readers
def certificates(request: PageRequest, place: str, year: int, campaign: int) -> HttpResponse:
    found = doors.campaign_in(request, place, year, campaign)
    seen = queries.certificates_seen(request.user, found, request.place)
    chosen = request.GET.get("loc", "")
    rows = {
        "chua-trao": seen.filter(revoked_at=None, handed_over_on=None),
        "da-trao": seen.filter(revoked_at=None).exclude(handed_over_on=None),
        "thu-hoi": seen.exclude(revoked_at=None),
    }
    today = timezone.localdate()
    decisions = decision_queries.decisions_seen(request.user, found, request.place).filter(state="signed")
    signing = [each for each in decisions if permissions.can_sign(request.user, each.ward.ward, today)]
    context = {
        "year": year,
        "campaign": found,
        "tabs": tabs_of(request, found),
        "rows": list(rows.get(chosen, seen)[:1_000]),
        "chips": [
            ("", _("All"), seen.count()),
            ("chua-trao", _("Not handed over yet"), rows["chua-trao"].count()),
            ("da-trao", _("Handed over"), rows["da-trao"].count()),
            ("thu-hoi", _("Revoked"), rows["thu-hoi"].count()),
        ],
        "chosen": chosen if chosen in STATES else "",
        "decisions": list(decisions),
        "signing": {each.pk for each in signing},
        "signs": bool(signing),
        "prepares": any(permissions.can_prepare(request.user, each.ward.ward, today) for each in decisions),
        "handing": HandOverForm(initial={"on": f"{today:%d/%m/%Y}"}),
    }
    return render(request, "review/certificates.html", context)


def _decision(request: PageRequest, campaign: Campaign, number: int) -> Decision:
    rows = decision_queries.decisions_seen(request.user, campaign, request.place).filter(state="signed")
    return get_object_or_404(rows, pk=number)


def _back(request: PageRequest, campaign: Campaign) -> HttpResponse:
    return redirect(doors.address(request, "certificates:certificates", campaign))


@doors.signers
@require_POST
def issue(request: PageRequest, place: str, year: int, campaign: int, decision: int) -> HttpResponse:
    found = doors.campaign_in(request, place, year, campaign)
    chosen = _decision(request, found, decision)
    made: list[int] = []
    if doors.told(request, lambda: made.append(operations.issue(chosen, by=request.user, at=timezone.now()))):
        words = ngettext("%(count)s certificate issued.", "%(count)s certificates issued.", made[0])
        messages.success(request, words % {"count": made[0]})
    return _back(request, found)


@doors.preparers
@require_POST
def hand_over(request: PageRequest, place: str, year: int, campaign: int, decision: int) -> HttpResponse:
    found = doors.campaign_in(request, place, year, campaign)
    chosen = _decision(request, found, decision)
    form = HandOverForm(request.POST)
    numbers = record_numbers(request.POST.getlist("giay"))
    if not form.is_valid():
        messages.warning(request, " ".join(str(error) for errors in form.errors.values() for error in errors))
        return _back(request, found)
    doors.told(
        request,
        lambda: operations.hand_over(
            chosen, certificates=numbers, on=form.cleaned_data["on"], by=request.user, at=timezone.now()
        ),
        _("The day is noted."),
    )
    return _back(request, found)


def _certificate(request: PageRequest, campaign: Campaign, number: int) -> Certificate:
    return get_object_or_404(queries.certificates_seen(request.user, campaign, request.place), pk=number)


@doors.signers
@require_POST
def revoke(request: PageRequest, place: str, year: int, campaign: int, certificate: int) -> HttpResponse:
    found = doors.campaign_in(request, place, year, campaign)
    chosen = _certificate(request, found, certificate)
    why = request.POST.get("why", "")
    doors.told(
        request,
        lambda: operations.revoke(chosen, why=why, by=request.user, at=timezone.now()),
        _("Revoked; its number stands in the public list from now on."),
    )
    return _back(request, found)


@doors.readers
def one(request: PageRequest, place: str, year: int, campaign: int, certificate: int) -> HttpResponse:
    """One certificate, to print."""
    found = doors.campaign_in(request, place, year, campaign)
    chosen = _certificate(request, found, certificate)
    permissions.check_may_read(request.user, chosen.decision.ward.ward, timezone.localdate())
    data = papers.certificate_data([chosen], form=PRINTED_FORM, now=timezone.now())
    return pdf("certificate", data, f"giay-chung-nhan-{chosen.serial}.pdf")


@doors.readers
def all_of(request: PageRequest, place: str, year: int, campaign: int, decision: int) -> HttpResponse:
    """Every valid certificate of a decision in one paper."""
    found = doors.campaign_in(request, place, year, campaign)
    chosen = _decision(request, found, decision)
    permissions.check_may_read(request.user, chosen.ward.ward, timezone.localdate())
    rows = list(queries.certificates_seen(request.user, found, request.place).filter(decision=chosen, revoked_at=None))
    if not rows:
        raise Http404
    if len(rows) > 3_000:
        raise BadRequest
    data = papers.certificate_data(rows, form=PRINTED_FORM, now=timezone.now())
    return pdf("certificate", data, f"giay-chung-nhan-{chosen.ward.ward.code}-{chosen.pk}.pdf")

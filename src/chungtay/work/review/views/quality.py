"""Quality control: what looks wrong, second visits, scores beside the line."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from chungtay.foundation.accounts.permissions import holders_of
from chungtay.foundation.accounts.presenters import PageRequest
from chungtay.foundation.core.audience import audience
from chungtay.foundation.places.models import Level
from chungtay.rulebook.errors import ChungTayError
from chungtay.work.review import permissions
from chungtay.work.review.forms.quality import DrawForm, OutcomeForm
from chungtay.work.review.models import Case, Flag, FlagState, Survey
from chungtay.work.review.operations import quality as operations
from chungtay.work.review.presenters import quality as presenters
from chungtay.work.review.presenters.evidence import evidence_of
from chungtay.work.review.presenters.tabs import LOOK, tabs_of
from chungtay.work.review.queries import entry as forms
from chungtay.work.review.queries import quality as queries
from chungtay.work.review.queries.campaigns import wards_seen
from chungtay.work.review.queries.second_papers import drawn_without_form
from chungtay.work.review.queries.spot_visits import gone, possible_visitors
from chungtay.work.review.queries.takeovers import waiting_flags
from chungtay.work.review.views import doors, takeovers

lookers = audience(*sorted({role for permission in LOOK for role in holders_of(permission)}))
PAGE = 50
EVIDENCE = 12  # forms of one flag whose photographs are offered on its page; further ones on their households' pages


@lookers
def flags(request: PageRequest, place: str, year: int, campaign: int) -> HttpResponse:
    found = doors.campaign_in(request, place, year, campaign)
    seen = queries.flags_seen(request.user, found, request.place)
    counts = queries.counts_of_flags(seen)
    kind, state = request.GET.get("loai", ""), request.GET.get("buoc", FlagState.OPEN)
    shown = seen.filter(kind=kind) if kind else seen
    shown = shown if state == "tat-ca" else shown.filter(state=state)
    page = Paginator(shown.order_by("kind", "pk"), PAGE).get_page(request.GET.get("trang"))
    context = {
        "year": year,
        "campaign": found,
        "tabs": tabs_of(request, found),
        "chips": presenters.chips(counts),
        "states": [("tat-ca", _("All"), sum(counts.values()))]
        + [
            (value, label, sum(count for (_kind, at), count in counts.items() if at == value))
            for value, label in FlagState.choices
        ],
        "chosen": kind,
        "state": state,
        "page": page,
        "rows": [(flag, presenters.sentence(flag)) for flag in page],
        "proposed": waiting_flags(flag.pk for flag in page),
        "open": sum(count for (_kind, at), count in counts.items() if at == FlagState.OPEN),
        "may_check": permissions.can_confirm(request.user, request.place, timezone.localdate()),
    }
    return render(request, "review/quality.html", context)


@doors.confirmers
@require_POST
def check(request: PageRequest, place: str, year: int, campaign: int) -> HttpResponse:
    """Look through the forms of the place in the background."""
    found = doors.campaign_in(request, place, year, campaign)
    return doors.in_background(request, found, operations.start_check, "quality:flags")


@lookers
def flag(request: PageRequest, place: str, year: int, campaign: int, flag: int) -> HttpResponse:
    found = doors.campaign_in(request, place, year, campaign)
    one = get_object_or_404(queries.flags_seen(request.user, found, request.place), pk=flag)
    numbers = [one.survey_id] if one.survey_id else one.detail.get("surveys", [])
    cases = list(Case.objects.filter(survey__in=numbers).select_related("group__group").order_by("group", "pk"))
    returnable = sum(case.state in operations.TO_GIVE_BACK for case in cases)
    form = OutcomeForm(request.POST or None, forms_to_return=returnable)
    if request.method == "POST" and form.is_valid() and _close(request, one, form):
        return redirect(doors.address(request, "quality:flags", found))
    context = takeovers.section(request, one) | {
        "year": year,
        "campaign": found,
        "tabs": tabs_of(request, found),
        "flag": one,
        "sentence": presenters.sentence(one),
        "plot": presenters.plot_of(one),
        "labels": _labels(one),
        "cases": cases,
        "evidences": [each for each in evidence_of(_forms_of(cases)) if each.anything],
        "form": form,
        "returnable": returnable,
        "may_close": one.state == FlagState.OPEN
        and one.enumerator_id != request.user.pk
        and one.ward is not None
        and permissions.can_confirm(request.user, one.ward.ward, timezone.localdate()),
    }
    return render(request, "review/quality_flag.html", context)


def _forms_of(cases: list[Case]) -> list[Survey]:
    """The forms that hold of the flag's households, each with its household."""
    held = {case.pk: case for case in cases}
    rows = list(Survey.objects.filter(pk__in=[case.survey_id for case in cases]).order_by("case", "number")[:EVIDENCE])
    for row in rows:
        row.case = held[row.case_id]
    return rows


def _labels(one: Flag) -> list[str]:
    try:
        return presenters.differing_labels(forms.form_of(one.campaign), one)
    except ChungTayError:
        return []


def _close(request: PageRequest, one: Flag, form: OutcomeForm) -> bool:
    data, done = form.cleaned_data, []

    def act() -> None:
        done.append(
            operations.close_flag(one, outcome=data["outcome"], words=data["words"], by=request.user, at=timezone.now())
        )

    if not doors.into_form(form, act):
        return False
    messages.success(request, _("Noted. Forms sent back: %(count)s.") % {"count": done[0]})
    return True


@lookers
def lines(request: PageRequest, place: str, year: int, campaign: int) -> HttpResponse:
    """The scores of each ward beside the lines, as they stand now."""
    found = doors.campaign_in(request, place, year, campaign)
    wards = Paginator(wards_seen(request.user, found, request.place), 10).get_page(request.GET.get("trang"))
    drawn = [plot for ward in wards for plot in presenters.plots(queries.lines_now(ward))]
    context = {"year": year, "campaign": found, "tabs": tabs_of(request, found), "plots": drawn, "page": wards}
    return render(request, "review/quality_lines.html", context)


@lookers
def visits(request: PageRequest, place: str, year: int, campaign: int) -> HttpResponse:
    """Second visits: drawn, done, and how often they disagree."""
    found = doors.campaign_in(request, place, year, campaign)
    rows = list(queries.visits_seen(request.user, found, request.place))
    by_question, by_person = queries.disagreement(rows)
    names = queries.names_of([rate.name for rate in by_person])
    today, awaited = timezone.localdate(), drawn_without_form(rows)
    open_ones = [row for row in rows if row.case_id in awaited or row.aside_at]
    may_draw = permissions.can_prepare(request.user, request.place, today)
    of_ward = may_draw and request.place.level == Level.WARD and open_ones
    people = possible_visitors(request.place, open_ones, today) if of_ward else {}
    context = {
        "year": year,
        "campaign": found,
        "tabs": tabs_of(request, found),
        "rows": [(row, people.get(row.pk, [])) for row in rows],
        "gone": gone([row for row in rows if row.case_id in awaited], today),
        "handing_on": bool(of_ward),
        "in_wards": may_draw and request.place.level != Level.WARD,  # who may go is asked ward by ward, on its page
        "done": sum(row.survey_id is not None for row in rows),
        "questions": _rates(found, by_question),
        "people": [(names.get(rate.name, "–"), rate) for rate in by_person],
        "form": DrawForm(wards=wards_seen(request.user, found, request.place)),
        "may_draw": may_draw,
        "awaited": awaited,
        "may_type": permissions.can_recheck(request.user, request.place, today),
    }
    return render(request, "review/quality_visits.html", context)


def _rates(found: Any, by_question: Any) -> Any:
    try:
        return presenters.rate_rows(forms.form_of(found), by_question)
    except ChungTayError:
        return [(rate.name, rate) for rate in by_question]


@doors.preparers
@require_POST
def draw(request: PageRequest, place: str, year: int, campaign: int) -> HttpResponse:
    found = doors.campaign_in(request, place, year, campaign)
    form = DrawForm(request.POST, wards=wards_seen(request.user, found, request.place))
    if not form.is_valid():
        messages.warning(request, _("Write from 1 to 100 percent, and the text that the draw starts from."))
    else:
        data = form.cleaned_data
        doors.told(
            request,
            lambda: operations.draw_visits(
                data["ward"], percent=data["percent"], seed=data["seed"], by=request.user, at=timezone.now()
            ),
            _("Drawn. Each household is visited again by somebody else."),
        )
    return redirect(doors.address(request, "quality:visits", found))

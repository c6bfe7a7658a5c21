"""Paper out: the forms of a group or a household, form A blank and on the screen."""

from __future__ import annotations

import tempfile
import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from chungtay.foundation.accounts.presenters import PageRequest
from chungtay.foundation.core.files import hand_out
from chungtay.foundation.core.models import Job
from chungtay.foundation.core.templatetags.words import words
from chungtay.rulebook import rule_sets
from chungtay.rulebook.errors import ChungTayError
from chungtay.rulebook.model import RuleSet
from chungtay.work.review.forms.paper_forms import YES, ScreeningForm
from chungtay.work.review.models import Campaign, CampaignGroup
from chungtay.work.review.operations import lists, review_lists
from chungtay.work.review.operations import paper_forms as operations
from chungtay.work.review.presenters.review_list import write_list
from chungtay.work.review.presenters.tabs import tabs_of
from chungtay.work.review.queries import paper_forms as queries
from chungtay.work.review.queries.campaigns import main_standard
from chungtay.work.review.queries.entry import form_of
from chungtay.work.review.queries.screening import form_a_demanded, is_for, to_screen
from chungtay.work.review.queries.second_papers import purpose_named
from chungtay.work.review.views import doors
from chungtay.work.review.views.papers_out import MEDIA, file_answer
from chungtay.workbooks.writing.paper_form import write_form_a


def _base(request: PageRequest) -> str:
    return request.build_absolute_uri("/").rstrip("/")


def _rules(campaign: Campaign) -> RuleSet:
    return rule_sets.load(main_standard(campaign).rule_set)


@doors.readers
def papers(request: PageRequest, place: str, year: int, campaign: int) -> HttpResponse:
    found = doors.campaign_in(request, place, year, campaign)
    groups = queries.groups_to_print(request.user, found, request.place)
    waiting = queries.waiting_by_group(groups)
    names = {str(group.pk): group.group.name for group in groups}
    gap = None
    try:
        form_of(found)
    except ChungTayError as error:
        gap = error
    context = {
        "year": year,
        "campaign": found,
        "tabs": tabs_of(request, found),
        "rows": [(group, waiting.get(group.pk, 0)) for group in groups],
        "made": [(job, names.get(job.subject_id, "")) for job in queries.printed(request.user, groups)],
        "form_a": _rules(found).screening is not None,
        "to_screen": to_screen(request.user, found, request.place),
        "gap": gap,
        "kinds": [("pdf", "PDF"), ("docx", "Word"), ("xlsx", "Excel")],
    }
    return render(request, "review/paper_forms.html", context)


@doors.readers
@require_POST
def print_group(request: PageRequest, place: str, year: int, campaign: int, group: int) -> HttpResponse:
    found = doors.campaign_in(request, place, year, campaign)
    one = doors.group_in(request, found, group)
    started: list[Job] = []
    values: dict[str, Any] = {"base": _base(request), "place": request.place.code, "by": request.user}
    doors.told(request, lambda: started.append(operations.start_printing(one, **values, at=timezone.now())))
    if started:
        return redirect("core:job", started[0].pk)
    return redirect(doors.address(request, "papers:papers", found))


@doors.readers
def taken(request: PageRequest, place: str, year: int, campaign: int, group: int, job: int) -> FileResponse:
    """A file that this person had made, of a group that they still may look at."""
    found = doors.campaign_in(request, place, year, campaign)
    one: CampaignGroup = doors.group_in(request, found, group)
    made = get_object_or_404(Job, pk=job, by=request.user, kind=queries.PRINT, subject_id=str(one.pk), state="done")
    response = hand_out(made.result["stored"], name=f"phieu-{one.group.code}.pdf", media_type="application/pdf")
    operations.record_taken(made, one, by=request.user, at=timezone.now())
    return response


@doors.readers
def collect(request: PageRequest, place: str, year: int, campaign: int, group: int) -> HttpResponse:
    """The form for ODK Collect and the group's households, together in one file."""
    found = doors.campaign_in(request, place, year, campaign)
    one = doors.group_in(request, found, group)
    packed = BytesIO()
    with tempfile.TemporaryDirectory() as folder:
        try:
            written = operations.write_collect_form(one, Path(folder), by=request.user, at=timezone.now())
        except (ChungTayError, ValidationError) as error:
            told = words(error) if isinstance(error, ChungTayError) else " ".join(error.messages)
            messages.warning(request, told)
            return redirect(doors.address(request, "papers:papers", found))
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as target:
            for path in written:
                target.write(path, path.name)
    response = HttpResponse(packed.getvalue(), content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="odk-{one.group.code}.zip"'
    response["Cache-Control"] = "private, no-store"
    return response


@doors.readers
def review_list(request: PageRequest, place: str, year: int, campaign: int, group: int, kind: str) -> HttpResponse:
    """The list of households to review of a group (Phụ lục I), to print and sign or to go on in Excel or Word."""
    if kind not in MEDIA:
        raise Http404
    found = doors.campaign_in(request, place, year, campaign)
    one = doors.group_in(request, found, group)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"danh-sach.{kind}"
        listed = review_lists.take_list(one, kind=kind, by=request.user, at=timezone.now())
        write_list(path, one, listed, on=timezone.localdate())
        return file_answer(path, f"danh-sach-ra-soat-{one.group.code}")


@doors.readers
def household(request: PageRequest, place: str, year: int, campaign: int, case: int) -> HttpResponse:
    found = doors.campaign_in(request, place, year, campaign)
    home = doors.case_in(request, found, case)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "phieu.pdf"
        try:
            operations.print_one(
                home,
                path,
                base=_base(request),
                place=request.place.code,
                purpose=purpose_named(request.GET.get("phieu", "")),
                by=request.user,
                at=timezone.now(),
            )
        except (ChungTayError, ValidationError) as error:
            told = words(error) if isinstance(error, ChungTayError) else " ".join(error.messages)
            messages.warning(request, told)
            return redirect(doors.address(request, "papers:papers", found))
        return _pdf(path, f"phieu-{home.pk}.pdf")


def _pdf(path: Path, name: str) -> HttpResponse:
    response = HttpResponse(path.read_bytes(), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    return response


@doors.readers
def blank_form_a(request: PageRequest, place: str, year: int, campaign: int) -> HttpResponse:
    found = doors.campaign_in(request, place, year, campaign)
    rules = _rules(found)
    if rules.screening is None:
        raise Http404
    ward = request.place.name if request.place.level == "ward" else ""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "phieu-a.pdf"
        write_form_a(path, rules, ward=ward, on=timezone.localdate())
        return _pdf(path, "phieu-a.pdf")


@doors.preparers
def form_a(request: PageRequest, place: str, year: int, campaign: int, case: int) -> HttpResponse:
    """Form A of a household that asked or was added: the rule book says whether it goes on the list."""
    found = doors.campaign_in(request, place, year, campaign)
    home = doors.case_in(request, found, case)
    screening = _rules(found).screening
    if screening is None:
        messages.warning(request, _("This standard has no form A."))
        return redirect(doors.address(request, "papers:papers", found))
    known = home.screening.get("answers", {})
    initial = {key: YES if value else "2" for key, value in known.items() if value is not None}
    form = ScreeningForm(request.POST or None, screening=screening, initial=initial)
    if request.method == "POST" and form.is_valid():
        done: list[Any] = []

        def act() -> None:
            done.append(lists.screen_case(home, answers=form.answers(), by=request.user, at=timezone.now()))

        if doors.into_form(form, act):
            messages.success(request, words(done[0].screening))
            return redirect(doors.address(request, "campaign:case", found, home.pk))
    on_the_list = not is_for(home)
    keys = [key for key, _label in screening.conditions]
    context = {
        "year": year,
        "campaign": found,
        "case": home,
        "form": form,
        "parts": [
            (_("Conditions: one that holds leaves the household out"), [form[key] for key in keys]),
            (
                _("Criteria: %(count)s or more leave the household out") % {"count": screening.cut_off},
                [form[key] for key, _label in screening.criteria],
            ),
        ],
        "listed_before": on_the_list,
        "not_here": not on_the_list and not form_a_demanded(found),
    }
    return render(request, "review/paper_form_a.html", context)

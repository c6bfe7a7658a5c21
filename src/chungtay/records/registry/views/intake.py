"""Bringing a list in: upload, columns, preview, taking over, result, undoing; and the way out to Excel."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from chungtay.foundation.accounts.permissions import Permission, holders_of
from chungtay.foundation.accounts.presenters import PageRequest
from chungtay.foundation.core.audience import audience
from chungtay.foundation.core.files import FileKind, hand_out
from chungtay.foundation.core.forms import ColumnsForm
from chungtay.foundation.core.operations import jobs, record_event
from chungtay.records.registry.forms.intake import ChoiceForm, OptionsForm, UndoForm, UploadForm
from chungtay.records.registry.models import ImportFile, ImportState
from chungtay.records.registry.operations.intake import receiving
from chungtay.records.registry.operations.intake.choosing import choose
from chungtay.records.registry.permissions import check
from chungtay.records.registry.presenters import intake as shown
from chungtay.records.registry.queries.intake import files
from chungtay.records.registry.views.doors import address, place_of, whole
from chungtay.rulebook.errors import ChungTayError
from chungtay.workbooks.headings import headings_of

importers = audience(*holders_of(Permission.REGISTRY_IMPORT))
_BUSY = (ImportState.STAGING, ImportState.APPLYING, ImportState.UNDOING)


def _file(request: PageRequest, place: str, year: int, number: int) -> ImportFile:
    found = files.files_of(request.user, place_of(request, place, year), year)
    return get_object_or_404(found, pk=number)


def _to(request: PageRequest, file: ImportFile) -> HttpResponse:
    return redirect(address(request, "intake_file", file.on.year, file.pk))


@importers
def intake(request: PageRequest, place: str, year: int) -> HttpResponse:
    here = place_of(request, place, year)
    check(request.user, Permission.REGISTRY_IMPORT, here, timezone.now())
    rows = [(file, shown.sentence_of(file)) for file in files.files_of(request.user, here, year)]
    return render(request, "registry/intake_files.html", {"rows": rows, "year": year})


@importers
def upload(request: PageRequest, place: str, year: int) -> HttpResponse:
    here, today = place_of(request, place, year), timezone.localdate()
    check(request.user, Permission.REGISTRY_IMPORT, here, timezone.now())
    day = today if today.year == year else today.replace(year=year, month=12, day=31)
    form = UploadForm(request.POST or None, request.FILES or None, initial={"on": f"{day:%d/%m/%Y}"}, today=today)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            file, new = receiving.receive_file(
                name=data["file"].name,
                chunks=data["file"].chunks(),
                area=here,
                on=data["on"],
                rule_set=form.rule_set,
                token=data["token"],
                by=request.user,
                at=timezone.now(),
            )
        except ChungTayError as error:
            form.add_error("file", error.en if request.LANGUAGE_CODE == "en" else error.vi)
        else:
            if not new:
                messages.info(request, _("This file was read in before; here it is. Nothing was done twice."))
            return _to(request, file)
    return render(request, "registry/intake_upload.html", {"form": form, "year": year})


@importers
def file(request: PageRequest, place: str, year: int, number: int) -> HttpResponse:
    """Where a file stands decides what its page is."""
    found = _file(request, place, year, number)
    if found.state == ImportState.UPLOADED:
        return redirect(address(request, "intake_columns", year, number))
    if found.state in _BUSY:
        return _progress(request, found, year)
    kind = request.GET.get("loai", "")[:10]
    rows = files.rows_of(found, kind)
    before = whole(request.GET.get("truoc", ""))
    context: dict[str, Any] = {
        "file": found,
        "year": year,
        "sentence": shown.sentence_of(found),
        "chips": shown.chips(found, kind),
        "in_the_way": files.in_the_way(found, request.user),
        "kind": kind,
        "page": files.page_of(rows, after=whole(request.GET.get("sau", "")) or 0, before=before),
        "options": OptionsForm(initial=found.options),
        "writing": found.counts.get("new", 0) + found.counts.get("changed", 0),
    }
    if request.htmx and request.GET.get("phan") == "rows":
        return render(request, "registry/intake_rows.html", context)
    return render(request, "registry/intake_file.html", context)


def _progress(request: PageRequest, found: ImportFile, year: int) -> HttpResponse:
    work = shown.work_of(files.job_of(found), timezone.now())
    context = {"file": found, "year": year, "work": work, "sentence": shown.sentence_of(found)}
    return render(request, "registry/intake_progress.html", context)


@importers
def progress(request: PageRequest, place: str, year: int, number: int) -> HttpResponse:
    """The part of the page that renews itself while the work goes on."""
    found = _file(request, place, year, number)
    if found.state not in _BUSY:
        target = address(request, "intake_file", year, number)
        return HttpResponse(headers={"HX-Redirect": target}) if request.htmx else redirect(target)
    work = shown.work_of(files.job_of(found), timezone.now())
    return render(request, "registry/intake_progress_part.html", {"file": found, "year": year, "work": work})


@importers
def columns(request: PageRequest, place: str, year: int, number: int) -> HttpResponse:
    found = _file(request, place, year, number)
    if found.state != ImportState.UPLOADED:
        return _to(request, found)
    headings = headings_of(found.columns)
    form = ColumnsForm(headings, shown.target_choices(found.rule_set), request.POST or None)
    options = OptionsForm(request.POST or None, initial=found.options)
    if request.method == "POST" and form.is_valid() and options.is_valid():
        _try(
            request,
            lambda: receiving.compare_file(
                found,
                mapping=form.cleaned_mapping(),
                **options.cleaned_data,
                by=request.user,
                at=timezone.now(),
            ),
        )
        return _to(request, found)
    rows = [(heading, None if heading.fixed else form[heading.field]) for heading in headings]
    context = {
        "file": found,
        "year": year,
        "form": form,
        "options": options,
        "doubtful": [row for row in rows if row[0].doubtful and row[1]],
        "certain": [row for row in rows if not row[0].doubtful or not row[1]],
    }
    return render(request, "registry/intake_columns.html", context)


@importers
@require_POST
def compare_again(request: PageRequest, place: str, year: int, number: int) -> HttpResponse:
    found = _file(request, place, year, number)
    options = OptionsForm(request.POST)
    if options.is_valid():
        _try(
            request,
            lambda: receiving.compare_file(found, **options.cleaned_data, by=request.user, at=timezone.now()),
        )
    return _to(request, found)


@importers
@require_POST
def take_over(request: PageRequest, place: str, year: int, number: int) -> HttpResponse:
    found = _file(request, place, year, number)
    _try(request, lambda: receiving.apply_file(found, by=request.user, at=timezone.now()))
    return _to(request, found)


@importers
@require_POST
def again(request: PageRequest, place: str, year: int, number: int) -> HttpResponse:
    """Carry on what an error stopped."""
    found = _file(request, place, year, number)
    job = files.job_of(found)
    if job is None or not jobs.start_again(job, by=request.user, at=timezone.now()):
        messages.warning(request, _("This work cannot be started again: it is under way or done."))
    return _to(request, found)


@importers
def undo(request: PageRequest, place: str, year: int, number: int) -> HttpResponse:
    found = _file(request, place, year, number)
    form = UndoForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        why = form.cleaned_data["why"]
        _try(request, lambda: receiving.take_file_back(found, why=why, by=request.user, at=timezone.now()))
        return _to(request, found)
    return render(request, "registry/intake_undo.html", {"file": found, "year": year, "form": form})


@importers
@require_POST
def discard(request: PageRequest, place: str, year: int, number: int) -> HttpResponse:
    found = _file(request, place, year, number)
    if _try(request, lambda: receiving.discard_file(found, by=request.user, at=timezone.now())):
        messages.success(request, _("“%(name)s” is put away; it changed nothing.") % {"name": found.name})
    return redirect(address(request, "intake", year))


@importers
def row(request: PageRequest, place: str, year: int, number: int, row: int) -> HttpResponse:
    """One household of the file: as it was read, what it would change, what is wrong; and what the officer decides."""
    found = _file(request, place, year, number)
    staged = get_object_or_404(found.households.select_related("household__group__parent"), pk=row)
    missing = shown.missing_of(staged)
    initial = {"enter": staged.choice.get("enter", False)}
    initial |= {f"gone_{key}": how for key, how in staged.choice.get("gone", {}).items()}
    initial |= {f"person_{place}": True for place in staged.choice.get("people", ())}
    may_enter, left_out = shown.may_be_entered(staged), shown.left_out_of(staged)
    form = ChoiceForm(missing, left_out, request.POST or None, initial=initial, may_enter=may_enter)
    open_to_choice = found.state == ImportState.STAGED and bool(missing or may_enter or left_out)
    if request.method == "POST" and form.is_valid():
        _try(request, lambda: choose(staged, form.choice(), by=request.user, at=timezone.now()))
        return redirect(request.path)
    context = {
        "file": found,
        "year": year,
        "row": staged,
        "lines": shown.lines_of(staged),
        "read": shown.read_of(staged),
        "missing": missing,
        "form": form if open_to_choice else None,
    }
    return render(request, "registry/intake_row.html", context)


@importers
def marked(request: PageRequest, place: str, year: int, number: int) -> FileResponse:
    """The officer's own workbook back, each wrong cell with its sentence."""
    found = _file(request, place, year, number)
    if not found.marked:
        raise Http404
    answer = hand_out(found.marked, name=PurePosixPath(found.marked).name, media_type=FileKind.XLSX.media_type)
    record_event("registry.marked_copy_taken", found, by=request.user, at=timezone.now(), area=found.area)
    return answer


def _try(request: PageRequest, step: Any) -> bool:
    """Take a step; what is not possible is said on the next page."""
    try:
        step()
    except ValidationError as error:
        for sentence in error.messages:
            messages.warning(request, sentence)
        return False
    return True

"""Pages of the review: files of a place and year, a file on its way, its households and what to correct."""

from __future__ import annotations

import mimetypes
from pathlib import PurePosixPath
from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from chungtay.foundation.accounts.permissions import Permission, holders_of, place_for
from chungtay.foundation.accounts.presenters import PageRequest
from chungtay.foundation.core.audience import audience
from chungtay.foundation.core.files import hand_out
from chungtay.foundation.core.forms import ColumnsForm
from chungtay.foundation.core.templatetags.words import standard
from chungtay.foundation.places.queries import kinds_within
from chungtay.records.registry.presenters import scores
from chungtay.rulebook import rule_sets
from chungtay.rulebook.errors import ChungTayError
from chungtay.work.review import permissions
from chungtay.work.review.forms.files import UploadForm
from chungtay.work.review.models import ReviewFile, State
from chungtay.work.review.operations import files as operations
from chungtay.work.review.operations.receiving import upload_file
from chungtay.work.review.presenters import files as presenters
from chungtay.work.review.queries import files as queries
from chungtay.work.review.transitions import WrongState
from chungtay.workbooks.headings import headings_of

readers = audience(*holders_of(Permission.REVIEW_READ))
classifiers = audience(*holders_of(Permission.REVIEW_CLASSIFY))


def _place(request: PageRequest, place: str, year: int) -> Any:
    request.place = place_for(request.user, place, year)
    return request.place


def _file(request: PageRequest, place: str, year: int, number: int) -> ReviewFile:
    seen = queries.files_of_year(request.user, _place(request, place, year), year)
    return get_object_or_404(seen, pk=number)


def _owned(request: PageRequest, place: str, year: int, number: int) -> ReviewFile:
    """A file that the person may change; a wider file that merely holds households of the place is not."""
    file = _file(request, place, year, number)
    permissions.check_may_classify(request.user, file.area, timezone.localdate())
    return file


def _address(name: str, place: str, year: int, *args: Any) -> str:
    return reverse(f"review:{name}", args=[place, year, *args])


@readers
def files(request: PageRequest, place: str, year: int) -> HttpResponse:
    here = _place(request, place, year)
    found = list(queries.files_of_year(request.user, here, year))
    counts = queries.counts_by_file(request.user, here, found)
    rows = [
        (file, presenters.next_step(file, counts[file.pk]), counts[file.pk], sum(counts[file.pk].values()))
        for file in found
    ]
    context = {
        "rows": rows,
        "year": year,
        "may_classify": permissions.can_classify(request.user, here, timezone.localdate()),
    }
    return render(request, "review/files.html", context)


@classifiers
def upload(request: PageRequest, place: str, year: int) -> HttpResponse:
    here = _place(request, place, year)
    today = timezone.localdate()
    permissions.check_may_classify(request.user, here, today)
    day = today if today.year == year else today.replace(year=year, month=9, day=15)
    kinds = kinds_within(here, day)
    try:
        rules = rule_sets.in_force(day).id
    except ChungTayError:
        rules = ""
    initial: dict[str, Any] = {
        "on": f"{day:%d/%m/%Y}",
        "rule_set": rules,
        "area_kind": "rural" if kinds == {"rural"} else "urban",
    }
    replaceable = queries.replaceable(request.user, here, year)
    initial["replaces"] = _number(request, "thay")
    form = UploadForm(request.POST or None, request.FILES or None, initial=initial, area=here, replaceable=replaceable)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        first, *others = data["file"]
        file, new = upload_file(
            name=first.name,
            chunks=first.chunks(),
            second=(others[0].name, others[0].chunks()) if others else None,
            area=here,
            area_kind=data["area_kind"],
            rule_set=data["rule_set"],
            on=data["on"],
            token=data["token"],
            replaces=data["replaces"],
            by=request.user,
            at=timezone.now(),
        )
        if not new:
            messages.info(request, _("This file was read in before; here it is. Nothing was done twice."))
        return redirect(_address("file", place, file.on.year, file.pk))
    return render(request, "review/upload.html", {"form": form, "year": year})


@readers
def file(request: PageRequest, place: str, year: int, number: int) -> HttpResponse:
    """Where a file stands decides what its page is."""
    found = _file(request, place, year, number)
    if found.state == State.UPLOADED and permissions.can_classify(request.user, found.area, timezone.localdate()):
        return redirect(_address("columns", place, year, number))
    if found.state in (State.QUEUED, State.RUNNING):
        return redirect(_address("progress", place, year, number))
    return households(request, found)


def households(request: PageRequest, found: ReviewFile) -> HttpResponse:
    here, user = request.place, request.user
    in_file = queries.households_seen(user, here).filter(file=found)
    words = presenters.class_words(found.rule_set)
    chosen, text = request.GET.get("loai", ""), request.GET.get("tim", "").strip()
    rows = queries.search(queries.of_class(in_file, chosen), text)
    page = queries.households_page(rows, after=_number(request, "sau"), before=_number(request, "truoc"))
    owns = permissions.can_classify(user, found.area, timezone.localdate())
    counts = queries.counts_by_file(user, here, [found])[found.pk]
    context = {
        "file": found,
        "year": found.on.year,
        "step": presenters.next_step(found, counts),
        "tables": presenters.tables_of(found),
        "chips": presenters.chips(counts, words, chosen),
        "words": words,
        "standard": standard(found.rule_set),
        "replaced_by": found.replaced_by.order_by("pk").last() if found.state == State.WITHDRAWN else None,
        "chosen": chosen,
        "text": text,
        "page": page,
        "papers": presenters.papers_of(found) if permissions.can_read(user, found.area, timezone.localdate()) else [],
        "refused": counts.get(queries.REFUSED, 0),
        "owns": owns,
        "partial": not permissions.can_read(user, found.area, timezone.localdate()),
    }
    return render(request, "review/households_part.html" if request.htmx else "review/households.html", context)


def _number(request: PageRequest, name: str) -> int | None:
    text = request.GET.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None


@classifiers
def columns(request: PageRequest, place: str, year: int, number: int) -> HttpResponse:
    found = _owned(request, place, year, number)
    if found.state != State.UPLOADED:
        return redirect(_address("file", place, year, number))
    headings = headings_of(found.columns)
    form = ColumnsForm(headings, presenters.target_choices(found.rule_set), request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            operations.confirm_columns(found, mapping=form.cleaned_mapping(), by=request.user, at=timezone.now())
        except WrongState as error:
            messages.warning(request, str(error))
        return redirect(_address("file", place, year, number))
    rows = [(heading, None if heading.fixed else form[heading.field]) for heading in headings]
    context = {
        "file": found,
        "year": year,
        "form": form,
        "tables": presenters.tables_of(found),
        "doubtful": [row for row in rows if row[0].doubtful and row[1]],
        "certain": [row for row in rows if not row[0].doubtful or not row[1]],
    }
    return render(request, "review/columns.html", context)


@readers
def progress(request: PageRequest, place: str, year: int, number: int) -> HttpResponse:
    found = _file(request, place, year, number)
    if found.state not in (State.QUEUED, State.RUNNING):
        target = _address("file", place, year, number)
        if request.htmx:
            return HttpResponse(headers={"HX-Redirect": target})
        return redirect(target)
    context = {
        "file": found,
        "year": year,
        "progress": presenters.progress_of(found, timezone.now()),
        "owns": permissions.can_classify(request.user, found.area, timezone.localdate()),
    }
    return render(request, "review/progress_part.html" if request.htmx else "review/progress.html", context)


@classifiers
@require_POST
def again(request: PageRequest, place: str, year: int, number: int) -> HttpResponse:
    found = _owned(request, place, year, number)
    try:
        operations.classify_again(found, by=request.user, at=timezone.now())
    except WrongState as error:
        messages.warning(request, str(error))
    return redirect(_address("file", place, year, number))


@classifiers
@require_POST
def withdraw(request: PageRequest, place: str, year: int, number: int) -> HttpResponse:
    found = _owned(request, place, year, number)
    try:
        operations.withdraw_file(found, by=request.user, at=timezone.now())
        messages.success(request, _("“%(name)s” is withdrawn; it no longer counts.") % {"name": found.name})
    except WrongState as error:
        messages.warning(request, str(error))
    return redirect(_address("files", place, year))


@classifiers
@require_POST
def restore(request: PageRequest, place: str, year: int, number: int) -> HttpResponse:
    found = _owned(request, place, year, number)
    try:
        operations.restore_file(found, by=request.user, at=timezone.now())
        messages.success(request, _("“%(name)s” is taken back; it counts again.") % {"name": found.name})
    except WrongState as error:
        messages.warning(request, str(error))
    return redirect(_address("file", place, year, number))


@readers
def mistakes(request: PageRequest, place: str, year: int, number: int) -> HttpResponse:
    found = _file(request, place, year, number)
    seen = queries.mistakes_seen(request.user, request.place, found)
    after = _number(request, "sau") or 0
    rows = list(seen.filter(pk__gt=after)[: queries.PAGE + 1])
    context = {
        "file": found,
        "year": year,
        "rows": rows[: queries.PAGE],
        "after": rows[queries.PAGE - 1].pk if len(rows) > queries.PAGE else None,
        "total": seen.count(),
        "owns": permissions.can_classify(request.user, found.area, timezone.localdate()),
        "marked": "marked" in found.written and permissions.can_read(request.user, found.area, timezone.localdate()),
    }
    return render(request, "review/mistakes.html", context)


@readers
def household(request: PageRequest, place: str, year: int, number: int, household: int) -> HttpResponse:
    found = _file(request, place, year, number)
    seen = queries.households_seen(request.user, request.place).filter(file=found).select_related("area")
    home = get_object_or_404(seen, pk=household)
    why = cast(dict[str, Any], home.explanation)
    context = {
        "file": found,
        "year": year,
        "home": home,
        "title": presenters.household_title(home),
        "words": presenters.class_words(found.rule_set),
        "bars": list(scores.bars(why)),
        "why": why,
        "law": scores.law_of(why),
        "mistakes": list(home.mistakes.all()),
    }
    return render(request, "review/household.html", context)


@readers
def paper(request: PageRequest, place: str, year: int, number: int, kind: str) -> FileResponse:
    """A list or workbook as it was written; for the whole file, so only for whoever reads the file's whole area."""
    found = _file(request, place, year, number)
    if not permissions.can_read(request.user, found.area, timezone.localdate()):
        raise PermissionDenied(_("This paper covers %(area)s, more than your area.") % {"area": found.area.name})
    stored = found.written.get(kind)
    if not stored:
        raise Http404
    media_type = mimetypes.guess_type(stored)[0] or "application/octet-stream"
    answer = hand_out(stored, name=PurePosixPath(stored).name, media_type=media_type)
    operations.record_download(found, kind=kind, by=request.user, at=timezone.now())
    return answer

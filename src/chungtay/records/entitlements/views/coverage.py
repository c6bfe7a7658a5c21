"""Nobody left behind: how far each policy has come, by group or ward, and under each figure the people by name."""

from __future__ import annotations

import datetime
import tempfile
from dataclasses import dataclass
from pathlib import Path

import polars as pl
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from chungtay.foundation.accounts.presenters import PageRequest
from chungtay.foundation.core.templatetags.words import words
from chungtay.foundation.places.models import Unit
from chungtay.foundation.places.queries import groups_of
from chungtay.population.rights import HOUSEHOLD, PERSON
from chungtay.records.entitlements import permissions
from chungtay.records.entitlements.operations import exporting
from chungtay.records.entitlements.operations.standing import rights_today
from chungtay.records.entitlements.presenters import coverage as boards
from chungtay.records.entitlements.presenters import coverage_files as files
from chungtay.records.entitlements.presenters import coverage_people as people
from chungtay.records.entitlements.queries import lists as lists_kept
from chungtay.records.entitlements.queries.changed_since import ChangedSince, changed_since
from chungtay.records.entitlements.queries.coverage import NOWHERE, Coverage, coverage_of, nothing_told
from chungtay.records.entitlements.queries.issued import policies_named
from chungtay.records.entitlements.queries.naming import names_for
from chungtay.records.entitlements.queries.rights import NotKnownThen
from chungtay.records.entitlements.views.doors import day_asked, exporters, here, known_asked, readers
from chungtay.rulebook.result import Text
from chungtay.rulebook.rights import Policy
from chungtay.workbooks.coverage import write_coverage, write_people

PAGE = 50


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for, with the answer."""

    place: Unit
    day: datetime.date
    wrong: bool
    found: Coverage
    groups: tuple[Unit, ...]
    board: boards.Board
    known: Known


@dataclass(frozen=True, slots=True)
class Known:
    """As known on which day: what was typed, the day (None: as it is told now), why it cannot be told, and what was
    left out by it."""

    text: str = ""
    on: datetime.date | None = None
    refused: str = ""
    since: ChangedSince | None = None

    @property
    def query(self) -> str:
        """What links carry on."""
        return f"&biet={self.on.isoformat()}" if self.on is not None else ""


def _asked(request: PageRequest, place: str, year: int) -> Asked:
    at, today = here(request, place, year), timezone.localdate()
    day, wrong = day_asked(request, year)
    found, known = _told(request, at, day, today)
    groups = tuple(groups_of(at, day))
    return Asked(at, day, wrong, found, groups, boards.board(found, at, groups), known)


def _told(request: PageRequest, at: Unit, day: datetime.date, today: datetime.date) -> tuple[Coverage, Known]:
    """As it is told now, or as it was known on the day that is asked for; nothing where that cannot be told."""
    text = request.GET.get("biet", "").strip()[:10]
    try:
        _text, on = known_asked(request)
        if on is not None:
            found = coverage_of(request.user, at, day, today, known_on=on)
            return found, Known(text, on, since=changed_since(request.user, at, on, today))
    except NotKnownThen as error:
        return nothing_told(day), Known(text, refused=words(Text(error.vi, error.en)))
    now = rights_today(request.user, at, today) if day == today else None
    if now is None:
        return coverage_of(request.user, at, day, today), Known()
    return coverage_of(request.user, at, day, today, found=now.rights, late=now.late), Known()


@readers
def board(request: PageRequest, place: str, year: int) -> HttpResponse:
    """Every policy by every group of a ward (or ward of a district)."""
    asked = _asked(request, place, year)
    return render(request, "entitlements/coverage.html", _context(request, asked, year))


@readers
def policy(request: PageRequest, place: str, year: int, policy: str) -> HttpResponse:
    """One policy: its groups (or wards) as tiles and as a table."""
    asked = _asked(request, place, year)
    context = _context(request, asked, year) | {"row": asked.board.row(_known(policy))}
    if asked.board.kind == "ward":
        context["wards"] = boards.group_tiles(asked.found, policy, asked.groups)
    return render(request, "entitlements/coverage_policy.html", context)


@readers
def named(request: PageRequest, place: str, year: int, policy: str) -> HttpResponse:
    """Who of a policy is still missing, by name, with what is to be done next and by whom. `in`: all on one page."""
    asked = _asked(request, place, year)
    row, part = asked.board.row(_known(policy)), _part(request, asked)
    rows, printed = _rows(request, asked, policy, part), bool(request.GET.get("in"))
    size = max(rows.height, 1) if printed else PAGE
    page = Paginator(range(rows.height), size).get_page(request.GET.get("trang"))
    shown = rows.slice(page.start_index() - 1 if rows.height else 0, size)
    figures = row.total if part is None else {each.number: cell for each, cell in row.cells}[part.number]
    context = _context(request, asked, year) | {
        "policy": policy,
        "label": row.label,
        "part": part,
        "chips": people.chips(figures, request.GET.get("buoc", "")),
        "left_open": boards.left_open(figures),
        "to_ask": boards.to_ask(figures),
        "page": page,
        "people": _people(asked, shown),
        "printed": printed,
    }
    return render(request, "entitlements/coverage_people.html", context)


@readers
@require_POST
def workbook(request: PageRequest, place: str, year: int) -> HttpResponseBase:
    """The whole coverage in Excel: figures alone, no names."""
    asked = _asked(request, place, year)
    if asked.known.refused:
        return _to_the_board(request, place, year)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"bao-phu-{place}-{asked.day:%Y%m%d}.xlsx"
        about = [asked.place.name, *_on(asked), *boards.without(asked.found.late)]
        title, kind = _("How far each policy has come"), files.kind_words(asked.board)
        write_coverage(path, title, about, kind, files.blocks(asked.board))
        return FileResponse(path.open("rb"), as_attachment=True, filename=path.name)


@exporters
@require_POST
def named_workbook(request: PageRequest, place: str, year: int, policy: str) -> HttpResponseBase:
    """The people of the page in Excel; amounts and reasons only for whoever may take them out."""
    asked = _asked(request, place, year)
    if asked.known.refused:
        return _to_the_board(request, place, year)
    about, part, now = _known(policy), _part(request, asked), timezone.now()
    whom = _people(asked, _rows(request, asked, policy, part))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"con-thieu-{policy}-{place}-{asked.day:%Y%m%d}.xlsx"
        where = [part.name if part else asked.place.name, *_on(asked), *boards.without(asked.found.late)]

        def write(whole: bool) -> None:
            rows = files.rows(whom, whole=whole)
            write_people(path, words(about.label), where, files.headings(whole=whole), rows)

        exporting.take_names(asked.place, asked.place, rows=len(whom), write=write, by=request.user, at=now)
        return FileResponse(path.open("rb"), as_attachment=True, filename=path.name)


def _context(request: PageRequest, asked: Asked, year: int) -> dict[str, object]:
    return {
        "year": year,
        "day": asked.day,
        "wrong_day": asked.wrong,
        "board": asked.board,
        "late": asked.found.late,
        "known": asked.known,
        "then": asked.known.query,
        "sentence": "" if asked.known.refused else boards.sentence(asked.board.total, asked.day),
        "may_export": permissions.can_export(request.user, asked.place, timezone.localdate()),
    }


def _part(request: PageRequest, asked: Asked) -> boards.Part | None:
    """The group or ward in the question part; None: the whole place. Raises Http404 for one that is not of it."""
    text = request.GET.get("to", "")
    if not text:
        return None
    found = next((part for part in asked.board.parts if str(part.number) == text), None)
    if found is None:
        raise Http404
    return found


def _rows(request: PageRequest, asked: Asked, policy: str, part: boards.Part | None) -> pl.DataFrame:
    stages = people.stages_asked(request.GET.get("buoc", ""))
    kind = asked.board.kind
    if part is None or part.number != NOWHERE:
        return asked.found.named(policy, stages, kind, part.number if part else None)
    known = [each.number for each in asked.board.parts if each.number != NOWHERE]
    return asked.found.named(policy, stages, kind, None).filter(pl.col(kind).is_in(known).not_())


def _people(asked: Asked, shown: pl.DataFrame) -> list[people.Named]:
    alone = asked.found.alone_beside(shown)
    named = {*shown[PERSON].drop_nulls(), *(other for others in alone.values() for other in others)}
    names = names_for(sorted(named), shown[HOUSEHOLD], asked.day)
    return people.named(
        asked.found,
        shown,
        names=names.people,
        alone=alone,
        homes=names.homes,
        groups={group.pk: group.name for group in asked.groups},
        lists=lists_kept.by_number(shown["list"].drop_nulls().unique()),
    )


def _known(policy: str) -> Policy:
    """The last version of a policy, of the book or of an office. Raises Http404."""
    known = policies_named([policy])
    if policy not in known:
        raise Http404
    return known[policy]


def _on(asked: Asked) -> list[str]:
    told = [_("on %(day)s") % {"day": f"{asked.day:%d/%m/%Y}"}]
    if asked.known.on is not None:
        told.append(_("As known at the end of %(day)s") % {"day": f"{asked.known.on:%d/%m/%Y}"})
    return told


def _to_the_board(request: PageRequest, place: str, year: int) -> HttpResponse:
    """Which says why that day cannot be told."""
    return redirect(f"{reverse('entitlements:coverage', args=[place, year])}?{request.GET.urlencode()}")

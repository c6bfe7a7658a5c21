"""Undoing a whole import: its acts from the last to the first, each in a transaction of its own."""

from __future__ import annotations

import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from chungtay.foundation.core.operations import record_event
from chungtay.foundation.places.models import Unit
from chungtay.foundation.places.operations import withdraw_group
from chungtay.foundation.places.queries.uses import uses_of
from chungtay.records.registry.models import ImportFile, ImportState, Operation, Source
from chungtay.records.registry.operations.intake.applying import origin_of
from chungtay.records.registry.operations.intake.telling import Telling
from chungtay.records.registry.operations.undoing import take_back
from chungtay.records.registry.queries.intake.sentences import both, why_it_stays
from chungtay.records.registry.queries.undoing import LaterChange, plan_of


def acts_of(file: ImportFile) -> QuerySet[Operation]:
    """What the file wrote and nobody has undone, the last first."""
    return Operation.objects.filter(origin=origin_of(file), undoes=None, undone_by=None).order_by("-id")


def _parts_of(file: ImportFile) -> QuerySet[Operation]:
    return Operation.objects.filter(origin=origin_of(file), undoes=None)


def undo_applied(number: int, progress: Telling, *, by: Any, at: datetime.datetime) -> dict[str, int]:
    """Take back what is not taken back yet. Raises LaterChange before anything is written when something was done since
    that stands on it; the file then counts as taken over, as before. What comes in between while it works, or what the
    register refuses, stops it after the last whole part: the file says how many parts are taken back, and the rest can
    be asked for again."""
    file = ImportFile.objects.select_related("area").get(pk=number)
    total = _parts_of(file).count()
    why = str(file.options.get("why") or "") or gettext("The import of “%(file)s” is undone.") % {"file": file.name}
    try:
        if file.mark == 0:
            _look_first(file, progress, total)
        while _take_one_back(number, progress, total, why=why[:300], by=by, at=at):
            pass
    except ValidationError as error:
        _stay(number, error)
        raise
    return _finish(number, at=at)


def _look_first(file: ImportFile, progress: Telling, total: int) -> None:
    """Everything can be undone, or nothing is."""
    for done, act in enumerate(acts_of(file), 1):
        progress.beat(done, total, stage=gettext("Looking whether later changes stand on it"))
        plan_of(act)


def _take_one_back(number: int, progress: Telling, total: int, *, why: str, by: Any, at: datetime.datetime) -> bool:
    with progress.batch() as batch:
        held = ImportFile.objects.select_for_update(of=("self",), no_key=True).get(pk=number)
        act = acts_of(held).first() if held.state == ImportState.UNDOING else None
        if act is None:
            return False
        left = acts_of(held).count()
        take_back(act, why=why, source=Source.IMPORT, by=by, at=at)
        written = act.changes.exclude(household=None).values("household")
        held.households.filter(household__in=written).update(applied=False)
        ImportFile.objects.filter(pk=number).update(mark=held.mark + 1)
        batch.done, batch.total = total - left + 1, total
    return True


def _stay(number: int, error: ValidationError) -> None:
    """The file stays taken over, with the act that is in the way; where somebody was quicker than the work, with how
    much of it is taken back already, now or when it was asked for before. Asked again, the rest is taken back."""
    if isinstance(error, LaterChange):
        vi, en = both(_("Later changes stand on this file. Undo them first, the latest one first; then undo the file."))
        later = error.operation.pk if error.operation else None
    else:
        said = " ".join(error.messages)
        vi, en = both(_("The register refuses to take the next part back: %(why)s Then undo the file again."), why=said)
        later = None
    file = ImportFile.objects.select_related("area").get(pk=number)
    if taken := _parts_of(file).exclude(undone_by=None).count():
        some = both(_("%(count)s parts of this file are taken back already, the others still stand."), count=taken)
        vi, en = f"{some[0]} {vi}", f"{some[1]} {en}"
    counts = file.counts | {"applied": file.households.filter(applied=True).count()}
    problem = {"vi": vi, "en": en, "operation": later}
    ImportFile.objects.filter(pk=number, state=ImportState.UNDOING).update(
        state=ImportState.APPLIED, problem=problem, counts=counts
    )


def _take_groups_back(file: ImportFile, *, at: datetime.datetime) -> tuple[dict[str, Any], list[int]]:
    """The residential groups that the file founded go too, unless something else uses them by now: which stay and why,
    and their numbers."""
    groups = Unit.objects.filter(pk__in=file.founded, valid_to=None).order_by("code")
    uses = uses_of([group.pk for group in groups])
    stay = [group for group in groups if group.pk in uses]
    for group in groups:
        if group.pk not in uses:
            withdraw_group(group, why=file.name, by=None, at=at)
    if not stay:
        return {}, []
    said = [why_it_stays(group, uses[group.pk]) for group in stay]
    return {"vi": " ".join(vi for vi, _en in said), "en": " ".join(en for _vi, en in said)}, [each.pk for each in stay]


@transaction.atomic
def _finish(number: int, *, at: datetime.datetime) -> dict[str, int]:
    file = ImportFile.objects.select_for_update(of=("self",), no_key=True).select_related("area").get(pk=number)
    if file.state != ImportState.UNDOING:
        return dict(file.counts)
    file.households.update(applied=False)
    file.problem, file.founded = _take_groups_back(file, at=at)
    file.state, file.finished_at = ImportState.UNDONE, at
    file.counts = file.counts | {"applied": 0}
    file.save()
    record_event("registry.file_undone", file, by=None, at=at, area=file.area)
    return dict(file.counts)

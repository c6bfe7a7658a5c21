"""A file is kept, its columns confirmed, its households chosen about; each step once, however often it is sent."""

from __future__ import annotations

import dataclasses
import datetime
import hashlib
import shutil
import uuid
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.text import get_valid_filename
from django.utils.translation import gettext as _

from chungtay.foundation.accounts.permissions import Permission
from chungtay.foundation.core.faults import DiskFull, disk_is_full
from chungtay.foundation.core.files import path_of, scratch, seal_file
from chungtay.foundation.core.operations import jobs, record_event
from chungtay.foundation.places.models import Unit
from chungtay.records.registry.models import ImportFile, ImportState
from chungtay.records.registry.permissions import check
from chungtay.records.registry.transitions import WrongState, check_import_may_become
from chungtay.rulebook import rule_sets
from chungtay.rulebook.errors import ChungTayError
from chungtay.workbooks.preview import preview_columns

COMPARE, APPLY, TAKE_BACK = "registry.import_compare", "registry.import_apply", "registry.import_undo"


def receive_file(
    *,
    name: str,
    chunks: Iterable[bytes],
    area: Unit,
    on: datetime.date,
    rule_set: str,
    token: uuid.UUID,
    by: Any,
    at: datetime.datetime,
) -> tuple[ImportFile, bool]:
    """Keep a file and find its headings. Returns it and whether it is new: the same form sent twice, or the same file
    again for the same area and day, gives the one that is there already. Raises DiskFull."""
    check(by, Permission.REGISTRY_IMPORT, area, at)
    known = ImportFile.objects.filter(token=token).first()
    if known:
        return known, False
    stored = f"registry/imports/{token.hex}/{get_valid_filename(name)[-120:]}"
    file = ImportFile(
        area=area, rule_set=rule_set, on=on, name=name[-200:], stored=stored, token=token, by=by, uploaded_at=at
    )
    _look_into_and_keep(file, chunks)
    try:
        with transaction.atomic():
            file.save(force_insert=True)
            detail = {"sha256": file.sha256, "size": file.size}
            record_event("registry.file_received", file, by=by, at=at, area=area, detail=detail)
    except IntegrityError:
        known = ImportFile.objects.filter(token=token).first() or same_file(area, file.sha256, on)
        if known.stored != stored:
            forget_file(file)
        return known, False
    return file, True


def same_file(area: Unit, sha256: str, on: datetime.date) -> ImportFile:
    """The file of these bytes that counts for the area and day."""
    gone = [ImportState.UNDONE, ImportState.DISCARDED, ImportState.UNREADABLE]
    return ImportFile.objects.exclude(state__in=gone).get(area=area, sha256=sha256, on=on)


def _look_into_and_keep(file: ImportFile, chunks: Iterable[bytes]) -> None:
    """Only the open copy in a folder of its own is read; what stays on the disk is sealed."""
    with scratch() as folder:
        path = folder / Path(file.stored).name
        try:
            file.size, file.sha256 = _receive(path, chunks)
            try:
                found = preview_columns(path, rule_sets.load(file.rule_set), memory=memory_of(file.area))
                file.columns = [dataclasses.asdict(column) for column in found]
            except ChungTayError as error:
                file.state, file.problem = ImportState.UNREADABLE, {"vi": error.vi, "en": error.en}
            seal_file(path, file.stored)
        except OSError as error:
            forget_file(file)
            if disk_is_full(error):
                raise DiskFull from error
            raise


def _receive(path: Path, chunks: Iterable[bytes]) -> tuple[int, str]:
    """How many bytes came, and their SHA-256."""
    digest, size = hashlib.sha256(), 0
    with path.open("wb") as target:
        for chunk in chunks:
            target.write(chunk)
            digest.update(chunk)
            size += len(chunk)
    return size, digest.hexdigest()


def forget_file(file: ImportFile) -> None:
    """Take away what is kept of a file: itself and its marked copy."""
    shutil.rmtree(path_of(file.stored).parent, ignore_errors=True)


def memory_of(area: Unit) -> Path:
    """Where corrected columns are remembered: one folder per area, shared with the review, as are its habits."""
    return Path(settings.MEDIA_ROOT) / "mappings" / area.code


@transaction.atomic
def compare_file(
    file: ImportFile,
    *,
    mapping: Mapping[str, str] | None = None,
    found_groups: bool | None = None,
    only_gaps: bool | None = None,
    start: bool = True,
    by: Any,
    at: datetime.datetime,
) -> ImportFile:
    """Take the columns as confirmed and compare the whole file with the register, in the background unless `start` is
    False. Asked again (with other options), it compares anew. What is None stays as it was."""
    file = _held(file)
    check(by, Permission.REGISTRY_IMPORT, file.area, at)
    check_import_may_become(file, ImportState.STAGING)
    if mapping is not None:
        file.mapping = dict(mapping)
    _refuse_nameless(file)
    asked = {"found_groups": found_groups, "only_gaps": only_gaps}
    file.options = file.options | {name: value for name, value in asked.items() if value is not None}
    file.state, file.mark, file.total, file.counts, file.problem = ImportState.STAGING, 0, 0, {}, {}
    file.save()
    file.households.all().delete()
    record_event("registry.file_compared", file, by=by, at=at, area=file.area)
    if start:
        begin(COMPARE, file, by=by, at=at)
    return file


def _refuse_nameless(file: ImportFile) -> None:
    """Raise ValidationError where the columns as confirmed give people without their names: every row would be refused
    for it."""
    targets: dict[str, set[str]] = {}
    for column in file.columns:
        targets.setdefault(column["sheet"], set()).add(file.mapping.get(column["heading"], column["target"]))
    nameless = [sheet for sheet, found in targets.items() if not found & {"name", "head_name"}]
    of_people = [sheet for sheet in nameless if "relationship" in targets[sheet]]
    if of_people or len(nameless) == len(targets):
        raise ValidationError(
            _(
                "On sheet “%(sheet)s” no column gives the people's names. Choose “Họ và tên” for the column that has "
                "them, then go on."
            ),
            params={"sheet": ", ".join(of_people or nameless)},
            code="no_name",
        )


@transaction.atomic
def apply_file(file: ImportFile, *, start: bool = True, by: Any, at: datetime.datetime) -> ImportFile:
    """Take over what was compared: new and changed households, in the background unless `start` is False."""
    file = _held(file)
    check(by, Permission.REGISTRY_IMPORT, file.area, at)
    check_import_may_become(file, ImportState.APPLYING)
    file.state, file.mark = ImportState.APPLYING, 0
    file.save()
    record_event("registry.file_applied", file, by=by, at=at, area=file.area, detail=file.counts)
    if start:
        begin(APPLY, file, by=by, at=at)
    return file


@transaction.atomic
def take_file_back(file: ImportFile, *, why: str, start: bool = True, by: Any, at: datetime.datetime) -> ImportFile:
    """Undo everything that the file brought, from its last batch to its first."""
    file = _held(file)
    check(by, Permission.REGISTRY_IMPORT, file.area, at)
    check_import_may_become(file, ImportState.UNDOING)
    file.state, file.mark, file.options = ImportState.UNDOING, 0, file.options | {"why": why[:300]}
    file.problem = {}
    file.save()
    record_event("registry.file_undoing", file, by=by, at=at, area=file.area)
    if start:
        begin(TAKE_BACK, file, by=by, at=at)
    return file


@transaction.atomic
def discard_file(file: ImportFile, *, by: Any, at: datetime.datetime) -> ImportFile:
    """Put a file away that changed nothing. What was read of it is deleted; that it was here stays known."""
    file = _held(file)
    check(by, Permission.REGISTRY_IMPORT, file.area, at)
    check_import_may_become(file, ImportState.DISCARDED)
    file.state, file.columns, file.marked = ImportState.DISCARDED, [], ""
    file.save()
    file.households.all().delete()
    record_event("registry.file_discarded", file, by=by, at=at, area=file.area)
    transaction.on_commit(lambda: forget_file(file))
    return file


def begin(kind: str, file: ImportFile, *, by: Any, at: datetime.datetime) -> None:
    """One piece of work at a time for a file. Raises WrongState while the one before is still ending: it would be
    given back instead of a new one, and nobody would do what is asked now."""
    job = jobs.start(kind, file, by=by, at=at, area=file.area, once=f"registry.import:{file.pk}")
    if job.kind != kind or job.made_at != at:
        raise WrongState(
            _("The work before on “%(file)s” is still ending. Wait a moment, then try again."),
            params={"file": file.name},
            code="busy",
        )


def _held(file: ImportFile) -> ImportFile:
    return ImportFile.objects.select_for_update(of=("self",), no_key=True).select_related("area").get(pk=file.pk)

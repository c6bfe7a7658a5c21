"""Photographs and signatures that arrive in pieces, broken off and taken up again, and end as kept files."""

from __future__ import annotations

import datetime
import hashlib
import os
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from chungtay.foundation.core.files import PHOTOS, FileRefused, forget, keep_file
from chungtay.foundation.core.operations import record_event
from chungtay.work.review.models import Attachment, Device
from chungtay.work.review.operations.phone import check_in_use
from chungtay.work.review.operations.phone_forms import MOST_BYTES, FileStand, stand_of

FOLDER = "arriving"
MOST_PIECE = 512 * 1024


class UnknownFile(ValidationError):
    """No form of this person announced the file."""


@dataclass(slots=True)
class _Arrived:
    """A file that lies whole in the folder of what arrives, as `keep_file` takes it."""

    path: Path
    name: str | None

    def chunks(self) -> Iterable[bytes]:
        with self.path.open("rb") as file:
            while chunk := file.read(64 * 1024):
                yield chunk


def receive_piece(
    device: Device, number: uuid.UUID, *, offset: int, piece: bytes, by: Any, at: datetime.datetime
) -> FileStand:
    """Add a piece that begins at `offset`. A piece that begins elsewhere is left out, and the answer says where to go
    on. The last piece makes the file whole: its SHA-256 is compared, its content looked at, and it is kept or refused.

    Raises UnknownFile, PermissionDenied, ValidationError for a piece too large.
    """
    check_in_use(device, by)
    if len(piece) > MOST_PIECE:
        raise ValidationError(_("The piece is too large."), code="size")
    stand, whole = _add(number, offset, piece, by)
    return _finish(number, by, at) if whole else stand


@transaction.atomic
def _add(number: uuid.UUID, offset: int, piece: bytes, by: Any) -> tuple[FileStand, bool]:
    """The stand after the piece, and whether the file is whole and waits to be looked at."""
    row = _held(number, by)
    if row.stored or row.problem:
        return stand_of(row), False
    if offset == row.got and piece and row.got + len(piece) <= row.size:
        _write(_path(number), offset, piece)
        row.got += len(piece)
        row.save(update_fields=["got"])
    return stand_of(row), row.got == row.size


def _finish(number: uuid.UUID, by: Any, at: datetime.datetime) -> FileStand:
    """Look at the whole file outside any transaction: it takes long, and doing it twice does no harm."""
    path = _path(number)
    row = Attachment.objects.get(sent_id=number)
    if not path.exists() or hashlib.sha256(path.read_bytes()).hexdigest() != row.sha256:
        return _begin_again(number, by)
    try:
        kept = keep_file(_Arrived(path, f"{row.kind}.jpg"), kinds=PHOTOS, limit=MOST_BYTES)
    except FileRefused as error:
        return _refuse(number, error.vi, by, at)
    stand = _settle(number, kept.stored, kept.media_type, by)
    path.unlink(missing_ok=True)
    return stand


@transaction.atomic
def _begin_again(number: uuid.UUID, by: Any) -> FileStand:
    row = _held(number, by)
    if not row.stored and not row.problem:  # somebody else may have finished it meanwhile
        row.got = 0
        row.save(update_fields=["got"])
    return stand_of(row)


@transaction.atomic
def _refuse(number: uuid.UUID, why: str, by: Any, at: datetime.datetime) -> FileStand:
    row = _held(number, by)
    if not row.stored and not row.problem:
        row.problem = why[:200]
        row.save(update_fields=["problem"])
        area = row.survey.case.ward.ward
        record_event("review.attachment_refused", row.survey, by=by, at=at, area=area, detail={"kind": row.kind})
    _path(number).unlink(missing_ok=True)
    return stand_of(row)


def _settle(number: uuid.UUID, stored: str, media_type: str, by: Any) -> FileStand:
    with transaction.atomic():
        row = _held(number, by)
        ours = not row.stored
        if ours:
            row.stored, row.media_type = stored, media_type
            row.save(update_fields=["stored", "media_type"])
    if not ours:
        forget(stored)  # two lines finished it at once; one copy is enough
    return stand_of(row)


def _held(number: uuid.UUID, by: Any) -> Attachment:
    rows = Attachment.objects.select_for_update(of=("self",)).select_related("survey__case__ward__ward")
    row = rows.filter(sent_id=number).first()
    if row is None:
        raise UnknownFile(_("No form announced this file."), code="unknown")
    if by is None or row.survey.entered_by_id != by.pk:
        raise PermissionDenied(_("This file belongs to a form of somebody else."))
    return row


def _path(number: uuid.UUID) -> Path:
    return Path(settings.MEDIA_ROOT) / FOLDER / f"{number}.part"


def _write(path: Path, offset: int, piece: bytes) -> None:
    """Write at the offset and cut off what lay behind it: the rest of a piece whose transaction did not end."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), "r+b") as file:
        file.truncate(offset)
        file.seek(offset)
        file.write(piece)
        file.flush()
        os.fsync(file.fileno())

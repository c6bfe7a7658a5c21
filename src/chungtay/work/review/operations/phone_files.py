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
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from chungtay.foundation.core.files import PHOTOS, FileRefused, keep_file
from chungtay.foundation.core.operations import record_event
from chungtay.foundation.core.operations.lasting import on_the_disk
from chungtay.work.review.models import Attachment, Device
from chungtay.work.review.operations.phone import check_in_use
from chungtay.work.review.operations.phone_forms import MOST_BYTES, FileStand, stand_of

FOLDER = "arriving"
MOST_PIECE = 512 * 1024


class UnknownFile(ValidationError):
    """No form of this person announced the file."""


@dataclass(slots=True)
class _Arrived:
    """A file that is here whole, as `keep_file` takes it."""

    content: bytes
    name: str | None

    def chunks(self) -> Iterable[bytes]:
        yield self.content


def receive_piece(
    device: Device, number: uuid.UUID, *, offset: int, piece: bytes, by: Any, at: datetime.datetime
) -> FileStand:
    """Add a piece that begins at `offset`. A piece that begins elsewhere is left out, and the answer says where to go
    on. The last piece makes the file whole: its SHA-256 is compared, its content looked at, and it is kept or refused.
    When this answers "done", the file and the note of it lie on the disk.

    Raises UnknownFile, PermissionDenied, ValidationError for a piece too large.
    """
    check_in_use(device, by)
    if len(piece) > MOST_PIECE:
        raise ValidationError(_("The piece is too large."), code="size")
    row = _mine(Attachment.objects.all(), number, by)
    if row.stored or row.problem:
        _path(number).unlink(missing_ok=True)  # left by a server that was killed before it tidied up
        return stand_of(row)
    if offset == 0 and len(piece) == row.size:
        return _finish(row, piece, by, at)  # most photographs come in one piece
    stand, whole = _add(number, offset, piece, by)
    return _finish(row, _read(number), by, at) if whole else stand


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


def _finish(row: Attachment, content: bytes, by: Any, at: datetime.datetime) -> FileStand:
    """Look at the whole file outside any transaction: it takes long. Done twice or broken off in the middle it does no
    harm, for the file is kept under its own number."""
    number = row.sent_id
    if hashlib.sha256(content).hexdigest() != row.sha256:
        return _begin_again(number, by)
    try:
        kept = keep_file(_Arrived(content, f"{row.kind}.jpg"), kinds=PHOTOS, limit=MOST_BYTES, number=number)
    except FileRefused as error:
        stand = _refuse(number, error.vi, by, at)
    else:
        stand = _settle(number, kept.stored, kept.media_type, by)
    on_the_disk()
    _path(number).unlink(missing_ok=True)
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
    return stand_of(row)


@transaction.atomic
def _settle(number: uuid.UUID, stored: str, media_type: str, by: Any) -> FileStand:
    row = _held(number, by)
    if not row.stored:
        row.stored, row.media_type, row.got = stored, media_type, row.size
        row.save(update_fields=["stored", "media_type", "got"])
    return stand_of(row)


def _held(number: uuid.UUID, by: Any) -> Attachment:
    return _mine(Attachment.objects.select_for_update(of=("self",), no_key=True), number, by)


def _mine(rows: QuerySet[Attachment], number: uuid.UUID, by: Any) -> Attachment:
    row = rows.select_related("survey").defer("survey__answers").filter(sent_id=number).first()
    if row is None:
        raise UnknownFile(_("No form announced this file."), code="unknown")
    if by is None or row.survey.entered_by_id != by.pk:
        raise PermissionDenied(_("This file belongs to a form of somebody else."))
    return row


def _path(number: uuid.UUID) -> Path:
    return Path(settings.MEDIA_ROOT) / FOLDER / f"{number}.part"


def _read(number: uuid.UUID) -> bytes:
    """What arrived in pieces; nothing where it is gone: then it comes again."""
    path = _path(number)
    return path.read_bytes() if path.exists() else b""


def _write(path: Path, offset: int, piece: bytes) -> None:
    """Write at the offset and cut off what lay behind it: the rest of a piece whose transaction did not end. Not
    waiting for the disk: until the file is whole, the telephone has it still, and a damaged one begins again."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), "r+b") as file:
        file.truncate(offset)
        file.seek(offset)
        file.write(piece)

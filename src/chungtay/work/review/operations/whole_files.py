"""Photographs and signatures that arrive in one piece with their form; those in pieces have `phone_files`."""

from __future__ import annotations

import datetime
import hashlib
import uuid
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from chungtay.foundation.core.files import PHOTOS, FileRefused, StoredFile, keep_file
from chungtay.foundation.core.files.keeping import Upload
from chungtay.foundation.core.operations import record_event
from chungtay.work.review.models import Attachment, Survey
from chungtay.work.review.operations.phone_forms import MOST_BYTES


def add_whole_file(
    survey: Survey, *, number: uuid.UUID, kind: str, upload: Upload, by: Any, at: datetime.datetime
) -> Attachment:
    """Keep a photograph of a form under the number that it has where it was taken. Sent again, nothing changes; what
    was refused by its content may be sent anew. `problem` says why a file was not kept: the form stands all the same.

    Raises PermissionDenied for a form that somebody else sent."""
    if by is None or survey.entered_by_id != by.pk:
        raise PermissionDenied(_("This file belongs to a form of somebody else."))
    known = Attachment.objects.filter(sent_id=number).first()
    if known is not None and known.survey_id != survey.pk:
        raise PermissionDenied(_("This file belongs to a form of somebody else."))
    if known is not None and known.stored:
        return known
    size, sha256 = _measured(upload)
    try:
        kept = keep_file(upload, kinds=PHOTOS, limit=MOST_BYTES, number=number)
    except FileRefused as error:
        return _write(survey, number, kind, (size, sha256), None, error.vi, by, at)
    # kept under its own number: brought by two lines at once, or broken off here and brought again, it lies there once
    return _write(survey, number, kind, (size, sha256), kept, "", by, at)


def _measured(upload: Upload) -> tuple[int, str]:
    digest, size = hashlib.sha256(), 0
    for chunk in upload.chunks():
        digest.update(chunk)
        size += len(chunk)
    return size, digest.hexdigest()


@transaction.atomic
def _write(
    survey: Survey, number: uuid.UUID, kind: str, sent: tuple[int, str], kept: StoredFile | None, problem: str,
    by: Any, at: datetime.datetime,
) -> Attachment:  # fmt: skip
    size, sha256 = sent
    row, _new = Attachment.objects.select_for_update(no_key=True).get_or_create(
        sent_id=number, defaults={"survey": survey, "kind": kind, "size": size, "sha256": sha256}
    )
    if row.stored:
        return row
    row.kind, row.size, row.sha256, row.got = kind, size, sha256, size
    row.stored, row.media_type = (kept.stored, kept.media_type) if kept else ("", "")
    row.problem = problem[:200]
    row.save()
    if problem:
        area = survey.case.ward.ward
        record_event("review.attachment_refused", survey, by=by, at=at, area=area, detail={"kind": kind})
    return row

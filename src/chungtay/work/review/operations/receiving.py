"""Reading a file in: kept as it came, or as the two tables of a survey; its headings found."""

from __future__ import annotations

import dataclasses
import datetime
import shutil
import uuid
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.text import get_valid_filename
from django.utils.translation import override

from chungtay.foundation.core.files import path_of, scratch, seal_file
from chungtay.foundation.core.operations import record_event
from chungtay.foundation.places.models import Unit
from chungtay.foundation.places.queries import why_not_there
from chungtay.rulebook import rule_sets
from chungtay.rulebook.errors import ChungTayError
from chungtay.rulebook.model import RuleSet
from chungtay.work.review.models import ReviewFile, State
from chungtay.work.review.permissions import check_may_classify
from chungtay.work.review.queries import files as queries
from chungtay.workbooks.classify import digest_of
from chungtay.workbooks.preview import preview_columns
from chungtay.workbooks.reading.archive import is_archive, unpack
from chungtay.workbooks.reading.opening import open_bytes
from chungtay.workbooks.reading.pairs import Pair, sort_files


class NoSuchArea(ChungTayError):
    """The area of a file does not exist on the day of its review: units are dated."""

    def __init__(self, area: Unit, on: datetime.date) -> None:
        told = {}
        for language in ("vi", "en"):
            with override(language):
                told[language] = why_not_there(area, on)
        super().__init__(told["vi"], told["en"])


def upload_file(
    *,
    name: str,
    chunks: Iterable[bytes],
    second: tuple[str, Iterable[bytes]] | None = None,
    area: Unit,
    area_kind: str,
    rule_set: str,
    on: datetime.date,
    token: uuid.UUID,
    replaces: ReviewFile | None = None,
    by: Any,
    at: datetime.datetime,
) -> tuple[ReviewFile, bool]:
    """Keep a file and find its headings; `second` is the other table of a survey's pair, in any order. A zip is kept as
    the tables that it holds.

    Returns the file and whether it is new: the same form sent twice, or the same content again for the same area, date
    and rules, gives the one that is there already.
    """
    check_may_classify(by, area, at.date())
    known = queries.file_by_token(token)
    if known:
        return known, False
    if not area.exists_on(on):
        raise NoSuchArea(area, on)
    names = name if second is None else f"{name} + {second[0]}"
    file = ReviewFile(
        area=area,
        area_kind=area_kind,
        rule_set=rule_set,
        on=on,
        name=names[-200:],
        token=token,
        replaces=replaces,
        uploaded_by=by,
        uploaded_at=at,
    )
    with scratch() as folder:
        sent = [_receive(folder, name, chunks)]
        if second is not None:
            sent.append(_receive(folder / "2", *second))
        file.size = sum(path.stat().st_size for path in sent)
        try:
            pair = _look_into(file, sent, rule_sets.load(rule_set))
        except ChungTayError as error:
            file.state, file.problem = State.UNREADABLE, {"vi": error.vi, "en": error.en}
            pair = Pair(*sent)
        _keep(file, pair, folder)
    try:
        with transaction.atomic():
            file.save(force_insert=True)
            detail = {"sha256": file.sha256, "size": file.size}
            record_event("review.file_uploaded", file, by=by, at=at, area=area, detail=detail)
    except IntegrityError:
        same = ReviewFile.objects.exclude(state=State.WITHDRAWN)
        known = queries.file_by_token(token) or same.get(
            area=area, area_kind=area_kind, rule_set=rule_set, on=on, sha256=file.sha256
        )
        if known.token != token:
            shutil.rmtree(path_of(_home(file)), ignore_errors=True)
        return known, False
    return file, True


def _look_into(file: ReviewFile, sent: Sequence[Path], rules: RuleSet) -> Pair:
    """Take a zip apart, tell households from members, find the headings. What is refused stays as it was sent."""
    memory = memory_of(file.area)
    data = open_bytes(sent[0]) if len(sent) == 1 else b""
    packed = sent[0].suffix.lower() not in (".xlsx", ".xls") and is_archive(data)
    pair = sort_files(unpack(data, sent[0].parent / "zip") if packed else sent, rules, memory=memory)
    found = preview_columns(pair.households, rules, members=pair.members, memory=memory)
    file.columns = [dataclasses.asdict(column) for column in found]
    return pair


def _keep(file: ReviewFile, pair: Pair, folder: Path) -> None:
    """Seal what was received into `folder`: nothing of it stays open on the disk."""
    paths = [path for path in (pair.households, pair.members) if path]
    file.sha256 = digest_of(paths)
    kept = [f"{_home(file)}/{path.relative_to(folder).as_posix()}" for path in paths]
    for path, stored in zip(paths, kept, strict=True):
        seal_file(path, stored)
    file.stored, file.stored_members = kept[0], kept[1] if pair.members else ""


def _home(file: ReviewFile) -> str:
    return f"review/{file.token.hex}"


def _receive(folder: Path, name: str, chunks: Iterable[bytes]) -> Path:
    path = folder / get_valid_filename(name)[-120:]
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with path.open("wb") as target:
        for chunk in chunks:
            target.write(chunk)
    return path


def memory_of(area: Unit) -> Path:
    """Where corrected columns are remembered: one folder per area, so that an office keeps its own habits."""
    return Path(settings.MEDIA_ROOT) / "mappings" / area.code

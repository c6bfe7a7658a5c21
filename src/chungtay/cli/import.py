"""`./run import FILE --area 00016 --on 15/09/2024`: bring a ward's list into the register, or look what it would do."""
# ruff: noqa: N999 - a command is called as its module; this one is loaded by name

from __future__ import annotations

import argparse
import datetime
import json
import shutil
import uuid
from pathlib import Path
from typing import TYPE_CHECKING, Any

from chungtay.cli._installation import open_installation
from chungtay.cli._progress import Bar
from chungtay.cli.score import parse_date
from chungtay.rulebook.errors import AnswersError, ChungTayError

if TYPE_CHECKING:
    from chungtay.records.registry.models import ImportFile

SUMMARY = ("nạp danh sách hộ của phường vào sổ hộ dân", "bring a ward's list of households into the register")
ALL_TAKEN, SOME_REFUSED = 0, 1
SHOWN = 20
WORDS = {
    "new": "hộ mới · new",
    "changed": "thay đổi · changed",
    "unchanged": "không đổi · unchanged",
    "duplicate": "có thể trùng · possibly here already",
    "refused": "không nhận · refused",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, help="tệp .xlsx, .xls hoặc .csv")
    parser.add_argument("--area", required=True, help="mã xã/phường (5 số) hoặc quận/huyện (3 số) · official code")
    parser.add_argument("--on", required=True, help="tệp cho biết tình hình ngày dd/mm/yyyy · how things stood on")
    parser.add_argument("--rules", default="", help="chuẩn nghèo của phân loại (theo ngày) · rule set of the classes")
    parser.add_argument("--dry-run", action="store_true", help="chỉ so, không ghi gì · look only")
    parser.add_argument("--only-gaps", action="store_true", help="chỉ điền chỗ trống · fill empty fields only")
    parser.add_argument("--found-groups", action="store_true", help="lập thôn/tổ chưa có · found unknown groups")
    parser.add_argument("--mapping", type=Path, help="JSON: tiêu đề cột → mã · corrected mapping of headings")
    parser.add_argument("--by", help="tên tài khoản làm việc này · account that does it")
    parser.add_argument("--marked", type=Path, help="ghi tệp gốc có đánh dấu lỗi vào đây · where the marked copy goes")


def run(args: argparse.Namespace) -> int:
    open_installation()
    from django.core.exceptions import PermissionDenied, ValidationError

    try:
        return _bring_in(args)
    except ValidationError as error:
        raise AnswersError(*[" ".join(error.messages)] * 2) from error
    except PermissionDenied as error:
        raise AnswersError(str(error), str(error)) from error


def _bring_in(args: argparse.Namespace) -> int:
    from django.utils import timezone

    from chungtay.records.registry.operations.intake import applying, receiving, staging
    from chungtay.records.registry.operations.intake.telling import Plainly

    on, by = parse_date(args.on), _account(args.by)
    given: dict[str, Any] = {"by": by, "at": timezone.now()}
    file, new = _received(args, on, given)
    bar = Bar()
    receiving.compare_file(
        file,
        mapping=_mapping(args.mapping),
        only_gaps=args.only_gaps,
        found_groups=args.found_groups,
        start=False,
        **given,
    )
    staging.stage_file(file.pk, Plainly(bar), at=timezone.now())
    file.refresh_from_db()
    if file.problem:
        raise ChungTayError(file.problem["vi"], file.problem["en"])
    if not args.dry_run:
        receiving.apply_file(file, start=False, **given)
        applying.apply_staged(file.pk, Plainly(bar), **given)
        file.refresh_from_db()
    bar.close()
    _report(args, file)
    refused = file.counts["refused"]
    if args.dry_run and new:
        receiving.discard_file(file, **given)
    return SOME_REFUSED if refused else ALL_TAKEN


def _received(args: argparse.Namespace, on: datetime.date, given: dict[str, Any]) -> tuple[ImportFile, bool]:
    from chungtay.foundation.places.queries import unit_by_code
    from chungtay.records.registry.operations.intake import receiving
    from chungtay.rulebook import rule_sets

    area = unit_by_code(args.area, on)
    if area is None:
        raise AnswersError(
            f"Ngày {on:%d/%m/%Y} không có đơn vị mang mã “{args.area}”. Xem danh mục xã/phường.",
            f"On {on:%d/%m/%Y} no unit has the code “{args.area}”. See the list of wards.",
        )
    with args.file.open("rb") as source:
        chunks = iter(lambda: source.read(1 << 20), b"")
        file, new = receiving.receive_file(
            name=args.file.name, chunks=chunks, area=area, on=on,
            rule_set=args.rules or rule_sets.in_force(on).id, token=uuid.uuid4(), **given,
        )  # fmt: skip
    if file.problem:
        raise ChungTayError(file.problem["vi"], file.problem["en"])
    if not new and file.state not in ("uploaded", "staged"):
        raise ChungTayError(
            f"Tệp này đã được nạp cho địa bàn và ngày này ({file.get_state_display()}). Không làm lại lần hai.",
            f"This file was read in for this area and day before ({file.state}). Nothing is done twice.",
        )
    return file, new


def _account(name: str | None) -> Any:
    from chungtay.foundation.accounts.models import User

    if name is None:
        return None
    found = User.objects.filter(username=name, is_active=True).first()
    if found is None:
        raise AnswersError(f"Không có tài khoản “{name}”.", f"There is no account “{name}”.")
    return found


def _mapping(path: Path | None) -> dict[str, str]:
    if path is None:
        return {}
    try:
        data = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        data = None
    if not isinstance(data, dict):
        raise AnswersError(f"{path} phải là JSON {{tiêu đề: mã}}.", f"{path} must be JSON {{heading: id}}.")
    return {str(key): str(value) for key, value in data.items()}


def _report(args: argparse.Namespace, file: ImportFile) -> None:
    from chungtay.foundation.core.files import laid_open

    counts = file.counts
    head = "So thử, chưa ghi gì · looked only" if args.dry_run else "Đã nạp · taken over"
    print(f"{file.name}: {head}")
    for name, words in WORDS.items():
        print(f"  {counts[name]:>7}  {words}")
    if counts.get("missing"):
        print(f"  {counts['missing']:>7}  hộ có người trong sổ mà tệp không có · with members who are not in the file")
    shown = 0
    for messages in file.households.exclude(told=0).order_by("position").values_list("messages", flat=True):
        for one in messages:
            shown += 1
            if shown <= SHOWN:
                print(f"  ! {one['sheet']} {one['column']}{one['row']}: {one['en' if args.lang == 'en' else 'vi']}")
    if shown > SHOWN:
        print(f"  … {shown - SHOWN} điều nữa · more")
    if args.marked and file.marked:
        with laid_open(file.marked) as (path,):
            shutil.copyfile(path, args.marked)
        print(f"  → {args.marked}")

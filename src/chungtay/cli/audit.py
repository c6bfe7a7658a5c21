"""`./run audit verify`: proves that nobody rewrote the trail, or names the first link that does not hold."""

from __future__ import annotations

import argparse
import re
from typing import TYPE_CHECKING

from chungtay.rulebook.errors import ChungTayError

if TYPE_CHECKING:
    from chungtay.foundation.core.models import TrailCheck
    from chungtay.foundation.core.queries import Anchor

SHOWN = 20
SUMMARY = ("Kiểm tra nhật ký có bị sửa hay không", "verify that nobody rewrote the audit trail")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="what", required=True, metavar="verify")
    verify = actions.add_parser("verify", help="tính lại cả chuỗi · compute the whole chain anew")
    verify.add_argument(
        "--known",
        action="append",
        default=[],
        metavar="SỐ:MÃ",
        help="mã đã ghi lại lần trước, phải còn đúng · a link noted down earlier that must still hold (number:seal)",
    )


def run(args: argparse.Namespace) -> int:
    from chungtay.cli._installation import open_installation

    open_installation()
    return verify([known(text) for text in args.known])


def known(text: str) -> Anchor:
    from chungtay.foundation.core.queries import Anchor

    found = re.fullmatch(r"(\d{1,18}):([0-9a-fA-F]{12,64})", text.strip())
    if not found:
        raise ChungTayError(
            f"“{text}” chưa đúng dạng số:mã, ví dụ 1234:0f3a9c5e77b1 (ít nhất 12 chữ số của mã).",
            f"“{text}” is not of the form number:seal, such as 1234:0f3a9c5e77b1 (at least 12 digits of the seal).",
        )
    return Anchor(int(found[1]), found[2])


def verify(anchors: list[Anchor]) -> int:
    from django.utils import timezone

    from chungtay.foundation.core import final
    from chungtay.foundation.core.operations import check_trail
    from chungtay.foundation.core.presenters import what_is_broken

    check = check_trail(by=None, at=timezone.now(), anchors=anchors)
    unguarded = final.missing_triggers()
    if check.broken_number is not None:
        vi, en = what_is_broken(check)
        print(f"NHẬT KÝ KHÔNG NGUYÊN VẸN. {vi}\nTHE TRAIL IS BROKEN. {en}")
        print(f"{check.events:,} việc trước đó còn nguyên · events before it hold")
        return 1
    print(f"Nhật ký nguyên vẹn: {check.events:,} việc · the trail holds: {check.events:,} events")
    if check.events:
        print(f"Ghi lại mã này để đối chiếu lần sau · note this down for the next time:  {_note(check)}")
    strayed = _say_strayed()
    for table in unguarded:
        print(
            f"Bảng {table} không còn được cơ sở dữ liệu bảo vệ. Chạy ./run manage migrate, rồi tìm xem ai đã gỡ.\n"
            f"The database no longer guards table {table}. Type ./run manage migrate, and find out who took it away."
        )
    return 1 if unguarded or strayed else 0


def _say_strayed() -> int:
    """How many records do not stand as their history says; the first of them are named, without values."""
    from chungtay.foundation.core.queries.standing import strayed_records

    count = 0
    for count, row in enumerate(strayed_records(), start=1):
        if count <= SHOWN:
            fields = ", ".join(row.fields)
            print(
                f"Bảng {row.table}, dòng {row.number}: khác với lịch sử ở {fields}. Có người sửa thẳng vào dữ liệu.\n"
                f"Table {row.table}, row {row.number}: not as its history says in {fields}. Somebody wrote past us."
            )
    if count > SHOWN:
        print(f"... tất cả {count:,} dòng · {count:,} rows in all")
    return count


def _note(check: TrailCheck) -> str:
    return f"{check.events}:{check.last_hash[:16]}"

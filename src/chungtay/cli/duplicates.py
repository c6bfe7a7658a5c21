"""`./run duplicates --area 00016`: compare everybody of a place with everybody they may be; fills the queue, joins
nobody."""

from __future__ import annotations

import argparse

from chungtay.cli._installation import open_installation
from chungtay.cli._progress import Bar
from chungtay.rulebook.errors import AnswersError

SUMMARY = ("tìm người đã nhập hai lần trong sổ hộ dân", "look for persons entered twice in the register")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--area", required=True, help="mã xã/phường (5 số), quận/huyện (3 số) hoặc tỉnh (2 số) · code")
    parser.add_argument(
        "--probability",
        action="store_true",
        help="so theo xác suất (cần cài thêm phần splink) · by probability (needs the extra splink)",
    )


def run(args: argparse.Namespace) -> int:
    open_installation()
    from django.utils import timezone

    from chungtay.foundation.places.queries import unit_by_code
    from chungtay.records.registry.operations.intake.telling import Plainly
    from chungtay.records.registry.operations.yearly import PROBABILITY, RULES, find_duplicates
    from chungtay.records.registry.queries.probability import need_splink

    if args.probability:
        need_splink()
    today = timezone.localdate()
    area = unit_by_code(args.area, today)
    if area is None:
        raise AnswersError(
            f"Hôm nay không có đơn vị mang mã “{args.area}”. Xem danh mục xã/phường.",
            f"Today no unit has the code “{args.area}”. See the list of wards.",
        )
    bar = Bar()
    method = PROBABILITY if args.probability else RULES
    tally = find_duplicates(area, method=method, progress=Plainly(bar), at=timezone.now())
    bar.close()
    print(f"{area.name}:")
    print(f"  {tally.found:>7}  cặp giống nhau · alike pairs")
    print(f"  {tally.added:>7}  cặp mới chờ xem · new in the queue")
    print(f"  {tally.cleared:>7}  cặp không còn giống · no longer alike")
    return 0

"""`./run demo`: writes the fictional district to a folder, in one of three sizes."""

from __future__ import annotations

import argparse
import dataclasses
import json
from pathlib import Path

from chungtay.rulebook.errors import ChungTayError

SUMMARY = ("Tạo quận mẫu gồm những người hư cấu", "Makes the demonstration district of fictional people")

_SIZES = ("small", "medium", "large")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--size", choices=_SIZES, default="small", help="300, 20.000, 1.000.000 hộ · households")
    parser.add_argument("-o", "--out", type=Path, required=True, metavar="DIR", help="thư mục ghi tệp · folder")
    parser.add_argument("--seed", type=int, default=2019, help="số gieo; cùng số, cùng dữ liệu · same seed, same data")
    parser.add_argument("--dirty", action="store_true", help="thêm sổ như ở phường · also a ward office's own workbook")


def run(args: argparse.Namespace) -> int:
    from chungtay.demo.clean_workbook import clean_workbook
    from chungtay.demo.dirty_workbook import dirty_workbook
    from chungtay.demo.district import SHARE_LISTED, SIZES, generate, write_parquet

    if args.dirty and args.size == "large":
        raise ChungTayError(
            "Sổ Excel không chứa được một triệu hộ. Dùng --dirty với --size small hoặc medium.",
            "An Excel workbook cannot hold a million households. Use --dirty with --size small or medium.",
        )
    total, share = SIZES[args.size], SHARE_LISTED[args.size]
    homes, people = write_parquet(args.out, total, args.seed, share_listed=share)
    written = [args.out / "households.parquet", args.out / "members.parquet"]
    if args.size != "large":
        written.append(args.out / "phieu-tra-loi.xlsx")
        clean_workbook(written[-1], generate(args.size, args.seed))
    if args.dirty:
        written += [args.out / "so-phuong.xlsx", args.out / "so-phuong.truth.json"]
        truth = dirty_workbook(written[-2], args.seed, households=total)
        content = {
            "review_date": truth.on.isoformat(),
            "faults": [dataclasses.asdict(each) for each in truth.faults],
            "oddities": [dataclasses.asdict(each) for each in truth.oddities],
        }
        written[-1].write_text(json.dumps(content, ensure_ascii=False, indent=1), "utf-8")
    print(f"{homes} hộ, {people} người (hư cấu) · households, persons (fictional)")
    for path in written:
        print(f"  {path}")
    return 0

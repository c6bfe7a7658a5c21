"""`./run restore`: brings a backup back after proving it; what was there before is kept beside."""

from __future__ import annotations

import argparse
from pathlib import Path

SUMMARY = ("Khôi phục dữ liệu từ một bản sao lưu", "bring a backup back")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, help="tệp sao lưu · the backup")
    parser.add_argument(
        "--replace",
        action="store_true",
        help="thay dữ liệu đang có, giữ dữ liệu cũ bên cạnh · replace what is here; the old is kept beside",
    )
    parser.add_argument(
        "--accept-broken-trail",
        action="store_true",
        help="nhận cả khi nhật ký trong đó không nguyên vẹn · take it although its trail is broken",
    )
    parser.add_argument("--keys", type=Path, metavar="FILE", help="tệp khóa đã lưu giữ · the key ring that was kept")
    parser.add_argument(
        "--passphrase-file", type=Path, metavar="FILE", help="tệp chứa mật khẩu của bộ khóa · file with its passphrase"
    )


def run(args: argparse.Namespace) -> int:
    from chungtay.cli._installation import passphrase_of, set_up

    set_up()
    from django.utils import timezone

    from chungtay.foundation.core.backup.bringing_back import restore

    done = restore(
        args.file,
        replace=args.replace,
        accept_broken=args.accept_broken_trail,
        keys_file=args.keys,
        ask_passphrase=lambda: passphrase_of(args.passphrase_file, twice=False),
        at=timezone.now(),
        tell=lambda vi, en: print(f"  {vi} · {en}", flush=True),
    )
    manifest = done.manifest
    print(f"Đã khôi phục bản sao lưu ngày {manifest.made[:16]} · restored the backup of {manifest.made[:16]}")
    print(
        f"  {len(manifest.tables)} bảng · tables, {manifest.rows:,} dòng · rows, đúng như khi sao lưu · "
        "as when it was taken"
    )
    if done.broken is None:
        print(f"  nhật ký nguyên vẹn · the trail holds: {done.events:,}")
    else:
        print(f"  NHẬT KÝ KHÔNG NGUYÊN VẸN từ việc số {done.broken.number} · THE TRAIL IS BROKEN there")
    for where in done.before:
        print(f"  Dữ liệu cũ · what was here before: {where}")
    return 0

"""`./run backup`: everything in one file, proved; people go on working meanwhile."""

from __future__ import annotations

import argparse
import datetime
from pathlib import Path

SUMMARY = ("Sao lưu toàn bộ dữ liệu vào một tệp", "keep the whole installation in one file")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", nargs="?", type=Path, help="tệp sẽ ghi · file to write (var/backups/chungtay-….tar)")
    parser.add_argument(
        "--with-keys",
        action="store_true",
        help="kèm bộ khóa, bảo vệ bằng mật khẩu · with the key ring, sealed by a passphrase",
    )
    parser.add_argument(
        "--passphrase-file", type=Path, metavar="FILE", help="tệp chứa mật khẩu đó · file that holds the passphrase"
    )


def run(args: argparse.Namespace) -> int:
    from chungtay.cli._installation import open_installation, passphrase_of

    open_installation()
    from django.conf import settings
    from django.utils import timezone

    from chungtay.foundation.core import keyring
    from chungtay.foundation.core.backup.taking import take_backup
    from chungtay.foundation.core.operations import check_trail
    from chungtay.foundation.core.presenters import what_is_broken

    at = timezone.now()
    target = args.file or Path(settings.DATA_DIR) / "backups" / default_name(at)
    passphrase = passphrase_of(args.passphrase_file, twice=True) if args.with_keys else None
    check = check_trail(by=None, at=at)
    manifest = take_backup(target.resolve(), passphrase=passphrase, at=at)
    files = sum(1 for name in manifest.parts if name.startswith("files/"))
    print(f"{target}  {target.stat().st_size / 1024 / 1024:,.1f} MB")
    print(f"  {manifest.way}")
    print(
        f"  {len(manifest.tables)} bảng · tables, {manifest.rows:,} dòng · rows, {files:,} tệp · files, "
        f"{manifest.trail[0]:,} việc trong nhật ký · events; đã đọc lại để kiểm tra · read back and proved"
    )
    if check.broken_number is not None:
        vi, en = what_is_broken(check)
        print(f"\nCHÚ Ý: nhật ký không nguyên vẹn. {vi} Giữ các bản sao lưu cũ, báo cấp trên.")
        print(f"NOTE: the trail is broken. {en} Keep the older backups and tell your superior.")
    if not args.with_keys:
        print(
            f"\nCHÚ Ý: bộ khóa KHÔNG nằm trong bản sao lưu này. Hãy chép {keyring.path()} vào nơi an toàn khác.\n"
            "Thiếu tệp khóa, số định danh và tài khoản ngân hàng sẽ không bao giờ mở được. (hoặc dùng --with-keys)\n"
            f"NOTE: the key ring is NOT in this backup. Copy {keyring.path()} to another safe place.\n"
            "Without it identity numbers and bank accounts never open again. (or use --with-keys)"
        )
    return 0 if check.broken_number is None else 1


def default_name(at: datetime.datetime) -> str:
    return f"chungtay-{at.astimezone():%Y%m%d-%H%M%S}.tar"

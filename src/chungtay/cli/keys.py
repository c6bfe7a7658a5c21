"""`./run keys`: the keys that seal identity numbers, bank accounts and kept files; listed, exchanged for a new one, and
what older versions of the program kept open sealed."""

from __future__ import annotations

import argparse
from collections import Counter

SUMMARY = ("Khóa mã hóa: xem, thay khóa mới", "encryption keys: list them, rotate to a new one")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="what", required=True, metavar="list | rotate | seal")
    actions.add_parser("list", help="các khóa và số giá trị mỗi khóa giữ · keys, and how many values each one seals")
    actions.add_parser("rotate", help="thêm khóa mới và mã hóa lại tất cả · add a key and seal everything anew with it")
    actions.add_parser("seal", help="mã hóa các tệp mà bản cũ để mở · seal the files that older versions kept open")


def run(args: argparse.Namespace) -> int:
    from chungtay.cli._installation import open_installation

    open_installation()
    return {"list": show, "rotate": rotate, "seal": seal}[args.what]()


def show() -> int:
    from chungtay.foundation.core import keyring
    from chungtay.foundation.core.files.sealing import under_keys
    from chungtay.foundation.core.queries.keys import check_key_ring, sealed_under_keys

    check_key_ring()
    ring, used = keyring.key_ring(), sealed_under_keys()
    for number, count in under_keys().items():
        used.setdefault(number, Counter())["tệp lưu giữ · kept files"] = count
    open_files = used.pop("", Counter())
    print(f"{keyring.path()}  (bộ khóa · ring {ring.name})")
    for key in ring.keys.values():
        columns = used.pop(key.number, Counter())
        newest = "  ← khóa đang dùng · seals now" if key is ring.newest else ""
        print(f"  {key.number}  {key.made:%d/%m/%Y}  {sum(columns.values()):>9,} giá trị · values{newest}")
        for column, count in sorted(columns.items()):
            print(f"      {count:>9,}  {column}")
    if open_files:
        print(f"  {sum(open_files.values()):,} tệp chưa mã hóa, hãy chạy ./run keys seal · files not sealed: keys seal")
    for number, columns in used.items():
        print(f"  {number}  THIẾU KHÓA NÀY · THIS KEY IS MISSING: {sum(columns.values()):,} giá trị · values")
    return 1 if used else 0


def rotate() -> int:
    from django.utils import timezone

    from chungtay.foundation.core import keyring
    from chungtay.foundation.core.operations.keys import add_key, seal_anew
    from chungtay.foundation.core.queries.keys import check_key_ring, something_left

    check_key_ring()
    newest = keyring.key_ring().newest.number
    if something_left(newest):
        print(f"Lần thay khóa trước chưa xong, làm tiếp với khóa {newest} · going on with the rotation to {newest}")
    else:
        newest = add_key(by=None, at=timezone.now())
        print(f"Khóa mới · new key: {newest}")
    done = seal_anew(by=None, at=timezone.now(), tell=lambda table, rows: print(f"  {table}: {rows:,}", flush=True))
    print(f"{done:,} dòng đã mã hóa lại · rows sealed anew")
    print(f"Hãy lưu lại tệp khóa ở nơi an toàn, tách khỏi bản sao dữ liệu: {keyring.path()}")
    print(f"Keep a copy of the key ring in a safe place, apart from the backups: {keyring.path()}")
    return 0


def seal() -> int:
    from django.utils import timezone

    from chungtay.foundation.core.operations.keys import seal_open_files

    done = seal_open_files(by=None, at=timezone.now(), tell=lambda folder, files: print(f"  {folder}: {files:,}"))
    print(f"{done:,} tệp đã mã hóa · files sealed")
    return 0

"""`./run found`: the first start of a real installation: official units, the first administrator, no demonstration."""

from __future__ import annotations

import argparse
import os
import sys

SUMMARY = (
    "Lập nơi làm việc thật: đơn vị hành chính và người quản trị đầu tiên",
    "found a real installation: its units and the first administrator",
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("units", help="tệp CSV các đơn vị, hoặc ba-dinh · CSV list of units, or ba-dinh")
    parser.add_argument("area", help="mã địa bàn của người quản trị · code of the administrator's area")
    parser.add_argument("name", help="họ tên người quản trị · full name of the administrator")
    parser.add_argument("--username", default="quantri", help="tên tài khoản · account name (quantri)")


def run(args: argparse.Namespace) -> int:
    from chungtay.cli.main import USAGE_ERROR
    from chungtay.cli.manage import SETTINGS

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    os.environ["CHUNGTAY_DEMO"] = "0"
    import django
    from django.core.management import CommandError, call_command

    django.setup()
    try:
        call_command("first_start", args.units, args.area, args.name, username=args.username)
    except CommandError as error:  # it says its sentence in both languages
        print(error, file=sys.stderr)
        return USAGE_ERROR
    return 0

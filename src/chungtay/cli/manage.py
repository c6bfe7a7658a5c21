"""`./run manage ...`: Django's own commands, and the ones our apps add."""

from __future__ import annotations

import argparse
import os

SUMMARY = (
    "Lệnh quản trị của máy chủ (migrate, createsuperuser, ...)",
    "administration (migrate, createsuperuser, ...)",
)

SETTINGS = "chungtay.config.settings.development"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "words", nargs="...", metavar="...", help="lệnh và tùy chọn; `help` liệt kê · `help` lists them"
    )


def run(args: argparse.Namespace) -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    from django.core.management import execute_from_command_line

    execute_from_command_line(["./run manage", *args.words])
    return 0

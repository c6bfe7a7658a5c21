"""For commands that work on the data of an installation: Django made ready, and a sentence when there is no data."""

from __future__ import annotations

import getpass
import os
import sys
from pathlib import Path

from chungtay.rulebook.errors import ChungTayError


def set_up() -> None:
    """Django made ready, whether or not there is data."""
    from chungtay.cli.manage import SETTINGS

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    import django

    django.setup()


def open_installation() -> None:
    """Raises ChungTayError when no data was made yet or the program is newer than the tables."""
    set_up()
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    if not executor.loader.applied_migrations:
        raise ChungTayError(
            "Ở đây chưa có dữ liệu. Chạy ./run trước.",
            "There is no data here yet. Type ./run first.",
        )
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise ChungTayError(
            "Dữ liệu này của một bản cũ hơn. Chạy ./run một lần để nâng cấp, rồi gõ lại lệnh.",
            "This data is of an older version. Type ./run once, which brings it up to date, then repeat the command.",
        )


def passphrase_of(file: Path | None, *, twice: bool) -> str:
    """The passphrase of the keys: from a file, from CHUNGTAY_BACKUP_PASSPHRASE, or asked for (twice when it is new)."""
    if file is not None:
        try:
            return file.read_text("utf-8").strip()
        except OSError as error:
            raise ChungTayError(
                f"Không đọc được tệp mật khẩu {file}.", f"The passphrase file {file} cannot be read."
            ) from error
    if found := os.environ.get("CHUNGTAY_BACKUP_PASSPHRASE"):
        return found
    if not sys.stdin.isatty():
        raise ChungTayError(
            "Cần mật khẩu bảo vệ khóa: dùng --passphrase-file TỆP.",
            "The passphrase for the keys is needed: use --passphrase-file FILE.",
        )
    said = getpass.getpass("Mật khẩu bảo vệ khóa / passphrase for the keys: ")
    if twice and getpass.getpass("Gõ lại / once more: ") != said:
        raise ChungTayError("Hai lần gõ không giống nhau.", "The two are not the same.")
    return said

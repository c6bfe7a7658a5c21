"""For commands that work on the data of an installation: Django made ready, and a sentence when there is no data."""

from __future__ import annotations

import os

from chungtay.rulebook.errors import ChungTayError


def open_installation() -> None:
    """Raises ChungTayError when no data was made yet or the program is newer than the tables."""
    from chungtay.cli.manage import SETTINGS

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    import django

    django.setup()
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

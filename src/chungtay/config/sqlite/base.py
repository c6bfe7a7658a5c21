"""Bulk writing in few statements: Django 5.2 assumes SQLite's limit of 2020 (999 values); since 3.32 it is 32,766."""

from __future__ import annotations

import sqlite3

from django.db.backends.sqlite3 import base, features


class DatabaseFeatures(features.DatabaseFeatures):
    @property
    def max_query_params(self) -> int:  # type: ignore[override]
        """What this connection really allows, bounded so that one statement stays of a reasonable size."""
        with self.connection.wrap_database_errors:
            self.connection.ensure_connection()
        return min(self.connection.connection.getlimit(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER), 32_000)


class DatabaseWrapper(base.DatabaseWrapper):
    features_class = DatabaseFeatures

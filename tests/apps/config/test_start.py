"""What a new installation makes for itself, and what it never has."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from chungtay.config.databases import database
from chungtay.config.secret import secret_key


def test_the_key_is_made_once_and_read_by_its_owner_only(tmp_path):
    key = secret_key(tmp_path)
    assert len(key) >= 64
    assert secret_key(tmp_path) == key
    assert stat.S_IMODE((tmp_path / "secret-key").stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["secret-key"]


def test_two_installations_have_two_keys(tmp_path):
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    assert secret_key(tmp_path / "a") != secret_key(tmp_path / "b")


def test_an_emptied_key_file_stops_the_start(tmp_path):
    (tmp_path / "secret-key").write_text("")
    with pytest.raises(RuntimeError, match="secret-key"):
        secret_key(tmp_path)


def test_sqlite_is_the_default(monkeypatch, tmp_path):
    monkeypatch.delenv("CHUNGTAY_DATABASE_URL", raising=False)
    entry = database(tmp_path)
    assert entry["NAME"] == tmp_path / "chungtay.sqlite3"
    assert entry["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert entry["CONN_MAX_AGE"] == 60  # as on PostgreSQL: a request does not open the file again


def test_postgresql_by_its_address(monkeypatch, tmp_path):
    monkeypatch.setenv("CHUNGTAY_DATABASE_URL", "postgresql://ban:m%40t@db.local:5433/chungtay?sslmode=require")
    entry = database(tmp_path)
    assert entry["ENGINE"].endswith("postgresql")
    assert [entry[key] for key in ("NAME", "USER", "PASSWORD", "HOST", "PORT")] == [
        "chungtay", "ban", "m@t", "db.local", "5433",
    ]  # fmt: skip
    assert entry["OPTIONS"] == {"sslmode": "require"}


def test_another_database_is_refused(monkeypatch, tmp_path):
    monkeypatch.setenv("CHUNGTAY_DATABASE_URL", "mysql://x/y")
    with pytest.raises(ValueError, match="postgresql"):
        database(tmp_path)


def test_foreign_keys_hold_in_the_database(db):
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            assert cursor.execute("PRAGMA foreign_keys").fetchone() == (1,)


def test_uploads_have_no_web_address(client, db):
    assert not settings.MEDIA_URL.strip("/")
    (Path(settings.MEDIA_ROOT) / "review").mkdir(parents=True)
    (Path(settings.MEDIA_ROOT) / "review" / "list.xlsx").write_bytes(b"names")
    for address in (
        "/review/list.xlsx",
        "/files/review/list.xlsx",
        "/static/review/list.xlsx",
        "/media/review/list.xlsx",
    ):
        assert client.get(address).status_code == 404


def test_pages_may_load_nothing_from_elsewhere(client, db):
    policy = client.get("/")["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy

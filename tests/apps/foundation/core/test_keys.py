"""Keys: a database keeps to its ring; a rotation seals everything anew, in batches, and can be stopped and resumed."""

from __future__ import annotations

import base64
import json

import pytest
from django.apps.registry import Apps
from django.db import connection, models
from django.test.utils import CaptureQueriesContext

from chungtay.cli import keys as command
from chungtay.foundation.core import keyring
from chungtay.foundation.core.keyring import KeyRingError, SealError
from chungtay.foundation.core.models import AuditEvent, KeyRingMark
from chungtay.foundation.core.operations import keys as operations
from chungtay.foundation.core.queries import keys as queries
from chungtay.foundation.core.sealed import SealedTextField
from tests.factories import AT

ROWS = 1203


class Vault(models.Model):
    """A model of these tests alone; its table is made and gone with each test."""

    number = SealedTextField(blank=True)
    account = SealedTextField(null=True)
    plain = models.TextField()

    class Meta:
        app_label = "core"
        apps = Apps()


@pytest.fixture
def ring(db, settings, tmp_path):
    settings.KEY_RING = tmp_path / "keys.json"
    KeyRingMark.objects.all().delete()
    operations.bind_key_ring()
    return settings.KEY_RING


@pytest.fixture
def vault(ring, monkeypatch):
    number = "serial" if connection.vendor == "postgresql" else "integer"
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE core_vault (id {number} PRIMARY KEY, number text, account text, plain text)")
    fields = [Vault._meta.get_field("number"), Vault._meta.get_field("account")]
    for module in (operations, queries):
        monkeypatch.setattr(module, "sealed_models", lambda: [(Vault, fields)])
    Vault.objects.bulk_create(
        Vault(
            number=f"0991{n:08}" if n % 3 else "",
            account=f"88{n:010}" if n % 2 else None,
            plain=f"row {n}",
        )
        for n in range(ROWS)
    )


def content() -> list[tuple]:
    return list(Vault.objects.order_by("plain").values_list("number", "account", "plain"))


def keys_in_use() -> set[str]:
    return set(queries.sealed_under_keys())


def test_nothing_readable_lies_in_the_table(vault):
    with connection.cursor() as cursor:
        cursor.execute("SELECT number, account FROM core_vault")
        lying = "".join(value or "" for row in cursor.fetchall() for value in row)
    assert "0991" not in lying
    assert base64.b64encode(b"0991").decode()[:5] not in lying


def test_a_rotation_seals_everything_with_the_new_key_alone(vault, ring):
    before, old = content(), keys_in_use()
    new = operations.add_key(by=None, at=AT)
    sealed = sum(1 for n in range(ROWS) if n % 3 or n % 2)  # rows where at least one of both is filled
    assert operations.seal_anew(by=None, at=AT) == sealed
    assert keys_in_use() == {new} != old
    told = json.loads(ring.read_text())
    told["keys"] = [row for row in told["keys"] if row["id"] == new]  # the old key is gone for good
    ring.write_text(json.dumps(told))
    assert content() == before
    assert [event.action for event in AuditEvent.objects.order_by("number")][-2:] == [
        "core.key_added",
        "core.sealed_anew",
    ]
    assert AuditEvent.objects.latest("number").detail == {"key": new, "rows": sealed}


def test_a_rotation_takes_the_same_few_statements_for_each_batch(vault):
    operations.add_key(by=None, at=AT)
    with CaptureQueriesContext(connection) as asked:
        operations.seal_anew(by=None, at=AT)
    on_vault = [q["sql"] for q in asked if "core_vault" in q["sql"]]
    assert len([sql for sql in on_vault if sql.startswith("UPDATE")]) == 3  # 1002 rows, 500 a batch
    assert len(on_vault) == 3 + 5  # three batches read, the end found, and the look at what was written meanwhile


def test_a_rotation_stopped_in_the_middle_goes_on_where_it_was(vault):
    before = content()
    new = operations.add_key(by=None, at=AT)

    class PowerCut(Exception):
        pass

    def stop(table, rows):
        raise PowerCut

    with pytest.raises(PowerCut):
        operations.seal_anew(by=None, at=AT, tell=stop)
    assert len(keys_in_use()) == 2
    assert queries.something_left(new)
    assert content() == before
    rest = operations.seal_anew(by=None, at=AT)
    assert 0 < rest < ROWS
    assert keys_in_use() == {new}
    assert content() == before
    assert operations.seal_anew(by=None, at=AT) == 0


def test_a_value_that_does_not_open_stops_the_rotation_with_a_sentence(vault):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE core_vault SET number = account WHERE account <> '' AND plain = 'row 7'")
    operations.add_key(by=None, at=AT)
    with pytest.raises(SealError, match=r"core\.vault\.number"):
        operations.seal_anew(by=None, at=AT)


def test_another_ring_than_the_databases_own_is_refused(ring):
    ring.rename(ring.with_name("right.json"))
    with pytest.raises(KeyRingError, match="missing"):
        operations.bind_key_ring()
    assert not ring.exists()  # no new ring was made in its place
    keyring.make()
    with pytest.raises(KeyRingError, match=KeyRingMark.objects.get().ring):
        operations.bind_key_ring()
    ring.with_name("right.json").replace(ring)
    operations.bind_key_ring()


def test_the_command_lists_and_rotates(vault, ring, capsys, monkeypatch):
    monkeypatch.setattr("chungtay.cli._installation.open_installation", lambda: None)
    old = keyring.key_ring().newest.number
    assert command.rotate() == 0
    new = keyring.key_ring().newest.number
    assert old != new
    assert command.show() == 0
    shown = capsys.readouterr().out
    assert f"{new}" in shown
    secrets = [row["secret"] for row in json.loads(ring.read_text())["keys"]]
    assert not any(secret in shown for secret in secrets)
    assert "core.vault.number" in shown.split(new)[-1]


def test_the_command_goes_on_with_a_rotation_that_was_stopped(vault, capsys):
    added = operations.add_key(by=None, at=AT)
    assert command.rotate() == 0
    assert keyring.key_ring().newest.number == added
    assert "làm tiếp" in capsys.readouterr().out
    assert keys_in_use() == {added}


def test_a_missing_key_is_told_by_the_list(vault, ring, capsys):
    told = json.loads(ring.read_text())
    lost = told["keys"][0]["id"]
    operations.add_key(by=None, at=AT)
    told = json.loads(ring.read_text())
    told["keys"] = told["keys"][1:]
    ring.write_text(json.dumps(told))
    assert command.show() == 1
    assert f"{lost}  THIẾU KHÓA NÀY" in capsys.readouterr().out

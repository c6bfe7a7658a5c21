"""Which key ring opens what comes back: the one that is here, a copy that somebody kept, or the one in the backup."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from chungtay.foundation.core import keyring
from chungtay.foundation.core.backup import passphrase as passphrases
from chungtay.foundation.core.backup.archive import Reader
from chungtay.foundation.core.backup.faults import RestoreRefused
from chungtay.foundation.core.files.sealing import keys_below
from chungtay.foundation.core.queries.keys import sealed_under_keys

KEYS = "keys.sealed"


def ring_to_put(reader: Reader, keys_file: Path | None, ask_passphrase: Callable[[], str]) -> dict[str, Any] | None:
    """The content of the ring that must be put in place; None when the present one opens everything.

    A ring of the same name that is here keeps its keys: those made after the backup seal what is here now, and a ring
    never loses a key. Raises RestoreRefused without a ring that fits."""
    if not reader.manifest.ring:
        return None
    name, proof = reader.manifest.ring
    here = keyring.content_of(keyring.path()) if keyring.path().exists() else None
    fits = here is not None and _proof(here) == proof
    if keys_file is not None:
        given = keyring.content_of(keys_file)
    elif reader.manifest.has_keys and not fits:
        sealed = reader.open(KEYS).read()
        given = json.loads(passphrases.open_sealed(sealed, ask_passphrase()))
    elif fits:
        return None
    else:
        raise RestoreRefused(
            f"Bản sao lưu này cần bộ khóa {name}, không có ở đây và không nằm trong bản sao lưu. Hãy chỉ tệp khóa đã "
            "lưu giữ: --keys TỆP. Thiếu khóa thì số định danh và tài khoản ngân hàng không mở được.",
            f"This backup needs the key ring {name}, which is neither here nor in the backup. Name the copy that you "
            "keep: --keys FILE. Without it identity numbers and bank accounts do not open.",
        )
    if _proof(given) != proof:
        raise RestoreRefused(
            f"Tệp khóa đưa vào không phải bộ {name} mà bản sao lưu cần. Hãy tìm đúng tệp khóa.",
            f"The key ring given is not {name}, which the backup needs. Find the right one.",
        )
    if not fits or here is None:
        return given
    known = {row["id"] for row in here["keys"]}
    older = [row for row in given["keys"] if row["id"] not in known]
    return {**here, "keys": [*older, *here["keys"]]} if older else None


def check_keys_of(files: Path) -> None:
    """Every value of the database and every kept file below `files` is sealed with a key that the ring has, or none.
    Raises RestoreRefused, which tells what would not open, under which key, and what to do."""
    known = keyring.key_ring().keys
    values = {number: columns.total() for number, columns in sealed_under_keys().items() if number not in known}
    kept = {number: count for number, count in keys_below(files).items() if number and number not in known}
    missing = sorted(values.keys() | kept.keys())
    if not missing:
        return
    told = [(number, values.get(number, 0), kept.get(number, 0)) for number in missing]
    vi = "; ".join(f"khóa {number} ({of_rows:,} giá trị, {of_files:,} tệp)" for number, of_rows, of_files in told)
    en = "; ".join(f"key {number} ({of_rows:,} values, {of_files:,} files)" for number, of_rows, of_files in told)
    raise RestoreRefused(
        f"Bộ khóa {keyring.key_ring().name} thiếu {vi} mà bản sao lưu cần; không có gì bị thay đổi. Hãy tìm tệp khóa "
        "chép sau lần thay khóa gần nhất và chỉ nó: --keys TỆP.",
        f"The key ring {keyring.key_ring().name} lacks {en} that this backup needs; nothing was changed. Find the copy "
        "of the key ring made after the last exchange of keys and name it: --keys FILE.",
    )


def _proof(content: dict[str, Any]) -> str:
    return keyring.ring_of(content).proof()

"""The key ring: the keys that seal texts at rest, in a file of its own beside the data, readable by its owner alone.

    {"ring": "…", "keys": [{"id": "k1f0c9d2", "made": "2026-11-24", "secret": "…"}], "fingerprint": "…"}

The newest key (the last) seals, every key opens. `fingerprint` never changes: look-ups by fingerprint depend on it.
CHUNGTAY_KEY_RING places the file elsewhere than in the data folder. It belongs in no repository and, without a
passphrase, in no backup.
"""

from __future__ import annotations

import base64
import binascii
import contextlib
import datetime
import functools
import hmac
import json
import os
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from chungtay.rulebook.errors import ChungTayError


class KeyRingError(ChungTayError):
    """The key ring is missing, damaged or not the one of this database."""


class SealError(ChungTayError):
    """A sealed text that does not open: its key is missing, it was changed, or it belongs to another column."""


@dataclass(frozen=True, slots=True, repr=False)
class Key:
    """One key that seals. Its secret stays inside: nothing prints it."""

    number: str
    made: datetime.date
    cipher: AESGCM

    def __repr__(self) -> str:
        return f"Key({self.number})"


@dataclass(frozen=True, slots=True, repr=False)
class KeyRing:
    """All keys by their number, the newest last, and the key of fingerprints."""

    name: str
    keys: dict[str, Key]
    fingerprint_key: bytes

    def __repr__(self) -> str:
        return f"KeyRing({self.name})"

    @property
    def newest(self) -> Key:
        return next(reversed(self.keys.values()))

    def proof(self) -> str:
        """Says whether another ring is this one, without telling anything about its keys."""
        return hmac.digest(self.fingerprint_key, f"key ring {self.name}".encode(), "sha256").hex()


_cache: tuple[tuple[str, int, int], KeyRing] | None = None


def path() -> Path:
    return Path(settings.KEY_RING)


def key_ring() -> KeyRing:
    """The ring as the file holds it now; read again only when the file changed. Raises KeyRingError without a file:
    a ring made on the way would seal what the right one cannot open."""
    global _cache
    try:
        state = os.stat(settings.KEY_RING)  # asked for every sealed value: no more than this
    except FileNotFoundError as error:
        raise KeyRingError(
            f"Thiếu tệp khóa {path()}. Hãy chép lại tệp này từ nơi lưu giữ rồi chạy lại.",
            f"The key ring {path()} is missing. Put back the copy that you keep, then start again.",
        ) from error
    stamp = (str(settings.KEY_RING), state.st_mtime_ns, state.st_ino)
    if _cache is None or _cache[0] != stamp:
        _cache = (stamp, _read(path()))
    return _cache[1]


def add_key(*, made: datetime.date) -> KeyRing:
    """A new key from now on; the old ones stay, so that what they sealed still opens."""
    key_ring()
    content = json.loads(path().read_text("ascii"))
    content["keys"].append(_new_key(made))
    _write(content, replace=True)
    return key_ring()


def _read(file: Path) -> KeyRing:
    return ring_of(content_of(file))


def content_of(file: Path) -> dict[str, Any]:
    """The content of a ring's file, secrets and all. Raises KeyRingError when it is none."""
    try:
        content: dict[str, Any] = json.loads(file.read_text("ascii"))
        ring_of(content)
    except (OSError, ValueError, KeyError, TypeError, binascii.Error) as error:
        raise KeyRingError(
            f"Tệp khóa {file} bị hỏng. Hãy chép lại tệp này từ nơi lưu giữ; đừng xóa, đừng tạo tệp mới.",
            f"The key ring {file} is damaged. Put back the copy that you keep; neither delete it nor make a new one.",
        ) from error
    return content


def ring_of(content: dict[str, Any]) -> KeyRing:
    """Raises ValueError, KeyError or TypeError for what is no ring: no key, or two of the same number."""
    keys = {row["id"]: _key(row) for row in content["keys"]}
    if not keys or len(keys) != len(content["keys"]):
        raise ValueError("a ring has keys, each of another number")
    return KeyRing(str(content["ring"]), keys, _bytes(content["fingerprint"]))


def _key(row: dict[str, str]) -> Key:
    return Key(row["id"], datetime.date.fromisoformat(row["made"]), AESGCM(_bytes(row["secret"])))


def _bytes(text: str) -> bytes:
    found = base64.b64decode(text, validate=True)
    if len(found) != 32:
        raise ValueError("a key has 32 bytes")
    return found


def _new_key(made: datetime.date) -> dict[str, str]:
    return {"id": f"k{secrets.token_hex(4)}", "made": made.isoformat(), "secret": _secret()}


def _secret() -> str:
    return base64.b64encode(secrets.token_bytes(32)).decode("ascii")


def make() -> None:
    """A new ring where there is none; the first start of a database does this, nothing else."""
    today = datetime.datetime.now(datetime.UTC).date()
    _write({"ring": secrets.token_hex(8), "keys": [_new_key(today)], "fingerprint": _secret()}, replace=False)


def _write(content: dict[str, Any], *, replace: bool) -> None:
    write_file(path(), content, replace=replace)


def write_file(target: Path, content: dict[str, Any], *, replace: bool = False) -> None:
    """All or nothing. Two processes that start together end with the same ring: the second finds the first one's."""
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    scratch = target.with_name(f".{target.name}-{secrets.token_hex(8)}")
    try:
        with os.fdopen(os.open(scratch, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
            json.dump(content, file, indent=1)
            file.flush()
            os.fsync(file.fileno())
        if replace:
            scratch.replace(target)
        else:
            with contextlib.suppress(FileExistsError):
                target.hardlink_to(scratch)
    finally:
        scratch.unlink(missing_ok=True)


KEY_NUMBER = 9  # letters of a key's number
MARK = "sealed:"  # every sealed text begins so; no text that a person writes may


def seal(text: str, column: str) -> str:
    """`sealed:<key>:<nonce and cipher text>`, to be opened for the same column only ("app.model.field")."""
    key = key_ring().newest
    nonce = secrets.token_bytes(12)
    body = key.cipher.encrypt(nonce, text.encode(), bound_to(column, key.number))
    return f"{MARK}{key.number}:{base64.b64encode(nonce + body).decode('ascii')}"


def open_sealed(token: str, column: str) -> str:
    """What was sealed. Raises SealError; never gives an empty or a guessed text."""
    number, _colon, body = token.removeprefix(MARK).partition(":")
    if not token.startswith(MARK) or not body:
        raise SealError(
            f"Cột {column} có một giá trị không được mã hóa đúng cách. Dữ liệu đã bị sửa ngoài chương trình.",
            f"Column {column} holds a value that is not sealed. It was written behind the program's back.",
        )
    key = key_ring().keys.get(number)
    if key is None:
        raise SealError(
            f"Thiếu khóa {number} để mở cột {column}. Hãy đặt lại đúng tệp khóa {path()} của máy này.",
            f"Key {number}, which opens column {column}, is missing. Put back the right key ring at {path()}.",
        )
    try:
        raw = base64.b64decode(body, validate=True)
        return key.cipher.decrypt(raw[:12], raw[12:], bound_to(column, number)).decode()
    except (InvalidTag, ValueError) as error:
        raise SealError(
            f"Một giá trị mã hóa của cột {column} không mở được: đã bị sửa, hoặc chép từ cột khác sang.",
            f"A sealed value of column {column} does not open: it was changed, or copied from another column.",
        ) from error


FILE_MARK = b"chungtay sealed file 1\n"  # then the key's number, a nonce and the cipher text
PARTS_MARK = b"chungtay sealed file 2\n"  # of the same length; then as `files.parts` writes it


def seal_bytes(content: bytes, name: str) -> bytes:
    """A file's content, to be opened under the same name only."""
    key = key_ring().newest
    nonce = secrets.token_bytes(12)
    return (
        FILE_MARK + key.number.encode("ascii") + nonce + key.cipher.encrypt(nonce, content, bound_to(name, key.number))
    )


def open_bytes(sealed: bytes, name: str) -> bytes:
    """What was sealed. Raises SealError; never gives a part of it."""
    key, rest = key_for_file(sealed, name), sealed[len(FILE_MARK) + KEY_NUMBER :]
    try:
        return key.cipher.decrypt(rest[:12], rest[12:], bound_to(name, key.number))
    except (InvalidTag, ValueError) as error:
        raise does_not_open(name) from error


def key_for_file(head: bytes, name: str) -> Key:
    """The key that opens a sealed file, told by its first bytes. Raises SealError when the ring has it not."""
    number = key_of_file(head)
    key = key_ring().keys.get(number)
    if key is None:
        raise SealError(
            f"Thiếu khóa {number} để mở tệp {name}. Hãy đặt lại đúng tệp khóa {path()} của máy này.",
            f"Key {number}, which opens the file {name}, is missing. Put back the right key ring at {path()}.",
        )
    return key


def does_not_open(name: str) -> SealError:
    return SealError(
        f"Tệp {name} không mở được: đã bị sửa, bị cắt, hoặc chép từ chỗ khác sang.",
        f"The file {name} does not open: it was changed, cut off, or copied from another place.",
    )


def key_of_file(head: bytes) -> str:
    """The number of the key that sealed a file, told by its first bytes; "" for one that is not sealed."""
    if not head.startswith((FILE_MARK, PARTS_MARK)):
        return ""
    return head[len(FILE_MARK) : len(FILE_MARK) + KEY_NUMBER].decode("ascii", "replace")


def bound_to(column: str, number: str) -> bytes:
    return f"chungtay:{column}:{number}".encode()


def keyed_hash(text: str, purpose: str) -> str:
    """HMAC-SHA256 of a text for one purpose: 32 hexadecimal digits."""
    key = _key_for(key_ring().fingerprint_key, purpose)
    return hmac.digest(key, text.encode(), "sha256").hex()[:32]


@functools.lru_cache(maxsize=64)
def _key_for(fingerprint_key: bytes, purpose: str) -> bytes:
    return hmac.digest(fingerprint_key, purpose.encode(), "sha256")

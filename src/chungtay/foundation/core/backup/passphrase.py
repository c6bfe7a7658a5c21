"""The key ring sealed with a passphrase that a person keeps in mind or in a safe."""

from __future__ import annotations

import base64
import json
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from chungtay.foundation.core.backup.faults import BackupError, RestoreRefused, damaged

SHORTEST = 12
_WORK = 2**17  # scrypt: 128 MB and a good part of a second for each guess
_BOUND_TO = b"chungtay key ring in a backup, 1"


def check(passphrase: str) -> None:
    """Raise BackupError for a passphrase that is guessed in a day."""
    if len(passphrase) < SHORTEST or len(set(passphrase)) < 5:
        raise BackupError(
            f"Mật khẩu bảo vệ khóa phải dài ít nhất {SHORTEST} ký tự; một câu dễ nhớ là tốt nhất.",
            f"The passphrase for the keys has at least {SHORTEST} characters; a sentence that you remember is best.",
        )


def seal(content: bytes, passphrase: str) -> bytes:
    check(passphrase)
    salt, nonce = os.urandom(16), os.urandom(12)
    body = AESGCM(_key(passphrase, salt, _WORK)).encrypt(nonce, content, _BOUND_TO)
    parts = {"salt": salt, "nonce": nonce, "sealed": body}
    told = {name: base64.b64encode(part).decode("ascii") for name, part in parts.items()}
    return json.dumps({"kdf": "scrypt", "work": _WORK, **told}, indent=1).encode("ascii")


def open_sealed(content: bytes, passphrase: str) -> bytes:
    """Raises RestoreRefused for a wrong passphrase or a changed content."""
    try:
        told = json.loads(content)
        salt, nonce, body = (base64.b64decode(told[name], validate=True) for name in ("salt", "nonce", "sealed"))
        work = int(told["work"])
    except (ValueError, KeyError, TypeError) as error:
        raise damaged("phần khóa không đọc được", "the part with the keys cannot be read") from error
    if told.get("kdf") != "scrypt" or not 2**14 <= work <= 2**20 or work & (work - 1):
        raise damaged("phần khóa không đọc được", "the part with the keys cannot be read")
    try:
        return AESGCM(_key(passphrase, salt, work)).decrypt(nonce, body, _BOUND_TO)
    except (InvalidTag, ValueError) as error:
        raise RestoreRefused(
            "Mật khẩu bảo vệ khóa không đúng. Không có gì bị thay đổi; hãy gõ lại.",
            "The passphrase for the keys is not right. Nothing was changed; type it again.",
        ) from error


def _key(passphrase: str, salt: bytes, work: int) -> bytes:
    return Scrypt(salt=salt, length=32, n=work, r=8, p=1).derive(passphrase.encode())

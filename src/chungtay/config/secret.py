"""The key that signs sessions and forms: made at the first start, kept in the data folder, readable by its owner."""

import contextlib
import os
import secrets
from pathlib import Path


def secret_key(data_dir: Path) -> str:
    """Read the key; make it first where there is none. Two processes that start together end with the same key."""
    path = data_dir / "secret-key"
    if not path.exists():
        scratch = data_dir / f".secret-key-{secrets.token_hex(8)}"
        with os.fdopen(os.open(scratch, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(64))
        with contextlib.suppress(FileExistsError):  # another process was first; its key counts
            path.hardlink_to(scratch)
        scratch.unlink()
    key = path.read_text("ascii").strip()
    if len(key) < 40:
        raise RuntimeError(f"{path} holds no key: delete the file and start again")
    return key

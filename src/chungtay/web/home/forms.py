"""What was typed into the search box. It may be somebody's identity number: it stands in no address and no log, and in
the session only sealed."""

from __future__ import annotations

import secrets
from typing import Any

from chungtay.foundation.core import keyring

_COLUMN, _KEPT, _LONGEST = "home.search", 10, 100


def keep_text(session: Any, text: str) -> str:
    """Keep the text for this sign-in; returns the word that stands for it in the address."""
    word = secrets.token_urlsafe(6)
    kept = dict(list(session.get("searched", {}).items())[1 - _KEPT :])
    session["searched"] = kept | {word: keyring.seal(text[:_LONGEST], _COLUMN)} if text else kept
    return word


def kept_text(session: Any, word: str) -> str:
    """What the word stands for; nothing when it was too long ago, or somebody else's."""
    sealed = session.get("searched", {}).get(word)
    return keyring.open_sealed(sealed, _COLUMN) if sealed else ""


def whole(text: str | None) -> int:
    """A row number out of an address, 0 for anything else."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 19 else 0

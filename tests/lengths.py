"""How long a test looks: the usual run takes a part of what is random, on PostgreSQL, which draws the same ones as
SQLite did before it, half of that; `./run test --all` the whole."""

from __future__ import annotations

import os

WHOLE = os.environ.get("CHUNGTAY_WHOLE") == "1"  # set by ./run test --all
AGAIN = bool(os.environ.get("CHUNGTAY_DATABASE_URL"))


def examples(whole: int, usual: int) -> int:
    """Random examples of a property that writes hundreds of rows for each of them."""
    return whole if WHOLE else -(-usual // 2) if AGAIN else usual

"""Numbers as Vietnamese offices write them: 1.234.567 and 12,50%."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal


def whole(number: int) -> str:
    """1234567 -> "1.234.567"."""
    return f"{number:,}".replace(",", ".")


def percent(part: int, total: int) -> str:
    """Share with two decimals, half up: (1, 8) -> "12,50%". Raises ValueError where `part` is no part of `total`."""
    if total <= 0 or not 0 <= part <= total:
        raise ValueError(f"{part} of {total} is no share")
    share = (Decimal(part) * 100 / Decimal(total)).quantize(Decimal("0.01"), ROUND_HALF_UP)
    return f"{share}".replace(".", ",") + "%"

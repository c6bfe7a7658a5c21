"""What the text of a cell is for the register. Nothing is guessed: what cannot be told apart is None."""

from __future__ import annotations

import datetime
from decimal import Decimal, InvalidOperation

from chungtay.foundation.core.words import fold

Birth = tuple[datetime.date | None, str]

_CLASSES = {
    "ho ngheo": "poor", "poor": "poor", "ho can ngheo": "near_poor", "near-poor": "near_poor",
    "ho khong ngheo": "not_poor", "not poor": "not_poor", "ho co muc song trung binh": "average",
    "ho lam nong nghiep, lam nghiep, ngu nghiep va diem nghiep co muc song trung binh": "average",
    "ho nong, lam, ngu, diem nghiep co muc song trung binh": "average", "ho hmstb": "average", "hmstb": "average",
    "muc song trung binh": "average", "ho muc song trung binh": "average",
}  # fmt: skip
_ESCAPED = {"ho thoat ngheo": "poor", "ho thoat can ngheo": "near_poor"}


def birth_of(text: str) -> Birth:
    """ "05/03/1960", "03/1960" or "1960", as the reader leaves it: the first day of what is known, and how much."""
    if not text:
        return None, ""
    parts = [int(part) for part in text.split("/")]
    if len(parts) == 1:
        return datetime.date(parts[0], 1, 1), "year"
    if len(parts) == 2:
        return datetime.date(parts[1], parts[0], 1), "month"
    return datetime.date(parts[2], parts[1], parts[0]), "day"


def day_of(text: str) -> datetime.date | None:
    """A day that is known in full, else None."""
    day, known = birth_of(text)
    return day if known == "day" else None


def class_of(text: str) -> str | None:
    """The class in the register's word; None for words that name no class."""
    return _CLASSES.get(fold(text).strip())


def escaped_of(text: str) -> str:
    """What a household was before it escaped, by the title of a list or of a section: poor, near_poor, or "" where the
    text says neither or both."""
    plain = " ".join(fold(text).split())
    if plain in _ESCAPED:
        return _ESCAPED[plain]
    near, poor = "thoat can ngheo" in plain, "thoat ngheo" in plain
    return "" if near == poor else "near_poor" if near else "poor"


def degrees_of(text: str, low: int, high: int) -> Decimal | None:
    """Six places of a latitude or longitude in Vietnam, else None."""
    try:
        degrees = Decimal(text.replace(",", ".")).quantize(Decimal("0.000001"))
    except InvalidOperation:
        return None
    return degrees if low <= degrees <= high else None

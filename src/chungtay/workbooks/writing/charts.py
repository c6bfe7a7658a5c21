"""Plain SVG charts, without a library: bars with their numbers beside them, and a distribution with a line marked.

Every label is text that a screen reader finds; the title is the `<title>` of the drawing. Colours keep 4.5 : 1 against
paper for text and 3 : 1 for bars, and nothing is said by colour alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from chungtay.workbooks.writing.number_format import whole

INK, QUIET, TEAL, PALE, AMBER = "#1d2733", "#5b6672", "#0f5c5c", "#6f9c9b", "#a85b00"
FONT = "'Be Vietnam Pro', 'Segoe UI', Roboto, 'Noto Sans', sans-serif"


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: `value` is drawn, `text` is what is written at its end; `strong` sets it apart."""

    label: str
    value: int
    text: str
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Bin:
    """Households whose score is from `low` to `high`, both included."""

    low: int
    high: int
    count: int


def bars(title: str, rows: Sequence[Bar], *, width: int = 640, label_width: int = 220) -> str:
    """Horizontal bars from zero, longest = full width; one row is 30 units high."""
    longest = max((row.value for row in rows), default=0)
    room = width - label_width - 110
    parts = []
    for number, row in enumerate(rows):
        y = 30 * number
        length = room * row.value / longest if longest else 0
        parts.append(_text(label_width - 10, y + 20, row.label, anchor="end"))
        fill = TEAL if row.strong else PALE
        parts.append(f'<rect x="{label_width}" y="{y + 4}" width="{length:.1f}" height="22" fill="{fill}"/>')
        parts.append(_text(label_width + length + 8, y + 20, row.text, bold=row.strong))
    parts.append(_line(label_width, 0, label_width, 30 * len(rows)))
    return _drawing(title, parts, width, max(30 * len(rows), 30))


def distribution(title: str, bins: Sequence[Bin], line: int, line_label: str, *, width: int = 640) -> str:
    """Columns of equal bands, their counts on top, and the line between the bands of `line` and `line` + 1.

    Columns up to the line are darker: those households are poor or near-poor. A line outside the bands is drawn at
    the nearer edge.
    """
    height, top, bottom = 220, 34, 40
    tallest = max((entry.count for entry in bins), default=0)
    step = width / max(len(bins), 1)
    room = height - top - bottom
    parts = []
    for number, entry in enumerate(bins):
        x, tall = number * step, room * entry.count / tallest if tallest else 0
        below = entry.high <= line
        parts.append(
            f'<rect x="{x + 1.5:.1f}" y="{height - bottom - tall:.1f}" width="{step - 3:.1f}" height="{tall:.1f}"'
            f' fill="{TEAL if below else PALE}"/>'
        )
        middle = x + step / 2
        if entry.count:
            count = f"{entry.count:,}".replace(",", ".")
            parts.append(_text(middle, height - bottom - tall - 5, count, anchor="middle", size=11))
        parts.append(_text(middle, height - bottom + 15, whole(entry.low), anchor="middle", size=11, fill=QUIET))
        parts.append(_text(middle, height - bottom + 29, f"–{whole(entry.high)}", anchor="middle", size=11, fill=QUIET))
    parts.append(_line(0, height - bottom, width, height - bottom))
    place = step * sum(entry.high <= line for entry in bins)
    parts.append(
        f'<line x1="{place:.1f}" y1="18" x2="{place:.1f}" y2="{height - bottom}" stroke="{AMBER}" stroke-width="2"'
        ' stroke-dasharray="5 3"/>'
    )
    left = place > width / 2
    parts.append(
        _text(
            place - 6 if left else place + 6, 14, line_label, anchor="end" if left else "start", bold=True, fill=AMBER
        )
    )
    return _drawing(title, parts, width, height)


def _drawing(title: str, parts: Sequence[str], width: int, height: int) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
        f' role="img" font-family="{FONT}"><title>{escape(title)}</title>{"".join(parts)}</svg>'
    )


def _text(
    x: float, y: float, text: str, *, anchor: str = "start", size: int = 13, bold: bool = False, fill: str = INK
) -> str:
    weight = ' font-weight="700"' if bold else ""
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-size="{size}"{weight} fill="{fill}">'
        f"{escape(text)}</text>"
    )


def _line(x1: float, y1: float, x2: float, y2: float) -> str:
    return f'<line x1="{x1}" y1="{y1}" x2="{x2}" y2="{y2}" stroke="{QUIET}" stroke-width="1"/>'

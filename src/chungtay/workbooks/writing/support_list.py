"""The paper on which people sign for what they receive."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from chungtay.workbooks.writing.number_format import whole
from chungtay.workbooks.writing.pdf import write_pdf


@dataclass(frozen=True, slots=True)
class Signed:
    """One row to sign. `amount` in whole đồng, None where no money is given; `on` and `by` when it was received."""

    name: str
    household: str
    amount: int | None
    reason: str
    on: str = ""
    by: str = ""


def write_support_list(
    path: Path,
    *,
    ward: str,
    title: str,
    under: str,
    origin: str,
    rows: Sequence[Signed],
    notes: Sequence[str],
    on: datetime.date,
) -> None:
    """`under`: period and decision below the title; `origin`: at the foot of each page where the figures come from."""
    amounts = [row.amount for row in rows if row.amount is not None]
    data = {
        "title": title,
        "heading": title.upper(),
        "issuer": [f"UBND {ward[:1].lower()}{ward[1:]}"],
        "under": under,
        "origin": origin,
        "rows": [_cells(number, row) for number, row in enumerate(rows, 1)],
        "total": f"Cộng: {whole(len(rows))} suất",
        "sum": whole(sum(amounts)) if amounts else "",
        "notes": list(notes),
    }
    write_pdf(path, "support_list", data, on=on)


def _cells(number: int, row: Signed) -> list[str]:
    amount = whole(row.amount) if row.amount is not None else ""
    return [str(number), row.name, row.household, amount, row.reason, row.on, row.by]

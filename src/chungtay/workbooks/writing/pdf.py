"""One way to make a PDF: a Typst template beside this file, data as JSON, and only the fonts of this package.

Nobody's text ever becomes markup: the template reads it as a value, so a name like "#panic()" is printed as it is.
"""

from __future__ import annotations

import datetime
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import typst

TEMPLATES = Path(__file__).parent / "typst"
FONTS = Path(__file__).parent.parent / "fonts"


def write_pdf(path: Path, template: str, data: Mapping[str, Any], *, on: datetime.date) -> None:
    """Compile `typst/<template>.typ` to an archivable, tagged PDF (PDF/A-2a) dated `on`.

    The same data gives the same bytes. Raises typst.TypstError when the template itself is wrong.
    """
    pdf = typst.compile(
        TEMPLATES / f"{template}.typ",
        root=TEMPLATES,
        font_paths=[FONTS],
        ignore_system_fonts=True,
        format="pdf",
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
        pdf_standards=["a-2a"],
        timestamp=int(datetime.datetime.combine(on, datetime.time(), datetime.UTC).timestamp()),
    )
    path.write_bytes(pdf)

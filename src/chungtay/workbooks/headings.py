"""The headings of a file as an officer confirms them: each wording once, on however many sheets it stands."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

# what KoboToolbox, ODK Central and ODK Collect add to every export: nobody need look at it
_OF_THE_SERVER = re.compile(
    r"(?:.*[/:-])?(?:start|end|today|deviceid|username|phonenumber|instanceid|instancename|__version__"
    r"|_(?:id|uuid|submission_time|validation_status|notes|status|submitted_by|tags|parent_table_name|submission__\w+)"
    r"|submissiondate|submitterid|submittername|attachments(?:present|expected)|reviewstate|edits|formversion|key"
    r"|set-of-\w+|status)",
    re.IGNORECASE,
)


@dataclass
class Heading:
    """One wording of a heading, on however many sheets."""

    number: int
    text: str
    target: str
    sure: bool
    fixed: bool
    remembered: bool = False
    sheets: list[str] = field(default_factory=list)
    letters: list[str] = field(default_factory=list)
    examples: list[str] = field(default_factory=list)

    @property
    def field(self) -> str:
        return f"h{self.number}"

    @property
    def doubtful(self) -> bool:
        unknown = not (self.target or self.remembered or _OF_THE_SERVER.fullmatch(self.text))
        return not self.sure or unknown

    @property
    def where(self) -> str:
        first = f"{self.sheets[0]} · {self.letters[0]}"
        return first if len(self.sheets) == 1 else f"{first} (+{len(self.sheets) - 1})"


def headings_of(columns: Iterable[Mapping[str, Any]]) -> list[Heading]:
    """Different headings in the order of the file (`preview.PreviewColumn` as dictionaries); those that need a look
    first."""
    found: dict[str, Heading] = {}
    for column in columns:
        heading = found.setdefault(
            column["heading"],
            Heading(len(found), column["heading"], column["target"], column["sure"], column["fixed"]),
        )
        heading.sure = heading.sure and column["sure"]
        heading.remembered = heading.remembered or column["remembered"]
        heading.sheets.append(column["sheet"])
        heading.letters.append(column["letter"])
        heading.examples = heading.examples or column["examples"]
    return sorted(found.values(), key=lambda heading: (not heading.doubtful, heading.number))

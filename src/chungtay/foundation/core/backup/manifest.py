"""What a backup says about itself, and whether it tells the truth."""

from __future__ import annotations

import dataclasses
import json
from dataclasses import dataclass, field
from typing import Any

from chungtay.foundation.core.backup.faults import RestoreRefused, damaged

FORMAT = 1
NAME, SEAL = "manifest.json", "manifest.sha256"


@dataclass(slots=True)
class Manifest:
    """`parts`: name -> [bytes, sha256]. `tables`: name -> rows. `migrations`: [app, name], as they were applied."""

    program: str
    made: str
    database: str
    way: str
    migrations: list[list[str]]
    tables: dict[str, int]
    trail: list[Any]  # number and seal of the last event
    ring: list[str]  # name and proof of the key ring; empty when nothing was ever sealed
    columns: dict[str, list[str]] = field(default_factory=dict)
    sequences: dict[str, int] = field(default_factory=dict)
    parts: dict[str, list[Any]] = field(default_factory=dict)
    format: int = FORMAT

    def text(self) -> bytes:
        return json.dumps(dataclasses.asdict(self), ensure_ascii=False, indent=1, sort_keys=True).encode()

    @property
    def rows(self) -> int:
        return sum(self.tables.values())

    @property
    def has_keys(self) -> bool:
        return "keys.sealed" in self.parts


def read(content: bytes) -> Manifest:
    """Raises RestoreRefused for a manifest that cannot be read or is of a newer program."""
    try:
        told = json.loads(content)
        number = int(told["format"])
    except (ValueError, KeyError, TypeError) as error:
        raise damaged("không đọc được phần mô tả", "its description cannot be read") from error
    if number > FORMAT:
        raise too_new()
    try:
        found = Manifest(**told)
        fits = all(len(part) == 2 and len(part[1]) == 64 for part in found.parts.values())
    except TypeError as error:
        raise damaged("phần mô tả thiếu thông tin", "its description is not whole") from error
    if not fits:
        raise damaged("phần mô tả thiếu thông tin", "its description is not whole")
    return found


def too_new() -> RestoreRefused:
    return RestoreRefused(
        "Bản sao lưu này do một bản chương trình mới hơn tạo ra. Hãy nâng cấp chương trình rồi khôi phục lại.",
        "This backup was made by a newer version of the program. Update the program, then restore again.",
    )

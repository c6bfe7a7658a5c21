"""What people type by mistake or on purpose, for every form of a page as the page shows it."""

from __future__ import annotations

from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

SCRIPT = "<script>alert(1)</script>"
WORDS = (
    SCRIPT, "31/02/2024", "-5", "9" * 30, "Ổ" * 4000, "'; DROP TABLE x;--", "a\x00b", "  ", "01/01/0001", "0", "1e9",
    "NaN", "1.5", "٣", "32767999", "12:99",
)  # fmt: skip
FILES = (
    ("so.xlsx", b"PK\x03\x04 no workbook"), ("../../anh.png", b"\x89PNG no picture"), ("trong.pdf", b""),
    ("a.csv", b"\xff\xfe\x00"),
)  # fmt: skip
_KEPT = ("submit", "button", "hidden")


@dataclass(frozen=True)
class Field:
    name: str
    kind: str  # of an input, or the element
    value: str


@dataclass(frozen=True)
class Form:
    action: str
    method: str
    fields: tuple[Field, ...]

    @property
    def names(self) -> frozenset[str]:
        return frozenset(each.name for each in self.fields)

    def filled(self, turn: int) -> dict[str, Any]:
        """Nonsense in every field, another in each turn. What the page hides is sent as it came in every second one."""
        sent: dict[str, Any] = {}
        for place, each in enumerate(self.fields):
            word = WORDS[(turn * 5 + place * 3) % len(WORDS)]
            if each.kind == "file":
                name, content = FILES[(turn + place) % len(FILES)]
                sent[each.name] = SimpleUploadedFile(name, content)
            elif each.kind in _KEPT or each.kind in ("checkbox", "radio"):
                sent[each.name] = each.value if turn % 2 == 0 else word
            else:
                sent[each.name] = word
        return sent


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[Form] = []
        self._open: tuple[str, str] | None = None
        self._fields: list[Field] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._open, self._fields = (told.get("action", ""), told.get("method", "get").lower()), []
        elif self._open and tag in ("input", "select", "textarea", "button") and told.get("name"):
            kind = told.get("type", "text") if tag == "input" else tag
            if told["name"] != "csrfmiddlewaretoken":
                self._fields.append(Field(told["name"], kind, told.get("value", "")))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form" and self._open:
            self.found.append(Form(*self._open, tuple(self._fields)))
            self._open = None


def forms_of(page: str) -> list[Form]:
    reader = _Reader()
    reader.feed(page)
    return reader.found

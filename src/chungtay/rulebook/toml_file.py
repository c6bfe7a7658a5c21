"""One TOML file of a rule set, with the line of every key, so that an error can name the place.

`Table` is a strict reader: each key is taken with its type; a key that nobody took is an error (`done`), so a
misspelt key can never be ignored.
"""

from __future__ import annotations

import datetime
import re
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from chungtay.rulebook.errors import RuleSetError
from chungtay.rulebook.result import Text

T = TypeVar("T")

_HEADER = re.compile(r"^\s*\[\[?\s*([A-Za-z0-9_.-]+)\s*\]\]?")
_KEY = re.compile(r"^\s*([A-Za-z0-9_-]+)\s*=")
_ENTRY = re.compile(r"^\s*[\[{]")

_TYPE_WORDS = {str: "chữ (text)", int: "số nguyên (whole number)", bool: "true/false", list: "danh sách (list)"}


@dataclass(slots=True)
class Table:
    """One table of a file, read key by key."""

    file: str
    data: dict[str, Any]
    lines: dict[str, int]
    line: int
    taken: set[str] = field(default_factory=set)

    def error(self, key: str, vi: str, en: str) -> RuleSetError:
        return RuleSetError(self.file, self.lines.get(key, self.line), vi, en)

    def need(self, key: str, kind: type[T]) -> T:
        if key not in self.data:
            raise self.error(key, f"thiếu khóa “{key}”.", f'the key "{key}" is missing.')
        return self.take(key, kind)

    def take(self, key: str, kind: type[T]) -> T:
        value = self.data[key]
        self.taken.add(key)
        # bool is an int for Python, never for a rule file; a datetime is a date for Python, never for the law
        if type(value) is not kind:
            words = _TYPE_WORDS.get(kind, kind.__name__)
            raise self.error(key, f"“{key}” phải là {words}.", f'"{key}" must be {words}.')
        return value

    def get(self, key: str, kind: type[T], default: T) -> T:
        return self.take(key, kind) if key in self.data else default

    def has(self, key: str) -> bool:
        return key in self.data

    def text(self, stem: str = "", *, required: bool = True) -> Text:
        """The pair vi/en, or <stem>_vi/<stem>_en."""
        vi, en = (f"{stem}_vi", f"{stem}_en") if stem else ("vi", "en")
        if not required and vi not in self.data and en not in self.data:
            return Text("", "")
        return Text(self.need(vi, str), self.need(en, str))

    def optional_date(self, key: str) -> datetime.date | None:
        return self.take(key, datetime.date) if key in self.data else None

    def choice(self, key: str, allowed: tuple[str, ...], default: str | None = None) -> str:
        value = self.need(key, str) if default is None else self.get(key, str, default)
        if value not in allowed:
            listing = ", ".join(allowed)
            raise self.error(key, f"“{key}” phải là một trong: {listing}.", f'"{key}" must be one of: {listing}.')
        return value

    def rows(self, key: str) -> list[Table]:
        """The inline tables of a list, each with its own line."""
        values = self.need(key, list)
        tables = []
        for index, value in enumerate(values):
            line = self.lines.get(f"{key}[{index}]", self.lines.get(key, self.line))
            if not isinstance(value, dict):
                raise RuleSetError(self.file, line, f"“{key}” phải gồm các bảng.", f'"{key}" must hold tables.')
            tables.append(Table(self.file, value, {}, line))
        return tables

    def done(self) -> None:
        """Refuse the keys that nobody asked for."""
        for key in self.data:
            if key not in self.taken:
                raise self.error(key, f"khóa lạ “{key}”.", f'unknown key "{key}".')


@dataclass(slots=True)
class TomlFile:
    """A file as tables: `root` (keys before the first header) and lists of `[[name]]` or `[name]` tables in order."""

    name: str
    root: Table
    tables: dict[str, list[Table]]

    def of(self, name: str) -> list[Table]:
        return self.tables.pop(name, [])

    def done(self) -> None:
        self.root.done()
        for name, tables in self.tables.items():
            raise RuleSetError(self.name, tables[0].line, f"bảng lạ “{name}”.", f'unknown table "{name}".')


def read_toml(path: Path, name: str) -> TomlFile:
    """Read one file; bad UTF-8 or bad TOML is a `RuleSetError` that names the line."""
    try:
        content = path.read_bytes().decode("utf-8")
    except FileNotFoundError:
        raise RuleSetError(name, 1, "không có tệp này.", "this file does not exist.") from None
    except UnicodeDecodeError as error:
        raise RuleSetError(name, 1, f"không phải UTF-8 ({error.reason}).", f"not UTF-8 ({error.reason}).") from None
    try:
        data = tomllib.loads(content)
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"line (\d+)", str(error))
        line = int(found.group(1)) if found else content.count("\n") + 1
        raise RuleSetError(name, line, f"tệp TOML viết sai: {error}.", f"not well-formed TOML: {error}.") from None
    return _with_lines(name, content, data)


def _with_lines(name: str, content: str, data: dict[str, Any]) -> TomlFile:
    keys: dict[tuple[str, int], dict[str, int]] = {("", 0): {}}
    starts: dict[tuple[str, int], int] = {("", 0): 1}
    counts: dict[str, int] = {}
    here, open_list, index = ("", 0), "", 0
    for number, line in enumerate(content.splitlines(), 1):
        if header := (None if open_list else _HEADER.match(line)):
            table = header.group(1)
            here = (table, counts.get(table, 0))
            counts[table] = here[1] + 1
            keys[here], starts[here] = {}, number
        elif not open_list and (key := _KEY.match(line)):
            keys[here][key.group(1)] = number
            value = line.split("=", 1)[1].strip()
            if value == "[":
                open_list, index = key.group(1), 0
        elif open_list:
            if line.strip() == "]":
                open_list = ""
            elif _ENTRY.match(line):
                keys[here][f"{open_list}[{index}]"] = number
                index += 1
    tables: dict[str, list[Table]] = {}
    root: dict[str, Any] = {}
    for title, value in data.items():
        listed = isinstance(value, list) and title in counts
        entries = value if listed else [value] if isinstance(value, dict) else None
        if entries is None:
            root[title] = value
            continue
        tables[title] = [
            Table(name, entry, keys.get((title, n), {}), starts.get((title, n), 1)) for n, entry in enumerate(entries)
        ]
    return TomlFile(name, Table(name, root, keys[("", 0)], 1), tables)

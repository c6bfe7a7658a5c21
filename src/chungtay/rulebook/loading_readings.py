"""The readings of a rule set while it is built: which there are, which is chosen, what of the files is in force."""

from __future__ import annotations

from collections.abc import Mapping

from chungtay.rulebook.model import Choice, Reading
from chungtay.rulebook.result import Source
from chungtay.rulebook.toml_file import Table


class Readings:
    """Ways to read an unclear sentence of the law.

    `choices` maps reading id -> choice id; where it names none, what the rule set takes.
    """

    def __init__(self, choices: Mapping[str, str]) -> None:
        self.choices = choices
        self.offered: dict[str, Reading] = {}
        self.chosen: dict[str, str] = {}

    def add(self, table: Table) -> None:
        choices = []
        for row in table.rows("choice"):
            choices.append(Choice(row.need("id", str), row.text()))
            row.done()
        reading = Reading(
            table.need("id", str), table.text("question"), table.need("taken", str), table.text("why"), tuple(choices)
        )
        table.done()
        chosen = self.choices.get(reading.id, reading.taken)
        if chosen not in [choice.id for choice in choices]:
            raise table.error("taken", f"không có lựa chọn “{chosen}”.", f'no choice "{chosen}".')
        self.offered[reading.id] = reading
        self.chosen[reading.id] = chosen

    def in_force(self, tables: list[tuple[Table, Source]]) -> list[tuple[Table, Source]]:
        """Drop the tables that belong to a reading that was not chosen; two in force with one id is an error."""
        kept: list[tuple[Table, Source]] = []
        seen: set[str] = set()
        for table, source in tables:
            text = table.get("if_reading", str, "")
            if text:
                reading, _, choice = text.partition("=")
                if choice not in [entry.id for entry in self.known(table, reading).choices]:
                    raise table.error("if_reading", f"không có lựa chọn “{text}”.", f'no choice "{text}".')
                if self.chosen[reading] != choice:
                    continue
            key = table.need("id", str)
            if key in seen:
                raise table.error("id", f"“{key}” có hai lần.", f'"{key}" stands twice.')
            seen.add(key)
            kept.append((table, source))
        return kept

    def known(self, table: Table, reading: str) -> Reading:
        if reading not in self.offered:
            raise table.error("reading", f"không có cách đọc “{reading}”.", f'no reading "{reading}".')
        return self.offered[reading]

    def named(self, table: Table) -> str:
        name = table.get("reading", str, "")
        if name:
            self.known(table, name)
        return name

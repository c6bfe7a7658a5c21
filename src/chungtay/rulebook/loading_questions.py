"""What a rule set asks and counts, from its tables: questions, look-ups, facts, columns of a form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from chungtay.rulebook import entries
from chungtay.rulebook.model import Column, Fact, Input, Lookup
from chungtay.rulebook.toml_file import Table


class Questions:
    """Remembers, of a household and of a member, each name that a condition may read, with its number of decimals."""

    def __init__(self) -> None:
        self.decimals: dict[str, dict[str, int]] = {"household": {}, "member": {}}

    def input(self, table: Table) -> Input:
        of = table.choice("of", ("household", "member"))
        kind = table.choice("type", ("code", "integer", "decimal"))
        decimals = table.get("decimals", int, 0)
        codes = entries.codes(table, "codes") if table.has("codes") else ()
        if kind == "code" and not codes:
            raise table.error("codes", "thiếu danh mục mã.", "the code list is missing.")
        low, high = (
            (min(c for c, _ in codes), max(c for c, _ in codes))
            if codes
            else (
                entries.scaled(table, "min", decimals),
                entries.scaled(table, "max", decimals),
            )
        )
        entry = Input(
            id=table.need("id", str),
            of="household" if of == "household" else "member",
            type="code" if kind == "code" else "integer" if kind == "integer" else "decimal",
            label=table.text("label"),
            place=table.need("place", str),
            codes=codes,
            minimum=low,
            maximum=high,
            decimals=decimals,
            unit=table.get("unit", str, ""),
            asked_text=table.get("asked_when", str, ""),
            blank=table.take("blank", int) if table.has("blank") else None,
            scored=table.get("scored", bool, True),
            note=table.get("note_vi", str, ""),
        )
        table.done()
        if entry.blank is not None and not entry.allowed(entry.blank):
            raise table.error("blank", "“blank” không có trong danh mục mã.", '"blank" is not in the code list.')
        self.decimals[entry.of][entry.id] = decimals
        return entry

    def asked(self, entry: Input, table: Table) -> Input:
        if not entry.asked_text:
            return entry
        return replace(entry, asked_when=entries.parse(table, "asked_when", entry.asked_text, self.decimals[entry.of]))

    def lookup(self, table: Table) -> Lookup:
        decimals = table.get("decimals", int, 0)
        rows = []
        for index, row in enumerate(table.need("rows", list)):
            line = f"rows[{index}]"
            if not isinstance(row, list) or len(row) != 3 or type(row[0]) is not int:
                raise table.error(line, "dòng phải gồm tháng và hai giá trị.", "a row is months and two values.")
            rows.append((row[0], tuple(entries.decimal_of(table, line, value, decimals) for value in row[1:])))
            if len(rows) > 1 and rows[-1][0] <= rows[-2][0]:
                raise table.error(line, "các dòng phải tăng dần.", "rows must ascend.")
        lookup = Lookup(
            id=table.need("id", str),
            label=table.text(),
            unit=table.need("unit", str),
            decimals=decimals,
            band=table.need("band", str),
            by=table.need("by", str),
            columns=tuple(table.need("columns", list)),
            rows=tuple(rows),
            below=table.need("below", int),
            page=table.need("page", int),
        )
        table.done()
        for key, name in (("band", lookup.band), ("by", lookup.by)):
            if name not in self.decimals["member"]:
                raise table.error(key, f"không có câu hỏi “{name}”.", f'no question "{name}".')
        self.decimals["member"][lookup.id] = decimals
        return lookup

    def fact(self, table: Table, inputs: Mapping[str, Input]) -> Fact:
        key, label = table.need("id", str), table.text()
        unit = table.text("unit", required=False)
        labels_of = table.get("labels_of", str, "")
        if table.has("count") == table.has("max"):
            raise table.error("id", "cần đúng một trong “count”, “max”.", 'exactly one of "count", "max" is needed.')
        if table.has("count"):
            node = entries.parse(table, "count", table.take("count", str), self.decimals["member"])
            fact = Fact(key, "count", node, label, unit)
        else:
            name = table.take("max", str)
            if name not in inputs or inputs[name].of != "member":
                raise table.error("max", f"không có câu hỏi “{name}”.", f'no question "{name}".')
            fact = Fact(key, "max", name, label, unit, labels_of)
        table.get("if_reading", str, "")
        table.done()
        self.decimals["household"][key] = 0
        return fact

    def report_count(self, table: Table, facts: Mapping[str, Fact]) -> Fact:
        key, label = table.need("id", str), table.text()
        name = table.get("fact", str, "")
        if bool(name) == table.has("count") or (name and name not in facts):
            raise table.error("id", "cần đúng một trong “count”, “fact”.", 'exactly one of "count", "fact" is needed.')
        if name:
            node = facts[name].of
        else:
            node = entries.parse(table, "count", table.take("count", str), self.decimals["member"])
        table.get("if_reading", str, "")
        table.done()
        return Fact(key, "count", node, label, label)

    def column(self, table: Table) -> Column:
        text = table.need("when", str)
        column = Column(
            table.need("id", str),
            entries.parse(table, "when", text, self.decimals["household"]),
            table.need("sheet", str),
            table.need("page", int),
            table.text(),
        )
        table.done()
        return column

"""Build a rule set from its folder of TOML files, or refuse it with the file and the line.

Everything is checked before a rule set exists: unknown keys, wrong types, missing columns, bands that overlap or leave
gaps, conditions that read unknown names, class rules that overlap. There is no half-loaded rule set.
"""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from chungtay.rulebook import checking, entries
from chungtay.rulebook.errors import RuleSetError
from chungtay.rulebook.language import edges_of
from chungtay.rulebook.model import (
    Choice,
    ClassRule,
    Column,
    Fact,
    HouseholdClass,
    IncomeForm,
    Indicator,
    Input,
    Item,
    Line,
    Lookup,
    Reading,
    RuleSet,
    Screening,
)
from chungtay.rulebook.result import Source
from chungtay.rulebook.toml_file import Table, TomlFile, read_toml


def load_folder(folder: Path, choices: Mapping[str, str] | None = None) -> RuleSet:
    """Return the checked rule set of `folder`. `choices` maps reading id -> choice id (a dated local decision)."""
    head = read_toml(folder / "rule_set.toml", f"{folder.name}/rule_set.toml")
    root = head.root
    names = root.need("files", list)
    files = [read_toml(folder / str(name), f"{folder.name}/{name}") for name in names]
    digest = hashlib.sha256()
    for name in ["rule_set.toml", *names]:
        digest.update((folder / str(name)).read_bytes())
    builder = _Builder(choices or {})
    rule_set = RuleSet(
        id=root.need("id", str),
        label=root.text(),
        standard=root.need("standard", str),
        valid_from=root.need("valid_from", datetime.date),
        valid_to=root.optional_date("valid_to"),
        methods=tuple(str(method) for method in root.need("methods", list)),
        default_method=root.need("default_method", str),
        source=entries.source_of(head),
        version="",
        gaps=tuple(entries.gap(table) for table in head.of("gap")),
    )
    head.done()
    rule_set = builder.build(rule_set, files)
    digest.update(repr(sorted(rule_set.chosen.items())).encode())
    version = f"{rule_set.id}@{digest.hexdigest()[:12]}"
    rule_set = replace(rule_set, version=version, age_edges=_age_edges(rule_set))
    checking.check(rule_set, folder.name)
    return rule_set


def _age_edges(rule_set: RuleSet) -> tuple[int, ...]:
    nodes = [entry.asked_when for entry in rule_set.inputs.values() if entry.asked_when is not None]
    nodes += [fact.of for fact in rule_set.facts.values() if isinstance(fact.of, list)]
    edges: set[int] = set().union(*(edges_of(node, "age_months") for node in nodes))
    for lookup in rule_set.lookups.values():
        edges |= {start for start, _ in lookup.rows} | {lookup.below}
    return tuple(sorted(edges))


class _Builder:
    """Reads the files in dependency order: readings and questions first, then what refers to them."""

    def __init__(self, choices: Mapping[str, str]) -> None:
        self.choices = choices
        self.readings: dict[str, Reading] = {}
        self.chosen: dict[str, str] = {}
        self.decimals: dict[str, dict[str, int]] = {"household": {}, "member": {}}

    def build(self, rule_set: RuleSet, files: list[TomlFile]) -> RuleSet:
        for file in files:
            for table in file.of("reading"):
                self._reading(table)
        unknown = [key for key in self.choices if key not in self.readings]
        if unknown:
            raise files[0].root.error("", f"không có cách đọc “{unknown[0]}”.", f'no reading "{unknown[0]}".')
        parts: dict[str, list[tuple[Table, Source]]] = {}
        columns_of: dict[str, tuple[str, ...]] = {}
        points = 0
        screening: Screening | None = None
        income_form: IncomeForm | None = None
        for file in files:
            source = entries.source_of(file)
            if file.root.has("columns"):
                columns_of[file.name] = tuple(str(name) for name in file.root.take("columns", list))
            if file.root.has("points"):
                points = file.root.take("points", int)
            if file.root.has("cut_off"):
                raise file.root.error(
                    "cut_off", "phải nằm trong bảng [screening].", "belongs in the table [screening]."
                )
            for name in ("input", "fact", "lookup", "column", "item", "indicator", "line", "class", "rule"):
                parts.setdefault(name, []).extend((table, source) for table in file.of(name))
            for name in ("code_list", "province", "report", "report_count"):
                parts.setdefault(name, []).extend((table, source) for table in file.of(name))
            for table in file.of("screening"):
                screening = entries.screening_of(table, source)
            for table in file.of("income_form"):
                income_form = entries.income_form_of(table, source)
            file.done()
        inputs = {
            entry.id: entry for entry in self._unique([self._input(t) for t, _ in parts["input"]], parts["input"])
        }
        inputs = {
            key: self._asked(entry, table)
            for (key, entry), (table, _) in zip(inputs.items(), parts["input"], strict=True)
        }
        lookups = {entry.id: entry for entry in [self._lookup(t) for t, _ in parts["lookup"]]}
        facts = {entry.id: entry for entry in [self._fact(t, inputs) for t, _ in self._in_force(parts["fact"])]}
        counts = [self._report_count(t, facts) for t, _ in self._in_force(parts["report_count"])]
        columns = tuple(self._column(t) for t, _ in parts["column"])
        names = tuple(column.id for column in columns)
        for file_name, printed in columns_of.items():
            if printed != names:
                raise RuleSetError(
                    file_name,
                    1,
                    "“columns” không khớp các bảng [[column]].",
                    '"columns" differs from the [[column]] tables.',
                )
        items = tuple(self._item(t, source, names, inputs, facts) for t, source in self._in_force(parts["item"]))
        indicators = tuple(self._indicator(t, source) for t, source in self._in_force(parts["indicator"]))
        lines = {entry.id: entry for entry in [entries.line(t) for t, _ in parts["line"]]}
        classes = {entry.id: entry for entry in [entries.household_class(t) for t, _ in parts["class"]]}
        rules = tuple(self._rule(t, lines, classes) for t, _ in parts["rule"])
        return replace(
            rule_set,
            inputs=inputs,
            lookups=lookups,
            facts=facts,
            columns=columns,
            items=items,
            indicators=indicators,
            indicator_points=points,
            lines=lines,
            classes=classes,
            rules=rules,
            readings=self.readings,
            chosen=self.chosen,
            screening=screening,
            income_form=income_form,
            code_lists=tuple(entries.code_list(t) for t, _ in parts["code_list"]),
            provinces=tuple(entries.province(t) for t, _ in parts["province"]),
            reports=tuple(entries.report(t) for t, _ in parts["report"]),
            report_counts={entry.id: entry for entry in counts},
        )

    def _unique(self, entries: list[Input], tables: list[tuple[Table, Source]]) -> list[Input]:
        seen: set[str] = set()
        for entry, (table, _) in zip(entries, tables, strict=True):
            if entry.id in seen:
                raise table.error("id", f"“{entry.id}” có hai lần.", f'"{entry.id}" stands twice.')
            seen.add(entry.id)
        return entries

    # --- readings ---------------------------------------------------------------------------------------------

    def _reading(self, table: Table) -> None:
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
        self.readings[reading.id] = reading
        self.chosen[reading.id] = chosen

    def _in_force(self, tables: list[tuple[Table, Source]]) -> list[tuple[Table, Source]]:
        """Drop the tables that belong to a reading that was not chosen; two in force with one id is an error."""
        kept: list[tuple[Table, Source]] = []
        seen: set[str] = set()
        for table, source in tables:
            text = table.get("if_reading", str, "")
            if text:
                reading, _, choice = text.partition("=")
                if choice not in [entry.id for entry in self._known(table, reading).choices]:
                    raise table.error("if_reading", f"không có lựa chọn “{text}”.", f'no choice "{text}".')
                if self.chosen[reading] != choice:
                    continue
            key = table.need("id", str)
            if key in seen:
                raise table.error("id", f"“{key}” có hai lần.", f'"{key}" stands twice.')
            seen.add(key)
            kept.append((table, source))
        return kept

    def _known(self, table: Table, reading: str) -> Reading:
        if reading not in self.readings:
            raise table.error("reading", f"không có cách đọc “{reading}”.", f'no reading "{reading}".')
        return self.readings[reading]

    def _named_reading(self, table: Table) -> str:
        name = table.get("reading", str, "")
        if name:
            self._known(table, name)
        return name

    # --- questions and what is counted ------------------------------------------------------------------------

    def _input(self, table: Table) -> Input:
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

    def _asked(self, entry: Input, table: Table) -> Input:
        if not entry.asked_text:
            return entry
        return replace(entry, asked_when=entries.parse(table, "asked_when", entry.asked_text, self.decimals[entry.of]))

    def _lookup(self, table: Table) -> Lookup:
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

    def _fact(self, table: Table, inputs: Mapping[str, Input]) -> Fact:
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

    def _report_count(self, table: Table, facts: Mapping[str, Fact]) -> Fact:
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

    # --- points and deprivations ------------------------------------------------------------------------------

    def _column(self, table: Table) -> Column:
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

    def _item(
        self,
        table: Table,
        source: Source,
        columns: tuple[str, ...],
        inputs: Mapping[str, Input],
        facts: Mapping[str, Fact],
    ) -> Item:
        hit = table.choice("hit", ("unique", "highest", "first", "sum"), "unique")
        on = table.get("on", str, "")
        per = table.get("per", str, "")
        options, reads = checking.read_options(
            table, hit, on, per, len(columns), self.decimals["household"], inputs, facts
        )
        item = Item(
            id=table.need("id", str),
            number=table.need("number", str),
            label=table.text(),
            condition=table.text("condition", required=False),
            hit="highest" if hit == "highest" else "first" if hit == "first" else "sum" if hit == "sum" else "unique",
            options=options,
            reads=reads,
            unit=table.get("unit", str, ""),
            reading=self._named_reading(table),
            source=Source(source.instrument, source.form, table.need("page", int), source.checked),
            why_not=entries.why_not(table),
        )
        table.get("if_reading", str, "")
        table.done()
        return item

    def _indicator(self, table: Table, source: Source) -> Indicator:
        shows = tuple(str(name) for name in table.get("shows", list, []))
        for name in shows:
            if name not in self.decimals["household"]:
                raise table.error("shows", f"không có “{name}”.", f'there is no "{name}".')
        node = None
        if table.has("when"):
            node = entries.parse(table, "when", table.take("when", str), self.decimals["household"])
        indicator = Indicator(
            id=table.need("id", str),
            dimension=table.text("dimension"),
            short=table.text("short"),
            label=table.text(),
            when=node,
            shows=shows,
            reading=self._named_reading(table),
            source=Source(
                table.get("instrument", str, source.instrument),
                source.form,
                table.take("page", int) if table.has("page") else source.page,
                table.get("mark", str, source.checked),
            ),
            why_not=entries.why_not(table),
        )
        table.get("if_reading", str, "")
        table.done()
        return indicator

    def _rule(self, table: Table, lines: Mapping[str, Line], classes: Mapping[str, HouseholdClass]) -> ClassRule:
        method = table.choice("method", ("points", "income"))
        scores = ("b1", "b2") if method == "points" else ("income", "deprivations")
        names = dict.fromkeys([*scores, *lines], 0)
        text = table.need("when", str)
        rule = ClassRule(
            "points" if method == "points" else "income",
            table.need("class", str),
            table.get("sub", str, ""),
            entries.parse(table, "when", text, names),
            text,
            table.need("article", str),
        )
        if rule.class_id not in classes:
            raise table.error("class", f"không có loại hộ “{rule.class_id}”.", f'no class "{rule.class_id}".')
        table.done()
        return rule

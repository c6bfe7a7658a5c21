"""Build a rule set from its folder of TOML files, or refuse it with the file and the line.

Everything is checked before a rule set exists: unknown keys, wrong types, missing columns, bands that overlap or leave
gaps, conditions that read unknown names, class rules that overlap. There is no half-loaded rule set.
"""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from chungtay.rulebook import checking, entries
from chungtay.rulebook.errors import RuleSetError
from chungtay.rulebook.language import edges_of
from chungtay.rulebook.loading_points import Points, class_rule
from chungtay.rulebook.loading_questions import Questions
from chungtay.rulebook.loading_readings import Readings
from chungtay.rulebook.model import IncomeForm, Input, RuleSet, Screening
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
    rule_set = _build(rule_set, files, choices or {})
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


_TABLES = (
    *("input", "fact", "lookup", "column", "item", "indicator", "line", "class", "rule"),
    *("code_list", "province", "report", "report_count"),
)


@dataclass
class _Parts:
    """The tables of all files by their name, and what stands once in a rule set."""

    tables: dict[str, list[tuple[Table, Source]]] = field(default_factory=lambda: {name: [] for name in _TABLES})
    columns_of: dict[str, tuple[str, ...]] = field(default_factory=dict)
    points: int = 0
    screening: Screening | None = None
    income_form: IncomeForm | None = None


def _build(rule_set: RuleSet, files: list[TomlFile], choices: Mapping[str, str]) -> RuleSet:
    """Reads the tables in the order in which they refer to one another: readings and questions come first."""
    readings = _readings(files, choices)
    parts = _parts(files)
    of = parts.tables
    asks = Questions()
    inputs = {entry.id: entry for entry in _unique([asks.input(t) for t, _ in of["input"]], of["input"])}
    inputs = {
        key: asks.asked(entry, table) for (key, entry), (table, _) in zip(inputs.items(), of["input"], strict=True)
    }
    lookups = {entry.id: entry for entry in [asks.lookup(t) for t, _ in of["lookup"]]}
    facts = {entry.id: entry for entry in [asks.fact(t, inputs) for t, _ in readings.in_force(of["fact"])]}
    counts = [asks.report_count(t, facts) for t, _ in readings.in_force(of["report_count"])]
    columns = tuple(asks.column(t) for t, _ in of["column"])
    names = tuple(column.id for column in columns)
    _check_columns(parts, names)
    gives = Points(readings, asks.decimals)
    items = tuple(gives.item(t, source, names, inputs, facts) for t, source in readings.in_force(of["item"]))
    indicators = tuple(gives.indicator(t, source) for t, source in readings.in_force(of["indicator"]))
    lines = {entry.id: entry for entry in [entries.line(t) for t, _ in of["line"]]}
    classes = {entry.id: entry for entry in [entries.household_class(t) for t, _ in of["class"]]}
    return replace(
        rule_set,
        inputs=inputs,
        lookups=lookups,
        facts=facts,
        columns=columns,
        items=items,
        indicators=indicators,
        indicator_points=parts.points,
        lines=lines,
        classes=classes,
        rules=tuple(class_rule(t, lines, classes) for t, _ in of["rule"]),
        readings=readings.offered,
        chosen=readings.chosen,
        screening=parts.screening,
        income_form=parts.income_form,
        code_lists=tuple(entries.code_list(t) for t, _ in of["code_list"]),
        provinces=tuple(entries.province(t) for t, _ in of["province"]),
        reports=tuple(entries.report(t) for t, _ in of["report"]),
        report_counts={entry.id: entry for entry in counts},
    )


def _readings(files: list[TomlFile], choices: Mapping[str, str]) -> Readings:
    readings = Readings(choices)
    for file in files:
        for table in file.of("reading"):
            readings.add(table)
    unknown = [key for key in choices if key not in readings.offered]
    if unknown:
        raise files[0].root.error("", f"không có cách đọc “{unknown[0]}”.", f'no reading "{unknown[0]}".')
    return readings


def _parts(files: list[TomlFile]) -> _Parts:
    parts = _Parts()
    for file in files:
        source = entries.source_of(file)
        if file.root.has("columns"):
            parts.columns_of[file.name] = tuple(str(name) for name in file.root.take("columns", list))
        if file.root.has("points"):
            parts.points = file.root.take("points", int)
        if file.root.has("cut_off"):
            raise file.root.error("cut_off", "phải nằm trong bảng [screening].", "belongs in the table [screening].")
        for name in _TABLES:
            parts.tables[name].extend((table, source) for table in file.of(name))
        for table in file.of("screening"):
            parts.screening = entries.screening_of(table, source)
        for table in file.of("income_form"):
            parts.income_form = entries.income_form_of(table, source)
        file.done()
    return parts


def _check_columns(parts: _Parts, names: tuple[str, ...]) -> None:
    """Each file that prints the columns of the official table prints those that the rule set has."""
    for file_name, printed in parts.columns_of.items():
        if printed != names:
            raise RuleSetError(
                file_name,
                1,
                "“columns” không khớp các bảng [[column]].",
                '"columns" differs from the [[column]] tables.',
            )


def _unique(inputs: list[Input], tables: list[tuple[Table, Source]]) -> list[Input]:
    seen: set[str] = set()
    for entry, (table, _) in zip(inputs, tables, strict=True):
        if entry.id in seen:
            raise table.error("id", f"“{entry.id}” có hai lần.", f'"{entry.id}" stands twice.')
        seen.add(entry.id)
    return inputs

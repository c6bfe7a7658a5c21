"""Single entries of a rule file: one table in, one checked record out. What refers to others: `loading_*`."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation

from chungtay.rulebook.language import LanguageError, Node, parse_condition
from chungtay.rulebook.model import CodeList, Gap, HouseholdClass, IncomeForm, Line, Province, Report, Screening
from chungtay.rulebook.result import Source, Text
from chungtay.rulebook.toml_file import Table, TomlFile


def parse(table: Table, key: str, text: str, names: Mapping[str, int]) -> Node:
    try:
        return parse_condition(text, names)
    except LanguageError as error:
        raise table.error(key, error.vi, error.en) from None


def source_of(file: TomlFile) -> Source:
    tables = file.of("source")
    if len(tables) != 1:
        raise file.root.error("", "cần đúng một bảng [source].", "exactly one [source] table is needed.")
    table = tables[0]
    source = Source(
        table.need("instrument", str),
        table.need("form", str),
        table.take("page", int) if table.has("page") else None,
        table.need("checked", str),
    )
    table.need("valid_from", datetime.date)
    table.optional_date("valid_to")
    table.get("annex", str, "")
    table.done()
    return source


def why_not(table: Table) -> Text | None:
    """Why no household can act on an item (`can_change = false`), None where it can. Neither stands alone."""
    can_change = table.get("can_change", bool, True)
    why = table.text("why_not", required=False)
    if can_change == bool(why.vi.strip() and why.en.strip()):
        raise table.error(
            "can_change" if table.has("can_change") else "why_not_vi",
            "“can_change = false” phải đi cùng lý do “why_not_vi”, “why_not_en”.",
            '"can_change = false" and its reason "why_not_vi", "why_not_en" belong together.',
        )
    return None if can_change else why


def codes(table: Table, key: str) -> tuple[tuple[int, Text], ...]:
    codes = []
    for index, row in enumerate(table.need(key, list)):
        if not (
            isinstance(row, list) and len(row) == 3 and type(row[0]) is int and all(type(t) is str for t in row[1:])
        ):
            raise table.error(f"{key}[{index}]", "mỗi mã gồm số, tiếng Việt, tiếng Anh.", "a code is number, vi, en.")
        codes.append((row[0], Text(row[1], row[2])))
    if len({code for code, _ in codes}) != len(codes):
        raise table.error(key, "mã bị trùng.", "a code stands twice.")
    return tuple(codes)


def decimal_of(table: Table, key: str, text: object, decimals: int) -> int:
    try:
        scaled = Decimal(str(text)).scaleb(decimals) if type(text) is str else None
    except InvalidOperation:
        scaled = None
    if scaled is None or scaled != scaled.to_integral_value():
        raise table.error(
            key,
            f"“{text}” phải là số viết trong ngoặc kép, nhiều nhất {decimals} chữ số lẻ.",
            f'"{text}" must be a quoted number with at most {decimals} decimals.',
        )
    return int(scaled)


def scaled(table: Table, key: str, decimals: int) -> int:
    return decimal_of(table, key, table.need(key, str), decimals)


def line(table: Table) -> Line:
    line = Line(
        table.need("id", str),
        table.text(),
        table.need("unit", str),
        table.take("urban", int) if table.has("urban") else None,
        table.take("rural", int) if table.has("rural") else None,
        table.choice("mark", ("V", "S")),
        table.need("instrument", str),
        table.take("page", int) if table.has("page") else None,
    )
    table.done()
    return line


def household_class(table: Table) -> HouseholdClass:
    entry = HouseholdClass(table.need("id", str), table.text(), table.need("short", str))
    table.done()
    return entry


def gap(table: Table) -> Gap:
    gap = Gap(
        table.need("id", str),
        tuple(str(method) for method in table.need("methods", list)),
        table.text(),
        table.text("remedy"),
    )
    table.done()
    return gap


def named_rows(table: Table, key: str) -> tuple[tuple[str, Text], ...]:
    rows = []
    for row in table.rows(key):
        rows.append((row.need("id", str), row.text()))
        row.done()
    return tuple(rows)


def screening_of(table: Table, source: Source) -> Screening:
    screening = Screening(
        table.need("cut_off", int), named_rows(table, "condition"), named_rows(table, "criterion"), source
    )
    table.done()
    return screening


def income_form_of(table: Table, source: Source) -> IncomeForm:
    lines = []
    for row in table.rows("line"):
        lines.append((row.need("id", str), row.need("number", str), row.text(), row.need("cost", bool)))
        row.done()
    form = IncomeForm(tuple(lines), table.need("unit_dong", int), table.need("months", int), source)
    table.done()
    return form


def code_list(table: Table) -> CodeList:
    entry = CodeList(table.need("id", str), table.need("place", str), table.text(), codes(table, "codes"))
    table.done()
    return entry


def report(table: Table) -> Report:
    columns = []
    for row in table.rows("column"):
        columns.append((row.need("id", str), row.need("vi", str)))
        row.done()
    rows = tuple(str(label) for label in table.need("row", list))
    report = Report(table.need("id", str), table.need("vi", str), table.need("page", int), tuple(columns), rows)
    table.done()
    return report


def province(table: Table) -> Province:
    entry = Province(table.need("name", str), table.need("region", int), table.need("rural_sheet", int))
    table.done()
    return entry

"""What a rule set gives points for and calls a lack, and how a class follows from the points, from its tables."""

from __future__ import annotations

from collections.abc import Mapping

from chungtay.rulebook import checking, entries
from chungtay.rulebook.loading_readings import Readings
from chungtay.rulebook.model import ClassRule, Fact, HouseholdClass, Indicator, Input, Item, Line
from chungtay.rulebook.result import Source
from chungtay.rulebook.toml_file import Table


class Points:
    """`decimals`: the names that a condition may read, of a household and of a member, from `Questions`."""

    def __init__(self, readings: Readings, decimals: Mapping[str, Mapping[str, int]]) -> None:
        self.readings = readings
        self.decimals = decimals

    def item(
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
            reading=self.readings.named(table),
            source=Source(source.instrument, source.form, table.need("page", int), source.checked),
            why_not=entries.why_not(table),
        )
        table.get("if_reading", str, "")
        table.done()
        return item

    def indicator(self, table: Table, source: Source) -> Indicator:
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
            reading=self.readings.named(table),
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


def class_rule(table: Table, lines: Mapping[str, Line], classes: Mapping[str, HouseholdClass]) -> ClassRule:
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

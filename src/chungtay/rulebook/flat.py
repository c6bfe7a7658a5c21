"""Every number of a rule set as flat rows, so that anybody can check the law without reading code."""

from __future__ import annotations

from typing import Any

from chungtay.rulebook.model import RuleSet


def points_rows(rule_set: RuleSet) -> list[dict[str, Any]]:
    """One row per printed or unprinted row of the points table, with the points of each column by column id."""
    rows = []
    for item in rule_set.items:
        for option in item.options:
            row: dict[str, Any] = {
                "table": "points",
                "form": item.source.form,
                "item": item.number,
                "item_id": item.id,
                "option": option.id,
                "label_vi": f"{item.label.vi}: {option.label.vi}",
                "label_en": f"{item.label.en}: {option.label.en}",
                "printed": option.printed,
            }
            row |= {column.id: value for column, value in zip(rule_set.columns, option.points, strict=True)}
            row |= {
                "instrument": item.source.instrument,
                "page": item.source.page,
                "checked": item.source.checked,
                "reading": item.reading,
                "can_change": item.can_change,
            }
            rows.append(row)
    return rows


def flat_rows(rule_set: RuleSet) -> list[dict[str, Any]]:
    """All tables: points, indicators, nutrition, lines, classes, questions, codes, Form A, income form, readings."""
    rows = points_rows(rule_set)
    for entry in rule_set.indicators:
        source = entry.source
        rows.append(
            _row("indicators", source.form, entry.id, "", entry.label.vi, entry.label.en, rule_set.indicator_points)
            | {"instrument": source.instrument, "page": source.page, "checked": source.checked}
        )
    for lookup in rule_set.lookups.values():
        for start, values in lookup.rows:
            for code, value in zip(lookup.columns, values, strict=True):
                who = rule_set.inputs[lookup.by].code_label(code)
                rows.append(
                    _row(
                        "nutrition",
                        "3.11",
                        lookup.id,
                        f"{start}",
                        f"{lookup.label.vi}, {who.vi}",
                        f"{lookup.label.en}, {who.en}",
                        value,
                    )
                    | {
                        "decimals": lookup.decimals,
                        "unit": lookup.unit,
                        "page": lookup.page,
                        "instrument": rule_set.source.instrument,
                        "checked": rule_set.source.checked,
                    }
                )
    for line in rule_set.lines.values():
        for area, limit in (("urban", line.urban), ("rural", line.rural)):
            rows.append(
                _row("lines", "", line.id, area, line.label.vi, line.label.en, limit)
                | {"unit": line.unit, "instrument": line.instrument, "page": line.page, "checked": line.mark}
            )
    for rule in rule_set.rules:
        label = rule_set.classes[rule.class_id].label
        rows.append(
            _row("classes", rule.method, rule.class_id, rule.sub, label.vi, label.en, None)
            | {"when": rule.text, "instrument": rule.article, "page": None, "checked": rule_set.source.checked}
        )
    rows += _question_rows(rule_set)
    if rule_set.screening is not None:
        form = rule_set.screening
        for key, text in (*form.conditions, *form.criteria):
            rows.append(
                _row("form_a", form.source.form, key, "", text.vi, text.en, None)
                | {"instrument": form.source.instrument, "page": form.source.page, "checked": form.source.checked}
            )
    if rule_set.income_form is not None:
        form_viii = rule_set.income_form
        for key, number, text, _ in form_viii.lines:
            rows.append(
                _row("income_form", form_viii.source.form, key, number, text.vi, text.en, None)
                | {
                    "instrument": form_viii.source.instrument,
                    "page": form_viii.source.page,
                    "checked": form_viii.source.checked,
                }
            )
    for report in rule_set.reports:
        for place, (number, heading) in enumerate(report.columns, 1):
            rows.append(
                _row("reports", report.id, number or str(place), "", heading, "", None)
                | {"title_vi": report.title, "page": report.page, "instrument": rule_set.source.instrument}
            )
    for reading in rule_set.readings.values():
        for choice in reading.choices:
            rows.append(
                _row(
                    "readings",
                    "",
                    reading.id,
                    choice.id,
                    f"{reading.question.vi} {choice.label.vi}",
                    f"{reading.question.en} {choice.label.en}",
                    None,
                )
                | {
                    "taken": rule_set.chosen[reading.id] == choice.id,
                    "why_vi": reading.why.vi,
                    "why_en": reading.why.en,
                }
            )
    return rows


def _question_rows(rule_set: RuleSet) -> list[dict[str, Any]]:
    rows = []
    for entry in rule_set.inputs.values():
        for code, text in entry.codes:
            rows.append(
                _row(
                    "codes",
                    entry.place,
                    entry.id,
                    str(code),
                    f"{entry.label.vi}: {text.vi}",
                    f"{entry.label.en}: {text.en}",
                    None,
                )
            )
        if not entry.codes:
            rows.append(
                _row("questions", entry.place, entry.id, "", entry.label.vi, entry.label.en, None)
                | {"unit": entry.unit}
            )
    for code_list in rule_set.code_lists:
        for code, text in code_list.codes:
            rows.append(
                _row(
                    "codes",
                    code_list.place,
                    code_list.id,
                    str(code),
                    f"{code_list.label.vi}: {text.vi}",
                    f"{code_list.label.en}: {text.en}",
                    None,
                )
            )
    return rows


def _row(table: str, form: str, item: str, option: str, vi: str, en: str, value: int | None) -> dict[str, Any]:
    return {
        "table": table,
        "form": form,
        "item": item,
        "option": option,
        "label_vi": vi,
        "label_en": en,
        "value": value,
    }

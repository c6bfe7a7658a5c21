"""The neutral program of a rule set: plain JSON that the browser, Polars and SQL are made from.

Conditions are the nested lists of `language`. Numbers are whole; `decimals` says how answers are scaled. Order matters:
questions come before the questions that depend on them, facts before the items that read them.

    {"id", "version", "standard", "columns": [{"id", "when", "sheet"}],
     "inputs": [{"id", "of", "type", "codes": [[1, {"vi", "en"}]], "min", "max", "decimals", "asked_when", ...}],
     "lookups": [{"id", "band", "by", "columns", "rows": [[0, [25, 24]]], "below"}],
     "facts": [{"id", "kind": "count"|"max", "of"}],
     "items": [{"id", "hit", "reads", "options": [{"id", "when", "points"}]}],
     "indicators": [{"id", "when", "shows"}], "indicator_points", "lines": {"b1_line": {"urban", "rural"}},
     "rules": [{"method", "class", "sub", "when"}], "classes", "age_edges", "phrases"}
"""

from __future__ import annotations

from typing import Any

from chungtay.rulebook.model import RuleSet
from chungtay.rulebook.result import Source, Text
from chungtay.rulebook.wording import PHRASES


def program(rule_set: RuleSet) -> dict[str, Any]:
    """The whole program as JSON-able data."""
    return {
        "id": rule_set.id,
        "version": rule_set.version,
        "standard": rule_set.standard,
        "label": _text(rule_set.label),
        "columns": [{"id": c.id, "when": c.when, "sheet": c.sheet, "label": _text(c.label)} for c in rule_set.columns],
        "inputs": [
            {
                "id": entry.id,
                "of": entry.of,
                "type": entry.type,
                "label": _text(entry.label),
                "place": entry.place,
                "codes": [[code, _text(label)] for code, label in entry.codes],
                "min": entry.minimum,
                "max": entry.maximum,
                "decimals": entry.decimals,
                "unit": entry.unit,
                "asked_when": entry.asked_when,
                "blank": entry.blank,
                "scored": entry.scored,
                "note": entry.note,
            }
            for entry in rule_set.inputs.values()
        ],
        "lookups": [
            {
                "id": entry.id,
                "band": entry.band,
                "by": entry.by,
                "columns": list(entry.columns),
                "rows": [[start, list(values)] for start, values in entry.rows],
                "below": entry.below,
                "decimals": entry.decimals,
            }
            for entry in rule_set.lookups.values()
        ],
        "facts": [
            {
                "id": entry.id,
                "kind": entry.kind,
                "of": entry.of,
                "label": _text(entry.label),
                "unit": _text(entry.unit),
                "labels_of": entry.labels_of,
            }
            for entry in rule_set.facts.values()
        ],
        "items": [
            {
                "id": entry.id,
                "number": entry.number,
                "label": _text(entry.label),
                "condition": _text(entry.condition),
                "hit": entry.hit,
                "reads": list(entry.reads),
                "reading": entry.reading,
                "source": _source(entry.source),
                "can_change": entry.can_change,
                "options": [
                    {
                        "id": option.id,
                        "when": option.when,
                        "label": _text(option.label),
                        "points": list(option.points),
                        "printed": option.printed,
                    }
                    for option in entry.options
                ],
            }
            for entry in rule_set.items
        ],
        "indicators": [
            {
                "id": entry.id,
                "dimension": _text(entry.dimension),
                "short": _text(entry.short),
                "label": _text(entry.label),
                "when": entry.when,
                "shows": list(entry.shows),
                "reading": entry.reading,
                "source": _source(entry.source),
                "can_change": entry.can_change,
            }
            for entry in rule_set.indicators
        ],
        "indicator_points": rule_set.indicator_points,
        "lines": {
            entry.id: {"urban": entry.urban, "rural": entry.rural, "label": _text(entry.label), "mark": entry.mark}
            for entry in rule_set.lines.values()
        },
        "rules": [
            {
                "method": entry.method,
                "class": entry.class_id,
                "sub": entry.sub,
                "when": entry.when,
                "article": entry.article,
            }
            for entry in rule_set.rules
        ],
        "classes": {entry.id: _text(entry.label) for entry in rule_set.classes.values()},
        "age_edges": list(rule_set.age_edges),
        "gaps": [
            {"methods": list(entry.methods), "label": _text(entry.label), "remedy": _text(entry.remedy)}
            for entry in rule_set.gaps
        ],
        "readings": list(rule_set.local_choices()),
        "provinces": [
            {"name": entry.name, "region": entry.region, "rural_sheet": entry.rural_sheet}
            for entry in rule_set.provinces
        ],
        "phrases": {key: _text(value) for key, value in PHRASES.items()},
    }


def _text(text: Text) -> dict[str, str]:
    return {"vi": text.vi, "en": text.en}


def _source(source: Source) -> dict[str, Any]:
    return {"instrument": source.instrument, "form": source.form, "page": source.page, "checked": source.checked}

"""What classifying a table came to: in = classified + refused, by class and by ward, and why rows were refused."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from chungtay.population.plan import plan
from chungtay.rulebook.model import RuleSet
from chungtay.rulebook.result import Text


@dataclass(frozen=True, slots=True)
class Refusal:
    """One refused household: its key as in the table, and every reason."""

    key: Any
    reasons: tuple[Text, ...]


@dataclass(slots=True)
class Summary:
    """Counts of households. `total` = `classified` + `refused`; `wards` has the same counts by ward code.

    `labels` are the Vietnamese names of the classes. `refusals` explains the first `explained_at_most` refused
    households, in the order of the table. `ignored` are columns of the household table that nothing reads;
    `strangers` counts households that have members but no row; `checked` those that were scored twice, with the same
    result.
    """

    rule_set: str
    version: str
    labels: dict[str, str] = field(default_factory=dict)
    classes: dict[str, int] = field(default_factory=dict)
    refused: int = 0
    wards: dict[Any, Counter[str]] = field(default_factory=dict)
    refusals: tuple[Refusal, ...] = ()
    explained_at_most: int = 0
    ignored: tuple[str, ...] = ()
    strangers: int = 0
    written: Path | None = None
    checked: int = 0

    def add(self, class_id: str | None, count: int, ward: Any = None) -> None:
        """Count households of one class (None: refused), of one ward where wards are known."""
        if class_id is None:
            self.refused += count
        else:
            self.classes[class_id] += count
        if ward is not None:
            self.wards.setdefault(ward, Counter())[class_id or "refused"] += count

    @classmethod
    def empty(cls, rule_set: RuleSet) -> Summary:
        """Nobody counted yet, every class of the points method at zero."""
        classes = plan(rule_set).classes
        labels = {name: rule_set.classes[name].label.vi for name in classes}
        return cls(rule_set.id, rule_set.version, labels, dict.fromkeys(classes, 0))

    @property
    def classified(self) -> int:
        return sum(self.classes.values())

    @property
    def total(self) -> int:
        return self.classified + self.refused

    def as_json(self) -> dict[str, Any]:
        """Plain data in a stable order, for scripts."""
        return {
            "rule_set": self.rule_set,
            "version": self.version,
            "in": self.total,
            "classified": self.classified,
            "refused": self.refused,
            "classes": dict(self.classes),
            "wards": {str(ward): dict(counts) for ward, counts in self.wards.items()},
            "refusals": [
                {"key": entry.key, "reasons": [{"vi": text.vi, "en": text.en} for text in entry.reasons]}
                for entry in self.refusals
            ],
            "explained_at_most": self.explained_at_most,
            "ignored_columns": list(self.ignored),
            "households_with_members_only": self.strangers,
            "scored_twice": self.checked,
            "written": str(self.written) if self.written else None,
        }

    def __str__(self) -> str:
        counts = " · ".join(f"{self.labels.get(name, name)} {count}" for name, count in self.classes.items())
        lines = [
            f"{self.total} hộ = {self.classified} xếp loại được + {self.refused} chưa xếp loại ({self.version})",
            f"  {counts}",
        ]
        if self.checked:
            lines.append(f"  {self.checked} hộ được chấm lại bằng cách thứ hai: khớp từng mục")
        if self.strangers:
            lines.append(f"  ! {self.strangers} mã hộ chỉ có ở bảng thành viên, không có ở bảng hộ")
        if self.ignored:
            lines.append(f"  Cột không dùng đến: {', '.join(self.ignored)}")
        for entry in self.refusals[:20]:
            lines += [f"  ! {entry.key}: {reason.vi}" for reason in entry.reasons]
        if self.refused > min(20, len(self.refusals)):
            shown = min(20, len(self.refusals))
            lines.append(
                f"  … còn {self.refused - shown} hộ chưa xếp loại nữa (giải thích tối đa {self.explained_at_most})."
            )
        if self.written:
            lines.append(f"  → {self.written}")
        return "\n".join(lines)

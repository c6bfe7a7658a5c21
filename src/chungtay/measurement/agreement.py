"""How often a second visit disagrees with the first, by question and by person: counts, not estimates."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

Answers = Mapping[str, Hashable]


@dataclass(frozen=True, slots=True)
class Rate:
    """`differing` of `compared` answers."""

    name: str
    differing: int
    compared: int

    @property
    def share(self) -> Fraction:
        return Fraction(self.differing, self.compared) if self.compared else Fraction(0)

    @property
    def percent(self) -> int:
        """Whole percent, halves up."""
        return (200 * self.differing + self.compared) // (2 * self.compared) if self.compared else 0


def differing(first: Answers, second: Answers) -> list[str]:
    """The questions that both visits answered, and differently; what only one visit asked cannot disagree."""
    return [name for name in first if name in second and first[name] != second[name]]


def rates(pairs: Iterable[tuple[str, Answers, Answers]]) -> tuple[list[Rate], list[Rate]]:
    """(by question, by person) of pairs (person, first visit, second visit), the worst first. A question of a member
    counts once for each member: "members.2.education" is counted as "education"."""
    asked: Counter[str] = Counter()
    wrong: Counter[str] = Counter()
    asked_of: Counter[str] = Counter()
    wrong_of: Counter[str] = Counter()
    for person, first, second in pairs:
        shared = [name for name in first if name in second]
        bad = set(differing(first, second))
        for name in shared:
            question = name.rsplit(".", 1)[-1] if name.startswith("members.") else name
            asked[question] += 1
            asked_of[person] += 1
            wrong[question] += name in bad
            wrong_of[person] += name in bad
    return _worst_first(asked, wrong), _worst_first(asked_of, wrong_of)


def _worst_first(asked: Counter[str], wrong: Counter[str]) -> list[Rate]:
    found = [Rate(name, wrong[name], count) for name, count in asked.items()]
    return sorted(found, key=lambda rate: (-rate.share, -rate.compared, rate.name))

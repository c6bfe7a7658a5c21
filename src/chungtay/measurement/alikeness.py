"""Are the forms of one enumerator too much alike, held against what others found next door?

Two forms are twins when at least nine in ten of the answers that both gave are the same (the percent match of Kuriakose
and Robbins, Statistical Journal of the IAOS 32, 2016, with a share of its own: a poverty form has many answers that are
"none"). An enumerator with n forms of which k have a twin among the own is held against the others of the ward, whose K
of N forms have a twin among the forms of the same person: the one-sided exact test of Fisher. Neighbours who live alike
raise both sides.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from chungtay.measurement.exact import hypergeometric_tail

LEAST_MATCH = Fraction(9, 10)
FEWEST = 5  # forms of one person; fewer show nothing

Answers = Mapping[str, Hashable]


@dataclass(frozen=True, slots=True)
class Alikeness:
    """`twins` are the positions of the own forms that have a twin; `p` is the chance of so many by the others."""

    forms: int
    twins: tuple[int, ...]
    others: int
    other_twins: int
    p: Fraction


def match(one: Answers, other: Answers) -> Fraction:
    """The share of the questions that both answered in which they say the same; 0 when they share none."""
    shared = one.keys() & other.keys()
    return Fraction(sum(one[name] == other[name] for name in shared), len(shared)) if shared else Fraction(0)


def twins(forms: Sequence[Answers], least: Fraction = LEAST_MATCH) -> tuple[int, ...]:
    """The positions of the forms that have a twin among these."""
    found: set[int] = set()
    marked = [frozenset(form.items()) for form in forms]
    for first in range(len(forms)):
        for second in range(first + 1, len(forms)):
            if first in found and second in found:
                continue
            shared = len(forms[first].keys() & forms[second].keys())
            same = len(marked[first] & marked[second])
            if shared and same * least.denominator >= least.numerator * shared:
                found |= {first, second}
    return tuple(sorted(found))


def alikeness(by_person: Mapping[int, Sequence[Answers]], least: Fraction = LEAST_MATCH) -> dict[int, Alikeness]:
    """Each person's forms held against everybody else's; persons with too few forms are held against, not judged."""
    own = {person: twins(forms, least) for person, forms in by_person.items()}
    total, marked = sum(map(len, by_person.values())), sum(map(len, own.values()))
    return {
        person: Alikeness(
            len(forms),
            own[person],
            total - len(forms),
            marked - len(own[person]),
            hypergeometric_tail(len(own[person]), len(forms), marked, total),
        )
        for person, forms in by_person.items()
        if len(forms) >= FEWEST
    }

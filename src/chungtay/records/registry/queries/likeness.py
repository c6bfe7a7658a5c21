"""How much speaks for two persons on record being one, and how much against; made for Vietnamese names.

Each field gives a weight: ten times the binary logarithm of how much more often it is so with one person than with two
strangers. The weights are added; their sum is a probability, told as 0 to 1000. Nothing here reads a database, and
nothing is ever joined because of a number: a person decides.

The weights were measured on invented districts with known truth and rounded
(`docs/decisions/2026-11-25-persons-entered-twice.md`).
"""

from __future__ import annotations

import datetime
import functools
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from rapidfuzz.distance import OSA

from chungtay.foundation.core.words import fold
from chungtay.records.registry.queries.blocks import either_way, year_alone
from chungtay.records.registry.queries.tokens import pieces, spelled

CERTAIN_ENOUGH = 900  # said as "probably the same person"
WORTH_A_LOOK = 500  # goes into the queue
WORTH_A_WORD = 300  # is said to whoever enters a person
STRANGERS = -200  # before anything is known: two persons of a district are hardly ever one

GENERATION = 12  # years between two persons of whom one may be the other's child

WEIGHTS: dict[str, dict[str, int]] = {
    "number": {"same": 220, "same end": 30, "other": -90},
    "name": {
        "same": 115,
        "without marks": 105,
        "other order": 95,
        "middle left out": 90,
        "other marks": 70,
        "one letter": 75,
        "other middle": 50,
        "other middle and a letter": 20,
        "given name alone": -10,
        "other given name": -70,
        "other": -90,
    },
    "birth": {
        "same day": 135,
        "day and month exchanged": 100,
        "one part differs": 25,
        "same year": 50,
        "same year, other day": -25,
        "a year apart": 0,
        "years apart": -70,
        "a generation apart": -140,
    },
    "namesakes": {"none": 20, "one": 0, "several": -20, "many": -40},
    "sex": {"same": 8, "other": -40},
    "place": {"household": 40, "address": 60, "group": 40, "ward": 22, "other ward": -15},
    "phone": {"same": 60},
    "household": {"several the same": 120, "one the same": 80, "nobody the same": -10},
}
_NAME, _BIRTH, _PHONE = WEIGHTS["name"], WEIGHTS["birth"], WEIGHTS["phone"]["same"]
_MOST_NAMESAKES, _MOST_MATES = max(WEIGHTS["namesakes"].values()), max(WEIGHTS["household"].values())
_TOO_LITTLE = ("other given name", "other", "given name alone", "other middle and a letter")
_ALL_WORDS = ("same", "without marks", "other order", "other marks")


@dataclass(frozen=True, slots=True)
class Facts:
    """What is compared of a person. `papers`: (kind, print of the number); `ends`: (kind, print of its last digits);
    `mates`: name and year of birth of the others in the household. None and empty say nothing."""

    full_name: str
    born: datetime.date | None = None
    known: str = ""
    sex: str = ""
    papers: frozenset[tuple[str, str]] = frozenset()
    ends: frozenset[tuple[str, str]] = frozenset()
    phone: str = ""
    household: int | None = None
    address: str = ""
    group: int | None = None
    ward: int | None = None
    mates: frozenset[str] = frozenset()
    words: tuple[str, ...] = field(init=False)
    spelling: tuple[str, ...] = field(init=False)

    def __post_init__(self) -> None:
        words, spelling = _words(self.full_name)
        object.__setattr__(self, "words", words)
        object.__setattr__(self, "spelling", spelling)


@functools.lru_cache(maxsize=100_000)
def _words(full_name: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    found = pieces(full_name.lower())
    return tuple(fold(word) for word in found) or (fold(full_name),), tuple(spelled(word) for word in found)


@dataclass(frozen=True, slots=True)
class Sign:
    """One field and what it says: for one person above zero, for two below."""

    field: str
    says: str
    weight: int

    def as_json(self) -> dict[str, Any]:
        return {"field": self.field, "says": self.says, "weight": self.weight}


@dataclass(frozen=True, slots=True)
class Likeness:
    score: int
    signs: tuple[Sign, ...]


def mate(full_name: str, born: datetime.date | None) -> str:
    """How another member of the household is known."""
    return f"{' '.join(sorted(pieces(fold(full_name))))}|{born.year if born else ''}"


def likeness(one: Facts, other: Facts, namesakes: int | None = None) -> Likeness:
    """`namesakes`: how many others on record have the same name and year of birth; None where nobody counted."""
    said = {
        "number": _number(one, other),
        "name": name_says(one, other),
        "birth": birth_says(one.born, one.known, other.born, other.known),
        "namesakes": "",
        "sex": _sex(one, other),
        "place": _place(one, other),
        "phone": "same" if one.phone and one.phone == other.phone else "",
        "household": _mates(one, other),
    }
    if namesakes is not None and said["name"] in _ALL_WORDS and said["birth"] in ("same day", "same year"):
        said["namesakes"] = ("none", "one", "several", "several")[namesakes] if namesakes < 4 else "many"
    signs = tuple(Sign(name, says, WEIGHTS[name][says]) for name, says in said.items() if says)
    least = WORTH_A_LOOK if said["number"] == "same" else 0  # one number, two names: somebody has to look
    return Likeness(max(least, min(score_of(sum(sign.weight for sign in signs)), _most(said))), signs)


def may_reach(one: Facts, other: Facts, least: int) -> bool:
    """False only for two persons whose `likeness` stays below `least`, told without weighing every field: most pairs
    of a print are namesakes of another age or bear other names. True says nothing."""
    if one.papers & other.papers:
        return True
    capped = least >= WORTH_A_WORD  # what `_most` never lets so far
    birth = birth_says(one.born, one.known, other.born, other.known)
    if capped and birth == "a generation apart":
        return False
    name = name_says(one, other)
    if capped and name in _TOO_LITTLE:
        return False
    weight = _NAME[name] + (_BIRTH[birth] if birth else 0) + _MOST_NAMESAKES
    weight += _weight("number", _number(one, other)) + _weight("sex", _sex(one, other))
    weight += _weight("place", _place(one, other)) + (_PHONE if one.phone and one.phone == other.phone else 0)
    if score_of(weight + _MOST_MATES) < least:
        return False
    return score_of(weight + _weight("household", _mates(one, other))) >= least


def _weight(name: str, says: str) -> int:
    return WEIGHTS[name][says] if says else 0


@functools.lru_cache(maxsize=2_000)
def score_of(weight: int) -> int:
    """0 to 1000: how likely it is one person, when the weights of all fields add up to this."""
    odds = 2.0 ** ((weight + STRANGERS) / 10)
    return min(round(1000 * odds / (1 + odds)), 999)


def _most(said: dict[str, str]) -> int:
    """What no sum of weights may outweigh: twins, father and son of one name, two names for two people of one house."""
    if said["number"] == "same":
        return 999
    if said["birth"] == "a generation apart":
        return WORTH_A_WORD - 1
    if said["name"] in _TOO_LITTLE:
        return WORTH_A_WORD - 1
    family = said["place"] in ("household", "address") or said["household"].endswith("the same")
    if family and said["name"] in ("one letter", "other marks", "other middle"):
        return CERTAIN_ENOUGH - 1
    if said["birth"] not in ("same day", "day and month exchanged") and not said["household"].endswith("the same"):
        return CERTAIN_ENOUGH - 1
    return 999


def name_says(one: Facts, other: Facts) -> str:
    a, b = one.words, other.words
    if one.spelling == other.spelling:
        return "same"
    if a == b:
        plain = _plain(one) or _plain(other)
        return "without marks" if plain else "other marks"
    if sorted(a) == sorted(b):
        return "other order"
    if "".join(a) == "".join(b):
        return "without marks"  # H'Bia and Hbia
    if {a[0], a[-1]} == {b[0], b[-1]}:
        short, long = sorted((a, b), key=len)
        return "middle left out" if set(short) <= set(long) else "other middle"
    if _one_letter(a, b):
        return "one letter"
    if (a[-1] == b[-1] and _alike(a[0], b[0])) or (a[0] == b[0] and _alike(a[-1], b[-1])):
        return "other middle and a letter"
    if a[-1] == b[-1]:
        return "given name alone"
    return "other given name" if a[0] == b[0] else "other"


def _plain(one: Facts) -> bool:
    """Written without any mark."""
    return all(spelling == f"0{word}" for spelling, word in zip(one.spelling, one.words, strict=True))


def _one_letter(a: tuple[str, ...], b: tuple[str, ...]) -> bool:
    """The same names but for one letter in one of them, which is long enough to be mistyped and not another name."""
    if len(a) != len(b):
        return OSA.distance("".join(a), "".join(b), score_cutoff=1) <= 1
    wrong = [(x, y) for x, y in zip(a, b, strict=True) if x != y]
    return len(wrong) == 1 and _alike(*wrong[0])


def _alike(one: str, other: str) -> bool:
    return max(len(one), len(other)) >= 3 and OSA.distance(one, other, score_cutoff=1) <= 1


def birth_says(one: datetime.date | None, known: str, other: datetime.date | None, other_known: str) -> str:
    if one is None or other is None:
        return ""
    years = abs(one.year - other.year)
    if years >= GENERATION:
        return "a generation apart"
    if year_alone(one, known) or year_alone(other, other_known):
        return {0: "same year", 1: "a year apart"}.get(years, "years apart")
    if one == other:
        return "same day"
    if either_way(one) == either_way(other):
        return "day and month exchanged"
    if (one.day == other.day) + (one.month == other.month) + (years == 0) == 2:
        return "one part differs"
    return {0: "same year, other day", 1: "a year apart"}.get(years, "years apart")


def _number(one: Facts, other: Facts) -> str:
    if one.papers & other.papers:
        return "same"
    comparable = {kind for kind, _print in one.papers} & {kind for kind, _print in other.papers}
    if not comparable:
        return ""
    return "same end" if any(kind in comparable for kind, _end in one.ends & other.ends) else "other"


def _sex(one: Facts, other: Facts) -> str:
    if not one.sex or not other.sex:
        return ""
    return "same" if one.sex == other.sex else "other"


def _place(one: Facts, other: Facts) -> str:
    if one.ward is None or other.ward is None:
        return ""
    if one.household is not None and one.household == other.household:
        return "household"
    if one.ward != other.ward:
        return "other ward"
    if one.group == other.group and one.group is not None:
        return "address" if one.address and one.address == other.address else "group"
    return "ward"


def _mates(one: Facts, other: Facts) -> str:
    """Whether others in the two households are the same. Within one household that says nothing."""
    if not one.mates or not other.mates or (one.household is not None and one.household == other.household):
        return ""
    same = len(one.mates & other.mates)
    return "several the same" if same > 1 else "one the same" if same else "nobody the same"


def others_of_each(people: Iterable[tuple[str, datetime.date | None]]) -> list[frozenset[str]]:
    """For each member of one household, the others."""
    keys = [mate(name, born) for name, born in people]
    return [frozenset(keys[:place] + keys[place + 1 :]) for place in range(len(keys))]

"""Support of a term: what is due, which lists there are, how far each has come; candidates with their categories."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from chungtay.records.entitlements.operations.receivers import is_child
from chungtay.records.entitlements.queries.lists import STATE_LABELS
from chungtay.records.registry.queries.categories import HARDSHIPS, Category
from chungtay.records.registry.queries.pupils import names_of_people
from chungtay.work.schooling.models import School
from chungtay.work.schooling.presenters.pupils import Chip, birth_words
from chungtay.work.schooling.queries.pupils import live
from chungtay.work.schooling.queries.support import Candidate

CATEGORIES: dict[str, str | Promise] = {
    "no_support": _("Orphan or without support"),
    "disabled": _("Disability"),
    "accident": _("Accident"),
    "illness": _("Serious illness"),
    "disaster": _("Natural disaster"),
    "fire": _("Fire"),
    "epidemic": _("Epidemic"),
    "escaped": _("Newly out of poverty"),
    "poor": _("Poor household"),
    "near_poor": _("Near-poor household"),
}


@dataclass(frozen=True, slots=True)
class ListRow:
    made: Any
    title: str
    lines: int
    delivered: int
    waiting: int
    amount: int


def title_of(made: Any, *, reads_register: bool) -> str:
    """What a list is called. For the school it tells what is handed over and nothing of why: the name of a policy says
    which hardship its people have, which a school is not told (`docs/decisions/2026-11-29-school-officers.md`)."""
    if reads_register:
        return str(made.title)
    return gettext("%(what)s · list %(number)s") % {"what": made.get_kind_display(), "number": made.pk}


def list_rows(
    lists: Iterable[Any], states: dict[int, dict[str, tuple[int, int]]], *, reads_register: bool
) -> list[ListRow]:
    found = []
    for made in lists:
        counts = {state: count for state, count in states.get(made.pk, {}).items() if state != "dropped"}
        waiting = sum(counts.get(state, (0, 0))[0] for state in ("due", "approved"))
        lines, amount = sum(each for each, _sum in counts.values()), sum(each for _lines, each in counts.values())
        title = title_of(made, reads_register=reads_register)
        found.append(ListRow(made, title, lines, counts.get("delivered", (0, 0))[0], waiting, amount))
    return found


@dataclass(frozen=True, slots=True)
class Told:
    """One category: what, since when, and whether a document proves it (None: none is needed)."""

    label: str | Promise
    since: datetime.date
    proved: bool | None


@dataclass(frozen=True, slots=True)
class CandidateRow:
    person: int
    name: str
    born: str
    household: int
    code: str
    place: str
    categories: list[Told]


def candidate_rows(found: Sequence[Candidate]) -> list[CandidateRow]:
    return [
        CandidateRow(
            each.row.person_id,
            each.name,
            birth_words(each.born, each.known),
            each.household,
            each.code,
            each.row.class_name or str(each.row.grade or ""),
            [_told(one) for one in each.categories],
        )
        for each in found
    ]


def _told(one: Category) -> Told:
    return Told(CATEGORIES[one.id], one.since, bool(one.papers) if one.id in HARDSHIPS else None)


@dataclass(frozen=True, slots=True)
class SupportRow:
    """One pupil on a list: what stands of it in the register of the school, and the line itself. `receiver`: whom the
    form offers first; for a child nobody, for a parent signs."""

    line: Any
    name: str
    place: str
    receiver: str


def support_lines(lines: Sequence[Any], school: School, year: int, today: datetime.date) -> list[SupportRow]:
    """Names and classes for a page. Two statements."""
    persons = [line.person_id for line in lines if line.person_id is not None]
    names = names_of_people(persons)
    places = {
        person: class_name or str(grade or "")
        for person, grade, class_name in live(year)
        .filter(school=school, person__in=persons)
        .order_by("enrolled_on", "pk")
        .values_list("person", "grade", "class_name")
    }
    found = []
    for line in lines:
        name, born, _known = names[line.person_id]
        receiver = "" if is_child(born, today) else name
        found.append(SupportRow(line, name, places.get(line.person_id, ""), receiver))
    return found


def state_chips(counts: dict[str, tuple[int, int]], chosen: str) -> list[Chip]:
    """Everybody, then each state that a line of the list stands at."""
    found = [Chip("", gettext("All"), sum(many for many, _sum in counts.values()), chosen == "")]
    found += [
        Chip(state, str(label), counts[state][0], chosen == state) for state, label in STATE_LABELS if state in counts
    ]
    return found


def category_chips(found: Sequence[Candidate], chosen: str) -> list[Chip]:
    """Everybody, then each category that some pupil has."""
    many = Counter(name for each in found for name in {one.id for one in each.categories})
    chips = [Chip("", gettext("All pupils"), len(found), chosen == "")]
    return chips + [
        Chip(name, str(label), many[name], chosen == name)
        for name, label in CATEGORIES.items()
        if many[name] or name == chosen
    ]

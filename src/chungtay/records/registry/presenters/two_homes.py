"""Members of two households that may be one, in words: who they are, and where two records of one person differ."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from chungtay.records.registry.models import Person
from chungtay.records.registry.operations.merging import FIELDS
from chungtay.records.registry.presenters.changes import field_of, value_told
from chungtay.records.registry.presenters.people import circumstance_words, shown
from chungtay.records.registry.presenters.words import birth_words, relation_words
from chungtay.records.registry.queries.history import Names
from chungtay.records.registry.queries.two_homes import Member

_NOBODY = Names({}, {}, {}, {})


@dataclass(frozen=True, slots=True)
class Difference:
    label: str
    ours: str
    theirs: str


def member_words(member: Member) -> str:
    born = birth_words(member.person)
    return " · ".join(filter(None, (member.person.full_name, born, relation_words(member.membership))))


def differences(ours: Member, theirs: Member) -> list[Difference]:
    """Only where both say something. Numbers show their last digits alone."""
    found = []
    for name, columns in FIELDS.items():
        values = [tuple(getattr(each.person, column) for column in columns) for each in (ours, theirs)]
        if values[0] != values[1] and all(value[0] not in (None, "") for value in values):
            label = capfirst(str(field_of(Person, columns[0]).verbose_name))
            found.append(Difference(label, _value(ours.person, name), _value(theirs.person, name)))
    for kind in dict.fromkeys(row.kind for row in ours.papers):
        both = [[row for row in each.papers if row.kind == kind] for each in (ours, theirs)]
        if both[1]:
            found.append(
                Difference(shown(both[0][0]).label, *(", ".join(shown(row).shown for row in rows) for rows in both))
            )
    prints = [{row.print for row in each.accounts} for each in (ours, theirs)]
    if all(prints) and prints[0] != prints[1]:
        told = (", ".join(f"{row.bank} {shown(row).shown}" for row in each.accounts) for each in (ours, theirs))
        found.append(Difference(_("Bank account"), *told))
    return found + _circumstances(ours, theirs)


def _circumstances(ours: Member, theirs: Member) -> list[Difference]:
    now = [{row.kind: row for row in each.circumstances} for each in (ours, theirs)]
    rows = [(now[0][kind], now[1][kind]) for kind in sorted(now[0].keys() & now[1].keys())]
    return [
        Difference(str(one.get_kind_display()), circumstance_words(one), circumstance_words(other))
        for one, other in rows
        if (one.code, one.words) != (other.code, other.words)
    ]


def _value(person: Any, name: str) -> str:
    return birth_words(person) if name == "birth" else value_told(Person, name, getattr(person, name), _NOBODY)

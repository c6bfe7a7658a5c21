"""A proposed new member beside whoever on record may be the same person."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from chungtay.records.registry.models import Person, Sex
from chungtay.records.registry.presenters.words import birth_words
from chungtay.records.registry.queries.doubles import Double
from chungtay.records.registry.queries.matching import Candidate

_BORN = {"day": "%d/%m/%Y", "month": "%m/%Y", "year": "%Y"}


@dataclass(frozen=True, slots=True)
class Row:
    label: str
    proposed: str
    on_record: str


@dataclass(frozen=True, slots=True)
class Beside:
    """`rows` are empty for somebody outside the own area: then only `ward` is told."""

    name: str
    candidate: Candidate
    rows: list[Row]

    @property
    def ward(self) -> str:
        return self.candidate.ward.name


def beside(doubles: Iterable[Double]) -> list[Beside]:
    return [
        Beside(double.newcomer.member.full_name, each, _rows(double, each.person) if each.person else [])
        for double in doubles
        for each in double.candidates
    ]


def numbers(doubles: Iterable[Double]) -> str:
    """Everybody who is shown, as the form hands it back when the approver says that it is somebody else."""
    return ",".join(str(number) for number in sorted({each.number for one in doubles for each in one.candidates}))


def _rows(double: Double, person: Person) -> list[Row]:
    member = double.newcomer.member
    born = member.birth_date.strftime(_BORN[member.birth_known]) if member.birth_date else "–"
    return [
        Row(_("Full name"), member.full_name, person.full_name),
        Row(_("Date of birth"), born, birth_words(person)),
        Row(_("Sex"), str(Sex(member.sex).label), str(Sex(person.sex).label)),
    ]

"""Lines of the search page."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from chungtay.foundation.places.models import Unit
from chungtay.records.registry.models import Household, Relation
from chungtay.records.registry.presenters.words import birth_words
from chungtay.records.registry.queries.search import FoundHousehold, FoundPerson


@dataclass(frozen=True, slots=True)
class Line:
    """`about` says what is special: a death, a departure, the end of a household."""

    title: str
    link: str
    born: str
    code: str
    where: str
    ward: str
    about: str
    members: int = 0


def person_line(found: FoundPerson, place: Unit, year: int) -> Line:
    person, home = found.person, found.household
    if person.death_date:
        about = _("died on %(day)s") % {"day": f"{person.death_date:%d/%m/%Y}"}
    elif not found.belongs:
        about = _("no longer in the household")
    else:
        about = str(Relation(found.relation).label)
    return Line(
        person.full_name, link_to(home, place, year), birth_words(person), home.code, _where(home), _ward(home), about
    )


def household_line(found: FoundHousehold, place: Unit, year: int) -> Line:
    home = found.household
    ended = f"{home.get_ended_by_display()}, {home.ended_on:%d/%m/%Y}" if home.ended_on else ""
    return Line(
        found.head or home.code, link_to(home, place, year), "", home.code, _where(home), _ward(home), ended,
        found.members,
    )  # fmt: skip


def link_to(home: Household, place: Unit, year: int) -> str:
    """The page of a household in the place that is being looked at, or else in its own ward."""
    if home.group.path.startswith(place.path):
        return reverse("registry:household", args=[place.code, year, home.pk])
    ward = home.group.parent
    return reverse("registry:household", args=[ward.code, ward.nearest_year(year), home.pk]) if ward else ""


def _where(home: Household) -> str:
    return " · ".join(filter(None, (home.group.name, home.address)))


def _ward(home: Household) -> str:
    return home.group.parent.name if home.group.parent else ""

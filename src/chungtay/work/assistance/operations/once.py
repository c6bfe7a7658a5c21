"""What answers one misfortune, or one decision, once: one norm for the house, one of rice, one help of a kind.

The same misfortune may stand in the register twice; here events of one household, kind and day are one.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from chungtay.foundation.core.words import fold
from chungtay.records.registry.queries.hardships import Event, events_of
from chungtay.work.assistance.models import Case, CaseKind, CaseState, PartSource, PartState
from chungtay.work.assistance.queries.norms import FUNERAL, HOUSE, INJURED, names_once

STATE = (PartSource.CENTRAL, PartSource.CITY, PartSource.DISTRICT, PartSource.WARD)
_NEVER = (CaseState.REFUSED, CaseState.WITHDRAWN)
_YEAR = datetime.timedelta(days=365)
_EITHER = {FUNERAL: INJURED, INJURED: FUNERAL}  # one person is not helped as injured and as dead


def standing(household: int) -> QuerySet[Case]:
    """Cases of a household that are open or gave something that did not come back."""
    given = Q(parts__state__in=(PartState.DUE, PartState.PAID))
    return Case.objects.filter(given, household=household).exclude(state__in=_NEVER).order_by("pk").distinct()


def same_as(happened: Event) -> list[int]:
    """The misfortune and whatever else the register has of its kind and day."""
    rows = events_of(happened.household)
    return [each.number for each in rows if (each.kind, each.happened_on) == (happened.kind, happened.happened_on)]


def check_relief(happened: Event, norm: str, once: str, person: int | None, source: str) -> None:
    """Raise ValidationError, naming the case that stands, where another norm answers the misfortune already."""
    alike = same_as(happened)
    relief = Case.objects.filter(kind=CaseKind.RELIEF, event__in=alike).exclude(state__in=_NEVER).order_by("pk")
    stands = relief.filter(norm__in=names_once(once)).first() if once else None
    if stands is not None:
        sentence = _(
            "“%(title)s” (%(state)s) answers this misfortune already. For one misfortune a household is given one norm "
            "for its house and one of rice; take that case back or refuse it before another."
        )
        raise ValidationError(sentence % _told(stands), code="twice")
    again = relief.filter(norm=norm, person=person).exclude(event=happened.number).first()
    if again is not None:
        sentence = _(
            "“%(title)s” (%(state)s) answers this misfortune already: the register has it twice, of one kind and day."
        )
        raise ValidationError(sentence % _told(again), code="twice")
    other = _EITHER.get(norm)
    if other and (either := standing(happened.household).filter(event__in=alike, norm=other, person=person).first()):
        sentence = _(
            "“%(title)s” (%(state)s) stands for this person and this misfortune. Nobody is helped both as injured and "
            "as dead: take that case back, refuse it, or note that it was given back."
        )
        raise ValidationError(sentence % _told(either), code="either")
    if once == HOUSE and source in STATE:
        repairs = standing(happened.household).filter(kind=CaseKind.REPAIR, event__in=alike)
        if (repair := repairs.filter(parts__source__in=STATE).first()) is not None:
            raise ValidationError(_house_once() % _told(repair), code="twice")


def check_help(
    household: int, kind: str, title: str, happened: Event | None, bases: Sequence[str], sources: Sequence[str],
    again: str, today: datetime.date,
) -> None:  # fmt: skip
    """Raise ValidationError where a house repair from the state's money goes round the norm that was given for the
    misfortune, and where like help stands and nobody said why there is another (`again`)."""
    alike = same_as(happened) if happened else []
    mine = standing(household)
    house = mine.filter(kind=CaseKind.RELIEF, norm__in=names_once(HOUSE))
    of_state = kind == CaseKind.REPAIR and any(source in STATE for source in sources)
    if of_state and (norm := house.filter(event__in=alike).first()) is not None:
        raise ValidationError(_house_once() % _told(norm), code="twice")
    if again.strip():
        return
    like = [each for each in mine.filter(kind=kind).prefetch_related("parts") if _like(each, alike, title, bases)]
    if of_state and happened is None:
        like += house.filter(event__happened_on__gte=today - _YEAR)
    if like:
        sentence = _(
            "“%(title)s” (%(state)s) stands for this household already. If this is another help, write why it is given "
            "beside that one: the leader who approves reads it."
        )
        raise ValidationError(sentence % _told(like[0]), code="again")


def _like(case: Case, alike: Sequence[int], title: str, bases: Sequence[str]) -> bool:
    if case.event_id in alike or fold(case.title) == fold(title):
        return True
    asked = {fold(each) for each in bases}
    return any(fold(part.basis) in asked for part in case.parts.all())


def _house_once() -> str:
    return _(
        "“%(title)s” (%(state)s) is for the same house after the same misfortune. The state's money gives one norm of "
        "the house for one misfortune; more comes from a fund or a donor."
    )


def _told(case: Case) -> dict[str, str]:
    return {"title": case.title, "state": str(CaseState(case.state).label)}

"""Who has a health-insurance card on a day, and until when. Unscoped: the caller has asked who may."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection
from django.db.models import CharField, Exists, F, OuterRef, Q, QuerySet, Value

from chungtay.foundation.core.sealed import fingerprint
from chungtay.records.entitlements.models import CardPayer, HealthCard, NoCard
from chungtay.records.registry.queries.dwelling import homes_between, homes_on, people_between, people_on
from chungtay.records.registry.queries.households import groups_within
from chungtay.records.registry.queries.parts import in_parts
from chungtay.records.registry.queries.rights_facts import living_in, of_these
from chungtay.records.registry.queries.turning import DAY, first_turns

_PART = 5_000
_FEW = 5_000  # cards; asking each costs about what reading ten people of a ward costs
KNOWN_FOR = datetime.timedelta(days=92)  # wards look through their lists every quarter (30/2019/TT-BLĐTBXH Điều 7)
GIVEN = (CardPayer.CITY, CardPayer.DONOR)  # a card somebody was given for having none: it is no other card


def card_print(number: str) -> str:
    """Finds an equal card number; "" for none."""
    return fingerprint(number, "entitlements.card") if number else ""


def holding(day: datetime.date) -> Q:
    """Cards that hold on a day."""
    return Q(withdrawn=False, valid_from__lte=day) & (Q(valid_to=None) | Q(valid_to__gte=day))


def reaching(first: datetime.date, last: datetime.date | None) -> Q:
    """Cards that hold on some day between two, both included; None is without an end."""
    found = Q(withdrawn=False) & (Q(valid_to=None) | Q(valid_to__gte=first))
    return found if last is None else found & Q(valid_from__lte=last)


def insured_in(
    paths: Sequence[str],
    day: datetime.date,
    *,
    only: Sequence[int] | None = None,
    read: Sequence[int] | None = None,
) -> dict[int, bool]:
    """Person -> has a card on the day that is not paid by the city or a donor, of whoever lives in the places then (or
    in `only` these households). Such a card was given for want of another: who has it stays without one of their own,
    and for a quarter after it ran out, so that it can be followed. Who has none on record and was not told to have
    none within the last quarter is left out: nobody knows. `read`: their numbers, where they were read already. One
    statement."""
    persons = _living(paths, day, only, read)
    cards = HealthCard.objects.filter(holding(day) | _ran_out(day), person__in=persons).order_by()
    without = _told_none(day).filter(person__in=persons).values_list("person", _nobody())
    rows = list(cards.values_list("person", "payer").union(without, all=True))
    return insured_by([row for row in rows if row[1]], [person for person, payer in rows if not payer])


def _told_none(day: datetime.date) -> QuerySet[NoCard, NoCard]:
    """Words of having none that still tell something of the day."""
    return NoCard.objects.filter(withdrawn=False, on__lte=day, on__gt=day - KNOWN_FOR).order_by()


def _ran_out(day: datetime.date) -> Q:
    """Cards that were given for want of another and ran out within the quarter before."""
    return Q(withdrawn=False, payer__in=GIVEN, ended_why="", valid_to__lt=day, valid_to__gte=day - KNOWN_FOR)


def _nobody() -> Value:
    """Stands where a card has who pays, so that cards and words of having none are one statement."""
    return Value("", output_field=CharField())


HAS, FOLLOWS, NONE = "has", "follows", "none"


def told_of(persons: Any, day: datetime.date) -> dict[int, str]:
    """Person -> HAS a card on the day; FOLLOWS: one that begins later; NONE: was told to have none, or one that was
    given ran out. Who is left out nobody was asked about. `persons`: numbers, or a condition. One statement."""
    cards = HealthCard.objects.filter(reaching(day, None) | _ran_out(day), person__in=persons).order_by()
    without = _told_none(day).filter(person__in=persons).values_list("person", _nobody(), "on", "on")
    return stand_of(cards.values_list("person", "payer", "valid_from", "valid_to").union(without, all=True), day)


def stand_of(
    rows: Iterable[tuple[int, str, datetime.date, datetime.date | None]], day: datetime.date
) -> dict[int, str]:
    """As `told_of`, of cards that count (person, who pays, first and last day); no payer: a word of having none."""
    found: dict[int, str] = {}
    for person, payer, first, last in rows:
        stand = NONE if not payer or (last is not None and last < day) else HAS if first <= day else FOLLOWS
        if stand == HAS or found.get(person, NONE) == NONE:
            found[person] = stand
    return found


def insured_by(cards: Iterable[tuple[int, str]], without: Iterable[int]) -> dict[int, bool]:
    """As `insured_in`, of the cards that count (person, who pays) and of who was told to have none."""
    own: dict[int, bool] = {}
    for person, payer in cards:
        own[person] = own.get(person, False) or payer not in GIVEN
    return dict.fromkeys(without, False) | own


def insured_on_days(
    paths: Sequence[str], days: Sequence[datetime.date], persons: Sequence[int], *, only: Sequence[int] | None = None
) -> dict[datetime.date, dict[int, bool]]:
    """Day -> what `insured_in` says of it. `persons`: whoever lives in the places on some of the days. One statement
    for all days."""
    first, last = min(days), max(days)
    living = homes_between(first, last, paths)
    living = living if only is None else living.filter(household__in=only)
    whose = of_these(list(persons), people_between(first, last, living.values("household")).values("person"))
    told = NoCard.objects.filter(withdrawn=False, on__lte=last, on__gt=first - KNOWN_FOR, person__in=whose).order_by()
    ran_out = Q(payer__in=GIVEN, ended_why="", valid_to__gte=first - KNOWN_FOR)
    cards = HealthCard.objects.filter(reaching(first, last) | ran_out, withdrawn=False, person__in=whose).order_by()
    without = told.values_list("person", _nobody(), "on", "on", _nobody())
    both = list(cards.values_list("person", "payer", "valid_from", "valid_to", "ended_why").union(without, all=True))
    rows, words = [row for row in both if row[1]], [(row[0], row[2]) for row in both if not row[1]]
    return {
        day: insured_by(
            [(person, payer) for person, payer, first, last, why in rows if _tells(day, payer, first, last, why)],
            [person for person, on in words if day - KNOWN_FOR < on <= day],
        )
        for day in days
    }


def _tells(day: datetime.date, payer: str, first: datetime.date, last: datetime.date | None, why: str) -> bool:
    """Whether a card holds on the day, or was given and ran out within the quarter before."""
    if last is not None and last < day:
        return payer in GIVEN and not why and last >= day - KNOWN_FOR
    return first <= day


def turning_of_cards(
    paths: Sequence[str],
    day: datetime.date,
    *,
    only: Sequence[int] | None = None,
    read: Sequence[int] | None = None,
) -> list[tuple[int, datetime.date]]:
    """(person, later day) on which somebody's card begins or ended the day before, or the word of having none is told
    or grows old: by what is on record, `insured_in` says the same until the first of them. One statement."""
    persons = _living(paths, day, only, read)
    told = NoCard.objects.filter(withdrawn=False, on__gt=day - KNOWN_FOR, person__in=persons).order_by()
    ran_out = Q(payer__in=GIVEN, ended_why="", valid_to__gte=day - KNOWN_FOR)
    turning = Q(valid_from__gt=day) | Q(valid_to__gte=day) | ran_out
    cards = HealthCard.objects.filter(turning, withdrawn=False, person__in=persons).order_by()
    without = told.values_list("person", _nobody(), "on", "on")
    both = list(cards.values_list("person", "payer", "valid_from", "valid_to").union(without, all=True))
    found = [(person, on if on > day else on + KNOWN_FOR) for person, payer, on, _on in both if not payer]
    rows = [(person, first, last) for person, payer, first, last in both if payer]
    old = [(person, last + KNOWN_FOR + DAY) for person, _first, last in rows if last is not None and last < day]
    return found + old + first_turns(rows, day)


def _living(paths: Sequence[str], day: datetime.date, only: Sequence[int] | None, read: Sequence[int] | None) -> Any:
    asked = people_on(day, living_in(paths, day, only).values("household")).values("person")
    return asked if read is None else of_these(list(read), asked)


def cards_in(paths: Sequence[str], today: datetime.date) -> QuerySet[HealthCard, HealthCard]:
    """Every card on record of whoever lives in the places today."""
    persons = people_on(today, homes_on(today, paths).values("household")).values("person")
    return HealthCard.objects.filter(withdrawn=False, person__in=persons)


def cards_ending(paths: Sequence[str], today: datetime.date, last: datetime.date) -> QuerySet[HealthCard, HealthCard]:
    """Those of `cards_in` whose last day is today or later, up to a day.

    SQLite, which does not know how many rows it will find, would read all people of a ward first. It is told to ask the
    cards that end then, each for where its person lives, while they are few anywhere; at the turn of a year, when most
    cards end, the people are read after all. One statement."""
    ending = HealthCard.objects.filter(valid_to__gte=today, valid_to__lte=last)
    persons = people_on(today, homes_on(today, paths).values("household")).values("person")
    if connection.vendor == "postgresql":
        return ending.filter(withdrawn=False, person__in=persons)
    many = Exists(ending.order_by()[_FEW : _FEW + 1])
    home = homes_on(today, paths).filter(household=OuterRef("household"))
    lives_here = Exists(people_on(today, home.values("household")).filter(person=OuterRef("person")))
    return ending.filter(Q(~many, lives_here) | Q(many, person__in=persons), withdrawn=False)


def cards_of(persons: Iterable[int], first: datetime.date, last: datetime.date | None) -> dict[int, list[HealthCard]]:
    """Person -> cards that reach into a time, the earliest first."""
    found: dict[int, list[HealthCard]] = {}
    for part in in_parts(sorted(set(persons)), _PART):
        rows = HealthCard.objects.filter(reaching(first, last), person__in=part)
        for card in rows.order_by("person", "valid_from"):
            found.setdefault(card.person_id, []).append(card)
    return found


def running_out(cards: QuerySet[HealthCard, HealthCard], day: datetime.date) -> QuerySet[HealthCard, HealthCard]:
    """Those of the cards that hold on the day, have a last day, and are followed by no card on the day after it. A card
    that was ended is not among them: somebody knows of it already."""
    after = OuterRef("valid_to") + datetime.timedelta(days=1)
    next_one = HealthCard.objects.filter(
        withdrawn=False, person=OuterRef("person"), valid_from__gt=OuterRef("valid_to"), valid_from__lte=after
    )
    return cards.filter(holding(day), ~Exists(next_one), ended_why="").exclude(valid_to=None)


def held_by_another(number: str, person: int) -> bool:
    """Whether somebody else has a card of this number on record, wherever they live."""
    if not number:
        return False
    found = HealthCard.objects.filter(print=card_print(number), withdrawn=False).exclude(person=person)
    return found.exists()


def holders_of_numbers(numbers: Iterable[str]) -> dict[str, set[int]]:
    """Card number -> who has a card of it on record, wherever they live."""
    prints, found = {card_print(number): number for number in numbers if number}, dict[str, set[int]]()
    for part in in_parts(sorted(prints), _PART):
        rows = HealthCard.objects.filter(print__in=part, withdrawn=False).order_by()
        for text, person in rows.values_list("print", "person"):
            found.setdefault(prints[text], set()).add(person)
    return found


def ended_before(persons: Iterable[int], day: datetime.date) -> dict[int, datetime.date]:
    """Person -> last day of the newest card that ended before a day."""
    found: dict[int, datetime.date] = {}
    for part in in_parts(sorted(set(persons)), _PART):
        rows = HealthCard.objects.filter(withdrawn=False, person__in=part, valid_to__lt=day)
        for person, last in rows.order_by("valid_to").values_list("person", "valid_to"):
            if last is not None:
                found[person] = last
    return found


def cards_of_the_dead(paths: Sequence[str], on: datetime.date | None = None) -> QuerySet[HealthCard, HealthCard]:
    """Cards that outlive their person, of people who belonged to a household of the places. `on`: only of who had died
    by a past day, and cards that held then."""
    late = Q(valid_to=None) | Q(valid_to__gt=F("person__death_date"))
    groups = groups_within(paths)
    found = HealthCard.objects.filter(
        late, withdrawn=False, person__death_date__isnull=False, person__memberships__household__group__in=groups
    )
    if on is not None:
        found = found.filter(holding(on), person__death_date__lt=on)
    return found.distinct()


def of_origin(origin: str) -> QuerySet[HealthCard, Any]:
    return HealthCard.objects.filter(origin=origin, withdrawn=False)


def ended_of(numbers: Iterable[int]) -> int:
    """How many of these cards were ended, with a reason."""
    parts = in_parts(sorted(set(numbers)), _PART)
    return sum(HealthCard.objects.filter(pk__in=part).exclude(ended_why="").count() for part in parts)


def one_in(paths: Sequence[str], number: int, today: datetime.date) -> HealthCard | None:
    """A live card of somebody who lives in the places or died there."""
    found = cards_in(paths, today).filter(pk=number).first()
    return found or cards_of_the_dead(paths).filter(pk=number).first()

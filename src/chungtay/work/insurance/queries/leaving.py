"""Who of a purchase needs its card no more, and why; and who on a list or with a card does not fit the other."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from chungtay.foundation.places.models import Unit
from chungtay.records.entitlements.operations.cards import CardEnd, CardPayer, HealthCard
from chungtay.records.entitlements.queries.cards import cards_in, cards_of, cards_of_the_dead, holding
from chungtay.records.registry.queries.pupils import lives_of, people
from chungtay.work.insurance.models import BatchLine, LineState, PurchaseBatch, StateLine, StateList
from chungtay.work.insurance.models.batches import HELD, OPEN
from chungtay.work.insurance.queries.needs import BUY, STATE, Needs, needs_of


@dataclass(frozen=True, slots=True)
class Gone:
    """Why somebody leaves a purchase; `end`: last day and reason of a card that was handed over, None when it stays."""

    why: str
    end: tuple[datetime.date, str] | None = None


def gone(made: PurchaseBatch, lines: Sequence[BatchLine], user: Any, today: datetime.date) -> dict[int, Gone]:
    """Line -> why its person leaves. A card that was handed over ends for the dead and for who moved away alone."""
    if not lines:
        return {}
    persons = [line.person_id for line in lines]
    here, lives = people(persons, [made.ward.path]), lives_of(persons)
    needs = needs_of(user, made.ward, today, today)
    held = cards_of(persons, min(line.valid_from for line in lines), None)
    found: dict[int, Gone] = {}
    for line in lines:
        life = lives.get(line.person_id)
        if life is not None and life.died is not None:
            day = f"{life.died:%d/%m/%Y}"
            found[line.pk] = Gone(_("Died on %(day)s.") % {"day": day}, (life.died, str(CardEnd.DIED)))
        elif line.person_id not in here:
            found[line.pk] = Gone(_("Lives in the ward no more."), (today, str(CardEnd.MOVED)))
        elif line.state != LineState.DELIVERED:
            why = _why_not(line, needs, held.get(line.person_id, ()))
            if why:
                found[line.pk] = Gone(why)
    return found


def gone_of_state(made: StateList, lines: Sequence[StateLine], user: Any, today: datetime.date) -> dict[int, Gone]:
    """The same of a list of the state: a card that was issued ends for the dead and for who moved away alone."""
    if not lines:
        return {}
    persons = [line.person_id for line in lines]
    here, lives = people(persons, [made.ward.path]), lives_of(persons)
    needs = needs_of(user, made.ward, today, today)
    held = cards_of(persons, min(line.valid_from for line in lines), None)
    found: dict[int, Gone] = {}
    for line in lines:
        life = lives.get(line.person_id)
        need = needs.people.get(line.person_id)
        card = next((each for each in held.get(line.person_id, ()) if each.pk != line.card_id), None)
        if life is not None and life.died is not None:
            day = f"{life.died:%d/%m/%Y}"
            found[line.pk] = Gone(_("Died on %(day)s.") % {"day": day}, (life.died, str(CardEnd.DIED)))
        elif line.person_id not in here:
            found[line.pk] = Gone(_("Lives in the ward no more."), (today, str(CardEnd.MOVED)))
        elif line.card_id is None and card is not None:
            until = f"{card.valid_to:%d/%m/%Y}" if card.valid_to else _("no end")
            found[line.pk] = Gone(_("Has another card (until %(day)s).") % {"day": until})
        elif line.card_id is None and (need is None or need.way != STATE):
            found[line.pk] = Gone(_("No longer among those whose card the state pays."))
    return found


def _why_not(line: BatchLine, needs: Needs, cards: Sequence[HealthCard]) -> str:
    """Why a card that was not handed over is not bought; "" when it is."""
    meets = (each for each in cards if each.valid_to is None or each.valid_to >= line.valid_from)
    card = next((each for each in meets if each.valid_from <= line.valid_to), None)
    if card is not None:
        until = f"{card.valid_to:%d/%m/%Y}" if card.valid_to else _("no end")
        return _("Has another card (until %(day)s).") % {"day": until}
    need = needs.people.get(line.person_id)
    if need is not None and need.way == STATE:
        return _("The state pays this card in full: the person goes on the state's list.")
    if need is not None and need.settle:
        return _("A monthly allowance is due and nobody gives it yet: with it the state pays the card.")
    if need is None or need.way != BUY:
        return _("No longer among those for whom a card is bought.")
    return ""


@dataclass(frozen=True, slots=True)
class Cross:
    """Lists beside cards. `paid_twice`: a card was bought and the state covers the person; `listed_with_card`: on a
    purchase, and has a card; `unlisted`: has a card of budget or donor and is on no list; `dead`: card outlives."""

    paid_twice: list[HealthCard]
    listed_with_card: list[tuple[BatchLine, HealthCard]]
    unlisted: list[HealthCard]
    dead: list[HealthCard]


def crossed(user: Any, ward: Unit, day: datetime.date, today: datetime.date) -> Cross:
    """Every person whose list and card did not fit on a day, today or a past one, by what is on record now. The
    statements do not grow with the people.

    When a line left a purchase without a card (refused, lapsed, put away) is not kept: of a past day such a line counts
    as on no list.
    """
    needs = needs_of(user, ward, day, today)
    cards = list(cards_in([ward.path], day).filter(holding(day)))
    bought = (CardPayer.CITY, CardPayer.DONOR, CardPayer.HOUSEHOLD)
    state = {need.person for need in needs.people.values() if need.way == STATE}
    lines = list(open_lines(ward, day))
    held = cards_of([line.person_id for line in lines], day, None)
    meets = [
        (line, card)
        for line in lines
        for card in [card for card in held.get(line.person_id, ()) if card.pk != line.card_id][:1]
        if card.valid_from <= line.valid_to and (card.valid_to is None or card.valid_to >= line.valid_from)
    ]
    standing = BatchLine.objects.filter(drawn_by_day(day), Q(state__in=HELD) | Q(handed_on__lte=day), batch__ward=ward)
    listed = set(standing.order_by().values_list("person", flat=True))
    given = (CardPayer.STATE, CardPayer.CITY, CardPayer.DONOR)
    return Cross(
        [card for card in cards if card.person_id in state and card.payer in bought],
        meets,
        [card for card in cards if card.payer in given and card.person_id not in listed | needs.people.keys()],
        list(cards_of_the_dead([ward.path], None if day == today else day)),
    )


def open_lines(ward: Unit, day: datetime.date) -> QuerySet[BatchLine]:
    """Lines whose card was not handed over on the day."""
    waits = Q(state__in=OPEN) | Q(handed_on__gt=day)
    return BatchLine.objects.filter(drawn_by_day(day), waits, batch__ward=ward).order_by("pk")


def drawn_by_day(day: datetime.date) -> Q:
    """Lines of purchases that were drawn up on the day or before."""
    after = datetime.datetime.combine(
        day + datetime.timedelta(days=1), datetime.time(), timezone.get_current_timezone()
    )
    return Q(batch__drawn_at__lt=after)

"""Who of a list still has the right, asked before it is approved and before anything is handed over."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from chungtay.foundation.places.models import Unit
from chungtay.population.rights import HOUSEHOLD, PERSON
from chungtay.records.entitlements.models import BackPaid, LineState, SupportLine, SupportList
from chungtay.records.entitlements.operations.month_of_death import due_before_death, still_paid
from chungtay.records.entitlements.operations.origins import origin_of
from chungtay.records.entitlements.queries.card_coverage import gives_card
from chungtay.records.entitlements.queries.issued import policies_named
from chungtay.records.entitlements.queries.lists import given_to_joined, ward_of_day
from chungtay.records.entitlements.queries.paid_after_death import pays_it
from chungtay.records.entitlements.queries.rights import Found, Rights, rights_in, rights_of
from chungtay.records.registry.queries.dwelling import homes_of_people, homes_on
from chungtay.records.registry.queries.parts import in_parts
from chungtay.records.registry.queries.pupils import lives_of, people
from chungtay.rulebook.rights import AmountNotWhole, Policy

_PART = 2_000


def gone(made: SupportList, lines: Sequence[SupportLine], *, by: Any, at: datetime.datetime) -> list[int]:
    """The lines that give nothing any more: those of `_gone`, and of whom another record, joined since, was handed the
    same for the time."""
    return sorted({*_gone(made, lines, by=by, at=at), *given_to_joined(made, lines)})


def _gone(made: SupportList, lines: Sequence[SupportLine], *, by: Any, at: datetime.datetime) -> list[int]:
    """Of who has died or left (money of a month is paid for that of the death: `month_of_death`); where the right of
    the list's day, by the facts and numbers known today, is no more or gives less; of back pay of which a month was
    given back. What was due in a month stays due when the facts change after it: a benefit stops from the month after
    (notes of the law, 3.3). A card, and what is given once in a life, asks for the right of today."""
    today = timezone.localdate(at)
    if made.origin:
        return origin_of(made.origin).gone(made, lines, by, today)
    here = _present(made, lines, today)
    if made.back_pay:
        undone = _undone(lines)
        return [line.pk for line in lines if line.pk in undone or _of(line) not in here]
    about = policies_named([made.policy]).get(made.policy)
    deaths: dict[int, datetime.date] = {}
    if pays_it(about):
        persons = [line.person_id for line in lines if line.person_id is not None]
        deaths = still_paid(persons, made.period, made.ward)
        here |= deaths.keys()
    found = _rights(made, lines, _day_of(made, today), by=by, today=today)
    if found.policy(made.policy) is None:  # what was due in its time stays due to whoever is here
        return [line.pk for line in lines if _of(line) not in here]
    check_whole(found, made.policy)
    due = _due(found, made.policy)
    if earlier := {number: died for number, died in deaths.items() if died <= made.day}:
        who, ward = _asked(made, made.day, {line.household_id for line in lines}, by)
        rows = due_before_death(who, ward, made.policy, earlier, today)
        due |= {} if rows is None else dict(rows.select(PERSON, "amount").iter_rows())
    return [
        line.pk
        for line in lines
        if _of(line) not in here or _of(line) not in due or (line.amount or 0) > (due[_of(line)] or 0)
    ]


def _of(line: SupportLine) -> int:
    """Whose it is: the person, whichever household of the ward they live in by now, else the household below zero."""
    return line.person_id if line.person_id is not None else -line.household_id


def _day_of(made: SupportList, today: datetime.date) -> datetime.date:
    policy = policies_named([made.policy]).get(made.policy)
    by_month = policy is not None and policy.gives != "card" and policy.period != "once"
    return made.day if by_month else today


def _rights(
    made: SupportList, lines: Sequence[SupportLine], day: datetime.date, *, by: Any, today: datetime.date
) -> Found:
    homes = {line.household_id for line in lines}
    if (
        len(homes) == 1
    ):  # a hand-over looks at one household, not at the ward: at that where the person lived on the day
        lived = homes_of_people([line.person_id for line in lines if line.person_id is not None], day)
        homes = {lived.get(line.person_id or 0, line.household_id) for line in lines}
    who, ward = _asked(made, day, homes, by)
    return rights_of(who, ward, homes.pop(), day, today) if len(homes) == 1 else rights_in(who, ward, day, today)


def _asked(made: SupportList, day: datetime.date, homes: set[int], by: Any) -> tuple[Any, Unit]:
    """Who looks where: of a list that came with its people, the program itself in the ward where they lived on the
    day, which whoever acts on the list here may not read."""
    ward = ward_of_day(made, day, homes)
    return (by if ward.pk == made.ward_id else None), ward


def _present(made: SupportList, lines: Sequence[SupportLine], today: datetime.date) -> set[int]:
    """The living who are in the ward today, in whichever household, and its households, as `_of` tells them."""
    persons = people([line.person_id for line in lines if line.person_id is not None], [made.ward.path])
    present = {number for number, each in persons.items() if not each.died}
    homes = {line.household_id for line in lines if line.person_id is None}
    for part in in_parts(sorted(homes), _PART):
        there = homes_on(today, [made.ward.path]).filter(household__in=part)
        present |= {-home for home in there.values_list("household", flat=True)}
    return present


def why_gone(made: SupportList, lines: Sequence[SupportLine], today: datetime.date) -> dict[str, list[int]]:
    """Sentence -> the lines that lapse for it: somebody died, left the ward, a month was given back, or the facts are
    others now. Statements do not grow with lines."""
    persons = [line.person_id for line in lines if line.person_id is not None]
    people_here, lives = people(persons, [made.ward.path]), lives_of(persons)
    dead = {number for number, life in lives.items() if life.died is not None}
    present = _present(made, lines, today)
    undone, twice = _undone(lines) if made.back_pay else set(), given_to_joined(made, lines)
    found: dict[str, list[int]] = {}
    for line in lines:
        if line.person_id in dead:
            sentence = _("Has died.")
        elif line.pk in twice:
            sentence = _("Received it already under another record, which was joined to this one since.")
        elif line.person_id is not None and line.person_id not in people_here:
            sentence = _("No longer lives in the ward.")
        elif _of(line) not in present:
            sentence = _("The household no longer lives in the ward.")
        elif line.pk in undone:
            sentence = _("A month that it adds to was given back.")
        else:
            sentence = _(
                "Still on record here, but by today's facts and rules no longer entitled to what the list says."
            )
        found.setdefault(sentence, []).append(line.pk)
    return found


def _undone(lines: Sequence[SupportLine]) -> set[int]:
    """Lines of back pay of which a month was given back since."""
    months = BackPaid.objects.filter(line__in=lines).exclude(of__state=LineState.DELIVERED)
    return set(months.values_list("line", flat=True))


def check_no_card(policy: Policy | None) -> None:
    """Raises ValidationError for a policy that gives a card: cards are kept in one ledger, that of the insurance."""
    if policy is not None and gives_card(policy):
        raise ValidationError(
            _(
                "This policy gives a health-insurance card. Open Health insurance: cards are listed, bought and handed "
                "over there, so that nobody is given two."
            ),
            code="card",
        )


def check_documents(asked: Sequence[str], confirmed: Sequence[str]) -> None:
    """Raises ValidationError while a document that the policy asks for was not confirmed."""
    lacking = [document for document in asked if document not in set(confirmed)]
    if lacking:
        sentence = _("Confirm first that these documents are there for everybody on the list: %(documents)s.")
        raise ValidationError(sentence % {"documents": ", ".join(lacking)}, code="documents")


def check_whole(found: Rights, policy: str) -> None:
    """Raises ValidationError where the formula leaves somebody a part of a đồng: nothing is decided by it."""
    try:
        found.check_whole(policy)
    except AmountNotWhole as error:
        raise ValidationError(error.en if get_language() == "en" else error.vi, code="part") from error


def _due(found: Found, policy: str) -> dict[int, int | None]:
    """Whose it is, as `_of` tells it -> whole đồng due, None where it is no money."""
    rows = found.of_policy(policy, "due").select(HOUSEHOLD, PERSON, "amount")
    return {person if person is not None else -home: amount for home, person, amount in rows.iter_rows()}

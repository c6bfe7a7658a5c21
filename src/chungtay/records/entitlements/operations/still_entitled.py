"""Who of a list still has the right, asked before it is approved and before anything is handed over."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from chungtay.population.rights import HOUSEHOLD, PERSON
from chungtay.records.entitlements.models import BackPaid, LineState, SupportLine, SupportList
from chungtay.records.entitlements.operations.origins import origin_of
from chungtay.records.entitlements.queries.rights import Found, Rights, rights_in, rights_of
from chungtay.records.registry.queries.pupils import lives_of, people
from chungtay.rulebook.rights import AmountNotWhole


def gone(made: SupportList, lines: Sequence[SupportLine], *, by: Any, at: datetime.datetime) -> list[int]:
    """The lines whose person or household has the right no more, by today's facts and the policy as it stands on the
    list's own day where it has ended since."""
    today = timezone.localdate(at)
    if made.origin:
        return origin_of(made.origin).gone(made, lines, by, today)
    homes_of_lines = {line.household_id for line in lines}
    if len(homes_of_lines) == 1:  # a hand-over looks at one household, not at the ward
        found = rights_of(by, made.ward, homes_of_lines.pop(), today, today)
    else:
        found = rights_in(by, made.ward, today, today)
    if made.back_pay or found.policy(made.policy) is None:  # what was due in its time stays due to whoever is here
        present = set(found.facts.people.select(HOUSEHOLD, PERSON).iter_rows())
        homes = set(found.facts.homes[HOUSEHOLD])
        entitled = present | {(home, None) for home in homes}
    else:
        check_whole(found, made.policy)
        entitled = _entitled(found, made.policy)
    undone = _undone(lines) if made.back_pay else set()
    return [line.pk for line in lines if line.pk in undone or (line.household_id, line.person_id) not in entitled]


def why_gone(made: SupportList, lines: Sequence[SupportLine]) -> dict[str, list[int]]:
    """Sentence -> the lines that lapse for it: somebody died, moved to another household or away, or the facts are
    others now. Statements do not grow with lines."""
    persons = [line.person_id for line in lines if line.person_id is not None]
    here, lives = people(persons, [made.ward.path]), lives_of(persons)
    dead = {number for number, life in lives.items() if life.died is not None}
    found: dict[str, list[int]] = {}
    for line in lines:
        found.setdefault(_sentence(line, here.get(line.person_id or 0), dead), []).append(line.pk)
    return found


def _sentence(line: SupportLine, someone: Any, dead: set[int]) -> str:
    if line.person_id in dead:
        return _("Has died.")
    if line.person_id is not None and someone is None:
        return _("No longer lives in the ward.")
    if someone is not None and someone.household != line.household_id:
        return _("Lives in another household now: %(code)s.") % {"code": someone.code}
    return _("Still on record here, but by today's facts and rules no longer entitled to what the list says.")


def _undone(lines: Sequence[SupportLine]) -> set[int]:
    """Lines of back pay of which a month was given back since."""
    months = BackPaid.objects.filter(line__in=lines).exclude(of__state=LineState.DELIVERED)
    return set(months.values_list("line", flat=True))


def check_whole(found: Rights, policy: str) -> None:
    """Raises ValidationError where the formula leaves somebody a part of a đồng: nothing is decided by it."""
    try:
        found.check_whole(policy)
    except AmountNotWhole as error:
        raise ValidationError(error.en if get_language() == "en" else error.vi, code="part") from error


def _entitled(found: Found, policy: str) -> set[tuple[int, int | None]]:
    return set(found.of_policy(policy, "due").select(HOUSEHOLD, PERSON).iter_rows())

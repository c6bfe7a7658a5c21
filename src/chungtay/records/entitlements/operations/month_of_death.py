"""Money of a month is paid for the month of a death and stops with the next (20/2021/NĐ-CP Điều 8 khoản 2: "kể từ
tháng ngay sau tháng ... chết"): to the family, whichever way the money is given. Cards, and what is given once, by the
year or as back pay, go to the living alone.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from typing import Any

import polars as pl
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from chungtay.foundation.core.words import fold
from chungtay.foundation.places.models import Unit
from chungtay.population.rights import PERSON
from chungtay.records.entitlements.queries.paid_after_death import pays_it
from chungtay.records.entitlements.queries.rights_on_days import rights_on_days
from chungtay.records.registry.queries.last_lived import died_between, ground_of, last_lived
from chungtay.records.registry.queries.pupils import lives_of
from chungtay.records.registry.queries.rights_facts import names_of
from chungtay.rulebook.rights import Policy

_DAY = datetime.timedelta(days=1)


def still_paid(persons: Iterable[int], period: str, ward: Unit) -> dict[int, datetime.date]:
    """Person -> day of death, of those who died in the month that a period is, or after it, and lived last on the
    ground of the ward."""
    first = datetime.date.fromisoformat(f"{period}-01")
    lives = lives_of(persons)
    dead = {number: life.died for number, life in lives.items() if life.died is not None and life.died >= first}
    if not dead:
        return {}
    ground, lived = ground_of(ward), last_lived(dead)
    return {number: died for number, died in dead.items() if number in lived and lived[number].group in ground}


def due_before_death(
    user: Any, ward: Unit, policy: str, deaths: Mapping[int, datetime.date], today: datetime.date
) -> pl.DataFrame | None:
    """What was due by a policy to whoever died, on the eve of the death: rows as `Rights.of_policy` has them; None
    for nobody. The same statements for any number of them."""
    eves = sorted({died - _DAY for died in deaths.values()})
    found = rights_on_days(user, ward, eves, today)
    rows = [
        then.of_policy(policy, "due").filter(
            pl.col(PERSON).is_in([number for number, died in deaths.items() if died - _DAY == eve])
        )
        for eve, then in found.items()
    ]
    return pl.concat(rows) if rows else None


def with_the_dead(
    rows: pl.DataFrame, policy: Policy, ward: Unit, day: datetime.date, *, died: bool, by: Any, today: datetime.date
) -> tuple[pl.DataFrame, set[int]]:
    """To whom a policy is due on a day, with those who died in that month before the day; and who of them all has died
    and is paid for the month all the same. `died`: whether anybody at all died in the month up to the day."""
    if not pays_it(policy):
        return rows, set()
    deaths = died_between(day.replace(day=1), day, ward) if died else {}
    earlier = due_before_death(by, ward, policy.id, deaths, today) if deaths else None
    rows = rows if earlier is None else pl.concat([rows, earlier])
    if day == today:
        return rows, set(deaths)
    return rows, set(still_paid(rows[PERSON].drop_nulls().to_list(), f"{day:%Y-%m}", ward))


def check_living_receiver(person: int | None, received_by: str) -> None:
    """Raises ValidationError where somebody who has died is said to have received it."""
    life = lives_of([person]).get(person) if person is not None else None
    if person is None or life is None or life.died is None:
        return
    name = names_of([person]).get(person, "")
    if fold(received_by.strip()) == fold(name):
        raise ValidationError(
            _("%(name)s died on %(day)s: write who of the family received it.")
            % {"name": name, "day": f"{life.died:%d/%m/%Y}"},
            code="received_by",
        )

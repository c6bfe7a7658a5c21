"""The norm of a relief and how its amount comes out for one misfortune: the one place that asks the rule book."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from chungtay.foundation.places.models import Level, Unit
from chungtay.foundation.places.queries.units import ancestors
from chungtay.rulebook import norms, policy_book
from chungtay.rulebook.language import names_in
from chungtay.rulebook.result import Text

FUNERAL = "relief-death"  # for somebody who is no longer there
INJURED = "relief-injured"
HOUSE, RICE = "house", "rice"  # of each, one norm answers one misfortune
_OCCASIONS: dict[str, tuple[str, ...]] = {
    "illness": ("hunger",),
    "accident": ("hunger", "disaster"),
    "epidemic": ("hunger", "disaster"),
    "fire": ("hunger", "disaster", "house"),
    "disaster": ("hunger", "disaster", "house"),
    "other": ("hunger", "disaster", "house"),
}


@dataclass(frozen=True, slots=True)
class Worked:
    """What is due: whole đồng, or kilograms of rice. `reason` says how it comes out, with its article."""

    norm: norms.Norm
    amount: int | None
    kilograms: int | None
    reason: Text


def relief_norms(kind: str, day: datetime.date, ward: Unit) -> list[norms.NormOn]:
    """The norms that a misfortune of a kind leads to on its day; none where no source was read."""
    return [each for each in norms.norms_on(day, places_of(ward)) if each.norm.occasion in _OCCASIONS.get(kind, ())]


def worked_out(name: str, kind: str, day: datetime.date, ward: Unit, *, persons: int = 1, months: int = 1) -> Worked:
    """The amount of a norm for a misfortune. `persons` and `months` count for rice alone. Raises NormNotThere where
    none holds, its number was not read, it is for other misfortunes, or more months are asked than it allows."""
    places = places_of(ward)
    found = norms.norm_on(name, day, places)
    norm = found.norm
    if norm.occasion not in _OCCASIONS.get(kind, ()):
        raise norms.NormNotThere(
            f"“{norm.label.vi}” dành cho loại hoạn nạn khác.", f'"{norm.label.en}" is for other misfortunes.'
        )
    law = f"{norm.instrument}, {norm.article} [{norm.mark}]"
    if norm.unit == "kg":
        total = found.worth(persons=persons, units=months)
        sum_vi = f"{found.amount} kg × {persons} người × {months} tháng = {total} kg gạo"
        sum_en = f"{found.amount} kg × {persons} persons × {months} months = {total} kg of rice"
        return Worked(norm, None, total, Text(f"{sum_vi}; {law}", f"{sum_en}; {law}"))
    total = found.worth()
    return Worked(norm, total, None, _reason(norm, total, law, day, places))


def once_of(norm: norms.Norm) -> str:
    """HOUSE or RICE for a norm of which one answers one misfortune of a household; "" for what goes to each person."""
    if norm.unit == "kg":
        return RICE
    return HOUSE if norm.occasion == "house" else ""


def names_once(once: str) -> list[str]:
    """The norms of HOUSE or of RICE, of every day and place."""
    return [norm.id for norm in norms.all_norms() if once_of(norm) == once]


def label_of(name: str, day: datetime.date, ward: Unit) -> Text:
    """The words of a norm of a day; its name for one that the book has no more."""
    held = {each.norm.id: each.norm.label for each in norms.norms_on(day, places_of(ward))}
    return held.get(name, Text(name, name))


def places_of(ward: Unit) -> list[str]:
    """The codes of the units that a ward lies in, as the rule book asks for them."""
    return [unit.code for unit in ancestors(ward) if unit.level != Level.GROUP]


def _reason(norm: norms.Norm, total: int, law: str, day: datetime.date, places: list[str]) -> Text:
    """10 x 650,000 = 6,500,000 where the norm counts a number of law; else the amount alone."""
    named = sorted(names_in(norm.times))
    value = policy_book.load().parameters[named[0]].on(day, places) if len(named) == 1 else None
    if value is None or not value.amount:
        least = ("ít nhất ", "at least ") if norm.least else ("", "")
        return Text(f"{least[0]}{_vi(total)} đ; {law}", f"{least[1]}{total:,} đ; {law}")
    times, of = total // value.amount, f"{value.instrument} [{value.mark}]"
    return Text(
        f"{times} × {_vi(value.amount)} đ (mức chuẩn, {of}) = {_vi(total)} đ; {law}",
        f"{times} × {value.amount:,} đ (standard, {of}) = {total:,} đ; {law}",
    )


def _vi(amount: int) -> str:
    return f"{amount:,}".replace(",", ".")

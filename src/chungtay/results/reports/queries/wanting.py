"""Which report an address or a stored request asks for."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from typing import Any

from chungtay.foundation.places.models import Unit
from chungtay.records.registry.queries.movement import Reading
from chungtay.results.reports.queries.facts import PRELIMINARY, Apart, Wanted, wanted
from chungtay.rulebook import rule_sets
from chungtay.work.review.models import Campaign


def campaigns_for(place: Unit, year: int) -> list[Campaign]:
    """The yearly review that covers the place, its own or the one of a unit above it; else those of the units below it,
    which open their own since there is no district between. None that is only planned."""
    rows = Campaign.objects.filter(year=year, kind="periodic", state__in=["open", "closed"]).select_related("area")
    above = [int(part) for part in place.path.strip("/").split("/")]
    own = list(rows.filter(area__in=above).order_by("-pk")[:1])
    return own or list(rows.filter(area__path__startswith=place.path).order_by("area__code", "pk"))


def wanted_by(place: Unit, year: int, basis: str, query: Mapping[str, str], today: datetime.date) -> Wanted | None:
    """The report of an address: `chuan` names the standard, `tu` and `den` the days of the lists. None when a
    preliminary report is asked for and there is no review."""
    campaigns = campaigns_for(place, year) if basis == PRELIMINARY else []
    if basis == PRELIMINARY and not campaigns:
        return None
    named = query.get("chuan", "")
    known = {*rule_sets.names(), *rule_sets.local_names()}
    return wanted(
        place,
        year,
        today,
        campaigns=campaigns,
        rule_set=named if named in known else "",
        opens=_day(query.get("tu", "")),
        closes=_day(query.get("den", "")),
    )


def _day(text: str) -> datetime.date | None:
    """dd/mm/yyyy or an ISO date; anything else asks for nothing."""
    for pattern in ("%d/%m/%Y", "%Y-%m-%d"):
        try:
            return datetime.datetime.strptime(text.strip(), pattern).replace(tzinfo=datetime.UTC).date()
        except ValueError:
            continue
    return None


def asked_of(what: Wanted, level: str) -> dict[str, Any]:
    """A request as it is kept until a worker takes it up."""
    return {
        "level": level,
        "campaigns": [each.pk for each in what.campaigns],
        "rule_set": what.closing.rule_set,
        "opening": _told(what.opening),
        "closing": _told(what.closing),
        "apart": [[each.ward.pk, _told(each.opening), _told(each.closing)] for each in what.apart],
    }


def _told(reading: Reading) -> list[Any]:
    return [reading.day.isoformat(), reading.rule_set, list(reading.paths)]


def _reading(told: Sequence[Any]) -> Reading:
    day, rules, paths = told
    return Reading(datetime.date.fromisoformat(day), rules, tuple(paths))


def wanted_of(place: Unit, year: int, asked: Mapping[str, Any]) -> Wanted:
    """The way back from `asked_of`."""
    numbers = asked.get("campaigns") or [number for number in [asked.get("campaign")] if number]
    campaigns = tuple(Campaign.objects.filter(pk__in=numbers).order_by("area__code", "pk")) if numbers else ()
    told = asked.get("apart", [])
    wards = Unit.objects.in_bulk([ward for ward, _opening, _closing in told])
    apart = [Apart(wards[ward], _reading(opening), _reading(closing)) for ward, opening, closing in told]
    return Wanted(place, year, _reading(asked["opening"]), _reading(asked["closing"]), campaigns, tuple(apart))

"""How a round is told: its next step, its gifts by name, its balance."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from chungtay.records.entitlements.queries.naming import birth_told
from chungtay.records.registry.queries.listed import homes
from chungtay.records.registry.queries.pupils import names_of_people
from chungtay.records.registry.queries.rights_facts import names_of
from chungtay.work.gifts.models import Gift, GiftState, Round, RoundState
from chungtay.work.gifts.queries.same_occasion import Given

NAMED = 20  # who stands twice, by name


@dataclass(frozen=True, slots=True)
class Row:
    """A round in the list of rounds."""

    made: Round
    gifts: int
    delivered: int
    open: int
    next: str


def rows(found: Iterable[Round], states: dict[int, dict[str, int]]) -> list[Row]:
    made = []
    for each in found:
        counts = states.get(each.pk, {})
        waiting = counts.get(GiftState.DUE, 0) + counts.get(GiftState.READY, 0)
        gifts = sum(counts.values())
        made.append(Row(each, gifts, counts.get(GiftState.DELIVERED, 0), waiting, next_of(each, gifts, waiting)))
    return made


def next_of(made: Round, gifts: int, waiting: int) -> str:
    """The next step in a sentence."""
    if made.state == RoundState.DRAFT:
        return _("Draw the list up") if not gifts else _("Waits for approval by another person")
    if made.state == RoundState.APPROVED:
        return _("Note what came in, give the routes, begin the hand-over")
    if made.state == RoundState.HANDING and waiting:
        return ngettext("%(count)s gift to hand over", "%(count)s gifts to hand over", waiting) % {"count": waiting}
    if made.state == RoundState.HANDING:
        return _("Count the store and settle")
    return ""


@dataclass(frozen=True, slots=True)
class Line:
    gift: Gift
    name: str
    head: str
    home: str
    address: str
    born: str = ""


def lines(found: Iterable[Gift], today: datetime.date) -> list[Line]:
    """Gifts with the names that the register has; a fixed number of statements for a page."""
    page = list(found)
    named = names_of_people([gift.person_id for gift in page if gift.person_id is not None])
    home: dict[int, Any] = {each.number: each for each in homes({gift.household_id for gift in page}, day=today)}
    made = []
    for gift in page:
        where = home.get(gift.household_id)
        head = where.head_name if where else ""
        name, born, known = named.get(gift.person_id or 0, ("" if gift.person_id is not None else head, None, ""))
        told = birth_told(born, known)
        made.append(Line(gift, name, head, where.code if where else "", where.address if where else "", told))
    return made


def twice(found: dict[int, str], today: datetime.date) -> list[tuple[Line, str]]:
    """The first gifts of those that `queries.listed_twice` found, each with where its receiver stands already."""
    gifts = Gift.objects.filter(pk__in=sorted(found)[:NAMED]).select_related("kind").order_by("pk")
    return [(line, found[line.gift.pk]) for line in lines(gifts, today)]


def left_off(found: Sequence[tuple[int, int | None, Given]], today: datetime.date) -> str:
    """Who is not on a list since they have a gift of the occasion and source already: by name, where and when."""
    shown = found[:NAMED]
    names = names_of([person for _home, person, _given in shown if person is not None])
    heads = {each.number: each.head_name or each.code for each in homes({home for home, *_more in shown}, day=today)}
    told = [
        f"{heads.get(home, '') if person is None else names.get(person, '')} ({_given_words(given)})"
        for home, person, given in shown
    ]
    if len(found) > NAMED:
        told.append(_("and %(count)s other receivers") % {"count": len(found) - NAMED})
    sentence = ngettext(
        "%(count)s is not on the list, having a gift of this occasion and source already: %(told)s.",
        "%(count)s are not on the list, having a gift of this occasion and source already: %(told)s.",
        len(found),
    )
    return sentence % {"count": len(found), "told": "; ".join(told)}


def _given_words(given: Given) -> str:
    about = {"round": given.round, "kind": given.kind, "ward": given.ward}
    if given.on is None:
        return _("“%(round)s” · %(kind)s, %(ward)s, waits for the hand-over") % about
    day = f"{timezone.localtime(given.on):%d/%m/%Y}"
    return _("“%(round)s” · %(kind)s, %(ward)s, received on %(day)s") % (about | {"day": day})


@dataclass(frozen=True, slots=True)
class Chip:
    id: str
    label: str
    count: int
    chosen: bool


NO_RECEIPT = "no_receipt"


def chips(counts: dict[str, int], absent: int, state: str, lacking: int = 0) -> list[Chip]:
    found = [Chip("", _("All"), sum(counts.values()), state == "")]
    found += [Chip(each, str(each.label), counts[each], each == state) for each in GiftState if each in counts]
    if absent:
        found.append(Chip("absent", _("Nobody at home"), absent, state == "absent"))
    if lacking or state == NO_RECEIPT:
        found.append(Chip(NO_RECEIPT, _("Receipt still missing"), lacking, state == NO_RECEIPT))
    return found

"""What the cards of a purchase cost: the premium of each person, and who pays which part. Whole đồng.

Whoever the budget helps pays no household discount and has no place in the household's order (146/2018/NĐ-CP Điều 7
khoản 2); the others follow the order of joining within the year: whoever joined in the year keeps the place, others
take the first that are free. The premium is that of the day of payment.
"""

from __future__ import annotations

import calendar
import datetime
import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from chungtay.foundation.places.models import Unit
from chungtay.records.entitlements.operations.cards import CardPayer
from chungtay.records.entitlements.queries.cards import KNOWN_FOR, cards_of, ended_before
from chungtay.records.registry.queries.listed import rosters
from chungtay.rulebook import policy_book
from chungtay.rulebook.policy_book import PolicyBook
from chungtay.rulebook.premium import Premium, household_premiums, monthly_premium
from chungtay.rulebook.rights import AmountNotWhole
from chungtay.work.insurance.models import BatchLine, LineState, PurchaseBatch, Remainder
from chungtay.work.insurance.models.batches import HELD
from chungtay.work.insurance.queries.needs import BUY, ESCAPED, HAS, MONTHS, UNKNOWN, Need, Needs, needs_of

_DAY = datetime.timedelta(days=1)
WAIT = datetime.timedelta(days=30)  # first time, or after a gap (Luật BHYT Điều 16 khoản 3 điểm c)
GAP = datetime.timedelta(days=90)
RENEWED_FROM = KNOWN_FOR  # before its last day a card can be followed: lists are looked through every quarter
_ORDERED = (CardPayer.HOUSEHOLD, CardPayer.DONOR)


@dataclass(frozen=True, slots=True)
class _Times:
    """When a card of the purchase holds, None for whoever gets none: a right that has run out by then."""

    first: datetime.date
    last: datetime.date
    months: int


def months_on(day: datetime.date, months: int) -> datetime.date:
    """The last day of so many months that begin on a day: 01/10 and 3 give 31/12, 15/01 and 1 give 14/02."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return datetime.date(year, month + 1, min(day.day, last)) - (_DAY if day.day <= last else datetime.timedelta())


def lines_for(made: PurchaseBatch, *, by: Any, today: datetime.date) -> list[BatchLine]:
    """The lines of a purchase, not saved. Whoever has a card at that time or stands on another purchase is left out."""
    needs = needs_of(by, made.ward, today, today)
    asked = {UNKNOWN}  # of whom nobody knows whether they have a card: that is asked first
    wanted = [need for need in needs.people.values() if need.way == BUY and need.stage not in asked]
    wanted = [need for need in wanted if need.person not in needs.doubtful]
    times = _times(made, wanted, today)
    wanted = [need for need in wanted if need.person in times]
    taken = _taken(times)
    wanted = [need for need in wanted if need.person not in taken]
    book = policy_book.load()
    whole, basis = monthly_premium(book, made.paid_on), monthly_premium(book, needs.day)
    homes: dict[int, list[Need]] = {}
    for need in wanted:
        homes.setdefault(need.household, []).append(need)
    order = _order(homes, today)
    places = places_taken(homes, made.paid_on.year, today)
    found = []
    for home, members in homes.items():
        for need in sorted(members, key=lambda need: order.get(need.person, len(order))):
            premium = Premium(None, 0)
            if need.budget == 0:
                premium = _premium_of(book, made.paid_on, _take(places.setdefault(home, {}), need.person))
            found.append(_line(made, need, premium, whole, basis, times[need.person], needs))
    return found


def nobody(by: Any, ward: Unit, today: datetime.date) -> str:
    """Why nobody is left, in a sentence: where cards hold, the day on which the first of them can be followed."""
    said = _("Nobody is left for whom a card is to be bought: see who has no card, and why.")
    needs = needs_of(by, ward, today, today).people.values()
    early = too_early([need for need in needs if need.way == BUY], today)
    if not early:
        return said
    more = _("Cards that hold can be followed from 92 days before their last day on; the first of them from %(day)s.")
    return f"{said} {more % {'day': f'{min(early.values()):%d/%m/%Y}'}}"


def _line(
    made: PurchaseBatch, need: Need, premium: Premium, whole: int, basis: int, times: _Times, needs: Needs
) -> BatchLine:
    monthly = whole if premium.place is None else premium.amount
    budget = _budget(need, whole, basis)
    rest = (monthly - budget) * times.months
    policy = needs.policies.get(need.policy)
    city = policy is not None and policy.issuer != "central"
    reason = policy.who_words.vi if policy else "Người thuộc hộ mới thoát nghèo, thoát cận nghèo"
    donor = made.remainder == Remainder.DONOR
    return BatchLine(
        person_id=need.person,
        household_id=need.household,
        policy="" if need.policy == ESCAPED else need.policy,
        reason=reason[:300],
        place=premium.place,
        months=times.months,
        monthly=monthly,
        by_state=0 if city else budget * times.months,
        by_city=budget * times.months if city else 0,
        by_donor=rest if donor else 0,
        by_household=0 if donor else rest,
        valid_from=times.first,
        valid_to=times.last,
    )


def _budget(need: Need, whole: int, basis: int) -> int:
    """What the budget pays a month at the premium of the day of payment: the share stays, the base salary may not."""
    amount, rest = divmod(need.budget * whole, basis)
    if rest:
        raise AmountNotWhole(
            f"Phần ngân sách {need.budget}/{basis} của {whole} không ra số đồng nguyên.",
            f"{need.budget}/{basis} of {whole} is no whole đồng.",
        )
    return amount


def _times(made: PurchaseBatch, needs: Sequence[Need], today: datetime.date) -> dict[int, _Times]:
    """When each card would hold: the day after a card that ends in the first month; a household's own card 30 days
    after payment, the first time and after a gap of 90 days; a right that ends after 36 months ends the card. A card
    that holds today is followed once its last day is near (`renewed_from`), never before."""
    early = too_early(needs, today)
    needs = [need for need in needs if need.person not in early]
    persons = [need.person for need in needs]
    ended, held = ended_before(persons, made.starts_on), cards_of(persons, made.starts_on, None)
    soon = months_on(made.starts_on, 1)
    found: dict[int, _Times] = {}
    for need in needs:
        first, months = made.starts_on, made.months
        last = ended.get(need.person)
        now = next((card for card in held.get(need.person, ()) if card.valid_from <= first), None)
        if now is not None and now.valid_to is not None and now.valid_to <= soon:
            first, last = now.valid_to + _DAY, now.valid_to
        if need.budget == 0:
            new = last is None or made.paid_on - last >= GAP
            first = max(first, made.paid_on + WAIT if new else made.paid_on)
        if need.since is not None:
            since = need.since + _whole_months(made, first)
            months = min(months, MONTHS - since)
        if months > 0:
            found[need.person] = _Times(first, months_on(first, months), months)
    return {person: each for person, each in found.items() if not _meets(each, held.get(person, ()))}


def renewed_from(last: datetime.date) -> datetime.date:
    """The first day on which a purchase may follow a card that ends on a day."""
    return last - RENEWED_FROM


def too_early(needs: Iterable[Need], today: datetime.date) -> dict[int, datetime.date]:
    """Person -> first day on which the card that holds today can be followed, of those for whom it lies ahead."""
    ends = {need.person: need.until for need in needs if need.stage == HAS and need.until is not None}
    return {person: renewed_from(last) for person, last in ends.items() if renewed_from(last) > today}


def _whole_months(made: PurchaseBatch, first: datetime.date) -> int:
    drawn = timezone.localdate(made.drawn_at)
    return max((first.year - drawn.year) * 12 + first.month - drawn.month, 0)


def _meets(times: _Times, cards: Iterable[Any]) -> bool:
    return any(
        card.valid_from <= times.last and (card.valid_to is None or card.valid_to >= times.first) for card in cards
    )


def _taken(times: dict[int, _Times]) -> set[int]:
    """Who stands on a purchase already for some of those days."""
    lines = BatchLine.objects.filter(person__in=times, state__in=HELD)
    rows = lines.order_by().values_list("person", "valid_from", "valid_to")
    return {person for person, first, last in rows if first <= times[person].last and last >= times[person].first}


def _order(homes: Iterable[int], today: datetime.date) -> dict[int, int]:
    """Person -> place by age in its household, the head first."""
    return {member.person: place for members in rosters(homes, today).values() for place, member in enumerate(members)}


def places_taken(
    homes: Iterable[int], year: int, today: datetime.date, *, besides: int | None = None
) -> dict[int, dict[int, int]]:
    """Household -> person -> place in its order, of who joined in this year: the place of their purchase (`besides`
    one), whoever came with another card by its first day. Who joined and died since keeps the place."""
    homes = list(homes)
    home_of = {member.person: home for home, members in rosters(homes, today).items() for member in members}
    joined = Q(state__in=HELD) | Q(state=LineState.LAPSED, card__isnull=False)
    lines = BatchLine.objects.filter(joined, household__in=homes, place__isnull=False, batch__paid_on__year=year)
    if besides is not None:
        lines = lines.exclude(batch=besides)
    found: dict[int, dict[int, int]] = {}
    for place, person, home in sorted(lines.order_by().values_list("place", "person", "household")):
        _take(found.setdefault(home, {}), person, place)
    first, last = datetime.date(year, 1, 1), datetime.date(year, 12, 31)
    began = {
        person: min(card.valid_from for card in own)
        for person, cards in cards_of(home_of, first, last).items()
        if (own := [card for card in cards if card.payer in _ORDERED and card.valid_from >= first])
    }
    for person in sorted(began, key=lambda person: (began[person], person)):
        _take(found.setdefault(home_of[person], {}), person)
    return found


def _take(taken: dict[int, int], person: int, wanted: int | None = None) -> int:
    """The place of a person in the household's order: the one it has, else the wanted one, else the first free."""
    if person not in taken:
        used = set(taken.values())
        free = next(place for place in itertools.count(1) if place not in used)
        taken[person] = free if wanted is None or wanted in used else wanted
    return taken[person]


def _premium_of(book: PolicyBook, day: datetime.date, place: int) -> Premium:
    return household_premiums(book, day, [False] * place)[-1]


def reprice(made: PurchaseBatch, today: datetime.date) -> int:
    """Price the lines of a draft anew that follow a household's order, as somebody before them may have left; how many
    changed."""
    lines = list(made.lines.filter(state=LineState.DUE, place__isnull=False).order_by("household", "place", "pk"))
    taken = places_taken({line.household_id for line in lines}, made.paid_on.year, today, besides=made.pk)
    book, changed = policy_book.load(), []
    for line in lines:
        place = _take(taken.setdefault(line.household_id, {}), line.person_id)
        if place == line.place:
            continue
        line.place, line.monthly = place, _premium_of(book, made.paid_on, place).amount
        rest = line.monthly * line.months - line.by_state - line.by_city
        donor = made.remainder == Remainder.DONOR
        line.by_donor, line.by_household = (rest, 0) if donor else (0, rest)
        changed.append(line)
    BatchLine.objects.bulk_update(changed, ["place", "monthly", "by_donor", "by_household"], batch_size=500)
    return len(changed)


def too_low(made: PurchaseBatch, line: BatchLine, today: datetime.date) -> bool:
    """Whether a place before that of the line stands empty: somebody left, and nobody pays that share."""
    if line.place is None or line.place == 1:
        return False
    taken = places_taken([line.household_id], made.paid_on.year, today).get(line.household_id, {})
    return not set(range(1, line.place)) <= set(taken.values())

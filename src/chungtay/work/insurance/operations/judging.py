"""What taking a line of a list over would do: to whom it means, beside the cards that the person has."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence

from django.utils.translation import gettext as _

from chungtay.records.entitlements.operations.cards import HealthCard, told_of
from chungtay.records.entitlements.queries.cards import card_print, cards_of, holders_of_numbers
from chungtay.records.registry.queries.pupils import Matched, Sought, dead_with_numbers, match, year_in
from chungtay.work.insurance.models import CardRow, RowOutcome

_DAY_FORMAT = "%d/%m/%Y"
_STANDING = (RowOutcome.NEW, RowOutcome.CHANGED, RowOutcome.SAME)


def find_people(rows: Sequence[CardRow], path: str) -> None:
    """Say of each line whom it means, or why nobody; the number of statements does not grow with the lines. A line
    refused for its faults stays refused, but it names somebody: of them nobody is to say that they have no card."""
    sought = [Sought(row.name, whole_birth(row), str(row.identity), year_in(row.born)) for row in rows]
    matched = match(sought, [path])
    dead = dead_with_numbers(str(row.identity) for row in rows)
    for row, found in zip(rows, matched, strict=True):
        if row.outcome:
            row.person_id = found.certain.number if found.certain else None
            row.possible = [each.number for each in found.possible]
        else:
            _meant(row, found, dead.get(str(row.identity)))


def _meant(row: CardRow, found: Matched, died: datetime.date | None) -> None:
    if found.certain is not None:
        row.person_id = found.certain.number
    elif died is not None:
        row.outcome = RowOutcome.REFUSED
        row.why = _("Died on %(day)s: the card has to be locked, not taken over.") % {"day": died.strftime(_DAY_FORMAT)}
    elif found.possible:
        row.outcome, row.possible = RowOutcome.CHOOSE, [each.number for each in found.possible]
    else:
        row.outcome = RowOutcome.UNKNOWN


def judge(rows: Iterable[CardRow], earlier: Iterable[CardRow] = ()) -> None:
    """What each line with a person would do. `earlier`: lines of the list judged before, which count as taken."""
    mine = [row for row in rows if row.person_id is not None and row.valid_from is not None]
    if not mine:
        return
    held = cards_of(
        (row.person_id for row in mine if row.person_id), min(row.valid_from for row in mine if row.valid_from), None
    )
    seen: dict[int, list[CardRow]] = {}
    for row in earlier:
        if row.person_id is not None and row.outcome in _STANDING:
            seen.setdefault(row.person_id, []).append(row)
    for row in mine:
        _judge(row, held, seen)
        if row.outcome in _STANDING:
            seen.setdefault(row.person_id or 0, []).append(row)


def _judge(row: CardRow, held: Mapping[int, Sequence[HealthCard]], seen: Mapping[int, Sequence[CardRow]]) -> None:
    row.why, row.card = "", None
    cards = held.get(row.person_id or 0, ())
    twice = next((each for each in seen.get(row.person_id or 0, ()) if _meet(row, each)), None)
    if twice is not None:
        row.outcome = RowOutcome.REFUSED
        row.why = _("Line %(line)s of the list gives this person a card for the same days.") % {"line": twice.line}
        return
    meant = _same_card(row, cards)
    other = next((card for card in cards if card is not meant and _meet(row, card)), None)
    if other is not None:
        row.outcome = RowOutcome.REFUSED
        row.why = _("%(why)s End that card first, or leave this line.") % {"why": told_of(other)}
    elif meant is None:
        row.outcome = RowOutcome.NEW
    else:
        row.card = meant.pk
        days = (meant.valid_from, meant.valid_to, meant.payer) == (row.valid_from, row.valid_to, row.payer)
        known = not row.number or meant.print == card_print(str(row.number))
        row.outcome = RowOutcome.SAME if days and known else RowOutcome.CHANGED


def look_at_numbers(rows: Iterable[CardRow]) -> None:
    """Mark lines whose number somebody else has on record, who is none of those that the line may mean. One statement
    for a part."""
    numbered = [row for row in rows if str(row.number) and row.outcome != RowOutcome.REFUSED]
    holders = holders_of_numbers({str(row.number) for row in numbered})
    said = _("Another person has a card of this number on record.")
    for row in numbered:
        others = holders.get(str(row.number), set()) - {row.person_id}
        others -= set() if row.person_id else set(row.possible)
        if others and said not in row.warning:
            row.warning = f"{row.warning} {said}".strip()[:300]


def _same_card(row: CardRow, cards: Sequence[HealthCard]) -> HealthCard | None:
    """The card on record that the line speaks of: of the same number where both have one and they meet, else of the
    same first day."""
    wanted = card_print(str(row.number))
    for card in cards:
        if card.ended_why:
            continue
        if card.valid_from == row.valid_from and (not wanted or not card.print or card.print == wanted):
            return card
        if wanted and card.print == wanted and _meet(row, card):
            return card
    return None


def _meet(row: CardRow, other: HealthCard | CardRow) -> bool:
    assert row.valid_from is not None  # noqa: S101 - lines without days are refused before
    assert other.valid_from is not None  # noqa: S101
    far = datetime.date.max
    return max(row.valid_from, other.valid_from) <= min(row.valid_to or far, other.valid_to or far)


def whole_birth(row: CardRow) -> datetime.date | None:
    parts = row.born.split("/")
    try:
        return datetime.date(int(parts[2]), int(parts[1]), int(parts[0])) if len(parts) == 3 else None
    except ValueError:
        return None

"""Lists of cards that the insurer sends: compared with the register, decided where two may be meant, taken over,
undone.

The same file twice is one list. Small lists are worked on at once, a whole ward in the background, in parts: each part
is one transaction with the mark of the list inside it, so whoever takes it up after a dead worker goes on from there.
"""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from chungtay.foundation.core.operations import jobs, record_event
from chungtay.foundation.core.words import fold
from chungtay.foundation.places.models import Level, Unit
from chungtay.records.entitlements.operations.cards import (
    CardPayer,
    CardSource,
    NewCard,
    Period,
    change_cards,
    record_cards,
    record_no_card,
)
from chungtay.records.entitlements.queries.cards import cards_of
from chungtay.records.registry.queries.dwelling import homes_on, people_on
from chungtay.records.registry.queries.pupils import people
from chungtay.work.insurance.models import CardList, CardRow, ListState, RowOutcome
from chungtay.work.insurance.models.lists import TAKEN
from chungtay.work.insurance.operations.cards import FAR
from chungtay.work.insurance.operations.judging import find_people, judge, look_at_numbers, whole_birth
from chungtay.work.insurance.permissions import check_may_import
from chungtay.work.insurance.transitions import check_list
from chungtay.workbooks.cards import CardLine
from chungtay.workbooks.reading.lines import Passed, kept_of

COMPARE, APPLY = "insurance.list_compare", "insurance.list_apply"
AHEAD = datetime.timedelta(days=366)  # cards are issued for a year to come
AT_ONCE = 1_000  # lines; longer lists are worked on in the background
_PART = 500
_JUDGED = ["person", "outcome", "why", "possible", "card", "warning"]


@dataclass(frozen=True, slots=True)
class Sent:
    """A file as it was read: its name, the SHA-256 of its bytes, its lines, the rows passed over."""

    name: str
    sha256: str
    lines: Sequence[CardLine]
    passed: Sequence[Passed] = ()


def origin_of(made: CardList) -> str:
    return f"insurance.cardlist:{made.pk}"


@transaction.atomic
def bring_in(
    ward: Unit, sent: Sent, *, on: datetime.date, complete: bool, payer: str, by: Any, at: datetime.datetime
) -> tuple[CardList, bool]:
    """Keep the lines and compare them; no card is written yet. Returns the list and whether it is new: the same content
    again for the same ward and day gives the one that is there. Raises ValidationError, PermissionDenied."""
    if ward.level != Level.WARD:
        raise ValidationError(_("A list of cards is brought in for one ward."), code="ward")
    today = timezone.localdate(at)
    check_may_import(by, ward, today)
    if on > today:
        raise ValidationError(_("The day lies in the future."), code="future")
    if payer not in CardPayer.values:
        raise ValidationError(_("It is not known who pays this card."), code="payer")
    gone = (ListState.UNDONE, ListState.DISCARDED)
    Unit.objects.select_for_update(no_key=True).get(pk=ward.pk)
    known = CardList.objects.filter(ward=ward, sha256=sent.sha256, on=on).exclude(state__in=gone).first()
    if known:
        return known, False
    made = CardList.objects.create(
        ward=ward, on=on, complete=complete, payer=payer, name=sent.name[-200:], sha256=sent.sha256, brought_by=by,
        brought_at=at, passed=kept_of(sent.passed),
    )  # fmt: skip
    CardRow.objects.bulk_create((_row(made, line) for line in sent.lines), batch_size=_PART)
    record_event("insurance.list_brought_in", made, by=by, at=at, area=ward, detail={"lines": len(sent.lines)})
    if len(sent.lines) <= AT_ONCE:
        compare_part(made.pk, size=AT_ONCE)
        _compared(made.pk)
        made.refresh_from_db()
    else:
        jobs.start(COMPARE, made, by=by, at=at, area=ward, once=f"insurance.list:{made.pk}")
    return made, True


def _row(made: CardList, line: CardLine) -> CardRow:
    language = 2 if get_language() == "en" else 1
    row = CardRow(
        list=made,
        line=line.line,
        name=line.name,
        born=line.born,
        identity=line.identity,
        number=line.number,
        payer=line.payer or made.payer,
        valid_from=line.first,
        valid_to=line.last,
        warning=_told(line.warnings, language),
    )
    today = timezone.localdate(made.brought_at)
    if line.faults:
        row.outcome, row.why = RowOutcome.REFUSED, _told(line.faults, language)
    elif any(day is not None and day - today > FAR for day in (line.first, line.last)):
        row.outcome = RowOutcome.REFUSED
        row.why = _("A day lies more than ten years away: mend the year and bring the file in anew.")
    elif line.first is not None and line.first - today > AHEAD:
        row.warning = f"{row.warning} {_('It begins more than a year from now: look at the year.')}".strip()[:300]
    return row


def _told(said: Sequence[tuple[str, str, str]], language: int) -> str:
    return " ".join(f"{each[0]}: {each[language]}" for each in said)[:300]


@transaction.atomic
def compare_part(number: int, *, size: int = _PART) -> int:
    """Compare the next lines behind the mark; how many. The list is held: a second worker waits and finds it moved."""
    made = held(number)
    if made.state != ListState.COMPARING:
        return 0
    rows = list(made.rows.filter(line__gt=made.mark).order_by("line")[:size])
    if not rows:
        return 0
    open_rows = [row for row in rows if not row.outcome]
    find_people(rows, made.ward.path)
    persons = [row.person_id for row in open_rows if row.person_id]
    judge(open_rows, made.rows.filter(person__in=persons, line__lte=made.mark))
    look_at_numbers(open_rows)
    for row in rows:
        row.identity = ""  # it found its person; it is not kept
    CardRow.objects.bulk_update(rows, [*_JUDGED, "identity"], batch_size=_PART)
    made.mark = rows[-1].line
    made.save(update_fields=["mark"])
    return len(rows)


def compare_list(number: int, progress: Any) -> None:
    """The whole list, part by part, with signs of life."""
    total = CardRow.objects.filter(list=number).count()
    done = CardRow.objects.filter(list=number, line__lte=CardList.objects.get(pk=number).mark).count()
    while True:
        with progress.batch() as batch:
            part = compare_part(number)
            done += part
            batch.done, batch.total = done, total
        if not part:
            break
    _compared(number)


@transaction.atomic
def _compared(number: int) -> None:
    made = held(number)
    if made.state == ListState.COMPARING:
        made.state, made.mark = ListState.STAGED, 0
        made.save(update_fields=["state", "mark"])


@transaction.atomic
def decide(number: int, line: int, *, person: int | None, by: Any, at: datetime.datetime) -> CardRow:
    """Say whom a line means, out of those who are possible, or leave it out (None). Raises ValidationError,
    PermissionDenied."""
    made = held(number)
    check_may_import(by, made.ward, timezone.localdate(at))
    check_list(made.state, ListState.APPLYING)
    row = made.rows.select_for_update(no_key=True).filter(line=line).first()
    if row is None or not row.to_decide:
        raise ValidationError(_("There is nothing to decide on this line."), code="line")
    row.decided_by = by
    if person is None:
        row.person_id, row.outcome = None, RowOutcome.LEFT_OUT
    else:
        if person not in row.possible or person not in people([person], [made.ward.path]):
            raise ValidationError(_("This person is not one of those whom the line may mean."), code="person")
        row.person_id = person
        judge([row], made.rows.filter(person=person).exclude(pk=row.pk))
        look_at_numbers([row])
    row.save(update_fields=[*_JUDGED, "decided_by"])
    record_event(
        "insurance.line_decided", made, by=by, at=at, area=made.ward,
        detail={"line": line, "outcome": str(row.outcome)},
    )  # fmt: skip
    return row


@transaction.atomic
def take_over(number: int, *, looked_at: bool = False, by: Any, at: datetime.datetime) -> CardList:
    """Write the cards of the list down; undecided, unknown and refused lines are left. `looked_at`: somebody looked at
    the lines that have something to look at. Raises ValidationError, PermissionDenied."""
    made = held(number)
    check_may_import(by, made.ward, timezone.localdate(at))
    check_list(made.state, ListState.APPLYING)
    if not looked_at and made.rows.filter(outcome__in=TAKEN).exclude(warning="").exists():
        raise ValidationError(_("Look at the lines that are marked first, then tick that you did."), code="look")
    made.state, made.mark, made.taken_by, made.taken_at = ListState.APPLYING, 0, by, at
    made.save(update_fields=["state", "mark", "taken_by", "taken_at"])
    if made.rows.filter(outcome__in=TAKEN).count() <= AT_ONCE:
        apply_part(made.pk, by=by, at=at, size=AT_ONCE)
        _applied(made.pk, by=by, at=at)
    else:
        jobs.start(APPLY, made, by=by, at=at, area=made.ward, once=f"insurance.list:{made.pk}")
    made.refresh_from_db()
    return made


@transaction.atomic
def apply_part(number: int, *, by: Any, at: datetime.datetime, size: int = _PART) -> int:
    """Take the next lines over; how many. Each is judged anew: cards may have come since the comparison."""
    made = held(number)
    if made.state != ListState.APPLYING:
        return 0
    rows = list(made.rows.filter(outcome__in=TAKEN, line__gt=made.mark).order_by("line")[:size])
    if not rows:
        return 0
    here = people([row.person_id for row in rows if row.person_id], [made.ward.path])
    present = []
    for row in rows:
        person = here.get(row.person_id or 0)
        if person is None or person.died:
            row.outcome, row.why = RowOutcome.UNKNOWN, _("Has died or lives in this ward no more.")
        else:
            present.append(row)
    judge(present)
    new = [row for row in present if row.outcome == RowOutcome.NEW]
    record_cards([_card(row) for row in new], source=CardSource.LIST, origin=origin_of(made), by=by, at=at)
    _change([row for row in present if row.outcome == RowOutcome.CHANGED], at)
    CardRow.objects.bulk_update(rows, [*_JUDGED, "before"], batch_size=_PART)
    made.mark = rows[-1].line
    made.save(update_fields=["mark"])
    return len(rows)


def _card(row: CardRow) -> NewCard:
    assert row.person_id is not None  # noqa: S101 - judged as new
    assert row.valid_from is not None  # noqa: S101
    return NewCard(row.person_id, row.payer, row.valid_from, row.valid_to, str(row.number))


def _change(rows: Sequence[CardRow], at: datetime.datetime) -> None:
    wanted = {
        row.card: Period(row.valid_from, row.valid_to, row.payer, "", str(row.number))
        for row in rows
        if row.card is not None and row.valid_from is not None
    }
    before = change_cards(wanted, at=at)
    for row in rows:
        old = before.get(row.card or 0)
        if old is not None:
            last = old.valid_to.isoformat() if old.valid_to else ""
            row.before = {"from": old.valid_from.isoformat(), "to": last, "payer": old.payer, "why": old.ended_why}
            row.before["numbered"] = old.number is not None


def apply_list(number: int, progress: Any, *, by: Any, at: datetime.datetime) -> None:
    """The whole list, part by part, with signs of life."""
    taken = CardRow.objects.filter(list=number, outcome__in=TAKEN)
    total, done = taken.count(), taken.filter(line__lte=CardList.objects.get(pk=number).mark).count()
    while True:
        with progress.batch() as batch:
            part = apply_part(number, by=by, at=at)
            done += part
            batch.done, batch.total = done, total
        if not part:
            break
    _applied(number, by=by, at=at)


@transaction.atomic
def _applied(number: int, *, by: Any, at: datetime.datetime) -> None:
    made = held(number)
    if made.state != ListState.APPLYING:
        return
    detail = counts_of(made)
    if made.complete:
        detail["without"] = _remember_who_has_none(made, by=by, at=at)
    made.state = ListState.APPLIED
    made.save(update_fields=["state"])
    record_event("insurance.list_taken_over", made, by=by, at=at, area=made.ward, detail=detail)


def _remember_who_has_none(made: CardList, *, by: Any, at: datetime.datetime) -> int:
    """Whoever lived in the ward on the day of a full list and whom no line of it names or may name: lines that were
    refused, left out or not decided name people too. Without two whole dates of birth the name alone counts."""
    homes = homes_on(made.on, [made.ward.path]).values("household")
    here = list(people_on(made.on, homes).values_list("person", "person__name_folded", "person__birth_known"))
    insured = cards_of([person for person, _name, _born in here], made.on, made.on).keys()
    named: set[int] = set()
    dated: dict[str, bool] = {}  # name of a line that found nobody -> every such line has a whole date of birth
    for row in made.rows.only("person", "possible", "name", "born"):
        named |= {*row.possible, *([row.person_id] if row.person_id else ())}
        if not row.person_id:
            name = fold(row.name)
            dated[name] = dated.get(name, True) and whole_birth(row) is not None
    kept = insured | named
    none = [
        person
        for person, name, born in here
        if person not in kept and (dated.get(name, True) and (name not in dated or born == "day"))
    ]
    return record_no_card(none, on=made.on, source=CardSource.LIST, origin=origin_of(made), by=by, at=at)


@transaction.atomic
def discard(number: int, *, by: Any, at: datetime.datetime) -> CardList:
    """Put away a list that was not taken over."""
    made = held(number)
    check_may_import(by, made.ward, timezone.localdate(at))
    check_list(made.state, ListState.DISCARDED)
    made.state = ListState.DISCARDED
    made.save(update_fields=["state"])
    record_event("insurance.list_discarded", made, by=by, at=at, area=made.ward, detail={})
    return made


def counts_of(made: CardList) -> dict[str, int]:
    """Outcome -> lines."""
    return dict(Counter(made.rows.order_by().values_list("outcome", flat=True)))


def held(number: int) -> CardList:
    """The list, held until the transaction ends. Raises ValidationError when there is none."""
    found = (
        CardList.objects.select_for_update(of=("self",), no_key=True).select_related("ward").filter(pk=number).first()
    )
    if found is None:
        raise ValidationError(_("There is no such list."), code="none")
    return found

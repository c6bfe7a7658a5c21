"""Writing monthly allowances down as they were decided elsewhere; ending one; taking back what a file brought."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from chungtay.foundation.core.operations import record_event
from chungtay.foundation.core.words import fold
from chungtay.foundation.places.models import Level, Unit
from chungtay.records.entitlements.models import Allowance
from chungtay.records.entitlements.operations.beside_another import check_beside, counts, known_alone
from chungtay.records.entitlements.operations.drawing import hold
from chungtay.records.entitlements.operations.keeping import keep_allowances
from chungtay.records.entitlements.operations.one_receiver import check_one_receiver, for_others
from chungtay.records.entitlements.permissions import check_may_prepare
from chungtay.records.entitlements.queries.allowances import live_of
from chungtay.records.entitlements.queries.care_money import is_care
from chungtay.records.registry.operations.benefits import (
    Receives,
    end_benefits,
    receive_benefits,
    still_receive,
    undo_benefits,
)
from chungtay.records.registry.queries.pupils import lives_of
from chungtay.records.registry.queries.same import standing_people


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """One allowance by its decision: whole đồng a month. `paid_from`: the first month to be paid here, None: that of
    `valid_from`. `paid_for`: the person for whose care it is paid, beside any other; None: the person's own.
    `beside_why`: why it is paid beside another, where the register does not say that the person is a single parent."""

    person: int
    title: str
    amount: int
    valid_from: datetime.date
    decision_number: str
    valid_to: datetime.date | None = None
    paid_from: datetime.date | None = None
    beside: bool = False
    paid_for: int | None = None
    beside_why: str = ""

    @property
    def alone(self) -> bool:
        """Whether nothing of its kind of time may stand beside it."""
        return not self.beside and self.paid_for is None


@transaction.atomic
def add_allowances(
    ward: Unit, rows: Sequence[Decided], *, origin: str = "", by: Any, at: datetime.datetime
) -> list[Allowance]:
    """Write allowances of people of a ward down, in a fixed number of statements. Nobody has two for the same day, but
    for one beside another, and for one for each person looked after; never two of one name for one person, and
    never two receivers for one person looked after. Raises ValidationError, PermissionDenied."""
    if ward.level != Level.WARD:
        raise ValidationError(_("Allowances belong to one ward."), code="ward")
    check_may_prepare(by, ward, timezone.localdate(at))
    if not rows:
        raise ValidationError(_("There is nobody to be entered."), code="nobody")
    hold(ward)  # the second of two that are entered at once finds the first
    held: dict[int, list[Any]] = {}
    standing = live_of([row.person for row in rows])
    for each in standing:
        held.setdefault(each.person_id, []).append(each)
    _check_looked_after(rows)
    went = standing_people(each.paid_for_id for each in standing if each.paid_for_id is not None)
    second = [row for row in rows if not row.alone and not origin and counts(row.title, row.paid_for)]
    alone = known_alone([row.person for row in second], timezone.localdate(at))
    elsewhere = for_others(rows)
    for row in rows:
        _check(row)
        others = held.get(row.person, [])
        if row.alone and any(meet(row, other) for other in others if _alone(other)):
            raise ValidationError(_("This person has a monthly allowance for that time already."), code="twice")
        alike = [other for other in others if for_the_same(row, other, went)]
        if any(is_same(row, other) for other in alike):
            raise ValidationError(
                _("This allowance stands already: “%(title)s” by decision %(number)s, from %(day)s.")
                % {"title": row.title, "number": row.decision_number, "day": f"{row.valid_from:%d/%m/%Y}"},
                code="same",
            )
        if not row.alone:
            _check_one_of_a_kind(row, alike)
        check_one_receiver(row, elsewhere)
        if row in second:
            own = [
                each.title
                for each in others
                if meet(row, each) and counts(each.title, _looked_after(each)) and not _of_another(row, each, went)
            ]
            check_beside(row.person, row.title, row.beside_why, own, alone)
        held.setdefault(row.person, []).append(row)
    # what is paid for the care of somebody is no social benefit of the carer's own
    told = [
        Receives(row.person, row.title, row.valid_from, row.valid_to)
        for row in rows
        if not is_care(row.title, row.paid_for)
    ]
    act = receive_benefits(told, ward=ward, origin=origin or "allowance", by=by, at=at) if told else None
    made = Allowance.objects.bulk_create(
        [
            Allowance(
                person_id=row.person,
                ward=ward,
                title=row.title,
                amount=row.amount,
                valid_from=row.valid_from,
                valid_to=row.valid_to,
                paid_from=(row.paid_from or row.valid_from).replace(day=1),
                decision_number=row.decision_number,
                beside=not row.alone,
                beside_why="" if row.alone else row.beside_why,
                paid_for_id=row.paid_for,
                origin=origin,
                act=act,
                entered_by=by,
                entered_at=at,
            )
            for row in rows
        ],
        batch_size=500,
    )
    record_event(
        "entitlements.allowances_entered", made[0], by=by, at=at, area=ward, detail={"rows": len(made), "from": origin}
    )
    return made


@transaction.atomic
def end_allowance(number: int, *, last_day: datetime.date, note: str, by: Any, at: datetime.datetime) -> Allowance:
    """The allowance holds for the last time on a day, with the reason. Raises ValidationError, PermissionDenied."""
    one = (
        Allowance.objects.select_for_update(of=("self",), no_key=True).select_related("ward").filter(pk=number).first()
    )
    if one is None or one.withdrawn:
        raise ValidationError(_("There is no such allowance."), code="none")
    check_may_prepare(by, one.ward, timezone.localdate(at))
    if last_day < one.valid_from or (one.valid_to and last_day > one.valid_to):
        raise ValidationError(_("The last day lies outside the time of the decision."), code="day")
    if not note.strip():
        raise ValidationError(_("Say why."), code="note")
    keep_allowances(Allowance.objects.filter(pk=one.pk), "entitlements.allowance_ended", at=at)
    one.valid_to, one.note = last_day, note
    one.save(update_fields=["valid_to", "note"])
    own = [row for row in live_of([one.person_id]) if not is_care(row.title, row.paid_for_id)]
    others = [row for row in own if row.pk != one.pk]
    reach = _reach(last_day, others)
    if reach is not None and not is_care(one.title, one.paid_for_id):  # the register has the days of all together
        told = {one.person_id: reach}
        end_benefits(told, _told(others), ward=one.ward, why=note, origin=one.origin or "allowance", by=by, at=at)
    record_event("entitlements.allowance_ended", one, by=by, at=at, area=one.ward, detail={"last_day": str(last_day)})
    return one


@transaction.atomic
def take_back_allowances(ward: Unit, *, origin: str, by: Any, at: datetime.datetime) -> int:
    """Take back everything that came with a file; how many. Raises PermissionDenied."""
    check_may_prepare(by, ward, timezone.localdate(at))
    rows = Allowance.objects.filter(ward=ward, origin=origin, withdrawn=False)
    first = rows.order_by("pk").first()
    if not origin or first is None:
        raise ValidationError(_("There is nothing to take back."), code="none")
    for act in sorted({row.act for row in rows if row.act is not None}):
        undo_benefits(act, why=_("A file of allowances was taken back"), by=by, at=at)
    persons = {row.person_id for row in rows}
    keep_allowances(rows, "entitlements.allowances_taken_back", at=at)
    taken = rows.update(withdrawn=True)
    if left := [row for row in live_of(persons) if not is_care(row.title, row.paid_for_id)]:
        still_receive(_told(left), ward=ward, origin="allowance", by=by, at=at)
    record_event("entitlements.allowances_taken_back", first, by=by, at=at, area=ward, detail={"rows": taken})
    return taken


def _told(rows: Sequence[Allowance]) -> list[Receives]:
    return [Receives(row.person_id, row.title, row.valid_from, row.valid_to) for row in rows]


def _reach(last: datetime.date, others: Sequence[Allowance]) -> datetime.date | None:
    """Until when one is received without a day between, after an allowance ended on `last`; None: without end."""
    for row in sorted(others, key=lambda each: each.valid_from):
        if row.valid_from > last + datetime.timedelta(days=1):
            break
        if row.valid_to is None:
            return None
        last = max(last, row.valid_to)
    return last


def _check_looked_after(rows: Sequence[Decided]) -> None:
    """Whom allowances are paid for must be on record, alive, and somebody else. One statement."""
    asked = [row.paid_for for row in rows if row.paid_for is not None]
    lives = lives_of(asked)
    if any(person not in lives or lives[person].died is not None for person in asked):
        raise ValidationError(_("The person for whose care it is paid has died or is not on record."), code="for")
    if any(row.paid_for == row.person for row in rows):
        raise ValidationError(_("Nobody is paid for the care of themselves: leave “for whose care” empty."), code="for")


def _check_one_of_a_kind(row: Decided, alike: Sequence[Any]) -> None:
    """Of allowances of one name for one person one holds on a day, whatever the decisions."""
    other = next((each for each in alike if fold(each.title) == fold(row.title) and meet(row, each)), None)
    if other is None:
        return
    told = {"title": other.title, "number": other.decision_number, "day": f"{other.valid_from:%d/%m/%Y}"}
    if row.paid_for is None:
        raise ValidationError(
            _(
                "“%(title)s” is received for that time already, by decision %(number)s from %(day)s. Of a second child "
                "or other person, say for whose care it is paid."
            )
            % told,
            code="kind",
        )
    raise ValidationError(
        _(
            "“%(title)s” is received for the care of this person for that time already, by decision %(number)s from "
            "%(day)s. End that one first."
        )
        % told,
        code="kind",
    )


def for_the_same(one: Any, other: Any, went: Mapping[int, int]) -> bool:
    """Whether two are paid for one person, or both for nobody else. `went`: record -> the one it was joined to."""
    mine, its = _looked_after(one), _looked_after(other)
    return mine == its or (its is not None and went.get(its, its) == mine)


def _of_another(one: Any, other: Any, went: Mapping[int, int]) -> bool:
    """Whether two are of one kind, each for another person looked after: a single parent's for each child."""
    both = _looked_after(one) is not None and _looked_after(other) is not None
    return both and fold(one.title) == fold(other.title) and not for_the_same(one, other, went)


def _alone(row: Any) -> bool:
    return row.alone if isinstance(row, Decided) else not row.beside


def _looked_after(row: Any) -> int | None:
    person: int | None = row.paid_for if isinstance(row, Decided) else row.paid_for_id
    return person


def _check(row: Decided) -> None:
    if row.amount <= 0:
        raise ValidationError(_("Say how much money it is."), code="amount")
    if not row.title.strip() or not row.decision_number.strip():
        raise ValidationError(_("Say what the allowance is, and by which decision."), code="decision")
    if row.valid_to is not None and row.valid_to < row.valid_from:
        raise ValidationError(_("It ends before it begins."), code="dates")


def is_same(one: Any, other: Any) -> bool:
    """Whether two are one allowance of one decision, entered twice."""
    texts = ((one.title, other.title), (one.decision_number, other.decision_number))
    return one.valid_from == other.valid_from and all(fold(mine) == fold(its) for mine, its in texts)


def meet(one: Any, other: Any) -> bool:
    """Whether two allowances hold on one day."""
    ends = one.valid_to is None or other.valid_from <= one.valid_to
    return ends and (other.valid_to is None or one.valid_from <= other.valid_to)

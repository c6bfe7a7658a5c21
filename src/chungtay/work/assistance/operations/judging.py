"""What taking a line of a list of allowances over does: to whom it means, beside the allowances that the person has."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from chungtay.foundation.core.words import fold
from chungtay.records.entitlements.operations.allowances import for_the_same, is_same, meet
from chungtay.records.entitlements.queries.allowances import live_of
from chungtay.records.registry.queries.listed import Member, rosters
from chungtay.records.registry.queries.pupils import Matched, Someone, Sought, match
from chungtay.records.registry.queries.same import standing_people
from chungtay.work.assistance.models import AllowanceFile, FileLine, LineOutcome
from chungtay.work.assistance.operations.bounds import refused, standards_of, to_look_at
from chungtay.workbooks.allowances import AllowanceLine


def judged(made: AllowanceFile, lines: Sequence[AllowanceLine]) -> list[FileLine]:
    """The lines of a list as rows; the number of statements does not grow with them."""
    sought = [Sought(line.name, line.born, line.number, line.born_in) for line in lines]
    matched = match(sought, [made.ward.path])
    looked_after = _looked_after(made, lines, matched)
    held, went = _standing([found.certain.number for found in matched if found.certain])
    today = timezone.localdate(made.brought_at)
    standards = standards_of(made.ward, today, [line.valid_from for line in lines if line.valid_from])
    rows = []
    for line, found, paid_for in zip(lines, matched, looked_after, strict=True):
        row = FileLine(
            file=made, line=line.line, name=line.name, title=line.title, amount=line.amount,
            valid_from=line.valid_from, valid_to=line.valid_to, decision_number=line.decision, for_name=line.for_name,
            paid_for_id=paid_for,
        )  # fmt: skip
        if line.faults:
            row.outcome, row.why = LineOutcome.WRONG, " ".join(vi for vi, _en in line.faults)[:300]
        else:
            row.possible = [each.number for each in found.possible]
            _judge(row, found.certain, held, went, today, standards)
        rows.append(row)
    return rows


def judge_again(row: FileLine, person: Someone) -> None:
    """The same of one line of which somebody said whom it means, beside the other lines of the list."""
    held, went = _standing([person.number])
    others = FileLine.objects.filter(file=row.file, person=person.number, outcome=LineOutcome.NEW)
    held.setdefault(person.number, []).extend(others.exclude(pk=row.pk))
    today = timezone.localdate(row.file.brought_at)
    if row.for_name and row.paid_for_id is None:
        row.paid_for_id = _at_home(rosters([person.household], today).get(person.household, []), row.for_name)
    days = [row.valid_from] if row.valid_from else []
    _judge(row, person, held, went, today, standards_of(row.file.ward, today, days))


def _standing(persons: Sequence[int]) -> tuple[dict[int, list[Any]], Mapping[int, int]]:
    """Person -> allowances on record; and who of those looked after was joined to whom."""
    held: dict[int, list[Any]] = {}
    standing = live_of(persons)
    for each in standing:
        held.setdefault(each.person_id, []).append(each)
    return held, standing_people(each.paid_for_id for each in standing if each.paid_for_id is not None)


def _looked_after(made: AllowanceFile, lines: Sequence[AllowanceLine], matched: Sequence[Matched]) -> list[int | None]:
    """Of each line the person for whose care it is paid, where that is certain: found as anybody, or the one of that
    name in the household of whoever receives it."""
    sought = [Sought(line.for_name, line.for_born, line.for_number) for line in lines]
    named = match(sought, [made.ward.path], alike=False)
    homes = {found.certain.household for line, found in zip(lines, matched, strict=True)
             if line.for_name and found.certain}  # fmt: skip
    members = rosters(homes, timezone.localdate(made.brought_at))
    numbers: list[int | None] = []
    for line, found, looked_after in zip(lines, matched, named, strict=True):
        number = looked_after.certain.number if looked_after.certain else None
        if line.for_name and number is None and found.certain and not (line.for_born or line.for_number):
            number = _at_home(members.get(found.certain.household, []), line.for_name)
        numbers.append(number if line.for_name else None)
    return numbers


def _at_home(members: Sequence[Member], name: str) -> int | None:
    """The one of a name in a household; None where nobody or several bear it."""
    alike = [each.person for each in members if fold(each.name) == fold(name)]
    return alike[0] if len(alike) == 1 else None


def _judge(
    row: FileLine, person: Someone | None, held: dict[int, list[Any]], went: Mapping[int, int], today: datetime.date,
    standards: Mapping[datetime.date, set[int]],
) -> None:  # fmt: skip
    """Say what the line does; a new one counts as taken for those after it."""
    row.person_id, row.warning = person.number if person else None, ""
    if row.valid_from is None or (row.valid_to and row.valid_to < row.valid_from):
        row.outcome, row.why = LineOutcome.WRONG, _("It ends before it begins.")
        return
    standard = standards[row.valid_from]
    never = refused(row.amount, row.valid_from, person.born if person else None, today, standard)
    if never:
        row.outcome, row.why = LineOutcome.WRONG, never
        return
    row.outcome, row.why = _outcome(row, held, went)
    if row.outcome != LineOutcome.KNOWN:
        row.warning = to_look_at(row.amount, row.valid_from, row.valid_to, today, standard)[:300]
    if row.outcome == LineOutcome.NEW and row.person_id is not None:
        held.setdefault(row.person_id, []).append(row)


def _outcome(row: FileLine, held: Mapping[int, Sequence[Any]], went: Mapping[int, int]) -> tuple[LineOutcome, str]:
    if row.person_id is None:
        return (LineOutcome.CHOOSE if row.possible else LineOutcome.UNKNOWN), ""
    if row.for_name and row.paid_for_id in (None, row.person_id):
        return LineOutcome.UNKNOWN, (_("For the care of: %(name)s") % {"name": row.for_name})[:300]
    for each in held.get(row.person_id, ()):
        alike = for_the_same(row, each, went)
        if alike and is_same(row, each):
            return LineOutcome.KNOWN, ""
        apart = row.for_name or each.paid_for_id is not None  # one for each, of each name
        if meet(row, each) and (not apart or (alike and fold(each.title) == fold(row.title))):
            return LineOutcome.TWICE, f"{each.title}, {each.decision_number}"[:300]
    return LineOutcome.NEW, ""

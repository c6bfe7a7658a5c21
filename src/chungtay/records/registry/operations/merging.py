"""Two records of one person become one. A person decides it, everything is written in one act, and it can be undone.

The second record is taken back and says into which it went; what belonged to it goes over to the first: papers, bank
accounts, circumstances, documents, misfortunes, and the households it ever belonged to.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from chungtay.foundation.accounts.permissions import Permission
from chungtay.records.registry.models import (
    BankAccount,
    Circumstance,
    Evidence,
    HardshipEvent,
    IdentityPaper,
    Operation,
    Person,
    Record,
)
from chungtay.records.registry.operations.act import Act, Stale, acting
from chungtay.records.registry.operations.merging_homes import join_homes
from chungtay.records.registry.operations.standing import DAY, Relationship
from chungtay.records.registry.operations.staying import check_may_go
from chungtay.records.registry.permissions import check
from chungtay.records.registry.queries.facts import name_fields
from chungtay.records.registry.queries.homes import home_of

# What may be taken from the second record, and the columns that go together.
FIELDS: dict[str, tuple[str, ...]] = {
    "full_name": ("full_name",),
    "birth": ("birth_date", "birth_known"),
    "sex": ("sex",),
    "ethnicity": ("ethnicity",),
    "phone": ("phone",),
    "death_date": ("death_date",),
}

Stretch = tuple[datetime.date, datetime.date | None]


@dataclass(frozen=True, slots=True)
class Choices:
    """What the person at the screen chose.

    `take`: fields of FIELDS whose value is the second record's. `papers`, `accounts`: numbers of those that stay; None
    keeps all, and is refused when two of one kind would stay. `circumstances`: kinds whose present one is the second
    record's. `membership`: the present membership that stays, of two. `moved`: the other was true until the one that
    stays began; else it was an error. `new_head`, `relations`: for the household that loses its head by it.
    """

    take: frozenset[str] = frozenset()
    papers: frozenset[int] | None = None
    accounts: frozenset[int] | None = None
    circumstances: frozenset[str] = frozenset()
    membership: int | None = None
    moved: bool = False
    new_head: Person | None = None
    relations: Mapping[int, Relationship] = field(default_factory=dict)


@transaction.atomic
def merge_persons(
    first: Person, second: Person, choices: Choices, *, seen: tuple[int, int], why: str, by: Any, at: datetime.datetime
) -> Operation:
    """Make `first` and `second` one person on record: `first`. `seen`: their versions as they were looked at. Raises
    PermissionDenied unless the person may join records wherever the two live, Stale when somebody was faster,
    ValidationError with a sentence for what cannot be or still has to be chosen."""
    first, second = _held(first, second, seen)
    homes = [home for home in (home_of(first), home_of(second)) if home]
    for home in homes:
        check(by, Permission.REGISTRY_MERGE, home.group, at)
    if not homes:
        raise ValidationError(_("%(name)s does not belong to a household."), params={"name": first.full_name})
    with acting("persons_merged", by=by, at=at, area=homes[0].group, why=why) as act:
        act.touch_households(home.pk for home in homes)
        join_homes(act, first, second, choices)
        join_records(act, first, second, choices)
    assert act.operation is not None  # noqa: S101  the second record was taken back at least
    return act.operation


def join_records(act: Act, first: Person, second: Person, choices: Choices) -> None:
    """All that belongs to the second record goes over to the first, but for households; the second is taken back."""
    check_may_go(second, timezone.localdate(act.at))
    _values(act, first, second, choices.take)
    _papers(act, first, second, choices.papers)
    _accounts(act, first, second, choices.accounts)
    _circumstances(act, first, second, choices.circumstances)
    for model in (Evidence, HardshipEvent):
        rows = model.objects.live().filter(person=second).order_by("pk")
        act.change_all(model, [(row, {"person": first}) for row in rows])
    act.change(second, withdrawn=True, merged_into=first)


def _held(first: Person, second: Person, seen: tuple[int, int]) -> tuple[Person, Person]:
    if first.pk == second.pk:
        raise ValidationError(_("Choose two records."), code="same")
    held = Person.objects.select_for_update(no_key=True).filter(pk__in=(first.pk, second.pk)).order_by("pk")
    rows = {row.pk: row for row in held}
    first, second = rows[first.pk], rows[second.pk]
    if (first.version, second.version) != seen:
        raise Stale(_("Somebody else changed this meanwhile. Look at it again, then repeat your change."))
    for row in (first, second):
        if row.withdrawn:
            raise ValidationError(_("%(name)s was taken back already."), params={"name": row.full_name}, code="gone")
    if (first.death_date is None) != (second.death_date is None):
        raise ValidationError(
            _("One of the two has died and the other has not. Record the death with the other too, or undo it."),
            code="one_died",
        )
    return first, second


def _values(act: Act, first: Person, second: Person, take: frozenset[str]) -> None:
    """The chosen values; what the first record lacks comes from the second without asking."""
    unknown = take - FIELDS.keys()
    if unknown:
        raise ValueError(f"{', '.join(sorted(unknown))}: one of {', '.join(FIELDS)}")
    values: dict[str, Any] = {}
    for name, columns in FIELDS.items():
        if name in take or getattr(first, columns[0]) in (None, ""):
            values |= {column: getattr(second, column) for column in columns}
    if "full_name" in values:
        values |= name_fields(values["full_name"])
    born, died = values.get("birth_date", first.birth_date), values.get("death_date", first.death_date)
    if born and died and died < born:
        raise ValidationError(_("The day of death lies before the birth."), code="before_birth")
    act.change(first, **values)


def _papers(act: Act, first: Person, second: Person, stay: frozenset[int] | None) -> None:
    rows = list(IdentityPaper.objects.live().filter(person__in=(first, second)).order_by("pk"))
    staying = _staying(rows, stay)
    kinds = [row.kind for row in staying]
    if len(set(kinds)) < len(kinds):
        raise ValidationError(
            _("The two records have two numbers of one kind of paper. Choose the right one."), code="choose_paper"
        )
    _go_over(act, IdentityPaper, rows, staying, first)


def _accounts(act: Act, first: Person, second: Person, stay: frozenset[int] | None) -> None:
    rows = list(BankAccount.objects.live().filter(person__in=(first, second)).order_by("pk"))
    staying = _staying(rows, stay)
    if len({row.print for row in staying}) > 1:
        raise ValidationError(_("The two records have two bank accounts. Choose the right one."), code="choose_account")
    staying.sort(key=lambda row: (row.person_id != first.pk, row.pk))
    _go_over(act, BankAccount, rows, staying[:1], first)


def _staying(rows: Sequence[Any], stay: frozenset[int] | None) -> list[Any]:
    return [row for row in rows if stay is None or row.pk in stay]


def _go_over(act: Act, model: type[Record], rows: Sequence[Any], staying: Sequence[Any], first: Person) -> None:
    kept = {row.pk for row in staying}
    act.withdraw(*(row for row in rows if row.pk not in kept))
    act.change_all(model, [(row, {"person": first}) for row in staying])


def _circumstances(act: Act, first: Person, second: Person, from_second: frozenset[str]) -> None:
    """Of two that hold now of one kind one stays; all others of the second record go over. Where two of a kind would
    hold on the same day, only the record whose present one stays says what held: two would give a right twice."""
    rows = list(Circumstance.objects.live().filter(person__in=(first, second)).order_by("valid_from", "pk"))
    of_first = [row for row in rows if row.person_id == first.pk]
    of_second = [row for row in rows if row.person_id == second.pk]
    withdrawn: list[Circumstance] = []
    for kind in dict.fromkeys(row.kind for row in of_second):
        mine, theirs = ([row for row in each if row.kind == kind] for each in (of_first, of_second))
        kept, other = (theirs, mine) if kind in from_second else (mine, theirs)
        twice = any(row.valid_to is None for row in kept)
        withdrawn += [row for row in other if row.valid_to is None and twice]
        for row in other:
            if row not in withdrawn and not _make_room(act, first, row, kept):
                withdrawn.append(row)
    act.withdraw(*withdrawn)
    act.change_all(Circumstance, [(row, {"person": first}) for row in of_second if row not in withdrawn])


def _make_room(act: Act, first: Person, row: Circumstance, kept: Sequence[Circumstance]) -> bool:
    """The row holds on the days of its own on which none of `kept` does, a further stretch as a row of its own of the
    first person. False when no day is left."""
    free = [(row.valid_from, row.valid_to)]
    for other in kept:
        free = [part for stretch in free for part in without(stretch, (other.valid_from, other.valid_to))]
    if not free:
        return False
    act.change(row, valid_from=free[0][0], valid_to=free[0][1])
    act.add(
        *(
            Circumstance(person=first, kind=row.kind, code=row.code, words=row.words, valid_from=begin, valid_to=end)
            for begin, end in free[1:]
        )
    )
    return True


def without(stretch: Stretch, taken: Stretch) -> list[Stretch]:
    """What is left of the days of a stretch, both ends included, None an open end."""
    (begin, end), (first, last) = stretch, taken
    if (end is not None and end < first) or (last is not None and last < begin):
        return [stretch]
    before = [(begin, first - DAY)] if begin < first else []
    after = [(last + DAY, end)] if last is not None and (end is None or last < end) else []
    return [*before, *after]

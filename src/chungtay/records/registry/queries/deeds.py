"""What happened in the field, as a proposal carries it: a death, a departure, a circumstance, its end, a paper.

A deed is in plain values, as the sealed text of the proposal holds them. Beside it stands what the register said of the
same thing when it was proposed; when that differs later, somebody recorded something meanwhile.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from chungtay.records.registry.models import Circumstance, IdentityPaper, Membership, Relation
from chungtay.records.registry.queries.deltas import plain

DIED, LEFT, CIRCUMSTANCE, CIRCUMSTANCE_ENDS, PAPER = KINDS = (
    "person_died", "person_left", "circumstance_set", "circumstance_ended", "paper_added",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Deed:
    """One act on one member, by the word of its operation. `values` in plain form:

    person_died, person_left: on, new_head (person number or None), relations {person number: [relation, words]}
    circumstance_set: kind, code, words, since; circumstance_ended: which (number), last_day
    paper_added: kind, number, issued_on, issued_by, replaces (number or None)
    """

    kind: str
    person: int
    values: dict[str, Any]

    @property
    def about(self) -> tuple[Any, ...]:
        """Two deeds of one proposal about the same thing: the later one holds."""
        which = [self.values.get(name) for name in ("which", "number")]
        return (self.kind, self.person, self.values.get("kind") if self.kind == CIRCUMSTANCE else None, *which)

    def day(self, name: str) -> datetime.date:
        return datetime.date.fromisoformat(self.values[name])


def stands(deed: Deed) -> Any:
    """What the register says now of what the deed is about, in plain values. One or two statements."""
    if deed.kind in (DIED, LEFT):
        return _membership(deed.person)
    if deed.kind == CIRCUMSTANCE:
        rows = Circumstance.objects.live().filter(person=deed.person, kind=deed.values["kind"])
        return [_period(row) for row in rows.order_by("valid_from", "pk")]
    if deed.kind == CIRCUMSTANCE_ENDS:
        return [_period(row) for row in Circumstance.objects.live().filter(pk=deed.values["which"])]
    papers = IdentityPaper.objects.live().filter(person=deed.person, pk=deed.values["replaces"] or 0)
    return list(papers.values_list("pk", flat=True))


def joined(known: Sequence[Deed], new: Sequence[Deed]) -> list[Deed]:
    """The deeds of a draft with later ones in the place of those about the same thing."""
    found = {deed.about: deed for deed in known} | {deed.about: deed for deed in new}
    return list(found.values())


def _membership(person: int) -> list[Any]:
    """Where the person belongs; of a head also who stays behind, since everybody's relationship is said anew."""
    row = Membership.objects.current().filter(person=person).first()
    if row is None:
        return []
    others = Membership.objects.current().filter(household=row.household_id).exclude(pk=row.pk).order_by("person")
    stay = list(others.values_list("person", flat=True)) if row.relation == Relation.HEAD else []
    return [row.household_id, row.relation, stay]


def _period(row: Circumstance) -> list[Any]:
    return [row.pk, row.code, row.words, plain(row.valid_from), plain(row.valid_to)]

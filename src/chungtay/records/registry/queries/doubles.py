"""New members of a proposal who may be on record already: entered directly, or by another proposal, meanwhile."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from chungtay.records.registry.models import ChangeRequest, Membership
from chungtay.records.registry.queries.matching import Candidate, candidates
from chungtay.records.registry.queries.proposals import Newcomer, items_of, newcomer


@dataclass(frozen=True, slots=True)
class Double:
    """A new member, and who on record may be the same person, the likeliest first."""

    newcomer: Newcomer
    candidates: list[Candidate]


def doubles_of(request: ChangeRequest, *, paths: Sequence[str]) -> list[Double]:
    """As somebody who enters the person directly would be asked. `paths`: the area of whoever asks; of others nothing
    but the ward is told. Statements grow with the new members of one proposal."""
    joining = [newcomer(item) for item in items_of(request) if item.is_newcomer]
    if not joining:
        return []
    home = request.household
    rows = Membership.objects.current().filter(household=home).select_related("person")
    mates = [(row.person.full_name, row.person.birth_date) for row in rows]
    found = [
        Double(
            each,
            candidates(each.member, group=home.group, paths=paths, address=home.address, mates=mates, joins=home),
        )
        for each in joining
    ]
    return [each for each in found if each.candidates]

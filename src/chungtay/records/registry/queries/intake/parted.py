"""Somebody of a file who is on record as having died, left, or gone over into another record; and a household that
ended. An old list brings neither back."""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

from chungtay.records.registry.models import Ending
from chungtay.records.registry.queries.intake.incoming import IncomingMember
from chungtay.records.registry.queries.intake.known import Known, KnownHome
from chungtay.records.registry.queries.intake.pairing import born_alike
from chungtay.records.registry.queries.intake.past import Past
from chungtay.records.registry.queries.intake.sentences import both


def parted(each: IncomingMember, home: int, known: Known) -> Past | None:
    """Who of the former members of a household the row is: by a number that name or birth bears out, by name and birth,
    by a name without a birth."""
    past = known.past.get(home, ())
    for same in (_number, _name_and_birth, _name_alone):
        for one in past:
            if same(each, one):
                return one
    return None


def _number(each: IncomingMember, one: Past) -> bool:
    name = each.folded == one.person.name_folded
    return any(sign in one.prints for sign in each.prints) and (name or _born(each, one))


def _name_and_birth(each: IncomingMember, one: Past) -> bool:
    kinds = {kind for kind, _sign in one.prints}
    other = any(sign[0] in kinds and sign not in one.prints for sign in each.prints)
    return each.folded == one.person.name_folded and _born(each, one) and not other


def _name_alone(each: IncomingMember, one: Past) -> bool:
    unknown = each.entered.birth_date is None or one.person.birth_date is None
    return unknown and each.folded == one.person.name_folded and each.entered.sex == one.person.sex


def _born(each: IncomingMember, one: Past) -> bool:
    return born_alike(each.entered, one.person.birth_date, one.person.birth_known)


def told_parted(each: IncomingMember, past: Past) -> tuple[str, str]:
    """What became of somebody, and what to do where the list is right."""
    person, row = past.person, past.row
    values = {"name": each.entered.full_name, "other": past.into.full_name if past.into else "", "code": past.code}
    if past.into is not None:
        words = _(
            "%(name)s was joined with the record of %(other)s and is not entered again. If it is another person, say "
            "so below."
        )
        return both(words, **values)
    if person.death_date is not None:
        words = _(
            "%(name)s died on %(day)s and is not entered again. If it is another person, say so below; if the death "
            "was recorded in error, undo it on the household's page."
        )
        return both(words, day=f"{person.death_date:%d/%m/%Y}", **values)
    day = f"{row.valid_to:%d/%m/%Y}" if row and row.valid_to else ""
    if past.code and not day:
        return both(_("%(name)s is on record in household %(code)s."), name=values["name"], code=past.code)
    if past.code:
        words = _(
            "%(name)s belonged here until %(day)s and belongs to household %(code)s now; not entered again. If it is "
            "another person, say so below."
        )
        return both(words, day=day, **values)
    words = _(
        "%(name)s left on %(day)s and is not entered again. Who has come back is taken back on the household's page "
        "(“A former member comes back”); if it is another person, say so below."
    )
    return both(words, day=day, **values)


def told_over(found: KnownHome) -> tuple[str, str]:
    """Why a household that ended is not entered anew, and where it is dealt with."""
    household = found.household
    into = household.merged_into
    day = f"{household.ended_on:%d/%m/%Y}" if household.ended_on else ""
    if household.withdrawn or household.ended_by == Ending.MERGED:
        code = into.code if into else "?"
        if household.withdrawn:
            words = _("Household %(code)s was entered twice and joined with household %(other)s. Correct that one.")
            return both(words, code=household.code, other=code)
        words = _(
            "Household %(code)s joined household %(other)s on %(day)s. Correct that one; if they did not join, undo it "
            "on the page of household %(code)s."
        )
        return both(words, code=household.code, other=code, day=day)
    if household.ended_by == Ending.MOVED_OUT:
        words = _(
            "Household %(code)s moved out on %(day)s and is not entered anew. If it is back, take it in again on its "
            "page (“The household comes back”); if the departure was recorded in error, undo it there."
        )
        return both(words, code=household.code, day=day)
    words = _(
        "Household %(code)s ended on %(day)s: its last member died. If that was recorded in error, undo it on the "
        "household's page."
    )
    return both(words, code=household.code, day=day)

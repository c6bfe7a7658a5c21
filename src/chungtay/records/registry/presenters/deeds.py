"""What a proposal says that happened, in the words of the form it was written with."""

from __future__ import annotations

import datetime

from django.utils.translation import gettext as _

from chungtay.records.registry.models import Circumstance, CircumstanceKind, IdentityPaper, PaperKind, Person, Relation
from chungtay.records.registry.presenters.people import circumstance_words
from chungtay.records.registry.presenters.words import masked, paper_words
from chungtay.records.registry.queries import codes
from chungtay.records.registry.queries.deeds import CIRCUMSTANCE, CIRCUMSTANCE_ENDS, DIED, LEFT, Deed

Rows = list[tuple[str, str]]


def deed_told(deed: Deed) -> tuple[Rows, dict[int, str]]:
    """Rows of label and value, and the names of the persons it is about. At most two statements."""
    values = deed.values
    others = [values.get("new_head"), *map(int, values.get("relations") or {})]
    numbers = [deed.person, *(number for number in others if number)]
    names = dict(Person.objects.filter(pk__in=numbers).values_list("pk", "full_name"))
    if deed.kind in (DIED, LEFT):
        return _going(deed, names), names
    if deed.kind == CIRCUMSTANCE:
        which = codes.words(values["kind"], values["code"]) if values["code"] else ""
        what = str(CircumstanceKind(values["kind"]).label)
        rows = [(_("What"), f"{what}: {which}" if which else what), (_("More in words"), values["words"])]
        return [*rows, (_("Since"), _day(values["since"]))], names
    if deed.kind == CIRCUMSTANCE_ENDS:
        row = Circumstance.objects.filter(pk=values["which"]).first()
        which = circumstance_words(row) if row else ""
        return [(_("Which"), which), (_("Last day"), _day(values["last_day"]))], names
    old = IdentityPaper.objects.filter(pk=values["replaces"] or 0).first()
    return [
        (paper_words(PaperKind(values["kind"])), masked(values["number"])),
        (_("Issued on"), _day(values["issued_on"])),
        (_("Issued by"), values["issued_by"]),
        (_("In place of"), f"{paper_words(old.kind)} {masked(old.number)}" if old else ""),
    ], names


def _going(deed: Deed, names: dict[int, str]) -> Rows:
    label = _("Died on") if deed.kind == DIED else _("Last day here")
    rows = [(label, _day(deed.values["on"]))]
    if deed.values.get("new_head"):
        rows.append((_("New head of household"), names.get(deed.values["new_head"], "")))
    for number, (relation, words) in (deed.values.get("relations") or {}).items():
        rows.append((names.get(int(number), ""), words or str(Relation(relation).label)))
    return rows


def _day(text: str | None) -> str:
    return f"{datetime.date.fromisoformat(text):%d/%m/%Y}" if text else ""

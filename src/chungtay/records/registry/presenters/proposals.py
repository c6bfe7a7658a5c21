"""A proposal as a difference against the register as it is now."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from chungtay.records.registry.models import RECORDS, ChangeRequest, PaperKind, Person, Record, Relation, RequestState
from chungtay.records.registry.presenters.changes import field_of, value_told
from chungtay.records.registry.presenters.deeds import deed_told
from chungtay.records.registry.presenters.lists import Chip
from chungtay.records.registry.presenters.words import masked, operation_words, paper_words
from chungtay.records.registry.queries.deeds import Deed
from chungtay.records.registry.queries.history import Names
from chungtay.records.registry.queries.proposals import Item, differences, items_of, newcomer, overtaken, records_of

_NOBODY = Names({}, {}, {}, {})


@dataclass(frozen=True, slots=True)
class FieldProposed:
    """As it stood when it was proposed, as proposed, and as it is now; `clash` when somebody changed it since."""

    label: str
    before: str
    after: str
    now: str
    clash: bool = False


@dataclass(frozen=True, slots=True)
class PartProposed:
    """What one item is about. A newcomer has no before and no now."""

    about: str
    fields: list[FieldProposed]
    newcomer: bool = False
    overtaken: bool = False  # somebody recorded something about the same thing meanwhile

    @property
    def clashes(self) -> bool:
        return self.overtaken or any(field.clash for field in self.fields)


def parts(request: ChangeRequest) -> list[PartProposed]:
    """Every item in words. While it waits, against the register as it is; once decided, as it was proposed."""
    items = items_of(request)
    records = records_of(items)
    waits = request.state in (RequestState.DRAFT, RequestState.SUBMITTED)
    live = {(each.record_type, each.record_id, each.field): each for each in differences(request)} if waits else {}
    return [_part(item, records, live, waits) for item in items]


def _part(item: Item, records: dict[tuple[str, int], Record], live: dict[Any, Any], waits: bool) -> PartProposed:
    if item.is_newcomer:
        return _newcomer(item)
    return _deed(item, item.deed, waits) if item.deed else _edit(item, records, live)


def _deed(item: Item, deed: Deed, waits: bool) -> PartProposed:
    rows, names = deed_told(deed)
    about = {"what": operation_words(deed.kind), "name": names.get(deed.person, "")}
    fields = [FieldProposed(label, "–", value, "–") for label, value in rows if value]
    return PartProposed(_("%(what)s: %(name)s") % about, fields, newcomer=True, overtaken=waits and overtaken(item))


def _edit(item: Item, records: dict[tuple[str, int], Record], live: dict[Any, Any]) -> PartProposed:
    model, number = RECORDS[item.record_type], item.record_id or 0
    fields = []
    for name, (before, after) in item.fields.items():
        now = live.get((item.record_type, number, name))
        label = capfirst(str(field_of(model, name).verbose_name))
        if name == "birth_known" and "birth_date" in item.fields:
            continue
        old, new, present = (
            value_told(model, name, each, _NOBODY) for each in (before, after, now.now if now else before)
        )
        fields.append(FieldProposed(label, old, new, present, bool(now and now.conflicts)))
    record = records.get((item.record_type, number))
    return PartProposed(record.full_name if isinstance(record, Person) else _("The household"), fields)


def _newcomer(item: Item) -> PartProposed:
    found = newcomer(item)
    member = found.member
    born = {"day": "%d/%m/%Y", "month": "%m/%Y", "year": "%Y"}
    told = [
        (_("Full name"), member.full_name),
        (_("Sex"), value_told(Person, "sex", member.sex, _NOBODY)),
        (_("Date of birth"), member.birth_date.strftime(born[member.birth_known]) if member.birth_date else "–"),
        (_("Relationship to the head"), member.relation_words or str(Relation(member.relation).label)),
        (_("Ethnicity"), member.ethnicity),
        (_("Telephone"), member.phone),
        (_("Belongs to it since"), found.since.strftime("%d/%m/%Y")),
        *((paper_words(PaperKind(paper.kind)), masked(paper.number)) for paper in member.papers),
    ]
    fields = [FieldProposed(label, "–", value, "–") for label, value in told if value]
    return PartProposed(_("New member: %(name)s") % {"name": member.full_name}, fields, newcomer=True)


def chips(counts: dict[str, int], chosen: str) -> list[Chip]:
    """Those that wait first, then every other state that occurs."""
    order = [RequestState.SUBMITTED, *(state for state in RequestState if state != RequestState.SUBMITTED)]
    found = [Chip(state.value, str(state.label), counts[state], chosen == state) for state in order if state in counts]
    return [Chip("", _("All"), sum(counts.values()), chosen == ""), *found]

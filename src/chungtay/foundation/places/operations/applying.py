"""Applying a reorganisation and undoing it: units, area types and the people who live there, in one transaction."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from typing import Any

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from chungtay.foundation.core.operations import record_event
from chungtay.foundation.places.models import (
    AreaType,
    Level,
    PlannedGroup,
    PlanState,
    Reorganisation,
    Succession,
    Unit,
)
from chungtay.foundation.places.operations.loading import give_paths
from chungtay.foundation.places.queries.going import Move
from chungtay.foundation.places.queries.people import people_in
from chungtay.foundation.places.queries.plans import Preview, planned, preview
from chungtay.foundation.places.transitions import check_may_become

ONE_DAY = datetime.timedelta(days=1)


# mover(moves, origin="reorganisation:17", undo=False, by=user, at=moment)
Mover = Callable[..., Any]
_movers: list[Mover] = []
_later: list[tuple[Mover, str, str]] = []  # mover, table, column that it needs


def register_mover(mover: Mover, *, needs: tuple[str, str] | None = None) -> None:
    """Called once at start by the app that remembers who lives where, and by those whose work goes along. `needs`: the
    table and column without which the mover cannot work; it is then called after a migration too, for plans that were
    applied before it was there, and must do only what is still missing (`operations.catching_up`).

    `mover(moves, *, origin, undo, by, at)` is called inside the transaction of the reorganisation, with every pair of
    groups at once: it moves households set-based. When a reorganisation is undone it is called with the pairs turned
    round, the same `origin` and `undo=True`; it raises ValidationError when something was recorded in the new groups
    that cannot go back, and then nothing is undone.
    """
    if mover not in _movers:
        _movers.append(mover)
        if needs is not None:
            _later.append((mover, *needs))


def movers_since() -> list[tuple[Mover, str, str]]:
    """The movers that are called for plans from before them, each with the table and column that it needs."""
    return list(_later)


def moves_of(plan: Reorganisation) -> list[Move]:
    """Who went where by an applied plan. One statement."""
    rows = Succession.objects.filter(plan=plan).select_related("old", "new").order_by("pk")
    return [Move(row.old, row.new, row.day) for row in rows]


def origin_of(plan: Reorganisation) -> str:
    return f"reorganisation:{plan.pk}"


@transaction.atomic
def apply_plan(plan: Reorganisation, *, by: Any, at: datetime.datetime) -> Reorganisation:
    """End the old groups, found the new ones with the same area types, write down what became of what, move the people.

    A constant number of statements however many groups. Raises ValidationError while groups are undecided, when codes
    or area types contradict, before the plan's first day, and when the people do not add up afterwards.
    """
    plan = Reorganisation.objects.select_for_update(no_key=True).select_related("area").get(pk=plan.pk)
    check_may_become(plan, PlanState.APPLIED)
    if timezone.localdate(at) < plan.day:
        raise ValidationError(_("It can be applied from %(day)s on.") % {"day": f"{plan.day:%d/%m/%Y}"})
    rows = planned(plan)
    shown = preview(plan, rows)
    _check_ready(shown)
    _check_old_groups(plan, rows)
    ending = plan.groups.filter(old__valid_to=None)
    ending.update(ended_here=True)
    Unit.objects.filter(pk__in=[row.old_id for row in rows], valid_to=None).update(valid_to=plan.day - ONE_DAY)
    moves = _found(plan, shown)
    for mover in _movers:
        mover(moves, origin=origin_of(plan), undo=False, by=by, at=at)
    _check_people(plan, shown, moves)
    plan.state, plan.applied_by, plan.applied_at, plan.undone_at = PlanState.APPLIED, by, at, None
    plan.counts = _counts(shown)
    plan.save()
    record_event("places.reorganisation_applied", plan, by=by, at=at, area=plan.area, detail=_detail(shown))
    return plan


def _check_ready(shown: Preview) -> None:
    if shown.undecided:
        sentence = _("%(count)s residential groups have no new ward yet. Assign them first.")
        raise ValidationError(sentence % {"count": len(shown.undecided)})
    if shown.problems:
        raise ValidationError(shown.problems)
    if not shown.founded:
        raise ValidationError(_("The plan has no residential group."))


def _check_old_groups(plan: Reorganisation, rows: Sequence[PlannedGroup]) -> None:
    """Each old group lived until the day before, and nothing else was made of it; each new ward is there."""
    olds = [row.old_id for row in rows]
    gone = set(Succession.objects.filter(old__in=olds).values_list("old", flat=True))
    later = AreaType.objects.standing().filter(unit__in=olds, valid_from__gte=plan.day).select_related("unit").first()
    if later is not None:
        sentence = _("%(unit)s has an area type from %(day)s on. Choose a later day, or correct that entry.")
        raise ValidationError(sentence % {"unit": later.unit.name, "day": f"{later.valid_from:%d/%m/%Y}"})
    for row in rows:
        ends = row.old.valid_to
        if row.old.withdrawn or row.old_id in gone or row.old.valid_from >= plan.day:
            raise ValidationError(_("%(group)s was changed by another plan.") % {"group": row.old.name})
        if ends is not None and ends != plan.day - ONE_DAY:
            sentence = _("%(group)s ends on %(day)s, not the day before this plan.")
            raise ValidationError(sentence % {"group": row.old.name, "day": f"{ends:%d/%m/%Y}"})
        if row.ward is None or not row.ward.exists_on(plan.day):
            raise ValidationError(
                _("%(unit)s does not exist on %(day)s.") % {"unit": row.ward, "day": f"{plan.day:%d/%m/%Y}"}
            )


def _found(plan: Reorganisation, shown: Preview) -> list[Move]:
    """New groups, their area types and the successions; returns who goes where."""
    units = [
        Unit(level=Level.GROUP, code=group.code, name=group.name, parent=group.ward, valid_from=plan.day)
        for group in shown.founded
    ]
    Unit.objects.bulk_create(units)
    give_paths()
    # The paths were written in the database; whoever moves people reads them from the units.
    paths = dict(Unit.objects.filter(pk__in=[unit.pk for unit in units]).values_list("pk", "path"))
    for unit in units:
        unit.path = paths[unit.pk]
    pairs = list(zip(units, shown.founded, strict=True))
    AreaType.objects.bulk_create(
        AreaType(unit=unit, kind=group.kind, valid_from=plan.day) for unit, group in pairs if group.kind
    )
    moves = [Move(old, unit, plan.day) for unit, group in pairs for old in group.olds]
    Succession.objects.bulk_create(
        Succession(old=move.old, new=move.new, day=plan.day, extent="whole", plan=plan) for move in moves
    )
    return moves


def _check_people(plan: Reorganisation, shown: Preview, moves: Sequence[Move]) -> None:
    """As many households and persons in the new groups as there were in the old ones, or nothing happens."""
    found = people_in({move.new.pk: move.new for move in moves}.values(), plan.day).values()
    after = (sum(people.households for people in found), sum(people.persons for people in found))
    if after != shown.total("old")[1:]:
        sentence = _("%(before)s households before, %(after)s after: the move does not add up, so nothing was changed.")
        raise ValidationError(sentence % {"before": shown.total("old")[1], "after": after[0]})


def _counts(shown: Preview) -> dict[str, Any]:
    def lines(side: Any) -> list[list[int]]:
        return [[line.unit.pk, line.groups, line.households, line.persons] for line in side]

    return {"people": shown.people, "old": lines(shown.old), "new": lines(shown.new)}


def _detail(shown: Preview) -> dict[str, Any]:
    old, new = shown.total("old"), shown.total("new")
    return {"old_groups": old[0], "new_groups": new[0], "households": old[1], "persons": old[2]}


@transaction.atomic
def undo_plan(plan: Reorganisation, *, by: Any, at: datetime.datetime) -> Reorganisation:
    """Take an applied plan back exactly: the old groups stand as before, the new ones are withdrawn, the people live
    where they lived. Raises ValidationError when something was built on the new groups since."""
    plan = Reorganisation.objects.select_for_update(no_key=True).select_related("area").get(pk=plan.pk)
    check_may_become(plan, PlanState.UNDONE)
    written = list(Succession.objects.filter(plan=plan).select_related("old", "new__parent"))
    new = list({row.new_id: row.new for row in written}.values())
    check_nothing_built_on(plan, new)
    for mover in _movers:
        back = [Move(row.new, row.old, plan.day) for row in written]
        mover(back, origin=origin_of(plan), undo=True, by=by, at=at)
    _check_empty(plan, new)
    numbers = [unit.pk for unit in new]
    AreaType.objects.filter(unit__in=numbers).update(withdrawn=True)
    Succession.objects.filter(plan=plan).update(withdrawn=True)
    Unit.objects.filter(pk__in=numbers).update(withdrawn=True)
    ended = plan.groups.filter(ended_here=True)
    Unit.objects.filter(pk__in=list(ended.values_list("old", flat=True))).update(valid_to=None)
    ended.update(ended_here=False)
    plan.state, plan.undone_at = PlanState.UNDONE, at
    plan.save(update_fields=["state", "undone_at"])
    detail = {"old_groups": len({row.old_id for row in written}), "new_groups": len(new)}
    record_event("places.reorganisation_undone", plan, by=by, at=at, area=plan.area, detail=detail)
    return plan


def check_nothing_built_on(plan: Reorganisation, new: Sequence[Unit]) -> None:
    """Raise ValidationError when a new group was changed, or when any record of the program points at one.

    Records of an app that registered a mover are left to the mover: it knows which of them it wrote itself.
    """
    numbers = [unit.pk for unit in new]
    names = {unit.pk: f"{unit.name} ({unit.parent})" for unit in new}
    sentence = _("%(unit)s was changed since; undo that first.")
    for unit in new:
        if unit.valid_to is not None:
            raise ValidationError(sentence % {"unit": names[unit.pk]})
    changed = AreaType.objects.filter(unit__in=numbers).exclude(valid_from=plan.day, withdrawn=False, valid_to=None)
    for found in (
        changed.values_list("unit", flat=True).first(),
        PlannedGroup.objects.filter(old__in=numbers).exclude(plan=plan).values_list("old", flat=True).first(),
        Succession.objects.filter(old__in=numbers).values_list("old", flat=True).first(),
        Succession.objects.filter(new__in=numbers).exclude(plan=plan).values_list("new", flat=True).first(),
    ):
        if found is not None:
            raise ValidationError(sentence % {"unit": names[found]})
    left_out = {"places", *(_app_of(mover) for mover in _movers)}
    for relation in Unit._meta.get_fields(include_hidden=True):
        if not (relation.auto_created and not relation.concrete and (relation.one_to_many or relation.one_to_one)):
            continue
        model, name = relation.related_model, relation.field.name  # type: ignore[union-attr]
        if model._meta.app_label in left_out:  # type: ignore[union-attr]
            continue
        found = model._base_manager.filter(**{f"{name}__in": numbers}).values_list(name, flat=True).first()  # type: ignore[union-attr]
        if found is not None:
            told = _("Something was recorded in %(unit)s since (%(what)s), so the plan can no longer be undone.")
            raise ValidationError(told % {"unit": names[found], "what": model._meta.verbose_name})  # type: ignore[union-attr]


def _app_of(mover: Mover) -> str:
    config = apps.get_containing_app_config(mover.__module__)
    return config.label if config else ""


def _check_empty(plan: Reorganisation, new: Sequence[Unit]) -> None:
    """Whoever could count them: nobody is left in the new groups."""
    left = people_in(new, plan.day)
    for unit in new:
        people = left.get(unit.pk)
        if people and people.households:
            raise ValidationError(
                _("%(count)s households are left in %(unit)s; nothing was undone.")
                % {"count": people.households, "unit": unit.name}
            )

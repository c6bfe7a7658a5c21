"""Rounds of gifts: drawn up with their kinds and sources, approved by another, opened for the hand-over by a third."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count, Q, Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from chungtay.foundation.accounts.permissions import Duty, check_apart
from chungtay.foundation.places.models import Level, Unit
from chungtay.records.registry.queries.parts import in_parts
from chungtay.work.gifts.models import Gift, GiftKind, GiftState, Round, RoundState, Supply
from chungtay.work.gifts.operations.events import event, held, needed
from chungtay.work.gifts.operations.lists import listed_before, receiver
from chungtay.work.gifts.permissions import check_may_approve, check_may_prepare
from chungtay.work.gifts.queries.choosing import Of, living_in, read_condition
from chungtay.work.gifts.transitions import check_round, check_round_is

_PART = 2_000

_FAR = datetime.timedelta(days=731)  # no round is planned, or written down, from further away


@dataclass(frozen=True, slots=True)
class Plan:
    """What a round is begun with."""

    title: str
    occasion: str
    day: datetime.date
    first_day: datetime.date
    last_day: datetime.date
    place: str = ""


@transaction.atomic
def begin_round(ward: Unit, plan: Plan, *, by: Any, at: datetime.datetime) -> Round:
    """Raises ValidationError, PermissionDenied."""
    if ward.level != Level.WARD:
        raise ValidationError(_("A round of gifts is of one ward."), code="ward")
    today = timezone.localdate(at)
    check_may_prepare(by, ward, today)
    needed(plan.title, _("Give the round a title."), "title")
    if plan.day > today:
        raise ValidationError(_("The day of the facts lies in the future."), code="future")
    if not today - _FAR <= plan.first_day <= today + _FAR or plan.last_day > today + _FAR:
        raise ValidationError(_("The hand-over lies more than two years away. Look at its days."), code="far")
    if plan.last_day < plan.first_day:
        raise ValidationError(_("The hand-over ends before it begins."), code="days")
    made = Round.objects.create(
        ward=ward, title=plan.title, occasion=plan.occasion, day=plan.day, first_day=plan.first_day,
        last_day=plan.last_day, place=plan.place, drawn_by=by, drawn_at=at,
    )  # fmt: skip
    event("gifts.round_begun", made, by=by, at=at, occasion=plan.occasion)
    return made


@transaction.atomic
def add_kind(
    number: int, *, name: str, form: str, worth: int, of: Of, who: str, words: str, by: Any, at: datetime.datetime
) -> GiftKind:
    """A kind of gift and who is given one. Raises ValidationError for a condition that reads nothing known."""
    made = _draft(number, by, at)
    needed(name, _("Name the gift."), "name")
    needed(words, _("Say in words who is given the gift."), "words")
    if worth <= 0:
        raise ValidationError(_("The worth of a gift is above 0 đồng."), code="worth")
    read_condition(who, of)
    if made.kinds.filter(name=name.strip()).exists():
        raise ValidationError(_("This round has a gift of that name already."), code="name")
    kind = GiftKind.objects.create(round=made, name=name, form=form, worth=worth, of=of, who=who, who_words=words)
    event("gifts.kind_added", made, by=by, at=at, kind=kind.pk, worth=worth)
    return kind


@transaction.atomic
def add_supply(
    number: int, kind: int, *, source: str, giver: str, planned: int, by: Any, at: datetime.datetime
) -> Supply:
    """How many gifts of a kind a source pays for. Raises ValidationError."""
    made = _draft(number, by, at)
    needed(giver, _("Say who gives it: the budget, the fund, the name of the donor."), "giver")
    if planned <= 0:
        raise ValidationError(_("The number of gifts is above 0."), code="planned")
    supply = Supply.objects.create(kind=_kind(made, kind), source=source, giver=giver, planned=planned)
    event("gifts.supply_added", made, by=by, at=at, supply=supply.pk, planned=planned, source=source)
    return supply


@transaction.atomic
def put_supply_away(number: int, supply: int, *, by: Any, at: datetime.datetime) -> None:
    """A source of a draft that gives nothing after all."""
    made = _draft(number, by, at)
    if not Supply.objects.filter(pk=supply, kind__round=made, kind__carried_from=None).update(put_away=True):
        raise ValidationError(_("There is no such source in this round."), code="none")
    event("gifts.supply_put_away", made, by=by, at=at, supply=supply)


@transaction.atomic
def approve_round(number: int, *, decision: str, by: Any, at: datetime.datetime) -> Round:
    """Approve what another drew up. Whoever died or moved away since lapses; what is left must be covered by the
    sources, kind by kind. Raises ValidationError, PermissionDenied."""
    made = held(number)
    check_may_approve(by, made.ward, timezone.localdate(at))
    check_round(made.state, RoundState.APPROVED)
    check_apart(by, Duty.APPROVE, acted={Duty.ENTER: made.drawn_by_id})
    needed(decision, _("Give the number of the decision."), "decision")
    if made.adds_to_id is not None:
        drop_listed_before(made)
    lapsed = lapse_gone(made, at=at)
    short = short_of(made)
    if short:
        raise ValidationError(
            [
                ValidationError(
                    _("“%(kind)s”: %(gifts)s gifts are listed, the sources cover %(covered)s.")
                    % {"kind": name, "gifts": gifts, "covered": covered},
                    code="budget",
                )
                for name, gifts, covered in short
            ]
        )
    ready = made.gifts.filter(state=GiftState.DUE).update(state=GiftState.READY)
    if not ready:
        raise ValidationError(_("Nobody is on the list. Draw the list up first."), code="nobody")
    made.state, made.decision_number, made.approved_by, made.approved_at = RoundState.APPROVED, decision, by, at
    made.save(update_fields=["state", "decision_number", "approved_by", "approved_at"])
    event("gifts.round_approved", made, by=by, at=at, gifts=ready, lapsed=lapsed)
    return made


@transaction.atomic
def drop_round(number: int, *, by: Any, at: datetime.datetime) -> Round:
    """Put a round away that was not approved. Raises ValidationError where gifts were carried over into it."""
    made = _draft(number, by, at)
    if made.gifts.filter(carried_from__isnull=False).exists():
        raise ValidationError(_("Gifts were carried over into this round; it must be handed over."), code="carried")
    made.gifts.filter(state=GiftState.DUE).update(state=GiftState.DROPPED)
    made.state = RoundState.DROPPED
    made.save(update_fields=["state"])
    event("gifts.round_dropped", made, by=by, at=at)
    return made


@transaction.atomic
def begin_handing(number: int, *, by: Any, at: datetime.datetime) -> Round:
    """From now on gifts go out. Raises ValidationError, PermissionDenied."""
    made = held(number)
    check_may_prepare(by, made.ward, timezone.localdate(at))
    check_round(made.state, RoundState.HANDING)
    made.state = RoundState.HANDING
    made.save(update_fields=["state"])
    event("gifts.handing_begun", made, by=by, at=at)
    return made


def short_of(made: Round) -> list[tuple[str, int, int]]:
    """(kind, gifts listed, gifts covered) of every kind that its sources do not cover. Two statements."""
    rows = made.kinds.annotate(listed=Count("gifts", filter=Q(gifts__state=GiftState.DUE)))
    covered = dict(
        Supply.objects.filter(kind__round=made, put_away=False).order_by().values_list("kind").annotate(Sum("planned"))
    )
    found = [(kind.name, kind.listed, covered.get(kind.pk, 0)) for kind in rows.order_by("pk")]
    return [each for each in found if each[1] > each[2]]


def lapse_gone(made: Round, *, at: datetime.datetime) -> int:
    """Gifts of people who died or live in the ward no more; returns how many lapsed. The gift of a person who lives in
    another household of the ward by now goes there."""
    waiting = made.gifts.filter(state__in=(GiftState.DUE, GiftState.READY))
    here = living_in(made.ward, timezone.localdate(at))
    gone: list[int] = []
    moved: list[Gift] = []
    for gift in waiting.only("round", "household", "person"):
        home = gift.household_id if gift.person_id is None else here.homes.get(gift.person_id)
        if home is None or home not in here.groups:
            gone.append(gift.pk)
        elif home != gift.household_id:
            gift.household_id, gift.group_id = home, here.groups[home]
            moved.append(gift)
    Gift.objects.bulk_update(moved, ["household", "group"], batch_size=500)
    note = _("No longer lives in the ward.")
    for part in in_parts(gone, _PART):
        Gift.objects.filter(pk__in=part).update(state=GiftState.LAPSED, note=note)
    return len(gone)


def drop_listed_before(made: Round) -> int:
    """Gifts of a round that adds to another, for whom a list approved meanwhile has already; returns how many."""
    dropped = 0
    for kind in made.kinds.exclude(adds_to=None):
        before = listed_before(kind)
        rows = kind.gifts.filter(state=GiftState.DUE).values_list("household", "person", "pk")
        twice = [pk for home, person, pk in rows if receiver(home, person) in before]
        for part in in_parts(twice, _PART):
            dropped += Gift.objects.filter(pk__in=part).update(state=GiftState.DROPPED)
    return dropped


def _draft(number: int, by: Any, at: datetime.datetime) -> Round:
    made = held(number)
    check_may_prepare(by, made.ward, timezone.localdate(at))
    check_round_is(made.state, RoundState.DRAFT)
    return made


def _kind(made: Round, number: int) -> GiftKind:
    found = made.kinds.filter(pk=number).first()
    if found is None:
        raise ValidationError(_("There is no such gift in this round."), code="none")
    return found

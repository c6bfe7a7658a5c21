"""The queue of persons who may have been entered twice: filled by entry, files and the yearly comparison, emptied by
people. The program joins nothing."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from chungtay.foundation.accounts.permissions import Permission
from chungtay.foundation.core.operations import record_event
from chungtay.foundation.core.text import tidy
from chungtay.records.registry.models import DuplicatePair, Operation, Person, Verdict
from chungtay.records.registry.operations.merging import Choices, merge_persons
from chungtay.records.registry.permissions import check
from chungtay.records.registry.queries.history import Entry, of_operation
from chungtay.records.registry.queries.homes import home_of
from chungtay.records.registry.queries.pairs import open_pairs


@transaction.atomic
def say_same(
    pair: DuplicatePair,
    *,
    stays: Person,
    choices: Choices,
    seen: tuple[int, int],
    why: str,
    by: Any,
    at: datetime.datetime,
) -> Operation:
    """The two are one person: the other record goes over to `stays`. `seen`: versions of `stays` and of the other."""
    pair = _open(pair)
    if stays.pk not in (pair.first_id, pair.second_id):
        raise ValidationError(_("Choose one of the two records."), code="choose")
    goes = pair.second if stays.pk == pair.first_id else pair.first
    done = merge_persons(stays, goes, choices, seen=seen, why=why, by=by, at=at)
    _decide(pair, Verdict.MERGED, why, by, at, done)
    return done


@transaction.atomic
def say_different(pair: DuplicatePair, *, why: str, by: Any, at: datetime.datetime) -> None:
    """The two are two persons; the pair is not brought up again."""
    pair = _open(pair)
    if not tidy(why):
        raise ValidationError(_("Say why they are two persons."), code="why")
    _check_both(pair, by, at)
    _decide(pair, Verdict.DIFFERENT, why, by, at, None)
    _event("registry.pair_told_apart", pair, by, at, {"score": pair.score})


def would_do(
    pair: DuplicatePair,
    *,
    stays: Person,
    choices: Choices,
    seen: tuple[int, int],
    why: str,
    by: Any,
    at: datetime.datetime,
) -> Entry:
    """What `say_same` would write, without a trace: it is done and taken back at once. Raises what that raises."""
    with transaction.atomic():
        entry = of_operation(say_same(pair, stays=stays, choices=choices, seen=seen, why=why, by=by, at=at))
        transaction.set_rollback(True)
    return entry


@transaction.atomic
def look_again(pair: DuplicatePair, *, why: str, by: Any, at: datetime.datetime) -> None:
    """Two persons were said to be two by mistake: the pair waits again."""
    found = (
        DuplicatePair.objects.select_for_update(of=("self",), no_key=True)
        .select_related("first", "second")
        .get(pk=pair.pk)
    )
    if found.verdict != Verdict.DIFFERENT or found.first.withdrawn or found.second.withdrawn:
        raise ValidationError(_("This pair does not wait to be looked at again."), code="not_apart")
    if not tidy(why):
        raise ValidationError(_("Say why it is looked at again."), code="why")
    _check_both(found, by, at)
    found.verdict, found.decided_by, found.decided_at, found.why = Verdict.OPEN, None, None, tidy(why)
    found.save(update_fields=["verdict", "decided_by", "decided_at", "why"])
    _event("registry.pair_looked_at_again", found, by, at, {"score": found.score})


def _check_both(pair: DuplicatePair, by: Any, at: datetime.datetime) -> None:
    for person in (pair.first, pair.second):
        home = home_of(person)
        if home is not None:
            check(by, Permission.REGISTRY_MERGE, home.group, at)


def _event(action: str, pair: DuplicatePair, by: Any, at: datetime.datetime, detail: dict[str, Any]) -> None:
    home = home_of(pair.first)
    record_event(action, pair, by=by, at=at, detail=detail, area=home.group if home else None)


def _open(pair: DuplicatePair) -> DuplicatePair:
    found = (
        open_pairs()
        .select_for_update(of=("self",), no_key=True)
        .select_related("first", "second")
        .filter(pk=pair.pk)
        .first()
    )
    if found is None:
        raise ValidationError(_decided_by(pair), code="decided")
    return found


def _decided_by(pair: DuplicatePair) -> str:
    """Who was faster, and when."""
    row = DuplicatePair.objects.select_related("decided_by").filter(pk=pair.pk).first()
    if row is None or row.decided_by is None or row.decided_at is None:
        return _("Somebody decided about this pair already.")
    words = {"name": row.decided_by.full_name, "at": f"{timezone.localtime(row.decided_at):%H:%M %d/%m/%Y}"}
    return _("%(name)s decided about this pair already, at %(at)s.") % words


def joined_by(
    operation: Operation, couples: Sequence[tuple[Person, Person]], *, why: str, by: Any, at: datetime.datetime
) -> int:
    """Open pairs that an operation joined besides others are decided with it. How many were."""
    numbers = {tuple(sorted((one.pk, other.pk))) for one, other in couples}
    rows = open_pairs_of({number for pair in numbers for number in pair})
    found = [pair for pair in rows if (pair.first_id, pair.second_id) in numbers]
    for pair in found:
        _decide(pair, Verdict.MERGED, why, by, at, operation)
    return len(found)


def open_pairs_of(persons: Collection[int]) -> QuerySet[DuplicatePair]:
    undecided = (Verdict.OPEN, Verdict.MERGED)
    rows = DuplicatePair.objects.select_for_update(of=("self",), no_key=True)
    return rows.filter(first__in=persons, second__in=persons, verdict__in=undecided).order_by("pk")


def _decide(
    pair: DuplicatePair, verdict: str, why: str, by: Any, at: datetime.datetime, operation: Operation | None
) -> None:
    pair.verdict, pair.decided_by, pair.decided_at, pair.why, pair.operation = verdict, by, at, tidy(why), operation
    pair.save(update_fields=["verdict", "decided_by", "decided_at", "why", "operation"])

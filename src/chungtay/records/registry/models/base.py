"""What every record of the register has: it is never deleted, and it counts its changes."""

from __future__ import annotations

import datetime
from typing import ClassVar, Self, TypeVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from chungtay.foundation.core.privacy import classes

_Row = TypeVar("_Row", bound=models.Model)


class RecordQuerySet(models.QuerySet[_Row]):
    def live(self) -> Self:
        """Records that nobody took back."""
        return self.filter(withdrawn=False)

    def on(self, day: datetime.date) -> Self:
        """Live records that hold on a day (of those with `valid_from` and `valid_to`)."""
        return self.between(day, day)

    def between(self, first: datetime.date, last: datetime.date) -> Self:
        """Live records that hold on some day between two, both included."""
        return self.live().filter(Q(valid_to=None) | Q(valid_to__gte=first), valid_from__lte=last)

    def current(self) -> Self:
        """Live records without an end."""
        return self.filter(withdrawn=False, valid_to=None)


class RecordManager(models.Manager[_Row]):
    """The same verbs on a manager. Written out: what `as_manager()` makes, type checkers lose from run to run."""

    def get_queryset(self) -> RecordQuerySet[_Row]:
        return RecordQuerySet(self.model, using=self._db)

    def live(self) -> RecordQuerySet[_Row]:
        return self.get_queryset().live()

    def on(self, day: datetime.date) -> RecordQuerySet[_Row]:
        return self.get_queryset().on(day)

    def between(self, first: datetime.date, last: datetime.date) -> RecordQuerySet[_Row]:
        return self.get_queryset().between(first, last)

    def current(self) -> RecordQuerySet[_Row]:
        return self.get_queryset().current()


class Record(models.Model):
    """A row of the register. What was entered in error is `withdrawn`, never deleted: its history stays readable.

    `version` grows by one with each change; who edits an older version is told what changed meanwhile.
    """

    withdrawn = models.BooleanField(_("taken back"), default=False)
    version = models.PositiveIntegerField(default=1)

    RECORD_TYPE: ClassVar[str]
    PRIVACY = classes(official="withdrawn version")

    class Meta:
        abstract = True


class DatedRecord(Record):
    """A record that holds between two days, both included; without an end it holds today."""

    valid_from = models.DateField(_("from"))
    valid_to = models.DateField(_("until"), null=True, blank=True)

    PRIVACY = Record.PRIVACY | classes(personal="valid_from valid_to")

    class Meta(Record.Meta):
        abstract = True


def ends_after_it_begins(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")), name=name)


def one_of(field: str, choices: type[models.TextChoices], name: str) -> models.CheckConstraint:
    return models.CheckConstraint(condition=Q(**{f"{field}__in": choices.values}), name=name)

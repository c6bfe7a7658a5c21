"""A list of pupils as a school sent it, and each line as it waits to be taken over. The lists stay, whatever became of
them; identity numbers of a file are looked up and not kept."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from chungtay.foundation.core.privacy import classes
from chungtay.foundation.core.text import LineField


class ListState(models.TextChoices):
    STAGED = "staged", _("Compared; nothing taken over yet")
    APPLIED = "applied", _("Taken over")
    UNDONE = "undone", _("Undone")
    DISCARDED = "discarded", _("Put away")


class RowOutcome(models.TextChoices):
    NEW = "new", _("New")
    CHANGED = "changed", _("Another grade or class")
    SAME = "same", _("Unchanged")
    CHOOSE = "choose", _("Somebody must say who it is")
    ELSEWHERE = "elsewhere", _("Enrolled at another school")
    UNKNOWN = "unknown", _("Not in the register of the ward")
    LEFT_OUT = "left_out", _("Left out by decision")
    WRONG = "wrong", _("Not readable")


TAKEN = (RowOutcome.NEW, RowOutcome.CHANGED, RowOutcome.ELSEWHERE)
OPEN = (RowOutcome.CHOOSE,)


def nothing() -> list[Any]:
    """No row."""
    return []


def nobody() -> list[int]:
    """Nobody to choose from."""
    return []


class PupilList(models.Model):
    """One file of one school for one school year, of pupils enrolled from `day` on. `operation`: the act of the
    register by which it was taken over, to be undone with it. `passed`: rows that are nobody: [line, what it says]."""

    school = models.ForeignKey("schooling.School", models.PROTECT, related_name="lists")
    school_year = models.PositiveSmallIntegerField(_("school year"))
    day = models.DateField(_("enrolled from"))
    name = models.CharField(_("file name"), max_length=200)
    passed = models.JSONField(_("rows passed over"), default=nothing)
    sha256 = models.CharField(max_length=64)
    state = models.CharField(_("state"), max_length=9, choices=ListState, default=ListState.STAGED)
    operation = models.BigIntegerField(null=True)
    brought_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    brought_at = models.DateTimeField()
    taken_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    taken_at = models.DateTimeField(null=True)

    PRIVACY = classes(
        official="school school_year day name sha256 state operation brought_by brought_at taken_by taken_at",
        personal="passed",
    )

    class Meta:
        ordering = ["-brought_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=ListState.values), name="schooling_list_state_known"),
            models.UniqueConstraint(
                fields=["school", "school_year", "sha256"],
                condition=Q(state__in=("staged", "applied")),
                name="schooling_same_list_once",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class PupilRow(models.Model):
    """One line. `person` is whom it means, once that is certain or decided; `possible` are those to choose from.
    `before`: what a changed enrolment was, so that the list can be undone."""

    list = models.ForeignKey(PupilList, models.PROTECT, related_name="rows")
    line = models.PositiveIntegerField(_("line of the file"))
    name = LineField(_("full name"), max_length=100)
    born = models.CharField(_("date of birth"), max_length=20, blank=True)
    grade = models.PositiveSmallIntegerField(_("grade"), null=True)
    class_name = LineField(_("class"), max_length=30, blank=True)
    outcome = models.CharField(max_length=9, choices=RowOutcome)
    why = LineField(_("why"), max_length=200, blank=True)
    person = models.ForeignKey("registry.Person", models.PROTECT, null=True, related_name="+")
    possible = models.JSONField(default=nobody)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    before = models.JSONField(default=dict)

    PRIVACY = classes(
        official="list line outcome decided_by",
        personal="name born grade class_name person possible before",
        sensitive="why",
    )

    class Meta:
        ordering = ["line", "pk"]
        indexes = [models.Index(fields=["list", "outcome"], name="schooling_row_outcome")]
        constraints = [
            models.CheckConstraint(condition=Q(outcome__in=RowOutcome.values), name="schooling_row_outcome_known"),
            models.UniqueConstraint(fields=["list", "line"], name="schooling_row_once"),
        ]

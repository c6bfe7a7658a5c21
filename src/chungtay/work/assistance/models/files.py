"""A list of monthly allowances that came as a file: compared, taken over, undone. The list stays, whatever became of
it; identity numbers of a file are looked up and not kept."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from chungtay.foundation.core.privacy import classes
from chungtay.foundation.core.text import LineField


class FileState(models.TextChoices):
    STAGED = "staged", _("Compared; nothing taken over yet")
    APPLIED = "applied", _("Taken over")
    UNDONE = "undone", _("Undone")
    DISCARDED = "discarded", _("Put away")


class LineOutcome(models.TextChoices):
    NEW = "new", _("New")
    KNOWN = "known", _("On record already")
    TWICE = "twice", _("Has another allowance for that time")
    CHOOSE = "choose", _("Somebody must say who it is")
    UNKNOWN = "unknown", _("Not found for certain in the register of the ward")
    WRONG = "wrong", _("Not readable")
    LEFT_OUT = "left_out", _("Left out by decision")


def nothing() -> list[Any]:
    """No row, nobody."""
    return []


class AllowanceFile(models.Model):
    """One file of one ward. The same content comes in once. `passed`: rows that are nobody: [line, what it says]."""

    ward = models.ForeignKey("places.Unit", models.PROTECT, related_name="+")
    name = models.CharField(_("file name"), max_length=200)
    sha256 = models.CharField(max_length=64)
    state = models.CharField(_("state"), max_length=9, choices=FileState, default=FileState.STAGED)
    paid_from = models.DateField(_("paid here from"))
    passed = models.JSONField(_("rows passed over"), default=nothing)
    brought_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    brought_at = models.DateTimeField()

    PRIVACY = classes(official="ward name sha256 state paid_from brought_by brought_at", personal="passed")

    class Meta:
        ordering = ["-brought_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=FileState.values), name="assistance_file_state_known"),
            models.UniqueConstraint(
                fields=["ward", "sha256"],
                condition=Q(state__in=("staged", "applied")),
                name="assistance_same_file_once",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class FileLine(models.Model):
    """One line of it, with whom it means where that is certain or decided, and `possible` to choose from; `for_name`,
    `paid_for`: for whose care it is paid, as written and as found."""

    file = models.ForeignKey(AllowanceFile, models.PROTECT, related_name="lines")
    line = models.PositiveIntegerField()
    name = LineField(_("name"), max_length=100)
    person = models.ForeignKey("registry.Person", models.PROTECT, null=True, related_name="+")
    paid_for = models.ForeignKey("registry.Person", models.PROTECT, null=True, related_name="+")
    for_name = LineField(_("for whose care"), max_length=100, blank=True)
    title = LineField(_("what"), max_length=200)
    amount = models.BigIntegerField(_("đồng a month"))
    valid_from = models.DateField(_("from"), null=True)
    valid_to = models.DateField(_("until"), null=True)
    decision_number = LineField(_("decision number"), max_length=60, blank=True)
    possible = models.JSONField(default=nothing)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    outcome = models.CharField(_("outcome"), max_length=8, choices=LineOutcome)
    why = LineField(_("why"), max_length=300, blank=True)
    warning = LineField(_("to be looked at"), max_length=300, blank=True)

    PRIVACY = classes(
        official="file line decision_number outcome decided_by",
        personal="name person possible paid_for for_name valid_from valid_to",
        sensitive="title amount why warning",
    )

    class Meta:
        ordering = ["line"]
        constraints = [
            models.UniqueConstraint(fields=["file", "line"], name="assistance_file_line_once"),
            models.CheckConstraint(condition=Q(outcome__in=LineOutcome.values), name="assistance_line_outcome_known"),
            models.CheckConstraint(
                condition=~Q(outcome="new") | Q(person__isnull=False, valid_from__isnull=False, amount__gt=0),
                name="assistance_new_line_is_whole",
            ),
            models.CheckConstraint(
                condition=~Q(outcome="new") | Q(for_name="") | Q(paid_for__isnull=False),
                name="assistance_new_line_knows_for_whom",
            ),
        ]

    @property
    def to_decide(self) -> bool:
        """Whether somebody may say whom the line means: people are possible, and it was not refused as it was read."""
        undecided = (LineOutcome.CHOOSE, LineOutcome.LEFT_OUT)
        return bool(self.possible) and (self.outcome in undecided or self.decided_by_id is not None)

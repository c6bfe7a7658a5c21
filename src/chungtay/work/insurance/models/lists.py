"""A list of cards as the insurer sent it, and each line as it waits to be taken over. The lists stay, whatever became
of them; identity numbers of a file are looked up and not kept."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from chungtay.foundation.core.privacy import classes
from chungtay.foundation.core.sealed import SealedTextField
from chungtay.foundation.core.text import LineField


class ListState(models.TextChoices):
    COMPARING = "comparing", _("Being compared with the register")
    STAGED = "staged", _("Compared; nothing taken over yet")
    APPLYING = "applying", _("Being taken over")
    APPLIED = "applied", _("Taken over")
    UNDONE = "undone", _("Undone")
    DISCARDED = "discarded", _("Put away")


class RowOutcome(models.TextChoices):
    NEW = "new", _("New")
    CHANGED = "changed", _("Other days or payer")
    SAME = "same", _("Unchanged")
    CHOOSE = "choose", _("Somebody must say who it is")
    UNKNOWN = "unknown", _("Not in the register of the ward")
    REFUSED = "refused", _("Not taken in")
    LEFT_OUT = "left_out", _("Left out by decision")


TAKEN = (RowOutcome.NEW, RowOutcome.CHANGED)


def nothing() -> list[Any]:
    """No row."""
    return []


def nobody() -> list[int]:
    """Nobody to choose from."""
    return []


class CardList(models.Model):
    """One file of one ward, true on the day `on`. `complete`: it names everybody of the ward who has a card, so whoever
    lives there and is not on it has none. `payer` holds for lines that do not say who pays. `passed`: rows that are
    nobody: [line, what it says]."""

    ward = models.ForeignKey("places.Unit", models.PROTECT, related_name="+")
    on = models.DateField(_("true on"))
    complete = models.BooleanField(_("names everybody of the ward who has a card"), default=False)
    payer = models.CharField(_("who pays, where the list does not say"), max_length=9)
    name = models.CharField(_("file name"), max_length=200)
    passed = models.JSONField(_("rows passed over"), default=nothing)
    sha256 = models.CharField(max_length=64)
    state = models.CharField(_("state"), max_length=9, choices=ListState, default=ListState.COMPARING)
    mark = models.PositiveIntegerField(default=0, help_text="Last line that the present work has finished")
    brought_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    brought_at = models.DateTimeField()
    taken_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    taken_at = models.DateTimeField(null=True)

    PRIVACY = classes(
        official="ward on complete payer name sha256 state mark brought_by brought_at taken_by taken_at",
        personal="passed",
    )

    class Meta:
        ordering = ["-brought_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=ListState.values), name="insurance_list_state_known"),
            models.UniqueConstraint(
                fields=["ward", "sha256", "on"],
                condition=~Q(state__in=("undone", "discarded")),
                name="insurance_same_list_once",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class CardRow(models.Model):
    """One line. `person` is whom it means, once that is certain or decided; `possible` are those to choose from.
    `card`, `before`: the card that a changed line meant and what it was, so that the list can be undone."""

    list = models.ForeignKey(CardList, models.PROTECT, related_name="rows")
    line = models.PositiveIntegerField(_("line of the file"))
    name = LineField(_("full name"), max_length=100)
    born = models.CharField(_("date of birth"), max_length=20, blank=True)
    identity = SealedTextField(blank=True)
    number = SealedTextField(_("card number"), blank=True)
    payer = models.CharField(max_length=9)
    valid_from = models.DateField(_("from"), null=True)
    valid_to = models.DateField(_("until"), null=True)
    outcome = models.CharField(max_length=8, choices=RowOutcome, blank=True)
    why = LineField(_("why"), max_length=300, blank=True)
    warning = LineField(_("to be looked at"), max_length=300, blank=True)
    person = models.ForeignKey("registry.Person", models.PROTECT, null=True, related_name="+")
    possible = models.JSONField(default=nobody)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    card = models.BigIntegerField(null=True)
    before = models.JSONField(default=dict)

    PRIVACY = classes(
        official="list line outcome decided_by card",
        personal="name born payer valid_from valid_to person possible before",
        sensitive="identity number why warning",
    )

    class Meta:
        ordering = ["line", "pk"]
        indexes = [models.Index(fields=["list", "outcome"], name="insurance_row_outcome")]
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome="") | Q(outcome__in=RowOutcome.values), name="insurance_row_outcome_known"
            ),
            models.UniqueConstraint(fields=["list", "line"], name="insurance_row_once"),
        ]

    @property
    def to_decide(self) -> bool:
        """Whether somebody may say whom the line means: several are possible, and it was not refused as it was read."""
        return bool(self.possible) and (self.outcome != RowOutcome.REFUSED or self.decided_by_id is not None)

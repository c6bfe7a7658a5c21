"""A referral: what a household lacks, to the service that can close it, until it is closed with an outcome."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from chungtay.foundation.core.privacy import classes
from chungtay.foundation.core.text import LineField


class Need(models.TextChoices):
    """What can be lacking, the same word under every standard (`queries.needs` says which indicator means which)."""

    JOB = "job", _("Jobs")
    DEPENDANTS = "dependants", _("Care of dependants")
    CLINIC = "clinic", _("Medical care")
    NUTRITION = "nutrition", _("Nutrition")
    INSURANCE = "insurance", _("Health insurance")
    ADULTS = "adults", _("Adult education")
    SCHOOL = "school", _("Child school attendance")
    HOUSE = "house", _("Housing quality")
    SPACE = "space", _("Floor area")
    WATER = "water", _("Water")
    TOILET = "toilet", _("Toilet")
    WASTE = "waste", _("Waste")
    INTERNET = "internet", _("Internet")
    DEVICES = "devices", _("Information devices")


class ReferralState(models.TextChoices):
    OPEN = "open", _("Nobody has it yet")
    ASSIGNED = "assigned", _("A service has it")
    RECEIVED = "received", _("Service received")
    IMPOSSIBLE = "impossible", _("Not possible, with the reason")
    GONE = "gone", _("No longer lacking")


LIVE = (ReferralState.OPEN, ReferralState.ASSIGNED)


class Referral(models.Model):
    """One need of one household. `year`, `rule_set` and `indicator` say by which decision it was found."""

    household = models.ForeignKey("registry.Household", models.PROTECT, related_name="+")
    need = models.CharField(_("need"), max_length=12, choices=Need)
    year = models.PositiveSmallIntegerField(_("year"))
    rule_set = models.CharField(max_length=40)
    indicator = models.CharField(max_length=8)
    state = models.CharField(_("state"), max_length=10, choices=ReferralState, default=ReferralState.OPEN)
    service = LineField(_("service"), max_length=120, blank=True)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    due_on = models.DateField(_("until"), null=True)
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True)
    outcome = LineField(_("proof or reason"), max_length=300, blank=True)

    PRIVACY = classes(
        official="household year rule_set indicator state service person due_on opened_by opened_at closed_by"
        " closed_at",
        personal="need",
        sensitive="outcome",
    )

    class Meta:
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["household", "need"], name="referral_household_need"),
            models.Index(fields=["state", "due_on"], name="referral_state_due"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(need__in=Need.values), name="referral_need_known"),
            models.CheckConstraint(condition=Q(state__in=ReferralState.values), name="referral_state_known"),
            models.CheckConstraint(
                condition=~Q(state="assigned") | (Q(person__isnull=False, due_on__isnull=False) & ~Q(service="")),
                name="referral_assigned_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(state__in=("open", "assigned"), closed_by=None, closed_at=None)
                | (
                    Q(state__in=("received", "impossible", "gone"), closed_by__isnull=False, closed_at__isnull=False)
                    & ~Q(outcome="")
                ),
                name="referral_closed_is_whole",
            ),
            models.UniqueConstraint(
                fields=["household", "need"],
                condition=Q(state__in=("open", "assigned")),
                name="referral_open_once",
            ),
        ]


class Proof(models.Model):
    """A photograph or signed paper of how a referral was closed, kept sealed (`core.files`). Rows are final."""

    ROWS_ARE_FINAL = True

    referral = models.OneToOneField(Referral, models.PROTECT, related_name="proof")
    stored = models.CharField(max_length=200, unique=True, help_text="Path below MEDIA_ROOT; the name is random")
    media_type = models.CharField(max_length=80)
    size = models.BigIntegerField()
    sha256 = models.CharField(max_length=64)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    added_at = models.DateTimeField()

    PRIVACY = classes(official="referral stored media_type size sha256 added_by added_at")

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.referral_id} {self.media_type}"


class Contact(models.Model):
    """What was said or done on the way: a call, a visit, an answer of the service."""

    referral = models.ForeignKey(Referral, models.PROTECT, related_name="contacts")
    on = models.DateField(_("day"))
    note = LineField(_("what was said or done"), max_length=300)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    PRIVACY = classes(official="referral on by at", sensitive="note")

    class Meta:
        ordering = ["-on", "-pk"]

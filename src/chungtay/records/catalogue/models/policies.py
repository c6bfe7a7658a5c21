"""A policy of an office's own, one row for each version, and the decisions on it. Both are final: what was proposed and
what was decided stays as it was written; a change is a new version, an end is a row of its own."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from chungtay.foundation.core.privacy import classes
from chungtay.foundation.core.text import LineField


class DecisionKind(models.TextChoices):
    APPROVED = "approved", _("Approved")
    REFUSED = "refused", _("Refused")
    WITHDRAWN = "withdrawn", _("Withdrawn by its proposer")
    ENDED = "ended", _("Ended")


class OwnPolicy(models.Model):
    """One version. `code` is the same for every version and is the policy's name on lists. `unit` is where it holds.

    `issued_on` is the instrument's day, `valid_from` the first day it applies to: earlier where it applies backwards.
    `seen`: the figures that the proposer looked at, for whoever decides to see the same; None: none were kept.
    `who` and `rates` are texts of the rule book's small language, read by `rulebook.policy_book.policy_from`.
    """

    ROWS_ARE_FINAL = True

    code = models.SlugField(max_length=40)
    version = models.PositiveSmallIntegerField()
    unit = models.ForeignKey("places.Unit", models.PROTECT, related_name="+", verbose_name=_("where it holds"))
    issuer = models.CharField(_("issuer"), max_length=8)
    title = LineField(_("name"), max_length=160)
    instrument = LineField(_("instrument"), max_length=120)
    article = LineField(_("article"), max_length=120)
    issued_on = models.DateField(_("day of issue"))
    valid_from = models.DateField(_("applies from"))
    valid_to = models.DateField(_("applies to"), null=True)
    of = models.CharField(_("given to"), max_length=9)
    who = models.TextField(_("condition"))
    who_words = LineField(_("who, in words"), max_length=300)
    gives = models.CharField(_("gives"), max_length=13)
    period = models.CharField(_("period"), max_length=12)
    rates = models.JSONField(_("amounts"), default=list, help_text="[{when, times, words}], the first that applies")
    excludes = models.SlugField(_("group of which one is given"), max_length=40, blank=True)
    beside = models.JSONField(default=list, help_text="names of policies of the group that it may stand beside")
    approval = models.CharField(_("each case is approved by"), max_length=15)
    documents = models.JSONField(_("documents"), default=list)
    months_at_most = models.PositiveSmallIntegerField(_("months at most"), null=True)
    note = LineField(_("note"), max_length=300, blank=True)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    seen = models.JSONField(_("what it would give"), null=True, help_text="`queries.preview.Preview`, as proposed")

    PRIVACY = classes(
        official="code version unit issuer title instrument article issued_on valid_from valid_to of who who_words"
        " gives period rates excludes beside approval documents months_at_most note proposed_by proposed_at seen"
    )

    class Meta:
        ordering = ["-proposed_at", "-pk"]
        indexes = [models.Index(fields=["unit", "valid_from"], name="catalogue_policy_unit")]
        constraints = [
            models.UniqueConstraint(fields=["code", "version"], name="catalogue_policy_version_once"),
            models.CheckConstraint(condition=Q(version__gte=1), name="catalogue_policy_version_from_1"),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                name="catalogue_policy_ends_after_it_begins",
            ),
            models.CheckConstraint(condition=~Q(who="") & ~Q(instrument=""), name="catalogue_policy_is_whole"),
        ]

    def __str__(self) -> str:
        return self.title


class PolicyDecision(models.Model):
    """What was decided on one version. `proposed_by` repeats who proposed it, so that the database itself keeps
    proposer and decider apart. `last_day` is the last day of a policy that was ended."""

    ROWS_ARE_FINAL = True

    policy = models.ForeignKey(OwnPolicy, models.PROTECT, related_name="decisions")
    kind = models.CharField(max_length=9, choices=DecisionKind)
    words = LineField(_("decision number or reason"), max_length=300)
    last_day = models.DateField(_("last day"), null=True)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    PRIVACY = classes(official="policy kind words last_day proposed_by by at")

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=DecisionKind.values), name="catalogue_decision_kind_known"),
            models.CheckConstraint(
                condition=~Q(kind__in=("approved", "refused")) | ~Q(by=F("proposed_by")),
                name="catalogue_decided_by_another",
            ),
            models.CheckConstraint(condition=~Q(words=""), name="catalogue_decision_has_words"),
            models.CheckConstraint(
                condition=Q(kind="ended", last_day__isnull=False) | ~Q(kind="ended") & Q(last_day=None),
                name="catalogue_end_has_its_day",
            ),
            models.UniqueConstraint(
                fields=["policy"],
                condition=Q(kind__in=("approved", "refused", "withdrawn")),
                name="catalogue_decided_once",
            ),
            models.UniqueConstraint(fields=["policy"], condition=Q(kind="ended"), name="catalogue_ended_once"),
        ]

    def __str__(self) -> str:
        return f"{self.policy_id} {self.kind}"

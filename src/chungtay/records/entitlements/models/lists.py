"""A list of one policy, ward and period, and its lines. Nothing is deleted: a line ends in a state that says how."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from chungtay.foundation.core.privacy import classes
from chungtay.foundation.core.text import LineField
from chungtay.records.entitlements.models.help import HelpKind, HelpSource


class ListState(models.TextChoices):
    DRAFT = "draft", _("Drawn up, waits for approval")
    APPROVED = "approved", _("Approved, being handed over")
    CLOSED = "closed", _("Closed: every line has an outcome")
    DROPPED = "dropped", _("Put away before approval")


class LineState(models.TextChoices):
    DUE = "due", _("Due")
    APPROVED = "approved", _("Approved, not handed over yet")
    DELIVERED = "delivered", _("Handed over")
    REFUSED = "refused", _("Refused")
    LAPSED = "lapsed", _("Lapsed: no longer entitled")
    RETURNED = "returned", _("Given back")
    DROPPED = "dropped", _("Put away with its list")


OPEN = (LineState.DUE, LineState.APPROVED)
HELD = (LineState.DUE, LineState.APPROVED, LineState.DELIVERED)  # nobody is on another list of the policy and period


class SupportList(models.Model):
    """Who of a ward gets what one policy gives in one period, by the facts of `day` and the policy's `version`.

    `continues`: the list of another ward whose open lines came here with their people when the borders changed.
    Where an app above drew it up, `origin` tells what about ("schooling:school:5"), `kind` and `source` what is given
    and by whom; `criteria` how people were chosen, where no policy of the book says so."""

    ward = models.ForeignKey("places.Unit", models.PROTECT, related_name="+", verbose_name=_("ward"))
    policy = models.CharField(_("policy"), max_length=60)
    version = models.CharField(max_length=12)
    title = LineField(_("title"), max_length=200)
    period = models.CharField(_("period"), max_length=7, help_text="2026-09, 2026, 2026-K1; of back pay 2026T01")
    day = models.DateField(_("facts of the day"))
    state = models.CharField(_("state"), max_length=8, choices=ListState, default=ListState.DRAFT)
    back_pay = models.BooleanField(default=False, help_text="differences of months that were handed over already")
    decision_number = LineField(_("decision number"), max_length=60, blank=True)
    kind = models.CharField(_("kind"), max_length=7, choices=HelpKind, blank=True)
    source = models.CharField(_("source"), max_length=8, choices=HelpSource, blank=True)
    origin = models.CharField(max_length=60, blank=True)
    criteria = LineField(_("how people were chosen"), max_length=300, blank=True)
    continues = models.ForeignKey("self", models.PROTECT, null=True, related_name="continued_by")
    drawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    drawn_at = models.DateTimeField()
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True)

    PRIVACY = classes(
        official="ward policy version title period day state back_pay decision_number kind source origin criteria "
        "continues drawn_by drawn_at approved_by approved_at"
    )

    class Meta:
        ordering = ["-drawn_at", "-pk"]
        indexes = [
            models.Index(fields=["ward", "period"], name="entitlements_list_ward_period"),
            models.Index(fields=["origin", "period"], name="entitlements_list_origin"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=ListState.values), name="entitlements_list_state_known"),
            models.CheckConstraint(
                condition=Q(origin="", kind="", source="") | ~Q(origin="") & ~Q(kind="") & ~Q(source=""),
                name="entitlements_list_of_an_app_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(approved_by=None, approved_at=None)
                | Q(approved_by__isnull=False, approved_at__isnull=False, state__in=("approved", "closed")),
                name="entitlements_list_approval_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(approved_by=None) | ~Q(approved_by=models.F("drawn_by")),
                name="entitlements_list_approved_by_another",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class SupportLine(models.Model):
    """One person (or household) on a list. `amount` is whole đồng of the policy's period, None where it gives none."""

    list = models.ForeignKey(SupportList, models.PROTECT, related_name="lines")
    policy = models.CharField(max_length=60)
    period = models.CharField(max_length=7)
    household = models.ForeignKey("registry.Household", models.PROTECT, related_name="+")
    person = models.ForeignKey("registry.Person", models.PROTECT, null=True, related_name="+")
    amount = models.BigIntegerField(_("amount in đồng"), null=True)
    months = models.PositiveSmallIntegerField(_("months"), null=True)
    reason = LineField(_("reason"), max_length=300)
    state = models.CharField(_("state"), max_length=9, choices=LineState, default=LineState.DUE)
    # who drew the list up and who approved it, beside the person: so the database itself keeps the three hands apart
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    handed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    handed_on = models.DateField(_("handed over on"), null=True)
    received_by = LineField(_("received by"), max_length=100, blank=True)
    note = LineField(_("note"), max_length=300, blank=True)
    proof = models.CharField(max_length=200, blank=True, help_text="Sealed signature or photograph, below MEDIA_ROOT")
    proof_type = models.CharField(max_length=80, blank=True)
    proof_sha256 = models.CharField(max_length=64, blank=True)

    PRIVACY = classes(
        official="list policy period household state entered_by approved_by handed_by handed_on proof_type",
        personal="person received_by",
        sensitive="amount months reason note proof proof_sha256",
    )

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["household"], name="entitlements_line_household")]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=LineState.values), name="entitlements_line_state_known"),
            models.CheckConstraint(
                condition=Q(amount=None) | Q(amount__gte=0), name="entitlements_line_amount_not_below_zero"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("delivered", "returned"))
                | Q(handed_by__isnull=False, handed_on__isnull=False) & ~Q(received_by=""),
                name="entitlements_line_delivered_with_proof",
            ),
            models.CheckConstraint(
                condition=Q(proof="", proof_type="", proof_sha256="")
                | ~Q(proof="") & ~Q(proof_type="") & ~Q(proof_sha256="") & Q(handed_by__isnull=False),
                name="entitlements_line_proof_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(handed_by=None)
                | Q(entered_by__isnull=False, approved_by__isnull=False)
                & ~Q(handed_by=models.F("entered_by"))
                & ~Q(handed_by=models.F("approved_by"))
                & ~Q(approved_by=models.F("entered_by")),
                name="entitlements_line_three_hands",
            ),
            models.UniqueConstraint(
                fields=["policy", "period", "person"],
                condition=Q(state__in=("due", "approved", "delivered"), person__isnull=False),
                name="entitlements_person_once_a_period",
            ),
            models.UniqueConstraint(
                fields=["policy", "period", "household"],
                condition=Q(state__in=("due", "approved", "delivered"), person__isnull=True),
                name="entitlements_household_once_a_period",
            ),
        ]

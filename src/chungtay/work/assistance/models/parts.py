"""Parts of a case: what one source gives in one payment, to whom it went and what proves it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from chungtay.foundation.core.privacy import classes
from chungtay.foundation.core.text import LineField
from chungtay.work.assistance.models.cases import Case


class PartKind(models.TextChoices):
    CASH = "cash", _("Money")
    IN_KIND = "in_kind", _("In kind")


class PartSource(models.TextChoices):
    """Who gives. The same words as the ledger of help, without schools."""

    CENTRAL = "central", _("Central government")
    CITY = "city", _("City")
    DISTRICT = "district", _("District")
    WARD = "ward", _("Ward")
    FUND = "fund", _("Fund “For the Poor”")
    DONOR = "donor", _("Donor")


class PartState(models.TextChoices):
    DUE = "due", _("Not paid out yet")
    PAID = "paid", _("Paid out")
    RETURNED = "returned", _("Given back")
    DROPPED = "dropped", _("Not given")


class Part(models.Model):
    """`amount`: whole đồng; of things their worth, None where nobody knows it. `kilograms`: of rice. `after_check`:
    paid only after somebody saw the finished work. `proposed_by` and `approved_by` are those of the case, kept here so
    that the database itself refuses a payment by one of them. `received_key`: the receiver's name without marks,
    to find one hand that signs for many. `signed_for`: why somebody outside the household signed."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="parts")
    number = models.PositiveSmallIntegerField()
    kind = models.CharField(_("kind"), max_length=7, choices=PartKind)
    source = models.CharField(_("source"), max_length=8, choices=PartSource)
    amount = models.BigIntegerField(_("amount in đồng"), null=True)
    kilograms = models.PositiveIntegerField(_("kilograms"), null=True)
    label = LineField(_("what"), max_length=120, blank=True)
    basis = LineField(_("by what decision or plan"), max_length=200)
    after_check = models.BooleanField(_("after the work was seen"), default=False)
    state = models.CharField(_("state"), max_length=8, choices=PartState, default=PartState.DUE)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    paid_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    paid_at = models.DateTimeField(null=True)
    paid_on = models.DateField(_("paid out on"), null=True)
    received_by = LineField(_("received by"), max_length=100, blank=True)
    received_key = models.CharField(max_length=100, blank=True)
    signed_for = LineField(_("why another signed"), max_length=200, blank=True)
    receipt = models.OneToOneField("assistance.Proof", models.PROTECT, null=True, related_name="receipt_of")
    note = LineField(_("note"), max_length=300, blank=True)

    PRIVACY = classes(
        official="case number kind source label basis after_check state proposed_by approved_by paid_by paid_at "
        "paid_on receipt",
        personal="received_by received_key signed_for",
        sensitive="amount kilograms note",
    )

    class Meta:
        ordering = ["case_id", "number"]
        indexes = [models.Index(fields=["received_key", "paid_on"], name="assistance_part_receiver")]
        constraints = [
            models.UniqueConstraint(fields=["case", "number"], name="assistance_part_place"),
            models.CheckConstraint(condition=Q(kind__in=PartKind.values), name="assistance_part_kind_known"),
            models.CheckConstraint(condition=Q(source__in=PartSource.values), name="assistance_part_source_known"),
            models.CheckConstraint(condition=Q(state__in=PartState.values), name="assistance_part_state_known"),
            models.CheckConstraint(
                condition=Q(kind="cash", amount__gt=0, kilograms=None)
                | Q(kind="in_kind") & (Q(amount=None) | Q(amount__gte=0)),
                name="assistance_part_gives_something",
            ),
            models.CheckConstraint(
                condition=Q(state__in=("due", "dropped"), paid_by=None)
                | Q(
                    state__in=("paid", "returned"),
                    approved_by__isnull=False,
                    paid_by__isnull=False,
                    paid_at__isnull=False,
                    paid_on__isnull=False,
                    receipt__isnull=False,
                )
                & ~Q(received_by=""),
                name="assistance_paid_with_proof",
            ),
            models.CheckConstraint(
                condition=Q(paid_by=None) | ~Q(paid_by=F("proposed_by")) & ~Q(paid_by=F("approved_by")),
                name="assistance_paid_by_a_third",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id}/{self.number}"

"""Help that reached a household from elsewhere, by no list of this program: entered by one, confirmed by another."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from chungtay.foundation.core.privacy import classes
from chungtay.foundation.core.text import LineField
from chungtay.records.entitlements.models.help import HelpKind, HelpSource


class OutsideState(models.TextChoices):
    ENTERED = "entered", _("To be confirmed")
    CONFIRMED = "confirmed", _("Confirmed, stands in the ledger")
    REFUSED = "refused", _("Not confirmed")


class OutsideHelp(models.Model):
    """`value`: whole đồng, None where its worth is not known. Confirmed it gets a row of the ledger, with this as its
    origin; not confirmed it never does."""

    household = models.ForeignKey("registry.Household", models.PROTECT, related_name="+")
    kind = models.CharField(_("kind"), max_length=7, choices=HelpKind)
    source = models.CharField(_("source"), max_length=8, choices=HelpSource)
    giver = LineField(_("who gave it"), max_length=120)
    title = LineField(_("what"), max_length=120)
    value = models.BigIntegerField(_("worth in đồng"), null=True)
    on = models.DateField(_("received on"))
    proof = LineField(_("proof"), max_length=300)
    state = models.CharField(_("state"), max_length=9, choices=OutsideState, default=OutsideState.ENTERED)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    note = LineField(_("why it is not confirmed"), max_length=300, blank=True)

    PRIVACY = classes(
        official="household kind source on state entered_by entered_at decided_by decided_at",
        personal="giver",
        sensitive="title value proof note",
    )

    class Meta:
        ordering = ["-on", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=HelpKind.values), name="entitlements_outside_kind_known"),
            models.CheckConstraint(condition=Q(source__in=HelpSource.values), name="entitlements_outside_source_known"),
            models.CheckConstraint(condition=Q(state__in=OutsideState.values), name="entitlements_outside_state_known"),
            models.CheckConstraint(
                condition=~Q(giver="") & ~Q(title="") & ~Q(proof=""), name="entitlements_outside_has_proof"
            ),
            models.CheckConstraint(condition=Q(value=None) | Q(value__gte=0), name="entitlements_outside_value"),
            models.CheckConstraint(
                condition=Q(state="entered", decided_by=None, decided_at=None)
                | ~Q(state="entered") & Q(decided_by__isnull=False, decided_at__isnull=False),
                name="entitlements_outside_decided_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("entered_by")),
                name="entitlements_outside_by_another",
            ),
            models.UniqueConstraint(
                fields=["household", "on", "title", "giver"],
                condition=~Q(state="refused"),
                name="entitlements_outside_once",
            ),
        ]

    def __str__(self) -> str:
        return self.title

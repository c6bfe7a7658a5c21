"""The one ledger of help: what a household received, from whoever gave it. Rows are final; what is given back gets
a row of its own against the first."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from chungtay.foundation.core.privacy import classes
from chungtay.foundation.core.text import LineField


class HelpKind(models.TextChoices):
    CASH = "cash", _("Money")
    IN_KIND = "in_kind", _("In kind")
    CARD = "card", _("Health-insurance card")
    FEE = "fee", _("Fee let off")
    SERVICE = "service", _("Service")
    LOAN = "loan", _("Loan")
    WORK = "work", _("Work days")


class HelpSource(models.TextChoices):
    CENTRAL = "central", _("Central government")
    CITY = "city", _("City")
    DISTRICT = "district", _("District")
    WARD = "ward", _("Ward")
    FUND = "fund", _("Fund “For the Poor”")
    DONOR = "donor", _("Donor")
    SCHOOL = "school", _("School")


class HelpReceived(models.Model):
    """One thing that reached a household. `value`: whole đồng, None where its worth is not known, below zero on a row
    that takes another back. `origin`: what delivered it ("app:model:number"), so that nothing is entered twice."""

    ROWS_ARE_FINAL = True

    household = models.ForeignKey("registry.Household", models.PROTECT, related_name="+")
    person = models.ForeignKey("registry.Person", models.PROTECT, null=True, related_name="+")
    ward = models.ForeignKey("places.Unit", models.PROTECT, related_name="+")
    kind = models.CharField(_("kind"), max_length=7, choices=HelpKind)
    source = models.CharField(_("source"), max_length=8, choices=HelpSource)
    title = LineField(_("what"), max_length=200)
    value = models.BigIntegerField(_("worth in đồng"), null=True)
    on = models.DateField(_("received on"))
    proof = LineField(_("proof"), max_length=300)
    origin = models.CharField(max_length=80, unique=True)
    takes_back = models.OneToOneField("self", models.PROTECT, null=True, related_name="taken_back")
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    PRIVACY = classes(
        official="household ward kind source on origin takes_back recorded_by recorded_at",
        personal="person",
        sensitive="title value proof",
    )

    class Meta:
        ordering = ["-on", "-pk"]
        indexes = [
            models.Index(fields=["household", "on"], name="entitlements_help_household"),
            models.Index(fields=["person"], name="entitlements_help_person"),
            models.Index(fields=["ward", "on"], name="entitlements_help_ward"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=HelpKind.values), name="entitlements_help_kind_known"),
            models.CheckConstraint(condition=Q(source__in=HelpSource.values), name="entitlements_help_source_known"),
            models.CheckConstraint(condition=~Q(proof="") & ~Q(title=""), name="entitlements_help_has_proof"),
            models.CheckConstraint(
                condition=Q(value=None) | Q(takes_back=None, value__gte=0) | Q(takes_back__isnull=False, value__lte=0),
                name="entitlements_help_sign_of_value",
            ),
        ]

    def __str__(self) -> str:
        return self.title

"""Reports as a leader finalised them, and workbooks of all forms that were made in the background."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from chungtay.foundation.core.privacy import classes


class Basis(models.TextChoices):
    PRELIMINARY = "so-bo", _("Preliminary")
    OFFICIAL = "chinh-thuc", _("Official")


class FinalReport(models.Model):
    """All forms of a place and year as they were when a leader finalised them; never changed afterwards. `tables` is
    form -> table (`workbooks.reports.tables`), `sha256` is over the tables as they are kept."""

    ROWS_ARE_FINAL = True

    area = models.ForeignKey("places.Unit", models.PROTECT, related_name="+", verbose_name=_("area"))
    year = models.PositiveSmallIntegerField(_("year"))
    number = models.PositiveSmallIntegerField(help_text="1 for the first of the place, year and basis")
    basis = models.CharField(max_length=10, choices=Basis)
    rule_set = models.CharField(_("poverty standard"), max_length=40)
    opening_rule_set = models.CharField(max_length=40, help_text="Of the list at the start")
    level = models.CharField(max_length=10, help_text="What the rows are")
    opened_on = models.DateField(_("day of the list at the start"))
    closed_on = models.DateField(_("day of the list at the end"))
    asked = models.JSONField(default=dict, help_text="Standard, days, rows; wards that stand apart with their own days")
    tables = models.JSONField()
    checks = models.JSONField(default=list, help_text="What did not hold and did not stand in the way")
    sha256 = models.CharField(max_length=64)
    finalised_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("finalised by")
    )
    finalised_at = models.DateTimeField(_("finalised"))

    PRIVACY = classes(
        official="area year number basis rule_set opening_rule_set level opened_on closed_on asked tables checks"
        " sha256 finalised_by finalised_at"
    )

    class Meta:
        ordering = ["-finalised_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(basis__in=Basis.values), name="report_basis_known"),
            models.UniqueConstraint(fields=["area", "year", "basis", "number"], name="report_number_once"),
        ]


class ReportSet(models.Model):
    """One workbook with every form, made by a background job."""

    area = models.ForeignKey("places.Unit", models.PROTECT, related_name="+", verbose_name=_("area"))
    year = models.PositiveSmallIntegerField(_("year"))
    basis = models.CharField(max_length=10, choices=Basis)
    asked = models.JSONField(default=dict, help_text="Standard, days, rows")
    stored = models.CharField(max_length=200, blank=True, help_text="Path below MEDIA_ROOT")
    sha256 = models.CharField(max_length=64, blank=True)
    broken = models.PositiveIntegerField(default=0, help_text="Checks that did not hold")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField()
    made_at = models.DateTimeField(null=True)

    PRIVACY = classes(official="area year basis asked stored sha256 broken asked_by asked_at made_at")

    class Meta:
        ordering = ["-asked_at", "-pk"]
        constraints = [models.CheckConstraint(condition=Q(basis__in=Basis.values), name="report_set_basis_known")]

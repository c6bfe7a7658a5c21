"""What a line of a back-pay list is made of: the months handed over at an amount that was too low."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from chungtay.foundation.core.privacy import classes
from chungtay.records.entitlements.models.lists import SupportLine


class BackPaid(models.Model):
    """One month: `of` was handed over at `given` (what was added before included) and should have been `due`."""

    ROWS_ARE_FINAL = True

    line = models.ForeignKey(SupportLine, models.PROTECT, related_name="back_pay")
    of = models.ForeignKey(SupportLine, models.PROTECT, related_name="back_paid")
    given = models.BigIntegerField(_("given in đồng"))
    due = models.BigIntegerField(_("due in đồng"))

    PRIVACY = classes(official="line of", sensitive="given due")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(due__gt=F("given")), name="entitlements_back_pay_adds"),
            models.UniqueConstraint(fields=["line", "of"], name="entitlements_back_pay_month_once"),
        ]

    def __str__(self) -> str:
        return f"{self.of_id} {self.given} {self.due}"

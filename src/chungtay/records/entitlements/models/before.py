"""How lines of lists and allowances stood until they were changed, so that a past day is told as it was then known.

`action`: the event of the trail that changed it. What was changed before such rows were kept, and is not told by the
trail, has a row without a state (an allowance: without a first day): nobody knows how that stood.
"""

from __future__ import annotations

from django.db import models

from chungtay.foundation.core.privacy import classes
from chungtay.foundation.core.text import LineField
from chungtay.records.entitlements.models.allowances import Allowance
from chungtay.records.entitlements.models.lists import SupportLine, SupportList


class LineBefore(models.Model):
    """`ward`: of the list then. `household` alone is empty where the trail tells the rest: a hand-over writes down
    where the person lives by then."""

    ROWS_ARE_FINAL = True

    line = models.ForeignKey(SupportLine, models.PROTECT, related_name="before")
    until = models.DateTimeField()
    action = models.CharField(max_length=60)
    list = models.ForeignKey(SupportList, models.PROTECT, null=True, related_name="+")
    ward = models.ForeignKey("places.Unit", models.PROTECT, null=True, related_name="+")
    household = models.ForeignKey("registry.Household", models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=9, blank=True)
    note = LineField(max_length=300, blank=True)

    PRIVACY = classes(official="line until action list ward household state", sensitive="note")

    class Meta:
        ordering = ["line", "pk"]
        indexes = [
            models.Index(fields=["line", "until"], name="entitlements_line_before"),
            models.Index(fields=["until", "ward"], name="entitlements_line_until"),
        ]


class AllowanceBefore(models.Model):
    ROWS_ARE_FINAL = True

    allowance = models.ForeignKey(Allowance, models.PROTECT, related_name="before")
    until = models.DateTimeField()
    action = models.CharField(max_length=60)
    valid_from = models.DateField(null=True)
    valid_to = models.DateField(null=True)

    PRIVACY = classes(official="allowance until action", personal="valid_from valid_to")

    class Meta:
        ordering = ["allowance", "pk"]
        indexes = [models.Index(fields=["allowance", "until"], name="entitlements_allowance_before")]

"""How lines of purchases and of lists of the state stood until they were changed, so that the coverage of a past day is
told as it was then known. A row without a state: changed before such rows were kept, nobody knows how it stood."""

from __future__ import annotations

from django.db import models

from chungtay.foundation.core.privacy import classes
from chungtay.foundation.core.text import LineField
from chungtay.work.insurance.models.batches import BatchLine
from chungtay.work.insurance.models.state import StateLine


class BatchLineBefore(models.Model):
    """`action`: the event of the trail that changed it. `ward`: of the purchase then."""

    ROWS_ARE_FINAL = True

    line = models.ForeignKey(BatchLine, models.PROTECT, related_name="before")
    until = models.DateTimeField()
    action = models.CharField(max_length=60)
    ward = models.ForeignKey("places.Unit", models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=9, blank=True)
    note = LineField(max_length=300, blank=True)

    PRIVACY = classes(official="line until action ward state", sensitive="note")

    class Meta:
        ordering = ["line", "pk"]
        indexes = [models.Index(fields=["line", "until"], name="insurance_batch_before")]


class StateLineBefore(models.Model):
    """The same of a list of the state."""

    ROWS_ARE_FINAL = True

    line = models.ForeignKey(StateLine, models.PROTECT, related_name="before")
    until = models.DateTimeField()
    action = models.CharField(max_length=60)
    ward = models.ForeignKey("places.Unit", models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=9, blank=True)
    note = LineField(max_length=300, blank=True)

    PRIVACY = classes(official="line until action ward state", sensitive="note")

    class Meta:
        ordering = ["line", "pk"]
        indexes = [models.Index(fields=["line", "until"], name="insurance_state_before")]

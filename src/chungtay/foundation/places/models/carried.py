"""What went along with its people when a reorganisation was applied, so that it comes back when that is undone."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from chungtay.foundation.core.privacy import classes


class Carried(models.Model):
    """One row of an app that was still open. `kind`: its table ("assistance.case"), `number`: its own number; `before`
    and `after`: the number of the ward, or of the list, that it belonged to and belongs to since."""

    origin = models.CharField(max_length=40)
    kind = models.CharField(max_length=60)
    number = models.BigIntegerField()
    before = models.BigIntegerField()
    after = models.BigIntegerField()
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)

    PRIVACY = classes(official="origin kind number before after at undone_at")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(before=models.F("after")), name="carried_somewhere_else"),
            models.UniqueConstraint(
                fields=["kind", "origin", "number"], condition=Q(undone_at=None), name="carried_once_by_a_plan"
            ),
        ]

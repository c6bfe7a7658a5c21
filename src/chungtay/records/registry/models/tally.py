"""How many households of each residential group there are, counted beforehand: derived by `operations.tallying`."""

from __future__ import annotations

from django.db import models

from chungtay.foundation.core.privacy import classes


class ListTally(models.Model):
    """Households that live in a residential group today and the persons who belong to them, of one kind.

    `kind` is "" for all of them, "no_number" for those in which somebody has no citizen number, both with `year` 0; of
    a year the class that was decided for it, or "due": poor or near-poor the year before and without a class. What
    nobody is of has no row.
    """

    group = models.ForeignKey("places.Unit", models.PROTECT, related_name="+", db_index=False)
    year = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10)
    homes = models.PositiveIntegerField()
    persons = models.PositiveIntegerField()

    PRIVACY = classes(official="group year kind homes persons")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["group", "year", "kind"], name="registry_listtally_once")]

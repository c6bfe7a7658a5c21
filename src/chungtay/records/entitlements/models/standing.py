"""Rights as they stand, kept so that a page of a ward need not work everybody out: derived, and made anew at any time.

`StandingHome` says of a household by what its rights were worked out; `StandingRight` are the rights; `FactsChanged` is
added by whoever changes a fact. What is kept counts only while no such mark stands, the rules are the same and no day
has come on which a fact changes by itself (`queries.standing`).
"""

from __future__ import annotations

import datetime

from django.db import models
from django.db.models import F, Q

from chungtay.foundation.core.privacy import classes

ALWAYS = datetime.date.max  # no day is known on which something changes by itself


class StandingHome(models.Model):
    """`day`: the rights were worked out for it, and by the same facts they are those of every day through `until`.
    `rules`: print of the policies and numbers, and of the program that worked them out. Rows that nothing was worked
    out for yet have no day. `persons`: members on the day."""

    household = models.OneToOneField("registry.Household", models.PROTECT, primary_key=True, related_name="+")
    group = models.ForeignKey("places.Unit", models.PROTECT, null=True, related_name="+")
    day = models.DateField(null=True)
    until = models.DateField(null=True)
    rules = models.CharField(max_length=32, blank=True)
    persons = models.PositiveIntegerField(default=0)

    PRIVACY = classes(official="household group day until rules", personal="persons")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(day=None, until=None) | Q(day__isnull=False, until__gte=F("day")),
                name="entitlements_standing_home_days",
            ),
        ]


class StandingRight(models.Model):
    """What one policy gives, in the columns of `population.rights`: due, to be found out, or another instead.
    `person` None: the household as such. `amount`: whole đồng of the policy's period."""

    home = models.ForeignKey(StandingHome, models.CASCADE, related_name="rights", db_index=False)
    policy = models.CharField(max_length=60)
    person = models.ForeignKey("registry.Person", models.PROTECT, null=True, related_name="+", db_index=False)
    state = models.CharField(max_length=7)
    amount = models.BigIntegerField(null=True)
    rate = models.SmallIntegerField(null=True)
    instead_of = models.CharField(max_length=60, blank=True)
    missing = models.CharField(max_length=200, blank=True)

    PRIVACY = classes(official="home policy", personal="person", sensitive="state amount rate instead_of missing")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["home", "policy", "person"], name="entitlements_standing_right_once"),
            models.UniqueConstraint(
                fields=["home", "policy"], condition=Q(person=None), name="entitlements_standing_home_right_once"
            ),
            models.CheckConstraint(
                condition=Q(state__in=("due", "open", "instead")), name="entitlements_standing_right_state"
            ),
            models.CheckConstraint(
                condition=Q(amount=None) | Q(amount__gte=0), name="entitlements_standing_right_amount"
            ),
        ]


class FactsChanged(models.Model):
    """A mark that facts of a household changed. Added, never changed: acts of the register do not wait for one another
    or for a page here. Taken away by number when the household was worked out after the mark was seen."""

    household = models.ForeignKey("registry.Household", models.PROTECT, related_name="+")

    PRIVACY = classes(official="household")

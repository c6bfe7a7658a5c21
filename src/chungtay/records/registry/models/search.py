"""What search, lists and the comparison of persons look at: derived from the records by `operations.finding`, never
entered.

An entry has the number of its person or household. `words` are tokens between blanks, each with a letter that says
what it is (`queries.tokens`); the database's own word index lies over them. Both tables can be made anew at any time.
"""

from __future__ import annotations

from django.db import models

from chungtay.foundation.core.privacy import classes


class Entry(models.Model):
    id = models.BigAutoField(primary_key=True)
    name_key = models.CharField(max_length=200)
    words = models.TextField()

    class Meta:
        abstract = True


class PersonEntry(Entry):
    """A person as search finds it, in the household the person belongs to or belonged to last.

    The four prints are equal for persons who may be one (`queries.blocks`).
    """

    household = models.ForeignKey("registry.Household", models.PROTECT, related_name="+")
    name_year = models.BigIntegerField(db_index=True)
    ends_ward = models.BigIntegerField(null=True, db_index=True)
    day_given = models.BigIntegerField(null=True, db_index=True)
    day_ward = models.BigIntegerField(null=True, db_index=True)

    PRIVACY = classes(official="id household", personal="name_key words name_year ends_ward day_given day_ward")

    class Meta:
        indexes = [models.Index(fields=["name_key", "id"], name="registry_personentry_name")]


class HouseholdEntry(Entry):
    """A household as search finds it, in the order of the head's given name; and what lists of today count, so that a
    page of them reads no records of members: where it lives, how many belong to it, how many of those have no citizen
    number. Every household that nobody took back has an entry."""

    group = models.ForeignKey("places.Unit", models.PROTECT, related_name="+", db_index=False)
    ward = models.BigIntegerField(help_text="The unit above the group")
    living = models.BooleanField(help_text="Has not ended")
    members = models.PositiveIntegerField()
    without_number = models.PositiveIntegerField()

    PRIVACY = classes(official="id group ward", personal="name_key words living members without_number")

    class Meta:
        indexes = [
            models.Index(fields=["name_key", "id"], name="registry_householdentry_name"),
            models.Index(
                fields=["ward", "name_key", "id"],
                condition=models.Q(living=True),
                name="registry_householdentry_listed",
            ),
            models.Index(
                fields=["ward", "name_key", "id"],
                condition=models.Q(living=True, without_number__gt=0),
                name="registry_householdentry_unnum",
            ),
            models.Index(
                fields=["group", "without_number", "members"],
                condition=models.Q(living=True),
                name="registry_householdentry_tally",
            ),
        ]

"""A household and where it lives. Who belongs to it is in `Membership`."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from chungtay.foundation.core.privacy import classes
from chungtay.foundation.core.text import LineField, LinesField
from chungtay.records.registry.models.base import DatedRecord, Record, RecordManager, ends_after_it_begins, one_of


class Ending(models.TextChoices):
    """Why a household of the register is no longer one."""

    DIED_OUT = "died_out", _("The last member died")
    MERGED = "merged", _("Joined another household")
    MOVED_OUT = "moved_out", _("Moved out of the area")


class Household(Record):
    """People who share meals and means. `code` is ours, given once and kept for life (ward of entry and a number).

    `official_code` is the one of the ministry's program, which repeats from ward to ward. `group` is where the
    household lives today, or lived last; `Residence` has the dates. `merged_into`: of one that ended in another, or was
    taken back because it was entered twice; it counts only while the household stands so. `class_open`: it was founded
    by a split of a household with a class: without one of its own, "on no list" is not known of it.
    """

    code = models.CharField(_("household code"), max_length=30)
    official_code = LineField(_("code in the ministry's program"), max_length=60, blank=True, db_index=True)
    group = models.ForeignKey("places.Unit", models.PROTECT, related_name="+", verbose_name=_("residential group"))
    address = LineField(_("address"), max_length=200, blank=True)
    address_folded = models.CharField(max_length=200, blank=True, editable=False)
    latitude = models.DecimalField(_("latitude"), max_digits=8, decimal_places=6, null=True, blank=True)
    longitude = models.DecimalField(_("longitude"), max_digits=9, decimal_places=6, null=True, blank=True)
    ended_on = models.DateField(_("last day"), null=True, blank=True)
    ended_by = models.CharField(_("how it ended"), max_length=10, choices=Ending, blank=True)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="merged", verbose_name=_("went over into household")
    )
    class_open = models.BooleanField(_("its class is to be asked since the split"), default=False, db_default=False)
    note = LinesField(_("note"), blank=True)

    PRIVACY = Record.PRIVACY | classes(
        official="code official_code group merged_into",
        personal="address address_folded latitude longitude ended_on ended_by class_open",
        sensitive="note",
    )
    RECORD_TYPE = "household"
    objects = RecordManager()

    class Meta(Record.Meta):
        indexes = [models.Index(fields=["group", "ended_on"], name="registry_household_group")]
        constraints = [
            models.UniqueConstraint(fields=["code"], condition=Q(withdrawn=False), name="registry_household_code_once"),
            models.CheckConstraint(
                condition=Q(ended_on=None, ended_by="") | Q(ended_on__isnull=False, ended_by__in=Ending.values),
                name="registry_household_end_has_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(latitude=None, longitude=None)
                | Q(latitude__gte=8, latitude__lte=24, longitude__gte=102, longitude__lte=118),
                name="registry_household_point_in_vietnam",
            ),
        ]

    def __str__(self) -> str:
        return self.code


class CodeSeries(models.Model):
    """The last number given to a household of a ward code. Codes of wards are re-used; their numbers go on."""

    ward_code = models.CharField(max_length=10, unique=True)
    last = models.PositiveIntegerField(default=0)

    PRIVACY = classes(official="ward_code last")


class Residence(DatedRecord):
    """Where a household lived between two days."""

    household = models.ForeignKey(Household, models.PROTECT, related_name="residences")
    group = models.ForeignKey("places.Unit", models.PROTECT, related_name="+", verbose_name=_("residential group"))
    address = LineField(_("address"), max_length=200, blank=True)
    came_by = models.CharField(
        _("how it came there"),
        max_length=20,
        blank=True,
        help_text="'reorganised' when the border moved and nobody did",
    )

    PRIVACY = DatedRecord.PRIVACY | classes(official="household group came_by", personal="address")
    RECORD_TYPE = "residence"
    objects = RecordManager()

    class Meta(DatedRecord.Meta):
        ordering = ["valid_from", "id"]
        indexes = [
            models.Index(fields=["group", "valid_from"], name="registry_residence_group"),
            models.Index(
                fields=["valid_to", "group"], condition=Q(valid_to__isnull=False), name="registry_residence_ended"
            ),
        ]
        constraints = [
            ends_after_it_begins("registry_residence_dates"),
            models.UniqueConstraint(
                fields=["household"], condition=Q(valid_to=None, withdrawn=False), name="registry_residence_one_current"
            ),
        ]


class EventKind(models.TextChoices):
    ACCIDENT = "accident", _("Accident")
    ILLNESS = "illness", _("Serious illness")
    FIRE = "fire", _("Fire")
    DISASTER = "disaster", _("Natural disaster")
    EPIDEMIC = "epidemic", _("Epidemic")
    OTHER = "other", _("Another misfortune")


class HardshipEvent(Record):
    """A misfortune of a household, or of one person in it."""

    household = models.ForeignKey(Household, models.PROTECT, related_name="hardships")
    person = models.ForeignKey("registry.Person", models.PROTECT, null=True, blank=True, related_name="hardships")
    kind = models.CharField(_("what happened"), max_length=10, choices=EventKind)
    happened_on = models.DateField(_("on"))
    description = LinesField(_("what it means for the household"), blank=True)

    PRIVACY = Record.PRIVACY | classes(
        official="household", personal="person happened_on", sensitive="kind description"
    )
    RECORD_TYPE = "hardship"
    objects = RecordManager()

    class Meta(Record.Meta):
        ordering = ["-happened_on", "id"]
        constraints = [one_of("kind", EventKind, "registry_hardship_known")]

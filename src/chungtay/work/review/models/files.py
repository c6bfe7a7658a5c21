"""A file that an office read in, and what came of each household in it, kept as decided."""

from __future__ import annotations

import json
import zlib
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from chungtay.foundation.core.privacy import classes
from chungtay.foundation.places.models import AreaKind

if TYPE_CHECKING:
    from chungtay.foundation.places.models import Unit


class PackedJSONField(models.BinaryField):
    """JSON kept compressed: explanations repeat their words, and pack to about a tenth."""

    def get_prep_value(self, value: Any) -> bytes | None:
        if value is None:
            return None
        return zlib.compress(json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode())

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        return None if value is None else json.loads(zlib.decompress(bytes(value)))

    def value_to_string(self, obj: models.Model) -> str:
        return json.dumps(self.value_from_object(obj), ensure_ascii=False)

    def to_python(self, value: Any) -> Any:
        return json.loads(value) if isinstance(value, str) else value


class State(models.TextChoices):
    UPLOADED = "uploaded", _("Columns to be confirmed")
    UNREADABLE = "unreadable", _("Not readable")
    QUEUED = "queued", _("Waiting its turn")
    RUNNING = "running", _("Being classified")
    DONE = "done", _("Classified")
    FAILED = "failed", _("Stopped by an error")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class ReviewFile(models.Model):
    """One uploaded file under one rule set, for one area and date. `token` is of the form: sent twice, kept once."""

    PRIVACY = classes(
        official="area area_kind rule_set rule_set_version on size sha256 token uploaded_by uploaded_at replaces state"
        " mapping stage done total beat_at finished_at counts notes set_aside problem",
        # a file may be named after a family; headings come with examples
        personal="name stored stored_members columns written",
    )

    area = models.ForeignKey("places.Unit", models.PROTECT, related_name="+", verbose_name=_("area"))
    area_kind = models.CharField(_("area type"), max_length=5, choices=AreaKind)
    rule_set = models.CharField(_("rule set"), max_length=40)
    rule_set_version = models.CharField(max_length=80, blank=True)
    on = models.DateField(_("date of the review"))
    name = models.CharField(_("file name"), max_length=200)
    stored = models.CharField(max_length=200, unique=True, help_text="Path below MEDIA_ROOT")
    stored_members = models.CharField(
        max_length=200, blank=True, help_text="Of a pair, the member table: path below MEDIA_ROOT"
    )
    size = models.BigIntegerField()
    sha256 = models.CharField(max_length=64)
    token = models.UUIDField(unique=True)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    uploaded_at = models.DateTimeField()
    replaces = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="replaced_by", help_text="Withdrawn when this one is classified"
    )
    state = models.CharField(max_length=12, choices=State, default=State.UPLOADED)
    columns = models.JSONField(
        default=list, help_text="Headings as found: sheet, letter, heading, target, sure, examples"
    )
    mapping = models.JSONField(default=dict, help_text="Heading -> question, as an officer corrected it")
    stage = models.CharField(max_length=10, blank=True)
    done = models.BigIntegerField(default=0)
    total = models.BigIntegerField(default=0)
    beat_at = models.DateTimeField(null=True, help_text="Last sign of life of the job")
    finished_at = models.DateTimeField(null=True)
    counts = models.JSONField(default=dict)
    notes = models.JSONField(default=list)
    set_aside = models.JSONField(default=list, help_text="Rows that are no household, counted by reason")
    problem = models.JSONField(default=dict, help_text="Why the whole file was not taken: vi, en")
    written = models.JSONField(default=dict, help_text="Kind of paper -> path below MEDIA_ROOT")

    class Meta:
        ordering = ["-uploaded_at", "-pk"]
        indexes = [models.Index(fields=["area", "on"], name="review_file_area_on")]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=State.values), name="review_file_state_known"),
            models.CheckConstraint(condition=Q(area_kind__in=AreaKind.values), name="review_file_area_kind_known"),
            models.UniqueConstraint(
                fields=["area", "area_kind", "rule_set", "on", "sha256"],
                condition=~Q(state=State.WITHDRAWN),
                name="review_file_same_file_once",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class HouseholdResultQuerySet(models.QuerySet["HouseholdResult"]):
    def within(self, place: Unit) -> HouseholdResultQuerySet:
        return self.filter(area__path__startswith=place.path)


class HouseholdResult(models.Model):
    """One household of a file: class and scores, with every reason as it was when decided."""

    PRIVACY = classes(
        official="file area position sheet row",
        personal="code head_name group address members name_key search class_id b1 b2",
        sensitive="explanation",  # every answer of the household, health and disability among them
    )

    file = models.ForeignKey(ReviewFile, models.CASCADE, related_name="households")
    area = models.ForeignKey("places.Unit", models.PROTECT, related_name="+", verbose_name=_("area"))
    position = models.IntegerField(help_text="Order in the file, from 1")
    sheet = models.CharField(max_length=100, blank=True)
    row = models.IntegerField()
    code = models.CharField(_("household code"), max_length=60, blank=True)
    head_name = models.CharField(_("head of household"), max_length=120, blank=True)
    group = models.CharField(_("residential group"), max_length=120, blank=True)
    address = models.CharField(_("address"), max_length=200, blank=True)
    members = models.IntegerField(_("members"), default=0)
    name_key = models.CharField(max_length=200, help_text="Sorts by given name as Vietnamese does")
    search = models.CharField(max_length=400, help_text="Code, name and group without marks")
    class_id = models.CharField(_("class"), max_length=30, blank=True, help_text="Empty when refused")
    b1 = models.IntegerField(null=True)
    b2 = models.IntegerField(null=True)
    explanation = PackedJSONField(
        default=dict, help_text="The result of the rule book as decided; empty if never scored"
    )

    objects = HouseholdResultQuerySet.as_manager()

    class Meta:
        ordering = ["name_key", "pk"]
        indexes = [
            models.Index(fields=["file", "name_key", "id"], name="review_household_by_name"),
            models.Index(fields=["file", "class_id", "name_key", "id"], name="review_household_by_class"),
        ]
        constraints = [models.UniqueConstraint(fields=["file", "position"], name="review_household_position_once")]

    def __str__(self) -> str:
        return self.head_name or self.code

    @property
    def group_words(self) -> str:
        """Offices write "3" or "Tổ dân phố 3"."""
        return f"Tổ {self.group}" if self.group.isdecimal() else self.group


class CellMistake(models.Model):
    """One thing wrong in one cell, in both languages; of a household, or of the file as a whole."""

    PRIVACY = classes(official="file sheet row column question", personal="household", sensitive="value vi en")

    file = models.ForeignKey(ReviewFile, models.CASCADE, related_name="mistakes")
    household = models.ForeignKey(HouseholdResult, models.CASCADE, null=True, related_name="mistakes")
    sheet = models.CharField(max_length=100, blank=True)
    row = models.IntegerField()
    column = models.CharField(max_length=4, blank=True)
    question = models.CharField(max_length=60, blank=True)
    value = models.CharField(max_length=300, blank=True)
    vi = models.TextField()
    en = models.TextField()

    class Meta:
        ordering = ["pk"]

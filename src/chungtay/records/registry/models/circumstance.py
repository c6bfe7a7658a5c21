"""What is true of a person between two days: schooling, work, disability, pregnancy, social protection."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from chungtay.foundation.core.privacy import classes
from chungtay.foundation.core.text import LineField
from chungtay.records.registry.models.base import DatedRecord, RecordManager, ends_after_it_begins, one_of


class CircumstanceKind(models.TextChoices):
    SCHOOLING = "schooling", _("Attends school")
    EDUCATION = "education", _("Finished education")
    TRAINING = "training", _("Vocational training")
    WORK = "work", _("Work")
    DISABILITY = "disability", _("Disability")
    PROTECTION = "protection", _("Monthly social benefit")
    PREGNANCY = "pregnancy", _("Pregnancy")
    ILLNESS = "illness", _("Serious illness")
    MERIT = "merit", _("Person of merit or relative")
    CARE = "care", _("Who cares for the person")
    PENSION = "pension", _("Pension or monthly social insurance")
    SURVIVOR = "survivor", _("Monthly survivor's benefit")
    SELF_CARE = "self_care", _("Looking after oneself")
    SUPPORT = "support", _("Who must support the person")
    PARENTS = "parents", _("Disabled parents")
    CENTRE = "centre", _("Vocational centre for disabled people")
    FARMING = "farming", _("Farming, forestry, fishing or salt household")
    NO_ESCAPE = "no_escape", _("Household that cannot escape poverty")


# What is asked: "none" is an answer too, and whoever was never asked stays unknown.
ASKED = (
    CircumstanceKind.PENSION,
    CircumstanceKind.SURVIVOR,
    CircumstanceKind.SELF_CARE,
    CircumstanceKind.SUPPORT,
    CircumstanceKind.PARENTS,
    CircumstanceKind.CENTRE,
    CircumstanceKind.FARMING,
    CircumstanceKind.NO_ESCAPE,
)
# Of these the answer of one member is that of the whole household that this person lives in.
ASKED_OF_HOME = (CircumstanceKind.FARMING, CircumstanceKind.NO_ESCAPE)


class Circumstance(DatedRecord):
    """One fact of one kind. `code` is of the code list of its kind (`records.registry.queries.codes`), "" when the
    kind itself says everything; `words` is what the list has no code for: a school, a diagnosis."""

    person = models.ForeignKey("registry.Person", models.PROTECT, related_name="circumstances")
    kind = models.CharField(_("what"), max_length=12, choices=CircumstanceKind)
    code = models.CharField(_("which"), max_length=20, blank=True)
    words = LineField(_("in words"), max_length=200, blank=True)

    PRIVACY = DatedRecord.PRIVACY | classes(personal="person", sensitive="kind code words")
    RECORD_TYPE = "circumstance"
    objects = RecordManager()

    class Meta(DatedRecord.Meta):
        ordering = ["kind", "valid_from", "id"]
        constraints = [
            ends_after_it_begins("registry_circumstance_dates"),
            one_of("kind", CircumstanceKind, "registry_circumstance_known"),
            models.UniqueConstraint(
                fields=["person", "kind"],
                condition=Q(valid_to=None, withdrawn=False),
                name="registry_circumstance_one_current_per_kind",
            ),
        ]

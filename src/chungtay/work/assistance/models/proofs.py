"""What shows that it was so: kept files, and visits at the household."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from chungtay.foundation.core.privacy import classes
from chungtay.foundation.core.text import LineField
from chungtay.work.assistance.models.cases import Case


class Proof(models.Model):
    """A photograph or signed paper, kept sealed (`core.files`). Rows are final."""

    ROWS_ARE_FINAL = True

    case = models.ForeignKey(Case, models.PROTECT, related_name="proofs")
    title = LineField(_("title"), max_length=120)
    stored = models.CharField(max_length=200, unique=True, help_text="Path below MEDIA_ROOT; the name is random")
    media_type = models.CharField(max_length=80)
    size = models.BigIntegerField()
    sha256 = models.CharField(max_length=64)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    added_at = models.DateTimeField()

    PRIVACY = classes(official="case stored media_type size sha256 added_by added_at", sensitive="title")

    class Meta:
        ordering = ["pk"]


class VisitKind(models.TextChoices):
    BEFORE = "before", _("Inspection before")
    WORK = "work", _("Check of the finished work")
    AFTER = "after", _("Visit afterwards")


class Outcome(models.TextChoices):
    AS_TOLD = "as_told", _("As the papers say")
    DIFFERS = "differs", _("Differs from the papers")
    NOT_RECEIVED = "not_received", _("The household says that it received nothing")


class Visit(models.Model):
    """Somebody looked at it there. Rows are final: who sees otherwise comes again."""

    ROWS_ARE_FINAL = True

    case = models.ForeignKey(Case, models.PROTECT, related_name="visits")
    kind = models.CharField(_("kind"), max_length=6, choices=VisitKind)
    on = models.DateField(_("day"))
    found = LineField(_("what was seen"), max_length=400)
    outcome = models.CharField(_("outcome"), max_length=12, choices=Outcome)
    photo = models.OneToOneField(Proof, models.PROTECT, null=True, related_name="photo_of")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    PRIVACY = classes(official="case kind on outcome photo by at", sensitive="found")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=VisitKind.values), name="assistance_visit_kind_known"),
            models.CheckConstraint(condition=Q(outcome__in=Outcome.values), name="assistance_visit_outcome_known"),
            models.CheckConstraint(
                condition=Q(kind="after") | Q(photo__isnull=False), name="assistance_visit_with_a_photograph"
            ),
        ]

"""A paper form while somebody types it: kept at every step, so that nothing is lost on the way back."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from chungtay.foundation.core.privacy import classes
from chungtay.foundation.core.text import LinesField
from chungtay.work.review.models.files import PackedJSONField
from chungtay.work.review.models.surveys import Purpose


class Typing(models.Model):
    """What one person typed of one household's paper form. It goes when the form is in; a second typing that differs
    from the first waits (`differs`) until somebody looks at the paper. `twice`: a second person types it too."""

    case = models.ForeignKey("review.Case", models.PROTECT, related_name="typings")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    purpose = models.CharField(max_length=8, choices=Purpose, default=Purpose.FIRST)
    sent_id = models.UUIDField(unique=True)
    case_version = models.PositiveIntegerField()
    answers = PackedJSONField(default=dict)
    surveyed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    surveyed_on = models.DateField(_("date of the visit"), null=True, blank=True)
    twice = models.BooleanField(_("typed again by a second person"), default=True)
    note = LinesField(_("note of the enumerator"), blank=True)
    differs = models.BooleanField(default=False)
    began_at = models.DateTimeField()
    saved_at = models.DateTimeField()

    PRIVACY = classes(
        official="case by purpose sent_id case_version surveyed_by surveyed_on twice differs began_at saved_at",
        sensitive="answers note",
    )

    class Meta:
        ordering = ["saved_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["case", "purpose", "by"], name="review_typing_once"),
            models.CheckConstraint(condition=Q(purpose__in=Purpose.values), name="review_typing_purpose_known"),
        ]

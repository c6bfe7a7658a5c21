"""A wider view for an hour: an administrator reads his area, with a reason, and everything he opens is recorded."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from chungtay.foundation.core.privacy import classes
from chungtay.foundation.core.text import LinesField


class WiderView(models.Model):
    """From `began_at` until `until` at most; `ended_at` is when it ended."""

    PRIVACY = classes(official="user began_at until ended_at with_factor", personal="reason")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="wider_views")
    reason = LinesField(_("reason"), max_length=500)
    began_at = models.DateTimeField()
    until = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    with_factor = models.BooleanField(default=False, help_text="A code of the second factor was given for it")

    class Meta:
        ordering = ["-began_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(until__gt=F("began_at")), name="wider_view_has_a_length"),
            models.CheckConstraint(condition=~Q(reason=""), name="wider_view_has_a_reason"),
            models.UniqueConstraint(fields=["user"], condition=Q(ended_at=None), name="wider_view_one_at_a_time"),
        ]

"""Which forms were saved already: the same form that arrives twice is written once."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from chungtay.foundation.core.privacy import classes


class SentForm(models.Model):
    """A form that was saved. `token` is the random number that the page gave it; `answer` the address that the first
    sending was sent on to, which every later one gets as well."""

    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    token = models.CharField(max_length=32)
    at = models.DateTimeField()
    answer = models.CharField(max_length=300, blank=True)

    PRIVACY = classes(official="by token at answer")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["by", "token"], name="registry_form_sent_once")]

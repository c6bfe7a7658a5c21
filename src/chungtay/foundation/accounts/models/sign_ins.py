"""Where a person is signed in. A session whose row has ended opens nothing any more."""

from django.conf import settings
from django.db import models

from chungtay.foundation.core.privacy import classes


class SignIn(models.Model):
    PRIVACY = classes(official="user", personal="began_at last_used_at ended_at agent with_factor")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="sign_ins")
    agent = models.CharField(max_length=300, blank=True, help_text="What the browser says it is")
    began_at = models.DateTimeField()
    last_used_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    with_factor = models.BooleanField(default=False, help_text="The second factor was asked for and given")

    class Meta:
        ordering = ["-last_used_at", "-pk"]
        indexes = [models.Index(fields=["user", "ended_at"], name="sign_in_open")]

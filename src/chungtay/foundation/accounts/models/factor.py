"""The second factor: a key that the person's telephone holds too, and codes for the day when it is lost."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from chungtay.foundation.core.privacy import classes
from chungtay.foundation.core.sealed import SealedTextField


class SecondFactor(models.Model):
    """One for each person. Without `confirmed_at` it is being set up and asks for nothing yet."""

    PRIVACY = classes(
        official="user started_at confirmed_at", personal="last_step failures wait_until", sensitive="key"
    )

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.PROTECT, related_name="second_factor")
    key = SealedTextField(_("key"), help_text="Base32, as authenticator programs take it")
    started_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    last_step = models.BigIntegerField(default=-1, help_text="A code is taken once: later steps only")
    failures = models.IntegerField(default=0)
    wait_until = models.DateTimeField(null=True, help_text="After five wrong codes")

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(failures__gte=0), name="factor_failures_not_negative")]


class RecoveryCode(models.Model):
    """A code for one sign-in without the telephone; only its digest is kept."""

    PRIVACY = classes(official="factor used_at", sensitive="digest")

    factor = models.ForeignKey(SecondFactor, models.CASCADE, related_name="recovery_codes")
    digest = models.CharField(max_length=64)
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["factor", "digest"], name="recovery_code_once")]

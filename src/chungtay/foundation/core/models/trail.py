"""The audit trail: one row per operation, each sealed with the hash of the row before it."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from chungtay.foundation.core.privacy import classes


class AuditEvent(models.Model):
    """Who did what to which record, when. Written in the same transaction as the change; never edited."""

    ROWS_ARE_FINAL = True
    PRIVACY = classes(
        official="number at action subject_type subject_id area_path detail digest previous_hash hash",
        personal="by",
    )

    number = models.BigIntegerField(_("number"), unique=True)
    at = models.DateTimeField(_("when"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("who"),
        help_text=_("Empty when the program itself did it."),
    )
    action = models.CharField(_("action"), max_length=60)
    subject_type = models.CharField(max_length=60)
    subject_id = models.CharField(max_length=60)
    area_path = models.CharField(
        max_length=100,
        blank=True,
        db_index=True,
        help_text="Row numbers of the area from the top: /1/2/17/; empty when it has none",
    )
    detail = models.JSONField(default=dict)
    digest = models.CharField(max_length=64, blank=True, help_text="SHA-256 over the history rows of the event")
    previous_hash = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64, unique=True)

    class Meta:
        ordering = ["number"]
        indexes = [
            models.Index(fields=["subject_type", "subject_id", "number"], name="audit_subject"),
            models.Index(fields=["action", "number"], name="audit_action"),
            models.Index(fields=["at"], name="audit_at"),
        ]
        constraints = [models.CheckConstraint(condition=models.Q(number__gte=1), name="audit_number_from_1")]


class AuditHead(models.Model):
    """The end of the chain, one row. Whoever adds an event holds it, so that the chain cannot fork."""

    PRIVACY = classes(official="number hash")

    number = models.BigIntegerField(default=0)
    hash = models.CharField(max_length=64, blank=True)


class TrailCheck(models.Model):
    """Somebody had the whole chain computed anew: up to where it holds, and the first link that does not."""

    ROWS_ARE_FINAL = True
    PRIVACY = classes(official="at events last_hash broken_number fault detail", personal="by")

    at = models.DateTimeField(_("when"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("who"))
    events = models.BigIntegerField(help_text="How many events from the first on hold")
    last_hash = models.CharField(max_length=64, blank=True)
    broken_number = models.BigIntegerField(null=True)
    fault = models.CharField(max_length=10, blank=True)
    detail = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["-pk"]

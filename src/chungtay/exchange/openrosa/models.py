"""ODK Collect at our door: which form it is given, by which password a telephone comes in, what it sent."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from chungtay.foundation.core.privacy import classes
from chungtay.foundation.core.text import LineField
from chungtay.work.review.models import PackedJSONField


class CollectForm(models.Model):
    """A version of the form of a campaign, as telephones download it. The newest is offered; forms filled in with an
    older one are still taken. `content` is the XForm, byte for byte as it is served."""

    campaign = models.ForeignKey("review.Campaign", models.PROTECT, related_name="+")
    version = models.CharField(max_length=80)
    title = LineField(max_length=200)
    content = models.TextField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()

    PRIVACY = classes(official="campaign version title content made_by made_at")

    class Meta:
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["campaign", "version"], name="openrosa_form_version_once"),
        ]


class CollectKey(models.Model):
    """A password by which one telephone with ODK Collect comes in for one person. It opens nothing but the forms, is
    shown once, and is ended by that person or by whoever prepares the review there. Of the password only its SHA-256 is
    kept: it is drawn at random and long, so there is nothing to guess."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    name = LineField(_("telephone"), max_length=80)
    secret = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)

    PRIVACY = classes(official="user name made_at seen_at ended_by ended_at", sensitive="secret")

    class Meta:
        ordering = ["-made_at", "-pk"]
        indexes = [models.Index(fields=["user", "ended_at"], name="openrosa_key_in_use")]


class Delivery(models.Model):
    """A form as ODK Collect sent it, beside the form of the household that became of it. `digest` is the SHA-256 of the
    XML: the same again is answered as the first time. `said` is what the form worked out on the telephone ({"class",
    "b1", "b2"} or {"class", "deprivations"}); `differs` when that is not what the office's own scoring says."""

    survey = models.OneToOneField("review.Survey", models.PROTECT, related_name="+")
    form = models.ForeignKey(CollectForm, models.PROTECT, related_name="+")
    key = models.ForeignKey(CollectKey, models.PROTECT, null=True, related_name="+")
    edits = models.UUIDField(null=True, help_text="The form that the telephone says it was made from")
    digest = models.CharField(max_length=64)
    xml = PackedJSONField(default=str, help_text="The XML as it came, as a text")
    said = models.JSONField(default=dict)
    differs = models.BooleanField(default=False)
    files = models.JSONField(default=list, help_text="Names of the photographs that the form speaks of")
    device = LineField(max_length=200, blank=True, help_text="What the telephone says it is; nothing rests on it")
    received_at = models.DateTimeField()

    PRIVACY = classes(
        official="form key edits digest differs device received_at files", personal="survey said", sensitive="xml"
    )

    class Meta:
        ordering = ["-received_at", "-pk"]

"""Corrections that field staff propose and somebody else decides."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from chungtay.foundation.core.privacy import classes
from chungtay.foundation.core.sealed import SealedTextField
from chungtay.foundation.core.text import LineField


class RequestState(models.TextChoices):
    DRAFT = "draft", _("Being written")
    SUBMITTED = "submitted", _("Waiting for a decision")
    APPROVED = "approved", _("Approved")
    RETURNED = "returned", _("Returned")
    DROPPED = "dropped", _("Dropped by the proposer")


class ChangeRequest(models.Model):
    """A proposed change of one household: `items` is sealed JSON, each {record_type, record_id (null: new), version,
    fields: {field: [before, after]}}, frozen once submitted."""

    household = models.ForeignKey("registry.Household", models.PROTECT, related_name="requests")
    state = models.CharField(max_length=10, choices=RequestState, default=RequestState.DRAFT)
    why = LineField(_("why"), max_length=300)
    items = SealedTextField()
    digest = models.CharField(max_length=64, blank=True, help_text="Of the items as submitted")
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    answer = LineField(_("answer"), max_length=300, blank=True)
    operation = models.OneToOneField("registry.Operation", models.PROTECT, null=True, related_name="request")

    PRIVACY = classes(
        official="household state digest proposed_by proposed_at submitted_at decided_by decided_at operation",
        sensitive="why items answer",
    )

    class Meta:
        ordering = ["-proposed_at", "-pk"]
        indexes = [models.Index(fields=["state", "household"], name="registry_request_state")]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=RequestState.values), name="registry_request_state_known"),
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("proposed_by")),
                name="registry_request_decided_by_another",
            ),
        ]

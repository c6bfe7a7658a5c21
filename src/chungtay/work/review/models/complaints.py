"""A complaint about a result, by any door: its clock, who checks again, and the answer."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from chungtay.foundation.core.privacy import classes
from chungtay.foundation.core.sealed import SealedTextField
from chungtay.foundation.core.text import LinesField
from chungtay.work.review.models.cases import Channel


class ComplaintState(models.TextChoices):
    RECEIVED = "received", _("Received")
    CHECKING = "checking", _("Being checked again")
    CHECKED = "checked", _("Checked again, answer to be decided")
    ANSWERED = "answered", _("Answered")
    WITHDRAWN = "withdrawn", _("Taken back")


class Upheld(models.TextChoices):
    YES = "yes", _("Right: the result changes")
    NO = "no", _("The result stays")
    LEFT = "left", _("The household is no longer here")


class Settled(models.TextChoices):
    """What was said when second visits found different classes."""

    THIS = "this", _("This second visit holds")
    OTHER = "other", _("The other second visit holds")
    THIRD = "third", _("A third person visits")


class Complaint(models.Model):
    """Somebody objects to what was posted. `recheck` is the new form, by others than the first; `settled` what was said
    when second visits disagreed."""

    ward = models.ForeignKey("review.CampaignWard", models.PROTECT, related_name="complaints")
    posting = models.ForeignKey("review.Posting", models.PROTECT, null=True, related_name="complaints")
    case = models.ForeignKey("review.Case", models.PROTECT, null=True, blank=True, related_name="complaints")
    channel = models.CharField(_("how it came"), max_length=8, choices=Channel)
    receipt = models.CharField(_("receipt number"), max_length=20, unique=True)
    token = models.UUIDField(unique=True, help_text="Of the form: sent twice, kept once")
    complainant = SealedTextField(_("who complains: name, address, telephone"), blank=True)
    words = LinesField(_("what is objected"))
    received_on = models.DateField(_("received on"))
    received_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    received_at = models.DateTimeField()
    due_on = models.DateField(_("to be answered by"))
    late_note = LinesField(_("why it was entered after the posting"), blank=True)
    checker = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    recheck = models.ForeignKey("review.Survey", models.PROTECT, null=True, blank=True, related_name="+")
    state = models.CharField(max_length=10, choices=ComplaintState, default=ComplaintState.RECEIVED)
    settled = models.CharField(max_length=5, choices=Settled, blank=True)
    settled_why = LinesField(_("why this second visit holds"), blank=True)
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    settled_at = models.DateTimeField(null=True)
    upheld = models.CharField(max_length=4, choices=Upheld, blank=True)
    answer = LinesField(_("answer"), blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)

    PRIVACY = classes(
        official="ward posting channel receipt token received_on received_by received_at due_on checker recheck state"
        " settled settled_by settled_at upheld answered_by answered_at",
        personal="case",
        sensitive="complainant words late_note settled_why answer",
    )

    class Meta:
        ordering = ["due_on", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=ComplaintState.values), name="review_complaint_state_known"),
            models.CheckConstraint(condition=Q(channel__in=Channel.values), name="review_complaint_channel_known"),
            models.CheckConstraint(
                condition=Q(settled="")
                | (Q(settled__in=Settled.values, settled_at__isnull=False) & ~Q(settled_why="")),
                name="review_complaint_settled_is_whole",
            ),
            models.CheckConstraint(
                condition=~Q(state=ComplaintState.ANSWERED)
                | (Q(answered_by__isnull=False) & Q(upheld__in=Upheld.values) & ~Q(answer="")),
                name="review_complaint_answer_is_whole",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[ComplaintState.CHECKED, ComplaintState.ANSWERED])
                | Q(recheck__isnull=False, checker__isnull=False, case__isnull=False)
                | Q(state=ComplaintState.ANSWERED, upheld=Upheld.LEFT, case__isnull=False, recheck=None),
                name="review_complaint_checked_before_answered",
            ),
            models.CheckConstraint(
                condition=Q(answered_by=None) | ~Q(answered_by=F("received_by")),
                name="review_complaint_decided_by_another",
            ),
        ]

    def __str__(self) -> str:
        return self.receipt


class HandedBack(models.Model):
    """Somebody who was asked to visit again, for a complaint or since the household was drawn, does not go: no longer
    can, or another one was asked instead (no words). A form of that person that comes later is taken in all the
    same."""

    complaint = models.ForeignKey(Complaint, models.PROTECT, null=True, related_name="handed_back")
    visit = models.ForeignKey("review.SpotVisit", models.PROTECT, null=True, related_name="handed_back")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    why = LinesField(_("why the visit is not made"), blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    PRIVACY = classes(official="complaint visit person by at", sensitive="why")

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(complaint__isnull=False, visit=None) | Q(complaint=None, visit__isnull=False),
                name="review_handedback_of_one_visit",
            )
        ]

"""The district's opinion, the decision of the ward's chair, and the certificates that follow from it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from chungtay.foundation.core.privacy import classes
from chungtay.foundation.core.sealed import SealedTextField
from chungtay.foundation.core.text import LineField, LinesField


class OpinionState(models.TextChoices):
    ASKED = "asked", _("Asked for")
    AGREED = "agreed", _("The district agrees")
    SENT_BACK = "sent_back", _("Sent back with remarks")


class Opinion(models.Model):
    """The step of the periods that have a district: the ward asks, the district answers in writing."""

    ward = models.ForeignKey("review.CampaignWard", models.PROTECT, related_name="opinions")
    number = models.PositiveSmallIntegerField()
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField()
    letter = LineField(_("number of the ward's report"), max_length=60, blank=True)
    due_on = models.DateField(_("to be answered by"), null=True, blank=True)
    digest = models.CharField(max_length=64, help_text="Of the list that was sent")
    state = models.CharField(max_length=10, choices=OpinionState, default=OpinionState.ASKED)
    words = LinesField(_("opinion"), blank=True)
    reply = LineField(_("number of the district's letter"), max_length=60, blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)

    PRIVACY = classes(
        official="ward number asked_by asked_at letter due_on digest state words reply answered_by answered_at"
    )

    class Meta:
        ordering = ["number", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["ward", "number"], name="review_opinion_number_once"),
            models.CheckConstraint(condition=Q(state__in=OpinionState.values), name="review_opinion_state_known"),
        ]


class DecisionKind(models.TextChoices):
    RECOGNISE = "recognise", _("Recognises the lists")
    CORRECT = "correct", _("Corrects a decision")
    REVOKE = "revoke", _("Takes a recognition back")


class DecisionState(models.TextChoices):
    DRAFT = "draft", _("Draft, to be signed")
    SIGNED = "signed", _("Signed")
    DROPPED = "dropped", _("Not signed")


class Decision(models.Model):
    """A decision of the chair of the ward's people's committee. `annex` is the list as decided, frozen when signed;
    `corrects` is the decision that a correction stands beside (nothing is overwritten)."""

    ward = models.ForeignKey("review.CampaignWard", models.PROTECT, related_name="decisions")
    kind = models.CharField(max_length=10, choices=DecisionKind)
    number = LineField(_("number"), max_length=60, blank=True)
    signed_on = models.DateField(_("date"), null=True, blank=True)
    effective_on = models.DateField(_("holds from"), null=True, blank=True)
    signatory = LineField(_("signed by"), max_length=100, blank=True)
    title = LineField(_("office of the signatory"), max_length=100, blank=True)
    corrects = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="corrections")
    why = LinesField(_("why"), blank=True)
    annex = models.JSONField(default=dict)
    digest = models.CharField(max_length=64, blank=True)
    state = models.CharField(max_length=10, choices=DecisionState, default=DecisionState.DRAFT)
    drafted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    drafted_at = models.DateTimeField()
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    signed_at = models.DateTimeField(null=True)

    PRIVACY = classes(
        public="ward kind number signed_on effective_on signatory title state digest",
        official="corrects drafted_by drafted_at signed_by signed_at",
        personal="why annex",
    )

    class Meta:
        ordering = ["-signed_on", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=DecisionKind.values), name="review_decision_kind_known"),
            models.CheckConstraint(condition=Q(state__in=DecisionState.values), name="review_decision_state_known"),
            models.CheckConstraint(
                condition=~Q(state=DecisionState.SIGNED)
                | (
                    Q(signed_on__isnull=False, effective_on__isnull=False, signed_at__isnull=False)
                    & ~Q(number="")
                    & ~Q(signatory="")
                ),
                name="review_decision_signed_is_whole",
            ),
            models.UniqueConstraint(
                fields=["ward", "number"],
                condition=Q(state=DecisionState.SIGNED),
                name="review_decision_number_once",
            ),
        ]

    def __str__(self) -> str:
        return self.number


class SigningKey(models.Model):
    """A key that signs certificates of a ward, or (without area) the list of revoked ones. A retired one signs nothing
    more; its public half stays, so that what it signed is still found true. `number` is in every text it signed."""

    area = models.ForeignKey("places.Unit", models.PROTECT, null=True, blank=True, related_name="+")
    number = models.CharField(max_length=16, unique=True)
    public = models.CharField(max_length=130, help_text="Point on P-256, 04 x y, hexadecimal")
    secret = SealedTextField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True)

    PRIVACY = classes(public="area number public made_at retired_at", official="made_by", sensitive="secret")

    class Meta:
        ordering = ["made_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["area"], condition=Q(retired_at=None), name="review_signing_key_one_in_use"
            ),
        ]


class Certificate(models.Model):
    """A certificate (…/GCN-HN.HCN). `payload` is the signed text of its QR code, which a telephone checks without a
    network; `serial` stands in the list of revoked ones."""

    decision = models.ForeignKey(Decision, models.PROTECT, related_name="certificates")
    case = models.ForeignKey("review.Case", models.PROTECT, related_name="certificates")
    household = models.ForeignKey("registry.Household", models.PROTECT, related_name="+")
    serial = models.CharField(max_length=20, unique=True)
    number = LineField(_("number"), max_length=60)
    class_id = models.CharField(max_length=10)
    year = models.PositiveSmallIntegerField()
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    printed_to = models.DateField(
        null=True,
        blank=True,
        help_text="The last day on paper and in the code, where a later decision ends it first",
    )
    written = models.JSONField(default=dict, help_text="Head, address and members as they stand on the paper")
    payload = models.TextField()
    key_id = models.CharField(max_length=20)
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    issued_at = models.DateTimeField()
    handed_over_on = models.DateField(_("handed over on"), null=True, blank=True)
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    revoked_why = LineField(_("why revoked"), max_length=300, blank=True)

    PRIVACY = classes(
        public="serial revoked_at key_id",
        official="decision case household number year valid_from valid_to printed_to issued_by issued_at handed_over_on"
        " revoked_by",
        personal="class_id payload revoked_why written",
    )

    class Meta:
        ordering = ["number", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["case"],
                condition=Q(revoked_at=None, printed_to=None),
                name="review_certificate_one_that_holds",
            ),
            models.CheckConstraint(
                condition=Q(printed_to=None) | (Q(printed_to__gte=F("valid_to")) & ~Q(revoked_why="")),
                name="review_certificate_ended_for_a_reason",
            ),
        ]

"""A form as it was filled in, by whichever door it came, and what each standard makes of it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from chungtay.foundation.core.privacy import classes
from chungtay.foundation.core.text import LineField, LinesField
from chungtay.work.review.models.files import PackedJSONField


class Purpose(models.TextChoices):
    FIRST = "first", _("Survey")
    RECHECK = "recheck", _("Check after a complaint")
    SPOT = "spot", _("Second visit drawn at random")


class Door(models.TextChoices):
    PHONE = "phone", _("On a telephone")
    KEYBOARD = "keyboard", _("Typed from paper")
    FILE = "file", _("Read from a file")
    ODK = "odk", _("ODK Collect or KoboToolbox")
    LIST = "list", _("Corrected by another list")


class SurveyState(models.TextChoices):
    HALF = "half", _("Typed once, to be typed again")
    SENT = "sent", _("To be checked")
    RETURNED = "returned", _("Given back with reasons")
    CONFIRMED = "confirmed", _("Confirmed")
    REPLACED = "replaced", _("Replaced by a later form")
    CONFLICT = "conflict", _("Contradicts another form")
    BESIDE = "beside", _("Came late, kept beside")


class Survey(models.Model):
    """One form of one household. `sent_id` is made where the form is filled in: the same form sent twice is kept once.

    `answers` is {"household": {...}, "members": [{"person": number or null, ...}], "overrides": {...}} as the rule book
    takes it, and by the income method {"income_per_person": đồng, "declared": {"1": true, ...}}; "left" names members
    of last year that are no longer there ({"person", "name", "why"}); "papers" has for each member the print of the
    identity number that came with a file, or "". `case_version` is what the filler had seen. The
    device's clock may be wrong: `started_at`, `ended_at` are what it said, `received_at` is ours.
    """

    case = models.ForeignKey("review.Case", models.PROTECT, related_name="surveys")
    number = models.PositiveSmallIntegerField(help_text="1 for the first form of the household in the campaign")
    purpose = models.CharField(max_length=8, choices=Purpose)
    door = models.CharField(_("how it came"), max_length=8, choices=Door)
    sent_id = models.UUIDField(unique=True)
    digest = models.CharField(max_length=64, help_text="SHA-256 of the answers as received")
    case_version = models.PositiveIntegerField()
    answers = PackedJSONField(default=dict)
    same_as_before = models.JSONField(default=list, blank=True, help_text="Sections confirmed as last year's")
    surveyed_on = models.DateField(_("date of the visit"))
    started_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    received_at = models.DateTimeField()
    surveyed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    entered_again_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    latitude = models.DecimalField(max_digits=8, decimal_places=6, null=True, blank=True)
    longitude = models.DecimalField(max_digits=9, decimal_places=6, null=True, blank=True)
    accuracy_m = models.PositiveIntegerField(null=True, blank=True, help_text="Metres")
    state = models.CharField(max_length=10, choices=SurveyState, default=SurveyState.SENT)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decided_why = LinesField(_("why this became of the form"), blank=True)
    note = LinesField(_("note of the enumerator"), blank=True)

    PRIVACY = classes(
        official="case number purpose door sent_id digest case_version surveyed_on started_at ended_at received_at"
        " surveyed_by entered_by entered_again_by state decided_by decided_at",
        personal="latitude longitude accuracy_m",
        sensitive="answers same_as_before decided_why note",
    )

    class Meta:
        ordering = ["number", "pk"]
        indexes = [models.Index(fields=["surveyed_by", "surveyed_on"], name="review_survey_by_day")]
        constraints = [
            models.UniqueConstraint(fields=["case", "number"], name="review_survey_number_once"),
            models.CheckConstraint(condition=Q(state__in=SurveyState.values), name="review_survey_state_known"),
            models.CheckConstraint(
                condition=~Q(state=SurveyState.BESIDE) | (Q(decided_at__isnull=False) & ~Q(decided_why="")),
                name="review_survey_beside_for_a_reason",
            ),
            models.CheckConstraint(condition=Q(purpose__in=Purpose.values), name="review_survey_purpose_known"),
            models.CheckConstraint(condition=Q(door__in=Door.values), name="review_survey_door_known"),
            models.CheckConstraint(
                condition=Q(entered_again_by=None) | ~Q(entered_again_by=F("entered_by")),
                name="review_survey_typed_by_two",
            ),
        ]


class SurveyResult(models.Model):
    """What one standard makes of a form, kept as decided, with every reason. `class_id` is "" when refused."""

    survey = models.ForeignKey(Survey, models.CASCADE, related_name="results")
    rule_set = models.CharField(max_length=40)
    rule_set_version = models.CharField(max_length=80)
    method = models.CharField(max_length=10)
    class_id = models.CharField(max_length=10, blank=True)
    sub_class = models.CharField(max_length=40, blank=True)
    b1 = models.IntegerField(null=True)
    b2 = models.IntegerField(null=True)
    income = models.BigIntegerField(null=True, help_text="Đồng per person per month")
    deprivations = models.PositiveSmallIntegerField(null=True)
    deprived = models.CharField(max_length=60, blank=True, help_text="Ids of the indicators, by comma")
    explanation = PackedJSONField(default=dict)

    PRIVACY = classes(
        official="survey rule_set rule_set_version method",
        personal="class_id sub_class b1 b2 income deprivations deprived",
        sensitive="explanation",
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["survey", "rule_set"], name="review_result_once")]


class Remark(models.Model):
    """Why a form was given back, answer by answer. `member` counts from 1; 0 means the household."""

    survey = models.ForeignKey(Survey, models.CASCADE, related_name="remarks")
    question = models.CharField(max_length=60, blank=True)
    member = models.PositiveSmallIntegerField(default=0)
    words = LineField(_("what is to be looked at"), max_length=300)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    PRIVACY = classes(official="survey question member by at", sensitive="words")

    class Meta:
        ordering = ["member", "pk"]


class AttachmentKind(models.TextChoices):
    PHOTO = "photo", _("Photograph")
    SIGNED_HOUSEHOLD = "signed_household", _("Signature of the household")
    SIGNED_ENUMERATOR = "signed_enumerator", _("Signature of the enumerator")
    PAPER = "paper", _("Paper form")


class Attachment(models.Model):
    """A photograph, signature or paper of a form. It may arrive after the form, in pieces: `sent_id` names it, `size`
    and `sha256` are what the telephone announced, `got` says how much is here, `stored` is set when it is whole."""

    survey = models.ForeignKey(Survey, models.CASCADE, related_name="attachments")
    sent_id = models.UUIDField(unique=True)
    kind = models.CharField(max_length=20, choices=AttachmentKind)
    size = models.BigIntegerField()
    sha256 = models.CharField(max_length=64)
    got = models.BigIntegerField(default=0)
    stored = models.CharField(max_length=200, blank=True, help_text="Path below MEDIA_ROOT")
    media_type = models.CharField(max_length=80, blank=True)
    problem = models.CharField(max_length=200, blank=True)

    PRIVACY = classes(official="sent_id kind size sha256 got stored media_type problem", personal="survey")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=AttachmentKind.values), name="review_attachment_kind_known"),
            models.CheckConstraint(condition=Q(got__lte=F("size")), name="review_attachment_not_too_long"),
        ]


class Device(models.Model):
    """A telephone that takes households along. `wiped_at`: it was lost; what it still holds is erased when
    it calls, and it gets nothing any more."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    key = models.UUIDField(unique=True)
    secret = models.CharField(max_length=64, help_text="SHA-256 of the token that the telephone keeps")
    name = LineField(_("telephone"), max_length=80)
    added_at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True)
    waiting = models.PositiveIntegerField(default=0, help_text="Forms it said were not sent yet")
    wipe_asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    wipe_asked_at = models.DateTimeField(null=True)
    wiped_at = models.DateTimeField(null=True)

    PRIVACY = classes(
        official="user key name added_at seen_at waiting wipe_asked_by wipe_asked_at wiped_at", sensitive="secret"
    )

    class Meta:
        ordering = ["-seen_at", "pk"]

"""The residents' meeting of a group: who came, what was said of each household, whether enough agreed."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from chungtay.foundation.core.privacy import classes
from chungtay.foundation.core.text import LineField, LinesField


class MeetingState(models.TextChoices):
    PLANNED = "planned", _("Called")
    HELD = "held", _("Held, results to be entered")
    CLOSED = "closed", _("Minutes signed")
    CANCELLED = "cancelled", _("Did not take place")


class Attending(models.TextChoices):
    """Kinds of people who come to a residents' meeting (Điều 4 QĐ 24/2021; Điều 6 TT 17/2016). All count as present."""

    COMMITTEE = "committee", _("Review committee, officers of the commune")
    ORGANISATIONS = "organisations", _("Party cell and mass organisations of the group")
    ENUMERATORS = "enumerators", _("Enumerators")
    REVIEWED = "reviewed", _("Households under review")
    OTHERS = "others", _("Other households")
    FRONT = "front", _("Fatherland Front, to supervise")


class Meeting(models.Model):
    """A meeting of a residential group about the households on its agenda. `list_digest` freezes the list as shown."""

    group = models.ForeignKey("review.CampaignGroup", models.PROTECT, related_name="meetings")
    number = models.PositiveSmallIntegerField()
    held_on = models.DateField(_("day"))
    held_at = models.TimeField(_("hour"), null=True, blank=True)
    place = LineField(_("place"), max_length=200)
    chair = LineField(_("chair"), max_length=100)
    secretary = LineField(_("secretary"), max_length=100, blank=True)
    attended = models.JSONField(_("who came"), default=dict, blank=True, help_text="Kind of participant -> number")
    present = models.PositiveIntegerField(_("present"), null=True, blank=True)
    words = LinesField(_("course of the meeting"), blank=True)
    list_digest = models.CharField(max_length=64, blank=True)
    state = models.CharField(max_length=10, choices=MeetingState, default=MeetingState.PLANNED)
    minutes = models.CharField(max_length=200, blank=True, help_text="Signed copy, path below MEDIA_ROOT")
    minutes_type = models.CharField(max_length=80, blank=True)
    called_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True)

    PRIVACY = classes(
        official="group number held_on held_at place attended present list_digest state minutes minutes_type"
        " called_by closed_by closed_at",
        personal="chair secretary words",
    )

    class Meta:
        ordering = ["number", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["group", "number"], name="review_meeting_number_once"),
            models.CheckConstraint(condition=Q(state__in=MeetingState.values), name="review_meeting_state_known"),
            models.CheckConstraint(
                condition=~Q(state=MeetingState.CLOSED) | Q(present__isnull=False, present__gte=1),
                name="review_meeting_somebody_came",
            ),
            models.CheckConstraint(
                condition=~Q(state=MeetingState.CLOSED)
                | (Q(closed_at__isnull=False) & ~Q(minutes="") & ~Q(chair="") & ~Q(secretary="")),
                name="review_meeting_closed_with_minutes",
            ),
        ]


class Discussed(models.Model):
    """One household on the agenda: class and scores as shown, how many agreed, what was objected. `agreed` is set when
    the meeting is closed: at least the legal share of those present."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="discussed")
    case = models.ForeignKey("review.Case", models.PROTECT, related_name="discussed")
    survey = models.ForeignKey("review.Survey", models.PROTECT, related_name="+")
    class_id = models.CharField(max_length=10)
    for_it = models.PositiveIntegerField(_("agree"), null=True, blank=True)
    against = models.PositiveIntegerField(_("do not agree"), null=True, blank=True)
    objections = LinesField(_("objections"), blank=True)
    agreed = models.BooleanField(null=True)

    PRIVACY = classes(official="meeting case survey", personal="class_id for_it against agreed", sensitive="objections")

    class Meta:
        ordering = ["case__name_key", "pk"]
        constraints = [models.UniqueConstraint(fields=["meeting", "case"], name="review_discussed_once")]


class PostingState(models.TextChoices):
    POSTED = "posted", _("Posted")
    ENDED = "ended", _("Posting over")
    TAKEN_BACK = "taken_back", _("Taken back")


class Posting(models.Model):
    """The list of a ward as posted: frozen, with its hash, for so many working days. `shown` holds what the law shows
    and nothing more, `rows_of` the household under review of each row; `token` is in the public address. `ended_on`
    comes after the last day, or the database refuses it."""

    ward = models.ForeignKey("review.CampaignWard", models.PROTECT, related_name="postings")
    number = models.PositiveSmallIntegerField()
    token = models.CharField(max_length=22, unique=True)
    first_day = models.DateField(_("posted on"))
    last_day = models.DateField(_("posted until"))
    working_days = models.PositiveSmallIntegerField(_("working days"))
    places = LinesField(_("where it hangs"))
    shown = models.JSONField(default=dict)
    digest = models.CharField(max_length=64)
    rows_of = models.JSONField(default=list, blank=True, help_text="Number of the household of each row of `shown`")
    state = models.CharField(max_length=10, choices=PostingState, default=PostingState.POSTED)
    posted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    posted_at = models.DateTimeField()
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)
    ended_on = models.DateField(null=True)
    why = LineField(_("why taken back"), max_length=300, blank=True)

    PRIVACY = classes(
        public="ward number token first_day last_day working_days places shown digest state",
        official="rows_of posted_by posted_at ended_by ended_at ended_on why",
    )

    class Meta:
        ordering = ["number", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["ward", "number"], name="review_posting_number_once"),
            models.CheckConstraint(condition=Q(state__in=PostingState.values), name="review_posting_state_known"),
            models.CheckConstraint(condition=Q(last_day__gte=F("first_day")), name="review_posting_days_in_order"),
            models.CheckConstraint(
                condition=~Q(state=PostingState.ENDED) | Q(ended_on__isnull=False, ended_on__gt=F("last_day")),
                name="review_posting_not_ended_early",
            ),
            models.CheckConstraint(
                condition=~Q(state=PostingState.TAKEN_BACK) | ~Q(why=""), name="review_posting_taken_back_with_reason"
            ),
            models.CheckConstraint(
                condition=Q(working_days__gte=1) & ~Q(digest=""), name="review_posting_hangs_for_days"
            ),
        ]


class Proof(models.Model):
    """A photograph or paper that shows a meeting was held or a list hung where it says."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, null=True, blank=True, related_name="proofs")
    posting = models.ForeignKey(Posting, models.CASCADE, null=True, blank=True, related_name="proofs")
    title = LineField(_("title"), max_length=120)
    stored = models.CharField(max_length=200, unique=True, help_text="Path below MEDIA_ROOT")
    media_type = models.CharField(max_length=80)
    size = models.BigIntegerField()
    sha256 = models.CharField(max_length=64)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    added_at = models.DateTimeField()

    PRIVACY = classes(
        official="meeting posting title stored media_type size sha256 added_by added_at",
    )

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(meeting__isnull=False, posting=None) | Q(meeting=None, posting__isnull=False),
                name="review_proof_of_one_thing",
            )
        ]

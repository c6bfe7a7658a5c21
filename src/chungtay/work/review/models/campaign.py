"""A review from the decision that opens it to the certificates: who decided it, where, by which rules, how far."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from chungtay.foundation.core.privacy import classes
from chungtay.foundation.core.text import LineField, LinesField


class CampaignKind(models.TextChoices):
    PERIODIC = "periodic", _("Yearly review")
    IN_YEAR = "in_year", _("Review within the year")


class CampaignState(models.TextChoices):
    PREPARING = "preparing", _("Being prepared")
    OPEN = "open", _("Under way")
    CLOSED = "closed", _("Closed")
    CANCELLED = "cancelled", _("Cancelled")


class Method(models.TextChoices):
    """How a standard classifies households in a campaign; every result says which way was used."""

    POINTS = "points", _("By points (forms B1 and B2)")
    INCOME = "income", _("By declared income and counted deprivations")


class Campaign(models.Model):
    """One review of one area. What the law leaves open (`Process.unknowns`) stands in `settled`, decided by whoever
    opens it: {"posting.working_days": 5}. `holidays` are the office's own days off as ISO dates; `baseline_on` is the
    day of last year's list that the review starts from."""

    area = models.ForeignKey("places.Unit", models.PROTECT, related_name="+", verbose_name=_("area"))
    kind = models.CharField(_("kind of review"), max_length=10, choices=CampaignKind)
    year = models.PositiveSmallIntegerField(_("year"))
    month = models.PositiveSmallIntegerField(_("month"), default=0, help_text="Of a review within the year; else 0")
    process = models.CharField(_("process"), max_length=40)
    first_day = models.DateField(_("first day"))
    last_day = models.DateField(_("last day"))
    baseline_on = models.DateField(_("day of the list it starts from"))
    settled = models.JSONField(default=dict, blank=True)
    holidays = models.JSONField(default=list, blank=True)
    show_score = models.BooleanField(_("show the score during the survey"), default=False)
    state = models.CharField(max_length=10, choices=CampaignState, default=CampaignState.PREPARING)
    decision_number = LineField(_("decision number"), max_length=60, blank=True)
    decision_date = models.DateField(_("date of the decision"), null=True, blank=True)
    prepared_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    prepared_at = models.DateTimeField()
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    opened_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True)
    cancelled_why = LinesField(_("why the review is cancelled"), blank=True)
    cancelled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    cancelled_at = models.DateTimeField(null=True)

    PRIVACY = classes(
        public="area kind year month process first_day last_day state decision_number decision_date",
        official="baseline_on settled holidays show_score prepared_by prepared_at opened_by opened_at closed_by"
        " closed_at cancelled_why cancelled_by cancelled_at",
    )

    class Meta:
        ordering = ["-year", "-month", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=CampaignState.values), name="review_campaign_state_known"),
            models.CheckConstraint(condition=Q(kind__in=CampaignKind.values), name="review_campaign_kind_known"),
            models.CheckConstraint(condition=Q(last_day__gte=F("first_day")), name="review_campaign_days_in_order"),
            models.CheckConstraint(
                condition=Q(state__in=[CampaignState.PREPARING, CampaignState.CANCELLED])
                | (Q(opened_at__isnull=False) & ~Q(decision_number="") & Q(decision_date__isnull=False)),
                name="review_campaign_opens_by_decision",
            ),
            models.CheckConstraint(
                condition=~Q(state=CampaignState.CANCELLED)
                | Q(opened_at=None)
                | (Q(cancelled_at__isnull=False) & ~Q(cancelled_why="")),
                name="review_campaign_cancelled_for_a_reason",
            ),
            models.UniqueConstraint(
                fields=["area", "kind", "year", "month"],
                condition=~Q(state=CampaignState.CANCELLED),
                name="review_campaign_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year}" if not self.month else f"{self.month:02}/{self.year}"


class CampaignStandard(models.Model):
    """A rule set that the campaign applies. Exactly one is `main`: its class is decided and certified; the others are
    kept beside it (a city's own lines, the standard of the coming period)."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="standards")
    rule_set = models.CharField(_("poverty standard"), max_length=40)
    method = models.CharField(_("classified"), max_length=10, choices=Method)
    main = models.BooleanField(default=False)

    PRIVACY = classes(public="campaign rule_set method main")

    class Meta:
        ordering = ["-main", "rule_set"]
        constraints = [
            models.CheckConstraint(condition=Q(method__in=Method.values), name="review_standard_method_known"),
            models.UniqueConstraint(fields=["campaign", "rule_set"], name="review_standard_once"),
            models.UniqueConstraint(fields=["campaign"], condition=Q(main=True), name="review_standard_one_main"),
        ]


class WardState(models.TextChoices):
    """How far the papers of a ward are. The survey and the meetings run group by group before it."""

    SURVEY = "survey", _("Lists, survey, meetings")
    POSTED = "posted", _("Posted")
    OPINION = "opinion", _("With the district for its opinion")
    AGREED = "agreed", _("Ready for the decision")
    DECIDED = "decided", _("Decided")
    CERTIFIED = "certified", _("Certificates issued")


class CampaignWard(models.Model):
    """A ward in a campaign: lists are posted, opinions asked and decisions taken ward by ward."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="wards")
    ward = models.ForeignKey("places.Unit", models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=WardState, default=WardState.SURVEY)

    PRIVACY = classes(public="campaign ward state")

    class Meta:
        ordering = ["ward__code", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["campaign", "ward"], name="review_ward_once"),
            models.CheckConstraint(condition=Q(state__in=WardState.values), name="review_ward_state_known"),
        ]


class GroupState(models.TextChoices):
    LISTS = "lists", _("Listing households")
    SURVEY = "survey", _("Survey")
    MEETING = "meeting", _("Residents' meeting")
    MET = "met", _("Agreed by the meeting")


class CampaignGroup(models.Model):
    """A residential group in a campaign: its list is settled, its households surveyed, its residents meet.
    `free_along`: telephones of whoever surveys the group take households along that nobody was given."""

    ward = models.ForeignKey(CampaignWard, models.CASCADE, related_name="groups")
    group = models.ForeignKey("places.Unit", models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=GroupState, default=GroupState.LISTS)
    free_along = models.BooleanField(_("take free households along"), default=False)

    PRIVACY = classes(public="ward group state free_along")

    class Meta:
        ordering = ["group__code", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["ward", "group"], name="review_group_once"),
            models.CheckConstraint(condition=Q(state__in=GroupState.values), name="review_group_state_known"),
        ]


class ReportSent(models.Model):
    """The report upwards of a review within the year went out: on which day, under which number. Written anew when it
    was noted wrongly or sent again; the last row counts."""

    ROWS_ARE_FINAL = True

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="reports_sent")
    sent_on = models.DateField(_("sent on"))
    reference = LineField(_("number of the report"), max_length=120)
    noted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    noted_at = models.DateTimeField()

    PRIVACY = classes(official="campaign sent_on reference noted_by noted_at")

    class Meta:
        ordering = ["-pk"]


class Reminder(models.Model):
    """A deadline told to somebody, once: `about` is the step, `on` the deadline."""

    ROWS_ARE_FINAL = True

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="reminders")
    ward = models.ForeignKey(CampaignWard, models.PROTECT, null=True, related_name="+")
    about = models.CharField(max_length=40)
    on = models.DateField()
    to = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    told_at = models.DateTimeField()

    PRIVACY = classes(official="campaign ward about on to told_at")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["campaign", "ward", "about", "on", "to"], name="review_reminder_once")
        ]

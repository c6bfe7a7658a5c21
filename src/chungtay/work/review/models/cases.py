"""A household under review in a campaign, and the requests that bring households in."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from chungtay.foundation.core.privacy import classes
from chungtay.foundation.core.sealed import SealedTextField
from chungtay.foundation.core.text import LineField, LinesField


class ListedFor(models.TextChoices):
    """Why a household is on the list of those to review (Điều 4 QĐ 24/2021; Điều 6 TT 17/2016)."""

    LISTED = "listed", _("On last year's list")
    ASKED = "asked", _("Asked to be reviewed")
    ADDED = "added", _("Added by the officer or the head of the group")


class CaseState(models.TextChoices):
    TO_SCREEN = "to_screen", _("Form A first")
    LISTED = "listed", _("To be surveyed")
    SCREENED_OUT = "screened_out", _("Left out by form A")
    SURVEYED = "surveyed", _("Form in, to be checked")
    RETURNED = "returned", _("Sent back to the survey")
    CONFIRMED = "confirmed", _("Checked, waits for the meeting")
    MET = "met", _("Agreed by the meeting")
    POSTED = "posted", _("Posted")
    CONTESTED = "contested", _("Complaint, to be checked again")
    RECHECKED = "rechecked", _("Checked again, to be posted again")
    SETTLED = "settled", _("Posting over, waits for the decision")
    DECIDED = "decided", _("Decided")
    CLOSED = "closed", _("Closed without a survey")


class ClosedWhy(models.TextChoices):
    MOVED = "moved", _("Moved out of the area")
    DISSOLVED = "dissolved", _("The household no longer exists")
    MERGED = "merged", _("Joined another household")
    REFUSED = "refused", _("Does not want to be reviewed")
    NOT_FOUND = "not_found", _("Nobody at home after three visits")
    WITHDRAWN = "withdrawn", _("The request was taken back")
    ENTERED_TWICE = "entered_twice", _("Listed twice")


# No form is there yet, or none that holds.
BEFORE_SURVEY = (
    CaseState.TO_SCREEN,
    CaseState.LISTED,
    CaseState.SCREENED_OUT,
    CaseState.RETURNED,
    CaseState.CLOSED,
)
# Ended without a class; a form that comes all the same is late.
OUT_OF_THE_REVIEW = (CaseState.CLOSED, CaseState.SCREENED_OUT)
AFTER_MEETING = (
    CaseState.MET,
    CaseState.POSTED,
    CaseState.CONTESTED,
    CaseState.RECHECKED,
    CaseState.SETTLED,
    CaseState.DECIDED,
)
AFTER_POSTING = AFTER_MEETING[1:]


class Case(models.Model):
    """One household in one campaign. `was` is its class on the list the review starts from ("" when on none).

    The database keeps the order of the steps: who agreed, posted and decided must be there before the state says so,
    and a class is decided by two people at least (`surveyed_by` and `confirmed_by`). `version` counts the changes that
    a telephone or another officer must know of. `meets` is what the process said of the review when the household came
    on its list: a review within the year may have no meeting."""

    campaign = models.ForeignKey("review.Campaign", models.PROTECT, related_name="cases")
    ward = models.ForeignKey("review.CampaignWard", models.PROTECT, related_name="cases")
    group = models.ForeignKey("review.CampaignGroup", models.PROTECT, related_name="cases")
    household = models.ForeignKey("registry.Household", models.PROTECT, related_name="+")
    head_name = LineField(_("head of household"), max_length=120)
    name_key = models.CharField(max_length=200, editable=False)
    search = models.CharField(max_length=300, editable=False, help_text="Code, name and address without marks")
    address = LineField(_("address"), max_length=200, blank=True)
    listed_for = models.CharField(_("why listed"), max_length=10, choices=ListedFor)
    was = models.CharField(_("class of last year"), max_length=10, blank=True)
    request = models.ForeignKey("review.Request", models.PROTECT, null=True, blank=True, related_name="cases")
    screening = models.JSONField(_("form A"), default=dict, blank=True)
    state = models.CharField(max_length=12, choices=CaseState, default=CaseState.LISTED)
    closed_why = models.CharField(_("why closed"), max_length=15, choices=ClosedWhy, blank=True)
    note = LineField(_("note"), max_length=300, blank=True)
    assigned_to = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    survey = models.ForeignKey("review.Survey", models.PROTECT, null=True, blank=True, related_name="+")
    class_id = models.CharField(_("class found"), max_length=10, blank=True, help_text="By the main standard")
    surveyed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    meets = models.BooleanField(default=True, help_text="By its process the residents meet about it before the posting")
    meeting = models.ForeignKey("review.Meeting", models.PROTECT, null=True, related_name="+")
    posting = models.ForeignKey("review.Posting", models.PROTECT, null=True, related_name="cases")
    decision = models.ForeignKey("review.Decision", models.PROTECT, null=True, related_name="+")
    version = models.PositiveIntegerField(default=1)

    PRIVACY = classes(
        official="campaign ward group household listed_for request state assigned_to survey surveyed_by confirmed_by"
        " meets meeting posting decision version",
        personal="head_name name_key search address was closed_why class_id",
        sensitive="screening note",
    )

    class Meta:
        ordering = ["name_key", "pk"]
        indexes = [
            models.Index(fields=["group", "state"], name="review_case_group_state"),
            models.Index(fields=["ward", "state", "name_key", "id"], name="review_case_ward_state"),
            models.Index(fields=["assigned_to", "state"], name="review_case_assigned"),
            models.Index(fields=["campaign", "class_id"], name="review_case_class"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["campaign", "household"], name="review_case_household_once"),
            models.CheckConstraint(condition=Q(state__in=CaseState.values), name="review_case_state_known"),
            models.CheckConstraint(
                condition=Q(state=CaseState.CLOSED, closed_why__in=ClosedWhy.values)
                | (~Q(state=CaseState.CLOSED) & Q(closed_why="")),
                name="review_case_closed_has_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(state__in=BEFORE_SURVEY) | Q(survey__isnull=False, surveyed_by__isnull=False),
                name="review_case_surveyed_first",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[CaseState.CONFIRMED, *AFTER_MEETING])
                | (Q(confirmed_by__isnull=False) & ~Q(confirmed_by=F("surveyed_by")) & ~Q(class_id="")),
                name="review_case_class_by_two_people",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=AFTER_MEETING)
                | Q(meeting__isnull=False)
                | (Q(meets=False) & ~Q(state=CaseState.MET)),
                name="review_case_no_way_past_meeting",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=AFTER_POSTING) | Q(posting__isnull=False), name="review_case_no_way_past_posting"
            ),
            models.CheckConstraint(
                condition=~Q(state=CaseState.DECIDED) | Q(decision__isnull=False),
                name="review_case_by_decision",
            ),
        ]

    def __str__(self) -> str:
        return self.head_name

    def get_state_display(self) -> str:  # type: ignore[no-redef]
        """Where it stands in words; without a meeting by its process, checked means that it waits for the posting."""
        if self.state == CaseState.CONFIRMED and not self.meets:
            return gettext("Checked, waits to be posted")
        return str(CaseState(self.state).label)


class Channel(models.TextChoices):
    COUNTER = "counter", _("At the counter")
    PAPER = "paper", _("On paper, by post")
    PHONE = "phone", _("By telephone")
    WEB = "web", _("On the web")


class RequestKind(models.TextChoices):
    ADD = "add", _("To be reviewed as poor or near-poor")
    REMOVE = "remove", _("To be taken off the list")


class RequestState(models.TextChoices):
    RECEIVED = "received", _("Received")
    LISTED = "listed", _("On the list of a review")
    ANSWERED = "answered", _("Answered")
    WITHDRAWN = "withdrawn", _("Taken back")


class Request(models.Model):
    """A household asks (form 01): to be reviewed, or to be taken off. `household` is found by the officer; what the
    resident wrote stands sealed until then. `receipt` is what the resident keeps."""

    area = models.ForeignKey("places.Unit", models.PROTECT, related_name="+", verbose_name=_("ward"))
    kind = models.CharField(_("asks"), max_length=6, choices=RequestKind)
    channel = models.CharField(_("how it came"), max_length=8, choices=Channel)
    receipt = models.CharField(_("receipt number"), max_length=20, unique=True)
    token = models.UUIDField(unique=True, help_text="Of the form: sent twice, kept once")
    received_on = models.DateField(_("received on"))
    received_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    received_at = models.DateTimeField()
    due_on = models.DateField(_("to be decided by"), null=True, blank=True)
    household = models.ForeignKey("registry.Household", models.PROTECT, null=True, blank=True, related_name="+")
    asker = SealedTextField(_("who asks: name, address, telephone, identity number"), blank=True)
    words = LinesField(_("what is asked, and why"), blank=True)
    late_note = LinesField(_("why it was entered only later"), blank=True)
    state = models.CharField(max_length=10, choices=RequestState, default=RequestState.RECEIVED)
    answer = LinesField(_("answer"), blank=True)
    left = models.BooleanField(_("answered since the household is no longer here"), default=False)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)

    PRIVACY = classes(
        official="area kind channel receipt token received_on received_by received_at due_on household state"
        " left answered_by answered_at",
        sensitive="asker words late_note answer",
    )

    class Meta:
        ordering = ["received_on", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=RequestState.values), name="review_request_state_known"),
            models.CheckConstraint(condition=Q(kind__in=RequestKind.values), name="review_request_kind_known"),
            models.CheckConstraint(condition=Q(channel__in=Channel.values), name="review_request_channel_known"),
        ]

    def __str__(self) -> str:
        return self.receipt

"""A case of assistance: emergency relief after a misfortune, a house to be repaired, help given once."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from chungtay.foundation.core.privacy import classes
from chungtay.foundation.core.text import LineField


class CaseKind(models.TextChoices):
    RELIEF = "relief", _("Emergency relief")
    REPAIR = "repair", _("House repair")
    ONE_OFF = "one_off", _("One-off help")


class CaseState(models.TextChoices):
    PROPOSED = "proposed", _("Proposed, waits for approval")
    APPROVED = "approved", _("Approved, being paid out")
    PAID = "paid", _("Paid out, waits for the visit")
    CLOSED = "closed", _("Closed")
    REFUSED = "refused", _("Refused")
    WITHDRAWN = "withdrawn", _("Taken back")


ENDED = (CaseState.CLOSED, CaseState.REFUSED, CaseState.WITHDRAWN)
_DECIDED = (CaseState.APPROVED, CaseState.PAID, CaseState.CLOSED)


class Case(models.Model):
    """`told_at`: when the office learned of it; the clock of relief runs from there to `limit_at`. `norm`, `persons`,
    `months`: what relief is worked out from; `reason` tells the sum.
    `missing`: by which report the person of a funeral is missing; `again`: why it is given beside a like case.
    `once`: house or rice, of which one norm answers one misfortune; cases from before it have none. An approval by
    telephone is noted by another than who proposed, and waits for the leader's own confirmation until `paper_due`."""

    ward = models.ForeignKey("places.Unit", models.PROTECT, related_name="+", verbose_name=_("ward"))
    kind = models.CharField(_("kind"), max_length=8, choices=CaseKind)
    household = models.ForeignKey("registry.Household", models.PROTECT, related_name="+")
    person = models.ForeignKey("registry.Person", models.PROTECT, null=True, related_name="+")
    event = models.ForeignKey("registry.HardshipEvent", models.PROTECT, null=True, related_name="+")
    norm = models.CharField(max_length=40, blank=True)
    once = models.CharField(max_length=5, blank=True)
    persons = models.PositiveSmallIntegerField(null=True)
    months = models.PositiveSmallIntegerField(null=True)
    title = LineField(_("what for"), max_length=200)
    reason = LineField(_("how it was worked out"), max_length=400, blank=True)
    missing = LineField(_("missing, by which report"), max_length=200, blank=True)
    again = LineField(_("why it is given beside another"), max_length=300, blank=True)
    told_at = models.DateTimeField(_("the office learned of it"))
    limit_at = models.DateTimeField(_("to be paid out by"), null=True)
    follow_up_on = models.DateField(_("visit due on"), null=True)
    state = models.CharField(_("state"), max_length=9, choices=CaseState, default=CaseState.PROPOSED)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True)
    decision_number = LineField(_("decision number"), max_length=60, blank=True)
    by_call = models.BooleanField(_("approved by telephone"), default=False)
    noted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    paper_due = models.DateField(_("paper due on"), null=True)
    paper_at = models.DateTimeField(_("confirmed on paper"), null=True)
    denied = models.BooleanField(_("the leader denies the call"), default=False)
    note = LineField(_("why it ended"), max_length=300, blank=True)

    PRIVACY = classes(
        official="ward kind household state told_at limit_at follow_up_on proposed_by proposed_at approved_by "
        "approved_at decision_number by_call noted_by paper_due paper_at denied persons months norm once",
        personal="person",
        sensitive="event title reason note missing again",
    )

    class Meta:
        ordering = ["-told_at", "-pk"]
        indexes = [
            models.Index(fields=["ward", "state"], name="assistance_case_ward"),
            models.Index(fields=["household"], name="assistance_case_household"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=CaseKind.values), name="assistance_case_kind_known"),
            models.CheckConstraint(condition=Q(state__in=CaseState.values), name="assistance_case_state_known"),
            models.CheckConstraint(
                condition=~Q(kind="relief") | Q(event__isnull=False, limit_at__isnull=False) & ~Q(norm=""),
                name="assistance_relief_has_event_and_norm",
            ),
            models.CheckConstraint(
                condition=Q(approved_by=None, approved_at=None) & ~Q(state__in=_DECIDED)
                | Q(approved_by__isnull=False, approved_at__isnull=False),
                name="assistance_approval_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(approved_by=None) | ~Q(approved_by=F("proposed_by")),
                name="assistance_approved_by_another",
            ),
            models.CheckConstraint(
                condition=Q(by_call=False, noted_by=None)
                | Q(by_call=True, noted_by__isnull=False, paper_due__isnull=False)
                & ~Q(noted_by=F("proposed_by"))
                & ~Q(noted_by=F("approved_by")),
                name="assistance_call_noted_by_a_third",
            ),
            models.UniqueConstraint(
                fields=["event", "norm"],
                condition=Q(kind="relief", person=None) & ~Q(state__in=("refused", "withdrawn")),
                name="assistance_relief_once_a_household",
            ),
            models.UniqueConstraint(
                fields=["event", "norm", "person"],
                condition=Q(kind="relief", person__isnull=False) & ~Q(state__in=("refused", "withdrawn")),
                name="assistance_relief_once_a_person",
            ),
            models.UniqueConstraint(
                fields=["event", "once"],
                condition=~Q(once="") & ~Q(state__in=("refused", "withdrawn")),
                name="assistance_one_norm_of_house_or_rice",
            ),
        ]

    def __str__(self) -> str:
        return self.title

"""A list of people whose card the state pays, on its way to the insurer and back: who, by which right, from when."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from chungtay.foundation.core.privacy import classes
from chungtay.foundation.core.text import LineField


class StateListState(models.TextChoices):
    DRAFT = "draft", _("Drawn up, waits for approval")
    APPROVED = "approved", _("Approved, with the insurer or on the way")
    CLOSED = "closed", _("Closed: every line has an outcome")
    DROPPED = "dropped", _("Put away before approval")


class StateLineState(models.TextChoices):
    DUE = "due", _("Drawn up")
    APPROVED = "approved", _("Approved, to be sent to the insurer")
    SENT = "sent", _("Sent to the insurer")
    SENT_BACK = "sent_back", _("Sent back by the insurer")
    ISSUED = "issued", _("Card issued, not handed over yet")
    DELIVERED = "delivered", _("Card handed over")
    REFUSED = "refused", _("Does not want it")
    LAPSED = "lapsed", _("Left the list")
    DROPPED = "dropped", _("Put away with its list")


STATE_OPEN = (StateLineState.DUE, StateLineState.APPROVED, StateLineState.SENT, StateLineState.SENT_BACK)
STATE_WAITING = (*STATE_OPEN, StateLineState.ISSUED)
_OPEN = ("due", "approved", "sent", "sent_back")


class StateList(models.Model):
    """Of one ward, with cards from `starts_on` on. The insurer is told by the list; nothing is paid by the ward.
    `continues`: the list of another ward whose open lines came here with their people when the borders changed."""

    ward = models.ForeignKey("places.Unit", models.PROTECT, related_name="+")
    starts_on = models.DateField(_("cards from"))
    continues = models.ForeignKey("self", models.PROTECT, null=True, related_name="continued_by")
    state = models.CharField(_("state"), max_length=8, choices=StateListState, default=StateListState.DRAFT)
    decision_number = LineField(_("decision number"), max_length=60, blank=True)
    drawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    drawn_at = models.DateTimeField()
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True)

    PRIVACY = classes(
        official="ward starts_on continues state decision_number drawn_by drawn_at approved_by approved_at"
    )

    class Meta:
        ordering = ["-drawn_at", "-pk"]
        indexes = [models.Index(fields=["ward", "starts_on"], name="insurance_state_list_ward")]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=StateListState.values), name="insurance_state_list_known"),
            models.CheckConstraint(
                condition=Q(approved_by=None, approved_at=None)
                | Q(approved_by__isnull=False, approved_at__isnull=False, state__in=("approved", "closed")),
                name="insurance_state_list_approval_whole",
            ),
            models.CheckConstraint(
                condition=Q(approved_by=None) | ~Q(approved_by=F("drawn_by")), name="insurance_state_list_by_another"
            ),
        ]


class StateLine(models.Model):
    """One person. `card`: what the insurer issued; it is on record from then on, and handed over after it."""

    list = models.ForeignKey(StateList, models.PROTECT, related_name="lines")
    person = models.ForeignKey("registry.Person", models.PROTECT, related_name="+")
    household = models.ForeignKey("registry.Household", models.PROTECT, related_name="+")
    policy = models.CharField(max_length=60)
    reason = LineField(_("reason"), max_length=300)
    valid_from = models.DateField(_("from"))
    state = models.CharField(_("state"), max_length=9, choices=StateLineState, default=StateLineState.DUE)
    sent_on = models.DateField(_("sent to the insurer on"), null=True)
    card = models.ForeignKey("entitlements.HealthCard", models.PROTECT, null=True, related_name="+")
    handed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    handed_on = models.DateField(_("handed over on"), null=True)
    received_by = LineField(_("received by"), max_length=100, blank=True)
    note = LineField(_("note"), max_length=300, blank=True)

    PRIVACY = classes(
        official="list household state sent_on handed_by handed_on",
        personal="person valid_from received_by card",
        sensitive="policy reason note",
    )

    class Meta:
        ordering = ["household", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=StateLineState.values), name="insurance_state_line_known"),
            models.CheckConstraint(
                condition=~Q(state__in=("issued", "delivered")) | Q(card__isnull=False),
                name="insurance_state_line_issued_with_card",
            ),
            models.CheckConstraint(
                condition=~Q(state="delivered")
                | Q(handed_by__isnull=False, handed_on__isnull=False) & ~Q(received_by=""),
                name="insurance_state_line_delivered_with_receipt",
            ),
            models.UniqueConstraint(
                fields=["person"], condition=Q(state__in=_OPEN), name="insurance_state_line_person_once"
            ),
        ]

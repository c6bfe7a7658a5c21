"""A purchase of cards for a ward and a time, and its lines: who, why, what it costs and who pays which part."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from chungtay.foundation.core.privacy import classes
from chungtay.foundation.core.text import LineField


class BatchState(models.TextChoices):
    DRAFT = "draft", _("Drawn up, waits for approval")
    APPROVED = "approved", _("Approved, cards being handed over")
    CLOSED = "closed", _("Closed: every line has an outcome")
    DROPPED = "dropped", _("Put away before approval")


class LineState(models.TextChoices):
    DUE = "due", _("Drawn up")
    APPROVED = "approved", _("Approved, card not handed over yet")
    DELIVERED = "delivered", _("Card handed over")
    REFUSED = "refused", _("Does not want it")
    LAPSED = "lapsed", _("Left the purchase")
    RETURNED = "returned", _("Card given back")
    DROPPED = "dropped", _("Put away with its purchase")


class Remainder(models.TextChoices):
    """Who pays what neither the state nor the city pays."""

    HOUSEHOLD = "household", _("The household")
    DONOR = "donor", _("A donor or the fund")


HELD = (LineState.DUE, LineState.APPROVED, LineState.DELIVERED)
OPEN = (LineState.DUE, LineState.APPROVED)
_HELD = ("due", "approved", "delivered")


class PurchaseBatch(models.Model):
    """Cards of `months` months from `starts_on` on, paid on `paid_on`: the premium is that of the day of payment, and
    nobody tops up or is refunded when the base salary changes later (146/2018/NĐ-CP Điều 10, 188/2025/NĐ-CP Điều 8).
    `adds_to`: an increase of an earlier purchase. `continues`: the purchase of another ward whose open lines came here
    with their people when the borders changed. `earlier_decision`: by which cards of a budget begin before the list
    was drawn up."""

    ward = models.ForeignKey("places.Unit", models.PROTECT, related_name="+")
    starts_on = models.DateField(_("cards from"))
    months = models.PositiveSmallIntegerField(_("months"))
    paid_on = models.DateField(_("day of payment"))
    remainder = models.CharField(_("who pays the rest"), max_length=9, choices=Remainder)
    earlier_decision = LineField(_("earlier decision that the cards begin by"), max_length=60, blank=True)
    adds_to = models.ForeignKey("self", models.PROTECT, null=True, related_name="increases")
    continues = models.ForeignKey("self", models.PROTECT, null=True, related_name="continued_by")
    state = models.CharField(_("state"), max_length=8, choices=BatchState, default=BatchState.DRAFT)
    decision_number = LineField(_("decision number"), max_length=60, blank=True)
    drawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    drawn_at = models.DateTimeField()
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True)

    PRIVACY = classes(
        official="ward starts_on months paid_on remainder earlier_decision adds_to continues state decision_number "
        "drawn_by drawn_at approved_by approved_at"
    )

    class Meta:
        ordering = ["-drawn_at", "-pk"]
        indexes = [models.Index(fields=["ward", "starts_on"], name="insurance_batch_ward")]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=BatchState.values), name="insurance_batch_state_known"),
            models.CheckConstraint(condition=Q(remainder__in=Remainder.values), name="insurance_batch_rest_known"),
            models.CheckConstraint(condition=Q(months__gte=1, months__lte=12), name="insurance_batch_months"),
            models.CheckConstraint(
                condition=Q(approved_by=None, approved_at=None)
                | Q(approved_by__isnull=False, approved_at__isnull=False, state__in=("approved", "closed")),
                name="insurance_batch_approval_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(approved_by=None) | ~Q(approved_by=F("drawn_by")),
                name="insurance_batch_approved_by_another",
            ),
        ]


class BatchLine(models.Model):
    """One person of a purchase. Amounts in whole đồng for all its months; the four parts add up to the premium.
    `place`: the place in the household's order, None for whoever the budget supports."""

    batch = models.ForeignKey(PurchaseBatch, models.PROTECT, related_name="lines")
    person = models.ForeignKey("registry.Person", models.PROTECT, related_name="+")
    household = models.ForeignKey("registry.Household", models.PROTECT, related_name="+")
    policy = models.CharField(max_length=60, blank=True)
    reason = LineField(_("reason"), max_length=300)
    place = models.PositiveSmallIntegerField(_("place in the household"), null=True)
    months = models.PositiveSmallIntegerField(_("months"))
    monthly = models.BigIntegerField(_("premium a month"))
    by_state = models.BigIntegerField(_("the state pays"))
    by_city = models.BigIntegerField(_("the city pays"))
    by_donor = models.BigIntegerField(_("a donor pays"))
    by_household = models.BigIntegerField(_("the household pays"))
    valid_from = models.DateField(_("from"))
    valid_to = models.DateField(_("until"))
    state = models.CharField(_("state"), max_length=9, choices=LineState, default=LineState.DUE)
    card = models.ForeignKey("entitlements.HealthCard", models.PROTECT, null=True, related_name="+")
    handed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    handed_on = models.DateField(_("handed over on"), null=True)
    received_by = LineField(_("received by"), max_length=100, blank=True)
    note = LineField(_("note"), max_length=300, blank=True)

    PRIVACY = classes(
        official="batch household state handed_by handed_on months",
        personal="person place valid_from valid_to received_by card",
        sensitive="policy reason monthly by_state by_city by_donor by_household note",
    )

    class Meta:
        ordering = ["household", "place", "pk"]
        indexes = [models.Index(fields=["person", "state"], name="insurance_line_person")]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=LineState.values), name="insurance_line_state_known"),
            models.CheckConstraint(
                condition=Q(by_state__gte=0, by_city__gte=0, by_donor__gte=0, by_household__gte=0),
                name="insurance_line_no_part_below_zero",
            ),
            models.CheckConstraint(
                condition=Q(by_state=F("monthly") * F("months") - F("by_city") - F("by_donor") - F("by_household")),
                name="insurance_line_parts_add_up",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("delivered", "returned"))
                | Q(handed_by__isnull=False, handed_on__isnull=False, card__isnull=False) & ~Q(received_by=""),
                name="insurance_line_delivered_with_proof",
            ),
            models.UniqueConstraint(
                fields=["batch", "person"], condition=Q(state__in=_HELD), name="insurance_person_once_a_batch"
            ),
        ]

"""The gifts of a round, one row for each gift and receiver. Nothing is deleted: each ends in a state that says how."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from chungtay.foundation.core.privacy import classes
from chungtay.foundation.core.text import LineField


class GiftState(models.TextChoices):
    DUE = "due", _("Listed, waits for approval")
    READY = "ready", _("To be handed over")
    DELIVERED = "delivered", _("Handed over")
    REFUSED = "refused", _("Not accepted")
    LAPSED = "lapsed", _("Lapsed: no longer lives here")
    CARRIED = "carried", _("Carried over")
    RETURNED = "returned", _("Given back")
    DROPPED = "dropped", _("Taken off the list before approval")


OPEN = (GiftState.DUE, GiftState.READY)
ENDED = (GiftState.REFUSED, GiftState.LAPSED, GiftState.CARRIED, GiftState.RETURNED, GiftState.DROPPED)  # nothing given


class Gift(models.Model):
    """`token` is what the code on the slip holds: it says nothing about anybody. `code` is its short form, typed where
    no camera reads. `supply` is the source that the gift was taken from when it was handed over."""

    round = models.ForeignKey("gifts.Round", models.PROTECT, related_name="gifts")
    kind = models.ForeignKey("gifts.GiftKind", models.PROTECT, related_name="gifts")
    household = models.ForeignKey("registry.Household", models.PROTECT, related_name="+")
    person = models.ForeignKey("registry.Person", models.PROTECT, null=True, related_name="+")
    group = models.ForeignKey("places.Unit", models.PROTECT, related_name="+")
    route = models.ForeignKey("gifts.Route", models.PROTECT, null=True, related_name="gifts")
    state = models.CharField(_("state"), max_length=9, choices=GiftState, default=GiftState.DUE)
    token = models.CharField(max_length=32, unique=True)
    code = models.CharField(_("short code"), max_length=8)
    supply = models.ForeignKey("gifts.Supply", models.PROTECT, null=True, related_name="+")
    handed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    handed_at = models.DateTimeField(null=True)
    received_by = LineField(_("received by"), max_length=100, blank=True)
    note = LineField(_("note"), max_length=300, blank=True)
    carried_from = models.OneToOneField("self", models.PROTECT, null=True, related_name="carried_into")

    PRIVACY = classes(
        official="round kind household group route state supply handed_by handed_at carried_from",
        personal="person received_by",
        sensitive="token code note",
    )

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["household"], name="gifts_gift_household")]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=GiftState.values), name="gifts_gift_state_known"),
            models.CheckConstraint(
                condition=~Q(state__in=("delivered", "returned"))
                | Q(supply__isnull=False, handed_by__isnull=False, handed_at__isnull=False) & ~Q(received_by=""),
                name="gifts_gift_handed_over_with_proof",
            ),
            models.UniqueConstraint(
                fields=["kind", "household"],
                condition=Q(person=None) & ~Q(state="dropped"),
                name="gifts_household_once_a_round",
            ),
            models.UniqueConstraint(
                fields=["kind", "person"],
                condition=Q(person__isnull=False) & ~Q(state="dropped"),
                name="gifts_person_once_a_round",
            ),
            models.UniqueConstraint(fields=["round", "code"], name="gifts_code_once_a_round"),
        ]

"""By whose hand: routes, the telephones of those who walk them, and every hand-over as it was told."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from chungtay.foundation.core.privacy import classes
from chungtay.foundation.core.text import LineField


class Route(models.Model):
    """The gifts of one residential group, given to somebody who brings them between two days."""

    round = models.ForeignKey("gifts.Round", models.PROTECT, related_name="routes")
    group = models.ForeignKey("places.Unit", models.PROTECT, related_name="+")
    carrier = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"))

    PRIVACY = classes(official="round group carrier starts_on ends_on")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["round", "group"], name="gifts_route_once_a_group"),
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="gifts_route_days_in_order"),
        ]


class Phone(models.Model):
    """A telephone that takes a route along. `wipe_asked_at`: it was lost; it erases what it holds when it calls, and
    gets nothing any more."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    key = models.UUIDField(unique=True)
    secret = models.CharField(max_length=64, help_text="SHA-256 of the token that the telephone keeps")
    name = LineField(_("telephone"), max_length=80)
    added_at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True)
    waiting = models.PositiveIntegerField(default=0, help_text="Hand-overs it said were not sent yet")
    wipe_asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    wipe_asked_at = models.DateTimeField(null=True)
    wiped_at = models.DateTimeField(null=True)

    PRIVACY = classes(
        official="user key name added_at seen_at waiting wipe_asked_by wipe_asked_at wiped_at", sensitive="secret"
    )

    class Meta:
        ordering = ["-seen_at", "pk"]


class Outcome(models.TextChoices):
    DELIVERED = "delivered", _("Handed over")
    ABSENT = "absent", _("Nobody at home")
    REFUSED = "refused", _("Not accepted")


class Standing(models.TextChoices):
    KEPT = "kept", _("Counts")
    SECOND = "second", _("Handed over a second time")
    LATE = "late", _("Handed over though the gift was no longer to be given")
    NO_STOCK = "no_stock", _("Handed over though none was left in the store")
    MISTAKE = "mistake", _("Settled: told by mistake, no gift left the store")
    EXTRA = "extra", _("Settled: one more gift really left the store")


CONFLICTS = (Standing.SECOND, Standing.LATE, Standing.NO_STOCK)


class Delivery(models.Model):
    """What somebody told of one gift, once for each `sent_id`. Of all that say that a gift was handed over one counts;
    every other stays as a conflict until an officer settles it. `proof` is the sealed file of signature or photograph.
    """

    sent_id = models.UUIDField(unique=True)
    gift = models.ForeignKey("gifts.Gift", models.PROTECT, related_name="deliveries")
    outcome = models.CharField(_("what happened"), max_length=9, choices=Outcome)
    standing = models.CharField(_("state"), max_length=8, choices=Standing, default=Standing.KEPT)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    phone = models.ForeignKey(Phone, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(_("when"))
    told_at = models.DateTimeField()
    where = LineField(_("where"), max_length=200)
    received_by = LineField(_("received by"), max_length=100, blank=True)
    received_key = models.CharField(max_length=100, blank=True)
    note = LineField(_("note"), max_length=300, blank=True)
    proof_kind = models.CharField(max_length=9, blank=True)
    proof_size = models.PositiveIntegerField(default=0)
    proof_sha256 = models.CharField(max_length=64, blank=True)
    proof = models.CharField(max_length=200, blank=True)
    kept_sha256 = models.CharField(max_length=64, blank=True, help_text="Of the file as it was kept")
    supply = models.ForeignKey("gifts.Supply", models.PROTECT, null=True, related_name="+")
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    settled_at = models.DateTimeField(null=True)
    settlement = LineField(_("how it was settled"), max_length=300, blank=True)

    PRIVACY = classes(
        official="sent_id gift outcome standing by at told_at where proof_kind proof_size supply settled_by settled_at",
        personal="received_by received_key phone",
        sensitive="note proof proof_sha256 kept_sha256 settlement",
    )

    class Meta:
        ordering = ["pk"]
        verbose_name_plural = "deliveries"
        constraints = [
            models.CheckConstraint(condition=Q(outcome__in=Outcome.values), name="gifts_delivery_outcome_known"),
            models.CheckConstraint(condition=Q(standing__in=Standing.values), name="gifts_delivery_standing_known"),
            models.UniqueConstraint(
                fields=["gift"],
                condition=Q(outcome="delivered", standing="kept"),
                name="gifts_handed_over_once",
            ),
            models.CheckConstraint(
                condition=~Q(outcome="delivered") | ~Q(received_by=""), name="gifts_delivery_says_who_received"
            ),
            models.CheckConstraint(
                condition=~Q(standing__in=("mistake", "extra"))
                | Q(settled_by__isnull=False, settled_at__isnull=False) & ~Q(settlement=""),
                name="gifts_delivery_settled_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(standing="extra") | Q(supply__isnull=False), name="gifts_delivery_extra_has_a_source"
            ),
        ]

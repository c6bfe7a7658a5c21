"""Who has a health-insurance card from which day to which, who pays it, and who is known to have none.

A person has one card on a day. The database refuses a second one: PostgreSQL by an exclusion constraint, SQLite by
triggers (`models.one_card`). A card is never deleted: it ends, or is taken back when it was entered in error.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from chungtay.foundation.core.privacy import classes
from chungtay.foundation.core.sealed import SealedTextField
from chungtay.foundation.core.text import LineField


class CardPayer(models.TextChoices):
    STATE = "state", _("The state")
    CITY = "city", _("The city")
    HOUSEHOLD = "household", _("The household")
    DONOR = "donor", _("A donor")
    WORK = "work", _("Work or social insurance")


class CardEnd(models.TextChoices):
    DIED = "died", _("The person died")
    MOVED = "moved", _("Moved out of the ward")
    REPLACED = "replaced", _("Another card takes its place")
    RECALLED = "recalled", _("Recalled by the insurer")
    GIVEN_BACK = "given_back", _("Given back")


class CardSource(models.TextChoices):
    ENTERED = "entered", _("Typed in")
    LIST = "list", _("List of cards")
    BATCH = "batch", _("Purchase")


class HealthCard(models.Model):
    """A card between two days, both included; without an end it holds on. `paid_on` lies before `valid_from` while the
    waiting period runs. `origin`: what brought it ("insurance.cardlist:7"), so that a whole list can be undone."""

    person = models.ForeignKey("registry.Person", models.PROTECT, related_name="+")
    number = SealedTextField(_("card number"), blank=True)
    print = models.CharField(max_length=32, blank=True, editable=False, db_index=True)
    payer = models.CharField(_("who pays"), max_length=9, choices=CardPayer)
    valid_from = models.DateField(_("from"))
    valid_to = models.DateField(_("until"), null=True)
    paid_on = models.DateField(_("paid on"), null=True)
    source = models.CharField(_("source"), max_length=7, choices=CardSource)
    origin = models.CharField(max_length=80, blank=True, db_index=True)
    ended_why = models.CharField(_("why it ended"), max_length=10, choices=CardEnd, blank=True)
    withdrawn = models.BooleanField(_("taken back"), default=False)
    note = LineField(_("note"), max_length=300, blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField()

    PRIVACY = classes(
        official="source origin withdrawn recorded_by recorded_at",
        personal="person payer valid_from valid_to paid_on ended_why",
        sensitive="number print note",
    )

    class Meta:
        ordering = ["person", "valid_from", "pk"]
        indexes = [
            models.Index(fields=["person", "valid_from"], name="entitlements_card_person"),
            models.Index(  # says of a card all that is asked of those that run out
                fields=["valid_to", "person", "valid_from", "withdrawn", "ended_why"], name="entitlements_card_ends"
            ),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(payer__in=CardPayer.values), name="entitlements_card_payer_known"),
            models.CheckConstraint(condition=Q(source__in=CardSource.values), name="entitlements_card_source_known"),
            models.CheckConstraint(
                condition=Q(ended_why="") | Q(ended_why__in=CardEnd.values), name="entitlements_card_end_known"
            ),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")), name="entitlements_card_dates"
            ),
        ]


class CardBefore(models.Model):
    """How a card stood until a moment at which it was changed, so that a past day is told as it was then known. All
    but `until` are empty of what was changed before such rows were kept: nobody knows how that stood."""

    ROWS_ARE_FINAL = True

    card = models.ForeignKey(HealthCard, models.PROTECT, related_name="before")
    until = models.DateTimeField()
    payer = models.CharField(max_length=9, blank=True)
    valid_from = models.DateField(null=True)
    valid_to = models.DateField(null=True)
    ended_why = models.CharField(max_length=10, blank=True)

    PRIVACY = classes(official="card until", personal="payer valid_from valid_to ended_why")

    class Meta:
        ordering = ["card", "pk"]
        indexes = [models.Index(fields=["card", "until"], name="entitlements_card_before")]


class NoCard(models.Model):
    """Somebody is known to have no card on a day: by a full list of the insurer, or because it was asked."""

    person = models.ForeignKey("registry.Person", models.PROTECT, related_name="+")
    on = models.DateField(_("on"))
    source = models.CharField(_("source"), max_length=7, choices=CardSource)
    origin = models.CharField(max_length=80, blank=True, db_index=True)
    withdrawn = models.BooleanField(_("taken back"), default=False)
    withdrawn_at = models.DateTimeField(null=True, help_text="Empty of what was taken back before it was kept")
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField()

    PRIVACY = classes(official="source origin withdrawn withdrawn_at recorded_by recorded_at", personal="person on")

    class Meta:
        ordering = ["person", "-on", "pk"]
        indexes = [models.Index(fields=["person", "on"], name="entitlements_no_card_person")]
        constraints = [
            models.CheckConstraint(condition=Q(source__in=CardSource.values), name="entitlements_no_card_source"),
        ]

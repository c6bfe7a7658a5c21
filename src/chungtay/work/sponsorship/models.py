"""Sponsors, what each promised to one household, and what came of it month by month."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from chungtay.foundation.core.privacy import classes
from chungtay.foundation.core.text import LineField


class SponsorKind(models.TextChoices):
    PERSON = "person", _("A private person")
    BUSINESS = "business", _("A business")
    ORGANISATION = "organisation", _("An organisation")


class SponsorshipState(models.TextChoices):
    ENTERED = "entered", _("To be confirmed")
    RUNNING = "running", _("Under way")
    ENDED = "ended", _("Has ended")
    MISTAKE = "mistake", _("Entered by mistake")


LIVE = (SponsorshipState.ENTERED, SponsorshipState.RUNNING)


class Sponsor(models.Model):
    """Who gives, as a ward knows them. `contact`: whom to ask and how, in words."""

    ward = models.ForeignKey("places.Unit", models.PROTECT, related_name="+")
    kind = models.CharField(_("kind"), max_length=12, choices=SponsorKind)
    name = LineField(_("name"), max_length=120)
    contact = LineField(_("contact"), max_length=200, blank=True)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    added_at = models.DateTimeField()

    PRIVACY = classes(official="ward kind added_by added_at", personal="name", sensitive="contact")

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=SponsorKind.values), name="sponsorship_sponsor_kind_known"),
            models.CheckConstraint(condition=~Q(name=""), name="sponsorship_sponsor_has_name"),
            models.UniqueConstraint(fields=["ward", "kind", "name", "contact"], name="sponsorship_sponsor_once"),
        ]

    def __str__(self) -> str:
        return self.name


class Sponsorship(models.Model):
    """One sponsor's commitment to one household. `household`: the one it was entered for; where that went over into
    another, the other one has it (`queries.sponsorships`). `until` None: open. `monthly`: whole đồng a month, None
    where no money was promised; `words`: what else. Who did what, when and why is in `Step`."""

    sponsor = models.ForeignKey(Sponsor, models.PROTECT, related_name="sponsorships")
    household = models.ForeignKey("registry.Household", models.PROTECT, related_name="+")
    begins_on = models.DateField(_("from"))
    until = models.DateField(_("until"), null=True)
    monthly = models.BigIntegerField(_("đồng a month"), null=True)
    words = LineField(_("what else, in words"), max_length=200, blank=True)
    agreed = LineField(_("how it was agreed"), max_length=200)
    state = models.CharField(_("state"), max_length=8, choices=SponsorshipState, default=SponsorshipState.ENTERED)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    ended_on = models.DateField(_("last day"), null=True)

    PRIVACY = classes(
        official="sponsor household state entered_by entered_at confirmed_by confirmed_at",
        personal="begins_on until ended_on monthly words",
        sensitive="agreed",
    )

    class Meta:
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["household", "state"], name="sponsorship_household"),
            models.Index(fields=["state"], name="sponsorship_state"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=SponsorshipState.values), name="sponsorship_state_known"),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("begins_on")), name="sponsorship_ends_after_it_begins"
            ),
            models.CheckConstraint(condition=Q(monthly=None) | Q(monthly__gt=0), name="sponsorship_monthly_above_zero"),
            models.CheckConstraint(
                condition=Q(monthly__isnull=False) | ~Q(words=""), name="sponsorship_promises_something"
            ),
            models.CheckConstraint(condition=~Q(agreed=""), name="sponsorship_says_how_agreed"),
            models.CheckConstraint(
                condition=Q(confirmed_by=None, confirmed_at=None)
                | Q(confirmed_by__isnull=False, confirmed_at__isnull=False),
                name="sponsorship_confirmed_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by=None) | ~Q(confirmed_by=F("entered_by")), name="sponsorship_two_people"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("running", "ended")) | Q(confirmed_by__isnull=False),
                name="sponsorship_runs_when_confirmed",
            ),
            models.CheckConstraint(
                condition=(Q(state="ended") & Q(ended_on__isnull=False)) | (~Q(state="ended") & Q(ended_on=None)),
                name="sponsorship_ended_has_a_day",
            ),
            models.UniqueConstraint(
                fields=["sponsor", "household"],
                condition=Q(state__in=("entered", "running")),
                name="sponsorship_live_once",
            ),
        ]


class StepKind(models.TextChoices):
    ENTERED = "entered", _("Entered")
    CONFIRMED = "confirmed", _("Confirmed")
    ENDED = "ended", _("Ended")
    RESUMED = "resumed", _("Ending taken back")
    MISTAKEN = "mistaken", _("Taken back as entered by mistake")


class Step(models.Model):
    """What was done with a commitment. `why` in words where something ends or is taken back. Rows are final."""

    ROWS_ARE_FINAL = True

    sponsorship = models.ForeignKey(Sponsorship, models.PROTECT, related_name="steps")
    kind = models.CharField(max_length=9, choices=StepKind)
    on = models.DateField(null=True, help_text="The last day, of an ending")
    why = LineField(_("why"), max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    PRIVACY = classes(official="sponsorship kind by at", personal="on", sensitive="why")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=StepKind.values), name="sponsorship_step_known"),
            models.CheckConstraint(
                condition=Q(kind__in=("entered", "confirmed")) | ~Q(why=""), name="sponsorship_step_says_why"
            ),
        ]


class Arrival(models.Model):
    """What came for one month, its first day in `month`; it stands in the ledger of help under its number. `value`:
    whole đồng, None where nobody knows what a thing is worth. Undone: taken back in the ledger too."""

    sponsorship = models.ForeignKey(Sponsorship, models.PROTECT, related_name="arrivals")
    month = models.DateField(_("for the month"))
    on = models.DateField(_("received on"))
    value = models.BigIntegerField(_("worth in đồng"), null=True)
    words = LineField(_("what, in words"), max_length=200, blank=True)
    proof = LineField(_("proof"), max_length=300)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    undone_at = models.DateTimeField(null=True)
    undone_why = LineField(_("why"), max_length=300, blank=True)

    PRIVACY = classes(
        official="sponsorship month recorded_by recorded_at undone_by undone_at",
        personal="on value words",
        sensitive="proof undone_why",
    )

    class Meta:
        ordering = ["-month", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(value=None) | Q(value__gt=0), name="sponsorship_arrival_above_zero"),
            models.CheckConstraint(
                condition=Q(value__isnull=False) | ~Q(words=""), name="sponsorship_arrival_is_something"
            ),
            models.CheckConstraint(condition=~Q(proof=""), name="sponsorship_arrival_has_proof"),
            models.CheckConstraint(
                condition=Q(undone_by=None, undone_at=None, undone_why="")
                | (Q(undone_by__isnull=False, undone_at__isnull=False) & ~Q(undone_why="")),
                name="sponsorship_arrival_undone_is_whole",
            ),
            models.UniqueConstraint(
                fields=["sponsorship", "month"], condition=Q(undone_at=None), name="sponsorship_arrival_once_a_month"
            ),
        ]

    @property
    def origin(self) -> str:
        """Its name in the ledger of help."""
        return f"sponsorship:arrival:{self.pk}"

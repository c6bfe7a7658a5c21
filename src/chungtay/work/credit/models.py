"""Loans of the Social Policy Bank, as the bank's papers tell them. The bank keeps the books; here stands what is known
of a household's loan, who entered it, who confirmed it, and what was told of it on which day."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from chungtay.foundation.core.privacy import classes
from chungtay.foundation.core.text import LineField


class LoanState(models.TextChoices):
    ENTERED = "entered", _("To be confirmed")
    RUNNING = "running", _("Being repaid")
    OVERDUE = "overdue", _("Overdue, as told")
    REPAID = "repaid", _("Repaid")
    MISTAKE = "mistake", _("Entered by mistake")


OPEN = (LoanState.RUNNING, LoanState.OVERDUE)
TOLD = (LoanState.RUNNING, LoanState.OVERDUE, LoanState.REPAID)


class Loan(models.Model):
    """One loan of one household. `programme`, `purpose`, `group` are the bank's words; `source`: by what paper it is
    known. Amounts in whole đồng. `due_on` None: nobody knows. `state`, `outstanding` and `told_on` are those of the
    newest confirmed `Telling`; `outstanding` None: nothing was told yet. `household` as with every row of an app above:
    where it went over into another, that one has the loan."""

    household = models.ForeignKey("registry.Household", models.PROTECT, related_name="+")
    borrower = models.ForeignKey("registry.Person", models.PROTECT, related_name="+")
    programme = LineField(_("programme"), max_length=120)
    purpose = LineField(_("what it is for"), max_length=160, blank=True)
    group = LineField(_("savings-and-credit group"), max_length=120, blank=True)
    amount = models.BigIntegerField(_("amount in đồng"))
    disbursed_on = models.DateField(_("disbursed on"))
    due_on = models.DateField(_("due on"), null=True)
    source = LineField(_("by what paper it is known"), max_length=200)
    state = models.CharField(_("state"), max_length=8, choices=LoanState, default=LoanState.ENTERED)
    outstanding = models.BigIntegerField(_("outstanding in đồng"), null=True)
    told_on = models.DateField(_("as told on"), null=True)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    mistaken_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    mistaken_at = models.DateTimeField(null=True)
    mistaken_why = LineField(_("why"), max_length=300, blank=True)

    PRIVACY = classes(
        official="household entered_by entered_at confirmed_by confirmed_at mistaken_by mistaken_at",
        personal="borrower programme purpose group disbursed_on due_on",
        sensitive="amount outstanding told_on state source mistaken_why",
    )

    class Meta:
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["household", "state"], name="credit_loan_household"),
            models.Index(fields=["state"], name="credit_loan_state"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=LoanState.values), name="credit_loan_state_known"),
            models.CheckConstraint(condition=~Q(programme="") & ~Q(source=""), name="credit_loan_says_what"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="credit_loan_amount_above_zero"),
            models.CheckConstraint(
                condition=Q(due_on=None) | Q(due_on__gte=F("disbursed_on")), name="credit_loan_due_after_disbursed"
            ),
            models.CheckConstraint(
                condition=Q(outstanding=None, told_on=None)
                | Q(outstanding__gte=0, outstanding__lte=F("amount"), told_on__isnull=False),
                name="credit_loan_outstanding_is_told",
            ),
            models.CheckConstraint(
                condition=~Q(state="repaid") | Q(outstanding=0), name="credit_loan_repaid_owes_nothing"
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by=None, confirmed_at=None)
                | Q(confirmed_by__isnull=False, confirmed_at__isnull=False),
                name="credit_loan_confirmed_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by=None) | ~Q(confirmed_by=F("entered_by")), name="credit_loan_two_people"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("running", "overdue", "repaid")) | Q(confirmed_by__isnull=False),
                name="credit_loan_counts_when_confirmed",
            ),
            models.CheckConstraint(
                condition=(~Q(state="mistake") & Q(mistaken_by=None, mistaken_at=None, mistaken_why=""))
                | (Q(state="mistake", mistaken_by__isnull=False, mistaken_at__isnull=False) & ~Q(mistaken_why="")),
                name="credit_loan_mistake_is_whole",
            ),
            models.UniqueConstraint(
                fields=["household", "borrower", "programme", "disbursed_on", "amount"],
                condition=~Q(state="mistake"),
                name="credit_loan_once",
            ),
        ]


class Telling(models.Model):
    """What a paper told of a loan on a day: what of the principal is outstanding, and whether it is overdue or repaid.
    It counts when another person has confirmed it; taken back as a mistake it stays on record."""

    class Standing(models.TextChoices):
        RUNNING = "running", _("Being repaid")
        OVERDUE = "overdue", _("Overdue, as told")
        REPAID = "repaid", _("Repaid")

    loan = models.ForeignKey(Loan, models.PROTECT, related_name="tellings")
    on = models.DateField(_("as told on"))
    standing = models.CharField(_("how it stands"), max_length=8, choices=Standing)
    outstanding = models.BigIntegerField(_("outstanding in đồng"))
    source = LineField(_("by what paper it is known"), max_length=200)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    undone_at = models.DateTimeField(null=True)
    undone_why = LineField(_("why"), max_length=300, blank=True)

    PRIVACY = classes(
        official="loan entered_by entered_at confirmed_by confirmed_at undone_by undone_at",
        sensitive="on standing outstanding source undone_why",
    )

    class Meta:
        ordering = ["-on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(standing__in=("running", "overdue", "repaid")), name="credit_telling_standing_known"
            ),
            models.CheckConstraint(
                condition=Q(standing="repaid", outstanding=0) | (~Q(standing="repaid") & Q(outstanding__gt=0)),
                name="credit_telling_repaid_owes_nothing",
            ),
            models.CheckConstraint(condition=~Q(source=""), name="credit_telling_has_source"),
            models.CheckConstraint(
                condition=Q(confirmed_by=None, confirmed_at=None)
                | Q(confirmed_by__isnull=False, confirmed_at__isnull=False),
                name="credit_telling_confirmed_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by=None) | ~Q(confirmed_by=F("entered_by")), name="credit_telling_two_people"
            ),
            models.CheckConstraint(
                condition=Q(undone_by=None, undone_at=None, undone_why="")
                | (Q(undone_by__isnull=False, undone_at__isnull=False) & ~Q(undone_why="")),
                name="credit_telling_undone_is_whole",
            ),
            models.UniqueConstraint(
                fields=["loan", "on"], condition=Q(undone_at=None), name="credit_telling_once_a_day"
            ),
        ]

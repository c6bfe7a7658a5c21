"""Monthly allowances as they were decided: who receives how much, by which decision, from and until which month."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from chungtay.foundation.core.privacy import classes
from chungtay.foundation.core.text import LineField


class Allowance(models.Model):
    """`valid_from` and `valid_to`: first and last day of the decision; `paid_from`: the first month that the ward pays
    from here, the first day of it. `beside`: paid beside another one, as the law allows a single parent (20/2021/NĐ-CP
    Điều 6). `paid_for`: the child or other person for whose care it is paid, one for each (20/2021/NĐ-CP Điều 5 khoản
    4, Điều 20); None where it is the person's own. `origin`: the file it came with. What was entered in error is
    withdrawn, never deleted."""

    person = models.ForeignKey("registry.Person", models.PROTECT, related_name="+")
    paid_for = models.ForeignKey(
        "registry.Person", models.PROTECT, null=True, related_name="+", verbose_name=_("for whose care")
    )
    ward = models.ForeignKey("places.Unit", models.PROTECT, related_name="+")
    title = LineField(_("what"), max_length=200)
    amount = models.BigIntegerField(_("đồng a month"))
    valid_from = models.DateField(_("from"))
    valid_to = models.DateField(_("until"), null=True)
    paid_from = models.DateField(_("paid here from"))
    decision_number = LineField(_("decision number"), max_length=60)
    beside = models.BooleanField(_("beside another one"), default=False)
    beside_why = LineField(_("why it is paid beside another"), max_length=200, blank=True)
    origin = models.CharField(max_length=40, blank=True)
    act = models.BigIntegerField(null=True, help_text="What the register wrote with it, to be undone with it")
    withdrawn = models.BooleanField(_("taken back"), default=False)
    note = LineField(_("why it ended"), max_length=300, blank=True)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()

    PRIVACY = classes(
        official="ward decision_number beside origin act withdrawn entered_by entered_at",
        personal="person paid_for valid_from valid_to paid_from",
        sensitive="title amount note beside_why",
    )

    class Meta:
        ordering = ["-entered_at", "-pk"]
        indexes = [
            models.Index(fields=["ward", "valid_from"], name="entitlements_allowance_ward"),
            models.Index(fields=["person"], name="entitlements_allowance_person"),
            models.Index(fields=["origin"], name="entitlements_allowance_origin"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="entitlements_allowance_gives_something"),
            models.CheckConstraint(condition=~Q(decision_number=""), name="entitlements_allowance_has_a_decision"),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")), name="entitlements_allowance_dates"
            ),
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(withdrawn=False, valid_to=None, beside=False),
                name="entitlements_one_open_allowance",
            ),
            models.UniqueConstraint(
                fields=["person", "decision_number", "title", "valid_from"],
                condition=Q(withdrawn=False, paid_for=None),
                name="entitlements_allowance_once",
            ),
            models.UniqueConstraint(
                fields=["person", "paid_for", "decision_number", "title", "valid_from"],
                condition=Q(withdrawn=False, paid_for__isnull=False),
                name="entitlements_allowance_once_each",
            ),
            models.CheckConstraint(
                condition=Q(paid_for=None) | (Q(beside=True) & ~Q(paid_for=F("person"))),
                name="entitlements_allowance_for_another",
            ),
        ]

    def __str__(self) -> str:
        return self.title

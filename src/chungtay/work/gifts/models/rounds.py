"""A round of gifts of one ward, its kinds of gift, and the stock of each kind by source. Money is whole đồng."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from chungtay.foundation.core.privacy import classes
from chungtay.foundation.core.text import LineField


class RoundState(models.TextChoices):
    DRAFT = "draft", _("Being prepared")
    APPROVED = "approved", _("Approved")
    HANDING = "handing", _("Gifts are being handed over")
    SETTLED = "settled", _("Settled")
    DROPPED = "dropped", _("Put away before approval")


class Occasion(models.TextChoices):
    TET = "tet", _("Lunar New Year")
    CHILDREN = "children", _("Children's day (1/6)")
    INVALIDS = "invalids", _("War invalids and martyrs day (27/7)")
    NATIONAL = "national", _("National day (2/9)")
    MID_AUTUMN = "mid_autumn", _("Mid-autumn festival")
    ELDERLY = "elderly", _("Day of older persons")
    OTHER = "other", _("Another occasion")


class Form(models.TextChoices):
    CASH = "cash", _("Cash")
    GOODS = "goods", _("Goods")


class Receiver(models.TextChoices):
    HOUSEHOLD = "household", _("household")
    PERSON = "person", _("person")


class Source(models.TextChoices):
    """As in the ledger of help."""

    CENTRAL = "central", _("Central government")
    CITY = "city", _("City")
    DISTRICT = "district", _("District")
    WARD = "ward", _("Ward")
    FUND = "fund", _("Fund for the Poor")
    DONOR = "donor", _("Donor")


class Move(models.TextChoices):
    IN = "in", _("Bought or received")
    BACK = "back", _("Given back to the source")
    CARRIED = "carried", _("Carried over to another round")
    LOST = "lost", _("Lost or spoilt, with a record")


class Round(models.Model):
    """`day`: the facts of this day say who is given a gift. Handed over from `first_day` to `last_day`. `adds_to`: the
    approved round that left somebody out; this one lists whom it misses, and is approved and settled by itself.
    `continues`: the round of another ward whose open gifts came here with their people, and their part of the store,
    when the borders changed."""

    ward = models.ForeignKey("places.Unit", models.PROTECT, related_name="+", verbose_name=_("ward"))
    title = LineField(_("title"), max_length=200)
    occasion = models.CharField(_("occasion"), max_length=10, choices=Occasion)
    day = models.DateField(_("facts of the day"))
    first_day = models.DateField(_("handed over from"))
    last_day = models.DateField(_("handed over until"))
    place = LineField(_("place of the hand-over"), max_length=200, blank=True)
    state = models.CharField(_("state"), max_length=8, choices=RoundState, default=RoundState.DRAFT)
    decision_number = LineField(_("decision number"), max_length=60, blank=True)
    drawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    drawn_at = models.DateTimeField()
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True)
    adds_to = models.ForeignKey("self", models.PROTECT, null=True, related_name="additions")
    continues = models.ForeignKey("self", models.PROTECT, null=True, related_name="continued_by")
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    settled_at = models.DateTimeField(null=True)

    PRIVACY = classes(
        official="ward title occasion day first_day last_day place state decision_number drawn_by drawn_at adds_to "
        "continues approved_by approved_at settled_by settled_at"
    )

    class Meta:
        ordering = ["-first_day", "-pk"]
        indexes = [models.Index(fields=["ward", "first_day"], name="gifts_round_ward_day")]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=RoundState.values), name="gifts_round_state_known"),
            models.CheckConstraint(condition=Q(last_day__gte=F("first_day")), name="gifts_round_days_in_order"),
            models.CheckConstraint(
                condition=Q(approved_by=None, approved_at=None, state__in=("draft", "dropped"))
                | Q(approved_by__isnull=False, approved_at__isnull=False, state__in=("approved", "handing", "settled")),
                name="gifts_round_approval_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(approved_by=None) | ~Q(approved_by=F("drawn_by")), name="gifts_round_approved_by_another"
            ),
            models.CheckConstraint(
                condition=Q(settled_by=None, settled_at=None) & ~Q(state="settled")
                | Q(settled_by__isnull=False, settled_at__isnull=False, state="settled"),
                name="gifts_round_settlement_is_whole",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class GiftKind(models.Model):
    """One kind of gift: an envelope of money or a bag of goods of a known worth. `who` is the condition in the rule
    book's small language; "" for gifts carried over from an earlier round, whose people are named already.
    `adds_to`: the same kind in the round that this one adds to. `counted`: how many were counted in the store at the
    settlement."""

    round = models.ForeignKey(Round, models.PROTECT, related_name="kinds")
    name = LineField(_("gift"), max_length=100)
    form = models.CharField(_("form"), max_length=5, choices=Form)
    worth = models.BigIntegerField(_("worth of one, in đồng"))
    of = models.CharField(_("one for each"), max_length=9, choices=Receiver)
    who = models.TextField(_("who is given one"), blank=True)
    who_words = LineField(_("in words"), max_length=300)
    carried_from = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    adds_to = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    counted = models.PositiveIntegerField(null=True)

    PRIVACY = classes(official="round name form worth of who who_words carried_from adds_to counted")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(form__in=Form.values), name="gifts_kind_form_known"),
            models.CheckConstraint(condition=Q(worth__gt=0), name="gifts_kind_worth_above_zero"),
            models.CheckConstraint(condition=Q(of__in=Receiver.values), name="gifts_kind_of_known"),
            models.UniqueConstraint(fields=["round", "name"], name="gifts_kind_name_once"),
        ]

    def __str__(self) -> str:
        return self.name


class Supply(models.Model):
    """How many gifts of a kind one source pays for or gives: promised before the approval, counted in as they come.
    `why_other`: why more or fewer came than were promised, said at the settlement."""

    kind = models.ForeignKey(GiftKind, models.PROTECT, related_name="supplies")
    source = models.CharField(_("source"), max_length=8, choices=Source)
    giver = LineField(_("who gives"), max_length=150)
    planned = models.PositiveIntegerField(_("how many"))
    put_away = models.BooleanField(default=False)
    why_other = LineField(_("why more or fewer came"), max_length=300, blank=True)

    PRIVACY = classes(official="kind source planned put_away", personal="giver why_other")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(source__in=Source.values), name="gifts_supply_source_known"),
            models.CheckConstraint(condition=Q(planned__gt=0), name="gifts_supply_planned_above_zero"),
        ]


class StockMove(models.Model):
    """Gifts that come into the store or leave it without a receiver of the list. Never changed, never deleted."""

    supply = models.ForeignKey(Supply, models.PROTECT, related_name="moves")
    what = models.CharField(_("what happened"), max_length=7, choices=Move)
    count = models.PositiveIntegerField(_("how many"))
    on = models.DateField(_("day"))
    paper = LineField(_("receipt or record"), max_length=120)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    PRIVACY = classes(official="supply what count on paper by at")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(what__in=Move.values), name="gifts_move_known"),
            models.CheckConstraint(condition=Q(count__gt=0), name="gifts_move_count_above_zero"),
            models.CheckConstraint(condition=~Q(paper=""), name="gifts_move_has_a_paper"),
        ]

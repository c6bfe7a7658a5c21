"""Rounds of gifts: what is given to whom, from which source, by whose hand, and what became of each gift."""

from chungtay.work.gifts.models.hands import Delivery, Outcome, Phone, Route, Standing
from chungtay.work.gifts.models.lines import Gift, GiftState
from chungtay.work.gifts.models.rounds import (
    Form,
    GiftKind,
    Move,
    Occasion,
    Receiver,
    Round,
    RoundState,
    Source,
    StockMove,
    Supply,
)

__all__ = [
    "Delivery",
    "Form",
    "Gift",
    "GiftKind",
    "GiftState",
    "Move",
    "Occasion",
    "Outcome",
    "Phone",
    "Receiver",
    "Round",
    "RoundState",
    "Route",
    "Source",
    "Standing",
    "StockMove",
    "Supply",
]

"""Lists of cards that the insurer sends, purchases of cards, and sessions that explain the insurance."""

from chungtay.work.insurance.models.batches import BatchLine, BatchState, LineState, PurchaseBatch, Remainder
from chungtay.work.insurance.models.before import BatchLineBefore, StateLineBefore
from chungtay.work.insurance.models.lists import CardList, CardRow, ListState, RowOutcome
from chungtay.work.insurance.models.sessions import AwarenessSession
from chungtay.work.insurance.models.state import StateLine, StateLineState, StateList, StateListState

__all__ = [
    "AwarenessSession",
    "BatchLine",
    "BatchLineBefore",
    "BatchState",
    "CardList",
    "CardRow",
    "LineState",
    "ListState",
    "PurchaseBatch",
    "Remainder",
    "RowOutcome",
    "StateLine",
    "StateLineBefore",
    "StateLineState",
    "StateList",
    "StateListState",
]

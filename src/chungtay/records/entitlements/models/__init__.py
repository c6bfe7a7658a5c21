"""Lists of who is given what in a period, the ledger of what reached each household, and health-insurance cards."""

from chungtay.records.entitlements.models.allowances import Allowance
from chungtay.records.entitlements.models.back_pay import BackPaid
from chungtay.records.entitlements.models.before import AllowanceBefore, LineBefore
from chungtay.records.entitlements.models.cards import CardBefore, CardEnd, CardPayer, CardSource, HealthCard, NoCard
from chungtay.records.entitlements.models.flags import FlagKind, FlagState, HandOverFlag
from chungtay.records.entitlements.models.help import HelpKind, HelpReceived, HelpSource
from chungtay.records.entitlements.models.lists import LineState, ListState, SupportLine, SupportList
from chungtay.records.entitlements.models.outside import OutsideHelp, OutsideState
from chungtay.records.entitlements.models.standing import FactsChanged, StandingHome, StandingRight

__all__ = [
    "Allowance",
    "AllowanceBefore",
    "BackPaid",
    "CardBefore",
    "CardEnd",
    "CardPayer",
    "CardSource",
    "FactsChanged",
    "FlagKind",
    "FlagState",
    "HandOverFlag",
    "HealthCard",
    "HelpKind",
    "HelpReceived",
    "HelpSource",
    "LineBefore",
    "LineState",
    "ListState",
    "NoCard",
    "OutsideHelp",
    "OutsideState",
    "StandingHome",
    "StandingRight",
    "SupportLine",
    "SupportList",
]

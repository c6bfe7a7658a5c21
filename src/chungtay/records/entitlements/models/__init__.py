"""Lists of who is given what in a period, and the ledger of what reached each household."""

from chungtay.records.entitlements.models.allowances import Allowance
from chungtay.records.entitlements.models.back_pay import BackPaid
from chungtay.records.entitlements.models.help import HelpKind, HelpReceived, HelpSource
from chungtay.records.entitlements.models.lists import LineState, ListState, SupportLine, SupportList

__all__ = [
    "Allowance", "BackPaid", "HelpKind", "HelpReceived", "HelpSource", "LineState", "ListState", "SupportLine",
    "SupportList",
]  # fmt: skip

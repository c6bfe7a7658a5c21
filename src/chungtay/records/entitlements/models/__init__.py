"""Lists of who is given what in a period: drawn up, approved, handed over."""

from chungtay.records.entitlements.models.lists import LineState, ListState, SupportLine, SupportList

__all__ = ["LineState", "ListState", "SupportLine", "SupportList"]

"""What a resident keeps: a receipt number and a code beside it. Both are needed to ask how far a matter is."""

from __future__ import annotations

import hmac
import secrets

from chungtay.foundation.core.sealed import fingerprint
from chungtay.work.review.models import Complaint, Request

_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # without those that are read for another: 0 O 1 I
COMPLAINT, REQUEST = "KN", "DN"  # khiếu nại, đề nghị


def new_receipt(kind: str, year: int) -> str:
    """KN19-7F3K9QXB: eight letters of thirty-two, so that nobody counts on from his own."""
    return f"{kind}{year % 100:02}-{''.join(secrets.choice(_LETTERS) for _ in range(8))}"


def code_of(receipt: str) -> str:
    """The code that belongs to a receipt: eight digits and letters, told once and kept nowhere."""
    return fingerprint(receipt, "review.receipt")[:8].upper()


def find(receipt: str, code: str) -> Complaint | Request | None:
    """The matter of a receipt and its code; nothing for any other pair."""
    receipt, code = receipt.strip().upper(), code.strip().upper()
    if not receipt.isascii() or not code.isascii() or not receipt or len(receipt) > 20:
        return None
    if not hmac.compare_digest(code_of(receipt), code):
        return None
    complaint = Complaint.objects.filter(receipt=receipt).select_related("ward__ward", "posting").first()
    return complaint or Request.objects.filter(receipt=receipt).select_related("area").first()

"""What core reads for every app: the audit trail and whether it holds."""

from chungtay.foundation.core.queries.chain import (
    Anchor,
    BrokenLink,
    Verified,
    first_broken_link,
    register_digest_checker,
    verify_trail,
)
from chungtay.foundation.core.queries.trail import seal

__all__ = [
    "Anchor",
    "BrokenLink",
    "Verified",
    "first_broken_link",
    "register_digest_checker",
    "seal",
    "verify_trail",
]

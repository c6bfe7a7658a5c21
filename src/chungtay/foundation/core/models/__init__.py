"""What core keeps for every app: the audit trail, and which key ring belongs to this database."""

from chungtay.foundation.core.models.keys import KeyRingMark
from chungtay.foundation.core.models.trail import AuditEvent, AuditHead, TrailCheck

__all__ = ["AuditEvent", "AuditHead", "KeyRingMark", "TrailCheck"]

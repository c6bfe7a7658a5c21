"""What core writes for every app: the audit trail."""

from chungtay.foundation.core.operations.trail import record_event, record_export, record_look

__all__ = ["record_event", "record_export", "record_look"]

"""What core writes for every app: the audit trail."""

from chungtay.foundation.core.operations.trail import (
    Entry,
    check_trail,
    record_event,
    record_events,
    record_export,
    record_look,
)

__all__ = ["Entry", "check_trail", "record_event", "record_events", "record_export", "record_look"]

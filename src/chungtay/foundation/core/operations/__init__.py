"""What core writes for every app: the audit trail."""

from chungtay.foundation.core.operations.trail import check_trail, record_event, record_export, record_look

__all__ = ["check_trail", "record_event", "record_export", "record_look"]

"""What core keeps for every app: the audit trail, background jobs, and which key ring belongs to this database."""

from chungtay.foundation.core.models.among import Among, AmongRelated, AmongTexts
from chungtay.foundation.core.models.jobs import Job, JobState
from chungtay.foundation.core.models.keys import KeyRingMark
from chungtay.foundation.core.models.results import JobFile
from chungtay.foundation.core.models.trail import AuditEvent, AuditHead, TrailCheck

__all__ = [
    "Among",
    "AmongRelated",
    "AmongTexts",
    "AuditEvent",
    "AuditHead",
    "Job",
    "JobFile",
    "JobState",
    "KeyRingMark",
    "TrailCheck",
]

"""What core shows: background jobs and the audit trail, in words."""

from chungtay.foundation.core.presenters.jobs import ShownJob, shown
from chungtay.foundation.core.presenters.trail import (
    FAULTS,
    ShownEvent,
    Subject,
    action_words,
    shown_events,
    subjects,
    what_is_broken,
)

__all__ = [
    "FAULTS",
    "ShownEvent",
    "ShownJob",
    "Subject",
    "action_words",
    "shown",
    "shown_events",
    "subjects",
    "what_is_broken",
]

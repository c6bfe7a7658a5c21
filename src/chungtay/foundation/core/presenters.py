"""What core shows: background jobs in words, and why a link of the trail does not hold."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from chungtay.foundation.core.models import Job, JobState, TrailCheck
from chungtay.foundation.core.operations import jobs
from chungtay.foundation.core.queries.chain import Fault
from chungtay.foundation.core.queries.jobs import unattended

# Vietnamese, English; %d is the number of the event.
FAULTS: dict[str, tuple[str, str]] = {
    Fault.CHANGED: ("Việc số %d không còn đúng như khi được ghi.", "Event %d no longer says what was recorded."),
    Fault.MISSING: ("Việc số %d đã bị xóa khỏi nhật ký.", "Event %d was removed from the trail."),
    Fault.UNLINKED: (
        "Việc số %d không nối tiếp việc trước nó: việc trước đã bị thay.",
        "Event %d does not follow the one before it: that one was replaced.",
    ),
    Fault.HEAD: (
        "Cuối nhật ký không khớp từ việc số %d: có việc bị xóa hoặc bị thêm vào.",
        "The end of the trail does not fit from event %d on: events were removed or added there.",
    ),
    Fault.HISTORY: (
        "Lịch sử thay đổi thuộc việc số %d không còn đúng như khi được ghi.",
        "The history rows of event %d are no longer those that were recorded.",
    ),
    Fault.ANCHOR: (
        "Việc số %d không mang mã đã ghi lại trước đây: cả nhật ký đã bị làm lại.",
        "Event %d does not carry the seal that was noted down before: the whole trail was made anew.",
    ),
}


def what_is_broken(check: TrailCheck) -> tuple[str, str]:
    """The first broken link in Vietnamese and English; two empty texts when the chain holds."""
    if check.broken_number is None:
        return "", ""
    vi, en = FAULTS[check.fault]
    more = f" ({check.detail})" if check.detail else ""
    return vi % check.broken_number + more, en % check.broken_number + more


@dataclass(frozen=True, slots=True)
class ShownJob:
    """A job as its page shows it. `address` leads to what the job is about, where its kind knows."""

    job: Job
    title: str
    address: str
    unattended: bool

    @property
    def stopped_early(self) -> bool:
        return self.job.state in (JobState.FAILED, JobState.STOPPED)


def shown(job: Job, now: datetime.datetime) -> ShownJob:
    try:
        kind = jobs.kind_of(job.kind)
    except LookupError:  # of a version of the program that knew more kinds
        return ShownJob(job, job.kind, "", unattended(job, now))
    return ShownJob(job, str(kind.title), kind.address(job) if kind.address else "", unattended(job, now))

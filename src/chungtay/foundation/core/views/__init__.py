"""Pages for when something is not possible, the choice of language, and one's own background jobs."""

from chungtay.foundation.core.views.jobs import job, job_again, job_file, jobs, stop_job
from chungtay.foundation.core.views.problems import (
    bad_request,
    failed,
    form_expired,
    not_found,
    only_a_button,
    refused,
    set_language,
)

__all__ = [
    "bad_request",
    "failed",
    "form_expired",
    "job",
    "job_again",
    "job_file",
    "jobs",
    "not_found",
    "only_a_button",
    "refused",
    "set_language",
    "stop_job",
]

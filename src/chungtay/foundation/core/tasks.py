"""The door to background work: one task for all jobs; what a job does is declared by its kind."""

from django.utils import timezone
from django_tasks import task

from chungtay.foundation.core.operations import jobs


@task()
def work(number: int) -> None:
    jobs.run_job(number, clock=timezone.now)

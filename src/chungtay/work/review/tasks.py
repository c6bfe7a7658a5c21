"""Background jobs of the review."""

from django.utils import timezone
from django_tasks import task

from chungtay.work.review import operations


@task()
def classify(number: int) -> None:
    operations.run_classification(number, clock=timezone.now)

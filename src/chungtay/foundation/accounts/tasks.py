"""Background work of accounts."""

from django.utils import timezone
from django_tasks import task

from chungtay.foundation.accounts import operations
from chungtay.foundation.accounts.models import WiderView


@task()
def end_when_over(number: int) -> None:
    """The time of a wider view is over."""
    row = WiderView.objects.filter(pk=number).first()
    if row and row.until <= timezone.now():
        operations.end_wider(row, at=timezone.now())

"""A form that is sent twice, by a second press or a slow line, is written once."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from typing import Any

from django.db import IntegrityError, transaction

from chungtay.records.registry.models import SentForm

KEPT = datetime.timedelta(days=30)  # a page that was left open longer is opened anew
_TOKEN = re.compile(r"[0-9a-f]{32}")


def once(token: str, save: Callable[[], str], *, by: Any, at: datetime.datetime) -> str:
    """Save and give the address to go on to; of a form that was saved already the address of that time, with nothing
    written. Two at the same moment: the later waits for the earlier, and saves only if that one saved nothing. What
    `save` raises leaves the form unsent. A form without a token of ours is saved as it is."""
    if not _TOKEN.fullmatch(token):
        return save()
    with transaction.atomic():
        try:
            with transaction.atomic():
                sent = SentForm.objects.create(by=by, token=token, at=at)
        except IntegrityError:
            return SentForm.objects.get(by=by, token=token).answer
        sent.answer = save()
        sent.save(update_fields=["answer"])
        return sent.answer


def answered(token: str, by: Any) -> str:
    """The address that a form was sent on to when it was saved; "" for one that was not. One statement."""
    if not _TOKEN.fullmatch(token):
        return ""
    return SentForm.objects.filter(by=by, token=token).values_list("answer", flat=True).first() or ""


def forget_sent(*, at: datetime.datetime) -> int:
    """Forms that were sent long ago are remembered no more; how many."""
    return SentForm.objects.filter(at__lt=at - KEPT).delete()[0]

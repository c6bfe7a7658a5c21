"""Keys that sign certificates: one of each ward in use, made when first needed, exchanged for another by the leader."""

from __future__ import annotations

import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from chungtay.foundation.core import cose
from chungtay.foundation.core.operations import record_event
from chungtay.foundation.places.models import Unit
from chungtay.work.review.models import SigningKey
from chungtay.work.review.operations.steps import guarded
from chungtay.work.review.permissions import check_may_sign


def key_in_use(area: Unit | None, *, by: Any, at: datetime.datetime) -> SigningKey:
    """The key that signs now; made when there is none yet. Called inside an operation that asked who may."""
    held = SigningKey.objects.filter(area=area, retired_at=None).first()
    return held or _make(area, by, at)


def _make(area: Unit | None, by: Any, at: datetime.datetime) -> SigningKey:
    secret = cose.new_key()
    public = cose.point(secret)
    key = SigningKey.objects.create(
        area=area,
        number=cose.number_of(public),
        public=public.hex(),
        secret=f"{secret.private_numbers().private_value:064x}",
        made_by=by,
        made_at=at,
    )
    record_event("review.signing_key_made", key, by=by, at=at, area=area, detail={"key": key.number})
    return key


@guarded
def exchange_key(area: Unit, *, why: str, by: Any, at: datetime.datetime) -> SigningKey:
    """Another key signs from now on. What the old one signed is still found true: its public half stays."""
    check_may_sign(by, area, timezone.localdate(at))
    if not why.strip():
        raise ValidationError(_("Say why the key is exchanged."), code="why")
    held = list(SigningKey.objects.select_for_update(of=("self",), no_key=True).filter(area=area, retired_at=None))
    SigningKey.objects.filter(pk__in=[key.pk for key in held]).update(retired_at=at)
    return _make(area, by, at)


def secret_of(key: SigningKey) -> Any:
    """The half that signs."""
    return cose.key_from(int(str(key.secret), 16))

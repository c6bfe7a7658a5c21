"""Telephones for handing over: registered, loaded, heard of, wiped when lost; and the proofs that they send."""

from __future__ import annotations

import datetime
import hashlib
import secrets
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from chungtay.foundation.core.files import PHOTOS, FileRefused, keep_file
from chungtay.foundation.core.operations import record_event, record_export
from chungtay.foundation.core.text import tidy
from chungtay.work.gifts.models import Delivery, Gift, Phone
from chungtay.work.gifts.queries import phone as queries

MOST_PHONES = 5  # in use by one person
MOST_BYTES = 2 * 1024 * 1024
_NAMES = ("household", "person", "person__full_name", "household__memberships__person__full_name")
_EXPORTED = (*_NAMES, "household__address", "kind", "state")


@transaction.atomic
def register_phone(user: Any, *, name: str, by: Any, at: datetime.datetime) -> tuple[Phone, str]:
    """A telephone of somebody who hands over; it and the token that only it keeps. Raises PermissionDenied,
    ValidationError."""
    if by is None or by.pk != user.pk or not queries.hands_over_today(user, timezone.localdate(at)):
        raise PermissionDenied(_("Telephones are registered by those who hand over, each for themselves."))
    name = tidy(name)[:80]
    if not name:
        raise ValidationError(_("Give the telephone a name, so that it is known when it is lost."), code="name")
    if Phone.objects.select_for_update(no_key=True).filter(user=user, wipe_asked_at=None).count() >= MOST_PHONES:
        raise ValidationError(
            _("You have %(count)s telephones already. Ask your officer to wipe those that you no longer use.")
            % {"count": MOST_PHONES},
            code="too_many",
        )
    token = secrets.token_urlsafe(32)
    phone = Phone.objects.create(
        user=user, key=uuid.uuid4(), secret=queries.digest_of_token(token), name=name, added_at=at, seen_at=at
    )
    record_event("gifts.phone_registered", phone, by=by, at=at)
    return phone, token


@transaction.atomic
def load(phone: Phone, *, waiting: int, have: str, by: Any, at: datetime.datetime) -> tuple[list[dict[str, Any]], str]:
    """The gifts that the telephone may hold now and a digest of them; nothing anew (and no record of an export) when
    it has just these."""
    _check_in_use(phone, by)
    Phone.objects.filter(pk=phone.pk).update(seen_at=at, waiting=min(max(waiting, 0), 100_000))
    found = queries.package_of(by, timezone.localdate(at))
    digest = hashlib.sha256(repr(found).encode()).hexdigest()[:16]
    if found and digest != have:
        record_export(Gift, _EXPORTED, subject=phone, rows=len(found), sensitive_allowed=False, by=by, at=at)
    return found, digest


@transaction.atomic
def ask_for_wipe(phone: Phone, *, by: Any, at: datetime.datetime) -> Phone:
    """A telephone is lost: from now on it gets nothing, and erases what it holds when it calls. By whoever prepares
    rounds there, or by its own user."""
    phone = Phone.objects.select_for_update(no_key=True).get(pk=phone.pk)
    if by is None or (by.pk != phone.user_id and not queries.may_wipe(by, phone, timezone.localdate(at))):
        raise PermissionDenied(_("This telephone belongs to somebody outside your area."))
    if phone.wipe_asked_at is None:
        phone.wipe_asked_by, phone.wipe_asked_at = by, at
        phone.save(update_fields=["wipe_asked_by", "wipe_asked_at"])
        record_event("gifts.phone_wipe_asked", phone, by=by, at=at, detail={"of": phone.user_id})
    return phone


@transaction.atomic
def confirm_wiped(phone: Phone, *, at: datetime.datetime) -> None:
    """The telephone says that nothing is left on it. Raises PermissionDenied where nobody asked for that."""
    phone = Phone.objects.select_for_update(no_key=True).get(pk=phone.pk)
    if phone.wipe_asked_at is None:
        raise PermissionDenied(_("Nobody asked for this telephone to be wiped."))
    if phone.wiped_at is None:
        phone.wiped_at = at
        phone.save(update_fields=["wiped_at"])
        record_event("gifts.phone_wiped", phone, by=None, at=at)


@dataclass(slots=True)
class _Arrived:
    """A picture that is here whole, as `keep_file` takes it."""

    content: bytes
    name: str | None

    def chunks(self) -> Iterable[bytes]:
        yield self.content


def keep_proof(phone: Phone, number: uuid.UUID, content: bytes, *, by: Any, at: datetime.datetime) -> Delivery:
    """The signature or photograph of a hand-over that this person told: whole, and the one that was announced. Sent
    again it is kept once. Raises ValidationError, PermissionDenied."""
    _check_in_use(phone, by)
    row = _announced(number, by)
    if row.proof:
        return row
    if hashlib.sha256(content).hexdigest() != row.proof_sha256:
        raise ValidationError(_("The picture did not arrive whole."), code="digest")
    try:  # looked at outside any transaction: it takes long, and is kept under its own number
        kept = keep_file(_Arrived(content, f"{row.proof_kind}.jpg"), kinds=PHOTOS, limit=MOST_BYTES, number=number)
    except FileRefused as error:
        raise ValidationError(error.vi, code="file") from None
    with transaction.atomic():
        row = (
            Delivery.objects.select_for_update(of=("self",), no_key=True)
            .select_related("gift__round__ward")
            .get(pk=row.pk)
        )
        if not row.proof:
            row.proof, row.kept_sha256 = kept.stored, kept.sha256
            row.save(update_fields=["proof", "kept_sha256"])
            area = row.gift.round.ward
            record_event("gifts.proof_kept", row.gift.round, by=by, at=at, area=area, detail={"delivery": row.pk})
    return row


def _announced(number: uuid.UUID, by: Any) -> Delivery:
    row = Delivery.objects.filter(sent_id=number, by=by).exclude(proof_sha256="").first()
    if row is None:
        raise ValidationError(_("No hand-over of yours announced this picture."), code="none")
    return row


def _check_in_use(phone: Phone, by: Any) -> None:
    if by is None or by.pk != phone.user_id or phone.wipe_asked_at is not None or not by.is_active:
        raise PermissionDenied(_("This telephone is not in use any more."))

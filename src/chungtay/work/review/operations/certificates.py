"""Certificates: issued for a signed decision, handed over, revoked; nobody holds two that are valid."""

from __future__ import annotations

import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from chungtay.foundation.core.operations import record_event
from chungtay.foundation.core.text import tidy
from chungtay.work.review.models import Certificate, Decision
from chungtay.work.review.operations.steps import guarded
from chungtay.work.review.permissions import check_may_sign


def revoke_replaced(decision: Decision, *, by: Any, at: datetime.datetime) -> int:
    """Revoke what the households of a decision hold beyond the day it begins to hold; how many. Called inside the
    operation that signs."""
    homes = [row["household"] for row in decision.annex.get("rows", [])]
    held = Certificate.objects.filter(household__in=homes, revoked_at=None, valid_to__gte=decision.effective_on)
    why = _("Replaced by decision %(number)s") % {"number": decision.number}
    return held.update(revoked_at=at, revoked_by=by, revoked_why=why[:300])


@guarded
def revoke(certificate: Certificate, *, why: str, by: Any, at: datetime.datetime) -> Certificate:
    """A certificate holds no longer: lost, damaged, wrongly written. The reason stays with it, the serial goes into the
    public list."""
    certificate = _hold(certificate)
    area = certificate.decision.ward.ward
    check_may_sign(by, area, timezone.localdate(at))
    if certificate.revoked_at is not None:
        raise ValidationError(_("This certificate was revoked already."), code="revoked")
    if not tidy(why):
        raise ValidationError(_("Say why the certificate is revoked."), code="why")
    certificate.revoked_at, certificate.revoked_by, certificate.revoked_why = at, by, tidy(why)
    certificate.save(update_fields=["revoked_at", "revoked_by", "revoked_why"])
    record_event("review.certificate_revoked", certificate, by=by, at=at, area=area)
    return certificate


def _hold(certificate: Certificate) -> Certificate:
    rows = Certificate.objects.select_for_update(of=("self",)).select_related("decision__ward__ward")
    return rows.get(pk=certificate.pk)

"""Certificates of a place, what their QR codes say, and the public list of those that hold no longer."""

from __future__ import annotations

import base64
import datetime
from collections.abc import Sequence
from typing import Any

from django.db.models import Count, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from chungtay.foundation.core import cose
from chungtay.foundation.places.models import Unit
from chungtay.records.registry.queries.parts import in_parts
from chungtay.work.review.models import (
    Campaign,
    CampaignKind,
    Case,
    Certificate,
    Decision,
    DecisionKind,
    DecisionState,
    SigningKey,
)
from chungtay.work.review.queries.campaigns import inside, reach

PREFIX = "CT1:"  # tells our texts from other QR codes, and the first layout from later ones
# Claims of RFC 8392 (1 issuer, 2 subject, 4 expires, 5 not before, 6 issued at) and three of our own, below -65536 as
# RFC 8392 leaves them free: class, year, initials of the head.
ISSUER, SUBJECT, EXPIRES, NOT_BEFORE, ISSUED = 1, 2, 4, 5, 6
CLASS, YEAR, INITIALS, REVOKED = -70001, -70002, -70003, -70010
CLASS_CODES = {"poor": "HN", "near_poor": "HCN"}
_DAY = datetime.timedelta(days=1)


def initials_of(name: str) -> str:
    """Nguyễn Văn Đình -> N.V.Đ. The paper shows the whole name; who holds both can compare, who has the code alone
    learns no name."""
    return "".join(f"{word[0].upper()}." for word in name.split())


def claims_of(certificate: Certificate, *, ward: str) -> dict[int, Any]:
    """What the QR code says and nothing more: no name, no number of a person, no address."""
    last = certificate.valid_to or certificate.valid_from
    return {
        ISSUER: ward,
        SUBJECT: certificate.serial,
        NOT_BEFORE: _seconds(certificate.valid_from),
        EXPIRES: _seconds(last + _DAY),
        ISSUED: int(certificate.issued_at.timestamp()),
        CLASS: CLASS_CODES[certificate.class_id],
        YEAR: certificate.year,
        INITIALS: initials_of(certificate.written["head"]),
    }


def _seconds(day: datetime.date) -> int:
    """The first moment of a day where we are."""
    return int(datetime.datetime.combine(day, datetime.time(), timezone.get_default_timezone()).timestamp())


def list_year(decision: Decision) -> int:
    """The year of the list that a decision with its day makes or changes, to whose end its certificates are good. The
    yearly review makes the list of the next year, also where it holds from the day of its signature in December."""
    begins = decision.effective_on or decision.drafted_at.date()
    campaign = decision.ward.campaign
    return max(begins.year, campaign.year + 1) if campaign.kind == CampaignKind.PERIODIC else begins.year


def good_until(decision: Decision, households: Sequence[int]) -> dict[int, datetime.date]:
    """Household -> the last day of its certificate by this decision: the end of the list's year. One recognised within
    the year in December, when the list of the next year is drawn up already, is good until the end of the next year;
    where the yearly decision on that household was signed before, until the day before that one begins to hold."""
    begins = decision.effective_on or decision.drafted_at.date()
    end = datetime.date(list_year(decision), 12, 31)
    if decision.ward.campaign.kind != CampaignKind.IN_YEAR or begins.month != 12:
        return dict.fromkeys(households, end)
    found = dict.fromkeys(households, end.replace(year=end.year + 1))
    for part in in_parts(households, 1_000):
        later = Case.objects.filter(
            household__in=part,
            campaign__kind=CampaignKind.PERIODIC,
            decision__isnull=False,
            ward__decisions__kind=DecisionKind.RECOGNISE,
            ward__decisions__state=DecisionState.SIGNED,
            ward__decisions__effective_on__gt=begins,
        )
        for household, first in later.values_list("household", "ward__decisions__effective_on"):
            if first is not None:
                found[household] = min(found[household], first - _DAY)
    return found


def last_number(area: Unit, year: int) -> int:
    """The highest number that a certificate of the ward and year has; 0 before the first."""
    begins = f"{area.code}-{year}-"
    last = Certificate.objects.filter(serial__startswith=begins).order_by("-serial").first()
    return int(last.serial.removeprefix(begins)) if last else 0


def certificates_seen(user: Any, campaign: Campaign, place: Unit) -> QuerySet[Certificate]:
    """By number; those of the place that the user may look at."""
    rows = Certificate.objects.filter(
        decision__ward__campaign=campaign, decision__ward__ward__path__startswith=place.path
    )
    rows = rows.filter(inside("decision__ward__ward__path", reach(user)))
    return rows.select_related("decision__ward__ward", "case__group__group", "revoked_by").order_by("serial")


def public_keys() -> list[dict[str, str]]:
    """Every key that signed or signs, with the office it belongs to ("" signs the list of revoked ones)."""
    rows = SigningKey.objects.select_related("area").defer("secret").order_by("made_at", "pk")
    return [
        {
            "number": key.number,
            "point": key.public,
            "ward": key.area.code if key.area else "",
            "office": key.area.name if key.area else "",
            "since": timezone.localdate(key.made_at).isoformat(),
            "until": timezone.localdate(key.retired_at).isoformat() if key.retired_at else "",
        }
        for key in rows
    ]


def revocation_list(*, at: datetime.datetime) -> dict[str, Any]:
    """Serials of certificates that hold no longer and have not expired, signed with the time. Unsigned (""), where no
    certificate was ever issued."""
    today = timezone.localdate(at)
    revoked = Q(revoked_at__isnull=False, valid_to__gte=today) | Q(revoked_at__isnull=False, printed_to__gte=today)
    over = Q(valid_to__lt=today, printed_to__gte=today)  # a later decision holds by now; its code says a later day
    rows = Certificate.objects.filter(revoked | over).order_by("serial")
    serials = list(rows.values_list("serial", flat=True))
    key = SigningKey.objects.filter(area=None, retired_at=None).order_by("-pk").first()
    signed = ""
    if key is not None:
        secret = cose.key_from(int(str(key.secret), 16))
        message = cose.sign({ISSUED: int(at.timestamp()), REVOKED: serials}, secret)
        signed = base64.urlsafe_b64encode(message).decode("ascii").rstrip("=")
    return {"time": at.isoformat(timespec="seconds"), "revoked": serials, "signed": signed}


def keys_of(ward: Unit) -> QuerySet[SigningKey]:
    """The keys of a ward, the one in use first, each with how many certificates it signed (`signed`)."""
    signed = Certificate.objects.filter(key_id=OuterRef("number")).order_by().values("key_id")
    count = Subquery(signed.annotate(count=Count("pk")).values("count"), output_field=IntegerField())
    rows = SigningKey.objects.filter(area=ward).defer("secret").select_related("made_by")
    return rows.annotate(signed=Coalesce(count, 0)).order_by("-made_at", "-pk")

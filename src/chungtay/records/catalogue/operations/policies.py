"""A policy of an office's own: proposed by one, approved by another, replaced by a new version, ended with a day."""

from __future__ import annotations

import datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from chungtay.foundation.accounts.permissions import Duty, check_apart
from chungtay.foundation.core.operations import record_event
from chungtay.foundation.core.templatetags.words import words as told
from chungtay.foundation.places.models import Level, Unit
from chungtay.records.catalogue.models import DecisionKind, OwnPolicy, PolicyDecision
from chungtay.records.catalogue.permissions import check_may_approve, check_may_propose
from chungtay.records.catalogue.queries.preview import Preview, to_keep
from chungtay.records.catalogue.queries.reading import Content, check_amounts, content_of, policy_of
from chungtay.records.entitlements.permissions import NO_DISTRICTS
from chungtay.rulebook import policy_book
from chungtay.rulebook.errors import ChungTayError
from chungtay.rulebook.result import Text
from chungtay.rulebook.rights import Policy

_DECISIONS = (DecisionKind.APPROVED, DecisionKind.REFUSED, DecisionKind.WITHDRAWN)


@transaction.atomic
def propose(
    unit: Unit,
    content: Content,
    *,
    newer_than: int | None = None,
    seen: Preview | None = None,
    by: Any,
    at: datetime.datetime,
) -> OwnPolicy:
    """Write a proposal down: a new policy, or the next version of one (`newer_than`: number of a version of it).
    `seen`: the figures that the proposer looked at, kept for whoever decides. Raises ValidationError in words for what
    the rule book does not know, PermissionDenied."""
    today = timezone.localdate(at)
    check_may_propose(by, unit, today)
    if unit.level == Level.GROUP:
        raise ValidationError(_("A policy holds in a ward, a district or a province."), code="unit")
    if content.issued_on > today:
        raise ValidationError(_("The instrument is dated in the future."), code="issued_on")
    if content.approval == "district_leader" and content.valid_from >= NO_DISTRICTS:
        sentence = _("There are no districts since 1 July 2025: the ward or the city approves each case.")
        raise ValidationError(sentence, code="approval")
    code, version = _next_version(unit, newer_than)
    checked(code, unit, content)
    made = OwnPolicy.objects.create(
        code=code, version=version, unit=unit, proposed_by=by, proposed_at=at,
        seen=None if seen is None else to_keep(seen), **content_of(content),
    )  # fmt: skip
    _event("catalogue.policy_proposed", made, {}, by=by, at=at)
    return made


def checked(code: str, unit: Unit, content: Content) -> Policy:
    """The content as a policy. Raises ValidationError in words."""
    try:
        policy = policy_of(code, unit.code, content_of(content))
        check_amounts(policy)
    except ChungTayError as error:
        raise ValidationError(told(Text(error.vi, error.en)), code="rule") from None
    strangers = set(content.beside) - {each.id for each in policy_book.load().policies}
    if strangers:
        raise ValidationError(
            _("There is no policy “%(name)s”.") % {"name": ", ".join(sorted(strangers))}, code="beside"
        )
    return policy


@transaction.atomic
def approve(number: int, *, decision: str, by: Any, at: datetime.datetime) -> OwnPolicy:
    """Approve what another proposed; from then on it is worked out. Raises ValidationError, PermissionDenied."""
    made = _held(number)
    check_may_approve(by, made.unit, timezone.localdate(at))
    check_apart(by, Duty.APPROVE, acted={Duty.PROPOSE: made.proposed_by_id})
    _decide(made, DecisionKind.APPROVED, decision, "catalogue.policy_approved", by=by, at=at)
    return made


@transaction.atomic
def refuse(number: int, *, why: str, by: Any, at: datetime.datetime) -> OwnPolicy:
    """Refuse what another proposed, with the reason. Raises ValidationError, PermissionDenied."""
    made = _held(number)
    check_may_approve(by, made.unit, timezone.localdate(at))
    check_apart(by, Duty.APPROVE, acted={Duty.PROPOSE: made.proposed_by_id})
    _decide(made, DecisionKind.REFUSED, why, "catalogue.policy_refused", by=by, at=at)
    return made


@transaction.atomic
def withdraw(number: int, *, why: str, by: Any, at: datetime.datetime) -> OwnPolicy:
    """Take the own proposal back before it is decided. Raises ValidationError, PermissionDenied."""
    made = _held(number)
    check_may_propose(by, made.unit, timezone.localdate(at))
    if by.pk != made.proposed_by_id:
        raise PermissionDenied(_("Only who proposed it takes it back."))
    _decide(made, DecisionKind.WITHDRAWN, why, "catalogue.policy_withdrawn", by=by, at=at)
    return made


@transaction.atomic
def end(number: int, *, last_day: datetime.date, why: str, by: Any, at: datetime.datetime) -> OwnPolicy:
    """Say the last day of a policy, of all its versions; what it gave until then stays. Raises ValidationError,
    PermissionDenied."""
    made = _held(number)
    today = timezone.localdate(at)
    check_may_approve(by, made.unit, today)
    if last_day < today:
        raise ValidationError(_("The last day is today at the earliest: what was given stays given."), code="last_day")
    if not why.strip():
        raise ValidationError(_("Say why."), code="why")
    approved = OwnPolicy.objects.filter(code=made.code, decisions__kind=DecisionKind.APPROVED)
    open_versions = list(approved.exclude(decisions__kind=DecisionKind.ENDED))
    if not open_versions:
        raise ValidationError(_("This policy is not in force, or was ended already."), code="state")
    PolicyDecision.objects.bulk_create(
        PolicyDecision(
            policy=each, kind=DecisionKind.ENDED, words=why, last_day=last_day, proposed_by_id=each.proposed_by_id,
            by=by, at=at,
        )
        for each in open_versions
    )  # fmt: skip
    _event("catalogue.policy_ended", made, {"last_day": last_day.isoformat()}, by=by, at=at)
    return made


def _next_version(unit: Unit, newer_than: int | None) -> tuple[str, int]:
    if newer_than is None:
        last = OwnPolicy.objects.select_for_update(no_key=True).order_by("-pk").values_list("pk", flat=True).first()
        return f"rieng-{unit.code}-{(last or 0) + 1}", 1
    before = _held(newer_than)
    if before.unit_id != unit.pk:
        raise ValidationError(_("A new version is proposed where the policy holds."), code="unit")
    versions = OwnPolicy.objects.filter(code=before.code)
    if versions.exclude(decisions__kind__in=_DECISIONS).exists():
        raise ValidationError(_("A version of this policy waits for its decision already."), code="waiting")
    last_version = versions.order_by("-version").values_list("version", flat=True)[0]
    return before.code, last_version + 1


def _decide(made: OwnPolicy, kind: DecisionKind, words: str, action: str, *, by: Any, at: datetime.datetime) -> None:
    if made.decisions.exists():
        raise ValidationError(_("This was decided already. Load the page anew."), code="state")
    if not words.strip():
        sentence = _("Give the number of the decision.") if kind == DecisionKind.APPROVED else _("Say why.")
        raise ValidationError(sentence, code="words")
    made.decisions.create(kind=kind, words=words, proposed_by_id=made.proposed_by_id, by=by, at=at)
    _event(action, made, {}, by=by, at=at)


def _held(number: int) -> OwnPolicy:
    """The version, held until the transaction ends: two people deciding at once come one after the other."""
    found = (
        OwnPolicy.objects.select_for_update(of=("self",), no_key=True).select_related("unit").filter(pk=number).first()
    )
    if found is None:
        raise ValidationError(_("There is no such policy."), code="none")
    return found


def _event(action: str, made: OwnPolicy, detail: dict[str, Any], *, by: Any, at: datetime.datetime) -> None:
    about = {"code": made.code, "version": made.version, "valid_from": made.valid_from.isoformat()}
    record_event(action, made, by=by, at=at, area=made.unit, detail=about | detail)

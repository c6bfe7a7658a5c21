"""Certificates: issued for a signed decision, handed over, revoked; nobody holds two that are valid."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Exists, F, OuterRef, Q, Value, When, expressions
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _

from chungtay.foundation.core import cose
from chungtay.foundation.core.operations import record_event
from chungtay.foundation.core.text import tidy
from chungtay.foundation.places.models import Unit
from chungtay.records.registry.queries.listed import Member, no_more, rosters
from chungtay.records.registry.queries.parts import in_parts
from chungtay.work.review.models import (
    Case,
    Certificate,
    Decision,
    DecisionKind,
    DecisionState,
    SigningKey,
    WardState,
)
from chungtay.work.review.operations.opinions import hold_ward
from chungtay.work.review.operations.signing_keys import key_in_use, secret_of
from chungtay.work.review.operations.steps import guarded
from chungtay.work.review.permissions import check_may_prepare, check_may_sign
from chungtay.work.review.queries import certificates as queries
from chungtay.work.review.queries.decisions import LISTED, lists_of
from chungtay.work.review.queries.holding import ended_by_later
from chungtay.work.review.queries.two_reviews import overtaken
from chungtay.work.review.transitions import StepRefused, check_ward_step

_BATCH = 500


@guarded
def issue(decision: Decision, *, by: Any, at: datetime.datetime) -> int:
    """Issue a certificate to every poor and near-poor household of a signed decision that holds none and is one still
    by the register; how many. Done again, only those are added whose certificate was revoked meanwhile. The leader's
    act: it signs with the key of the ward. Whom a later decision names gets the certificate of that one; where that one
    does not hold yet, also one of this decision, good until the day before."""
    ward = hold_ward(decision.ward)
    area = ward.ward
    check_may_sign(by, area, timezone.localdate(at))
    if decision.state != DecisionState.SIGNED or decision.effective_on is None:
        raise StepRefused(
            _("Certificates follow from a signed decision."),
            subject=decision,
            area=area,
            stands=decision.state,
            wanted="issue",
        )
    ended = ended_by_later(decision)
    rows = _lacking(decision, ended)
    until = queries.good_until(decision, [row["household"] for row in rows])
    rows, until = _until_the_next(rows, until, ended, decision, timezone.localdate(at))
    given_by_another = overtaken(decision, until)
    rows = [row for row in rows if row["household"] not in given_by_another]
    people = rosters([row["household"] for row in rows], timezone.localdate(at))
    rows = _still_households(rows, people, timezone.localdate(at))
    key = key_in_use(area, by=by, at=at)
    key_in_use(None, by=by, at=at)  # the list of revoked ones is signed from the first certificate on
    # numbers of a ward are given one after the other
    Unit.objects.select_for_update(of=("self",), no_key=True).get(pk=area.pk)
    first = queries.last_number(area, queries.list_year(decision)) + 1
    made = _written(decision, area, key, rows, people, first, until, by, at)
    for certificate in made:
        if certificate.case_id in ended:  # the paper says the day itself; the next one stands beside it
            certificate.printed_to, certificate.revoked_why = certificate.valid_to, _until_words(certificate)
    for part in in_parts(made, _BATCH):
        Certificate.objects.bulk_create(part)
    if decision.kind == DecisionKind.RECOGNISE and ward.state == WardState.DECIDED:
        check_ward_step(ward, WardState.CERTIFIED)
        ward.state = WardState.CERTIFIED
        ward.save(update_fields=["state"])
    detail = {"count": len(made), "key": key.number}
    record_event("review.certificates_issued", decision, by=by, at=at, area=area, detail=detail)
    return len(made)


def _lacking(decision: Decision, ended: Mapping[int, datetime.date]) -> list[dict[str, Any]]:
    lists = lists_of(decision.annex)
    rows = [row for name in LISTED for row in lists[name]]
    numbers = [row["case"] for row in rows]
    without: set[int] = set()
    # one that a later decision ended beforehand is good until then, and that decision gives the next one
    held = Certificate.objects.filter(Q(printed_to=None) | Q(decision=decision), case=OuterRef("pk"), revoked_at=None)
    for part in in_parts(numbers, 1_000):
        theirs = Case.objects.filter(~Exists(held), pk__in=part, decision=decision)
        without |= set(theirs.values_list("pk", flat=True))
    # whom a later decision names: what that one gives begins after this one ends
    given = Certificate.objects.filter(decision=decision, case=OuterRef("pk"), revoked_at=None)
    for part in in_parts([number for number in numbers if number in ended], 1_000):
        without |= set(Case.objects.filter(~Exists(given), pk__in=part).values_list("pk", flat=True))
    return [row for row in rows if row["case"] in without]


def _until_the_next(
    rows: Sequence[dict[str, Any]],
    until: dict[int, datetime.date],
    ended: Mapping[int, datetime.date],
    decision: Decision,
    today: datetime.date,
) -> tuple[list[dict[str, Any]], dict[int, datetime.date]]:
    """The rows and last days, where a later decision beside this one ends them: nothing for months that are over."""
    first = max(decision.effective_on or today, today)
    until = until | {
        row["household"]: min(until[row["household"]], ended[row["case"]]) for row in rows if row["case"] in ended
    }
    return [row for row in rows if row["case"] not in ended or until[row["household"]] >= first], until


def _still_households(
    rows: Sequence[dict[str, Any]], people: dict[int, list[Member]], today: datetime.date
) -> list[dict[str, Any]]:
    """Those that are households still: of those without anybody on record the register is asked."""
    empty = [row["household"] for row in rows if not people.get(row["household"])]
    ended = no_more(empty, today) if empty else {}
    return [row for row in rows if row["household"] not in ended]


def _written(
    decision: Decision,
    area: Unit,
    key: SigningKey,
    rows: Sequence[dict[str, Any]],
    people: dict[int, list[Member]],
    first: int,
    until: Mapping[int, datetime.date],
    by: Any,
    at: datetime.datetime,
) -> list[Certificate]:
    begins, year = decision.effective_on or timezone.localdate(at), queries.list_year(decision)
    lists, secret = lists_of(decision.annex), secret_of(key)
    classes = {row["case"]: name for name in LISTED for row in lists[name]}
    made = []
    for number, row in enumerate(rows, first):
        certificate = Certificate(
            decision=decision,
            case_id=row["case"],
            household_id=row["household"],
            serial=f"{area.code}-{year}-{number:05d}",
            number=f"{number}/GCN-HN.HCN",
            class_id=classes[row["case"]],
            year=year,
            valid_from=begins,
            valid_to=until[row["household"]],
            written=_as_printed(row, people.get(row["household"], [])),
            key_id=key.number,
            issued_by=by,
            issued_at=at,
        )
        claims = queries.claims_of(certificate, ward=area.code)
        certificate.payload = queries.PREFIX + cose.base45(cose.sign(claims, secret))
        made.append(certificate)
    return made


def _as_printed(row: dict[str, Any], members: Sequence[Member]) -> dict[str, Any]:
    """Head, address and members as they stand on the paper: a later change of the register does not change it."""
    return {
        "head": row["head"],
        "ethnicity": members[0].ethnicity if members else "",
        "address": ", ".join(part for part in (row["address"], row["group"]) if part),
        "members": [
            {"name": m.name, "sex": m.sex, "birth": m.birth, "relation": m.relation, "ethnicity": m.ethnicity}
            for m in members
        ],
    }


def _until_words(certificate: Certificate) -> str:
    last = certificate.valid_to or certificate.valid_from
    return _("A later decision holds from %(day)s") % {"day": f"{last + datetime.timedelta(days=1):%d/%m/%Y}"}


def revoke_replaced(decision: Decision, *, by: Any, at: datetime.datetime) -> int:
    """Revoke what the households of a decision hold beyond the day it begins to hold; how many. Where that day is still
    to come they are good until the day before, and stand in the public list from that day on: nobody is without a
    certificate meanwhile, nobody has two. A certificate of a later list, one that begins after that day, goes on: its
    decision holds from then on. Called inside the operation that signs."""
    why = _("Replaced by decision %(number)s") % {"number": decision.number}
    begins, revoked = decision.effective_on or timezone.localdate(at), 0
    values: dict[str, Any] = {"revoked_at": at, "revoked_by": by, "revoked_why": why[:300]}
    if begins > timezone.localdate(at):  # in the same statement: what began before goes on until the day before
        goes_on = Q(valid_from__lt=begins)
        last, person = begins - datetime.timedelta(days=1), by.pk if by is not None else None
        values |= {
            "revoked_at": _either(goes_on, None, at, Certificate.revoked_at),
            "revoked_by": _either(goes_on, None, person, Certificate.revoked_by),
            "printed_to": _either(goes_on, Coalesce("printed_to", "valid_to"), F("printed_to"), Certificate.printed_to),
            "valid_to": _either(goes_on, last, F("valid_to"), Certificate.valid_to),
        }
    for part in in_parts([row["household"] for row in decision.annex.get("rows", [])], 1_000):
        held = Certificate.objects.filter(household__in=part, revoked_at=None)
        revoked += held.filter(valid_from__lte=begins, valid_to__gte=begins).update(**values)
    return revoked


def _either(condition: Q, then: Any, default: Any, column: Any) -> expressions.Case:
    """One of two values of a column, whichever the row calls for."""
    field = column.field
    worth = [value if hasattr(value, "resolve_expression") else Value(value, field) for value in (then, default)]
    return expressions.Case(When(condition, then=worth[0]), default=worth[1], output_field=field)


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
    rows = Certificate.objects.select_for_update(of=("self",), no_key=True).select_related("decision__ward__ward")
    return rows.get(pk=certificate.pk)


@guarded
def hand_over(
    decision: Decision, *, certificates: Iterable[int], on: datetime.date, by: Any, at: datetime.datetime
) -> int:
    """The households have their paper in hand since a day; how many were not noted yet. One statement."""
    area = decision.ward.ward
    today = timezone.localdate(at)
    check_may_prepare(by, area, today)
    if on > today or (decision.signed_on and on < decision.signed_on):
        raise ValidationError(_("The day lies before the decision or after today."), code="date")
    rows = Certificate.objects.filter(decision=decision, pk__in=list(certificates), revoked_at=None)
    noted = rows.filter(handed_over_on=None).update(handed_over_on=on)
    detail = {"count": noted, "on": on.isoformat()}
    record_event("review.certificates_handed_over", decision, by=by, at=at, area=area, detail=detail)
    return noted

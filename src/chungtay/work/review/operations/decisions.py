"""The decision of the ward's chair: drafted by one person, signed by another, entered in the register as one act."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast

from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import F, Max
from django.utils import timezone
from django.utils.translation import gettext as _

from chungtay.foundation.core.operations import Entry, record_event, record_events
from chungtay.foundation.core.text import tidy
from chungtay.records.registry.operations.status import NewStatus, record_decided
from chungtay.rulebook import rule_sets
from chungtay.rulebook.counted import CAUSES
from chungtay.work.review.models import (
    Campaign,
    CampaignKind,
    CampaignWard,
    Case,
    CaseState,
    Decision,
    DecisionKind,
    DecisionState,
    Opinion,
    OpinionState,
    WardState,
)
from chungtay.work.review.operations.certificates import revoke_replaced
from chungtay.work.review.operations.conflicts import check_no_conflict
from chungtay.work.review.operations.opinions import hold_ward
from chungtay.work.review.operations.steps import guarded
from chungtay.work.review.permissions import check_may_prepare, check_may_sign
from chungtay.work.review.queries import decisions as queries
from chungtay.work.review.queries.conflicts import contradicted_or_not_in
from chungtay.work.review.queries.decision_days import before
from chungtay.work.review.queries.scoring import COUNTED
from chungtay.work.review.queries.two_reviews import also_reviewed, holds_over
from chungtay.work.review.transitions import StepRefused, check_open, check_ward_step

_FINISHED = (CaseState.SETTLED, CaseState.DECIDED, CaseState.SCREENED_OUT, CaseState.CLOSED)


@dataclass(frozen=True, slots=True)
class Signature:
    """What stands under a decision. `title` is the office, such as "CHỦ TỊCH"."""

    number: str
    signed_on: datetime.date
    effective_on: datetime.date
    signatory: str
    title: str


@guarded
def draft_decision(ward: CampaignWard, *, by: Any, at: datetime.datetime) -> Decision:
    """Write down whom the ward will recognise: every settled household with what each standard found. Who died out,
    left or joined another household since the survey stands beside, named, and is recognised as nothing; so does who
    was closed without a survey and keeps the class of the list before. The draft is what the chair sees and signs;
    nothing holds yet."""
    ward = hold_ward(ward)
    today = timezone.localdate(at)
    check_may_prepare(by, ward.ward, today)
    check_open(ward.campaign)
    check_ward_step(ward, WardState.DECIDED)
    check_no_draft(ward)
    cases = list(queries.settled_cases(ward).select_related("group__group"))
    _check_as_agreed(ward, queries.digest_of_cases(cases))
    _check_finished(ward)
    kept = _closed_and_kept(ward, today)
    annex = queries.without_ended(queries.annex_of(ward, cases, on=today), today)
    annex |= {"list": queries.digest_of_cases(cases), "kept": kept}
    return keep_draft(ward, DecisionKind.RECOGNISE, annex, by=by, at=at)


def _check_finished(ward: CampaignWard) -> None:
    """No household of the ward is left on the way, and no form without an answer: the decision is about all. One
    statement where everything is well."""
    stuck = contradicted_or_not_in(Case.objects.filter(ward=ward), _FINISHED)
    left = [name for name, state in stuck if state not in _FINISHED]
    if left:
        raise ValidationError(
            _("%(count)s households have no outcome yet, %(name)s among them.") % {"count": len(left), "name": left[0]},
            code="unfinished",
        )
    if stuck:
        check_no_conflict(ward, WardState.DECIDED)


def _closed_and_kept(ward: CampaignWard, today: datetime.date) -> list[dict[str, Any]]:
    """Whom the review closed without a survey and who keeps a class. Who left or dissolved leaves the list by an event
    in the register ("khác" of the movement), not by silence."""
    left, kept = queries.closed_with_class(ward, today)
    if left:
        names = "; ".join(f"{case.head_name} ({case.get_closed_why_display()})" for case in left[:5])
        raise ValidationError(
            _(
                "The register still has households living here that the review closed: %(names)s. Record in the"
                " register that they left, dissolved or joined another; then draft the decision."
            )
            % {"names": names},
            code="still_here",
        )
    return [
        {
            "case": case.pk,
            "household": case.household_id,
            "head": case.head_name,
            "why": case.closed_why,
            "was": case.was,
        }
        for case in kept
    ]


def check_no_draft(ward: CampaignWard) -> None:
    if ward.decisions.filter(state=DecisionState.DRAFT).exists():
        raise ValidationError(
            _("%(ward)s has a draft that waits for a signature. Have it signed or put it away first.")
            % {"ward": ward.ward.name},
            code="draft",
        )


def _check_as_agreed(ward: CampaignWard, digest: str) -> None:
    """What the district agreed to is what is decided."""
    last = Opinion.objects.filter(ward=ward).order_by("-number").first()
    if last is None and not queries.has_opinion(ward.campaign):
        return
    if last is None or last.state != OpinionState.AGREED or last.digest != digest:
        raise StepRefused(
            _("The district did not agree to this list of %(ward)s.") % {"ward": ward.ward.name},
            subject=ward,
            area=ward.ward,
            stands=ward.state,
            wanted=WardState.DECIDED,
        )


def keep_draft(ward: CampaignWard, kind: str, annex: dict[str, Any], *, by: Any, at: Any, **more: Any) -> Decision:
    decision = Decision.objects.create(
        ward=ward,
        kind=kind,
        annex=annex,
        digest=queries.digest_of(annex),
        drafted_by=by,
        drafted_at=at,
        **more,
    )
    detail = {"kind": str(kind), "households": len(annex["rows"]), "digest": decision.digest}
    detail |= {"gone": len(annex["gone"])} if annex.get("gone") else {}
    record_event("review.decision_drafted", decision, by=by, at=at, area=ward.ward, detail=detail)
    return decision


@guarded
def drop_draft(decision: Decision, *, why: str, by: Any, at: datetime.datetime) -> Decision:
    """A draft is not signed: by whoever prepares or by whoever would sign."""
    decision, ward = _hold(decision)
    today = timezone.localdate(at)
    try:
        check_may_sign(by, ward.ward, today)
    except PermissionDenied:
        check_may_prepare(by, ward.ward, today)
    _check_draft(decision, DecisionState.DROPPED)
    if not tidy(why):
        raise ValidationError(_("Say why the draft is put away."), code="why")
    decision.state, decision.why = DecisionState.DROPPED, f"{decision.why}\n{why}".strip()
    decision.save(update_fields=["state", "why"])
    record_event("review.decision_dropped", decision, by=by, at=at, area=ward.ward)
    return decision


@guarded
def sign_decision(decision: Decision, *, signature: Signature, by: Any, at: datetime.datetime) -> Decision:
    """Sign a draft as it was seen. The classes go into the register with their dates, the households are decided, and
    certificates that say something else are revoked. Whoever drafted it does not sign it."""
    decision, ward = _hold(decision)
    check_may_sign(by, ward.ward, timezone.localdate(at))
    _check_draft(decision, DecisionState.SIGNED)
    if by is not None and by.pk == decision.drafted_by_id:
        raise PermissionDenied(_("You drafted this decision; somebody else signs it."))
    _check_signature(decision, ward, signature, at)
    if decision.kind == DecisionKind.RECOGNISE:
        check_open(ward.campaign)
        check_ward_step(ward, WardState.DECIDED)
        _check_finished(ward)
        _check_unchanged(decision, ward, timezone.localdate(at))
    decision.number, decision.title = tidy(signature.number), tidy(signature.title)
    decision.signed_on, decision.effective_on = signature.signed_on, signature.effective_on
    decision.signatory, decision.signed_by, decision.signed_at = tidy(signature.signatory), by, at
    decision.state = DecisionState.SIGNED
    decision.save()
    entered = _statuses(decision)
    record_decided(entered, area=ward.ward, origin=f"review:decision:{decision.pk}", why=str(decision), by=by, at=at)
    _decide_cases(decision, by)
    revoked = revoke_replaced(decision, by=by, at=at)
    if decision.kind == DecisionKind.RECOGNISE:
        ward.state = WardState.DECIDED
        ward.save(update_fields=["state"])
    detail = {"kind": decision.kind, "statuses": len(entered), "revoked": revoked, **_told_elsewhere(decision, by, at)}
    seal = decision.digest
    record_event("review.decision_signed", decision, by=by, at=at, area=ward.ward, detail=detail, digest=seal)
    return decision


def _told_elsewhere(decision: Decision, by: Any, at: datetime.datetime) -> dict[str, Any]:
    """The trail of each other ward that decided on a household of this decision says which of the two holds; what the
    own event says of them."""
    others = [each for each in also_reviewed(decision) if each.decision is not None]
    if not others:
        return {}
    entries = []
    for each in others:
        other = cast(Decision, each.decision)
        ours = holds_over(decision, other)
        told = {"household": each.household, "with": decision.pk, "holds": decision.pk if ours else other.pk}
        entries.append(Entry("review.decided_twice", other, each.ward, told))
    record_events(entries, by=by, at=at)
    return {"decided_twice": [each.household for each in others]}


def _hold(decision: Decision) -> tuple[Decision, CampaignWard]:
    ward = hold_ward(decision.ward)
    found = Decision.objects.select_for_update(of=("self",), no_key=True).select_related("corrects").get(pk=decision.pk)
    found.ward = ward
    return found, ward


def _check_draft(decision: Decision, wanted: str) -> None:
    if decision.state != DecisionState.DRAFT:
        raise StepRefused(
            _("This decision is at “%(state)s”. Load the page anew.") % {"state": DecisionState(decision.state).label},
            subject=decision,
            area=decision.ward.ward,
            stands=decision.state,
            wanted=wanted,
        )


def _check_unchanged(decision: Decision, ward: CampaignWard, today: datetime.date) -> None:
    if decision.annex.get("list") != queries.list_digest(ward) or decision.digest != queries.digest_of(decision.annex):
        raise ValidationError(
            _("The list changed after it was drafted. Put this draft away and draft it anew."), code="changed"
        )
    named_gone = {row["household"]: row["why"] for row in decision.annex.get("gone", [])}
    recognised = {row["household"] for row in decision.annex["rows"]}
    if queries.ended_meanwhile({*named_gone, *recognised}, today) != named_gone:
        raise ValidationError(
            _(
                "Since the draft a household left or no longer exists by the register, or is there again. Put this"
                " draft away and draft it anew."
            ),
            code="gone",
        )


def _check_signature(decision: Decision, ward: CampaignWard, given: Signature, at: datetime.datetime) -> None:
    number = tidy(given.number)
    if not number or not tidy(given.signatory):
        raise ValidationError(_("A decision has a number and the name of who signs."), code="whole")
    if given.signed_on > timezone.localdate(at) or given.signed_on < ward.campaign.first_day:
        raise ValidationError(_("The date lies before the review or after today."), code="date")
    _check_day(decision, given.signed_on)
    first = first_effect(decision)
    if given.effective_on < (first or given.signed_on):
        raise ValidationError(
            _("It cannot hold before %(day)s.") % {"day": f"{first or given.signed_on:%d/%m/%Y}"}, code="effective"
        )
    if given.effective_on > given.signed_on.replace(month=12, day=31) + datetime.timedelta(days=1):
        raise ValidationError(_("It holds from the first day of next year at the latest."), code="effective")
    if ward.decisions.filter(number=number, state=DecisionState.SIGNED).exists():
        raise ValidationError(_("Number %(number)s is taken in this review.") % {"number": number}, code="number")


def first_effect(decision: Decision) -> datetime.date | None:
    """The day before which a decision beside another cannot hold: that of the first one, and of whichever its
    households stand under by now. Else the later class would go on holding in the register, and the case would say
    another one."""
    if decision.corrects is None:
        return None
    cases = Case.objects.filter(pk__in=named(decision), decision__isnull=False)
    held = cases.aggregate(last=Max("decision__effective_on"))["last"]
    return max((day for day in (decision.corrects.effective_on, held) if day), default=None)


def _check_day(decision: Decision, day: datetime.date) -> None:
    """No decision is dated before the end of its own posting, its meeting, or the decision that it stands beside."""
    told = before(decision)
    words = {"day": f"{day:%d/%m/%Y}", "first": f"{told.first:%d/%m/%Y}" if told.first else ""}
    if told.met_on and day < told.met_on:
        sentence = _(
            "The residents met on %(met)s; a decision of %(day)s would lie before. Date it %(first)s or later."
        )
        raise ValidationError(sentence % (words | {"met": f"{told.met_on:%d/%m/%Y}"}), code="before_meeting")
    if told.posted_until and day <= told.posted_until:
        sentence = _(
            "The list hung until the end of %(until)s; a decision of %(day)s would lie within the posting. Date it "
            "%(first)s or later."
        )
        raise ValidationError(sentence % (words | {"until": f"{told.posted_until:%d/%m/%Y}"}), code="within_posting")
    if told.corrects_of and day < told.corrects_of:
        sentence = _("The decision that it stands beside is of %(first)s. Date it that day or later.")
        raise ValidationError(sentence % words, code="before_the_first")


def first_day_of(campaign: Campaign, signed_on: datetime.date) -> datetime.date:
    """When a decision usually begins to hold: the yearly review makes the list of the next year (from the day of the
    signature when that comes later), one within the year holds from the day it is signed."""
    if campaign.kind == CampaignKind.PERIODIC:
        return max(signed_on, datetime.date(campaign.year + 1, 1, 1))
    return signed_on


def _statuses(decision: Decision) -> list[tuple[int, NewStatus]]:
    """What the decision says of each household under each standard. A standard that could not classify a form says
    nothing; one that begins later says it from then on."""
    rows = decision.annex["rows"]
    why = queries.explanations({row["survey"] for row in rows if row["survey"]})
    effective = decision.effective_on or decision.drafted_at.date()
    entered = []
    for row in rows:
        for name, found in row["found"].items():
            if not found["class"]:
                continue
            begins = max(effective, rule_sets.load(name).valid_from)
            stored = why.get((row["survey"], name))
            result = found.get("taken_back") or (cast(dict[str, Any], stored.explanation) if stored else {})
            entered.append(
                (
                    row["household"],
                    NewStatus(
                        year=begins.year,
                        rule_set=name,
                        class_id=found["class"],
                        valid_from=begins,
                        source="review",
                        b1=found["b1"],
                        b2=found["b2"],
                        decision_number=decision.number,
                        decision_date=decision.signed_on,
                        signed_by=decision.signatory,
                        reasons=",".join((result.get(COUNTED) or {}).get(CAUSES, ())),
                        result=result,
                    ),
                )
            )
    return entered


def _decide_cases(decision: Decision, by: Any) -> None:
    """The households are decided, those that ended since are closed; a correction puts the later form and its class in
    the place of the first. One statement for a whole ward and one for each way to end."""
    rows = decision.annex["rows"]
    numbers = [row["case"] for row in rows]
    if decision.kind == DecisionKind.RECOGNISE:
        waiting = Case.objects.filter(ward=decision.ward_id, state=CaseState.SETTLED)
        gone: dict[str, list[int]] = {}
        for row in decision.annex.get("gone", []):
            gone.setdefault(row["why"], []).append(row["case"])
        for why, left in gone.items():  # no step of an officer's: it comes with the decision that names them
            ended = waiting.filter(pk__in=left)
            ended.update(state=CaseState.CLOSED, closed_why=why, version=F("version") + 1)
        waiting.update(state=CaseState.DECIDED, decision=decision)
        return
    main = queries.main_of(decision.annex)
    cases = Case.objects.in_bulk(numbers)
    for row in rows:
        case = cases[row["case"]]
        case.decision, case.version = decision, case.version + 1
        case.class_id = row["found"][main]["class"] or case.class_id
        if row["survey"] and row["survey"] != case.survey_id:
            case.survey_id = row["survey"]
            case.surveyed_by_id, case.confirmed_by_id = row["surveyed_by"], decision.drafted_by_id
    fields = ["decision", "version", "class_id", "survey", "surveyed_by", "confirmed_by"]
    Case.objects.bulk_update(cases.values(), fields, batch_size=200)


def named(decision: Decision) -> Sequence[int]:
    return [row["case"] for row in decision.annex.get("rows", [])]

"""Lists of who is given what: drawn up from the rights of a day, approved by another, handed over by a third.

At approval and at hand-over the rights are worked out again: whoever died, moved or is no longer entitled lapses there,
with the reason, and is never given anything.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from chungtay.foundation.accounts.permissions import Duty, check_apart, in_the_way
from chungtay.foundation.core.files import StoredFile
from chungtay.foundation.core.operations import record_event
from chungtay.foundation.places.models import Level, Unit
from chungtay.population.rights import HOUSEHOLD, PERSON
from chungtay.records.entitlements.models import BackPaid, HelpKind, LineState, ListState, SupportLine, SupportList
from chungtay.records.entitlements.models.lists import OPEN
from chungtay.records.entitlements.operations.drawing import hold, write
from chungtay.records.entitlements.operations.handed_before import check_may_act_on
from chungtay.records.entitlements.operations.help import KIND_OF, remember_help, take_back_help
from chungtay.records.entitlements.operations.keeping import keep_lines
from chungtay.records.entitlements.operations.left_to_list import left_off, nobody_left, not_listed, still_here
from chungtay.records.entitlements.operations.month_of_death import check_living_receiver, with_the_dead
from chungtay.records.entitlements.operations.origins import origin_of
from chungtay.records.entitlements.operations.receivers import check_receiver
from chungtay.records.entitlements.operations.standing import mark_people
from chungtay.records.entitlements.operations.still_entitled import (
    check_documents,
    check_no_card,
    check_whole,
    gone,
    why_gone,
)
from chungtay.records.entitlements.permissions import (
    check_may_approve,
    check_may_hand_over,
    check_may_prepare,
)
from chungtay.records.entitlements.queries.approving import level_for
from chungtay.records.entitlements.queries.issued import policies_named
from chungtay.records.entitlements.queries.listed_benefits import allowances
from chungtay.records.entitlements.queries.lists import ward_of_day
from chungtay.records.entitlements.queries.periods import by_term, period_of, period_words
from chungtay.records.entitlements.queries.rights import rights_in, rules_on
from chungtay.records.entitlements.transitions import check_line, check_list
from chungtay.records.registry.queries.dwelling import homes_of_people
from chungtay.records.registry.queries.last_lived import deaths
from chungtay.records.registry.queries.parts import in_parts
from chungtay.rulebook.rights import Policy

_PART = 2_000


def draw_up(ward: Unit, policy: str, *, day: datetime.date, by: Any, at: datetime.datetime) -> SupportList:
    """As `draw_up_telling`, the list alone."""
    return draw_up_telling(ward, policy, day=day, by=by, at=at)[0]


@transaction.atomic
def draw_up_telling(
    ward: Unit, policy: str, *, day: datetime.date, by: Any, at: datetime.datetime
) -> tuple[SupportList, dict[int, str], dict[int, str]]:
    """Put everybody of a ward to whom the policy is due on a day, and who stands on no list of it for that period, on a
    new list; and person -> the policy that holds the person for the period, of those left off for it; and person (a
    household below zero) -> why, of those who died or left since the day. Raises ValidationError when nobody is left,
    PermissionDenied."""
    if ward.level != Level.WARD:
        raise ValidationError(_("A list is drawn up for one ward."), code="ward")
    today = timezone.localdate(at)
    check_may_prepare(by, ward, today)
    if day > today:
        raise ValidationError(_("The day lies in the future."), code="future")
    died = hold(ward, deaths(day.replace(day=1), day))
    found = rights_in(by, ward, day, today)
    about = found.policy(policy)
    if about is None:
        raise ValidationError(_("This policy is not worked out here on that day."), code="policy")
    check_no_card(about)
    if by_term(about):
        raise ValidationError(
            _(
                "This is given by the months of study. Open Schools and draw the list up for a term at the school: it "
                "counts the months and leaves the summer out."
            ),
            code="school",
        )
    period = period_of(about, day)
    check_whole(found, policy)
    rows, dead = with_the_dead(found.of_policy(policy, "due"), about, ward, day, died=died, by=by, today=today)
    rows, otherwise = not_listed(rows, about, period)
    rows, gone_since = still_here(rows, ward, day, today, dead)
    if rows.is_empty():
        raise ValidationError(left_off(gone_since, today) or nobody_left(period, otherwise), code="nobody")
    made = SupportList.objects.create(
        ward=ward,
        policy=policy,
        version=about.version,
        title=about.label.vi,
        period=period,
        day=day,
        drawn_by=by,
        drawn_at=at,
    )
    write(
        [
            SupportLine(
                list=made,
                policy=policy,
                period=period,
                household_id=row[HOUSEHOLD],
                person_id=row[PERSON],
                amount=row["amount"],
                reason=_reason(about, row["rate"]),
                entered_by=by,
            )
            for row in rows.iter_rows(named=True)
        ]
    )
    record_event(
        "entitlements.list_drawn_up",
        made,
        by=by,
        at=at,
        area=ward,
        detail={"policy": policy, "version": about.version, "period": period, "lines": rows.height}
        | ({"held_otherwise": len(otherwise)} if otherwise else {})
        | ({"gone_since": len(gone_since)} if gone_since else {}),
    )
    return made, otherwise, gone_since


@transaction.atomic
def approve_list(
    number: int, *, decision: str, documents: Sequence[str] = (), by: Any, at: datetime.datetime
) -> SupportList:
    """Approve what another drew up. `documents`: those that the policy asks for, as confirmed by the approver.
    Whoever is no longer entitled today lapses. Raises ValidationError, PermissionDenied."""
    made = _held(number)
    about = policies_named([made.policy]).get(made.policy)
    today = timezone.localdate(at)
    check_may_approve(by, made.ward, today, level_for([made.policy], today))
    check_list(made.state, ListState.APPROVED)
    check_apart(by, Duty.APPROVE, acted={Duty.ENTER: made.drawn_by_id})
    check_no_card(about)
    if not decision.strip():
        raise ValidationError(_("Give the number of the decision."), code="decision")
    keep_lines(made.lines.filter(state=LineState.DUE), "entitlements.list_approved", at=at)
    lapsed = _lapse(made, by=by, at=at)
    _check_entered(made, made.lines.filter(state=LineState.DUE).select_related("person"), Duty.APPROVE, by)
    asked = [document.vi for document in about.documents] if about else []
    check_documents(asked, documents)
    approved = made.lines.filter(state=LineState.DUE).update(state=LineState.APPROVED, approved_by=by)
    made.state, made.decision_number = ListState.APPROVED, decision
    made.approved_by, made.approved_at = by, at
    made.save(update_fields=["state", "decision_number", "approved_by", "approved_at"])
    _mark(made, made.lines.all())
    detail = {"approved": approved, "lapsed": lapsed} | ({"documents": asked} if asked else {})
    _event("entitlements.list_approved", made, detail, by=by, at=at)
    return made


@transaction.atomic
def drop_list(number: int, *, by: Any, at: datetime.datetime) -> SupportList:
    """Put a list away that was not approved; its people can be listed again."""
    made = _held(number)
    check_may_prepare(by, made.ward, timezone.localdate(at))
    check_list(made.state, ListState.DROPPED)
    keep_lines(made.lines.filter(state=LineState.DUE), "entitlements.list_dropped", at=at)
    made.lines.filter(state=LineState.DUE).update(state=LineState.DROPPED)
    made.state = ListState.DROPPED
    made.save(update_fields=["state"])
    _event("entitlements.list_dropped", made, {}, by=by, at=at)
    return made


@transaction.atomic
def hand_over(
    number: int,
    line: int,
    *,
    received_by: str,
    on: datetime.date,
    kept: StoredFile | None = None,
    by: Any,
    at: datetime.datetime,
) -> SupportLine:
    """Hand over what was approved, by somebody who neither drew the list up nor approved it, against the name of who
    received it and, where there is one, a kept signature or photograph. Whoever is no longer entitled lapses instead:
    then the file is the caller's to forget. Raises ValidationError, PermissionDenied."""
    made = _held(number)
    today = timezone.localdate(at)
    if not (made.origin and origin_of(made.origin).hands(made, by, today)):
        check_may_hand_over(by, made.ward, today)
    check_apart(by, Duty.PAY, acted={Duty.ENTER: made.drawn_by_id, Duty.APPROVE: made.approved_by_id})
    one = _line(made, line)
    check_line(one.state, LineState.DELIVERED)
    _check_entered(made, [one], Duty.PAY, by)
    check_no_card(policies_named([made.policy]).get(made.policy))
    if on > today or made.approved_at is None or on < timezone.localdate(made.approved_at):
        raise ValidationError(_("The day lies before the approval or in the future."), code="day")
    if not received_by.strip():
        raise ValidationError(_("Write the name of who received it."), code="received_by")
    if gone(made, [one], by=by, at=at):
        keep_lines(SupportLine.objects.filter(pk=one.pk), "entitlements.line_lapsed", at=at)
        [one.note] = why_gone(made, [one], today)
        one.state = LineState.LAPSED
        one.save(update_fields=["state", "note"])
        _mark(made, [one])
        _event("entitlements.line_lapsed", made, {"line": one.pk}, by=by, at=at)
        return one
    check_living_receiver(one.person_id, received_by)
    if one.person_id is not None:  # what is a person's goes along to the household where they live by now
        one.household_id = homes_of_people([one.person_id], on).get(one.person_id, one.household_id)
    hands = {by.pk, made.drawn_by_id, made.approved_by_id}
    if made.origin:
        hands.update(origin_of(made.origin).entered(made, [one]).get(one.pk, ()))
    policy = policies_named([made.policy]).get(made.policy)
    money = made.kind == HelpKind.CASH if made.origin else policy is not None and policy.gives == "cash"
    check_receiver(received_by, household=one.household_id, hands=hands, on=on, money=money, signed=kept is not None)
    keep_lines(SupportLine.objects.filter(pk=one.pk), "entitlements.handed_over", at=at)
    one.state, one.handed_by, one.handed_on, one.received_by = LineState.DELIVERED, by, on, received_by
    if kept is not None:
        one.proof, one.proof_type, one.proof_sha256 = kept.stored, kept.media_type, kept.sha256
    proof = ("proof", "proof_type", "proof_sha256")
    one.save(update_fields=["state", "household", "handed_by", "handed_on", "received_by", *proof])
    _remember(made, one, by=by, at=at)
    _event("entitlements.handed_over", made, {"line": one.pk}, by=by, at=at)
    return one


@transaction.atomic
def refuse(number: int, line: int, *, note: str, by: Any, at: datetime.datetime) -> SupportLine:
    """Refuse somebody on a list, by who may approve it, with a reason. Raises ValidationError, PermissionDenied."""
    made = _held(number)
    today = timezone.localdate(at)
    check_may_approve(by, made.ward, today, level_for([made.policy], today))
    check_apart(by, Duty.APPROVE, acted={Duty.ENTER: made.drawn_by_id})
    return _ended(made, line, LineState.REFUSED, "entitlements.line_refused", note, by=by, at=at)


@transaction.atomic
def give_back(number: int, line: int, *, note: str, by: Any, at: datetime.datetime) -> SupportLine:
    """Note that what was handed over was given back, with a reason. Raises ValidationError, PermissionDenied."""
    made = _held(number)
    today = timezone.localdate(at)
    check_may_act_on(by, made, line, today)
    added = BackPaid.objects.filter(of=line, of__list=made, line__state=LineState.DELIVERED).select_related(
        "line__list"
    )
    if (paid := added.first()) is not None:
        raise ValidationError(
            _("A difference was paid for this month (%(title)s). Note first that the difference was given back.")
            % {"title": paid.line.list.title},
            code="back_pay",
        )
    one = _ended(made, line, LineState.RETURNED, "entitlements.line_returned", note, by=by, at=at)
    take_back_help(by=by, at=at, origin=_origin(one), on=today, why=note)
    return one


def _check_entered(made: SupportList, those: Iterable[SupportLine], duty: Duty, by: Any) -> None:
    """Raise PermissionDenied where the person entered what a line rests on."""
    if not made.origin:
        return
    lines = list(those)
    entered = origin_of(made.origin).entered(made, lines)
    own = [line for line in lines if in_the_way(by, duty, {Duty.ENTER: entered.get(line.pk, ())})]
    if own:
        names = ", ".join(line.person.full_name for line in own[:3] if line.person is not None)
        raise PermissionDenied(
            _("You entered what %(count)s lines of this list rest on (%(names)s). This step belongs to another person.")
            % {"count": len(own), "names": names}
        )


def _ended(
    made: SupportList, line: int, state: LineState, action: str, note: str, *, by: Any, at: datetime.datetime
) -> SupportLine:
    one = _line(made, line)
    check_line(one.state, state)
    if not note.strip():
        raise ValidationError(_("Say why."), code="note")
    keep_lines(SupportLine.objects.filter(pk=one.pk), action, at=at)
    one.state, one.note = state, note
    one.save(update_fields=["state", "note"])
    _mark(made, [one])
    _event(action, made, {"line": one.pk}, by=by, at=at)
    return one


@transaction.atomic
def close_list(number: int, *, by: Any, at: datetime.datetime) -> SupportList:
    """Close a list of which every line has an outcome. Raises ValidationError while one has none."""
    made = _held(number)
    check_may_prepare(by, made.ward, timezone.localdate(at))
    check_list(made.state, ListState.CLOSED)
    waiting = made.lines.filter(state__in=OPEN).count()
    if waiting:
        raise ValidationError(_("%(count)s people have no outcome yet.") % {"count": waiting}, code="waiting")
    made.state = ListState.CLOSED
    made.save(update_fields=["state"])
    _event("entitlements.list_closed", made, {}, by=by, at=at)
    return made


def _remember(made: SupportList, one: SupportLine, *, by: Any, at: datetime.datetime) -> None:
    """The ledger of help gets a row, by what the policy gave on the list's own day."""
    kind, source = made.kind, made.source
    if not made.origin:
        then = rules_on(ward_of_day(made, made.day, [one.household_id]), made.day)
        held = [each for each in then.policies if each.id == made.policy]
        about = held[0] if held else policies_named([made.policy]).get(made.policy) if made.back_pay else None
        if about is None:
            raise ValidationError(_("This policy is not worked out here on that day."), code="policy")
        kind, source = KIND_OF.get(about.gives, about.gives), about.issuer
    assert one.handed_on is not None  # noqa: S101 - set by the caller
    remember_help(
        by=by,
        at=at,
        household=one.household,
        person=one.person,
        kind=kind,
        source=source,
        title=f"{made.title[:160]}, {period_words(made.period)}",
        value=one.amount,
        on=one.handed_on,
        proof=_("%(number)s, received by %(name)s") % {"number": made.decision_number, "name": one.received_by},
        origin=_origin(one),
    )


def _origin(one: SupportLine) -> str:
    return f"entitlements:supportline:{one.pk}"


def _held(number: int) -> SupportList:
    """The list, held until the transaction ends: two people acting at once come one after the other."""
    found = (
        SupportList.objects.select_for_update(of=("self",), no_key=True)
        .select_related("ward")
        .filter(pk=number)
        .first()
    )
    if found is None:
        raise ValidationError(_("There is no such list."), code="none")
    return found


def _line(made: SupportList, line: int) -> SupportLine:
    found = SupportLine.objects.select_for_update(no_key=True).filter(list=made, pk=line).first()
    if found is None:
        raise ValidationError(_("There is no such person on this list."), code="none")
    return found


def _lapse(made: SupportList, *, by: Any, at: datetime.datetime) -> int:
    """Lines of people who are no longer entitled; returns how many lapsed."""
    lines = list(made.lines.filter(state=LineState.DUE))
    lapsed = set(gone(made, lines, by=by, at=at))
    for note, numbers in why_gone(made, [line for line in lines if line.pk in lapsed], timezone.localdate(at)).items():
        for part in in_parts(numbers, _PART):
            made.lines.filter(pk__in=part).update(state=LineState.LAPSED, note=note)
    return len(lapsed)


def _mark(made: SupportList, lines: Iterable[SupportLine]) -> None:
    """Who receives a monthly allowance by a list has other rights too: what is kept of theirs counts no more."""
    if made.policy in allowances() and not made.back_pay:
        mark_people([line.person_id for line in lines if line.person_id is not None])


def _reason(policy: Policy, rate: int | None) -> str:
    return policy.rates[rate].label.vi if rate is not None else policy.who_words.vi


def _event(action: str, made: SupportList, detail: dict[str, Any], *, by: Any, at: datetime.datetime) -> None:
    record_event(action, made, by=by, at=at, area=made.ward, detail={"policy": made.policy, **detail})

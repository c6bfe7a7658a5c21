"""The one pipeline of answers: whichever door a form comes by, it is kept once and scored; many that come together are
judged one by one and written together."""

from __future__ import annotations

import datetime
import hashlib
import json
import uuid
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DataError, IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from chungtay.foundation.accounts.permissions import Duty, check_apart
from chungtay.foundation.core.operations import Entry, record_events
from chungtay.rulebook.errors import ChungTayError
from chungtay.work.review.models import (
    CampaignState,
    Case,
    CaseState,
    Door,
    GroupState,
    Purpose,
    Survey,
    SurveyResult,
    SurveyState,
)
from chungtay.work.review.operations.lists import hold_cases
from chungtay.work.review.operations.shapes import check_answers, not_understood
from chungtay.work.review.permissions import can_prepare, check_may_recheck, check_may_survey
from chungtay.work.review.queries.ground import Ground
from chungtay.work.review.queries.revisits import ordered_among
from chungtay.work.review.queries.scoring import result_of
from chungtay.work.review.transitions import StepRefused, check_case_step, check_open


class OtherContent(ValidationError):
    """A form with the number of one that is here already, and other answers."""


@dataclass(frozen=True, slots=True)
class Filled:
    """A form as it left the hand that filled it in. `sent_id` was made there; `case_version` is what that hand had
    seen; the clock of the device is `started_at`, `ended_at`; place is optional and never asked as a condition."""

    sent_id: uuid.UUID
    answers: Mapping[str, Any]
    door: str
    case_version: int
    surveyed_on: datetime.date
    surveyed_by: Any
    purpose: str = Purpose.FIRST
    started_at: datetime.datetime | None = None
    ended_at: datetime.datetime | None = None
    latitude: Any = None
    longitude: Any = None
    accuracy_m: int | None = None
    same_as_before: Sequence[str] = ()
    note: str = ""
    half: bool = False  # typed from paper once: it counts when a second person has typed it too


@dataclass(slots=True)
class Taken:
    """What became of one form: kept (`new`, or here already), or why not."""

    survey: Survey | None = None
    new: bool = False
    refusal: ValidationError | PermissionDenied | None = None


def digest_of(answers: Mapping[str, Any]) -> str:
    text = json.dumps(answers, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=str)
    return hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()


def take_in(case: Case, filled: Filled, *, by: Any, at: datetime.datetime) -> tuple[Survey, bool]:
    """Keep a form and score it; the form and whether it is new. Sent twice, kept once. A form that meets another one,
    a household that changed since the filler saw it, or one that is given to another person by now, is kept as a
    conflict that a person decides. Forms that cannot be scored yet are kept with their problems and cannot be
    confirmed.

    Raises OtherContent (same number, other answers), StepRefused, PermissionDenied, ValidationError.
    """
    [taken] = take_in_all([(case, filled)], by=by, at=at)
    if taken.refusal is not None:
        raise taken.refusal
    assert taken.survey is not None  # noqa: S101 - kept, or a refusal
    return taken.survey, taken.new


def take_in_all(forms: Sequence[tuple[Case, Filled]], *, by: Any, at: datetime.datetime) -> list[Taken]:
    """What `take_in` does, for forms that came together and in their order: one that is refused does not hold the
    others back. The number of SQL statements does not grow with the forms, only with the days of their visits.

    All of them become lasting in one moment; a refusal by state or right is recorded in the trail.
    """
    try:
        with transaction.atomic():
            return _Delivery(forms, by, at).taken()
    except (IntegrityError, DataError) as error:
        # One of them is not as the database wants it, or arrived by another line at this moment: one by one.
        if len(forms) > 1:
            return [taken for each in forms for taken in take_in_all([each], by=by, at=at)]
        return [_alone(*forms[0], error)]


def _alone(case: Case, filled: Filled, error: Exception) -> Taken:
    known = Survey.objects.select_related("case").filter(sent_id=filled.sent_id).first()
    if known is not None:
        return _known(known, case, filled)
    if isinstance(error, IntegrityError):
        raise error
    return Taken(refusal=not_understood())


class _Delivery:
    """Forms that came together: what is known is read for all, each is judged, what holds is written for all."""

    def __init__(self, forms: Sequence[tuple[Case, Filled]], by: Any, at: datetime.datetime) -> None:
        self.forms, self.by, self.at = forms, by, at
        self.cases = hold_cases({case.pk for case, _filled in forms})
        numbers = [filled.sent_id for _case, filled in forms]
        self.known = {row.sent_id: row for row in Survey.objects.select_related("case").filter(sent_id__in=numbers)}
        self.last: dict[int, int] = {}
        self.first: dict[int, set[int]] = {}
        rows = Survey.objects.filter(case__in=self.cases).order_by()
        for case, number, purpose, person in rows.values_list("case", "number", "purpose", "surveyed_by"):
            self.last[case] = max(number, self.last.get(case, 0))
            if purpose == Purpose.FIRST and person:
                self.first.setdefault(case, set()).add(person)
        self.ground = Ground(case.group.group for case in self.cases.values())
        closed = [case for case in self.cases.values() if case.campaign.state != CampaignState.OPEN]
        self.ordered = ordered_among(closed) if closed else set()
        self.new: list[Survey] = []
        self.results: list[SurveyResult] = []
        self.changed: dict[int, Case] = {}
        self.entries: list[Entry] = []

    def taken(self) -> list[Taken]:
        found = [self._judge(self.cases[case.pk], filled) for case, filled in self.forms]
        Survey.objects.bulk_create(self.new)
        SurveyResult.objects.bulk_create(self.results)
        if self.changed:
            names = ["survey", "surveyed_by", "confirmed_by", "state", "class_id", "version"]
            Case.objects.bulk_update(self.changed.values(), names)
        record_events(self.entries, by=self.by, at=self.at)
        return found

    def _judge(self, case: Case, filled: Filled) -> Taken:
        known = self.known.get(filled.sent_id)
        if known is not None:
            return _known(known, case, filled)
        try:
            survey, results = self._survey(case, filled)
        except StepRefused as refused:
            detail = {"tried": "take_in", "stands": str(refused.stands), "wanted": str(refused.wanted)}
            self.entries.append(Entry("review.step_refused", refused.subject, refused.area, detail))
            return Taken(refusal=refused)
        except PermissionDenied as denied:
            detail = {"tried": "take_in", "why": "no_right"}
            self.entries.append(Entry("review.step_refused", case, case.ward.ward, detail))
            return Taken(refusal=denied)
        except ValidationError as error:
            return Taken(refusal=error)
        self._place(case, survey, results)
        return Taken(survey, new=True)

    def _survey(self, case: Case, filled: Filled) -> tuple[Survey, list[SurveyResult]]:
        """The form as it will be kept, with what each standard makes of it. Raises why it is not taken."""
        check_may_send(case, filled, self.by, self.at, first=self.first.get(case.pk, ()))
        check_shape(filled, case, self.at)
        check_takes_forms(case, filled.purpose, self.ordered)
        check_screened(case, filled)
        others = not filled.half and given_to_another(case, filled, self.by, self.at)
        state = SurveyState.HALF if filled.half else state_of(case, filled, others=others)
        results = [] if filled.half else scored(case, filled.answers, filled.surveyed_on, self.ground)
        survey = Survey(
            case=case,
            number=self.last.get(case.pk, 0) + 1,
            purpose=filled.purpose,
            door=filled.door,
            sent_id=filled.sent_id,
            digest=digest_of(filled.answers),
            case_version=filled.case_version,
            answers=dict(filled.answers),
            same_as_before=list(filled.same_as_before),
            surveyed_on=filled.surveyed_on,
            started_at=filled.started_at,
            ended_at=filled.ended_at,
            received_at=self.at,
            surveyed_by=filled.surveyed_by,
            entered_by=self.by,
            latitude=filled.latitude,
            longitude=filled.longitude,
            accuracy_m=filled.accuracy_m,
            state=state,
            note=filled.note,
        )
        if state == SurveyState.SENT and filled.purpose == Purpose.FIRST:
            check_case_step(case, CaseState.SURVEYED)
        return survey, results

    def _place(self, case: Case, survey: Survey, results: list[SurveyResult]) -> None:
        """The form becomes that of the household, or stands beside another one as a conflict."""
        self.known[survey.sent_id] = survey
        self.last[case.pk] = survey.number
        if survey.purpose == Purpose.FIRST and survey.surveyed_by_id:
            self.first.setdefault(case.pk, set()).add(survey.surveyed_by_id)
        for result in results:
            result.survey = survey
        if survey.state == SurveyState.SENT and survey.purpose == Purpose.FIRST:
            main = next(standard.rule_set for standard in case.campaign.standards.all() if standard.main)
            case.survey, case.surveyed_by, case.confirmed_by = survey, survey.surveyed_by, None
            case.class_id = next(result.class_id for result in results if result.rule_set == main)
            case.state, case.version = CaseState.SURVEYED, case.version + 1
            self.changed[case.pk] = case
        elif survey.state == SurveyState.CONFLICT:
            case.version += 1
            self.changed[case.pk] = case
        self.new.append(survey)
        self.results += results
        detail = {"case": case.pk, "door": str(survey.door), "state": str(survey.state), "number": survey.number}
        self.entries.append(Entry("review.survey_received", survey, case.ward.ward, detail))


def scored(
    case: Case, answers: Mapping[str, Any], on: datetime.date, ground: Ground | None = None
) -> list[SurveyResult]:
    """What each standard of the campaign makes of the answers, not saved. Raises ValidationError in words."""
    try:
        standards = list(case.campaign.standards.all())
        group = case.group.group
        return [result_of(standard, answers, group=group, on=on, ground=ground) for standard in standards]
    except ChungTayError as error:
        raise ValidationError(error.vi, code="answers") from error


def _known(known: Survey, case: Case, filled: Filled) -> Taken:
    if known.case_id == case.pk and known.digest == digest_of(filled.answers):
        return Taken(known)
    sentence = _("A form with this number and other answers was received before. Both are kept; ask the ward officer.")
    return Taken(refusal=OtherContent(sentence, code="other_content"))


def check_may_send(
    case: Case, filled: Filled, by: Any, at: datetime.datetime, *, first: Iterable[int], compared: bool = False
) -> None:
    """`first` are those who filled in first forms of the household; `compared`: another person than typed the paper of
    a second visit compared the two, whose typist may have lost the duty since. Raises PermissionDenied."""
    if by is None:
        return
    today = timezone.localdate(at)
    if filled.purpose == Purpose.FIRST:
        check_may_survey(by, case.group.group, today)
        # begun before the household was given away: kept, and a person decides; typing a paper never fails for it
        meanwhile = filled.case_version < case.version or filled.door == Door.KEYBOARD
        if not meanwhile and given_to_another(case, filled, by, at):
            raise PermissionDenied(
                _("This household was given to %(name)s.") % {"name": case.assigned_to.full_name}  # type: ignore[union-attr]
            )
        return
    if not compared:
        check_may_recheck(by, case.group.group, today)
    check_apart(filled.surveyed_by, Duty.RECHECK, acted={Duty.SURVEY: first})


def given_to_another(case: Case, filled: Filled, by: Any, at: datetime.datetime) -> bool:
    """The household is another person's to visit than who filled the form in: it was given away meanwhile. Whoever
    prepares the review may send a form of every household; of a paper, who visited is what the paper says."""
    if by is None or filled.purpose != Purpose.FIRST:
        return False
    visitor = filled.surveyed_by if filled.door == Door.KEYBOARD and filled.surveyed_by else by
    others = case.assigned_to_id not in (None, visitor.pk)
    return others and not can_prepare(by, case.group.group, timezone.localdate(at))


def check_shape(filled: Filled, case: Case, at: datetime.datetime) -> None:
    check_answers(filled.answers)
    if filled.door not in Door.values or filled.purpose not in Purpose.values:
        raise ValidationError(_("The form does not say how or why it came."), code="shape")
    if filled.surveyed_by is None:
        raise ValidationError(_("The form does not say who visited the household."), code="who")
    if not case.campaign.first_day <= filled.surveyed_on <= timezone.localdate(at):
        raise ValidationError(
            _("The visit of %(day)s lies outside the review (from %(first)s to today). Correct the date.")
            % {"day": f"{filled.surveyed_on:%d/%m/%Y}", "first": f"{case.campaign.first_day:%d/%m/%Y}"},
            code="day",
        )


def check_takes_forms(case: Case, purpose: str, ordered: Collection[int] | None = None) -> None:
    """Raise StepRefused unless the review is under way, or the form is that of a visit ordered for a correction: a
    decision may be corrected after its review is closed. `ordered` are households of such visits, where known."""
    closed = case.campaign.state != CampaignState.OPEN
    if closed and purpose == Purpose.RECHECK and case.pk in (ordered_among([case]) if ordered is None else ordered):
        return
    check_open(case.campaign)


def check_screened(case: Case, filled: Filled) -> None:
    """Raise StepRefused for the first form of a household that asked and whose form A is not filled in: form A says
    whether it is surveyed (Điều 1 khoản 2 điểm a, 1315/VBHN-BLĐTBXH)."""
    if case.state == CaseState.TO_SCREEN and filled.purpose == Purpose.FIRST:
        raise StepRefused(
            _(
                "%(name)s asked to be reviewed: form A comes first and says whether the household is surveyed. Fill it "
                "in on the page of the household, then send this form again."
            )
            % {"name": case.head_name},
            subject=case,
            area=case.ward.ward,
            stands=case.state,
            wanted=CaseState.SURVEYED,
        )


def state_of(case: Case, filled: Filled, *, others: bool = False) -> str:
    """Sent, or a conflict; `others`: the household is given to another person than filled it in. Raises StepRefused
    where no form can come in any more, or not yet."""
    if filled.purpose != Purpose.FIRST:
        return SurveyState.SENT
    check_screened(case, filled)
    if case.group.state == GroupState.LISTS:
        raise StepRefused(
            _("The list of %(group)s is not settled yet; its survey has not begun.") % {"group": case.group.group.name},
            subject=case,
            area=case.ward.ward,
            stands=case.group.state,
            wanted=GroupState.SURVEY,
        )
    if case.state in (CaseState.LISTED, CaseState.RETURNED):
        return SurveyState.SENT if filled.case_version == case.version and not others else SurveyState.CONFLICT
    return SurveyState.CONFLICT  # nothing that was filled in is thrown away: a person decides

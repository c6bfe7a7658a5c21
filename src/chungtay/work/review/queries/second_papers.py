"""Paper forms of second visits: which are due, who makes the visit, how far each is typed. What is not due is refused:
a form of a second visit never goes in as a first one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from chungtay.foundation.accounts.models import User
from chungtay.foundation.accounts.permissions import Permission
from chungtay.foundation.places.models import Unit
from chungtay.work.review.models import (
    Campaign,
    Case,
    CaseState,
    Complaint,
    ComplaintState,
    Purpose,
    Revisit,
    RevisitState,
    SpotVisit,
    Survey,
    SurveyState,
    Typing,
)
from chungtay.work.review.queries.campaigns import inside, reach
from chungtay.work.review.queries.revisits import ordered

COMPARERS = (Permission.REVIEW_RECHECK, Permission.REVIEW_PREPARE, Permission.REVIEW_CONFIRM)
CHECKED_BY_SOMEBODY = (ComplaintState.CHECKING, ComplaintState.CHECKED)


def purpose_named(name: str) -> str:
    """The purpose that an address names; without a word it is the first visit, which is what the printed QR of a first
    form says. Raises ValidationError for any other word."""
    if name in ("", Purpose.FIRST):
        return Purpose.FIRST
    if name not in Purpose.values:
        raise ValidationError(_("“%(name)s” is no kind of visit. Open the form from its list.") % {"name": name[:20]})
    return name


def check_due(case: Case, purpose: str) -> None:
    """Raise ValidationError unless a form of that purpose is awaited. One that is half typed goes on to its end."""
    if purpose == Purpose.FIRST:
        _check_screened(case)
        return
    if case.surveys.filter(purpose=purpose, state=SurveyState.HALF).exists():
        return
    if purpose == Purpose.SPOT:
        if not awaited(SpotVisit.objects.filter(case=case)).exists():
            raise ValidationError(
                _("%(name)s: no drawn second visit waits for its form. It was not drawn, or the form is in.")
                % {"name": case.head_name},
                code="not_drawn",
            )
    elif not (Complaint.objects.filter(case=case, state__in=CHECKED_BY_SOMEBODY).exists() or ordered(case).exists()):
        raise ValidationError(
            _("%(name)s: nobody was asked to check this household again, so no form of a re-check is awaited.")
            % {"name": case.head_name},
            code="not_asked",
        )


def _check_screened(case: Case) -> None:
    if case.state == CaseState.TO_SCREEN:
        raise ValidationError(
            _("%(name)s asked to be reviewed: form A comes first and says whether the household is surveyed.")
            % {"name": case.head_name},
            code="form_a",
        )


def _whole() -> Any:
    return Survey.objects.filter(purpose=Purpose.SPOT).exclude(state=SurveyState.HALF)


def awaited(visits: QuerySet[SpotVisit]) -> QuerySet[SpotVisit]:
    """Those drawn visits whose form is waited for: none came, and nobody put the visit aside."""
    return visits.filter(survey=None, aside_at=None).exclude(case__in=_whole().values("case"))


def drawn_without_form(visits: Iterable[SpotVisit]) -> set[int]:
    """The households among these whose second visit waits for its form. One statement."""
    open_ones = {visit.case_id for visit in visits if visit.survey_id is None and visit.aside_at is None}
    return open_ones - set(_whole().filter(case__in=open_ones).values_list("case", flat=True))


def drawn_for(user: Any, place: Unit, campaigns: Iterable[Campaign]) -> dict[int, int]:
    """Campaign -> how many drawn second visits the person is to make in the place. One statement."""
    drawn = awaited(
        SpotVisit.objects.filter(
            case__campaign__in=[each.pk for each in campaigns],
            case__group__group__path__startswith=place.path,
            assigned_to=user,
        )
    )
    return dict(drawn.order_by().values_list("case__campaign").annotate(n=Count("pk")))


def differing_typing(case: Case, purpose: str) -> Typing | None:
    """What a second person typed of the paper of a second visit, otherwise than the first."""
    rows = Typing.objects.filter(case=case, purpose=purpose, differs=True).select_related("surveyed_by", "by")
    return rows.order_by("pk").first()


def hands_of(half: Survey, typing: Typing) -> set[int]:
    """Whoever typed one of the two, or made the visit: none of them says alone what the paper says."""
    people = (half.entered_by_id, half.surveyed_by_id, typing.by_id, typing.surveyed_by_id)
    return {number for number in people if number}


def to_compare(user: Any, place: Unit, campaigns: Iterable[Campaign]) -> list[Typing]:
    """Papers of second visits that two people typed differently, where the user did neither, made no visit, and may
    visit again, prepare or check. Two statements at most."""
    paths = set().union(*(reach(user, permission) for permission in COMPARERS))
    rows = Typing.objects.filter(
        inside("case__group__group__path", sorted(paths)),
        case__campaign__in=[each.pk for each in campaigns],
        case__group__group__path__startswith=place.path,
        differs=True,
    ).exclude(purpose=Purpose.FIRST)
    found = list(rows.select_related("case__group__group").order_by("saved_at", "pk")) if paths else []
    halves = Survey.objects.filter(case__in={each.case_id for each in found}, state=SurveyState.HALF)
    half = {(each.case_id, each.purpose): each for each in (halves if found else ())}
    pairs = [(half.get((each.case_id, each.purpose)), each) for each in found]
    return [typing for first, typing in pairs if first is not None and user.pk not in hands_of(first, typing)]


def second_visitor(case: Case, purpose: str) -> User | None:
    """Who was asked to make the second visit."""
    if purpose == Purpose.SPOT:
        drawn = SpotVisit.objects.filter(case=case).select_related("assigned_to").first()
        return drawn.assigned_to if drawn else None
    asked = Complaint.objects.filter(case=case, state__in=CHECKED_BY_SOMEBODY).select_related("checker")
    complaint = asked.order_by("state", "pk").first()
    if complaint is not None:
        return complaint.checker
    again = ordered(case).first()
    return again.assigned_to if again else None


@dataclass(frozen=True, slots=True)
class SecondPaper:
    """A second visit whose form is awaited. `half` says that one person typed it (`half_mine`: this person), `typing`
    that this person began to, `settle` that a second person typed it otherwise than the first (`settle_mine`: this
    person did one of the two, so another one compares), `correction` that it was ordered before the correction of a
    decision."""

    case: Case
    purpose: str
    visitor: User | None
    half: bool
    half_mine: bool
    typing: bool
    settle: bool
    settle_mine: bool
    correction: bool

    @property
    def label(self) -> str:
        return _("Second visit for a correction") if self.correction else str(Purpose(self.purpose).label)


def second_papers(user: Any, campaign: Campaign, place: Unit) -> list[SecondPaper]:
    """The second visits of the place whose forms are awaited and that the user may type, by group and name. A fixed
    number of statements."""
    here = Q(inside("case__group__group__path", reach(user, Permission.REVIEW_RECHECK)))
    here &= Q(case__campaign=campaign, case__group__group__path__startswith=place.path)
    of_case = ("case__group__group", "case__ward__ward")
    drawn = awaited(SpotVisit.objects.filter(here))
    asked = Complaint.objects.filter(here, state=ComplaintState.CHECKING)
    found: dict[tuple[int, str], tuple[Case, User | None]] = {}
    for visit in drawn.select_related(*of_case, "assigned_to"):
        found[visit.case_id, Purpose.SPOT] = (visit.case, visit.assigned_to)
    for complaint in asked.select_related(*of_case, "checker").order_by("pk"):
        if complaint.case is not None:
            found.setdefault((complaint.case.pk, Purpose.RECHECK), (complaint.case, complaint.checker))
    again = Revisit.objects.filter(here, state=RevisitState.ORDERED)
    corrections: set[int] = set()
    for revisit in again.select_related(*of_case, "assigned_to").order_by("pk"):
        if (revisit.case_id, Purpose.RECHECK) not in found:
            corrections.add(revisit.case_id)
        found.setdefault((revisit.case_id, Purpose.RECHECK), (revisit.case, revisit.assigned_to))
    cases = {case for case, _purpose in found}
    halves = Survey.objects.filter(case__in=cases, state=SurveyState.HALF).exclude(purpose=Purpose.FIRST)
    half = {(each.case_id, each.purpose): each for each in halves}
    typed = Typing.objects.filter(Q(by=user) | Q(differs=True), case__in=cases).exclude(purpose=Purpose.FIRST)
    typings = {(each.case_id, each.purpose): each for each in typed.order_by("differs", "pk")}
    rows = [
        SecondPaper(
            case=case,
            purpose=str(key[1]),
            visitor=visitor,
            half=key in half,
            half_mine=key in half and half[key].entered_by_id == user.pk,
            typing=key in typings and not typings[key].differs,
            settle=key in typings and typings[key].differs,
            settle_mine=key in typings and key in half and user.pk in hands_of(half[key], typings[key]),
            correction=key[1] == Purpose.RECHECK and key[0] in corrections,
        )
        for key, (case, visitor) in found.items()
    ]
    return sorted(rows, key=lambda row: (row.case.group_id, row.case.name_key, row.case.pk, row.purpose))

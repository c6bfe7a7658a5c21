"""Quality control: second visits drawn at random, flags raised by the figures, each closed with an outcome."""

from __future__ import annotations

import datetime
import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable
from fractions import Fraction
from typing import Any, cast

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from chungtay.foundation.accounts.permissions import Permission
from chungtay.foundation.core.models import Job
from chungtay.foundation.core.operations import jobs, record_event
from chungtay.foundation.core.operations.progress import Progress
from chungtay.foundation.core.text import tidy
from chungtay.measurement.agreement import differing
from chungtay.measurement.alikeness import alikeness
from chungtay.measurement.density import thousandths
from chungtay.measurement.pace import is_far, metres_between, seconds_per_member, too_fast
from chungtay.records.registry.queries.listed import codes, places_of, rosters
from chungtay.records.registry.queries.witnesses import circumstances_on, owners_of_prints, papers_held
from chungtay.work.review.models import (
    Campaign,
    CampaignWard,
    Case,
    CaseState,
    Flag,
    FlagKind,
    FlagState,
    SpotVisit,
    Survey,
    TakeoverState,
)
from chungtay.work.review.operations.steps import guarded
from chungtay.work.review.operations.surveys import Said, give_back
from chungtay.work.review.permissions import check_may_confirm, check_may_prepare
from chungtay.work.review.queries import quality as queries
from chungtay.work.review.queries.campaigns import main_standard
from chungtay.work.review.queries.contradictions import with_last_year, with_lists, with_papers, with_register
from chungtay.work.review.queries.quality import Form
from chungtay.work.review.queries.spot_visits import kept_from
from chungtay.work.review.queries.teams import people_with
from chungtay.work.review.transitions import check_open

CHECK = "review.quality"
SURE = Fraction(1, 100)  # a figure that chance brings about less often than this is a flag
DISAGREES = Fraction(1, 10)  # answers of a second visit that differ
TO_DRAW = (CaseState.SURVEYED, CaseState.CONFIRMED)
TO_GIVE_BACK = (CaseState.SURVEYED, CaseState.CONFIRMED, CaseState.MET)


@guarded
def start_check(
    campaign: Campaign, *, wards: Iterable[CampaignWard], place: str = "", by: Any, at: datetime.datetime
) -> Job:
    """Look through the forms of these wards in the background. Raises PermissionDenied, StepRefused."""
    check_open(campaign)
    chosen = list(wards)
    for ward in chosen:
        check_may_confirm(by, ward.ward, timezone.localdate(at))
    options = {"wards": sorted(ward.pk for ward in chosen), "place": place}
    return jobs.start(
        CHECK, campaign, by=by, at=at, area=campaign.area, options=options, once=f"{CHECK}:{campaign.pk}:{by.pk}"
    )


def run_check(job: Job, progress: Progress, *, at: datetime.datetime) -> dict[str, int]:
    """Ward by ward: each in one batch with a fixed number of statements. Returns how many new flags of each kind."""
    wards = list(
        CampaignWard.objects.filter(pk__in=job.options["wards"]).select_related("campaign__area", "ward").order_by("pk")
    )
    raised: Counter[str] = Counter(progress.resume.get("raised", {}))
    for number, ward in enumerate(wards, 1):
        if ward.pk <= progress.resume.get("ward", 0):
            continue
        with progress.batch() as batch:
            raised.update(check_ward(ward, by=job.by, at=at))
            batch.resume, batch.done, batch.total = {"ward": ward.pk, "raised": dict(raised)}, number, len(wards)
    return dict(raised)


@guarded
def check_ward(ward: CampaignWard, *, by: Any, at: datetime.datetime) -> Counter[str]:
    """Raise what looks wrong in the forms of a ward; done again, what was raised stays with its outcome. Returns the
    new flags by kind."""
    check_open(ward.campaign)
    standard = main_standard(ward.campaign)
    forms = queries.forms_of(ward, standard)
    found = [
        *_second_visits(ward, forms),
        *_paces(forms),
        *_far(forms),
        *_alike(ward, forms),
        *_bunched(ward, forms, standard),
        *_contradictions(ward, forms),
    ]
    for flag in found:
        flag.campaign, flag.ward, flag.raised_at = ward.campaign, ward, at
    known = {(flag.kind, flag.subject): flag for flag in Flag.objects.filter(ward=ward)}
    new = [flag for flag in found if (flag.kind, flag.subject) not in known]
    Flag.objects.bulk_create(new, batch_size=500)
    changed = []
    for flag in found:
        held = known.get((flag.kind, flag.subject))
        if held is not None and held.state == FlagState.OPEN and held.detail != flag.detail:
            held.detail = flag.detail
            changed.append(held)
    Flag.objects.bulk_update(changed, ["detail"], batch_size=500)
    raised = Counter(str(flag.kind) for flag in new)
    detail = {"forms": len(forms), "raised": dict(raised)}
    record_event("review.quality_checked", ward, by=by, at=at, area=ward.ward, detail=detail)
    return raised


def _flag(kind: str, subject: object, *, form: Form | None = None, person: int | None = None, **detail: Any) -> Flag:
    return Flag(
        kind=kind,
        subject=str(subject),
        survey_id=form.survey if form else None,
        enumerator_id=form.enumerator if form else person,
        detail=detail,
    )


def _second_visits(ward: CampaignWard, forms: list[Form]) -> list[Flag]:
    """Tie second forms to their visits, and flag those that disagree in more than a tenth or give another class."""
    second, by_case = queries.spot_forms(ward), {form.case: form for form in forms}
    visits = list(SpotVisit.objects.filter(case__ward=ward, case__in=list(second)))
    found = []
    for visit in visits:
        form, survey = by_case.get(visit.case_id), second[visit.case_id]
        if form is None:
            continue
        one = queries.comparable(form.answers)
        other = queries.comparable(cast(dict[str, Any], survey.answers))
        names, compared = differing(one, other), len(one.keys() & other.keys())
        visit.survey, visit.differing = survey, names
        class_id = next((result.class_id for result in survey.results.all()), "")
        if (compared and Fraction(len(names), compared) > DISAGREES) or class_id != form.class_id:
            found.append(
                _flag(
                    FlagKind.SPOT, form.survey, form=form, second=survey.pk, differing=names, compared=compared,
                    class_first=form.class_id, class_second=class_id,
                )
            )  # fmt: skip
    SpotVisit.objects.bulk_update(visits, ["survey", "differing"], batch_size=500)
    return found


def _paces(forms: list[Form]) -> list[Flag]:
    timed = {form.survey: form for form in forms if form.seconds is not None}
    paces = {number: seconds_per_member(form.seconds or 0, form.members) for number, form in timed.items()}
    fast, middle = too_fast(paces)
    return [
        _flag(FlagKind.SHORT, number, form=timed[number], seconds=timed[number].seconds, members=timed[number].members,
              pace=paces[number], median=middle)
        for number in fast
    ]  # fmt: skip


def _far(forms: list[Form]) -> list[Flag]:
    located = [form for form in forms if form.place is not None]
    homes = places_of([form.household for form in located])
    found = []
    for form in located:
        home = homes.get(form.household)
        if home is None or form.place is None:
            continue
        metres = metres_between(form.place, home)
        if is_far(metres, form.accuracy):
            found.append(_flag(FlagKind.FAR, form.survey, form=form, metres=metres, accuracy=form.accuracy))
    return found


def _alike(ward: CampaignWard, forms: list[Form]) -> list[Flag]:
    by_person: dict[int, list[Form]] = defaultdict(list)
    for form in forms:
        if form.enumerator is not None:
            by_person[form.enumerator].append(form)
    compared = {person: [queries.comparable(form.answers) for form in own] for person, own in by_person.items()}
    return [
        _flag(
            FlagKind.ALIKE, f"{ward.pk}:{person}", person=person, forms=seen.forms,
            twins=len(seen.twins), others=seen.others, other_twins=seen.other_twins, p=_shown(seen.p),
            surveys=[by_person[person][place].survey for place in seen.twins],
        )
        for person, seen in alikeness(compared).items()
        if seen.twins and seen.others and seen.p <= SURE
    ]  # fmt: skip


def _bunched(ward: CampaignWard, forms: list[Form], standard: Any) -> list[Flag]:
    kinds = queries.kinds_of_groups(ward, ward.campaign.first_day)
    scores = {form.case: form.score for form in forms if form.score is not None}
    where = {form.case: kinds.get(form.group, "") for form in forms}
    return [
        _flag(
            FlagKind.BUNCHED, f"{ward.pk}:{each.line}:{each.kind}", line=each.line, area=each.kind,
            cut=each.found.cut, width=each.found.width, under=each.found.under, above=each.found.above,
            slope=[each.found.slope_share.numerator, each.found.slope_share.denominator], p=_shown(each.found.p),
            bands=[[band.low, band.high, band.count] for band in each.found.bands],
            jump=thousandths(each.found.jump),
        )
        for each in queries.at_lines(ward, standard, scores, where)
        if each.found.enough and each.found.p <= SURE
    ]  # fmt: skip


def _contradictions(ward: CampaignWard, forms: list[Form]) -> list[Flag]:
    households = [form.household for form in forms]
    before = queries.answers_before(ward.campaign, households)
    last_day = max((form.day for form in forms), default=ward.campaign.first_day)
    held = rosters(households, last_day)
    persons = [member.person for roster in held.values() for member in roster]
    lists, papers = circumstances_on(persons, last_day), papers_held(persons)
    owners = owners_of_prints(queries.papers_on(forms))
    found = []
    for form in forms:
        last = with_last_year(form.answers, before.get(form.household), class_now=form.class_id, was=form.was)
        roster = held.get(form.household, [])
        register = [
            *with_register(form.answers, roster),
            *with_lists(form.answers, lists),
            *with_papers(form.answers, papers, owners),
        ]
        for kind, findings in ((FlagKind.LAST_YEAR, last), (FlagKind.REGISTER, register)):
            if findings:
                found.append(_flag(kind, form.survey, form=form, found=[list(each) for each in findings]))
    return found


def _shown(share: Fraction) -> str:
    """A probability in ten thousandths, rounded up: 0.0021 -> "21"; kept as text with its scale in the docs."""
    return str(-(-share.numerator * 10_000 // share.denominator))


# --- second visits -------------------------------------------------------------------------------------------------


@guarded
def draw_visits(ward: CampaignWard, *, percent: int, seed: str, by: Any, at: datetime.datetime) -> int:
    """Draw households of a ward for a second visit by somebody else. The order is that of SHA-256 over seed and
    household code, so that anybody can draw again and find the same; returns how many were drawn."""
    check_open(ward.campaign)
    check_may_prepare(by, ward.ward, timezone.localdate(at))
    seed = tidy(seed)
    if not seed or not 1 <= percent <= 100:
        raise ValidationError(_("Write from 1 to 100 percent, and the text that the draw starts from."), code="draw")
    rows = Case.objects.select_for_update(of=("self",), no_key=True).filter(
        ward=ward, state__in=TO_DRAW, spot_visit=None
    )
    cases = list(rows.select_related("survey", "group__group"))
    if not cases:
        raise ValidationError(_("No form is there yet that was not drawn."), code="nothing")
    named = codes([case.household_id for case in cases])
    order = sorted(cases, key=lambda case: place_in_draw(seed, named[case.household_id]))
    drawn = order[: -(-len(cases) * percent // 100)]
    people = people_with(Permission.REVIEW_RECHECK, ward.ward, timezone.localdate(at))
    load: Counter[int] = Counter({user.pk: 0 for user in people})
    visits = []
    for number, case in enumerate(drawn, 1):
        given = _somebody_else(case, load)
        load.update([given] if given else [])
        visits.append(SpotVisit(case=case, seed=seed[:64], draw=number, drawn_at=at, drawn_by=by, assigned_to_id=given))
    SpotVisit.objects.bulk_create(visits, batch_size=500)
    detail = {"of": len(cases), "drawn": len(visits), "percent": percent, "seed": seed[:64]}
    record_event("review.visits_drawn", ward, by=by, at=at, area=ward.ward, detail=detail)
    return len(visits)


def place_in_draw(seed: str, code: str) -> str:
    return hashlib.sha256(f"{seed}:{code}".encode()).hexdigest()


def _somebody_else(case: Case, load: Counter[int]) -> int | None:
    acted = kept_from(case)
    free = [person for person in load if person not in acted]
    return min(free, key=lambda person: (load[person], person)) if free else None


# --- the outcome of a flag -----------------------------------------------------------------------------------------


@guarded
def close_flag(flag: Flag, *, outcome: str, words: str, by: Any, at: datetime.datetime) -> int:
    """Looked at and nothing wrong, or wrong and the forms go back to the survey. Never by whoever filled the form in.
    Returns how many forms went back."""
    flag = (
        Flag.objects.select_for_update(of=("self",), no_key=True)
        .select_related("campaign__area", "ward__ward", "survey")
        .get(pk=flag.pk)
    )
    area = flag.ward.ward if flag.ward else flag.campaign.area
    check_open(flag.campaign)
    check_may_confirm(by, area, timezone.localdate(at))
    if by is not None and by.pk == flag.enumerator_id:
        raise PermissionDenied(_("This is about your own forms; somebody else looks at it."))
    if flag.state != FlagState.OPEN:
        raise ValidationError(_("This was looked at already. Load the page anew."), code="closed")
    if flag.takeovers.filter(state=TakeoverState.WAITING).exists():
        raise ValidationError(_("A proposal waits for another person; decide it first."), code="waits")
    if outcome not in (FlagState.FINE, FlagState.MENDED):
        raise ValidationError(_("Say what came of it."), code="outcome")
    said = tidy(words, lines=True)
    if not said:
        raise ValidationError(_("Write what you found."), code="words")
    returned = _give_back_forms(flag, said, by, at) if outcome == FlagState.MENDED else 0
    flag.state, flag.words, flag.closed_by, flag.closed_at = outcome, said, by, at
    flag.save(update_fields=["state", "words", "closed_by", "closed_at"])
    detail = {"kind": flag.kind, "outcome": outcome, "returned": returned}
    record_event("review.flag_closed", flag, by=by, at=at, area=area, detail=detail)
    return returned


def _give_back_forms(flag: Flag, words: str, by: Any, at: datetime.datetime) -> int:
    numbers = [flag.survey_id] if flag.survey_id else flag.detail.get("surveys", [])
    holding = Case.objects.filter(survey__in=numbers, state__in=TO_GIVE_BACK).select_related("survey")
    surveys = [cast(Survey, case.survey) for case in holding]
    if not surveys:
        raise ValidationError(_("No form of this can go back to the survey any more."), code="nothing")
    for survey in surveys:
        give_back(survey, remarks=[Said(tidy(words)[:300])], by=by, at=at)
    return len(surveys)

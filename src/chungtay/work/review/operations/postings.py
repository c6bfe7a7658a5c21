"""The list of a ward is posted, hangs for its working days, and is over; or is taken back when it was posted in error.

Source: Điều 4 QĐ 24/2021/QĐ-TTg (three working days, mark S); Điều 6 TT 17/2016 (the days are the campaign's decision).
"""

from __future__ import annotations

import datetime
import secrets
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import F, Max, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from chungtay.foundation.core.files import StoredFile
from chungtay.foundation.core.operations import record_event
from chungtay.foundation.core.text import tidy
from chungtay.rulebook.process import due_day
from chungtay.work.review.models import (
    CampaignWard,
    Case,
    CaseState,
    Meeting,
    Posting,
    PostingState,
    Proof,
    WardState,
)
from chungtay.work.review.operations.steps import guarded
from chungtay.work.review.permissions import check_may_prepare
from chungtay.work.review.queries.campaigns import days_off, number_for, takes
from chungtay.work.review.queries.postings import (
    contested,
    hanging,
    not_met,
    shown_digest,
    shown_list,
    waits_for_posting,
)
from chungtay.work.review.transitions import StepRefused, check_open, check_ward_step


@guarded
def post_list(ward: CampaignWard, *, places: Iterable[str], by: Any, at: datetime.datetime) -> Posting:
    """Freeze and post the households that were met, or checked again after a complaint. The list hangs from today; the
    day it is hung does not count among its working days."""
    ward = _hold_ward(ward, by, at)
    check_ward_step(ward, WardState.POSTED)
    where = [tidy(place) for place in places if tidy(place)]
    if not where:
        raise ValidationError(_("Write where the list hangs."), code="places")
    cases = _to_post(ward)
    days = number_for(ward.campaign, "posting", "working_days")
    if days is None:
        raise ValidationError(_("How many working days the list hangs is not decided."), code="unsettled")
    today = timezone.localdate(at)
    shown, rows_of = shown_list(ward, cases, today)
    last = Posting.objects.filter(ward=ward).aggregate(last=Max("number"))["last"]
    posting = Posting.objects.create(
        ward=ward,
        number=(last or 0) + 1,
        token=secrets.token_urlsafe(16),
        first_day=today,
        last_day=due_day(today, days, days_off(ward.campaign)),
        working_days=days,
        places="\n".join(where),
        shown=shown,
        digest=shown_digest(shown),
        rows_of=rows_of,
        posted_by=by,
        posted_at=at,
    )
    Case.objects.filter(waits_for_posting(), ward=ward).update(
        state=CaseState.POSTED, posting=posting, version=F("version") + 1
    )
    _move_ward(ward, WardState.POSTED)
    detail = {"number": posting.number, "households": len(cases), "shown": len(rows_of), "days": days}
    record_event("review.list_posted", posting, by=by, at=at, area=ward.ward, detail=detail, digest=posting.digest)
    return posting


def _to_post(ward: CampaignWard) -> list[Case]:
    if left := not_met(ward):
        raise _refused(
            ward,
            _not_ready(ward, left[:5]),
        )
    if hanging(ward):
        raise _refused(ward, _("A list of this ward hangs already. End it, or take it back, first."))
    rows = Case.objects.select_for_update(of=("self",), no_key=True).filter(waits_for_posting(), ward=ward)
    cases = list(rows.select_related("group__group").order_by("group__group__code", "group", "name_key", "pk"))
    if not cases:
        raise ValidationError(_("No household of this ward waits to be posted."), code="nobody")
    return cases


def _not_ready(ward: CampaignWard, groups: list[str]) -> str:
    if takes(ward.campaign, "meeting"):
        sentence = _("The residents' meeting has not heard every household of: %(groups)s.")
    else:
        sentence = _("Not every household is surveyed and checked in: %(groups)s.")
    return sentence % {"groups": ", ".join(groups)}


@guarded
def end_posting(posting: Posting, *, by: Any, at: datetime.datetime) -> Posting:
    """The last day is over: households nobody objected to are settled; those with an open complaint wait for it."""
    posting = _hold(posting, by, at)
    today = timezone.localdate(at)
    if today <= posting.last_day:
        raise _refused(
            posting,
            _("The list hangs until the end of %(day)s.") % {"day": f"{posting.last_day:%d/%m/%Y}"},
        )
    posting.state, posting.ended_by, posting.ended_at, posting.ended_on = PostingState.ENDED, by, at, today
    posting.save(update_fields=["state", "ended_by", "ended_at", "ended_on"])
    rows = Case.objects.filter(posting=posting, state=CaseState.POSTED)
    held = set(rows.select_for_update(no_key=True).order_by("pk").values_list("pk", flat=True))
    free = held - contested(held)
    settled = rows.filter(pk__in=free).update(state=CaseState.SETTLED, version=F("version") + 1)
    detail = {"number": posting.number, "settled": settled}
    record_event("review.posting_ended", posting, by=by, at=at, area=posting.ward.ward, detail=detail)
    return posting


@guarded
def take_back_posting(posting: Posting, *, why: str, by: Any, at: datetime.datetime) -> Posting:
    """A list posted in error is taken down; its households wait to be posted anew. Complaints are answered first."""
    posting = _hold(posting, by, at)
    why = tidy(why)
    if not why:
        raise ValidationError(_("Say why the list is taken back."), code="why")
    cases = Case.objects.filter(posting=posting)
    held = set(cases.select_for_update(no_key=True).values_list("pk", flat=True))
    if contested(held):
        raise _refused(posting, _("Complaints about this list are open. Answer them first."))
    posting.state, posting.why, posting.ended_by, posting.ended_at = PostingState.TAKEN_BACK, why, by, at
    posting.save(update_fields=["state", "why", "ended_by", "ended_at"])
    back = _back_before_posting(cases)
    if not Posting.objects.filter(ward=posting.ward, state=PostingState.ENDED).exists():
        check_ward_step(posting.ward, WardState.SURVEY)
        _move_ward(posting.ward, WardState.SURVEY)
    detail = {"number": posting.number, "households": back}
    record_event("review.posting_taken_back", posting, by=by, at=at, area=posting.ward.ward, detail=detail)
    return posting


def _back_before_posting(cases: QuerySet[Case]) -> int:
    """The posted households where they stood: met, or checked where the process has no meeting."""
    back = 0
    for meets, state in ((True, CaseState.MET), (False, CaseState.CONFIRMED)):
        rows = cases.filter(state=CaseState.POSTED, meets=meets)
        back += rows.update(state=state, posting=None, version=F("version") + 1)
    return back


@guarded
def attach_proof(subject: Meeting | Posting, *, title: str, kept: StoredFile, by: Any, at: datetime.datetime) -> Proof:
    """A photograph or paper that shows a meeting was held, or a list hung where it says. Added, never replaced."""
    posting = subject if isinstance(subject, Posting) else None
    meeting = subject if isinstance(subject, Meeting) else None
    ward = subject.ward if isinstance(subject, Posting) else subject.group.ward
    ward = _hold_ward(ward, by, at)
    title = tidy(title)
    if not title:
        raise ValidationError(_("Say what the picture shows."), code="title")
    proof = Proof.objects.create(
        meeting=meeting,
        posting=posting,
        title=title,
        stored=kept.stored,
        media_type=kept.media_type,
        size=kept.size,
        sha256=kept.sha256,
        added_by=by,
        added_at=at,
    )
    record_event("review.proof_added", subject, by=by, at=at, area=ward.ward, detail={"sha256": kept.sha256})
    return proof


def _hold_ward(ward: CampaignWard, by: Any, at: datetime.datetime) -> CampaignWard:
    rows = CampaignWard.objects.select_for_update(of=("self", "campaign"), no_key=True).select_related(
        "ward", "campaign__area"
    )
    found = rows.get(pk=ward.pk)
    check_may_prepare(by, found.ward, timezone.localdate(at))
    check_open(found.campaign)
    return found


def _hold(posting: Posting, by: Any, at: datetime.datetime) -> Posting:
    """The list as it stands, held with its ward. Raises StepRefused unless it hangs."""
    ward = _hold_ward(posting.ward, by, at)
    found = Posting.objects.select_for_update(no_key=True).get(pk=posting.pk)
    found.ward = ward
    if found.state != PostingState.POSTED:
        raise _refused(found, _("This list does not hang any more. Load the page anew."))
    return found


def _refused(subject: CampaignWard | Posting, sentence: str) -> StepRefused:
    ward = subject if isinstance(subject, CampaignWard) else subject.ward
    wanted = "posted" if isinstance(subject, CampaignWard) else "ended"
    return StepRefused(sentence, subject=subject, area=ward.ward, stands=subject.state, wanted=wanted)


def _move_ward(ward: CampaignWard, state: str) -> None:
    ward.state = state
    ward.save(update_fields=["state"])

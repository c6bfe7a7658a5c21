"""Residents' meetings of a campaign: called, shown to those present, entered, closed with the signed minutes."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from chungtay.foundation.accounts.presenters import PageRequest
from chungtay.foundation.core.files import FileRefused, hand_out, keeping
from chungtay.work.review import permissions
from chungtay.work.review.forms.cases import WhyForm
from chungtay.work.review.forms.meetings import CallForm, PostponeForm, ProofForm, ResultsForm, SignedForm
from chungtay.work.review.models import Attending, Campaign, GroupState, Meeting, MeetingState
from chungtay.work.review.operations import meetings as operations
from chungtay.work.review.operations.postings import attach_proof
from chungtay.work.review.operations.steps_back import propose_cancelling
from chungtay.work.review.presenters import meetings as presenters
from chungtay.work.review.presenters.tabs import tabs_of
from chungtay.work.review.queries import campaigns
from chungtay.work.review.queries import meetings as queries
from chungtay.work.review.queries.meeting_days import has_begun
from chungtay.work.review.queries.steps_back import has_votes, one_waits, steps_back_of
from chungtay.work.review.views import doors
from chungtay.work.review.views.papers_out import paper_answer


def _meeting(request: PageRequest, place: str, year: int, campaign: int, meeting: int) -> tuple[Campaign, Meeting]:
    found = doors.campaign_in(request, place, year, campaign)
    return found, get_object_or_404(queries.meetings_seen(request.user, found, request.place), pk=meeting)


def _frame(request: PageRequest, campaign: Campaign, year: int) -> dict[str, Any]:
    return {"year": year, "campaign": campaign, "tabs": tabs_of(request, campaign)}


@doors.readers
def meetings(request: PageRequest, place: str, year: int, campaign: int) -> HttpResponse:
    found = doors.campaign_in(request, place, year, campaign)
    groups = list(campaigns.groups_seen(request.user, found, request.place).order_by("ward__ward__code", "group__code"))
    waiting = queries.waiting_by_group(groups)
    held: dict[int, list[Meeting]] = {}
    for each in queries.meetings_seen(request.user, found, request.place).order_by("number"):
        held.setdefault(each.group_id, []).append(each)
    rows = [(group, *waiting[group.pk], held.get(group.pk, [])) for group in groups if group.pk in waiting]
    today = timezone.localdate()
    context = _frame(request, found, year) | {
        "rows": rows,
        "without": "" if campaigns.takes(found, "meeting") else campaigns.process_of(found).in_year.article,
        "may_prepare": permissions.can_prepare(request.user, request.place, today) and found.state == "open",
        "ready": sum(to_meet > 0 and to_survey == 0 and group.state in (GroupState.SURVEY, GroupState.MET)
                     for group, to_survey, to_meet, _held in rows),
    }  # fmt: skip
    return render(request, "review/meetings.html", context)


@doors.preparers
def call(request: PageRequest, place: str, year: int, campaign: int, group: int) -> HttpResponse:
    found = doors.campaign_in(request, place, year, campaign)
    one = doors.group_in(request, found, group)
    form = CallForm(request.POST or None)
    made: list[Meeting] = []
    act = doors.acting(request)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        if doors.into_form(form, lambda: made.append(operations.call_meeting(one, **values, **act))):
            messages.success(request, _("The meeting is called; its agenda is frozen."))
            return redirect(doors.address(request, "meetings:meeting", found, made[0].pk))
    return render(request, "review/meeting_call.html", _frame(request, found, year) | {"group": one, "form": form})


@doors.readers
def meeting(request: PageRequest, place: str, year: int, campaign: int, meeting: int) -> HttpResponse:
    found, one = _meeting(request, place, year, campaign, meeting)
    return _page(request, found, one, year, None)


def _page(request: PageRequest, found: Campaign, one: Meeting, year: int, form: ResultsForm | None) -> HttpResponse:
    today = timezone.localdate()
    rows = presenters.rows_of(one)
    may = permissions.can_prepare(request.user, one.group.group, today) and found.state == "open"
    percent = campaigns.number_for(found, "meeting", "consent_percent")
    to_come = not has_begun(one, timezone.localtime())
    entering = may and one.state in (MeetingState.PLANNED, MeetingState.HELD) and not to_come
    form = form or ResultsForm(meeting=one, rows=[each.row for each in rows])
    steps = steps_back_of(meeting=one)
    context = _frame(request, found, year) | {
        "meeting": one,
        "rows": rows,
        "lines": list(zip(rows, form.lines(), strict=True)) if entering else [],
        "form": form if entering else None,
        "percent": percent,
        "step": campaigns.process_of(found).step("meeting"),
        "needed": queries.votes_needed(one.present, percent) if one.present and percent else None,
        "may_prepare": may,
        "to_come": to_come,
        "planned": may and one.state == MeetingState.PLANNED,
        "steps_back": steps,
        "by_two": one.state == MeetingState.HELD and has_votes(one),
        "cancelling": WhyForm()
        if may and one.state in (MeetingState.PLANNED, MeetingState.HELD) and not one_waits(steps)
        else None,
        "postponing": PostponeForm(),
        "closing": SignedForm() if may and one.state == MeetingState.HELD else None,
        "proving": ProofForm() if may else None,
        "proofs": list(one.proofs.all()),
        "attended": [(kind.label, one.attended[kind]) for kind in Attending if one.attended.get(kind)],
    }
    return render(request, "review/meeting.html", context)


@doors.preparers
@require_POST
def results(request: PageRequest, place: str, year: int, campaign: int, meeting: int) -> HttpResponse:
    found, one = _meeting(request, place, year, campaign, meeting)
    form = ResultsForm(request.POST, meeting=one, rows=list(queries.agenda_of(one)))
    act = doors.acting(request)
    if form.is_valid():
        values = {"attended": form.attended(), "votes": form.votes(), "secretary": form.cleaned_data["secretary"],
                  "words": form.cleaned_data["words"]}  # fmt: skip
        if doors.into_form(form, lambda: operations.enter_results(one, **values, **act)):
            messages.success(request, _("The results are kept."))
            return redirect(doors.address(request, "meetings:meeting", found, one.pk))
    return _page(request, found, one, year, form)


@doors.preparers
@require_POST
def close(request: PageRequest, place: str, year: int, campaign: int, meeting: int) -> HttpResponse:
    """Close with the signed copy of the minutes."""
    found, one = _meeting(request, place, year, campaign, meeting)
    form, act = SignedForm(request.POST, request.FILES), doors.acting(request)
    if not form.is_valid():
        said = form.errors.get("file") if request.FILES else None
        messages.warning(request, str(said[0]) if said else _("Choose the signed copy of the minutes."))
        return redirect(doors.address(request, "meetings:meeting", found, one.pk))
    try:
        with keeping(form.cleaned_data["file"]) as kept:
            closed = operations.close_meeting(one, minutes=kept, **act)
    except FileRefused as error:
        messages.warning(request, error.vi)
    except doors.REFUSALS as error:
        for sentence in doors.sentences(error):
            messages.warning(request, sentence)
    else:
        back = closed.discussed.filter(agreed=False).count()
        sentence = _("The meeting is closed: %(met)s households agreed, %(back)s go back to the survey.")
        messages.success(request, sentence % {"met": closed.discussed.filter(agreed=True).count(), "back": back})
        if unheard := queries.not_heard(closed.group):
            sentence = _("Checked anew since the agenda was frozen, to be heard by a further meeting: %(names)s.")
            messages.warning(request, sentence % {"names": ", ".join(unheard[:5])})
    return redirect(doors.address(request, "meetings:meeting", found, one.pk))


@doors.preparers
@require_POST
def postpone(request: PageRequest, place: str, year: int, campaign: int, meeting: int) -> HttpResponse:
    found, one = _meeting(request, place, year, campaign, meeting)
    form, act = PostponeForm(request.POST), doors.acting(request)
    if form.is_valid():
        values = form.cleaned_data
        doors.told(request, lambda: operations.postpone_meeting(one, **values, **act), _("The meeting is put off."))
    else:
        messages.warning(request, _("Write the new day as day/month/year."))
    return redirect(doors.address(request, "meetings:meeting", found, one.pk))


@doors.preparers
@require_POST
def cancel(request: PageRequest, place: str, year: int, campaign: int, meeting: int) -> HttpResponse:
    found, one = _meeting(request, place, year, campaign, meeting)
    why, act = request.POST.get("why", "")[:300], doors.acting(request)
    if one.state == MeetingState.HELD and has_votes(one):
        doors.told(request, lambda: propose_cancelling(one, why=why, **act), _("Proposed. Another person decides."))
    else:
        doors.told(request, lambda: operations.cancel_meeting(one, why=why, **act), _("Noted: it did not take place."))
    return redirect(doors.address(request, "meetings:meeting", found, one.pk))


@doors.preparers
@require_POST
def prove(request: PageRequest, place: str, year: int, campaign: int, meeting: int) -> HttpResponse:
    found, one = _meeting(request, place, year, campaign, meeting)
    keep_proof(request, one)
    return redirect(doors.address(request, "meetings:meeting", found, one.pk))


def keep_proof(request: PageRequest, subject: Any) -> None:
    """Keep a photograph with a meeting or a posted list, or tell why not."""
    form, act = ProofForm(request.POST, request.FILES), doors.acting(request)
    if not form.is_valid():
        messages.warning(request, _("Choose a photograph and say what it shows."))
        return
    try:
        with keeping(form.cleaned_data["file"]) as kept:
            attach_proof(subject, title=form.cleaned_data["title"], kept=kept, **act)
    except FileRefused as error:
        messages.warning(request, error.vi)
    except doors.REFUSALS as error:
        for sentence in doors.sentences(error):
            messages.warning(request, sentence)
    else:
        messages.success(request, _("The evidence is kept."))


@doors.readers
def shown(request: PageRequest, place: str, year: int, campaign: int, meeting: int) -> HttpResponse:
    """The list for the projector: few households at a time, in large letters, on by keyboard."""
    found, one = _meeting(request, place, year, campaign, meeting)
    rows = presenters.rows_of(one)
    last = max(1, -(-len(rows) // presenters.PAGE))
    text = request.GET.get("trang", "1")
    page = min(max(int(text), 1), last) if text.isascii() and text.isdigit() and len(text) < 6 else 1
    context = {
        "year": year,
        "campaign": found,
        "meeting": one,
        "rows": rows[(page - 1) * presenters.PAGE : page * presenters.PAGE],
        "page": page,
        "last": last,
        "before": page - 1 if page > 1 else None,
        "after": page + 1 if page < last else None,
    }
    return render(request, "review/meeting_shown.html", context)


@doors.readers
@never_cache
def paper(request: PageRequest, place: str, year: int, campaign: int, meeting: int, kind: str) -> HttpResponse:
    """The list and the minutes, to print."""
    _found, one = _meeting(request, place, year, campaign, meeting)
    if kind == "danh-sach":
        return paper_answer(presenters.list_paper(one), f"danh-sach-hop-{one.pk}", "pdf", on=one.held_on)
    if kind not in ("bien-ban-pdf", "bien-ban-docx"):
        raise Http404
    ending = kind.rsplit("-", 1)[1]
    return paper_answer(presenters.minutes_paper(one), f"bien-ban-{one.pk}", ending, on=one.held_on)


@doors.readers
@never_cache
def minutes(request: PageRequest, place: str, year: int, campaign: int, meeting: int) -> HttpResponseBase:
    """The signed copy."""
    _found, one = _meeting(request, place, year, campaign, meeting)
    if not one.minutes:
        raise Http404
    ending = one.minutes.rsplit(".", 1)[-1]
    return hand_out(one.minutes, name=f"bien-ban-da-ky-{one.pk}.{ending}", media_type=one.minutes_type)


@doors.readers
@never_cache
def proof(request: PageRequest, place: str, year: int, campaign: int, meeting: int, proof: int) -> HttpResponseBase:
    _found, one = _meeting(request, place, year, campaign, meeting)
    kept = get_object_or_404(one.proofs, pk=proof)
    return hand_out(kept.stored, name=f"anh-{kept.pk}.{kept.stored.rsplit('.', 1)[-1]}", media_type=kept.media_type)

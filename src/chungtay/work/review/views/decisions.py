"""The district's opinion and the decision: each ward with its next step; a decision with what it would do."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from chungtay.foundation.accounts.permissions import Permission, holders_of
from chungtay.foundation.accounts.presenters import PageRequest
from chungtay.foundation.core.audience import audience
from chungtay.foundation.core.forms import record_numbers
from chungtay.work.review import permissions
from chungtay.work.review.forms.decisions import AnswerForm, AskForm, ReasonForm, SignForm
from chungtay.work.review.forms.revisits import RevisitForm
from chungtay.work.review.models import CampaignWard, Decision, DecisionKind, DecisionState, Opinion, OpinionState
from chungtay.work.review.operations import corrections, opinions
from chungtay.work.review.operations import decisions as operations
from chungtay.work.review.operations.decisions import Signature, first_day_of, first_effect
from chungtay.work.review.presenters import decision_papers as papers
from chungtay.work.review.presenters import decisions as presenters
from chungtay.work.review.presenters.tabs import tabs_of
from chungtay.work.review.queries import decisions as queries
from chungtay.work.review.queries import revisits
from chungtay.work.review.queries.ahead import wards_ahead
from chungtay.work.review.queries.decision_days import before
from chungtay.work.review.views import doors
from chungtay.workbooks.writing.pdf import write_pdf

answerers = audience(*holders_of(Permission.REVIEW_OPINION))


@doors.readers
def decisions(request: PageRequest, place: str, year: int, campaign: int) -> HttpResponse:
    """Every ward of the place: where it stands, what follows, who acts; its opinions and decisions."""
    found = doors.campaign_in(request, place, year, campaign)
    wards = list(wards_ahead(request.user, request.place, [found]))
    context = {
        "year": year,
        "campaign": found,
        "tabs": tabs_of(request, found),
        "rows": presenters.ward_rows(request.user, wards, timezone.localdate()),
        "opinions": list(
            queries.opinions_seen(request.user, found, request.place).order_by("ward__ward__code", "number")
        ),
        "decisions": [
            (each, presenters.count_words(each))
            for each in queries.decisions_seen(request.user, found, request.place).order_by("-pk")
        ],
        "has_opinion": queries.has_opinion(found),
        "asking": AskForm(),
    }
    return render(request, "review/decisions.html", context)


def _ward(request: PageRequest, place: str, year: int, campaign: int, ward: int) -> CampaignWard:
    return doors.ward_in(request, doors.campaign_in(request, place, year, campaign), ward)


def _back(request: PageRequest, ward: CampaignWard) -> HttpResponse:
    return redirect(doors.address(request, "decisions:decisions", ward.campaign))


@doors.preparers
@require_POST
def ask(request: PageRequest, place: str, year: int, campaign: int, ward: int) -> HttpResponse:
    found = _ward(request, place, year, campaign, ward)
    form = AskForm(request.POST)
    letter = form.cleaned_data["letter"] if form.is_valid() else ""
    doors.told(
        request,
        lambda: opinions.ask_opinion(found, letter=letter, by=request.user, at=timezone.now()),
        _("The list went to the district. Nothing in it can change until the answer."),
    )
    return _back(request, found)


@doors.preparers
@require_POST
def ready(request: PageRequest, place: str, year: int, campaign: int, ward: int) -> HttpResponse:
    found = _ward(request, place, year, campaign, ward)
    doors.told(
        request,
        lambda: opinions.go_to_decision(found, by=request.user, at=timezone.now()),
        _("The decision can be drafted."),
    )
    return _back(request, found)


@doors.preparers
@require_POST
def draft(request: PageRequest, place: str, year: int, campaign: int, ward: int) -> HttpResponse:
    found = _ward(request, place, year, campaign, ward)
    made: list[Decision] = []
    act = lambda: made.append(operations.draft_decision(found, by=request.user, at=timezone.now()))  # noqa: E731
    if doors.told(request, act, _("The draft is ready for the chair of the ward.")):
        return redirect(doors.address(request, "decisions:decision", found.campaign, made[0].pk))
    return _back(request, found)


def _opinion(request: PageRequest, place: str, year: int, campaign: int, opinion: int) -> Opinion:
    found = doors.campaign_in(request, place, year, campaign)
    return get_object_or_404(queries.opinions_seen(request.user, found, request.place), pk=opinion)


@doors.readers
def opinion(request: PageRequest, place: str, year: int, campaign: int, opinion: int) -> HttpResponse:
    """The list that a ward sent to the district, and the answer."""
    found = _opinion(request, place, year, campaign, opinion)
    return _opinion_page(request, year, found, AnswerForm())


def _opinion_page(request: PageRequest, year: int, found: Opinion, form: AnswerForm) -> HttpResponse:
    ward, today = found.ward, timezone.localdate()
    asked = found.state == OpinionState.ASKED
    cases = list(queries.settled_cases(ward).select_related("group__group")) if asked else []
    annex = queries.annex_of(ward, cases, on=today)
    context = {
        "year": year,
        "campaign": ward.campaign,
        "tabs": tabs_of(request, ward.campaign),
        "opinion": found,
        "asked": asked,
        "late": asked and found.due_on and found.due_on < today,
        "lists": presenters.tables_of(annex),
        "standards": presenters.standards_of(annex),
        "answering": asked and permissions.can_answer_for_district(request.user, ward.ward, today),
        "form": form,
    }
    return render(request, "review/decisions_opinion.html", context)


@answerers
@require_POST
def answer(request: PageRequest, place: str, year: int, campaign: int, opinion: int) -> HttpResponse:
    found = _opinion(request, place, year, campaign, opinion)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return _opinion_page(request, year, found, form)
    numbers = record_numbers(name[2:] for name in request.POST if name.startswith("h-"))
    said = {number: str(request.POST.get(f"h-{number}", "")).strip() for number in numbers}
    remarks = {number: words for number, words in said.items() if words}

    def act() -> None:
        given: dict[str, Any] = {**form.cleaned_data, "by": request.user, "at": timezone.now()}
        if "back" in request.POST:
            opinions.send_back(found, remarks=remarks, **given)
        elif remarks:
            raise forms.ValidationError(_("You wrote remarks on households: send the list back, or clear them."))
        else:
            opinions.agree(found, **given)

    if not doors.into_form(form, act):
        return _opinion_page(request, year, found, form)
    messages.success(request, _("The answer is with the ward."))
    return _back(request, found.ward)


def _decision(request: PageRequest, place: str, year: int, campaign: int, decision: int) -> Decision:
    found = doors.campaign_in(request, place, year, campaign)
    return get_object_or_404(queries.decisions_seen(request.user, found, request.place), pk=decision)


@doors.readers
def decision(request: PageRequest, place: str, year: int, campaign: int, decision: int) -> HttpResponse:
    """A decision: what it says, what signing it would do, and what may follow."""
    found = _decision(request, place, year, campaign, decision)
    return _decision_page(request, year, found, _sign_form(request, found))


def _sign_form(request: PageRequest, found: Decision) -> SignForm:
    today = timezone.localdate()
    begins = first_effect(found) or first_day_of(found.ward.campaign, today)
    if found.kind == DecisionKind.REVOKE:
        begins = max(today, begins)
    initial = {
        "signed_on": f"{today:%d/%m/%Y}",
        "effective_on": f"{begins:%d/%m/%Y}",
        "signatory": request.user.full_name,
        "title": "CHỦ TỊCH",
    }
    return SignForm(request.POST or None, initial=initial)


def _with_first_day(found: Decision, form: SignForm) -> SignForm:
    """Says under the date from which day on it is possible."""
    first = before(found).first if found.state == DecisionState.DRAFT else None
    if first is not None:
        form.fields["signed_on"].help_text = _("%(day)s at the earliest.") % {"day": f"{first:%d/%m/%Y}"}
    return form


def _decision_page(request: PageRequest, year: int, found: Decision, form: SignForm) -> HttpResponse:
    ward, user, today = found.ward.ward, request.user, timezone.localdate()
    draft_ = found.state == DecisionState.DRAFT
    signed = found.state == DecisionState.SIGNED
    may_sign, may_prepare = permissions.can_sign(user, ward, today), permissions.can_prepare(user, ward, today)
    context = {
        "year": year,
        "campaign": found.ward.campaign,
        "tabs": tabs_of(request, found.ward.campaign),
        "decision": found,
        "lists": presenters.tables_of(found.annex),
        "standards": presenters.standards_of(found.annex),
        "gone": presenters.gone_words(found.annex),
        "kept": "; ".join(presenters.kept_of(found)) if signed else "",
        "effects": presenters.effects_of(found) if draft_ else [],
        "twice": presenters.decided_twice(found) if found.state != DecisionState.DROPPED else [],
        "signing": draft_ and may_sign and found.drafted_by_id != user.pk,
        "own_draft": draft_ and may_sign and found.drafted_by_id == user.pk,
        "may_drop": draft_ and (may_sign or may_prepare),
        "may_correct": may_prepare and _to_correct(found),
        "later_forms": list(queries.forms_to_correct(found)) if signed and may_prepare else [],
        "revisits": revisits.of_decision(found) if may_prepare else [],
        "ordering": _revisit_form(request, found) if may_prepare and _to_correct(found) else None,
        "corrections": list(found.corrections.order_by("pk")),
        "form": _with_first_day(found, form),
        "reason": ReasonForm(auto_id="id_drop_%s"),
    }
    return render(request, "review/decisions_decision.html", context)


def _to_correct(found: Decision) -> bool:
    """May another decision stand beside it?"""
    return found.state == DecisionState.SIGNED and found.kind != DecisionKind.REVOKE


def _revisit_form(request: PageRequest, found: Decision) -> RevisitForm:
    """With the household that the address names: first it, then who may visit it."""
    home = revisits.household_of(found, request.GET.get("ho", ""))
    people = revisits.possible_revisitors(found, home, timezone.localdate())
    return RevisitForm(decision=found, people=people, home=home, initial={"case": home.pk if home else ""})


@doors.signers
@require_POST
def sign(request: PageRequest, place: str, year: int, campaign: int, decision: int) -> HttpResponse:
    found = _decision(request, place, year, campaign, decision)
    form = SignForm(request.POST)
    if not form.is_valid():
        return _decision_page(request, year, found, form)
    signature = Signature(**form.cleaned_data)
    act = lambda: operations.sign_decision(found, signature=signature, by=request.user, at=timezone.now())  # noqa: E731
    if not doors.into_form(form, act):
        return _decision_page(request, year, found, form)
    messages.success(request, _("Signed. The classes stand in the register of households."))
    return redirect(doors.address(request, "decisions:decision", found.ward.campaign, found.pk))


@audience(*holders_of(Permission.REVIEW_PREPARE), *holders_of(Permission.REVIEW_SIGN))
@require_POST
def drop(request: PageRequest, place: str, year: int, campaign: int, decision: int) -> HttpResponse:
    found = _decision(request, place, year, campaign, decision)
    why = request.POST.get("why", "")
    doors.told(
        request,
        lambda: operations.drop_draft(found, why=why, by=request.user, at=timezone.now()),
        _("The draft is put away."),
    )
    return _back(request, found.ward)


@doors.preparers
@require_POST
def correct(request: PageRequest, place: str, year: int, campaign: int, decision: int) -> HttpResponse:
    """A second decision beside the first, drafted: later forms that hold, or a recognition taken back."""
    found = _decision(request, place, year, campaign, decision)
    why, made = request.POST.get("why", ""), []
    if "revoke" in request.POST:
        cases = record_numbers(request.POST.getlist("case"))
        act = lambda: made.append(  # noqa: E731
            corrections.draft_revocation(found, cases=cases, why=why, by=request.user, at=timezone.now())
        )
    else:
        pairs = [record_numbers(pair.split(":")) for pair in request.POST.getlist("form") if pair.count(":") == 1]
        chosen = {pair[0]: pair[1] for pair in pairs if len(pair) == 2}
        act = lambda: made.append(  # noqa: E731
            corrections.draft_correction(found, forms=chosen, why=why, by=request.user, at=timezone.now())
        )
    target = found
    if doors.told(request, act, _("The draft is ready for the chair of the ward.")):
        target = made[0]
    return redirect(doors.address(request, "decisions:decision", found.ward.campaign, target.pk))


@doors.readers
def paper(request: PageRequest, place: str, year: int, campaign: int, decision: int) -> HttpResponse:
    """The decision with its annexes, to print."""
    found = _decision(request, place, year, campaign, decision)
    permissions.check_may_read(request.user, found.ward.ward, timezone.localdate())
    page = reverse("decisions:decision", args=[found.ward.ward.code, year, campaign, decision])
    data = papers.decision_data(found, address=request.build_absolute_uri(page), now=timezone.now())
    return pdf("decision", data, f"quyet-dinh-{found.ward.ward.code}-{found.pk}.pdf")


def pdf(template: str, data: dict[str, Any], name: str) -> HttpResponse:
    """A paper as a download."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "paper.pdf"
        write_pdf(path, template, data, on=timezone.localdate())
        content = path.read_bytes()
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    return response

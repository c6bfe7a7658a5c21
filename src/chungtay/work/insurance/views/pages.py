"""Insurance of a place: what comes next, who has no card by name, the cards and when they end, lists beside cards."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from chungtay.foundation.accounts.presenters import PageRequest
from chungtay.foundation.core.views.telling import tell_wrong, told
from chungtay.foundation.places.models import Level, Unit
from chungtay.foundation.places.queries import children_of
from chungtay.records.entitlements.operations.cards import CardEnd, CardPayer, NewCard
from chungtay.records.entitlements.queries.cards import cards_in, one_in
from chungtay.records.entitlements.queries.rights import reach, too_wide
from chungtay.records.registry.queries.pupils import Someone, people
from chungtay.work.insurance import permissions
from chungtay.work.insurance.forms.insurance import CardForm, EndForm, NoneForm
from chungtay.work.insurance.operations import cards as operations
from chungtay.work.insurance.operations.taking_out import hand_out_missing
from chungtay.work.insurance.presenters import insurance as presenters
from chungtay.work.insurance.queries import expiry, seen
from chungtay.work.insurance.queries.leaving import crossed
from chungtay.work.insurance.queries.needs import ESCAPED, HAS, MISSING, NOT_COVERED, STAGES, UNKNOWN, needs_of
from chungtay.work.insurance.views import doors

PAGE = 50


@doors.readers
def index(request: PageRequest, place: str, year: int) -> HttpResponseBase:
    """What waits for a hand, then every group that is to have cards with how many have one."""
    unit, today = doors.here(request, place, year), timezone.localdate()
    context = {"year": year, "waiting": seen.waiting_lists(request.user, unit, today)}
    if too_wide(unit):
        context |= {"below": children_of(unit, today)}
        return render(request, "insurance/index.html", context)
    day = doors.day_of(year, today)
    needs = needs_of(request.user, unit, day, today)
    board = presenters.board(needs)
    cards = cards_in(reach(request.user, unit, today), day)
    batches = seen.batches_seen(request.user, unit, today).filter(state__in=("draft", "approved"))
    states = seen.states_of([made.pk for made in batches])
    context |= {
        "board": board,
        "missing": sum(row.stages[MISSING] for row in board),
        "unknown": sum(row.stages[UNKNOWN] for row in board),
        "people": sum(row.all for row in board),
        "covered": sum(row.stages[HAS] for row in board),
        "settle": sum(bool(need.settle) and need.stage != HAS for need in needs.people.values()),
        "not_yet": sum(row.all - row.stages[HAS] for row in board),
        "batches": [row for row in presenters.batch_rows(batches, states) if row.waiting],
        "ending": expiry.counts(cards, day)[expiry.ENDS[0]],
        "any_card": cards.exists(),
        "past": None if day == today else day,
        "is_ward": unit.level == Level.WARD,
        "may_import": permissions.can_import(request.user, unit, today),
    }
    return render(request, "insurance/index.html", context)


@doors.readers
def missing(request: PageRequest, place: str, year: int) -> HttpResponseBase:
    """Everybody who is to have a card and has none, by name, with the reason and what is done next."""
    unit, today = doors.here(request, place, year), timezone.localdate()
    if too_wide(unit):
        return index(request, place, year)
    day = doors.day_of(year, today)
    needs = needs_of(request.user, unit, day, today)
    stage, policy = request.GET.get("o", ""), request.GET.get("dien", "")
    policy = policy if policy in (*needs.policies, ESCAPED) else ""
    stage = stage if stage in NOT_COVERED else ""
    everybody = needs.named(policy=policy)
    rows = needs.named(policy=policy, stage=stage)
    page = Paginator(rows, PAGE).get_page(request.GET.get("trang"))
    counts = {name: sum(1 for need in everybody if need.stage == name) for name in STAGES if name != "has"}
    context = {
        "year": year,
        "page": page,
        "rows": presenters.need_rows(needs, list(page.object_list), day),
        "chips": presenters.stage_chips(counts, stage),
        "policy": presenters.policy_words(needs, policy) if policy else "",
        "nobody": not needs.named(),
        "past": None if day == today else day,
        "dien": policy,
        "stage": stage,
        "may_keep": day == today and unit.level == Level.WARD and permissions.can_keep(request.user, unit, today),
        "may_take_out": permissions.can_take_out(request.user, unit, today),
        "today": today,
    }
    return render(request, "insurance/missing.html", context)


@doors.exporters
@require_POST
def missing_excel(request: PageRequest, place: str, year: int) -> HttpResponseBase:
    unit = doors.here(request, place, year)
    if too_wide(unit):
        return index(request, place, year)
    day = doors.day_of(year, timezone.localdate())
    return hand_out_missing(unit, policy=request.POST.get("dien", ""), day=day, **doors.acting(request))


@doors.readers
def cards(request: PageRequest, place: str, year: int) -> HttpResponse:
    """Cards of a place: all that hold or begin later, or those that run out within so many days, by payer."""
    unit, today = doors.here(request, place, year), timezone.localdate()
    day, paths = doors.day_of(year, today), reach(request.user, unit, today)
    here = cards_in(paths, day)
    live = here.filter(Q(valid_to=None) | Q(valid_to__gte=day), ended_why="")
    asked, payer = request.GET.get("het", ""), request.GET.get("nguon", "")
    payer = payer if payer in CardPayer.values else ""
    if asked in {str(days) for days in expiry.ENDS}:
        found = expiry.within(here, day, int(asked))
    elif asked == "cho":
        found = live.filter(valid_from__gt=day)
    else:
        asked, found = "", live
    if payer:
        found = found.filter(payer=payer)
    page = Paginator(found.order_by("valid_to", "pk"), PAGE).get_page(request.GET.get("trang"))
    ending = [presenters.Chip(str(days), _("Runs out within %(days)s days") % {"days": days}, count, asked == str(days))
              for days, count in expiry.counts(here, day).items()]  # fmt: skip
    waits = live.filter(valid_from__gt=day).count()
    context = {
        "year": year,
        "page": page,
        "rows": presenters.card_rows(page.object_list, paths, day),
        "chips": [*ending, presenters.Chip("cho", _("Begins later"), waits, asked == "cho")],
        "payers": CardPayer.choices,
        "payer": payer,
        "asked": asked,
        "any_card": live.exists(),
        "ends": CardEnd.choices,
        "today": today,
        "past": None if day == today else day,
        "may_keep": day == today and unit.level == Level.WARD and permissions.can_keep(request.user, unit, today),
    }
    return render(request, "insurance/cards.html", context)


@doors.keepers
def card(request: PageRequest, place: str, year: int, person: int) -> HttpResponse:
    """A card of one person, typed in."""
    ward = doors.here(request, place, year)
    who = _someone(ward, person)
    form, asked = CardForm(request.POST or None), False
    if request.method == "POST" and form.is_valid():
        values = dict(form.cleaned_data)
        looked_at = values.pop("looked_at")
        try:
            operations.record_card(ward, NewCard(who.number, **values), looked_at=looked_at, **doors.acting(request))
        except ValidationError as error:
            asked = getattr(error, "code", "") == "look"
            form.add_error("number" if asked else None, error)
        else:
            messages.success(request, _("The card is on record."))
            return redirect(doors.address(request, "missing", year))
    return render(request, "insurance/card.html", {"year": year, "who": who, "form": form, "asked": asked})


@doors.keepers
@require_POST
def none(request: PageRequest, place: str, year: int, person: int) -> HttpResponse:
    """Somebody was asked and has no card."""
    ward, form = doors.here(request, place, year), NoneForm(request.POST)
    _someone(ward, person)
    if form.is_valid():
        day = form.cleaned_data["on"]
        told(
            request, lambda: operations.record_none(ward, person, on=day, **doors.acting(request)),
            _("Noted: no card on %(day)s.") % {"day": f"{day:%d/%m/%Y}"},
        )  # fmt: skip
    else:
        tell_wrong(request, form)
    return redirect(doors.address(request, "missing", year))


@doors.keepers
@require_POST
def end(request: PageRequest, place: str, year: int, number: int) -> HttpResponse:
    ward, form = doors.here(request, place, year), EndForm(request.POST)
    if one_in([ward.path], number, timezone.localdate()) is None:
        raise Http404
    if form.is_valid():
        told(
            request, lambda: operations.end_card(ward, number, **form.cleaned_data, **doors.acting(request)),
            _("The card has ended."),
        )  # fmt: skip
    else:
        tell_wrong(request, form)
    return redirect(doors.address(request, "cards", year))


@doors.readers
def cross_check(request: PageRequest, place: str, year: int) -> HttpResponseBase:
    """Lists beside cards: who does not fit, by name; of a year that has passed as it stood at its end."""
    ward, today = doors.here(request, place, year), timezone.localdate()
    if ward.level != Level.WARD:
        return index(request, place, year)
    day = doors.day_of(year, today)
    found = crossed(request.user, ward, day, today)
    names = presenters.batch_lines([line for line, _card in found.listed_with_card], day)
    context = {
        "year": year,
        "past": None if day == today else day,
        "paid_twice": presenters.card_rows(found.paid_twice[:PAGE], [ward.path], day),
        "paid_twice_all": len(found.paid_twice),
        "listed": [(view, card) for view, (_line, card) in zip(names, found.listed_with_card, strict=True)][:PAGE],
        "listed_all": len(found.listed_with_card),
        "unlisted": presenters.card_rows(found.unlisted[:PAGE], [ward.path], day),
        "unlisted_all": len(found.unlisted),
        "dead": presenters.card_rows(found.dead[:PAGE], [ward.path], day),
        "dead_all": len(found.dead),
        "may_keep": day == today and permissions.can_keep(request.user, ward, today),
    }
    return render(request, "insurance/cross_check.html", context)


@doors.keepers
@require_POST
def lock(request: PageRequest, place: str, year: int) -> HttpResponse:
    """Cards of the dead end on the day of death."""
    ward = doors.here(request, place, year)
    told(request, lambda: operations.lock_cards_of_the_dead(ward, **doors.acting(request)), _("The cards have ended."))
    return redirect(doors.address(request, "cross_check", year))


def _someone(ward: Unit, person: int) -> Someone:
    """Somebody who lives in the ward. Raises Http404 for everybody else."""
    found = people([person], [ward.path]).get(person)
    if found is None or found.died:
        raise Http404
    return found

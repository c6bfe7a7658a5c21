"""Records that may be one person: the queue, a pair side by side, and what somebody decides about it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from chungtay.foundation.accounts.permissions import Permission, holders_of
from chungtay.foundation.accounts.presenters import PageRequest
from chungtay.foundation.core.audience import audience
from chungtay.records.registry import permissions
from chungtay.records.registry.forms.pairs import JoinForm, WhyForm
from chungtay.records.registry.models import DuplicatePair
from chungtay.records.registry.operations import duplicates, yearly
from chungtay.records.registry.operations.act import Stale
from chungtay.records.registry.presenters import changes
from chungtay.records.registry.presenters import pairs as shown
from chungtay.records.registry.presenters.found import link_to
from chungtay.records.registry.queries import pair_queue as queue
from chungtay.records.registry.queries import pairs as queries
from chungtay.records.registry.queries.history import names_for
from chungtay.records.registry.queries.homes import home_of
from chungtay.records.registry.queries.probability import installed
from chungtay.records.registry.views.doors import address, place_of, whole
from chungtay.rulebook.errors import ChungTayError

joiners = audience(*holders_of(Permission.REGISTRY_MERGE))


@joiners
def pairs(request: PageRequest, place: str, year: int) -> HttpResponse:
    """What waits, the likeliest first; on request what was decided."""
    here, today = place_of(request, place, year), timezone.localdate()
    _check_here(request)
    choice = request.GET.get("loc", "")[:10]
    counts = queue.counts(request.user, here, today)
    page = queue.page_of(
        queue.chosen(request.user, here, choice, today),
        decided=choice == queue.DECIDED,
        after=whole(request.GET.get("sau", "")),
        before=whole(request.GET.get("truoc", "")),
    )
    context = {
        "year": year,
        "waiting": counts[""],
        "chips": shown.chips(counts, choice),
        "choice": choice,
        "may_compare": permissions.can_merge(request.user, here, today),
        "by_probability": installed(),
        "page": page,
        "rows": [shown.row(line) for line in queries.lines_of(page.pairs, request.user, today)],
    }
    return render(request, "registry/pairs.html", context)


@joiners
@require_POST
def compare(request: PageRequest, place: str, year: int) -> HttpResponse:
    """The whole place is compared in the background."""
    here = place_of(request, place, year)
    _check_here(request)
    method = yearly.PROBABILITY if request.POST.get("method") == yearly.PROBABILITY else yearly.RULES
    try:
        job = yearly.ask_for_comparison(here, method=method, year=year, by=request.user, at=timezone.now())
    except ChungTayError as error:
        messages.error(request, error.vi if get_language() == "vi" else error.en)
        return redirect(address(request, "pairs", year))
    if job.by_id != request.user.pk:
        messages.info(request, _("This place is being compared already. The queue fills by itself."))
        return redirect(address(request, "pairs", year))
    return redirect(reverse("core:job", args=[job.pk]))


@dataclass(slots=True)
class _Two:
    """A pair as this person may see it; `sides` None when one of the two lives outside the own area."""

    pair: DuplicatePair
    line: queries.Line
    sides: tuple[queries.Side, queries.Side] | None

    @property
    def open(self) -> bool:
        return self.line.open


@joiners
def one(request: PageRequest, place: str, year: int, number: int) -> HttpResponse:
    return _page(request, year, found_pair(request, place, year, number))


@joiners
@require_POST
def join(request: PageRequest, place: str, year: int, number: int) -> HttpResponse:
    """Shown first, done when what was shown is what is chosen."""
    two = found_pair(request, place, year, number)
    if two.sides is None:
        return _page(request, year, two)
    form = JoinForm(request.POST, sides=two.sides)
    if not form.is_valid():
        return _page(request, year, two, form=form)
    stays, _goes = form.staying()
    arguments = {
        "stays": stays.person, "choices": form.choices(), "seen": form.seen(), "why": form.cleaned_data["why"],
        "by": request.user, "at": timezone.now(),
    }  # fmt: skip
    try:
        if "join" not in request.POST or form.cleaned_data["shown"] != form.print():
            entry = duplicates.would_do(two.pair, **arguments)
            preview = changes.told(entry, names_for(entry.rows))
            return _page(request, year, two, form=form, preview=preview)
        done = duplicates.say_same(two.pair, **arguments)
    except ValidationError as error:
        fresh = found_pair(request, place, year, number)  # as it stands now, with the versions of now
        kept = form if fresh.open and not isinstance(error, Stale) else None
        return _page(request, year, fresh, form=kept, error=" ".join(error.messages))
    messages.success(request, _("Joined into one record. The history has it, and it can be undone there."))
    home = home_of(stays.person)
    if home is None or not home.group.path.startswith(request.place.path):
        return redirect(address(request, "pair", year, number))
    return redirect(address(request, "operation", year, home.pk, done.pk))


@joiners
@require_POST
def apart(request: PageRequest, place: str, year: int, number: int) -> HttpResponse:
    done = _("Kept as two persons. The pair is not brought up again.")
    return _say(request, place, year, number, duplicates.say_different, done)


@joiners
@require_POST
def again(request: PageRequest, place: str, year: int, number: int) -> HttpResponse:
    done = _("The pair waits again.")
    return _say(request, place, year, number, duplicates.look_again, done)


def _say(
    request: PageRequest, place: str, year: int, number: int, step: Callable[..., None], done: str
) -> HttpResponse:
    two = found_pair(request, place, year, number)
    form = WhyForm(request.POST)
    if not form.is_valid() or two.sides is None:
        return _page(request, year, two, why=form)
    try:
        step(two.pair, why=form.cleaned_data["why"], by=request.user, at=timezone.now())
    except ValidationError as error:
        return _page(request, year, found_pair(request, place, year, number), error=" ".join(error.messages))
    messages.success(request, done)
    return redirect(address(request, "pair", year, number))


def _check_here(request: PageRequest) -> None:
    if not queries.may_look(request.user, request.place, timezone.localdate()):
        raise PermissionDenied


def found_pair(request: PageRequest, place: str, year: int, number: int) -> _Two:
    """Raises Http404 for a pair of other places."""
    here, today = place_of(request, place, year), timezone.localdate()
    _check_here(request)
    pair = queries.pair_of(request.user, here, number, today)
    if pair is None:
        raise Http404
    line = queries.lines_of([pair], request.user, today)[0]
    return _Two(pair, line, queries.sides_of(line))


def _page(
    request: PageRequest,
    year: int,
    two: _Two,
    *,
    form: JoinForm | None = None,
    why: WhyForm | None = None,
    preview: Any = None,
    error: str = "",
) -> HttpResponse:
    today, sides = timezone.localdate(), two.sides
    open_form = form or (JoinForm(sides=sides) if sides and two.open else None)
    homes = list(dict.fromkeys(home for home in two.line.households if home is not None))
    inside = all(home.group.path.startswith(request.place.path) for home in homes)
    context = {
        "year": year,
        "pair": two.pair,
        "open": two.open,
        "row": shown.row(two.line),
        "signs": shown.evidence(queries.likeness_of(two.pair).signs),
        "sides": sides,
        "table": shown.compared(sides) if sides else [],
        "links": [(home, link_to(home, request.place, year)) for home in homes],
        "undo": _undo_link(request, year, two),
        "other_ward": two.line.elsewhere,
        "may_see_numbers": inside
        and all(permissions.can_see_numbers(request.user, home.group, today) for home in homes),
        "form": open_form,
        "why": why or WhyForm(),
        "preview": preview,
        "print": form.print() if form is not None and preview is not None else "",
        "error": error,
        "two_homes": len(homes) == 2 and two.open and sides is not None,
        "more": queries.more_of(two.pair, homes).count() if len(homes) == 2 and two.open else 0,
    }
    wrong = bool(error or (form and form.errors) or (why and why.errors))
    return render(request, "registry/pair.html", context, status=422 if wrong else 200)


def _undo_link(request: PageRequest, year: int, two: _Two) -> str:
    """To the act that joined them, where it can be undone; "" for a pair that is not joined."""
    if two.open or two.pair.operation_id is None:
        return ""
    inside = (home for home in two.line.households if home and home.group.path.startswith(request.place.path))
    home = next(inside, None)
    return address(request, "operation", year, home.pk, two.pair.operation_id) if home else ""

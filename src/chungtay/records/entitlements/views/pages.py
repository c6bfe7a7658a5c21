"""Pages of rights: every policy with its counts, the people of one policy by name, the rights of one household."""

from __future__ import annotations

import datetime

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone

from chungtay.foundation.accounts.presenters import PageRequest
from chungtay.foundation.core.templatetags.words import words
from chungtay.foundation.places.models import Level, Unit
from chungtay.foundation.places.queries import children_of
from chungtay.population.rights import HOUSEHOLD, PERSON
from chungtay.records.entitlements import permissions
from chungtay.records.entitlements.operations import standing
from chungtay.records.entitlements.presenters import policies
from chungtay.records.entitlements.queries import rights
from chungtay.records.entitlements.queries.card_coverage import gives_card
from chungtay.records.entitlements.queries.periods import by_term, period_of, period_words
from chungtay.records.entitlements.queries.through import rights_through
from chungtay.records.entitlements.views.doors import day_asked, here, known_asked, readers
from chungtay.records.registry.operations.looks import open_for_page
from chungtay.records.registry.queries.listed import homes
from chungtay.records.registry.queries.recorded import recorded_since
from chungtay.records.registry.queries.rights_facts import names_of
from chungtay.rulebook import policy_book
from chungtay.rulebook.named import ToVerify
from chungtay.rulebook.result import Text

PAGE = 50


@readers
def index(request: PageRequest, place: str, year: int) -> HttpResponse:
    """Every policy that holds here on a day, with how many it is for."""
    place_here, today = here(request, place, year), timezone.localdate()
    day, wrong = day_asked(request, year)
    book = policy_book.load()
    to_verify = [entry for entry in book.to_verify if _concerns(entry, day)]
    context = {"year": year, "day": day, "wrong_day": wrong, "to_verify": to_verify}
    if rights.too_wide(place_here):
        context |= {"below": children_of(place_here, day)}
    else:
        found = _rights(request, place_here, day, today)
        labels = {name: entry.label for name, entry in book.parameters.items()}
        context |= {
            "lines": policies.lines(found),
            "people": found.persons,
            "homes": found.homes.height,
            "refused": policies.refused(found.rules, labels),
            "uneven": policies.uneven(found, _codes(policies.uneven_homes(found), day)),
        }
    return render(request, "entitlements/index.html", context)


@readers
def people(request: PageRequest, place: str, year: int, policy: str) -> HttpResponseBase:
    """The people of one policy by name: those it is due to, those nobody can say of, those who get another instead."""
    place_here, today = here(request, place, year), timezone.localdate()
    if rights.too_wide(place_here):
        return index(request, place, year)
    day, _wrong = day_asked(request, year)
    found = _rights(request, place_here, day, today)
    about = found.policy(policy)
    if about is None:
        raise Http404
    counts = found.counts()[policy]
    state = request.GET.get("loai", "due")
    state = state if state in rights.STATES else "due"
    rows = found.of_policy(policy, state)
    page = Paginator(range(rows.height), PAGE).get_page(request.GET.get("trang"))
    shown = rows.slice(page.start_index() - 1 if rows.height else 0, PAGE)
    context = {
        "year": year,
        "day": day,
        "policy": about,
        "line": next(line for line in policies.lines(found) if line.policy.id == policy),
        "counts": [(name, counts[name]) for name in rights.STATES],
        "state": state,
        "page": page,
        "rows": policies.rows(
            found,
            shown,
            names_of([number for number in shown[PERSON].to_list() if number is not None]),
            {home.number: home for home in homes(set(shown[HOUSEHOLD].to_list()), day=day)},
            {group.pk: group.name for group in children_of(place_here, day)} | {place_here.pk: place_here.name},
        ),
        "period": period_words(period_of(about, day)),
        "by_term": by_term(about),
        "gives_card": gives_card(about),
        "may_prepare": permissions.can_prepare(request.user, place_here, today) and place_here.level == Level.WARD,
        "documents": [words(text) for text in about.documents],
    }
    return render(request, "entitlements/people.html", context)


@readers
def household(request: PageRequest, place: str, year: int, number: int) -> HttpResponse:
    """What one household and each of its members is entitled to, and why."""
    place_here, today = here(request, place, year), timezone.localdate()
    day, wrong = day_asked(request, year)
    through: datetime.date | None = None
    if day == today:
        found, through = rights_through(request.user, place_here, number, today)
    else:
        found = rights.rights_of(request.user, place_here, number, day, today)
    asked, refused, since = request.GET.get("biet", "").strip()[:10], "", None
    if not asked and not found.facts.homes.height:
        raise Http404
    if asked:
        try:
            known_on = known_asked(request)[1] or today
            found = rights.rights_known(request.user, place_here, day, known_on, today, household=number)
            since = recorded_since(number, known_on)
        except rights.NotKnownThen as error:
            refused = words(Text(error.vi, error.en))
        if not found.facts.homes.height:  # neither then nor by what is on record now
            raise Http404
    open_for_page(number, by=request.user, at=timezone.now())
    names = names_of(found.facts.people[PERSON].to_list())
    home = {each.number: each for each in homes([number], day=day)}
    rows = policies.rows(found, found.rows.sort("state", "policy", PERSON), names, home, {})
    context = {
        "year": year,
        "day": day,
        "wrong_day": wrong,
        "number": number,
        "home": home.get(number),
        "known_on": asked,
        "since": since,
        "through": None if asked else through,
        "refused": refused,
        "rows": [] if refused else [(found.policy(each), row) for each, row in zip(_ids(found), rows, strict=True)],
    }
    return render(request, "entitlements/household.html", context)


def _rights(request: PageRequest, place: Unit, day: datetime.date, today: datetime.date) -> rights.Rights:
    """Of a ward today as they are kept; of a group, of another day, and where nobody lives, worked out."""
    kept = standing.rights_today(request.user, place, today).rights if (place.level, day) == (Level.WARD, today) else {}
    return kept.get(place.pk) or rights.rights_in(request.user, place, day, today)


def _codes(numbers: list[int], day: datetime.date) -> dict[int, str]:
    """What the register calls these households; nothing is asked for none."""
    return {home.number: home.code for home in homes(set(numbers), day=day)} if numbers else {}


def _ids(found: rights.Found) -> list[str]:
    return found.rows.sort("state", "policy", PERSON)["policy"].to_list()


def _concerns(entry: ToVerify, day: datetime.date) -> bool:
    return entry.valid_from <= day and (entry.valid_to is None or day <= entry.valid_to)

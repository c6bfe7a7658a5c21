"""The first page of a working day: what waits for a hand, how the place stands; and search."""

from __future__ import annotations

import re

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from chungtay.foundation.accounts.permissions import Permission, place_for, scope_of
from chungtay.foundation.accounts.presenters import PageRequest, at_place
from chungtay.foundation.accounts.queries import first_place_of, places_of
from chungtay.foundation.core.audience import SIGNED_IN, audience
from chungtay.foundation.places.models import Unit
from chungtay.foundation.places.queries import as_of, last_day, why_not_there
from chungtay.records.registry.presenters import found as found_words
from chungtay.records.registry.queries.search import areas_seen
from chungtay.records.registry.queries.search import search as find
from chungtay.web.home.forms import keep_text, kept_text, whole
from chungtay.web.home.presenters import tasks_of
from chungtay.work.review import permissions as review_permissions
from chungtay.work.review.presenters import files as review_presenters
from chungtay.work.review.queries import files as review
from chungtay.work.review.queries.campaigns import running as running_reviews

_YEAR = re.compile(r"20[1-9][0-9]")


@audience(SIGNED_IN)
def start(request: PageRequest) -> HttpResponse:
    """To the place and year where the person's work is; an administrator to the people, and whoever has no duty yet to
    the own account."""
    day = timezone.localdate()
    year = request.session.get("year") or review.latest_year(request.user) or day.year
    place = first_place_of(request.user, day, year)
    if place is None or not scope_of(request.user, Permission.REVIEW_READ, day):
        for permission, name in ((Permission.SCHOOL_READ, "schooling:index"), (Permission.GIFT_READ, "gifts:rounds")):
            if place is not None and scope_of(request.user, permission, day):
                return redirect(name, place.code, place.nearest_year(year))
        manages = scope_of(request.user, Permission.ACCOUNT_MANAGE, day)
        return redirect("accounts:people" if manages else "accounts:account")
    return redirect("home:today", place.code, place.nearest_year(year))


@audience(SIGNED_IN)
def go(request: PageRequest) -> HttpResponse:
    """The switch of place and year in the top bar, for browsers without scripts too. The place is one of the year that
    the page showed (`tu`): in another year its code may be another unit's, and another unit may stand for it."""
    code, year, shown = (request.GET.get(name, "") for name in ("dia_ban", "nam", "tu"))
    if not _YEAR.fullmatch(year):
        return redirect("home:start")
    day = timezone.localdate()
    unit = place_for(request.user, code, int(shown if _YEAR.fullmatch(shown) else year))
    here = {place.pk: place for place in places_of(request.user, day, int(year))}
    if unit.pk not in here:
        messages.info(request, why_not_there(unit, last_day(int(year), day)))
        unit = _standing_for(request, unit, here, int(year))
    request.session["year"] = unit.nearest_year(int(year))
    return redirect("home:today", unit.code, unit.nearest_year(int(year)))


def _standing_for(request: PageRequest, unit: Unit, here: dict[int, Unit], year: int) -> Unit:
    """What stands for a unit in a year in which it did not exist, of the units that the person may look at then; where
    the person has none, the unit itself in its nearest year."""
    parts = as_of(unit, last_day(year, timezone.localdate()))
    found = next((here[part.unit.pk] for part in parts if part.unit.pk in here), None) or next(
        iter(here.values()), None
    )
    if found is None:
        sentence = _("You have no duty anywhere in %(year)s. Ask the administrator of your office.")
        messages.info(request, sentence % {"year": year})
    return found or unit


@audience(SIGNED_IN)
def today(request: PageRequest, place: str, year: int) -> HttpResponse:
    here = at_place(request, place, year)
    files = list(review.files_of_year(request.user, here, year)[:50])
    by_file = review.counts_by_file(request.user, here, files)
    running = running_reviews(request.user, here)
    done = [file for file in files if file.state == "done"]
    words = review_presenters.class_words(done[0].rule_set) if done else {}
    context = {
        "year": year,
        "reviews": [each for each in running if each.year == year],
        "tasks": tasks_of(request.user, here, year, files, by_file, running),
        "counts": [
            (name, label, count)
            for name, label in words.items()
            if (count := sum(by_file[file.pk].get(name, 0) for file in done))
        ],
        "files": [(file, review_presenters.next_step(file, by_file[file.pk])) for file in files[:5]],
        "only": done[0] if len(done) == 1 else None,
        "may_classify": review_permissions.can_classify(request.user, here, timezone.localdate()),
    }
    return render(request, "home/today.html", context)


@audience(SIGNED_IN)
def more(request: PageRequest, place: str, year: int) -> HttpResponse:
    """Every part of the program that the bar at the foot of a telephone has no room for."""
    at_place(request, place, year)
    return render(request, "home/more.html", {"year": year})


@audience(SIGNED_IN)
def search(request: PageRequest, place: str, year: int) -> HttpResponse:
    """Persons and households of the register first, then the lines of this year's review files."""
    request.place = here = place_for(request.user, place, year)
    if request.method == "POST":
        word = keep_text(request.session, request.POST.get("tim", "").strip())
        return redirect(f"{reverse('home:search', args=[here.code, year])}?lan={word}")
    text = request.GET.get("tim", "").strip() or kept_text(request.session, request.GET.get("lan", ""))
    paths, wider = areas_seen(request.user, here, timezone.localdate())
    if wide := "rong" in request.GET and wider:
        paths = scope_of(request.user, Permission.REGISTRY_READ, timezone.localdate())
    results = find(
        text, paths, persons_after=whole(request.GET.get("nguoi")), households_after=whole(request.GET.get("ho"))
    )
    lines = review.households_seen(request.user, here).filter(file__on__year=year).exclude(file__state="withdrawn")
    found = review.search(lines, text).select_related("file", "area") if text else lines.none()
    context = {
        "year": year,
        "text": text,
        "results": results,
        "persons": [found_words.person_line(each, here, year) for each in results.persons],
        "households": [found_words.household_line(each, here, year) for each in results.households],
        "wider": wider and not wide,
        "wide": wide,
        "rows": list(found.defer("explanation").order_by("name_key", "pk")[:50]),
        "words": review_presenters.class_words("vn-2022"),
    }
    return render(request, "home/search.html", context)

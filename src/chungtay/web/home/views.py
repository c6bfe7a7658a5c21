"""The first page of a working day: what waits for a hand, how the place stands; and search."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from chungtay.foundation.accounts.permissions import Permission, place_for, scope_of
from chungtay.foundation.accounts.presenters import PageRequest
from chungtay.foundation.accounts.queries import first_place_of
from chungtay.foundation.core.audience import SIGNED_IN, audience
from chungtay.web.home.presenters import tasks_of
from chungtay.work.review import permissions as review_permissions
from chungtay.work.review import presenters as review_presenters
from chungtay.work.review import queries as review


@audience(SIGNED_IN)
def start(request: PageRequest) -> HttpResponse:
    """To the place and year where the person's work is; an administrator to the people, and whoever has no duty yet to
    the own account."""
    place = first_place_of(request.user, timezone.localdate())
    if place is None or not scope_of(request.user, Permission.REVIEW_READ, timezone.localdate()):
        manages = scope_of(request.user, Permission.ACCOUNT_MANAGE, timezone.localdate())
        return redirect("accounts:people" if manages else "accounts:account")
    year = request.session.get("year") or review.latest_year(request.user) or timezone.localdate().year
    return redirect("home:today", place.code, year)


@audience(SIGNED_IN)
def go(request: PageRequest) -> HttpResponse:
    """The switch of place and year in the top bar, for browsers without scripts too."""
    code, year = request.GET.get("dia_ban", ""), request.GET.get("nam", "")
    if not year.isdigit() or len(year) != 4:
        return redirect("home:start")
    place_for(request.user, code, int(year))
    request.session["year"] = int(year)
    return redirect("home:today", code, int(year))


@audience(SIGNED_IN)
def today(request: PageRequest, place: str, year: int) -> HttpResponse:
    request.place = here = place_for(request.user, place, year)
    request.session["year"] = year
    files = list(review.files_of_year(request.user, here, year)[:50])
    by_file = review.counts_by_file(request.user, here, files)
    done = [file for file in files if file.state == "done"]
    words = review_presenters.class_words(done[0].rule_set) if done else {}
    context = {
        "year": year,
        "tasks": tasks_of(request.user, here, year, files, by_file),
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
def search(request: PageRequest, place: str, year: int) -> HttpResponse:
    request.place = here = place_for(request.user, place, year)
    text = request.GET.get("tim", "").strip()
    rows = review.households_seen(request.user, here).filter(file__on__year=year).exclude(file__state="withdrawn")
    found = review.search(rows, text).select_related("file", "area") if text else rows.none()
    context = {
        "year": year,
        "text": text,
        "rows": list(found.defer("explanation").order_by("name_key", "pk")[:50]),
        "words": review_presenters.class_words("vn-2022"),
    }
    return render(request, "home/search.html", context)

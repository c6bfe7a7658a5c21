"""The list of households of a place, and the page of one."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from chungtay.foundation.accounts.presenters import PageRequest
from chungtay.foundation.places.queries.units import BY_NUMBER
from chungtay.records.registry import permissions
from chungtay.records.registry.presenters import lists
from chungtay.records.registry.presenters.gone import gone
from chungtay.records.registry.presenters.page import page
from chungtay.records.registry.queries import household_pages
from chungtay.records.registry.queries import households as homes
from chungtay.records.registry.queries.pairs import may_look
from chungtay.records.registry.queries.worded import Worded, with_words
from chungtay.records.registry.views.doors import place_of, readers, record_of, whole


@readers
def households(request: PageRequest, place: str, year: int) -> HttpResponse:
    here, today = place_of(request, place, year), timezone.localdate()
    seen = homes.Year(request.user, here, year, today)
    choice = homes.Choice(
        request.GET.get("loai", "")[:10], whole(request.GET.get("to", "")), request.GET.get("con", "")[:10]
    )
    text = request.GET.get("tim", "").strip()[:100]
    counts = homes.counts(seen)
    many = counts.are_many(choice)
    if text:
        found = with_words(seen, choice, text, by_name=many)
    else:
        found = Worded(homes.chosen(seen, choice, by_name=many), counts.sizes.get(choice))
    there = homes.groups_within([here.path]).filter(pk__in=counts.by_group).select_related("parent")
    groups = list(there.order_by(*BY_NUMBER))
    context: dict[str, Any] = {
        "year": year,
        "day": seen.day,
        "present": seen.present,
        "ended": lists.ended(here, seen.scope, today),
        "this_year": today.year,
        "choice": choice,
        "text": text,
        "counts": counts,
        "chips": lists.class_chips(counts, choice),
        "others": lists.other_chips(counts, choice),
        "groups": lists.group_chips(groups, counts, choice) if lists.is_ward(here) else [],
        "wards": [] if lists.is_ward(here) else lists.ward_counts(groups, counts),
        "page": household_pages.page_of(
            seen,
            found.rows,
            after=whole(request.GET.get("sau", "")),
            before=whole(request.GET.get("truoc", "")),
            size=found.size,
            more=found.more,
        ),
        "may_edit": permissions.can_edit(request.user, here, today),
        "may_join": may_look(request.user, here, today),
        "may_open_proposals": permissions.can_propose(request.user, here, today)
        or permissions.can_approve(request.user, here, today),
    }
    return render(request, "registry/households_part.html" if request.htmx else "registry/households.html", context)


@readers
def household(request: PageRequest, place: str, year: int, number: int) -> HttpResponse:
    home = record_of(request, place, year, number)
    if home.withdrawn:
        return render(request, "registry/taken_back.html", gone(request.user, home, year))
    done = whole(request.GET.get("viec", ""))
    return render(request, "registry/household.html", page(request.user, home, year, timezone.now(), done))

"""Recording what happened to a household: one topic at a time, with its consequences said before the button."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from chungtay.foundation.accounts.permissions import Permission, holders_of
from chungtay.foundation.accounts.presenters import PageRequest
from chungtay.foundation.core.audience import audience
from chungtay.records.registry import permissions
from chungtay.records.registry.forms.acts import ActForm, Setting, print_of
from chungtay.records.registry.forms.corrections import CorrectionForm
from chungtay.records.registry.forms.topics import BESIDE_A_PERSON, GROUPS, OF_ENDED, TOPICS, fits, offered
from chungtay.records.registry.models import Household, Membership
from chungtay.records.registry.operations.act import Stale
from chungtay.records.registry.operations.looks import open_household
from chungtay.records.registry.operations.once import once
from chungtay.records.registry.operations.requests import draft_request, revise_request
from chungtay.records.registry.presenters.words import operation_words
from chungtay.records.registry.queries import requests
from chungtay.records.registry.queries.deeds import joined
from chungtay.records.registry.queries.history import act_of, ended_by
from chungtay.records.registry.queries.lives import last_row_of, members_of, title_of
from chungtay.records.registry.views.doors import address, home_of, record_of, sent_once, token_of

recorders = audience(*dict.fromkeys([*holders_of(Permission.REGISTRY_EDIT), *holders_of(Permission.REGISTRY_PROPOSE)]))


@recorders
def acts(request: PageRequest, place: str, year: int, number: int) -> HttpResponse:
    """All that can be recorded, to choose from."""
    home = home_of(request, place, year, number)
    may_edit = _may_edit(request, home)
    groups = [(label, offered(forms, may_edit=may_edit)) for label, forms in GROUPS]
    if home.ended_on:
        groups = [("", offered([form for form in OF_ENDED if fits(form, home)], may_edit=may_edit))]
    context = {
        "home": home,
        "title": title_of(home),
        "year": year,
        "groups": [(label, forms) for label, forms in groups if forms],
        "proposes": not may_edit,
    }
    return render(request, "registry/acts.html", context)


@recorders
def acts_of(request: PageRequest, place: str, year: int, number: int, person: int) -> HttpResponse:
    """All that can be recorded about one member."""
    home = home_of(request, place, year, number)
    row = next((each for each in members_of(home) if each.person_id == person), None)
    if row is None:
        raise Http404
    may_edit = _may_edit(request, home)
    context = {
        "home": home,
        "title": title_of(home),
        "year": year,
        "groups": [("", offered(BESIDE_A_PERSON, may_edit=may_edit))],
        "person": row.person,
        "proposes": not may_edit,
    }
    return render(request, "registry/acts.html", context)


@recorders
@sent_once
def act(
    request: PageRequest, place: str, year: int, number: int, topic: str, person: int | None = None
) -> HttpResponse:
    """One topic: the form, its warnings, the act. Field staff get the same form; saving it makes a proposal. Where
    somebody ended or changed meanwhile what the form is about, it says who did what, and keeps what was typed."""
    home = record_of(request, place, year, number)
    form_class = TOPICS.get(topic)
    if form_class is None or form_class.about_person < (person is not None):
        raise Http404
    if not (fits(form_class, home) or home.ended_on or home.withdrawn):
        raise Http404
    may_edit = _may_edit(request, home)
    if not may_edit and not form_class.proposed:
        raise PermissionDenied(_("Field staff propose what they find at a household; this is recorded by the office."))
    members = members_of(home)
    row = next((each for each in members if each.person_id == person), None)
    if home.withdrawn or not fits(form_class, home) or (person is not None and row is None):
        return _overtaken(request, home, year, form_class, members, person)
    if form_class.about_person and person is None:
        return _who(request, home, year, form_class, members)
    if form_class.opens:
        open_household(home, by=request.user, at=timezone.now())
    setting = Setting(home, members, row.person if row else None, request.user, timezone.localdate())
    form = form_class(request.POST or None, request.FILES or None, setting=setting)
    warnings: list[str] = []
    if request.method == "POST" and form.is_valid():
        warnings = form.unconfirmed()
        if not warnings:
            try:
                return _sent(request, form, year, _save if may_edit else _propose)
            except Stale as error:
                form = _after_somebody_else(form, error)
            except ValidationError as error:
                form.add_error(None, error)
    context = {
        "home": home,
        "title": title_of(home),
        "year": year,
        "form": form,
        "person": setting.person,
        "warnings": warnings,
        "print": print_of(warnings) if warnings else "",
        "proposes": not may_edit,
        "once": token_of(request),
    }
    return render(request, "registry/act.html", context, status=422 if form.errors else 200)


def _overtaken(
    request: PageRequest,
    home: Household,
    year: int,
    form_class: type[ActForm],
    members: list[Membership],
    person: int | None,
) -> HttpResponse:
    """What the form is about is no more as it was: by whose act, and what was typed. Raises Http404 where it never
    was."""
    row = last_row_of(home, person) if person is not None else None
    if form_class.about_person != (row is not None) or not (home.withdrawn or home.ended_on or row):
        raise Http404
    if form_class.opens:
        open_household(home, by=request.user, at=timezone.now())
    if row is not None and row not in members:
        members = [*members, row]
    setting = Setting(home, members, row.person if row else None, request.user, timezone.localdate())
    typed = {name: value for name, value in request.POST.items() if name not in ("seen", "confirmed")}
    act = ended_by(home, row)
    context = {
        "home": home,
        "title": title_of(home),
        "year": year,
        "form": form_class(setting=setting, initial=typed),
        "person": setting.person,
        "overtaken": True,
        "act": act,
        "done": operation_words(act.kind) if act else "",
    }
    return render(request, "registry/act.html", context, status=409)


def _may_edit(request: PageRequest, home: Household) -> bool:
    """Whether the person writes here, else proposes. Raises PermissionDenied for who may neither."""
    today = timezone.localdate()
    if permissions.can_edit(request.user, home.group, today):
        return True
    if permissions.can_propose(request.user, home.group, today):
        return False
    raise PermissionDenied(_("You have no duty here that writes in the register."))


def _who(
    request: PageRequest, home: Household, year: int, form_class: type[ActForm], members: list[Any]
) -> HttpResponse:
    context = {"home": home, "title": title_of(home), "year": year, "topic": form_class, "members": members}
    return render(request, "registry/who.html", context)


def _sent(
    request: PageRequest, form: ActForm, year: int, save: Callable[[PageRequest, ActForm, int, Any], str]
) -> HttpResponse:
    """Saved once, however often the same form arrives."""
    at = timezone.now()
    return redirect(once(token_of(request), lambda: save(request, form, year, at), by=request.user, at=at))


def _save(request: PageRequest, form: ActForm, year: int, at: datetime.datetime) -> str:
    form.perform(by=request.user, at=at)
    done = act_of(request.user, at)
    here = address(request, "household", year, form.setting.home.pk)
    if done is None:
        messages.info(request, _("Nothing differs from what is on record; nothing was written."))
        return here
    return f"{here}?viec={done.pk}"


def _propose(request: PageRequest, form: ActForm, year: int, at: datetime.datetime) -> str:
    """Into the person's own draft for this household, or a new one."""
    home, by = form.setting.home, request.user
    edits, newcomers, deeds = form.proposal()
    draft = requests.own_draft(by, home)
    why = form.cleaned_data["why"]
    if draft is None:
        draft = draft_request(home, why=why, edits=edits, newcomers=newcomers, deeds=deeds, by=by, at=at)
    else:
        known_edits, known_newcomers, known_deeds = requests.parts_of(draft)
        edits, newcomers = requests.joined(known_edits, edits), [*known_newcomers, *newcomers]
        deeds = joined(known_deeds, deeds)
        why = requests.reasons(draft.why, why)
        revise_request(draft, why=why, edits=edits, newcomers=newcomers, deeds=deeds, by=by, at=at)
    return address(request, "request", year, draft.pk)


def _after_somebody_else(form: ActForm, error: Stale) -> ActForm:
    if isinstance(form, CorrectionForm):
        return form.merged()
    form.add_error(None, error)
    return form

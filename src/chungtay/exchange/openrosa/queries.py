"""What a telephone with ODK Collect may hold: forms, households, and who it is."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from chungtay.exchange.openrosa.models import CollectForm, CollectKey, Delivery
from chungtay.foundation.accounts.models import Assignment
from chungtay.foundation.accounts.permissions import Permission, holders_of
from chungtay.foundation.places.models import Unit
from chungtay.work.review.models import Campaign, CampaignGroup, CampaignState, Case, GroupState
from chungtay.work.review.queries.campaigns import inside, reach
from chungtay.work.review.queries.collect import as_list, campaign_number, form_options
from chungtay.work.review.queries.entry import form_of
from chungtay.work.review.queries.phone import MOST_HOUSEHOLDS, cases_to_take
from chungtay.workbooks.xlsform import list_text, version_of

KEY_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that looks like another


def digest_of(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def key_calling(username: str, password: str) -> CollectKey | None:
    """The password in use that a telephone shows, when it belongs to this person and the account is open."""
    found = CollectKey.objects.select_related("user").filter(secret=digest_of(password), ended_at=None).first()
    return found if found is not None and found.user.username == username and found.user.is_active else None


def forms_offered(user: Any) -> list[CollectForm]:
    """The newest form of every campaign under survey in a group where the person surveys today, those ended last."""
    groups = CampaignGroup.objects.filter(
        inside("group__path", reach(user, Permission.REVIEW_SURVEY)),
        state=GroupState.SURVEY,
        ward__campaign__state=CampaignState.OPEN,
    )
    newest: dict[int, CollectForm] = {}
    rows = CollectForm.objects.filter(campaign__in=groups.values("ward__campaign")).select_related("campaign__area")
    for form in rows.order_by("made_at", "pk"):
        newest[form.campaign_id] = form
    return list(newest.values())


def form_offered(user: Any, campaign: int, version: str) -> CollectForm | None:
    """The form in this version, when it is one of those offered."""
    return next(
        (form for form in forms_offered(user) if form.campaign_id == campaign and form.version == version), None
    )


def form_sent(form_id: str, version: str) -> CollectForm | None:
    """The form that an answer names, in whatever version it was filled in."""
    campaign = campaign_number(form_id)
    rows = CollectForm.objects.select_related("campaign__area").filter(campaign=campaign, version=version)
    return rows.first() if campaign is not None and version else None


def households_of(user: Any, campaign: Campaign) -> tuple[str, int]:
    """The list beside the form, as CSV, and how many households stand in it: those that the person's other telephones
    would take along too."""
    rows = cases_to_take(user).filter(campaign=campaign)
    cases = list(rows.select_related("campaign", "ward__ward", "group__group", "household")[:MOST_HOUSEHOLDS])
    return list_text(as_list(cases, form_of(campaign), timezone.localdate())), len(cases)


def household_sent(user: Any, campaign: Campaign, code: str) -> Case | None:
    """The household of a form, by its code, where the person surveys. Anywhere else it is not there."""
    rows = Case.objects.filter(
        inside("group__group__path", reach(user, Permission.REVIEW_SURVEY)), campaign=campaign, household__code=code
    )
    return rows.select_related("campaign", "ward__ward", "group__group", "household").first() if code else None


def delivery_of(number: Any) -> Delivery | None:
    return Delivery.objects.select_related("survey__case").filter(survey__sent_id=number).first()


# --- for the screen -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class FormState:
    """The form that telephones get now, and whether the office would write another one today."""

    form: CollectForm | None
    stale: bool


def form_state(campaign: Campaign) -> FormState:
    """Raises AnswersError, RuleSetIncomplete where the sources lack the questions or the points."""
    questions = form_of(campaign)
    wanted = version_of(questions.rule_set, **form_options(campaign, questions))
    form = CollectForm.objects.filter(campaign=campaign).select_related("made_by").first()
    return FormState(form, form is not None and form.version != wanted)


def keys_of(user: Any) -> QuerySet[CollectKey]:
    return CollectKey.objects.filter(user=user).select_related("user", "ended_by")


def keys_seen(user: Any, campaign: Campaign, place: Unit) -> QuerySet[CollectKey]:
    """Passwords of everybody who surveys, or once surveyed, in a ward of the campaign that the person prepares."""
    wards = campaign.wards.filter(ward__path__startswith=place.path)
    wards = wards.filter(inside("ward__path", reach(user, Permission.REVIEW_PREPARE)))
    duties = Assignment.objects.filter(role__in=holders_of(Permission.REVIEW_SURVEY), area__in=wards.values("ward"))
    return CollectKey.objects.filter(user__in=duties.values("user")).select_related("user", "ended_by")


def prepares_where_they_survey(user: Any, key: CollectKey) -> bool:
    """Whether the person prepares the review in an area where the owner of the password surveys or surveyed."""
    paths = reach(user, Permission.REVIEW_PREPARE)
    duties = Assignment.objects.filter(user=key.user_id, role__in=holders_of(Permission.REVIEW_SURVEY))
    return duties.filter(inside("area__path", paths)).exists()


def deliveries_seen(user: Any, campaign: Campaign, place: Unit) -> QuerySet[Delivery]:
    """What came by ODK Collect from groups that the person may look at."""
    rows = Delivery.objects.filter(
        inside("survey__case__group__group__path", reach(user)),
        survey__case__campaign=campaign,
        survey__case__group__group__path__startswith=place.path,
    )
    return rows.select_related("survey__case")


def surveys_here(user: Any, place: Unit) -> bool:
    """Whether the person visits households somewhere in the place, or the place lies in where they do."""
    return any(
        path.startswith(place.path) or place.path.startswith(path) for path in reach(user, Permission.REVIEW_SURVEY)
    )

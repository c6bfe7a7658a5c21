"""Posted lists: what they show, what keeps a ward from being posted, and whether its posting is behind it."""

from __future__ import annotations

import datetime
import hashlib
import json
from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Count, Q, QuerySet

from chungtay.foundation.core.text import tidy
from chungtay.foundation.places.models import Unit
from chungtay.records.registry.queries.listed import no_more, rosters
from chungtay.work.review.models import (
    Campaign,
    CampaignWard,
    Case,
    CaseState,
    Complaint,
    ComplaintState,
    GroupState,
    Posting,
    PostingState,
    WardState,
)
from chungtay.work.review.queries.campaigns import inside, main_standard, reach
from chungtay.work.review.queries.conflicts import contradicted

BEFORE_MEETING = (
    CaseState.TO_SCREEN,
    CaseState.LISTED,
    CaseState.SURVEYED,
    CaseState.RETURNED,
    CaseState.CONFIRMED,
)
TO_POST = (CaseState.MET, CaseState.RECHECKED)


def waits_for_posting(cases: str = "") -> Q:
    """Households that may be posted: met, checked again after a complaint, or checked where the process has no meeting.
    `cases` leads to them from another table ("cases__")."""
    return Q(**{f"{cases}state__in": TO_POST}) | Q(**{f"{cases}state": CaseState.CONFIRMED, f"{cases}meets": False})


def before_posting(cases: str = "") -> Q:
    """Households on their way to the posting that cannot be posted yet."""
    return Q(**{f"{cases}state__in": BEFORE_MEETING}) & ~Q(
        **{f"{cases}state": CaseState.CONFIRMED, f"{cases}meets": False}
    )


OPEN_COMPLAINT = (ComplaintState.RECEIVED, ComplaintState.CHECKING, ComplaintState.CHECKED)
_SHOWN_CLASSES = ("poor", "near_poor")


def postings_seen(user: Any, campaign: Campaign, place: Unit) -> QuerySet[Posting]:
    rows = Posting.objects.filter(ward__campaign=campaign, ward__ward__path__startswith=place.path)
    return rows.filter(inside("ward__ward__path", reach(user))).select_related("ward__ward", "ward__campaign__area")


def over(user: Any, place: Unit, today: datetime.date) -> QuerySet[Posting]:
    """Lists that hang although their days are over."""
    rows = Posting.objects.filter(ward__ward__path__startswith=place.path, state=PostingState.POSTED)
    found = rows.filter(inside("ward__ward__path", reach(user)), last_day__lt=today)
    return found.select_related("ward__ward", "ward__campaign").order_by("last_day", "pk")


def not_met(ward: CampaignWard) -> list[str]:
    """Names of the groups whose households are not all surveyed and checked, and met where the process has a meeting;
    one without households is done."""
    waiting = Case.objects.filter(before_posting(), ward=ward).values("group")
    groups = ward.groups.filter(pk__in=waiting) | ward.groups.filter(state=GroupState.MEETING)
    return list(groups.order_by("group__code", "pk").values_list("group__name", flat=True))


def to_post(ward: CampaignWard) -> list[Case]:
    """Households that wait to be posted, in the order of the list."""
    rows = Case.objects.filter(waits_for_posting(), ward=ward).select_related("group__group")
    return list(rows.order_by("group__group__code", "group", "name_key", "pk"))


def waiting_to_post(wards: Sequence[CampaignWard]) -> dict[int, tuple[int, int]]:
    """Ward -> households before their meeting, households that wait to be posted; wards without households are left
    out. One statement for all."""
    rows = (
        Case.objects.filter(ward__in=[ward.pk for ward in wards])
        .order_by()
        .values_list("ward")
        .annotate(before=Count("pk", filter=before_posting()), ready=Count("pk", filter=waits_for_posting()))
    )
    return {ward: (before, ready) for ward, before, ready in rows}


def is_shown(case: Case) -> bool:
    """The law posts the poor, the near-poor and those that are so no longer. Who asked and is neither has an answer of
    his own, and the neighbours nothing to see."""
    return case.class_id in _SHOWN_CLASSES or case.was in _SHOWN_CLASSES


def shown_list(ward: CampaignWard, cases: Sequence[Case], day: datetime.date) -> tuple[dict[str, Any], list[int]]:
    """What is posted, frozen, and the household of each row. A row has head, group, class last year and now, and how
    many members; no number, address, score, income, illness or child. Households that by the register are none any more
    are left out: nobody is there for neighbours to speak of."""
    rows = [case for case in cases if is_shown(case)]
    members = rosters((case.household_id for case in rows), day)
    empty = [case.household_id for case in rows if not members.get(case.household_id)]
    ended = no_more(empty, day) if empty else {}
    rows = [case for case in rows if case.household_id not in ended]
    standard = main_standard(ward.campaign)
    shown = {
        "ward": tidy(ward.ward.name),
        "review": ward.campaign.kind,
        "year": ward.campaign.year,
        "month": ward.campaign.month,
        "rule_set": standard.rule_set,
        "rows": [
            {
                "no": number,
                "group": tidy(case.group.group.name),
                "head": tidy(case.head_name),
                "was": case.was,
                "now": case.class_id,
                "members": len(members.get(case.household_id, ())),
            }
            for number, case in enumerate(rows, 1)
        ],
    }
    return shown, [case.pk for case in rows]


def changes_posted(case: Case, found: str) -> bool:
    """Would this class change what the household's list says of it? One that is not shown is neither poor nor near-poor
    there."""
    posting = case.posting
    if posting is None or case.pk not in posting.rows_of:
        return found in _SHOWN_CLASSES
    said: str = posting.shown["rows"][posting.rows_of.index(case.pk)]["now"]
    return found != said


def shown_digest(shown: dict[str, Any]) -> str:
    """SHA-256 over the list in its one spelling: keys in order, no blanks, UTF-8."""
    text = json.dumps(shown, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def open_complaints(ward: CampaignWard) -> QuerySet[Complaint]:
    return Complaint.objects.filter(ward=ward, state__in=OPEN_COMPLAINT)


def contested(cases: Iterable[int]) -> set[int]:
    """Those of the households about which a complaint is open."""
    rows = Complaint.objects.filter(case__in=list(cases), state__in=OPEN_COMPLAINT)
    return set(rows.values_list("case", flat=True))


def hanging_on(wards: Sequence[int], day: datetime.date) -> list[Posting]:
    """The lists of these units that can be objected to on a day. Unscoped: what hangs may be read by everybody."""
    rows = Posting.objects.filter(state=PostingState.POSTED, first_day__lte=day, last_day__gte=day)
    return list(rows.filter(ward__ward__in=wards).select_related("ward__ward", "ward__campaign__area").order_by("pk"))


def hanging(ward: CampaignWard) -> Posting | None:
    """The list of the ward that hangs now."""
    return ward.postings.filter(state=PostingState.POSTED).first()


def ready_for_opinion_or_decision(ward: CampaignWard) -> bool:
    """The posting is over, no complaint and no contradiction of forms is open, and no household of the ward waits for
    anything but the decision. Then the district is asked where the process has that step, and else the decision may be
    drafted. So too when the district sent a household back that was closed since: the others hung to their end."""
    if (
        ward.state not in (WardState.SURVEY, WardState.POSTED)
        or not ward.postings.filter(state=PostingState.ENDED).exists()
    ):
        return False
    if hanging(ward) or open_complaints(ward).exists() or contradicted(Case.objects.filter(ward=ward)).exists():
        return False
    states = set(Case.objects.filter(ward=ward).values_list("state", flat=True).distinct().order_by())
    done = {CaseState.SETTLED, CaseState.DECIDED, CaseState.SCREENED_OUT, CaseState.CLOSED}
    return CaseState.SETTLED in states and states <= done

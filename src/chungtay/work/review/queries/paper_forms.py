"""Paper forms of a group or a household: who lives there, what was answered last, where the QR leads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.db.models import Count, QuerySet
from django.urls import reverse

from chungtay.foundation.core.models import Job
from chungtay.foundation.places.models import Unit
from chungtay.records.registry.queries.listed import codes, rosters
from chungtay.rulebook.questionnaire import Questionnaire
from chungtay.work.review.models import Campaign, CampaignGroup, Case, CaseState, Purpose
from chungtay.work.review.queries.campaigns import groups_seen
from chungtay.work.review.queries.entry import as_row
from chungtay.work.review.queries.quality import answers_before
from chungtay.work.review.queries.second_papers import second_visitor
from chungtay.workbooks.writing.paper_form import PaperForm

PRINT = "review.paper_forms"
TO_VISIT = (CaseState.LISTED, CaseState.RETURNED)


def forms_for(cases: Sequence[Case], questions: Questionnaire, *, base: str, place: str) -> list[PaperForm]:
    """The paper forms of households of one campaign, in three statements whatever their number. `base` is the address
    of the installation as the person who prints sees it, `place` the unit that the address of the QR names."""
    if not cases:
        return []
    campaign, households = cases[0].campaign, [case.household_id for case in cases]
    named, held = codes(households), rosters(households, campaign.first_day)
    before = answers_before(campaign, households)
    columns = {"person"} | {question.id for question in questions.member}
    return [
        PaperForm(
            code=named.get(case.household_id, ""),
            head=case.head_name,
            ward=case.ward.ward.name,
            group=case.group.group.name,
            place=case.address,
            was=case.was,
            visitor=case.assigned_to.full_name if case.assigned_to else "",
            members=[_columns(as_row(member), columns) for member in held.get(case.household_id, [])],
            last=before.get(case.household_id, {}),
            address=base + reverse("entry:form", args=[place, campaign.year, campaign.pk, case.pk]) if base else "",
        )
        for case in cases
    ]


VISITS = {Purpose.SPOT: "PHÚC TRA HỘ RÚT NGẪU NHIÊN", Purpose.RECHECK: "PHÚC TRA"}


def second_form(case: Case, questions: Questionnaire, *, purpose: str, base: str, place: str) -> PaperForm:
    """The paper of a second visit, without what was answered before: whoever looks a second time looks for himself. Its
    QR leads to the typing of that visit."""
    [form] = forms_for([case], questions, base=base, place=place)
    visitor = second_visitor(case, purpose)
    return replace(
        form,
        visit=VISITS[Purpose(purpose)],
        was="",
        last={},
        visitor=visitor.full_name if visitor else "",
        address=f"{form.address}?phieu={purpose}" if form.address else "",
    )


def _columns(row: dict[str, Any], wanted: set[str]) -> dict[str, Any]:
    return {key: value for key, value in row.items() if key in wanted}


def to_print(group: CampaignGroup) -> list[Case]:
    """The households of a group that wait for a visit, in the order of their addresses."""
    rows = Case.objects.filter(group=group, state__in=TO_VISIT)
    rows = rows.select_related("campaign", "ward__ward", "group__group", "assigned_to")
    return list(rows.order_by("assigned_to__full_name", "address", "pk"))


def groups_to_print(user: Any, campaign: Campaign, place: Unit) -> QuerySet[CampaignGroup]:
    return groups_seen(user, campaign, place).order_by("ward__ward__code", "group__code", "pk")


def waiting_by_group(groups: QuerySet[CampaignGroup]) -> dict[int, int]:
    rows = Case.objects.filter(group__in=groups, state__in=TO_VISIT).order_by()
    return dict(rows.values_list("group").annotate(n=Count("pk")))


def printed(user: Any, groups: QuerySet[CampaignGroup]) -> list[Job]:
    """The files that this person had made, the newest first."""
    numbers = [str(group) for group in groups.values_list("pk", flat=True)]
    rows = Job.objects.filter(by=user, kind=PRINT, subject_type="review.campaigngroup", subject_id__in=numbers)
    return list(rows.order_by("-pk")[:20])

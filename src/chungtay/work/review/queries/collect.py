"""What ODK Collect is given of a campaign: how its form is called, and the households to choose from."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any

from chungtay.foundation.places.models import Unit
from chungtay.records.registry.queries.listed import codes, rosters
from chungtay.rulebook.errors import ChungTayError
from chungtay.rulebook.questionnaire import Questionnaire
from chungtay.work.review.models import Campaign, Case, Method
from chungtay.work.review.queries.ground import Ground
from chungtay.workbooks.xlsform import FormName

_FORM = "chungtay_dot_"


def form_name(campaign: Campaign) -> FormName:
    """One form for a campaign, whether it comes as a file or over the network; its list says which households."""
    title = f"Rà soát {campaign.month}/{campaign.year}" if campaign.month else f"Rà soát {campaign.year}"
    return FormName(f"{_FORM}{campaign.pk}", f"{title} – {campaign.area.name}")


def form_options(campaign: Campaign, questions: Questionnaire) -> dict[str, Any]:
    """How the form of a campaign is written: as a file and over the network it is the same form of the same version."""
    name = form_name(campaign)
    return {"method": questions.method, "listed": True, "name": name, "show_score": campaign.show_score}


def campaign_number(form_id: str) -> int | None:
    """The campaign that a form's name speaks of; None for a name that is none of ours."""
    number = form_id.removeprefix(_FORM)
    if not form_id.startswith(_FORM) or not (number.isascii() and number.isdecimal()) or len(number) > 18:
        return None
    return int(number) if number == str(int(number)) else None


def as_list(cases: Sequence[Case], questions: Questionnaire, on: datetime.date) -> list[dict[str, str]]:
    """The households as the form chooses from them: the register's members in one line, what the place answers by
    itself, and the state of the household that the form will answer to."""
    households = [case.household_id for case in cases]
    named = codes(households)
    held = rosters(households, on) if cases else {}
    areas = {case.group_id: case.group.group for case in cases}
    ground = Ground(areas.values())
    known = {number: _area(questions, unit, on, ground) for number, unit in areas.items()}
    return [
        {
            "name": named.get(case.household_id, ""),
            "label": f"{case.head_name}, {case.address}" if case.address else case.head_name,
            "head_name": case.head_name,
            "ward_name": case.ward.ward.name,
            "group": case.group.group.name,
            "address": case.address,
            "roster": "; ".join(f"{member.name} {member.birth}".strip() for member in held.get(case.household_id, [])),
            "case_version": str(case.version),
            **known[case.group_id],
        }
        for case in cases
    ]


def _area(questions: Questionnaire, group: Unit, on: datetime.date, ground: Ground) -> dict[str, str]:
    """Nothing where the office has not said what the place is: the form then works nothing out, the office says why."""
    try:
        if questions.method == Method.INCOME:
            return {"area_type": "1" if ground.kind(group, on) == "urban" else "2"}
        return {key: str(value) for key, value in ground.answers(questions.rule_set, group, on).items()}
    except ChungTayError:
        return {}

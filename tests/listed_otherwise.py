"""A household whose form says less than a list does, by the points of 2022.

Nguyễn Văn Đình (02/03/1961) and a girl of 8, urban Hà Nội, toilet and water lacking: 145 points of B1, 20 of B2, so
near-poor. A list has a monthly benefit for disabled persons for him: with it two of two members are dependants, more
than half, 10 points of B2 more: 30, poor.
"""

from __future__ import annotations

import datetime
from typing import Any

from chungtay.records.registry.models import CircumstanceKind, Person
from chungtay.records.registry.operations.editing import set_circumstance
from chungtay.records.registry.queries.listed import rosters
from chungtay.work.review.models import Campaign, Case, Flag, Survey
from chungtay.work.review.operations import quality
from tests import campaigns, papers

HEAD = "Nguyễn Văn Đình"
SINCE = datetime.date(2023, 1, 1)


def under_survey(made: campaigns.Office) -> tuple[Campaign, Case]:
    campaigns.register(made, rule_set="vn-2022")
    campaign = papers.under_survey(made)
    return campaign, campaigns.case_of(campaign, HEAD)


def persons(case: Case) -> list[int]:
    """Head and daughter in the register."""
    return [member.person for member in rosters([case.household_id], papers.VISITED)[case.household_id]]


def listed(made: campaigns.Office, case: Case, kind: str = CircumstanceKind.PROTECTION, code: str = "2") -> None:
    """A list says: the head has a monthly benefit for disabled persons."""
    set_circumstance(
        Person.objects.get(pk=persons(case)[0]), kind=kind, code=code, since=SINCE,
        why="danh sách chi trả tháng 8", by=made.people["officer"], at=papers.NOW,
    )  # fmt: skip


def told(case: Case, **changes: Any) -> dict[str, Any]:
    """What the household told the enumerator: no benefit."""
    answers = papers.answers(HEAD, "Nguyễn Thị Bé", toilet=3, water=4)
    head, child = answers["members"]
    head |= {"person": persons(case)[0], "birth_date": "02/03/1961", "social_benefit": 0} | changes
    child |= {"person": persons(case)[1], "weight_kg": 30}
    return answers


def sent(made: campaigns.Office, case: Case, **changes: Any) -> Survey:
    form: Survey = papers.sent(made, case, told(case, **changes))
    return form


def flag_of(made: campaigns.Office, case: Case) -> Flag:
    """What the check of the ward's forms finds in this household's."""
    quality.check_ward(campaigns.ward_of(case.campaign, made), by=made.people["officer"], at=papers.NOW)
    case.refresh_from_db()
    return Flag.objects.get(kind="register", survey=case.survey)

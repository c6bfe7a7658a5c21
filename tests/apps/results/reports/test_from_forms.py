"""Columns that come from the forms of our own review: who cannot work, causes, children by what they lack (7.8, 7.10,
7.11). A household without a form stays unknown and is counted as such."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from chungtay.records.registry.models import HouseholdStatus
from chungtay.results.reports.queries.facts import OFFICIAL, PRELIMINARY, read
from chungtay.results.reports.queries.tables import tables_of
from chungtay.results.reports.queries.wanting import wanted_by
from chungtay.work.review.models import Campaign
from chungtay.work.review.operations import decisions, opinions
from chungtay.work.review.operations.campaigns import Standard
from chungtay.work.review.operations.decisions import Signature
from chungtay.workbooks.reports.tables import TOTAL
from tests import campaigns as made_up
from tests import decided
from tests.apps.work.review.test_a_whole_review import at, commune
from tests.rulebook.households import ADULT, CHILD, WORKER, rural

pytestmark = pytest.mark.django_db
HOMES = (("Ngô Văn Sậy", ""), ("Mai Thị Đay", "near_poor"), ("Đỗ Văn Lúa", "poor"), ("Lương Văn Cói", "poor"))
UNINSURED = {"health_insurance": 2, "state_paid_insurance": 2}
# Reviewed on 15/09/2025. Sậy, 65, alone: no insurance, internet, means of information: poor; nobody of working age.
# Đay, 45, with a girl of 9 (118 cm, below 121,4; uninsured) and one of 4 who attends nothing: dependants, nutrition,
# insurance, school: poor; she can work and draws the merit allowance. Lúa, 65, alone and lacking nothing: near-poor.
ANSWERS = {
    "Ngô Văn Sậy": rural(1, ADULT | UNINSURED | {"internet": 2}, phones=0, radio=2, cause_3=1, cause_7=1),
    "Mai Thị Đay": rural(
        1,
        WORKER | {"pension": 3, "sex": 2},
        CHILD | UNINSURED | {"height_cm": 118, "weight_kg": 30},
        CHILD | {"birth_date": "15/03/2021", "height_cm": 105, "weight_kg": 17, "attending": 2},
        floor_area_m2=30,
        cause_1=1,
    ),
    "Đỗ Văn Lúa": rural(1),
}


def reviewed(settings, tmp_path) -> made_up.Office:
    """Three of the four households are surveyed; the fourth is closed without a form and stays poor on last year's
    list."""
    settings.MEDIA_ROOT = tmp_path
    office = made_up.office(commune())
    made_up.register(office, HOMES, rule_set="vn-2022")
    first = datetime.date(2025, 9, 1)
    campaign = made_up.under_survey(
        office,
        year=2025,
        first_day=first,
        last_day=datetime.date(2025, 12, 14),
        baseline_on=datetime.date(2025, 8, 31),
        standards=[Standard("vn-2022", "points")],
        settled={"complaints.working_days": 7},
        at=at(9, 1, 2025),
    )
    for head, raw in ANSWERS.items():
        given = {"household": raw["household"], "members": raw["members"]}
        made_up.confirmed(
            office, made_up.case_of(campaign, head), given, surveyed_on=datetime.date(2025, 9, 15), at=at(9, 16, 2025)
        )
    return office


def decide(office: made_up.Office) -> None:
    campaign = Campaign.objects.get(area=office.ward)
    fourth = made_up.case_of(campaign, "Lương Văn Cói")
    made_up.closed(office, fourth, "not_found", at=at(9, 17, 2025))
    ward = decided.settle(campaign, office)
    opinions.go_to_decision(ward, by=office.people["officer"], at=at(9, 25, 2025))
    ward.refresh_from_db()
    draft = decisions.draft_decision(ward, by=office.people["officer"], at=at(9, 26, 2025))
    signed = Signature("30/QĐ-UBND", datetime.date(2025, 9, 29), datetime.date(2026, 1, 1), "Trần Văn Chủ", "Chủ tịch")
    decisions.sign_decision(draft, signature=signed, by=office.people["leader"], at=at(9, 29, 2025))


def figures(office: made_up.Office, basis: str, closes: datetime.date) -> dict[str, Any]:
    query = {"den": closes.isoformat()}
    what = wanted_by(office.ward, 2025, basis, query, datetime.date(2026, 1, 2))
    assert what is not None
    return tables_of(read(what), "group")


def total(tables: dict[str, Any], form: str, split: str = "Hộ") -> list[int | None]:
    row = next(row for row in tables[form].rows if row.kind == TOTAL and row.split in (split, ""))
    return [cell.value for cell in row.cells]


@pytest.mark.parametrize("basis", [PRELIMINARY, OFFICIAL])
def test_figures_of_our_own_review(settings, tmp_path, basis):
    office = reviewed(settings, tmp_path)
    closes = datetime.date(2025, 9, 20)
    if basis == OFFICIAL:
        decide(office)
        closes = datetime.date(2026, 1, 1)
        # without the fourth, whom nobody surveyed
        HouseholdStatus.objects.filter(household=office.homes[3]).update(valid_to=datetime.date(2025, 12, 31))
    else:
        HouseholdStatus.objects.filter(household=office.homes[3]).delete()
    tables = figures(office, basis, closes)
    # residents 4, all Kinh; poor 2, near-poor 1; cannot work: Sậy of the poor, Lúa of the near-poor; merit: Đay
    assert total(tables, "7.8") == [4, 0, 2, 1, 0, 0, 1, 1, 1, 0]
    # children of the register (one born 2008 in each: 17 years old) 0; of the forms: insurance 1, nutrition 1, school 1
    assert total(tables, "7.11") == [0, 1, 1, 1, 0, 0, 0, 0]
    poor = next(row for row in tables["7.10"].rows if row.label == "- Hộ nghèo" and row.unit.startswith("all"))
    near = next(row for row in tables["7.10"].rows if row.label == "- Hộ cận nghèo" and row.unit.startswith("all"))
    assert [cell.value for cell in poor.cells] == [1, 0, 1, 0, 0, 0, 1, 0]
    assert [(cell.value, cell.unknown) for cell in near.cells] == [(None, 1)] * 8  # no cross on Lúa's form


def test_who_has_no_form_is_unknown_and_counted(settings, tmp_path):
    office = reviewed(settings, tmp_path)
    decide(office)
    table = figures(office, OFFICIAL, datetime.date(2026, 1, 1))
    assert total(table, "7.8")[2:4] == [3, 1]
    row = next(row for row in table["7.8"].rows if row.kind == TOTAL and row.split == "Hộ")
    assert (row.cells[6].value, row.cells[6].unknown, row.cells[7].value) == (None, 1, 1)
    why = "Để trống cột 7: Có hộ chưa ghi có hay không có khả năng lao động. Chưa rõ: 1 hộ."
    assert why in table["7.8"].unknowns()
    assert [cell.unknown for cell in table["7.11"].rows[-1].cells] == [0, 1, 1, 1, 0, 0, 0, 0]
    assert [cell.unknown for cell in table["7.10"].rows[-2].cells] == [1] * 8


def test_residents_of_a_minority_and_of_whom_nobody_knows(settings, tmp_path):
    """Column 2 of 7.8: one couple of a Kinh head and a Tày wife counts; a head without a word on it is unknown."""
    from tests.apps.records.registry import factories as f
    from tests.apps.results.reports import world as w

    made = w.Ward(w.factories.district())
    f.household(
        made.group,
        (f.member("Trần Văn Hải", ethnicity="Kinh"), f.member("Nông Thị Mơ", "spouse", "1985-02-03", ethnicity="Tày")),
        at=w.AT,
    )
    w.home(made.group, head="Lê Văn Kha", ethnicity="kinh")
    table = tables_of(read(w.of(made.ward)), "group", ("7.8",))["7.8"]
    assert [row.cells[1].value for row in table.rows if row.kind == TOTAL] == [1, 2]
    w.home(made.group, head="Đỗ Văn Dần", ethnicity="")
    table = tables_of(read(w.of(made.ward)), "group", ("7.8",))["7.8"]
    assert [(row.cells[1].value, row.cells[1].unknown) for row in table.rows if row.kind == TOTAL] == [(None, 1)] * 2


@pytest.mark.parametrize(
    ("written", "counted", "unknown"),
    [("Người nước ngoài", 1, 0), ("Không rõ", None, 1), ("Tày", 2, 0), ("TÀY", 2, 0), ("Kih", None, 1)],
)
def test_a_people_that_no_list_has_is_no_minority_and_a_foreigner_is_none(
    settings, tmp_path, written, counted, unknown
):
    """Beside one household that is of a minority: column 2 of 7.8 of the households."""
    from tests.apps.results.reports import world as w

    made = w.Ward(w.factories.district())
    w.home(made.group, head="Nông Thị Mơ", ethnicity="Tày")
    w.home(made.group, head="Lê Văn Kha", ethnicity=written)
    table = tables_of(read(w.of(made.ward)), "group", ("7.8",))["7.8"]
    row = next(row for row in table.rows if row.kind == TOTAL)
    assert (row.cells[1].value, row.cells[1].unknown) == (counted, unknown)

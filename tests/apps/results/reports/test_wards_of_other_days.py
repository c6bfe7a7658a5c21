"""A place above is the sum of what its wards report, cell by cell: also where one ward decided late, one not at all,
and households went from one to the other in between.

Three wards, each with its own review of the five households of `tests.decided`. By hand: poor 1 at the start and 2 at
the end, near-poor 2 and 1; in a ward that has not decided the old list stands, poor 1 and 1, near-poor 2 and 2.
"""

from __future__ import annotations

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from chungtay.foundation.places import operations as places
from chungtay.foundation.places.models import Unit
from chungtay.records.registry.models import Household, Membership
from chungtay.records.registry.operations import moves, status
from chungtay.results.reports.models import FinalReport
from chungtay.results.reports.operations.finalising import finalise_report
from chungtay.results.reports.queries.again import differences
from chungtay.results.reports.queries.checks import checks_of
from chungtay.results.reports.queries.facts import read, wanted
from chungtay.results.reports.queries.forms import MOVEMENT_NEAR, MOVEMENT_POOR
from chungtay.results.reports.queries.tables import tables_of
from chungtay.results.reports.queries.wanting import asked_of, wanted_of
from chungtay.work.review.models import CampaignWard, Case
from chungtay.work.review.operations import decisions
from tests import campaigns, decided, factories
from tests.apps.results.reports.test_preliminary import total
from tests.apps.results.reports.test_sums import added, counts

pytestmark = pytest.mark.django_db
D = datetime.date
LATE, IN_FEBRUARY = D(2020, 1, 10), D(2020, 2, 1)
BY = {"by": None, "at": factories.AT}


def moment(day):
    return datetime.datetime(day.year, day.month, day.day, 2, tzinfo=datetime.UTC)


def office_of(first, ward):
    """The people of another ward; those of the district are the same."""
    there = campaigns.Office(first.units | {"00016": ward}, people=dict(first.people))
    for name, role in (("officer", "ward_officer"), ("leader", "ward_leader"), ("enumerator", "enumerator")):
        there.people[name] = factories.person(f"{name}-{ward.code}", role, ward)
    campaigns.register(there)
    return there


def sign(office, day, begins, ward=None):
    draft = decisions.draft_decision(ward or decided.agreed(office), by=office.people["officer"], at=moment(day))
    given = decided.signature(signed_on=day, effective_on=begins)
    return decisions.sign_decision(draft, signature=given, by=office.people["leader"], at=moment(day))


@pytest.fixture
def wards():
    """Ngọc Hà in time, Phúc Xá on 10 January, a third ward not at all."""
    first = campaigns.office()
    campaigns.register(first)
    third = places.found_unit(
        level="ward", code="00022", name="Phường Thứ Ba", parent=first.units["001"], valid_from=factories.SINCE, **BY
    )
    group = places.found_unit(
        level="group", code="01", name="Tổ dân phố 1", parent=third, valid_from=factories.SINCE, **BY
    )
    places.set_area_type(group, kind="urban", valid_from=factories.SINCE, **BY)
    late, open_one = office_of(first, first.units["00001"]), office_of(first, third)
    sign(first, D(2019, 12, 20), D(2020, 1, 1))
    sign(late, LATE, LATE)
    decided.agreed(open_one)
    return first, late, open_one


def home_of(office, head):
    return Household.objects.get(pk=Case.objects.get(head_name=head, campaign__area=office.ward).household_id)


def between_the_days(wards):
    """Newly poor in Ngọc Hà from 1 January, a household moves to Phúc Xá on the 5th: at the end it is in the report of
    the one and of the other. And a child of a poor household of Ngọc Hà set up house in Phúc Xá in June, poor too."""
    first, late, _open_one = wards
    moves.move_household(home_of(first, "Phạm Thị Bưởi"), group=late.group, address="", on=D(2020, 1, 5), **BY)
    poor = home_of(first, "Nguyễn Văn Đình")
    child = Membership.objects.get(household=poor, person__full_name="Nguyễn Văn Đình Con").person
    half = moves.split_household(
        poor, persons=[child], head=child, relations={}, group=late.group, address="", on=D(2019, 6, 1), **BY
    )
    given = {"year": 2019, "rule_set": "vn-2016", "class_id": "poor", "valid_from": D(2019, 6, 1), "source": "review"}
    status.record_status(half, status.NewStatus(**given), **BY)


def report(unit, year=2019, today=IN_FEBRUARY, **given):
    facts = read(wanted(unit, year, today, **given))
    level = "ward" if unit.level == "district" else "group"
    return facts, tables_of(facts, level)


def check_sums(units, year=2019, today=IN_FEBRUARY):
    """Every cell of every form: the ward's row in the district's table is the total of the ward's own table, and the
    district's total the sum of them."""
    facts, above = report(units[0].units["001"], year, today)
    own = {office.ward.pk: report(office.ward, year, today)[1] for office in units}
    for form, table in above.items():
        rows = counts(table, "unit")
        for (ward, split), cells in rows.items():
            assert cells == counts(own[int(ward)][form], "total")["all", split], (form, ward, split)
        for (_all, split), cells in counts(table, "total").items():
            assert cells == added([rows[str(ward), split] for ward in own]), (form, split)
    return facts, above


def moved(table, *names):
    return [total(table)[name] for name in names]


def test_each_ward_stands_in_the_district_as_in_its_own_report(wards):
    """Poor: 3 at the start, 2 + 2 + 1 at the end; near-poor: 6 at the start, 1 + 1 + 2 at the end."""
    facts, tables = check_sums(wards)
    assert [(each.ward.code, each.opening.day, each.closing.day) for each in facts.wanted.apart] == [
        ("00001", D(2019, 1, 1), LATE)
    ]
    assert facts.wanted.closing.day == D(2020, 1, 1)
    poor, near = tables[MOVEMENT_POOR], tables[MOVEMENT_NEAR]
    assert moved(poor, "Đầu kỳ", "Sang cận nghèo", "Từ cận nghèo", "Phát sinh mới", "Cuối kỳ") == [3, 2, 2, 2, 5]
    assert moved(near, "Đầu kỳ", "Sang nghèo", "Vượt chuẩn cận nghèo", "Từ nghèo", "Cuối kỳ") == [6, 2, 2, 2, 4]
    [undecided] = [check for check in checks_of(facts, tables) if check.id == "undecided"]
    assert "Phường Thứ Ba" in undecided.vi
    assert "Phường Phúc Xá" not in undecided.vi
    told = next(note for note in poor.notes if "danh sách của chính phường" in note)
    assert "Phường Phúc Xá: 01/01/2019 – 10/01/2020. Các phường, xã khác: 01/01/2019 – 01/01/2020." in told


def test_households_that_went_from_one_ward_to_the_other_keep_the_sums_right(wards):
    """Poor at the start 3; at the end 2 in Ngọc Hà on 1 January, 2 + the one that came + the split one in Phúc Xá on
    10 January, 1 in the third: 7. Split off: 1, as the ward itself says although the family lives in the other."""
    between_the_days(wards)
    facts, tables = check_sums(wards)
    assert moved(tables[MOVEMENT_POOR], "Đầu kỳ", "Tách hộ", "Cuối kỳ") == [3, 1, 7]
    assert [check.id for check in checks_of(facts, tables)] == ["undecided"]


def test_the_next_year_begins_for_each_ward_where_its_list_began(wards):
    between_the_days(wards)
    facts, tables = check_sums(wards, 2020)
    assert [(each.ward.code, each.opening.day) for each in facts.wanted.apart] == [("00001", LATE)]
    assert moved(tables[MOVEMENT_POOR], "Đầu kỳ")[0] == 7


def test_days_that_are_given_are_those_of_all(wards):
    facts, tables = report(wards[0].units["001"], opens=D(2019, 1, 1), closes=LATE)
    assert facts.wanted.apart == ()
    assert moved(tables[MOVEMENT_POOR], "Cuối kỳ") == [5]


def test_it_is_kept_for_a_job_and_for_the_final_report(wards, client):
    district = wards[0].units["001"]
    asked = wanted(district, 2019, IN_FEBRUARY)
    assert wanted_of(district, 2019, asked_of(asked, "ward")) == asked
    kept = finalise_report(asked, "ward", by=None, at=moment(IN_FEBRUARY))
    assert differences(kept) == []
    Membership.objects.filter(household=home_of(wards[1], "Trần Thị Hường")).update(withdrawn=True)
    assert differences(kept) != []
    client.force_login(wards[0].people["district"])
    shown = client.get("/001/2019/bao-cao/bien-dong/").content.decode()
    assert "10/01/2020" in shown
    assert timezone.localdate() > LATE


def test_a_final_report_keeps_the_days_it_was_made_of(wards):
    """The third ward's decision of 20 January is entered after the report was final: another report would count the
    ward between its own days, this one stays between 1 January and 1 January, and nothing in it differs."""
    kept = finalise_report(wanted(wards[0].units["001"], 2019, IN_FEBRUARY), "ward", by=None, at=moment(IN_FEBRUARY))
    third = CampaignWard.objects.get(ward=wards[2].ward)
    sign(wards[2], D(2020, 1, 20), D(2020, 1, 20), third)
    own = wanted(wards[0].units["001"], 2019, IN_FEBRUARY).apart
    assert [(each.ward.code, each.closing.day) for each in own] == [("00001", LATE), ("00022", D(2020, 1, 20))]
    assert differences(FinalReport.objects.get(pk=kept.pk)) == []


def test_the_statements_do_not_grow_with_the_wards_of_one_day(wards):
    district = wards[0].units["001"]
    with CaptureQueriesContext(connection) as of_three:
        read(wanted(district, 2019, IN_FEBRUARY))
    for code in ("00031", "00034", "00037"):
        ward = places.found_unit(
            level="ward", code=code, name=f"Phường {code}", parent=Unit.objects.get(pk=district.pk),
            valid_from=factories.SINCE, **BY,
        )  # fmt: skip
        places.found_unit(level="group", code="01", name="Tổ 1", parent=ward, valid_from=factories.SINCE, **BY)
    with CaptureQueriesContext(connection) as of_six:
        read(wanted(district, 2019, IN_FEBRUARY))
    assert len(of_six) == len(of_three)

"""What somebody must be asked before a policy can be answered, recorded in the register like every circumstance.

Amounts by hand from the law notes (1.2 to 1.4, 2.1, 3.2) and the texts they name: the premium is 4.5 % of the base
salary (2,340,000 in 2025: 105,300; 2,530,000 from July 2026: 113,850), Hà Nội's standard of 2026 is 650,000.
"""

from __future__ import annotations

import datetime

import pytest

from chungtay.foundation.accounts.models import Role
from chungtay.records.entitlements.queries.rights import rights_in
from chungtay.records.registry.operations import editing
from chungtay.records.registry.operations.status import NewStatus, record_status
from chungtay.records.registry.queries import codes
from tests import factories
from tests.apps.records.registry.factories import AT, household, member, person

D = datetime.date
BY = {"by": None, "at": AT}
TODAY, LONG_AGO, SINCE = D(2026, 9, 1), D(2015, 1, 1), D(2015, 2, 1)
IN_2019, IN_2022, IN_2025, IN_2026 = D(2019, 10, 1), D(2022, 6, 1), D(2025, 6, 30), D(2026, 9, 1)


@pytest.fixture
def officer(group):
    return factories.person("officer-asked", Role.WARD_OFFICER, group.parent)


def lived(group, *members, class_id: str = "poor", rules: str = "vn-2022", since: D = LONG_AGO):
    found = household(group, members, since=since)
    record_status(found, NewStatus(since.year, rules, class_id, since, "legacy"), **BY)
    return found


def tell(home, name: str, kind: str, code: str, since: D = SINCE) -> None:
    editing.set_circumstance(person(home, name), kind=kind, code=code, since=since, **BY)


def of(officer, group, day: D, policy: str) -> list[tuple[str, int | None]]:
    """(state, đồng) of a policy on a day, one for each person, in the order of their numbers."""
    rows = rights_in(officer, group.parent, day, TODAY).rows.filter(policy=policy)
    return list(rows.sort("person").select("state", "amount").iter_rows())


def test_a_survivor_of_80_has_the_state_s_card_once_asked(group, officer) -> None:
    """On the last day of the decree of 2018 at 81: unknown, then due (100 % of 105,300); "none" is an answer."""
    home = lived(group, member("Đỗ Thị Sáu", born="1944-03-01"), class_id="not_poor")
    assert of(officer, group, IN_2025, "bhyt-survivor-80-2018") == [("open", None)]
    tell(home, "Sáu", "survivor", "1")
    assert of(officer, group, IN_2025, "bhyt-survivor-80-2018") == [("due", 105_300)]
    tell(home, "Sáu", "survivor", "0", D(2020, 1, 1))
    assert of(officer, group, IN_2025, "bhyt-survivor-80-2018") == []
    tell(home, "Sáu", "survivor", "1", D(2020, 2, 1))
    assert of(officer, group, D(2025, 7, 1), "bhyt-survivor-80-2018") == []
    assert of(officer, group, D(2025, 7, 1), "bhyt-survivor-2025") == [("due", 105_300)]


@pytest.mark.parametrize(
    ("born", "class_id", "found"),
    [
        ("1951-09-01", "not_poor", [("due", 113_850)]),  # 75 on the day
        ("1951-09-02", "not_poor", []),
        ("1956-09-01", "near_poor", [("due", 113_850)]),  # 70, near-poor
        ("1956-09-02", "near_poor", []),
    ],
)
def test_survivors_by_the_law_of_2025(group, officer, born, class_id, found) -> None:
    home = lived(group, member("Đỗ Thị Sáu", born=born), class_id=class_id)
    tell(home, "Sáu", "survivor", "1")
    assert of(officer, group, IN_2026, "bhyt-survivor-2025") == found


def test_a_pension_and_a_survivor_s_benefit_answer_each_other(group, officer) -> None:
    """Who has no social insurance at all has no survivor's benefit; who has that is not on the social pension (500,000
    as known on 1 September: the decree that raises it takes effect in October)."""
    home = lived(
        group, member("Đỗ Thị Sáu", born="1944-03-01"), member("Vũ Văn Bảy", "spouse", "1943-03-01"),
        class_id="not_poor",
    )  # fmt: skip
    tell(home, "Sáu", "pension", "0")
    tell(home, "Bảy", "survivor", "1")
    assert of(officer, group, IN_2026, "bhyt-survivor-2025") == [("due", 113_850)]
    assert of(officer, group, IN_2026, "social-pension-2026") == [("due", 500_000)]


def test_farming_is_asked_of_households_of_average_living_standard_alone(group, officer) -> None:
    """30 % of 67,050 is 20,115 đồng; told at one member it holds for all, and two answers that differ for nobody."""
    home = lived(
        group, member("Lê Văn Nông", born="1980-03-01"), member("Lê Thị Mạ", "spouse", "1982-03-01"),
        class_id="average", rules="vn-2016",
    )  # fmt: skip
    lived(group, member("Ngô Thị Phố", born="1980-03-01"), class_id="not_poor", rules="vn-2016")
    assert of(officer, group, IN_2019, "bhyt-farming-2018") == [("open", None), ("open", None)]
    tell(home, "Nông", "farming", "1")
    assert of(officer, group, IN_2019, "bhyt-farming-2018") == [("due", 20_115), ("due", 20_115)]
    tell(home, "Mạ", "farming", "0")
    assert of(officer, group, IN_2019, "bhyt-farming-2018") == [("open", None), ("open", None)]


def test_who_can_support_the_elderly(group, officer) -> None:
    """Near-poor, of 79 and 80 in September 2026: 1.5 and 2.0 x 650,000. A poor one whose carer lives on a benefit has
    it by the country's decree too; only one of the two is paid."""
    home = lived(
        group, member("Tạ Văn Tám", born="1946-09-02"), member("Tạ Thị Chín", "spouse", "1946-09-01"),
        class_id="near_poor",
    )  # fmt: skip
    poor = lived(group, member("Hồ Thị Mười", born="1960-01-01"))
    assert of(officer, group, IN_2026, "btxh-hanoi-elderly") == [("open", None)] * 3
    tell(home, "Tám", "support", "3")
    tell(home, "Chín", "support", "1")
    tell(poor, "Mười", "support", "2")
    assert of(officer, group, IN_2026, "btxh-hanoi-elderly") == [
        ("due", 975_000), ("due", 1_300_000), ("instead", 975_000),
    ]  # fmt: skip
    assert of(officer, group, IN_2026, "btxh-5a") == [("due", 975_000)]
    tell(home, "Tám", "support", "0", D(2016, 1, 1))
    assert of(officer, group, IN_2026, "btxh-hanoi-elderly") == [("due", 1_300_000), ("instead", 975_000)]


def test_children_of_disabled_parents(group, officer) -> None:
    """Asked where somebody severely disabled lives in the household. Under 4: 2.5 x 650,000; from 4: 1.5 x 650,000."""
    home = lived(
        group, member("Cao Thị Hiền", born="1990-03-01"), member("Cao Văn Bé", "child", "2023-01-01"),
        member("Cao Thị Lớn", "child", "2015-01-01"), class_id="not_poor",
    )  # fmt: skip
    assert of(officer, group, IN_2026, "btxh-hanoi-parents") == []
    tell(home, "Hiền", "disability", "2")
    assert of(officer, group, IN_2026, "btxh-hanoi-parents") == [("open", None), ("open", None)]
    tell(home, "Bé", "parents", "1", D(2023, 2, 1))
    tell(home, "Lớn", "parents", "1")
    assert of(officer, group, IN_2026, "btxh-hanoi-parents") == [("due", 1_625_000), ("due", 975_000)]
    tell(home, "Lớn", "parents", "0", D(2016, 1, 1))
    assert of(officer, group, IN_2026, "btxh-hanoi-parents") == [("due", 1_625_000)]


def test_told_where_no_disabled_person_lives_it_still_counts(group, officer) -> None:
    """The disabled parent may live elsewhere."""
    home = lived(group, member("Cao Thị Lan", born="1950-03-01"), member("Cao Thị Lớn", "child", "2015-01-01"))
    tell(home, "Lớn", "parents", "2")
    assert of(officer, group, IN_2026, "btxh-hanoi-parents") == [("due", 975_000)]


def test_households_that_cannot_escape(group, officer) -> None:
    """Asked where nobody surely can work. By the resolution of 2019 the gravely disabled, the gravely ill and the
    lonely elderly of it get 1,400,000 in town; by that of 2021 the same, and children under 15, 2,500,000: Nụ from her
    birth to 14, her brother Lộc of 15 and the grandmother, who has somebody to support her, not."""
    home = lived(
        group, member("Mai Thị Già", born="1948-03-01"), member("Mai Văn Tật", "child", "1975-03-01"),
        member("Mai Thị Nụ", "other", "2007-06-02", papers=()), member("Mai Văn Lộc", "other", "2007-06-01", papers=()),
        rules="vn-2016",
    )  # fmt: skip
    tell(home, "Tật", "disability", "1")
    assert of(officer, group, IN_2019, "hanoi-cannot-escape-2019") == [("open", None), ("open", None)]
    assert of(officer, group, IN_2022, "hanoi-cannot-escape-2021") == [("open", None)] * 3  # not Lộc, 15 on the day
    tell(home, "Già", "no_escape", "1")
    tell(home, "Già", "support", "0")
    assert of(officer, group, IN_2019, "hanoi-cannot-escape-2019") == [("due", 1_400_000)]
    assert of(officer, group, IN_2022, "hanoi-cannot-escape-2021") == [("due", 2_500_000)] * 2  # Tật, Nụ
    assert of(officer, group, D(2026, 1, 1), "hanoi-cannot-escape-2021") == []
    tell(home, "Già", "no_escape", "2", D(2022, 1, 1))
    assert of(officer, group, IN_2022, "hanoi-cannot-escape-2021") == [("due", 2_000_000), ("due", 2_000_000)]


def test_a_household_with_somebody_able_to_work_is_not_asked(group, officer) -> None:
    """From the 18th to the 55th birthday (1968-03-01: 55 on 1 March 2023), neither disabled nor ill nor at school."""
    home = lived(group, member("Mai Thị Già", born="1948-03-01"), member("Mai Văn Khoẻ", "child", "1968-03-01"))
    tell(home, "Già", "support", "1")
    assert of(officer, group, D(2023, 2, 28), "hanoi-cannot-escape-2021") == []
    assert of(officer, group, D(2023, 3, 1), "hanoi-cannot-escape-2021") == [("open", None)]  # the mother, alone
    tell(home, "Khoẻ", "illness", "")
    assert of(officer, group, D(2022, 6, 1), "hanoi-cannot-escape-2021") == [("open", None), ("open", None)]


def test_the_poor_elderly_who_cannot_look_after_themselves(group, officer) -> None:
    """440,000 from 8 December 2021 to the end of 2025, at 60."""
    home = lived(group, member("Mai Thị Già", born="1961-12-08"))
    assert of(officer, group, D(2021, 12, 8), "hanoi-elderly-2021") == [("open", None)]
    tell(home, "Già", "self_care", "1")
    assert of(officer, group, D(2021, 12, 7), "hanoi-elderly-2021") == []
    assert of(officer, group, D(2021, 12, 8), "hanoi-elderly-2021") == [("due", 440_000)]
    assert of(officer, group, D(2026, 1, 1), "hanoi-elderly-2021") == []


def test_hanoi_tops_the_social_pension_up_while_the_numbers_agree(group, officer) -> None:
    """500,000 + 150,000 = 650,000 to June 2026; whoever gets a higher allowance instead gets neither."""
    home = lived(
        group, member("Đỗ Thị Sáu", born="1944-03-01"), member("Vũ Văn Bảy", "spouse", "1943-03-01"),
        class_id="not_poor",
    )  # fmt: skip
    tell(home, "Sáu", "pension", "0")
    tell(home, "Bảy", "pension", "0")
    tell(home, "Bảy", "disability", "2")
    june, july = D(2026, 6, 30), D(2026, 7, 1)
    assert of(officer, group, june, "social-pension-2026") == [("due", 500_000), ("instead", 500_000)]
    assert of(officer, group, june, "social-pension-hanoi-2026") == [("due", 150_000), ("instead", 150_000)]
    assert of(officer, group, june, "btxh-6") == [("due", 1_300_000)]
    assert of(officer, group, july, "social-pension-hanoi-2026") == []


def test_a_learner_at_a_centre_for_disabled_people(group, officer) -> None:
    """Mild disability, a short course, poor: the whole base salary of 2,530,000."""
    home = lived(group, member("Bùi Văn Học", born="2006-03-01"))
    tell(home, "Học", "disability", "3")
    assert of(officer, group, IN_2026, "scholarship-66-2026") == []
    tell(home, "Học", "schooling", "5")
    assert of(officer, group, IN_2026, "scholarship-66-2026") == [("open", None)]
    tell(home, "Học", "centre", "1")
    assert of(officer, group, IN_2026, "scholarship-66-2026") == [("due", 2_530_000)]


@pytest.mark.parametrize(
    ("kind", "text", "code"),
    [
        ("survivor", "Có", "1"), ("survivor", "x", "1"), ("survivor", "không", "0"), ("survivor", "0", None),
        ("no_escape", "có, ở thành thị", "1"), ("no_escape", "có", None),
        ("support", "Không có ai", "1"), ("disability", "có", None),
    ],
)  # fmt: skip
def test_words_of_a_cell(kind, text, code) -> None:
    assert codes.code_from_words(kind, text) == code

"""What is paid for the care of somebody stands beside every right of the carer's own (20/2021/NĐ-CP Điều 20; Điều 6
khoản 2 speaks of the coefficients of Điều 5), and is paid once for each person cared for.

Hường is severely disabled (1.5 x 650,000 = 975,000) and cares for her mother, extremely severely disabled: 1.0 x
650,000 for the care, by decision 31/QĐ-UBND.
"""

from __future__ import annotations

import pytest

from chungtay.foundation.places.models import Unit
from chungtay.population.rights import PERSON
from chungtay.records.entitlements.operations import lists
from chungtay.records.entitlements.operations.allowances import Decided, add_allowances, end_allowance
from chungtay.records.entitlements.queries.care_money import CARE as CARE_POLICIES
from chungtay.records.entitlements.queries.care_money import is_care
from chungtay.records.entitlements.queries.coverage import coverage_of
from chungtay.records.registry.models import Circumstance
from chungtay.records.registry.operations import editing
from chungtay.rulebook import policy_book
from chungtay.work.assistance.queries.monthly import owed
from tests import factories
from tests.apps.records.registry.factories import household, member, person
from tests.apps.work.assistance.people import AT, DAY, ENTERED, D, hands

JULY, SEPTEMBER = D(2026, 7, 1), D(2026, 9, 1)
CARE = "Kinh phí chăm sóc người khuyết tật đặc biệt nặng"


@pytest.fixture
def group(db, settings, tmp_path) -> Unit:
    settings.MEDIA_ROOT = tmp_path / "files"
    factories.district()
    return Unit.objects.get(level="group", parent__code="00016")


@pytest.fixture
def who(group) -> dict[str, object]:
    return hands(group.parent)


@pytest.fixture
def home(group):
    members = (
        member("Trần Thị Hường", born="1980-11-02"),
        member("Đỗ Thị Kim", "parent", "1950-03-01", papers=()),
    )
    made = household(group, members, since=D(2015, 1, 1), at=ENTERED)
    for name, code in (("Hường", "2"), ("Kim", "1")):
        editing.set_circumstance(
            person(made, name), kind="disability", code=code, since=D(2020, 1, 1), by=None, at=ENTERED
        )
    return made


def decided(home, **changes) -> Decided:
    values = {
        "person": person(home, "Hường").pk, "title": CARE, "amount": 650_000, "valid_from": JULY,
        "decision_number": "31/QĐ-UBND", "paid_for": person(home, "Kim").pk,
    }  # fmt: skip
    return Decided(**(values | changes))


def entered(home, who, *rows: Decided):
    return add_allowances(home.group.parent, rows, by=who["officer"], at=AT)


def drawn(group, who, policy: str) -> dict[str, int]:
    made = lists.draw_up(group.parent, policy, day=DAY, by=who["officer"], at=AT)
    return {line.person.full_name: line.amount for line in made.lines.select_related("person")}


def notes(group, who, policy: str) -> dict[int, str]:
    found = coverage_of(who["officer"], group.parent, DAY, DAY)
    rows = found.rows.filter(policy=policy)
    return dict(rows.select(PERSON, "note").iter_rows())


@pytest.mark.parametrize(
    ("title", "for_another", "care"),
    [
        ("Kinh phí chăm sóc, nuôi dưỡng", False, True), ("Hỗ trợ hộ nhận chăm sóc trẻ em", False, True),
        ("Nhận nuôi dưỡng trẻ em", True, True), ("Nhận nuôi dưỡng trẻ em", False, False),
        ("Trợ cấp người cao tuổi được nhận chăm sóc tại cộng đồng", False, False),
        ("Đơn thân nuôi con", True, False), ("Người đơn thân chăm sóc con", True, False), ("Khuyết tật", False, False),
    ],
)  # fmt: skip
def test_by_which_words_it_is_money_for_care(title, for_another, care) -> None:
    assert is_care(title, 7 if for_another else None) is care


def test_a_carer_who_is_disabled_gets_her_own_beside_the_care(group, who, home) -> None:
    """On the list: Hường 975,000 and Kim 2.5 x 650,000 = 1,625,000; for the care 650,000 is owed to Hường."""
    entered(home, who, decided(home))
    assert not any(notes(group, who, "btxh-6").values())
    assert drawn(group, who, "btxh-6") == {"Trần Thị Hường": 975_000, "Đỗ Thị Kim": 1_625_000}
    [found] = owed(group.parent, SEPTEMBER)
    assert (found.person, found.month, found.arrears) == (person(home, "Hường").pk, 650_000, 1_300_000)


def test_her_own_by_decision_still_keeps_her_off_the_list(group, who, home) -> None:
    entered(home, who, decided(home))
    entered(
        home, who,
        decided(home, title="Khuyết tật nặng", amount=975_000, decision_number="30/QĐ-UBND", paid_for=None),
    )  # fmt: skip
    assert drawn(group, who, "btxh-6") == {"Đỗ Thị Kim": 1_625_000}
    [found] = owed(group.parent, SEPTEMBER)
    assert (found.month, found.arrears) == (1_625_000, 3_250_000)


def test_what_a_list_gave_counts_against_her_own_alone(group, who, home) -> None:
    """Listed for September at 975,000 before both decisions were entered: of her own two months are owed, of the care
    three (1,950,000)."""
    assert drawn(group, who, "btxh-6")["Trần Thị Hường"] == 975_000
    entered(
        home, who, decided(home),
        decided(home, title="Khuyết tật nặng", amount=975_000, decision_number="30/QĐ-UBND", paid_for=None),
    )  # fmt: skip
    [found] = owed(group.parent, SEPTEMBER)
    assert found.amount == 1_950_000 + 2 * 975_000


def test_the_care_is_paid_once_by_list_or_by_decision(group, who, home) -> None:
    """Listed for September at 650,000: by the decision July and August are left. With the decision first, no list."""
    assert drawn(group, who, "care-disabled") == {"Đỗ Thị Kim": 650_000}
    entered(home, who, decided(home))
    [found] = owed(group.parent, SEPTEMBER)
    assert found.amount == 2 * 650_000


def test_the_coverage_says_that_the_carer_is_paid(group, who, home) -> None:
    entered(home, who, decided(home))
    assert "trả cho người chăm sóc" in notes(group, who, "care-disabled")[person(home, "Kim").pk].lower()
    with pytest.raises(Exception, match=r"Nobody is left|Không còn ai"):
        lists.draw_up(group.parent, "care-disabled", day=DAY, by=who["officer"], at=AT)


def test_care_money_makes_nobody_a_receiver_of_a_social_benefit(group, who, home) -> None:
    """So no state card by it, and its end ends no benefit of the carer's own."""
    [care] = entered(home, who, decided(home))
    told = Circumstance.objects.filter(kind="protection", person=person(home, "Hường"))
    assert not told.exists()
    entered(
        home, who,
        decided(home, title="Khuyết tật nặng", amount=975_000, decision_number="30/QĐ-UBND", paid_for=None),
    )  # fmt: skip
    end_allowance(care.pk, last_day=D(2026, 8, 31), note="Thôi chăm sóc", by=who["officer"], at=AT)
    assert [row.valid_to for row in told] == [None]


def test_a_single_parent_s_allowance_is_her_own(group, who, home) -> None:
    """It makes her a receiver, though it is paid for a child, and stands beside her own disability."""
    entered(home, who, decided(home, title="Đơn thân nuôi con"))
    assert Circumstance.objects.filter(kind="protection", person=person(home, "Hường")).exists()
    assert drawn(group, who, "btxh-6")["Trần Thị Hường"] == 975_000


def test_the_policies_for_care_are_those_of_article_20() -> None:
    told = [each for each in policy_book.load().policies if each.article.startswith("Điều 20 khoản")]
    assert {each.instrument for each in told} == {"20/2021/NĐ-CP"}
    assert {each.id for each in told} == CARE_POLICIES

"""Letters: from the stored result, in sentences with numbers worked out by hand."""

from __future__ import annotations

import datetime

import pytest
from django.utils import translation

from chungtay.rulebook import rule_sets
from chungtay.rulebook.income_changes import income_changes
from chungtay.work.review.models import Case
from chungtay.work.review.presenters.letters import _point_changes, letter_of
from chungtay.work.review.queries import letters as queries
from tests import campaigns as made_up
from tests import decided as made

pytestmark = pytest.mark.django_db


@pytest.fixture
def office():
    found = made_up.office()
    made_up.register(found)
    return found


def letter(campaign, head, today=datetime.date(2019, 9, 12), language="vi"):
    (told,) = queries.told(Case.objects.filter(campaign=campaign, head_name=head).select_related("posting"), today)
    with translation.override(language):
        return letter_of(
            told.case,
            told.results,
            standards=queries.standards_of(campaign),
            decision=told.decision,
            posting=told.case.posting,
            today=today,
            before=told.before,
        )


def text(found):
    return "\n".join(line for part in found.parts for line in [part.heading, *part.lines])


def test_the_letter_tells_class_lines_distances_and_what_is_lacking(office):
    """800.000 lies 100.000 below 900.000 and 500.000 below 1.300.000 (QĐ 59/2015, urban)."""
    decision = made.decided(office)
    said = text(letter(decision.ward.campaign, "Trần Thị Hường"))
    assert "Hộ ông/bà là: hộ nghèo. Theo Quyết định số 210/QĐ-UBND ngày 25/09/2019, từ ngày 01/01/2020." in said
    assert "Thu nhập bình quân một người một tháng, theo hộ kê khai: 800.000 đồng." in said
    assert (
        "Chuẩn nghèo về thu nhập là 900.000 đồng. Thu nhập của hộ không vượt mức này (thấp hơn 100.000 đồng)." in said
    )
    assert "Chuẩn cận nghèo về thu nhập là 1.300.000 đồng" in said
    assert "Hộ thiếu hụt 1 chỉ số dịch vụ cơ bản" in said
    assert "Căn cứ: QĐ 59/2015/QĐ-TTg Điều 2 khoản 1." in said
    assert "tăng lên trên 900.000 đồng" in said


def test_the_second_standard_stands_beside_the_first_with_its_mark(office):
    """1.000.000: near-poor by QĐ 59/2015, poor by Hà Nội's line of 1.400.000."""
    said = text(letter(made.decided(office).ward.campaign, "Nguyễn Văn Đình"))
    assert "Hộ ông/bà là: hộ cận nghèo." in said
    assert "Để đối chiếu, theo chuẩn này: hộ nghèo." in said
    assert "Chuẩn nghèo Hà Nội là 1.400.000 đồng" in said
    assert "Chuẩn nghèo Hà Nội: theo nguồn khác, chưa thấy nguyên văn" in said
    assert "mức tin cậy" not in said
    assert "QĐ 12/2016/QĐ-UBND Hà Nội (S)" in said


def test_before_the_decision_it_says_until_when_to_object(office):
    ward = made.settled(office)
    ward.postings.update(state="posted", ended_on=None)
    said = text(letter(ward.campaign, "Trần Thị Hường"))
    assert "Kết quả rà soát: hộ nghèo. Chưa có quyết định." in said
    assert "trước hết ngày 13/09/2019" in said
    later = text(letter(ward.campaign, "Trần Thị Hường", today=datetime.date(2019, 9, 14)))
    assert "Thời gian niêm yết danh sách đã hết." in later


def test_in_english_too(office):
    said = text(letter(made.decided(office).ward.campaign, "Trần Thị Hường", language="en"))
    assert "Your household is: poor household. Decision 210/QĐ-UBND of 25/09/2019; it holds from 01/01/2020." in said


def test_nothing_is_computed_anew(office):
    """What is stored is told, even when it is not what the rule book would find now."""
    decision = made.decided(office)
    case = made.case(decision, "Trần Thị Hường")
    result = case.survey.results.get(rule_set="vn-2016")
    result.explanation = result.explanation | {"lines": {"poor_line": 910_000, "min_deprivations": 3}}
    result.save()
    assert "910.000 đồng" in text(letter(decision.ward.campaign, "Trần Thị Hường"))


def test_by_income_only_what_makes_another_class_is_told(office):
    """800.000 is poor by income alone (QĐ 59/2015, 900.000): what is lacking changes nothing. Above 900.000 with one
    lacking it is near-poor."""
    said = text(letter(made.decided(office).ward.campaign, "Trần Thị Hường"))
    first = said.partition("Vì sao, theo")[2].partition("Vì sao, theo")[0]  # of the standard that decides
    assert "tăng lên trên 900.000 đồng" in first
    assert "Nếu hộ thiếu hụt từ 3" not in said


UP = ("above", 1_300_000, "average")


@pytest.mark.parametrize(
    ("income", "lacking", "class_id", "changes"),
    [
        (800_000, 1, "poor", [("above", 900_000, "near_poor")]),
        (800_000, 3, "poor", [UP]),  # up to 1.300.000 three lacking keep it poor
        (
            1_000_000,
            2,
            "near_poor",
            [("above", 1_300_000, "average"), ("down_to", 900_000, "poor"), ("more", 3, "poor")],
        ),
        (1_000_000, 3, "poor", [UP, ("fewer", 3, "near_poor")]),
        (2_500_000, 4, "not_poor", [("down_to", 1_950_000, "average")]),
    ],
)
def test_changes_by_income_by_hand(income, lacking, class_id, changes):
    """QĐ 59/2015, urban: poor to 900.000, or to 1.300.000 with three lacking; near-poor to 1.300.000; average to
    1.950.000."""
    rules = rule_sets.load("vn-2016")
    lines = {"poor_line": 900_000, "near_poor_line": 1_300_000, "average_line": 1_950_000, "min_deprivations": 3}
    found = income_changes(rules, lines, income=income, deprivations=lacking, class_id=class_id)
    assert [(each.kind, each.amount, each.to_class) for each in found] == changes


def test_by_points_what_is_lacking_comes_first_and_what_is_left_out_is_counted():
    """Two items with seven rows each, two deprivations: both of these, the first row of each item, eight more of
    sixteen; four are left out."""

    def change(item, number):
        return {"item": item, "sentence": {"vi": f"{item}/{number}", "en": f"{item}/{number}"}}

    items = [change(item, number) for item in ("A", "B") for number in range(1, 8)]
    why = {"indicators": [{"id": "1.1"}, {"id": "4.2"}], "changes": [*items, change("1.1", 1), change("4.2", 1)]}
    with translation.override("vi"):
        told = _point_changes(why)
    pairs = [f"{item}/{number}" for number in range(1, 6) for item in ("A", "B")]
    assert told[:12] == ["1.1/1", "4.2/1", *pairs]
    assert told[12].startswith("Còn 4 thay đổi khác")
    assert len(told) == 13

"""The official forms of a rule set: headings as printed (the rule book has them), figures as their notes define
them."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from typing import Any

from chungtay.records.registry.queries.movement import NEAR_POOR, POOR
from chungtay.records.registry.queries.movement_steps import END, GREW, SHRANK, START
from chungtay.records.registry.queries.peoples import is_minority
from chungtay.results.reports.queries.earlier_forms import form_2016
from chungtay.results.reports.queries.figures import (
    BALANCE,
    HOUSEHOLDS,
    LINES,
    LISTED,
    NO_ETHNICITY,
    NO_ORIGIN,
    ONE_ROW,
    ORIGINS,
    PERSONS,
    RESIDENTS,
    STEPS,
    Figure,
    Form,
    Share,
    Split,
    Test,
    always,
    both,
    in_class,
    in_line,
    of_minority,
    origin_untold,
)
from chungtay.rulebook import rule_sets
from chungtay.rulebook.model import Report, RuleSet

_LABELS = ("TT", "Khu vực/", "Phân tổ", "Đơn vị tính")
LEAST_DEPRIVED = 3  # Điều 3 NĐ 07/2021: a poor household lacks 3 indicators or more
CAUSES = 8
ETHNICITIES = ("Kinh", "Hoa", "Tày", "Thái")  # printed; others follow as they occur
MOVEMENT_POOR, MOVEMENT_NEAR = "bien-dong-ngheo", "bien-dong-can-ngheo"
NO_DEPRIVATIONS = "Có hộ chưa ghi thiếu chỉ số nào: danh sách của chương trình khác chỉ có điểm."
NO_CAUSE = "Có hộ chưa ghi nguyên nhân nghèo."
NO_LABOUR = "Có hộ chưa ghi có hay không có khả năng lao động."
NO_AGE = "Có hộ có người chưa ghi ngày sinh."
NO_CHILD_FORM = {
    "insurance": "Có hộ không có phiếu điều tra, hoặc phiếu chưa ghi bảo hiểm y tế của trẻ.",
    "nutrition": "Có hộ không có phiếu điều tra, hoặc phiếu chưa ghi chiều cao, cân nặng của trẻ.",
    "schooling": "Có hộ không có phiếu điều tra, hoặc phiếu chưa ghi việc đi học của trẻ.",
}


def forms_of(rule_set: str, ethnicities: Sequence[str] = ()) -> tuple[Form, ...]:
    """Every form whose layout is known for the rule set, in printed order; those of movement first of all."""
    return tuple(_forms(rule_set, tuple(ethnicities)))


@functools.cache
def _forms(name: str, ethnicities: tuple[str, ...]) -> list[Form]:
    rules = rule_sets.load(name)
    found = [movement(POOR), movement(NEAR_POOR)]
    printed = {report.id: report for report in rules.reports}
    makers: dict[str, Callable[[Report, RuleSet], Form]] = {
        "7.1": _results,
        "7.2": lambda report, _rules: _yearly(report, POOR),
        "7.3": lambda report, _rules: _yearly(report, NEAR_POOR),
        "7.4": lambda report, rules: _deprived(report, rules, POOR),
        "7.5": lambda report, rules: _deprived_share(report, rules, POOR),
        "7.6": lambda report, rules: _deprived(report, rules, NEAR_POOR),
        "7.7": lambda report, rules: _deprived_share(report, rules, NEAR_POOR),
        "7.8": _groups,
        "7.9": lambda report, _rules: _ethnic(report, ethnicities),
        "7.10": _causes,
        "7.11": _children,
    }
    found += [make(printed[number], rules) for number, make in makers.items() if number in printed]
    if name.startswith("vn-2016"):
        found += [form_2016(POOR), form_2016(NEAR_POOR)]
    return found


def form_of(rule_set: str, number: str, ethnicities: Sequence[str] = ()) -> Form | None:
    return next((form for form in forms_of(rule_set, ethnicities) if form.id == number), None)


def headings(report: Report) -> list[tuple[str, tuple[str, ...]]]:
    """Printed number and path of the columns that hold figures."""
    rest = [
        (number, tuple(part.strip() for part in path.split(">")))
        for number, path in report.columns
        if not path.startswith(_LABELS)
    ]
    return [(number or str(place), path) for place, (number, path) in enumerate(rest, 1)]


def _form(report: Report, columns: Sequence[Figure | Share | Test], splits: Sequence[Split], **more: Any) -> Form:
    return Form(report.id, report.title, tuple(columns), tuple(splits), page=report.page, **more)


# --- movement -------------------------------------------------------------------------------------------------------

_WORDS: dict[str, tuple[str, ...]] = {
    START: ("Đầu kỳ",),
    "to_other_class": ("Giảm", "Sang {other}"),
    "above_both": ("Giảm", "Vượt chuẩn cận nghèo"),
    "dissolved": ("Giảm", "Hộ không còn (chết, nhập hộ)"),
    "moved_out": ("Giảm", "Chuyển đi"),
    SHRANK: ("Giảm", "Bớt nhân khẩu"),
    "from_other_class": ("Tăng", "Từ {other}"),
    "fell_back": ("Tăng", "Tái {this}"),
    "newly_arising": ("Tăng", "Phát sinh mới"),
    "moved_in": ("Tăng", "Chuyển đến"),
    "split_off": ("Tăng", "Tách hộ"),
    GREW: ("Tăng", "Thêm nhân khẩu"),
    END: ("Cuối kỳ",),
}
_NAMES = {POOR: ("nghèo", "cận nghèo"), NEAR_POOR: ("cận nghèo", "nghèo")}
_LEAVES = ("to_other_class", "above_both", "dissolved", "moved_out", SHRANK)


def movement(class_id: str) -> Form:
    """The account with each line by itself: start, what left, what came, end, and whether it balances."""
    this, other = _NAMES[class_id]
    columns: list[Figure | Share | Test] = [
        Figure(line, tuple(word.format(this=this, other=other) for word in path), STEPS, in_line(class_id, line))
        for line, path in _WORDS.items()
    ]
    plus = [line for line in _WORDS if line not in (*_LEAVES, END)]
    columns.append(Test("cân đối", ("Kiểm tra", "Chênh lệch, phải bằng 0"), tuple(plus), (*_LEAVES, END)))
    number = MOVEMENT_POOR if class_id == POOR else MOVEMENT_NEAR
    return Form(number, f"BIẾN ĐỘNG HỘ {this.upper()}", tuple(columns), (HOUSEHOLDS, PERSONS), "Phân tổ")


def _yearly(report: Report, class_id: str) -> Form:
    columns: list[Figure | Share | Test] = [
        Figure(number, path, STEPS, in_line(class_id, *LINES[class_id][number])) for number, path in headings(report)
    ]
    return _form(report, [*columns, BALANCE], (HOUSEHOLDS, PERSONS), split_head="Phân tổ")


# --- results --------------------------------------------------------------------------------------------------------


def _results(report: Report, _rules: RuleSet) -> Form:
    head = dict(headings(report))
    return _form(
        report,
        [
            Figure("1", head["1"], RESIDENTS, always),
            Figure("2", head["2"], RESIDENTS, always, measure="persons"),
            Figure("3", head["3"], LISTED, in_class(POOR)),
            Share("4", head["4"], "3", "1"),
            Figure("5", head["5"], LISTED, in_class(NEAR_POOR)),
            Share("6", head["6"], "5", "1"),
        ],
        (ONE_ROW,),
    )


def _lacks(class_id: str, indicator: str) -> Callable[[Any], bool]:
    return lambda each: each.class_id == class_id and indicator in (each.found.deprived or ())


def _untold(class_id: str, known: frozenset[str]) -> Callable[[Any], bool]:
    """Nobody said what the household lacks, or by the indicators of another standard."""
    return lambda each: (
        each.class_id == class_id and (each.found.deprived is None or not known.issuperset(each.found.deprived))
    )


def _indicators(report: Report, rules: RuleSet, class_id: str) -> tuple[Figure, list[Figure]]:
    (_total, total), *rest = headings(report)
    known = frozenset(entry.id for entry in rules.indicators)
    counted = [
        Figure(
            number,
            (*path, f"{number}. {entry.short.vi}"),
            LISTED,
            _lacks(class_id, entry.id),
            unknown=_untold(class_id, known),
            why=NO_DEPRIVATIONS,
            sensitive=True,
        )
        for entry, (number, path) in zip(rules.indicators, rest, strict=True)
    ]
    return Figure("tong", total, LISTED, in_class(class_id)), counted


def _deprived(report: Report, rules: RuleSet, class_id: str) -> Form:
    total, counted = _indicators(report, rules, class_id)
    columns: list[Figure | Share | Test] = [total, *counted]
    if class_id == POOR:
        heading = ("Kiểm tra", f"Tổng thiếu hụt - {LEAST_DEPRIVED} × số hộ nghèo, không được âm")
        columns.append(
            Test("ít nhất 3", heading, tuple(each.id for each in counted), ("tong",) * LEAST_DEPRIVED, at_least=True)
        )
    return _form(report, columns, (ONE_ROW,))


def _deprived_share(report: Report, rules: RuleSet, class_id: str) -> Form:
    total, counted = _indicators(report, rules, class_id)
    shares = [Share(each.id, each.heading, each.id, "tong", figure=each) for each in counted]
    return _form(report, [total, *shares], (ONE_ROW,))


# --- who they are -----------------------------------------------------------------------------------------------------


def _groups(report: Report, _rules: RuleSet) -> Form:
    head = dict(headings(report))
    columns: list[Figure | Share | Test] = [
        Figure("1", head["1"], RESIDENTS, always),
        Figure("2", head["2"], ORIGINS, of_minority, unknown=origin_untold, why=NO_ORIGIN, sensitive=True),
    ]
    minority = (of_minority, origin_untold, NO_ETHNICITY)
    labour = (lambda each: each.found.no_labour is True, lambda each: each.found.no_labour is None, NO_LABOUR)
    merit = (lambda each: each.merit, lambda each: False, "")
    columns += [Figure(n, head[n], LISTED, in_class(c)) for n, c in (("3", POOR), ("4", NEAR_POOR))]
    for first, (pick, unknown, why) in ((5, minority), (7, labour), (9, merit)):
        for place, class_id in enumerate((POOR, NEAR_POOR), first):
            mine = in_class(class_id)
            told: dict[str, Any] = {"unknown": both(mine, unknown), "why": why, "sensitive": True}
            columns.append(Figure(str(place), head[str(place)], LISTED, both(mine, pick), **told))
    return _form(report, columns, (HOUSEHOLDS, PERSONS), split_head="Phân tổ (Hộ, nhân khẩu)")


def _of(name: str) -> Callable[[Any], bool]:
    return lambda each: bool(each.ethnicity.strip().casefold() == name.casefold())


def _ethnic(report: Report, ethnicities: tuple[str, ...]) -> Form:
    """Two blocks of columns; after the printed names come those that occur."""
    names = [*ETHNICITIES, *(name for name in ethnicities if name.casefold() not in map(str.casefold, ETHNICITIES))]
    columns: list[Figure | Share | Test] = []
    for class_id, word in ((POOR, "nghèo"), (NEAR_POOR, "cận nghèo")):
        block = (f"Hộ {word} dân tộc thiểu số",)
        mine = in_class(class_id)
        told: dict[str, Any] = {"why": NO_ETHNICITY, "sensitive": True}
        blank = both(mine, lambda each: not each.ethnicity)
        unsure = both(mine, lambda each: is_minority(each.ethnicity) is None)
        other = both(mine, lambda each: is_minority(each.ethnicity) is True)
        columns.append(Figure(f"{class_id}", (f"Tổng số hộ {word}",), LISTED, mine))
        columns.append(Figure(f"{class_id}-dtts", (*block, "Tổng số"), LISTED, other, unknown=unsure, **told))
        columns += [
            Figure(f"{class_id}-{name}", (*block, name), LISTED, both(mine, _of(name)), unknown=blank, **told)
            for name in names
        ]
    for class_id in (POOR, NEAR_POOR):
        parts = tuple(f"{class_id}-{name}" for name in names)
        heading = ("Kiểm tra", f"Các dân tộc - tổng số hộ {'nghèo' if class_id == POOR else 'cận nghèo'} phải bằng 0")
        columns.append(Test(f"dân tộc {class_id}", heading, parts, (class_id,)))
    return _form(report, columns, (ONE_ROW,))


def _causes(report: Report, _rules: RuleSet) -> Form:
    def figure(number: str, path: tuple[str, ...]) -> Figure:
        return Figure(
            number,
            path,
            LISTED,
            lambda each: number in each.found.reasons,
            unknown=lambda each: not each.found.reasons,
            why=NO_CAUSE,
            sensitive=True,
        )

    splits = (
        Split("ca-hai", "", "households"),
        Split("ngheo", "- Hộ nghèo", "households", in_class(POOR)),
        Split("can-ngheo", "- Hộ cận nghèo", "households", in_class(NEAR_POOR)),
    )
    note = "Một hộ có thể có nhiều nguyên nhân: tổng các cột có thể nhiều hơn số hộ."
    return _form(report, [figure(*each) for each in headings(report)], splits, notes=(note,))


def _not_told(measure: str) -> Callable[[Any], bool]:
    return lambda each: getattr(each, measure) is None


def _children(report: Report, _rules: RuleSet) -> Form:
    columns: list[Figure | Share | Test] = []
    for number, path in headings(report):
        class_id = POOR if int(number) <= 4 else NEAR_POOR
        mine = in_class(class_id)
        if number in ("1", "5"):
            unknown = both(mine, lambda each: each.children is None)
            columns.append(Figure(number, path, LISTED, mine, measure="children", unknown=unknown, why=NO_AGE))
            continue
        kind = {2: "insurance", 3: "nutrition", 4: "schooling"}[(int(number) - 1) % 4 + 1]
        columns.append(
            Figure(
                number,
                path,
                LISTED,
                mine,
                measure=kind,
                unknown=both(mine, _not_told(kind)),
                why=NO_CHILD_FORM[kind],
                sensitive=True,
            )
        )
    note = (
        "Bản in trang 91: tiêu đề ghi cột 2, 6 là bảo hiểm y tế, cột 3, 7 là dinh dưỡng; ghi chú dưới bảng ghi "
        "ngược lại. Ở đây theo tiêu đề cột. Tổng số trẻ em lấy từ sổ hộ dân; các cột thiếu hụt lấy từ phiếu điều tra."
    )
    return _form(report, columns, (Split("tre", "", "households"),), notes=(note,))

"""The results workbook: one line a household, every reason, what was refused and what to do, the totals."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

from chungtay.rulebook.model import RuleSet
from chungtay.rulebook.units import written
from chungtay.workbooks.outcome import Outcome, Row
from chungtay.workbooks.papers.book import Book
from chungtay.workbooks.writing.lists import by_place, class_of

REASONS = 4
MOST_ROWS = 1_000_000  # a sheet of Excel ends at 1,048,576


def write_results(path: Path, outcome: Outcome, rule_set: RuleSet) -> None:
    """Write sheets "Kết quả", "Giải trình", "Chưa xếp loại", "Tổng hợp"."""
    book = Book(path, streamed=True)
    _households(book, outcome)
    _reasons(book, outcome)
    _refused(book, outcome)
    _totals(book, outcome, rule_set)
    book.close()


def _head(book: Book, sheet: Any, outcome: Outcome, title: str) -> int:
    meta = outcome.meta
    sheet.write_string(0, 0, title, book.style(bold=True, font_size=14))
    sheet.write_string(
        1,
        0,
        f"{meta.area} · rà soát ngày {meta.on:%d/%m/%Y} · bộ quy tắc {meta.version} · tệp {meta.file_name}",
        book.style(font_color="#5b6672", font_size=10),
    )
    return 3


def _who(row: Row) -> list[Any]:
    facts = row.household.facts
    code = facts.get("household_code") or facts.get("household_no", "")
    return [code, facts.get("head_name", ""), facts.get("group", "")]


def _households(book: Book, outcome: Outcome) -> None:
    sheet = book.sheet("Kết quả")
    start = _head(book, sheet, outcome, "KẾT QUẢ XẾP LOẠI HỘ")
    headings = [
        ("Mã hộ", 10), ("Chủ hộ", 26), ("Tổ/thôn", 16), ("Số nhân khẩu", 9), ("Kết quả", 18), ("Điểm B1", 9),
        ("Ngưỡng B1", 9), ("Cách ngưỡng", 9), ("Điểm B2", 9), ("Thiếu hụt", 34), ("Điểm nhiều nhất từ", 60),
        ("Điều gì làm đổi kết quả", 60), ("Dòng trong tệp", 14),
    ]  # fmt: skip
    rows = []
    for row in outcome.rows:
        place = f"{row.household.sheet}, dòng {row.household.row}"
        if not row.classified or row.result is None:
            what = f"{len(row.problems)} ô cần bổ sung hoặc sửa" if row.problems else "chưa đủ câu trả lời"
            rows.append([*_who(row), len(row.household.members), "Chưa xếp loại", *[None] * 4, "", what, "", place])
            continue
        result = row.result
        if result.method == "income":
            rows.append(
                [
                    *_who(row),
                    len(row.household.members),
                    result.class_label.vi,
                    *[None] * 4,
                    "",
                    result.summary.vi,
                    "",
                    place,
                ]
            )
            continue
        b1, b2, line = result.scores["b1"].low, result.scores["b2"].low, result.lines["b1_line"]
        best = sorted(result.items, key=lambda item: -item.points.low)[:REASONS]
        rows.append(
            [
                *_who(row),
                len(row.household.members),
                result.class_label.vi,
                b1,
                line,
                b1 - line,
                b2,
                "; ".join(f"{entry.id} {entry.label.vi}" for entry in result.indicators if entry.deprived),
                "; ".join(f"{item.label.vi} {item.points.low}" for item in best if item.points.low),
                " ".join(change.sentence.vi for change in result.changes[:2]),
                place,
            ]
        )
    book.table(sheet, start, headings, [_shown(row) for row in rows])


def _shown(row: list[Any]) -> list[Any]:
    return [written(cell) if isinstance(cell, str) else cell for cell in row]


def _reasons(book: Book, outcome: Outcome) -> None:
    headings = [
        ("Mã hộ", 10), ("Chủ hộ", 26), ("Tổ/thôn", 16), ("Phần", 7), ("Mục", 8), ("Nội dung", 34), ("Trả lời", 34),
        ("Điểm", 8), ("Lý do", 70), ("Căn cứ", 40),
    ]  # fmt: skip
    rows: list[list[Any]] = []
    for row in outcome.classified:
        if row.result is None:
            continue
        for item in row.result.items:
            source = f"{item.source.instrument}, mẫu {item.source.form}, trang {item.source.page}"
            rows.append(
                [*_who(row), "B1", item.number, item.label.vi, item.answer.vi, item.points.low, item.reason.vi, source]
            )
        for entry in row.result.indicators:
            source = f"{entry.source.instrument}, mẫu {entry.source.form}, trang {entry.source.page}"
            state = "thiếu hụt" if entry.deprived else "không thiếu hụt"
            rows.append([*_who(row), "B2", entry.id, entry.label.vi, state, entry.points.low, entry.reason.vi, source])
    for part, first in enumerate(range(0, max(1, len(rows)), MOST_ROWS), 1):
        sheet = book.sheet("Giải trình" if part == 1 else f"Giải trình {part}")
        start = _head(book, sheet, outcome, "GIẢI TRÌNH TỪNG MỤC ĐIỂM")
        book.table(sheet, start, headings, [_shown(row) for row in rows[first : first + MOST_ROWS]])


def _refused(book: Book, outcome: Outcome) -> None:
    sheet = book.sheet("Chưa xếp loại")
    start = _head(book, sheet, outcome, "HỘ CHƯA XẾP LOẠI: Ô NÀO, VÌ SAO, LÀM GÌ")
    headings = [("Mã hộ", 10), ("Chủ hộ", 26), ("Trang", 18), ("Ô", 8), ("Giá trị", 18), ("Việc cần làm", 90)]
    rows: list[list[Any]] = []
    for row in outcome.refused:
        code, head, _ = _who(row)
        for problem in row.problems:
            cell = f"{problem.column}{problem.row}" if problem.column else f"dòng {problem.row}"
            rows.append([code, head, problem.sheet, cell, problem.value, problem.message_vi])
    for problem in outcome.file_problems:
        rows.append(["", "", problem.sheet, f"{problem.column}{problem.row}", problem.value, problem.message_vi])
    book.table(sheet, start, headings, rows)


def _totals(book: Book, outcome: Outcome, rule_set: RuleSet) -> None:
    sheet = book.sheet("Tổng hợp")
    start = _head(book, sheet, outcome, "TỔNG HỢP")
    counts = outcome.count()
    rows: list[list[Any]] = [
        ["Số hộ đọc được", counts["in"]],
        ["  Xếp loại được", counts["classified"]],
        ["  Chưa xếp loại", counts["refused"]],
    ]
    rows += [
        [f"    {entry.label.vi}", counts.get(entry.id, 0)]
        for entry in rule_set.classes.values()
        if entry.id != "average"
    ]
    by_group = Counter(
        (place.label, class_of(row)) for place, rows_there in by_place(outcome.rows).items() for row in rows_there
    )
    for (group, class_id), number in by_group.items():
        label = rule_set.classes[class_id].label.vi if class_id else "Chưa xếp loại"
        rows.append([f"{group}: {label}", number])
    rows.append(["Dòng không phải hộ (tiêu đề, tổng, trống, chữ ký)", len(outcome.set_aside)])
    deprived = Counter(
        entry.id for row in outcome.classified if row.result for entry in row.result.indicators if entry.deprived
    )
    rows += [[f"Thiếu hụt {entry.id} {entry.short.vi}", deprived[entry.id]] for entry in rule_set.indicators]
    rows += [[vi, None] for vi, _ in outcome.notes]
    rows += [[f"Cách đọc của địa phương: {choice}", None] for choice in rule_set.local_choices()]
    book.table(sheet, start, [("Chỉ tiêu", 70), ("Số hộ", 12)], rows)

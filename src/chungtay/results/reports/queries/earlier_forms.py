"""The movement templates of 2016 to 2021, as far as a copy of them was seen."""

from __future__ import annotations

from typing import Any

from chungtay.records.registry.queries.movement import POOR
from chungtay.records.registry.queries.movement_steps import END, GREW, SHRANK, START
from chungtay.results.reports.queries.figures import (
    LISTED,
    NO_ETHNICITY,
    NO_ORIGIN,
    ONE_ROW,
    OPENED,
    ORIGINS,
    RESIDENTS,
    STEPS,
    Figure,
    Form,
    Share,
    Test,
    always,
    both,
    in_class,
    in_line,
    of_minority,
    origin_untold,
)

POOR_2016, NEAR_2016 = "ngheo-2016", "3-2016"


def form_2016(class_id: str) -> Form:
    """Mẫu số 3 of 2016 to 2020 (near-poor) as a copy of it was seen; falling back has a column of its own there. Of the
    poor no copy was found: they get the same columns as a working table."""
    this = "nghèo" if class_id == POOR else "cận nghèo"
    left = ("to_other_class", "above_both", "dissolved", "moved_out", SHRANK)
    came = ("from_other_class", "newly_arising", "moved_in", "split_off", GREW)
    start, year, end = f"{this.capitalize()} đầu năm", "Diễn biến trong năm", f"{this.capitalize()} cuối năm"
    minority = both(in_class(class_id), of_minority)
    untold: dict[str, Any] = {"unknown": both(in_class(class_id), origin_untold), "why": NO_ETHNICITY}
    untold["sensitive"] = True
    columns: list[Figure | Share | Test] = [
        Figure("1", ("Tổng số hộ dân cư", "Số hộ"), RESIDENTS, always),
        Figure(
            "2", ("Tổng số hộ dân cư", "Trong đó hộ DTTS"), ORIGINS, of_minority, unknown=origin_untold, why=NO_ORIGIN
        ),
        Figure("3", (start, "Số hộ"), STEPS, in_line(class_id, START)),
        Share("4", (start, "Tỷ lệ %"), "3", "1"),
        Figure("5", (start, "Số hộ DTTS"), OPENED, minority, **untold),
        Figure("6", (year, f"Số hộ thoát {this}, giảm khác"), STEPS, in_line(class_id, *left)),
        Figure("7", (year, f"Tái {this}"), STEPS, in_line(class_id, "fell_back")),
        Figure("8", (year, "Phát sinh, tăng khác"), STEPS, in_line(class_id, *came)),
        Figure("9", (end, "Số hộ"), STEPS, in_line(class_id, END)),
        Share("10", (end, "Tỷ lệ %"), "9", "1"),
        Figure("11", (end, "Số hộ DTTS"), LISTED, minority, **untold),
        Test("cân đối", ("Kiểm tra", "đầu năm - giảm + tăng - cuối năm phải bằng 0"), ("3", "7", "8"), ("6", "9")),
    ]
    note = "Các cột tỷ lệ khác của bản in không ghi tỷ lệ trên số nào nên chưa có ở đây."
    if class_id == POOR:
        note = (
            "Bảng làm việc, chưa phải mẫu in: bản in biểu hộ nghèo 2016–2020 chưa tìm thấy; cột lấy theo mẫu số 3 của "
            f"hộ cận nghèo. {note}"
        )
        return Form(POOR_2016, "TỔNG HỢP RÀ SOÁT HỘ NGHÈO 2016–2020", tuple(columns), (ONE_ROW,), notes=(note,))
    note = f"Cột theo bản mẫu số 3 (2016–2020) đã thấy; số hiệu thông tư chưa kiểm chứng được. {note}"
    title = "TỔNG HỢP KẾT QUẢ ĐIỀU TRA, RÀ SOÁT HỘ CẬN NGHÈO"
    return Form(NEAR_2016, title, tuple(columns), (ONE_ROW,), notes=(note,))

"""Workbooks as ward offices have them, made in the test with fictional people."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import xlsxwriter

# (heading group, heading, target); merged two-row header
COLUMNS = [
    ("", "STT", "stt"), ("", "Họ và tên", "name"), ("", "Quan hệ với chủ hộ", "relationship"),
    ("", "Ngày, tháng, năm sinh", "birth_date"), ("", "Số CCCD", "id_number"), ("", "Giới tính", "sex"),
    ("Chỉ hỏi trẻ em", "Chiều cao (cm)", "height_cm"), ("Chỉ hỏi trẻ em", "Cân nặng (kg)", "weight_kg"),
    ("Học tập", "Tình trạng đi học", "attending"), ("Học tập", "Cấp học", "school_level"),
    ("Học tập", "Trình độ văn hóa", "education"), ("Học tập", "Trình độ đào tạo", "training"),
    ("", "BHYT", "health_insurance"), ("", "NSNN đóng BHYT", "state_paid_insurance"),
    ("", "Sử dụng internet", "internet"), ("", "Đang hưởng trợ cấp xã hội hằng tháng", "social_benefit"),
    ("Việc làm (từ 15 tuổi)", "Việc làm", "employment"), ("Việc làm (từ 15 tuổi)", "Loại việc làm", "job_type"),
    ("Việc làm (từ 15 tuổi)", "Hợp đồng lao động", "contract"),
    ("Việc làm (từ 15 tuổi)", "Phi nông nghiệp", "nonfarm"), ("", "Lương hưu", "pension"),
    ("", "Bệnh hiểm nghèo", "serious_illness"),
    ("Nhà ở", "Cột nhà", "column_material"), ("Nhà ở", "Mái nhà", "roof_material"), ("Nhà ở", "Tường", "wall_material"),
    ("Nhà ở", "Diện tích nhà ở (m2)", "floor_area_m2"), ("", "Nhà tiêu", "toilet"),
    ("", "Tiêu thụ điện", "electricity_kwh"), ("", "Nước sinh hoạt", "water"),
    ("Tài sản (số lượng)", "Ô tô", "cars"), ("Tài sản (số lượng)", "Xe máy", "motorbikes"),
    ("Tài sản (số lượng)", "Tàu thuyền", "boats"), ("Tài sản (số lượng)", "Máy in", "printers"),
    ("Tài sản (số lượng)", "Ti vi", "televisions"), ("Tài sản (số lượng)", "Dàn nghe nhạc", "music_systems"),
    ("Tài sản (số lượng)", "Máy vi tính", "computers"), ("Tài sản (số lượng)", "Tủ lạnh", "refrigerators"),
    ("Tài sản (số lượng)", "Điều hòa", "air_conditioners"), ("Tài sản (số lượng)", "Máy giặt", "washing_machines"),
    ("Tài sản (số lượng)", "Bình nóng lạnh", "water_heaters"), ("Tài sản (số lượng)", "Lò vi sóng", "microwaves"),
    ("Tài sản (số lượng)", "Điện thoại", "phones"), ("Đất đai (m2)", "Ao, vườn", "land_garden_m2"),
    ("Đất đai (m2)", "Cây hằng năm", "land_annual_m2"), ("Đất đai (m2)", "Cây lâu năm", "land_perennial_m2"),
    ("Đất đai (m2)", "Mặt nước", "land_water_m2"), ("Đất đai (m2)", "Đất rừng", "land_forest_m2"),
    ("Chăn nuôi", "Trâu bò", "cattle"), ("Chăn nuôi", "Lợn", "pigs"), ("Chăn nuôi", "Gia cầm (chục)", "poultry_tens"),
]  # fmt: skip
TARGETS = [target for _, _, target in COLUMNS]

# the plain urban house of tests/rulebook/households.py
HOUSE: dict[str, Any] = {
    "column_material": 2, "roof_material": 1, "wall_material": 2, "floor_area_m2": 19, "toilet": 1,
    "electricity_kwh": 20, "water": 1, **dict.fromkeys(TARGETS[29:], 0), "phones": 1,
}  # fmt: skip
OLD = {
    "name": "Nguyễn Thị Lụa", "relationship": 1, "birth_date": "02/01/1960", "id_number": 1160000123.0, "sex": 2,
    "training": 1, "health_insurance": 1, "internet": 1, "employment": 6, "serious_illness": 2,
}  # fmt: skip
CHILD = {
    "name": "Nguyễn Thị Mơ", "relationship": 5, "birth_date": "15/03/2016", "sex": 2, "height_cm": "140,0",
    "attending": 1, "school_level": 2, "health_insurance": 1, "internet": 1,
}  # fmt: skip


def ward_book(path: Path, households: list[list[dict[str, Any]]], *, font: str = "Times New Roman") -> Path:
    """Titles, a merged two-row header, a row of column numbers, household rows with member rows, a total, signatures.

    Each household is a list of rows; the first holds the household's answers too. Data start in row 8.
    """
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("Tổ 3")
    plain = book.add_format({"font_name": font})
    sheet.write(0, 0, "UBND PHƯỜNG TRÚC BẠCH")
    sheet.merge_range(2, 0, 2, 12, "DANH SÁCH RÀ SOÁT HỘ NGHÈO, HỘ CẬN NGHÈO NĂM 2026", plain)
    column = 0
    while column < len(COLUMNS):
        group = COLUMNS[column][0]
        end = column
        while group and end + 1 < len(COLUMNS) and COLUMNS[end + 1][0] == group:
            end += 1
        if not group:
            sheet.merge_range(4, column, 5, column, COLUMNS[column][1], plain)
        else:
            sheet.merge_range(4, column, 4, end, group, plain)
            for place in range(column, end + 1):
                sheet.write(5, place, COLUMNS[place][1])
        column = end + 1
    for place in range(len(COLUMNS)):
        sheet.write(6, place, place + 1)
    row = 7
    for number, rows in enumerate(households, 1):
        for offset, cells in enumerate(rows):
            if offset == 0:
                sheet.write(row, 0, number)
            for target, value in cells.items():
                sheet.write(row, TARGETS.index(target), value, plain)
            row += 1
    sheet.write(row, 0, "Tổng cộng")
    sheet.write(row, 1, len(households))
    sheet.write(row + 2, 1, "TRƯỞNG THÔN")
    book.close()
    return path

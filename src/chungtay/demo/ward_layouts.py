"""How ward offices lay out their books: groups of columns, official or everyday headings, the order of the halves."""

from __future__ import annotations

from dataclasses import dataclass

from chungtay.rulebook.model import RuleSet

# Heading groups of the upper header row; "" = no group, the heading is merged over both rows.
_PERSON = (
    ("", ("name", "relationship", "birth_date", "id_number", "sex")),
    ("Trẻ em", ("height_cm", "weight_kg")),
    ("Học tập", ("attending", "school_level", "education", "training")),
    ("", ("health_insurance", "state_paid_insurance", "internet", "social_benefit")),
    ("Việc làm (từ đủ 15 tuổi)", ("employment", "job_type", "contract", "nonfarm")),
    ("", ("pension", "serious_illness")),
)
_HOME = (
    ("Nhà ở", ("column_material", "roof_material", "wall_material", "floor_area_m2", "toilet")),
    ("Điện, nước", ("electricity_source", "electricity_kwh", "water")),
    (
        "Tài sản của hộ (ghi số lượng)",
        ("cars", "motorbikes", "boats", "generators", "printers", "televisions", "music_systems", "computers",
         "refrigerators", "air_conditioners", "washing_machines", "water_heaters", "microwaves", "phones", "radio"),
    ),
    (
        "Diện tích đất (m2)",
        ("land_garden_m2", "land_annual_m2", "land_perennial_m2", "land_water_m2", "land_forest_m2"),
    ),
    ("Chăn nuôi", ("cattle", "pigs", "poultry_tens", "aquaculture")),
)  # fmt: skip

_FACT_WORDS = {
    "stt": "STT", "household_code": "Mã hộ", "group": "Tổ dân phố", "address": "Địa chỉ", "name": "Họ và tên",
    "previous_class": "Kết quả năm trước", "birth_date": "Ngày, tháng, năm sinh", "id_number": "Số CCCD",
}  # fmt: skip

# The short words that an office puts over its columns instead of the wording of form 3.1.
_EVERYDAY = {
    "name": "Họ tên", "birth_date": "Năm sinh", "id_number": "CCCD/CMND", "relationship": "Quan hệ với chủ hộ",
    "sex": "Giới tính", "height_cm": "Chiều cao (cm)", "weight_kg": "Cân nặng (kg)", "attending": "Tình trạng đi học",
    "school_level": "Cấp học", "education": "Trình độ văn hóa", "training": "Trình độ đào tạo",
    "health_insurance": "BHYT", "state_paid_insurance": "NSNN đóng BHYT", "internet": "Sử dụng internet",
    "social_benefit": "Trợ cấp xã hội", "employment": "Việc làm", "job_type": "Loại việc làm",
    "contract": "Hợp đồng lao động", "nonfarm": "Phi nông nghiệp", "pension": "Lương hưu",
    "serious_illness": "Bệnh hiểm nghèo", "column_material": "Cột nhà", "roof_material": "Mái nhà",
    "wall_material": "Tường", "floor_area_m2": "Diện tích nhà ở (m2)", "toilet": "Nhà tiêu",
    "electricity_source": "Nguồn điện", "electricity_kwh": "Tiêu thụ điện", "water": "Nguồn nước", "cars": "Ô tô",
    "motorbikes": "Xe máy", "boats": "Tàu thuyền", "generators": "Máy phát điện", "printers": "Máy in",
    "televisions": "Ti vi", "music_systems": "Dàn nghe nhạc", "computers": "Máy tính", "refrigerators": "Tủ lạnh",
    "air_conditioners": "Điều hòa", "washing_machines": "Máy giặt", "water_heaters": "Bình nóng lạnh",
    "microwaves": "Lò vi sóng", "phones": "Điện thoại", "radio": "Radio", "land_garden_m2": "Ao, vườn",
    "land_annual_m2": "Cây hằng năm", "land_perennial_m2": "Cây lâu năm", "land_water_m2": "Mặt nước",
    "land_forest_m2": "Đất rừng", "cattle": "Trâu, bò", "pigs": "Lợn", "poultry_tens": "Gia cầm (chục)",
    "aquaculture": "Nuôi trồng thủy sản",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Layout:
    """Columns from left to right as (group heading, heading, id), and how answers are written in them.

    `codes`: "number" (1), "numbered" ("1. Có") or "words" ("Có"). `comma`: decimals as text with a comma and unit.
    `unicode`: "NFC", "NFD" (decomposed) or "TCVN3" (old .VnTime font). `id_as_number`: identity numbers as floats.
    """

    columns: tuple[tuple[str, str, str], ...]
    codes: str
    comma: bool
    unicode: str
    id_as_number: bool

    def place(self, name: str) -> int:
        return next(column for column, (_, _, each) in enumerate(self.columns) if each == name)


def layout_of(position: int, rule_set: RuleSet) -> Layout:
    """The layout of the ward at this position: neighbouring wards never do it the same way."""
    everyday = position % 2 == 1
    leading = [
        ("", _FACT_WORDS[name], name) for name in ("stt", "household_code", "group", "address", "previous_class")
    ]
    if position % 3 == 2:  # some wards number their households and have no codes
        leading = [entry for entry in leading if entry[2] != "household_code"]
    halves = (_PERSON, _HOME) if position % 4 < 2 else (_PERSON[:1], _HOME, _PERSON[1:])
    columns = [
        (group, _heading(name, everyday, rule_set), name) for half in halves for group, names in half for name in names
    ]
    unicode = {3: "NFD", 9: "NFD", 5: "TCVN3", 12: "TCVN3"}.get(position, "NFC")
    codes = ("number", "numbered", "words")[position % 3]
    return Layout((*leading, *columns), codes, position % 3 == 1, unicode, position % 2 == 0)


def _heading(name: str, everyday: bool, rule_set: RuleSet) -> str:
    if everyday:
        return _EVERYDAY[name]
    if name in _FACT_WORDS:
        return _FACT_WORDS[name]
    entry = rule_set.inputs[name]
    return entry.label.vi + (f" ({entry.unit})" if entry.unit else "")

"""Plausible Vietnamese names by sex and generation. Every name is put together by chance; nobody is meant."""

from __future__ import annotations

import polars as pl

from chungtay.demo.draws import pick_word

MALE, FEMALE = 1, 2

# A word stands as often as it is common, roughly.
FAMILY = (
    "Nguyễn " * 38 + "Trần " * 11 + "Lê " * 9 + "Phạm " * 7 + "Hoàng " * 5 + "Phan " * 4 + "Vũ " * 4 + "Đặng " * 3
    + "Bùi " * 3 + "Đỗ " * 3 + "Ngô " * 2 + "Dương " * 2 + "Đào " * 2 + "Đinh " * 2
    + "Lý Mai Trịnh Tạ Lưu Chu Cao Kiều Quách Tô Tống Lương Đoàn"
).split()  # fmt: skip

# (sex, generation) -> middle names, given names. Generations: 0 born before 1965, 1 before 1990, 2 later.
MIDDLE = {
    (MALE, 0): "Văn Văn Văn Văn Đình Đức Hữu Quang Xuân Bá Công Ngọc Trọng".split(),
    (MALE, 1): "Văn Văn Văn Đức Quang Minh Anh Mạnh Hồng Ngọc Thanh Tuấn Việt Tiến Duy".split(),
    (MALE, 2): "Minh Đức Gia Quang Tuấn Anh Hoàng Nhật Bảo Duy Hải Thành Trung Đăng Việt".split(),
    (FEMALE, 0): "Thị Thị Thị Thị Thị Kim Ngọc Bích Minh Tuyết".split(),
    (FEMALE, 1): "Thị Thị Thị Thu Thanh Hồng Ngọc Bích Minh Thúy Kim Phương Thị Thị".split(),
    (FEMALE, 2): "Thị Ngọc Thu Khánh Minh Phương Thùy Bảo Hà Mai Quỳnh Thanh Diệu Hoài Gia".split(),
}
GIVEN = {
    (MALE, 0): (
        "Bình Chiến Hòa Hợi Khoa Lâm Lợi Lộc Mão Nghĩa Ninh Quý Sửu Thắng Thịnh Tín Tường Vinh Tỵ Hưng Bảy"
    ).split(),
    (MALE, 1): (
        "Bình Cường Dũng Hải Hiếu Hiệp Hùng Huy Khánh Kiên Long Nam Phong Phương Quân Sơn Thắng Tiến Trung Tùng Tuyên"
    ).split(),
    (MALE, 2): (
        "Bách Dũng Đạt Hiếu Hoàng Huy Khang Khôi Kiệt Lâm Long Nam Nguyên Phong Phúc Quân Sơn Thành Tú Vinh Việt"
    ).split(),
    (FEMALE, 0): (
        "Bình Chắt Cúc Dần Hiền Hòa Hợp Lan Loan Lựu Mùi Nga Nhàn Oanh Phượng Sâm Thái Thơm Tý Vân Xuân Yến"
    ).split(),
    (FEMALE, 1): (
        "Dung Giang Hà Hạnh Hằng Hiền Hoa Hồng Huệ Hương Huyền Lan Liên "
        "Linh Loan Mai Nga Ngân Nhung Oanh Thảo Thu Thủy Trang Yến"
    ).split(),
    (FEMALE, 2): (
        "An Châu Chi Dung Giang Hà Hân Huyền Lam Linh Ly My Ngân Ngọc Nhi Như Quyên Thảo Thư Trà Trang Trâm Uyên Vy Yến"
    ).split(),
}


def family_name(key: pl.Expr, question: str) -> pl.Expr:
    """A family name drawn for each key."""
    return pick_word(key, question, FAMILY)


def full_name(family: pl.Expr, key: pl.Expr, sex: pl.Expr, birth_year: pl.Expr) -> pl.Expr:
    """Family, middle and given name, by sex (1 male, 2 female) and year of birth."""
    generation = (birth_year >= 1965).cast(pl.Int8) + (birth_year >= 1990).cast(pl.Int8)
    rest = pl.lit(None, dtype=pl.String)
    for (of_sex, of_generation), middles in MIDDLE.items():
        this = (sex == of_sex) & (generation == of_generation)
        middle = pick_word(key, "middle name", middles)
        given = pick_word(key, "given name", GIVEN[of_sex, of_generation])
        given = pl.when(given == middle).then(pl.lit("Bình")).otherwise(given)
        rest = pl.when(this).then(pl.concat_str(middle, given, separator=" ")).otherwise(rest)
    return pl.concat_str(family, rest, separator=" ")

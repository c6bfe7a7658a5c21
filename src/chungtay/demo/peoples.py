"""Names as some of the country's other peoples have them: other orders, other words, no Kinh family name.

Put together by chance from common words; nobody is meant. (female, male) where the two differ.
"""

from __future__ import annotations

import random
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class People:
    """`patterns` by sex: a name is a pattern with its words drawn; F family, M middle, G given."""

    name: str
    male: tuple[str, ...]
    female: tuple[str, ...]
    family: tuple[str, ...]
    middle: tuple[str, ...]
    given: tuple[str, ...]


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


PEOPLES = (
    People(
        "Mông", ("F A G", "F M G"), ("F Thị G",), _words("Vàng Giàng Sùng Lý Thào Mùa Hạng Cứ Má"),
        _words("Seo Mí A"), _words("Sử Páo Chứ Dình Lử Tủa Sính Dế Chu Mỷ Máy Dợ Sông Xá"),
    ),
    People(
        "Ê Đê", ("Y G F",), ("H' G F", "H'G F"), _words("Êban Niê Kbuôr Mlô Ayŭn Hđơk Ktla Bkrông"), (),
        _words("Moan Thim Wang Bhăm Dhin Krông Suê Ngăm Blan Lir Nuên Yar"),
    ),
    People(
        "Khmer", ("F G", "F M G"), ("F Thị G", "F Thị M G"), _words("Thạch Sơn Kim Danh Kiên Châu Lâm"),
        _words("Sa Sô Chanh Ngọc"), _words("Rên Phết Đa Ria Rươl Khêm Phonl Sết Mươl Thi Ươn Vuông"),
    ),
    People(
        "Thái", ("F Văn G", "F M G"), ("F Thị G",), _words("Lò Cầm Quàng Tòng Cà Lường Hoàng Vi Bạc"),
        _words("Văn Bá Minh"), _words("Pâng Inh Ín Hặc Panh Phong Xuân Thoan Ọi Yên Dưởng Tỉnh Biên"),
    ),
)  # fmt: skip


def name_of(people: People, sex: int, chance: random.Random) -> str:
    """A full name; sex 1 male, 2 female."""
    pattern = chance.choice(people.male if sex == 1 else people.female)
    found = []
    for word in pattern.replace("H' ", "H'~").replace("H'G", "H'~G").split():
        prefix, _mark, slot = word.rpartition("~")
        drawn = {"F": people.family, "M": people.middle, "G": people.given}.get(slot, (slot,))
        found.append(prefix + chance.choice(drawn))
    return " ".join(found)

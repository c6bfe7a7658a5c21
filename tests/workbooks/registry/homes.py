"""Fictional households as the writers take them."""

from __future__ import annotations

from typing import Any

from chungtay.workbooks.registry.entries import Home, Person, Place

NGOC_HA = Place("Thành phố Hà Nội", "01", "Quận Ba Đình", "001", "Phường Ngọc Hà", "00016", "Tổ dân phố 1")


def person(name: str, born: str = "05/03/1970", relation: str = "head", **more: Any) -> Person:
    return Person(name, "female" if " Thị " in name else "male", born, relation, **more)


def home(number: int, members: list[Person] | None = None, **more: Any) -> Home:
    members = members or [
        person("Phạm Văn Thử", id_number="099070000111", ethnicity="Kinh", age=54),
        person("Lê Thị Mẫu", "03/1972", "spouse", ethnicity="Mường"),
        person("Phạm Thị Bịa", "2001", "other", relation_words="Con dâu"),
        person("Phạm Văn Giả", "31/12/2020", "other", relation_words="cháu họ xa bên ngoại"),
    ]
    code = f"00016-{number:06}"
    return Home(code, f"0001600{number:03}", members[0].name, NGOC_HA, members, **more)

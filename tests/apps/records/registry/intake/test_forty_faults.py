"""Five thousand rows with forty planted faults: forty sentences, each with sheet, row and column; the rest is taken
over, as are the two where only the word for a relationship is unknown; the second load changes nothing."""

from __future__ import annotations

import openpyxl
import pytest

from chungtay.foundation.places.models import Unit
from chungtay.records.registry.models import Household, Operation, Person
from tests.apps.records.registry.intake import files as f

pytestmark = pytest.mark.django_db

SHEET = "Hộ nghèo, cận nghèo"
# column, what is typed there, and in which of the four rows of a household
FAULTS = [
    ("G", "31/02/1950", 0), ("G", "12/13/1980", 1), ("G", "năm con hổ", 2), ("G", "01/01/2031", 3), ("G", "1890", 0),
    ("I", "12345", 0), ("I", "0990700001A1", 1), ("I", 9.907e11 + 0.5, 2),
    ("F", "hàng xóm", 1), ("F", "7", 2), ("H", "không rõ", 3), ("H", "3", 1),
    ("E", "Lê Thị 1", 1), ("E", "???", 2),
    ("O", "Tổ dân phố 99", 0), ("M", "Phường Không Có", 0), ("N", "99999", 0), ("K", "Quận Không Có", 0),
    ("J", "Tỉnh Không Có", 0),
    ("Q", "Hộ giàu", 0), ("S", "31/09/2024", 0), ("S", "2024", 0), ("S", "25/12/2030", 0),
    ("T", "trăm hai", 0), ("U", "-5", 0), ("Y", "lười lao động", 0), ("Y", "9", 0),
    ("V", "có thể", 0), ("W", "chưa rõ", 0), ("X", "hai", 0),
    ("B", "H" + "0" * 70, None), ("P", "dân tộc " + "x" * 60, 1), ("R", "số " + "9" * 70, 0),
    ("G", "32/01/2000", 3), ("I", "0990", 3), ("F", "con gà", 3), ("G", "29/02/2023", 2), ("S", "hôm qua", 0),
    ("T", "12,5", 0), ("H", "x", 2),
]  # fmt: skip
HOMES, MEMBERS = 1_250, 4
REFUSED = 38  # all but “hàng xóm” and “con gà”, read as “other” with the words kept
TENTH = 30  # every thirtieth household gets a fault


def family(number: int):
    """Numbers, names and births that no other household has."""
    letters = "ABCDEĐGHIK"
    name = " ".join(letters[int(digit)] + "a" for digit in f"{number:04}")
    return f.home(
        number,
        f.person(f"Phạm Văn {name}", f"{number % 28 + 1:02}/03/1970", id_number=f"09907{number:07}"),
        f.person(f"Lê Thị {name}", "03/1972", "spouse", id_number=f"09917{number:07}"),
        f.person(f"Phạm Thị {name}", "12/11/2005", "child", id_number=f"09930{number:07}"),
        f.person(f"Phạm Văn {name} Nhỏ", "2010", "child"),
    )


def test_forty_faults_among_five_thousand_rows(group, tmp_path):
    ward = Unit.objects.get(code="00016")
    assert len(FAULTS) == 40
    path = f.write(tmp_path / "so-phuong.xlsx", *(family(number) for number in range(1, HOMES + 1)))
    book = openpyxl.load_workbook(path)
    planted = []
    for place, (column, value, member) in enumerate(FAULTS):
        first = 8 + TENTH * (place + 1) * MEMBERS
        for row in range(first, first + MEMBERS) if member is None else [first + member]:
            book[SHEET][f"{column}{row}"] = value
        planted.append(f"{column}{first + (member or 0)}")
    book.save(path)

    file = f.applied(path, ward)
    told = f.told(file)
    assert sorted(cell for cell, _sentence in told) == sorted(planted)
    rows = file.households.filter(outcome="refused").values_list("messages", flat=True)
    assert {message["sheet"] for messages in rows for message in messages} == {SHEET}
    assert all(sentence.endswith(".") and "%(" not in sentence for _cell, sentence in told)
    assert f.outcomes(file) == {"new": HOMES - REFUSED, "refused": REFUSED}
    assert Household.objects.count() == HOMES - REFUSED
    assert Person.objects.count() == (HOMES - REFUSED) * MEMBERS

    acts = Operation.objects.count()
    book.create_sheet("Ghi chú")
    book.save(tmp_path / "lan-hai.xlsx")
    again = f.applied(tmp_path / "lan-hai.xlsx", ward)
    assert again.pk != file.pk
    assert f.outcomes(again) == {"unchanged": HOMES - REFUSED, "refused": REFUSED}
    assert again.counts["applied"] == 0
    assert Operation.objects.count() == acts

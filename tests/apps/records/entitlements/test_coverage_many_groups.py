"""A ward with more groups than fit beside each other: no group and no figure of it is lost, on screen or in Excel."""

from __future__ import annotations

import io
import re

import openpyxl
import pytest

from chungtay.foundation.places import operations as places
from chungtay.rulebook import policy_book
from tests import factories
from tests.apps.records.entitlements.people import AT, disabled

pytestmark = pytest.mark.django_db
BOARD = "/00016/2026/quyen-loi/bao-phu/"
ON = "?ngay=2026-09-10"
LABEL = next(each.label.vi for each in policy_book.load().policies if each.id == "btxh-6")


@pytest.fixture
def wide(world):
    """Seventeen groups: two disabled people in each of the first sixteen, nobody in the last."""
    for number in range(3, 18):
        made = places.found_unit(
            level="group", code=f"{number:02}", name=f"Tổ dân phố {number}", parent=world["ward"],
            valid_from=factories.SINCE, by=None, at=AT,
        )  # fmt: skip
        if number < 17:
            disabled(made, "Ngô Văn Lâm", "Trịnh Thị Mai")
    return world


def rows_of(page: str, label: str) -> list[list[str]]:
    """The cells of the first table of a page, in whose head a column is called `label`."""
    table = next(each for each in re.findall(r"<table.*?</table>", page, re.S) if f">{label}<" in each)
    return [
        re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.S) for row in re.findall(r"<tr[^>]*>(.*?)</tr>", table, re.S)
    ]


def test_every_policy_has_a_cell_for_every_group(wide, client) -> None:
    client.force_login(wide["officer"])
    page = client.get(BOARD + ON).content.decode()
    head, *rows = rows_of(page, "Tổ dân phố 16")
    groups = [name for name in head if name.startswith("Tổ dân phố")]
    assert groups == [f"Tổ dân phố {number}" for number in range(1, 18)]
    assert rows
    assert {len(row) for row in rows} == {len(head)} == {2 + 17}
    cells = next(row for row in rows if LABEL in row[0])
    missing = [int(found[1]) if (found := re.search(r"<b>(\d+)</b>", cell)) else 0 for cell in cells[1:]]
    assert missing == [32] + [2] * 16 + [0]
    assert all(f"to={unit}" in cell for unit, cell in zip(_groups(wide), cells[2:18], strict=True))


def _groups(wide) -> list[int]:
    from chungtay.foundation.places.models import Unit

    found = Unit.objects.filter(level="group", parent=wide["ward"])
    return [unit.pk for unit in sorted(found, key=lambda unit: int(unit.name.split()[-1]))][:16]


def test_the_tiles_and_the_table_of_one_policy_hold_every_group(wide, client) -> None:
    client.force_login(wide["officer"])
    page = client.get(f"{BOARD}btxh-6/{ON}").content.decode()
    tiles = re.findall(r'<a class="tile[^>]*>(.*?)</a>', page, re.S)
    assert [re.search(r"<b>(.*?)</b>", tile)[1] for tile in tiles] == [f"Tổ dân phố {n}" for n in range(1, 18)]
    assert sum("thiếu 2" in tile for tile in tiles) == 16
    _head, *rows, total = rows_of(page, "Tổ dân phố")
    assert len(rows) == 16
    assert "32" in total[1]


def test_the_workbook_holds_every_group(wide, client) -> None:
    client.force_login(wide["officer"])
    answer = client.post(f"{BOARD}excel/{ON}")
    sheet = openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active
    found = {row[1]: sum(row[3:7]) for row in sheet.iter_rows(values_only=True) if row[0] == LABEL and row[1] != "Cộng"}
    assert found == {f"Tổ dân phố {number}": 2 if number < 17 else 0 for number in range(1, 18)}

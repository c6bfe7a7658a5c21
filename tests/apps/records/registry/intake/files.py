"""Files for the ward of Ngọc Hà, and bringing them in as the worker does."""

from __future__ import annotations

import datetime
import uuid
from collections import Counter
from pathlib import Path
from typing import Any

from chungtay.foundation.places.models import Unit
from chungtay.records.registry.models import ImportFile, ImportState, StagedHousehold
from chungtay.records.registry.operations.intake import applying, receiving, staging, taking_back
from chungtay.records.registry.operations.intake.telling import Plainly
from chungtay.workbooks.registry.entries import Home, Person, Place
from chungtay.workbooks.registry.ministry import MinistryBook

ON = datetime.date(2024, 9, 15)
AT = datetime.datetime(2024, 9, 20, 8, 0, tzinfo=datetime.UTC)
PLACE = Place("Thành phố Hà Nội", "01", "Quận Ba Đình", "001", "Phường Ngọc Hà", "00016", "Tổ dân phố 1")


def person(name: str = "Phạm Văn Thử", born: str = "05/03/1970", relation: str = "head", **more: Any) -> Person:
    return Person(name, "female" if " Thị " in name else "male", born, relation, **({"ethnicity": "Kinh"} | more))


def home(number: int = 1, *members: Person, **more: Any) -> Home:
    """A household with the official code H0001 and so on; without members given, a couple with a child."""
    family = list(members) or [
        person(f"Phạm Văn Thử {'ABCDEFGHIJ'[number % 10]}", id_number=f"0990700{number:05}"),
        person("Lê Thị Mẫu", "03/1972", "spouse", id_number=f"0991720{number:05}"),
        person("Phạm Thị Bịa", "12/11/2015", "child"),
    ]
    values: dict[str, Any] = {"class_id": "poor", "b1": 120, "b2": 40, "decision_number": "12/QĐ-UBND"}
    values |= {"decision_date": "10/09/2024", "reasons": "2,7"}
    return Home("", f"H{number:04}", family[0].name, more.pop("place", PLACE), family, **(values | more))


def write(path: Path, *homes: Home, everybody: bool = True) -> Path:
    with MinistryBook(path, ward="Phường Ngọc Hà", on=ON, everybody=everybody) as book:
        for each in homes:
            book.write(each)
    return path


def received(path: Path, area: Unit, *, by: Any = None, on: datetime.date = ON, **more: Any) -> ImportFile:
    values: dict[str, Any] = {"name": path.name, "chunks": [path.read_bytes()], "rule_set": "vn-2022"}
    values |= {"token": uuid.uuid4(), "at": AT}
    file, _new = receiving.receive_file(area=area, on=on, by=by, **(values | more))
    return file


def staged(path: Path, area: Unit, *, by: Any = None, on: datetime.date = ON, **options: Any) -> ImportFile:
    """Received, its columns as they were found, compared with the register."""
    file = received(path, area, by=by, on=on)
    assert file.state == ImportState.UPLOADED, file.problem
    receiving.compare_file(file, mapping={}, start=False, by=by, at=AT, **options)
    staging.stage_file(file.pk, Plainly(), at=AT)
    file.refresh_from_db()
    return file


def applied(path: Path, area: Unit, *, by: Any = None, on: datetime.date = ON, **options: Any) -> ImportFile:
    return apply(staged(path, area, by=by, on=on, **options), by=by)


def apply(file: ImportFile, *, by: Any = None) -> ImportFile:
    receiving.apply_file(file, start=False, by=by, at=AT)
    applying.apply_staged(file.pk, Plainly(), by=by, at=AT)
    file.refresh_from_db()
    return file


def undone(file: ImportFile, *, by: Any = None) -> ImportFile:
    receiving.take_file_back(file, why="Nhầm tệp", start=False, by=by, at=AT)
    taking_back.undo_applied(file.pk, Plainly(), by=by, at=AT)
    file.refresh_from_db()
    return file


def outcomes(file: ImportFile) -> dict[str, int]:
    return dict(Counter(file.households.order_by().values_list("outcome", flat=True)))


def only(file: ImportFile) -> StagedHousehold:
    return file.households.get()


def told(file: ImportFile) -> list[tuple[str, str]]:
    """(cell, Vietnamese sentence) of every message, in the order of the file."""
    rows = file.households.order_by("position").values_list("messages", flat=True)
    return [(f"{one['column']}{one['row']}", one["vi"]) for messages in rows for one in messages]

"""A small district with two wards, people who work there, and a real workbook of a few households."""

from __future__ import annotations

import copy
import datetime
import tempfile
import uuid
from functools import cache
from pathlib import Path

from chungtay.demo.clean_workbook import clean_workbook
from chungtay.demo.district import District, generate
from chungtay.foundation.accounts import operations as accounts
from chungtay.foundation.accounts.models import User
from chungtay.foundation.places import operations as places
from chungtay.foundation.places.models import Unit
from chungtay.work.review.models import ReviewFile
from chungtay.work.review.operations import files as review
from chungtay.work.review.operations.receiving import upload_file

AT = datetime.datetime(2024, 9, 20, 8, 0, tzinfo=datetime.UTC)
REVIEWED = datetime.date(2024, 9, 15)
SINCE = datetime.date(2019, 1, 1)
PASSWORD = "tre-xanh-ven-ho-tay"


def district() -> dict[str, Unit]:
    """Hà Nội, Ba Đình, Phúc Xá and Ngọc Hà by their official codes; each ward with one urban group."""

    def found(level: str, code: str, name: str, parent: Unit | None) -> Unit:
        return places.found_unit(level=level, code=code, name=name, parent=parent, valid_from=SINCE, by=None, at=AT)

    province = found("province", "01", "Thành phố Hà Nội", None)
    ba_dinh = found("district", "001", "Quận Ba Đình", province)
    units = {"01": province, "001": ba_dinh}
    for code, name in (("00001", "Phường Phúc Xá"), ("00016", "Phường Ngọc Hà")):
        units[code] = found("ward", code, name, ba_dinh)
        group = found("group", "01", "Tổ dân phố 1", units[code])
        places.set_area_type(group, kind="urban", valid_from=SINCE, by=None, at=AT)
    return units


def person(username: str, role: str | None, area: Unit | None) -> User:
    user = accounts.add_account(
        username=username, full_name=username.title(), password=PASSWORD, must_change_password=False, by=None, at=AT
    )
    if role and area:
        accounts.assign(user, role=role, area=area, starts_on=SINCE, by=None, at=AT)
    return user


def workbook(folder: Path, households: int = 14, seed: int = 7) -> tuple[Path, District]:
    """The answer workbook of a few fictional households of all fourteen wards."""
    path = folder / f"phieu-{households}-{seed}.xlsx"
    content, district = _workbook(households, seed)
    path.write_bytes(content)
    return path, copy.deepcopy(district)


@cache
def _workbook(households: int, seed: int) -> tuple[bytes, District]:
    """The same bytes each time, so made once: a district takes three seconds."""
    district = generate(seed=seed, households=households, share_listed=500, missing=0)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "phieu.xlsx"
        made = clean_workbook(path, district)
        return path.read_bytes(), made


def uploaded(path: Path, area: Unit, by: User, **changes) -> ReviewFile:
    values = {
        "name": path.name,
        "chunks": [path.read_bytes()],
        "area": area,
        "area_kind": "urban",
        "rule_set": "vn-2022",
        "on": REVIEWED,
        "token": uuid.uuid4(),
        "by": by,
        "at": AT,
    }
    file, _new = upload_file(**(values | changes))
    return file


def classified(path: Path, area: Unit, by: User) -> ReviewFile:
    """The file read in and its households classified, as the worker does it."""
    file = uploaded(path, area, by)
    review.confirm_columns(file, mapping={}, by=by, at=AT)
    review.run_classification(file.pk, clock=lambda: AT)
    file.refresh_from_db()
    assert file.state == "done", file.problem
    return file

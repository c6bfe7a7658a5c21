"""A register of any size out of the demonstration's generator, in bulk: what an import of it would have left behind,
with papers sealed, two years' classes, one history row for each record, and the search index."""

from __future__ import annotations

import datetime
import functools
import json
import time
import uuid
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from django.core.management import call_command
from django.db import connection, models, transaction
from django.utils import timezone

from chungtay.demo import district as demo
from chungtay.demo.places import WARDS
from chungtay.foundation.accounts import operations as accounts
from chungtay.foundation.accounts.models import Role
from chungtay.foundation.core.words import fold, given_name_key
from chungtay.foundation.places import operations as places
from chungtay.records.registry import models as registry
from chungtay.records.registry.operations.finding import rebuild
from chungtay.records.registry.queries.numbers import number_print, tail_print

SINCE = datetime.date(2022, 1, 1)
LIVING_SINCE = datetime.date(2023, 1, 1)
AT = datetime.datetime(2023, 1, 20, 8, 0, tzinfo=datetime.UTC)
PASSWORD = "ngoi nha ben song hong"
RELATIONS = {1: "head", 2: "spouse", 3: "child", 4: "parent", 5: "other"}
PART = 500  # households of one act
NEVER_LISTED = ("poor", "near_poor")


def fill_register(homes: int) -> dict[str, Any]:
    """Returns how many persons and households there are and how long it took."""
    began = time.monotonic()
    call_command("migrate", verbosity=0)
    district, wards, groups = _places()
    _accounts(district, wards)
    with transaction.atomic():
        writer = Writer()
        for ward, frames in zip(wards, demo.ward_frames(homes, demo.SEED, 50, 0, demo.REVIEW_DATE), strict=True):
            _ward(writer, ward, groups, *frames)
        writer.end()
    persons, households = rebuild()
    if connection.vendor == "postgresql":  # autovacuum does this within minutes
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
    return {"persons": persons, "homes": households, "seconds": time.monotonic() - began}


def _places() -> tuple[Any, list[Any], dict[tuple[int, str], Any]]:
    """One district, its wards as in the demonstration, all of them standing today."""

    def found(level: str, code: str, name: str, parent: Any) -> Any:
        return places.found_unit(level=level, code=code, name=name, parent=parent, valid_from=SINCE, by=None, at=AT)

    district = found("district", "001", "Quận Thử", found("province", "01", "Thành phố Thử", None))
    wards, groups = [], {}
    for ward in WARDS:
        unit = found("ward", ward.code, f"Phường {ward.name}", district)
        wards.append(unit)
        for number in range(1, ward.groups + 1):
            name = f"Tổ dân phố {number}"
            groups[unit.pk, name] = found("group", f"{number:02}", name, unit)
    return district, wards, groups


def _accounts(district: Any, wards: list[Any]) -> None:
    """An officer in every ward, and one of the district."""
    for code, area, role in [
        *((f"canbo.{ward.code}", ward, Role.WARD_OFFICER) for ward in wards),
        ("canbo.quan", district, Role.DISTRICT_OFFICER),
    ]:
        user = accounts.add_account(
            username=code, full_name="Cán Bộ Thử", password=PASSWORD, must_change_password=False, by=None, at=AT
        )
        accounts.assign(user, role=role, area=area, starts_on=SINCE, by=None, at=AT)


class Writer:
    """Rows of many tables, numbered by us, written in bulk; and a history row for each."""

    def __init__(self) -> None:
        self.rows: dict[type[models.Model], list[dict[str, Any]]] = {}
        self.last: Counter[type[models.Model]] = Counter()
        self.operation: dict[str, Any] = {}

    def begin(self, area_path: str) -> None:
        self.operation = self._put(
            registry.Operation, kind="import_batch", by_id=None, at=AT, why="so.xlsx", effective_on=SINCE,
            source="import", origin="import:1", area_path=area_path, undoes_id=None, digest=uuid.uuid4().hex * 2,
            changes_count=0,
        )  # fmt: skip

    def add(self, model: type[registry.Record], *, household: int | None = None, person: int | None = None,
            hidden: tuple[str, ...] = (), **values: Any) -> int:  # fmt: skip
        """A record and its history row; its number. `household` and `person` are its owners."""
        number = self._put(model, withdrawn=False, version=1, **values)["id"]
        told = {
            name: [None, value.isoformat() if isinstance(value, datetime.date) else value]
            for name, value in values.items()
            if value not in (None, "", {}) and name not in hidden
        }
        self._put(
            registry.Change, operation_id=self.operation["id"], position=self.operation["changes_count"],
            record_type=model.RECORD_TYPE, record_id=number, household_id=household or None, person_id=person or None,
            added=True, delta=json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":")),
        )  # fmt: skip
        self.operation["changes_count"] += 1
        return number

    def next(self, model: type[models.Model]) -> int:
        return self.last[model] + 1

    def _put(self, model: type[models.Model], **values: Any) -> dict[str, Any]:
        self.last[model] += 1
        row = {"id": self.last[model], **values}
        self.rows.setdefault(model, []).append(row)
        return row

    def flush(self) -> None:
        order = [registry.Operation, registry.Household, registry.Residence, registry.Person, registry.Membership,
                 registry.IdentityPaper, registry.HouseholdStatus, registry.Change]  # fmt: skip
        for model in order:
            if rows := self.rows.pop(model, None):
                write(model, rows)

    def end(self) -> None:
        self.flush()
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                for model, last in self.last.items():
                    sequence = f"pg_get_serial_sequence('{model._meta.db_table}', 'id')"
                    cursor.execute(f"SELECT setval({sequence}, %s)", [last])


def write(model: type[models.Model], rows: list[dict[str, Any]]) -> None:
    """COPY on PostgreSQL, executemany on SQLite; every column that is not given has its default."""
    fields = list(model._meta.concrete_fields)
    table = model._meta.db_table
    columns = ", ".join(f'"{field.column}"' for field in fields)
    values = zip(*(_column(field, rows) for field in fields), strict=True)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
                for each in values:
                    copy.write_row(each)
            return
        marks = ", ".join(["%s"] * len(fields))
        cursor.executemany(f"INSERT INTO {table} ({columns}) VALUES ({marks})", list(values))


def _column(field: models.Field[Any, Any], rows: list[dict[str, Any]]) -> Iterable[Any]:
    """The values of one column, as the database takes them."""
    name = field.attname
    if name not in rows[0]:
        value = _prepared(field, field.get_default())
        return [value] * len(rows)
    found = [row[name] for row in rows]
    if isinstance(field, models.ForeignKey | models.BooleanField | models.IntegerField | models.CharField):
        return found
    if isinstance(field, models.DateField) and connection.vendor == "postgresql":
        return found
    return [_prepared(field, value) for value in found]


def _prepared(field: models.Field[Any, Any], value: Any) -> Any:
    if isinstance(field, models.JSONField):
        return json.dumps(value)
    return field.get_db_prep_save(value, connection)


def _ward(writer: Writer, ward: Any, groups: dict[tuple[int, str], Any], homes: Any, people: Any) -> None:
    members = _by_household(people)
    for place, home in enumerate(homes.iter_rows(named=True)):
        if place % PART == 0:
            writer.flush()
            writer.begin(ward.path)
        _home(writer, home, next(members), groups[ward.pk, home["group"]].pk)


def _by_household(people: Any) -> Iterator[list[dict[str, Any]]]:
    columns = ["household_code", "name", "birth_date", "id_number", "relationship", "sex"]
    found: list[dict[str, Any]] = []
    for row in people.select(columns).iter_rows(named=True):
        if found and found[0]["household_code"] != row["household_code"]:
            yield found
            found = []
        found.append(row)
    yield found


def _home(writer: Writer, home: dict[str, Any], members: list[dict[str, Any]], group: int) -> None:
    number = writer.next(registry.Household)
    writer.add(
        registry.Household, household=number, code=home["household_code"], official_code="", group_id=group,
        address=home["address"], address_folded=fold(home["address"]), ended_on=None, ended_by="", note="",
        merged_into_id=None,
    )  # fmt: skip
    writer.add(registry.Residence, household=number, household_id=number, group_id=group, address=home["address"],
               valid_from=LIVING_SINCE, valid_to=None, came_by="")  # fmt: skip
    for member in members:
        _person(writer, number, member)
    if home.get("previous_class") in NEVER_LISTED:
        years = [2025, 2026] if number % 5 else [2025]
        for year in years:
            writer.add(
                registry.HouseholdStatus, household=number, household_id=number, year=year, rule_set="vn-2022",
                class_id=home["previous_class"], valid_from=datetime.date(year, 1, 1), valid_to=None, source="legacy",
                decision_number="12/QĐ-UBND", decision_date=datetime.date(year - 1, 12, 20), b1=120, b2=30, result={},
            )  # fmt: skip


def _person(writer: Writer, home: int, member: dict[str, Any]) -> None:
    number, name, born = writer.next(registry.Person), member["name"], member["birth_date"]
    folded, key = _name(name)
    writer.add(
        registry.Person, person=number, full_name=name, name_folded=folded, name_key=key,
        sex="male" if member["sex"] == 1 else "female", birth_date=born, birth_known="day", death_date=None,
        ethnicity="Kinh", phone=f"000{number:07}" if member["relationship"] == 1 else "", merged_into_id=None,
    )  # fmt: skip
    writer.add(
        registry.Membership, household=home, person=number, household_id=home, person_id=number,
        relation=RELATIONS[member["relationship"]], relation_words="", valid_from=max(LIVING_SINCE, born),
        valid_to=None, left_by="",
    )  # fmt: skip
    if member["id_number"]:
        writer.add(
            registry.IdentityPaper, person=number, person_id=number, kind="citizen", number=member["id_number"],
            print=number_print(member["id_number"]), tail_print=tail_print(member["id_number"]), hidden=("number",),
        )  # fmt: skip


@functools.lru_cache(maxsize=200_000)
def _name(name: str) -> tuple[str, str]:
    return fold(name), given_name_key(name)


def this_year() -> int:
    return timezone.localdate().year

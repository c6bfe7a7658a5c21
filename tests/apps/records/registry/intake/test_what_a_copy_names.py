"""The event of a copy names every field about people that left, and none that did not: read off the cells that the
workbooks ask for, with the classes that the models declare."""

from __future__ import annotations

import dataclasses
import datetime
from typing import Any

import pytest
from django.utils import translation

from chungtay.foundation.core import privacy
from chungtay.foundation.core.models import AuditEvent
from chungtay.foundation.core.operations import jobs
from chungtay.foundation.core.presenters.trail import shown_events
from chungtay.foundation.core.privacy import Privacy
from chungtay.foundation.places.models import Unit
from chungtay.records.registry.models import Membership
from chungtay.records.registry.operations.exporting import Layout, ask_for_register
from chungtay.records.registry.queries.outgoing import TELLS
from chungtay.workbooks.registry import entries
from chungtay.workbooks.registry.full import FullBook
from chungtay.workbooks.registry.ministry import MinistryBook
from tests import factories as people
from tests.apps.records.registry import factories as records

AT = datetime.datetime(2024, 12, 28, 8, 0, tzinfo=datetime.UTC)


def asked_for(asked: set[str], kind: type, prefix: str) -> type:
    """An entry that keeps which of its things somebody asks for."""

    def read(self: Any, name: str) -> Any:
        if not name.startswith("_"):
            asked.add(f"{prefix}.{name}")
        return object.__getattribute__(self, name)

    return type(kind.__name__, (kind,), {"__getattribute__": read, "__slots__": ()})


def written(layout: Layout, path) -> set[str]:
    """What a workbook reads of households of every class, each with two members."""
    asked: set[str] = set()
    home, person = asked_for(asked, entries.Home, "home"), asked_for(asked, entries.Person, "person")
    book: Any = FullBook(path)
    if layout != Layout.FULL:
        book = MinistryBook(path, ward="Ngọc Hà", on=AT.date(), everybody=layout == Layout.LISTS)
    with book:
        for now in ("", *entries.CLASSES):
            for before in ("", *entries.CLASSES):
                members = [person("An", "male", "1960", "head"), person("Ba", "female", "1990", "other", "con dâu")]
                place = entries.Place("Hà Nội", "01", "Ba Đình", "001", "Ngọc Hà", "00016", "Tổ 1")
                book.write(home("1", "2", "An", place, members, class_id=now, previous_class=before))
    return asked


def of_class(things: set[str], wanted: Privacy, whole: bool) -> set[str]:
    """The fields of a class that these things tell; without `whole` nothing of a thing that tells something
    sensitive."""
    found = set()
    for thing in things:
        classes = {field: privacy.of(Membership, field) for field in TELLS[thing]}
        if whole or Privacy.SENSITIVE not in classes.values():
            found |= {field for field, said in classes.items() if said is wanted}
    return found


def event_of(layout: Layout, ward: Unit, by: Any) -> AuditEvent:
    jobs.run_job(ask_for_register(ward, year=2024, layout=layout, by=by, at=AT).pk, clock=lambda: AT)
    return AuditEvent.objects.filter(action="core.exported").latest("number")


def test_everything_of_an_entry_says_which_fields_it_tells():
    things = {f"home.{each.name}" for each in dataclasses.fields(entries.Home)}
    things |= {f"person.{each.name}" for each in dataclasses.fields(entries.Person)}
    assert set(TELLS) == things


@pytest.mark.django_db
@pytest.mark.parametrize("whole", [True, False], ids=["officer", "leader"])
@pytest.mark.parametrize("layout", Layout)
def test_the_event_names_what_the_sheets_write(group, layout, whole, tmp_path):
    records.household(group)
    by = people.person("an", "ward_officer" if whole else "ward_leader", group.parent)
    told = event_of(layout, group.parent, by).detail
    things = written(layout, tmp_path / "copy.xlsx")
    assert set(told["personal"]) == of_class(things, Privacy.PERSONAL, whole)
    assert set(told["sensitive"]) == of_class(things, Privacy.SENSITIVE, whole)
    assert bool(told["sensitive"]) == whole


@pytest.mark.django_db
def test_bank_accounts_illness_and_reasons_are_named_in_words(group):
    records.household(group)
    event = event_of(Layout.FULL, group.parent, people.person("hoa", "ward_officer", group.parent))
    assert "person__accounts__number" in event.detail["sensitive"]
    assert "person__circumstances__words" in event.detail["sensitive"]
    assert "household__statuses__reasons" in event.detail["sensitive"]
    assert "person__phone" in event.detail["personal"]
    with translation.override("vi"):
        words = dict(shown_events([event])[0].detail)
    assert "Tài khoản ngân hàng: ngân hàng, chủ tài khoản, số tài khoản" in words["trường nhạy cảm"]
    assert "Hoàn cảnh: " in words["trường nhạy cảm"]
    assert "số điện thoại" in words["trường về người"]

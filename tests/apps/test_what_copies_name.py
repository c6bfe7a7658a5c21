"""The event of every copy in Excel names the fields about people that its cells show: the cells are compared with what
stands in the records, by the privacy classes that their models declare."""

from __future__ import annotations

import ast
import datetime
import io
from collections import defaultdict
from http.cookies import SimpleCookie
from pathlib import Path

import openpyxl
import pytest
from django.apps import apps
from django.db import models, transaction
from django.test import Client
from django.utils import translation

import chungtay
from chungtay.foundation.core import privacy
from chungtay.foundation.core.models import AuditEvent
from chungtay.foundation.core.privacy import Privacy
from tests.apps.routes import declared, patterns, visits
from tests.apps.test_every_route import _as_in_the_world, world  # noqa: F401 (fixtures)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_as_in_the_world")]
# Route of a copy in Excel -> what of its address is another than in routes.toml, and the operation that records it.
COPIES = {
    "assistance:allowances_excel": ({}, "take_allowances"),
    "assistance:excel": ({}, "take_out_cases"),
    "credit:excel": ({}, "take_out"),
    "entitlements:coverage_people_excel": ({}, "take_names"),
    "entitlements:list_file": ({"kind": "excel"}, "take_names"),
    "gifts:workbook": ({}, "take_list"),
    "insurance:batch_excel": ({}, "hand_out_batch"),
    "insurance:missing_excel": ({}, "hand_out_missing"),
    "insurance:state_excel": ({}, "hand_out_state"),
    "referral:excel": ({}, "take_out"),
    "reports:names_file": ({}, "record_names_taken"),
    "schooling:away_excel": ({}, "hand_out_away"),
    "schooling:excel": ({}, "hand_out_pupils"),
    "schooling:support_excel": ({}, "hand_out_support"),
    "sponsorship:excel": ({}, "take_out"),
}
# What else leaves: papers and packages, which have tests of their own, and reports, which name nobody.
OTHERWISE = {
    "_paper": "paper on which people sign for their card",
    "_told": "figures of a report",
    "load": "gifts on a telephone",
    "record_copy": "the register: test_what_a_copy_names.py",
    "start_letters": "letters on paper",
    "take_along": "households on a telephone",
    "take_list": "households beside the form of ODK Collect",
    "take_route_sheets": "sheets on paper",
    "take_slips": "slips on paper",
}
KEEPERS = ("ward_officer", "ward_leader", "district_officer")


def shown(model: type[models.Model], field: models.Field, value: object) -> set[str]:
    """How a cell may show a value; nothing for what could be anything: short words and small numbers."""
    if field.choices:
        label = str(dict(field.flatchoices).get(value, ""))
        return {label} if len(label) > 3 else set()
    if isinstance(value, bool) or value is None or field.is_relation:
        return set()
    if isinstance(value, datetime.date):
        return {f"{value:%d/%m/%Y}"}
    if isinstance(value, int):
        return {str(value), f"{value:,}".replace(",", ".")} if value > 999 else set()
    text = str(value)
    return {text} if len(text) > 3 else set()


def known() -> dict[str, set[str]]:
    """What a cell may show -> the fields of records ("credit.loan.amount") in which it stands."""
    found: dict[str, set[str]] = defaultdict(set)
    for model in apps.get_models():
        if not model.__module__.startswith("chungtay."):
            continue
        fields = [field for field in model._meta.concrete_fields if not isinstance(field, models.JSONField)]
        for row in model._default_manager.all():
            for field in fields:
                for text in shown(model, field, getattr(row, field.attname)):
                    found[text].add(f"{model._meta.label_lower}.{field.name}")
    return found


def cells(content: bytes) -> set[str]:
    """Those below the headings: the first row with four texts or more."""
    found: set[str] = set()
    for sheet in openpyxl.load_workbook(io.BytesIO(content)):
        rows = [[cell for cell in row if cell is not None] for row in sheet.iter_rows(values_only=True)]
        head = next(at for at, row in enumerate(rows) if sum(isinstance(cell, str) for cell in row) > 3)
        found.update(str(cell) for row in rows[:head] + rows[head + 1 :] for cell in row)
    return found


def told(event: AuditEvent) -> set[str]:
    """The fields that an event names, at the record where they stand."""
    model = apps.get_model(event.detail["model"])
    ends = (privacy.end_of(model, path) for path in [*event.detail["personal"], *event.detail["sensitive"]])
    return {privacy.labelled(last, name) for last, name in ends}


def unnamed(seen: set[str], known: dict[str, set[str]], named: set[str]) -> dict[str, set[str]]:
    """What cells show that stands in fields about people alone, of which the event names none."""
    classed = {Privacy.PERSONAL, Privacy.SENSITIVE}
    found = {}
    for text in seen & known.keys():
        classes = {privacy.of(*privacy.at_label(label)) for label in known[text]}
        if classes <= classed and not known[text] & named:
            found[text] = known[text]
    return found


def copy(name: str, world) -> tuple[set[str], AuditEvent]:  # noqa: F811
    """The cells of a copy and its event; whatever the visit changed is taken back."""
    route, parts = declared()[name], patterns()[name]
    route = type(route)(**(vars(route) | {"fixed": (route.fixed or {}) | COPIES[name][0]}))
    visitor = next(world.visitors[role] for role in KEEPERS if route.lets_in(world.visitors[role]))
    _where, address, _wanted = next(visits(route, parts, visitor, world))
    client = Client()
    client.cookies = SimpleCookie(visitor.client.cookies.output(header="", sep=";"))
    with transaction.atomic(), translation.override("vi"):
        sent = client.post(address, route.post)
        assert sent.status_code == 200
        content = b"".join(sent.streaming_content) if sent.streaming else sent.content
        event = AuditEvent.objects.filter(action="core.exported").latest("number")
        transaction.set_rollback(True)
    return cells(content), event


@pytest.fixture(scope="module")
def values(world, django_db_blocker):  # noqa: F811
    with django_db_blocker.unblock(), translation.override("vi"):
        return known()


@pytest.mark.parametrize("name", COPIES)
def test_the_event_of_a_copy_names_what_its_cells_show(name, world, values):  # noqa: F811
    seen, event = copy(name, world)
    assert unnamed(seen, values, told(event)) == {}


def test_a_field_that_is_left_out_of_the_event_is_found(world, values):  # noqa: F811
    """The test above would fail, were what somebody borrowed not named; and so for fields of other copies."""
    seen, event = copy("credit:excel", world)
    left = unnamed(seen, values, told(event) - {"credit.loan.amount"})
    assert {"credit.loan.amount"} in left.values()
    noticed = set()
    for name in COPIES:
        seen, event = copy(name, world)
        named = told(event)
        if any(unnamed(seen, values, named - {label}) for label in named):
            noticed.add(name)
    assert len(noticed) >= 5, noticed


def test_every_operation_that_records_a_copy_is_among_these():
    found = set()
    for path in Path(chungtay.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            calls = [each for each in ast.walk(node) if isinstance(each, ast.Call)] if hasattr(node, "body") else []
            if isinstance(node, ast.FunctionDef) and any(
                getattr(each.func, "id", "") == "record_export" for each in calls
            ):
                found.add(node.name)
    assert found == {operation for _fixed, operation in COPIES.values()} | OTHERWISE.keys()

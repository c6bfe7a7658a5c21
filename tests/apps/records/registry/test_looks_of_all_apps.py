"""Panels and pages of one household in every app: closed until it is opened, and the event of opening it names every
sensitive field that they read."""

from __future__ import annotations

import datetime
import re

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from chungtay.foundation.core import privacy
from chungtay.foundation.core.models import AuditEvent
from chungtay.foundation.core.presenters.trail import shown_events
from chungtay.records.entitlements.operations.help import remember_help
from chungtay.records.registry.operations.status import record_hardship
from chungtay.records.registry.presenters.panels import _panels
from chungtay.records.registry.queries.looks import opened_beside
from chungtay.work.assistance.operations.proposing import Given, propose_help
from chungtay.work.credit.operations import keeping as loans
from chungtay.work.referral.models import Referral
from chungtay.work.sponsorship.operations import keeping as sponsors
from tests import factories as people
from tests.apps.records.registry import factories as f

pytestmark = pytest.mark.django_db
D = datetime.date
HERE = ("entitlements", "sponsorship", "credit", "assistance", "referral", "review", "insurance", "schooling", "gifts")
SENSITIVE = {
    (model._meta.db_table, model._meta.get_field(name).column): privacy.labelled(model, name)
    for model in apps.get_models()
    if model._meta.app_label in HERE
    for name in privacy.sensitive_of(model)
}
# what the records below say that a closed page must not
CLOSED = ["Quà Tết cho hộ", "412.000", "51.000.000", "Sửa bếp cháy", "Hỏa hoạn", "Biên bản 12"]


def columns_read(queries: CaptureQueriesContext) -> set[str]:
    """The sensitive fields, as "credit.loan.amount", that statements bring from the database: of what stands between
    SELECT and its FROM, statements within it left out."""
    found = set()
    for each in queries.captured_queries:
        sql = each["sql"]
        if not sql.startswith("SELECT"):
            continue
        names = {alias: table for table, alias in re.findall(r'"(\w+)" (?:AS )?"?([TU]\d+)"?', sql)}
        for table, column in re.findall(r'"?(\w+)"?\."(\w+)"', _brought(sql)):
            label = SENSITIVE.get((names.get(table, table), column))
            found |= {label} if label else set()
    return found


def _brought(sql: str) -> str:
    """What a statement brings: up to FROM, without what stands in brackets."""
    kept, depth = [], 0
    for part in re.split(r"(\(|\)|\bFROM\b)", sql):
        if part == "FROM" and not depth:
            break
        depth += {"(": 1, ")": -1}.get(part, 0)
        kept.append(part if not depth else " ")
    return "".join(kept)


@pytest.fixture
def home(group):
    """A household with something in every panel."""
    officer = people.person("hoa", "ward_officer", group.parent)
    home = f.household(group, (f.member(),), since=D(2015, 1, 1))
    record_hardship(home, kind="fire", happened_on=timezone.localdate(), description="", by=None, at=timezone.now())
    by = {"by": officer, "at": timezone.now()}
    remember_help(
        household=home, person=None, kind="cash", source="donor", title="Quà Tết cho hộ", value=412_000,
        on=D(2026, 1, 10), proof="Biên nhận", origin="test:looks:1", **by,
    )  # fmt: skip
    told = loans.Told(
        programme="Giải quyết việc làm", purpose="", group="", amount=51_000_000, disbursed_on=D(2024, 10, 1),
        due_on=D(2027, 10, 1), source="Danh sách dư nợ",
    )  # fmt: skip
    loans.enter(home.pk, borrower=f.person(home, "Đình").pk, told=told, **by)
    promise = sponsors.Promise(begins_on=D(2026, 1, 1), until=None, monthly=500_000, words="", agreed="Biên bản 12")
    baker = sponsors.NewSponsor(kind="business", name="Tiệm bánh An", contact="0900000001")
    sponsors.enter(home.pk, sponsor=baker, promise=promise, **by)
    gives = [Given(source="ward", basis="Quyết định 3", amount=2_000_000)]
    propose_help(home.pk, kind="one_off", title="Sửa bếp cháy", gives=gives, told_at=by["at"], **by)
    Referral.objects.create(
        household=home, need="water", year=2026, rule_set="vn-2022", indicator="5.1", opened_by=officer,
        opened_at=timezone.now(),
    )  # fmt: skip
    home.officer = officer
    return home


@pytest.fixture
def office(home) -> Client:
    client = Client()
    client.force_login(home.officer, "django.contrib.auth.backends.ModelBackend")
    return client


def address(home, rest: str = "ho-dan/{}/") -> str:
    return f"/00016/{timezone.localdate().year}/{rest.format(home.pk)}"


def looks():
    return AuditEvent.objects.filter(action="core.sensitive_seen")


def test_panels_are_closed_until_the_household_is_opened(home, office):
    with CaptureQueriesContext(connection) as found:
        text = office.get(address(home)).content.decode()
    assert [word for word in CLOSED if word in text] == []
    assert columns_read(found) == set()
    assert not looks().exists()
    # that there is something, and of what kind, is said
    for words in ("Giải quyết việc làm", "hạn trả 01/10/2027", "Tiệm bánh An", "Trợ giúp đột xuất", "10/01/2026: Tiền"):
        assert words in text
    closed = len(found)
    office.post(address(home, "ho-dan/{}/xem/"))
    with CaptureQueriesContext(connection) as found:
        text = office.get(address(home)).content.decode()
    assert [word for word in CLOSED if word not in text] == ["Biên bản 12"]  # that stands on the page of the commitment
    read = columns_read(found)
    assert {"credit.loan.amount", "entitlements.helpreceived.value", "assistance.case.title"} <= read
    assert read <= set(looks().get().detail["fields"])
    assert closed <= len(found)


def pages(home) -> list[str]:
    one = {model: apps.get_model(model).objects.get().pk for model in ("credit.loan", "sponsorship.sponsorship")}
    one |= {model: apps.get_model(model).objects.get().pk for model in ("assistance.case", "referral.referral")}
    return [
        "quyen-loi/ho/{}/", "quyen-loi/ho/{}/ca-nam/", "quyen-loi/ho/{}/da-nhan/", f"von-vay/{one['credit.loan']}/",
        f"do-dau/{one['sponsorship.sponsorship']}/", f"tro-giup/{one['assistance.case']}/",
        f"tro-giup/{one['assistance.case']}/phieu/", f"gioi-thieu/viec/{one['referral.referral']}/",
        f"tro-giup/ho/{home.pk}/cuu-tro/{home.hardships.get().pk}/",
    ]  # fmt: skip


def test_a_page_of_one_household_opens_it_and_its_event_names_what_the_page_reads(home, office):
    beside = {privacy.labelled(model, name) for model, name in opened_beside()}
    for place in pages(home):
        before = looks().count()
        with CaptureQueriesContext(connection) as found:
            assert office.get(address(home, place)).status_code == 200, place
        assert columns_read(found) <= beside, place
        # the first of them opened the household, for all of them
        assert (before, looks().count()) in ((0, 1), (1, 1)), place
    event = looks().get()
    assert (event.by, event.subject_type, event.subject_id) == (home.officer, "registry.household", str(home.pk))
    assert beside <= set(event.detail["fields"])


def test_each_of_these_pages_opens_the_household_by_itself(home, group):
    for number, place in enumerate(pages(home), 1):
        client = Client()
        user = people.person(f"can-bo-{number}", "ward_officer", group.parent)
        client.force_login(user, "django.contrib.auth.backends.ModelBackend")
        assert client.get(address(home, place)).status_code == 200
        assert [each.subject_id for each in looks().filter(by=user)] == [str(home.pk)], place


def test_the_fields_are_those_of_the_records_that_the_panels_declare(home):
    declared = {model for panel in _panels.values() for model in panel.opens}
    assert {model for model, _name in opened_beside()} == declared
    for model in declared:
        assert {name for kind, name in opened_beside() if kind is model} == set(privacy.sensitive_of(model))


def test_the_trail_says_these_fields_in_words(home, office):
    office.post(address(home, "ho-dan/{}/xem/"))
    told = dict(shown_events(looks())[0].detail)["trường"]
    assert "Khoản vay" in told
    assert not re.search(r"\b(credit|assistance|entitlements)\.", told)

"""Proposals from the field: shown against the register as it is, frozen, decided by somebody else, applied once."""

from __future__ import annotations

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from chungtay.foundation.core.models import AuditEvent
from chungtay.foundation.places.models import Unit
from chungtay.records.registry.models import ChangeRequest, DuplicatePair, Operation, RequestState
from chungtay.records.registry.operations import editing, requests
from chungtay.records.registry.operations.life import record_move_between
from chungtay.records.registry.operations.merging import Choices, merge_persons
from chungtay.records.registry.operations.requests import Conflict
from chungtay.records.registry.operations.standing import Relationship
from chungtay.records.registry.operations.undoing import undo
from chungtay.records.registry.queries.proposals import Edit, Newcomer, differences, newcomer
from chungtay.records.registry.queries.proposals import items_of as items
from chungtay.records.registry.queries.requests import told_in
from chungtay.records.registry.transitions import REQUEST_NEXT
from tests import factories as people
from tests.apps.records.registry import factories as f

pytestmark = pytest.mark.django_db


@pytest.fixture
def home(group):
    return f.household(group)


@pytest.fixture
def field(group):
    return people.person("hanh", "enumerator", Unit.objects.get(code="00016"))


@pytest.fixture
def officer(group):
    return people.person("hoa", "ward_officer", Unit.objects.get(code="00016"))


@pytest.fixture
def father(home):
    return f.person(home, "Đình")


def drafted(home, by, *edits, **changes) -> ChangeRequest:
    return requests.draft_request(home, why="Gặp tại nhà", edits=edits, by=by, at=f.AT, **changes)


def submitted(home, by, *edits, **changes) -> ChangeRequest:
    return requests.submit_request(drafted(home, by, *edits, **changes), by=by, at=f.AT)


def test_a_proposal_is_approved_by_somebody_else_and_applied(home, father, field, officer):
    request = submitted(home, field, Edit(father, {"phone": "0912 345 678"}), Edit(home, {"address": "Số 9"}))
    assert [(each.field, each.before, each.after, each.now) for each in differences(request)] == [
        ("phone", "", "0912345678", ""),
        ("address", "12 ngõ 5 phố Đội Cấn", "Số 9", "12 ngõ 5 phố Đội Cấn"),
    ]
    done = requests.approve_request(request, answer="Đúng", by=officer, at=f.AT)
    father.refresh_from_db()
    home.refresh_from_db()
    assert (father.phone, home.address, home.residences.get().address) == ("0912345678", "Số 9", "Số 9")
    assert (done.state, done.decided_by, done.operation.source) == ("approved", officer, "request")
    assert done.operation.origin == f"request:{request.pk}"
    assert done.operation.by == officer
    actions = AuditEvent.objects.filter(subject_type="registry.changerequest").values_list("action", flat=True)
    assert list(actions) == ["registry.request_drafted", "registry.request_submitted", "registry.request_approved"]
    undo(done.operation, why="Nhầm", by=officer, at=f.AT)
    father.refresh_from_db()
    assert father.phone == ""


def test_a_newcomer_is_proposed_with_papers(home, field, officer):
    baby = f.member("Nguyễn An Nhiên", "child", "2024-02-10")
    born = Newcomer(baby, datetime.date(2024, 2, 10))
    request = submitted(home, field, newcomers=[born])
    assert newcomer(items(request)[0]) == born
    with connection.cursor() as cursor:
        cursor.execute("SELECT items FROM registry_changerequest")
        assert baby.papers[0].number not in cursor.fetchone()[0]
    requests.approve_request(request, by=officer, at=f.AT)
    child = f.person(home, "Nhiên")
    assert child.papers.get().number == baby.papers[0].number
    assert child.memberships.get().valid_from == datetime.date(2024, 2, 10)


def test_nobody_decides_on_an_own_proposal(home, father, officer):
    request = submitted(home, officer, Edit(father, {"phone": "0912345678"}))
    for act in (
        lambda: requests.approve_request(request, by=officer, at=f.AT),
        lambda: requests.return_request(request, answer="x", by=officer, at=f.AT),
        lambda: requests.approve_request(request, by=None, at=f.AT),
    ):
        with pytest.raises(PermissionDenied):
            act()
    with pytest.raises(IntegrityError), transaction.atomic():
        ChangeRequest.objects.filter(pk=request.pk).update(decided_by=officer)


def test_who_may_not(home, father, field, officer):
    stranger = people.person("minh", "ward_officer", Unit.objects.get(code="00001"))
    fellow = people.person("vinh", "enumerator", Unit.objects.get(code="00016"))
    with pytest.raises(PermissionDenied):
        drafted(home, stranger, Edit(father, {"phone": "0912345678"}))
    draft = drafted(home, field, Edit(father, {"phone": "0912345678"}))
    with pytest.raises(PermissionDenied):
        requests.submit_request(draft, by=fellow, at=f.AT)
    request = requests.submit_request(draft, by=field, at=f.AT)
    for user in (stranger, fellow):
        with pytest.raises(PermissionDenied):
            requests.approve_request(request, by=user, at=f.AT)
    assert Operation.objects.count() == 1


def test_a_conflict_is_seen_and_not_written_over(home, father, field, officer):
    request = submitted(home, field, Edit(father, {"phone": "0912345678", "ethnicity": "Tày"}))
    editing.edit_person(father, {"phone": "0987654321"}, seen=1, by=officer, at=f.AT)
    assert [(each.field, each.conflicts) for each in differences(request)] == [("ethnicity", False), ("phone", True)]
    with pytest.raises(Conflict):
        requests.approve_request(request, by=officer, at=f.AT)
    father.refresh_from_db()
    assert (father.phone, father.ethnicity) == ("0987654321", "Kinh")


def test_what_was_proposed_of_somebody_who_is_gone_meanwhile_is_a_conflict(home, group, field, officer):
    """Moved to another household, or joined with another record: the change would land where nobody looks for it."""
    child = f.person(home, "Ánh")
    request = submitted(home, field, Edit(child, {"phone": "0912 345 678"}))
    other = f.household(group, (f.member("Lê Văn Út"),))
    record_move_between(
        child, into=other, relationship=Relationship("other", "cháu"), on=datetime.date(2024, 2, 1), by=None, at=f.AT
    )
    with pytest.raises(Conflict) as refused:
        requests.approve_request(request, by=officer, at=f.AT)
    assert "không còn thuộc hộ" in refused.value.messages[0]
    child.refresh_from_db()
    assert child.phone == ""
    requests.return_request(request, answer="Em đã chuyển hộ", by=officer, at=f.AT)


def test_what_became_so_meanwhile_is_no_conflict(home, father, field, officer):
    request = submitted(home, field, Edit(father, {"phone": "0912345678"}))
    editing.edit_person(father, {"phone": "0912345678"}, seen=1, by=officer, at=f.AT)
    assert differences(request)[0].already_so
    done = requests.approve_request(request, by=officer, at=f.AT)
    assert (done.state, done.operation) == ("approved", None)


def test_what_was_submitted_is_frozen(home, father, field, officer):
    request = submitted(home, field, Edit(father, {"phone": "0912345678"}))
    with pytest.raises(ValidationError) as refused:
        requests.revise_request(request, why="Khác", edits=[Edit(father, {"phone": "0912345679"})], by=field, at=f.AT)
    assert refused.value.code == "state"
    request.items = request.items.replace("0912345678", "0900000000")
    request.save()
    with pytest.raises(ValidationError) as refused:
        requests.approve_request(request, by=officer, at=f.AT)
    assert refused.value.code == "altered"


def test_returned_with_a_reason_and_written_anew(home, father, field, officer):
    request = submitted(home, field, Edit(father, {"phone": "0912345678"}))
    with pytest.raises(ValidationError):
        requests.return_request(request, answer=" ", by=officer, at=f.AT)
    requests.return_request(request, answer="Gọi không được", by=officer, at=f.AT)
    again = requests.revise_request(
        request, why="Số mới", edits=[Edit(father, {"phone": "0912345679"})], by=field, at=f.AT
    )
    assert (again.state, again.answer) == ("draft", "Gọi không được")
    requests.approve_request(requests.submit_request(again, by=field, at=f.AT), by=officer, at=f.AT)
    father.refresh_from_db()
    assert father.phone == "0912345679"


def test_today_tells_what_waits_and_what_came_back_in_one_statement(home, father, field, officer):
    ward = Unit.objects.get(code="00016")
    stranger = people.person("minh", "ward_officer", Unit.objects.get(code="00001"))

    def told() -> list[tuple[int, int]]:
        return [told_in(user, ward) for user in (officer, field, stranger)]

    drafted(home, field, Edit(father, {"phone": "0912345678"}))
    assert told() == [(0, 0), (0, 0), (0, 0)]
    first = submitted(home, field, Edit(father, {"phone": "0912345679"}))
    submitted(home, officer, Edit(home, {"address": "Số 9"}))  # an own one: another decides
    assert told() == [(1, 0), (0, 0), (0, 0)]
    requests.return_request(first, answer="Hỏi lại", by=officer, at=f.AT)
    assert told() == [(0, 0), (0, 1), (0, 0)]
    with CaptureQueriesContext(connection) as seen:
        told_in(officer, ward)
    assert len(seen) == 1


def test_applied_once(home, father, field, officer):
    request = submitted(home, field, Edit(father, {"phone": "0912345678"}))
    requests.approve_request(request, by=officer, at=f.AT)
    with pytest.raises(ValidationError):
        requests.approve_request(request, by=officer, at=f.AT)
    with pytest.raises(ValidationError):
        requests.drop_request(request, by=field, at=f.AT)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"why": " ", "values": {"phone": "0912345678"}}, "why"),
        ({"values": {"phone": ""}}, "nothing"),
        ({"values": {"full_name": "?"}}, "name"),
        ({"values": {"birth_date": datetime.date(2031, 1, 1)}}, "future"),
    ],
)
def test_what_could_never_stand_is_refused_at_once(home, father, field, changes, code):
    with pytest.raises(ValidationError) as refused:
        requests.draft_request(
            home, why=changes.get("why", "Gặp"), edits=[Edit(father, changes["values"])], by=field, at=f.AT
        )
    assert refused.value.error_list[0].code == code


def test_a_proposal_is_about_one_household(home, field, group):
    other = f.household(group, (f.member("Lê Văn Ba"),))
    for edit in (Edit(f.person(other, "Ba"), {"phone": "0912345678"}), Edit(other, {"address": "x"})):
        with pytest.raises(ValidationError):
            drafted(home, field, edit)


def test_every_state_has_its_next_ones():
    assert set(REQUEST_NEXT) == set(RequestState.values)


def test_who_joins_by_a_proposal_and_is_on_record_already_waits_side_by_side(home, group, field, officer):
    there = f.household(group, (f.member("Lê Thị Hoa", "head", "1950-06-07", papers=()),), address="99 Đội Cấn")
    assert not DuplicatePair.objects.exists()
    joins = Newcomer(f.member("Le Thi Hoa", "parent", "1950-06-07", papers=()), datetime.date(2024, 2, 1))
    request = submitted(home, field, newcomers=[joins])
    assert not DuplicatePair.objects.exists()  # nothing of a proposal counts before it is approved
    with pytest.raises(Conflict):
        requests.approve_request(request, by=officer, at=f.AT)
    requests.approve_request(request, others={f.person(there, "Hoa").pk}, by=officer, at=f.AT)
    pair = DuplicatePair.objects.get()
    assert (pair.found_by, pair.verdict) == ("request", "open")
    assert {pair.first.full_name, pair.second.full_name} == {"Lê Thị Hoa", "Le Thi Hoa"}


def test_a_corrected_name_brings_two_together(home, father, group, field, officer):
    f.household(group, (f.member("Lê Văn Bảy", "head", papers=()),), address="99 Đội Cấn")
    assert not DuplicatePair.objects.exists()
    request = submitted(home, field, Edit(father, {"full_name": "Lê Văn Bảy"}))
    requests.approve_request(request, by=officer, at=f.AT)
    assert DuplicatePair.objects.get().found_by == "request"


def test_a_draft_that_nobody_hands_in_does_not_keep_two_households_apart(home, group, field, officer):
    """Its writer may be gone; what was handed in is decided first."""
    twice = f.household(group, (f.member("Nguyễn Văn Đình", papers=()),))
    again = f.person(twice, "Đình")
    draft = drafted(twice, field, Edit(again, {"phone": "0912 345 678"}))
    father = f.person(home, "Đình")

    def join() -> None:
        membership = father.memberships.get(valid_to=None).pk
        seen = (father.version, again.version)
        merge_persons(father, again, Choices(membership=membership), seen=seen, why="Hai lần", by=None, at=f.AT)

    request = requests.submit_request(draft, by=field, at=f.AT)
    with pytest.raises(ValidationError) as refused:
        join()
    assert refused.value.code == "request_waits"
    requests.return_request(request, answer="Hộ nhập hai lần", by=officer, at=f.AT)
    draft = drafted(twice, field, Edit(again, {"phone": "0912 345 678"}))
    join()
    twice.refresh_from_db()
    assert twice.withdrawn
    request = requests.submit_request(draft, by=field, at=f.AT)
    with pytest.raises(Conflict):
        requests.approve_request(request, by=officer, at=f.AT)

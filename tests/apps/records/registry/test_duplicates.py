"""The queue of persons who may have been entered twice: who comes into it, who decides, what decided pairs mean."""

from __future__ import annotations

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from chungtay.foundation.core.models import AuditEvent
from chungtay.foundation.places.models import Unit
from chungtay.records.registry.models import DuplicatePair, Membership, Person, Verdict
from chungtay.records.registry.operations import editing, life
from chungtay.records.registry.operations.act import acting
from chungtay.records.registry.operations.duplicates import say_different, say_same
from chungtay.records.registry.operations.merging import Choices
from chungtay.records.registry.operations.registering import add_households
from chungtay.records.registry.operations.undoing import undo
from chungtay.records.registry.operations.yearly import find_duplicates
from chungtay.records.registry.queries.pairing import possible_pairs
from chungtay.records.registry.queries.pairs import lines_of, open_pairs, pair_of, waiting
from tests import factories as people
from tests.apps.records.registry import factories as f

pytestmark = pytest.mark.django_db
TODAY = datetime.date(2024, 3, 1)


def bulk(group: Unit, *households) -> list:
    """As a file brings them: nothing goes into the queue by itself."""
    with acting("households_imported", by=None, at=f.AT, area=group, source="import") as act:
        return add_households(act, [f.entered(group, members) for members in households])


DINH = f.member("Nguyễn Văn Đình", "head", papers=())
PLAIN = f.member("Nguyen Van Dinh", "head", papers=())
TURNED = f.member("Nguyễn Bá Đình", "head", "1970-12-05", papers=())
NAMESAKE = f.member("Nguyễn Văn Đình", "head", "1981-02-03", papers=())
STRANGER = f.member("Lê Thị Hoa", "head", "1950-06-07", papers=())


@pytest.fixture
def ward(group) -> Unit:
    return group.parent


@pytest.fixture
def officer(ward):
    return people.person("hoa", "ward_officer", ward)


@pytest.fixture
def pair(group) -> DuplicatePair:
    f.household(group, (DINH,))
    f.household(group, (PLAIN,))
    return DuplicatePair.objects.get()


def same(pair: DuplicatePair, by=None):
    stays, goes = pair.first, pair.second
    membership = Membership.objects.current().get(person=stays).pk
    return say_same(
        pair, stays=stays, choices=Choices(membership=membership), seen=(stays.version, goes.version),
        why="Nhập hai lần", by=by, at=f.AT,
    )  # fmt: skip


def test_who_is_entered_beside_somebody_alike_comes_into_the_queue(pair):
    assert (pair.found_by, pair.verdict) == ("entry", "open")
    assert pair.score >= 900
    assert {row["field"]: row["says"] for row in pair.evidence}["name"] == "without marks"
    assert not any("Dinh" in str(row) or "1970" in str(row) for row in pair.evidence)  # no values


def test_a_newborn_entered_twice_comes_into_the_queue_and_a_twin_does_not(group):
    home = f.household(group)
    for name in ("Nguyễn Minh Hải", "Nguyễn Gia Linh", "Nguyễn Minh Hải"):
        life.record_birth(home, f.member(name, "child", "2024-02-20", papers=()), by=None, at=f.AT)
    pair = DuplicatePair.objects.get()
    assert pair.first.full_name == pair.second.full_name == "Nguyễn Minh Hải"


def test_the_yearly_comparison_of_an_area(group, other_group, ward):
    bulk(group, (DINH,), (TURNED,), (NAMESAKE,), (STRANGER,))
    bulk(other_group, (PLAIN,))
    tally = find_duplicates(ward, at=f.AT)
    names = {(pair.first.full_name, pair.second.full_name) for pair in DuplicatePair.objects.all()}
    assert ("Nguyễn Văn Đình", "Nguyen Van Dinh") in names  # the other one lives in another ward
    assert not any("Hoa" in name for pair in names for name in pair)
    assert all(pair.first.birth_date.year == pair.second.birth_date.year for pair in DuplicatePair.objects.all())
    assert tally.added == tally.found == len(names)
    again = find_duplicates(ward, at=f.AT)
    assert (again.found, again.added, again.cleared) == (tally.found, 0, 0)


def test_pairs_are_made_once_whatever_the_size_of_a_block(group, other_group, ward):
    bulk(group, (DINH,), (PLAIN,), (TURNED,), (STRANGER,))
    bulk(other_group, (DINH,), (PLAIN,))
    whole = [pair for pairs in possible_pairs(ward) for pair in pairs]
    assert len(set(whole)) == len(whole) > 4
    for block in (1, 2, 3):
        pairs = [pair for pairs in possible_pairs(ward, block=block) for pair in pairs]
        assert sorted(pairs) == sorted(whole)


def test_statements_of_the_comparison_do_not_grow(group, ward):
    def count() -> int:
        with CaptureQueriesContext(connection) as asked:
            find_duplicates(ward, at=f.AT)
        return len(asked)

    bulk(group, (DINH,), (PLAIN,))
    first = count()
    bulk(group, *[(f.member(f"Trần Thị {name}", "head", "1970-05-12", papers=()),) for name in ("An", "Bình") * 20])
    assert count() <= first + 2


def test_a_correction_takes_a_pair_out_of_the_queue_and_a_decision_is_never_touched(pair, ward, group):
    dinh = pair.second
    editing.edit_person(
        dinh, {"birth_date": datetime.date(1999, 1, 2), "full_name": "Nguyễn Văn Bảy"}, seen=1, by=None, at=f.AT
    )
    assert find_duplicates(ward, at=f.AT).cleared == 1
    assert not DuplicatePair.objects.exists()
    f.household(group, (DINH,))
    decided = DuplicatePair.objects.get()
    say_different(decided, why="Hai người khác nhau", by=None, at=f.AT)
    decided.refresh_from_db()
    kept = (decided.score, decided.verdict, decided.decided_at)
    assert find_duplicates(ward, at=f.AT).added == 0
    decided.refresh_from_db()
    assert (decided.score, decided.verdict, decided.decided_at) == kept
    assert not open_pairs().exists()


def test_a_merged_pair_leaves_the_queue_and_comes_back_when_it_is_undone(pair, officer, ward):
    operation = same(pair, by=officer)
    pair.refresh_from_db()
    assert (pair.verdict, pair.decided_by, pair.operation) == (Verdict.MERGED, officer, operation)
    assert not waiting(officer, ward, TODAY).exists()
    undone = undo(operation, why="Nhầm", by=officer, at=f.AT)
    assert waiting(officer, ward, TODAY).get() == pair
    undo(undone, why="Không nhầm", by=officer, at=f.AT)
    assert not waiting(officer, ward, TODAY).exists()
    undo(undone.undone_by, why="Nhầm thật", by=officer, at=f.AT)
    say_different(pair, why="Hai anh em họ", by=officer, at=f.AT)
    assert not waiting(officer, ward, TODAY).exists()
    pair.refresh_from_db()
    assert (pair.verdict, pair.operation) == (Verdict.DIFFERENT, None)


def test_decided_once(pair):
    say_different(pair, why="Hai người", by=None, at=f.AT)
    for decide in (lambda: say_different(pair, why="x", by=None, at=f.AT), lambda: same(pair)):
        with pytest.raises(ValidationError) as refused:
            decide()
        assert refused.value.code == "decided"


def test_two_persons_needs_a_reason_and_is_in_the_trail(pair, officer):
    with pytest.raises(ValidationError):
        say_different(pair, why="  ", by=officer, at=f.AT)
    say_different(pair, why="Khác quê quán", by=officer, at=f.AT)
    event = AuditEvent.objects.get(action="registry.pair_told_apart")
    assert event.by == officer
    assert "quê" not in str(event.detail)


def test_only_who_joins_records_in_both_wards_decides(group, other_group, officer, ward):
    f.household(group, (DINH,))
    f.household(other_group, (DINH,))
    pair = DuplicatePair.objects.get()
    with pytest.raises(PermissionDenied):
        say_different(pair, why="x", by=officer, at=f.AT)
    with pytest.raises(PermissionDenied):
        same(pair, by=officer)
    pair.refresh_from_db()
    assert pair.verdict == Verdict.OPEN
    (line,) = lines_of([pair], officer, TODAY)
    shown = [person for person in line.persons if person]
    assert len(shown) == 1
    assert line.wards[line.persons.index(None)] == other_group.parent
    assert [home for home in line.households if home] == [Membership.objects.current().get(person=shown[0]).household]
    district = people.person("minh", "district_officer", Unit.objects.get(code="001"))
    assert all(lines_of([pair], district, TODAY)[0].persons)
    say_different(pair, why="Hai người", by=district, at=f.AT)


def test_the_queue_is_of_the_area_alone(pair, ward, other_group):
    stranger = people.person("an", "ward_officer", other_group.parent)
    looker = people.person("vu", "enumerator", ward)
    for user in (stranger, looker):
        assert not waiting(user, ward, TODAY).exists()
        assert pair_of(user, ward, pair.pk, TODAY) is None
    assert not waiting(stranger, other_group.parent, TODAY).exists()


def test_a_household_taken_back_takes_its_pairs_out_of_the_queue(pair, officer, ward):
    from chungtay.records.registry.models import Operation

    undo(Operation.objects.order_by("-pk").first(), why="x", by=None, at=f.AT)
    assert not waiting(officer, ward, TODAY).exists()
    assert not Person.objects.get(pk=pair.first_id).withdrawn

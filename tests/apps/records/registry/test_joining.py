"""A household entered twice becomes one in one act: who is whom, who comes over, undone as a whole; and its page."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from chungtay.foundation.core.models import AuditEvent
from chungtay.foundation.core.queries import first_broken_link
from chungtay.records.registry.models import DuplicatePair, Household, Membership, Operation, Verdict
from chungtay.records.registry.operations import life
from chungtay.records.registry.operations.act import Stale
from chungtay.records.registry.operations.joining import Match, join_households, would_join
from chungtay.records.registry.operations.standing import Relationship
from chungtay.records.registry.operations.undoing import undo
from chungtay.records.registry.queries.pairs import open_pairs
from chungtay.records.registry.queries.two_homes import two_homes
from tests import factories as people
from tests.apps.records.registry import factories as f

pytestmark = pytest.mark.django_db
BASE = "/00016/2024/ho-dan/trung"


@pytest.fixture
def first(group) -> Household:
    """Đình, Hường, Khôi, Ánh, with their numbers."""
    return f.household(group)


@pytest.fixture
def second(group, first) -> Household:
    """The same couple once more, without marks, with a telephone, and an old mother whom the first list lacks."""
    return f.household(
        group,
        (
            f.member("Nguyen Van Dinh", papers=(), phone="0912345678", ethnicity="Tày"),
            f.member("Tran Thi Huong", "spouse", "1974-11-02", papers=()),
            f.member("Lê Thị Cúc", "parent", "1945-08-19"),
        ),
        address="14 ngõ 5 phố Đội Cấn",
    )


@pytest.fixture
def officer(group):
    return people.person("hoa", "ward_officer", group.parent)


def matches(first: Household, second: Household, **changes) -> list[Match]:
    dinh, huong, cuc = (f.person(second, name).pk for name in ("Dinh", "Huong", "Cúc"))
    found = {
        "dinh": Match(dinh, into=f.person(first, "Đình").pk),
        "huong": Match(huong, into=f.person(first, "Hường").pk),
        "cuc": Match(cuc, relationship=Relationship("parent")),
    }
    return [each for each in (found | changes).values() if each]


def join(first: Household, second: Household, by=None, **changes) -> Operation:
    seen = two_homes(first, second).seen
    return join_households(
        first, second, matches(first, second, **changes), seen=seen, why="Nhập hai lần", by=by, at=f.AT
    )


def test_likely_members_are_found_and_nobody_twice(first, second):
    likely = two_homes(first, second).likely
    assert likely == {
        f.person(second, "Dinh").pk: f.person(first, "Đình").pk,
        f.person(second, "Huong").pk: f.person(first, "Hường").pk,
    }


def test_two_households_become_one(first, second, officer):
    dinh, other = f.person(first, "Đình"), f.person(second, "Dinh")
    done = join(first, second, by=officer)
    assert f.members(first) == {"Đình": "head", "Hường": "spouse", "Khôi": "child", "Ánh": "child", "Cúc": "parent"}
    second.refresh_from_db()
    assert second.withdrawn
    assert not Membership.objects.live().filter(household=second).exists()
    dinh.refresh_from_db()
    other.refresh_from_db()
    assert (dinh.full_name, dinh.phone, dinh.ethnicity) == ("Nguyễn Văn Đình", "0912345678", "Kinh")
    assert (other.withdrawn, other.merged_into) == (True, dinh)
    event = AuditEvent.objects.get(action="registry.households_joined")
    assert (event.by, event.subject_id) == (officer, str(done.pk))
    assert first_broken_link() is None
    verdicts = set(DuplicatePair.objects.values_list("verdict", "operation"))
    assert verdicts == {(Verdict.MERGED, done.pk)}
    assert not open_pairs().exists()


def test_where_the_two_differ_the_second_may_be_right(first, second):
    chosen = Match(f.person(second, "Dinh").pk, into=f.person(first, "Đình").pk, theirs=True)
    join(first, second, dinh=chosen)
    person = Membership.objects.current().select_related("person").get(household=first, relation="head").person
    assert (person.full_name, person.ethnicity, person.phone) == ("Nguyen Van Dinh", "Tày", "0912345678")
    assert person.papers.filter(withdrawn=False).count() == 1  # the number that only the first has stays


def test_undone_everything_is_as_before_and_the_pairs_wait_again(first, second, officer):
    before, found = f.standing(), f.entries()
    waiting = set(open_pairs().values_list("pk", flat=True))
    assert waiting
    done = join(first, second, by=officer)
    assert f.standing() != before
    undo(done, why="Hai hộ thật", by=officer, at=f.AT)
    assert f.standing() == before
    assert f.entries() == found
    assert set(open_pairs().values_list("pk", flat=True)) == waiting
    assert first_broken_link() is None


def test_who_belonged_to_the_second_before_stays_readable_in_the_first(first, second):
    cuc = f.person(second, "Cúc")
    life.record_departure(cuc, last_day=f.AT.date(), by=None, at=f.AT)
    join(first, second, cuc=None)
    row = Membership.objects.live().get(person=cuc)
    assert (row.household, row.valid_to) == (first, f.AT.date())


def test_looking_at_the_effect_writes_nothing(first, second):
    before, events = f.standing(), AuditEvent.objects.count()
    seen = two_homes(first, second).seen
    entry = would_join(first, second, matches(first, second), seen=seen, why="x", by=None, at=f.AT)
    assert len(entry.rows) > 5
    assert f.standing() == before
    assert AuditEvent.objects.count() == events


@pytest.mark.parametrize(
    ("code", "changes"),
    [
        ("unsaid", {"cuc": None}),
        ("nobody", {"dinh": "over", "huong": "over"}),
        ("relation", {"cuc": "head"}),
        ("twice", {"huong": "as dinh"}),
    ],
)
def test_what_is_not_said_or_cannot_be_is_refused(first, second, code, changes):
    number = {
        name: f.person(second, given).pk for name, given in (("dinh", "Dinh"), ("huong", "Huong"), ("cuc", "Cúc"))
    }
    values = {
        "over": lambda name: Match(number[name], relationship=Relationship("other")),
        "head": lambda name: Match(number[name], relationship=Relationship("head")),
        "as dinh": lambda name: Match(number[name], into=f.person(first, "Đình").pk),
        None: lambda name: None,
    }
    before = f.standing()
    with pytest.raises(ValidationError) as refused:
        join(first, second, **{name: values[value](name) for name, value in changes.items()})
    assert refused.value.code == code
    assert f.standing() == before


def test_somebody_was_faster(first, second):
    seen = two_homes(first, second).seen
    said = matches(first, second)
    life.record_departure(f.person(first, "Khôi"), last_day=f.AT.date(), by=None, at=f.AT)
    with pytest.raises(Stale):
        join_households(first, second, said, seen=seen, why="x", by=None, at=f.AT)
    join(first, second)
    with pytest.raises(ValidationError) as refused:
        join_households(first, second, said, seen=seen, why="x", by=None, at=f.AT)
    assert refused.value.code == "ended"


def test_both_wards_must_be_ones_own(first, other_group, officer):
    there = f.household(other_group, (f.member("Nguyen Van Dinh", papers=()),), address="3 Liễu Giai")
    said = [Match(f.person(there, "Dinh").pk, into=f.person(first, "Đình").pk)]
    with pytest.raises(PermissionDenied):
        join_households(first, there, said, seen=two_homes(first, there).seen, why="x", by=officer, at=f.AT)


def test_a_larger_household_costs_no_more_statements_to_look_at(first, second, group):
    def count(one: Household, other: Household) -> int:
        with CaptureQueriesContext(connection) as asked:
            two_homes(one, other)
        return len(asked)

    many = tuple(
        f.member(f"Nguyễn Văn A{'n' * number}", "child", f"19{80 + number}-01-02", papers=()) for number in range(9)
    )
    large = f.household(group, (f.member("Ngô Văn Khác", born="1955-05-05"), *many), address="8 Đội Cấn")
    assert count(first, second) == count(first, large) <= 10


# --- the page ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def office(officer) -> Client:
    client = Client()
    client.force_login(officer, "django.contrib.auth.backends.ModelBackend")
    return client


def typed(first: Household, second: Household, **changes) -> dict[str, str]:
    dinh, huong, cuc = (f.person(second, name).pk for name in ("Dinh", "Huong", "Cúc"))
    answers = {
        "seen": two_homes(first, second).seen,
        f"as_{dinh}": f.person(first, "Đình").pk,
        f"right_{dinh}": "ours",
        f"as_{huong}": f.person(first, "Hường").pk,
        f"right_{huong}": "ours",
        f"as_{cuc}": "over",
        f"relation_{cuc}": "parent",
        "why": "Hai cán bộ cùng nhập",
    }
    return {name: str(value) for name, value in (answers | changes).items()}


def test_from_the_pair_to_one_household(office, first, second):
    pair = DuplicatePair.objects.order_by("pk").first()
    page = office.get(f"{BASE}/{pair.pk}/")
    assert f"{BASE}/{pair.pk}/ca-ho/" in page.content.decode()
    form = office.get(f"{BASE}/{pair.pk}/ca-ho/")
    assert form.status_code == 200
    cuc = f.person(second, "Cúc")
    unsaid = office.post(f"{BASE}/{pair.pk}/ca-ho/", typed(first, second, **{f"as_{cuc.pk}": ""}))
    assert unsaid.status_code == 422
    answers = typed(first, second)
    shown = office.post(f"{BASE}/{pair.pk}/ca-ho/", answers | {"preview": "1"})
    assert shown.status_code == 200
    assert not AuditEvent.objects.filter(action="registry.households_joined").exists()
    # what was not seen is not done
    again = office.post(f"{BASE}/{pair.pk}/ca-ho/", answers | {"join": "1", "shown": "x"})
    assert again.context["preview"] is not None
    done = office.post(f"{BASE}/{pair.pk}/ca-ho/", answers | {"join": "1", "shown": shown.context["print"]})
    operation = Operation.objects.get(kind="households_joined")
    assert done.url == f"/00016/2024/ho-dan/{first.pk}/lich-su/{operation.pk}/"
    assert office.get(done.url).status_code == 200
    assert office.get(f"{BASE}/{pair.pk}/ca-ho/").status_code == 404


def test_where_they_differ_somebody_must_say_who_is_right(office, first, second):
    pair = DuplicatePair.objects.order_by("pk").first()
    dinh = f.person(second, "Dinh").pk
    page = office.post(f"{BASE}/{pair.pk}/ca-ho/", typed(first, second, **{f"right_{dinh}": ""}))
    assert page.status_code == 422
    (sentence,) = page.context["form"].errors[f"right_{dinh}"]
    assert sentence == "Hai bản ghi khác nhau (họ và tên, dân tộc). Hãy chọn bên ghi đúng."


def test_the_other_household_may_stay_instead(office, first, second):
    pair = DuplicatePair.objects.order_by("pk").first()
    page = office.get(f"{BASE}/{pair.pk}/ca-ho/?giu={second.pk}")
    assert page.context["homes"].stays == second
    assert len(page.context["rows"]) == 4


def test_somebody_was_faster_on_the_page(office, first, second):
    pair = DuplicatePair.objects.order_by("pk").first()
    answers = typed(first, second)
    life.record_departure(f.person(first, "Khôi"), last_day=f.AT.date(), by=None, at=f.AT)
    page = office.post(f"{BASE}/{pair.pk}/ca-ho/", answers | {"preview": "1"})
    assert page.status_code == 422
    assert "Có người" in page.context["error"]

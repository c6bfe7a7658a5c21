"""An office's own policy: proposed by one, approved by another, worked out beside the built-in ones, never edited."""

from __future__ import annotations

import datetime
from dataclasses import replace

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone

from chungtay.foundation.accounts.models import Role
from chungtay.foundation.core.models import AuditEvent
from chungtay.foundation.places.models import Unit
from chungtay.records.catalogue.models import DecisionKind, OwnPolicy, PolicyDecision
from chungtay.records.catalogue.operations import policies
from chungtay.records.catalogue.queries.preview import preview
from chungtay.records.entitlements.operations import lists
from chungtay.records.entitlements.operations.back_pay import draw_up_back_pay
from chungtay.records.entitlements.queries import issued
from chungtay.records.entitlements.queries.back_pay import owed
from chungtay.records.entitlements.queries.rights import rights_in, rules_on
from chungtay.records.registry.operations import editing
from chungtay.records.registry.operations.status import NewStatus, record_status
from chungtay.rulebook import policy_book
from tests import factories
from tests.apps.records.catalogue.samples import DOCUMENTS, sample
from tests.apps.records.registry.factories import household, member, person

D = datetime.date
AT = datetime.datetime(2026, 9, 10, 8, 0, tzinfo=datetime.UTC)
DAY = D(2026, 9, 10)


@pytest.fixture
def group(db) -> Unit:
    factories.district()
    return Unit.objects.get(level="group", parent__code="00016")


@pytest.fixture
def people(group):
    ward = group.parent
    return {
        "officer": factories.person("officer-own", Role.WARD_OFFICER, ward),
        "leader": factories.person("leader-own", Role.WARD_LEADER, ward),
        "member": factories.person("member-own", Role.COMMITTEE_MEMBER, ward),
        "stranger": factories.person("leader-far", Role.WARD_LEADER, Unit.objects.get(level="ward", code="00001")),
        "district": factories.person("officer-district", Role.DISTRICT_OFFICER, ward.parent),
        "head": factories.person("leader-district", Role.DISTRICT_LEADER, ward.parent),
    }


@pytest.fixture
def home(group):
    """A near-poor household: a mother of 86, severely disabled (2.0 x 650,000), her son of 56, a boy born "in 2013"."""
    made = household(
        group,
        (
            member("Đỗ Thị Kim", born="1940-01-01"),
            member("Đỗ Văn Nam", "child", "1970-05-05"),
            member("Đỗ Văn An", "other", "2013-01-01", birth_known="year", papers=()),
        ),
        since=D(2015, 1, 1),
        at=AT,
    )
    editing.set_circumstance(person(made, "Kim"), kind="disability", code="2", since=D(2020, 1, 1), by=None, at=AT)
    record_status(made, NewStatus(2026, "vn-2022", "near_poor", D(2026, 1, 1), "legacy"), by=None, at=AT)
    return made


def proposed(group, people, **changes):
    return policies.propose(group.parent, sample(**changes), by=people["officer"], at=AT)


def approved(group, people, **changes):
    made = proposed(group, people, **changes)
    return policies.approve(made.pk, decision="15/QĐ-UBND", by=people["leader"], at=AT)


def due(people, place, day=DAY, policy: str = "") -> dict[str, int]:
    """Whom an own policy is due to, by name."""
    rows = rights_in(people["officer"], place, day, DAY).rows.filter(state="due")
    found = {}
    for row in rows.iter_rows(named=True):
        if row["policy"].startswith("rieng-") and policy in ("", row["policy"]):
            found[person_name(row["person"])] = row["amount"]
    return found


def person_name(number):
    from chungtay.records.registry.models import Person

    return Person.objects.get(pk=number).full_name if number else "hộ"


def test_nothing_is_given_before_another_person_approved(group, people, home) -> None:
    made = proposed(group, people)
    assert due(people, group.parent) == {}
    policies.approve(made.pk, decision="15/QĐ-UBND", by=people["leader"], at=AT)
    assert due(people, group.parent) == {"Đỗ Thị Kim": 300_000}
    assert due(people, group.parent, D(2026, 6, 30)) == {}
    actions = AuditEvent.objects.filter(subject_type="catalogue.ownpolicy").values_list("action", flat=True)
    assert sorted(actions) == ["catalogue.policy_approved", "catalogue.policy_proposed"]


def test_the_proposer_never_decides_whatever_roles_he_holds(group, people) -> None:
    from chungtay.foundation.accounts import operations as accounts

    both = people["officer"]
    accounts.assign(both, role=Role.WARD_LEADER, area=group.parent, starts_on=factories.SINCE, by=None, at=factories.AT)
    made = proposed(group, people)
    for decide, words in ((policies.approve, {"decision": "1"}), (policies.refuse, {"why": "x"})):
        with pytest.raises(PermissionDenied):
            decide(made.pk, **words, by=both, at=AT)
    with pytest.raises(IntegrityError), transaction.atomic():
        PolicyDecision.objects.create(policy=made, kind="approved", words="1", proposed_by=both, by=both, at=AT)


def test_only_the_office_s_own_leader_or_the_one_above(group, people) -> None:
    made = proposed(group, people)
    for who in ("stranger", "member", "district"):
        with pytest.raises(PermissionDenied):
            policies.approve(made.pk, decision="1", by=people[who], at=AT)
    with pytest.raises(PermissionDenied):
        policies.propose(group.parent, sample(), by=people["leader"], at=AT)
    policies.approve(made.pk, decision="1", by=people["head"], at=AT)


def test_a_policy_holds_in_its_territory_alone(group, people, home) -> None:
    other = Unit.objects.get(level="ward", code="00001")
    approved(group, people)
    assert [p.id for p in rules_on(other, DAY).policies if p.id.startswith("rieng-")] == []
    made = policies.propose(group.parent.parent, sample(issuer="district"), by=people["district"], at=AT)
    policies.approve(made.pk, decision="2", by=people["head"], at=AT)
    assert [p.id for p in rules_on(other, DAY).policies if p.id.startswith("rieng-")] == [made.code]


def test_a_preview_says_how_many_how_much_and_what_is_not_known(group, people, home) -> None:
    """Kim alone is 60; of the boy born "in 2013" nobody knows on 10/09/2026 whether he is under 164 months."""
    policy = policies.checked("x", group.parent, sample())
    seen = preview(people["officer"], group.parent, policy, DAY, DAY)
    assert (seen.people, seen.homes, seen.due, seen.due_homes, seen.amount) == (3, 1, 1, 1, 300_000)
    assert (seen.open, seen.asked) == (0, {})
    policy = policies.checked("x", group.parent, sample(who="age_months < 160 and insured == not_insured"))
    seen = preview(people["officer"], group.parent, policy, DAY, DAY)
    assert (seen.due, seen.open, seen.asked) == (0, 1, {"age_months": 1, "insured": 1})
    assert preview(people["stranger"], group.parent, policy, DAY, DAY).people == 0
    assert preview(people["district"], group.parent.parent, policy, DAY, DAY).people == 3


def test_the_more_favourable_of_central_and_local(group, people, home) -> None:
    """Kim has 2.0 x 650,000 = 1,300,000. A local 1,000,000 of the same group gives way, 1,950,000 (3 x) takes its
    place, and one that may stand beside it is given besides."""
    made = approved(group, people, excludes="monthly", rates=[{"when": "", "times": "1000000", "words": "một triệu"}])
    assert due(people, group.parent) == {}
    newer = policies.propose(
        group.parent,
        sample(excludes="monthly", rates=[{"when": "", "times": "3 * assistance_standard", "words": "3 lần"}]),
        newer_than=made.pk, by=people["officer"], at=AT,
    )  # fmt: skip
    policies.approve(newer.pk, decision="2", by=people["leader"], at=AT)
    assert due(people, group.parent) == {"Đỗ Thị Kim": 1_950_000}
    rows = rights_in(people["officer"], group.parent, DAY, DAY).rows
    assert rows.filter(policy="btxh-6")["instead_of"].to_list() == [made.code]
    beside = approved(group, people, excludes="monthly", beside=["btxh-6"])
    policies.end(made.pk, last_day=DAY, why="thay", by=people["leader"], at=AT)
    tomorrow = D(2026, 9, 11)
    rows = rights_in(people["officer"], group.parent, tomorrow, tomorrow).rows.filter(state="due")
    assert set(rows["policy"]) >= {"btxh-6", beside.code}


def test_parts_of_the_standard_are_written_as_people_say_them(group, people, home) -> None:
    """1.5 x 650,000 = 975,000; 80 % of the base salary of 2,530,000 = 2,024,000."""
    rates = [
        {"when": "age_months >= 960", "times": "1.5 * assistance_standard", "words": "1,5 lần"},
        {"when": "", "times": "0.8 * base_salary", "words": "80 %"},
    ]
    approved(group, people, who="age_months >= 600", rates=rates)
    assert due(people, group.parent) == {"Đỗ Thị Kim": 975_000, "Đỗ Văn Nam": 2_024_000}


def test_a_new_version_takes_over_and_the_old_one_stays_as_it_was(group, people, home) -> None:
    first = approved(group, people)
    newer = policies.propose(
        group.parent,
        sample(valid_from=D(2026, 9, 1), rates=[{"when": "", "times": "350000", "words": "350.000"}]),
        newer_than=first.pk, by=people["officer"], at=AT,
    )  # fmt: skip
    assert (newer.code, newer.version) == (first.code, 2)
    with pytest.raises(ValidationError, match=r"waits|chờ"):
        policies.propose(group.parent, sample(), newer_than=first.pk, by=people["officer"], at=AT)
    policies.approve(newer.pk, decision="16/QĐ-UBND", by=people["leader"], at=AT)
    assert due(people, group.parent, D(2026, 8, 31)) == {"Đỗ Thị Kim": 300_000}
    assert due(people, group.parent, D(2026, 9, 1)) == {"Đỗ Thị Kim": 350_000}
    with pytest.raises(DatabaseError), transaction.atomic():
        OwnPolicy.objects.filter(pk=first.pk).update(title="khác")
    with pytest.raises(DatabaseError), transaction.atomic():
        PolicyDecision.objects.filter(policy=first).delete()


def test_an_end_has_its_day_and_no_older_version_comes_back(group, people, home) -> None:
    made = approved(group, people)
    with pytest.raises(ValidationError):
        policies.end(made.pk, last_day=D(2026, 9, 9), why="hết nguồn", by=people["leader"], at=AT)
    policies.end(made.pk, last_day=D(2026, 9, 30), why="hết nguồn", by=people["leader"], at=AT)
    place = group.parent
    assert [p.id for p in rules_on(place, D(2026, 9, 30)).policies if p.id == made.code] == [made.code]
    assert [p.id for p in rules_on(place, D(2026, 10, 1)).policies if p.id == made.code] == []
    with pytest.raises(ValidationError):
        policies.end(made.pk, last_day=D(2026, 9, 30), why="lần nữa", by=people["leader"], at=AT)


def test_what_was_known_on_an_earlier_day(group, people, home) -> None:
    """Approved on 10 September to hold from 1 July: on 9 September nobody knew of it, nor of its end."""
    made = approved(group, people)
    later = datetime.datetime(2026, 9, 20, 8, tzinfo=datetime.UTC)
    policies.end(made.pk, last_day=D(2026, 9, 20), why="hết", by=people["leader"], at=later)
    on = D(2026, 9, 25)
    place = group.parent
    assert issued.in_force([place], [D(2026, 8, 1)], D(2026, 9, 9))[D(2026, 8, 1)] == {place.pk: []}
    assert [p.id for p in issued.in_force([place], [on], D(2026, 9, 10))[on][place.pk]] == [made.code]
    assert issued.in_force([place], [on], D(2026, 9, 20))[on] == {place.pk: []}


FACTS = [fact.id for fact in policy_book.load().facts.values()]


def test_a_formula_that_always_comes_out_whole_is_taken(group, people) -> None:
    """Half of n x (n - 1) is whole for every n; 0.5 x 2,530,000, 2,340,000 and 1,490,000 are whole too."""
    for times in ("0.5 * persons * (persons - 1)", "0.5 * base_salary", "1000 * persons + 0.5 * base_salary"):
        assert proposed(group, people, rates=[{"when": "", "times": times, "words": "x"}]).rates[0]["times"] == times


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"who": "household_class == rich"}, "rich"),
        ({"who": "income < 5"}, "income"),
        ({"who": "__import__('os')"}, "ngôn ngữ"),
        ({"who": " + ".join(["persons"] * 3_000) + " > 0"}, "quá dài"),
        ({"rates": [{"when": "", "times": "salary", "words": "x"}]}, "salary"),
        ({"rates": [{"when": "", "times": "0.3333 * base_salary + 0.01", "words": "x"}]}, "đồng nguyên"),
        # a part of a đồng for two persons alone, whole for 0, 1, 3 and 1,500 of them
        (
            {
                "rates": [
                    {
                        "when": "",
                        "times": "0.1 * persons * (persons - 1) * (persons - 3) * (persons - 1500)",
                        "words": "x",
                    }
                ]
            },
            "đồng nguyên",
        ),
        ({"rates": [{"when": "", "times": " * ".join(FACTS), "words": "x"}]}, "quá nhiều dữ kiện"),
        ({"rates": [{"when": "", "times": "0 - 500000", "words": "âm"}]}, "từ 0 đến"),
        ({"rates": [{"when": "", "times": "99999999999", "words": "nhiều"}]}, "từ 0 đến"),
        ({"issuer": "somebody"}, "một trong"),
        ({"valid_to": D(2026, 1, 1)}, "hết hiệu lực"),
        ({"beside": ["không-có"]}, "không-có"),
        ({"issued_on": D(2026, 10, 1)}, "tương lai"),
    ],
)
def test_what_the_rule_book_does_not_know_is_refused_in_words(group, people, changes, says) -> None:
    with pytest.raises(ValidationError) as error:
        proposed(group, people, **changes)
    assert says in error.value.messages[0]
    assert not OwnPolicy.objects.exists()


@pytest.fixture
def later_salary(monkeypatch):
    """An edition of the book in which the base salary is 2,600,001 from 1 January 2027: half of it is no whole đồng."""
    book = policy_book.load()
    salary = book.parameters["base_salary"]
    now = [replace(each, valid_to=D(2026, 12, 31)) if each.valid_to is None else each for each in salary.values]
    new = replace(now[-1], amount=2_600_001, valid_from=D(2027, 1, 1), valid_to=None, instrument="x/2026/NĐ-CP")
    edition = replace(book, parameters=book.parameters | {"base_salary": replace(salary, values=(*now, new))})

    def come() -> None:
        monkeypatch.setattr(policy_book, "load", lambda: edition)

    return come


HALF = [{"when": "", "times": "0.5 * base_salary", "words": "nửa lương cơ sở"}]


def test_a_later_number_of_law_that_leaves_a_part_of_a_dong_takes_nothing_else_away(
    group, people, home, later_salary, client
) -> None:
    made, other = approved(group, people, rates=HALF), approved(group, people, title="Quà", rates=[
        {"when": "", "times": "100000", "words": "100.000 đồng"}])  # fmt: skip
    drawn = lists.draw_up(group.parent, made.code, day=DAY, by=people["officer"], at=AT)
    assert drawn.lines.get().amount == 1_265_000
    later_salary()
    day = D(2027, 1, 10)
    found = rights_in(people["officer"], group.parent, day, day)
    [row] = found.rows.filter(policy=made.code).iter_rows(named=True)
    assert (row["state"], row["amount"], row["missing"]) == ("open", None, "part_of_dong")
    # the state's part of a near-poor card, 70 % of 4.5 % of 2,600,001 = 81,900.0315, leaves a part too
    assert found.uneven() == {made.code: [home.pk], "bhyt-near-poor-2025": [home.pk]}
    assert found.rows.filter(policy=other.code)["amount"].to_list() == [100_000]
    at = datetime.datetime(2027, 1, 10, 8, 0, tzinfo=datetime.UTC)
    with pytest.raises(ValidationError, match="số lẻ của đồng"):
        lists.draw_up(group.parent, made.code, day=day, by=people["officer"], at=at)
    lists.approve_list(drawn.pk, decision="1", documents=DOCUMENTS, by=people["leader"], at=at)
    line = drawn.lines.get()  # its own month goes by its own number, half of 2,530,000: nobody lapses by a formula
    assert (line.state, line.amount) == ("approved", 1_265_000)


def test_pages_tell_the_policy_the_household_and_what_to_do(
    group, people, home, later_salary, client, monkeypatch
) -> None:
    approved(group, people, rates=HALF)
    later_salary()
    monkeypatch.setattr(timezone, "now", lambda: datetime.datetime(2027, 1, 10, 8, 0, tzinfo=datetime.UTC))
    client.force_login(people["officer"])
    page = client.get("/00016/2027/quyen-loi/").content.decode()
    part = page.split("Công thức ra số lẻ của đồng")[1].split("</section>")[0]
    for told in ("Hỗ trợ người cao tuổi khó khăn", "1 hộ", home.code, "Đề xuất bản mới"):
        assert told in part, told
    assert "Trợ cấp" in page  # the others are there
    for address in (f"ho/{home.pk}/", "bao-phu/", "ca-nam/"):
        assert client.get(f"/00016/2027/quyen-loi/{address}").status_code == 200, address


def test_the_catalogue_tells_beforehand_that_a_number_to_come_leaves_a_part(
    group, people, later_salary, client, monkeypatch
) -> None:
    """In September nothing is wrong yet; the list says from which day it will be, and a new proposal is refused."""
    approved(group, people, rates=HALF)
    monkeypatch.setattr(timezone, "now", lambda: AT)
    client.force_login(people["officer"])
    words = "Từ ngày 01/01/2027 một con số của luật làm mức ra số lẻ của đồng"
    assert words not in client.get("/00016/2026/chinh-sach/").content.decode()
    later_salary()
    assert words in client.get("/00016/2026/chinh-sach/").content.decode()
    with pytest.raises(ValidationError, match="đồng nguyên"):
        proposed(group, people, rates=HALF)


def test_a_list_of_an_own_policy_goes_the_whole_way(group, people, home) -> None:
    made = approved(group, people)
    drawn = lists.draw_up(group.parent, made.code, day=DAY, by=people["officer"], at=AT)
    assert (drawn.title, drawn.lines.get().amount) == ("Hỗ trợ người cao tuổi khó khăn", 300_000)
    lists.approve_list(drawn.pk, decision="1", documents=DOCUMENTS, by=people["leader"], at=AT)
    lists.hand_over(drawn.pk, drawn.lines.get().pk, received_by="Đỗ Thị Kim", on=DAY, by=people["member"], at=AT)
    assert drawn.lines.get().state == "delivered"


def test_refused_and_withdrawn_are_ends(group, people) -> None:
    refused, back = proposed(group, people), proposed(group, people)
    policies.refuse(refused.pk, why="trùng", by=people["leader"], at=AT)
    with pytest.raises(PermissionDenied):
        policies.withdraw(back.pk, why="sai", by=people["district"], at=AT)
    policies.withdraw(back.pk, why="sai", by=people["officer"], at=AT)
    for made in (refused, back):
        with pytest.raises(ValidationError):
            policies.approve(made.pk, decision="1", by=people["leader"], at=AT)
    kinds = PolicyDecision.objects.values_list("kind", flat=True)
    assert sorted(kinds) == [DecisionKind.REFUSED, DecisionKind.WITHDRAWN]


def test_one_statement_for_all_own_policies(group, people, django_assert_num_queries) -> None:
    for _ in range(3):
        approved(group, people)
    with django_assert_num_queries(1):
        assert len(issued.in_force([group.parent], [DAY])[DAY][group.parent_id]) == 3


def test_an_own_policy_that_applies_backwards_owes_the_difference(group, people, home) -> None:
    """300,000 given for July, August and September; on 20 September 350,000 is approved from 1 August on: two months,
    100,000; a further 10,000 from 1 September on: one month."""
    place = group.parent
    first = approved(group, people)
    for month in (7, 8, 9):
        made = lists.draw_up(place, first.code, day=D(2026, month, 10), by=people["officer"], at=AT)
        lists.approve_list(made.pk, decision="1", documents=DOCUMENTS, by=people["leader"], at=AT)
        line = made.lines.get()
        lists.hand_over(made.pk, line.pk, received_by="Đỗ Thị Kim", on=DAY, by=people["member"], at=AT)
    later = datetime.datetime(2026, 9, 20, 8, tzinfo=datetime.UTC)
    for words, since, months in (("350000", D(2026, 8, 1), 2), ("360000", D(2026, 9, 1), 1)):
        newer = policies.propose(
            place, sample(valid_from=since, rates=[{"when": "", "times": words, "words": words}]),
            newer_than=first.pk, by=people["officer"], at=later,
        )  # fmt: skip
        assert owed(people["officer"], place, first.code, later.date()) == []
        policies.approve(newer.pk, decision="2", by=people["leader"], at=later)
        found = owed(people["officer"], place, first.code, later.date())
        assert [len(each.months) for each in found] == [months]
        made = draw_up_back_pay(place, first.code, by=people["officer"], at=later)
        assert made.lines.get().amount == {2: 100_000, 1: 10_000}[months]
    assert made.period == "2026T02"

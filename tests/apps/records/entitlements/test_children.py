"""Whose children count, and until when a child has the state's card: by hand, at the edges.

Standard in Hà Nội in 2026: 650,000 đ. A card of a child (146/2018 Điều 13 khoản 2): born by 30/9, to 30/9 of the year
of the 72nd month; born later, to the end of that month.
"""

from __future__ import annotations

import datetime
import html
import re

import pytest
from django.core.exceptions import ValidationError

from chungtay.records.entitlements.operations import lists
from chungtay.records.entitlements.operations.allowances import Decided, add_allowances
from chungtay.records.entitlements.presenters import year
from chungtay.records.entitlements.queries.coverage import coverage_of
from chungtay.records.entitlements.queries.facts import facts_of
from chungtay.records.entitlements.queries.rights import rights_in, rules_on
from chungtay.records.entitlements.queries.through import rights_through
from chungtay.records.entitlements.queries.year import of_household as of_year
from chungtay.records.registry.models import Circumstance
from chungtay.records.registry.operations import editing, life
from chungtay.records.registry.operations.status import NewStatus, record_status
from chungtay.records.registry.queries.raising_alone import raising_alone
from chungtay.rulebook.birth import child_card_ends
from tests.apps.records.registry.factories import household, member, person

D = datetime.date
AT = datetime.datetime(2026, 9, 10, 8, 0, tzinfo=datetime.UTC)
DAY = D(2026, 9, 10)
BY = {"by": None, "at": AT}


def home_of(group, *others, head=("Lê Thị Bình", "1990-01-01"), care: str = "2", class_id: str = "poor"):
    made = household(group, (member(head[0], born=head[1]), *others), since=D(2015, 1, 1), at=AT)
    record_status(made, NewStatus(2026, "vn-2022", class_id, D(2026, 1, 1), "legacy"), **BY)
    if care:
        alone(made, head[0], care)
    return made


def alone(made, name: str, care: str = "2") -> None:
    editing.set_circumstance(person(made, name.split()[-1]), kind="care", code=care, since=D(2026, 1, 1), **BY)


def child(name: str, born: str, **changes):
    return member(name, "child", born, papers=(), **changes)


def given(group, made, name: str, day: datetime.date = DAY) -> dict[str, tuple[str, int | None]]:
    rows = rights_in(None, group.parent, day, D(2026, 12, 31)).rows.rows(named=True)
    number = person(made, name).pk
    return {row["policy"]: (row["state"], row["amount"]) for row in rows if row["person"] == number}


def of_home(group, made, fact: str, day: datetime.date = DAY) -> int | None:
    rules = rules_on(group.parent, day)
    return facts_of([group.parent.path], day, rules, household=made.pk).homes[fact].item()


@pytest.mark.parametrize(
    ("born", "last"),
    [
        (D(2020, 1, 1), D(2026, 9, 30)),
        (D(2020, 9, 29), D(2026, 9, 30)),
        (D(2020, 9, 30), D(2026, 9, 30)),  # both halves of the rule say the same
        (D(2020, 10, 1), D(2026, 10, 31)),
        (D(2020, 12, 31), D(2026, 12, 31)),
        (D(2018, 11, 30), D(2024, 11, 30)),
    ],
)
def test_the_last_day_of_the_card_of_a_child(born, last) -> None:
    assert child_card_ends(born) == last


@pytest.mark.parametrize(
    ("born", "known", "last"),
    [
        ("2020-03-15", "day", D(2026, 9, 30)),
        ("2020-09-30", "day", D(2026, 9, 30)),
        ("2020-10-01", "day", D(2026, 10, 31)),
        ("2020-10-01", "month", D(2026, 10, 31)),
        ("2014-03-15", "day", D(2020, 9, 30)),  # the decree of 2018
    ],
)
def test_a_child_has_the_card_through_its_last_day(group, born, known, last) -> None:
    made = home_of(group, child("Lê Văn An", born, birth_known=known), care="", class_id="not_poor")
    policy = "bhyt-child-2018" if last.year == 2020 else "bhyt-child-2025"
    assert given(group, made, "An", last)[policy][0] == "due"
    assert policy not in given(group, made, "An", last + datetime.timedelta(days=1))


def test_no_premium_is_told_after_the_72nd_month(group, people, client) -> None:
    """Born on 15 March 2020: 72 months on 15/03/2026. The day before 4.5 % of 2,340,000 = 105,300 đ a month; from then
    to the end of the card, 30/09/2026, the card is due and nothing is paid. The year sums January and February: March
    ends after the day, 2 x 105,300 = 210,600."""
    made = home_of(group, child("Lê Văn An", "2020-03-15"), care="", class_id="not_poor")
    assert given(group, made, "An", D(2026, 3, 14))["bhyt-child-2025"] == ("due", 105_300)
    for day in (D(2026, 3, 15), DAY, D(2026, 9, 30)):
        assert given(group, made, "An", day)["bhyt-child-2025"] == ("due", None)
    lines = year.of_household(of_year(None, group.parent, made.pk, 2026, DAY), {})
    [line] = [each for each in lines if each.policy.id == "bhyt-child-2025"]
    assert (line.total, [(each.first, each.last, each.amount) for each in line.stretches]) == (
        210_600,
        [(1, 2, 105_300), (3, 9, None)],
    )
    client.force_login(people["officer"])
    page = client.get("/00016/2026/quyen-loi/bhyt-child-2025/?ngay=2026-09-10").content.decode()
    assert "Lê Văn An" in page
    assert "113.850" not in page
    assert "None" not in page


def test_a_birthday_known_by_year_leaves_the_last_quarter_open(group) -> None:
    made = home_of(group, child("Lê Văn An", "2020-01-01", birth_known="year"), care="", class_id="not_poor")
    states = [given(group, made, "An", day).get("bhyt-child-2025", ("no",))[0] for day in (
        D(2026, 9, 30), D(2026, 10, 1), D(2026, 12, 31))]  # fmt: skip
    assert states == ["due", "open", "open"]


def test_what_stays_as_it_is_ends_with_the_card(group) -> None:
    made = home_of(group, child("Lê Văn An", "2020-03-15"), care="", class_id="not_poor")
    _found, last = rights_through(None, group.parent, made.pk, DAY)
    assert last == D(2026, 9, 30)


def test_the_birth_year_of_an_adult_leaves_the_number_of_children_known(group) -> None:
    """Born "in 1966": 59 or 60, never a child. Born "in 2010": 15 or 16."""
    made = home_of(
        group, member("Lê Văn Cả", "parent", "1966-01-01", birth_known="year"), child("Lê Văn An", "2015-05-05")
    )
    assert of_home(group, made, "children_under_16") == 1
    assert given(group, made, "Bình")["btxh-4"] == ("due", 650_000)
    other = home_of(group, child("Phạm Văn Bảo", "2010-01-01", birth_known="year"), head=("Phạm Thị Mai", "1985-01-01"))
    assert of_home(group, other, "children_under_16") is None
    assert given(group, other, "Mai")["btxh-4"] == ("open", None)


def test_two_single_parents_are_not_paid_for_the_same_children(group) -> None:
    """A mother with a boy, and her sister with a girl: whose each is the register cannot tell."""
    made = home_of(
        group, child("Lê Văn An", "2015-05-05"), member("Lê Thị Cúc", "other", "1992-02-02"),
        member("Lê Thị Dịu", "other", "2018-06-06", papers=()),
    )  # fmt: skip
    assert given(group, made, "Bình")["btxh-4"] == ("due", 1_300_000)  # she alone raises children alone: two
    alone(made, "Lê Thị Cúc")
    assert given(group, made, "Bình")["btxh-4"] == ("open", None)
    assert given(group, made, "Cúc")["btxh-4"] == ("open", None)
    assert of_home(group, made, "children_under_16") == 2


def test_of_two_single_parents_it_is_asked_whose_each_child_is_until_a_decision_says_so(group, people, client) -> None:
    """Bình and her sister Cúc, An and Dịu. Open for both, each naming the other; by decision for An Bình's is paid that
    way, Cúc's is asked still; Cúc is never paid for An, and for Dịu she is. Nobody is left to be asked."""
    made = home_of(
        group, child("Lê Văn An", "2015-05-05"), member("Lê Thị Cúc", "other", "1992-02-02"),
        member("Lê Thị Dịu", "other", "2018-06-06", papers=()),
    )  # fmt: skip
    alone(made, "Lê Thị Cúc")
    binh, cuc = person(made, "Bình"), person(made, "Cúc")
    client.force_login(people["officer"])

    def stages() -> dict[int, str]:
        rows = coverage_of(people["officer"], group.parent, DAY, DAY).rows.rows(named=True)
        return {row["person"]: row["stage"] for row in rows if row["policy"] == "btxh-4"}

    def page() -> str:
        found = client.get("/00016/2026/quyen-loi/bao-phu/btxh-4/ten/?ngay=2026-09-10&buoc=unknown").content.decode()
        return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", found)).split())

    def decide(who, whom: str) -> None:
        row = Decided(
            person=who.pk, title="Trợ cấp đơn thân nuôi con", amount=650_000, valid_from=D(2026, 1, 1),
            decision_number="5/QĐ-UBND", paid_for=person(made, whom).pk,
        )  # fmt: skip
        add_allowances(group.parent, [row], by=people["officer"], at=AT)

    assert stages() == {binh.pk: "unknown", cuc.pk: "unknown"}
    told = page()
    assert "Lê Thị Cúc cùng hộ cũng được ghi là một mình nuôi con" in told
    assert "Lê Thị Bình cùng hộ cũng được ghi là một mình nuôi con" in told
    assert told.count("Ghi trợ cấp theo quyết định cho từng em") == 2
    decide(binh, "An")
    assert stages() == {binh.pk: "unlisted", cuc.pk: "unknown"}
    with pytest.raises(ValidationError, match="Lê Thị Bình đang hưởng"):
        decide(cuc, "An")
    decide(cuc, "Dịu")
    assert stages() == {binh.pk: "unlisted", cuc.pk: "unlisted"}


@pytest.mark.parametrize("care", ["2", "7"])
def test_whoever_lives_with_wife_or_husband_is_not_paid_as_alone(group, care) -> None:
    """20/2021 Điều 5 khoản 4: without wife or husband. The two records contradict each other, so it is asked."""
    wife = member("Trần Thị Cúc", "spouse", "1991-01-01", papers=())
    made = home_of(group, wife, child("Lê Văn Tí", "2018-01-01"), head=("Lê Văn Bình", "1960-01-01"), care="")
    Circumstance.objects.create(person=person(made, "Bình"), kind="care", code=care, valid_from=D(2026, 1, 1))
    assert given(group, made, "Bình")["btxh-4"] == ("open", None)
    # she died on 9 September: from the 10th he raises the child alone, 650,000 đ for the one
    life.record_death(person(made, "Cúc"), on=D(2026, 9, 9), **BY)
    assert given(group, made, "Bình")["btxh-4"] == ("due", 650_000)


def test_it_is_not_recorded_beside_wife_or_husband_either(group) -> None:
    wife = member("Trần Thị Cúc", "spouse", "1991-01-01", papers=())
    made = home_of(group, wife, child("Lê Văn Tí", "2018-01-01"), head=("Lê Văn Bình", "1988-01-01"), care="")
    for name in ("Bình", "Cúc"):
        with pytest.raises(ValidationError, match="đang sống cùng vợ hoặc chồng"):
            alone(made, name)
    life.record_death(person(made, "Cúc"), on=D(2026, 9, 9), **BY)
    with pytest.raises(ValidationError, match="đang sống cùng vợ hoặc chồng"):
        alone(made, "Bình")  # since January
    editing.set_circumstance(person(made, "Bình"), kind="care", code="2", since=D(2026, 9, 9), **BY)
    assert raising_alone([person(made, "Bình").pk], DAY) == {person(made, "Bình").pk: True}


def test_two_single_parents_and_a_student(group) -> None:
    """No child under 16, and a girl of 17 at school: whose she is nobody can tell, and she might be either's."""
    made = home_of(group, child("Lê Thị Hà", "2009-01-01"), member("Lê Thị Cúc", "other", "1980-02-02"))
    editing.set_circumstance(person(made, "Hà"), kind="schooling", code="4", since=D(2026, 1, 1), **BY)
    assert given(group, made, "Bình")["btxh-4"] == ("due", 650_000)
    alone(made, "Lê Thị Cúc")
    assert given(group, made, "Bình")["btxh-4"] == ("open", None)
    assert given(group, made, "Cúc")["btxh-4"] == ("open", None)


def test_a_single_parent_whose_children_are_grown_is_due_nothing(group) -> None:
    made = home_of(group, child("Lê Văn An", "2010-09-10"))  # 16 on the day
    assert "btxh-4" not in given(group, made, "Bình")
    assert given(group, made, "Bình", D(2026, 9, 9))["btxh-4"] == ("due", 650_000)


def test_children_at_school_count_to_their_22nd_birthday(group) -> None:
    """An of 10; Hà, born 10/09/2004, at university: 22 on the day, 21 the day before. Nam of 18 who works does not
    count; Tư, born "in 2004" and at university, may be either."""
    made = home_of(
        group, child("Lê Văn An", "2016-05-05"), child("Lê Thị Hà", "2004-09-10"), child("Lê Văn Nam", "2008-01-01")
    )
    editing.set_circumstance(person(made, "Hà"), kind="schooling", code="8", since=D(2026, 1, 1), **BY)
    assert given(group, made, "Bình", D(2026, 9, 9))["btxh-4"] == ("due", 1_300_000)
    assert given(group, made, "Bình")["btxh-4"] == ("due", 650_000)
    _found, last = rights_through(None, group.parent, made.pk, D(2026, 9, 2))
    assert last == D(2026, 9, 9)
    other = home_of(group, child("Phạm Thị Tư", "2004-01-01", birth_known="year"), head=("Phạm Thị Mai", "1975-01-01"))
    editing.set_circumstance(person(other, "Tư"), kind="schooling", code="8", since=D(2026, 1, 1), **BY)
    assert given(group, other, "Mai")["btxh-4"] == ("open", None)


def test_a_single_parent_who_is_old_and_without_a_carer_gets_both(group) -> None:
    """20/2021 Điều 6 khoản 2: 1.0 x 650,000 for the child, and 1.5 x as elderly; cared for in the community 3.0 x."""
    made = home_of(group, child("Lê Văn An", "2015-05-05"), head=("Lê Thị Bình", "1963-01-01"), care="7")
    found = given(group, made, "Bình")
    assert (found["btxh-4"], found["btxh-5a"]) == (("due", 650_000), ("due", 975_000))
    other = home_of(group, child("Phạm Văn Bảo", "2015-05-05"), head=("Phạm Thị Mai", "1963-01-01"), care="8")
    found = given(group, other, "Mai")
    assert (found["btxh-4"], found["btxh-5d"]) == (("due", 650_000), ("due", 1_950_000))


def test_an_allowance_by_decision_for_a_disability_leaves_the_one_for_the_children(group, people) -> None:
    """Three children: 3 x 650,000 = 1,950,000, beside 975,000 by decision (20/2021 Điều 6 khoản 2)."""
    made = home_of(group, *(child(f"Lê Văn {name}", "2015-05-05") for name in ("An", "Bảo", "Cường")))
    mother = person(made, "Bình")
    editing.set_circumstance(mother, kind="disability", code="2", since=D(2026, 1, 1), **BY)
    own = Decided(
        person=mother.pk, title="Trợ cấp người khuyết tật nặng", amount=975_000, valid_from=D(2026, 1, 1),
        decision_number="5/QĐ-UBND",
    )  # fmt: skip
    add_allowances(group.parent, [own], by=people["officer"], at=AT)
    covered = coverage_of(people["officer"], group.parent, DAY, DAY).rows.rows(named=True)
    notes = {row["policy"]: row["note"] for row in covered if row["person"] == mother.pk and row["stage"] == "unlisted"}
    assert (notes["btxh-4"] or "", "trợ cấp hằng tháng" in notes["btxh-6"]) == ("", True)
    lines = lists.draw_up(group.parent, "btxh-4", day=DAY, by=people["officer"], at=AT).lines.all()
    assert [(line.person_id, line.amount) for line in lines] == [(mother.pk, 1_950_000)]

"""The policies of assistance against figures worked out by hand in the law notes (section 14, 1.3, 3.2)."""

from __future__ import annotations

import datetime

import pytest

from chungtay.rulebook import policy_book
from chungtay.rulebook.errors import RuleSetError
from chungtay.rulebook.rights import AmountNotWhole, Right, entitlements
from chungtay.rulebook.toml_file import Table

BOOK = policy_book.load()
HANOI = ["01", "00004"]
DA_NANG = ["48"]
# a man of forty of a household on no list, about whom everything is known
NOBODY = {
    "household_class": "not_listed",
    "escaped": "never_escaped",
    "months_since_escape": 0,
    "left_poverty": "never_escaped",
    "months_since_poverty": 0,
    "left_near_poverty": "never_escaped",
    "months_since_near_poverty": 0,
    "persons": 4,
    "children_under_16": 0,
    "students_16_to_22": 0,
    "hardship": "no_hardship",
    "age_months": 40 * 12,
    "child_card": "card_ended",
    "disability": "no_disability",
    "monthly_benefit": "no_benefit",
    "care": "cared_for",
    "schooling": "not_at_school",
    "serious_illness": "no_grave_illness",
    "minority": "kinh",
    "insured": "has_card",
    "pension": "has_pension",
    "survivor": "no_survivor_benefit",
    "self_care": "looks_after_self",
    "support": "supported",
    "parents": "other_parents",
    "centre": "not_at_centre",
    "farming": "no_farming",
    "no_escape": "can_escape",
}


def rights(day: datetime.date, places: list[str] = HANOI, **facts: object) -> dict[str, Right]:
    words = policy_book.words_of(BOOK.facts)
    spans = {}
    for name, value in (NOBODY | facts).items():
        number = words[value] if isinstance(value, str) else value
        spans[name] = BOOK.facts[name].everything if number is None else (number, number)
    return {right.policy.id: right for right in entitlements(BOOK.on(day, places), spans)}  # type: ignore[arg-type]


def due(found: dict[str, Right]) -> dict[str, int | None]:
    return {name: right.amount for name, right in found.items() if right.state == "due"}


IN_2019, IN_2021, IN_2026 = (datetime.date(*day) for day in ((2019, 10, 1), (2021, 8, 1), (2026, 9, 1)))


def test_nobody_has_rights_without_a_reason() -> None:
    for day in (IN_2019, IN_2021, IN_2026):
        assert rights(day) == {}


def test_a_gravely_disabled_child_in_hanoi_gets_the_city_s_standard() -> None:
    """Check 3: 2.5 x 650,000 = 1,625,000; elsewhere 2.5 x 540,000 = 1,350,000. Beside it 1.0 for the home's care."""
    child = {"age_months": 9 * 12, "disability": "extremely_severe"}
    assert due(rights(IN_2026, HANOI, **child)) == {"btxh-6": 1_625_000, "care-disabled": 650_000}
    assert due(rights(IN_2026, DA_NANG, **child)) == {"btxh-6": 1_350_000, "care-disabled": 540_000}


def test_a_poor_single_parent_who_is_disabled_gets_both() -> None:
    """Check 4: 2 x 1.0 + 1.5 = 3.5 x 650,000 = 2,275,000."""
    found = rights(
        IN_2026, household_class="poor", care="single_parent", children_under_16=2, disability="severe", persons=3
    )
    monthly = {name: amount for name, amount in due(found).items() if name.startswith("btxh")}
    assert monthly == {"btxh-4": 1_300_000, "btxh-6": 975_000}
    assert sum(amount or 0 for amount in monthly.values()) == 2_275_000


def test_only_the_highest_beside_a_single_parent_s_allowance() -> None:
    """A poor single grandmother of 85, severely disabled (2.0) and with a grave illness (1.5), one grandchild (1.0):
    the illness stands beside neither, and gives way to the disability."""
    found = rights(
        IN_2026,
        household_class="poor",
        care="single_parent",
        children_under_16=1,
        disability="severe",
        serious_illness="grave_illness",
        age_months=85 * 12,
    )
    assert {n: a for n, a in due(found).items() if n.startswith("btxh")} == {"btxh-4": 650_000, "btxh-6": 1_300_000}
    assert (found["btxh-hanoi-illness"].state, found["btxh-hanoi-illness"].instead_of) == ("instead", "btxh-6")


def test_the_city_s_money_of_2021_is_one_of_the_monthly_ones() -> None:
    """The highest alone, by the resolution of 8 December 2021 itself. March 2025, standard 500,000: a poor woman of 70
    without a carer who cannot look after herself has 440,000 or 1.5 x 500,000 = 750,000, and where the household cannot
    escape 2,500,000 in town. A single parent's 1.0 stands beside clause 5, 6 and 8 alone."""
    alone = {
        "household_class": "poor", "age_months": 70 * 12, "care": "single_parent_without_carer",
        "children_under_16": 1, "self_care": "cannot_look_after_self",
    }  # fmt: skip
    day = datetime.date(2025, 3, 1)
    found = rights(day, **alone)
    assert {n: a for n, a in due(found).items() if not n.startswith("bhyt")} == {"btxh-4": 500_000, "btxh-5a": 750_000}
    assert (found["hanoi-elderly-2021"].state, found["hanoi-elderly-2021"].amount) == ("instead", 440_000)
    found = rights(day, no_escape="cannot_escape_in_town", **alone)
    assert {n: a for n, a in due(found).items() if not n.startswith("bhyt")} == {"hanoi-cannot-escape-2021": 2_500_000}
    for name in ("btxh-4", "btxh-5a", "hanoi-elderly-2021"):
        assert found[name].instead_of == "hanoi-cannot-escape-2021"
    helpless = {"household_class": "poor", "age_months": 62 * 12, "self_care": "cannot_look_after_self"}
    assert due(rights(day, **helpless))["hanoi-elderly-2021"] == 440_000


@pytest.mark.parametrize(
    ("small", "students", "expected"),
    [(1, 0, 650_000), (1, 1, 1_300_000), (0, 2, 1_300_000), (0, 0, None)],
)
def test_a_single_parent_s_children_at_school_count_to_22(small: int, students: int, expected: int | None) -> None:
    """20/2021/NĐ-CP Điều 5 khoản 4, Điều 6 khoản 1 điểm d: 1.0 x 650,000 for each child raised."""
    mother = {"household_class": "near_poor", "care": "single_parent", "children_under_16": small}
    assert due(rights(IN_2026, students_16_to_22=students, **mother)).get("btxh-4") == expected
    assert rights(IN_2026, students_16_to_22=None, **mother)["btxh-4"].missing[-1] == "students_16_to_22"


@pytest.mark.parametrize(
    ("age", "care", "expected"),
    [
        (47, "child_without_support", {"btxh-1": 1_625_000}),
        (48, "child_without_support", {"btxh-1": 975_000}),
        (191, "child_without_support", {"btxh-1": 975_000}),
        (192, "child_without_support", {"btxh-2": 975_000}),
        (263, "child_without_support", {"btxh-2": 975_000}),
        (264, "child_without_support", {}),
        (719, "elderly_in_community", {}),
        (720, "elderly_in_community", {"btxh-5d": 1_950_000}),
    ],
)
def test_ages_of_the_monthly_table(age: int, care: str, expected: dict[str, int]) -> None:
    """Section 3.2, the column for Hà Nội in 2026."""
    found = due(
        rights(
            IN_2026,
            age_months=age,
            care=care,
            household_class="poor",
            schooling="upper_secondary" if age >= 192 else "not_at_school",
        )
    )
    assert {name: amount for name, amount in found.items() if name.startswith("btxh")} == expected


@pytest.mark.parametrize(
    ("day", "policy", "facts", "amount"),
    [
        (IN_2019, "bhyt-poor-2018", {"household_class": "poor"}, 67_050),
        (IN_2019, "bhyt-near-poor-2018", {"household_class": "near_poor"}, 46_935),  # own share 20,115
        (IN_2026, "bhyt-poor-2025", {"household_class": "poor"}, 113_850),
        (IN_2026, "bhyt-near-poor-2025", {"household_class": "near_poor"}, 79_695),  # own share 34,155
        (IN_2026, "bhyt-pupil-2025", {"schooling": "primary"}, 56_925),
    ],
)
def test_premium_support(day: datetime.date, policy: str, facts: dict[str, str], amount: int) -> None:
    """Section 1.3: 4.5 % of the base salary, and the shares of section 1.2."""
    assert due(rights(day, **facts)) == {policy: amount}


@pytest.mark.parametrize(
    ("day", "pupil", "version"),
    [
        (datetime.date(2025, 6, 30), 31_590, "2018"),
        (datetime.date(2025, 7, 1), 52_650, "2025"),
        (datetime.date(2025, 8, 14), 52_650, "2025"),
    ],
)
def test_cards_turn_on_1_july_2025(day: datetime.date, pupil: int, version: str) -> None:
    """51/2024/QH15 and 188/2025 Điều 70 khoản 2 and 4. Premium 105,300: pupils 30 %, then 50 %; near-poor 70 %."""
    assert list(due(rights(day, DA_NANG, schooling="primary", age_months=100)).values()) == [pupil]
    for policy, amount, facts in (
        ("poor", 105_300, {"household_class": "poor"}),
        ("near-poor", 73_710, {"household_class": "near_poor"}),
        ("farming", 31_590, {"household_class": "average", "farming": "lives_on_farming"}),
        ("child", 105_300, {"age_months": 60}),
    ):
        assert due(rights(day, DA_NANG, **facts)) == {f"bhyt-{policy}-{version}": amount}


def test_a_child_s_card_that_still_runs_comes_before_the_pupil_s_share() -> None:
    """Of 72 months in August 2026, within the card: no pupil's card of 50 % and no near-poor one of 70 % beside it."""
    child = {"age_months": 74, "child_card": "within_card", "schooling": "primary", "household_class": "near_poor"}
    found = rights(datetime.date(2026, 8, 31), DA_NANG, **child)
    assert list(due(found)) == ["bhyt-child-2025"]
    assert {found[n].instead_of for n in ("bhyt-pupil-2025", "bhyt-near-poor-2025")} == {"bhyt-child-2025"}
    assert "72" in found["bhyt-child-2025"].policy.note.vi


@pytest.mark.parametrize("day", [datetime.date(2020, 8, 31), datetime.date(2026, 8, 31)])
@pytest.mark.parametrize(("age", "paid"), [(71, True), (72, False), (74, False), (None, False)])
def test_after_the_72nd_month_the_card_runs_on_and_no_premium_is_told(day, age, paid) -> None:
    """4.5 % of 1,490,000 = 67,050 in 2020, of 2,530,000 from July 2026 = 113,850: to the 72nd month alone, also where
    nobody knows the age by the month, but that the card still runs."""
    facts = {"child_card": "within_card", "schooling": "primary", "age_months": age}
    name = "bhyt-child-2018" if day.year == 2020 else "bhyt-child-2025"
    found = rights(day, DA_NANG, **facts)
    whole = 67_050 if day.year == 2020 else 113_850
    assert (found[name].state, found[name].amount) == ("due", whole if paid else None)
    assert found[name].rate.vi == ("100 % mức đóng" if paid else "")


def test_a_disabled_pupil_of_a_poor_household() -> None:
    """Section 2.1: 80 % of the base salary (1,490,000: 1,192,000; 2,530,000: 2,024,000) and 1,000,000 a year."""
    pupil = {"disability": "mild", "household_class": "poor", "schooling": "primary", "age_months": 100}
    for day, month in ((IN_2019, 1_192_000), (IN_2026, 2_024_000)):
        found = {n: a for n, a in due(rights(day, **pupil)).items() if not n.startswith("bhyt")}
        assert found == {"scholarship-disabled-2013": month, "supplies-disabled-2013": 1_000_000}
    assert "scholarship-disabled-2013" not in rights(IN_2026, **pupil | {"household_class": "average"})


def test_pupils_of_households_out_of_poverty_in_2019() -> None:
    """Hà Nội, 100,000 a month, for three years."""
    pupil = {"left_poverty": "from_poor", "schooling": "lower_secondary", "age_months": 150}
    assert due(rights(IN_2019, months_since_poverty=35, **pupil))["learning-hanoi-2019"] == 100_000
    assert "learning-hanoi-2019" not in rights(IN_2019, months_since_poverty=36, **pupil)
    assert "learning-hanoi-2019" not in rights(IN_2019, DA_NANG, months_since_poverty=3, **pupil)
    assert "learning-hanoi-2019" not in rights(datetime.date(2021, 12, 8), months_since_poverty=3, **pupil)


def test_one_card_by_the_highest_support() -> None:
    """A pupil of a near-poor household: 70 %, not 30 %; on a monthly benefit: the full card and nothing else."""
    found = rights(IN_2019, household_class="near_poor", schooling="primary", age_months=100)
    assert due(found) == {"bhyt-near-poor-2018": 46_935}
    assert found["bhyt-pupil-2018"].instead_of == "bhyt-near-poor-2018"
    trap = rights(IN_2019, monthly_benefit="on_benefit", left_near_poverty="from_near_poor")
    assert due(trap) == {"bhyt-benefit-2018": 67_050}
    assert trap["bhyt-hanoi-escaped-2019"].instead_of == "bhyt-benefit-2018"


def test_three_years_after_the_escape_and_not_a_month_more() -> None:
    """Check 2: recognised 02/2026, supported to 01/2029; the month of recognition is month 1 (0 months since)."""
    out = {"escaped": "from_near_poor", "insured": "not_insured"}
    assert due(rights(datetime.date(2029, 1, 31), months_since_escape=35, **out)) == {
        "bhyt-hanoi-escaped-2026": 113_850
    }
    assert due(rights(datetime.date(2029, 2, 1), months_since_escape=36, **out)) == {}
    assert due(rights(IN_2026, DA_NANG, months_since_escape=3, **out)) == {}


def test_what_nobody_knows_stays_open_with_the_question() -> None:
    """72 years old: without knowing of a card nobody can say; with a poor household it does not matter for the card."""
    found = rights(IN_2026, age_months=72 * 12, insured=None)
    assert (found["bhyt-hanoi-70-2026"].state, found["bhyt-hanoi-70-2026"].missing) == ("open", ("insured",))
    assert due(found) == {}
    found = rights(IN_2026, age_months=None, disability="severe")
    assert (found["btxh-6"].state, found["btxh-6"].missing) == ("open", ("age_months",))
    assert found["btxh-6"].amount is None


def test_a_number_without_a_source_refuses_its_policies() -> None:
    """Hà Nội had a standard of its own in 2021 whose first day nobody read; the base salary of 08/2023 is not in the
    book. The policies are named, never worked out with another number."""
    rules = BOOK.on(IN_2021, HANOI)
    assert {policy.id for policy, _ in rules.refused} >= {"btxh-1", "btxh-6"}
    assert {names for policy, names in rules.refused if policy.id == "btxh-1"} == {("assistance_standard",)}
    assert due(rights(IN_2021, DA_NANG, disability="severe")) == {"btxh-6": 540_000}  # 1.5 x 360,000
    assert "bhyt-poor-2018" in {policy.id for policy, _ in BOOK.on(datetime.date(2023, 8, 1), HANOI).refused}


def test_remembered_policies_are_named_and_never_worked_out() -> None:
    assert {entry.id for entry in BOOK.to_verify} >= {"btxh-136", "social-pension-hanoi-top-up"}
    assert not {entry.id for entry in BOOK.to_verify} & {policy.id for policy in BOOK.policies}
    assert all(policy.mark in ("V", "S") and policy.article and policy.instrument for policy in BOOK.policies)


def given(**changes: object) -> Table:
    data = {
        "id": "x", "vi": "x", "en": "x", "issuer": "donor", "instrument": "x", "article": "x", "mark": "V",
        "valid_from": datetime.date(2026, 1, 1), "of": "person", "who": "household_class == poor", "who_vi": "x",
        "who_en": "x", "gives": "cash", "period": "once", "approval": "none",
        "rates": [{"times": "500000", "vi": "x", "en": "x"}],
    }  # fmt: skip
    return Table("x.toml", {key: value for key, value in (data | changes).items() if value is not None}, {}, 1)


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"who": "household_class == rich"}, "rich"),
        ({"who": "income < 5"}, "income"),
        ({"who": "household_class = poor"}, "viết sai"),
        ({"who": "__import__('os')"}, "không có trong ngôn ngữ"),
        ({"who": "household_class == poor" + "(" * 9000}, "viết sai"),
        ({"who": " + ".join(["persons"] * 3_000) + " > 0"}, "quá dài"),
        ({"rates": [{"times": " + ".join(["persons"] * 3_000), "vi": "x", "en": "x"}]}, "quá dài"),
        ({"of": "household", "who": "age_months < 72"}, "age_months"),
        ({"issuer": "somebody"}, "một trong"),
        ({"mark": "M"}, "một trong"),
        ({"surprise": 1}, "khóa lạ"),
        ({"per": 0}, "từ 1"),
        ({"valid_to": datetime.date(2025, 1, 1)}, "hết hiệu lực"),
        ({"rates": [{"times": "0.5 * base_salary", "vi": "x", "en": "x"}]}, "số nguyên"),
        ({"article": None}, "article"),
    ],
)
def test_a_policy_that_the_book_does_not_understand_is_refused(changes: dict[str, object], says: str) -> None:
    with pytest.raises(RuleSetError) as error:
        policy_book.policy_from(given(**changes), BOOK.facts, BOOK.parameters)
    assert says in error.value.vi


def test_parts_of_a_dong_are_refused() -> None:
    policy = policy_book.policy_from(
        given(rates=[{"times": "base_salary", "vi": "x", "en": "x"}], per=7), BOOK.facts, BOOK.parameters
    )
    rules = BOOK.on(IN_2026, HANOI, [policy])
    words = policy_book.words_of(BOOK.facts)
    facts = {
        name: (words.get(str(value), value),) * 2 for name, value in (NOBODY | {"household_class": "poor"}).items()
    }
    with pytest.raises(AmountNotWhole, match="2530000/7"):
        entitlements(rules, facts)  # type: ignore[arg-type]


def test_a_decree_that_counts_from_before_its_effect() -> None:
    """335/2026/NĐ-CP: 540,000 from 01/07/2026, in effect from 05/10/2026 (as the press has it). Outside Hà Nội."""
    standard = BOOK.parameters["assistance_standard"]
    for day, known, amount in (
        (datetime.date(2026, 8, 1), None, 540_000),
        (datetime.date(2026, 8, 1), datetime.date(2026, 10, 5), 540_000),
        (datetime.date(2026, 8, 1), datetime.date(2026, 10, 4), 500_000),
        (datetime.date(2026, 6, 30), datetime.date(2026, 10, 5), 500_000),
    ):
        value = standard.on(day, DA_NANG, known)
        assert value is not None
        assert value.amount == amount


def test_the_central_standard_counts_where_the_city_s_is_lower() -> None:
    """Hà Nội from 07/2024 to 12/2025: 440,000 of its own, 500,000 central; the city's own rule takes the higher."""
    value = BOOK.parameters["assistance_standard"].on(datetime.date(2025, 3, 1), HANOI)
    assert value is not None
    assert (value.amount, value.instrument) == (500_000, "76/2024/NĐ-CP")

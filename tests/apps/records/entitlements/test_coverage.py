"""How far each policy has reached its people: everybody at one stage; groups add up to wards, wards to the district."""

from __future__ import annotations

import datetime

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chungtay.records.entitlements.models import LineState, SupportLine
from chungtay.records.entitlements.operations import lists
from chungtay.records.entitlements.queries import coverage
from chungtay.records.entitlements.queries.coverage import coverage_of
from chungtay.records.registry.operations import editing, life, moves
from tests.apps.records.entitlements.people import AT, BY, DAY, D, disabled
from tests.apps.records.registry.factories import person
from tests.lengths import examples

LATER = datetime.datetime(2026, 9, 20, 8, 0, tzinfo=datetime.UTC)
POLICY = "btxh-6"  # severe disability


def stages(found, part: str = "ward", policy: str = POLICY) -> dict[int, dict[str, int]]:
    return {
        number: {name: count for name, count in counts.items() if count}
        for (name_, number), counts in found.counts(part).items()
        if name_ == policy
    }


def seen(world, who: str = "officer", where: str = "ward", day=DAY, today=DAY):
    return coverage_of(world[who], world[where], day, today)


def test_before_any_list_everybody_is_missing(world) -> None:
    one, two, three = (group.pk for group in world["groups"])
    assert stages(seen(world), "group") == {one: {"unlisted": 2}, two: {"unlisted": 2}}
    assert stages(seen(world)) == {world["ward"].pk: {"unlisted": 4}}
    district = seen(world, "district_officer", "district")
    assert stages(district) == {world["ward"].pk: {"unlisted": 4}, world["other"].pk: {"unlisted": 2}}
    assert stages(district, "group")[three] == {"unlisted": 2}


def test_each_step_moves_people_to_its_stage(world) -> None:
    """Four people: one handed over and kept, one handed over and given back, one refused, and one of whom it is told
    before the approval that she died in the month before."""
    home, _second, _third = world["homes"]
    made = lists.draw_up(world["ward"], POLICY, day=DAY, by=world["officer"], at=AT)
    assert stages(seen(world)) == {world["ward"].pk: {"drafted": 4}}
    life.record_death(person(home, "Kim"), on=D(2026, 8, 31), **BY)
    lists.approve_list(made.pk, decision="1", by=world["leader"], at=AT)
    assert stages(seen(world)) == {world["ward"].pk: {"approved": 3, "lapsed": 1}}
    by_name = {line.person.full_name: line for line in made.lines.select_related("person")}
    give = {"on": DAY, "by": world["member"], "at": LATER}
    for name in ("Nguyễn Văn Đình", "Lê Văn Cảnh"):
        lists.hand_over(made.pk, by_name[name].pk, received_by=name, **give)
    lists.give_back(made.pk, by_name["Lê Văn Cảnh"].pk, note="Giao nhầm", by=world["member"], at=LATER)
    lists.refuse(made.pk, by_name["Vũ Thị Dung"].pk, note="Đã nhận nơi khác", by=world["leader"], at=LATER)
    one, two, _three = (group.pk for group in world["groups"])
    assert stages(seen(world), "group") == {
        one: {"delivered": 1, "lapsed": 1},
        two: {"returned": 1, "refused": 1},
    }
    october = seen(world, day=D(2026, 10, 1), today=D(2026, 10, 1))
    assert stages(october) == {world["ward"].pk: {"unlisted": 3}}  # the month after: due anew to the living


def test_open_lines_of_earlier_months_are_carried_over(world) -> None:
    made = lists.draw_up(world["ward"], POLICY, day=DAY, by=world["officer"], at=AT)
    lists.approve_list(made.pk, decision="1", by=world["leader"], at=AT)
    october = seen(world, day=D(2026, 10, 1), today=D(2026, 10, 1))
    assert stages(october) == {world["ward"].pk: {"unlisted": 4, "carried": 4}}


def test_lapsed_by_mistake_is_missing_again(world) -> None:
    """The disability ended by mistake before approval: lapsed. Entered anew, today's facts give the right: missing."""
    made = lists.draw_up(world["ward"], POLICY, day=DAY, by=world["officer"], at=AT)
    told = person(world["homes"][0], "Đình").circumstances.get(kind="disability")
    editing.end_circumstance(told, last_day=D(2026, 9, 9), **BY)
    lists.approve_list(made.pk, decision="1", by=world["leader"], at=AT)
    assert stages(seen(world))[world["ward"].pk] == {"approved": 3, "lapsed": 1}
    editing.set_circumstance(person(world["homes"][0], "Đình"), kind="disability", code="2", since=DAY, **BY)
    assert stages(seen(world))[world["ward"].pk] == {"approved": 3, "unlisted": 1}


def test_who_died_in_the_month_is_due_it_all_the_same(world) -> None:
    """Kim died on 3 September, the first of the day after her last: on the 10th her month is due, 3 + 1; on a list it
    goes from stage to stage; in October she is due nothing. The same as it was known on a day after and before the
    death was recorded."""
    home = world["homes"][0]
    one, two, _three = (group.pk for group in world["groups"])
    assert stages(seen(world), "group") == {one: {"unlisted": 2}, two: {"unlisted": 2}}
    life.record_death(person(home, "Kim"), on=D(2026, 9, 3), by=None, at=LATER)
    assert stages(seen(world), "group") == {one: {"unlisted": 2}, two: {"unlisted": 2}}
    assert stages(seen(world, "district_officer", "district"))[world["ward"].pk] == {"unlisted": 4}
    assert stages(seen(world, day=D(2026, 9, 2)))[world["ward"].pk] == {"unlisted": 4}
    assert stages(seen(world, day=D(2026, 8, 31)))[world["ward"].pk] == {"unlisted": 4}
    assert stages(seen(world, day=D(2026, 10, 1), today=D(2026, 10, 1))) == {world["ward"].pk: {"unlisted": 3}}
    for known_on in (D(2026, 9, 19), D(2026, 9, 20)):
        found = coverage_of(world["officer"], world["ward"], DAY, D(2026, 9, 20), known_on=known_on)
        assert stages(found, "group") == {one: {"unlisted": 2}, two: {"unlisted": 2}}
    october = D(2026, 10, 2)
    found = coverage_of(world["officer"], world["ward"], D(2026, 10, 1), october, known_on=october)
    assert stages(found) == {world["ward"].pk: {"unlisted": 3}}


def test_who_moved_counts_once_where_they_live(world) -> None:
    """Listed in Ngọc Hà, then the household moved to Phúc Xá: counted there, and in Ngọc Hà no more."""
    made = lists.draw_up(world["ward"], POLICY, day=DAY, by=world["officer"], at=AT)
    moves.move_household(
        world["homes"][0], group=world["groups"][2], on=D(2026, 9, 15), address="Ngõ 1", by=None, at=LATER
    )
    day = D(2026, 9, 20)
    assert made.lines.count() == 4
    assert stages(seen(world, day=day, today=day)) == {world["ward"].pk: {"drafted": 2}}
    other = seen(world, "other_officer", "other", day, day)
    assert stages(other) == {world["other"].pk: {"drafted": 2, "unlisted": 2}}
    district = seen(world, "district_officer", "district", day, day)
    assert stages(district) == {
        world["ward"].pk: {"drafted": 2},
        world["other"].pk: {"drafted": 2, "unlisted": 2},
    }


def test_a_list_of_people_who_left_counts_in_no_group(world) -> None:
    made = lists.draw_up(world["ward"], POLICY, day=DAY, by=world["officer"], at=AT)
    moves.record_household_departure(world["homes"][0], last_day=D(2026, 9, 12), by=None, at=LATER)
    day = D(2026, 9, 20)
    assert made.lines.filter(state=LineState.DUE).count() == 4
    found = stages(seen(world, day=day, today=day), "group")
    assert found == {coverage.NOWHERE: {"drafted": 2}, world["groups"][1].pk: {"drafted": 2}}


def test_nobody_sees_another_ward(world) -> None:
    assert seen(world, "other_officer", "ward").rows.is_empty()
    assert set(stages(seen(world, "officer", "district"))) == {world["ward"].pk}


def test_statements_do_not_grow_with_rows(world, django_assert_num_queries) -> None:
    for user in ("officer", "district_officer"):
        world[user].assignments_on(DAY)
    lists.draw_up(world["ward"], POLICY, day=DAY, by=world["officer"], at=AT)
    with django_assert_num_queries(20):
        seen(world)
    with django_assert_num_queries(22):  # of the other ward, on no list, is asked who has one by decision, own or care
        seen(world, "district_officer", "district")
    for number in range(20):
        disabled(world["groups"][number % 2], "Bùi Văn Sáng", "Bùi Thị Mận")
    lists.draw_up(world["ward"], POLICY, day=DAY, by=world["officer"], at=AT)
    with django_assert_num_queries(20):
        seen(world)


STATES = st.lists(st.sampled_from([*LineState.values, ""]), min_size=6, max_size=6)


@settings(max_examples=examples(25, 8), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(states=STATES, second=STATES, day=st.sampled_from([DAY, D(2026, 9, 30), D(2026, 8, 1), D(2019, 12, 31)]))
def test_every_policy_and_day_adds_up(world, states, second, day) -> None:
    """Whatever became of the lines of every person: due = delivered + missing + refused + lapsed + returned; the groups
    add up to the ward and the wards to the district."""
    from django.db import transaction

    with transaction.atomic():
        _lines(world, states, second)
        ward = seen(world, day=day, today=D(2026, 9, 30))
        other = seen(world, "other_officer", "other", day, D(2026, 9, 30))
        district = seen(world, "district_officer", "district", day, D(2026, 9, 30))
        transaction.set_rollback(True)
    for found in (ward, other, district):
        rows = found.rows
        due = rows.filter(rows["stage"].is_in(list(coverage.DUE)))
        keys = due.select("policy", "household", "person")
        assert keys.is_duplicated().sum() == 0  # nobody at two stages
        assert set(rows["stage"]) <= set(coverage.STAGES)
    by_ward = {
        (policy, stage): count for policy, stage, count in ward.rows.group_by("policy", "stage").len().iter_rows()
    }
    assert by_ward == summed(ward.counts("group"))
    assert summed(district.counts("ward")) == plus(summed(ward.counts("ward")), summed(other.counts("ward")))


def summed(counts) -> dict[tuple[str, str], int]:
    total: dict[tuple[str, str], int] = {}
    for (policy, _part), stages_ in counts.items():
        for stage, count in stages_.items():
            if count:
                total[policy, stage] = total.get((policy, stage), 0) + count
    return total


def plus(one, other):
    return {key: one.get(key, 0) + other.get(key, 0) for key in one.keys() | other.keys()}


def _lines(world, states, second) -> None:
    """Up to two lines a person, on lists of either ward and of this or the month before, in any state."""
    from chungtay.records.entitlements.models import SupportList

    at = {"drawn_by": world["officer"], "drawn_at": AT, "version": "1", "title": "x", "day": DAY, "policy": POLICY}
    made = {
        (ward, period): SupportList.objects.create(ward=world[ward], period=period, **at)
        for ward in ("ward", "other")
        for period in ("2026-09", "2026-08")
    }
    people = [(home, one.person) for home in world["homes"] for one in home.memberships.order_by("pk")]
    held: set[tuple[int, str]] = set()
    for at_, (home, who) in enumerate(people):
        for state, ward, period in (
            (states[at_], "ward", "2026-09"),
            (second[at_], "other", "2026-09"),
            (second[-at_], "ward", "2026-08"),
        ):
            if not state or ((who.pk, period) in held and state in ("due", "approved", "delivered")):
                continue
            if state in ("due", "approved", "delivered"):
                held.add((who.pk, period))
            proof = {
                "entered_by": world["officer"],
                "approved_by": world["leader"],
                "handed_by": world["member"],
                "handed_on": DAY,
                "received_by": "x",
            }
            SupportLine.objects.create(
                list=made[ward, period], policy=POLICY, period=period, household=home, person=who, reason="x",
                state=state, **(proof if state in ("delivered", "returned") else {}),
            )  # fmt: skip

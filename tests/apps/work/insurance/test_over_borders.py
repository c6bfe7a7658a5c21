"""A ward is divided while cards are bought and listed: what is open is finished in the new wards, the money adds up."""

from __future__ import annotations

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from chungtay.foundation.places import operations as places
from chungtay.foundation.places.models import Unit
from chungtay.work.insurance.models import BatchLine, PurchaseBatch, StateLine, StateList
from chungtay.work.insurance.operations import batches, handing, sessions, state_cards, state_lists
from tests.apps.reform import AFTER, AFTER_DAY, officers, second_group, split_in_two
from tests.apps.work.insurance.factories import AT, TODAY, D, four_homes, nobody_has_a_card

LATER = datetime.datetime(2026, 9, 20, 8, 0, tzinfo=datetime.UTC)
CARDS = iter(f"HN401012345{number:04}" for number in range(1, 1000))


@pytest.fixture
def second(group):
    return second_group(group)


@pytest.fixture
def families(group, second):
    return four_homes(group), four_homes(second)


def states(made) -> list[tuple[str, str]]:
    rows = made.lines.order_by("person__full_name").values_list("person__full_name", "state")
    return [(name.split()[-1], state) for name, state in rows]


def handed(made, name, by, *, at, on) -> BatchLine:
    open_ = made.lines.filter(person__full_name=name, state="approved")
    line = open_.order_by("household__group__code", "household__group").first()
    return handing.hand_over(made.pk, line.pk, card=next(CARDS), received_by=name, on=on, by=by, at=at)


def spent() -> tuple[int, int, int]:
    rows = BatchLine.objects.values_list("by_state", "by_city", "by_household")
    return tuple(sum(column) for column in zip(*rows, strict=True))


def test_a_purchase_half_handed_over(group, second, people, families) -> None:
    """Cảnh and Giang in each of the two groups, 12 x 113,850 = 1,366,200 each; one Cảnh has his card. Four lines stay
    four lines: 2 x 1,366,200 of the city, 2 x 956,340 of the state, 2 x 409,860 of the households."""
    nobody_has_a_card(group.parent)
    made = batches.draw_up(
        group.parent, starts_on=D(2026, 10, 1), months=12, paid_on=TODAY, remainder="household", by=people["officer"],
        at=AT,
    )  # fmt: skip
    batches.approve(made.pk, decision="21/QĐ-UBND", by=people["leader"], at=AT)
    handed(made, "Lê Văn Cảnh", people["member"], at=LATER, on=LATER.date())
    money = spent()
    assert money == (2 * 956_340, 2 * 1_366_200, 2 * 409_860)
    plan, hong_ha, giang_vo = split_in_two(group, second)
    mine, other = officers(hong_ha, "hh-"), officers(giang_vo, "gv-")
    made.refresh_from_db()
    assert (made.ward, made.state, states(made)) == (group.parent, "closed", [("Cảnh", "delivered")])
    here, there = (PurchaseBatch.objects.get(ward=ward) for ward in (hong_ha, giang_vo))
    assert (states(here), here.decision_number, here.continues) == ([("Giang", "approved")], "21/QĐ-UBND", made)
    assert states(there) == [("Cảnh", "approved"), ("Giang", "approved")]
    with pytest.raises(PermissionDenied):
        handed(here, "Phạm Văn Giang", other["payer"], at=AFTER, on=AFTER_DAY)
    assert handed(here, "Phạm Văn Giang", mine["payer"], at=AFTER, on=AFTER_DAY).state == "delivered"
    line = there.lines.get(person__full_name="Lê Văn Cảnh")
    handing.refuse(there.pk, line.pk, note="có thẻ nơi khác", by=other["payer"], at=AFTER)
    assert batches.close(here.pk, by=mine["officer"], at=AFTER).state == "closed"
    assert (spent(), BatchLine.objects.count()) == (money, 4)

    places.undo_plan(plan, by=None, at=AFTER)
    made.refresh_from_db()
    assert made.state == "approved"
    assert sorted(states(made)) == [
        ("Cảnh", "delivered"), ("Cảnh", "refused"), ("Giang", "approved"), ("Giang", "delivered"),
    ]  # fmt: skip
    assert handed(made, "Phạm Văn Giang", people["member"], at=AFTER, on=AFTER_DAY).state == "delivered"


def test_a_list_at_the_insurer(group, second, people, families) -> None:
    """Dung, Hà and Sáu in each of the two groups; the insurer sent one card before, one waits to be handed over."""
    made = state_lists.draw_up_state(group.parent, starts_on=D(2026, 10, 1), by=people["officer"], at=AT)
    state_lists.approve_state(made.pk, decision="21/QĐ-UBND", by=people["leader"], at=AT)
    state_lists.send_state(made.pk, on=TODAY, by=people["officer"], at=AT)
    first = made.lines.filter(household__group=group)
    sau, ha = (first.get(person__full_name=name) for name in ("Đỗ Văn Sáu", "Phạm Thị Hà"))
    act = {"by": people["officer"], "at": LATER}
    for line in (sau, ha):
        year = {"valid_from": D(2026, 9, 20), "valid_to": D(2027, 9, 19)}
        state_cards.issue(made.pk, line.pk, card=next(CARDS), **year, **act)
    state_cards.hand_over_state(
        made.pk, ha.pk, received_by="Phạm Văn Giang", on=LATER.date(), by=people["member"], at=LATER
    )  # fmt: skip
    before = sorted(StateLine.objects.values_list("pk", "list", "state", "card"))
    plan, hong_ha, giang_vo = split_in_two(group, second)
    here, there = (StateList.objects.get(ward=ward) for ward in (hong_ha, giang_vo))
    assert states(made) == [("Hà", "delivered")]
    assert sorted(states(here)) == [("Dung", "sent"), ("Sáu", "issued")]
    assert sorted(states(there)) == [("Dung", "sent"), ("Hà", "sent"), ("Sáu", "sent")]
    mine = officers(hong_ha, "hh-")
    done = state_cards.hand_over_state(
        here.pk, sau.pk, received_by="Đỗ Văn Sáu", on=AFTER_DAY, by=mine["payer"], at=AFTER
    )  # fmt: skip
    assert done.state == "delivered"
    assert StateLine.objects.count() == 6

    StateLine.objects.filter(pk=sau.pk).update(state="issued", handed_by=None, handed_on=None, received_by="")
    places.undo_plan(plan, by=None, at=AFTER)
    assert sorted(StateLine.objects.values_list("pk", "list", "state", "card")) == before


def test_a_session_in_a_new_group_holds_the_plan(group, second, people, families) -> None:
    plan, hong_ha, _giang_vo = split_in_two(group, second)
    mine = officers(hong_ha, "hh-")
    told = sessions.NewSession(
        group=Unit.objects.get(level="group", parent=hong_ha), on=AFTER_DAY, place="Nhà văn hóa", topic="Thẻ BHYT",
        materials="", attended=12, visited=0,
    )  # fmt: skip
    sessions.record_session(hong_ha, told, by=mine["officer"], at=AFTER)
    with pytest.raises(ValidationError, match="không hoàn tác"):
        places.undo_plan(plan, by=None, at=AFTER)


def test_statements_do_not_grow(group, second, people) -> None:
    def count(families: int) -> int:
        for _number in range(families):
            four_homes(group)
        made = state_lists.draw_up_state(group.parent, starts_on=D(2026, 10, 1), by=people["officer"], at=AT)
        with CaptureQueriesContext(connection) as asked:
            places.apply_plan(plan, by=None, at=AFTER)
        places.undo_plan(plan, by=None, at=AFTER)
        state_lists.drop_state(made.pk, by=people["officer"], at=AFTER)
        return len(asked)

    four_homes(second)
    plan = split_in_two(group, second)[0]
    places.undo_plan(plan, by=None, at=AFTER)
    assert count(1) == count(6)

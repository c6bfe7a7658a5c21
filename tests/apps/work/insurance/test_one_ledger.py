"""Cards are one ledger: the coverage of a policy that gives a card is told by the cards that hold on the day, whoever
pays and whichever list they came by."""

from __future__ import annotations

import datetime
import html
import re

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chungtay.records.entitlements.models import HealthCard, SupportList
from chungtay.records.entitlements.operations import lists
from chungtay.records.entitlements.operations.cards import NewCard, end_cards, record_cards, record_no_card
from chungtay.records.entitlements.queries import coverage
from chungtay.records.entitlements.queries.coverage import coverage_of
from chungtay.records.entitlements.queries.rights import rights_in
from chungtay.records.registry.operations import editing, life, moves
from chungtay.work.insurance.models import BatchLine, LineState, PurchaseBatch, StateList
from chungtay.work.insurance.operations import batches, handing
from chungtay.work.insurance.operations import lists as card_lists
from chungtay.work.insurance.queries.needs import ESCAPED, needs_of
from tests.apps.records.registry.factories import household, member, person
from tests.apps.work.insurance.factories import AT, TODAY, D, brought, classed, nobody_has_a_card, sheet
from tests.lengths import examples

POOR, CHILD, BENEFIT = "bhyt-poor-2025", "bhyt-child-2025", "bhyt-benefit-2025"
NEAR, CITY = "bhyt-near-poor-2025", "bhyt-hanoi-escaped-2026"
YEAR = D(2026, 1, 1), D(2026, 12, 31)
CARDS = (POOR, CHILD, BENEFIT, NEAR, CITY)
LATER = datetime.datetime(2026, 9, 20, 8, 0, tzinfo=datetime.UTC)


def stages(group, people, day=TODAY, today=TODAY) -> dict[str, dict[str, int]]:
    found = coverage_of(people["officer"], group.parent, day, today)
    told = {}
    for (policy, _ward), counts in found.counts("ward").items():
        if policy in CARDS:
            told[policy] = {stage: count for stage, count in counts.items() if count}
    return told


def card(who, payer: str = "state", first=YEAR[0], last=YEAR[1]) -> HealthCard:
    [made] = record_cards([NewCard(who.pk, payer, first, last)], source="entered", origin="", by=None, at=AT)
    return made


def test_cards_of_the_insurers_list_count_as_received(group, people, homes, tmp_path) -> None:
    """Cảnh and Dung, Giang and Hà, Sáu: one each to whom a policy of cards is due. Of the list come Sáu and Dung."""
    assert stages(group, people) == {policy: {"ask": 1} for policy in CARDS}  # nobody was asked about a card
    path = sheet(
        tmp_path / "the.xlsx",
        ("1", "Đỗ Văn Sáu", "01/01/1960", "", "HN4010000000001", "01/01/2026", "31/12/2026", ""),
        ("2", "Vũ Thị Dung", "05/04/1972", "", "BT4010000000002", "01/01/2026", "31/12/2026", ""),
    )
    made = brought(group.parent, people["officer"], path)
    card_lists.take_over(made.pk, looked_at=True, by=people["officer"], at=AT)
    told = stages(group, people)
    assert (told[POOR], told[BENEFIT]) == ({"delivered": 1}, {"delivered": 1})
    assert told[CHILD] == {"ask": 1}
    # a card holds on its days alone
    assert stages(group, people, D(2027, 1, 1), D(2027, 1, 1))[POOR] == {"ask": 1}


@pytest.mark.parametrize("payer", ["state", "city", "household", "donor", "work"])
def test_whoever_pays(group, people, homes, payer) -> None:
    card(person(homes["c"], "Sáu"), payer)
    assert stages(group, people)[POOR] == {"delivered": 1}


def test_a_purchase_moves_people_from_stage_to_stage(group, people, homes) -> None:
    nobody_has_a_card(group.parent)
    act = {"starts_on": D(2026, 9, 10), "months": 3, "paid_on": TODAY, "remainder": "household"}
    made = batches.draw_up(group.parent, **act, by=people["officer"], at=AT)
    assert [stages(group, people)[each] for each in (NEAR, CITY)] == [{"drafted": 1}] * 2
    batches.approve(made.pk, decision="1", by=people["leader"], at=AT)
    assert [stages(group, people)[each] for each in (NEAR, CITY)] == [{"approved": 1}] * 2
    near, city = made.lines.get(policy=NEAR), made.lines.get(policy=CITY)
    hand = {"by": people["member"], "at": LATER}
    give = {"card": "HN4010123456789", "received_by": "x", "on": D(2026, 9, 20)}
    handing.hand_over(made.pk, near.pk, **give, **hand)
    handing.refuse(made.pk, city.pk, note="có thẻ ở công ty", **hand)
    assert [stages(group, people)[each] for each in (NEAR, CITY)] == [{"delivered": 1}, {"refused": 1}]
    # refused for the three months of that card: after them it is due anew
    december = stages(group, people, D(2026, 12, 10), D(2026, 12, 10))
    assert [december[each] for each in (NEAR, CITY)] == [{"unlisted": 1}] * 2
    handing.give_back(made.pk, near.pk, note="nhận nhầm", **hand)
    assert stages(group, people, D(2026, 9, 21), D(2026, 9, 21))[NEAR] == {"returned": 1}


def test_whose_card_was_ended_is_asked_again(group, people, homes) -> None:
    """Why it ended does not tell whether there is another: asked, and missing once the answer is none."""
    sau = person(homes["c"], "Sáu")
    made = card(sau)
    end_cards({made.pk: (D(2026, 9, 9), "recalled")}, at=AT)
    assert stages(group, people)[POOR] == {"ask": 1}
    record_no_card([sau.pk], on=TODAY, source="entered", origin="", by=None, at=AT)
    assert stages(group, people)[POOR] == {"unlisted": 1}
    assert stages(group, people, D(2026, 9, 9))[POOR] == {"delivered": 1}


def test_an_old_list_of_rights_says_nothing_of_cards(group, people, homes) -> None:
    """A line that was handed over before cards were one ledger: without a card on record the person counts as without
    one, and nothing more is approved or handed over by such a list."""
    sau = person(homes["c"], "Sáu")
    about = {"policy": POOR, "period": "2026"}
    made = SupportList.objects.create(
        ward=group.parent, version="1", title="Thẻ BHYT", day=TODAY, drawn_by=people["officer"], drawn_at=AT, **about
    )
    made.lines.create(household=homes["c"], person=sau, reason="hộ nghèo", **about)
    nobody_has_a_card(group.parent)
    assert stages(group, people)[POOR] == {"unlisted": 1}
    with pytest.raises(ValidationError, match="Mở trang Bảo hiểm y tế"):
        lists.approve_list(made.pk, decision="1", by=people["leader"], at=AT)
    with pytest.raises(ValidationError, match="Mở trang Bảo hiểm y tế"):
        lists.draw_up(group.parent, POOR, day=TODAY, by=people["officer"], at=AT)
    lists.drop_list(made.pk, by=people["officer"], at=AT)


def test_of_whom_it_is_unknown_and_who_has_a_card_nothing_is_asked(group, people, homes) -> None:
    """Of somebody of 86 the social pension is open until a pension was asked about."""
    old = household(group, (member("Ngô Thị Bảy", born="1940-01-01"),), since=D(2015, 1, 1))
    pension = "bhyt-social-pension-2026"

    def unknown() -> int:
        rows = coverage_of(people["officer"], group.parent, TODAY, TODAY).rows
        return rows.filter((rows["policy"] == pension) & (rows["stage"] == "unknown")).height

    assert unknown() == 1
    card(person(old, "Bảy"), "household")
    assert unknown() == 0


def test_the_page_of_names_leads_to_the_insurance(group, people, homes, client) -> None:
    nobody_has_a_card(group.parent)
    client.force_login(people["officer"])
    page = client.get(f"/00016/2026/quyen-loi/bao-phu/{POOR}/ten/?ngay=2026-09-10").content.decode()
    assert f'href="/00016/2026/bao-hiem/chua-co-the/?dien={POOR}"' in page
    told = " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page)).split())
    assert "Đưa vào danh sách thẻ, ở trang Bảo hiểm y tế" in told
    assert "Lập danh sách 2026" not in told
    rights = client.get(f"/00016/2026/quyen-loi/{POOR}/?ngay=2026-09-10").content.decode()
    assert "Lập danh sách 2026" not in html.unescape(rights)
    assert f'href="/00016/2026/bao-hiem/chua-co-the/?dien={POOR}"' in rights


def test_who_left_the_ward_with_a_line_counts_where_they_live(group, people, homes) -> None:
    """Household B is on a purchase and moves to Phúc Xá: counted there alone; the district adds up."""
    from chungtay.foundation.accounts.models import Role
    from chungtay.foundation.places.models import Unit
    from tests import factories

    nobody_has_a_card(group.parent)
    act = {"starts_on": D(2026, 10, 1), "months": 12, "paid_on": TODAY, "remainder": "household"}
    batches.draw_up(group.parent, **act, by=people["officer"], at=AT)
    other = Unit.objects.get(level="group", parent__code="00001")
    moves.move_household(homes["b"], group=other, on=D(2026, 9, 15), address="Ngõ 1", by=None, at=LATER)
    reader = factories.person("district-i", Role.DISTRICT_OFFICER, Unit.objects.get(code="001"))
    day = D(2026, 9, 20)
    found = {
        place.code: coverage_of(reader, place, day, day).counts("ward")
        for place in (group.parent, other.parent, Unit.objects.get(code="001"))
    }
    near = {code: {key: counts for key, counts in told.items() if key[0] == NEAR} for code, told in found.items()}
    assert [counts["drafted"] for counts in near["00001"].values()] == [1]
    assert not near["00016"]
    assert near["001"] == near["00001"] | near["00016"]


def both_pages(group, people, day=TODAY) -> dict[str, tuple[set[int], set[int]]]:
    """Who has no card, who is asked first, who waits for one, who has one: by the coverage, and by the insurance."""
    rows = coverage_of(people["officer"], group.parent, day, day).rows
    cards = rows.filter(rows["policy"].str.starts_with("bhyt-"))
    due = set(cards.filter(cards["stage"] != "unknown")["person"])
    needs = needs_of(people["officer"], group.parent, day, day).people.values()

    def at(*stages: str) -> set[int]:
        return {
            person for person, stage in cards.select("person", "stage").iter_rows()
            if stage in stages and (stage != "unknown" or person not in due)
        }  # fmt: skip

    def told(*stages: str) -> set[int]:
        return {need.person for need in needs if need.stage in stages and need.policy != ESCAPED}

    return {
        "missing": (at("unlisted"), told("missing")),
        "asked": (at("ask", "unknown"), told("unknown")),
        "waits": (at("drafted", "approved"), told("listed", "waits")),
        "has": (at("delivered"), told("has")),
    }


def test_both_pages_say_the_same_of_a_card(group, people, homes) -> None:
    """Six people. Cảnh was asked and has none; Dung has one; Giang's begins in October; Hà stands on a list of the
    state; Sáu was asked by nobody; Mai, severely disabled and near-poor, was asked and has none, but the allowance that
    is due to her brings a card of the state: that is settled first, and none is bought."""
    home = household(group, (member("Trần Thị Mai", born="1970-01-01"),), since=D(2015, 1, 1))
    mai = person(home, "Mai")
    classed(home, "near_poor", D(2026, 1, 1))
    editing.set_circumstance(mai, kind="disability", code="2", since=D(2020, 1, 1), by=None, at=AT)
    names = {"a": ("Cảnh", "Dung"), "b": ("Giang", "Hà"), "c": ("Sáu",)}
    canh, dung, giang, ha, sau = (person(homes[at], name) for at, each in names.items() for name in each)
    record_no_card([canh.pk, mai.pk, ha.pk], on=TODAY, source="entered", origin="", by=None, at=AT)
    card(dung)
    card(giang, first=D(2026, 10, 1))
    made = StateList.objects.create(ward=group.parent, starts_on=TODAY, drawn_by=people["officer"], drawn_at=AT)
    made.lines.create(person=ha, household=homes["b"], policy=CHILD, reason="x", valid_from=TODAY)
    told = both_pages(group, people)
    assert {what: coverage_ for what, (coverage_, _insurance) in told.items()} == {
        "missing": {canh.pk},
        "asked": {sau.pk, mai.pk},
        "waits": {giang.pk, ha.pk},
        "has": {dung.pk},
    }
    assert [what for what, (one, other) in told.items() if one != other] == []
    # by policy: 1 + 1 + 2 near-poor + 1 + 1; the near-poor: one waits, one is asked first
    assert stages(group, people)[NEAR] == {"approved": 1, "ask": 1}
    assert stages(group, people)[POOR] == {"ask": 1}
    # when October's list of the insurer shows nobody, whoever has none is missing on both
    nobody_has_a_card(group.parent, D(2026, 9, 20))
    later = both_pages(group, people, D(2026, 9, 20))
    assert later["missing"] == ({canh.pk, sau.pk},) * 2
    assert later["asked"] == ({mai.pk},) * 2


def test_what_is_asked_first_is_named(group, people, homes, client) -> None:
    client.force_login(people["officer"])
    page = client.get(f"/00016/2026/quyen-loi/bao-phu/{POOR}/ten/?ngay=2026-09-10&buoc=ask").content.decode()
    told = " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page)).split())
    assert "Hỏi xem đã có thẻ chưa" in told
    assert "Đỗ Văn Sáu" in told
    assert 'href="/00016/2026/bao-hiem/chua-co-the/?o=unknown"' in page
    missing = client.get(f"/00016/2026/quyen-loi/bao-phu/{POOR}/ten/?ngay=2026-09-10").content.decode()
    assert "Đỗ Văn Sáu" not in missing


STATES = st.lists(st.sampled_from([*LineState.values, ""]), min_size=5, max_size=5)
PERIODS = st.lists(
    st.tuples(
        st.integers(0, 4), st.sampled_from(["state", "city", "household"]), st.integers(-60, 60), st.integers(0, 90)
    ),
    max_size=8,
)


@settings(max_examples=examples(25, 8), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(STATES, PERIODS, st.sampled_from([TODAY, D(2026, 9, 30), D(2026, 8, 1), D(2026, 11, 11)]))
def test_every_policy_and_day_adds_up(group, people, homes, states, periods, day) -> None:
    """Whatever became of lines and cards: due = delivered + open + refused + lapsed + returned; whoever is due and has
    a card on the day stands at delivered, and nobody else; nobody ever has two cards; groups add up to the ward."""
    everybody = [person(homes[home], name) for home, name in
                 (("a", "Cảnh"), ("a", "Dung"), ("b", "Giang"), ("b", "Hà"), ("c", "Sáu"))]  # fmt: skip
    with transaction.atomic():
        for who, payer, start, length in periods:
            first = TODAY + datetime.timedelta(days=start)
            try:
                with transaction.atomic():
                    card(everybody[who], payer, first, first + datetime.timedelta(days=length))
            except ValidationError:  # another card on one of the days
                continue
        _lines(group.parent, people, everybody, states)
        found = coverage_of(people["officer"], group.parent, day, D(2026, 11, 11))
        due = rights_in(people["officer"], group.parent, day, D(2026, 11, 11)).rows.filter(state="due")
        live = HealthCard.objects.filter(withdrawn=False, valid_from__lte=day, valid_to__gte=day)
        covered = list(live.values_list("person", flat=True))
        transaction.set_rollback(True)
    assert len(covered) == len(set(covered))
    for policy in CARDS:
        rows = found.rows.filter(policy=policy)
        entitled = set(due.filter(policy=policy)["person"])
        at = {stage: set(rows.filter(stage=stage)["person"]) for stage in coverage.STAGES}
        assert at["delivered"] == entitled & set(covered)
        whole = rows.filter(rows["stage"].is_in(list(coverage.DUE))).height
        open_ = sum(len(at[stage]) for stage in coverage.OPEN)
        assert whole == len(at["delivered"]) + open_ + sum(len(at[each]) for each in ("refused", "lapsed", "returned"))
        counted = [who for stage in coverage.DUE for who in at[stage]]
        assert len(counted) == len(set(counted))  # nobody at two stages
        assert entitled <= set(counted)
        assert not at["carried"]
    by_ward = {key: {s: c for s, c in counts.items() if c} for key, counts in found.counts("ward").items()}
    summed: dict[str, dict[str, int]] = {}
    for (policy, _part), counts in found.counts("group").items():
        for stage, count in counts.items():
            if count:
                summed.setdefault(policy, {})[stage] = summed.setdefault(policy, {}).get(stage, 0) + count
    assert {policy: counts for (policy, _ward), counts in by_ward.items()} == summed


def _lines(ward, people, everybody, states) -> None:
    made = PurchaseBatch.objects.create(
        ward=ward,
        starts_on=TODAY,
        months=1,
        paid_on=TODAY,
        remainder="household",
        drawn_by=people["officer"],
        drawn_at=AT,
    )
    for who, state in zip(everybody, states, strict=True):
        if not state or state in (LineState.DELIVERED, LineState.RETURNED):
            continue
        home = who.memberships.get().household
        BatchLine.objects.create(
            batch=made, person=who, household=home, policy=NEAR, reason="x", months=1, monthly=0, by_state=0, by_city=0,
            by_donor=0, by_household=0, valid_from=TODAY, valid_to=D(2026, 10, 9), state=state,
        )  # fmt: skip


def test_nobody_of_the_dead_is_left(group, people, homes) -> None:
    nobody_has_a_card(group.parent)
    life.record_death(person(homes["c"], "Sáu"), on=D(2026, 9, 5), by=None, at=AT)
    assert POOR not in stages(group, people)

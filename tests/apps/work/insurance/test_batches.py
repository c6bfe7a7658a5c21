"""Who is to have a card, and purchases of cards: to the đồng, by three people, never for somebody the state covers.

Premium of a month in autumn 2026: 4.5 % of 2,530,000 = 113,850 đ; in October 2019: 4.5 % of 1,490,000 = 67,050 đ.
"""

from __future__ import annotations

import datetime
import io

import openpyxl
import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from chungtay.records.entitlements.models import HealthCard, HelpReceived
from chungtay.records.entitlements.operations.cards import NewCard, record_cards, record_no_card
from chungtay.records.registry.operations import life
from chungtay.work.insurance.models import BatchLine, LineState, PurchaseBatch
from chungtay.work.insurance.operations import batches, changing, handing
from chungtay.work.insurance.operations.cards import lock_cards_of_the_dead
from chungtay.work.insurance.operations.pricing import months_on
from chungtay.work.insurance.operations.taking_out import hand_out_batch, hand_out_missing
from chungtay.work.insurance.queries.leaving import crossed
from chungtay.work.insurance.queries.needs import needs_of
from tests.apps.records.registry.factories import household, member, person
from tests.apps.work.insurance.factories import AT, TODAY, D, classed, nobody_has_a_card

LATER = datetime.datetime(2026, 9, 20, 8, 0, tzinfo=datetime.UTC)
CARD = "HN4010123456789"
P = 113_850
CITY, NEAR = "bhyt-hanoi-escaped-2026", "bhyt-near-poor-2025"


def drawn(group, people, **changes) -> PurchaseBatch:
    values = {"starts_on": D(2026, 10, 1), "months": 12, "paid_on": TODAY, "remainder": "household"}
    return batches.draw_up(group.parent, **(values | {"by": people["officer"], "at": AT} | changes))


def approved(made, people) -> PurchaseBatch:
    return batches.approve(made.pk, decision="21/QĐ-UBND", by=people["leader"], at=AT)


def handed(made, line, people, card: str = CARD) -> BatchLine:
    return handing.hand_over(
        made.pk, line.pk, card=card, received_by="Lê Văn Cảnh", on=D(2026, 9, 20), by=people["member"], at=LATER
    )


def named(made) -> dict[str, BatchLine]:
    return {line.person.full_name: line for line in made.lines.select_related("person")}


def stages(group, people) -> dict[str, tuple[str, str, str]]:
    from chungtay.records.registry.queries.rights_facts import names_of

    needs = needs_of(people["officer"], group.parent, TODAY, TODAY)
    names = names_of(list(needs.people))
    return {names[number]: (need.policy, need.way, need.stage) for number, need in needs.people.items()}


def test_who_is_to_have_a_card_and_by_which_way(group, people, homes) -> None:
    assert stages(group, people)["Lê Văn Cảnh"] == (CITY, "buy", "unknown")  # nobody asked yet
    nobody_has_a_card(group.parent)
    assert stages(group, people) == {
        "Lê Văn Cảnh": (CITY, "buy", "missing"),
        "Vũ Thị Dung": ("bhyt-benefit-2025", "state", "missing"),
        "Phạm Văn Giang": (NEAR, "buy", "missing"),
        "Phạm Thị Hà": ("bhyt-child-2025", "state", "missing"),
        "Đỗ Văn Sáu": ("bhyt-poor-2025", "state", "missing"),
    }
    dung = person(homes["a"], "Dung")
    record_cards([NewCard(dung.pk, "state", D(2026, 1, 1), None)], source="list", origin="", by=None, at=AT)
    assert stages(group, people)["Vũ Thị Dung"][2] == "has"


def test_a_card_is_never_bought_for_whom_the_state_covers(group, people, homes) -> None:
    """The trap: money for cards of people on a benefit, who have the state's."""
    nobody_has_a_card(group.parent)
    made = drawn(group, people)
    assert set(named(made)) == {"Lê Văn Cảnh", "Phạm Văn Giang"}


def test_of_whom_nobody_knows_nothing_is_bought(group, people, homes) -> None:
    with pytest.raises(ValidationError, match="mua thẻ"):
        drawn(group, people)


def test_the_cost_and_who_pays_which_part(group, people, homes) -> None:
    nobody_has_a_card(group.parent)
    lines = named(drawn(group, people))
    city, near = lines["Lê Văn Cảnh"], lines["Phạm Văn Giang"]
    assert (city.monthly, city.by_city, city.by_household) == (P, 1_366_200, 0)
    assert (near.monthly, near.by_state, near.by_household) == (P, 956_340, 409_860)  # 70 %: 79,695; 30 %: 34,155
    assert (city.place, near.place) == (None, None)
    assert (city.valid_from, city.valid_to) == (D(2026, 10, 1), D(2027, 9, 30))
    lines = named(drawn(group, people, starts_on=D(2027, 10, 1), paid_on=D(2027, 9, 1), remainder="donor",
                        at=datetime.datetime(2026, 11, 1, 8, 0, tzinfo=datetime.UTC)))  # fmt: skip
    assert (lines["Phạm Văn Giang"].by_donor, lines["Phạm Văn Giang"].by_household) == (409_860, 0)


def test_the_right_of_36_months_ends_the_card(group, people, homes) -> None:
    """Out since January 2026: month 36 is December 2028. In July 2028 six months are left."""
    at = datetime.datetime(2028, 6, 10, 8, 0, tzinfo=datetime.UTC)
    nobody_has_a_card(group.parent, D(2028, 6, 1))
    line = named(drawn(group, people, starts_on=D(2028, 7, 1), paid_on=D(2028, 6, 10), at=at))["Lê Văn Cảnh"]
    assert (line.months, line.valid_to, line.by_city) == (6, D(2028, 12, 31), 6 * P)


def test_the_order_of_a_household_in_2019(group, people) -> None:
    """The worked check: father with a company's card, mother and three adults: 187,740 đ a month."""
    at = datetime.datetime(2019, 10, 10, 8, 0, tzinfo=datetime.UTC)
    home = household(
        group,
        (
            member("Trần Văn Ba", born="1965-01-01"),
            member("Trần Thị Mẹ", "spouse", "1967-01-01"),
            member("Trần Văn Hai", "child", "1990-01-01"),
            member("Trần Thị Tư", "child", "1992-01-01"),
            member("Trần Văn Năm", "child", "1994-01-01"),
        ),
        since=D(2015, 1, 1),
    )
    classed(home, "poor", D(2018, 1, 1), "vn-2016")
    classed(home, "not_poor", D(2019, 1, 1), "vn-2016")  # out of poverty: no policy of the city pays in 2019
    nobody_has_a_card(group.parent, D(2019, 10, 1))
    father = person(home, "Ba")
    record_cards([NewCard(father.pk, "work", D(2019, 1, 1), None)], source="list", origin="", by=None, at=AT)
    made = drawn(group, people, starts_on=D(2019, 11, 1), paid_on=D(2019, 10, 10), months=3, at=at)
    lines = named(made)
    assert {name: (line.place, line.monthly) for name, line in lines.items()} == {
        "Trần Thị Mẹ": (1, 67_050),
        "Trần Văn Hai": (2, 46_935),
        "Trần Thị Tư": (3, 40_230),
        "Trần Văn Năm": (4, 33_525),
    }
    assert sum(line.monthly for line in lines.values()) == 187_740
    assert {line.valid_from for line in lines.values()} == {D(2019, 11, 9)}  # 30 days after the payment


def three_adults(group) -> dict[str, object]:
    """Out of near-poverty since January 2019, when nobody pays their cards: P in October 2019 is 67,050 đ a month."""
    home = household(
        group,
        (
            member("Trần Thị Mẹ", born="1967-01-01"),
            member("Trần Văn Hai", "child", "1990-01-01"),
            member("Trần Thị Tư", "child", "1992-01-01"),
        ),
        since=D(2015, 1, 1),
    )
    classed(home, "poor", D(2018, 1, 1), "vn-2016")
    classed(home, "not_poor", D(2019, 1, 1), "vn-2016")
    return {name: person(home, name) for name in ("Mẹ", "Hai", "Tư")}


OCTOBER = datetime.datetime(2019, 10, 1, 8, 0, tzinfo=datetime.UTC)


def own_cards(group, people, **changes) -> PurchaseBatch:
    values = {"starts_on": D(2019, 10, 1), "months": 3, "paid_on": D(2019, 10, 1), "at": OCTOBER}
    return drawn(group, people, **(values | changes))


def test_who_goes_on_with_a_card_waits_no_day(group, people) -> None:
    """Hai's own card holds until 15/10/2019: the next begins on 16/10, of three months to 15/01/2020. The others are
    new and wait 30 days, to 31/10. A line of another person from an earlier day does not let Hai lapse."""
    adults = three_adults(group)
    nobody_has_a_card(group.parent, D(2019, 10, 1))
    card = NewCard(adults["Hai"].pk, "household", D(2018, 10, 16), D(2019, 10, 15))
    record_cards([card], source="list", origin="", by=None, at=OCTOBER)
    made = own_cards(group, people)
    lines = named(made)
    assert {name: (line.valid_from, line.valid_to) for name, line in lines.items()} == {
        "Trần Thị Mẹ": (D(2019, 10, 31), D(2020, 1, 30)),
        "Trần Văn Hai": (D(2019, 10, 16), D(2020, 1, 15)),
        "Trần Thị Tư": (D(2019, 10, 31), D(2020, 1, 30)),
    }
    made.lines.filter(person=adults["Tư"]).update(valid_from=D(2019, 10, 1))
    batches.approve(made.pk, decision="21/QĐ-UBND", by=people["leader"], at=OCTOBER)
    assert {line.state for line in made.lines.all()} == {"approved"}


def test_whoever_follows_moves_up_when_somebody_leaves_a_draft(group, people) -> None:
    """67,050, 46,935 and 40,230 a month; the first does not want the card: 67,050 and 46,935, three months each."""
    three_adults(group)
    nobody_has_a_card(group.parent, D(2019, 10, 1))
    made = own_cards(group, people)
    assert [line.monthly for line in made.lines.order_by("place")] == [67_050, 46_935, 40_230]
    handing.refuse(made.pk, named(made)["Trần Thị Mẹ"].pk, note="có thẻ nơi khác", by=people["member"], at=OCTOBER)
    batches.approve(made.pk, decision="21/QĐ-UBND", by=people["leader"], at=OCTOBER)
    due = {name: (line.place, line.monthly, line.by_household) for name, line in named(made).items()}
    assert due["Trần Văn Hai"] == (1, 67_050, 201_150)
    assert due["Trần Thị Tư"] == (2, 46_935, 140_805)


def test_after_approval_no_card_is_handed_over_at_a_share_that_is_too_low(group, people) -> None:
    """The first leaves after the approval: the second and third are drawn up anew, at 67,050 and 46,935."""
    three_adults(group)
    nobody_has_a_card(group.parent, D(2019, 10, 1))
    made = own_cards(group, people)
    batches.approve(made.pk, decision="21/QĐ-UBND", by=people["leader"], at=OCTOBER)
    lines = named(made)
    rest = {"on": D(2019, 10, 1), "received_by": "Trần Văn Hai", "card": "0123456789", "by": people["member"]}
    handing.refuse(made.pk, lines["Trần Thị Mẹ"].pk, note="thôi", by=people["member"], at=OCTOBER)
    for name in ("Trần Văn Hai", "Trần Thị Tư"):
        with pytest.raises(ValidationError) as refused:
            handing.hand_over(made.pk, lines[name].pk, **rest, at=OCTOBER)
        assert refused.value.code == "place"
        handing.refuse(made.pk, lines[name].pk, note="tính lại mức đóng", by=people["member"], at=OCTOBER)
    batches.close(made.pk, by=people["officer"], at=OCTOBER)
    anew = own_cards(group, people, months=1)
    handing.refuse(anew.pk, named(anew)["Trần Thị Mẹ"].pk, note="thôi", by=people["member"], at=OCTOBER)
    batches.approve(anew.pk, decision="22/QĐ-UBND", by=people["leader"], at=OCTOBER)
    lines = named(anew)
    assert (lines["Trần Văn Hai"].monthly, lines["Trần Thị Tư"].monthly) == (67_050, 46_935)
    assert handing.hand_over(anew.pk, lines["Trần Thị Tư"].pk, **rest, at=OCTOBER).state == "delivered"


def test_who_renews_within_the_year_keeps_the_place(group, people) -> None:
    """Mẹ, Hai and Tư joined in this order in January 2019 for nine months; Mẹ alone pays again: 100 %, not 60 %."""
    adults = three_adults(group)
    cards = [
        NewCard(adults[name].pk, "household", D(2019, 1, day), D(2019, 9, 30) if name == "Mẹ" else D(2019, 12, 31))
        for day, name in enumerate(("Mẹ", "Hai", "Tư"), 1)
    ]
    record_cards(cards, source="list", origin="", by=None, at=OCTOBER)
    record_no_card([adults["Mẹ"].pk], on=D(2019, 10, 1), source="list", origin="test", by=None, at=OCTOBER)
    [line] = own_cards(group, people).lines.all()
    assert (line.person_id, line.place, line.monthly) == (adults["Mẹ"].pk, 1, 67_050)


def test_the_first_of_a_month_before_seven_is_that_month(group, people, homes) -> None:
    """03:00 on 01/07/2028 in Việt Nam, 20:00 on 30/06 in UTC: six months are left of the 36, July to December."""
    at = datetime.datetime(2028, 6, 30, 20, 0, tzinfo=datetime.UTC)
    nobody_has_a_card(group.parent, D(2028, 6, 1))
    line = named(drawn(group, people, starts_on=D(2028, 7, 1), paid_on=D(2028, 7, 1), at=at))["Lê Văn Cảnh"]
    assert (line.months, line.valid_to, line.by_city) == (6, D(2028, 12, 31), 6 * P)


def test_three_people_and_the_ledger(group, people, homes) -> None:
    nobody_has_a_card(group.parent)
    made = drawn(group, people)
    with pytest.raises(PermissionDenied):
        batches.approve(made.pk, decision="1", by=people["officer"], at=AT)
    with pytest.raises(PermissionDenied):
        batches.approve(made.pk, decision="1", by=people["stranger"], at=AT)
    approved(made, people)
    line = named(made)["Phạm Văn Giang"]
    with pytest.raises(PermissionDenied):
        handing.hand_over(made.pk, line.pk, card=CARD, received_by="x", on=TODAY, by=people["officer"], at=LATER)
    with pytest.raises(PermissionDenied):
        handing.hand_over(made.pk, line.pk, card=CARD, received_by="x", on=TODAY, by=people["leader"], at=LATER)
    done = handed(made, line, people)
    card = HealthCard.objects.get(pk=done.card_id)
    assert (done.state, card.payer, str(card.number), card.valid_from) == ("delivered", "state", CARD, D(2026, 10, 1))
    [row] = HelpReceived.objects.all()
    assert (row.kind, row.source, row.value, row.person_id) == ("card", "central", 956_340, line.person_id)

    handing.give_back(made.pk, line.pk, note="nhận nhầm", by=people["member"], at=LATER)
    card.refresh_from_db()
    assert (card.withdrawn, card.ended_why) == (True, "given_back")  # it had not begun
    assert sum(row.value for row in HelpReceived.objects.all()) == 0
    other = named(made)["Lê Văn Cảnh"]
    handing.refuse(made.pk, other.pk, note="đã mua nơi khác", by=people["member"], at=LATER)
    batches.close(made.pk, by=people["officer"], at=LATER)


def test_the_database_keeps_approver_and_parts_apart(group, people, homes) -> None:
    nobody_has_a_card(group.parent)
    made = drawn(group, people)
    with pytest.raises(IntegrityError), transaction.atomic():
        PurchaseBatch.objects.filter(pk=made.pk).update(approved_by=made.drawn_by, approved_at=AT, state="approved")
    with pytest.raises(IntegrityError), transaction.atomic():
        made.lines.update(by_household=1)


def test_nobody_stands_on_two_purchases(group, people, homes) -> None:
    nobody_has_a_card(group.parent)
    made = drawn(group, people)
    with pytest.raises(ValidationError):
        drawn(group, people)
    batches.drop(made.pk, by=people["officer"], at=AT)
    assert len(named(drawn(group, people))) == 2


def test_the_dead_keep_no_card_and_leave_the_purchase(group, people, homes) -> None:
    nobody_has_a_card(group.parent)
    made = approved(drawn(group, people), people)
    lines = named(made)
    done = handed(made, lines["Lê Văn Cảnh"], people)
    near = {person(homes["a"], "Dung").pk: life.Relationship("head")}
    life.record_death(person(homes["a"], "Cảnh"), on=D(2026, 9, 22), new_head=person(homes["a"], "Dung"),
                      relations=near, by=None, at=LATER + datetime.timedelta(days=3))  # fmt: skip
    at = LATER + datetime.timedelta(days=4)
    found = crossed(people["officer"], group.parent, D(2026, 9, 24), D(2026, 9, 24))
    assert [card.person_id for card in found.dead] == [done.person_id]
    assert changing.decrease(made.pk, by=people["officer"], at=at) == 1
    card = HealthCard.objects.get(pk=done.card_id)
    assert (card.withdrawn, card.ended_why) == (True, "died")
    left = BatchLine.objects.get(pk=done.pk)
    assert (left.state, "22/09/2026" in left.note) == (LineState.LAPSED, True)
    assert not crossed(people["officer"], group.parent, D(2026, 9, 24), D(2026, 9, 24)).dead
    assert lock_cards_of_the_dead(group.parent, by=people["officer"], at=at) == 0


def test_who_moved_away_leaves_the_purchase(group, people, homes) -> None:
    nobody_has_a_card(group.parent)
    made = drawn(group, people)
    moved = person(homes["b"], "Giang")
    near = {person(homes["b"], "Hà").pk: life.Relationship("head")}
    life.record_departure(
        moved, last_day=D(2026, 9, 9), new_head=person(homes["b"], "Hà"), relations=near, by=None, at=AT
    )
    approved(made, people)
    line = named(made)["Phạm Văn Giang"]
    assert (line.state, line.note) == ("lapsed", "Không còn ở phường.")


def test_who_got_a_card_meanwhile_leaves_and_is_told_before(group, people, homes) -> None:
    nobody_has_a_card(group.parent)
    made = drawn(group, people)
    giang = person(homes["b"], "Giang")
    record_cards([NewCard(giang.pk, "work", D(2026, 9, 1), None)], source="entered", origin="", by=None, at=AT)
    found = crossed(people["officer"], group.parent, TODAY, TODAY)
    assert [line.person_id for line, _card in found.listed_with_card] == [giang.pk]
    approved(made, people)
    assert named(made)["Phạm Văn Giang"].state == "lapsed"


def test_a_bought_card_of_whom_the_state_covers_is_found(group, people, homes) -> None:
    dung, quy = person(homes["a"], "Dung"), person(homes["d"], "Quý")
    cards = [NewCard(dung.pk, "household", D(2026, 1, 1), None), NewCard(quy.pk, "donor", D(2026, 1, 1), None)]
    record_cards(cards, source="list", origin="", by=None, at=AT)
    found = crossed(people["officer"], group.parent, TODAY, TODAY)
    assert [card.person_id for card in found.paid_twice] == [dung.pk]
    assert [card.person_id for card in found.unlisted] == [quy.pk]


def test_a_past_day_compares_lists_and_cards_of_then(group, people, homes) -> None:
    """Dung had a bought card until the end of 2026, Quý one of a donor until March 2027; Cảnh died in October and his
    card ran on, which somebody noted in February."""
    nobody_has_a_card(group.parent)
    made = approved(drawn(group, people), people)
    lines = named(made)
    dung, quy = person(homes["a"], "Dung"), person(homes["d"], "Quý")
    cards = [
        NewCard(dung.pk, "household", D(2026, 1, 1), D(2026, 12, 31)),
        NewCard(quy.pk, "donor", D(2026, 1, 1), D(2027, 3, 31)),
    ]
    record_cards(cards, source="list", origin="", by=None, at=AT)
    handed(made, lines["Lê Văn Cảnh"], people)
    near = {dung.pk: life.Relationship("head")}
    died = person(homes["a"], "Cảnh")
    life.record_death(died, on=D(2026, 10, 22), new_head=dung, relations=near, by=None,
                      at=datetime.datetime(2027, 2, 1, 8, 0, tzinfo=datetime.UTC))  # fmt: skip
    ward, today = group.parent, D(2027, 4, 1)

    then = crossed(people["officer"], ward, D(2026, 12, 31), today)
    assert [card.person_id for card in then.paid_twice] == [dung.pk]
    assert [card.person_id for card in then.unlisted] == [quy.pk]
    assert [card.person_id for card in then.dead] == [died.pk]

    now = crossed(people["officer"], ward, today, today)
    assert (now.paid_twice, now.unlisted) == ([], [])  # both cards have ended
    assert [card.person_id for card in now.dead] == [died.pk]

    before = crossed(people["officer"], ward, D(2026, 10, 22), today)
    assert before.dead == []  # the day of death is the card's last right day
    assert crossed(people["officer"], ward, D(2026, 8, 31), today).listed_with_card == []  # nothing was drawn up


def test_a_line_handed_over_later_was_open_before(group, people, homes) -> None:
    """Drawn up on 10/09, handed over on 22/09. A card of work until 01/10/2026 meets the first day of the purchase."""
    nobody_has_a_card(group.parent)
    made = approved(drawn(group, people), people)
    line = named(made)["Lê Văn Cảnh"]
    done = handed(made, line, people)
    HealthCard.objects.filter(pk=done.card_id).update(valid_from=D(2026, 10, 2))
    work = NewCard(done.person_id, "work", D(2026, 9, 1), D(2026, 10, 1))
    record_cards([work], source="list", origin="", by=None, at=AT)
    ward, today = group.parent, D(2026, 11, 1)
    eve = done.handed_on - datetime.timedelta(days=1)
    [(met, card)] = crossed(people["officer"], ward, eve, today).listed_with_card
    assert (met.pk, card.payer) == (line.pk, "work")
    assert crossed(people["officer"], ward, done.handed_on, today).listed_with_card == []


def test_who_came_since_is_added_to_the_end_of_the_purchase(group, people, homes) -> None:
    nobody_has_a_card(group.parent)
    made = approved(drawn(group, people), people)
    with pytest.raises(ValidationError):
        changing.increase(made.pk, starts_on=D(2026, 12, 1), by=people["officer"], at=LATER)
    e = household(group, (member("Bùi Văn Tám", born="1975-05-05"),), since=D(2026, 9, 12), at=LATER)
    classed(e, "near_poor", D(2026, 9, 12))
    record_no_card([person(e, "Tám").pk], on=D(2026, 9, 15), source="entered", origin="", by=None, at=LATER)
    more = changing.increase(made.pk, starts_on=D(2026, 12, 1), by=people["officer"], at=LATER)
    [line] = more.lines.all()
    assert (more.adds_to_id, more.months, line.months) == (made.pk, 10, 10)
    assert (line.valid_from, line.valid_to) == (D(2026, 12, 1), D(2027, 9, 30))


def test_months_gone_by_are_not_bought_from_a_budget(group, people, homes) -> None:
    """On 10 September cards from 1 September or 1 January are refused: of two people the city and the state pay. From
    today on they are bought; from 1 September with the number of the decision that put them on the list of the year."""
    nobody_has_a_card(group.parent)
    for first in (D(2026, 9, 9), D(2026, 9, 1), D(2026, 1, 1)):
        with pytest.raises(ValidationError, match=f"2 thẻ .*{first:%d/%m/%Y}"):
            drawn(group, people, starts_on=first, paid_on=D(2026, 3, 1) if first.month == 1 else TODAY)
    with pytest.raises(ValidationError, match="quyết định"):
        drawn(group, people, starts_on=D(2026, 9, 1), earlier_decision="  ")
    assert not PurchaseBatch.objects.exists()
    made = drawn(group, people, starts_on=TODAY)
    batches.drop(made.pk, by=people["officer"], at=AT)
    back = drawn(group, people, starts_on=D(2026, 9, 1), earlier_decision=" 02/QĐ-UBND ")
    city = named(back)["Lê Văn Cảnh"]
    assert (back.earlier_decision, city.valid_from, city.by_city) == ("02/QĐ-UBND", D(2026, 9, 1), 12 * P)


def test_an_increase_buys_no_months_gone_by(group, people, homes) -> None:
    nobody_has_a_card(group.parent)
    made = approved(drawn(group, people, starts_on=TODAY), people)
    e = household(group, (member("Bùi Văn Tám", born="1975-05-05"),), since=D(2026, 9, 12), at=LATER)
    classed(e, "near_poor", D(2026, 9, 12))
    record_no_card([person(e, "Tám").pk], on=D(2026, 9, 15), source="entered", origin="", by=None, at=LATER)
    act = {"starts_on": D(2026, 9, 19), "by": people["officer"], "at": LATER}
    with pytest.raises(ValidationError, match=r"1 thẻ .*19/09/2026"):
        changing.increase(made.pk, **act)
    assert changing.increase(made.pk, earlier_decision="31/QĐ-UBND", **act).earlier_decision == "31/QĐ-UBND"


def test_what_leaves_as_excel(group, people, homes) -> None:
    nobody_has_a_card(group.parent)
    made = drawn(group, people)
    book = openpyxl.load_workbook(io.BytesIO(b"".join(hand_out_batch(made, by=people["officer"], at=AT))))
    rows = [[cell.value for cell in row] for row in book.active.iter_rows()]
    assert rows[2][0] == "Tổng số tiền: 2.732.400 đồng"
    assert {row[1]: row[10] for row in rows if row[1] in ("Lê Văn Cảnh", "Phạm Văn Giang")} == {
        "Lê Văn Cảnh": 12 * P, "Phạm Văn Giang": 12 * P,
    }  # fmt: skip
    content = b"".join(hand_out_missing(group.parent, policy="", day=TODAY, by=people["officer"], at=AT))
    names = {row[1].value for row in openpyxl.load_workbook(io.BytesIO(content)).active.iter_rows()}
    assert {"Đỗ Văn Sáu", "Vũ Thị Dung", "Phạm Thị Hà"} <= names
    with pytest.raises(PermissionDenied):
        hand_out_batch(made, by=people["member"], at=AT)


@pytest.mark.parametrize(
    ("first", "months", "last"),
    [
        (D(2026, 10, 1), 3, D(2026, 12, 31)),
        (D(2026, 1, 15), 1, D(2026, 2, 14)),
        (D(2026, 1, 31), 1, D(2026, 2, 28)),
        (D(2028, 2, 29), 12, D(2029, 2, 28)),
    ],
)
def test_so_many_months(first, months, last) -> None:
    assert months_on(first, months) == last


def test_statements_do_not_grow_with_the_people(group, people, homes) -> None:
    def counted(count: int, first: int) -> int:
        for place in range(first, first + count):
            home = household(group, (member(f"Lê Văn {'ABCDEGHIKL'[place]}"),), since=D(2019, 1, 1))
            classed(home, "near_poor", D(2026, 1, 1))
            record_no_card([home.memberships.get().person_id], on=TODAY, source="list", origin="", by=None, at=AT)
        with CaptureQueriesContext(connection) as seen:
            made = drawn(group, people)
            approved(made, people)
        assert made.lines.count() == count
        return len(seen)

    few = counted(1, 0)
    assert counted(6, 1) <= few

"""A round of gifts in the small district: fictional households of Ngọc Hà, and three people for the three hands.

By hand: envelopes of 500,000 đ for the poor and near-poor (Đình, Hường, Ánh, Bưởi: 4 x 500,000 = 2,000,000), a bag of
300,000 đ for who escaped (Cảnh). Sources: ward 3 envelopes, a donor 1; the fund 1 bag. In all 2,300,000 đ.
"""

from __future__ import annotations

import datetime
import uuid
from dataclasses import dataclass, field
from typing import Any

from chungtay.foundation.accounts.models import Role, User
from chungtay.foundation.places.models import Level, Unit
from chungtay.records.registry.operations.status import NewStatus, record_status
from chungtay.work.gifts.models import Gift, GiftKind, Round
from chungtay.work.gifts.operations import handing, lists, rounds, routes, stock
from tests import factories
from tests.apps.records.registry import factories as registry

AT = datetime.datetime(2026, 2, 2, 2, 0, tzinfo=datetime.UTC)  # 9:00 in Hà Nội, two weeks before Tết
DAY = datetime.timedelta(days=1)
HOMES = (
    ("Nguyễn Văn Đình", ("poor",)),
    ("Trần Thị Hường", ("poor",)),
    ("Lê Quang Ánh", ("near_poor",)),
    ("Phạm Thị Bưởi", ("near_poor",)),
    ("Vũ Đức Cảnh", ("near_poor", "not_poor")),  # escaped near-poverty a month later
    ("Hoàng Văn Giàu", ("not_poor",)),
)


@dataclass
class Office:
    ward: Unit
    group: Unit
    at: datetime.datetime
    people: dict[str, User]
    homes: dict[str, Any] = field(default_factory=dict)


def office(units: dict[str, Unit] | None = None, *, at: datetime.datetime = AT) -> Office:
    """officer draws up, leader approves, volunteer and member hand over; storekeeper is a second officer."""
    units = units or factories.district()
    ward = units["00016"]
    group = Unit.objects.get(level=Level.GROUP, parent=ward)
    people = {
        name: factories.person(f"{name}-gifts", role, ward)
        for name, role in (
            ("officer", Role.WARD_OFFICER),
            ("second", Role.WARD_OFFICER),
            ("leader", Role.WARD_LEADER),
            ("member", Role.COMMITTEE_MEMBER),
            ("volunteer", Role.VOLUNTEER),
        )
    }
    made = Office(ward, group, at, people)
    year = at.year
    for name, classes in HOMES:
        home = registry.household(group, (registry.member(name),), since=datetime.date(2015, 1, 1))
        for month, class_id in enumerate(classes, 1):
            status = NewStatus(year, "vn-2022", class_id, datetime.date(year, month, 1), "legacy")
            record_status(home, status, by=None, at=registry.AT)
        made.homes[name.split()[-1]] = home
    return made


def begun(made: Office, title: str = "Quà Tết", **changes: Any) -> Round:
    day = made.at.date()
    values: dict[str, Any] = {
        "title": title, "occasion": "tet", "day": day, "first_day": day, "last_day": day + 14 * DAY,
        "place": "Nhà văn hóa tổ 1",
    }  # fmt: skip
    return rounds.begin_round(made.ward, rounds.Plan(**(values | changes)), by=made.people["officer"], at=made.at)


def kind(made: Office, within: Round, name: str = "Phong bì", **changes: Any) -> GiftKind:
    values: dict[str, Any] = {
        "form": "cash", "worth": 500_000, "of": "household", "who": "household_class in (poor, near_poor)",
        "words": "Hộ nghèo, hộ cận nghèo",
    }  # fmt: skip
    return rounds.add_kind(within.pk, name=name, by=made.people["officer"], at=made.at, **(values | changes))


def supply(made: Office, of: GiftKind, planned: int, source: str = "ward", giver: str = "Ngân sách phường") -> Any:
    return rounds.add_supply(
        of.round_id, of.pk, source=source, giver=giver, planned=planned, by=made.people["officer"], at=made.at
    )


def drawn(made: Office, **changes: Any) -> Round:
    """The round of the module's figures, its list drawn."""
    found = begun(made, **changes)
    envelopes = kind(made, found)
    escaped = "escaped in (from_poor, from_near_poor) and months_since_escape < 36"
    bags = kind(made, found, "Túi quà", form="goods", worth=300_000, who=escaped, words="Hộ mới thoát cận nghèo")
    supply(made, envelopes, 3)
    supply(made, envelopes, 1, "donor", "Công ty Sao Mai")
    supply(made, bags, 1, "fund", "Quỹ Vì người nghèo phường")
    lists.draw_list(found.pk, by=made.people["officer"], at=made.at)
    return found


def handing_out(made: Office, *, stocked: bool = True, **changes: Any) -> Round:
    """Approved, everything in the store, the route given to the volunteer, the hand-over begun."""
    found = drawn(made, **changes)
    officer = made.people["officer"]
    rounds.approve_round(found.pk, decision="15/QĐ-UBND", by=made.people["leader"], at=made.at)
    if stocked:
        fill(made, found)
    routes.plan_routes(found.pk, by=officer, at=made.at)
    route = found.routes.get()
    last = found.last_day
    routes.give_route(
        found.pk, route.pk, carrier=made.people["volunteer"], starts_on=found.first_day, ends_on=last, by=officer,
        at=made.at,
    )  # fmt: skip
    rounds.begin_handing(found.pk, by=officer, at=made.at)
    found.refresh_from_db()
    return found


def fill(made: Office, of: Round) -> None:
    """Everything that was promised came in."""
    for each in [supply for kind in of.kinds.all() for supply in kind.supplies.filter(put_away=False)]:
        stock.move_stock(
            of.pk, each.pk, what="in", count=each.planned, on=made.at.date(), paper="PN-01", by=made.people["officer"],
            at=made.at,
        )  # fmt: skip


def gift(of: Round, head: str, name: str = "") -> Gift:
    """The gift of a household, by the last word of its head's name."""
    found = of.gifts.filter(household__memberships__person__full_name__endswith=head)
    return (found.filter(kind__name=name) if name else found).distinct().get()


def told(of: Gift, outcome: str = "delivered", **changes: Any) -> handing.Told:
    values: dict[str, Any] = {"received_by": "Người nhận", "at": changes.pop("at", AT + DAY)}
    return handing.Told(sent_id=uuid.uuid4(), gift=of.pk, outcome=outcome, **(values | changes))


def deliver(made: Office, of: Gift, outcome: str = "delivered", *, who: str = "member", **changes: Any) -> Any:
    """Told at the office the day after the round's beginning."""
    moment = made.at + DAY
    return handing.take_in(told(of, outcome, at=moment, **changes), where="UBND phường", by=made.people[who], at=moment)

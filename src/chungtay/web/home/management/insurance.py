"""The demonstration's health insurance of autumn 2024 in Ngọc Hà ward: the insurer's list taken over, a purchase of
which half is handed over, cards that run out at the end of the year, a session."""

from __future__ import annotations

import datetime
import hashlib

from django.db import transaction
from django.utils import timezone

from chungtay.foundation.accounts.models import User
from chungtay.foundation.places.models import Unit
from chungtay.records.registry.queries.pupils import names_of_people
from chungtay.work.insurance.models import LineState
from chungtay.work.insurance.operations import batches, handing, lists, sessions
from chungtay.work.insurance.queries.needs import BUY, Need, Needs, needs_of
from chungtay.work.insurance.queries.seen import lists_seen
from chungtay.workbooks.cards import CardLine

OFFICER, LEADER, MEMBER = "canbo.ngocha", "lanhdao.ngocha", "thanhvien.ngocha"
LIST, BOUGHT, APPROVED, HANDED = (
    datetime.datetime(2024, 9, day, 2, 0, tzinfo=datetime.UTC) for day in (10, 16, 18, 25)
)
YEAR = datetime.date(2024, 1, 1), datetime.date(2024, 12, 31)
NAME = "the-bhyt-ngoc-ha-09-2024.xlsx"


@transaction.atomic
def tell_of_cards(ward: Unit) -> None:
    """Once; nothing when a list of cards is there already or the demonstration's people are not."""
    people = {user.username: user for user in User.objects.filter(username__in=[OFFICER, LEADER, MEMBER])}
    day = timezone.localdate(LIST)
    if len(people) < 3 or lists_seen(people[OFFICER], ward, day).exists():
        return
    officer = people[OFFICER]
    lines = _lines(needs_of(officer, ward, day, day))
    if not lines:
        return
    sent = lists.Sent(NAME, hashlib.sha256(NAME.encode()).hexdigest(), lines)
    made, _new = lists.bring_in(ward, sent, on=day, complete=True, payer="state", by=officer, at=LIST)
    lists.take_over(made.pk, looked_at=True, by=officer, at=LIST)
    _buy(ward, people)
    session = sessions.NewSession(
        group=None, on=datetime.date(2024, 9, 14), place="Nhà văn hóa phường", topic="Thẻ bảo hiểm y tế hộ gia đình",
        materials="Tờ gấp", attended=46, visited=12,
    )  # fmt: skip
    sessions.record_session(ward, session, by=officer, at=BOUGHT)


def _lines(needs: Needs) -> list[CardLine]:
    """Of those whom the state covers and of pupils nearly everybody; of those whose card is bought every second."""
    named = names_of_people(needs.people)
    found: list[CardLine] = []
    for place, need in enumerate(sorted(needs.people.values(), key=lambda each: each.person)):
        name, born, known = named[need.person]
        if born is not None and known == "day" and place % (2 if need.way == BUY else 8):
            found.append(_line(len(found) + 6, name, born, need))
    return found


def _line(line: int, name: str, born: datetime.date, need: Need) -> CardLine:
    first, last = YEAR
    number = f"HN401{9_900_000_000 + need.person:010d}"
    return CardLine(
        line, name, f"{born:%d/%m/%Y}", born, "", number, "city" if need.way == BUY else "state", max(first, born), last
    )


def _buy(ward: Unit, people: dict[str, User]) -> None:
    """For whoever lacks a card and has to have one bought; half of it handed over."""
    made = batches.draw_up(
        ward, starts_on=datetime.date(2024, 10, 1), months=12, paid_on=datetime.date(2024, 9, 16), remainder="donor",
        by=people[OFFICER], at=BOUGHT,
    )  # fmt: skip
    batches.approve(made.pk, decision="128/QĐ-UBND", by=people[LEADER], at=APPROVED)
    waiting = list(made.lines.filter(state=LineState.APPROVED).order_by("pk"))[::2]
    named = names_of_people([line.person_id for line in waiting])
    for line in waiting[:6]:
        number = f"HN401{9_900_000_000 + line.person_id:010d}"
        handing.hand_over(
            made.pk, line.pk, card=number, received_by=named[line.person_id][0], on=timezone.localdate(HANDED),
            by=people[MEMBER], at=HANDED,
        )  # fmt: skip

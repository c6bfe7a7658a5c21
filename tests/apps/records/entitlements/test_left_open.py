"""The state of a ward in a sentence, while an approved month of before was handed over to nobody; and the school year
of a past day, which is not the calendar year.

Kim, severely disabled: August and September approved, September alone handed over. Ánh, a disabled pupil of a poor
household, received the school things of 2026–2027, and nothing for 2025–2026.
"""

from __future__ import annotations

import datetime

from django.test import Client

from chungtay.records.entitlements.operations import lists
from chungtay.records.entitlements.presenters import coverage as presenters
from chungtay.records.entitlements.queries.coverage import coverage_of
from chungtay.records.registry.operations import editing
from chungtay.records.registry.operations.status import NewStatus, record_status
from tests.apps.records.entitlements.people import D
from tests.apps.records.registry.factories import household, member, person


def at(day: D) -> datetime.datetime:
    return datetime.datetime.combine(day, datetime.time(3), tzinfo=datetime.UTC)


def handed(group, people, policy: str, day: D, *, documents=()) -> None:
    made = approved(group, people, policy, day, documents=documents)
    lists.hand_over(made.pk, made.lines.get().pk, received_by="x", on=day, by=people["member"], at=at(day))


def approved(group, people, policy: str, day: D, *, documents=()):
    made = lists.draw_up(group.parent, policy, day=day, by=people["officer"], at=at(day))
    return lists.approve_list(made.pk, decision="1", documents=documents, by=people["leader"], at=at(day))


def test_an_earlier_month_that_is_not_handed_over_is_said(group, people) -> None:
    home = household(group, (member("Đỗ Thị Kim", "head", "1990-01-01"),), since=D(2015, 1, 1), at=at(D(2026, 8, 5)))
    editing.set_circumstance(
        person(home, "Kim"), kind="disability", code="2", since=D(2020, 1, 1), by=None, at=at(D(2026, 8, 5))
    )
    record_status(home, NewStatus(2026, "vn-2022", "not_poor", D(2026, 1, 1), "legacy"), by=None, at=at(D(2026, 8, 5)))
    august = approved(group, people, "btxh-6", D(2026, 8, 5))
    handed(group, people, "btxh-6", D(2026, 9, 5))
    day = D(2026, 9, 6)

    def figures() -> presenters.Figures:
        counts = coverage_of(people["officer"], group.parent, day, day).counts("ward")
        return presenters.Figures(counts["btxh-6", group.parent.pk])

    assert presenters.sentence(figures(), day) == (
        "Kỳ của ngày 06/09/2026 không còn ai thiếu. Còn 1 khoản của kỳ trước chưa trao."
    )
    browser = Client()
    browser.force_login(people["officer"])
    shown = browser.get("/00016/2026/quyen-loi/bao-phu/btxh-6/ten/?ngay=2026-09-06").content.decode()
    assert "Còn 1 khoản của kỳ trước chưa trao." in shown
    assert "đã có kết quả kèm lý do" not in shown
    lists.hand_over(august.pk, august.lines.get().pk, received_by="x", on=day, by=people["member"], at=at(day))
    assert presenters.sentence(figures(), day) == (
        "Tính đến 06/09/2026 không còn ai bị bỏ lại: ai được hưởng thì đã nhận, hoặc đã có kết quả kèm lý do."
    )


def test_what_the_school_year_gave_later_is_none_of_the_year_before(group, people) -> None:
    january, october = D(2026, 1, 5), D(2026, 10, 1)
    girl = member("Nguyễn Thị Ánh", "child", "2017-01-15")
    home = household(group, (member(), girl), since=D(2018, 1, 1), at=at(january))
    for kind, since in (("disability", D(2020, 1, 1)), ("schooling", D(2023, 9, 5))):
        editing.set_circumstance(person(home, "Ánh"), kind=kind, code="2", since=since, by=None, at=at(january))
    record_status(home, NewStatus(2026, "vn-2022", "poor", D(2026, 1, 1), "legacy"), by=None, at=at(january))

    def stages(day: D, today: D) -> list[tuple]:
        rows = coverage_of(people["officer"], group.parent, day, today).rows.iter_rows(named=True)
        return [(row["stage"], row["period"]) for row in rows if row["policy"] == "supplies-disabled-2013"]

    march = D(2026, 3, 15)
    assert stages(march, march) == [("unlisted", None)]
    documents = ["Giấy xác nhận khuyết tật", "Giấy chứng nhận hộ nghèo, hộ cận nghèo"]
    handed(group, people, "supplies-disabled-2013", october, documents=documents)
    assert stages(october, october) == [("delivered", "2026")]
    assert stages(march, october) == [("unlisted", None)]  # of 2025–2026 nobody was given anything
    assert stages(D(2027, 3, 15), october) == [("delivered", "2026")]

"""What the place of a household answers by itself: province, urban or rural. Read once for forms that come together."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from chungtay.foundation.places.models import Unit
from chungtay.foundation.places.queries.area_types import kinds_of
from chungtay.rulebook.area import parse_area
from chungtay.rulebook.errors import AnswersError
from chungtay.rulebook.model import RuleSet

_WORDS = {"urban": "thành thị", "rural": "nông thôn"}


class Ground:
    """The facts of these residential groups: one statement for their provinces, one for each day that is asked of."""

    def __init__(self, groups: Iterable[Unit]) -> None:
        self._groups = {group.pk: group for group in groups}
        self._kinds: dict[datetime.date, dict[int, str]] = {}
        self._provinces: dict[int, Unit] = {}

    def answers(self, rules: RuleSet, group: Unit, on: datetime.date) -> dict[str, int]:
        """Area type, region, rural sheet. Raises AnswersError where the group has no area type on the day."""
        kind = self.kind(group, on)
        return parse_area(rules, f"{self.province(group).name}, {_WORDS[kind]}")

    def kind(self, group: Unit, on: datetime.date) -> str:
        if on not in self._kinds:
            self._kinds[on] = kinds_of(self._groups.values(), on)
        kind = self._kinds[on].get(group.pk)
        if kind is None:
            raise AnswersError(
                f"Ngày đến hộ {on:%d/%m/%Y}: chưa ghi {group.name} là thành thị hay nông thôn ngày ấy. Xem lại ngày "
                "đến hộ trước; nếu đúng ngày, cán bộ ghi ở trang địa bàn.",
                f"Day of the visit {on.isoformat()}: {group.name} is neither urban nor rural on that day. Look at the "
                "day of the visit first; if it is right, the officer enters the area on the page of units.",
            )
        return kind

    def province(self, group: Unit) -> Unit:
        if not self._provinces:
            self._provinces = Unit.objects.in_bulk({_top(each) for each in self._groups.values()})
        return self._provinces[_top(group)]


def _top(unit: Unit) -> int:
    return int(unit.path.strip("/").split("/")[0])

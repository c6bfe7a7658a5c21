"""Names of places as people write them, and looking them up in memory."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable

from chungtay.foundation.core.words import fold
from chungtay.foundation.places.models import Level, Unit

_TITLES = {
    Level.PROVINCE: re.compile(r"^(?:(?:thanh pho|tinh)\s+|(?:tp|t)[. ]\s*)"),
    Level.DISTRICT: re.compile(r"^(?:(?:quan|huyen|thi xa|thanh pho)\s+|(?:q|h|tx|tp)[. ]\s*)"),
    Level.WARD: re.compile(r"^(?:(?:phuong|xa|thi tran)\s+|(?:p|x|tt)[. ]\s*)"),
    Level.GROUP: re.compile(
        r"^(?:to dan pho|tdp|to dan cu|to|thon|xom|ap|ban|buon|lang|khu pho|khu dan cu|khu|kp)\b[. ]*(?:so\b[. ]*)?"
    ),
}


def bare(name: str, level: str) -> str:
    """The name as it is compared: no marks, no title, no zeros before a number ("Tổ dân phố số 05" -> "5")."""
    plain = fold(name)
    short = _TITLES[Level(level)].sub("", plain) or plain
    return str(int(short)) if short.isdecimal() and short.isascii() else short


class Names:
    """Units of one level by code, by full name and by bare name."""

    def __init__(self, units: Iterable[Unit], level: str) -> None:
        self.level = level
        self._code: dict[str, list[Unit]] = defaultdict(list)
        self._full: dict[str, list[Unit]] = defaultdict(list)
        self._bare: dict[str, list[Unit]] = defaultdict(list)
        for unit in units:
            self._code[unit.code].append(unit)
            self._full[fold(unit.name)].append(unit)
            self._bare[bare(unit.name, level)].append(unit)

    def bearing(self, text: str) -> list[Unit]:
        """Units with exactly this name, else with this code, else with this name when titles are left out.

        A residential group may be meant by its code or by its number; where the two differ both are returned.
        """
        full, code, short = self._full.get(fold(text)), self._code.get(text), self._bare.get(bare(text, self.level))
        if self.level == Level.GROUP and not full:
            return list({unit.pk: unit for unit in [*(code or []), *(short or [])]}.values())
        return full or code or short or []

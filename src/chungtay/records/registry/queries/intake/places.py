"""Which ward and residential group of the register the words of a file mean."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext_noop as _

from chungtay.foundation.core.words import fold
from chungtay.foundation.places.models import Level, Unit
from chungtay.foundation.places.queries import Finder, NoUnit
from chungtay.foundation.places.queries.naming import bare
from chungtay.records.registry.queries.intake.sentences import both

_GROUP_WORD = re.compile(r"^(?:to dan pho|tdp|to|thon|xom|ap|ban|buon|lang|khu pho|khu dan cu|khom|phum|soc)\b")
_WARD_WORD = re.compile(r"^(?:phuong|xa|thi tran|p\.|x\.)\s*\S")
_ABOVE_WORD = re.compile(r"^(?:quan|huyen|thi xa|thanh pho|tinh|q\.|h\.|tp\.?)\s*\S")
_PARTS = ("province", "province_code", "district", "district_code", "ward_name", "ward_code", "group", "address")


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """`wrong`: what a cell says is wrong. `lacking`: nothing is wrong, but a new household could not be placed."""

    ward: Unit | None = None
    group: Unit | None = None
    found_group: str = ""
    address: str = ""
    wrong: tuple[str, str, str] | None = None  # column's question, Vietnamese, English
    lacking: tuple[str, str, str] | None = None


@dataclass
class Places:
    """One for a file: the units of its area on the day that the file shows, and of today."""

    area: Unit
    on: datetime.date
    today: datetime.date
    found_groups: bool = False
    _known: dict[tuple[str, ...], Whereabouts] = field(default_factory=dict)
    _names: dict[int, set[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._finder = Finder(on=self.on, within=[self.area.path])
        self._now = Finder(on=self.today, within=[self.area.path])

    def find(self, facts: Mapping[str, str]) -> Whereabouts:
        said = {name: facts.get(name, "") for name in _PARTS}
        if not said["group"] and said["address"]:
            inside = _within_address(said["address"])
            said |= {name: text for name, text in inside.items() if name == "address" or not said[name]}
        address = said.pop("address")
        key = tuple(said.values())
        if key not in self._known:
            self._known[key] = self._find(said)
        found = self._known[key]
        return Whereabouts(found.ward, found.group, found.found_group, address, found.wrong, found.lacking)

    def _find(self, said: Mapping[str, str]) -> Whereabouts:
        ward = self._ward(said)
        if isinstance(ward, tuple):
            return Whereabouts(wrong=ward)
        if ward is None:
            return Whereabouts(lacking=("ward_name", *both(_("The ward is not given."))))
        if not said["group"]:
            return Whereabouts(ward, lacking=("group", *both(_("The residential group is not given."))))
        found = self._finder.find(ward=ward.code, group=said["group"])
        if isinstance(found, NoUnit):
            new = ward.exists_on(self.today) and not found.candidates and self._never(ward, said["group"])
            if self.found_groups and new:
                return Whereabouts(ward, found_group=said["group"])
            return Whereabouts(ward, wrong=("group", found.vi, found.en))
        if not found.exists_on(self.today):
            now = self._now.find(ward=ward.code, group=said["group"])
            told = (now.vi, now.en) if isinstance(now, NoUnit) else both(_("The residential group exists no more."))
            return Whereabouts(ward, found, lacking=("group", *told))
        return Whereabouts(ward, found)

    def _ward(self, said: Mapping[str, str]) -> Unit | tuple[str, str, str] | None:
        """The ward, None where the file does not say, or what is wrong."""
        name, code = said["ward_name"], said["ward_code"]
        above = {"province": said["province"] or said["province_code"]}
        above["district"] = said["district"] or said["district_code"]
        if not name and not code:
            if self.area.level == Level.WARD and not self.area.exists_on(self.on):
                words = _("%(ward)s does not exist on %(day)s, the day of the list.")
                return "ward_name", *both(words, ward=self.area.name, day=f"{self.on:%d/%m/%Y}")
            return self.area if self.area.level == Level.WARD else None
        found = self._finder.find(ward=name, code=code, **above)
        target = "ward_name" if name else "ward_code"
        if isinstance(found, NoUnit):
            return _meant(found, said, target), found.vi, found.en
        if not found.path.startswith(self.area.path):
            told = both(
                _("%(ward)s lies outside %(area)s, for which the file is read."), ward=found.name, area=self.area.name
            )
            return target, *told
        return found

    def _never(self, ward: Unit, name: str) -> bool:
        """No group of the ward was ever called so."""
        if ward.pk not in self._names:
            names = Unit.objects.filter(parent=ward, level=Level.GROUP).values_list("name", "code")
            self._names[ward.pk] = {bare(text, Level.GROUP) for pair in names for text in pair}
        return bare(name, Level.GROUP) not in self._names[ward.pk]


def _meant(found: NoUnit, said: Mapping[str, str], otherwise: str) -> str:
    """The cell that the sentence speaks of: the one whose text it quotes."""
    for name in ("province", "province_code", "district", "district_code", "ward_code", "ward_name"):
        if said[name] and f"“{said[name]}”" in found.vi:
            return name
    return otherwise


def _within_address(address: str) -> dict[str, str]:
    """ "12 ngõ 5, Tổ dân phố 1, Phường Ngọc Hà" names group and ward in their own words; the rest is the address."""
    found: dict[str, str] = {}
    rest = []
    for part in (each.strip() for each in address.split(",")):
        plain = fold(part)
        if "group" not in found and _GROUP_WORD.match(plain):
            found["group"] = part
        elif "ward_name" not in found and _WARD_WORD.match(plain):
            found["ward_name"] = part
        elif "group" in found and _ABOVE_WORD.match(plain):
            continue
        elif part:
            rest.append(part)
    return found | {"address": ", ".join(rest)} if "group" in found else {}

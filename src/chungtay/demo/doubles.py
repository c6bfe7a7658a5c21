"""The demonstration district as several lists would bring it: some persons and households entered twice, with the
mistakes that offices make, and the truth beside them.

    rows = entered_twice(households=20_000, seed=1)

Every row is one entry; rows with the same `person` are one person. Nothing is entered twice without a mark of it, so
that a search for duplicates can be measured. Beside them stand those who only look like one person: twins, fathers and
sons of one name, namesakes.
"""

from __future__ import annotations

import datetime
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from chungtay.demo.district import REVIEW_DATE, ward_frames
from chungtay.demo.names import MIDDLE
from chungtay.demo.peoples import PEOPLES, name_of
from chungtay.rulebook.area import fold

# In a thousand entries that are somebody's second one.
YEAR_ALONE, MIDDLE_CHANGED, WITHOUT_NUMBER = 300, 250, 450
WITHOUT_MARKS, ONE_LETTER, OTHER_ORDER, DAY_AND_MONTH, OTHER_YEAR, OTHER_SEX, NUMBER_MISTYPED = (
    150,
    80,
    40,
    30,
    20,
    10,
    20,
)
_OTHER_PEOPLES, _TWINS, _SAME_NAME = 80, 6, 4  # in a thousand households
_DAY, _YEAR = "day", "year"
_TONE_PLACES = {"òa": "oà", "óa": "oá", "ủy": "uỷ", "úy": "uý", "ùy": "uỳ", "õe": "oẽ"}


@dataclass(frozen=True, slots=True)
class Row:
    """One entry. `id_number` "" and `phone` "" are not known; `people` is "" for Kinh names; `mistakes` are what was
    done to it."""

    row: int
    person: int
    household: int
    ward: str
    group: str
    address: str
    full_name: str
    birth_date: datetime.date
    birth_known: str
    sex: int
    head: bool
    id_number: str
    phone: str
    people: str
    mistakes: tuple[str, ...] = ()


def entered_twice(
    households: int = 20_000, seed: int = 1, *, homes_twice: int = 15, persons_twice: int = 35
) -> list[Row]:
    """`homes_twice` of a thousand households stand there whole a second time, `persons_twice` of a thousand persons a
    second time alone: in the same household, in another of the ward, or in another ward."""
    chance = random.Random(seed)
    homes = list(_homes(households, seed, chance))
    rows = [row for home in homes for row in home]
    extra: list[list[Row]] = []
    for home in homes:
        if chance.randrange(1000) < homes_twice:
            extra.append([_second(row, chance) for row in home])
    number = len(homes)
    found: list[Row] = list(rows)
    for home in extra:
        number += 1
        address = home[0].address if chance.random() < 0.5 else f"Nhà số {chance.randint(1, 98)}"
        found += [replace(row, household=number, address=address) for row in home]
    by_ward: dict[str, list[list[Row]]] = {}
    for home in homes:
        by_ward.setdefault(home[0].ward, []).append(home)
    wards = sorted(by_ward)
    for row in rows:
        if chance.randrange(1000) < persons_twice:
            found.append(_placed(_second(row, chance), row, by_ward, wards, chance))
    return [replace(row, row=place) for place, row in enumerate(found, start=1)]


def _placed(second: Row, row: Row, by_ward: dict[str, list[list[Row]]], wards: list[str], chance: random.Random) -> Row:
    where = chance.random()
    if where < 0.25:
        return second
    home = chance.choice(by_ward[row.ward if where < 0.75 else chance.choice(wards)])[0]
    return replace(second, household=home.household, ward=home.ward, group=home.group, address=home.address, head=False)


def _homes(households: int, seed: int, chance: random.Random) -> Iterator[list[Row]]:
    person = household = 0
    for homes, people in ward_frames(households, seed, 0, 0, REVIEW_DATE):
        members: dict[str, list[dict[str, Any]]] = {}
        for each in people.iter_rows(named=True):
            members.setdefault(each["household_code"], []).append(each)
        for home in homes.iter_rows(named=True):
            household += 1
            rows = []
            for each in members[home["household_code"]]:
                person += 1
                rows.append(
                    Row(
                        row=person,
                        person=person,
                        household=household,
                        ward=home["ward_code"],
                        group=home["group"],
                        address=home["address"],
                        full_name=each["name"],
                        birth_date=each["birth_date"],
                        birth_known=_DAY,
                        sex=each["sex"],
                        head=each["member_no"] == 1,
                        id_number=each["id_number"],
                        phone="",
                        people="",
                    )
                )
            rows = _family(rows, chance)
            yield [_as_entered(row, chance) for row in rows]


def _family(rows: list[Row], chance: random.Random) -> list[Row]:
    """Names of other peoples, twins, a son with his father's name."""
    if chance.randrange(1000) < _OTHER_PEOPLES:
        people = chance.choice(PEOPLES)
        rows = [replace(row, full_name=name_of(people, row.sex, chance), people=people.name) for row in rows]
    children = [place for place, row in enumerate(rows) if (REVIEW_DATE - row.birth_date).days < 25 * 365]
    if len(children) > 1 and chance.randrange(1000) < _TWINS * 4:
        one, two = rows[children[0]], rows[children[1]]
        twin = replace(two, birth_date=one.birth_date, sex=one.sex, full_name=_twin_name(one.full_name, chance))
        rows[children[1]] = replace(twin, id_number=f"{one.id_number[:6]}9{two.id_number[7:]}")
    elif children and rows[0].sex == rows[children[0]].sex == 1 and chance.randrange(1000) < _SAME_NAME * 4:
        rows[children[0]] = replace(rows[children[0]], full_name=rows[0].full_name)
    phone = f"09{chance.randrange(10**8):08}" if chance.random() < 0.6 else ""
    return [replace(row, phone=phone if row.head or chance.random() < 0.1 else "") for row in rows]


def _twin_name(name: str, chance: random.Random) -> str:
    """Twins are named alike: Minh Hải and Minh Hà, Khánh Ly and Khánh Linh."""
    words, given = name.split(), name.split()[-1]
    alike = {"Hải": "Hà", "Hà": "Hân", "Linh": "Ly", "Ly": "Linh", "Nam": "Nga", "Thư": "Thảo", "Trà": "Trang"}
    other = alike.get(given) or chance.choice([word for word in ("An", "Bảo", "Khôi", "Lan", "Phúc") if word != given])
    return " ".join([*words[:-1], other])


def _as_entered(row: Row, chance: random.Random) -> Row:
    """What is not known of the first entry either."""
    old = row.birth_date.year < 1960
    if chance.randrange(1000) < (300 if old else 30):
        row = replace(row, birth_date=row.birth_date.replace(month=1, day=1), birth_known=_YEAR)
    if chance.randrange(1000) < WITHOUT_NUMBER:
        row = replace(row, id_number="")
    return row


def _second(row: Row, chance: random.Random) -> Row:
    """The same person entered again by another hand."""
    done = []
    for name, in_a_thousand, change in _MISTAKES:
        if chance.randrange(1000) < in_a_thousand:
            changed = change(row, chance)
            if changed != row:
                done.append(name)
            row = changed
    return replace(row, mistakes=tuple(done))


def _middle(row: Row, chance: random.Random) -> Row:
    words = row.full_name.split()
    if len(words) < 3 or chance.random() < 0.4:
        return replace(row, full_name=" ".join([words[0], words[-1]]))
    middle = chance.choice(MIDDLE[row.sex, 1])
    return replace(row, full_name=" ".join([words[0], middle, *words[2:]]))


def _letter(row: Row, chance: random.Random) -> Row:
    """One letter wrong, or one mark."""
    name = list(row.full_name)
    places = [place for place, letter in enumerate(name) if letter.isalpha() and letter.islower()]
    if not places:
        return row
    place = chance.choice(places)
    plain = fold(name[place])
    if plain != name[place] and chance.random() < 0.6:
        name[place] = plain
    else:
        name[place] = chance.choice(["", name[place] * 2, chance.choice("aeioungthcm")])
    return replace(row, full_name="".join(name))


def _order(row: Row, chance: random.Random) -> Row:
    words = row.full_name.split()
    turned = [words[-1], *words[:-1]] if chance.random() < 0.6 else words[::-1]
    return replace(row, full_name=" ".join(turned))


def _marks(row: Row, _chance: random.Random) -> Row:
    return replace(row, full_name=fold(row.full_name).title())


def _tone(row: Row, _chance: random.Random) -> Row:
    name = row.full_name
    for one, other in _TONE_PLACES.items():
        name = name.replace(one, other)
    return replace(row, full_name=name)


def _year_alone(row: Row, _chance: random.Random) -> Row:
    return replace(row, birth_date=row.birth_date.replace(month=1, day=1), birth_known=_YEAR)


def _day_month(row: Row, _chance: random.Random) -> Row:
    born = row.birth_date
    return replace(row, birth_date=born.replace(day=born.month, month=born.day)) if born.day <= 12 else row


def _other_year(row: Row, chance: random.Random) -> Row:
    born = row.birth_date
    return replace(row, birth_date=born.replace(year=born.year - chance.choice((1, 1, 2, 10)), day=min(born.day, 28)))


def _other_sex(row: Row, _chance: random.Random) -> Row:
    return replace(row, sex=3 - row.sex)


def _number(row: Row, chance: random.Random) -> Row:
    if not row.id_number:
        return row
    place = chance.randrange(4, 12)
    return replace(row, id_number=f"{row.id_number[:place]}{chance.randrange(10)}{row.id_number[place + 1 :]}")


_MISTAKES: tuple[tuple[str, int, Callable[[Row, random.Random], Row]], ...] = (
    ("middle name", MIDDLE_CHANGED, _middle),
    ("one letter", ONE_LETTER, _letter),
    ("order", OTHER_ORDER, _order),
    ("marks", WITHOUT_MARKS, _marks),
    ("place of the tone", 50, _tone),
    ("day and month", DAY_AND_MONTH, _day_month),
    ("another year", OTHER_YEAR, _other_year),
    ("year alone", YEAR_ALONE, _year_alone),
    ("sex", OTHER_SEX, _other_sex),
    ("number mistyped", NUMBER_MISTYPED, _number),
    ("no number", WITHOUT_NUMBER, lambda row, _chance: replace(row, id_number="")),
    ("no telephone", 500, lambda row, _chance: replace(row, phone="")),
)

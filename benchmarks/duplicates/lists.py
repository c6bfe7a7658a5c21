"""Lists of entries with known truth: FEBRL's own files and the demonstration district; each entry as `Facts`.

    entries, truth = district(households=30_000, seed=12)
    entries, truth = febrl(folder, "3")

`truth` holds the pairs of entries that are one person, the smaller number first.
"""

from __future__ import annotations

import csv
import datetime
import sys
from collections import defaultdict
from collections.abc import Iterable
from itertools import combinations
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "src"))

from chungtay.demo.doubles import Row, entered_twice
from chungtay.foundation.core.words import fold
from chungtay.records.registry.queries.likeness import Facts, mate

Entry = tuple[int, Facts]
Pair = tuple[int, int]


def truth_of(persons: Iterable[tuple[int, object]]) -> set[Pair]:
    """Pairs of entries (entry, person) of one person."""
    entries: dict[object, list[int]] = defaultdict(list)
    for entry, person in persons:
        entries[person].append(entry)
    return {pair for each in entries.values() for pair in combinations(sorted(each), 2)}


def district(households: int, seed: int, *, numbers_shared: bool = False) -> tuple[list[Entry], set[Pair]]:
    """The invented district. A register refuses a number that somebody has: unless `numbers_shared`, the second entry
    of a number stands there without it, so that nothing is found by numbers alone."""
    rows = entered_twice(households, seed)
    wards = {name: place for place, name in enumerate(dict.fromkeys(row.ward for row in rows))}
    groups = {name: place for place, name in enumerate(dict.fromkeys((row.ward, row.group) for row in rows))}
    mates: dict[int, list[tuple[int, str]]] = defaultdict(list)
    for row in rows:
        mates[row.household].append((row.row, mate(row.full_name, row.birth_date)))
    given: set[str] = set()
    entries = []
    for row in rows:
        number = row.id_number if numbers_shared or row.id_number not in given else ""
        given.add(row.id_number)
        others = frozenset(key for entry, key in mates[row.household] if entry != row.row)
        entries.append((row.row, _of_district(row, number, groups[row.ward, row.group], wards[row.ward], others)))
    return entries, truth_of((row.row, row.person) for row in rows)


def _of_district(row: Row, number: str, group: int, ward: int, others: frozenset[str]) -> Facts:
    return Facts(
        full_name=row.full_name,
        born=row.birth_date,
        known=row.birth_known,
        sex="male" if row.sex == 1 else "female",
        papers=frozenset([("citizen", number)] if number else []),
        ends=frozenset([("citizen", number[-4:])] if number else []),
        phone=row.phone,
        household=row.household,
        address=fold(row.address),
        group=group,
        ward=ward,
        mates=others,
    )


def febrl(folder: Path, number: str) -> tuple[list[Entry], set[Pair]]:
    """One of FEBRL's files (Australian names and addresses): the postcode stands for the ward, the suburb for the
    group, the social security number for the identity number. Nothing is known of sex, telephone and household."""
    entries, persons = [], []
    places: dict[str, int] = {}
    for path in sorted(folder.glob(f"dataset{number}*.csv")):  # the fourth stands in two files
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file, skipinitialspace=True):
                entry = len(entries) + 1
                persons.append((entry, row["rec_id"].split("-")[1]))
                entries.append((entry, _of_febrl(row, places)))
    return entries, truth_of(persons)


def _of_febrl(row: dict[str, str], places: dict[str, int]) -> Facts:
    number = row["soc_sec_id"].strip()
    postcode, suburb = row["postcode"].strip(), row["suburb"].strip()
    address = " ".join(filter(None, (row["street_number"].strip(), row["address_1"].strip())))
    return Facts(
        full_name=f"{row['surname'].strip()} {row['given_name'].strip()}".strip() or "?",
        born=_day(row["date_of_birth"].strip()),
        known="day",
        papers=frozenset([("citizen", number)] if number else []),
        ends=frozenset([("citizen", number[-4:])] if number else []),
        address=fold(address),
        group=places.setdefault(f"{postcode} {suburb}", len(places)),
        ward=places.setdefault(postcode, len(places)),
    )


def _day(text: str) -> datetime.date | None:
    """FEBRL spoils dates too: what is no day of the calendar is not known."""
    try:
        return datetime.datetime.strptime(text, "%Y%m%d").replace(tzinfo=datetime.UTC).date()
    except ValueError:
        return None

"""A fictional district shaped like Ba Đình: the same seed gives the same people, dwellings and answers every time.

    district = generate("small")                       # 300 households, as `rulebook.evaluate` takes them
    write_parquet(Path("out"), households=1_000_000)   # households.parquet and members.parquet, ward by ward

The wards are those of 2019 to 2024. The day of the review defaults to a day on which both these wards and the rule set
vn-2022 were in force. All persons are invented.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal

import polars as pl
import pyarrow.parquet as pq

from chungtay.demo.columns import DECIMALS, HOUSEHOLD_COLUMNS, MEMBER_COLUMNS, as_written
from chungtay.demo.draws import between, happens, key_of, pick, row_keys
from chungtay.demo.dwellings import with_dwelling
from chungtay.demo.families import HEAD, members_of, with_families
from chungtay.demo.people import with_answers
from chungtay.demo.places import DISTRICT_NAME, PROVINCE_NAME, WARDS, Ward, households_per_ward

Size = Literal["small", "medium", "large"]
SIZES: dict[str, int] = {"small": 300, "medium": 20_000, "large": 1_000_000}
SEED = 2019
REVIEW_DATE = date(2024, 9, 15)

# Thousandths of the households that are on last year's list or have asked for a review. A ward office's review list
# holds nothing else; the small district has many, so that every class occurs in it.
SHARE_LISTED = {"small": 220, "medium": 50, "large": 50}

Household = dict[str, Any]


@dataclass(frozen=True, slots=True)
class District:
    """`households` in the order of wards and serial numbers, each {"household": {...}, "members": [{...}, ...]} with
    facts (household_code, head_name, name, birth_date, ...) beside the answers, as `rulebook.evaluate` takes it.
    Decimals are whole numbers or text ("38.5"), dates of birth are text (31/12/1985). A listed household has the facts
    `previous_class` and `reason` ("listed" or "requested").
    """

    seed: int
    on: date
    households: list[Household]

    def listed(self) -> list[Household]:
        """The households that the review is about: on last year's list or asking to be reviewed."""
        return [each for each in self.households if "reason" in each["household"]]


def generate(
    size: Size = "small",
    seed: int = SEED,
    *,
    households: int | None = None,
    share_listed: int | None = None,
    missing: int = 120,
    on: date = REVIEW_DATE,
) -> District:
    """The whole district in memory. `households` overrides the number that belongs to `size`; `share_listed` is the
    share in thousandths on the review list, `missing` the share of those (in thousandths) with one answer left out.
    """
    total = SIZES[size] if households is None else households
    share = SHARE_LISTED[size] if share_listed is None else share_listed
    found: list[Household] = []
    for homes, people in ward_frames(total, seed, share, missing, on):
        members: dict[str, list[dict[str, Any]]] = {}
        for row in people.iter_rows(named=True):
            members.setdefault(row["household_code"], []).append(
                _plain(row, "household_code", "member_no", "age_months")
            )
        for row in homes.iter_rows(named=True):
            found.append({"household": _plain(row), "members": members[row["household_code"]]})
    return District(seed, on, found)


def write_parquet(
    folder: Path,
    households: int = SIZES["large"],
    seed: int = SEED,
    *,
    share_listed: int = SHARE_LISTED["large"],
    missing: int = 120,
    on: date = REVIEW_DATE,
) -> tuple[int, int]:
    """Write `households.parquet` and `members.parquet` (joined by household_code), one ward in memory at a time.

    Areas, kWh, heights and weights are exact decimals, questions not asked and answers left out are null. Members have
    `age_months` on the day `on` as well as `birth_date`. Returns how many households and members were written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    written = [0, 0]
    writers: list[pq.ParquetWriter] = []
    paths = (folder / "households.parquet", folder / "members.parquet")
    try:
        for frames in ward_frames(households, seed, share_listed, missing, on):
            for place, frame in enumerate(frames):
                table = frame.to_arrow(compat_level=pl.CompatLevel.oldest())
                if len(writers) <= place:
                    writers.append(pq.ParquetWriter(paths[place], table.schema, compression="zstd"))
                writers[place].write_table(table, row_group_size=131_072)
                written[place] += frame.height
    finally:
        for writer in writers:
            writer.close()
    return written[0], written[1]


def ward_frames(
    households: int, seed: int, share_listed: int, missing: int, on: date
) -> Iterator[tuple[pl.DataFrame, pl.DataFrame]]:
    """Household frame and member frame of one ward after the other."""
    counts = households_per_ward(households)
    for position, ward in enumerate(WARDS):
        homes = with_dwelling(with_families(_households(ward, counts[ward.code], seed, share_listed)))
        people = with_answers(members_of(homes, on, position))
        heads = people.filter(pl.col("relationship") == HEAD).select("serial", head_name="name")
        homes = homes.join(heads, on="serial", how="left", maintain_order="left")
        homes, people = _leave_out(homes, missing), _leave_out(people, missing)
        yield as_written(homes, HOUSEHOLD_COLUMNS), as_written(people, MEMBER_COLUMNS)


def _households(ward: Ward, count: int, seed: int, share_listed: int) -> pl.DataFrame:
    """Serial, key, place, whether listed and why, and welfare: low for the listed, spread out for all others."""
    key = pl.col("key")
    previous = pick(key, "previous class", [(0, 30), (1, 45), (2, 25)])
    return (
        pl.DataFrame({"serial": pl.int_range(1, count + 1, eager=True, dtype=pl.Int64)})
        .with_columns(key=row_keys(key_of(seed, ward.code), pl.col("serial")))
        .with_columns(listed=happens(key, "listed", share_listed), previous=previous)
        .with_columns(
            welfare=pl.when("listed")
            .then(between(key, "listed welfare", 0, 110))
            .otherwise((between(key, "welfare", 120, 999) + between(key, "welfare again", 120, 999)) // 2),
            previous_class=pl.when("listed").then(
                pl.lit(pl.Series(["poor", "near_poor", "not_poor"])).gather(pl.col("previous"))
            ),
            reason=pl.when("listed").then(
                pl.when(pl.col("previous") == 2).then(pl.lit("requested")).otherwise(pl.lit("listed"))
            ),
            household_code=pl.lit(f"{ward.code}-") + pl.col("serial").cast(pl.String).str.zfill(6),
            ward_code=pl.lit(ward.code),
            ward_name=pl.lit(f"Phường {ward.name}"),
            district=pl.lit(DISTRICT_NAME),
            province=pl.lit(PROVINCE_NAME),
            group=pl.lit("Tổ dân phố ") + between(key, "group", 1, ward.groups).cast(pl.String),
            address=pl.format("Nhà số {}, ngõ {}", between(key, "house", 1, 98), between(key, "lane", 1, 40)),
        )
        .drop("previous")
    )


# One of these is what the reviewer forgot to write down, in the household or with its head.
_FORGOTTEN = ("electricity_kwh", "floor_area_m2", "water", "motorbikes", "health_insurance", "training", "internet")


def _leave_out(frame: pl.DataFrame, missing: int) -> pl.DataFrame:
    key = pl.col("household_key" if "household_key" in frame.columns else "key")
    forgot = pl.col("listed") & happens(key, "something forgotten", missing)
    if "relationship" in frame.columns:
        forgot = forgot & (pl.col("relationship") == HEAD)
    which = between(key, "what was forgotten", 0, len(_FORGOTTEN) - 1)
    return frame.with_columns(
        pl.when(~(forgot & (which == n))).then(name).alias(name)
        for n, name in enumerate(_FORGOTTEN)
        if name in frame.columns
    )


def _plain(row: dict[str, Any], *leave: str) -> dict[str, Any]:
    """The row without its empty and left-out cells, dates and decimals as an officer writes them."""
    plain: dict[str, Any] = {}
    for name, value in row.items():
        if value is None or name in leave:
            continue
        if isinstance(value, date):
            value = f"{value:%d/%m/%Y}"
        elif name in DECIMALS:
            value = _number(value)
        plain[name] = value
    return plain


def _number(value: Decimal) -> int | str:
    return int(value) if value == value.to_integral_value() else str(value.normalize())

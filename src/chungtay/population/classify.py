"""Classify a whole table: households (and members) in, one row per household out, in bounded memory.

    summary = classify("ho.parquet", rule_set, members="thanh-vien.parquet", out="ket-qua.parquet", on=review_date)

The result has the household's key, its ward code where there is one, the points of every item, every indicator, both
scores and the class: enough to say why later without scoring again (`explanations`).
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from chungtay.population.checked import ONE_IN, SecondScoring
from chungtay.population.plan import plan
from chungtay.population.polars_engine import members_to_facts, score
from chungtay.population.refusals import explain
from chungtay.population.summary import Summary
from chungtay.population.tables import KEY, WARD, ignored_columns, require_columns
from chungtay.rulebook.errors import AnswersError
from chungtay.rulebook.model import RuleSet

EXPLAIN_AT_MOST = 10_000
# Members are counted in passes of about this many, so that a country needs no more memory than a province.
_MEMBERS_AT_ONCE = 3_000_000
_ROWS_WRITTEN_AT_ONCE = 250_000

Table = pl.LazyFrame | Path | str


def classify(
    source: Table,
    rule_set: RuleSet,
    *,
    members: Table | None = None,
    area: dict[str, int] | None = None,
    out: Path | str | None = None,
    engine: Literal["polars", "spark"] = "polars",
    on: datetime.date | None = None,
    explain_at_most: int = EXPLAIN_AT_MOST,
    members_at_once: int = _MEMBERS_AT_ONCE,
    check_one_in: int = ONE_IN,
) -> Summary:
    """Classify every household of `source` (a lazy frame, or a path to Parquet or CSV) and count the results.

    Without `members`, the household table must have the facts as columns. `area` answers area_type, region and
    rural_sheet where the table has no column for them. `on` is the review date, needed where ages come from dates of
    birth. One household in `check_one_in` is scored again by the reference rules (0: none; see `checked`). Raises
    AnswersError for tables that cannot be read as such, RuleSetIncomplete where points cannot be given, and
    ScoresDisagree, with nothing written, where the two ways of scoring differ.
    """
    if engine == "spark":
        from chungtay.population.spark_engine import classify_with_spark

        return classify_with_spark(
            source, rule_set, members=members, area=area, out=out, on=on, explain_at_most=explain_at_most
        )
    households = read_table(source)
    people = None if members is None else read_table(members)
    _check(rule_set, households, people, on)
    if people is not None and households.collect_schema()[KEY] != people.collect_schema()[KEY]:
        households, people = (frame.with_columns(pl.col(KEY).cast(pl.String)) for frame in (households, people))
    second = (
        SecondScoring(rule_set, households, people, area=area, on=on, one_in=check_one_in) if check_one_in else None
    )
    summary = Summary.empty(rule_set)
    summary.explained_at_most = explain_at_most
    summary.ignored = ignored_columns(rule_set, households.collect_schema(), has_members=people is not None)
    refused: list[Any] = []
    doubled: set[Any] = set()
    with _Writer(None if out is None else Path(out), rule_set, on) as writer:
        for part in _parts(rule_set, households, people, on, members_at_once, summary, doubled):
            scored = score(rule_set, second.watch(part) if second else part, area=area, keep=_kept(households))
            if out is None:
                scored = scored.select(*_kept(households), "class", "refused")
            for batch in scored.collect_batches(chunk_size=_ROWS_WRITTEN_AT_ONCE, engine="streaming"):
                _count(summary, batch)
                if len(refused) < explain_at_most:
                    refused += batch.filter("refused")[KEY].head(explain_at_most - len(refused)).to_list()
                if second:
                    second.take(batch)
                writer.write(batch)
        summary.checked = second.compare() if second else 0  # before the file gets its name
    summary.written = None if out is None else Path(out)
    summary.refusals = explain(rule_set, households, people, refused, doubled, area=area, on=on)
    return summary


def read_table(source: Table) -> pl.LazyFrame:
    """A lazy frame of a table; CSV is read as text, so that every number is read by the rule book itself."""
    if isinstance(source, pl.LazyFrame):
        return source
    path = Path(source)
    if not path.exists():
        raise AnswersError(f"Không có tệp {path}.", f"There is no file {path}.")
    if path.suffix.lower() == ".csv":
        return pl.scan_csv(path, infer_schema=False)
    if path.suffix.lower() in (".parquet", ".pq") or path.is_dir():
        table = pl.scan_parquet(path)
        try:
            table.collect_schema()
        except (pl.exceptions.PolarsError, OSError) as error:
            raise damaged(path) from error
        return table
    raise AnswersError(
        f"{path.name}: chỉ đọc bảng lớn ở dạng Parquet hoặc CSV.",
        f"{path.name}: large tables are read from Parquet or CSV only.",
    )


def damaged(path: Path) -> AnswersError:
    return AnswersError(
        f"Tệp Parquet “{path.name}” trống, bị hỏng hoặc bị cắt ngang, không đọc được hết. Xuất lại từ chương trình đã"
        " tạo ra nó, hoặc xin lại tệp từ người gửi.",
        f'The Parquet file "{path.name}" is empty, damaged or cut off and cannot be read to its end. Export it anew'
        " from the program that made it, or ask the sender again.",
    )


def is_damaged(path: Path) -> bool:
    """Whether the file breaks while it is read through, by another reader than the one that gave up."""
    try:
        for _batch in pq.ParquetFile(path).iter_batches():
            pass
    except (pa.ArrowException, OSError, ValueError):
        return True
    return False


def _check(rule_set: RuleSet, households: pl.LazyFrame, people: pl.LazyFrame | None, on: datetime.date | None) -> None:
    present = set(households.collect_schema())
    require_columns([], present, "household", [KEY])
    if people is None:
        counted = [fact.id for fact in plan(rule_set).facts]
        if not present & set(counted):
            names = ", ".join(counted)
            raise AnswersError(
                "Chỉ có bảng hộ: không biết mỗi hộ có ai. Thêm bảng thành viên (--members), hoặc thêm vào bảng hộ các"
                f" cột đếm sẵn: {names}.",
                "There is only a household table: who belongs to each is unknown. Give the member table (--members), or"
                f" add columns counted beforehand: {names}.",
            )
        return
    columns = set(people.collect_schema())
    require_columns([], columns, "member", [KEY])
    if on is None and "birth_date" in columns and "age_months" not in columns:
        raise AnswersError(
            "Bảng thành viên có ngày sinh nên cần ngày rà soát.", "Ages come from dates of birth: give the review date."
        )


def _kept(households: pl.LazyFrame) -> list[str]:
    return [name for name in (KEY, WARD) if name in households.collect_schema()]


def _parts(
    rule_set: RuleSet,
    households: pl.LazyFrame,
    people: pl.LazyFrame | None,
    on: datetime.date | None,
    members_at_once: int,
    summary: Summary,
    doubled: set[Any],
) -> Iterator[pl.LazyFrame]:
    """Household tables with facts, one per pass. A key that stands twice gets no facts, and so no class."""
    if people is None:
        yield households
        return
    names = [fact.id for fact in plan(rule_set).facts]
    households = households.drop(name for name in names if name in households.collect_schema())
    passes = -(-people.select(pl.len()).collect(engine="streaming").item() // members_at_once) or 1
    for number in range(passes):
        chosen = pl.lit(True) if passes == 1 else pl.col(KEY).hash(seed=1) % passes == number
        part = households.filter(chosen)
        facts = members_to_facts(rule_set, people.filter(chosen), on=on).collect(engine="streaming")
        keys = part.select(KEY).collect(engine="streaming")
        twice = keys.filter(pl.col(KEY).is_duplicated() & pl.col(KEY).is_not_null()).unique()
        doubled.update(twice[KEY].to_list())
        summary.strangers += facts.join(keys, on=KEY, how="anti").height
        once = facts.lazy().join(twice.lazy(), on=KEY, how="anti")
        yield part.join(once, on=KEY, how="left", maintain_order="left")


def _count(summary: Summary, batch: pl.DataFrame) -> None:
    by = [name for name in (WARD, "class") if name in batch.columns]
    for *ward, name, count in batch.group_by(by).len().iter_rows():
        summary.add(name, count, *ward)


class _Writer:
    """Parquet, zstd, written batch by batch under another name until it is whole; does nothing without a path."""

    def __init__(self, path: Path | None, rule_set: RuleSet, on: datetime.date | None) -> None:
        self.path = path
        self.about = {"chungtay.rule_set": rule_set.id, "chungtay.version": rule_set.version}
        if on is not None:
            self.about["chungtay.on"] = on.isoformat()
        self.file: pq.ParquetWriter | None = None

    def __enter__(self) -> _Writer:
        return self

    def write(self, batch: pl.DataFrame) -> None:
        if self.path is None:
            return
        table = batch.with_columns(pl.col("points_column", "class").cast(pl.String)).to_arrow(
            compat_level=pl.CompatLevel.oldest()
        )
        if self.file is None:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            schema: pa.Schema = table.schema.with_metadata(self.about)
            self.file = pq.ParquetWriter(self._unfinished(), schema, compression="zstd")
        self.file.write_table(table.replace_schema_metadata(self.about))

    def __exit__(self, kind: object, *rest: object) -> None:
        if self.file is None or self.path is None:
            return
        self.file.close()
        if kind is None:
            self._unfinished().replace(self.path)
        else:
            self._unfinished().unlink()

    def _unfinished(self) -> Path:
        assert self.path is not None  # noqa: S101
        return self.path.with_name(self.path.name + ".part")

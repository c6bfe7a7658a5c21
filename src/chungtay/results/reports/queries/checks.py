"""The officers' own checks of a report: each that does not hold says in which form, row and column, and names the
households to look at."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping

from chungtay.records.registry.queries.movement import CAME, LEFT, NEAR_POOR, POOR
from chungtay.records.registry.queries.movement_steps import END, START, Step
from chungtay.results.reports.queries.facts import Facts
from chungtay.results.reports.queries.forms import LEAST_DEPRIVED, MOVEMENT_NEAR, MOVEMENT_POOR
from chungtay.workbooks.reports.tables import UNIT, Check, Row, Table

_NAMES = {POOR: ("hộ nghèo", "poor"), NEAR_POOR: ("hộ cận nghèo", "near-poor")}
_MOVEMENT = {POOR: MOVEMENT_POOR, NEAR_POOR: MOVEMENT_NEAR}
# 7.2 and 7.3 meet: who leaves one class for the other enters there.
_CROSSED = (
    (("7.2", 1), ("7.3", 4)), (("7.2", 4), ("7.3", 2)),
    ((MOVEMENT_POOR, 1), (MOVEMENT_NEAR, 6)), ((MOVEMENT_NEAR, 1), (MOVEMENT_POOR, 6)),
)  # fmt: skip
# Where the households of a class stand as a total: form, column.
_TOTALS = {
    POOR: (("7.1", 2), ("7.2", 8), ("7.4", 0), ("7.8", 2), ("7.9", 0)),
    NEAR_POOR: (("7.1", 4), ("7.3", 8), ("7.6", 0), ("7.8", 3)),
}


def checks_of(facts: Facts, tables: Mapping[str, Table]) -> list[Check]:
    """What does not hold; an empty list for a report that is right."""
    return [
        *_balances(facts, tables),
        *crossed(tables),
        *totals(tables),
        *_least_deprived(facts, tables),
        *broken_sums(tables),
        *_twice(facts),
        *_pending(facts),
        *_undecided(facts),
        *_without_members(facts),
    ]


def contradicted(steps: Iterable[Step], class_id: str) -> list[int]:
    """Households whose own steps do not add up: counted at the start or end and not by the lines between."""
    sums: Counter[int] = Counter()
    for step in steps:
        if step.class_id == class_id and step.households:
            sums[step.household] += 1 if step.line in (START, *CAME) else -1 if step.line in (END, *LEFT) else 0
    return sorted(home for home, total in sums.items() if total)


def _balances(facts: Facts, tables: Mapping[str, Table]) -> Iterator[Check]:
    for class_id in (POOR, NEAR_POOR):
        table = tables.get(_MOVEMENT[class_id])
        by_group: dict[int, list[Step]] = defaultdict(list)
        for step in facts.steps:
            by_group[step.group].append(step)
        homes = tuple(sorted({home for steps in by_group.values() for home in contradicted(steps, class_id)}))
        for row, place in _broken(table) if table else ():
            vi, en = _NAMES[class_id]
            off = table.value(row, place) if table else 0
            yield Check(
                "balance",
                _MOVEMENT[class_id],
                _row(row),
                "cân đối",
                f"Biến động {vi} không cân: đầu kỳ - giảm + tăng so với cuối kỳ lệch {off}. Một hộ có hai phân loại "
                "cùng ngày, hoặc thiếu ngày kết thúc phân loại cũ.",
                f"The account of {en} households does not balance by {off}: a household holds two classes on one day.",
                homes,
            )


def _broken(table: Table) -> Iterator[tuple[Row, int]]:
    for row in table.rows:
        if row.kind == UNIT:
            for place in range(len(table.columns)):
                if table.broken(row, place):
                    yield row, place


def _row(row: Row) -> str:
    return f"{row.label} ({row.split})" if row.split else row.label


def crossed(tables: Mapping[str, Table]) -> Iterator[Check]:
    for (left, out), (right, came) in _CROSSED:
        if left not in tables or right not in tables:
            continue
        for one, other in zip(tables[left].rows, tables[right].rows, strict=True):
            if one.kind == UNIT and one.cells[out].value != other.cells[came].value:
                yield Check(
                    "crossed",
                    left,
                    _row(one),
                    str(out + 1),
                    f"Biểu {left} cột {out + 1} là {one.cells[out].value}, biểu {right} cột {came + 1} là "
                    f"{other.cells[came].value}: hộ rời loại này phải vào loại kia.",
                    f"Form {left} column {out + 1} and form {right} column {came + 1} differ.",
                )


def totals(tables: Mapping[str, Table]) -> Iterator[Check]:
    """Every form tells the same number of poor and of near-poor households."""
    for class_id, stands in _TOTALS.items():
        known = [(form, place) for form, place in stands if form in tables]
        if not known:
            continue
        (first, column), *rest = known
        base = _households(tables[first], column)
        for form, place in rest:
            for label, count in _households(tables[form], place).items():
                if count != base.get(label):
                    vi, en = _NAMES[class_id]
                    yield Check(
                        "totals",
                        form,
                        label,
                        str(place + 1),
                        f"Số {vi} ở biểu {form} là {count}, ở biểu {first} là {base.get(label)}.",
                        f"The number of {en} households differs between forms {form} and {first}.",
                    )


def _households(table: Table, place: int) -> dict[str, int | None]:
    """Row -> households, of forms with persons their row of households alone."""
    return {row.label: row.cells[place].value for row in table.rows if row.kind == UNIT and row.split in ("", "Hộ")}


def _least_deprived(facts: Facts, tables: Mapping[str, Table]) -> Iterator[Check]:
    table = tables.get("7.4")
    if table is None:
        return
    few = [
        each.household
        for each in facts.listed
        if each.class_id == POOR and each.found.deprived is not None and len(each.found.deprived) < LEAST_DEPRIVED
    ]
    if few:
        yield Check(
            "least",
            "7.4",
            "Tổng cộng",
            "ít nhất 3",
            f"{len(few)} hộ nghèo thiếu hụt dưới {LEAST_DEPRIVED} chỉ số; theo chuẩn thì không phải hộ nghèo.",
            f"{len(few)} poor households lack fewer than {LEAST_DEPRIVED} indicators: by the standard not poor.",
            tuple(few),
            blocks=False,
        )
    yield from least_on_average(table)


def least_on_average(table: Table) -> Iterator[Check]:
    for row, place in _broken(table):
        yield Check(
            "least_average",
            table.form,
            _row(row),
            table.columns[place].heading[-1],
            f"Tổng thiếu hụt ít hơn {LEAST_DEPRIVED} chỉ số mỗi hộ nghèo ({table.value(row, place)}).",
            f"Fewer than {LEAST_DEPRIVED} deprivations for each poor household ({table.value(row, place)}).",
            blocks=False,
        )


def broken_sums(tables: Mapping[str, Table]) -> Iterator[Check]:
    """Check columns of the other forms: balances of 7.2 and 7.3, ethnic groups of 7.9."""
    for form, table in tables.items():
        if form in ("7.4", *_MOVEMENT.values()):
            continue
        for row, place in _broken(table):
            yield Check(
                "sum",
                form,
                _row(row),
                table.columns[place].heading[-1],
                f"Biểu {form}: {table.columns[place].heading[-1]}, nay lệch {table.value(row, place)}.",
                f"Form {form}: a check column is off by {table.value(row, place)}.",
            )


def _twice(facts: Facts) -> Iterator[Check]:
    # in one group: who moved between two wards that decided on different days stands on both lists, rightly
    counted = Counter((step.household, step.line, step.group) for step in facts.steps)
    homes = tuple(
        sorted({home for (home, line, _group), count in counted.items() if line in (START, END) and count > 1})
    )
    if homes:
        yield Check(
            "twice",
            _MOVEMENT[POOR],
            "Tổng cộng",
            "",
            f"{len(homes)} hộ có hai phân loại cùng ngày theo cùng một chuẩn. Ghi ngày kết thúc cho phân loại cũ.",
            f"{len(homes)} households hold two classes on one day under one standard.",
            homes,
        )


def _pending(facts: Facts) -> Iterator[Check]:
    if facts.pending:
        yield Check(
            "pending",
            "",
            "Tổng cộng",
            "",
            f"{len(facts.pending)} hộ đang rà soát chưa có kết quả; trong biểu sơ bộ còn đứng ở loại cũ.",
            f"{len(facts.pending)} households under review have no result yet and stand in their old class.",
            facts.pending,
        )


def _undecided(facts: Facts) -> Iterator[Check]:
    """A list of the new year without what the review of the old one found: true to the register, and not yet the result
    of the year."""
    if facts.undecided:
        count, names = len(facts.undecided), ", ".join(facts.undecided[:5])
        yield Check(
            "undecided",
            "",
            "Tổng cộng",
            "",
            f"{count} phường, xã chưa có quyết định của đợt rà soát năm {facts.wanted.year} ({names}): số chính thức "
            "còn theo danh sách cũ. Chốt sau khi có quyết định.",
            f"{count} wards have no decision of the review of {facts.wanted.year} yet ({names}): the official figures "
            "still follow the old list. Finalise after the decision.",
            blocks=False,
        )


def _without_members(facts: Facts) -> Iterator[Check]:
    empty = tuple(each.household for each in facts.listed if not each.persons)
    if empty:
        yield Check(
            "no_members",
            "",
            "Tổng cộng",
            "",
            f"{len(empty)} hộ trong danh sách không có nhân khẩu nào trong sổ ngày chốt.",
            f"{len(empty)} listed households have no member on record on the closing day.",
            empty,
            blocks=False,
        )

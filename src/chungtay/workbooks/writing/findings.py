"""What an outcome says in figures: the sentence of the summary, and for each chart its finding, drawing and table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from chungtay.rulebook.model import RuleSet
from chungtay.rulebook.result import Result
from chungtay.workbooks.outcome import Outcome
from chungtay.workbooks.writing.charts import Bar, Bin, bars, distribution
from chungtay.workbooks.writing.lists import NEAR_POOR, POOR
from chungtay.workbooks.writing.number_format import percent, whole

NEAR_THE_LINE = 10  # points: about one answer, e.g. the toilet
_BAND_WIDTHS = (5, 10, 20, 25, 50, 100, 200)
_MOST_BANDS = 16


@dataclass(frozen=True, slots=True)
class Finding:
    """A chart whose title is what it shows, and the numbers behind it."""

    title: str
    svg: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def headline(outcome: Outcome) -> str:
    """The result in one line."""
    counts = outcome.count()
    if not counts["classified"]:
        return "Chưa xếp loại được hộ nào"
    poor, near = counts.get(POOR, 0), counts.get(NEAR_POOR, 0)
    found = " và ".join(
        f"{whole(number)} {label}" for number, label in ((poor, "hộ nghèo"), (near, "hộ cận nghèo")) if number
    )
    return f"{found or 'Không có hộ nghèo, hộ cận nghèo'} trong {whole(counts['classified'])} hộ xếp loại được"


def state(outcome: Outcome) -> str:
    """In = classified + refused, and what to do about the refused."""
    counts = outcome.count()
    sentence = (
        f"Đọc được {whole(counts['in'])} hộ = {whole(counts['classified'])} xếp loại được"
        f" + {whole(counts['refused'])} chưa xếp loại."
    )
    if counts["refused"]:
        sentence += " Hộ chưa xếp loại: xem trang “Chưa xếp loại” của sổ kết quả, sửa ô rồi chạy lại."
    return sentence


def findings(outcome: Outcome, rule_set: RuleSet) -> list[Finding]:
    """Classes; the distribution of B1 where points were used; the indicators where they were computed."""
    results = [row.result for row in outcome.classified if row.result is not None]
    if not results:
        return []
    return [_classes(results, rule_set), *_scores(results), *_indicators(results, rule_set)]


def _classes(results: Sequence[Result], rule_set: RuleSet) -> Finding:
    counts, total = Counter(result.class_id for result in results), len(results)
    shown = [entry for entry in rule_set.classes.values() if counts[entry.id] or entry.id != "average"]
    under = counts[POOR] + counts[NEAR_POOR]
    title = f"Hộ nghèo và hộ cận nghèo chiếm {percent(under, total)} số hộ xếp loại được"
    rows = [
        Bar(
            entry.label.vi,
            counts[entry.id],
            f"{whole(counts[entry.id])} ({percent(counts[entry.id], total)})",
            strong=entry.id in (POOR, NEAR_POOR),
        )
        for entry in shown
    ]
    table = [(entry.label.vi, whole(counts[entry.id]), percent(counts[entry.id], total)) for entry in shown]
    table.append(("Tổng", whole(total), percent(total, total)))
    return Finding(title, bars(title, rows, label_width=190), ("Kết quả", "Số hộ", "Tỷ lệ"), tuple(table))


def _scores(results: Sequence[Result]) -> list[Finding]:
    """B1 itself where every household has one line; else the distance to each household's own line."""
    scored = [(result.scores["b1"].low, result.lines["b1_line"]) for result in results if result.method == "points"]
    if not scored:
        return []
    near = sum(abs(score - line) <= NEAR_THE_LINE for score, line in scored)
    only = scored[0][1] if len({line for _, line in scored}) == 1 else None
    values = [score if only is not None else score - line for score, line in scored]
    edge = only if only is not None else 0
    bins = bands(values, edge)
    name = f"ngưỡng {only} điểm" if only is not None else "ngưỡng của khu vực"
    title = f"{whole(near)} hộ ở sát {name} (hơn, kém không quá {NEAR_THE_LINE} điểm)"
    label = f"Ngưỡng {only}: từ đây trở xuống là nghèo, cận nghèo" if only is not None else "Ngưỡng"
    heading = "Điểm B1" if only is not None else "Điểm B1 hơn (kém) ngưỡng"
    table = tuple((f"{entry.low} đến {entry.high}", whole(entry.count)) for entry in bins)
    return [Finding(title, distribution(title, bins, edge, label), (heading, "Số hộ"), table)]


def bands(values: Sequence[int], line: int) -> list[Bin]:
    """Equal bands over all values; one of them ends exactly at the line, so no band mixes both sides of it."""
    low, high = min(values), max(values)
    for width in _BAND_WIDTHS:
        first, last = -((line - low) // width), -((line - high) // width)
        if last - first < _MOST_BANDS:
            break
    # band k holds line + (k - 1) * width + 1 .. line + k * width
    counts = Counter(-((line - value) // width) for value in values)
    return [Bin(line + (band - 1) * width + 1, line + band * width, counts[band]) for band in range(first, last + 1)]


def _indicators(results: Sequence[Result], rule_set: RuleSet) -> list[Finding]:
    known = [result for result in results if result.indicators]
    if not known:
        return []
    groups = {POOR: Counter[str](), NEAR_POOR: Counter[str](), "": Counter[str]()}
    for result in known:
        for entry in result.indicators:
            if entry.deprived:
                groups[""][entry.id] += 1
                if result.class_id in (POOR, NEAR_POOR):
                    groups[result.class_id][entry.id] += 1
    everybody = groups[""]
    most = max(everybody.values(), default=0)
    worst = [entry for entry in rule_set.indicators if most and everybody[entry.id] == most]
    if not worst:
        title = "Không hộ nào thiếu hụt dịch vụ xã hội cơ bản"
    else:
        names = ", ".join(entry.short.vi.lower() for entry in worst[:3])
        title = f"Thiếu hụt nhiều nhất: {names} ({whole(most)} hộ{' mỗi chỉ số' if len(worst) > 1 else ''})"
    rows = [
        Bar(f"{entry.id} {entry.short.vi}", everybody[entry.id], whole(everybody[entry.id]), strong=entry in worst)
        for entry in rule_set.indicators
    ]
    table = tuple(
        (
            f"{entry.id} {entry.short.vi}",
            whole(everybody[entry.id]),
            whole(groups[POOR][entry.id]),
            whole(groups[NEAR_POOR][entry.id]),
        )
        for entry in rule_set.indicators
    )
    headings = ("Chỉ số thiếu hụt", "Mọi hộ", "Hộ nghèo", "Hộ cận nghèo")
    return [Finding(title, bars(title, rows, label_width=270), headings, table)]

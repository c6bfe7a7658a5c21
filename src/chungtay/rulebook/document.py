"""The page of documentation of a rule set, made from its own tables: what is encoded, from where, read how.

`docs/law/<id>.md` holds exactly this text; a test compares them, so the page can never say something else.
"""

from __future__ import annotations

from collections.abc import Iterator

from chungtay.rulebook.model import RuleSet
from chungtay.rulebook.wording import number


def law_page(rule_set: RuleSet) -> str:
    """The whole page as Markdown, Vietnamese with English headings."""
    return "\n".join(_page(rule_set)) + "\n"


def _page(rule_set: RuleSet) -> Iterator[str]:
    until = f"{rule_set.valid_to:%d/%m/%Y}" if rule_set.valid_to else "…"
    yield f"# {rule_set.label.vi}"
    yield ""
    yield f"*{rule_set.label.en}.* `{rule_set.id}`, {rule_set.valid_from:%d/%m/%Y} – {until}. Seed rows: S4, S18."
    yield ""
    yield f"Căn cứ (source): {rule_set.source.instrument}. Mức kiểm chứng (checked): {rule_set.source.checked}."
    yield ""
    yield "This page is generated from the rule set. Every number is also printed by "
    yield f"`./run rules show {rule_set.id}`."
    yield ""
    for gap in rule_set.gaps:
        yield f"!!! warning\n    {gap.label.vi} {gap.remedy.vi}\n"
    yield from _lines(rule_set)
    yield from _classes(rule_set)
    if rule_set.items:
        yield from _points(rule_set)
    yield from _indicators(rule_set)
    if rule_set.readings:
        yield from _readings(rule_set)


def _lines(rule_set: RuleSet) -> Iterator[str]:
    yield "## Ngưỡng (lines)"
    yield ""
    yield "| ngưỡng | thành thị | nông thôn | đơn vị | căn cứ | mức |"
    yield "|---|---:|---:|---|---|---|"
    for line in rule_set.lines.values():
        urban, rural = (number(value, 0).vi if value is not None else "–" for value in (line.urban, line.rural))
        yield f"| {line.label.vi} | {urban} | {rural} | {line.unit} | {line.instrument} | {line.mark} |"
    yield ""


def _classes(rule_set: RuleSet) -> Iterator[str]:
    yield "## Xếp loại (classes)"
    yield ""
    yield "| cách | loại hộ | khi | căn cứ |"
    yield "|---|---|---|---|"
    for rule in rule_set.rules:
        sub = f" ({rule.sub})" if rule.sub else ""
        yield f"| {rule.method} | {rule_set.classes[rule.class_id].label.vi}{sub} | `{rule.text}` | {rule.article} |"
    yield ""


def _points(rule_set: RuleSet) -> Iterator[str]:
    yield "## Bảng điểm B1 (points)"
    yield ""
    yield "| mục | nội dung | " + " | ".join(column.id for column in rule_set.columns) + " | trang |"
    yield "|---|---|" + "---:|" * len(rule_set.columns) + "---:|"
    for item in rule_set.items:
        for option in item.options:
            label = option.label.vi if option.printed else f"*{option.label.vi}*"
            points = " | ".join(str(value) for value in option.points)
            yield f"| {item.number} | {item.label.vi}: {label} | {points} | {item.source.page} |"
    yield ""
    yield "*In nghiêng*: câu trả lời mà mẫu không in dòng điểm."
    yield ""
    yield from _fixed(rule_set)


def _fixed(rule_set: RuleSet) -> Iterator[str]:
    """What is marked as nothing that a household can act on, and why."""
    entries = [(f"{item.number}", item.label, item.why_not) for item in rule_set.items]
    entries += [(entry.id, entry.label, entry.why_not) for entry in rule_set.indicators]
    marked = [(place, label, why) for place, label, why in entries if why is not None]
    if not marked:
        return
    yield "## Điều hộ không tự đổi được (what a household cannot change)"
    yield ""
    yield "Dấu này là của phần mềm, không phải của luật; không đổi điểm nào. Các mục dưới đây không được nêu ở phần"
    yield "“Điều gì sẽ đổi kết quả”."
    yield ""
    yield "*Marked by us, not by the law; changes no points. Left out of “what would change the result”.*"
    yield ""
    yield "| mục | nội dung | vì sao |"
    yield "|---|---|---|"
    for place, label, why in marked:
        yield f"| {place} | {label.vi} | {why.vi}. *{why.en}.* |"
    yield ""


def _indicators(rule_set: RuleSet) -> Iterator[str]:
    yield "## Chỉ số thiếu hụt (deprivations)"
    yield ""
    yield "| số | chiều | thiếu hụt khi | căn cứ |"
    yield "|---|---|---|---|"
    for entry in rule_set.indicators:
        how = entry.label.vi if entry.when is not None else f"{entry.label.vi} (kê khai)"
        page = f", trang {entry.source.page}" if entry.source.page else ""
        yield f"| {entry.id} | {entry.dimension.vi} | {how} | {entry.source.form}{page} ({entry.source.checked}) |"
    yield ""


def _readings(rule_set: RuleSet) -> Iterator[str]:
    yield "## Cách đọc khi văn bản để ngỏ (readings)"
    yield ""
    yield "Chọn cách khác: `--reading mã=lựa-chọn`; lựa chọn hiện trên mọi kết quả."
    yield ""
    for reading in rule_set.readings.values():
        yield f"### `{reading.id}`"
        yield ""
        yield f"{reading.question.vi} *{reading.question.en}*"
        yield ""
        for choice in reading.choices:
            mark = " — **được chọn (taken)**" if choice.id == reading.taken else ""
            yield f"- `{choice.id}`: {choice.label.vi}{mark}"
        yield ""
        yield f"Vì sao: {reading.why.vi} *{reading.why.en}*"
        yield ""

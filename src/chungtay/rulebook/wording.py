"""The sentences of a result, in both languages, put together the same way everywhere.

The templates travel with the program to the browser, so that its sentences equal these letter by letter.
"""

from __future__ import annotations

from collections.abc import Mapping

from chungtay.rulebook.result import Bounds, Text

PHRASES: dict[str, Text] = {
    "item": Text(
        "Mục {number}. {label}: {answer} → {option}: {points} điểm.",
        "Item {number}. {label}: {answer} → {option}: {points} points.",
    ),
    "item_open": Text(
        "Mục {number}. {label}: {answer} → từ {low} đến {high} điểm.",
        "Item {number}. {label}: {answer} → {low} to {high} points.",
    ),
    "deprived": Text(
        "Chỉ tiêu {id}. {label}: {answer} → thiếu hụt, {points} điểm.",
        "Indicator {id}. {label}: {answer} → deprived, {points} points.",
    ),
    "not_deprived": Text(
        "Chỉ tiêu {id}. {label}: {answer} → không thiếu hụt, 0 điểm.",
        "Indicator {id}. {label}: {answer} → not deprived, 0 points.",
    ),
    "deprivation_open": Text(
        "Chỉ tiêu {id}. {label}: {answer} → chưa xác định được.",
        "Indicator {id}. {label}: {answer} → cannot be told yet.",
    ),
    "overridden": Text("Người rà soát sửa: {reason}", "Changed by the reviewer: {reason}"),
    "change": Text(
        "Nếu mục {number} “{label}” là “{option}” ({points} điểm) thì B1 = {b1}, ngưỡng {line}: {class}.",
        'If item {number} "{label}" were "{option}" ({points} points), B1 = {b1}, threshold {line}: {class}.',
    ),
    "change_b2_more": Text(
        "Nếu thiếu hụt thêm chỉ tiêu {id} “{label}” thì B2 = {b2}, ngưỡng {line}: {class}.",
        'If indicator {id} "{label}" were deprived too, B2 = {b2}, threshold {line}: {class}.',
    ),
    "change_b2_less": Text(
        "Nếu không thiếu hụt chỉ tiêu {id} “{label}” thì B2 = {b2}, ngưỡng {line}: {class}.",
        'If indicator {id} "{label}" were not deprived, B2 = {b2}, threshold {line}: {class}.',
    ),
    "summary": Text(
        "B1 = {b1} điểm (ngưỡng {b1_line}), B2 = {b2} điểm (ngưỡng {b2_line}): {class}.",
        "B1 = {b1} points (threshold {b1_line}), B2 = {b2} points (threshold {b2_line}): {class}.",
    ),
    "summary_open": Text(
        "B1 = {b1} điểm (ngưỡng {b1_line}), B2 = {b2} điểm (ngưỡng {b2_line}): chưa xếp loại được, có thể là {class}.",
        "B1 = {b1} points (threshold {b1_line}), B2 = {b2} points (threshold {b2_line}): open, may be {class}.",
    ),
    "refused": Text(
        "Chưa xếp loại: {count} câu trả lời còn thiếu hoặc sai.",
        "Not classified: {count} answers are missing or wrong.",
    ),
    "between": Text("từ {low} đến {high}", "{low} to {high}"),
    "declared": Text("theo kê khai", "as declared"),
    "unknown": Text("chưa rõ", "not known"),
    "none": Text("không có", "none"),
    "or": Text(" hoặc ", " or "),
    "not_classified": Text("Chưa xếp loại", "Not classified"),
}


def say(phrase: str, values: Mapping[str, Text | str | int]) -> Text:
    """Fill a template; texts are taken in the language of the template."""
    template = PHRASES[phrase]
    return Text(_fill(template.vi, values, "vi"), _fill(template.en, values, "en"))


def _fill(template: str, values: Mapping[str, Text | str | int], language: str) -> str:
    out = template
    for name, value in values.items():
        word = getattr(value, language) if isinstance(value, Text) else str(value)
        out = out.replace("{" + name + "}", word)
    return out


def number(value: int, decimals: int) -> Text:
    """A scaled whole number as people write it: 1.234,5 in Vietnamese, 1,234.5 in English."""
    sign = "-" if value < 0 else ""
    digits = str(abs(value)).rjust(decimals + 1, "0")
    whole, part = (digits[:-decimals], digits[-decimals:].rstrip("0")) if decimals else (digits, "")
    grouped = f"{int(whole):,}"
    vi = sign + grouped.replace(",", ".") + ("," + part if part else "")
    return Text(vi, sign + grouped + ("." + part if part else ""))


def bounds(value: Bounds) -> Text:
    if value.exact:
        return Text(str(value.low), str(value.low))
    return say("between", {"low": value.low, "high": value.high})


def join(parts: list[Text], separator: Text) -> Text:
    return Text(separator.vi.join(part.vi for part in parts), separator.en.join(part.en for part in parts))

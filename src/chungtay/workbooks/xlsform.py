"""The same questions as an XLSForm, for ODK Collect and KoboToolbox: `write_xlsform(path, rule_set)`.

Household group, one repeat for the members, skip rules and ranges from the rule set. The export (household CSV and
member repeat CSV) is read back by `./run classify HOUSEHOLDS.csv --members MEMBERS.csv`. For a campaign the households
come as a list (`write_list`) that the telephone chooses from; their names, addresses and members follow the choice.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path
from typing import Any

import xlsxwriter

from chungtay.rulebook.language import Node
from chungtay.rulebook.model import Input, RuleSet

_SURVEY = (
    "type", "name", "label::Tiếng Việt (vi)", "label::English (en)", "hint::Tiếng Việt (vi)", "required", "relevant",
    "constraint", "constraint_message::Tiếng Việt (vi)", "constraint_message::English (en)", "calculation",
)  # fmt: skip
_FACTS = (
    ("household_code", "Mã hộ", "Household code"),
    ("head_name", "Họ và tên chủ hộ", "Name of the head"),
    ("ward_name", "Xã/phường", "Ward or commune"),
    ("group", "Tổ dân phố/thôn", "Residential group"),
    ("address", "Địa chỉ", "Address"),
)
_CLASSES = (
    ("poor", "Hộ nghèo", "Poor"),
    ("near_poor", "Hộ cận nghèo", "Near-poor"),
    ("not_poor", "Hộ không nghèo", "Not poor"),
)
LIST = "households.csv"
_LISTED = ("name", "label", "head_name", "ward_name", "group", "address", "roster")
_REQUIRED_FACTS = ("household_code", "head_name")


def write_list(path: Path, households: Iterable[dict[str, str]]) -> None:
    """The households of a campaign as the form chooses from them: `name` is the household code."""
    with path.open("w", encoding="utf-8", newline="") as target:
        writer = csv.DictWriter(target, _LISTED)
        writer.writeheader()
        writer.writerows(households)


def write_xlsform(path: Path, rule_set: RuleSet, *, listed: bool = False) -> None:
    """Write survey, choices and settings. `listed`: the households are chosen from the list beside the form."""
    book = xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False})
    _write(book.add_worksheet("survey"), _SURVEY, _survey(rule_set, listed))
    choices = [
        {"list_name": entry.id, "name": str(code), "label::Tiếng Việt (vi)": label.vi, "label::English (en)": label.en}
        for entry in rule_set.inputs.values()
        for code, label in entry.codes
    ]
    choices += [
        {"list_name": "previous_class", "name": str(place), "label::Tiếng Việt (vi)": vi, "label::English (en)": en}
        for place, (_, vi, en) in enumerate(_CLASSES, 1)
    ]
    _write(
        book.add_worksheet("choices"),
        ("list_name", "name", "label::Tiếng Việt (vi)", "label::English (en)"),
        choices,
    )
    version = rule_set.version.split("@")[-1]
    settings = {
        "form_title": f"Rà soát hộ nghèo – {rule_set.label.vi}",
        "form_id": f"chungtay_{rule_set.id.replace('-', '_')}",
        "version": version,
        "default_language": "Tiếng Việt (vi)",
    }
    _write(book.add_worksheet("settings"), tuple(settings), [settings])
    book.close()


def _write(sheet: Any, columns: tuple[str, ...], rows: list[dict[str, str]]) -> None:
    for column, name in enumerate(columns):
        sheet.write_string(0, column, name)
        for row, entry in enumerate(rows, 1):
            if entry.get(name):
                sheet.write_string(row, column, entry[name])


def _survey(rule_set: RuleSet, listed: bool) -> list[dict[str, str]]:
    rows = [
        {"type": "today", "name": "review_date"},
        {"type": "begin_group", "name": "household", **_label("Hộ gia đình", "Household")},
    ]
    rows += (
        _chosen()
        if listed
        else [
            {"type": "text", "name": name, "required": "yes" if name in _REQUIRED_FACTS else "", **_label(vi, en)}
            for name, vi, en in _FACTS
        ]
    )
    rows.append(
        {"type": "select_one previous_class", "name": "previous_class",
         **_label("Kết quả rà soát năm trước", "Class of the year before")}
    )  # fmt: skip
    rows += [_question(entry) for entry in rule_set.inputs_of("household")]
    rows += [
        {"type": "end_group", "name": "household"},
        {"type": "begin_repeat", "name": "members", **_label("Thành viên", "Member")},
        {"type": "text", "name": "name", "required": "yes", **_label("Họ và tên", "Name")},
        {
            "type": "date", "name": "birth_date", "required": "yes", "constraint": ". <= ${review_date}",
            **_label("Ngày, tháng, năm sinh", "Date of birth"),
        },
        {"type": "text", "name": "id_number", **_label("Số CCCD/định danh", "Identity number")},
        {"type": "calculate", "name": "age_months", "calculation": _AGE},
    ]  # fmt: skip
    rows += [_question(entry) for entry in rule_set.inputs_of("member") if entry.id != "age_months"]
    rows.append({"type": "end_repeat", "name": "members"})
    return rows


def _chosen() -> list[dict[str, str]]:
    """The household by its code; what the list knows of it follows the choice and is shown."""
    code, vi, en = _FACTS[0]
    rows = [{"type": f"select_one_from_file {LIST}", "name": code, "required": "yes", **_label(vi, en)}]
    for name in _LISTED[2:]:
        found = f"pulldata('{LIST.removesuffix('.csv')}', '{name}', 'name', ${{{code}}})"
        rows.append({"type": "calculate", "name": name, "calculation": found})
    shown = "${head_name}, ${address}. ${roster}"
    return [*rows, {"type": "note", "name": "who", **_label(shown, shown)}]


# completed months: years and months apart, one less before the day of the month
_AGE = (
    "(int(format-date(${review_date}, '%Y')) - int(format-date(${birth_date}, '%Y'))) * 12"
    " + int(format-date(${review_date}, '%n')) - int(format-date(${birth_date}, '%n'))"
    " - if(int(format-date(${review_date}, '%e')) < int(format-date(${birth_date}, '%e')), 1, 0)"
)


def _label(vi: str, en: str) -> dict[str, str]:
    return {"label::Tiếng Việt (vi)": vi, "label::English (en)": en}


def _question(entry: Input) -> dict[str, str]:
    unit = f" ({entry.unit})" if entry.unit else ""
    row = {"name": entry.id, **_label(entry.label.vi + unit, entry.label.en + unit)}
    if entry.note:
        row["hint::Tiếng Việt (vi)"] = entry.note
    if entry.scored and entry.blank is None:
        row["required"] = "yes"
    if entry.asked_when is not None and entry.id != "sex":  # the form records the sex of everybody
        row["relevant"] = _xpath(entry.asked_when)
    if entry.codes:
        return row | {"type": f"select_one {entry.id}"}
    low, high = (
        format(Decimal(bound).scaleb(-entry.decimals).normalize(), "f") for bound in (entry.minimum, entry.maximum)
    )
    return row | {
        "type": "integer" if entry.type == "integer" else "decimal",
        "constraint": f". >= {low} and . <= {high}",
        "constraint_message::Tiếng Việt (vi)": f"Ghi số từ {low} đến {high}.",
        "constraint_message::English (en)": f"Enter a number from {low} to {high}.",
    }


def _xpath(node: Node) -> str:
    """A skip rule as ODK writes it; skip rules compare codes and counts, which are not scaled."""
    kind = node[0]
    if kind == "n":
        return str(node[1])
    if kind == "get":
        return "${" + str(node[1]) + "}"
    if kind == "not":
        return f"not({_xpath(node[1])})"
    if kind in ("and", "or"):
        return "(" + f" {kind} ".join(_xpath(part) for part in node[1:]) + ")"
    if kind == "in":
        return "(" + " or ".join(f"{_xpath(node[1])} = {value}" for value in node[2]) + ")"
    operator = "=" if kind == "==" else kind
    return f"{_xpath(node[1])} {operator} {_xpath(node[2])}"

"""The same questions as an XLSForm, for ODK Collect and KoboToolbox: `write_xlsform(path, rule_set)`.

Household group, one repeat for the members, skip rules and ranges from the rule set; the form works out points,
indicators and the preliminary class (`population.xpath`), which the enumerator does not see unless the review shows it.
The export (household CSV and member repeat CSV) is read back by `./run classify HOUSEHOLDS.csv --members MEMBERS.csv`.
For a campaign the households come as a list (`write_list`) that the telephone chooses from; what the office knows of
them follows the choice, and a form takes photographs, the place and two signatures, none of which anybody must give.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import xlsxwriter

from chungtay.population import xpath
from chungtay.population.plan import plan
from chungtay.rulebook.language import Node
from chungtay.rulebook.model import Input, RuleSet
from chungtay.rulebook.questionnaire import FROM_THE_PLACE, HIGHEST_INCOME, LACKING, NOT_LACKING, declared_name
from chungtay.rulebook.units import written

Row = dict[str, str]
_VI, _EN = "Tiếng Việt (vi)", "English (en)"
_SURVEY = (
    "type", "name", f"label::{_VI}", f"label::{_EN}", f"hint::{_VI}", "required", "relevant", "constraint",
    f"constraint_message::{_VI}", f"constraint_message::{_EN}", "calculation", "appearance", "parameters",
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
# `name` is the household code, `label` what is shown; `case_version` says which state of the household was taken along
LISTED = (
    "name", "label", "head_name", "ward_name", "group", "address", "roster", "area_type", "region", "rural_sheet",
    "case_version",
)  # fmt: skip
_REQUIRED_FACTS = ("household_code", "head_name")
PHOTOS = ("photo", "photo_2")
SIGNED_HOUSEHOLD, SIGNED_ENUMERATOR = "signed_household", "signed_enumerator"
_LONGEST_SIDE = 1600  # pixels: a photograph of half a megabyte shows what it should


@dataclass(frozen=True, slots=True)
class FormName:
    """How a form is known where it is filled in; the version follows from what is in it."""

    form_id: str
    title: str


def list_text(households: Iterable[Mapping[str, str]]) -> str:
    """The households of a campaign as the form chooses from them."""
    target = io.StringIO(newline="")
    writer = csv.DictWriter(target, LISTED, lineterminator="\n")
    writer.writeheader()
    writer.writerows(households)
    return target.getvalue()


def write_list(path: Path, households: Iterable[Mapping[str, str]]) -> None:
    path.write_text(list_text(households), "utf-8", newline="")


def write_xlsform(
    path: Path,
    rule_set: RuleSet,
    *,
    method: str = "points",
    listed: bool = False,
    name: FormName | None = None,
    show_score: bool = False,
) -> str:
    """Write survey, choices and settings; returns the version of the form. `listed`: the households are chosen from the
    list beside the form. `show_score`: the enumerator sees what the form works out.

    Raises RuleSetIncomplete where the sources of a rule set do not let it be scored by this method.
    """
    survey, choices = _survey(rule_set, method, listed, show_score), _choices(rule_set, method)
    name = name or FormName(f"chungtay_{rule_set.id.replace('-', '_')}", f"Rà soát hộ nghèo – {rule_set.label.vi}")
    version = _version(rule_set, survey, choices, name)
    settings = {
        "form_title": name.title,
        "form_id": name.form_id,
        "version": version,
        "default_language": _VI,
    }
    book = xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False})
    _write(book.add_worksheet("survey"), _SURVEY, survey)
    _write(book.add_worksheet("choices"), ("list_name", "name", f"label::{_VI}", f"label::{_EN}"), choices)
    _write(book.add_worksheet("settings"), tuple(settings), [settings])
    book.close()
    return version


def version_of(rule_set: RuleSet, *, method: str, listed: bool, name: FormName, show_score: bool) -> str:
    """The version that a form written now would have: the same content always has the same."""
    survey, choices = _survey(rule_set, method, listed, show_score), _choices(rule_set, method)
    return _version(rule_set, survey, choices, name)


def _version(rule_set: RuleSet, survey: list[Row], choices: list[Row], name: FormName) -> str:
    content = json.dumps([survey, choices, name.title], ensure_ascii=False)
    return f"{rule_set.version.split('@')[-1]}-{hashlib.sha256(content.encode()).hexdigest()[:10]}"


def _write(sheet: Any, columns: tuple[str, ...], rows: list[Row]) -> None:
    for column, name in enumerate(columns):
        sheet.write_string(0, column, name)
        for row, entry in enumerate(rows, 1):
            if entry.get(name):
                sheet.write_string(row, column, entry[name])


def _choices(rule_set: RuleSet, method: str) -> list[Row]:
    rows = [
        {"list_name": entry.id, "name": str(code), **_label(label.vi, label.en)}
        for entry in (rule_set.inputs.values() if method == "points" else ())
        for code, label in entry.codes
    ]
    rows += [
        {"list_name": "previous_class", "name": str(place), **_label(vi, en)}
        for place, (_, vi, en) in enumerate(_CLASSES, 1)
    ]
    if method == "income":
        rows += [
            {"list_name": "declared", "name": str(LACKING), **_label("Thiếu hụt", "Lacking")},
            {"list_name": "declared", "name": str(NOT_LACKING), **_label("Không thiếu hụt", "Not lacking")},
            {"list_name": "area_type", "name": "1", **_label("Thành thị", "Urban")},
            {"list_name": "area_type", "name": "2", **_label("Nông thôn", "Rural")},
        ]
    return rows


def _survey(rule_set: RuleSet, method: str, listed: bool, show_score: bool) -> list[Row]:
    rows = [{"type": kind, "name": kind} for kind in ("start", "end")] if listed else []
    rows += [
        {"type": "today", "name": "review_date"},
        {"type": "begin_group", "name": "household", **_label("Hộ gia đình", "Household")},
    ]
    rows += _chosen() if listed else [
        {"type": "text", "name": name, "required": "yes" if name in _REQUIRED_FACTS else "", **_label(vi, en)}
        for name, vi, en in _FACTS
    ]  # fmt: skip
    if not listed:  # a campaign knows it
        rows.append(
            {"type": "select_one previous_class", "name": "previous_class",
             **_label("Kết quả rà soát năm trước", "Class of the year before")}
        )  # fmt: skip
    household, members = _by_points(rule_set, listed) if method == "points" else _by_income(rule_set, listed)
    rows += household
    rows += [
        {"type": "end_group", "name": "household"},
        {"type": "begin_repeat", "name": "members", **_label("Thành viên", "Member")},
        {"type": "text", "name": "name", "required": "yes", **_label("Họ và tên", "Name")},
        {
            "type": "date", "name": "birth_date", "required": "yes", "constraint": ". <= ${review_date}",
            **_label("Ngày, tháng, năm sinh", "Date of birth"),
        },
    ]  # fmt: skip
    if not listed:  # the register has it; what a telephone need not hold, it does not
        rows.append({"type": "text", "name": "id_number", **_label("Số CCCD/định danh", "Identity number")})
    rows.append({"type": "calculate", "name": "age_months", "calculation": _AGE})
    rows += [*members, {"type": "end_repeat", "name": "members"}]
    rows += _score(rule_set, method)
    rows += _told(method) if show_score else []
    return rows + (_visit() if listed else [])


def _by_points(rule_set: RuleSet, listed: bool) -> tuple[list[Row], list[Row]]:
    """Questions about the household and about a member, these with what is worked out of each."""
    household = [
        _from_list(entry.id) if listed and entry.id in FROM_THE_PLACE else _question(entry)
        for entry in rule_set.inputs_of("household")
    ]
    members = [_question(entry) for entry in rule_set.inputs_of("member") if entry.id != "age_months"]
    return household, members + [_worked_out(each) for each in xpath.member_calculations(plan(rule_set))]


def _by_income(rule_set: RuleSet, listed: bool) -> tuple[list[Row], list[Row]]:
    income = {
        "type": "integer", "name": "income", "required": "yes", **_range("0", str(HIGHEST_INCOME)),
        **_label("Thu nhập bình quân một người một tháng (đồng)", "Income per person per month (đồng)"),
    }  # fmt: skip
    area = _from_list("area_type") if listed else {
        "type": "select_one area_type", "name": "area_type", "required": "yes", **_label("Khu vực", "Area"),
    }  # fmt: skip
    declared = [
        {"type": "select_one declared", "name": declared_name(entry.id), "required": "yes",
         **_label(f"{entry.id}. {entry.short.vi}", f"{entry.id}. {entry.short.en}"), f"hint::{_VI}": entry.label.vi}
        for entry in rule_set.indicators
    ]  # fmt: skip
    return [area, income, *declared], []


def _score(rule_set: RuleSet, method: str) -> list[Row]:
    if method == "points":
        made = xpath.household_calculations(plan(rule_set))
    else:
        made = xpath.income_calculations(rule_set, {entry.id: declared_name(entry.id) for entry in rule_set.indicators})
    rules = {"type": "calculate", "name": "rules_version", "calculation": f"'{rule_set.version}'"}
    return [*(_worked_out(each) for each in made), rules]


def _worked_out(each: xpath.Calculation) -> Row:
    return {"type": "calculate", "name": each.name, "calculation": each.expression}


def _told(method: str) -> list[Row]:
    """What the form worked out, for reviews that show it; without it the answers are not steered."""
    words = "''"
    for class_id, vi, _en in reversed(_CLASSES):
        words = f"if(${{{xpath.CLASS}}} = '{class_id}', '{vi}', {words})"
    shown = (
        ("Điểm B1: ${b1}, điểm B2: ${b2}. ", "B1: ${b1} points, B2: ${b2} points. ")
        if method == "points"
        else ("Thiếu hụt ${deprivations} chỉ số. ", "${deprivations} indicators lacking. ")
    )
    return [
        {"type": "calculate", "name": "class_in_words", "calculation": words},
        {"type": "note", "name": "told", "relevant": f"${{{xpath.COMPLETE}}} = 1",
         **_label(shown[0] + "Tạm xếp: ${class_in_words}.", shown[1] + "For now: ${class_in_words}.")},
    ]  # fmt: skip


def _chosen() -> list[Row]:
    """The household by its code; what the list knows of it follows the choice and is shown."""
    code, vi, en = _FACTS[0]
    rows = [
        {"type": f"select_one_from_file {LIST}", "name": code, "required": "yes", "appearance": "autocomplete",
         **_label(vi, en)}
    ]  # fmt: skip
    rows += [_from_list(name) for name in ("head_name", "ward_name", "group", "address", "roster", "case_version")]
    shown = "${head_name}, ${address}. ${roster}"
    return [*rows, {"type": "note", "name": "who", **_label(shown, shown)}]


def _from_list(name: str) -> Row:
    instance = LIST.removesuffix(".csv")
    steps = (f"instance('{instance}')", "root", "item[name = ${household_code}]", name)
    return {"type": "calculate", "name": name, "calculation": "/".join(steps)}


def _visit() -> list[Row]:
    """What a visit leaves behind besides answers. Nothing here is ever a condition."""
    smaller = f"max-pixels={_LONGEST_SIDE}"
    return [
        {"type": "geopoint", "name": "place", **_label("Vị trí (không bắt buộc)", "Place (optional)")},
        {"type": "image", "name": PHOTOS[0], "parameters": smaller, **_label("Ảnh", "Photograph")},
        {"type": "image", "name": PHOTOS[1], "parameters": smaller, **_label("Ảnh thứ hai", "Second photograph")},
        {"type": "image", "name": SIGNED_HOUSEHOLD, "appearance": "signature", "parameters": smaller,
         **_label("Chữ ký của hộ", "Signature of the household")},
        {"type": "image", "name": SIGNED_ENUMERATOR, "appearance": "signature", "parameters": smaller,
         **_label("Chữ ký của điều tra viên", "Signature of the enumerator")},
        {"type": "text", "name": "visit_note", "appearance": "multiline", **_label("Ghi chú", "Note")},
    ]  # fmt: skip


# completed months: years and months apart, one less before the day of the month
_AGE = (
    "(int(format-date(${review_date}, '%Y')) - int(format-date(${birth_date}, '%Y'))) * 12"
    " + int(format-date(${review_date}, '%n')) - int(format-date(${birth_date}, '%n'))"
    " - if(int(format-date(${review_date}, '%e')) < int(format-date(${birth_date}, '%e')), 1, 0)"
)


def _label(vi: str, en: str) -> Row:
    return {f"label::{_VI}": vi, f"label::{_EN}": en}


def _question(entry: Input) -> Row:
    unit = f" ({written(entry.unit)})" if entry.unit else ""
    row = {"name": entry.id, **_label(entry.label.vi + unit, entry.label.en + unit)}
    if entry.note:
        row[f"hint::{_VI}"] = entry.note
    if entry.scored and entry.blank is None:
        row["required"] = "yes"
    if entry.asked_when is not None and entry.id != "sex":  # the form records the sex of everybody
        row["relevant"] = _asked(entry.asked_when)
    if entry.codes:
        return row | {"type": f"select_one {entry.id}"}
    low, high = (
        format(Decimal(bound).scaleb(-entry.decimals).normalize(), "f") for bound in (entry.minimum, entry.maximum)
    )
    return row | {"type": "integer" if entry.type == "integer" else "decimal", **_range(low, high, entry.decimals)}


def _range(low: str, high: str, decimals: int = 0) -> Row:
    """Between two bounds, with no more decimals than are kept; a decimal of a computer is never exactly itself."""
    scale = 10**decimals
    exact = f" and abs(. * {scale} - round(. * {scale})) < 0.001" if decimals else ""
    places = (f", nhiều nhất {decimals} số lẻ", f", at most {decimals} decimals") if decimals else ("", "")
    return {
        "constraint": f". >= {low} and . <= {high}{exact}",
        f"constraint_message::{_VI}": f"Ghi số từ {low} đến {high}{places[0]}.",
        f"constraint_message::{_EN}": f"Enter a number from {low} to {high}{places[1]}.",
    }


def _asked(node: Node) -> str:
    """A skip rule as ODK writes it; skip rules compare codes and counts, which are not scaled."""
    kind = node[0]
    if kind == "n":
        return str(node[1])
    if kind == "get":
        return "${" + str(node[1]) + "}"
    if kind == "not":
        return f"not({_asked(node[1])})"
    if kind in ("and", "or"):
        return "(" + f" {kind} ".join(_asked(part) for part in node[1:]) + ")"
    if kind == "in":
        return "(" + " or ".join(f"{_asked(node[1])} = {value}" for value in node[2]) + ")"
    operator = "=" if kind == "==" else kind
    return f"{_asked(node[1])} {operator} {_asked(node[2])}"

"""Paper forms of households and the blank form A, from the rule set's own questions.

Last year's answers stand lightly in the boxes; the QR leads back to the household's form on the screen.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

import segno

from chungtay.rulebook.errors import RuleSetIncomplete
from chungtay.rulebook.model import RuleSet
from chungtay.rulebook.questionnaire import Question, Questionnaire, flat
from chungtay.workbooks.writing.pdf import write_pdf

EMPTY_ROWS = 3
FEWEST_ROWS = 6
_DOTS = "." * 24
_CLASSES = {"poor": "hộ nghèo", "near_poor": "hộ cận nghèo", "": "không có trong danh sách"}


@dataclass(frozen=True, slots=True)
class PaperForm:
    """One household on paper. `last` are its answers of the last review, `members` begin with the register's; `address`
    of the QR is "" on a blank form; `visit` names a second visit, whose paper tells nothing of the first or of last
    year."""

    code: str
    head: str
    ward: str
    group: str
    place: str
    was: str
    visitor: str
    members: Sequence[dict[str, Any]]
    last: dict[str, Any]
    address: str
    visit: str = ""


def write_paper_forms(
    path: Path, forms: Sequence[PaperForm], questions: Questionnaire, *, on: datetime.date, origin: str
) -> None:
    """One PDF with every form from a new page, pages counted household by household."""
    points = questions.method == "points"
    data = {
        "title": f"Phiếu rà soát ({len(forms)} hộ)",
        "origin": origin,
        "heading": "PHIẾU RÀ SOÁT HỘ GIA ĐÌNH" if points else "PHIẾU KÊ KHAI THU NHẬP VÀ MỨC ĐỘ THIẾU HỤT",
        "note": _note(questions),
        "note_again": f"{questions.rule_set.label.vi}. Người đến hộ hỏi lại từ đầu; phiếu không ghi câu trả lời trước.",
        "part_a": "A. THÔNG TIN CỦA HỘ" if points else "A. THU NHẬP VÀ CÁC CHỈ SỐ",
        "part_b": "B. THÀNH VIÊN CỦA HỘ",
        "turned": points,
        "questions": [_question(question) for question in questions.household],
        "columns": [_question(question) for question in questions.member],
        "forms": [_form(form, questions) for form in forms],
    }
    write_pdf(path, "paper_form", data, on=on)


def _note(questions: Questionnaire) -> str:
    rules = questions.rule_set
    said = "Chữ mờ là câu trả lời của lần rà soát trước; ghi câu trả lời lần này đè bên cạnh."
    return f"{rules.label.vi}. {said}"


def _question(question: Question) -> dict[str, str]:
    unit = f" ({question.unit})" if question.unit else ""
    codes = "; ".join(f"{code}. {label.vi}" for code, label in question.codes)
    return {"place": question.place, "label": question.label.vi + unit, "codes": codes}


def _form(form: PaperForm, questions: Questionnaire) -> dict[str, Any]:
    last = flat(form.last)
    return {
        "issuer": [f"UBND {form.ward[0].lower()}{form.ward[1:]}" if form.ward else _DOTS, form.group or _DOTS],
        "code": form.code or _DOTS,
        "head": form.head or _DOTS,
        "address": form.place or _DOTS,
        "was": "" if form.visit else _CLASSES.get(form.was, _CLASSES[""]) if form.code else _DOTS,
        "visit": form.visit,
        "visitor": form.visitor or _DOTS,
        "qr": _qr(form.address),
        "last": [question.show(last.get(question.path)) for question in questions.household],
        "rows": _rows(form, questions),
    }


def _rows(form: PaperForm, questions: Questionnaire) -> list[list[str]]:
    before = {member["person"]: member for member in form.last.get("members") or [] if member.get("person")}
    rows = []
    for member in form.members:
        known = before.get(member.get("person"), {}) | member
        rows.append([question.show(known.get(question.id)) for question in questions.member])
    blank = ["" for _question in questions.member]
    return rows + [blank] * max(EMPTY_ROWS, FEWEST_ROWS - len(rows))


def _qr(address: str) -> str:
    if not address:
        return ""
    drawn = BytesIO()
    segno.make(address, error="m", micro=False).save(drawn, kind="svg", scale=4, border=1, xmldecl=False)
    return drawn.getvalue().decode()


def write_form_a(
    path: Path, rules: RuleSet, *, head: str = "", place: str = "", ward: str = "", group: str = "", on: datetime.date
) -> None:
    """Phiếu A, blank or for one household. Raises RuleSetIncomplete where the period has none."""
    form = rules.screening
    if form is None:
        raise RuleSetIncomplete(f"Bộ quy tắc {rules.id} không có Phiếu A.", f"The rule set {rules.id} has no Form A.")
    data = {
        "title": "Phiếu A. Phiếu rà soát nhanh",
        "origin": f"Phiếu A · {form.source.instrument}, Phụ lục II, trang {form.source.page} · {rules.version}",
        "heading": "PHIẾU A. RÀ SOÁT NHANH",
        "note": f"{form.source.instrument}, Phụ lục II (trang {form.source.page})",
        "issuer": [f"UBND {ward[0].lower()}{ward[1:]}" if ward else f"UBND xã/phường/thị trấn {_DOTS}", group or _DOTS],
        "head": head or _DOTS * 2,
        "address": place or _DOTS * 2,
        "part_1": "I. Các điều kiện (có một điều kiện thì không rà soát)",
        "part_2": "II. Các chỉ tiêu",
        "conditions": [label.vi for _key, label in form.conditions],
        "criteria": [label.vi for _key, label in form.criteria],
        "rule": f"Không có điều kiện nào ở mục I và có dưới {form.cut_off:02d} chỉ tiêu ở mục II: đưa vào danh sách rà"
        f" soát Phiếu B. Từ {form.cut_off:02d} chỉ tiêu trở lên: không rà soát Phiếu B.",
    }
    write_pdf(path, "form_a", data, on=on)

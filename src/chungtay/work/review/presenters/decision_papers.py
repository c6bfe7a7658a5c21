"""The decision, the certificates and the letters as they are printed: plain values for the sheets in `workbooks`."""

from __future__ import annotations

import datetime
import io
from collections.abc import Iterable, Mapping
from typing import Any

import segno
from django.utils import timezone

from chungtay.foundation.core.templatetags.words import day
from chungtay.foundation.places.models import Unit
from chungtay.rulebook import rule_sets
from chungtay.work.review.models import Certificate, Decision, DecisionKind, DecisionState, Opinion
from chungtay.work.review.presenters.letters import Letter
from chungtay.work.review.queries.campaigns import process_of
from chungtay.work.review.queries.decisions import LISTS, lists_of, main_of

_TITLES = {
    "poor": "DANH SÁCH HỘ NGHÈO",
    "near_poor": "DANH SÁCH HỘ CẬN NGHÈO",
    "escaped_poor": "DANH SÁCH HỘ THOÁT NGHÈO",
    "escaped_near_poor": "DANH SÁCH HỘ THOÁT CẬN NGHÈO",
}
_NAMES = {
    "poor": "Hộ nghèo",
    "near_poor": "Hộ cận nghèo",
    "escaped_poor": "Hộ thoát nghèo",
    "escaped_near_poor": "Hộ thoát cận nghèo",
}
_SUB = {"income_poor": "nghèo về thu nhập", "deprivation_poor": "nghèo do thiếu hụt"}
_BLANK = "............"
_RELATIONS = {
    "head": "Chủ hộ",
    "spouse": "Vợ/chồng",
    "child": "Con",
    "parent": "Bố/mẹ",
    "grandchild": "Cháu",
    "grandparent": "Ông/bà",
    "sibling": "Anh/chị/em",
    "other": "Khác",
}


def decision_data(decision: Decision, *, address: str, now: datetime.datetime) -> dict[str, Any]:
    """What the sheet of a decision shows; `address` leads back to its page."""
    ward = decision.ward.ward
    signed = decision.state == DecisionState.SIGNED
    annex = decision.annex
    return {
        "title": f"Quyết định {decision.number or 'dự thảo'}",
        "issuer": issuer(ward),
        "number": decision.number or f"{_BLANK}/QĐ-UBND",
        "dated": dated(ward, decision.signed_on),
        "draft": not signed,
        "subject": _subject(decision),
        "authority": f"CHỦ TỊCH ỦY BAN NHÂN DÂN {ward.name.upper()}",
        "basis": basis_of(decision),
        "articles": _articles(decision),
        "recipients": ["Như Điều 3", "Cơ quan cấp trên phụ trách công tác giảm nghèo (để báo cáo)", "Lưu: VT"],
        "office": [decision.title or "CHỦ TỊCH"],
        "signatory": decision.signatory,
        "annexes": _annexes(annex, decision),
        "qr": qr(address),
        "qr_words": "Quét để mở quyết định này trong hệ thống",
        "origin": origin(decision, now),
    }


def issuer(ward: Unit) -> list[str]:
    return ["ỦY BAN NHÂN DÂN", ward.name.upper()]


def dated(ward: Unit, on: datetime.date | None) -> str:
    name = ward.name.split(" ", 1)[1] if " " in ward.name else ward.name
    if on is None:
        return f"{name}, ngày ..... tháng ..... năm ......"
    # a day below ten and the months January and February get a nought, so that nothing can be written before them
    month = f"{on:%m}" if on.month <= 2 else str(on.month)
    return f"{name}, ngày {on:%d} tháng {month} năm {on:%Y}"


def origin(decision: Decision, now: datetime.datetime) -> str:
    return (
        f"Dữ liệu chốt {timezone.localtime(decision.drafted_at):%d/%m/%Y %H:%M} · SHA-256 {decision.digest[:16]}"
        f" · in {timezone.localtime(now):%d/%m/%Y %H:%M}"
    )


def _subject(decision: Decision) -> list[str]:
    year = decision.effective_on.year if decision.effective_on else decision.ward.campaign.year
    if decision.kind == DecisionKind.REVOKE:
        return ["Về việc hủy công nhận hộ nghèo, hộ cận nghèo"]
    if decision.kind == DecisionKind.CORRECT:
        return ["Về việc đính chính kết quả công nhận hộ nghèo, hộ cận nghèo"]
    return ["Về việc công nhận hộ nghèo, hộ cận nghèo,", f"hộ thoát nghèo, hộ thoát cận nghèo năm {year}"]


def said_by_others(mark: str) -> str:
    """What stands beside an article whose wording nobody of ours has seen."""
    return "" if mark == "V" else " (theo nguồn khác, chưa thấy nguyên văn)"


def basis_of(decision: Decision) -> list[str]:
    """Instruments with the article; beside one that our sources tell only by others stands that it is so."""
    campaign = decision.ward.campaign
    step = process_of(campaign).step("decision")
    lines = [f"Căn cứ {step.article}{said_by_others(step.mark)};"]
    for each in decision.annex.get("standards", []):
        rules = rule_sets.load(each["rule_set"])
        article = next((r.article for r in rules.rules if r.method == each["method"]), "")
        lines.append(f"Căn cứ {rules.label.vi}{f' ({article})' if article else ''};")
    lines.append(f"Căn cứ Quyết định số {campaign.decision_number} ngày {day(campaign.decision_date)} về việc rà soát;")
    opinion = Opinion.objects.filter(ward=decision.ward_id, state="agreed").order_by("-number").first()
    if opinion is not None:
        lines.append(f"Căn cứ ý kiến của Ủy ban nhân dân cấp huyện tại Công văn số {opinion.reply};")
    if decision.corrects:
        lines.append(f"Căn cứ Quyết định số {decision.corrects.number} ngày {day(decision.corrects.signed_on)};")
    lines.append("Xét đề nghị của Ban Chỉ đạo rà soát hộ nghèo, hộ cận nghèo.")
    return lines


def _articles(decision: Decision) -> list[dict[str, Any]]:
    annex, ward = decision.annex, decision.ward.ward
    begins = day(decision.effective_on) if decision.effective_on else _BLANK
    first: dict[str, Any] = {"head": ["Danh sách"], "rows": []}
    if decision.kind == DecisionKind.REVOKE:
        first["text"] = f"Hủy công nhận {len(annex['rows'])} hộ có tên trong danh sách kèm theo. Lý do: {decision.why}"
    else:
        what = "Đính chính kết quả của" if decision.kind == DecisionKind.CORRECT else "Công nhận"
        why = f" Lý do: {decision.why}" if decision.why else ""
        first["text"] = f"{what} các hộ trên địa bàn {ward.name} có tên trong danh sách kèm theo.{why}"
        standards = [each["rule_set"] for each in annex["standards"]]
        first["head"] += [rule_sets.load(name).label.vi for name in standards]
        first["rows"] = [
            [_NAMES[kind], *(f"{len(lists_of(annex, name)[kind])} hộ" for name in standards)] for kind in LISTS
        ]
    return [
        first,
        {
            "text": f"Quyết định này có hiệu lực từ ngày {begins}. Danh sách kèm theo là một phần của quyết định.",
            "head": [],
            "rows": [],
        },
        {
            "text": "Ban Chỉ đạo rà soát, các tổ dân phố, thôn và các hộ có tên trong danh sách chịu trách nhiệm thi "
            "hành quyết định này.",
            "head": [],
            "rows": [],
        },
    ]


def _annexes(annex: Mapping[str, Any], decision: Decision) -> list[dict[str, Any]]:
    main = main_of(annex)
    under = f"(Kèm theo Quyết định số {decision.number or _BLANK} ngày {day(decision.signed_on)})"
    if decision.kind == DecisionKind.REVOKE:
        rows = [_row(number, row, row["address"]) for number, row in enumerate(annex["rows"], 1)]
        return [_annex("Phụ lục", "DANH SÁCH HỘ BỊ HỦY CÔNG NHẬN", under, rows, "Ghi chú")]
    found, number = [], 0
    for standard in (each["rule_set"] for each in annex["standards"]):
        lists, label = lists_of(annex, standard), rule_sets.load(standard).label.vi
        for kind in LISTS:
            if standard != main and not lists[kind]:
                continue
            number += 1
            rows = [
                _row(place, row, _SUB.get(row["found"][standard]["sub"], ""))
                for place, row in enumerate(lists[kind], 1)
            ]
            said = under if standard == main else f"{under} - để đối chiếu: {label}"
            found.append(_annex(f"Phụ lục {number}", _TITLES[kind], said, rows, "Ghi chú"))
    return found


def _annex(number: str, title: str, under: str, rows: list[list[str]], last: str) -> dict[str, Any]:
    return {
        "number": number,
        "title": title,
        "under": under,
        "rows": rows,
        "last": last,
        "total": f"Tổng cộng: {len(rows)} hộ",
    }


def _row(number: int, row: Mapping[str, Any], note: str) -> list[str]:
    place = ", ".join(part for part in (row["address"], row["group"]) if part)
    return [str(number), row["head"], str(row["members"]), row["born"], place, note]


def certificate_data(certificates: Iterable[Certificate], *, form: str, now: datetime.datetime) -> dict[str, Any]:
    """Sheets of certificates of one ward. `form` is the number of the printed form as the office uses it: the sources
    do not agree on it."""
    rows = list(certificates)
    ward = rows[0].decision.ward.ward
    return {
        "title": f"Giấy chứng nhận {ward.name}",
        "form": form,
        "issuer": issuer(ward),
        "certificates": [_sheet(each) for each in rows],
        "notes": [
            "Giấy này là căn cứ để các thành viên có tên hưởng chính sách đối với hộ nghèo, hộ cận nghèo.",
            "Khi thành viên hoặc nơi ở thay đổi, báo Ủy ban nhân dân cấp xã để ghi vào cột ghi chú thay đổi.",
            "Mã QR do Ủy ban nhân dân cấp xã ký số; kiểm tra tại trang “Kiểm tra giấy chứng nhận”, mở rồi không cần "
            "mạng.",
        ],
        "qr_words": "Mã kiểm tra giấy chứng nhận",
        "origin": f"In {timezone.localtime(now):%d/%m/%Y %H:%M} · {len(rows)} giấy",
    }


def _sheet(each: Certificate) -> dict[str, Any]:
    decision, poor = each.decision, each.class_id == "poor"
    name = "HỘ NGHÈO" if poor else "HỘ CẬN NGHÈO"
    step = process_of(decision.ward.campaign).step("certificates")
    written = each.written
    says = (
        f"Là {name.lower()} trên địa bàn {decision.ward.ward.name} từ ngày {day(each.valid_from)} đến ngày "
        f"{day(each.valid_to)}."
    )
    return {
        "number": each.number,
        "title": f"GIẤY CHỨNG NHẬN {name}",
        "revoked": "ĐÃ THU HỒI" if each.revoked_at else "",
        "basis": [
            f"Căn cứ {step.article}{said_by_others(step.mark)};",
            f"Căn cứ Quyết định số {decision.number} ngày {day(decision.signed_on)}.",
        ],
        "facts": [
            ["Họ và tên chủ hộ", written["head"]],
            ["Dân tộc", written["ethnicity"] or _BLANK],
            ["Số định danh/CCCD", f"{_BLANK}{_BLANK}  cấp ngày {_BLANK}"],
            ["Nơi ở", written["address"] or _BLANK],
        ],
        "says": says,
        "members": [_member(number, row) for number, row in enumerate(written["members"], 1)],
        "qr": qr(each.payload),
        "dated": dated(decision.ward.ward, timezone.localdate(each.issued_at)),
        "office": [decision.title or "CHỦ TỊCH"],
        "signatory": decision.signatory,
    }


def _member(number: int, row: Mapping[str, str]) -> list[str]:
    year = row["birth"][-4:]
    male = row["sex"] == "male"
    relation = _RELATIONS.get(row["relation"], row["relation"])
    return [str(number), row["name"], row["ethnicity"], relation, year if male else "", "" if male else year, ""]


def letter_data(
    letters: Iterable[Letter], *, ward: Unit, on: datetime.date, addresses: Mapping[int, str]
) -> dict[str, Any]:
    """Sheets of letters; `addresses` (case -> page) may be empty."""
    return {
        "title": f"Thư giải thích kết quả rà soát, {ward.name}",
        "issuer": issuer(ward),
        "dated": dated(ward, on),
        "letters": [
            {
                "to": each.to,
                "parts": [
                    {"heading": part.heading, "lines": part.lines, "rows": [list(row) for row in part.rows]}
                    for part in each.parts
                ],
                "qr": qr(addresses[each.case.pk]) if each.case.pk in addresses else "",
            }
            for each in letters
        ],
        "qr_words": "Cán bộ quét mã này để mở hồ sơ của hộ",
        "origin": f"Thư in ngày {on:%d/%m/%Y}; kết quả như đã lưu, không tính lại",
    }


def qr(text: str) -> str:
    """A QR code as SVG."""
    held = io.BytesIO()
    segno.make(text, error="m", micro=False).save(held, kind="svg", border=2, xmldecl=False)
    return held.getvalue().decode("ascii")

"""The letter that answers a complaint, and the answer to a request."""

from __future__ import annotations

from chungtay.work.review.models import Complaint, Request, Upheld
from chungtay.work.review.presenters.meetings import FOR_HAND, official
from chungtay.work.review.queries.campaigns import main_standard
from chungtay.workbooks.writing.paper import Paper


def answer_letter(complaint: Complaint) -> Paper:
    """To whoever complained; their name is written in by hand, so that it stands in no file."""
    ward, case, posting = complaint.ward.ward, complaint.case, complaint.posting
    rule_set = main_standard(complaint.ward.campaign).rule_set
    found = official(case.class_id, rule_set) if case else FOR_HAND
    right = complaint.upheld == Upheld.YES
    result = (
        f"Khiếu nại đúng. Kết quả của hộ được sửa thành: {found}, và được niêm yết lại."
        if right
        else f"Khiếu nại không đúng. Giữ nguyên kết quả đã niêm yết: {found}."
    )
    day = complaint.answered_at
    return Paper(
        title=f"Trả lời khiếu nại {complaint.receipt}",
        issuer=[f"UBND {ward.name.upper()}", "Số: ........../TL-UBND"],
        heading=["TRẢ LỜI KHIẾU NẠI", "VỀ KẾT QUẢ RÀ SOÁT HỘ NGHÈO, HỘ CẬN NGHÈO"],
        dated=f"{ward.name}, ngày {day:%d} tháng {day:%m} năm {day:%Y}" if day else f"{ward.name}, ngày {FOR_HAND}",
        origin=f"Khiếu nại {complaint.receipt} · nhận ngày {complaint.received_on:%d/%m/%Y}",
        intro=[
            f"Kính gửi: Ông/Bà {FOR_HAND}{FOR_HAND}",
            f"Ngày {complaint.received_on:%d/%m/%Y}, Ủy ban nhân dân {ward.name} nhận khiếu nại số {complaint.receipt}"
            f" về kết quả rà soát của hộ {case.head_name if case else FOR_HAND},"
            f" danh sách niêm yết số {posting.number if posting else FOR_HAND}.",
            "Nội dung khiếu nại: " + complaint.words,
            "Hộ đã được phúc tra bởi người không tham gia rà soát lần đầu.",
            result,
            complaint.answer,
        ],
        signatures=["NƠI NHẬN: như trên; lưu", "CHỦ TỊCH"],
    )


def request_letter(request: Request) -> Paper:
    """The answer to a request, with its reasons."""
    ward, day = request.area, request.answered_at
    return Paper(
        title=f"Trả lời giấy đề nghị {request.receipt}",
        issuer=[f"UBND {ward.name.upper()}", "Số: ........../TL-UBND"],
        heading=["TRẢ LỜI GIẤY ĐỀ NGHỊ RÀ SOÁT HỘ NGHÈO, HỘ CẬN NGHÈO"],
        dated=f"{ward.name}, ngày {day:%d} tháng {day:%m} năm {day:%Y}" if day else f"{ward.name}, ngày {FOR_HAND}",
        origin=f"Giấy đề nghị {request.receipt} · nhận ngày {request.received_on:%d/%m/%Y}",
        intro=[f"Kính gửi: Ông/Bà {FOR_HAND}{FOR_HAND}", request.answer],
        signatures=["NƠI NHẬN: như trên; lưu", "CHỦ TỊCH"],
    )

"""The letter that answers a complaint, and the answer to a request."""

from __future__ import annotations

from chungtay.foundation.places.models import Unit
from chungtay.work.review.models import ClosedWhy, Complaint, Request, Upheld
from chungtay.work.review.presenters.meetings import FOR_HAND, official
from chungtay.work.review.queries.campaigns import main_standard
from chungtay.work.review.queries.holding import recognised_as
from chungtay.work.review.queries.left_here import LeftHere
from chungtay.workbooks.writing.paper import Paper

_WHERE = {
    ClosedWhy.MOVED: "đã chuyển đi khỏi {ward}. Việc rà soát nay thuộc Ủy ban nhân dân cấp xã nơi hộ đang ở: đề nghị"
    " gửi giấy đề nghị rà soát đến đó, hoặc nộp ở bộ phận tiếp nhận gần nhất",
    ClosedWhy.MERGED: "đã nhập vào hộ khác. Hộ đang cùng sống có thể gửi giấy đề nghị rà soát cho cả hộ đến Ủy ban nhân"
    " dân cấp xã nơi ở",
    ClosedWhy.DISSOLVED: "không còn thành viên nào. Người thân ở hộ khác có thể gửi giấy đề nghị rà soát hộ của mình"
    " đến Ủy ban nhân dân cấp xã nơi ở",
}
_TWICE = (
    "được ghi trùng với một hộ khác trong sổ hộ dân. Kết quả của hộ kia là kết quả; không đồng ý thì hỏi cán bộ của"
    " {ward}"
)


def left_answer(left: LeftHere, ward: Unit) -> str:
    """What the leader may write of a household that is no longer here: why, and where to turn. In Vietnamese, as it
    goes into the letter."""
    if left.to is not None:
        where = f"{left.to.name}, {left.to.parent.name}" if left.to.parent else left.to.name
        said = (
            f"nay ở {where} theo sổ hộ dân. Đề nghị gửi giấy đề nghị rà soát đến Ủy ban nhân dân {left.to.name}, hoặc"
            " nộp ở bộ phận tiếp nhận gần nhất"
        )
    else:
        said = _WHERE.get(ClosedWhy(left.why), _TWICE).format(ward=ward.name)
    return f"Hộ {said}."


def answer_letter(complaint: Complaint) -> Paper:
    """To whoever complained; their name is written in by hand, so that it stands in no file."""
    ward, case, posting = complaint.ward.ward, complaint.case, complaint.posting
    rule_set = main_standard(complaint.ward.campaign).rule_set
    found = official(recognised_as(case), rule_set) if case else FOR_HAND
    right, left = complaint.upheld == Upheld.YES, complaint.upheld == Upheld.LEFT
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
            *(
                [f"Hộ không còn ở {ward.name} nên không phúc tra; khiếu nại kết thúc."]
                if left
                else ["Hộ đã được phúc tra bởi người không tham gia rà soát lần đầu.", result]
            ),
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
        intro=[
            f"Kính gửi: Ông/Bà {FOR_HAND}{FOR_HAND}",
            *([f"Hộ không còn ở {ward.name} nên không được rà soát ở đây."] if request.left else []),
            request.answer,
        ],
        signatures=["NƠI NHẬN: như trên; lưu", "CHỦ TỊCH"],
    )

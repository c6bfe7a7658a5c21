"""From the end of the posting to a certificate that somebody checks: officer, district, chair, any passer-by."""

from __future__ import annotations

import cbor2
import pytest
import segno
from playwright.sync_api import expect

from chungtay.foundation.core import cose
from chungtay.work.review.models import Certificate
from chungtay.work.review.operations import certificates
from tests import campaigns as made_up
from tests import decided as made

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def office(units):
    found = made_up.office(units)
    made_up.register(found)
    return found


@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_asked_agreed_drafted_signed_issued(visit, office, size, worker):
    ward = made.settled(office)
    officer = visit(size)
    officer.sign_in("officer-review")
    page = officer.page
    here = f"/00016/2019/dot-ra-soat/{ward.campaign_id}/quyet-dinh/"
    page.goto(here)
    officer.check()
    page.get_by_label("Số báo cáo của phường, xã").fill("120/BC-UBND")
    page.get_by_role("button", name="Xin ý kiến cấp huyện").click()
    expect(page.get_by_text("Đã gửi danh sách lên cấp huyện")).to_be_visible()

    chief = visit(size)
    chief.sign_in("chief-review")
    chief.page.goto("/001/2019/")
    chief.page.get_by_role("link", name="Cho ý kiến").click()
    expect(chief.page.get_by_text("Phạm Thị Bưởi")).to_be_visible()
    chief.page.get_by_label("Số công văn của cấp huyện").fill("88/UBND-LĐTBXH")
    chief.check()
    chief.page.get_by_role("button", name="Đồng ý với danh sách").click()
    expect(chief.page.get_by_text("Đã gửi trả lời cho phường, xã")).to_be_visible()

    page.goto(here)
    page.get_by_role("button", name="Dự thảo quyết định").click()
    expect(page.get_by_role("heading", level=1, name="Dự thảo quyết định")).to_be_visible()
    officer.check()

    leader = visit(size)
    leader.sign_in("leader-review")
    leader.page.goto("/00016/2019/")
    expect(leader.page.get_by_text("Một quyết định chờ ký")).to_be_visible()
    leader.page.goto(here)
    leader.page.get_by_role("table").last.get_by_role("link", name="Dự thảo").click()
    expect(leader.page.get_by_text("Ký rồi thì điều gì xảy ra")).to_be_visible()
    leader.check()
    leader.page.get_by_label("Số quyết định").fill("210/QĐ-UBND")
    leader.page.get_by_role("button", name="Ký quyết định").click()
    expect(leader.page.get_by_text("Phân loại đã ghi vào sổ hộ")).to_be_visible()
    leader.check()
    with leader.page.expect_download() as paper:
        leader.page.get_by_role("link", name="Quyết định và phụ lục").click()
    assert paper.value.path().read_bytes().startswith(b"%PDF")

    leader.page.get_by_role("main").get_by_role("link", name="Giấy chứng nhận").last.click()
    leader.page.get_by_role("button", name="Cấp giấy còn thiếu").click()
    expect(leader.page.get_by_text("Đã cấp 3 giấy chứng nhận")).to_be_visible()
    leader.check()

    page.goto(f"/00016/2019/dot-ra-soat/{ward.campaign_id}/thu-giai-thich/")
    officer.check()
    page.get_by_role("link", name="Trần Thị Hường", exact=True).click()
    expect(page.get_by_text("800.000 đồng").first).to_be_visible()
    officer.check()
    page.go_back()
    page.get_by_role("button", name="Viết tất cả thư").click()
    worker()
    page.reload()
    expect(page.get_by_text("Đã viết thư cho 5 hộ")).to_be_visible()
    with page.expect_download() as letters:
        page.get_by_role("link", name="Đến nơi của việc này").or_(page.locator("#job a.button")).first.click()
    assert letters.value.path().read_bytes().startswith(b"%PDF")


def _forged(text: str) -> list[str]:
    """Codes whose parts are of other kinds than COSE has them, around a real header and a real signature."""
    real = cbor2.loads(cose.unbase45(text.removeprefix("CT1:")))
    header, more, claims, signature = real.value
    parts = [
        [cbor2.dumps(5), more, claims, signature],  # a header that is no map
        [cbor2.dumps([1, 2]), more, claims, signature],
        [b"", more, claims, signature],
        [5, more, claims, signature],
        [header, more, "claims", signature],
        [header, more, claims, "x" * 64],
        [header, more, 7, list(range(64))],
        [header, more, cbor2.dumps("text"), signature],
        "four",
    ]
    made = ["CT1:" + cose.base45(cbor2.dumps(cbor2.CBORTag(18, each))) for each in parts]
    return [*made, "CT1:", "CT1:" + cose.base45(b"\xd2\x9b" + b"\xff" * 8), "CT1:" + cose.base45(b"\xd2" * 3_000)]


@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_anybody_checks_a_certificate_without_a_network(visit, office, size, tmp_path):
    """2020 has passed, so what was issued for it has expired; a certificate of this year is made beside it."""
    decision = made.decided(office)
    certificates.issue(decision, by=office.people["leader"], at=made.SIGNED)
    old = Certificate.objects.get(serial="00016-2020-00001")
    now = made.certificate_of_today(office, decision)
    revoked = made.certificate_of_today(office, decision, number=2)
    certificates.revoke(revoked, why="Báo mất", by=office.people["leader"], at=made.now())

    guest = visit(size)
    page = guest.page
    page.goto("/giay-chung-nhan/")
    expect(page.locator("body[data-ready=yes]")).to_be_attached()
    guest.check()
    page.evaluate("navigator.serviceWorker.ready")
    guest.context.set_offline(True)
    page.goto("/giay-chung-nhan/")  # from what the device kept
    expect(page.locator("body[data-ready=yes]")).to_be_attached()

    def said(text: str) -> str:
        page.get_by_label("Nội dung của mã").fill(text)
        page.get_by_role("button", name="Kiểm tra").click()
        expect(page.locator("#answer h2")).to_be_visible()
        return page.locator("#answer").inner_text()

    found = said(now.payload)
    assert "Giấy chứng nhận này có giá trị" in found
    assert "Phường Ngọc Hà" in found
    guest.check()
    guest.picture("certificate-check")
    assert "ĐÃ THU HỒI" in said(revoked.payload)
    assert "HẾT HẠN" in said(old.payload)
    place = len(now.payload) // 2
    other = "0" if now.payload[place] != "0" else "1"
    assert "KHÔNG THẬT" in said(now.payload[:place] + other + now.payload[place + 1 :])
    assert "không phải mã" in said("https://example.org")

    for forged in _forged(now.payload):
        assert "KHÔNG THẬT" in said(forged), forged
    assert "Giấy chứng nhận này có giá trị" in said(now.payload)

    # and without typing: the code photographed on paper, read by the page's own reader where the browser has none
    photograph = tmp_path / "paper.png"
    segno.make(now.payload, error="m", micro=False).save(str(photograph), scale=5, border=4)
    page.get_by_label("Nội dung của mã").fill("")
    page.locator("input[type=file]").set_input_files(photograph)
    expect(page.locator("#answer h2")).to_have_text("Giấy chứng nhận này có giá trị")
    assert page.get_by_label("Nội dung của mã").input_value() == now.payload


def test_a_class_is_corrected_after_the_decision(visit, office):
    """Hường's pension was forgotten: a second visit by somebody else finds 1,100,000 đồng, so near-poor, not poor."""
    decision = made.decided(office)
    home = made.case(decision, "Trần Thị Hường")
    made_up.sent(office, home, made_up.declared(1_100_000), who="enumerator2", purpose="recheck", at=made.SIGNED)
    here = f"/00016/2019/dot-ra-soat/{decision.ward.campaign_id}/quyet-dinh/"
    officer = visit()
    officer.sign_in("officer-review")
    page = officer.page
    page.goto(f"{here}{decision.pk}/")
    page.get_by_text("Đính chính quyết định này").click()
    page.get_by_label("Lý do và giấy tờ làm căn cứ").fill("Tính thiếu tiền lương hưu")
    page.locator("[name=form]").check()
    officer.look()
    page.get_by_role("button", name="Dự thảo đính chính").click()
    expect(page.get_by_text("Dự thảo đã sẵn sàng để Chủ tịch ký.")).to_be_visible()
    officer.look()
    address = officer.path()

    leader = visit()
    leader.sign_in("leader-review")
    leader.page.goto(address)
    leader.page.get_by_label("Số quyết định").fill("211/QĐ-UBND")
    leader.look()
    leader.page.get_by_role("button", name="Ký quyết định").click()
    expect(leader.page.get_by_text("Phân loại đã ghi vào sổ hộ")).to_be_visible()
    leader.look()
    home.refresh_from_db()
    assert home.class_id == "near_poor"
    page.goto(f"{here}{decision.pk}/")  # the first decision stands as it was signed
    expect(page.get_by_role("row", name="Trần Thị Hường")).to_contain_text("Hộ nghèo")
    officer.look()

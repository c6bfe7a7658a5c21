"""The seed's September 2019 in a ward, clicked by everybody who has a part in it, from the decision that opens the
review to certificates and reports. The numbers are worked out by hand in
`tests/apps/work/review/test_a_whole_review.py`: national urban lines (QĐ 59/2015) poor to 900.000, near-poor to
1.300.000, poor between them with three deprivations; Hà Nội's lines 1.400.000 and 1.950.000 beside them."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from chungtay.foundation.core.queries.chain import verify_trail
from chungtay.work.review.models import Campaign
from tests import campaigns as made_up
from tests.journeys.conftest import Visit
from tests.journeys.enumerator.telephone import Telephone

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

# Household, income as it is typed, what it lacks.
FORMS = (
    ("Nguyễn Văn Đình", "1.500.000", ()),  # was poor; above 1.300.000: average living standard
    ("Trần Thị Hường", "1.000.000", ("2", "6")),  # was near-poor; two deprivations: near-poor
    ("Lê Quang Ánh", "1.200.000", ("2", "5", "9")),  # was near-poor; three deprivations: poor
    ("Phạm Thị Bưởi", "800.000", ()),  # on no list; poor by income
    ("Vũ Đức Cảnh", "2.500.000", ()),  # on no list; not poor
)


@pytest.fixture
def office(units, clock):
    clock.to(30, 8, 2019)
    found = made_up.office(units)
    made_up.register(found)
    return found


@pytest.fixture
def desk(visit):
    """The screen of a person, signed in once."""
    known: dict[str, Visit] = {}

    def at(who: str) -> Visit:
        if who not in known:
            known[who] = visit()
            known[who].sign_in(f"{who}-review")
            known[who].settle()
        return known[who]

    return at


def click(one: Visit, name: str, role: Any = "button") -> None:
    one.page.get_by_role("main").get_by_role(role, name=name, exact=True).first.click()


def told(one: Visit, words: str) -> None:
    """What the page answers to the last click."""
    expect(one.page.get_by_text(words).first).to_be_visible()


def taken(one: Visit, link: str, folder: Path) -> Path:
    """A paper that is downloaded, as a file."""
    with one.page.expect_download() as paper:
        one.page.get_by_role("main").get_by_role("link", name=link).first.click()
    path = folder / paper.value.suggested_filename
    paper.value.save_as(path)
    assert path.read_bytes()[:4] in (b"%PDF", b"PK\x03\x04")
    return path


def plan_and_open(desk: Any) -> str:
    """The address of the review."""
    officer, leader = desk("officer"), desk("leader")
    page = officer.page
    page.goto("/00016/2019/dot-ra-soat/")
    officer.look()
    click(officer, "Lập kế hoạch rà soát", "link")
    page.get_by_label("Ngày cuối").fill("30/09/2019")
    page.get_by_label("Chuẩn nghèo dùng để quyết định").select_option("vn-2016:income")
    page.locator("input[name=beside][value='vn-2016-hanoi:income']").check()
    page.get_by_label("phần trăm phải đồng ý").fill("50")
    for label, days in (("Niêm yết", "3"), ("khiếu nại", "7"), ("cấp huyện", "5")):
        page.locator(".fields label", has_text=label).locator("xpath=..").locator("input").fill(days)
    officer.look()
    click(officer, "Lưu kế hoạch")
    expect(page.get_by_role("status")).to_contain_text("lãnh đạo mở bằng quyết định")
    address = officer.path()
    leader.page.goto("/00016/2019/")
    leader.look()
    leader.page.goto(address)
    leader.page.get_by_label("Số quyết định").fill("45/QĐ-UBND")
    leader.page.get_by_label("Ngày quyết định").fill("30/08/2019")
    leader.look()
    click(leader, "Mở đợt rà soát")
    told(leader, "Đợt rà soát đã mở")
    return address


def ask_by_web(visit: Any) -> None:
    """A resident asks with form 01 on the public page."""
    resident = visit("phone")
    page = resident.page
    page.goto("/de-nghi/")
    page.get_by_label("Phường, xã").select_option(label="Phường Ngọc Hà")
    page.get_by_label("Ông, bà đề nghị gì").select_option(label="Đề nghị xét hộ nghèo, hộ cận nghèo")
    page.get_by_label("Họ tên, địa chỉ, điện thoại").fill("Phạm Thị Bưởi, số 4 ngõ 12")
    page.get_by_label("Gia đình ông, bà có gì thay đổi").fill("Chồng tôi mất việc.")
    resident.look("public-request")
    click(resident, "Gửi đề nghị")
    told(resident, "Đã nhận được")
    resident.look()


def list_all(desk: Any, address: str) -> None:
    """Last year's list, the one who asked, one whom the officer adds; then who visits."""
    officer = desk("officer")
    page = officer.page
    page.goto(address)
    click(officer, "Đưa danh sách năm trước vào")
    told(officer, "Đã đưa vào 3 hộ")
    page.goto("/00016/2019/de-nghi/")
    officer.look("requests")
    page.get_by_role("main").get_by_role("table").get_by_role("link").first.click()
    page.get_by_placeholder("Mã hộ hoặc tên chủ hộ").fill("pham thi buoi")
    click(officer, "Tìm")
    click(officer, "Hộ này")
    told(officer, "Đã tìm thấy hộ")
    officer.look("request")
    page.get_by_role("button", name=re.compile("Đưa vào danh sách")).click()
    told(officer, "Hộ đã vào danh sách")
    page.goto(f"{address}ho/them/")
    page.get_by_role("searchbox", name="Tên chủ hộ hoặc mã hộ").fill("vu duc canh")
    click(officer, "Tìm")
    page.get_by_label("Vũ Đức Cảnh").check()
    click(officer, "Đưa vào danh sách")
    told(officer, "Đã bổ sung 1 hộ")
    page.goto(address)
    click(officer, "Chốt mọi danh sách")
    click(officer, "Phân công ở Phường Ngọc Hà", "link")
    page.get_by_label("Enumerator-Review tham gia").check()
    officer.look()
    click(officer, "Chia phần còn lại")
    told(officer, "Đã chia các hộ")


def survey(one: Telephone, head: str, income: str, lacking: tuple[str, ...]) -> None:
    one.open_home(head)
    one.fill_income(income, lacking)
    one.finish()
    one.all_safe()


def confirm(desk: Any, address: str, head: str) -> None:
    officer = desk("officer")
    case = made_up.case_of(Campaign.objects.get(), head)
    officer.page.goto(f"{address}ho/{case.pk}/")
    click(officer, "Xác nhận phiếu")
    told(officer, "Đã xác nhận phiếu")


def hold_meeting(desk: Any, address: str, day: str, agreed: dict[str, int], folder: Path, pictures: str = "") -> None:
    """Called, shown on the wall, entered, closed with the minutes that were signed; twenty people came."""
    officer = desk("officer")
    page = officer.page
    page.goto(f"{address}hop-dan/")
    officer.look(pictures and f"{pictures}s")
    click(officer, "Mời họp", "link")
    page.get_by_label("Ngày", exact=True).fill(day)
    page.get_by_label("Giờ").fill("19:30")
    page.get_by_label("Nơi họp").fill("Nhà văn hóa")
    page.get_by_label("Chủ trì").fill("Đỗ Văn Tổ")
    page.get_by_label("Thư ký").fill("Ngô Thị Ký")
    officer.look()
    click(officer, "Mời họp")
    told(officer, "Đã mời họp")
    here = officer.path()
    click(officer, "Chiếu lên màn hình", "link")
    officer.look(pictures and f"{pictures}-shown")
    page.goto(here)
    page.get_by_label("Các hộ khác").fill("20")
    for head, count in agreed.items():
        page.get_by_label(f"Đồng ý: {head}", exact=True).fill(str(count))
        page.get_by_label(f"Không đồng ý: {head}", exact=True).fill(str(20 - count))
    officer.look(pictures)
    click(officer, "Lưu kết quả")
    told(officer, "Đã lưu kết quả")
    page.get_by_text("Giấy tờ", exact=True).click()
    taken(officer, "Danh sách đưa ra họp", folder)
    taken(officer, "Biên bản Word", folder)
    minutes = taken(officer, "Biên bản PDF", folder)
    page.get_by_label("Biên bản đã ký").set_input_files(minutes)
    click(officer, "Kết thúc cuộc họp")
    told(officer, "Đã kết thúc cuộc họp")
    officer.look(pictures and f"{pictures}-closed")


def post(desk: Any, address: str, papers: Path, picture: str = "") -> str:
    """The list is hung; the address of its public page."""
    officer = desk("officer")
    page = officer.page
    page.goto(f"{address}niem-yet/")
    officer.look(picture and f"{picture}s")
    click(officer, "Chuẩn bị danh sách", "link")
    page.get_by_label("Nơi niêm yết").fill("Trụ sở UBND phường\nNhà văn hóa")
    officer.look()
    click(officer, "Niêm yết")
    told(officer, "Đã niêm yết.")
    officer.look(picture)
    taken(officer, "In kèm mã QR", papers)
    return page.get_by_role("link", name="Trang công khai").get_attribute("href") or ""


def end_posting(desk: Any, address: str) -> None:
    officer = desk("officer")
    officer.page.goto("/00016/2019/")
    officer.page.goto(f"{address}niem-yet/")
    officer.page.get_by_role("link", name=re.compile("Danh sách \\d")).last.click()
    click(officer, "Kết thúc niêm yết")
    told(officer, "Đã kết thúc niêm yết")


def complain(visit: Any, public: str) -> tuple[str, str]:
    """A resident reads the list on a telephone and complains; the number and the code of the receipt."""
    resident = visit("phone")
    page = resident.page
    page.goto(public)
    for head in ("Trần Thị Hường", "Lê Quang Ánh", "Phạm Thị Bưởi"):
        expect(page.get_by_text(head)).to_be_visible()
    expect(page.get_by_text("1.200.000")).to_have_count(0)  # no income of anybody
    resident.look("public-posting")
    page.get_by_role("link", name="Khiếu nại về hộ Lê Quang Ánh").click()
    page.get_by_label("Ông, bà không đồng ý điều gì, vì sao").fill("Nhà tôi có thẻ bảo hiểm y tế.")
    page.get_by_label("Họ tên, địa chỉ, điện thoại").fill("Lê Quang Ánh, số 3 ngõ 12")
    resident.look("public-complaint")
    click(resident, "Gửi khiếu nại")
    told(resident, "Đã nhận được")
    resident.look("public-receipt")
    number, code = page.locator("main dd").all_inner_texts()[:2]
    return number, code


def settle_complaint(desk: Any, clock: Any, address: str, papers: Path) -> None:
    """Given to somebody who had no part in the first visit, visited again, answered by the leader."""
    officer, other, leader = desk("officer"), desk("enumerator2"), desk("leader")
    officer.page.goto(f"{address}khieu-nai/")
    officer.look("complaints")
    officer.page.get_by_role("main").get_by_role("table").get_by_role("link").first.click()
    here = officer.path()
    assert "Enumerator-Review" not in officer.page.get_by_label("Người phúc tra").inner_text()
    officer.page.get_by_label("Người phúc tra").select_option(label="Enumerator2-Review")
    officer.look("complaint")
    click(officer, "Giao phúc tra")
    told(officer, "Đã giao phúc tra")

    clock.to(12, 9, 2019)
    other.page.goto("/00016/2019/")
    other.look()
    other.page.goto(here)
    other.page.get_by_label("Ngày đến hộ").fill("12/09/2019")
    other.page.get_by_label("Thu nhập bình quân").fill("1.200.000")
    for number in ("5", "9"):
        other.page.locator(f"input[name=lacking][value='{number}']").check()
    other.look("complaint-recheck")
    click(other, "Gửi phiếu phúc tra")
    told(other, "Đã nhận phiếu phúc tra")

    clock.to(13, 9, 2019)
    leader.page.goto(here)
    leader.page.get_by_label("Đúng: kết quả thay đổi").check()
    leader.page.get_by_label("Trả lời, kèm lý do").fill("Đã kiểm tra thẻ bảo hiểm y tế của cả nhà.")
    leader.look("complaint-answer")
    click(leader, "Trả lời")
    told(leader, "Đã trả lời khiếu nại")
    leader.look()
    taken(leader, "Thư trả lời", papers)


def follow(visit: Any, number: str, code: str) -> None:
    resident = visit("phone")
    resident.page.goto("/theo-doi/")
    resident.page.get_by_label("Số biên nhận").fill(number)
    resident.page.get_by_label("Mã", exact=True).fill(code)
    click(resident, "Xem")
    told(resident, "Đúng: kết quả thay đổi")
    resident.look("public-follow")


def decide(desk: Any, clock: Any, address: str, papers: Path) -> None:
    """Opinion of the district, draft, signature."""
    officer, chief, leader = desk("officer"), desk("chief"), desk("leader")
    officer.page.goto(f"{address}quyet-dinh/")
    officer.page.get_by_label("Số báo cáo của phường, xã").fill("21/BC-UBND")
    officer.look()
    click(officer, "Xin ý kiến cấp huyện")
    told(officer, "Đã gửi danh sách lên cấp huyện")
    clock.to(24, 9, 2019)
    chief.page.goto("/001/2019/")
    chief.look()
    click(chief, "Cho ý kiến", "link")
    chief.page.get_by_label("Số công văn của cấp huyện").fill("88/UBND-LĐTBXH")
    chief.look("opinion")
    click(chief, "Đồng ý với danh sách")
    told(chief, "Đã gửi trả lời cho phường, xã")
    clock.to(25, 9, 2019)
    officer.page.goto(f"{address}quyet-dinh/")
    click(officer, "Dự thảo quyết định")
    officer.look()
    here = officer.path()
    clock.to(26, 9, 2019)
    leader.page.goto(here)
    leader.page.get_by_label("Số quyết định").fill("112/QĐ-UBND")
    leader.look("decision-draft")
    # the national standard decides, Hà Nội's lines are counted beside it: poor, near-poor, out of poverty, out of
    # near-poverty. National: Bưởi; Hường and Ánh; Đình. Hà Nội: Hường, Ánh, Bưởi; Đình; and no list of last year
    rows = leader.page.locator("main table").first.locator("tbody tr").all()
    counts = [row.locator("td").all_inner_texts() for row in rows]
    assert counts == [["1", "2", "1", "0"], ["3", "1", "0", "0"]]
    click(leader, "Ký quyết định")
    told(leader, "Phân loại đã ghi vào sổ hộ")
    leader.look("decision")
    taken(leader, "Quyết định và phụ lục (PDF)", papers)


def certify(desk: Any, clock: Any, address: str, papers: Path) -> None:
    leader, officer = desk("leader"), desk("officer")
    clock.to(27, 9, 2019)
    leader.page.goto(f"{address}giay-chung-nhan/")
    click(leader, "Cấp giấy còn thiếu 112/QĐ-UBND")
    told(leader, "Đã cấp 3 giấy chứng nhận")
    leader.look()
    officer.page.goto(f"{address}giay-chung-nhan/")
    for box in officer.page.locator("input[name=giay]").all():
        box.check()
    click(officer, "Ghi ngày trao")
    officer.look("certificates")
    taken(officer, "In tất cả (PDF)", papers)


def write_letters(desk: Any, worker: Any, address: str, papers: Path) -> None:
    officer = desk("officer")
    page = officer.page
    page.goto(f"{address}thu-giai-thich/")
    officer.look("letters")
    click(officer, "Lê Quang Ánh", "link")
    officer.look("why-letter")
    page.go_back()
    page.get_by_role("button", name=re.compile("Viết tất cả thư")).click()
    worker()
    page.reload()
    told(officer, "Đã viết thư cho 5 hộ")
    officer.look()
    with page.expect_download() as letters:
        page.locator("#job a.button").first.click()
    letters.value.save_as(papers / "thu.pdf")


def report(desk: Any, clock: Any, papers: Path) -> None:
    officer, district = desk("officer"), desk("district")
    clock.to(2, 1, 2020)
    officer.page.goto("/00016/2019/bao-cao/")
    officer.look()
    officer.page.goto("/00016/2019/bao-cao/bien-dong/")
    officer.look()
    district.page.goto("/001/2019/bao-cao/bien-dong/")
    district.look()


def test_september_2019(visit, desk, office, clock, telephone, worker, tmp_path):
    papers = tmp_path / "papers"
    papers.mkdir()
    address = plan_and_open(desk)
    clock.to(2, 9, 2019)
    ask_by_web(visit)
    list_all(desk, address)

    clock.to(5, 9, 2019)
    phone = telephone()
    phone.prepare("enumerator-review")
    for head, income, lacking in FORMS:
        survey(phone, head, income, lacking)
    officer = desk("officer")
    officer.page.goto("/00016/2019/")
    officer.look()
    for head, _income, _lacking in FORMS:
        confirm(desk, address, head)

    # nine of twenty agree on Bưởi, fewer than half: she is visited again and met again
    clock.to(8, 9, 2019)
    agreed = {head: 20 for head, _income, _lacking in FORMS} | {"Phạm Thị Bưởi": 9}
    hold_meeting(desk, address, "08/09/2019", agreed, papers, "meeting")
    phone.page.reload()
    phone.unlock()
    survey(phone, "Phạm Thị Bưởi", "850.000", ())
    confirm(desk, address, "Phạm Thị Bưởi")
    clock.to(9, 9, 2019)
    hold_meeting(desk, address, "09/09/2019", {"Phạm Thị Bưởi": 10}, papers)

    # Tuesday the 10th and three working days: until the end of Friday the 13th
    clock.to(10, 9, 2019)
    public = post(desk, address, papers, "posting")
    told(officer, "10/09/2019 – 13/09/2019")
    clock.to(11, 9, 2019)
    number, code = complain(visit, public)
    settle_complaint(desk, clock, address, papers)
    follow(visit, number, code)
    clock.to(16, 9, 2019)
    end_posting(desk, address)
    post(desk, address, papers)
    clock.to(20, 9, 2019)
    end_posting(desk, address)
    decide(desk, clock, address, papers)
    certify(desk, clock, address, papers)
    write_letters(desk, worker, address, papers)
    clock.to(30, 9, 2019)
    leader = desk("leader")
    leader.page.goto(address)
    click(leader, "Kết thúc đợt rà soát")
    told(leader, "Đã kết thúc đợt rà soát")
    leader.look("campaign-closed")
    report(desk, clock, papers)
    assert verify_trail().broken is None

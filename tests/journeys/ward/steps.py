"""What the people of a ward click in every review, whatever its law: meeting, posting, decision, certificates."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from playwright.sync_api import expect

from chungtay.work.review.models import Campaign
from tests import campaigns as made_up
from tests.journeys.conftest import Visit


class Ward:
    """A ward in a year: the screens of its people, each signed in once, the clock, and the papers taken out so far."""

    def __init__(self, begin: Any, clock: Any, year: int, papers: Path) -> None:
        self.begin, self.clock, self.year, self.papers = begin, clock, year, papers
        self.here = f"/00016/{year}/"
        self.review = ""  # the address of the review, once it is planned
        self.desks: dict[str, Visit] = {}
        papers.mkdir(exist_ok=True)

    def at(self, who: str) -> Visit:
        if who not in self.desks:
            self.desks[who] = self.begin()
            self.desks[who].sign_in(f"{who}-review")
        return self.desks[who]

    def day(self, day: int, month: int, year: int = 0) -> None:
        self.clock.to(day, month, year or self.year)


def click(one: Visit, name: str, role: Any = "button") -> None:
    one.page.get_by_role("main").get_by_role(role, name=name, exact=True).first.click()


def told(one: Visit, words: str) -> None:
    """What the page answers to the last click."""
    expect(one.page.get_by_text(words).first).to_be_visible()


def taken(ward: Ward, one: Visit, link: str) -> Path:
    """A paper that is downloaded, as a file."""
    with one.page.expect_download() as paper:
        one.page.get_by_role("main").get_by_role("link", name=link).first.click()
    path = ward.papers / paper.value.suggested_filename
    paper.value.save_as(path)
    assert path.read_bytes()[:4] in (b"%PDF", b"PK\x03\x04")
    return path


def open_by_decision(ward: Ward, number: str, day: str) -> None:
    leader = ward.at("leader")
    leader.page.goto(ward.here)
    click(leader, "Xem kế hoạch", "link")
    leader.page.get_by_label("Số quyết định").fill(number)
    leader.page.get_by_label("Ngày quyết định").fill(day)
    leader.look()
    click(leader, "Mở đợt rà soát")
    told(leader, "Đợt rà soát đã mở")


def share_out(ward: Ward, name: str) -> None:
    officer = ward.at("officer")
    officer.page.goto(ward.review)
    click(officer, "Chốt mọi danh sách")
    click(officer, f"Phân công ở {name}", "link")
    officer.page.get_by_label("Enumerator-Review tham gia").check()
    officer.look()
    click(officer, "Chia phần còn lại")
    told(officer, "Đã chia các hộ")
    taken(ward, officer, "Phiếu đi hộ")


def confirm(ward: Ward, head: str) -> None:
    officer = ward.at("officer")
    case = made_up.case_of(Campaign.objects.get(), head)
    officer.page.goto(f"{ward.review}ho/{case.pk}/")
    click(officer, "Xác nhận phiếu")
    told(officer, "Đã xác nhận phiếu")


def hold_meeting(ward: Ward, day: str, agreed: dict[str, int], *, present: int, pictures: str = "") -> None:
    """Called, shown on the wall, entered, closed with the minutes that were signed."""
    officer = ward.at("officer")
    page = officer.page
    page.goto(f"{ward.review}hop-dan/")
    officer.look(pictures and f"{pictures}s")
    click(officer, "Mời họp", "link")
    page.get_by_label("Ngày", exact=True).fill(day)
    page.get_by_label("Giờ").fill("09:30")
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
    page.get_by_label("Các hộ khác").fill(str(present))
    for head, count in agreed.items():
        page.get_by_label(f"Đồng ý: {head}", exact=True).fill(str(count))
        page.get_by_label(f"Không đồng ý: {head}", exact=True).fill(str(present - count))
    officer.look(pictures)
    click(officer, "Lưu kết quả")
    told(officer, "Đã lưu kết quả")
    page.get_by_text("Giấy tờ", exact=True).click()
    taken(ward, officer, "Danh sách đưa ra họp")
    taken(ward, officer, "Biên bản Word")
    minutes = taken(ward, officer, "Biên bản PDF")
    page.get_by_label("Biên bản đã ký").set_input_files(minutes)
    click(officer, "Kết thúc cuộc họp")
    told(officer, "Đã kết thúc cuộc họp")
    officer.look()


def post(ward: Ward, picture: str = "") -> str:
    """The list is hung; the address of its public page."""
    officer = ward.at("officer")
    page = officer.page
    page.goto(f"{ward.review}niem-yet/")
    officer.look()
    click(officer, "Chuẩn bị danh sách", "link")
    page.get_by_label("Nơi niêm yết").fill("Trụ sở Ủy ban nhân dân\nNhà văn hóa")
    officer.look()
    click(officer, "Niêm yết")
    told(officer, "Đã niêm yết.")
    officer.look(picture)
    taken(ward, officer, "In kèm mã QR")
    return page.get_by_role("link", name="Trang công khai").get_attribute("href") or ""


def end_posting(ward: Ward) -> None:
    """From the first page, which tells that the days are over."""
    officer = ward.at("officer")
    officer.page.goto(ward.here)
    click(officer, "Kết thúc niêm yết", "link")
    click(officer, "Kết thúc niêm yết")
    told(officer, "Đã kết thúc niêm yết")


def draft(ward: Ward) -> str:
    """The address of the draft."""
    officer = ward.at("officer")
    officer.page.goto(f"{ward.review}quyet-dinh/")
    click(officer, "Dự thảo quyết định")
    told(officer, "Dự thảo đã sẵn sàng")
    officer.look()
    return officer.path()


def sign(ward: Ward, number: str, counts: list[list[str]], picture: str = "") -> None:
    """By the leader, from the first page; `counts` of each standard: poor, near-poor, out of poverty, out of
    near-poverty."""
    leader = ward.at("leader")
    leader.page.goto(ward.here)
    told(leader, "Một quyết định chờ ký")
    click(leader, "Xem dự thảo", "link")
    leader.page.get_by_label("Số quyết định").fill(number)
    leader.look(picture and f"{picture}-draft")
    rows = leader.page.locator("main table").first.locator("tbody tr").all()
    assert [row.locator("td").all_inner_texts() for row in rows] == counts
    click(leader, "Ký quyết định")
    told(leader, "Phân loại đã ghi vào sổ hộ")
    leader.look(picture)
    taken(ward, leader, "Quyết định và phụ lục (PDF)")


def certify(ward: Ward, decision: str, count: int, picture: str = "") -> None:
    """Issued by the leader, printed and handed over by the officer."""
    leader, officer = ward.at("leader"), ward.at("officer")
    leader.page.goto(ward.here)
    click(leader, "Cấp giấy chứng nhận", "link")
    click(leader, f"Cấp giấy còn thiếu {decision}")
    told(leader, f"Đã cấp {count} giấy chứng nhận")
    leader.look()
    officer.page.goto(f"{ward.review}giay-chung-nhan/")
    for box in officer.page.locator("input[name=giay]").all():
        box.check()
    click(officer, "Ghi ngày trao")
    officer.look(picture)
    taken(ward, officer, "In tất cả (PDF)")


def write_letters(ward: Ward, worker: Any, head: str, lines: list[str], count: int, picture: str = "") -> None:
    """One letter read on the screen, those of the whole ward written in the background."""
    officer = ward.at("officer")
    page = officer.page
    page.goto(f"{ward.review}thu-giai-thich/")
    officer.look()
    click(officer, head, "link")
    for line in lines:
        told(officer, line)
    officer.look(picture)
    page.go_back()
    page.get_by_role("button", name=re.compile("Viết tất cả thư")).click()
    worker()
    page.reload()
    told(officer, f"Đã viết thư cho {count} hộ")
    officer.look()
    with page.expect_download() as letters:
        page.locator("#job a.button").first.click()
    letters.value.save_as(ward.papers / "thu.pdf")


def close(ward: Ward) -> None:
    leader = ward.at("leader")
    leader.page.goto(ward.here)
    told(leader, "kết thúc đợt rà soát được")
    leader.page.goto(ward.review)
    click(leader, "Kết thúc đợt rà soát")
    told(leader, "Đã kết thúc đợt rà soát")
    leader.look()


def account(one: Visit, table: int) -> tuple[str, ...]:
    """Of an account of the movement (0 the poor, 1 the near-poor), in households of the whole place: at the start,
    above both lines, newly arising, at the end, and by how much it does not balance."""
    row = one.page.locator("table.report").nth(table).locator("tr", has_text="Tổng cộng").first
    cells = [text.strip() for text in row.locator("td").all_inner_texts()]
    return cells[2], cells[4], cells[10], cells[-2], cells[-1]

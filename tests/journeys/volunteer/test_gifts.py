"""A round of gifts from the rule to the settlement: the officer at a desk, the volunteer without a network (S14)."""

from __future__ import annotations

import datetime
import io
from pathlib import Path

import pytest
import segno
from django.utils import timezone
from PIL import Image, ImageFilter
from playwright.sync_api import Page, expect

from chungtay.work.gifts.models import Delivery, Gift, GiftState, Round, RoundState, Standing
from chungtay.work.gifts.operations import rounds
from tests import factories, gifts
from tests.journeys.conftest import QUIET
from tests.journeys.enumerator.telephone import PIN, Telephone
from tests.journeys.enumerator.test_app import check, picture

pytestmark = pytest.mark.journey


class Carrier(Telephone):
    """The telephone of somebody who hands gifts over."""

    def prepare(self, username: str) -> None:
        page = self.page
        page.goto("/trao-qua/")
        page.get_by_role("link", name="Đăng nhập").click()
        page.get_by_label("Tên tài khoản").fill(username)
        page.get_by_label("Mật khẩu").fill(factories.PASSWORD)
        page.get_by_role("main").get_by_role("button", name="Đăng nhập").click()
        page.get_by_label("Tên máy").fill(f"Máy {self.folder.name}")
        page.get_by_label("Đặt mã PIN").fill(PIN)
        page.get_by_label("Ghi lại mã PIN").fill(PIN)
        page.get_by_role("button", name="Chuẩn bị máy").click()
        expect(page.locator(".gift").first).to_be_visible()
        page.evaluate("navigator.serviceWorker.ready.then(() => null)")

    def unlock(self) -> None:
        self.page.goto("/trao-qua/")
        self.page.get_by_label("Mã PIN").fill(PIN)
        self.page.get_by_role("button", name="Mở", exact=True).click()
        expect(self.page.get_by_role("heading", level=1, name="Tuyến trao quà")).to_be_visible()

    def scan(self, code: str) -> None:
        """Typed, as where the camera is broken."""
        self.page.goto("/trao-qua/#/quet")
        self.page.get_by_label("Mã ngắn trên phiếu").fill(code)
        self.page.get_by_role("button", name="Tìm suất quà").click()

    def sign(self, receiver: str) -> None:
        page = self.page
        page.get_by_label("Người nhận (họ và tên)").fill(receiver)
        box = page.locator("canvas").bounding_box()
        assert box
        page.mouse.move(box["x"] + 20, box["y"] + 20)
        page.mouse.down()
        for step in range(1, 8):
            page.mouse.move(box["x"] + 20 + step * 12, box["y"] + 20 + (step % 2) * 25)
        page.mouse.up()
        page.get_by_role("button", name="Đã trao", exact=True).click()
        expect(page.get_by_role("heading", level=1, name="Tuyến trao quà")).to_be_visible()

    def all_safe(self, timeout: float = 20_000) -> None:
        expect(self.page.get_by_text("Mọi lần trao đã ở phường an toàn")).to_be_visible(timeout=timeout)


@pytest.fixture
def carrier(browser, live_server, tmp_path):
    made: list[Carrier] = []

    def begin(name: str = "1") -> Carrier:
        made.append(Carrier(browser, live_server.url, tmp_path / name))
        return made[-1]

    yield begin
    for each in made:
        each.close()


def slip(token: str, turn: int = 0) -> Image.Image:
    """The square of a slip as a camera sees it: on a table, turned, a little out of focus."""
    out = io.BytesIO()
    segno.make(f"CTQ:{token}", error="m").save(out, kind="png", scale=6, border=4)
    square = Image.open(out).convert("RGB").rotate(turn, expand=True, fillcolor=(236, 236, 230))
    table = Image.new("RGB", (640, 480), (120, 92, 70))
    table.paste(square, ((640 - square.width) // 2, (480 - square.height) // 2))
    return table.filter(ImageFilter.GaussianBlur(1))


def film(path: Path, token: str) -> Path:
    """What Chromium plays as a camera: an empty table, then the slip."""
    frames = [Image.new("RGB", (640, 480), (120, 92, 70))] * 5 + [slip(token, turn) for turn in (8, 10, 12, 14)] * 5
    with path.open("wb") as file:
        for frame in frames:
            frame.save(file, "JPEG", quality=85)
    return path


@pytest.fixture
def made(units) -> gifts.Office:
    return gifts.office(units, at=timezone.now() - datetime.timedelta(hours=1))


def look(one: Carrier, name: str) -> None:
    """As it stands: no complaint of axe, and a picture for the documentation."""
    check(one)
    picture(one, name)


def gift(head: str) -> Gift:
    return gifts.gift(Round.objects.get(), head)


def test_two_telephones_without_a_network(carrier, made) -> None:
    gifts.handing_out(made)
    codes = {head: gift(head).code for head in ("Đình", "Hường", "Ánh")}
    one, two = carrier("1"), carrier("2")
    for each in (one, two):
        each.prepare("volunteer-gifts")
        each.context.set_offline(True)

    # when both telephones scan the slip of the same gift, each alone in a yard without a network
    one.scan(codes["Đình"])
    one.sign("Nguyễn Văn Đình")
    two.scan(codes["Đình"])
    two.sign("Bà Hai")
    one.scan(codes["Hường"])
    one.sign("Trần Thị Hường")
    expect(one.page.get_by_text("2 lần trao chưa gửi")).to_be_visible()

    # then a second scan on the same telephone is refused with where and when, without a network
    one.scan(codes["Đình"])
    expect(one.page.get_by_role("alert")).to_contain_text("ĐÃ TRAO RỒI")
    expect(one.page.get_by_role("alert")).to_contain_text("tại máy này")
    expect(one.page.get_by_role("alert")).to_contain_text("người nhận: Nguyễn Văn Đình")

    # and a battery that falls out loses nothing
    one.kill()
    one.start()
    one.context.set_offline(True)
    one.unlock()
    expect(one.page.get_by_text("2 lần trao chưa gửi")).to_be_visible()

    # when the network comes back, the first to arrive counts and the other stays as a conflict, with its signature
    one.context.set_offline(False)
    one.all_safe()
    two.context.set_offline(False)
    two.page.goto("/trao-qua/#/gui")
    conflict = two.page.locator("[data-state=conflict]")
    expect(conflict).to_contain_text("người nhận: Nguyễn Văn Đình", timeout=20_000)
    two.all_safe()
    rows = dict(Delivery.objects.values_list("received_by", "standing"))
    assert rows == {"Nguyễn Văn Đình": Standing.KEPT, "Trần Thị Hường": Standing.KEPT, "Bà Hai": Standing.SECOND}
    assert all(Delivery.objects.values_list("proof", flat=True))
    assert Gift.objects.filter(state=GiftState.DELIVERED).count() == 2
    assert one.complaints + two.complaints == []


def test_the_camera_reads_the_slip_without_a_network(browser, live_server, tmp_path, made) -> None:
    """Chromium of a desktop reads no codes itself, like Safari and Firefox: the app's own reader does."""
    gifts.handing_out(made)
    watched = film(tmp_path / "table.mjpeg", gift("Đình").token)
    camera = ("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream")
    one = Carrier(
        browser, live_server.url, tmp_path / "1", args=[*QUIET, *camera, f"--use-file-for-fake-video-capture={watched}"]
    )
    try:
        page = one.page
        one.prepare("volunteer-gifts")
        one.context.set_offline(True)

        # the camera
        page.goto("/trao-qua/#/quet")
        assert page.evaluate("'BarcodeDetector' in globalThis") is False
        page.get_by_role("button", name="Mở máy ảnh").click()
        expect(page.get_by_role("heading", level=1, name="Nguyễn Văn Đình")).to_be_visible(timeout=30_000)
        one.sign("Nguyễn Văn Đình")

        # a photograph of another slip, and one that shows none
        page.goto("/trao-qua/#/quet")
        photograph = tmp_path / "slip.jpg"
        Image.new("RGB", (640, 480), (120, 92, 70)).save(photograph)
        page.locator("input[type=file]").set_input_files(photograph)
        expect(page.get_by_role("alert")).to_contain_text("Không thấy mã trong ảnh")
        slip(gift("Hường").token, 200).save(photograph)
        page.locator("input[type=file]").set_input_files(photograph)
        expect(page.get_by_role("heading", level=1, name="Trần Thị Hường")).to_be_visible()
        # a file that is no picture proves nothing and stops nothing: said, and she signs instead
        broken = tmp_path / "IMG_0001.heic"
        broken.write_bytes(b"no picture")
        page.locator("#photo").set_input_files(broken)
        page.get_by_role("button", name="Đã trao").click()
        expect(page.get_by_role("alert")).to_contain_text("Máy không đọc được ảnh này")
        expect(page.get_by_role("button", name="Đã trao")).to_be_enabled()
        one.sign("Trần Thị Hường")

        # the first slip once more: refused with where and when
        page.goto("/trao-qua/#/quet")
        page.get_by_role("button", name="Mở máy ảnh").click()
        expect(page.get_by_role("alert")).to_contain_text("ĐÃ TRAO RỒI", timeout=30_000)
        one.context.set_offline(False)
        one.all_safe()
        assert set(Delivery.objects.values_list("received_by", "standing")) == {
            ("Nguyễn Văn Đình", Standing.KEPT),
            ("Trần Thị Hường", Standing.KEPT),
        }
        assert one.complaints == []
    finally:
        one.close()


def test_a_wrong_clock_dates_no_gift(carrier, made) -> None:
    """The telephone lives in 2019. It learnt the office's time once; locked, started again, without a network."""
    gifts.handing_out(made)
    one = carrier()
    one.context.clock.install(time=datetime.datetime(2019, 2, 3, 8, 0))
    one.prepare("volunteer-gifts")
    one.context.set_offline(True)
    one.unlock()
    one.scan(gift("Đình").code)
    one.sign("Nguyễn Văn Đình")
    one.context.set_offline(False)
    one.all_safe()
    row = Delivery.objects.get()
    assert row.standing == Standing.KEPT
    assert abs(row.at - timezone.now()) < datetime.timedelta(minutes=5)
    assert one.complaints == []


def test_from_the_rule_to_the_last_named_person(visit, carrier, made) -> None:
    officer = visit("desktop")
    page: Page = officer.page
    today = timezone.localdate()
    year, last = today.year, today + datetime.timedelta(days=3)

    # given a round that the officer begins, with envelopes for the poor and near-poor
    officer.sign_in("officer-gifts")
    page.goto(f"/00016/{year}/qua/")
    page.get_by_role("link", name="Mở đợt tặng quà").click()
    page.get_by_label("Tên").first.fill("Quà Tết")
    page.get_by_label("Trao từ ngày").fill(f"{today:%d/%m/%Y}")
    page.get_by_label("Trao đến ngày").fill(f"{last:%d/%m/%Y}")
    page.get_by_label("Nơi trao").fill("Nhà văn hóa tổ 1")
    officer.check()
    page.get_by_role("button", name="Mở đợt").click()
    page.get_by_role("link", name="Thêm loại quà").click()
    page.get_by_label("Quà", exact=True).fill("Phong bì")
    page.get_by_label("Trị giá một suất").fill("500.000")
    page.get_by_label("Ai được nhận").select_option(label="Hộ nghèo và hộ cận nghèo")
    page.get_by_role("button", name="Xem được bao nhiêu suất").click()
    expect(page.get_by_role("status")).to_contain_text("có 4 suất. Tổng cộng 2.000.000 đ")
    officer.look("gifts-kind")
    page.get_by_role("button", name="Thêm loại quà này").click()
    page.get_by_label("Đơn vị, người cho").fill("Ngân sách phường")
    page.get_by_label("Số suất").fill("4")
    page.get_by_role("button", name="Thêm nguồn này").click()
    page.get_by_role("button", name="Lập danh sách").click()
    expect(page.get_by_text("Chờ người khác duyệt")).to_be_visible()
    officer.look("gifts-draft")
    found = Round.objects.get()

    # when the leader approves and the officer notes what came in, makes the route and gives it to the volunteer
    rounds.approve_round(found.pk, decision="15/QĐ-UBND", by=made.people["leader"], at=timezone.now())
    page.reload()
    page.locator("summary", has_text="Ghi sổ kho").click()
    page.get_by_label("Số suất").fill("4")
    page.get_by_label("Số phiếu hoặc biên bản").fill("PN-01")
    page.get_by_role("button", name="Ghi sổ", exact=True).click()
    page.get_by_role("button", name="Chia tuyến theo tổ dân phố").click()
    page.locator("summary", has_text="Giao tuyến").click()
    page.get_by_label("Người đi trao").select_option(label="Volunteer-Gifts")
    page.get_by_role("button", name="Giao tuyến này").click()
    page.get_by_role("button", name="Bắt đầu trao").click()
    expect(page.get_by_text("Còn 4 suất chờ trao")).to_be_visible()

    # and the volunteer hands three over without a network and finds one household absent
    one = carrier()
    one.prepare("volunteer-gifts")
    one.context.set_offline(True)
    look(one, "gifts-route")
    for head in ("Đình", "Hường", "Ánh"):
        one.scan(gift(head).code)
        if head == "Đình":
            look(one, "gifts-hand")
        one.sign(f"Người nhà {head}")
    one.page.get_by_role("link", name="Phạm Thị Bưởi").click()
    one.page.locator("summary", has_text="Chưa trao được").click()
    one.page.get_by_role("button", name="Vắng nhà").click()
    expect(one.page.get_by_role("heading", level=1, name="Tuyến trao quà")).to_be_visible()  # it is kept
    one.scan(gift("Đình").code)
    expect(one.page.get_by_role("alert")).to_contain_text("ĐÃ TRAO RỒI")
    look(one, "gifts-twice")
    one.context.set_offline(False)
    one.all_safe()
    one.page.goto("/trao-qua/#/gui")
    look(one, "gifts-sent")
    assert one.complaints == []

    # then the officer sees one absent household, and the books do not balance while a gift is open
    page.reload()
    officer.look("gifts-round")
    page.get_by_role("link", name="Suất còn phải trao").click()
    expect(page.get_by_role("row", name="Phạm Thị Bưởi")).to_be_visible()
    page.goto(f"/00016/{year}/qua/{found.pk}/danh-sach/")
    officer.look("gifts-people")
    page.goto(f"/00016/{year}/qua/{found.pk}/")
    page.get_by_label("“Phong bì” đếm được trong kho").fill("1")
    page.get_by_role("button", name="Quyết toán đợt").click()
    expect(page.get_by_text("Còn 1 suất quà chưa có kết quả")).to_be_visible()

    # when the absent household is carried over into the next round, everything balances and the round is settled
    gifts.begun(made, "Quà Rằm tháng Giêng")
    page.reload()
    page.locator("summary", has_text="hộ vắng nhà sang đợt khác").click()
    page.get_by_label("Sang đợt").select_option(label="Quà Rằm tháng Giêng")
    page.get_by_role("button", name="Chuyển đợt").click()
    page.get_by_label("“Phong bì” đếm được trong kho").fill("0")
    page.get_by_role("button", name="Quyết toán đợt").click()
    expect(page.get_by_text("Đã quyết toán: khớp đến suất và đồng cuối cùng.")).to_be_visible()
    officer.look("gifts-settled")
    found.refresh_from_db()
    assert found.state == RoundState.SETTLED
    page.goto(f"/00016/{year}/qua/")
    expect(page.get_by_role("row", name="Quà Tết")).to_contain_text("3 / 4")
    officer.look("gifts-rounds")

"""An enumerator's telephone in a journey: a browser with a memory of its own, that can be killed and started again."""

from __future__ import annotations

import contextlib
import os
import signal
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, expect

from tests import factories
from tests.journeys.conftest import CHROMIUM, QUIET, SIZES

PIN = "270519"


class Telephone:
    """`page` is the app. What the browser keeps lies in `folder` and outlives it."""

    def __init__(self, browser: Browser, address: str, folder: Path, size: str = "phone", **options: Any) -> None:
        self.kind, self.address, self.folder, self.options = browser.browser_type, address, folder, options
        self.size = SIZES[size]
        self.complaints: list[str] = []
        self.start()

    def start(self) -> None:
        width, height = self.size
        self.context = self.kind.launch_persistent_context(
            str(self.folder),
            executable_path=CHROMIUM,
            viewport={"width": width, "height": height},
            locale="vi-VN",
            base_url=self.address,
            **{"args": QUIET, **self.options},
        )
        self.page: Page = self.context.pages[0]
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def kill(self) -> None:
        """As when the battery falls out: no goodbye, nothing written down at the last moment."""
        for entry in Path("/proc").iterdir():
            with contextlib.suppress(OSError):
                if entry.name.isdigit() and str(self.folder).encode() in (entry / "cmdline").read_bytes():
                    os.kill(int(entry.name), signal.SIGKILL)
        with contextlib.suppress(Exception):
            self.context.close()
        for left in self.folder.glob("Singleton*"):
            left.unlink(missing_ok=True)

    def close(self) -> None:
        with contextlib.suppress(Exception):
            self.context.close()

    def prepare(self, username: str) -> None:
        """Signs in, registers, chooses the PIN, and has the households."""
        page = self.page
        page.goto("/khao-sat/")
        page.get_by_role("link", name="Đăng nhập").click()
        page.get_by_label("Tên tài khoản").fill(username)
        page.get_by_label("Mật khẩu").fill(factories.PASSWORD)
        page.get_by_role("main").get_by_role("button", name="Đăng nhập").click()
        page.get_by_label("Tên máy").fill("Máy thử")
        page.get_by_label("Đặt mã PIN").fill(PIN)
        page.get_by_label("Ghi lại mã PIN").fill(PIN)
        page.get_by_role("button", name="Chuẩn bị máy").click()
        self.at_homes()
        expect(page.locator(".home").first).to_be_visible()
        page.evaluate("navigator.serviceWorker.ready.then(() => null)")

    def at_homes(self) -> None:
        expect(self.page.get_by_role("heading", level=1, name="Hộ cần khảo sát")).to_be_visible()

    def unlock(self) -> None:
        self.page.goto("/khao-sat/")
        self.page.get_by_label("Mã PIN").fill(PIN)
        self.page.get_by_role("button", name="Mở", exact=True).click()
        self.at_homes()

    def open_home(self, head: str) -> None:
        self.page.get_by_role("link", name=head).click()
        expect(self.page.get_by_role("heading", level=1, name=head)).to_be_visible()

    def next(self) -> None:
        self.page.get_by_role("button", name="Tiếp", exact=True).click()

    def step(self, name: str) -> None:
        self.page.get_by_label("Đến bước").select_option(label=name)

    def fill_income(self, income: str = "1.000.000", lacking: tuple[str, ...] = ("2", "6")) -> None:
        """The whole form by income, from its first step to its last."""
        page = self.page
        page.get_by_label("Ngày đến hộ").fill("05/09/2019")
        self.next()
        self.next()
        page.get_by_label("Thu nhập bình quân").fill(income)
        for number in range(1, 11):
            word = "true" if str(number) in lacking else "false"
            page.locator(f"#indicator-{number}-{word}").check()
        self.next()

    def finish(self) -> None:
        self.page.get_by_role("button", name="Hoàn tất phiếu").click()
        self.at_homes()

    def all_safe(self, timeout: float = 20_000) -> None:
        expect(self.page.get_by_text("Mọi phiếu đã làm xong đều an toàn")).to_be_visible(timeout=timeout)

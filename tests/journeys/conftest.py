"""A real browser on a real server. Each page that a journey opens is held against the rules for everybody's use."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from django.core.management import call_command
from playwright.sync_api import Browser, Error, Frame, Locator, Page, expect, sync_playwright

from chungtay.foundation.places.models import Unit
from tests import factories

# The browser's driver keeps an event loop in this thread; the database is used beside it, never inside it.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"

PICTURES = Path(__file__).parents[2] / "docs" / "pictures"
# What the documentation shows of phones.
ON_PHONES = {
    *("duties", "list-preview", "household", "household-page", "people", "reorganisation", "today"),
    *("columns-two-tables", "movement"),
    *("entry-differences", "odk-collect", "odk-key"),
    *("rights-people", "rights-household"),
    *("coverage", "coverage-policy", "coverage-people"),
    *("rights-year", "more"),
    *("referrals", "referrals-list", "referral"),
    *("sponsors", "sponsors-without", "sponsors-enter", "sponsors-one", "loan-enter", "loan-one", "loans"),
    "campaign-team-map",
}
# All rules; what they found in order stays in the browser.
AXE = "axe.run({resultTypes: ['violations']}).then(found => found.violations)"
SIZES = {"desktop": (1280, 800), "phone": (390, 844)}
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
QUIET = ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--no-first-run"]


@pytest.hookimpl(tryfirst=True)  # before `-m "not slow"` chooses
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A journey that is gone at a desk and on a telephone: the usual run goes the telephone's, ./run test --all both.
    Journeys of one size are at a desk, and test_every_screen.py holds every page against both."""
    for item in items:
        of_a_journey, callspec = Path(__file__).parent in item.path.parents, getattr(item, "callspec", None)
        if of_a_journey and callspec is not None and callspec.params.get("size") == "desktop":
            item.add_marker(pytest.mark.slow)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield browser
        browser.close()


@pytest.fixture
def units(transactional_db, settings, tmp_path) -> dict[str, Unit]:
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    return factories.district()


class Visit:
    """A person at a screen. `check` looks at the page as it stands; `picture` keeps it for the documentation."""

    def __init__(self, browser: Browser, address: str, size: str, **options) -> None:
        width, height = SIZES[size]
        self.size, self.address = size, address
        self.context = browser.new_context(
            viewport={"width": width, "height": height}, locale="vi-VN", base_url=address, **options
        )
        self.page: Page = self.context.new_page()
        self.complaints: list[str] = []
        self.arrivals = 0
        self.page.on("console", lambda message: self._note(message.type, message.text))
        self.page.on("pageerror", lambda error: self._note("error", str(error)))
        self.page.on("framenavigated", self._arrived)

    def _note(self, kind: str, text: str) -> None:
        if kind in ("error", "warning"):
            self.complaints.append(text)

    def _arrived(self, frame: Frame) -> None:
        self.arrivals += frame == self.page.main_frame

    def settle(self) -> None:
        """Waits for what the last click set off: a click returns before the page it leads to has begun to load."""
        for _try in range(10):
            try:
                self.page.evaluate("() => new Promise(done => requestAnimationFrame(() => setTimeout(done, 30)))")
                self.page.wait_for_load_state("load")
                return
            except Error as error:
                if "navigation" not in str(error) and "destroyed" not in str(error):
                    raise

    def leave_by(self, button: Locator) -> None:
        """Clicks what leads to a page, and waits for that page."""
        with self.page.expect_navigation():
            button.click()

    def _violations(self) -> list[dict]:
        """What axe finds. A page that was replaced while axe looked at it is looked at again."""
        for _try in range(3):
            self.settle()
            before = self.arrivals
            try:
                if not self.page.evaluate("'axe' in window"):
                    self.page.evaluate(AXE_SCRIPT)
                return self.page.evaluate(AXE)
            except Error:
                self.settle()
                if self.arrivals == before:
                    raise
        raise AssertionError("the page does not come to rest")

    def sign_in(self, username: str) -> None:
        self.page.goto("/tai-khoan/dang-nhap/")
        self.page.get_by_label("Tên tài khoản").fill(username)
        self.page.get_by_label("Mật khẩu").fill(factories.PASSWORD)
        self.leave_by(self.page.get_by_role("main").get_by_role("button", name="Đăng nhập"))

    def check(self) -> None:
        """No violation that axe knows, nothing wider than the screen, no complaint of the browser, one main heading."""
        found = self._violations()
        assert [(each["id"], [node["html"][:150] for node in each["nodes"]][:3]) for each in found] == []
        assert self.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        expect(self.page.locator("h1")).to_have_count(1)
        assert self.complaints == []

    def picture(self, name: str) -> None:
        """Taken in every run; written into the documentation when CHUNGTAY_PICTURES=1."""
        self._keep(name, self.size, wanted=self.size == "desktop" or name in ON_PHONES)

    def _keep(self, name: str, size: str, *, wanted: bool) -> None:
        image = self.page.screenshot(scale="css")
        assert len(image) > 5_000
        if os.environ.get("CHUNGTAY_PICTURES") == "1" and wanted:
            PICTURES.mkdir(exist_ok=True)
            (PICTURES / f"{name}-{size}.png").write_bytes(image)

    def look(self, name: str = "") -> None:
        """The page as it stands, checked on the screen of a desk and of a telephone; with a name, pictures of both."""
        for size, (width, height) in SIZES.items():
            self.page.set_viewport_size({"width": width, "height": height})
            self.check()
            if name:
                self._keep(name, size, wanted=True)
        width, height = SIZES[self.size]
        self.page.set_viewport_size({"width": width, "height": height})

    def path(self) -> str:
        return re.sub(r"^https?://[^/]+", "", self.page.url)


@pytest.fixture
def visit(browser, live_server) -> Iterator:
    open_visits: list[Visit] = []

    def begin(size: str = "desktop", **options) -> Visit:
        open_visits.append(Visit(browser, live_server.url, size, **options))
        return open_visits[-1]

    yield begin
    for each in open_visits:
        each.context.close()


@pytest.fixture
def worker():
    """Does all background work that waits, as the worker process of `./run` does."""

    def work() -> None:
        call_command("db_worker", batch=True, interval=0, startup_delay=False, verbosity=0)

    return work

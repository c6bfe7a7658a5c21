"""The app of a real server in Chromium at 390 px; the network is cut, the processor slowed to a quarter by the browser.

A telephone holds --homes households of the standard of 2022 (by points). Measured from the press to the frame after
the form stands there; the middle of --rounds households, and the slowest. Also told: from the address to the PIN, and
from the PIN to the list (the key from the PIN, every household opened).
"""

from __future__ import annotations

import argparse
import json
import os
import runpy
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
PIN, SLOWER = "270519", 4
OPENED = """async (number) => {
    const link = document.querySelectorAll("a.home")[number];
    const shown = () => new Promise((done) => {
        const look = () => (document.querySelector("#step-title") ? requestAnimationFrame(() => setTimeout(done))
            : requestAnimationFrame(look));
        look();
    });
    const begun = performance.now();
    link.click();
    await shown();
    return performance.now() - begun;
}"""


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--homes", type=int, default=100)
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--child", action="store_true", help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.child:
        prepare(args.homes)
        return
    with tempfile.TemporaryDirectory(prefix="chungtay-bench-") as folder:
        environment = {
            **os.environ,
            "CHUNGTAY_DATA_DIR": folder,
            "CHUNGTAY_DEMO": "0",
            "DJANGO_SETTINGS_MODULE": "chungtay.config.settings.development",
            "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}",
        }
        environment.pop("CHUNGTAY_DATABASE_URL", None)
        command = [sys.executable, "-P", __file__, "--child", "--homes", str(args.homes)]
        done = subprocess.run(command, env=environment, check=True, stdout=subprocess.PIPE, text=True)
        args.password = done.stdout.splitlines()[-1]
        measure(args, environment, Path(folder))


def prepare(homes: int) -> None:
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    from tests import factories, phones

    phones.under_survey(homes, points=True)
    print(factories.PASSWORD)


def measure(args: argparse.Namespace, environment: dict[str, str], folder: Path) -> None:
    from playwright.sync_api import sync_playwright

    from chungtay.cli.serve import server_command

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = subprocess.Popen(server_command("127.0.0.1", port), env=environment)
    wait_for = runpy.run_path(str(Path(__file__).with_name("run.py")))["wait_for"]
    try:
        wait_for(port)
        with sync_playwright() as driver:
            context = driver.chromium.launch_persistent_context(
                str(folder / "browser"),
                executable_path=next(
                    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome")))
                ),
                args=["--no-sandbox"],
                viewport={"width": 390, "height": 844},
                locale="vi-VN",
                base_url=f"http://127.0.0.1:{port}",
            )
            page = context.pages[0]
            set_up(page, args.password)
            context.set_offline(True)
            line = context.new_cdp_session(page)
            rows = {}
            for slower in (1, SLOWER, 1, SLOWER):
                line.send("Emulation.setCPUThrottlingRate", {"rate": slower})
                rows.setdefault(slower, []).append(times(page, args.rounds))
            context.close()
    finally:
        server.terminate()
        server.wait(20)
    told(rows, args)


def set_up(page: Any, password: str) -> None:
    page.set_default_timeout(60_000)
    page.goto("/khao-sat/")
    page.get_by_role("link", name="Đăng nhập").click()
    page.get_by_label("Tên tài khoản").fill("enumerator-review")
    page.get_by_label("Mật khẩu").fill(password)
    page.get_by_role("main").get_by_role("button", name="Đăng nhập").click()
    page.get_by_label("Tên máy").fill("Máy đo")
    page.get_by_label("Đặt mã PIN").fill(PIN)
    page.get_by_label("Ghi lại mã PIN").fill(PIN)
    page.get_by_role("button", name="Chuẩn bị máy").click()
    page.locator("a.home").first.wait_for()
    page.evaluate("navigator.serviceWorker.ready.then(() => null)")
    page.wait_for_timeout(2_000)


def times(page: Any, rounds: int) -> dict[str, list[float]]:
    """ms of one start and of `rounds` households."""
    clock = "() => performance.now()"
    page.goto("/khao-sat/")
    page.get_by_label("Mã PIN").wait_for()
    start = page.evaluate(clock)
    page.get_by_label("Mã PIN").fill(PIN)
    begun = page.evaluate(clock)
    page.keyboard.press("Enter")
    page.locator("a.home").first.wait_for()
    unlocked = page.evaluate(clock) - begun
    opened = []
    for number in range(rounds):
        opened.append(page.evaluate(OPENED, number))
        page.evaluate("location.hash = '#/'")
        page.locator("a.home").first.wait_for()
    return {"start": [start], "unlock": [unlocked], "form": opened}


def told(rows: dict[int, list[dict[str, list[float]]]], args: argparse.Namespace) -> None:
    load = f"{os.getloadavg()[1]:.0f}"
    for name in ("form", "start", "unlock"):
        fast, slow = ([each for found in rows[rate] for each in found[name]] for rate in (1, SLOWER))
        middle, plain = statistics.median(slow), statistics.median(fast)
        cells = [name, args.homes, f"{plain:.0f}", f"{middle:.0f}", f"{max(slow):.0f}", f"{middle / plain:.1f}", load]
        print("| " + " | ".join(map(str, cells)) + " |", flush=True)
    print(json.dumps({"rounds": args.rounds * 2}))


if __name__ == "__main__":
    main()

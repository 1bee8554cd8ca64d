"""Take the handbook's pictures again, from a fresh demo: .venv/bin/python docs/pictures/take.py

Needs what `bin/setup test` installs. The pictures are made smaller by a palette; nothing else is done to them.
"""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
PASSWORD = "banli-2026-demo"  # noqa: S105 - the demo's
# name, who, where (@070: that case), width, height
SHOTS = [
    ("worklist", "gaoyang", "/", 1280, 800),
    ("case", "gaoyang", "@070", 1280, 800),
    ("contact", "gaoyang", "@070contacts/add/", 1280, 800),
    ("draft", "gaoyang", "@070draft/", 1280, 900),
    ("review", "zhengguohua", "@034review/", 1280, 900),
    ("feedback", "sunli", "@023tab/feedback/", 1280, 900),
    ("print", "gaoyang", "@070print/", 1280, 700),
    ("study", "shiwenqing", "@055tab/feedback/", 1280, 800),
    ("intake", "weidong", "/intake/lists/", 1280, 800),
    ("calendar", "weidong", "/calendar/", 1280, 900),
    ("board", "weidong", "/board/", 1280, 900),
    ("printroom", "weidong", "/prints/", 1280, 900),
    ("figures", "weidong", "/figures/", 1280, 1000),
]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(port: int) -> None:
    for _ in range(600):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise SystemExit("演示没有启动。")


def save(page: Page, name: str) -> None:
    page.screenshot(path=HERE / f"{name}.png")
    with Image.open(HERE / f"{name}.png") as taken:
        taken.convert("RGB").quantize(96, method=Image.Quantize.FASTOCTREE).save(HERE / f"{name}.png", optimize=True)


def sign_in(page: Page, base: str, who: str) -> None:
    page.goto(f"{base}/sign-in/")
    page.fill("[name=username]", who)
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_url(f"{base}/")


def take(base: str, link: str) -> None:
    with sync_playwright() as playwright:
        path = shutil.which("chromium") or shutil.which("google-chrome")
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        for name, who, where, width, height in SHOTS:
            page = browser.new_context(locale="zh-CN", viewport={"width": width, "height": height}).new_page()
            sign_in(page, base, who)
            if where.startswith("@"):
                page.goto(f"{base}/cases/?q={where[1:4]}")
                if "/cases/?" in page.url:
                    page.locator("a.t").first.click()
                where = page.url.split("?")[0].removeprefix(base) + where[4:]
            page.goto(base + where)
            save(page, name)
        phone = browser.new_context(locale="zh-CN", viewport={"width": 390, "height": 844}).new_page()
        phone.goto(link.replace("http://127.0.0.1:8000", base))
        save(phone, "deputy")
        phone.locator(".choice-cards").first.scroll_into_view_if_needed()
        save(phone, "deputy-questions")
        browser.close()


def main() -> None:
    with tempfile.TemporaryDirectory() as data:
        port = free_port()
        fonts = os.environ.get("BANLI_FONTS", str(ROOT / "data" / "fonts"))
        env = {**os.environ, "BANLI_DEMO": "1", "BANLI_DATA": data, "BANLI_FONTS": fonts}
        manage = [sys.executable, str(ROOT / "manage.py")]
        for command in ("migrate", "load_calendar", "load_demo"):
            subprocess.run([*manage, command], env=env, check=True, stdout=subprocess.DEVNULL)  # noqa: S603
        server = subprocess.Popen([*manage, "runserver", "--noreload", str(port)], env=env)  # noqa: S603
        try:
            wait_for(port)
            take(f"http://127.0.0.1:{port}", (Path(data) / "demo-link.txt").read_text())
        finally:
            server.terminate()
            server.wait()


if __name__ == "__main__":
    main()

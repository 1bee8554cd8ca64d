"""Take the pictures of the READMEs and the handbook again from a fresh demo: .venv/bin/python docs/pictures/take.py

It sets up what it needs (`bin/setup pictures`), above all the face an office's screen would show. Chromium is asked
which face it drew each piece of text with; where the desk's own words are in any other, no picture is changed.
Official text keeps its own faces. The pictures have more dots than they are shown with (the phone's twice as many),
and are made smaller by a palette; nothing else is done to them.
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
from playwright.sync_api import Page, ViewportSize, sync_playwright

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
FACE = "Noto Sans CJK SC"
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


# Every piece of text and every field, in the order of the page; and of each, whether it is set in the desk's own
# faces (official text names others).
TEXTS = "//body//text()[normalize-space()] | //body//input | //body//textarea | //body//select"
OF_THE_DESK = """texts => {
    const own = getComputedStyle(document.body).fontFamily;
    const found = document.evaluate(texts, document, null, XPathResult.ORDERED_NODE_SNAPSHOT_TYPE);
    return Array.from({ length: found.snapshotLength }, (_, at) => found.snapshotItem(at))
        .map(node => node.nodeType === Node.TEXT_NODE ? node.parentElement : node)
        .map(element => getComputedStyle(element).fontFamily === own);
}"""


def drawn_faces(page: Page) -> set[str]:
    """The faces Chromium really drew the desk's own words with."""
    chromium = page.context.new_cdp_session(page)
    for part in ("DOM", "CSS"):
        chromium.send(f"{part}.enable")
    chromium.send("DOM.getDocument")
    search = chromium.send("DOM.performSearch", {"query": TEXTS})
    found = {"searchId": search["searchId"], "fromIndex": 0, "toIndex": search["resultCount"]}
    nodes = chromium.send("DOM.getSearchResults", found)["nodeIds"]
    of_the_desk = page.evaluate(OF_THE_DESK, TEXTS)
    own = [node for node, is_own in zip(nodes, of_the_desk, strict=True) if is_own]
    fonts = [chromium.send("CSS.getPlatformFontsForNode", {"nodeId": node})["fonts"] for node in own]
    chromium.detach()
    return {font["familyName"] for used in fonts for font in used}


def open_page(page: Page, address: str) -> None:
    answer = page.goto(address)
    if answer is None or not answer.ok:
        raise SystemExit(f"{address} 没有打开。")


def save(page: Page, path: Path) -> None:
    faces = drawn_faces(page)
    if faces != {FACE}:
        drawn = "、".join(sorted(faces))
        raise SystemExit(f"{path.stem}：页面文字应当都是 {FACE}，实际是 {drawn}。请在 Debian 上重拍。")
    page.screenshot(path=path)
    with Image.open(path) as taken:
        colours = taken.convert("RGB").quantize(256, Image.Quantize.MAXCOVERAGE, kmeans=3, dither=Image.Dither.NONE)
    colours.save(path, optimize=True)


def sign_in(page: Page, base: str, who: str) -> None:
    page.goto(f"{base}/sign-in/")
    page.fill("[name=username]", who)
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_url(f"{base}/")


def take(base: str, link: str, folder: Path) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"),
            args=["--no-sandbox", "--disable-gpu"],
            env={**os.environ, "LANGUAGE": "zh_CN"},  # date fields speak the browser's language, not the page's
        )
        for name, who, where, width, height in SHOTS:
            screen = ViewportSize(width=width, height=height)
            page = browser.new_context(locale="zh-CN", viewport=screen, device_scale_factor=1.5).new_page()
            sign_in(page, base, who)
            if where.startswith("@"):
                page.goto(f"{base}/cases/?q={where[1:4]}")
                if "/cases/?" in page.url:
                    page.locator("a.t").first.click()
                where = page.url.split("?")[0].removeprefix(base) + where[4:]
            open_page(page, base + where)
            save(page, folder / f"{name}.png")
        screen = ViewportSize(width=390, height=844)
        phone = browser.new_context(locale="zh-CN", viewport=screen, device_scale_factor=2).new_page()
        open_page(phone, link.replace("http://127.0.0.1:8000", base))
        save(phone, folder / "deputy.png")
        phone.locator(".choice-cards").first.scroll_into_view_if_needed()
        save(phone, folder / "deputy-questions.png")
        browser.close()


def main() -> None:
    subprocess.run([ROOT / "bin" / "setup", "pictures"], check=True)  # noqa: S603
    with tempfile.TemporaryDirectory() as data, tempfile.TemporaryDirectory() as taken:
        port = free_port()
        fonts = os.environ.get("BANLI_FONTS", str(ROOT / "data" / "fonts"))
        env = {**os.environ, "BANLI_DEMO": "1", "BANLI_DATA": data, "BANLI_FONTS": fonts}
        manage = [sys.executable, str(ROOT / "manage.py")]
        for command in ("migrate", "load_calendar", "load_demo"):
            subprocess.run([*manage, command], env=env, check=True, stdout=subprocess.DEVNULL)  # noqa: S603
        server = subprocess.Popen([*manage, "runserver", "--noreload", str(port)], env=env)  # noqa: S603
        try:
            wait_for(port)
            take(f"http://127.0.0.1:{port}", (Path(data) / "demo-link.txt").read_text(), Path(taken))
        finally:
            server.terminate()
            server.wait()
        for picture in Path(taken).iterdir():
            shutil.copyfile(picture, HERE / picture.name)


if __name__ == "__main__":
    main()

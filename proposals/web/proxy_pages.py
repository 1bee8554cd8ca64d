"""The pages that nginx shows when a request does not reach the program (deploy/nginx.conf). They are written as files
of their own: nothing of them may need the program, which may be what is away."""

from dataclasses import dataclass
from pathlib import Path

from django.template.loader import render_to_string

KEPT = "请按浏览器的“后退”回到刚才的页面，填写的文字一般还在，复制一份留底，"


@dataclass(frozen=True)
class ProxyPage:
    """What happened, and what to do next."""

    status: int
    what: str
    todo: str


PAGES = (
    ProxyPage(403, "这个网址只给服务器的监控用", "办理建议请从单位的登录页进，代表请从收到的链接进。"),
    ProxyPage(413, "文件太大，没有交上去", "请按浏览器的“后退”回到刚才的页面，换小一些的文件，再交一次。"),
    ProxyPage(414, "网址太长，打不开", "网址可能多粘了一段文字。请核对以后再打开，或者请对方重新发一次。"),
    ProxyPage(429, "打开得太快了，请稍等一会儿", f"什么都没有改动。{KEPT}过一分钟再试。"),
    ProxyPage(502, "系统正在重新启动，请过一两分钟再试", f"已经保存的内容都在，刚才这一步可能没有办成。{KEPT}再试。"),
    ProxyPage(503, "系统正在维护，这一步没有完成", f"已经保存的内容都在。{KEPT}过一会儿再试。"),
    ProxyPage(
        504,
        "系统太忙，等了很久没有回音",
        f"这一步可能已经办成，也可能没有。{KEPT}再打开这件建议看一看，没有办成的再办一次。",
    ),
)


def write_proxy_pages(folder: Path) -> list[Path]:
    """A file for each, in the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for page in PAGES:
        path = folder / f"{page.status}.html"
        path.write_text(render_to_string("proxy_page.html", {"page": page}), encoding="utf-8")
        path.chmod(0o644)
        written.append(path)
    return written

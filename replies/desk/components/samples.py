"""What the page of components shows: each by its name, what it is for, and a template that uses it in its states.

A sample is a template of its own in templates/components/samples: what it says is what one writes on a page.
"""

from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

FOLDER = "components/samples"


@dataclass(frozen=True)
class Sample:
    """A component: the name of its sample, in Chinese what it is, and when one takes it."""

    name: str
    label: str
    about: str

    @property
    def template(self) -> str:
        """The sample's template."""
        return f"{FOLDER}/{self.name}.html"

    @property
    def written(self) -> str:
        """What one writes on a page: the sample's own text."""
        return Path(settings.BASE_DIR, "templates", self.template).read_text()


SAMPLES: dict[str, tuple[Sample, ...]] = {
    "按钮": (
        Sample("button", "按钮", "一页只有一个红的；次要的有边框；去掉东西的是危险的；不能按的说明原因。"),
        Sample("link", "链接样的按钮", "次要的第二种样子，也是最后一种：取消、看别处、小动作。"),
        Sample("menu", "菜单", "一行放不下的动作。"),
        Sample("action_bar", "动作栏", "表单和清单下面，滚动时留在眼前。"),
    ),
    "标记": (
        Sample("status", "状态", "颜色只给时间和结束。"),
        Sample("limit", "期限", "标记用在题头和表里，字用在大题和一列里，条用在有总天数的地方。"),
        Sample("mark", "督办、领办、催办、会办", "一行里别人要求的事。"),
    ),
    "提示": (
        Sample("message", "办好了、没办成", "视图里 say_done 或 messages 说的一句话。"),
        Sample("notice", "提示栏", "页面里要先读的一段。"),
        Sample("empty", "空", "没有的时候说接下来会怎样。"),
        Sample("dialog", "对话框", "只由脚本打开；没有脚本时另有一页。"),
        Sample("progress", "进度", "成批打印这样的长事。"),
    ),
    "页面": (
        Sample("page_head", "页头", "一句话说这页是什么，右边是对整页做的事。"),
        Sample("crumbs", "当前位置", "从哪里来。"),
        Sample("tabs", "分页签", "同一件事的几面。"),
        Sample("choice", "几选一", "换个范围看同一张清单。"),
        Sample("filters", "筛选", "写在网址里；选项自己说明白的用 bare。"),
        Sample("pager", "翻页", "只有一页时不出现。"),
        Sample("fold", "折叠", "少有人看的。"),
    ),
    "清单": (
        Sample("list", "建议清单", "一件一行，别人有要求才有第二行。"),
        Sample("tick", "勾", "一件的勾，带着能做什么。"),
        Sample("ticks_bar", "勾选栏", "勾了才出现：能一起办什么，其余为什么不能。"),
        Sample("table", "小表", "数字右对齐。"),
        Sample("fraction", "分数", "两个数对齐斜线，各有名单。"),
        Sample("how", "怎么算的", "数字后面的一句话。"),
    ),
    "一件建议": (
        Sample("case_head", "题头", "题目和该做的事滚动时留着，进度走开。"),
        Sample("facts", "要点", "名和值。"),
        Sample("person", "人名和单位", "人名不断行；一串名字只在顿号后断。"),
        Sample("deputy", "提出人", "要点里的一位。"),
        Sample("phone", "代表电话", "只露两头；按了才看全，并记下。"),
        Sample("timeline_entry", "经过", "一条记录或者留言。"),
        Sample("file", "文件", "名字和大小。"),
    ),
    "填写": (
        Sample("field", "一栏", "crispy 的 banli 模板写出来的。"),
        Sample("field_error", "填错了", "先总说，再在每一栏说；填过的都在。"),
    ),
}

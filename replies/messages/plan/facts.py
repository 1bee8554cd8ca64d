"""The values of the blanks. Nothing is taken that is written inside: no draft, no review, no note, no opinion of an
office, no words of a return or of 改办."""

import datetime as dt

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from proposals.models import Case, Deputy, Part, Unit, UnitKind
from proposals.models.states import LEFT
from replies.messages.words.kinds import (
    ANSWERED_BY,
    CALLED,
    DONE_BY,
    HANDLER,
    LED_BY,
    MINE,
    NO_MORE,
    NUMBER,
    PHONE,
    TITLE,
    UNIT,
)
from replies.models import Promise

Facts = dict[str, str]
# Who studies a 不满意 and knows what a deputy may ask, by the kind of deputy.
BODY_OF = {Deputy.Kind.DEPUTY: UnitKind.CONGRESS, Deputy.Kind.MEMBER: UnitKind.CPPCC}


def deputy_facts(deputy: Deputy) -> Facts:
    """Of a message that is of no case."""
    return {CALLED: deputy.reached_as, MINE: f"{settings.PUBLIC_URL}{reverse('outside:mine')}"}


def case_facts(case: Case, deputy: Deputy) -> Facts:
    """Of any message that is of a case: what it is called, who has it, whom to ring up."""
    suggestion, handler = case.suggestion, case.handler
    return deputy_facts(deputy) | {
        NUMBER: f"{suggestion.full_number}{suggestion.kind}",
        TITLE: suggestion.title,
        UNIT: case.unit.short_name or case.unit.name,
        LED_BY: case.unit.short_name or case.unit.name,
        HANDLER: handler.name if handler else "",
        PHONE: (handler.phone if handler else "") or case.unit.phone,
    }


def units_in_charge(case: Case, *, leading: str = "") -> Facts:
    """Who answers: of several units with one voice (共同主办) all of them; `leading` is said of the first."""
    lead = case.unit.short_name or case.unit.name
    hosts = case.suggestion.cases.filter(part=Part.JOINT).exclude(status__in=LEFT).select_related("unit")
    along = [one.unit.short_name for one in hosts.order_by("pk")] if case.part == Part.MAIN else []
    return {UNIT: "、".join([f"{lead}{leading}", *along])} if along else {}


def promise_facts(promise: Promise, deputy: Deputy) -> Facts:
    """Of a message about one promise."""
    own = {"承诺": promise.item, "期限": say_day(promise.due_on), DONE_BY: say_done_by(promise.due_on)}
    return case_facts(promise.reply.case, deputy) | own


def find_body_to_ask(kind: str) -> Unit | None:
    """The working body of the deputies of this kind, to ring up; the district's office where none takes part."""
    wanted = BODY_OF[Deputy.Kind(kind)]
    rows = Unit.objects.filter(kind__in=[wanted, UnitKind.DISTRICT], is_active=True).exclude(phone="")
    return min(rows, key=lambda one: one.kind != wanted, default=None)


def body_to_ask(kind: str) -> str:
    """Name and telephone of the working body of the deputies of this kind, or of the district's office; "" where
    neither has a telephone."""
    body = find_body_to_ask(kind)
    return f"{body.short_name or body.name}，{body.phone}" if body else ""


def say_moment(at: dt.datetime) -> str:
    """3月5日（星期四）下午2:30, as one is told of an appointment; with the year where it is another."""
    here = timezone.localtime(at)
    year = f"{here.year}年" if here.year != timezone.localdate().year else ""
    half = "上午" if here.hour < 12 else "下午" if here.hour < 18 else "晚上"
    hour = here.hour if here.hour <= 12 else here.hour - 12
    return f"{year}{here.month}月{here.day}日（星期{'一二三四五六日'[here.weekday()]}）{half}{hour}:{here:%M}"


LONG_OVER = dt.timedelta(days=183)  # a day of this year that is read as one of the next


def say_day(on: dt.date | None) -> str:
    """11月3日; with the year where it is another than this, or long over."""
    if on is None:
        return ""
    today = timezone.localdate()
    plain = on.year == today.year and today - on <= LONG_OVER
    return f"{'' if plain else f'{on.year}年'}{on.month}月{on.day}日"


def is_over(on: dt.date) -> bool:
    """Whether that day is past: nothing is promised for it any more."""
    return on < timezone.localdate()


def say_answered_by(due: dt.date) -> str:
    """2027年2月3日前答复您; 答复期限是11月3日，已经过了."""
    return f"答复期限是{say_day(due)}，已经过了" if is_over(due) else f"{say_day(due)}前答复您"


def say_done_by(due: dt.date) -> str:
    """现在的完成日期是12月1日; 原定11月3日完成，已经过了."""
    return f"原定{say_day(due)}完成，已经过了" if is_over(due) else f"现在的完成日期是{say_day(due)}"


# Of every blank a value as it may be, for the page on which a template is changed and no case is at hand.
SAMPLES: Facts = {
    CALLED: "赵洪蓉代表",
    NUMBER: "第070号建议",
    TITLE: "关于优化社区食堂、方便老年人就餐的建议",
    UNIT: "区民政局",
    HANDLER: "高扬",
    PHONE: "021-55550402",
    "日期": "11月2日",
    "期限": "2027年2月2日",
    "原期限": "12月8日",
    ANSWERED_BY: "2027年2月2日前答复您",
    NO_MORE: "",
    DONE_BY: "现在的完成日期是2027年2月2日",
    LED_BY: "区民政局",
    "会办": "区市场监管局",
    "听取单位": "代表工作机构",
    "召集单位": "代表工作机构",
    "协调什么": "公交站点由谁牵头调整",
    "件数": "3",
    "种类": "建议",
    "清单": "第070号（区民政局）、第071号（区教育局）、第072号（区民政局）",
    "原单位": "区房管局",
    "原因": "规划修订还没有批复，需要等批复后才能确定方案",
    "时间": "11月20日（星期五）下午2:30",
    "地点": "吴淞街道代表联络站",
    "人员": "高扬、许静",
    "原约": "",
    "约定电话": "021-55550402",
    "链接": "https://banli.example.gov.cn/d/3kf…",
    "看什么": "和您的意见",
    "研究单位": "区人大代表工作机构",
    "结果": "由区民政局再次办理",
    "承诺": "年底前新增12处助餐点",
    "年份": "2027",
    "届次": "第九届",
    "更正": "标题原为“关于社区食堂的建议”，现为“关于优化社区食堂、方便老年人就餐的建议”",
    "公开网址": "https://banli.example.gov.cn/public/70/",
    "经过": "您对第070号建议办理情况的意见已经收到",
    "回执号": "7KQ2-M4XD",
    "问谁": "区人大代表工委，021-55550500",
    "设备": "安卓手机上的微信",
    "验证码": "402317",
}

"""What the samples are filled with: nothing of the database."""

import datetime as dt
from types import SimpleNamespace
from typing import Any

from django import forms
from django.contrib.messages.constants import ERROR, SUCCESS, WARNING
from django.contrib.messages.storage.base import Message
from django.core.paginator import Paginator
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

from proposals.models import Case, Deputy, Suggestion, Unit
from replies.desk.case.facts import TimelineEntry

DAY = dt.date(2026, 11, 26)
NOW = dt.datetime(2026, 11, 26, 10, 32, tzinfo=dt.UTC)
LIMITS = (-28, 0, 3, 12)
LONG = "关于推动居委会、业委会、物业服务企业协同共治，健全矛盾联调、问题联治、平安联创工作机制的建议"


class SampleForm(forms.Form):
    """A field of each kind."""

    text = forms.CharField(label="沟通情况", help_text="谈了什么，代表有什么意见", widget=forms.Textarea)
    unit = forms.ChoiceField(label="会办单位", choices=[("", "请选择"), ("1", "区人社局")], required=False)
    ways = forms.ChoiceField(label="方式", choices=[("visit", "走访"), ("call", "电话")], widget=forms.RadioSelect)
    sure = forms.BooleanField(label="已核对", required=False)
    scan = forms.FileField(label="扫描件", help_text="可以把文件拖到这里", required=False)
    shut = forms.CharField(label="文号", initial="宝民〔2026〕70号", disabled=True, required=False)


def sample_context() -> dict[str, Any]:
    """Everything the samples name."""
    rows = [_row(1, "016", "关于建设快递外卖骑手友好社区的建议", -28), _row(2, "099", LONG, 3)]
    return {
        "menu": [
            SimpleNamespace(label="撤回送审", url="#menu", posts=True),
            SimpleNamespace(label="改派", url="#menu"),
            SimpleNamespace(label="代表撤回", url="#menu", danger=True),
        ],
        "limits": LIMITS,
        "messages_said": [
            Message(SUCCESS, "“签收”已办好。现在由区民政局办公室办：分办到科室和经办人。", "undo:1.1"),
            Message(WARNING, "3件办好了，2件没有办。"),
            Message(ERROR, "没有办成：这件建议刚才已经由孙莉签收。您填写的都还在。"),
        ],
        "rows": rows,
        "page": Paginator(range(300), 40).page(2),
        "many": [
            SimpleNamespace(slug="sign_for", label="签收"),
            SimpleNamespace(slug="assign", label="分办", asks=True),
        ],
        "share": _share(7, 34),
        "nothing": _share(0, 9),
        "case": rows[0].case,
        "deputies": [
            Deputy(pk=1, name="赵洪蓉", delegation="友谊路代表团", phone="13000000001"),
            Deputy(pk=2, name="欧阳丽", delegation="大场代表团", phone="13000000002"),
        ],
        "phones_shown": {2},
        "may_see_phones": True,
        "entries": _entries(),
        "form": SampleForm(prefix="sample"),
        "wrong": SampleForm(QueryDict(), MultiValueDict(), prefix="wrong"),
    }


def _row(pk: int, number: str, title: str, left: int) -> SimpleNamespace:
    case = Case(pk=pk, unit=Unit(short_name="区民政局"), suggestion=Suggestion(pk=pk, number=number, title=title))
    fits = {"sign_for": "" if pk == 1 else "已经签收过", "assign": ""}
    return SimpleNamespace(case=case, left=left, runs_to=DAY, to_do="写会办意见", fits=fits, fitting="assign")


def _share(top: int, bottom: int) -> SimpleNamespace:
    def count(number: int, label: str) -> SimpleNamespace:
        return SimpleNamespace(number=number, address="#fraction", what=SimpleNamespace(label=label, unit="件"))

    return SimpleNamespace(top=count(top, "已办复"), bottom=count(bottom, "承办件"))


def _entries() -> list[TimelineEntry]:
    said = "到友谊路街道代表联络站当面听取意见。赵洪蓉代表重点关心社工流失原因和跨街镇流转。"
    return [
        TimelineEntry(NOW, "高扬", "经办人", "走访：赵洪蓉", comment=said, told=(("日期", "2026年11月26日"),)),
        TimelineEntry(NOW, "孙莉", "办公室", "签收", moved=True),
    ]

"""What narrows the journal: who, whose, which kind, which case, days, words."""

from django import forms

from proposals.administration.records.forms import RecordFilter
from proposals.web.fields import PlainText

KINDS = [
    ("", "全部"),
    ("event", "办理记录"),
    ("administration", "管理记录"),
    ("sign_in", "登录记录"),
    ("calendar", "日历和期限"),
    ("row", "写下的内容"),
    ("state", "现状的改变"),
    ("gone", "撤下"),
]


class AuditFilter(RecordFilter):
    """The conditions of the address; `q` are words of what was done."""

    q = PlainText(label="做了什么", required=False, max_length=60)
    who = PlainText(label="谁办的", required=False, max_length=40)
    whose = PlainText(label="关于谁", required=False, max_length=40)
    case = PlainText(label="件号", required=False, max_length=20)
    show = forms.ChoiceField(label="种类", required=False, choices=KINDS)
    named = ("who", "whose", "case", "q", "since", "until", "show")

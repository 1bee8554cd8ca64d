import datetime

import pytest
from django import forms
from django.template import Context, Template

from proposals.templatetags import desk


@pytest.mark.parametrize(
    ("day", "text"),
    [
        (datetime.date(2024, 3, 5), "2024年3月5日"),
        (datetime.datetime(2024, 12, 31, 23, 59, tzinfo=datetime.UTC), "2024年12月31日"),
        (None, ""),
        ("", ""),
    ],
)
def test_cn_date(day, text):
    assert desk.cn_date(day) == text


@pytest.mark.parametrize(
    ("days", "text", "css"),
    [
        (-12, "已超期12个工作日", "late"),
        (-1, "已超期1个工作日", "late"),
        (0, "今天到期", "soon"),
        (1, "还剩1个工作日", "soon"),
        (5, "还剩5个工作日", "soon"),
        (6, "还剩6个工作日", "ok"),
        (None, "", ""),
    ],
)
def test_days_left_and_urgency(days, text, css):
    assert desk.days_left(days) == text
    assert desk.urgency(days) == css
    assert desk.days_tag(days) == (f'<span class="tag {css}">{text}</span>' if text else "")


@pytest.mark.parametrize(
    ("days", "total", "value"), [(60, 60, 0), (15, 60, 75), (0, 60, 100), (-9, 60, 100), (70, 60, 0)]
)
def test_days_meter_stays_inside_its_bar(days, total, value):
    html = desk.days_meter(days, total)
    assert f'value="{value}"' in html
    assert desk.days_left(days) in html
    assert "style=" not in html


def test_days_meter_without_a_span_is_the_tag_alone():
    assert desk.days_meter(None, 60) == ""
    assert desk.days_meter(3) == desk.days_meter(3, 0) == desk.days_tag(3)


@pytest.mark.parametrize(
    ("phone", "text"),
    [
        ("13112345505", "131****5505"),
        ("131-1234 5505", "131****5505"),
        ("１３１1234５５０５", "131****5505"),
        ("021-56780000", "0215678****"),
        ("12345", "1****"),
        ("1234", "****"),
        ("", ""),
        (None, ""),
    ],
)
def test_masked_never_shows_the_whole(phone, text):
    assert desk.masked(phone) == text


def test_joined():
    assert desk.joined(["赵洪蓉", "周建伟", "李倩宇"]) == "赵洪蓉、周建伟、李倩宇"
    assert desk.joined(n for n in ["刘芳"]) == "刘芳"
    assert desk.joined([]) == desk.joined(None) == ""


class Sample(forms.Form):
    title = forms.CharField(label="标题", help_text="照原件写")
    grade = forms.ChoiceField(label="办理结果", choices=[("1", "满意")], widget=forms.RadioSelect)


def test_field_label():
    from django.contrib.contenttypes.models import ContentType

    assert desk.field_label(Sample(), "title") == "标题"
    assert desk.field_label(Sample(), "other") == "other"
    assert desk.field_label(ContentType, "nothing") == "nothing"
    assert desk.field_label(ContentType, "app_label")


def test_status_tag_escapes_and_colours():
    assert desk.status_tag("办结") == '<span class="tag done">办结</span>'
    assert desk.status_tag("办理中") == '<span class="tag">办理中</span>'
    assert desk.status_tag("办理中", "info") == '<span class="tag info">办理中</span>'
    assert desk.status_tag("") == ""
    assert "<b>" not in desk.status_tag("<b>")


def test_ids_for_links_to_fields():
    form = Sample({})
    assert desk.focus_id(form["title"]) == "id_title"
    assert desk.focus_id(form["grade"]) == "id_grade_0"
    assert desk.many(form["grade"])
    assert not desk.many(form["title"])
    assert desk.described_by(form["title"]) == "id_title_helptext id_title_error"
    assert desk.described_by(Sample()["grade"]) == ""


@pytest.mark.parametrize(
    ("tags", "css"),
    [("success", "done"), ("extra error", "late"), ("warning", "warn"), ("info", "info"), ("", "info")],
)
def test_message_class(tags, css):
    assert desk.message_class(tags) == css


@pytest.mark.parametrize(
    ("classes", "css"),
    [
        ("btn btn-primary", "btn main"),
        ("btn btn-primary small", "btn main small"),
        ("btn btn-primary danger", "btn danger"),
        ("btn", "btn"),
        ("btn btn-inverse", "btn"),
    ],
)
def test_button_class(classes, css):
    assert desk.button_class(classes) == css


def test_errors_say_what_to_do():
    class Asks(Sample):
        scan = forms.FileField()
        sure = forms.BooleanField()
        who = forms.MultipleChoiceField(choices=[("1", "赵")], widget=forms.CheckboxSelectMultiple)
        unit = forms.ChoiceField(choices=[("1", "区人社局")])
        own = forms.CharField(error_messages={"required": "请写出理由。"})

    form = Asks({}, {})
    assert [desk.said(form[name]) for name in form.fields] == [
        ["请填写这一项。"],
        ["请选择一项。"],
        ["请选择文件。"],
        ["请打勾确认。"],
        ["请至少选一项。"],
        ["请选择一项。"],
        ["请写出理由。"],
    ]


def test_a_moment_is_dated_where_the_office_is():
    """Half past midnight in Shanghai is still the day before in the database's own clock."""
    at = datetime.datetime(2026, 11, 24, 16, 29, tzinfo=datetime.UTC)
    said = Template("{% load desk %}{{ at|cn_date }} {{ at|date:'H:i' }} {{ day|cn_date }}")
    assert said.render(Context({"at": at, "day": at.date()})) == "2026年11月25日 00:29 2026年11月24日"


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("第{{ n }}号\n  {% if n %}\n    已答复\n  {% endif %}\n  。", "第7号已答复。"),
        ("一 二{% if n %} · 三\n{% endif %}", "一 二 · 三"),
        (
            '<a class="x"\n   {% if n %} hidden{% endif %}\n   href="#">\n  看\n</a>',
            '<a class="x"  hidden href="#">看</a>',
        ),
        ("{% for c in text %}\n  <i>{{ c }}</i>\n{% endfor %}", "<i>两</i><i>\n </i><i>行</i>"),
    ],
)
def test_one_line_over_several(written, shown):
    page = Template("甲\n{% oneline %}\n  " + written + "\n{% endoneline %}\n乙")
    assert page.render(Context({"n": 7, "text": ["两", "\n ", "行"]})) == f"甲\n{shown}\n乙"


@pytest.mark.parametrize(
    ("buttons", "word"),
    [
        ("", "返回"),
        ("<button class='btn' type='button' disabled>办</button>", "返回"),
        ("<button class='btn main' form='form'>办</button>", "取消"),
        ("<button disabled>甲</button><button name='do'>乙</button>", "取消"),
    ],
)
def test_a_page_is_left_by_the_word_that_is_so(buttons, word):
    page = Template("{% page_acts %}" + buttons + "{% endpage_acts %}|{{ way_out }}")
    assert page.render(Context({})) == f"{buttons}|{word}"

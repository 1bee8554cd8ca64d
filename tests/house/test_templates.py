"""The template pack's wiring, and what no template or style of ours may contain."""

import re
from pathlib import Path
from typing import ClassVar

import pytest
from crispy_forms.bootstrap import InlineRadios, StrictButton
from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Button, ButtonHolder, Div, Field, Fieldset, Layout, Row, Submit
from crispy_forms.utils import render_crispy_form
from django import forms
from django.template import engines
from django.template.loader import render_to_string
from django.urls import get_resolver
from lxml import html

CLASSIFICATION = [
    ("建议性意见", [("adopted", "已采纳"), ("studying", "正在研究"), ("kept", "留作参考")]),
    ("具体操作性意见", [("solved", "已解决"), ("solving", "正在解决"), ("hard", "暂难解决")]),
]
DISCLOSURE = [
    ("主动公开", [("full", "全文公开"), ("summary", "摘要公开")]),
    ("依申请公开", [("full_asked", "全文公开"), ("summary_asked", "摘要公开")]),
    ("none", "不公开"),
]
WAYS = [("visit", "走访"), ("meet", "面商"), ("call", "电话")]


class Everything(forms.Form):
    title = forms.CharField(label="标题", help_text="照原件写")
    text = forms.CharField(label="正文", widget=forms.Textarea)
    unit = forms.ChoiceField(label="会办单位", choices=[("", "请选择"), ("1", "区人社局")])
    day = forms.DateField(label="日期", widget=forms.DateInput(attrs={"type": "date"}), help_text="交办那天")
    scan = forms.FileField(label="扫描件", help_text="可以把文件拖到这里")
    sure = forms.BooleanField(label="已核对", help_text="对照原件")
    who = forms.MultipleChoiceField(
        label="参加的代表", choices=[("1", "赵洪蓉"), ("2", "周建伟")], widget=forms.CheckboxSelectMultiple
    )
    way = forms.ChoiceField(label="方式", choices=WAYS, widget=forms.RadioSelect, help_text="选主要的一种")
    phone = forms.CharField(label="电话", required=False)
    version = forms.IntegerField(widget=forms.HiddenInput)


class OfficialBoxes(forms.Form):
    classification = forms.ChoiceField(label="分类", choices=CLASSIFICATION, widget=forms.RadioSelect)
    disclosure = forms.ChoiceField(label="公开属性", choices=DISCLOSURE, widget=forms.RadioSelect)
    result = forms.ChoiceField(label="办理结果", choices=[("", "—"), *WAYS], widget=forms.RadioSelect)
    helper = FormHelper()
    helper.layout = Layout(
        Field("classification", template="banli/boxes.html"),
        Field("disclosure", template="banli/boxes_columns.html"),
        Field("result", template="banli/choice_cards.html"),
    )


def page(text):
    return html.fragment_fromstring(str(text), create_parent="main")


def words(element):
    return " ".join(element.text_content().split())


def filled():
    return Everything(initial={"way": "meet", "who": ["2"]})


def controls(tree, name):
    return tree.xpath(f"//*[@name='{name}']")


def texts_described(tree, element):
    """The texts an element points to with aria-describedby; every id must exist once."""
    found = [tree.xpath(f"//*[@id='{one}']") for one in element.get("aria-describedby", "").split()]
    assert all(len(hits) == 1 for hits in found)
    return " ".join(words(hits[0]) for hits in found)


@pytest.mark.parametrize("name", ["title", "text", "unit", "day", "scan", "sure", "phone"])
def test_a_single_field_has_its_label(name):
    tree = page(render_crispy_form(filled()))
    (control,) = controls(tree, name)
    (label,) = tree.xpath(f"//label[@for='{control.get('id')}']")
    assert Everything().fields[name].label in words(label)


@pytest.mark.parametrize("name", ["who", "way"])
def test_a_group_has_its_legend_and_every_option_its_label(name):
    tree = page(render_crispy_form(filled()))
    boxes = controls(tree, name)
    assert len(boxes) == len(Everything().fields[name].choices)
    assert [box.get("value") for box in boxes if box.get("checked") is not None] == list(
        {"who": ["2"], "way": ["meet"]}[name]
    )
    for box in boxes:
        assert len(tree.xpath(f"//label[@for='{box.get('id')}']")) == 1
    (legend,) = boxes[0].xpath("ancestor::fieldset[1]/legend")
    assert Everything().fields[name].label in words(legend)


@pytest.mark.parametrize("name", ["title", "text", "unit", "day", "scan", "sure", "who", "way"])
def test_an_error_is_shown_next_to_its_field_and_in_the_summary(name):
    form = Everything({}, {})
    tree = page(render_crispy_form(form))
    control = controls(tree, name)[0]
    holder = control if name not in ("who", "way") else control.xpath("ancestor::fieldset[1]")[0]
    described = texts_described(tree, holder)
    assert "请" in described
    assert "字段" not in described
    assert str(form.fields[name].help_text) in described
    assert control.get("aria-invalid") == "true"
    (link,) = tree.xpath(f"//div[@role='alert']//a[starts-with(., '{form.fields[name].label}：')]")
    (target,) = tree.xpath(f"//*[@id='{link.get('href')[1:]}']")
    assert target.get("name") == name


def test_the_summary_leads_the_form_and_tells_what_is_kept():
    tree = page(render_crispy_form(Everything({}, {})))
    assert tree.xpath("//form/*[not(self::input)][1]")[0].get("class") == "errors-summary"
    summary = words(tree.xpath("//div[@role='alert']")[0])
    assert "您填写的内容都还在" in summary
    assert "选过的文件请重新选一次" in summary
    assert not page(render_crispy_form(filled())).xpath("//div[@role='alert']")


def test_required_and_optional_are_said_in_words():
    tree = page(render_crispy_form(filled()))
    assert "必填" in words(tree.xpath("//label[@for='id_title']")[0])
    assert "选填" in words(tree.xpath("//label[@for='id_phone']")[0])


class Sometimes(forms.Form):
    NEEDED_WHEN: ClassVar = {"why": "不同意的必填"}

    why = forms.CharField(label="理由", required=False)
    note = forms.CharField(label="备注", required=False)


def test_a_field_that_is_needed_sometimes_says_when():
    tree = page(render_crispy_form(Sometimes()))
    assert words(tree.xpath("//label[@for='id_why']")[0]) == "理由 不同意的必填"
    assert words(tree.xpath("//label[@for='id_note']")[0]) == "备注 选填"


def test_each_form_that_says_so_means_a_field_of_its_own():
    assert get_resolver().url_patterns  # every form is known by then
    said = [one for one in forms_below(forms.BaseForm) if "NEEDED_WHEN" in vars(one) and one is not Sometimes]
    assert len(said) == 7
    for one in said:
        assert all(not one.base_fields[name].required for name in one.NEEDED_WHEN), one


def forms_below(kind):
    for one in kind.__subclasses__():
        yield one
        yield from forms_below(one)


def test_hidden_fields_have_no_label_and_the_form_takes_files():
    tree = page(render_crispy_form(filled()))
    (hidden,) = controls(tree, "version")
    assert hidden.get("type") == "hidden"
    assert not tree.xpath("//label[@for='id_version']")
    assert tree.xpath("//form")[0].get("enctype") == "multipart/form-data"
    assert tree.xpath("//form")[0].get("method") == "post"


def test_ids_are_unique():
    for form in (Everything({}, {}), OfficialBoxes({})):
        ids = page(render_crispy_form(form)).xpath("//@id")
        assert len(ids) == len(set(ids))


def test_official_boxes_stand_as_on_the_paper_form():
    tree = page(render_crispy_form(OfficialBoxes(initial={"classification": "studying", "disclosure": "none"})))
    rows = tree.xpath("//div[@class='box-row']")
    assert [[words(text) for text in row.xpath(".//label")] for row in rows] == [
        ["建议性意见：已采纳", "建议性意见：正在研究", "建议性意见：留作参考"],
        ["具体操作性意见：已解决", "具体操作性意见：正在解决", "具体操作性意见：暂难解决"],
    ]
    columns = tree.xpath("//div[starts-with(@class, 'box-col')]")
    assert [len(column.xpath(".//input")) for column in columns] == [2, 2, 1]
    assert tree.xpath("//input[@checked]/@value") == ["studying", "none"]
    for mark in tree.xpath("//input[@type='radio']"):
        assert mark.xpath("ancestor::label")


def test_cards_leave_out_the_empty_choice_and_lead_to_the_first():
    tree = page(render_crispy_form(OfficialBoxes({})))
    assert [box.get("value") for box in controls(tree, "result")] == ["visit", "meet", "call"]
    (link,) = tree.xpath("//div[@role='alert']//a[starts-with(., '办理结果')]")
    assert tree.xpath(f"//*[@id='{link.get('href')[1:]}']")[0].get("value") == "visit"


def test_every_layout_object_we_offer_renders():
    form = Everything(initial={})
    form.helper = FormHelper()
    form.helper.attrs = {"data-guard": "", "data-save": ""}
    form.helper.layout = Layout(
        Fieldset("情况", Row("title", Field("day", wrapper_class="short")), css_class="wide"),
        Div("text", css_class="stack"),
        InlineRadios("way"),
        HTML("<p>说明</p>"),
        ButtonHolder(
            Submit("save", "保存"),
            Submit("drop", "删除", css_class="danger"),
            Button("back", "取消"),
            StrictButton("看", css_class="quiet"),
        ),
    )
    tree = page(render_crispy_form(form))
    assert words(tree.xpath("//fieldset/legend")[0]) == "情况"
    assert [(b.get("class"), b.get("type")) for b in tree.xpath("//button")][:3] == [
        ("btn main", "submit"),
        ("btn danger", "submit"),
        ("btn", "button"),
    ]
    assert "inline" in tree.xpath("//fieldset[.//input[@name='way']]")[-1].get("class")
    assert tree.xpath("//form[@data-guard and @data-save]")


def test_a_value_is_escaped():
    form = Everything({"title": '"><script>x</script>', "version": "1"}, {})
    text = render_crispy_form(form)
    assert "<script>" not in text


# ---- frames and single pages -------------------------------------------------------------------------------

SAYS = ["400", "403", "403_csrf", "404", "409", "413", "429", "500", "locked", "stale"]


@pytest.mark.parametrize("name", SAYS)
def test_an_error_page_stands_without_any_context(name):
    tree = html.fromstring(render_to_string(f"{name}.html"))
    assert tree.get("lang") == "zh-Hans"
    assert len(tree.xpath("//h1")) == len(tree.xpath("//main")) == 1
    assert tree.xpath("//*[@data-unsaved]") or name == "locked"
    assert "！" not in tree.text_content()


def test_a_stale_page_shows_both_texts():
    text = render_to_string("stale.html", {"mine": "<b>我写的", "theirs": "别人写的", "retry_url": "/x/"})
    tree = html.fromstring(text)
    assert tree.xpath("//textarea")[0].text == "<b>我写的"
    assert "别人写的" in tree.xpath("//section[@class='theirs']")[0].text_content()
    assert tree.xpath("//a[@href='/x/']")


def test_the_desk_names_the_present_page_and_keeps_the_banner():
    items = [
        {"label": "我的待办", "url": "/", "count": 7, "hot": True, "current": True},
        {"label": "打印室", "url": "/p/", "count": None, "hot": False, "current": False},
    ]
    tree = html.fromstring(render_to_string("base.html", {"desk_nav": [{"title": "工具", "items": items}]}))
    assert words(tree.xpath("//nav//a[@aria-current='page']")[0]) == "我的待办 7件"
    assert words(tree.xpath("//nav//a")[1]) == "打印室"
    assert "本系统为非涉密系统，严禁录入涉密信息" in tree.text_content()
    assert tree.xpath("//a[@class='skip']/@href") == ["#main"]


def test_the_deputys_page_has_its_size_as_a_link():
    small = html.fromstring(render_to_string("deputy_base.html", {"unit": "宝山区民政局"}))
    big = html.fromstring(render_to_string("deputy_base.html", {"big_text": True}))
    assert small.get("class") is None
    assert big.get("class") == "big"
    assert small.xpath("//a[@href='?size=big']")
    assert big.xpath("//a[@href='?size=normal']")
    assert not small.xpath("//nav")


# ---- what stands nowhere -----------------------------------------------------------------------------------

ROOT = Path(__file__).resolve().parent.parent.parent
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
SCREEN = [path for path in TEMPLATES if "pdf" not in path.relative_to(ROOT).parts]
ASSETS = [path for kind in ("css", "js") for path in sorted((ROOT / "static" / kind).rglob("*.*"))]


@pytest.mark.parametrize("path", SCREEN, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_template_needs_nothing_inline_and_nothing_from_afar(path):
    text = re.sub(r"{#.*?#}|{% comment .*?{% endcomment %}", "", path.read_text(), flags=re.DOTALL)
    assert not re.search(r"\sstyle\s*=", text)
    assert not re.search(r"\son[a-z]+\s*=\s*[\"']", text)
    assert not re.search(r"<style\b", text)
    assert not re.search(r"<script(?![^>]*\bsrc=)", text)
    assert not re.search(r"javascript:", text)
    assert not re.search(r"(?:src|href|action|srcset)\s*=\s*[\"'](?:https?:)?//", text)
    engines["django"].from_string(path.read_text())


def test_a_form_that_keeps_text_says_of_which_version():
    """Else what was sent and has arrived would be offered again as not saved. A deputy's page is left for good."""
    unsaid = [
        f"{path.relative_to(ROOT)}: {form[0][:60]}"
        for path in SCREEN
        for form in re.finditer(r"<form\b(?:[^>%]|%(?!})|%})*?data-keep=.*?>\n?(?=\s*{)", path.read_text(), re.DOTALL)
        if "data-kept-version" not in form[0] and "deputy" not in path.parts
    ]
    assert unsaid == []


LONGEST = 159  # characters of a template's line, so that a change of one can be read


def test_no_line_of_a_template_is_too_long_for_a_diff():
    long = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in sorted((ROOT / "templates").rglob("*.*"))
        if path.suffix in (".html", ".txt", ".svg")
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if len(line) > LONGEST
    ]
    assert long == []


@pytest.mark.parametrize("path", ASSETS, ids=lambda path: path.name)
def test_a_style_or_script_fetches_nothing(path):
    text = path.read_text()
    assert "@import" not in text
    assert not re.search(r"https?://|url\(", text)
    assert len(text.splitlines()) < 400


def test_the_deputys_page_is_light():
    frame = len(render_to_string("deputy_base.html").encode())
    css = sum((ROOT / "static/css" / name).stat().st_size for name in ("tokens.css", "deputy.css"))
    assert frame + css + (ROOT / "static/js/deputy.js").stat().st_size < 24 * 1024


def test_a_form_has_one_token():
    """{% crispy %} writes it."""
    twice = [
        path.name
        for path in (ROOT / "templates").rglob("*.html")
        for form in re.findall(r"<form\b.*?</form>", path.read_text(encoding="utf-8"), re.DOTALL)
        if len(re.findall(r"{% (?:csrf_token|crispy)\b", form)) > 1
    ]
    assert twice == []

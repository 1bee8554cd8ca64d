"""Paste and drop at the drafting page in a real browser. tests/files/*.html and .txt are what LibreOffice 7.4 saved
(the two forms that a copy puts on the clipboard); the pieces in Word's HTML are written by hand after its format."""

import base64
from pathlib import Path

import pytest

from tests.browser.looking import open_tab
from tests.factories import make_case, world
from tests.replies.letter.docx.made import add, add_letter, new_file, saved
from tests.replies.letter.test_docx import NUMBERED, letter_of

MADE = "已把表格转成竖线写法，打印时是带框线的表。"
TABLE = ["| 街镇 | 处数 |", "| 友谊路街道 | 3 |"]
FILES = Path(__file__).resolve().parents[2] / "files"
PASTE = """([html, text]) => {
  const field = document.getElementById('id_body'), data = new DataTransfer();
  field.focus();
  field.select();
  data.setData('text/html', html);
  data.setData('text/plain', text);
  const how = {clipboardData: data, bubbles: true, cancelable: true};
  return field.dispatchEvent(new ClipboardEvent('paste', how)) ? null : field.value;
}"""
DROP = """([bytes, name]) => {
  const data = new DataTransfer();
  data.items.add(new File([Uint8Array.from(atob(bytes), (c) => c.charCodeAt(0))], name));
  const form = document.getElementById('draft-form');
  form.dispatchEvent(new DragEvent('drop', {dataTransfer: data, bubbles: true, cancelable: true}));
}"""
WORD = """<html xmlns:o="urn:schemas-microsoft-com:office:office"><head>
<style>p.MsoNormal{mso-style-parent:""}</style>
<!--[if gte mso 9]><xml><o:p>不要</o:p></xml><![endif]--></head><body lang=ZH-CN>
<p class=MsoNormal style='text-indent:32.0pt'><span style='font-family:仿宋'>你们提出的
建议收悉。<o:p></o:p></span></p>
<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><![if !supportLists]><span style='mso-list:Ignore'>一、<span
style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp;&nbsp; </span></span><![endif]><span>主要做法</span></p>
<p class=MsoListParagraph style='mso-list:l1 level1 lfo2'><![if !supportLists]><span style='font-family:Wingdings;
mso-list:Ignore'>l<span>&nbsp; </span></span><![endif]>点</p>
<table><tr><td>甲</td><td>乙</td></tr></table><img src="javascript:alert(1)" onerror="document.title='坏'">
<script>document.title = '坏'</script><p style="display:none">看不见</p>
<p>　　<a href="javascript:x">链接</a><br>后一行</p></body>"""
WEB = """<ol style="list-style-type: cjk-ideographic" start="3"><li>甲<ol type="a"><li>子
<li value="4">丑</ol><li><p>乙</p></ol>
<ol type=I><li>丙</ol><ul><li>丁</ul><pre>戊
己</pre>"""


@pytest.fixture
def desk(page, sign_in, transactional_db):
    case = make_case("in_progress")
    sign_in(page, world().handler)
    page.goto(f"/cases/{case.pk}/draft/")
    return page


def body(page):
    return page.input_value("#id_body")


def contact(page):
    return page.input_value("#id_contact"), page.input_value("#id_phone")


def test_what_is_pasted_is_plain_text_with_its_numbers(desk):
    numbered = [(FILES / f"numbered.{end}").read_text(encoding="utf-8-sig") for end in ("html", "txt")]
    letter = [(FILES / f"letter.{end}").read_text(encoding="utf-8-sig") for end in ("html", "txt")]
    pasted = desk.evaluate(PASTE, numbered)
    last = "（联系人：高扬，联系电话：021-55550111）"
    lines = [line for line in NUMBERED.splitlines() if not line.startswith("|")]
    place = lines.index("前半句")
    lines[place:place] = TABLE
    assert pasted.splitlines() == ["关于优化社区食堂建议的答复", *lines, last]
    told = desk.locator(".pasted")
    cleaned = "粘贴时去掉了格式和1张图片、{}个项目符号，编号已经写成文字。"
    assert told.inner_text() == f"{MADE}{cleaned.format(2)} 撤销"
    assert letter_of().letter.body in desk.evaluate(PASTE, letter)
    pasted = desk.evaluate(PASTE, [WORD, ""])
    assert pasted == "你们提出的建议收悉。\n一、主要做法\n点\n| 甲 | 乙 |\n链接\n后一行"
    assert told.inner_text() == f"{MADE}{cleaned.format(1)} 撤销"
    assert desk.evaluate(PASTE, [WEB, ""]) == "三、甲\na.子\nd.丑\n四、乙\nI.丙\n丁\n戊\n己"
    assert desk.evaluate(PASTE, ["<div>" * 400 + "深" + "</div>" * 400, ""]) == "深"
    assert "坏" not in desk.title()
    # The browser's own way serves these: nothing to clean, too long to look at.
    for html, text in [("<b>甲</b>", "甲"), ("<p>" + "长" * 4_000_001, "长")]:
        assert desk.evaluate(PASTE, [html, text]) is None
    desk.keyboard.press("Control+z")
    assert body(desk) == "三、甲\na.子\nd.丑\n四、乙\nI.丙\n丁\n戊\n己"


def test_a_dropped_word_file_goes_where_the_writer_says_and_comes_out_again(desk):
    content = base64.b64encode((FILES / "numbered.docx").read_bytes()).decode()
    desk.fill("#id_body", "写了一半")
    open_tab(desk, "公文要素")
    desk.fill("#id_phone", "55550000")
    desk.evaluate(DROP, [content, "答复.docx"])
    desk.get_by_text("第27段后的图片没有取入（在“后半句。”之后）").wait_for()
    desk.get_by_role("button", name="接在正文后面").click()
    assert body(desk) == f"写了一半\n{NUMBERED}"
    assert contact(desk) == ("高扬", "55550000")
    desk.get_by_role("button", name="恢复原来的文字").click()
    assert body(desk) == "写了一半"
    desk.evaluate(DROP, [content, "答复.docx"])
    desk.get_by_role("button", name="替换正文").click()
    assert (desk.input_value("#id_title"), body(desk)) == ("关于优化社区食堂建议的答复", NUMBERED)
    assert contact(desk) == ("高扬", "021-55550111")
    desk.get_by_role("button", name="恢复原来的文字").click()
    assert (body(desk), *contact(desk)) == ("写了一半", "高扬", "55550000")
    desk.evaluate(DROP, [content, "答复.docx"])
    desk.get_by_role("button", name="替换正文").click()
    desk.evaluate(DROP, [base64.b64encode(b"\xd0\xcf\x11\xe0").decode(), "旧.doc"])
    desk.get_by_text("旧格式的 Word 或 WPS 文件").wait_for()
    assert body(desk) == NUMBERED
    desk.fill("#id_body", "")
    desk.locator(".word-tools summary").click()
    desk.set_input_files("#word-file", FILES / "numbered.docx")
    desk.get_by_role("button", name="知道了").wait_for()
    assert body(desk) == NUMBERED


def test_a_ticked_box_of_a_word_file_chooses_in_the_form(desk):
    made = new_file()
    add(made, "办理结果：□已采纳　☑正在研究　□留作参考　　公开属性：☑主动公开·全文 □不公开")
    add_letter(made)
    content = base64.b64encode(saved(made)).decode()
    picked = "[name=classification]:checked, [name=disclosure]:checked"
    chosen = f"[...document.querySelectorAll('{picked}')].map((one) => one.value)"
    open_tab(desk, "办理情况表")
    desk.locator("[name=classification][value=已解决]").check(force=True)
    desk.evaluate("document.getElementById('id_body').value = ''")
    desk.evaluate(DROP, [content, "答复.docx"])
    desk.get_by_role("button", name="知道了").wait_for()
    assert desk.evaluate(chosen) == ["正在研究", "主动公开·全文"]
    desk.get_by_role("button", name="恢复原来的文字").click()
    assert desk.evaluate(chosen) == ["已解决"]

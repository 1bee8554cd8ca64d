"""The typeset letter next to the text: the same lines at the same places as in the PDF, for whatever is typed."""

import re
from xml.etree import ElementTree

import pytest
from django.urls import reverse

from proposals.models import Part, Unit
from replies.letter.fonts import faces
from replies.letter.pdf import press, preview
from replies.letter.snapshot import Snapshot
from tests import factories as f
from tests.replies.letter.awkward import SNAPSHOTS
from tests.replies.letter.pages import blank, letter_of, opened, pages_of, render, squeezed
from tests.replies.letter.pages import case as example
from tests.replies.letter.tables.samples import LONG, PLAIN, WIDE

HEADED = example(letter={**example()["letter"], "format": "信函格式", "annexes": ["分布图", "年度计划表"]})
NO_HEADING = example(letter={**example()["letter"], "body": "赵洪蓉代表：\n一、做法\n　一、二两项已经办结。\n谢谢。"})
TABLES = example(
    letter={**example()["letter"], "body": f"赵洪蓉代表：\n进度见下表：\n{WIDE}\n{PLAIN}\n{LONG}\n谢谢。"}
)
CASES = {name: obj for name, obj in SNAPSHOTS.items() if obj.get("letter")} | {
    "信函格式": HEADED,
    "不是标题": NO_HEADING,
    "表格": TABLES,
}
FOOTER, HEADER = 45, 60  # pt at the page's edges, where the record names itself


def printed(obj):
    """Per page of the letter in the PDF: {base line: (text, x of the first character)}."""
    with opened(render(obj)) as pdf:
        return [
            by_base_line(
                (char["matrix"][5], char["matrix"][4], char["text"])
                for char in page.chars
                if FOOTER < char["matrix"][5] < page.height - HEADER
            )
            for page in pdf.pages[letter_of(render(obj))]
        ]


def shown(obj):
    """The same of the preview."""
    return [
        by_base_line((preview.HEIGHT - run.y, run.x, run.text) for line in page.lines for run in line.runs)
        for page in preview.letter_pages(Snapshot.from_json(obj))
    ]


def by_base_line(placed):
    rows = {}
    for y, x, text in placed:
        rows.setdefault(round(y), []).append((x, text))
    found = {}
    for y, row in rows.items():
        inked = [(x, text) for x, text in sorted(row) if text.strip()]
        if inked:
            x, first = inked[0]
            found[y] = ("".join(squeezed(text) for _, text in inked), x if first[0].strip() else None)
    return found


@pytest.mark.parametrize("name", CASES)
def test_lines_and_pages_are_those_of_the_pdf(name):
    mine, theirs = shown(CASES[name]), printed(CASES[name])
    assert len(mine) == len(theirs)
    for page, real in zip(mine, theirs, strict=True):
        assert [(y, text) for y, (text, _) in sorted(page.items())] == [
            (y, text) for y, (text, _) in sorted(real.items())
        ]
        for y, (_, x) in page.items():
            assert x is None or x == pytest.approx(real[y][1], abs=0.5)


@pytest.mark.parametrize("name", ["070", "numbers and Latin", "rare characters"])
def test_every_run_is_as_wide_as_in_the_pdf(name):
    """What the screen spreads a run over is where its last character ends in print."""
    with opened(render(CASES[name])) as pdf:
        pages = pdf.pages[letter_of(render(CASES[name]))]
        ends = [{(round(c["matrix"][5]), round(c["x1"], 1)) for c in page.chars} for page in pages]
    wide = 0
    for page, real in zip(preview.letter_pages(Snapshot.from_json(CASES[name])), ends, strict=False):
        for run in (run for line in page.lines for run in line.runs if run.length and not run.text[-1].isspace()):
            y = round(preview.HEIGHT - run.y)
            assert min(abs(run.x + run.length - x) for base, x in real if base == y) < 0.7
            wide += 1
    assert wide > 40


def test_a_name_is_shown_in_the_face_it_is_printed_in():
    body = "王赟、𠮷永强代表：\n（一）王赟代表的意见。𠮷永强代表也赞成。"
    obj = blank(deputies=["王赟", "𠮷永强"], letter={"title": "答复", "body": body})
    (page,) = preview.letter_pages(Snapshot.from_json(obj))
    runs = [(run.text, run.face) for line in page.lines if line.source.startswith("body") for run in line.runs]
    assert runs == [
        ("王赟", "names"),
        ("、", "fangsong"),
        ("𠮷永强", "kai"),
        ("代表：", "fangsong"),
        ("（一）", "kai"),
        ("王赟", "names"),
        ("代表的意见。", "kai"),
        ("𠮷永强", "kai"),
        ("代表也赞成。", "fangsong"),
    ]


def test_lines_know_where_they_were_typed():
    body = example()["letter"]["body"].splitlines()
    told = {}
    for page in preview.letter_pages(Snapshot.from_json(example())):
        for line in page.lines:
            if line.source:
                assert line.start == len(told.get(line.source, ""))
                told[line.source] = told.get(line.source, "") + line.text
    assert [squeezed(told[f"body-{number}"]) for number in range(len(body))] == [squeezed(one) for one in body]
    assert {name for name in told if not name.startswith("body-")} == {
        "title",
        "document_number",
        "contact",
        "copies_to",
    }
    assert squeezed(told["title"]) == example()["letter"]["title"]


def test_the_red_rules_of_the_headed_letter_and_the_black_ones_of_its_copies():
    first, *_ = preview.letter_pages(Snapshot.from_json(HEADED))
    assert [(rule.fill, round(rule.width)) for rule in first.rules] == [("#d7000f", 482)] * 4
    *_, last = preview.letter_pages(Snapshot.from_json(example()))
    assert [(rule.fill, rule.height) for rule in last.rules] == [("", 1.0), ("", 1.0)]


# ---- through the front door


def typed(**texts):
    return {**f.TEXTS, "base": 0, "seen": 0, **texts}


def words_of(answer):
    """The words of each page, read as XML: markup that was typed would show itself."""
    pages = re.findall(r"<svg.*?</svg>", answer.content.decode(), re.DOTALL)
    return ["".join(text for text in ElementTree.fromstring(page).itertext() if text.strip()) for page in pages]  # noqa: S314 - our own


@pytest.mark.django_db
def test_what_is_typed_is_shown_and_not_saved(go):
    case = f.make_case("in_progress")
    answer = go(f.world().handler, "preview", case.pk, data=typed(body="赵洪蓉代表：\n刚刚写下的一句。"))
    assert answer.status_code == 200
    (page,) = words_of(answer)
    assert squeezed(page) == (
        "宝民〔2026〕12号关于优化社区食堂建议的答复赵洪蓉代表：刚刚写下的一句。上海市宝山区民政局"
        "年月日（联系人：高扬，联系电话：021-55550111）—1—"
    )
    assert case.current_round.drafts.count() == 0


@pytest.mark.django_db
def test_the_page_opens_with_the_newest_version_typeset(go):
    case = f.make_case("in_progress")
    f.write(case, f.world().handler)
    (page,) = words_of(go(f.world().handler, "draft", case.pk))
    assert "一、增加助餐点今年新增12处。" in page


@pytest.mark.django_db
def test_a_helping_units_opinion_is_shown_too(go):
    w = f.world()
    made = f.suggestion()
    f.hand_over(made, w.bureau, Part.MAIN)
    case = f.advance(f.hand_over(made, w.other_bureau, Part.HELP), "sign_for", "assign")
    data = {"title": "关于第070号代表建议的会办意见", "body": "上海市宝山区民政局：\n同意。", "base": 0, "seen": 0}
    (page,) = words_of(go(w.other_handler, "preview", case.pk, data=data))
    assert "同意。上海市宝山区房管局" in squeezed(page)


@pytest.mark.django_db
def test_a_unit_with_headed_letters_sees_its_red_head(go):
    case = f.make_case("in_progress")
    Unit.objects.filter(pk=case.unit_id).update(letter_format="信函格式")
    answer = go(f.world().handler, "preview", case.pk, data=typed())
    assert answer.content.decode().count('fill="#d7000f"') == 5


HOSTILE = {
    "markup": ("</text></svg><script>alert(1)</script>", 200),
    "template": ("{{ 7|add:1 }}{% now 'Y' %}", 200),
    "nul": ("甲\0乙", 200),
    "half a pair": (b"\xed\xa0\x80\xff".decode("utf-8", "replace"), 200),
    "unseen": ("付\u202e款\u200b", 200),
    "rare": ("𠮷\ue000\U000f0000😀", 200),
    "blanks": ("　" * 500 + "字", 200),
    "word": ("w" * 1_000, 200),
    "word beyond measure": ("w" * 9_000, 400),
    "long": ("长" * 30_001, 400),
    "longest": ("长" * 1_000_000, 400),
    "lines": ("行\n" * 1_500, 400),
    "nothing": ("", 200),
}


@pytest.mark.once
@pytest.mark.django_db
@pytest.mark.parametrize("name", HOSTILE)
def test_rubbish_gets_a_clean_answer(go, name):
    text, status = HOSTILE[name]
    answer = go(f.world().handler, "preview", f.make_case("in_progress").pk, data=typed(body=text))
    assert answer.status_code == status
    content = answer.content.decode()
    assert "<script" not in content
    if status == 400:
        (said,) = re.findall(r'<p class="preview-none quiet">(.*?)</p>', content)
        assert re.fullmatch("现在的文字排不成版。正文：.*文字还在，改好就会更新。", said)
    elif text:
        assert words_of(answer)
    else:
        assert "写了正文，这里就排出版面。" in content


@pytest.mark.django_db
def test_every_field_of_the_letter_may_be_rubbish_and_the_others_do_not_matter(go):
    case, handler = f.make_case("in_progress"), f.world().handler
    for name in ("title", "document_number", "contact", "phone", "annexes", "copies_to"):
        answer = go(handler, "preview", case.pk, data=typed(**{name: "长" * 5_000}))
        assert (name, answer.status_code) == (name, 400)
        assert "现在的文字排不成版。" in answer.content.decode()
    answer = go(handler, "preview", case.pk, data={**f.TEXTS, "promised_on": "x", "classification": "x"})
    assert answer.status_code == 200


@pytest.mark.django_db
def test_the_pdf_shows_what_is_typed_now_and_says_so(go):
    case, handler = f.make_case("in_progress"), f.world().handler
    f.write(case, handler)
    answer = go(handler, "typed_pdf", case.pk, data=typed(body="赵洪蓉代表：\n刚刚写下的一句。"))
    text = squeezed("".join(pages_of(answer.content)))
    assert answer["Content-Type"] == "application/pdf"
    assert "刚刚写下的一句。" in text
    assert "今年新增12处" not in text
    assert text.count("还没有保存的文字") == 3
    assert case.current_round.drafts.count() == 1


@pytest.mark.django_db
def test_the_pdf_of_what_cannot_be_set_says_why_and_keeps_the_text(go):
    case = f.make_case("in_progress")
    answer = go(f.world().handler, "typed_pdf", case.pk, data=typed(title="长" * 400))
    assert answer.status_code == 409
    assert "现在的文字排不成版。答复标题：" in answer.content.decode()
    assert "今年新增12处" in answer.content.decode()


@pytest.mark.django_db
def test_the_faces_are_served_by_their_digest_and_nothing_else_is(client):
    css = client.get(reverse("replies:faces"))
    addresses = re.findall(r'url\("(.*?)"\)', css.content.decode())
    assert len(addresses) == len(faces.ROLES)
    face = client.get(addresses[0])
    assert face["Cache-Control"] == "public, max-age=31536000, immutable"
    assert not face.has_header("Vary")
    assert face.content == faces.built_faces()[faces.ROLES[0]].path.read_bytes()
    for name in ("faces.json", "..%2Ffaces.json", ".lock", "x" * 300, "banli-fangsong.ttf"):
        assert client.get(f"/faces/{name}").status_code == 404


def test_the_same_letter_is_set_once_and_any_other_anew():
    made = example()
    first, again = (preview.letter_pages(Snapshot.from_json(made)) for _ in range(2))
    assert first == again
    assert first[0] is again[0]
    made["letter"]["body"] += "另附一句。"
    assert "".join(line.text for page in preview.letter_pages(Snapshot.from_json(made)) for line in page.lines) != (
        "".join(line.text for page in first for line in page.lines)
    )


@pytest.mark.django_db
def test_before_the_faces_are_built_drafting_works_without_pages(go, client, settings, tmp_path):
    settings.FONTS_DIR = tmp_path
    press._press.cache_clear()
    preview._set_letter.cache_clear()
    case = f.make_case("in_progress")
    answer = go(f.world().handler, "preview", case.pk, data=typed())
    assert answer.status_code == 400
    assert "打印字体还没有准备好" in answer.content.decode()
    assert go(f.world().handler, "draft", case.pk).status_code == 200
    assert client.get(reverse("replies:faces")).content == b""

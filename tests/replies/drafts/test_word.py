"""A Word file at the drafting page: what has a field of its own is put there, what the form has none for is told."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from proposals.models import Part
from replies.models import Draft
from tests import factories as f
from tests.replies.letter.docx.made import BODY, CENTRE, TITLE, UNIT, add, add_all, add_letter, new_file, saved

pytestmark = pytest.mark.django_db
FIELDS = {
    "document_number": "宝建〔2026〕18号",
    "contact": "陆一鸣",
    "phone": "55550118",
    "annexes": "项目清单\n资金安排表",
    "copies_to": "区政府办公室",
}


def letter():
    made = new_file()
    add(made, "宝建〔2026〕18号", align=CENTRE)
    add(made, TITLE, align=CENTRE, size=22)
    add_letter(made, "附件：1.项目清单", "　　　　　2.资金安排表", UNIT, "2026年4月20日")
    add_all(made, "（联系人：陆一鸣，联系电话：55550118）", "抄送：区政府办公室。")
    return SimpleUploadedFile("答复.docx", saved(made))


def typed(case, **more):
    return {"base": 0, "seen": case.version, "word": letter(), **more}


def values(page, *names):
    return {name: page.context["form"][name].value() for name in names}


def test_without_a_script_every_field_is_filled(go):
    case = f.make_case("in_progress")
    page = go(f.world().handler, "draft_word_in", case.pk, data=typed(case, **f.TEXTS, where="instead"))
    assert page.status_code == 200
    assert values(page, "title", "body", *FIELDS) == {"title": TITLE, "body": "\n".join(BODY), **FIELDS}
    assert values(page, "handling") == {"handling": f.TEXTS["handling"]}
    said = page.content.decode()
    assert "放进各自栏目的：发文字号“宝建〔2026〕18号”；联系人“陆一鸣”；联系电话“55550118”" in said
    assert f"文件的落款是“{UNIT}”，本件的承办单位是“{case.unit.name}”，打印时印承办单位。" in said
    assert not Draft.objects.exists()


@pytest.mark.parametrize(("signed", "told"), [("宝山区民政局", False), ("区民政局", False), ("区教育局", True)])
def test_a_signature_in_the_unit_s_short_name_is_its_own(go, signed, told):
    case = f.make_case("in_progress")
    made = new_file()
    add(made, TITLE, align=CENTRE, size=22)
    add_letter(made, signed, "2026年4月20日")
    sent = {"base": 0, "seen": case.version, "word": SimpleUploadedFile("答复.docx", saved(made))}
    page = go(f.world().handler, "draft_word_in", case.pk, data=sent)
    assert (f"文件的落款是“{signed}”" in page.content.decode(), values(page, "body")) == (
        told,
        {"body": "\n".join(BODY)},
    )


def test_put_after_the_text_only_what_is_empty_is_filled(go):
    case = f.make_case("in_progress")
    sent = typed(case, title="原来的标题", body="写了一半", contact="高扬", where="after")
    page = go(f.world().handler, "draft_word_in", case.pk, data=sent)
    assert values(page, "title", "body", *FIELDS) == {
        **FIELDS,
        "title": "原来的标题",
        "body": "\n".join(["写了一半", *BODY]),
        "contact": "高扬",
    }


def test_an_opinion_has_no_field_for_some_of_it(client, go):
    case = f.make_case("in_progress")
    helping = f.advance(f.hand_over(case.suggestion, f.world().other_bureau, Part.HELP), "sign_for", "assign")
    client.force_login(f.world().other_handler)
    page = client.post(f"/cases/{helping.pk}/draft/word/", typed(helping), headers={"accept": "application/json"})
    said = page.json()
    assert said["fields"] == {"contact": "陆一鸣", "phone": "55550118"}
    assert said["left_out"] == [
        "发文字号“宝建〔2026〕18号”、附件说明“项目清单、资金安排表”、抄送“区政府办公室”没有取入（会办意见没有这一栏）"
    ]


def test_of_two_letters_the_one_of_this_case_is_taken(client):
    case = f.make_case("in_progress")
    made = new_file()
    for number in ("999", case.suggestion.number):
        add(made, f"关于第{number}号建议的答复", align=CENTRE, size=22)
        add_all(made, "赵洪蓉代表：", f"您提出的第{number}号建议收悉，现答复如下：", f"这是{number}号。")
    client.force_login(f.world().handler)
    word = SimpleUploadedFile("答复.docx", saved(made))
    page = client.post(f"/cases/{case.pk}/draft/word/", {"word": word}, headers={"accept": "application/json"})
    assert page.json()["body"].splitlines()[-1] == f"这是{case.suggestion.number}号。"
    assert page.json()["left_out"] == ["第1段起的第1篇答复没有取入（“关于第999号建议的答复”）"]


def test_a_letter_of_another_case_is_told_before_all_else(client):
    case = f.make_case("in_progress", number="070")
    made = new_file()
    add(made, "关于第071号建议的答复", align=CENTRE, size=22)
    add_all(made, "赵洪蓉代表：", "您提出的《关于修建人行天桥的建议》收悉，现答复如下：", "这是别的件。")
    client.force_login(f.world().handler)
    word = SimpleUploadedFile("答复.docx", saved(made))
    page = client.post(f"/cases/{case.pk}/draft/word/", {"word": word}, headers={"accept": "application/json"})
    assert page.json()["notes"][:2] == [
        "文件写的是第071号，本件是第070号，请核对是不是这一件的答复。",
        f"文件答复的是《关于修建人行天桥的建议》，本件是《{case.suggestion.title}》，请核对是不是这一件的答复。",
    ]


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF-1.7"])
def test_a_bad_file_is_refused_with_a_sentence(client, content):
    case = f.make_case("in_progress")
    client.force_login(f.world().handler)
    word = SimpleUploadedFile("答复.docx", content)
    page = client.post(f"/cases/{case.pk}/draft/word/", {"word": word}, headers={"accept": "application/json"})
    assert page.status_code == 400
    assert page.json()["error"].endswith("。")

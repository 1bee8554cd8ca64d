"""The same text, pasted at every door, is the same plain text behind each of them."""

import io

import docx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from proposals.formats.plain_text import make_plain
from proposals.intake.cells import read_line
from proposals.models import Suggestion
from replies.feedback.links import make_link
from replies.models import Autosave, Draft, Feedback
from tests import factories as f
from tests.proposals.intake.sheets import book, row, run

pytestmark = pytest.mark.django_db
# Line ends of Windows, of the web and of old; zero width, turned text, a narrow blank, a point that never stands for
# anything; what is rare but real stays, as does what a newer Unicode knows (U+2EBF0, for names, since 15.1).
PASTED = "一、做法\r\n\u200b第一\u2028第二\u202e\xa0甲\ufdd0\r第三𠮷\ue000\U0002ebf0"
PLAIN = "一、做法\n第一\n第二 甲\n第三𠮷\ue000\U0002ebf0"


def pasted_in_a_draft(client):
    case = f.make_case("in_progress")
    client.force_login(f.world().handler)
    client.post(
        reverse("replies:draft", args=[case.pk]), {**f.TEXTS, "base": 0, "seen": case.version, "body": PASTED}
    )
    return Draft.objects.get().body


def kept_of_a_draft(client):
    case, handler = f.make_case("in_progress"), f.world().handler
    client.force_login(handler)
    message = {"tab": "a" * 32, "turn": 1, "base": 0, "who": handler.pk, "texts": {**f.TEXTS, "body": PASTED}}
    client.post(reverse("replies:autosave", args=[case.pk]), message, content_type="application/json")
    return Autosave.objects.get().texts["body"]


def read_from_a_word_file(client):
    case, made, out = f.make_case("in_progress"), docx.Document(), io.BytesIO()
    made.add_paragraph().add_run()._r.add_t(PASTED)
    made.save(out)
    client.force_login(f.world().handler)
    file = {"word": SimpleUploadedFile("答复.docx", out.getvalue())}
    answer = client.post(
        reverse("replies:draft_word_in", args=[case.pk]), file, headers={"accept": "application/json"}
    )
    return answer.json()["body"]


def said_by_a_deputy(client):
    case = f.make_case("seeking_feedback")
    deputy = case.suggestion.proposers[0]
    link = make_link(case.current_round, f.world().handler, deputy)
    client.get(f"/d/{f.token(link)}")
    marks = {"result": "满意", "plan": "满意", "attitude": "满意", "confirm": "on", "base": "0"}
    said = {**marks, "comment": PASTED, "signature_name": deputy.name}
    client.post(f"/deputy/{link.invitation.pk}/check/", said)
    return Feedback.objects.get().comment


def remembered_for_a_deputy(client):
    case = f.make_case("seeking_feedback")
    link = make_link(case.current_round, f.world().handler, case.suggestion.proposers[0])
    client.get(f"/d/{f.token(link)}")
    client.post(f"/deputy/{link.invitation.pk}/", {"comment": PASTED})
    return client.session["typed"][str(link.invitation.pk)]["comment"]


def taken_in_by_hand(client):
    w = f.world()
    f.deputy("赵洪蓉")
    client.force_login(w.district)
    sent = {"session": f.session().pk, "number": "070", "title": "关于增加助餐点的建议", "text": PASTED}
    sent |= {"lead": "赵洪蓉", "way": "独办", "unit": w.bureau.pk, "handed_on": "2026-03-05", "due": ""}
    client.post("/intake/", sent)
    return Suggestion.objects.get().text


def taken_in_from_a_list(client):
    f.world()
    f.session()
    for name in ("赵洪蓉", "周建伟", "李倩宇"):
        f.deputy(name)
    run(book([row("070", 建议内容=PASTED)]))
    return Suggestion.objects.get().text


@pytest.mark.parametrize(
    "door",
    [
        pasted_in_a_draft,
        kept_of_a_draft,
        read_from_a_word_file,
        said_by_a_deputy,
        remembered_for_a_deputy,
        taken_in_by_hand,
        taken_in_from_a_list,
    ],
)
def test_what_is_pasted_is_the_same_behind_every_door(client, door):
    assert door(client) == PLAIN


@pytest.mark.parametrize(
    ("typed", "lines", "line"),
    [
        ("甲\r\n乙\r丙\v丁\f戊\x85己\u2028庚\u2029辛", "甲\n乙\n丙\n丁\n戊\n己\n庚\n辛", "甲 乙 丙 丁 戊 己 庚 辛"),
        ("甲 \t乙", "甲 \t乙", "甲 乙"),
        ("　甲\xa0乙 ", "　甲 乙 ", "　甲 乙 "),
        ("\x00甲\x1b\u200b\ufeff\u202e\ud800\uffff\ufdd0\U0001fffe乙", "甲乙", "甲乙"),
        *((newer,) * 3 for newer in ("\u0378", "\U0002ebf0", "\U00031350", "\U0001fae8", "\ufdcf", "\ufdf0")),
        ("𠮷䶮\ufe00\ue000", "𠮷䶮\ufe00\ue000", "𠮷䶮\ufe00\ue000"),
    ],
)
def test_one_line_or_many(typed, lines, line):
    assert (make_plain(typed), make_plain(typed, one_line=True)) == (lines, line)


def test_a_long_run_of_blanks_is_read_once(at_once):
    blanks = " " * 200_000
    assert make_plain(f"甲{blanks}乙\t{blanks}\n丙", one_line=True) == f"甲{blanks}乙 丙"
    assert read_line(f"甲\n{blanks}\n乙{blanks}丙") == "甲乙 丙"


def test_a_line_end_that_excel_wrote_as_a_code_is_one(client):
    f.world()
    f.session()
    for name in ("赵洪蓉", "周建伟", "李倩宇"):
        f.deputy(name)
    run(book([row("070", 建议内容="第一_x000B_第二_x000D_\n第三_x0007__x005F_")]))
    assert Suggestion.objects.get().text == "第一\n第二\n第三_"

"""Text without bounds, at every way in: a sentence and a 4xx that keeps what was typed, and nothing is stored."""

import importlib
import pkgutil
import uuid

import pytest
import time_machine
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

import proposals
import replies
from proposals.formats.plain_text import find_fault
from proposals.formats.spreadsheets import Column, Sheet, write_workbook
from proposals.intake.forms import Typed
from proposals.models import Objection, Suggestion
from proposals.web.fields import PlainText
from replies.feedback.links import make_link
from replies.models import Autosave, Draft, Feedback, MessageTemplate, ReportText, Wording
from tests import factories as f
from tests.proposals.intake.sheets import book, row, run
from tests.replies.drafts.test_wordings_workbook import HEAD
from tests.replies.finished.lists import finished_book, finished_row, run_finished
from tests.replies.mine.phones import let_in
from tests.replies.reports.test_reports import begin

pytestmark = [pytest.mark.django_db, pytest.mark.once]
LONG = "甲" + "a" * 1_001
MARKS = "甲" + "e\u0301" * 201
SAYS = "行里有一串字母或符号太长（超过1000个），中间没有空格，排不成版。请断开或者删去。"
MARKS_SAY = "里面叠在字上的符号太多，排不成版。请删去这些符号。"

BOUNDS = {
    "字" * 100_001: "有100001个字，最多100000个字。请分成几份，或者作为附件。",
    "甲\n" * 2_000: "分了2001行，最多2000行。请去掉空行，或者把几行并成一段。",
    f"甲\n{LONG}": f"第2{SAYS}",
    MARKS: MARKS_SAY,
    "| 甲 " * 4_501: "里面的表太多太大，排不成版。请分成几份，或者作为附件。",
    "甲" * 99_000 + "a" * 1_000: "",
    "\n" * 1_999 + "é" + "\u0301" * 200 + "|" * 700 + "、" + "｜" * 3_800: "",
}


@pytest.mark.parametrize(("text", "said"), BOUNDS.items(), ids=range(len(BOUNDS)))
def test_the_door_says_what_is_too_much_and_lets_the_rest_through(text, said):
    assert find_fault(text) == said


# Each way in: what is answered (status, what was typed is given back, the page or the sentence), what is stored.


def page(answer, typed=LONG):
    content = answer.content.decode()
    return answer.status_code, typed in content, content


def draft(client):
    case = f.make_case("in_progress")
    client.force_login(f.world().handler)
    sent = {**f.TEXTS, "base": 0, "seen": case.version, "body": LONG}
    return page(client.post(reverse("replies:draft", args=[case.pk]), sent)), Draft


def autosave(client):
    case, handler = f.make_case("in_progress"), f.world().handler
    client.force_login(handler)
    sent = {"tab": "a" * 32, "turn": 1, "base": 0, "who": handler.pk, "texts": {**f.TEXTS, "body": LONG}}
    answer = client.post(reverse("replies:autosave", args=[case.pk]), sent, content_type="application/json")
    return (answer.status_code, True, answer.json()["error"]), Autosave


def preview(client):
    case = f.make_case("in_progress")
    client.force_login(f.world().handler)
    sent = {**f.TEXTS, "base": 0, "seen": case.version, "body": LONG}
    return page(client.post(reverse("replies:preview", args=[case.pk]), sent), ""), Draft


def deputy(client):
    case = f.make_case("seeking_feedback")
    link = make_link(case.current_round, f.world().handler, case.suggestion.proposers[0])
    client.get(f"/d/{f.token(link)}")
    marks = {"result": "满意", "plan": "满意", "attitude": "满意", "confirm": "on", "base": "0"}
    said = {**marks, "comment": LONG, "signature_name": case.suggestion.proposers[0].name}
    return page(client.post(f"/deputy/{link.invitation.pk}/check/", said)), Feedback


def deputy_objects(client):
    case = f.make_case("in_progress")
    one = case.suggestion.proposers[0]
    sent = {"reason": MARKS, "proposed": "", "key": uuid.uuid4()}
    return page(let_in(one).post(f"/mine/{case.suggestion_id}/object/{case.pk}/", sent), MARKS), Objection


def by_hand(client):
    w = f.world()
    f.deputy("赵洪蓉")
    client.force_login(w.district)
    sent = {"session": f.session().pk, "number": "070", "title": "关于增加助餐点的建议", "text": LONG}
    sent |= {"lead": "赵洪蓉", "way": "独办", "unit": w.bureau.pk, "handed_on": "2026-03-05", "due": ""}
    return page(client.post("/intake/", sent)), Suggestion


def listed(client):
    f.world(), f.session()
    for name in ("赵洪蓉", "周建伟", "李倩宇"):
        f.deputy(name)
    status, said, _ = run(book([row("070", 建议内容=LONG)]))
    return (status, True, said), Suggestion


def listed_as_finished(client):
    f.world(), f.session()
    status, said, _ = run_finished(finished_book(finished_row("801", 答复正文=LONG)))
    return (status, True, said), Suggestion


def wordings(client):
    client.force_login(f.world().office)
    sheet = Sheet("表", "标准用语", [Column(name) for name in HEAD], [("养老", LONG, "", f.day(120), "")])
    file = SimpleUploadedFile("用语.xlsx", write_workbook([sheet]))
    shown = client.post(reverse("replies:wordings_import"), {"file": file})
    sent = {
        "lines": shown.context["lines"],
        "key": uuid.uuid4(),
    }  # it is refused once more when the page says it back
    answer = client.post(reverse("replies:wordings_take_in"), sent)
    return (answer.status_code, LONG in shown.context["lines"], shown.content.decode()), Wording


def message_words(client):
    client.force_login(f.world().district)
    sent = {"text": "{单位}" + MARKS, "is_on": "on", "seen": 0, "do": "save"}
    return page(client.post("/told/words/given/", sent), MARKS), MessageTemplate


@time_machine.travel("2026-11-24 10:00+08:00", tick=False)
def report(client):
    f.make_case("in_progress")
    client.force_login(f.world().district)
    made = begin(client)
    place = next(iter(ReportText._meta.get_field("place").choices))[0]
    sent = {"place": place, "text": LONG, "base": 0, "window": "a" * 32}
    return page(client.post(f"/work-reports/{made.pk}/save/", sent)), ReportText


# The answer of each: of a command its exit status; a wrong row of a workbook is said in the page and left out.
WAYS = {
    draft: 400,
    autosave: 400,
    preview: 400,
    deputy: 422,
    deputy_objects: 409,
    by_hand: 400,
    listed: 2,
    listed_as_finished: 2,
    wordings: 302,
    message_words: 400,
    report: 400,
}


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_every_way_in_refuses_it_with_a_sentence_and_keeps_what_was_typed(client, way):
    (status, kept, said), table = way(client)
    assert (status, kept, table.objects.count()) == (WAYS[way], True, 0)
    assert SAYS in said or MARKS_SAY in said


def fields_of_all_forms():
    """(form, name, field) of every form of both apps."""
    for app in (proposals, replies):
        for module in pkgutil.walk_packages(app.__path__, f"{app.__name__}."):
            if not {"migrations", "management"} & set(module.name.split(".")):
                importlib.import_module(module.name)
    waiting, met = [forms.BaseForm], set()
    while waiting:
        one = waiting.pop()
        waiting += [below for below in one.__subclasses__() if below not in met]
        met |= set(one.__subclasses__())
        if one.__module__.partition(".")[0] in ("proposals", "replies"):
            yield from ((one, name, field) for name, field in getattr(one, "base_fields", {}).items())


# What is typed and becomes no text that is kept: passwords, sign-in, and the sample of the page of components.
NO_TEXT = {"OwnPasswordForm", "SignInForm", "SampleForm"}
SHORT = 400  # a field of so many characters at most is bounded by that


def test_a_field_for_words_in_any_form_is_read_through_the_door():
    loose = {
        (form.__name__, name)
        for form, name, field in fields_of_all_forms()
        if isinstance(field, forms.CharField)
        and not isinstance(field, PlainText | Typed | forms.JSONField | forms.RegexField | forms.UUIDField)
        and not field.widget.is_hidden
        and (field.max_length or SHORT + 1) > SHORT
        and form.__name__ not in NO_TEXT
    }
    # read by patterns and by wordings/intake.py, which the ways above go through
    assert loose == {("AutosaveForm", "tab"), ("ReportTextForm", "window"), ("TakenInForm", "lines")}

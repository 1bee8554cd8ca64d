"""What is typed is kept before it is a version; nothing of it is lost, even while others write."""

import datetime as dt
import json

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from proposals.formats.plain_text import TEXT_MOST
from proposals.models import Case, Membership, Part
from replies.models import Autosave, Draft
from tests.factories import TEXTS, advance, make_case, world, write

pytestmark = pytest.mark.django_db
TAB, OTHER = "a" * 32, "b" * 32
SEEN = "这一段写了一个上午。"


@pytest.fixture
def send(client):
    """`send(case, body=...)`: what the page sends by itself; more keys for the rest of the message."""

    def post(case, user=None, *, tab=TAB, turn=1, base=0, more=(), **texts):
        user = user or world().handler
        client.force_login(user)
        message = {"tab": tab, "turn": turn, "base": base, "who": user.pk, "texts": {**TEXTS, **texts}, **dict(more)}
        return client.post(at(case), message, content_type="application/json", headers={"accept": "application/json"})

    return post


def at(case):
    return reverse("replies:autosave", args=[case.pk])


def bodies(case):
    return [row.texts["body"] for row in Autosave.objects.filter(reply__case=case).order_by("pk")]


def later(**span):
    return time_machine.travel(timezone.now() + dt.timedelta(**span), tick=False)


def test_what_is_typed_is_kept_in_place_and_is_no_version(send):
    case = make_case("in_progress")
    first = send(case, body="第一句。")
    assert (first.status_code, first.json()["newest"], first.json()["others"]) == (200, {"number": 0}, [])
    assert first.json()["saved_at"] == f"{timezone.localtime():%H:%M}"
    send(case, turn=2, body="第一句。第二句。")
    assert bodies(case) == ["第一句。第二句。"]
    assert (Draft.objects.count(), case.events.filter(action="draft").count()) == (0, 0)


def test_what_comes_late_or_twice_is_passed_over(send):
    case = make_case("in_progress")
    send(case, turn=2, body="后写的")
    assert [send(case, turn=turn, body="先写的").status_code for turn in (1, 2)] == [200, 200]
    assert bodies(case) == ["后写的"]


def test_two_windows_keep_two_texts_and_know_of_each_other(send):
    case = make_case("in_progress")
    send(case, body="左边窗口")
    answer = send(case, tab=OTHER, body="右边窗口").json()
    assert bodies(case) == ["左边窗口", "右边窗口"]
    assert [(one["who"], one["me"]) for one in answer["others"]] == [("高扬", True)]
    with later(minutes=3):
        assert send(case, tab=OTHER, turn=2).json()["others"] == []


def test_the_page_goes_on_from_it_and_says_so(go, send):
    case = make_case("in_progress")
    write(case, world().handler)
    with later(minutes=1):
        send(case, base=1, body=SEEN, promises_2_on="2026-02-30", classification="正在研究")
        page = go(world().handler, "draft", case.pk)
    form = page.context["form"]
    assert [form[name].value() for name in ("body", "promises", "classification", "base")] == [
        SEEN,
        [{"item": "", "on": "2026-02-30"}],
        "正在研究",
        1,
    ]
    assert "自动保存的文字，还没有存成一稿" in page.content.decode()
    row = Autosave.objects.get()
    beside = go(world().handler, "autosaved", case.pk, row.pk)
    assert [change.name for change in beside.context["changes"]] == ["body", "classification", "promises"]


def test_an_older_text_or_the_same_text_is_not_gone_on_from(go, send):
    case = make_case("in_progress")
    send(case, body="先写的")
    with later(minutes=1):
        write(case, world().handler, body="存成一稿的")
        send(case, tab=OTHER, base=1, body="存成一稿的")
        page = go(world().handler, "draft", case.pk)
    assert (page.context["form"]["body"].value(), page.context["picked"]) == ("存成一稿的", None)
    assert [row.texts["body"] for row in page.context["unsaved"]] == ["先写的"]


def test_a_saved_version_takes_its_windows_text_away_and_no_others(go, send):
    case = make_case("in_progress")
    send(case, body="左边窗口")
    send(case, tab=OTHER, body="右边窗口")
    data = {**TEXTS, "body": "左边窗口，写完了", "base": 0, "seen": case.version, "tab": TAB}
    assert go(world().handler, "draft", case.pk, data=data).status_code == 302
    assert (bodies(case), case.current_round.drafts.get().body) == (["右边窗口"], "左边窗口，写完了")


def test_a_saved_version_touches_no_text_that_it_did_not_begin_from(go, send):
    """One's own in a window that was closed stays, and a colleague's is not put aside."""
    case = make_case("in_progress")
    for handler, text in ((world().second_handler, "以前经办人的"), (world().handler, "关了的窗口")):
        Case.objects.filter(pk=case.pk).update(handler=handler)
        send(case, handler, tab=OTHER, body=text)
        send(case, handler, tab=OTHER, turn=2, more={"texts": None, "left": True})
    data = {**TEXTS, "body": "写完了", "base": 0, "seen": case.version, "tab": TAB}
    assert go(world().handler, "draft", case.pk, data=data).status_code == 302
    rows = Autosave.objects.order_by("pk")
    assert [(row.texts["body"], row.aside) for row in rows] == [("以前经办人的", False), ("关了的窗口", False)]


def test_a_new_window_takes_over_what_it_began_from_once_the_old_one_is_closed(send):
    case = make_case("in_progress")
    send(case, body="旧窗口")
    picked = {"picked": Autosave.objects.get().pk}
    send(case, tab=OTHER, body="旧窗口，新窗口", more=picked)
    assert bodies(case) == ["旧窗口", "旧窗口，新窗口"]
    assert send(case, turn=2, more={"texts": None, "left": True}).json() == {}
    send(case, tab=OTHER, turn=2, body="旧窗口，新窗口。", more=picked)
    assert bodies(case) == ["旧窗口，新窗口。"]


def test_what_is_put_aside_is_kept_and_can_be_fetched(go, send):
    case = make_case("in_progress")
    write(case, world().handler)
    with later(minutes=1):
        send(case, base=1, body=SEEN)
        row = Autosave.objects.get()
        answer = go(world().handler, "autosaved", case.pk, row.pk, data={})
        page = go(world().handler, "draft", case.pk)
        again = go(world().handler, "draft", case.pk, query=f"?take={row.pk}")
    assert (answer.url, page.context["form"]["body"].value()) == (
        reverse("replies:draft", args=[case.pk]),
        TEXTS["body"],
    )
    assert page.context["unsaved"] == [row]
    assert again.context["form"]["body"].value() == SEEN


def test_what_was_put_aside_stays_when_another_window_goes_on_from_it(go, send):
    case = make_case("in_progress")
    send(case, body=SEEN)
    send(case, turn=2, more={"texts": None, "left": True})
    row = Autosave.objects.get()
    go(world().handler, "autosaved", case.pk, row.pk, data={})
    send(case, tab=OTHER, body="接着写。", more={"picked": row.pk})
    assert (bodies(case), Autosave.objects.get(pk=row.pk).aside) == ([SEEN, "接着写。"], True)


def test_who_takes_the_case_over_is_warned_and_finds_the_text(go, send):
    case = make_case("in_progress")
    send(case, body=SEEN)
    Case.objects.filter(pk=case.pk).update(handler=world().second_handler)
    page = go(world().second_handler, "draft", case.pk)
    assert "高扬也在写这份稿子" in page.content.decode()
    assert [(row.author.name, row.texts["body"]) for row in page.context["unsaved"]] == [("高扬", SEEN)]
    row = Autosave.objects.get()
    taken = go(world().second_handler, "draft", case.pk, query=f"?take={row.pk}")
    assert taken.context["form"]["body"].value() == SEEN
    data = {**TEXTS, "body": SEEN, "base": 0, "seen": case.version, "tab": OTHER, "picked": row.pk}
    go(world().second_handler, "draft", case.pk, data=data)
    assert list(Autosave.objects.values_list("aside", flat=True)) == [True]


# ---- a newer version ---------------------------------------------------------------------------------------


def test_a_newer_version_is_told_at_once(send):
    case = make_case("in_progress")
    write(case, world().handler)
    write(case, world().handler, body="另一台电脑上存的")
    newest = send(case, base=1, body="还在写的").json()["newest"]
    assert (newest["number"], newest["who"]) == (2, "高扬")


def test_the_later_one_sees_both_texts_and_a_merge_and_may_come_back_to_it(go, send):
    case = make_case("in_progress")
    write(case, world().handler, body="称呼：\n甲段。\n乙段。\n谢谢。")
    write(case, world().handler, body="称呼：\n甲段。\n他改的乙段。\n谢谢。", contact="许静")
    send(case, base=1, body="称呼：\n我改的甲段。\n乙段。\n谢谢。")
    mine = {
        **TEXTS,
        "body": "称呼：\n我改的甲段。\n乙段。\n谢谢。",
        "phone": "1",
        "base": 1,
        "seen": case.version,
        "tab": TAB,
    }
    answer = go(world().handler, "draft", case.pk, data=mine)
    form, page = answer.context["form"], answer.content.decode()
    assert answer.status_code == 409
    assert [form[name].value() for name in ("body", "contact", "phone", "base")] == [
        "称呼：\n我改的甲段。\n他改的乙段。\n谢谢。",
        "许静",
        "1",
        2,
    ]
    assert [name in page for name in ("您写的全文", "第2稿全文", "两份各改了什么")] == [True] * 3
    row = Autosave.objects.get()
    assert (row.texts["phone"], row.base) == ("1", 1)
    fetched = go(world().handler, "draft", case.pk, query=f"?take={row.pk}")
    assert (fetched.status_code, fetched.context["form"]["body"].value()) == (200, form["body"].value())
    merged = {**mine, "body": form["body"].value(), "base": 2, "picked": row.pk, "tab": OTHER}
    assert go(world().handler, "draft", case.pk, data=merged).status_code == 302
    assert (case.current_round.drafts.count(), Autosave.objects.count()) == (3, 0)


def test_a_place_both_changed_waits_for_a_choice(go):
    case = make_case("in_progress")
    write(case, world().handler, body="称呼：\n甲段。")
    write(case, world().handler, body="称呼：\n他改的甲段。")
    mine = {**TEXTS, "body": "称呼：\n我改的甲段。", "base": 1, "seen": case.version}
    merged = go(world().handler, "draft", case.pk, data=mine).context["form"]["body"].value()
    assert merged == (
        "称呼：\n【这一处两边都改了，请只留一种】您写的：\n我改的甲段。\n"
        "【另一种】第2稿（高扬）写的：\n他改的甲段。\n【选到这里】"
    )
    answer = go(world().handler, "draft", case.pk, data={**mine, "body": merged, "base": 2})
    assert (answer.status_code, case.current_round.drafts.count()) == (400, 2)
    assert "还有1处两边都改了的地方没有选" in answer.content.decode()


# ---- refusals ----------------------------------------------------------------------------------------------


def test_the_end_of_a_session_is_told_apart(client):
    case = make_case("in_progress")
    gone = client.post(at(case), {}, content_type="application/json", headers={"accept": "application/json"})
    assert (gone.status_code, gone.json()) == (401, {"error": "登录已过期"})
    assert client.get(at(case)).url.startswith("/sign-in/")


def test_a_new_mark_is_given_after_signing_in():
    case, client = make_case("in_progress"), Client(enforce_csrf_checks=True)
    client.force_login(world().handler)
    message = {"tab": TAB, "turn": 1, "base": 0, "who": world().handler.pk, "texts": TEXTS}
    headers = {"accept": "application/json", "x-csrftoken": "x" * 32}
    old = client.post(at(case), message, content_type="application/json", headers=headers)
    assert (old.status_code, old.json()["mark"]) == (403, True)
    token = client.get(at(case), headers=headers).json()["token"]
    new = client.post(at(case), message, content_type="application/json", headers={**headers, "x-csrftoken": token})
    assert (new.status_code, Autosave.objects.count()) == (200, 1)


def away(case):
    advance(case, "prepare", "submit")


def moved(case):
    Membership.objects.filter(user=case.handler).update(is_active=False)


def replaced(case):
    Case.objects.filter(pk=case.pk).update(handler=world().second_handler)


@pytest.mark.parametrize(
    ("change", "status", "sentence"),
    [
        (away, 409, "答复不能再改。"),
        (moved, 404, "这件建议已经不由您办理。"),
        (replaced, 403, "拟写答复由经办人办理，您不能替办。"),
    ],
)
def test_what_comes_too_late_changes_nothing_and_says_why(send, change, status, sentence):
    case = make_case("in_progress")
    send(case, body="先写的")
    change(case)
    answer = send(case, turn=2, body="晚了一步")
    assert (answer.status_code, bodies(case)) == (status, ["先写的"])
    assert answer.json()["error"].endswith(sentence)


def test_another_person_in_the_same_browser_saves_nothing_in_the_firsts_place(send):
    case = make_case("in_progress")
    answer = send(case, more={"who": world().second_handler.pk})
    assert (answer.status_code, Autosave.objects.count()) == (409, 0)
    assert answer.json()["error"].startswith("现在登录的是高扬")


@pytest.mark.parametrize(
    "wrong",
    [
        {"tab": "x"},
        {"tab": None},
        {"turn": 2**31 - 1},
        {"base": -1},
        {"base": 2**31},
        {"who": "高扬"},
        {"picked": 2**70},
        {"texts": ["x"]},
        {"texts": {"body": 1}},
        {"texts": {"body": "长" * (TEXT_MOST + 1)}},
        {"texts": "9" * 5_000},
        {"texts": "[" * 100_000},
        {"texts": "{}"},
    ],
    ids=range(13),
)
def test_rubbish_is_refused_politely(send, wrong):
    case = make_case("in_progress")
    answer = send(case, more=wrong)
    assert (answer.status_code, list(answer.json()), Autosave.objects.count()) == (400, ["error"], 0)


@pytest.mark.parametrize("body", [b"", b"\xff", b"[]", b"1", b'"x"', b"[" * 100_000], ids=range(6))
def test_what_is_no_message_is_refused_politely(client, body):
    case = make_case("in_progress")
    client.force_login(world().handler)
    answer = client.post(at(case), body, content_type="application/json")
    assert (answer.status_code, list(answer.json())) == (400, ["error"])


def test_what_no_database_holds_is_left_out_and_the_rest_is_kept_as_typed(client):
    case = make_case("in_progress")
    client.force_login(world().handler)
    texts = {"body": " 第一\0行\ud800\r\n\t第二行𠮷\ue000 \n\n", "unknown": "x"}
    message = {"tab": TAB, "turn": 1, "base": 0, "who": world().handler.pk, "texts": texts}
    assert client.post(at(case), json.dumps(message), content_type="application/json").status_code == 200
    kept = Autosave.objects.get().texts
    assert kept["body"] == " 第一行\n\t第二行𠮷\ue000 \n\n"
    assert set(kept) == set(Draft.TEXTS)


def test_a_helping_unit_keeps_a_letter_only(send):
    case = make_case("in_progress", part=Part.HELP)
    assert send(case, body="同意。").status_code == 200
    assert set(Autosave.objects.get().texts) == {"title", "body", "contact", "phone"}


def test_there_is_an_end_to_what_is_kept(send, monkeypatch):
    case = make_case("in_progress")
    monkeypatch.setattr("replies.drafts.autosave.actions.MOST", 2)
    answers = [send(case, tab=f"{n:032x}").status_code for n in range(3)]
    assert (answers, send(case, tab=f"{1:032x}", turn=2).status_code) == ([200, 200, 409], 200)


@pytest.mark.parametrize("number", [1, 9])
def test_the_number_of_questions_does_not_grow(go, send, django_assert_max_num_queries, number):
    case = make_case("in_progress")
    for n in range(number):
        send(case, tab=f"{n:032x}", body=str(n))
    with django_assert_max_num_queries(60):
        go(world().handler, "draft", case.pk)

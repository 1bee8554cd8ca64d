"""留言: said to colleagues, told to whom it names, taken back by its author, and nothing of it outside the unit."""

import re
import uuid

import pytest
import time_machine
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from proposals.cases.workflow import perform
from proposals.models import Event, Follow, Note, Notice, NoticeChoice, Status, User
from proposals.notices.within import tell_colleagues, tell_followers, tell_handlers, tell_undone
from replies.prints.snapshots import read_snapshot
from replies.rounds.actions import assign_case, undo_assignment
from tests import factories as f
from tests.factories import make_case, world

pytestmark = pytest.mark.django_db
S = Status
SECRET = "薪酬数字和人社局的口径差一点"


def enter(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def say(user, case, text: str, key: uuid.UUID | None = None):
    return enter(user).post(f"/cases/{case.pk}/notes/", {"text": text, "key": key or uuid.uuid4()})


def told(kind: str) -> list[tuple[str, str]]:
    rows = Notice.objects.filter(kind=kind).select_related("recipient").order_by("pk")
    return [(str(row.recipient), row.sentence) for row in rows]


def test_a_note_tells_whom_it_names_once_and_not_what_it_says():
    case, w = make_case(S.IN_PROGRESS, number="070", title="社区食堂"), world()
    key = uuid.uuid4()
    answers = [say(w.handler, case, f"@孙莉 {SECRET}，@高扬 自己也记着", key).status_code for _ in range(2)]
    assert (answers, Note.objects.count(), tell_colleagues(), tell_colleagues()) == ([302, 302], 1, 1, 0)
    assert told("note") == [("孙莉", "070号建议《社区食堂》：高扬在留言里找您。")]
    assert not Notice.objects.filter(unit__isnull=False).exists()  # the unit's group hears nothing


def test_people_of_other_units_are_not_found_by_their_names():
    case, w = make_case(S.IN_PROGRESS), world()
    say(w.handler, case, f"@{w.other_office.name} @{w.district.name} @没有这人 @ 请看")
    assert (list(Note.objects.get().asked.all()), tell_colleagues()) == ([], 0)


def said_after(user, case, text: str) -> list[str]:
    client = enter(user)
    client.post(f"/cases/{case.pk}/notes/", {"text": text, "key": uuid.uuid4()})
    return [str(one) for one in client.get(f"/cases/{case.pk}/").context["messages"]]


def test_whom_a_note_does_not_reach_is_said_at_once_and_the_note_stays():
    case, w = make_case(S.IN_PROGRESS), world()
    text = "@贺磊，这个口径请看；@孙莉 也看。问@没有这人 电话021-1@163.com"
    assert said_after(w.handler, case, text) == [
        "已留言，会提醒孙莉。",
        "贺磊（区房管局）看不到这条留言，没有提醒他；没有找到“@没有这人”是谁，没有提醒。留言只有本单位的同事看得到。",
    ]
    assert Note.objects.get().text == text
    assert said_after(w.handler, case, "@孙莉 请看") == ["已留言，会提醒孙莉。"]
    w.other_handler.memberships.update(is_active=False)
    w.other_handler.is_active = False
    w.other_handler.save()
    assert said_after(w.handler, case, "@贺磊") == ["已留言。", "没有找到“@贺磊”是谁，没有提醒。"]


def test_a_longer_name_of_another_unit_is_not_taken_for_the_shorter_one_here():
    case, w = make_case(S.IN_PROGRESS), world()
    f.person("sunlihua", "孙莉华", (w.other_bureau, "handler"))
    said = said_after(w.handler, case, "@孙莉华请看")
    assert said == ["已留言。", "孙莉华（区房管局）看不到这条留言，没有提醒他。留言只有本单位的同事看得到。"]
    assert list(Note.objects.get().asked.all()) == []


def test_of_names_that_begin_alike_the_longest_is_meant():
    case, w = make_case(S.IN_PROGRESS), world()
    f.person("sunlihua", "孙莉华", (w.bureau, "handler"))
    say(w.handler, case, "＠孙莉华请看")
    assert [str(one) for one in Note.objects.get().asked.all()] == ["孙莉华"]


def test_who_left_the_unit_meanwhile_is_not_told():
    case, w = make_case(S.IN_PROGRESS), world()
    say(w.handler, case, "@孙莉 请看")
    w.office.memberships.update(is_active=False)
    assert tell_colleagues() == 0


def test_a_note_is_no_event_and_an_empty_one_keeps_nothing():
    case, w = make_case(S.IN_PROGRESS), world()
    before = Event.objects.count()
    assert say(w.handler, case, " ").status_code == 400
    say(w.handler, case, SECRET)
    assert (Event.objects.count(), Note.objects.count()) == (before, 1)


def test_its_author_takes_it_back_and_nobody_else():
    case, w = make_case(S.IN_PROGRESS), world()
    say(w.handler, case, f"@孙莉 {SECRET}")
    note = Note.objects.get()
    address = f"/notes/{note.pk}/take-back/"
    answers = [enter(one).post(address).status_code for one in (w.office, w.district, w.other_office)]
    assert (answers, Note.objects.get().taken_back_at) == ([403, 403, 404], None)
    assert [enter(w.handler).post(address).status_code for _ in range(2)] == [302, 302]
    taken = Note.objects.get()
    assert (taken.text, tell_colleagues()) == (f"@孙莉 {SECRET}", 0)
    assert enter(w.handler).post(address).status_code == 302
    assert Note.objects.get().taken_back_at == taken.taken_back_at
    page = enter(w.office).get(f"/cases/{case.pk}/").content.decode()
    assert (SECRET in page, "高扬收回了一条留言" in page) == (False, True)


def test_the_unit_reads_it_in_the_timeline():
    case, w = make_case(S.IN_PROGRESS), world()
    say(w.handler, case, f"@孙莉 {SECRET}\n<b>")
    for who in (w.office, w.handler, w.second_handler, w.leader):
        page = enter(who).get(f"/cases/{case.pk}/").content.decode()
        assert (page.count(SECRET), "&lt;b&gt;" in page, 'action="/cases/' in page) == (1, True, True)


@pytest.mark.parametrize("who", ["district", "congress", "other_office", "other_handler", "other_leader", "admin"])
@pytest.mark.parametrize("status", [S.IN_PROGRESS, S.SEEKING_FEEDBACK, S.UNDER_STUDY, S.CLOSED])
def test_outside_the_unit_nothing_of_it_is_seen(status, who):
    """Every page that a reader outside may open from the case, its lists and its files."""
    case, w = make_case(status), world()
    f.hand_over(case.suggestion, w.other_bureau, "会办")
    say(w.handler, case, f"@孙莉 {SECRET}")
    client, seen = enter(getattr(w, who)), []
    pages = ["/", "/cases/", "/notices/", "/extensions/", "/board/", f"/cases/{case.pk}/rounds/"]
    pages += [f"/cases/{case.pk}/", *(f"/cases/{case.pk}/tab/{tab}/" for tab in ("suggestion", "reply", "contacts"))]
    pages += [f"/cases/{case.pk}/tab/{tab}/" for tab in ("consultations", "feedback", "prints")]
    for address in pages:
        answer = client.get(address)
        if re.search(f"{SECRET}|留言", answer.content.decode()):
            seen.append(address)
    assert (seen, SECRET.encode() in client.post("/cases/export/", {}).getvalue()) == ([], False)
    assert say(getattr(w, who), case, "x").status_code in (403, 404)
    assert Note.objects.count() == 1


def test_it_is_in_no_snapshot_and_no_page_of_a_deputy():
    case, w = make_case(S.SEEKING_FEEDBACK), world()
    say(w.handler, case, SECRET)
    printed = [repr(read_snapshot(one.snapshot)) for reply in case.replies.all() for one in reply.printed.all()]
    assert [SECRET in one for one in printed] == [False]


# ---- 关注, 退回, 分办 ---------------------------------------------------------------------------------------


def follow(user, case, on: str = "1"):
    return enter(user).post(f"/cases/{case.pk}/follow/", {"follow": on})


def send_back(case):
    perform(case, "send_back", world().leader, comment="请核实数字。")


def test_a_follower_is_told_of_each_change_of_state_by_others_once():
    case, w = make_case(S.IN_PROGRESS, number="070", title="社区食堂"), world()
    assert [follow(w.second_handler, case).status_code for _ in range(2)] == [302, 302]
    follow(w.handler, case)
    f.advance(case, "prepare", "submit", "check")
    assert (Follow.objects.count(), tell_followers(), tell_followers()) == (2, 3, 0)
    assert told("follow") == [
        ("许静", "070号建议《社区食堂》：送审，现在是“审核中”。"),
        ("高扬", "070号建议《社区食堂》：核稿通过，现在是“审核中·待签发”。"),
        ("许静", "070号建议《社区食堂》：核稿通过，现在是“审核中·待签发”。"),
    ]
    listed = enter(w.second_handler).get("/?group=followed").content.decode()
    assert f"/cases/{case.pk}/" in listed
    follow(w.second_handler, case, "0")
    send_back(case)
    listed = enter(w.second_handler).get("/?group=followed").content.decode()
    assert (tell_followers(), f"/cases/{case.pk}/" in listed) == (1, False)


def to_handle(user):
    """A case that waits to be given to somebody and that this person follows."""
    case = make_case(S.RECEIVED, number="070", title="社区食堂")
    Follow.objects.create(user=user, case=case, since=timezone.now())
    return case


def give(case):
    return assign_case(case, world().office, handler=world().handler, section="基层政权科")


def undo(case, step):
    undo_assignment(case, world().office, step.sequence)


def test_who_was_told_of_a_step_is_told_once_that_it_was_undone(mailoutbox):
    w = world()
    User.objects.filter(pk=w.second_handler.pk).update(email="second@example.org")
    NoticeChoice.objects.create(user=w.second_handler, kind="follow", way="now")
    with time_machine.travel("2026-11-24 10:00 +0800") as clock:
        case = to_handle(w.second_handler)
        step = give(case)
        call_command("housekeeping", verbosity=0)
        clock.shift(30)
        undo(case, step)
        assert (tell_followers(), tell_undone(), tell_undone(), tell_followers()) == (0, 1, 0, 0)
        call_command("housekeeping", verbosity=0)
        again = give(case)
        call_command("housekeeping", verbosity=0)
    assert told("follow") == [
        ("许静", "070号建议《社区食堂》：分办，现在是“办理中”。"),
        ("许静", "070号建议《社区食堂》：分办已撤回。"),
        ("许静", "070号建议《社区食堂》：分办，现在是“办理中”。"),
    ]
    assert [mail.subject for mail in mailoutbox] == [
        "[建议办理台] 070号建议《社区食堂》：分办，现在是“办理中”。",
        "[建议办理台] 070号建议《社区食堂》：分办已撤回。",
        "[建议办理台] 070号建议《社区食堂》：分办，现在是“办理中”。",
    ]
    assert again.sequence > step.sequence


@pytest.mark.parametrize("made", [False, True])
def test_what_was_undone_before_it_reached_anybody_is_told_to_nobody(made, mailoutbox):
    """Undone before the notice was made; or when it was made, and neither read nor sent: at night."""
    with time_machine.travel("2026-11-24 22:00 +0800") as clock:
        case = to_handle(world().second_handler)
        step = give(case)
        if made:
            call_command("housekeeping", verbosity=0)
            assert len(told("follow")) == 1
        clock.shift(30)
        undo(case, step)
        call_command("housekeeping", verbosity=0)
    assert (told("follow"), list(mailoutbox)) == ([], [])


def test_who_has_read_it_in_the_program_is_told(mailoutbox):
    with time_machine.travel("2026-11-24 22:00 +0800") as clock:
        case = to_handle(world().second_handler)
        step = give(case)
        tell_followers()
        Notice.objects.update(read_at=timezone.now())
        clock.shift(30)
        undo(case, step)
        call_command("housekeeping", verbosity=0)
    assert [sentence for _, sentence in told("follow")][1:] == ["070号建议《社区食堂》：分办已撤回。"]


def test_what_happened_before_and_what_one_may_no_longer_see_is_not_told():
    case, w = make_case(S.IN_PROGRESS), world()
    follow(w.second_handler, case)
    assert tell_followers() == 0
    w.second_handler.memberships.update(is_active=False)
    f.advance(case, "prepare", "submit")
    assert tell_followers() == 0
    assert follow(w.other_office, case).status_code == 404


def test_the_handler_hears_at_once_that_a_text_came_back():
    case, _ = make_case(S.SIGNING, number="070", title="社区食堂"), world()
    send_back(case)
    assert (tell_handlers(), tell_handlers()) == (1, 0)
    assert told("back") == [("高扬", "070号建议《社区食堂》：郑国华退回修改，请修改后再送审。")]


def test_what_the_office_wrote_stands_under_the_head_for_the_unit_alone():
    case, w = make_case(S.RECEIVED), world()
    words = "先看去年的口径，赵代表要当面谈。"
    enter(w.office).post(
        f"/cases/{case.pk}/assign/",
        {"handler": w.handler.pk, "section": "基层政权科", "comment": words, "seen": case.version},
    )
    inside = [enter(w.handler).get(f"/cases/{case.pk}/{page}").content.decode() for page in ("", "draft/")]
    strips = [re.search(r'<ul class="strip".*?</ul>', page, re.S) for page in inside]
    assert [words in strip.group() for strip in strips if strip] == [True, True]
    assert words not in enter(w.district).get(f"/cases/{case.pk}/").content.decode()
    step = case.events.get(action="assign")
    assert enter(w.office).post("/undo/", {"step": f"{case.pk}.{step.sequence}"}).status_code == 302
    assert 'class="strip"' not in enter(w.office).get(f"/cases/{case.pk}/").content.decode()

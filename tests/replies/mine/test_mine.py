"""我的建议: what a deputy reads of every case, and what nobody outside ever does."""

import datetime as dt
import re
from pathlib import Path

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from proposals.calendar.workdays import WorkCalendar
from proposals.cases.workflow import record_event
from proposals.extensions.actions import decide_extension
from proposals.formats.chinese import cn_date
from proposals.models import (
    Attachment,
    Case,
    Deputy,
    Event,
    Extension,
    Limit,
    Note,
    Notice,
    PlaceRule,
    Sponsorship,
    Status,
    Suggestion,
    Supervision,
)
from proposals.notices.events import tell_units
from proposals.returns.actions import hand_on_case
from replies.colleagues.actions import write_note
from replies.consultations.actions import ask_units
from replies.feedback.actions import reopen_answer
from replies.feedback.links import make_link
from replies.mine.actions import DENIED
from replies.models import (
    Attempt,
    Consultation,
    Contact,
    DeviceKey,
    Draft,
    Feedback,
    Invitation,
    Override,
    PromiseStep,
    Reply,
    Review,
    Wish,
)
from replies.promises.actions import change_promise_date, keep_promise
from tests import factories as f
from tests.browsers import Browser
from tests.replies.finished.lists import finished_case
from tests.replies.mine.phones import let_in, text, tree

pytestmark = pytest.mark.django_db
HEAVIEST = 60 * 1024
S = Status


def first():
    return Deputy.objects.get(name="赵洪蓉")


def day(offset=0):
    on = f.day(offset)
    return f"{'' if on.year == timezone.localdate().year else f'{on.year}年'}{on.month}月{on.day}日"


# By state of the case: the present step, and what is said. What is being reviewed or held back is being worked on.
AT_WORK = "区民政局从{today}起在办"
SAID = {
    S.AWAITING_RECEIPT: ("交办", "{today}交给区民政局，还没有签收。"),
    S.RETURN_REQUESTED: ("交办", "{today}交给区民政局，正在商量由哪个单位办更合适。"),
    S.RETURNED: ("交办", "区民政局说明不属于它办，退回了，正在重新确定由哪个单位办。"),
    S.RECEIVED: ("交办", "{today}交给区民政局，{today}签收，正在定经办人。"),
    S.IN_PROGRESS: ("办理", AT_WORK + "。"),
    **dict.fromkeys((S.CHECKING, S.SIGNING, S.SIGNED), ("办理", AT_WORK + "，{today}走访听了您的意见。")),
    S.SEEKING_FEEDBACK: ("我的意见", "区民政局{today}答复了，请您看看，提提意见。"),
    S.UNDER_STUDY: ("我的意见", "您{today}表示不满意，正在研究。"),
    S.TO_REPORT: ("我的意见", "区民政局{today}答复。您{today}对结果说不满意，经研究不再办理。"),
    S.CLOSED: (None, "区民政局{today}答复，办理结果是已采纳。您{today}对结果说满意。"),
    S.WITHDRAWN: (None, "提出这件建议的代表已经书面撤回，不再办理。"),
}


def test_every_state_is_said_in_plain_words_and_a_void_one_is_not_there():
    cases = {status: f.make_case(status) for status in S}
    client = let_in(first())
    page = tree(client.get("/mine/"))
    shown = {
        int(re.search(r"\d+", href)[0])
        for href in page.xpath("//main//a/@href[starts-with(., '/mine/')]")
        if re.fullmatch(r"/mine/\d+/", href)
    }
    assert shown == {case.suggestion_id for status, case in cases.items() if status != S.VOID}
    found = {}
    for status, case in cases.items():
        answer = client.get(f"/mine/{case.suggestion_id}/")
        if status == S.VOID:
            assert answer.status_code == 404
            continue
        one = tree(answer)
        now = one.xpath("//ol[@class='steps']/li[@aria-current]/text()")
        wanted = SAID[status][1].format(today=day())
        said = [p for p in one.xpath("//div[@class='now']//p//text()") if p == wanted]
        found[status] = (now[0] if now else None, *said)
    assert found == {status: (now, said.format(today=day())) for status, (now, said) in SAID.items()}
    stranger = let_in(f.deputy("何静怡"))
    assert stranger.get(f"/mine/{cases[S.CLOSED].suggestion_id}/").status_code == 404
    assert "您还没有提出过建议" in text(stranger.get("/mine/"))


SECRET = "内部话"
# Every kind of text that is written inside, and its columns.
INSIDE = (
    (Contact, "summary", "correction_reason"),
    (Review, "opinion"),
    (Consultation, "question", "answer", "answered_by", "kept_reason"),
    (Extension, "report", "opinion"),
    (Supervision, "text", "answer"),
    (Note, "text"),
    (Attachment, "name", "said"),
    (Override, "reason", "message", "words"),
    (Attempt, "note"),
    (Wish, "outcome"),
    (PromiseStep, "said"),
    (Notice, "sentence"),
    (Invitation, "last_error"),
)
STEPS_INSIDE = ("assign", "reassign", "submit", "check_back", "send_back", "recall", "ask_return", "close_without")


def test_nothing_that_is_written_inside_is_ever_shown():
    """A word is put into every text of the inside, and read for on every page of 我的建议."""
    w = f.world()
    open_case, held, out = (f.make_case(one) for one in (S.IN_PROGRESS, S.SIGNED, S.SEEKING_FEEDBACK))
    owed = f.promised(("开出助餐点", 40))
    studied = f.make_case(S.UNDER_STUDY)
    f.write(open_case, w.handler, title=SECRET, body=f"{SECRET}一\n{SECRET}二", handling=SECRET)
    f.let_stand(open_case, w.handler)
    f.contact_all(open_case, w.handler)
    f.scan(open_case, w.handler)
    write_note(open_case, w.handler, text=SECRET, key=f.uuid.uuid4())
    f.supervise(open_case)
    ask = {"question": SECRET, "due_on": timezone.localdate(), "key": f.uuid.uuid4()}
    ask_units(open_case.current_round, w.handler, units=[w.other_bureau], **ask)
    asked = f.extension(open_case)
    decide_extension(asked, w.district, agree=True, opinion=SECRET)
    f.try_to_hear(out, w.handler, out.suggestion.proposers[0])
    f.dictate(out, w.handler, out.suggestion.proposers[1], comment=SECRET)
    promise = owed.current_round.promises.get()
    change_promise_date(promise, w.handler, new_on=f.day(60), said=SECRET, told_on=None, seen=0)
    f.answer(studied, w.handler, studied.suggestion.proposers[1], result="不满意", comment=SECRET)
    Draft.objects.filter(reply=held.current_round).update(body=SECRET, title=SECRET, handling=SECRET)
    Reply.objects.update(disclosure_reason=SECRET)
    tell_units()
    for model, *names in INSIDE:
        assert model.objects.exists(), model
        for name in names:  # where a text may only stand beside others (an answer that has come), it is left out
            model.objects.exclude(**{name: ""}).update(**{name: SECRET})
    for case in (open_case, held, out):
        for action in STEPS_INSIDE:
            record_event(case, w.handler, action, f"{SECRET}：做了", comment=SECRET, data={"x": SECRET})
    client = let_in(first())
    pages = [
        client.get("/mine/"),
        *(client.get(f"/mine/{pk}/") for pk in Suggestion.objects.values_list("pk", flat=True)),
    ]
    assert [(page.status_code, SECRET in page.content.decode()) for page in pages if page.status_code != 404] == [
        (200, False)
    ] * 6
    # The search itself finds what is there: the same word in a letter that was sent.
    Draft.objects.filter(signed_as=out.current_round).update(body=SECRET)
    assert SECRET in client.get(f"/mine/{out.suggestion_id}/").content.decode()


def test_a_joint_suggestion_shows_that_others_answered_and_not_what():
    w, case = f.world(), f.make_case(S.SEEKING_FEEDBACK, deputies=3)
    one, two, _ = case.suggestion.proposers
    f.answer(case, w.handler, two, result="不满意", comment="空岗太多。")
    assert case.status == S.UNDER_STUDY
    page = text(let_in(one).get(f"/mine/{case.suggestion_id}/"))
    assert ("周建伟代表已经提了意见。" in page, "李倩宇代表还没有提意见。" in page) == (True, True)
    assert [word for word in ("不满意", "空岗", "研究") if word in page] == []
    f.answer(case, w.handler, one)
    page = text(let_in(one).get(f"/mine/{case.suggestion_id}/"))
    assert [word for word in ("不满意", "空岗", "研究") if word in page] == []


def test_what_became_of_a_dissatisfaction_stands_beside_it_in_every_later_round():
    case = f.make_case(S.UNDER_STUDY)
    one, two = case.suggestion.proposers
    client, here = let_in(one), f"/mine/{case.suggestion_id}/"
    until = re.search(r"(\d+月\d+日)前告诉您：再办一次，还是不再办理", text(client.get("/mine/")))
    assert until
    f.advance(case, "reopen")
    page = text(client.get(here))
    assert "研究定了：再办一次。 理由：请补充完成时间后再次答复。" in page
    assert f"经研究，区民政局从{day()}起再次办理，会再答复您。" in page
    assert "请补充完成时间" not in text(let_in(two).get(here))
    f.advance(case, "prepare", "submit", "check", "sign")
    second = client.get(here)
    assert "等您办的，1件" in text(client.get("/mine/"))
    assert len(tree(second).xpath("//article[@class='letter']")) == 2
    assert "第1次答复" in text(second)
    assert "区民政局第2次答复" in text(second)


def test_an_extension_says_which_body_agreed_to_it():
    w, answers, said = f.world(), PlaceRule.Answer, []
    rule = {"question": PlaceRule.Question.EXTEND, "kind": "建议"}
    for answer, deciders in ((answers.BODY, (w.congress,)), (answers.BOTH, (w.congress, w.district))):
        PlaceRule.objects.update_or_create(**rule, defaults={"answer": answer, "source": "本区规定"})
        case = f.make_case(S.IN_PROGRESS)
        asked = f.extension(case)
        for one in deciders:
            decide_extension(asked, one, agree=True, opinion="同意。")
        page = text(let_in(first()).get(f"/mine/{case.suggestion_id}/"))
        on, in_full = day(), cn_date(f.day(0))
        said.append(re.findall(rf"规划修订还没有批复。{on}([^，。]+)同意。|{in_full}([^，。]+)同意延期：", page))
    both = "代表工作机构、区政府办公室"
    assert said == [[(who, ""), ("", who)] for who in ("代表工作机构", both)]


def test_dates_say_why_they_moved_and_promises_what_became_of_them():
    w = f.world()
    late = f.make_case(S.IN_PROGRESS)
    due = late.statutory_due
    decide_extension(f.extension(late), w.district, agree=True, opinion="同意。")
    late.reload()
    owed = f.promised(("开出助餐点", 40), ("延长供餐时间", 50))
    kept, moved = owed.current_round.promises.order_by("position")
    keep_promise(kept, w.handler, on=f.day(0), said="内部怎么做的。", seen=0)
    change_promise_date(moved, w.handler, new_on=f.day(60), said="装修材料晚到。", told_on=f.day(0), seen=0)
    given_back = f.make_case(S.RETURNED)
    new = hand_on_case(given_back, w.district, unit=w.other_bureau, comment="由区房管局办更合适。")
    outside = f.make_case(S.RETURNED)
    hand_on_case(outside, w.district, unit=None, comment="属市里的事，已转市民政局。")
    client = let_in(first())
    pages = [client.get("/mine/"), *(client.get(f"/mine/{one.suggestion_id}/") for one in (late, owed, new, outside))]
    listed, extended, promises, handed, gone = map(text, pages)
    assert f"{day()}转给本区以外的单位办理，由那个单位答复您。" in gone
    said = f"原定{short(due)}，延到{short(late.statutory_due)}。规划修订还没有批复。{day()}区政府办公室同意。"
    assert [said in page for page in (listed, extended)] == [True, True]
    assert "这个期限怎么算的" in extended
    assert f"开出助餐点 {day()}兑现了" in promises
    assert f"延长供餐时间 {day(60)}前（原定{day(50)}，装修材料晚到）" in promises
    due = f.day(60)
    with time_machine.travel(timezone.now() + dt.timedelta(days=61)):  # in words, not by the colour alone
        assert f"延长供餐时间，{cn_date(due)}前，已经过了" in text(client.get("/mine/"))
    assert f"{day()}先交给区民政局，{day()}改由别的单位办" in handed
    assert f"{day()}交给区房管局，还没有签收。" in handed


def test_by_when_the_deputy_is_asked_and_that_the_unit_is_urged_on():
    w, urged, asked = f.world(), f.make_case(S.IN_PROGRESS), f.make_case(S.SEEKING_FEEDBACK)
    f.supervise(urged)
    until = WorkCalendar.load().due(timezone.localdate(), Limit.Step.FEEDBACK, "建议")
    client = let_in(first())
    listed = text(client.get("/mine/"))
    pages = [text(client.get(f"/mine/{one.suggestion_id}/")) for one in (urged, asked)]
    assert f"在督办{day()}区政府办公室督办，催承办单位按期答复您。" in pages[0]
    assert f"区政府办公室督办{day()}" in pages[0]  # among what has happened
    assert [f"提意见{short(until)}前请您提意见，还剩10个工作日" in page for page in (pages[1], listed)] == [
        True,
        True,
    ]
    with time_machine.travel(timezone.now() + dt.timedelta(days=40)):
        page = text(client.get(f"/mine/{asked.suggestion_id}/"))
        assert re.search(rf"提意见(\d+年)?{until.month}月{until.day}日请您在这以前提意见，现在提也收。", page)
    f.answer(asked, w.handler, asked.suggestion.proposers[0])
    assert "请您提意见" not in text(client.get(f"/mine/{asked.suggestion_id}/"))


def short(on):
    return day((on - timezone.localdate()).days)


def test_what_is_over_is_folded_by_its_session_and_what_runs_stands_open():
    old = {"session": f.Session.objects.get_or_create(body="人大", place="宝山区", term=9, meeting=1)[0]}
    runs, over = f.make_case(S.IN_PROGRESS, **old), f.make_case(S.CLOSED, **old)
    new = f.make_case(S.IN_PROGRESS)
    page = tree(let_in(first()).get("/mine/"))

    def held(inside):
        return [int(re.search(r"\d+", href)[0]) for href in page.xpath(f"//{inside}//a/@href[contains(., 'mine/')]")]

    assert held("article") == [new.suggestion_id, runs.suggestion_id]
    assert held("ul[@class='old']") == [over.suggestion_id]
    assert " ".join(page.xpath("//summary")[0].text_content().split()) == "区九届人大一次会议 1件".replace(" ", "")


def test_a_letter_of_an_earlier_year_has_its_day():
    case = finished_case()
    page = tree(let_in(first()).get(f"/mine/{case.suggestion_id}/"))
    signed = page.xpath("//article[@class='letter']/p[@class='signed']")[0]
    assert "".join(signed.itertext()) == f"{case.unit.name}2023年5月22日"


def test_a_case_that_is_handled_with_another_names_only_what_the_deputy_signed():
    w = f.world()
    mine, own, others = (f.make_case(S.IN_PROGRESS, title=f"关于{what}的建议") for what in ("助餐", "食堂", "秘密"))
    Sponsorship.objects.filter(suggestion=others.suggestion).delete()
    Sponsorship.objects.create(suggestion=others.suggestion, deputy=f.deputy("何静怡"), position=1)
    for case in (own, others):
        Case.objects.filter(pk=case.pk).update(joined_to=mine)
    page = text(let_in(first()).get(f"/mine/{mine.suggestion_id}/"))
    assert f"与{own.suggestion.full_number}《关于食堂的建议》，还有内容相近的另外1件建议一起办" in page
    assert "秘密" not in page
    assert w.bureau.short_name in page


def test_no_contact_is_said_once_and_the_unit_is_told():
    w, case, now = f.world(), f.make_case(S.IN_PROGRESS), timezone.localdate()
    f.contact_all(case, w.handler)
    one, two = case.suggestion.proposers
    own, other = (case.current_round.contacts.get(deputy=who) for who in (one, two))
    client, here = let_in(one), f"/mine/{case.suggestion_id}/"
    ways = tree(client.get(here)).xpath("//form/@action[contains(., 'contact')]")
    assert ways == [f"/mine/contact/{own.key}/"]  # what was talked of with another is the other's
    assert client.post(f"/mine/contact/{other.key}/").status_code == 404
    heard = f"{now.month}月{now.day}日走访听了您的意见"
    assert (heard in text(client.get(here)), case.current_round.uncontacted_deputies()) == (True, [])
    long = client.post(f"/mine/contact/{own.key}/", {"words": "没" * 501})
    assert "想说的话最多500个字，现在有501个字，没有交上去。" in text(long)
    assert [box.text for box in tree(long).xpath("//textarea[@name='words']")] == ["没" * 501]
    assert not Event.objects.filter(action=DENIED).exists()
    for _ in range(2):
        assert client.post(f"/mine/contact/{own.key}/", {"words": "没有人来过。"})["Location"] == here
    told = Notice.objects.filter(sentence__contains="没有联系过").order_by("recipient__username")
    assert [notice.recipient for notice in told] == [w.handler, w.office]  # before any housekeeping
    case.reload()
    assert case.current_round.uncontacted_deputies() == [one]
    assert heard not in text(client.get(here))
    event = Event.objects.get(action=DENIED)
    assert (event.deputy, event.role, event.comment) == (one, "deputy", "没有人来过。")
    assert event.label == f"赵洪蓉代表说：{now.month}月{now.day}日没有联系过"
    assert "您说这次没有联系过您，已经告诉区民政局了。" in text(client.get(here))
    assert "已经告诉" not in text(let_in(two).get(here))
    for who, seen in ((w.handler, True), (w.office, True), (w.district, False)):
        desk = Browser()
        desk.force_login(who, "django.contrib.auth.backends.ModelBackend")
        tab = text(desk.get(reverse("case_tab", args=[case.pk, "contacts"])))
        assert "代表说没有联系过" in tab
        assert (f"赵洪蓉代表{now.month}月{now.day}日说：这次没有联系过我。没有人来过。" in tab) == seen
    tell_units()
    assert told.count() == 2
    f.contact_all(case, w.handler)
    case.reload()
    assert case.current_round.uncontacted_deputies() == []  # a later contact counts
    Contact.objects.filter(pk=other.pk).update(deputy=one, corrects=own, correction_reason="日期写错了。")
    assert "刚才更正了这条记录" in text(client.post(f"/mine/contact/{own.key}/"))


def test_the_way_to_the_answer_is_the_living_link_or_a_new_one_that_is_sent_nowhere(mailoutbox):
    w, case = f.world(), f.make_case(S.SEEKING_FEEDBACK)
    one = case.suggestion.proposers[0]
    Deputy.objects.filter(pk=one.pk).update(email="zhao@example.cn")
    client, way = let_in(one), f"/mine/{case.suggestion_id}/answer/{case.pk}/"
    first_link = client.post(way)["Location"]
    assert first_link == client.post(way)["Location"]
    assert client.get(first_link).status_code == 200
    Invitation.objects.update(expires_at=timezone.now() + dt.timedelta(seconds=1))
    with time_machine.travel(timezone.now() + dt.timedelta(seconds=2)):
        second = client.post(way)["Location"]
        assert second != first_link
        assert client.get(second).status_code == 200
    assert mailoutbox == []
    # Who holds a key is the deputy, wherever the link was first used.
    Invitation.objects.update(browser_hash="0" * 64)
    assert "请您看看我们的答复" in text(client.get(client.post(way)["Location"]))
    labels = Event.objects.filter(action="invite").values_list("label", flat=True)
    assert list(labels) == ["赵洪蓉代表从“我的建议”打开征询页面"] * 2
    make_link(case.current_round, w.handler, Deputy.objects.get(pk=one.pk))
    f.advance(case, "deliver")
    f.answer(case, w.handler, one)
    f.answer(case, w.handler, case.suggestion.proposers[1])
    assert Feedback.objects.get(deputy=one).receipt in text(client.get(f"/mine/{case.suggestion_id}/"))
    elsewhere = f.make_case(S.IN_PROGRESS)
    refused = client.post(f"/mine/{elsewhere.suggestion_id}/answer/{elsewhere.pk}/")
    assert (refused.status_code, "现在不是征求意见的时候" in text(refused)) == (409, True)


def test_what_can_be_changed_no_more_is_not_offered_to_be_changed_but_what_is_opened_again(settings):
    case = f.make_case(S.SEEKING_FEEDBACK)
    one = case.suggestion.proposers[0]
    client, here = let_in(one), f"/mine/{case.suggestion_id}/"
    f.answer(case, f.world().handler, one)
    ways = []
    for days in (0, settings.CORRECTION_DAYS + 1):
        with time_machine.travel(timezone.now() + dt.timedelta(days=days)):
            ways += tree(client.get(here)).xpath("//section/form/button/text()")
    assert ways == ["看回执，改我的意见", "看回执"]
    with time_machine.travel(timezone.now() + dt.timedelta(days=days)):
        reopen_answer(Feedback.objects.get(), f.world().office, reason="您来电说点错了")
        until, page = f.day(settings.CORRECTION_DAYS), client.get(here)
        assert tree(page).xpath("//section/form/button/text()") == ["重新填写"]
        assert f"区民政局请您重新填写：您来电说点错了 {cn_date(until)}前可以改，原来的也留着。" in text(page)
        said = f"{day(settings.CORRECTION_DAYS)}前可以改您的意见。"
        assert [said in text(one) for one in (page, client.get("/mine/"))] == [True, True]


def thirty(count):
    """So many more suggestions of this session that are being worked on."""
    w = f.world()
    cases = [
        f.hand_over(f.suggestion(title=f"关于第{n}处社区食堂增加老年助餐点、延长供餐时间的建议"), w.bureau)
        for n in range(count)
    ]
    pks = [case.pk for case in cases]
    facts = {"status": S.IN_PROGRESS, "handler": w.handler, "received_on": f.day(0), "section": "基层政权科"}
    Case.objects.filter(pk__in=pks).update(**facts)
    Reply.objects.bulk_create(Reply(case=case, round=1, opened_on=f.day(0), due_on=f.day(80)) for case in cases)


def test_thirty_suggestions_are_light_and_ask_the_database_no_more_than_three(client):
    thirty(3)
    phone, counted, size = let_in(first()), [], 0
    for more in (0, 27):
        thirty(more)
        with CaptureQueriesContext(connection) as asked:
            size = len(phone.get("/mine/").content)
        counted.append(len(asked))
    assert counted[0] == counted[1]
    page = tree(phone.get("/mine/"))
    files = page.xpath("//link[@rel='stylesheet']/@href | //script/@src | //link[@rel='icon']/@href")
    size += sum(Path(name.removeprefix("/").split("?")[0]).stat().st_size for name in files)
    assert len(page.xpath("//article")) == 30
    assert size < HEAVIEST


def test_the_office_sees_the_devices_and_ends_them_in_the_record():
    w, case = f.world(), f.make_case(S.IN_PROGRESS)
    one = case.suggestion.proposers[0]
    phone = let_in(one)
    let_in(one)
    browser, here = Browser(), f"/office/deputies/{one.pk}/devices/"
    browser.force_login(w.admin, "django.contrib.auth.backends.ModelBackend")
    assert here in browser.get(f"/office/deputies/{one.pk}/").content.decode()
    assert "安卓手机，微信" in text(browser.get(here))
    key = DeviceKey.objects.order_by("pk")[0]
    for _ in range(2):
        assert browser.post(here, {"end": key.pk})["Location"] == here
    assert phone.get("/mine/")["Location"] == "/mine/enter/"
    assert browser.post(here, {"end": "all"})["Location"] == here
    assert DeviceKey.objects.live().count() == 0
    assert "停用设备" in text(browser.get(f"/office/deputies/{one.pk}/"))
    # What opens still is there however many visits came and went since.
    let_in(one)
    lasting = DeviceKey.objects.live().get()
    for _ in range(31):
        let_in(one, "visit")
    DeviceKey.objects.filter(lasts="visit").update(ended_at=timezone.now())
    assert tree(browser.get(here)).xpath("//button[@name='end']/@value") == [str(lasting.pk)]
    assert browser.post(here, {"end": "9" * 5000})["Location"] == here
    assert DeviceKey.objects.live().get() == lasting
    browser.force_login(w.handler, "django.contrib.auth.backends.ModelBackend")
    assert here in browser.get(reverse("case_tab", args=[case.pk, "contacts"])).content.decode()

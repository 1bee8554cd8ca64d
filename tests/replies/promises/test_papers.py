"""What deputies get in writing of a promise: the letter that it was kept, and the report that it is moved, signed
through the unit's steps and copied to both bodies."""

import datetime as dt
import io

import pikepdf
import pyotp
import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from proposals.administration.factors.secrets import keep_secret
from proposals.administration.passwords import give_password
from proposals.approvals.actions import StepSaid, plan_steps
from proposals.models import Deputy, Event, FactorRule, Notice, Role, SecondFactor, Session, User
from replies.messages.actions import convey_message
from replies.messages.plan.owed import plan_promises
from replies.messages.plan.stands import why_not_told
from replies.models import Message, Promise, PromiseLetter, PromiseReport, PromiseStep
from replies.promises.actions import keep_promise, take_back_promise
from replies.promises.papers.letters import deliver_letter, write_letter
from tests import factories as f
from tests.replies.letter.pages import squeezed, text_of
from tests.replies.messages.people import tell

pytestmark = pytest.mark.django_db
State = PromiseReport.State


def iso(offset):
    return f.day(offset).isoformat()


class Pages:
    """One promise, and everybody's pages of it."""

    def __init__(self, client):
        self.client, self.w = client, f.world()
        self.case = f.promised(("新增助餐点12处", 10))
        self.promise = self.case.current_round.promises.get()

    def open(self, who, name, *args, data=None, status=None):
        self.client.force_login(getattr(self.w, who))
        url = reverse(f"replies:{name}", args=args)
        answer = self.client.get(url) if data is None else self.client.post(url, data)
        if status:
            assert answer.status_code == status
        return answer

    def list_of(self, who):
        self.client.force_login(getattr(self.w, who))
        return self.client.get("/")

    def write(self, who="handler", status=302, **said):
        data = {"new_on": iso(60), "why": "桥体要先加固。", "plan": "已经完成检测。\n开春以后开工。", "seen": 0}
        data |= {"key": f.uuid.uuid4(), **said}
        return self.open(who, "promise_report_new", self.promise.pk, data=data, status=status)

    def decide(self, who, do, status=302, **said):
        report = PromiseReport.objects.get()
        data = {"do": do, "opinion": "", "seen": report.version, **said}
        return self.open(who, "promise_report", report.pk, data=data, status=status)

    @property
    def report(self):
        return PromiseReport.objects.get()


@pytest.fixture
def pages(client):
    return Pages(client)


def test_a_report_goes_through_the_review_and_moves_the_day_with_the_signature(pages):
    key = f.uuid.uuid4()
    pages.write(key=key)
    pages.write(key=key)
    assert pages.report.state == State.CHECKING
    pages.write(status=409)  # one at a time
    assert [pages.decide(who, "agree", status=403).status_code for who in ("handler", "leader")] == [403, 403]
    pages.decide("office", "agree")
    assert pages.report.state == State.SIGNING
    pages.decide("leader", "back", status=409)  # without a reason
    pages.decide("leader", "back", opinion="写明开工的月份。")
    assert pages.report.state == State.BACK
    assert "写明开工的月份" in pages.open("handler", "promise_report", pages.report.pk).content.decode()
    again = {"new_on": iso(70), "why": "桥体要先加固。", "plan": "三月开工。", "key": f.uuid.uuid4()}
    pages.decide("handler", "resend", **again)
    pages.decide("office", "agree")
    pages.promise.refresh_from_db()
    assert pages.promise.due_on == f.day(10)
    seen = pages.report.version
    pages.decide("leader", "agree", opinion="同意。")
    pages.decide("leader", "agree", status=409, seen=seen)  # a second press
    pages.promise.refresh_from_db()
    step = PromiseStep.objects.get()
    assert (pages.promise.due_on, step.said, step.by, pages.report.step) == (
        f.day(70),
        "桥体要先加固。",
        pages.w.handler,
        step,
    )
    assert [one.said for one in pages.report.verdicts.all()] == [
        "送审",
        "核稿通过",
        "签发退回",
        "再次送审",
        "核稿通过",
        "签发",
    ]
    labels = Event.objects.filter(action="promise_report").values_list("label", flat=True)
    assert len(labels) == 6
    told = Notice.objects.filter(key__startswith="report:", sentence__contains="抄送你单位")
    assert {one.recipient for one in told} == {pages.w.district, pages.w.congress}
    messages = tell()
    moved = [one.words for one in messages if one.kind == "moved"]
    assert [("桥体要先加固" in words, "开春" in words) for words in moved] == [(True, False)] * 2
    for who, status in (("district", 200), ("congress", 200), ("other_handler", 404)):
        assert pages.open(who, "promise_report", pages.report.pk).status_code == status


def test_before_the_signature_it_is_the_units_own(pages):
    pages.write()
    pk = pages.report.pk
    mine = pages.open("handler", "promise_report", pk).content.decode()
    assert ('value="drop"' in mine, 'name="opinion"' in mine) == (True, False)  # an opinion would go nowhere
    for name in ("promise_report", "promise_report_paper"):
        found = [pages.open(who, name, pk).status_code for who in ("office", "leader", "district", "congress")]
        assert found == [200, 200, 404, 404]
    tab = pages.client.get(reverse("case_tab", args=[pages.case.pk, "reply"])).content.decode()
    assert "改期报告：" not in tab


def test_the_unit_s_own_steps_hold_for_it(pages):
    w = pages.w
    steps = [StepSaid("科长审核", "people", people=(w.second_handler,)), StepSaid("办公室核稿", "office")]
    plan_steps(w.bureau, w.office, steps=steps, signers=[], seen=0)
    pages.write()
    pages.decide("office", "agree", status=403)
    pages.decide("second_handler", "agree")
    assert (pages.report.state, str(pages.report.approval_step)) == (State.CHECKING, "办公室核稿")
    pages.decide("office", "agree")
    assert pages.report.state == State.SIGNING
    pages.decide("second_leader", "agree")
    assert pages.report.state == State.SIGNED


def test_a_signature_of_a_report_asks_for_a_code_where_the_place_says_so_and_tells_of_a_fresh_password(pages):
    w = f.world()
    FactorRule.objects.create(role=Role.LEADER, daily=True, signing=True)
    letters = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
    SecondFactor.objects.create(user=w.leader, secret=keep_secret(letters))
    give_password(w.leader, w.admin, turn=0)
    User.objects.filter(pk=w.leader.pk).update(password_until=None, password_given_by=None)
    pages.w = f.world()
    pages.write()
    pages.decide("office", "agree")
    pages.decide("leader", "agree", status=409)
    pages.decide("leader", "agree", status=409, factor_code="1")
    assert pages.report.state == State.SIGNING
    pages.decide("leader", "agree", factor_code=pyotp.TOTP(letters).now())
    event = Event.objects.filter(action="promise_report").latest("sequence")
    assert (pages.report.state, "由钟凯重置了密码" in event.data["after_reset"]) == (State.SIGNED, True)


@pytest.mark.parametrize("at", ["checking", "signing", "back"])
def test_what_is_kept_meanwhile_ends_its_report_and_says_so(pages, at):
    pages.write()
    if at != "checking":
        pages.decide("office", "agree")
    if at == "back":
        pages.decide("leader", "back", opinion="写明月份。")
    w, key = pages.w, f"report:{pages.report.pk}"
    step = pages.open("office", "promise_keep", pages.promise.pk).content.decode()
    assert "登记兑现以后，这份报告就不再报" in step
    seen = set(Notice.objects.values_list("pk", flat=True))
    data = {"on": iso(0), "said": "提前做成了。", "steps": 0}
    for _ in range(2):
        assert pages.open("office", "promise_keep", pages.promise.pk, data=data).status_code == 302
    assert (pages.report.state, pages.report.verdicts.last().said, pages.report.verdicts.last().opinion) == (
        State.DROPPED,
        "不再报",
        "承诺已经兑现",
    )
    told = Notice.objects.filter(key__startswith=key).exclude(pk__in=seen)
    next_ones = {"checking": set(), "signing": {w.leader, w.second_leader}, "back": set()}[at]
    assert {one.recipient for one in told if "不再报（承诺已经兑现）" in one.sentence} == {w.handler, *next_ones}
    assert waiting(pages) == {}
    page = pages.open("leader", "promise_report", pages.report.pk).content.decode()
    assert ('value="agree"' in page, 'value="back"' in page) == (False, False)
    late = pages.decide("leader", "agree", status=409)
    assert "这份改期报告刚刚不再报了，不用再办。" in late.content.decode()


def test_while_a_report_is_in_review_the_day_is_moved_by_it_alone(pages):
    pages.write()
    data = {"new_on": iso(40), "said": "书面报告过。", "told_on": "", "steps": 0}
    answer = pages.open("handler", "promise_change", pages.promise.pk, data=data)
    assert (answer.status_code, PromiseStep.objects.count()) == (409, 0)
    assert "有一份改期报告审核中，签发以后日期才改" in answer.content.decode()
    shown = pages.open("handler", "promise_change", pages.promise.pk).content.decode()
    assert ('name="new_on"' in shown, "请先在报告的页面按“不再报”" in shown, ">返回</a>" in shown) == (
        False,
        True,
        True,
    )
    new = pages.open("handler", "promise_report_new", pages.promise.pk).content.decode()
    assert ('name="new_on"' in new, ">送审</button>" in new) == (False, False)
    change = reverse("replies:promise_change", args=[pages.promise.pk])
    for page in (reverse("replies:promises"), reverse("case_tab", args=[pages.case.pk, "reply"])):
        assert change not in pages.client.get(page).content.decode()
    pages.decide("office", "agree")
    pages.decide("handler", "drop")  # also from where it waits to be signed
    assert pages.open("handler", "promise_change", pages.promise.pk, data=data).status_code == 302


def test_a_new_answer_takes_over_the_promise_and_ends_its_report(pages):
    w = pages.w
    pages.write()
    f.advance(pages.case, "follow_up")
    f.contact_all(pages.case, w.handler)
    f.write(pages.case, w.handler, **f.promising(("新增助餐点12处", 80)))
    pages.case.reload()
    f.advance(pages.case, "submit", "check", "sign")
    report = PromiseReport.objects.get()
    assert (report.state, report.verdicts.last().opinion) == (State.DROPPED, "转入第2次答复")
    told = Notice.objects.filter(sentence__contains="承诺改期报告不再报（转入第2次答复）")
    assert {one.recipient for one in told} == {w.handler, w.office}


def test_of_an_ended_case_nobody_is_offered_to_decide_a_report(pages):
    pages.case = f.promised(("修路灯", 10), until=())
    pages.promise = pages.case.current_round.promises.get()
    pages.write()
    f.advance(pages.case, "withdraw")
    page = pages.open("office", "promise_report", pages.report.pk).content.decode()
    assert ('value="agree"' in page, "这份报告不用再办" in page) == (False, True)
    pages.decide("leader", "agree", status=403)
    assert waiting(pages) == {}


@pytest.mark.parametrize(
    ("day", "said"),
    [(-1, "请写今天以后的日期"), (0, "请写今天以后的日期"), (5, "改期要改到现在的完成日期"), (9_000, "太远了")],
)
def test_a_report_moves_to_a_later_day_alone(pages, day, said):
    answer = pages.write(status=400, new_on=iso(day))
    assert (said in answer.content.decode(), PromiseReport.objects.count()) == (True, 0)
    pages.write(status=409, new_on=iso(10))
    assert PromiseReport.objects.count() == 0


def test_a_report_given_back_moves_to_a_later_day_alone(pages):
    pages.write()
    pages.decide("office", "back", opinion="改日期。")
    words = {"why": "桥体要先加固。", "plan": "三月开工。", "key": f.uuid.uuid4()}
    pages.decide("handler", "resend", status=400, new_on=iso(5), **words)
    pages.decide("handler", "resend", new_on=iso(50), **words)


def test_a_day_that_came_while_the_report_waited_is_not_signed(pages):
    pages.write(new_on=iso(20))
    pages.decide("office", "agree")
    with time_machine.travel(timezone.now() + dt.timedelta(days=20)):
        answer = pages.decide("leader", "agree", status=409)
        assert "已经到了，请改写以后的日期" in answer.content.decode()
    assert (pages.report.state, PromiseStep.objects.count()) == (State.SIGNING, 0)


def test_told_of_a_report_on_no_day_before_it_was_signed(pages):
    pages.write()
    pages.decide("office", "agree")
    with time_machine.travel(timezone.now() + dt.timedelta(days=3)):
        pages.decide("leader", "agree")
        data = {"on": iso(-1), "said": "当面说的。", "steps": 1}
        answer = pages.open("handler", "promise_tell", pages.promise.pk, data=data, status=400)
        assert "不能早于改期报告签发的日期" in answer.content.decode()
        pages.open("handler", "promise_tell", pages.promise.pk, data=data | {"on": iso(0)}, status=302)


def test_the_papers_say_who_what_and_to_whom(pages):
    pages.write()
    draft = squeezed(text_of(pages.open("handler", "promise_report_paper", pages.report.pk).getvalue()))
    assert "草稿" in draft.replace("　", "")
    pages.decide("office", "agree")
    pages.decide("leader", "agree")
    answer = pages.open("district", "promise_report_paper", pages.report.pk)
    words = squeezed(text_of(answer.getvalue()))
    assert "草稿" not in words.replace("　", "")
    for said in (
        "承诺事项改期的报告",
        "赵洪蓉、周建伟代表：",
        "新增助餐点12处",
        "一、情况变化",
        "桥体要先加固。",
        "（签发人：郑国华）",
        "抄送：上海市宝山区政府办公室，上海市宝山区人大代表工委。",
        "送意见提出人（赵洪蓉）",
        "送意见提出人（周建伟）",
        "送区政府办公室",
        "送区人大代表工委",
    ):
        assert said in words, said


def test_a_short_report_keeps_its_signature_on_the_page_of_its_text(pages):
    """A letter without a number has no empty line for it, driving 特此报告 and the unit to a second page."""
    pages.write(why="水表采购计划调整，需分两批招标。", plan="已完成1200户安装。\n其余明年下半年完成。")
    pages.decide("office", "agree")
    pages.decide("leader", "agree")
    paper = pages.open("district", "promise_report_paper", pages.report.pk).getvalue()
    with pikepdf.open(io.BytesIO(paper)) as pdf:
        assert len(pdf.pages) == 5  # one to keep, two deputies, two bodies: a page each


def test_a_letter_for_each_deputy_that_it_was_kept(pages):
    answer = pages.open(
        "handler",
        "promise_keep",
        pages.promise.pk,
        data={"on": iso(0), "said": "十二处都开了。", "steps": 0},
        status=302,
    )
    here = reverse("replies:promise_letter", args=[pages.promise.pk])
    assert answer.url == here
    assert "十二处都开了。" in pages.client.get(here).content.decode()
    data = {"text": "十二处助餐点都开了门。", "number": "宝民函〔2026〕3号", "on": iso(0), "step": 1, "seen": 0}
    early = pages.open("handler", "promise_letter", pages.promise.pk, data={**data, "on": "2020-01-01"}, status=400)
    assert "落款日期不能早于做成的那一天" in early.content.decode()
    for _ in range(2):
        pages.open("handler", "promise_letter", pages.promise.pk, data=data, status=302)
    letter = PromiseLetter.objects.get()
    assert letter.version == 1
    stale = {**data, "text": "别的话。"}
    assert pages.open("office", "promise_letter", pages.promise.pk, data=stale).status_code == 409
    words = squeezed(text_of(pages.open("handler", "promise_letter_paper", letter.pk).getvalue()))
    for said in (
        "承诺事项兑现情况的告知函",
        "宝民函〔2026〕3号",
        "十二处助餐点都开了门。",
        "存承办单位",
        "（周建伟）",
        "联系人：高扬，联系电话：021-55550111",
    ):
        assert said in words, said
    one, two = pages.case.suggestion.proposers
    sent = {"do": "deliver", "delivered_on": iso(0), "way": "邮寄", "deputies": [one.pk], "letter": letter.pk}
    for _ in range(2):
        pages.open("handler", "promise_letter", pages.promise.pk, data=sent)
    assert [row.deputy for row in letter.deliveries.all()] == [one]
    assert letter.left() == [two]
    seen = pages.open("handler", "promise_letter", pages.promise.pk).content.decode()
    assert ("十二处助餐点都开了门。" in seen, 'name="text"' in seen) == (True, False)  # to be read, changed no more
    late = {**data, "text": "别的话。", "seen": 1}
    assert "不能再改" in pages.open("handler", "promise_letter", pages.promise.pk, data=late).content.decode()
    assert "kept" in {row.kind for row in tell()}


# ---- taken back after the deputies had it ----------------------------------------------------------------


class Sent(Pages):
    """A promise that was called kept, and the letter of it that one of two deputies has."""

    def __init__(self, client):
        super().__init__(client)
        w = self.w
        self.had, self.other = self.case.suggestion.proposers
        keep_promise(self.promise, w.handler, on=f.day(0), said="十二处都开了。", seen=0)
        self.letter = write_letter(
            self.promise, w.handler, text="十二处都开了门。", number="宝民函〔2026〕3号", on=f.day(0), step=1, seen=0
        )
        deliver_letter(self.letter, w.handler, deputies=[self.had], on=f.day(0), way="当面")

    def undo(self, **said):
        data = {"said": "看错了件，还没有开业。", "steps": 1, **said}
        return self.open("handler", "promise_undo", self.promise.pk, data=data)

    def letters(self, **data):
        return self.open("handler", "promise_letter", self.promise.pk, data=data or None)

    def paper(self, letter, who="handler"):
        return squeezed(text_of(self.open(who, "promise_letter_paper", letter.pk).getvalue())).replace("　", "")


@pytest.fixture
def sent(client):
    return Sent(client)


def test_taking_back_says_who_has_the_letter_and_leads_to_setting_it_right(sent):
    page = sent.open("handler", "promise_undo", sent.promise.pk).content.decode()
    assert (f"{sent.had}已经收到兑现告知函" in page, "已经告诉" in page) == (True, False)
    answer = sent.undo()
    assert answer.url == reverse("replies:promise_letter", args=[sent.promise.pk])
    page = sent.letters().content.decode()
    for said in (
        "更正告知函",
        f"{sent.had}手里的告知函说已经兑现",
        "已撤回",
        "十二处都开了门。",
        f"{f.day(0).day}日当面送交",
    ):
        assert said in page, said
    for who in ("handler", "leader", "district", "congress"):
        words = sent.paper(sent.letter, who)
        assert ("已撤回" in words, "十二处都开了门。" in words) == (True, True)
        tab = sent.client.get(reverse("case_tab", args=[sent.case.pk, "reply"])).content.decode()
        here = reverse("replies:promise_letter_paper", args=[sent.letter.pk])
        assert [said in tab for said in (here, f"送到{sent.had}", "已撤回", f"还没有向{sent.had}更正")] == [True] * 4
    assert "告知函还没有更正" in sent.client.get(reverse("replies:promises")).content.decode()
    undo = sent.open("handler", "promise_undo", sent.promise.pk).content.decode()
    assert ('name="said"' in undo, ">返回</a>" in undo) == (False, True)  # nothing is left to be done there


def test_the_correcting_letter_goes_to_who_has_the_wrong_one(sent):
    sent.undo()
    data = {"text": "登记看错了件，正在办消防验收。", "number": "", "on": iso(0), "step": 2, "seen": 0}
    early = sent.letters(**{**data, "on": iso(-1)})
    assert (early.status_code, "落款日期不能早于撤回登记的那一天" in early.content.decode()) == (400, True)
    for _ in range(2):
        assert sent.letters(**data).status_code == 302
    letter = PromiseLetter.objects.get(step__number=2)
    words = sent.paper(letter)
    due = f.day(10)
    for said in (
        "承诺事项兑现情况的更正告知函",
        f"{sent.had}代表：您在",
        "的告知函（宝民函〔2026〕3号）说该事项已于",
        "有误，现更正如下。登记看错了件，正在办消防验收。",
        f"现在的完成日期是{due.year}年{due.month}月{due.day}日",
        f"送意见提出人（{sent.had}）",
    ):
        assert said in words, said
    assert f"（{sent.other}）" not in words
    to = {"do": "deliver", "letter": letter.pk, "delivered_on": iso(0), "way": "当面"}
    assert sent.letters(**to, deputies=[sent.other.pk]).status_code == 400  # who never had the wrong one
    for _ in range(2):
        sent.letters(**to, deputies=[sent.had.pk])
    assert [row.deputy for row in letter.deliveries.all()] == [sent.had]
    page = sent.letters().content.decode()
    assert ("都收到了更正" in page, "还没有向" in page, "登记看错了件" in page) == (True, False, True)
    assert f"（{sent.had}）" in sent.paper(letter)  # whom it went to stays on it
    labels = [row.label for row in Event.objects.filter(action__startswith="promise_letter")]
    assert labels == [
        "写兑现告知函：新增助餐点12处",
        f"兑现告知函送达：{sent.had}",
        "写更正告知函：新增助餐点12处",
        f"更正告知函送达：{sent.had}",
    ]
    keep_promise(sent.promise, sent.w.handler, on=f.day(0), said="这次真的开了。", seen=2)
    again = sent.letters().content.decode()
    assert ("这次真的开了。" in again, "登记看错了件" in again) == (True, False)


def test_a_page_of_the_other_letter_writes_nothing(sent):
    sent.undo()
    kept = {"text": "十二处都开了门，欢迎来看。", "number": "", "on": iso(0), "step": 1, "seen": 1}
    answer = sent.letters(**kept)
    assert (answer.status_code, "这封信已经不是现在要写的" in answer.content.decode()) == (409, True)
    assert "十二处都开了门，欢迎来看。" in answer.content.decode()
    assert PromiseLetter.objects.count() == 1


def test_what_had_gone_out_before_is_written_down_afterwards(sent):
    sent.undo()
    to = {"do": "deliver", "letter": sent.letter.pk, "way": "邮寄", "deputies": [sent.other.pk]}
    with time_machine.travel(timezone.now() + dt.timedelta(days=2)):
        late = sent.letters(**to, delivered_on=iso(0))
        assert (late.status_code, "只能补登撤回以前已经送到的" in late.content.decode()) == (409, True)
        assert sent.letters(**to, delivered_on=iso(-2)).status_code == 302
    assert Promise.objects.get().misled == [sent.had, sent.other]


def test_who_heard_that_it_was_kept_is_told_that_it_was_not(sent, settings, tmp_path):
    settings.SMS_URL, settings.SMS_FOLDER = "file", tmp_path / "sms"
    Deputy.objects.filter(pk=sent.had.pk).update(phone="", email="")  # only to be told by a person
    tell()
    page = sent.open("handler", "promise_undo", sent.promise.pk).content.decode()
    assert f"已经告诉{sent.other}兑现了" in page
    sent.undo()
    rows = [one for one in tell() if one.kind == "unkept"]
    assert {one.deputy for one in rows} == {sent.had, sent.other}  # by letter the one, by message the other
    assert all("先前告诉您已经兑现，是登记错了" in one.words for one in rows)
    assert all("看错了件" not in one.words for one in rows)


def test_where_nobody_heard_of_it_nobody_is_troubled(pages):
    w = pages.w
    keep_promise(pages.promise, w.handler, on=f.day(0), said="十二处都开了。", seen=0)
    letter = write_letter(pages.promise, w.handler, text="都开了门。", number="", on=f.day(0), step=1, seen=0)
    assert "已经收到" not in pages.open("handler", "promise_undo", pages.promise.pk).content.decode()
    data = {"said": "看错了件。", "steps": 1}
    answer = pages.open("handler", "promise_undo", pages.promise.pk, data=data)
    assert answer.url.endswith(f"#promise-{pages.promise.pk}")
    page = pages.open("handler", "promise_letter", pages.promise.pk).content.decode()
    assert ("不用写信更正" in page, 'name="text"' in page, "都开了门。" in page) == (True, False, True)
    wrong = {"text": "没有的事。", "number": "", "on": iso(0), "step": 2, "seen": 0}
    assert pages.open("handler", "promise_letter", pages.promise.pk, data=wrong).status_code == 409
    letter = PromiseLetter.objects.get(pk=letter.pk)
    assert (letter.is_taken_back, [one.kind for one in tell() if one.kind == "unkept"]) == (True, [])


def test_kept_anew_the_first_message_is_not_told_any_more(pages):
    w = pages.w
    keep_promise(pages.promise, w.handler, on=f.day(0), said="十二处都开了。", seen=0)
    with time_machine.travel(timezone.now() + dt.timedelta(minutes=3)):
        plan_promises()
        take_back_promise(pages.promise, w.handler, said="还差一处。", seen=1)
        keep_promise(pages.promise, w.handler, on=f.day(0), said="都开了。", seen=2)
        first = Message.objects.filter(kind="kept").first()
        assert why_not_told(first) == "撤回了兑现登记"


# ---- in the lists of who has it --------------------------------------------------------------------------


def waiting(pages):
    """Who has the case in 我的待办, with what the row says and where it leads."""
    found = {}
    for who in ("handler", "second_handler", "office", "leader", "other_office", "district"):
        rows = pages.list_of(who).context["rows"]
        for row in rows:
            if row.case == pages.case:
                found[who] = (row.to_do, row.page)
    return found


def test_a_report_stands_in_the_list_of_who_has_the_next_step(pages):
    promised = waiting(pages)
    pages.write()
    page = f"/promises/reports/{pages.report.pk}/"
    item = "（新增助餐点12处）"
    assert (promised, waiting(pages)) == ({}, {"office": (f"改期报告核稿{item}", page)})
    pages.decide("office", "agree")
    assert waiting(pages) == {"leader": (f"改期报告签发{item}", page)}
    pages.decide("leader", "back", opinion="写明开工的月份。")
    assert waiting(pages) == {"handler": (f"按退回意见修改改期报告{item}", page)}
    pages.decide("handler", "resend", new_on=iso(70), why="桥体要先加固。", plan="三月开工。", key=f.uuid.uuid4())
    pages.decide("office", "agree")
    pages.decide("leader", "agree")
    assert waiting(pages) == {}


def test_it_stands_there_also_while_the_case_waits_for_somebody_else(pages):
    """征求意见: the deputies have the case, the office and the leader have the report."""
    pages.case = f.promised(("修好路灯", 10), until=("deliver",))
    pages.promise = pages.case.current_round.promises.get()
    before = waiting(pages)
    pages.write()
    page = f"/promises/reports/{pages.report.pk}/"
    assert waiting(pages) == before | {"office": ("改期报告核稿（修好路灯）", page)}
    seen = pages.open("office", "promise_report", pages.report.pk) and pages.client.get("/").content.decode()
    assert f'<a class="do" href="{page}">改期报告核稿（修好路灯）</a>' in seen
    assert page in pages.client.get(pages.case.get_absolute_url()).content.decode()
    pages.decide("office", "agree")
    assert waiting(pages) == before | {"leader": ("改期报告签发（修好路灯）", page)}
    pages.decide("leader", "back", opinion="写明月份。")
    assert waiting(pages) == before | {"handler": ("按退回意见修改改期报告（修好路灯）", page)}


def test_it_stands_beside_what_the_case_asks_of_the_same_person(pages):
    pages.case = f.promised(("修好路灯", 10), until=())
    pages.promise = pages.case.current_round.promises.get()
    f.advance(pages.case, "deliver")
    first = waiting(pages)
    pages.write("handler")
    pages.decide("office", "back", opinion="写明月份。")
    page = f"/promises/reports/{pages.report.pk}/"
    rows = {row.case: row for row in pages.list_of("handler").context["rows"]}
    row = rows[pages.case]
    assert (first, row.also or (row.to_do, row.page)) == ({}, ("按退回意见修改改期报告（修好路灯）", page))


@pytest.mark.parametrize(("named", "has_it"), [("second_handler", "second_handler"), ("leader", "leader")])
def test_named_people_and_leaders_have_it_at_their_step(pages, named, has_it):
    w = pages.w
    who = getattr(w, named)
    step = StepSaid("审核", "leader") if named == "leader" else StepSaid("科长审核", "people", people=(who,))
    plan_steps(w.bureau, w.office, steps=[step], signers=[], seen=0)
    pages.write()
    assert list(waiting(pages)) == [has_it]


def test_a_move_that_the_messages_have_told_waits_for_nobody(pages, settings, tmp_path):
    """Once every deputy was told, and not before."""
    settings.SMS_URL, settings.SMS_FOLDER = "file", tmp_path / "sms"
    first, second = pages.case.suggestion.proposers
    first.phone, second.phone = "13712340001", ""
    for one in (first, second):
        one.email = ""
        one.save()
    pages.write()
    for who in ("office", "leader"):
        pages.decide(who, "agree")
    tell()
    url = pages.case.get_absolute_url() + "tab/reply/"
    seen = ["改期还没有告知代表" in pages.client.get(url).content.decode()]
    message = Message.objects.get(kind="moved", way="staff")
    convey_message(message, pages.w.handler, how="电话")
    page = pages.client.get(url).content.decode()
    seen += ["改期还没有告知代表" in page, "已告知代表" in page]
    assert seen == [True, False, True]
    assert Event.objects.filter(label="承诺改期已告知代表：新增助餐点12处").count() == 1


def test_the_next_year_and_a_new_term_are_told_with_the_reason_that_was_signed(pages):
    """SH 22: what is still owed is explained, in the words of the last report that a leader signed."""
    pages.write(new_on="2027-06-30")
    for who in ("office", "leader"):
        pages.decide(who, "agree")
    with time_machine.travel("2027-01-05 10:00 +0800", tick=False):
        Session.objects.create(body="人大", place="宝山区", term=10, meeting=1, opened_on=f.day(-1))
        told = {one.kind: one.words for one in tell()}
    assert {kind: "情况：桥体要先加固。" in words for kind, words in told.items()} == {"rolled": True, "term": True}

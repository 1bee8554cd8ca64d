"""What deputies get in writing of a promise: the letter that it was kept, and the report that it is moved, signed
through the unit's steps and copied to both bodies."""

import pytest
import time_machine
from django.urls import reverse

from proposals.approvals.actions import StepSaid, plan_steps
from proposals.models import Event, Notice, Session
from replies.messages.actions import convey_message
from replies.models import Message, PromiseLetter, PromiseReport, PromiseStep
from replies.promises.actions import keep_promise, take_back_promise
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
    pages.decide("leader", "agree", status=403, seen=seen)  # a second press
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


def test_what_was_kept_meanwhile_is_not_moved(pages):
    pages.write()
    pages.decide("office", "agree")
    keep_promise(pages.promise, pages.w.handler, on=f.day(0), said="提前做成了。", seen=0)
    pages.decide("leader", "agree", status=409)
    assert pages.report.state == State.SIGNING
    pages.decide("leader", "back", opinion="已经兑现。")
    assert 'value="drop"' in pages.open("handler", "promise_report", pages.report.pk).content.decode()
    pages.decide("handler", "drop")
    assert pages.report.state == State.DROPPED


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
    data = {"text": "十二处助餐点都开了门。", "number": "宝民函〔2026〕3号", "on": iso(0), "seen": 0}
    early = pages.open("handler", "promise_letter", pages.promise.pk, data={**data, "on": "2020-01-01"}, status=400)
    assert "落款日期不能早于做成的那一天" in early.content.decode()
    for _ in range(2):
        pages.open("handler", "promise_letter", pages.promise.pk, data=data, status=302)
    letter = PromiseLetter.objects.get()
    assert letter.version == 1
    stale = {**data, "text": "别的话。"}
    assert pages.open("office", "promise_letter", pages.promise.pk, data=stale).status_code == 409
    words = squeezed(text_of(pages.open("handler", "promise_letter_paper", pages.promise.pk).getvalue()))
    for said in (
        "承诺事项兑现情况的告知函",
        "宝民函〔2026〕3号",
        "十二处助餐点都开了门。",
        "存承办单位",
        "（周建伟）",
    ):
        assert said in words, said
    one, two = pages.case.suggestion.proposers
    sent = {"do": "deliver", "delivered_on": iso(0), "way": "邮寄", "deputies": [one.pk]}
    for _ in range(2):
        pages.open("handler", "promise_letter", pages.promise.pk, data=sent)
    assert [row.deputy for row in letter.deliveries.all()] == [one]
    assert letter.left() == [two]
    seen = pages.open("handler", "promise_letter", pages.promise.pk).content.decode()
    assert ("十二处助餐点都开了门。" in seen, 'name="text"' in seen) == (True, False)  # to be read, changed no more
    late = {**data, "text": "别的话。", "seen": 1}
    assert "不能再改" in pages.open("handler", "promise_letter", pages.promise.pk, data=late).content.decode()
    assert "kept" in {row.kind for row in tell()}
    take_back_promise(pages.promise, pages.w.handler, said="其实没有", seen=1)
    assert pages.open("handler", "promise_letter", pages.promise.pk).status_code == 404


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

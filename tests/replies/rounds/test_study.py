"""待研究: every new 不满意 leads there, from wherever the case stands; the last one taken back leads out of it."""

import datetime as dt

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from proposals.cases import workflow
from proposals.models import Event, Notice, PlaceRule, Status
from proposals.models.oversight.consent import Consent
from proposals.notices.events import tell_units
from replies.feedback.actions import reopen_answer
from replies.messages.plan.events import plan_messages
from replies.models import Feedback, Message
from tests import factories as f
from tests.replies.mine.phones import let_in, text, tree

pytestmark = pytest.mark.django_db
S = Status
NO = {"result": "不满意", "comment": "没有写明哪天办成。"}


@pytest.fixture
def paper(go, picture):
    def enter(case, who, **said):
        """The handler enters a signed form."""
        data = {"deputy": who.pk, "result": "满意", "plan": "满意", "attitude": "满意", "comment": "", **said}
        data |= {"signed_on": timezone.localdate().isoformat(), "came_by": "当面"}
        data["scan"] = SimpleUploadedFile("签名表.png", picture())
        assert go(f.world().handler, "paper", case.pk, data=data).status_code == 302
        case.reload()

    return enter


def online(case, who, base=0, **said):
    """The deputy answers from the own page."""
    phone = let_in(who)
    way = phone.post(f"/mine/{case.suggestion_id}/answer/{case.pk}/")["Location"]
    data = {"result": "满意", "plan": "满意", "attitude": "满意", "comment": "", "confirm": "on", **said}
    sent = phone.post(f"{way}check/", {**data, "signature_name": who.name, "base": base})
    assert (sent.status_code, sent["Location"]) == (302, f"{way}receipt/")
    case.reload()


def moves(case):
    return [(one.action, one.from_status, one.to_status) for one in case.events.all() if one.moved][-2:]


@pytest.mark.parametrize(
    ("way", "status", "said"),
    [
        ("paper", S.TO_REPORT, NO),
        ("online", S.TO_REPORT, {"attitude": "不满意", "comment": "没有来过。"}),
        ("reopened", S.TO_REPORT, NO),
        ("paper", S.CLOSED, NO),
        ("reopened", S.SEEKING_FEEDBACK, NO),
    ],
)
def test_a_dissatisfied_word_is_studied_wherever_it_finds_the_case(paper, way, said, status):
    case = f.make_case(status)
    second = case.suggestion.proposers[1]
    if way == "paper":
        if status == S.CLOSED:  # there the second deputy has answered online
            Feedback.objects.update(submitted_at=timezone.now() - dt.timedelta(days=40))
        paper(case, second, **said)
    else:
        given = case.current_round.feedback.filter(deputy=second).first()
        if way == "reopened" and given is None:
            online(case, second, result="理解")
            given = case.current_round.feedback.get(deputy=second)
        if way == "reopened":
            Feedback.objects.filter(pk=given.pk).update(submitted_at=timezone.now() - dt.timedelta(days=40))
            assert reopen_answer(given, f.world().office, reason="来电说点错了")
        online(case, second, base=given.number if given else 0, **said)
    assert case.status == S.UNDER_STUDY
    assert moves(case)[-1] == ("study", status, S.UNDER_STUDY)
    assert case.current_round.closed_on is None


def test_what_was_decided_is_not_studied_once_more_for_the_same_words_on_paper(paper):
    with time_machine.travel(timezone.now()) as clock:
        case = f.make_case(S.TO_REPORT)
        first, second = case.suggestion.proposers
        clock.shift(dt.timedelta(days=40))
        paper(case, first, result="不满意", comment="没有写完成时间。")
        assert case.status == S.TO_REPORT
        paper(case, second, result="理解")
        paper(case, second, **NO)
        assert case.status == S.UNDER_STUDY
        paper(case, second, result="理解")  # the other 不满意 was decided on: nothing is left to study
        assert (case.status, moves(case)[-1]) == (S.TO_REPORT, ("study_off", S.UNDER_STUDY, S.TO_REPORT))
        paper(case, first, result="不满意", comment="又拖了一个月。")
        assert case.status == S.UNDER_STUDY


def test_each_decision_is_told_to_whom_it_answers():
    with time_machine.travel(timezone.now()) as clock:
        case = f.make_case(S.TO_REPORT)
        first, second = case.suggestion.proposers
        online(case, second, **NO)
        f.advance(case, "decline")
        clock.shift(dt.timedelta(minutes=30))
        plan_messages()
    told = Message.objects.filter(kind="result").order_by("pk")
    once, again = Event.objects.filter(action="decline").order_by("pk")
    assert {(one.key, one.deputy) for one in told} == {(f"event:{once.pk}", first), (f"event:{again.pk}", second)}


@pytest.mark.parametrize("status", [S.SEEKING_FEEDBACK, S.TO_REPORT, S.CLOSED])
def test_the_last_dissatisfied_word_taken_back_ends_the_study(status):
    case, w = f.make_case(status), f.world()
    PlaceRule.objects.update_or_create(
        question="again", kind="建议", defaults={"answer": "both", "source": "本区办法"}
    )
    second = case.suggestion.proposers[1]
    closed = case.closed_on
    base = 1 if status == S.CLOSED else 0
    online(case, second, base=base, **NO)
    workflow.perform(case, "reopen", w.congress, comment="再办一次。")
    online(case, second, base=base + 1)
    assert (case.status, case.closed_on) == (status, closed)
    assert case.current_round.closed_on == closed
    last = case.events.filter(action="study_off").get()
    assert (last.deputy, last.from_status, last.to_status) == (second, S.UNDER_STUDY, status)
    assert last.label == f"{second.addressed}改了意见（结果满意，方案满意，态度满意），不用再研究"
    assert list(Consent.objects.filter(ended_at=None)) == []
    Notice.objects.all().delete()
    tell_units()
    told = Notice.objects.filter(sentence__endswith="不用再研究。").values_list("recipient__name", flat=True)
    assert sorted(told) == sorted({w.congress.name, w.district.name, w.office.name, w.handler.name})


def test_another_dissatisfied_word_keeps_the_case_in_study(go):
    case, w = f.make_case(S.UNDER_STUDY), f.world()
    first, second = case.suggestion.proposers
    online(case, second, **NO)
    online(case, first, base=1)
    assert case.status == S.UNDER_STUDY
    online(case, second, base=1, attitude="不满意", comment="没有来过。")
    assert case.status == S.UNDER_STUDY
    online(case, second, base=2)
    assert case.status == S.SEEKING_FEEDBACK
    page = go(w.office, "case", case.pk).content.decode()
    assert f"{second.addressed}改了意见（结果满意，方案满意，态度满意），不用再研究" in page


def test_what_was_studied_stays_beside_the_form_signed_later(paper):
    with time_machine.travel(dt.datetime(2026, 3, 2, 2, tzinfo=dt.UTC)) as clock:
        case = f.make_case(S.SEEKING_FEEDBACK)
        first, second = case.suggestion.proposers
        clock.shift(dt.timedelta(days=1))
        online(case, first, **NO)
        clock.shift(dt.timedelta(days=7))
        f.advance(case, "decline")
        clock.shift(dt.timedelta(days=32))
        paper(case, first, comment="后来办成了。")
        page = tree(let_in(first).get(f"/mine/{case.suggestion_id}/"))
        mine = page.xpath(f"//section[@id='say-{case.pk}']")[0]
        assert [" ".join(one.itertext()) for one in mine.xpath("h3")] == [
            "现在算数的意见 2026年4月11日",
            "您原来的意见 2026年3月3日",
        ]
        said = [one.text for one in mine.xpath("dl/dd")]
        assert said == ["满意", "满意", "满意", "后来办成了。", "不满意", "满意", "满意", NO["comment"]]
        assert [" ".join(one.text_content().split()) for one in mine.xpath("div[@class='study']")] == [
            "您的不满意，2026年3月10日研究定了：不再办理。 理由：理由充分。"
        ]
        marks = [" ".join(" ".join(one.itertext()).split()) for one in page.xpath("//ol[@class='way']/li")]
        assert marks[-3:] == [
            "您提了意见：对结果说不满意 3月3日",
            f"{case.suggestion.session.working_body}研究定了：不再办理 3月10日",
            "您提了意见：对结果说满意 4月11日",
        ]

        # Another's 不满意, studied afterwards, is not taken for this deputy's.
        paper(case, first, result="不满意", comment="又拖了。")
        f.advance(case, "decline")
        online(case, second, **NO)
        assert case.status == S.UNDER_STUDY
        shown = text(let_in(first).get(f"/mine/{case.suggestion_id}/"))
        assert ("经研究不再办理" in shown, "正在研究" in shown) == (True, False)
        assert "正在研究您的意见" in text(let_in(second).get(f"/mine/{case.suggestion_id}/"))

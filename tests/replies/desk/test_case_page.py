"""The page of a case: who sees what, what the bar offers, the dates and why, what happened."""

import datetime as dt
import uuid

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from lxml.html import document_fromstring

from proposals.calendar.workdays import WorkCalendar
from proposals.models import CalendarDay, Case, Deputy, Part, Status
from proposals.models.states import case_phases
from replies.consultations.actions import ask_units
from replies.desk.case import facts
from replies.desk.case.views import TABS
from replies.review.actions import decide_review
from replies.review.verdicts import Verdict
from tests import factories
from tests.factories import make_case, world

pytestmark = pytest.mark.django_db
PEOPLE = ("office", "handler", "second_handler", "leader", "district", "congress", "other_office", "nobody")


def open_page(client, user, case, tab=""):
    client.force_login(user)
    return client.get(f"/cases/{case.pk}/" + (f"tab/{tab}/" if tab else ""))


def html(client, user, case, tab=""):
    response = open_page(client, user, case, tab)
    assert response.status_code == 200
    return response.content.decode()


def bar(client, user, case) -> list[str]:
    """The bar's buttons as a person reads them: the red one in [ ], a greyed one with its reason."""
    response = open_page(client, user, case)
    if response.status_code != 200:
        return [str(response.status_code)]
    return [
        f"[{one.label}]" if one.main else f"{one.label}：{one.reason}" if one.reason else one.label
        for one in response.context["buttons"]
    ]


# ---- the bar ---------------------------------------------------------------------------------------------

WAITING = "还有2位代表未送达；还有2位代表未反馈"
BARS = {
    Status.AWAITING_RECEIPT: {"office": ["[签收]", "申请退办"], "district": []},
    Status.RETURN_REQUESTED: {"district": ["[同意退办]", "不同意退办"]},
    Status.RECEIVED: {"office": ["[分办]", "申请退办"], "district": []},
    Status.IN_PROGRESS: {
        "office": ["登记代表沟通", "改派", "申请退办"],
        "handler": [
            "[拟写答复]",
            "登记代表沟通",
            "送审：还差5项：还没有拟写答复；还有2位代表未联系（赵洪蓉、周建伟）；“办理情况”还没有写；"
            "还没有选办理结果分类；还没有选公开属性",
        ],
        "district": [],
    },
    Status.CHECKING: {"office": ["[核稿]", "改派"], "handler": ["撤回送审"], "district": []},
    Status.SIGNING: {"leader": ["[审核签发]"], "office": ["改派"], "district": []},
    Status.SIGNED: {
        "leader": ["[现在就发]", "撤回签发"],
        "office": ["改派"],
        "district": [],
    },
    Status.SEEKING_FEEDBACK: {
        "office": [
            "[登记送达]",
            "录入签名纸表",
            "改派",
            f"报送办结：{WAITING}",
            "说明情况办结：还有2位代表未送达",
        ],
        "handler": ["[登记送达]", "录入签名纸表"],
        "district": [],
        "congress": [],
    },
    Status.UNDER_STUDY: {
        "office": ["录入签名纸表", "改派"],
        "handler": ["录入签名纸表"],
        "district": ["[再次办理]", "不再办理"],
        "congress": ["[再次办理]", "不再办理"],
    },
    Status.TO_REPORT: {
        "office": ["[报送办结]", "录入签名纸表", "改派"],
        "handler": ["录入签名纸表"],
        "congress": [],
        "district": [],
    },
    Status.CLOSED: {"district": [], "congress": []},
    Status.RETURNED: {"district": ["[改办]"]},
    Status.WITHDRAWN: {"district": []},
    Status.VOID: {"district": []},
}


@pytest.mark.once
@pytest.mark.parametrize("status", Status)
def test_the_bar_offers_what_the_person_may_do_now(client, status):
    case = make_case(status)
    outside = ["404"]
    expected = {"other_office": outside, "nobody": outside}
    expected = {name: expected.get(name, []) for name in PEOPLE} | BARS[status]
    assert {name: bar(client, getattr(world(), name), case) for name in PEOPLE} == expected


def test_a_missing_contact_comes_before_polishing_the_draft(client):
    case, w = make_case(Status.IN_PROGRESS), world()
    factories.write(case, w.handler)
    reason = "送审：还有2位代表未联系（赵洪蓉、周建伟）"
    assert bar(client, w.handler, case) == ["[登记代表沟通]", "拟写答复", reason]
    factories.contact_all(case, w.handler)
    assert bar(client, w.handler, case) == ["[送审]", "拟写答复", "登记代表沟通"]


def test_after_the_answers_the_office_reports_and_nothing_else_is_in_the_way(client):
    case = factories.advance(make_case(Status.SEEKING_FEEDBACK), "satisfy")
    assert bar(client, world().office, case) == ["[报送办结]", "改派"]
    silent = factories.advance(make_case(Status.SEEKING_FEEDBACK), "deliver")
    unheard = "说明情况办结：赵洪蓉、周建伟代表没有反馈，也没有登记拒签或联系不上"
    barred = "报送办结：还有2位代表未反馈"
    assert bar(client, world().office, silent) == ["录入签名纸表", "改派", barred, unheard]
    factories.advance(silent, "give_up")
    assert bar(client, world().office, silent) == ["[说明情况办结]", "录入签名纸表", "改派", barred]


@pytest.mark.parametrize("status", [Status.IN_PROGRESS, Status.SEEKING_FEEDBACK])
def test_a_contact_is_offered_once_in_the_bar_or_in_its_tab(client, status):
    case = make_case(status)
    assert html(client, world().handler, case, "contacts").count(f'href="/cases/{case.pk}/contacts/add/"') == 1


def test_withdrawing_is_barred_once_the_reply_has_reached_a_deputy(client):
    case = factories.advance(make_case(Status.SEEKING_FEEDBACK), "deliver")
    assert bar(client, world().district, case) == []
    for who in (world().district, world().congress):
        assert f"/cases/{case.pk}/do/withdraw/" not in html(client, who, case)
        said = client.get(f"/cases/{case.pk}/do/withdraw/")
        assert (said.status_code, "答复已经送达代表，不能再撤回" in said.content.decode()) == (409, True)


@pytest.mark.parametrize("status", [Status.AWAITING_RECEIPT, Status.IN_PROGRESS, Status.SIGNING])
def test_both_bodies_find_the_withdrawal_beside_the_registration(client, status):
    """It is handed in to the working body (SH 10), and the district's office keeps the register."""
    case = make_case(status)
    link = f'<a href="/cases/{case.pk}/do/withdraw/" class="danger">代表撤回</a>'
    found = {who: link in html(client, getattr(world(), who), case) for who in ("district", "congress", "office")}
    assert found == {"district": True, "congress": True, "office": False}


def test_a_return_asked_too_late_says_until_when_it_could(client):
    case = make_case(handed_on=dt.date(2026, 3, 2))
    with time_machine.travel("2026-03-12 09:00 +0800", tick=False):
        sentence = "申请退办须在交办后7个工作日内提出，期限是2026年3月11日"
        assert bar(client, world().office, case) == ["[签收]", f"申请退办：{sentence}"]
        page = html(client, world().office, case)
    assert 'disabled aria-describedby="why-ask_return"' in page
    assert f'<span id="why-ask_return">{sentence}</span>' in page


# ---- who reads what --------------------------------------------------------------------------------------


def test_an_unsigned_text_is_read_by_the_units_own_people_only(client):
    case, w = make_case(Status.CHECKING), world()
    inside = {name: "今年新增12处" in html(client, getattr(w, name), case, "reply") for name in ("handler", "leader")}
    assert inside == {"handler": True, "leader": True}
    for tab in TABS:
        page = html(client, w.district, case, tab)
        assert "今年新增12处" not in page, tab
        assert "保存第1稿" not in page
    assert "办理中，尚未签发" in html(client, w.district, case, "reply")
    factories.advance(case, "check", "sign")
    assert "今年新增12处" in html(client, w.district, case, "reply")
    assert "今年新增12处" in html(client, w.congress, case, "reply")


def test_the_words_of_an_internal_review_stay_inside(client):
    case, w = make_case(Status.CHECKING), world()
    decide_review(case, w.office, Verdict.CHECK_BACK, opinion="数字与统计口径不符。")
    assert "数字与统计口径不符" in html(client, w.handler, case)
    for tab in TABS:
        assert "数字与统计口径不符" not in html(client, w.district, case, tab)


def test_telephones_are_masked_and_only_the_staff_of_the_case_may_press_them_open(client):
    case, w = make_case(Status.SEEKING_FEEDBACK), world()
    pages = {name: html(client, getattr(w, name), case) for name in PEOPLE[:6]}
    assert [name for name, page in pages.items() if "13000000001" in page] == []
    assert [name for name, page in pages.items() if "130****0001" not in page] == []
    assert [name for name, page in pages.items() if "看号码" in page] == ["office", "handler"]


def test_a_telephone_is_shown_until_the_day_ends_and_the_record_says_so_once(client):
    case, w = make_case(Status.SEEKING_FEEDBACK), world()
    first, second = case.suggestion.proposers
    Deputy.objects.filter(pk=second.pk).update(phone="13000000002")
    client.force_login(w.handler)
    for back in (f"/cases/{case.pk}/tab/contacts/", "https://example.com/", ""):
        answer = client.post(f"/cases/{case.pk}/phones/{first.pk}/", {"back": back})
        assert answer["Location"] == (back if back.startswith("/cases/") else f"/cases/{case.pk}/")
    for tab in ("", "tab/contacts/"):
        page = client.get(f"/cases/{case.pk}/{tab}").content.decode()
        assert ("13000000001" in page, "13000000002" in page) == (True, False)
    looks = case.events.filter(action="see_phone")
    assert [(one.actor, one.label) for one in looks] == [(w.handler, f"看了{first}的电话")]
    with time_machine.travel(timezone.now() + dt.timedelta(days=1)):
        page = html(client, w.handler, case)
        assert ("13000000001" in page, "130****0001" in page) == (False, True)
    other = make_case(Status.SEEKING_FEEDBACK, deputies=3).suggestion.proposers[2]
    assert client.post(f"/cases/{case.pk}/phones/{other.pk}/").status_code == 404


def test_tabs_show_what_they_name(client):
    case, w = make_case(Status.UNDER_STUDY), world()
    marks = {
        "suggestion": "社区食堂是老人家门口的饭桌。",
        "reply": "宝民〔2026〕12号",
        "consultations": "没有请其他单位会办",
        "contacts": "听取意见，代表赞成增加助餐点。",
        "feedback": "没有写完成时间。",
        "prints": case.current_round.printed.get().verification,
    }
    assert {tab: mark for tab, mark in marks.items() if mark in html(client, w.congress, case, tab)} == marks
    assert 'aria-current="page">意见反馈' in html(client, w.congress, case)
    assert open_page(client, w.congress, case, "nothing").status_code == 404


def test_both_rounds_stay_readable(client):
    case, w = make_case(Status.UNDER_STUDY), world()
    factories.advance(case, "reopen")
    factories.write(case, w.handler, body="各位代表：\n已写明2027年6月前完成。")
    page = html(client, w.handler, case, "reply")
    assert page.index("已写明2027年6月前完成") < page.index("今年新增12处")
    feedback = html(client, w.handler, case, "feedback")
    assert "没有写完成时间。" in feedback
    assert "第2轮答复还没有签发。" in feedback
    page = html(client, w.district, case, "reply")
    assert "今年新增12处" in page
    assert "已写明2027年6月前完成" not in page


def test_a_unit_that_helps_has_neither_contacts_nor_feedback_nor_prints(client):
    w = world()
    case = factories.hand_over(factories.suggestion(), w.bureau, Part.HELP)
    client.force_login(w.office)
    codes = {tab: client.get(f"/cases/{case.pk}/tab/{tab}/").status_code for tab in TABS}
    assert codes == {
        "suggestion": 200,
        "reply": 200,
        "consultations": 200,
        "contacts": 404,
        "feedback": 404,
        "prints": 404,
    }
    assert [one.name for one in case_phases(case)] == ["收件：待签收", "办理", "审核", "办结"]


def test_links_and_scripts_in_what_was_written_are_only_words(client):
    case, w = (
        make_case(Status.IN_PROGRESS, title="<script>alert(1)</script>", text="<img src=x onerror=a()>"),
        world(),
    )
    factories.write(case, w.handler, body="<b>粗</b>", title="<i>斜</i>")
    for tab in TABS:
        page = html(client, w.handler, case, tab)
        assert [bad for bad in ("<script>alert", "<img src=x", "<b>粗", "<i>斜") if bad in page] == []


# ---- the head, the dates, what happened ------------------------------------------------------------------

LINES = {
    Status.AWAITING_RECEIPT: ["[收件：待签收]", "办理", "审核", "征求意见", "办结"],
    Status.RETURN_REQUESTED: ["[收件：退办待批]", "办理", "审核", "征求意见", "办结"],
    Status.RETURNED: ["收件✓", "[已退回]"],
    Status.RECEIVED: ["[收件：已签收]", "办理", "审核", "征求意见", "办结"],
    Status.IN_PROGRESS: ["收件✓", "[办理]", "审核", "征求意见", "办结"],
    Status.CHECKING: ["收件✓", "办理✓", "[审核：待核稿]", "征求意见", "办结"],
    Status.SIGNING: ["收件✓", "办理✓", "[审核：待签发]", "征求意见", "办结"],
    Status.SIGNED: ["收件✓", "办理✓", "[审核：已签发·待发出]", "征求意见", "办结"],
    Status.SEEKING_FEEDBACK: ["收件✓", "办理✓", "审核✓", "[征求意见]", "办结"],
    Status.UNDER_STUDY: ["收件✓", "办理✓", "审核✓", "[征求意见：待研究]", "办结"],
    Status.TO_REPORT: ["收件✓", "办理✓", "审核✓", "[征求意见：待报送]", "办结"],
    Status.CLOSED: ["收件✓", "办理✓", "审核✓", "征求意见✓", "办结✓"],
    Status.WITHDRAWN: ["收件✓", "[已撤回]"],
    Status.VOID: ["收件✓", "[已作废]"],
}


@pytest.mark.parametrize("status", Status)
def test_the_state_line_marks_the_present_step(status):
    line = case_phases(Case(status=status, part=Part.SOLE))
    marked = {"now": "[{}]", "past": "{}✓", "": "{}"}
    assert [marked[phase.css].format(phase.name) for phase in line] == LINES[status]


def test_the_head_says_who_has_it_and_who_gets_it_next(client):
    case = make_case(Status.CHECKING)
    words = "现在由<strong>区民政局办公室</strong>办：答复核稿。核稿通过以后交给区民政局领导。"
    assert words in html(client, world().handler, case)


def test_the_two_terms_are_told_apart_each_with_its_reason():
    case = factories.hand_over(factories.suggestion(), world().bureau, handed_on=dt.date(2026, 3, 4))
    case.internal_due = dt.date(2026, 5, 20)
    said = [(one.label, one.day, one.why) for one in facts.case_dates(case, WorkCalendar.load())]
    assert said == [
        ("交办", dt.date(2026, 3, 4), ""),
        ("退办期限", dt.date(2026, 3, 13), ""),
        ("法定期限", dt.date(2026, 6, 4), "交办之日起三个月内答复（代表法第五十一条）"),
        ("区内期限", dt.date(2026, 5, 20), "区里或本单位要求的，早于法定期限"),
    ]
    case.statutory_due = dt.date(2026, 6, 30)
    assert facts.why_due(case, WorkCalendar.load()) == "按登记的日期"
    helps = factories.hand_over(case.suggestion, world().other_bureau, Part.HELP)
    assert facts.why_due(helps, WorkCalendar.load()) == "会办，一个月内提出意见（市代表建议规定第十七条）"
    again = factories.advance(make_case(Status.UNDER_STUDY), "reopen")
    assert facts.why_due(again, WorkCalendar.load()) == "再次办理，一个月内答复（市代表建议规定第二十一条）"


def test_a_date_in_a_year_without_its_notice_is_shown_as_provisional(client):
    case = make_case(Status.IN_PROGRESS)
    CalendarDay.objects.all().delete()
    page = html(client, world().handler, case)
    assert '<span class="tag open">暂定</span>' in page
    for year in {case.handed_on.year, case.statutory_due.year}:
        CalendarDay.objects.create(date=dt.date(year, 10, 1), is_working=False, name="国庆节")
    assert '<span class="tag open">暂定</span>' not in html(client, world().handler, case)


def test_the_timeline_is_newest_first_and_folds_the_versions(client):
    case, w = make_case(Status.IN_PROGRESS), world()
    for number in range(1, 5):
        factories.write(case, w.handler, handling=f"第{number}次写")
    entries = facts.case_timeline(case.events.all(), inside=True)
    assert [(one.label, one.who, one.role) for one in entries] == [
        ("保存第1稿至第4稿", "高扬", "经办人"),
        ("分办", "孙莉", "办公室"),
        ("签收", "孙莉", "办公室"),
    ]
    assert entries[1].told == (("经办人", "高扬"), ("科室", "基层政权科"))
    assert [one.label for one in facts.case_timeline(case.events.all(), inside=False)] == ["分办", "签收"]


# ---- ways on --------------------------------------------------------------------------------------------


@pytest.mark.once
@pytest.mark.parametrize(
    "who", ["handler", "second_handler", "office", "leader", "district", "congress", "other_handler"]
)
def test_no_link_of_a_case_leads_into_a_refusal(client, who):
    """People who see the page of a case may follow every link on it: a case reopened and not yet signed again, and
    that of a unit that was asked with a text."""
    w = world()
    again = factories.advance(make_case(Status.UNDER_STUDY), "reopen")
    factories.contact_all(again, w.handler)
    factories.write(again, w.handler, body="第二轮还没有签发的正文。")
    [asked] = ask_units(
        again.current_round,
        w.handler,
        units=[w.other_bureau],
        question="请提出意见。",
        due_on=timezone.localdate(),
        key=uuid.uuid4(),
        draft=again.current_round.latest_draft,
    )
    user, refused, seen = getattr(w, who), [], set()
    client.force_login(user)
    for case in (again, asked.helping):
        pages = [f"/cases/{case.pk}/tab/{tab}/" for tab in TABS]
        for page in (one for one in pages if client.get(one).status_code == 200):
            for link in document_fromstring(client.get(page).content.decode()).xpath("//main//a/@href"):
                if link.startswith("/") and link not in seen and (got := client.get(link).status_code) >= 400:
                    refused.append((page, link, got))
                seen.add(link)
    assert refused == []


# ---- cost ------------------------------------------------------------------------------------------------


def lived(deputies: int, versions: int) -> Case:
    """A case in its second round, with something in every relation."""
    w = world()
    case = factories.advance(make_case(Status.UNDER_STUDY, deputies=deputies), "reopen")
    factories.contact_all(case, w.handler)
    for number in range(versions):
        factories.write(case, w.handler, handling=f"第{number}次写")
    factories.advance(case, "submit", "check", "sign", "deliver")
    for who in case.suggestion.proposers:
        factories.answer(case, w.handler, who)
    return case


@pytest.mark.once
@pytest.mark.parametrize("tab", TABS)
def test_the_number_of_queries_does_not_grow_with_what_happened(client, tab):
    client.force_login(world().handler)

    def asked(case) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(f"/cases/{case.pk}/tab/{tab}/").status_code == 200
        return len(queries)

    small, large = lived(1, 1), lived(5, 3)
    asked(small)
    assert asked(large) == asked(small)


def test_the_tabs_count_who_was_spoken_to_and_who_has_answered(client):
    case = make_case(Status.IN_PROGRESS, deputies=3)
    counted = []

    def look():
        page = open_page(client, world().handler, case)
        line = document_fromstring(page.content).xpath("//ol[@class='steps']/li")
        counted.append((page.context["counted"], " ".join(line[3].text_content().split())))

    look()
    factories.contact_all(case, world().handler)
    look()
    factories.write(case, world().handler)
    case.reload()
    factories.advance(case, "submit", "check", "sign", "deliver")
    factories.answer(case, world().handler, case.suggestion.proposers[1])
    look()
    assert counted == [
        ({"contacts": "0/3"}, "征求意见 3位代表"),
        ({"contacts": "3/3"}, "征求意见 3位代表"),
        ({"contacts": "3/3", "feedback": "1/3"}, "征求意见 3位代表"),
    ]

"""我的待办 and the groups next to it: what waits for whom, in which order, in how many queries."""

import datetime as dt

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from proposals.calendar import workdays
from proposals.cases.workflow import TABLE
from proposals.models import Case, Membership, Part, Role, Status
from replies.desk.listed import waiting_for
from replies.desk.turn.todo import current_holder, to_do
from replies.feedback.links import make_link
from replies.feedback.progress import make_wish
from replies.review.actions import decide_review
from replies.review.verdicts import Verdict
from tests import factories
from tests.factories import make_case, world

pytestmark = pytest.mark.django_db
PEOPLE = ("office", "handler", "leader", "district", "congress", "cppcc", "nobody", "other_office")


def page(client, user, url="/"):
    client.force_login(user)
    return client.get(url)


def listed(client, user, url="/"):
    response = page(client, user, url)
    if url == "/decisions/":
        asked = response.context["return_rows"], response.context["extension_rows"]
        return [row.case for rows in asked for row, *_ in rows]
    return [row.case for row in response.context["rows"]] if response.status_code == 200 else response.status_code


def waits_for(case) -> list[str]:
    w = world()
    return [name for name in PEOPLE if Case.objects.filter(waiting_for(getattr(w, name)), pk=case.pk).exists()]


WAITS = {
    Status.AWAITING_RECEIPT: ["office"],
    Status.RETURN_REQUESTED: ["district"],
    Status.RETURNED: ["district"],
    Status.RECEIVED: ["office"],
    Status.IN_PROGRESS: ["handler"],
    Status.CHECKING: ["office"],
    Status.SIGNING: ["leader"],
    Status.SIGNED: ["leader"],
    Status.SEEKING_FEEDBACK: ["handler"],
    Status.UNDER_STUDY: ["district", "congress"],
    Status.TO_REPORT: ["office"],
    Status.CLOSED: [],
    Status.WITHDRAWN: [],
    Status.VOID: [],
}


@pytest.mark.parametrize("status", Status)
def test_a_case_waits_for_the_person_who_takes_its_main_step(status):
    assert waits_for(make_case(status)) == WAITS[status]


def test_every_state_but_the_final_ones_has_a_main_step():
    with_main = {source for row in TABLE if row.main for source in row.sources}
    assert with_main == {status for status, people in WAITS.items() if people}


def test_a_proposal_goes_to_the_cppcc_office():
    assert waits_for(make_case(Status.UNDER_STUDY, body="政协")) == ["district", "cppcc"]


def test_after_signing_it_waits_for_the_handler_then_for_the_deputies_then_for_the_office():
    case = make_case(Status.SEEKING_FEEDBACK)
    seen = [(waits_for(case), to_do(case), current_holder(case))]
    factories.advance(case, "deliver")
    seen.append((waits_for(case), to_do(case), current_holder(case)))
    factories.advance(case, "satisfy")
    seen.append((waits_for(case), to_do(case), current_holder(case)))
    assert seen == [
        (["handler"], "把答复送达2位代表", "高扬"),
        ([], "等赵洪蓉、周建伟代表反馈", "代表"),
        (["office"], "报送办结", "区民政局办公室"),
    ]


def test_a_leader_who_handled_the_case_is_not_asked_to_sign_it():
    w = world()
    factories.Membership.objects.create(user=w.leader, unit=w.bureau, role=Role.HANDLER)
    case = make_case(Status.SIGNING)
    Case.objects.filter(pk=case.pk).update(handler=w.leader)
    assert Case.objects.filter(waiting_for(w.leader)).count() == 0
    assert Case.objects.filter(waiting_for(w.second_leader)).count() == 1


def test_what_the_work_needs_is_said_in_words():
    w = world()
    case = make_case(Status.IN_PROGRESS)
    said = [to_do(case)]
    factories.write(case, w.handler, classification="")
    case = Case.objects.get(pk=case.pk)
    said.append(to_do(case))
    factories.contact_all(case, w.handler)
    case = Case.objects.get(pk=case.pk)
    said.append(to_do(case))
    factories.write(case, w.handler)
    case = Case.objects.get(pk=case.pk)
    said.append(to_do(case))
    factories.advance(case, "submit", "check_back")
    case = Case.objects.get(pk=case.pk)
    said.append(to_do(case))
    said.append(to_do(case, inside=False))
    assert said == [
        "拟写答复",
        "还有2位代表未联系，另有几项要补",
        "还没有选办理结果分类",
        "答复写齐了，检查后送审",
        "答复写齐了，检查后送审",
        "办理中，答复尚未签发",
    ]


def test_what_was_sent_back_is_said_with_the_reason():
    case = make_case(Status.CHECKING)
    decide_review(case, world().office, Verdict.CHECK_BACK, opinion="请补充完成时间。")
    assert to_do(Case.objects.get(pk=case.pk)) == "按退回意见修改（请补充完成时间）"


def test_the_order_is_overdue_then_by_days_left_in_sections_with_their_counts(client):
    today = timezone.localdate()
    days = {"七天后": 7, "逾期": -3, "今天": 0, "逾期更久": -9, "明天": 1}
    for title, ahead in days.items():
        case = make_case(Status.IN_PROGRESS, title=title, handed_on=today)
        due = today + dt.timedelta(days=ahead)
        Case.objects.filter(pk=case.pk).update(
            handed_on=due - dt.timedelta(days=30), received_on=due - dt.timedelta(days=20), statutory_due=due
        )
    made = make_case(Status.SEEKING_FEEDBACK, title="已送达")
    factories.advance(made, "deliver")
    assert [case.suggestion.title for case in listed(client, world().handler)] == [
        "逾期更久", "逾期", "今天", "明天", "七天后",
    ]  # fmt: skip
    response = page(client, world().handler)
    assert [row.section for row in response.context["rows"]] == ["late", "late", "week", "week", "week"]
    assert {slug: one.count for slug, one in response.context["sections"].items()} == {
        "first": 0, "late": 2, "week": 3, "later": 0, "still": 0,
    }  # fmt: skip
    assert [case.suggestion.title for case in listed(client, world().handler, "/?due=late")] == ["逾期更久", "逾期"]
    assert [case.suggestion.title for case in listed(client, world().handler, "/?group=mine")][-1] == "已送达"


@pytest.mark.parametrize(
    ("who", "url", "label"),
    [
        ("office", "/", "我的待办"),
        ("office", "/?group=review", "审核中"),
        ("handler", "/?group=mine", "我在办"),
        ("district", "/?group=hand_on", "待改办"),
        ("district", "/decisions/", "待批"),
        ("handler", "/promises/", "承诺台账"),
        ("handler", "/cases/", "全部建议"),
    ],
)
def test_the_side_says_where_one_is(client, who, url, label):
    sections = page(client, getattr(world(), who), url).context["desk_nav"]
    assert [item.label for section in sections for item in section.items if item.current] == [label]


def test_a_row_says_number_title_deputies_state_holder_and_days_left(client):
    case = make_case(Status.IN_PROGRESS, deputies=4)
    left = workdays.WorkCalendar.load().working_days_left(timezone.localdate(), case.due)
    html = page(client, world().office, "/cases/").content.decode()
    for words in (
        case.suggestion.number,
        case.suggestion.title,
        "赵洪蓉等4位",
        "拟写答复",
        "办理中 · 高扬",
    ):
        assert words in html
    assert f"还剩{left}个工作日" in html
    assert f"{case.due.month}月{case.due.day}日" in html


def test_what_is_to_be_done_leads_to_the_page_where_it_is_done(client):
    """For everybody whose turn it is, the page behind the main button of the case; where a press there does it, or
    where one of several things is chosen there, only the title leads to it."""
    cases = {status: make_case(status) for status in Status}
    factories.extension(asked := make_case(Status.IN_PROGRESS))
    factories.contact_all(spoken := make_case(Status.IN_PROGRESS), world().handler)
    factories.write(written := make_case(Status.IN_PROGRESS), world().handler)
    wished = make_case(Status.SEEKING_FEEDBACK)
    deputy = wished.suggestion.proposers[0]
    make_wish(make_link(wished.current_round, world().handler, deputy).invitation, "代填")
    leads = {}
    for who in ("office", "handler", "leader", "district", "congress"):
        for cell in page(client, getattr(world(), who), "/").context["rows"]:
            leads[who, cell.case.pk] = cell.page
            assert cell.page == "" or client.get(cell.page).status_code == 200
            main = [one.url for one in client.get(cell.case.get_absolute_url()).context["buttons"] if one.main]
            apart = cell.page.startswith("/extensions/") or cell.page.endswith("/tab/feedback/")
            assert cell.page == "" or apart or main == [cell.page]
    wanted = {
        ("office", Status.AWAITING_RECEIPT): "",
        ("office", Status.RECEIVED): "assign/",
        ("handler", Status.IN_PROGRESS): "draft/",
        ("office", Status.CHECKING): "review/",
        ("leader", Status.SIGNING): "review/",
        ("leader", Status.SIGNED): "",
        ("handler", Status.SEEKING_FEEDBACK): "deliver/",
        ("office", Status.TO_REPORT): "close/",
        ("district", Status.RETURN_REQUESTED): "",
        ("district", Status.RETURNED): "hand-on/",
        ("district", Status.UNDER_STUDY): "",
        ("congress", Status.UNDER_STUDY): "",
    }
    expected = {
        (who, cases[status].pk): rest and cases[status].get_absolute_url() + rest
        for (who, status), rest in wanted.items()
    }
    expected |= {
        ("handler", asked.pk): f"/cases/{asked.pk}/draft/",
        ("handler", written.pk): f"/cases/{written.pk}/contacts/add/",
        ("handler", spoken.pk): f"/cases/{spoken.pk}/draft/",
        ("handler", wished.pk): f"/cases/{wished.pk}/tab/feedback/",
        ("district", asked.pk): asked.extensions.get().get_absolute_url(),
    }
    assert leads == expected
    html = page(client, world().handler, "/").content.decode()
    assert f'<a class="do" href="/cases/{spoken.pk}/draft/">' in html


def test_the_side_navigation_counts_what_its_lists_show(client):
    """For everybody and every group: the number next to the word is the number of rows behind it."""
    for status in Status:
        made = make_case(status)
        if status == Status.SEEKING_FEEDBACK:
            factories.advance(made, "deliver")
    for status in (Status.SEEKING_FEEDBACK, Status.UNDER_STUDY, Status.RETURN_REQUESTED):
        make_case(status, body="政协")
    factories.hand_over(factories.suggestion(), world().bureau, Part.HELP)
    factories.promised(("新增助餐点", 5), ("开通电话", 9))
    factories.promised(("新增助餐点", 90))
    factories.extension(make_case(Status.IN_PROGRESS))
    for name in PEOPLE:
        user = getattr(world(), name)
        items = [item for part in page(client, user).context["desk_nav"] for item in part.items]
        counted = {item.url: item.count for item in items if item.count is not None}
        assert counted == {url: len(listed(client, user, url)) for url in counted}, name


REGISTER = ["登记一件建议", "用名单登记", "补录往年办结件"]
UNIT_PART = ["待签收", "审核中", "已办结", "全部建议", "承诺台账", "标准用语", "办理统计"]
OFFICE_PART = ["督办", "专委会询问", "会办给我们", "等代表反馈", "承诺到期", "告知代表", "我关注的"]
NAMED = {
    "office": [
        "我的待办",
        "经办人不在",
        *OFFICE_PART,
        *UNIT_PART,
        "打印室",
        "一叠签名表",
        "审批步骤",
        "办理情况报告",
        "人员和交接",
        *REGISTER,
    ],
    "handler": [
        "我的待办",
        "督办",
        "专委会询问",
        "我在办",
        "会办给我们",
        "等代表反馈",
        "承诺到期",
        "告知代表",
        "我关注的",
        *UNIT_PART,
        "一叠签名表",
    ],
    "congress": [
        "我的待办",
        "我关注的",
        "待研究",
        "对交办有意见",
        "协调",
        "重点督办",
        "全部建议",
        "承诺台账",
        "延期",
        "回访",
        "专门委员会",
        "打印室",
        "办理情况报告",
        "人员和交接",
        "告知代表",
        "督办台",
        "办理统计",
    ],
    "nobody": ["我的待办"],
}


@pytest.mark.parametrize("name", NAMED)
def test_the_side_navigation_holds_what_the_roles_have(client, name):
    sections = page(client, getattr(world(), name)).context["desk_nav"]
    assert [item.label for section in sections for item in section.items] == NAMED[name]


def test_counts_follow_the_roles_and_the_day(client):
    """The query's text is kept: a role given or taken, and the next day, are in it at once."""
    user = world().nobody
    make_case(Status.AWAITING_RECEIPT)

    def counted():
        sections = page(client, user).context["desk_nav"]
        return {
            item.label: (item.count, item.hot) for part in sections for item in part.items if item.count is not None
        }

    assert counted() == {"我的待办": (0, False)}
    role = Membership.objects.create(user=user, unit=world().bureau, role=Role.OFFICE)
    assert counted()["我的待办"] == (1, False)
    assert counted()["待签收"] == (1, False)
    with time_machine.travel(timezone.now() + dt.timedelta(days=400)):
        assert counted()["我的待办"] == (1, True)
    assert counted()["我的待办"] == (1, False)
    role.unit, role.role = world().other_bureau, Role.LEADER
    role.save()
    assert (counted()["我的待办"], counted()["待签收"]) == ((0, False), (0, False))
    role.delete()
    assert counted() == {"我的待办": (0, False)}


def test_a_group_of_other_people_is_not_there(client):
    assert listed(client, world().handler, "/?group=decisions") == 404
    assert listed(client, world().congress, "/?group=mine") == 404
    assert listed(client, world().handler, "/?group=nothing") == 404


def test_nothing_yet_and_nothing_matches_are_told_apart(client):
    empty = page(client, world().handler).content.decode()
    assert "现在没有等您办的" in empty
    assert "“我的待办”里没有已超期的建议。" in page(client, world().handler, "/?due=late").content.decode()
    assert "您的账号还没有分配岗位" in page(client, world().nobody).content.decode()


@pytest.mark.once
def test_what_a_deputy_asks_hides_nothing_that_is_owed_to_the_others(client):
    case = make_case(Status.SEEKING_FEEDBACK)
    deputy = case.suggestion.proposers[0]
    make_wish(make_link(case.current_round, world().handler, deputy).invitation, "代填")
    (row,) = [one for one in page(client, world().handler, "/").context["rows"] if one.case == case]
    assert row.to_do == f"{case.current_round.wishes.get()}；把答复送达2位代表"


@pytest.mark.parametrize("url", ["/", "/?group=review", "/?group=promises", "/cases/"])
def test_the_number_of_queries_does_not_grow_with_the_rows(client, url, django_assert_num_queries):
    """With the side navigation, for one row and for three; drafts, contacts and feedback among them."""

    def fill():
        for status in (Status.CHECKING, Status.SEEKING_FEEDBACK, Status.AWAITING_RECEIPT):
            make_case(status)
        factories.write(make_case(Status.IN_PROGRESS), w.handler)
        factories.promised(("新增助餐点", 5), ("开通电话", 9))

    w = world()
    fill()
    client.force_login(w.office)
    client.get(url)
    with CaptureQueriesContext(
        connection,
    ) as one:
        rows = len(client.get(url).context["rows"])
    fill()
    fill()
    with django_assert_num_queries(len(one)):
        assert len(client.get(url).context["rows"]) == 3 * rows > 0


def test_what_was_promised_and_is_due_comes_back_to_the_list(client):
    """Within thirty days of its day, for its handler and the office; red once it is late; gone once it is kept."""
    w = world()
    late = factories.promised(("新增助餐点", 6), ("开通电话", 300))
    soon = factories.promised(("新增助餐点", 30))
    factories.promised(("新增助餐点", 31))

    def shown(user):
        response = page(client, user, "/?group=promises")
        item = next(one for part in response.context["desk_nav"] for one in part.items if one.label == "承诺到期")
        return [(row.case, row.to_do, row.holder) for row in response.context["rows"]], item.count, item.hot

    rows = [(late, "兑现承诺“新增助餐点”", "高扬"), (soon, "兑现承诺“新增助餐点”", "高扬")]
    assert shown(w.handler) == shown(w.office) == (rows, 2, False)
    assert shown(w.second_handler) == ([], 0, False)
    with time_machine.travel(timezone.now() + dt.timedelta(days=7)):
        assert shown(w.handler)[0][:2] == rows
        assert shown(w.handler)[2] is True
        assert page(client, w.handler, "/?group=promises").context["rows"][0].urgency == "late"
        factories.advance(late, "keep")
        assert shown(w.handler)[0][0] == rows[1]


def test_what_was_promised_is_said_beside_what_else_is_to_be_done(client):
    w = world()
    case = factories.promised(("新增助餐点", 6), until=("deliver", "dissatisfy"))
    said = "；另要兑现承诺“新增助餐点”"
    (row,) = page(client, w.handler, "/?group=promises").context["rows"]
    assert (row.case, row.to_do.endswith(said)) == (case, True)
    assert said in page(client, w.handler, f"/cases/{case.pk}/").content.decode()
    assert said not in page(client, w.congress, f"/cases/{case.pk}/").content.decode()


def test_a_page_without_the_navigation_counts_nothing(client):
    client.force_login(world().handler)
    case = make_case(Status.IN_PROGRESS)
    with CaptureQueriesContext(connection) as asked:
        assert "desk-nav" not in client.get(f"/cases/{case.pk}/draft/").content.decode()
    assert [query["sql"] for query in asked.captured_queries if 'COUNT("in_' in query["sql"]] == []


def test_a_page_that_is_not_there_keeps_the_menu(client):
    client.force_login(world().handler)
    response = client.get("/cases/999/")
    assert (response.status_code, "desk-nav" in response.content.decode()) == (404, True)


def test_pages_beyond_the_last_are_the_last(client):
    make_case(Status.IN_PROGRESS)
    assert len(listed(client, world().handler, "/?page=1000000000")) == 1
    assert len(listed(client, world().handler, "/?page=-1")) == 1
    assert page(client, world().handler, "/?page=x&due=%00").status_code == 200


def test_who_works_in_no_unit_reads_whose_case_it_is(client):
    case, w = make_case(Status.RETURN_REQUESTED), world()
    assert [unit_shown(client, who, case) for who in (w.district, w.office)] == [True, None]
    case = make_case()
    assert [unit_shown(client, who, case) for who in (w.district, w.office)] == [None, False]


def unit_shown(client, user, case):
    """Whether the row in 我的待办 names the unit; None without such a row."""
    response = page(client, user)
    if case not in [row.case for row in response.context["rows"]]:
        return None
    return f"<small>{case.unit}{case.get_part_display()}</small>" in response.content.decode()

"""Who put down what a deputy said (the own link, signed paper, 代填) and where one sees it: what staff entered never
looks like the deputy's own click."""

import dataclasses
import io

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from replies.feedback.actions import Refused, record_paper_feedback
from replies.feedback.links import make_link
from replies.feedback.progress import make_wish, settle_wish
from replies.models import Feedback
from replies.prints.issue import render_copies
from replies.prints.snapshots import read_snapshot, snapshot_of
from tests.factories import answer, dictate, judgement, make_case, scan, world
from tests.replies.feedback.test_deputy import at, opened, text, tree
from tests.replies.letter.pages import squeezed, text_of
from tests.replies.prints.orders import work

pytestmark = pytest.mark.django_db

ENTERED = {
    "link": lambda case, who: answer(case, world().handler, who),
    "paper": lambda case, who: record_paper_feedback(
        case.current_round,
        world().handler,
        who,
        dataclasses.replace(judgement(name=who.name), came_by="邮寄"),
        scan=scan(case, world().handler),
    ),
    "dictated": lambda case, who: dictate(case, world().handler, who),
}
# What stands on the form, in the timeline (who, as whom, what), on the case page, on the deputy's page, and what the
# deputy is written.
SHOWN = {
    "link": (
        "赵洪蓉：网上反馈，非手写签名。",
        ("赵洪蓉", "deputy", "赵洪蓉代表反馈：结果满意，方案满意，态度满意"),
        ("已答复", "代表网上本人填写（网上确认）"),
        "您的意见已经收到，谢谢您",
        "您对第",
    ),
    "paper": (
        "赵洪蓉：据本人签名的纸质表录入。",
        ("高扬", "handler", "按签名纸表录入赵洪蓉代表反馈：结果满意，方案满意，态度满意"),
        ("已录入纸表", "工作人员按签名纸表录入 · 邮寄交来，高扬录入"),
        "工作人员已按您签名的纸表录入",
        "上海市宝山区民政局已按您签名的纸表，录入您对第",
    ),
    "dictated": (
        "赵洪蓉：受本人委托由工作人员代填，没有签名。",
        ("高扬", "handler", "受委托代填赵洪蓉代表反馈：结果满意，方案满意，态度满意"),
        ("已代填", "工作人员受代表委托代填 · 电话口述，高扬代填"),
        "工作人员已按您所说，代您填好",
        "上海市宝山区民政局已按您所说，代您填写对第",
    ),
}


@pytest.fixture(params=SHOWN)
def channel(request):
    return request.param


@pytest.fixture
def case(channel):
    made = make_case("seeking_feedback")
    ENTERED[channel](made, made.suggestion.proposers[0])
    made.reload()
    return made


def others_of(channel, place):
    return [shown[place] for name, shown in SHOWN.items() if name != channel]


def test_on_the_form(case, channel):
    snapshot = read_snapshot(snapshot_of(case.current_round))
    words = squeezed(text_of(render_copies(snapshot)))
    assert [one in words for one in (SHOWN[channel][0], *others_of(channel, 0))] == [True, False, False]


def test_the_deputy_is_told_of_it(case, channel, mailoutbox, texts):
    case.suggestion.deputies.update(email="zhao@example.cn", phone="13912345678")
    work()
    (row,), (mail,) = case.current_round.feedback.all(), mailoutbox
    assert (mail.to, texts()) == (["zhao@example.cn"], [("13912345678", mail.body + "\n")])
    assert SHOWN[channel][4] in mail.body
    assert f"回执号{row.receipt}。" in mail.body
    assert "如果不是您本人的意思，请打电话告诉上海市宝山区政府办公室，021-55550100。" in mail.body
    assert "/d/" not in mail.body


def test_in_the_record(case, channel):
    event = case.events.get(action="feedback")
    assert (event.actor_name, event.role, event.label) == SHOWN[channel][1]
    assert event.data["channel"] == channel


def test_on_the_case_page(client, case, channel):
    client.force_login(world().office)
    page = text(client.get(reverse("case_tab", args=[case.pk, "feedback"])))
    label, source = SHOWN[channel][2]
    assert f"赵洪蓉 {label}" in page
    assert source in page
    assert [one in page for _, one in others_of(channel, 2)] == [False, False]


def test_on_the_deputys_own_page(client, case, channel):
    link = make_link(case.current_round, world().handler, case.suggestion.proposers[0])
    page = text(opened(client, link).get(at(link, "receipt/"))).replace(" ", "")
    assert [one in page for one in (SHOWN[channel][3], *others_of(channel, 3))] == [True, False, False]


COUNTED = {"link": "本人链接", "paper": "书面登记", "dictated": "代填"}


def cells(rows):
    """The rows of a table by their first cell, the blanks taken out."""
    return {
        row[0]: row[1:]
        for row in (["" if cell is None else str(cell).replace(" ", "") for cell in row] for row in rows)
        if row
    }


def test_in_the_statistics(client, case, channel):
    """Of the three rows of a question only this channel's counts one form, on the page and in the workbook."""
    client.force_login(world().district)
    page = tree(client.get(reverse("replies:figures"), {"tab": "opinions"}))
    on_page = cells([cell.text_content().strip() for cell in row] for row in page.xpath("//tr"))
    book = load_workbook(io.BytesIO(b"".join(client.get(reverse("replies:figures_file")))))
    in_book = cells([cell.value for cell in row] for sheet in book.worksheets for row in sheet.iter_rows())
    for shown in (on_page, in_book):
        counted = {name: shown[f"对办理结果：{label}"][0] for name, label in COUNTED.items()}
        assert counted == {name: str(int(name == channel)) for name in COUNTED}


def test_in_the_exported_list(client, case, channel):
    client.force_login(world().office)
    sheet = load_workbook(io.BytesIO(b"".join(client.post(reverse("export_cases"))))).worksheets[0]
    *_, head, row = ([cell.value for cell in row] for row in sheet.iter_rows())
    said = Feedback.Channel(channel).label
    assert dict(zip(head, row, strict=True))["代表反馈"] == f"赵洪蓉：{said}；周建伟：还没有反馈"


@pytest.mark.once
@pytest.mark.parametrize("first", SHOWN)
@pytest.mark.parametrize("later", SHOWN)
def test_what_stands_over_what(first, later):
    """The deputy's own answer stands over everything, a signed form over what was only told, and all of it stays."""
    case = make_case("seeking_feedback")
    who = case.suggestion.proposers[0]
    ENTERED[first](case, who)
    if later == "link":
        answer(case, world().handler, who, base=1)
    elif (first, later) in {("paper", "paper"), ("dictated", "paper"), ("dictated", "dictated")}:
        ENTERED[later](case, who)
    else:
        with pytest.raises(Refused, match="为准"):
            ENTERED[later](case, who)
        later = first
    kept = Feedback.objects.get(deputy=who, is_current=True)
    assert (kept.channel, Feedback.objects.filter(deputy=who, number=1).get().channel) == (later, first)


# ---- 代填 ------------------------------------------------------------------------------------------------------


@pytest.fixture
def wish():
    case = make_case("seeking_feedback")
    link = make_link(case.current_round, world().handler, case.suggestion.proposers[0])
    return make_wish(link.invitation, "代填")


def told(**facts):
    data = {"result": "满意", "plan": "理解", "attitude": "基本满意", "comment": "", "came_by": "电话"}
    return {**data, "signed_on": timezone.localdate().isoformat(), "confirmed": "on", **facts}


def test_what_the_deputy_told_is_filled_in_and_the_request_settled(client, go, wish):
    got = go(world().handler, "dictated", wish.pk, data=told())
    assert got.status_code == 302
    row = Feedback.objects.get()
    assert (row.channel, row.result, row.plan, row.attitude) == ("dictated", "满意", "理解", "基本满意")
    assert (row.signed_as, row.entered_by, row.wish, row.came_by) == ("口述", world().handler, wish, "电话")
    wish.refresh_from_db()
    assert (wish.outcome, wish.settled_by) == (f"按代表电话所说代填，回执{row.receipt}。", world().handler)
    assert go(world().handler, "dictated", wish.pk, data=told()).status_code == 302
    assert Feedback.objects.count() == 1


@pytest.mark.once
@pytest.mark.parametrize(
    "wrong",
    [
        {"result": ""},
        {"attitude": "理解"},
        {"result": "不满意"},
        {"confirmed": ""},
        {"came_by": "邮寄"},
        {"signed_on": "2020-01-01"},
        {"signed_on": "2999-01-01"},
    ],
)
def test_what_is_missing_is_said_and_nothing_is_kept(go, wish, wrong):
    got = go(world().handler, "dictated", wish.pk, data=told(**wrong))
    assert (got.status_code, Feedback.objects.count()) == (400, 0)


def test_nobody_fills_in_what_was_not_asked_for(go, wish):
    settle_wish(wish, world().handler, outcome="代表改主意了。")
    assert go(world().handler, "dictated", wish.pk, data=told()).status_code == 409
    meeting = make_wish(wish.invitation, "面谈")
    assert go(world().handler, "dictated", meeting.pk).status_code == 409
    assert go(world().handler, "dictated", meeting.pk, data=told()).status_code == 409
    assert Feedback.objects.count() == 0


def test_an_unhappy_deputy_is_heard_all_the_same(go, wish):
    go(world().handler, "dictated", wish.pk, data=told(result="不满意", comment="没有写时间。"))
    case = wish.reply.case
    case.refresh_from_db()
    assert case.status == "under_study"


def test_the_database_wants_the_deputys_request_behind_it(wish):
    dictate(wish.reply.case, world().handler, wish.reply.case.suggestion.proposers[1])
    for name, change in {
        "feedback_channel_tells_who": {"wish": None},
        "feedback_signature_is_whole": {"signed_as": "纸表"},
        "feedback_unless_on_paper_is_complete": {"result": ""},
    }.items():
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            Feedback.objects.update(**change)
    with pytest.raises(IntegrityError, match="feedback_channel_tells_who"), transaction.atomic():
        Feedback.objects.update(came_by="")


@pytest.mark.parametrize(
    ("page", "ways"), [("paper", ["当面", "邮寄", "微信"]), ("dictated", ["电话", "当面", "微信"])]
)
def test_each_way_that_is_offered_says_its_word(go, wish, page, ways):
    case = wish.reply.case
    where = case.pk if page == "paper" else wish.pk
    offered = go(world().handler, page, where).context["form"].fields["came_by"].choices
    assert [value for value, _ in offered] == ways
    assert all(value[:2] in label for value, label in offered)

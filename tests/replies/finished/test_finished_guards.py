"""Each guard of 补录, met where it stands: what a list, a person or a file may not do, whoever calls."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from proposals.cases.access import NotYours, Refused
from proposals.intake.tables.sheet import ROWS_MOST
from proposals.models import Attachment, Case, Event, IntakeList, Part, Suggestion
from replies.finished import actions, columns, plan
from replies.models.draft import MOST_PROMISES, PROMISE_MOST
from tests import factories as f
from tests.proposals.intake.sheets import book, faults
from tests.replies.finished.lists import finished_book, finished_case, finished_row, run_finished

pytestmark = pytest.mark.django_db
OTHERS = ("handler", "leader", "congress")


@pytest.fixture(autouse=True)
def world():
    world = f.world()
    f.session()
    for name in ("赵洪蓉", "周建伟"):
        f.deputy(name)
    return world


@pytest.fixture
def waiting(world):
    return actions.keep_finished_list("往年.xlsx", finished_book(finished_row("070")), world.district)


# ---- who ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", OTHERS)
def test_nobody_else_keeps_a_list(world, who):
    with pytest.raises(Refused):
        actions.keep_finished_list("往年.xlsx", finished_book(finished_row("070")), getattr(world, who))
    assert not IntakeList.objects.exists()


@pytest.mark.parametrize("who", OTHERS)
def test_nobody_else_confirms_one(world, waiting, who):
    with pytest.raises(Refused):
        actions.confirm_finished_list(waiting, getattr(world, who))
    assert not Case.objects.exists()


@pytest.mark.parametrize("who", OTHERS)
def test_nobody_else_sees_the_pages(client, world, waiting, who):
    client.force_login(getattr(world, who))
    for address in ("/finished/", f"/finished/{waiting.pk}/", "/finished/template.xlsx"):
        assert client.get(address).status_code == 403
        assert client.post(address).status_code in (403, 405)


def test_an_office_enters_no_case_of_another_unit_whatever_the_plan_says(world):
    read = columns.read_finished(finished_book(finished_row("070")))
    entries = plan.plan_finished(read, world.district).entries
    with pytest.raises(NotYours):
        actions.register_finished(entries, world.other_office, {})
    assert not Suggestion.objects.exists()


@pytest.mark.parametrize("who", OTHERS)
def test_nobody_else_adds_an_original(client, world, who):
    case = finished_case()
    client.force_login(getattr(world, who))
    at = f"/cases/{case.pk}/original/"
    assert (client.get(at).status_code, client.post(at).status_code) == (403, 403)
    original = Attachment(sha256="0" * 64, name="答复.pdf")
    with pytest.raises(Refused):
        actions.add_finished_file(case, getattr(world, who), original)
    assert case.events.count() == 1


# ---- what --------------------------------------------------------------------------------------------------------


def test_a_number_that_was_taken_meanwhile_enters_nothing(world):
    read = columns.read_finished(finished_book(finished_row("070"), finished_row("071")))
    entries = plan.plan_finished(read, world.district).entries
    again = plan.plan_finished(read, world.district).entries
    actions.register_finished(entries[1:], world.district, {})
    with pytest.raises(Refused, match="刚刚有人登记了相同的件号，这一次没有补录任何内容。"):
        actions.register_finished(again, world.district, {})
    assert list(Suggestion.objects.values_list("number", flat=True)) == ["071"]


def test_of_a_list_with_a_wrong_row_nothing_is_entered(world):
    rows = (finished_row("070"), finished_row("071", 答复日期=None))
    waiting = actions.keep_finished_list("往年.xlsx", finished_book(*rows), world.district)
    found = actions.confirm_finished_list(waiting, world.district)
    waiting.refresh_from_db()
    assert (len(found.wrong), waiting.applied_at, Case.objects.count()) == (1, None, 0)


@pytest.mark.parametrize("handled_here", [True, False])
def test_no_original_is_added_to_what_has_none(client, world, handled_here):
    finished_case(会办单位="区房管局")
    case = f.make_case("closed") if handled_here else Case.objects.get(part=Part.HELP)
    said = "这一件是在这里办理的" if handled_here else "会办的件没有答复代表"
    client.force_login(world.district)
    events = Event.objects.count()
    answer = client.post(f"/cases/{case.pk}/original/", {"original": SimpleUploadedFile("答复.pdf", b"%PDF-1.7")})
    assert (answer.status_code, said in answer.text) == (409, True)
    with pytest.raises(Refused, match=said):
        actions.add_finished_file(case, world.district, Attachment(sha256="0" * 64, name="答复.pdf"))
    assert Event.objects.count() == events


@pytest.mark.parametrize(
    ("cells", "problem"),
    [
        ({"领衔代表": None}, "领衔代表：是空的，请填写。"),
        ({"领衔代表": "赵洪蓉、周建伟"}, "领衔代表：写了2位，领衔代表只能有一位。"),
        ({"附议代表": "赵洪蓉"}, "附议代表：“赵洪蓉”已经是领衔代表，请从附议代表里去掉。"),
        ({"主办单位": None}, "主办单位：是空的，请填写。"),
        ({"主办单位": "区民政局、民政局"}, "主办单位：“区民政局”写了两次，请去掉一个。"),
        ({"会办单位": "区民政局"}, "会办单位：“区民政局”写了两次，请去掉一个。"),
        ({"交办日期": "2099-03-05"}, "交办日期：2099年3月5日还没有到，交办日期不能晚于今天。"),
        (
            {
                "承诺事项": "；".join(f"第{n}项（2024年12月31日前）" for n in range(MOST_PROMISES + 1)),
                "兑现日期": None,
            },
            f"承诺事项：写了{MOST_PROMISES + 1}项，最多{MOST_PROMISES}项，请合并。",
        ),
        (
            {"承诺事项": f"{'长' * (PROMISE_MOST + 1)}（2024年12月31日前）", "兑现日期": None},
            f"承诺事项：有{PROMISE_MOST + 1}个字，最多{PROMISE_MOST}个字，请缩短。",
        ),
        ({"发文字号": "号" * 41}, "发文字号：有41个字，最多40个字，请缩短。"),
    ],
)
def test_a_cell_that_cannot_be_stops_the_list(cells, problem):
    status, printed, _ = run_finished(finished_book(finished_row("070"), finished_row("071", **cells)))
    said = [line.strip() for line in printed.splitlines() if line.startswith("    ") and "注意" not in line]
    assert (status, said, Case.objects.count()) == (2, [problem], 0)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (book([], ["甲", "乙"]), "没有找到表头。请下载模板，把往年的件贴进去再交。"),
        (
            finished_book(
                *({**finished_row(n), "建议内容": None, "答复正文": None} for n in range(1, ROWS_MOST + 2))
            ),
            f"名单超过{ROWS_MOST}行，请分成几份再交。",
        ),
    ],
)
def test_a_file_that_cannot_be_is_refused(client, world, content, sentence):
    client.force_login(world.district)
    answer = client.post("/finished/", {"file": SimpleUploadedFile("往年.xlsx", content)})
    assert (answer.status_code, faults(answer)) == (400, [("file", sentence)])

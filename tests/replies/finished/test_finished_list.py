"""补录: a list of finished years through the front door: read, looked at, entered whole or not at all, once."""

import datetime as dt
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from openpyxl import load_workbook

from proposals.models import Case, Deputy, Event, IntakeList, Notice, PlaceRule, Session, Suggestion
from proposals.notices.events import tell_units
from proposals.notices.reminders import remind_staff
from replies.models import Delivery, Draft, Feedback, FinishedOpinion, Invitation, PrintedForm, Promise, Reply
from tests import factories as f
from tests.proposals.intake.sheets import at_once, faults, row, run
from tests.proposals.intake.sheets import book as intake_book
from tests.replies.finished.lists import COLUMNS, entered, finished_book, finished_case, finished_row, run_finished

pytestmark = pytest.mark.django_db
TABLES = (Session, Deputy, Suggestion, Case, Event, Reply, Draft, Promise, FinishedOpinion)


@pytest.fixture(autouse=True)
def world():
    world = f.world()
    f.session()
    for name in ("赵洪蓉", "周建伟"):
        f.deputy(name)
    return world


@pytest.fixture
def district(client, world):
    client.force_login(world.district)
    return client


def send(client, *rows, name="往年.xlsx", columns=COLUMNS):
    return client.post("/finished/", {"file": SimpleUploadedFile(name, finished_book(*rows, columns=columns))})


def counts():
    return [model.objects.count() for model in TABLES]


# ---- what is made --------------------------------------------------------------------------------------------


def test_a_row_becomes_a_closed_case_with_its_reply(district, world):
    at = send(district, finished_row("070"))["Location"]
    before = counts()
    page = district.get(at)
    assert (page.context["plan"].summary, counts()) == ("共1行：可补录1件，补录过0件，有错0行", before)
    done = district.post(at, follow=True)
    assert "补录了1件" in done.text
    case = Case.objects.get()
    assert (case.status, case.finished_before, case.unit, case.handler) == ("closed", True, world.bureau, None)
    assert (case.handed_on, case.answered_on, case.closed_on) == (
        dt.date(2023, 3, 6),
        dt.date(2023, 5, 22),
        dt.date(2023, 5, 22),
    )
    assert (case.received_on, case.delivered_on, case.internal_due) == (None, None, None)
    reply = case.replies.get()
    assert (reply.finished_on, reply.signed_at, reply.signer, reply.delivered_on) == (
        dt.date(2023, 5, 22),
        None,
        None,
        None,
    )
    assert (reply.classification, reply.disclosure, reply.document_number) == (
        "正在解决",
        "主动公开·全文",
        "宝民〔2023〕12号",
    )
    assert reply.signed_draft.body.startswith("赵洪蓉、周建伟代表：\n你们提出的建议收悉")
    opinion = reply.finished_opinion
    assert (opinion.result, opinion.plan, opinion.attitude, opinion.comment) == (
        "满意",
        "",
        "基本满意",
        "希望早日开张。",
    )
    assert list(reply.promises.values_list("item", "due_on", "kept_on")) == [
        ("新增助餐点12处", dt.date(2024, 12, 31), None),
        ("延长供餐时间", dt.date(2023, 12, 31), dt.date(2023, 12, 20)),
    ]
    event = case.events.get()
    assert (event.action, event.label, event.actor, event.moved) == ("finished", "补录", world.district, False)
    assert (event.data["file"], event.data["row"], event.data["classification"]) == ("往年.xlsx", 2, "正在解决")
    call_command("verify_audit")


def test_nobody_is_asked_told_or_sent_anything(district):
    district.post(send(district, finished_row("070"))["Location"])
    assert [model.objects.count() for model in (Delivery, Invitation, Feedback, PrintedForm)] == [0, 0, 0, 0]
    assert (tell_units(), remind_staff(), Notice.objects.count()) == (0, 0, 0)


def test_what_is_not_known_stays_empty(district):
    known = ("届次", "件号", "标题", "领衔代表", "主办单位", "交办日期", "答复日期")
    district.post(send(district, finished_row("070"), columns=known)["Location"])
    reply = Reply.objects.get()
    assert (reply.classification, reply.disclosure, reply.signed_draft) == ("", "", None)
    assert (FinishedOpinion.objects.count(), Promise.objects.count()) == (0, 0)
    page = district.get(f"/cases/{reply.case_id}/")
    assert "没有记载" in page.text
    assert "没有补录答复正文" in page.text


@pytest.mark.parametrize(
    ("cells", "parts"),
    [
        ({"主办单位": "区民政局、区房管局"}, ["主办", "共同主办"]),
        ({"主办单位": "区民政局、区房管局（共同主办）"}, ["主办", "共同主办"]),
        ({"主办单位": "区民政局、区房管局", "办理方式": "分别办理"}, ["分别办理", "分别办理"]),
        ({"主办单位": "区民政局、区房管局分别办理"}, ["分别办理", "分别办理"]),
        ({"主办单位": "区民政局", "办理方式": "独办"}, ["独办"]),
    ],
)
def test_several_in_charge_are_entered_as_the_list_or_the_place_says(district, cells, parts):
    at = send(district, finished_row("070", **cells))["Location"]
    said = "几个主办单位按共同主办补录，由区民政局牵头" in district.get(at).text
    assert district.post(at).status_code == 302
    cases = Case.objects.order_by("pk")
    assert ([case.part for case in cases], said) == (parts, "共同主办" in parts)
    answers = [case.replies.count() for case in cases]
    assert answers == [0 if part == "共同主办" else 1 for part in parts]
    assert [district.get(f"/cases/{case.pk}/").status_code for case in cases] == [200] * len(parts)


def test_the_place_may_say_that_each_answered_alone(district):
    PlaceRule.objects.create(question="several", kind="", answer="each", source="本区规定")
    district.post(send(district, finished_row("070", 主办单位="区民政局、区房管局"))["Location"])
    assert [case.part for case in Case.objects.all()] == ["分别办理", "分别办理"]


def test_the_original_of_one_answer_belongs_to_the_unit_that_led(district):
    district.post(send(district, finished_row("070", 主办单位="区民政局、区房管局"))["Location"])
    lead, host = Case.objects.order_by("pk")
    pages = [district.get(f"/cases/{case.pk}/original/") for case in (lead, host)]
    assert [page.status_code for page in pages] == [200, 409]
    assert "请在那里补交答复原件" in pages[1].text


def test_helping_units_are_known_and_have_no_reply(district):
    district.post(send(district, finished_row("070", 会办单位="区房管局"))["Location"])
    assert list(Case.objects.order_by("pk").values_list("part", "status", "replies__round")) == [
        ("主办", "closed", 1),
        ("会办", "closed", None),
    ]
    for case in Case.objects.all():
        assert district.get(case.get_absolute_url()).status_code == 200


def test_columns_by_other_names_and_everybody_in_one_cell(district):
    columns = ("届别", "提案号", "案由", "提出人", "承办单位", "交办时间", "办复时间", "满意度", "备注")
    cells = finished_row("070")
    named = dict(zip(columns, (cells[one] for one in COLUMNS[:2]), strict=False)) | {
        "案由": "关于往事的建议",
        "提出人": "赵洪蓉、周建伟、钱学文",
        "承办单位": "区民政局",
        "交办时间": "2023年3月6日",
        "办复时间": "2023.5.22",
        "满意度": "基本满意",
        "备注": "无",
    }
    page = district.get(send(district, named, columns=columns)["Location"])
    assert page.context["plan"].summary == "共1行：可补录1件，补录过0件，有错0行"
    assert "这几列没有读取：备注。" in page.text
    district.post(page.request["PATH_INFO"])
    assert Suggestion.objects.get().proposer_names == "赵洪蓉、周建伟、钱学文"
    assert FinishedOpinion.objects.get().result == "基本满意"


def test_a_number_that_excel_kept_as_text_is_whole_and_said(district):
    at = send(district, finished_row("521.0"))["Location"]
    assert "件号写的是“521.0”，按521读，请核对" in district.get(at).text
    district.post(at)
    assert Suggestion.objects.get().number == "521"


@pytest.mark.parametrize("cells", [{"件号": "合计", "标题": "共1件"}, {"领衔代表": "小计"}])
def test_a_row_of_totals_is_set_aside(district, cells):
    empty = dict.fromkeys(COLUMNS) | {"届次": "宝山区第八届人民代表大会第三次会议"} | cells
    page = district.get(send(district, finished_row("070"), empty)["Location"])
    assert page.context["plan"].summary == "共1行：可补录1件，补录过0件，有错0行"
    assert page.context["plan"].notes == ["第3行是合计，没有读取。"]


def test_a_total_proposes_nothing(district):
    page = district.get(send(district, finished_row("070", 领衔代表="合计"))["Location"])
    assert "“合计”不是姓名，这一行像是合计。" in page.text


def test_a_day_of_the_week_that_is_not_the_days_is_noted(district):
    row = finished_row("070", 交办日期="2023年3月6日（星期五）", 答复日期="2023年5月22日（周一）")
    [line] = district.get(send(district, row)["Location"]).context["plan"].lines
    assert line.notes == ["交办日期“2023年3月6日（星期五）”写的是星期五，这一天是星期一，请核对"]
    row = finished_row("070", 答复日期="2023年5月22日（周日）")
    [line] = district.get(send(district, row)["Location"]).context["plan"].lines
    assert line.notes == ["答复日期“2023年5月22日（周日）”写的是周日，这一天是星期一，请核对"]


# ---- whole or not at all, once -------------------------------------------------------------------------------


def test_the_same_list_again_enters_nothing(district):
    at = send(district, finished_row("070"))["Location"]
    district.post(at)
    after = counts()
    again = district.post(at, follow=True)
    assert "这份名单已经补录过了，没有重复补录。" in again.text
    later = send(district, finished_row("070"))["Location"]
    assert district.get(later).context["plan"].summary == "共1行：可补录0件，补录过1件，有错0行"
    district.post(later)
    assert counts() == after


@pytest.mark.django_db(transaction=True)
def test_two_presses_at_once_enter_once(district, world):
    at = send(district, *(finished_row(n) for n in range(1, 4)))["Location"]
    assert at_once(world.district, at, {}) == [302, 302]
    assert (Case.objects.count(), Event.objects.count()) == (3, 3)


@pytest.mark.parametrize(
    ("cells", "problem"),
    [
        ({"答复日期": None}, "答复日期：是空的，请填写。"),
        ({"答复日期": "2023-03-05"}, "答复日期：2023年3月5日早于交办日期2023年3月6日，请核对。"),
        ({"答复日期": "2099-03-05"}, "答复日期：2099年3月5日还没有到。没有办结的件请用交办的名单登记。"),
        (
            {"办理结果": "A类"},
            "办理结果：“A类”不是结果分类，请写已采纳、正在研究、留作参考、已解决、正在解决、暂难解决里的一个。",
        ),
        (
            {"公开属性": "内部"},
            "公开属性：“内部”不是公开属性，请写主动公开、依申请公开、不公开，后面可加全文、摘要。",
        ),
        ({"对办理态度": "理解"}, "对办理态度：“理解”不是评价，请写满意、基本满意、不满意里的一个，不知道的空着。"),
        (
            {"承诺事项": "新增助餐点", "兑现日期": None},
            "承诺事项：“新增助餐点”没有写完成日期，请写成“事项（2025年12月31日前）”，或写在承诺完成日期里。",
        ),
        (
            {"兑现日期": "已兑现"},
            "承诺事项：兑现日期“已兑现”不是日期。已兑现的请写哪天兑现的，没有兑现的空着。",
        ),
        (
            {"兑现日期": "2023-12-20；2023-12-20；2023-12-20"},
            "承诺事项：有2项承诺，兑现日期写了3个。请写一个，或者每项一个。",
        ),
        ({"主办单位": "区民正局"}, "主办单位：没有找到“区民正局”这个单位，是不是“区民政局”。"),
    ],
)
def test_a_wrong_cell_stops_the_whole_list(district, cells, problem):
    before = counts()
    at = send(district, finished_row("070"), finished_row("071", **cells))["Location"]
    page = district.get(at)
    assert [str(one) for line in page.context["plan"].wrong for one in line.problems] == [problem]
    assert (district.post(at).status_code, counts()) == (409, before)


def test_what_is_handled_here_cannot_be_entered_as_finished(district):
    assert run(intake_book([row("070")]))[0] == 0
    at = send(district, finished_row("70", 届次="第九届第五次会议"))["Location"]
    assert "这个件号已经在这里登记、办理，不能再补录。" in district.get(at).text
    assert (district.post(at).status_code, Case.objects.get().finished_before) == (409, False)


def test_a_number_twice_in_the_file(district):
    page = district.get(send(district, finished_row("070"), finished_row("070"))["Location"])
    assert "第070号与第2行重复，请只留一行。" in page.text


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "文件是空的，请重新选择。"),
        (b"%PDF-1.7", "这是 PDF 文件，不是 Excel 名单。请交 .xlsx 文件。"),
        (
            finished_book(finished_row("070"), columns=("届次", "件号", "标题", "领衔代表", "主办单位")),
            "第1行的表头少了2列：交办日期、答复日期。请补上再交。",
        ),
        (
            finished_book({}, columns=(*COLUMNS, "文号")),
            "“发文字号”“文号”都像是发文字号，不知道该读哪一列。请只留一列，再交一次。",
        ),
        (finished_book(), "表头下面没有内容，没有要补录的。"),
    ],
)
def test_a_file_that_is_no_such_list(district, content, sentence):
    answer = district.post("/finished/", {"file": SimpleUploadedFile("往年.xlsx", content)})
    assert (answer.status_code, faults(answer)) == (400, [("file", sentence)])


def test_no_file(district):
    assert faults(district.post("/finished/", {})) == [("file", "请选择文件。")]


# ---- for whom ------------------------------------------------------------------------------------------------


def test_an_office_enters_its_own_alone(client, world):
    client.force_login(world.office)
    page = client.get(send(client, finished_row("070", 主办单位="区房管局"))["Location"])
    assert "您只能登记本单位承办的件，“区房管局”的由区政府办公室交办。" in page.text
    client.post(send(client, finished_row("071"))["Location"])
    assert Event.objects.get().role == "office"


def test_lists_are_seen_by_their_owner_and_the_district_office(client, world):
    client.force_login(world.office)
    at = send(client, finished_row("070"))["Location"]
    # Neither kind of list is taken for the other.
    pk = IntakeList.objects.get().pk
    assert client.get(f"/intake/lists/{pk}/").status_code == 404
    assert at not in client.get("/intake/lists/").text
    client.force_login(world.other_office)
    assert (client.get(at).status_code, client.post(at).status_code) == (404, 404)
    client.force_login(world.district)
    assert client.get(at).status_code == 200


# ---- the template --------------------------------------------------------------------------------------------


def test_the_filled_template_is_a_list(district):
    answer = district.get("/finished/template.xlsx")
    made = load_workbook(io.BytesIO(b"".join(answer.streaming_content)))
    sheet = made.worksheets[0]
    [head] = [line for line in sheet.iter_rows() if line[0].value == "届次（必填）"]
    assert tuple(cell.value.removesuffix("（必填）") for cell in head) == COLUMNS
    sheet.append([finished_row("070").get(column) for column in COLUMNS])
    out = io.BytesIO()
    made.save(out)
    answer = district.post("/finished/", {"file": SimpleUploadedFile("往年.xlsx", out.getvalue())})
    assert district.get(answer["Location"]).context["plan"].summary == "共1行：可补录1件，补录过0件，有错0行"


# ---- from the command line -----------------------------------------------------------------------------------


def test_the_command(world):
    content = finished_book(finished_row("070"), finished_row("071"))
    assert run_finished(content, "--dry-run")[1].splitlines()[-1] == "只是核对，没有补录。"
    assert entered() == []
    status, printed, _ = run_finished(content)
    assert (status, printed.splitlines()[-2:]) == (0, ["共2行：可补录2件，补录过0件，有错0行。", "已补录2件。"])
    assert entered() == [("070", "closed", True), ("071", "closed", True)]
    assert {event.role for event in Event.objects.all()} == {"system"}
    status, printed, _ = run_finished(content)
    assert (status, printed.splitlines()[-1]) == (0, "这份名单都已补录过，没有要补录的。")
    call_command("verify_audit")


def test_the_command_refuses_what_is_wrong():
    before = counts()
    status, printed, complaint = run_finished(finished_book(finished_row("070", 答复日期=None)))
    assert (status, counts()) == (2, before)
    assert "    答复日期：是空的，请填写。" in printed.splitlines()
    assert complaint.startswith("没有补录。")
    assert run_finished(finished_book(finished_row("070")), "--user", "leader")[0] == 2


def test_the_number_of_queries_grows_with_the_cases_alone(django_assert_max_num_queries):
    f.world()
    with django_assert_max_num_queries(20):
        run_finished(finished_book(*(finished_row(n) for n in range(1, 101))), "--dry-run")
    assert finished_case().finished_before

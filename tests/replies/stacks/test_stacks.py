"""A stack of signed forms through the front door: sorted by the codes, entered sheet by sheet."""

import datetime as dt
import os
import uuid

import pikepdf
import pytest
import time_machine
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from proposals.models import Case
from replies.jobs import STALE, Superseded
from replies.models import Feedback, SheetStack, StackSheet
from replies.stacks import given as as_given
from replies.stacks.intake import KEPT, tidy_stacks
from replies.stacks.jobs import FOLDER, STACKS, make_sheets
from replies.stacks.sorted import list_open_rounds
from tests import factories as f
from tests.hostile import packed
from tests.replies.prints.orders import signed, work
from tests.replies.stacks.scans import bytes_of, given, handed_in, plain_stack, sheets_of, ticked, upload

pytestmark = pytest.mark.django_db


def told(stack):
    """Every sheet: its pages, whose it is, what is proposed or why it lies apart."""
    return [
        (
            [page for page, _ in one.pages],
            one.reply and one.reply.case.suggestion.number,
            one.deputy and one.deputy.name,
            one.get_why_display() or [*one.proposed.values()],
        )
        for one in stack.sheets.all()
    ]


def said(sheet, **more):
    day = timezone.localdate().isoformat()
    fields = {"result": "满意", "plan": "基本满意", "attitude": "满意", "comment": "好。", "signed": "on"}
    return {**fields, "signed_on": day, "seen": sheet.version, **more}


@pytest.fixture
def blank_page():
    return Image.new("L", (1600, 2300), 255)


def test_sheets_are_told_apart_by_their_codes_however_they_lie():
    one, two = signed("201", "202")
    front, back = sheets_of(one)
    face = ticked(back, "满意", "基本满意", "不满意")
    other = ticked(sheets_of(two)[1], "理解", None, "满意")
    blank = front.copy()
    blank.paste("white", (0, 0, *blank.size))
    stack = given(face.rotate(180), blank, front, other.rotate(90, expand=True), face, blank)
    assert (stack.state, stack.blank) == ("done", 2)
    assert told(stack) == [
        ([3, 1], "201", "赵洪蓉", ["满意", "基本满意", "不满意"]),
        ([4], "202", "赵洪蓉", ["理解", "", "满意"]),
        ([5], "201", "赵洪蓉", "这一叠里前面已有同一份"),
    ]
    assert stack.sheets.first().pages == [[3, 0], [1, 2]]


def test_a_sheet_that_is_not_entered_here_says_why():
    (form,) = signed("201")
    front, back = sheets_of(form)
    covered = back.copy()
    covered.paste("white", (covered.width * 8 // 10, 0, covered.width, covered.height // 12))
    stack = given(covered, front, who="office")
    assert told(stack) == [
        ([1], None, None, "没有认出二维码"),
        ([2], "201", "赵洪蓉", "没有找到打“√”的表格，也许只有第1页，或者没有拍全"),
    ]
    other = given(front, back, who="other_office")
    assert [row[3] for row in told(other)] == ["不是归您录的建议"]


def test_a_stack_that_a_worker_left_is_sorted_once_by_the_next(blank_page):
    stack = handed_in(blank_page)
    late = STACKS.claim(stack.pk)
    work()
    stack.refresh_from_db()
    assert (stack.state, STACKS.claim(stack.pk)) == ("sorting", None)
    with time_machine.travel(timezone.now() + STALE + dt.timedelta(seconds=5)):
        work()
        with pytest.raises(Superseded):
            make_sheets(late)
    stack.refresh_from_db()
    assert (stack.state, stack.attempt, stack.done, stack.blank) == ("done", 2, 1, 1)


def test_a_stack_whose_file_is_gone_says_so(blank_page):
    stack = handed_in(blank_page)
    default_storage.delete(stack.file.name)
    work()
    stack.refresh_from_db()
    assert (stack.state, stack.reason) == (
        "failed",
        "存下的文件打不开。请重新交一次；还是这样，请告诉系统管理员。",
    )


def test_what_a_killed_upload_left_is_cleared_after_a_day_and_nothing_else():
    stack = plain_stack().stack
    left = [default_storage.save(f"{FOLDER}/{name}.pdf", ContentFile(b"half")) for name in ("old", "young")]
    before = (timezone.now() - dt.timedelta(days=2)).timestamp()
    for name in (left[0], stack.file.name):
        os.utime(default_storage.path(name), (before, before))
    call_command("housekeeping", verbosity=0)
    assert [default_storage.exists(name) for name in (*left, stack.file.name)] == [False, True, True]


def test_a_sheet_is_recorded_once_with_its_pages_as_the_scan(go):
    case = f.make_case("seeking_feedback")
    sheet = plain_stack(case.current_round)
    office = f.world().office
    for _ in range(2):
        got = go(office, "stack_sheet", sheet.stack_id, 1, data=said(sheet))
        assert (got.status_code, got.url) == (302, reverse("replies:stack", args=[sheet.stack_id]))
    row = Feedback.objects.get()
    assert (row.told, row.comment, row.channel, row.came_by) == (
        "结果满意，方案基本满意，态度满意",
        "好。",
        "paper",
        "当面",
    )
    with pikepdf.open(row.scan.file.path) as pdf:
        assert len(pdf.pages) == 1
    sheet.refresh_from_db()
    assert (sheet.state, sheet.feedback, sheet.settled_by) == ("entered", row, office)
    assert case.events.last().label.startswith("按签名纸表录入赵洪蓉代表反馈")


def test_of_a_deputy_whose_sheet_is_there_twice_the_first_is_told(go):
    case = f.make_case("seeking_feedback", deputies=2)
    one, two = case.suggestion.proposers
    stack = plain_stack(case.current_round, deputy=two).stack
    more = {"stack": stack, "pages": [[1, 0]], "reply": case.current_round}
    StackSheet.objects.create(**more, position=2, deputy=two, state="apart", why="twice")
    StackSheet.objects.create(**more, position=3, deputy=one, state="to_enter")
    others = go(f.world().office, "stack_sheet", stack.pk, 3).context["others"]
    assert others == [(one.name, "正在录"), (two.name, "第1份")]


def test_an_old_page_is_refused_and_keeps_what_was_typed(go):
    sheet = plain_stack(f.make_case("seeking_feedback").current_round)
    office = f.world().office
    go(office, "stack_settle", sheet.stack_id, 1, data={"act": "doubt", "seen": "0"})
    got = go(office, "stack_sheet", sheet.stack_id, 1, data=said(sheet, comment="照录。"))
    assert got.status_code == 409
    assert "照录。" in got.content.decode()
    assert not Feedback.objects.exists()
    sheet.refresh_from_db()
    assert (sheet.state, sheet.version) == ("doubt", 1)


@pytest.mark.parametrize("name", ["result", "signed", "signed_on"])
def test_what_is_not_said_is_asked_for(go, name):
    sheet = plain_stack(f.make_case("seeking_feedback").current_round)
    got = go(f.world().office, "stack_sheet", sheet.stack_id, 1, data=said(sheet, **{name: ""}))
    assert got.status_code == 400
    assert list(got.context["form"].errors) == [name]


@pytest.mark.parametrize("typed", ["{:%m%d}", "{:%-m.%-d}", "{:%-m月%-d日}", "{:%Y%m%d}", "{:%Y-%m-%d}"])
def test_the_day_is_typed_as_it_is_written(go, typed):
    sheet = plain_stack(f.make_case("seeking_feedback").current_round)
    today = timezone.localdate()
    go(f.world().office, "stack_sheet", sheet.stack_id, 1, data=said(sheet, signed_on=typed.format(today)))
    assert Feedback.objects.get().signed_on == today


def test_an_empty_archive_says_so(go):
    sent = {"scans": upload(b"PK\x05\x06" + bytes(18), "空.zip"), "came_by": "当面", "key": str(uuid.uuid4())}
    got = go(f.world().office, "stacks", data=sent)
    assert (got.status_code, "压缩包里没有文件，请重新压缩再交。" in got.content.decode()) == (400, True)


def test_a_day_that_is_still_to_come_is_no_day_of_the_year_before(go):
    sheet = plain_stack(f.make_case("seeking_feedback").current_round)
    tomorrow = timezone.localdate() + dt.timedelta(days=1)
    got = go(f.world().office, "stack_sheet", sheet.stack_id, 1, data=said(sheet, signed_on=f"{tomorrow:%m%d}"))
    assert got.context["form"].errors["signed_on"] == ["日期不能晚于今天。"]


def test_a_sheet_without_a_code_is_given_to_a_deputy_by_hand(go):
    case, office = f.make_case("seeking_feedback"), f.world().office
    sheet, deputy = plain_stack(), case.suggestion.proposers[0]
    whose = {"whose": f"{case.current_round.pk}-{deputy.pk}", "seen": 0}
    for _ in range(2):
        got = go(office, "stack_assign", sheet.stack_id, 1, data=whose)
        assert (got.status_code, got.url) == (302, reverse("replies:stack_sheet", args=[sheet.stack_id, 1]))
    sheet.refresh_from_db()
    assert (sheet.reply, sheet.deputy, sheet.by_hand, sheet.state) == (case.current_round, deputy, True, "to_enter")
    go(office, "stack_sheet", sheet.stack_id, 1, data=said(sheet))
    assert Feedback.objects.get().deputy == deputy


def test_what_the_code_says_is_not_set_aside_without_a_look_at_the_paper(go):
    case, office = f.make_case("seeking_feedback", number="021"), f.world().office
    sheet, (named, other) = plain_stack(case.current_round), case.suggestion.proposers[:2]
    page = go(office, "stack_sheet", sheet.stack_id, 1).content.decode()
    assert ("不是这位代表的" in page, 'name="whose"' in page) == (True, True)
    whose = {"whose": f"{case.current_round.pk}-{other.pk}", "seen": 0}
    refused = go(office, "stack_assign", sheet.stack_id, 1, data=whose)
    said_there = f"二维码认出的是021号 {named.name}，和选的不一样。请看纸，确实不是的才勾选。"
    assert (refused.status_code, said_there in refused.content.decode()) == (400, True)
    assert go(office, "stack_assign", sheet.stack_id, 1, data=whose | {"against": "on"}).status_code == 302
    sheet.refresh_from_db()
    assert (sheet.deputy, sheet.by_hand, sheet.coded) == (other, True, f"021号 {named.name}")
    page = go(office, "stack_sheet", sheet.stack_id, 1).content.decode()
    assert f"由人指定是谁的表，二维码认出的是021号 {named.name}" in page
    back = {"whose": f"{case.current_round.pk}-{named.pk}", "seen": sheet.version}
    assert go(office, "stack_assign", sheet.stack_id, 1, data=back).status_code == 302  # as the code says


def test_sheets_of_what_the_unit_only_helps_with_are_not_offered(go):
    office = f.world().office
    own, helped = (f.make_case("seeking_feedback") for _ in range(2))
    Case.objects.filter(pk=helped.pk).update(part="会办")
    assert [one.case for one in list_open_rounds(office)] == [own]
    sheet = plain_stack()
    whose = {"whose": f"{helped.current_round.pk}-{helped.suggestion.proposers[0].pk}", "seen": 0}
    assert go(office, "stack_assign", sheet.stack_id, 1, data=whose).status_code == 400


def test_whose_sheet_it_is_was_said_by_a_person_where_the_code_says_only_the_case(go):
    """A copy that stays with the office has the case in its code, and no deputy."""
    sheet = plain_stack(f.make_case("seeking_feedback").current_round)
    deputy, office = sheet.deputy, f.world().office
    StackSheet.objects.update(deputy=None)
    go(office, "stack_sheet", sheet.stack_id, 1, data=said(sheet, deputy=deputy.pk))
    sheet.refresh_from_db()
    assert (sheet.state, sheet.deputy, sheet.by_hand) == ("entered", deputy, True)
    assert "由人指定是谁的表" in go(office, "stack_sheet", sheet.stack_id, 1).content.decode()


def test_what_is_left_out_can_be_taken_up_again(go):
    sheet, office = plain_stack(f.make_case("seeking_feedback").current_round), f.world().office
    go(office, "stack_settle", sheet.stack_id, 1, data={"act": "drop", "seen": "0"})
    assert StackSheet.objects.get().state == "dropped"
    go(office, "stack_settle", sheet.stack_id, 1, data={"act": "take-up", "seen": "1"})
    assert StackSheet.objects.get().state == "to_enter"


def test_a_stack_is_handed_in_once(go, picture):
    content = bytes_of(plain_stack().stack)
    key = "6b0e7a52-5a8e-4d62-9f0c-3a1f2d0c8b11"
    for _ in range(2):
        data = {"scans": [upload(content), upload(picture(), "2.png")], "came_by": "邮寄", "key": key}
        assert go(f.world().office, "stacks", data=data).status_code == 302
    made = SheetStack.objects.get(key=key)
    assert (made.pages, made.came_by, made.name) == (2, "邮寄", "签名表等2个文件")


def test_much_is_kept_as_it_came_and_joined_by_the_worker(go, picture, monkeypatch):
    monkeypatch.setattr(as_given, "FILES_AT_ONCE", 1)
    content, office = bytes_of(plain_stack().stack), f.world().office
    for wrong, pages, said in ((), 2, ""), ((b"%PDF-1.7 x",), 0, "“3”打不开"):
        key = uuid.uuid4()
        for _ in range(2):
            files = [upload(content), upload(picture(), "2.png"), *(upload(one, "3.pdf") for one in wrong)]
            sent = {"scans": files, "came_by": "邮寄", "key": key}
            assert go(office, "stacks", data=sent).status_code == 302
        stack = SheetStack.objects.get(key=key)
        came = stack.file.name
        assert (stack.pages, stack.is_as_it_came, stack.size > len(content)) == (0, True, True)
        assert "文件已经收到，正在合成一个PDF" in go(office, "stack", stack.pk).content.decode()
        work()
        stack.refresh_from_db()
        assert (stack.state, stack.pages, default_storage.exists(came)) == (
            "failed" if said else "done",
            pages,
            bool(said),
        )
        assert said in go(office, "stack", stack.pk).content.decode()
    refused = go(office, "stacks", data={"scans": [upload(b"GIF89a", "1.gif"), upload(content)], "came_by": "邮寄"})
    assert (refused.status_code, SheetStack.objects.count()) == (400, 3)


def test_what_turns_out_to_be_much_is_for_the_worker_too(go, picture, monkeypatch):
    two = {"1.png": picture(), "2.png": picture()}
    ways = (
        ("SECONDS_AT_ONCE", -1, [upload(one, name) for name, one in two.items()]),
        ("FILES_AT_ONCE", 1, [upload(packed(two), "照片.zip")]),
        ("BYTES_AT_ONCE", 100, [upload(packed({"1.png": two["1.png"]}), "照片.zip")]),
    )
    for name, most, files in ways:
        with monkeypatch.context() as small:
            small.setattr(as_given, name, most)
            go(f.world().office, "stacks", data={"scans": files, "came_by": "邮寄", "key": uuid.uuid4()})
    assert [(one.is_as_it_came, one.pages) for one in SheetStack.objects.all()] == [(True, 0)] * 3


def test_what_is_too_much_is_refused_in_a_sentence(go, settings):
    settings.STACK_MAX_BYTES = 1024 * 1024
    big = upload(b"%PDF-" + b"0" * 1_100_000)
    got = go(f.world().office, "stacks", data={"scans": big, "came_by": "邮寄"})
    assert got.status_code == 400
    assert "合起来不能超过1兆" in got.content.decode()


def test_too_many_files_are_refused_in_a_sentence(go):
    files = [upload(b"x", f"{number}.jpg") for number in range(401)]
    page = go(f.world().office, "stacks", data={"scans": files, "came_by": "邮寄"}).content.decode()
    assert "一次最多交400个文件，您选了401个。请分成几叠交。" in page


def test_the_picture_is_laid_straight(go):
    (form,) = signed("201")
    stack = given(ticked(sheets_of(form)[1], "满意", "满意", "满意").rotate(180))
    got = go(f.world().office, "stack_picture", stack.pk, 1, 0)
    assert got.headers["Content-Type"] == "image/jpeg"
    page = go(f.world().office, "stack_sheet", stack.pk, 1)
    assert len(page.context["boxes"]) == 3


def test_many_are_left_out_at_once_or_none(go):
    stack, office = plain_stack().stack, f.world().office
    for position in (2, 3):
        StackSheet.objects.create(stack=stack, position=position, pages=[[1, 0]], state="apart", why="foreign")

    def drop(*picked):
        return go(office, "stack_drop", stack.pk, data={"picked": picked}).status_code

    for wrong in ((), ("1",), ("1-x",), ("9-0",), ("1-0", "1000000-0")):
        assert drop(*wrong) == 409, wrong
    for act, seen in (("drop", 0), ("take-up", 1)):
        go(office, "stack_settle", stack.pk, 2, data={"act": act, "seen": seen})
    assert drop("1-0", "2-0") == 409  # one was settled meanwhile: none of them
    assert [one.state for one in stack.sheets.all()] == ["apart"] * 3
    assert [drop("1-0", "2-2", "3-0") for _ in range(2)] == [302, 302]  # sent twice it is done once
    assert [(one.state, one.version) for one in stack.sheets.all()] == [
        ("dropped", 1),
        ("dropped", 3),
        ("dropped", 1),
    ]


def test_the_scan_goes_a_month_after_the_last_sheet_was_settled(go):
    sheet, office = plain_stack(), f.world().office
    name, later = sheet.stack.file.name, timezone.now() + KEPT + dt.timedelta(days=1)

    def is_there():
        tidy_stacks()
        return default_storage.exists(name)

    with time_machine.travel(later):
        assert is_there()  # something is left to do
    go(office, "stack_settle", sheet.stack_id, 1, data={"act": "drop", "seen": 0})
    assert is_there()
    with time_machine.travel(later):
        assert [is_there(), is_there()] == [False, False]
    page = go(office, "stack_sheet", sheet.stack_id, 1).content.decode()
    assert ("扫描件按期清除了" in page, "还是要录" in page) == (True, False)
    assert go(office, "stack_picture", sheet.stack_id, 1, 0).status_code == 404
    refused = go(office, "stack_settle", sheet.stack_id, 1, data={"act": "take-up", "seen": 1})
    assert (refused.status_code, StackSheet.objects.get().state) == (409, "dropped")


def test_a_folder_is_taken_without_what_a_computer_puts_into_it(go, picture):
    files = [
        upload(picture(), "照片1.png"),
        *(upload(b"x", one) for one in (".DS_Store", "Thumbs.db", "desktop.ini")),
    ]
    sent = {"scans": files, "came_by": "当面", "key": uuid.uuid4()}
    assert go(f.world().office, "stacks", data=sent).status_code == 302
    assert SheetStack.objects.get().pages == 1
    assert go(f.world().office, "stacks").content.decode().count("webkitdirectory") == 1

"""The print room through its own door: what is listed, what is printed of it, who took it, what goes with it."""

import datetime as dt
import io
import re
import uuid
import zipfile
from urllib.parse import unquote

import pytest
from django.core.files.storage import default_storage
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from proposals.cases.access import Refused
from proposals.heads.printed import head_line
from proposals.journal.enter import enter_waiting
from proposals.models import Case, Deputy, Status, Suggestion
from replies.letter.pdf.papers import SHEETS
from replies.models import PrintedForm, PrintJob, Printout, Reply
from replies.prints.issue import issue_form
from replies.prints.room import forms as room_forms
from replies.prints.room import orders
from tests import factories as f
from tests.replies.letter.pages import pages_of, squeezed
from tests.replies.prints.orders import labels, ordered, signed, work

pytestmark = pytest.mark.django_db


@pytest.fixture
def order(go):
    """`order(user, forms, copies=…)` sends the room's form as its page has it."""

    def send(user, forms, *, query="", **how):
        data = {"copies": [1, 2, 3, 4], "order": "number", "form": "pdf", "duplex": "on", "key": uuid.uuid4(), **how}
        data["picked"] = [getattr(form, "pk", form) for form in forms]
        return go(user, "print_room", data={name: value for name, value in data.items() if value}, query=query)

    return send


def job():
    return PrintJob.objects.latest("pk")


def taken(go, user):
    """The bytes of the newest job, made and taken."""
    work()
    got = go(user, "print_file", job().pk, data={})
    assert got.status_code == 200, got.content.decode()[-300:]
    content = b"".join(got.streaming_content)
    return content, unquote(got["Content-Disposition"])


def by_other_bureau(number, **facts):
    case = f.hand_over(f.suggestion(number=number, **facts), f.world().other_bureau)
    return PrintedForm.objects.get(reply__case=f.advance(case, *f.STEPS[Status.SEEKING_FEEDBACK]))


def runs(pages):
    """The pages as (case, copy, how many) in their order; the empty ones behind a copy count with it."""
    found = []
    for page in pages:
        if page and (not found or found[-1][:2] != page):
            found.append((*page, 0))
        found[-1] = (*found[-1][:2], found[-1][2] + 1)
    return found


# ---- the print order ---------------------------------------------------------------------------------------------


def test_six_cases_in_four_copies_lie_in_their_order_page_by_page(go, order):
    forms = signed("205", "203", "201", "206", "202", "204", deputies=1)
    sent = order(f.world().office, forms)
    assert (sent.status_code, sent["Location"]) == (302, f"/prints/{job().pk}/")
    content, disposition = taken(go, f.world().office)
    day = timezone.localdate()
    assert disposition.endswith(f"办理情况表-{day.year}年{day.month}月{day.day}日-6件.pdf")
    copies = ["第一份·存承办单位", "第二份·送意见提出人", "第三份·送区政府办公室", "第四份·送区政府办公室"]
    pages = labels(content)
    found = runs(pages)
    assert [one[:2] for one in found] == [(f"20{n}", copy) for n in range(1, 7) for copy in copies]
    assert {count % 2 for _, _, count in found} == {0}  # no sheet carries two
    assert None in pages
    assert [item.pages for item in job().items.all()] == [
        sum(one[2] for one in found[at : at + 4]) for at in range(0, 24, 4)
    ]
    assert job().pages == len(pages)


def test_by_unit_and_by_name(go, order):
    w = f.world()
    mine, theirs = signed("210", "209"), by_other_bureau("208")
    for form, name in zip((*mine, theirs), ("周建伟", "范明", "曾洪"), strict=True):
        lead = form.reply.case.suggestion.sponsorships.get(position=1)
        lead.deputy = f.deputy(f"{name}甲")
        lead.save()
    got = {}
    for how in ("number", "unit", "name"):
        order(w.district, [*mine, theirs], copies=[3], order=how, duplex="")
        got[how] = [number for number, _, _ in runs(labels(taken(go, w.district)[0]))]
    # 区房管局 before 区民政局; 范, 曾 (Zēng), 周
    assert got == {
        "number": ["208", "209", "210"],
        "unit": ["208", "209", "210"],
        "name": ["209", "208", "210"],
    }
    order(w.district, [*mine, by_other_bureau("211")], copies=[3], order="unit")
    assert [item.printed.reply.case.suggestion.number for item in job().items.all()] == ["211", "209", "210"]


def test_every_deputy_has_a_copy(go, order):
    order(f.world().office, signed("201", deputies=2), copies=[1, 2], each_deputy="on", duplex="")
    assert [copy for _, copy, _ in runs(labels(taken(go, f.world().office)[0]))] == [
        "第一份·存承办单位",
        "第二份·送意见提出人（赵洪蓉）",
        "第二份·送意见提出人（周建伟）",
    ]


def test_an_archive_with_names_that_say_what_is_inside(go, order):
    forms = signed("070", "071", "072", title="加强基层社区工作者队伍建设，抓好“选人”三要素")
    Suggestion.objects.filter(number="071").update(title='关于A/B\\C:*?"<>|的建议')
    Suggestion.objects.filter(number="072").update(title="很" * 180)
    (twin,) = signed("070", body="政协", title="加强基层社区工作者队伍建设的提案")
    Suggestion.objects.filter(pk=twin.reply.case.suggestion_id).update(title="加强基层社区工作者队伍建设，")
    order(f.world().office, [*forms, twin], copies=[1, 3, 4], form="zip")
    content, disposition = taken(go, f.world().office)
    assert disposition.endswith("4件.zip")
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        names = archive.namelist()
        assert {info.flag_bits & 0x800 for info in archive.infolist()} == {0x800}  # the names are UTF-8
        pages = labels(archive.read("070号-加强基层社区工作者队伍建设-二份送区政府办公室.pdf"))
    assert names == [
        "070号-加强基层社区工作者队伍建设-一份存承办单位.pdf",
        "070号-加强基层社区工作者队伍建设-二份送区政府办公室.pdf",
        "071号-关于A_B_C_______的建议-一份存承办单位.pdf",
        "071号-关于A_B_C_______的建议-二份送区政府办公室.pdf",
        f"072号-{'很' * 30}-一份存承办单位.pdf",
        f"072号-{'很' * 30}-二份送区政府办公室.pdf",
        "070号-加强基层社区工作者队伍建设-一份存承办单位（2）.pdf",
        "070号-加强基层社区工作者队伍建设-二份送区政府办公室（2）.pdf",
    ]
    assert [copy for _, copy, _ in runs(pages)] == ["第三份·送区政府办公室", "第四份·送区政府办公室"]


# ---- whose copies ------------------------------------------------------------------------------------------------


def test_the_district_office_prints_its_two_copies_and_no_other(go, order):
    district, forms = f.world().district, signed("201")
    page = go(district, "print_room")
    assert [number for number, _ in page.context["form"].fields["copies"].choices] == [3, 4]
    assert order(district, forms, copies=[1, 3]).status_code == 400
    assert order(district, forms, copies=[2], each_deputy="on").status_code == 400
    with pytest.raises(Refused):
        ordered(forms, "district", copies=[1, 2])
    assert PrintJob.objects.count() == 0
    order(district, forms, copies=[3, 4])
    assert {copy for _, copy, _ in runs(labels(taken(go, district)[0]))} == {
        "第三份·送区政府办公室",
        "第四份·送区政府办公室",
    }
    single = go(district, "print", forms[0].reply.case_id)
    assert [copy.number for _, copy in single.context["copies"]] == [3, 4]
    assert go(district, "print", forms[0].reply.case_id, data={"copies": ["1"]}).status_code == 200
    assert set(Printout.objects.values_list("copy", flat=True)) == {"3", "4"}


def test_a_unit_prints_its_own_cases_and_nobody_prints_what_is_not_signed(go, order):
    mine, theirs = signed("201")[0], by_other_bureau("202")
    f.make_case(Status.SIGNING, number="203")
    f.make_case(Status.SIGNING, number="204", part="会办")
    f.make_case(Status.WITHDRAWN, number="205")
    f.make_case(Status.RETURNED, number="206")
    page = go(f.world().office, "print_room")
    assert ([row.pk for row in page.context["rows"]], page.context["unsigned"]) == ([mine.pk], 1)
    for picked in (theirs.pk, 2**70, "x", -1):
        refused = order(f.world().office, [mine, picked])
        assert (refused.status_code, PrintJob.objects.count()) == (400, 0)
    assert {row.pk for row in go(f.world().district, "print_room").context["rows"]} == {mine.pk, theirs.pk}


def test_a_form_issued_again_takes_the_place_of_the_old_one(go, order):
    case = f.make_case(Status.SEEKING_FEEDBACK, number="201")
    old = PrintedForm.objects.get(reply__case=case)
    f.advance(case, "deliver", "satisfy", "report")
    rows = go(f.world().office, "print_room").context["rows"]
    assert [(row.version, row.occasion) for row in rows] == [(2, "closed")]
    assert "已经重新定稿" in order(f.world().office, [old]).content.decode()


# ---- the list ----------------------------------------------------------------------------------------------------


def test_the_list_is_narrowed_and_the_job_says_to_what(go, order):
    office, w = f.world().office, f.world()
    first, _ = signed("201", "202")
    closed = f.make_case(Status.CLOSED, number="203", title="关于公园的建议")
    Reply.objects.filter(pk=first.reply_id).update(signed_at=timezone.now() - dt.timedelta(days=40))

    def listed(who=office, **query):
        page = go(who, "print_room", query="?" + "&".join(f"{name}={value}" for name, value in query.items()))
        return page.status_code, [row.reply.case.suggestion.number for row in page.context["rows"]]

    day = (timezone.localdate() - dt.timedelta(days=30)).isoformat()
    assert listed() == (200, ["201", "202", "203"])
    assert listed(status="closed") == (200, ["203"])
    assert listed(q="公园") == listed(q="203") == (200, ["203"])
    assert listed(signed_to=day) == (200, ["201"])
    assert listed(signed_from=day) == (200, ["202", "203"])
    assert listed(w.district, unit=w.bureau.pk, session=f.session().pk) == (200, ["201", "202", "203"])
    assert listed(signed_from=day, signed_to="2020-01-01")[0] == listed(status="x")[0] == listed(unit="９")[0] == 400
    for query, said in (
        ("unprinted=on&status=seeking_feedback", "征求意见；还没打印的"),
        ("signed_from=2026-01-05", "签发日期从2026年1月5日"),
        ("signed_to=2099-12-31&q=食堂", "签发日期到2099年12月31日；“食堂”"),
        ("signed_from=2026-01-05&signed_to=2099-12-31", "签发日期从2026年1月5日到2099年12月31日"),
    ):
        order(office, [first], query=f"?{query}")
        assert job().chosen_from == said
    work()
    assert listed(unprinted="on") == (200, ["202", "203"])
    assert listed(w.district, unprinted="on") == (200, ["201", "202", "203"])  # the other office has not printed
    assert closed.current_round.printed.count() == 2


def test_the_units_offered_are_those_with_something_to_print(go):
    w = f.world()
    signed("201")
    f.make_case(Status.SIGNING, number="203")
    f.hand_over(f.suggestion(number="204"), w.other_bureau)

    def offered(who):
        field = go(who, "print_room").context["narrowed"].fields["unit"]
        return [str(label) for value, label in field.choices if value]

    assert (offered(w.office), offered(w.district)) == (["区民政局"], ["区民政局"])
    by_other_bureau("202")
    assert (offered(w.office), offered(w.district)) == (["区民政局"], ["区房管局", "区民政局"])


def test_more_than_a_job_holds_is_refused_and_stays_ticked(go, order, monkeypatch):
    monkeypatch.setattr(room_forms, "MOST", 2)
    office, forms = f.world().office, signed("201", "202", "203")
    refused = order(office, forms)
    text = refused.content.decode()
    assert (refused.status_code, PrintJob.objects.count()) == (400, 0)
    assert "一次最多打印2件，现在勾了3件。请分几次打印。" in text
    assert len(re.findall(r'name="picked"[^>]* checked', text)) == 3
    assert papers(go, office, "print_handover", forms).status_code == 400
    assert order(office, forms[:2]).status_code == 302


def test_all_are_ticked_without_script_and_a_refusal_keeps_what_was_ticked(go, order):
    office, forms = f.world().office, signed("201", "202", "203")
    page = go(office, "print_room", query="?all=1").content.decode()
    assert len(re.findall(r'name="picked"[^>]* checked', page)) == 3
    refused = order(office, forms[:2], copies=[], query="?all=1")
    text = refused.content.decode()
    assert (refused.status_code, "请至少选一份。" in text) == (400, True)
    assert re.findall(r'name="picked"\s+value="(\d+)"[^>]* checked', text) == [str(form.pk) for form in forms[:2]]
    none = order(office, [])
    assert (none.status_code, "请先在列表里勾选，至少一件。" in none.content.decode()) == (400, True)


@pytest.mark.once
def test_the_number_of_queries_does_not_grow(go):
    counts = []
    for numbers in (("201",), ("202", "203", "204")):
        finished = ordered(signed(*numbers))
        counts.append([])
        for name, args in (("print_room", ()), ("print_job", (finished.pk,))):
            go(f.world().office, name, *args)
            with CaptureQueriesContext(connection) as asked:
                go(f.world().office, name, *args)
            counts[-1].append(len(asked))
    assert counts[0] == counts[1]


# ---- one job -----------------------------------------------------------------------------------------------------


def test_the_same_form_sent_twice_is_one_job(order):
    forms, key = signed("201"), uuid.uuid4()
    first, second = (order(f.world().office, forms, key=key) for _ in range(2))
    assert first["Location"] == second["Location"]
    assert PrintJob.objects.count() == 1


def test_a_key_of_somebody_else_s_form_gives_nobody_their_job(order):
    forms, key = signed("201"), uuid.uuid4()
    order(f.world().office, forms, key=key)
    with pytest.raises(IntegrityError), transaction.atomic():
        order(f.world().district, forms, key=key, copies=[3])
    assert [job.by for job in PrintJob.objects.all()] == [f.world().office]


def test_the_bar_moves_ends_and_can_be_left(go):
    office = f.world().office
    waiting, other = ordered(signed("201")), ordered(signed("202"), "office")
    assert "马上开始" in go(office, "print_progress", waiting.pk).content.decode()
    assert "前面还有1个打印任务" in go(office, "print_progress", other.pk).content.decode()
    PrintJob.objects.filter(pk=waiting.pk).update(state="making", beat_at=timezone.now(), total=40, done=12)
    bar = go(office, "print_progress", waiting.pk).content.decode()
    assert "已处理12件，共40件" in bar
    assert re.search(r'<progress [^>]*value="12" max="40"', bar)
    page = go(office, "print_job", waiting.pk).content.decode()
    assert '<noscript><meta http-equiv="refresh" content="5"></noscript>' in page
    assert f"/prints/{waiting.pk}/" in go(office, "print_room").content.decode()
    PrintJob.objects.filter(pk=waiting.pk).update(beat_at=timezone.now() - dt.timedelta(minutes=3))
    assert "有一会儿没有动静了" in go(office, "print_progress", waiting.pk).content.decode()


def test_the_person_who_ordered_it_may_cancel_it(go):
    made = ordered(signed("201"))
    colleague = f.person("office2", "杨阳", (f.world().bureau, "office"))
    assert go(colleague, "print_job", made.pk).status_code == 200
    assert go(colleague, "print_cancel", made.pk, data={}).status_code == 403
    assert go(made.by, "print_cancel", made.pk, data={}).status_code == 302
    assert go(made.by, "print_cancel", made.pk, data={}).status_code == 409
    work()
    assert (job().state, Printout.objects.count()) == ("cancelled", 0)


def test_who_took_the_file_is_written_down_and_a_file_that_was_touched_is_not_given(go, order):
    office = f.world().office
    order(office, signed("201"))
    early = go(office, "print_file", job().pk, data={})
    assert (early.status_code, "还没有文件可取" in early.content.decode()) == (409, True)
    taken(go, office)
    colleague = f.person("office2", "杨阳", (f.world().bureau, "office"))
    taken(go, colleague)
    assert [str(one.by) for one in job().takings.all()] == ["孙莉", "杨阳"]
    assert "取走2次" in go(office, "print_job", job().pk).content.decode()
    with default_storage.open(job().file.name, "ab") as touched:
        touched.write(b"x")
    refused = go(office, "print_file", job().pk, data={})
    assert (refused.status_code, job().takings.count()) == (409, 2)
    PrintJob.objects.update(file="")
    assert "已经清除" in go(office, "print_file", job().pk, data={}).content.decode()


# ---- who printed what, and again -----------------------------------------------------------------------------------


def test_a_reprint_says_so_on_its_pages_and_the_case_tells_who_printed_what(go, order):
    w, (form,) = f.world(), signed("201", deputies=1)
    case, issued = form.reply.case, issue_form(form)
    order(w.district, [form], copies=[3, 4])
    first = pages_of(taken(go, w.district)[0])
    order(w.office, [form], copies=[1, 3], form="zip")
    content, _ = taken(go, w.office)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = archive.namelist()
        again = pages_of(archive.read(names[1]))
        fresh = pages_of(archive.read(names[0]))
    single = go(w.leader, "print", case.pk, data={"copies": ["1"]})
    day = timezone.localdate()
    words = f"{day.year}年{day.month}月{day.day}日补打"
    marked = [
        [words in page for page in pages if page.strip()] for pages in (first, again, fresh, pages_of(single.content))
    ]
    assert [set(one) for one in marked] == [{False}, {True}, {False}, {True}]
    assert names[1].endswith("一份送区政府办公室（补打）.pdf")
    assert issue_form(form) == issued  # what was issued is as it was
    tab = squeezed(go_tab(go, w.handler, case))
    for said in (
        f"{w.district}（区政府办公室）打印：第三份·送区政府办公室、第四份·送区政府办公室成批",
        f"{w.district}取走",
        f"{w.office}（区民政局）打印：第一份·存承办单位、第三份·送区政府办公室（补打）成批",
        f"{w.leader}（区民政局）补打：第一份·存承办单位（补打）",
    ):
        assert said in tab
    events = [(str(one.actor), one.comment) for one in case.events.filter(action="print")]
    assert events == [
        (str(w.district), "送区政府办公室、送区政府办公室"),
        (str(w.office), "存承办单位、送区政府办公室（补打）"),
        (str(w.leader), "存承办单位（补打）"),
    ]


def go_tab(go, user, case):
    go(user, "faces")  # signs in
    client = go.__closure__[0].cell_contents
    page = client.get(f"/cases/{case.pk}/tab/prints/").content.decode()
    return re.sub(r"<[^>]+>", "", page)


# ---- what goes with the copies -------------------------------------------------------------------------------------


def papers(go, user, name, forms, **how):
    data = {"copies": [3, 4], "order": "number", "to": "office", "sheet": "2x7", "skip": "1", **how}
    return go(user, name, data={**data, "picked": [form.pk for form in forms]})


def test_a_list_to_be_signed_by_who_gets_the_copies(go):
    forms = signed("202", "201", deputies=5)
    enter_waiting()
    got = papers(go, f.world().office, "print_handover", forms)
    assert got["Content-Disposition"].startswith("inline")
    text = squeezed("".join(pages_of(got.content)))
    for said in (
        "代表建议办理情况送达清单",
        "交件：上海市宝山区民政局收件：上海市宝山区政府办公室共2行，4份",
        "序号件号标题提出人份数领取人签名日期",
        "1201号关于优化社区食堂、方便老年人就餐的建议赵洪蓉、周建伟、李倩宇、范明等5位2",
        "经手人：孙莉",
        squeezed(head_line()),
    ):
        assert said in text.replace("\n", "")
    each = squeezed("".join(pages_of(papers(go, f.world().office, "print_handover", forms, to="deputies").content)))
    assert "共10行，10份" in each
    assert "领取人签名" in each
    assert PrintJob.objects.count() == Printout.objects.count() == 0


def test_a_list_that_is_too_long_is_refused_with_what_to_do(go, monkeypatch):
    forms = signed("202", "201", deputies=5)
    monkeypatch.setattr(room_forms, "LINES_MOST", 9)
    assert papers(go, f.world().office, "print_handover", forms).status_code == 200
    refused = papers(go, f.world().office, "print_envelopes", forms, to="deputies")
    said = "清单有10行，一次最多排9行。请少勾几件，分几次打印。"
    assert (refused.status_code, said in refused.content.decode()) == (400, True)


def test_what_the_district_hands_on_has_a_list_a_unit(go):
    forms, w = signed("202", "201"), f.world()
    Case.objects.filter(pk=forms[0].reply.case_id).update(unit=w.other_bureau)
    got = papers(go, w.district, "print_handover", forms, to="units")
    lists = [squeezed(page) for page in pages_of(got.content)]
    assert [re.search("收件：(.*?)共1行，2份", page)[1] for page in lists] == [w.bureau.name, w.other_bureau.name]
    assert [("201号" in page, "202号" in page) for page in lists] == [(True, False), (False, True)]
    labels = squeezed("".join(pages_of(papers(go, w.district, "print_envelopes", forms, to="units").content)))
    assert [f"{unit.name}收" in labels for unit in (w.bureau, w.other_bureau)] == [True, True]
    assert papers(go, w.office, "print_handover", forms[1:], to="units").status_code == 400


def test_labels_one_a_deputy_whose_cases_lie_together(go):
    forms = signed("201", "202", deputies=2)
    got = papers(go, f.world().office, "print_envelopes", forms, to="deputies", sheet="3x8", skip="24")
    first, second = (squeezed(page) for page in pages_of(got.content))
    assert first == "吴淞代表团赵洪蓉代表收201号、202号区民政局"
    assert second == "吴淞代表团周建伟代表收201号、202号区民政局"
    many = signed("203", "204", "205", deputies=1)
    five, six = forms + many, [*forms, *many, *signed("206", deputies=1)]
    for taken_along, more in ((five, ""), (six, "等6件")):
        content = papers(go, f.world().office, "print_envelopes", taken_along, to="deputies").content
        assert f"赵洪蓉代表收201号、202号、203号、204号、205号{more}区" in squeezed(pages_of(content)[0])
    office = pages_of(papers(go, f.world().office, "print_envelopes", forms).content)
    assert [squeezed(page).count("收") for page in office] == [2]


def test_a_label_has_the_address_where_one_is_known_and_whose_hands_a_groups_go_to(go):
    forms = signed("201", deputies=3)
    first, second, third = (row.deputy for row in forms[0].reply.case.suggestion.sponsorships.all())
    long = "宝山区友谊路街道友谊支路1288弄36号楼1803室（宝山区社区服务中心二楼转）"
    Deputy.objects.filter(pk=first.pk).update(address="友谊路8号")
    Deputy.objects.filter(pk=second.pk).update(address=long)
    Deputy.objects.filter(pk=third.pk).update(
        name="民盟宝山区委", proposes_as="党派团体", contact="尹安之", address="漠河路5号"
    )
    for sheet in SHEETS:
        content = papers(go, f.world().office, "print_envelopes", forms, to="deputies", sheet=sheet).content
        assert squeezed("".join(pages_of(content))) == (
            f"友谊路8号赵洪蓉代表收201号区民政局{long}周建伟代表收201号区民政局漠河路5号尹安之收民盟宝山区委收201号区民政局"
        )


@pytest.mark.parametrize(
    ("address", "printed"),
    [
        ("201900 友谊路8号", "201900友谊路8号"),
        ("友谊路8号（邮编：201900）", "友谊路8号（邮编：201900）"),
        ("友谊路8号 邮编201900", "201900友谊路8号"),
        ("友谊路201900弄8号", "友谊路201900弄8号"),
        ("13912345678转友谊路8号", "13912345678转友谊路8号"),
    ],
)
def test_a_label_has_the_postal_code_first(go, address, printed):
    forms = signed("201", deputies=1)
    Deputy.objects.update(address=address)
    got = papers(go, f.world().office, "print_envelopes", forms, to="deputies")
    assert squeezed("".join(pages_of(got.content))) == f"{printed}赵洪蓉代表收201号区民政局"


@pytest.mark.once
@pytest.mark.parametrize(
    ("how", "said"),
    [
        ({"skip": "15"}, "一张只有14枚"),
        ({"skip": "0"}, ""),
        ({"sheet": "9x9"}, ""),
        ({"to": "x"}, ""),
        ({"order": "x"}, ""),
    ],
)
def test_a_sheet_there_is_not_is_refused_with_what_was_ticked(go, how, said):
    forms = signed("201")
    got = papers(go, f.world().office, "print_envelopes", forms, **how)
    text = got.content.decode()
    assert (got.status_code, said in text) == (400, True)
    assert re.findall(r'name="picked"\s+value="(\d+)"[^>]* checked', text) == [str(forms[0].pk)]


@pytest.mark.parametrize("table", ["printout", "printtaking"])
@pytest.mark.parametrize("statement", ["UPDATE replies_{} SET at='2026-01-01'", "DELETE FROM replies_{}"])
def test_the_database_refuses_to_change_or_remove_who_printed_or_took_what(statement, table):
    done = ordered(signed("201"))
    work()
    orders.take_file(job(), done.by).file.close()
    with pytest.raises(DatabaseError, match="只能增加"), transaction.atomic():
        connection.cursor().execute(statement.format(table))
    assert (Printout.objects.count(), done.takings.count()) == (4, 1)


def test_the_list_says_what_is_handed_over(go):
    """代表建议, 委员提案, or both: by what its lines are."""
    w, [asked] = f.world(), signed("201")
    proposed = f.suggestion(number="031", body="政协", title="关于老年教育的提案")
    made = f.advance(f.hand_over(proposed, w.bureau), "sign_for", "assign", "prepare", "submit", "check", "sign")
    form = made.current_round.printed.get()
    for forms, called in (
        ([asked], "代表建议"),
        ([form], "委员提案"),
        ([asked, form], "代表建议、委员提案"),
    ):
        text = squeezed("".join(pages_of(papers(go, w.office, "print_handover", forms).content)))
        assert re.findall("(.{4}、?.{0,4})办理情况送达清单", text.replace("\n", "")) == [called]

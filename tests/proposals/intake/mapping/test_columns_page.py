"""The page of 对列: what is preselected and why, what is asked once, what is refused; and what is then read."""

import datetime as dt

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile

from proposals.models import Deputy, Event, IntakeList, Level, Session, Suggestion
from tests import factories
from tests.proposals.intake.mapping.lists import (
    CPPCC,
    DISTRICT,
    DOUBTFUL,
    SAID,
    as_shown,
    preselected,
    press,
    registered,
    said_wrong,
    send,
    sheets,
    waiting,
)
from tests.proposals.intake.sheets import at_once, book, counts, row

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 3, 5)


# ---- what is preselected ----------------------------------------------------------------------------------------


def test_what_is_known_is_preselected_with_its_reason_and_what_is_doubtful_must_be_chosen(district):
    page = send(district, sheets(DOUBTFUL))
    assert page.redirect_chain[-1][0] == f"/intake/lists/{waiting().pk}/columns/"
    assert preselected(page) == {
        "A": ("编号", "件号", "“编号”就是件号"),
        "B": ("案由", "标题", "“案由”就是标题"),
        "C": ("提案人", "?", "和E列都像领衔代表，和E列有1行不同"),
        "D": ("联名人", "附议代表", "“联名人”就是附议代表"),
        "E": ("代表姓名", "?", "和C列都像领衔代表，和C列有1行不同"),
        "F": ("主办", "主办单位", "“主办”就是主办单位"),
    }
    assert [guess.letter for guess, _ in page.context["form"].undecided] == ["C", "E"]
    assert page.context["shown"].guesses[2].samples == ["赵洪蓉", "李倩宇"]
    assert page.context["shown"].read == (2, [])


def test_of_two_columns_that_say_the_same_the_first_is_preselected(district):
    rows = [DOUBTFUL[0], DOUBTFUL[1], ["071", "关于楼道的建议", "李倩宇", None, "李 倩宇", "房管局"]]
    page = send(district, sheets(rows))
    found = preselected(page)
    assert found["C"] == ("提案人", "领衔代表", "和E列都像领衔代表，内容一样，读这一列")
    assert found["E"] == ("代表姓名", "", "和C列都像领衔代表，内容一样，不登记")
    assert (page.context["form"].undecided, page.context["form"].missing) == ([], [])
    assert [guess.doubtful for guess in page.context["shown"].guesses] == [False, False, True, False, True, False]


def test_a_list_that_is_certain_is_not_asked_about(district):
    page = send(district, book([row("070")]))
    assert page.redirect_chain == [(waiting().get_absolute_url(), 302)]
    assert f'href="/intake/lists/{waiting().pk}/columns/">列认得不对？改对应关系</a>' in page.text


def test_a_cppcc_export_asks_for_the_day_alone_and_goes_in(district):
    page = send(district, sheets(CPPCC))
    found = preselected(page)
    assert {letter: found[letter][:2] for letter in "BDEFJK"} == {
        "B": ("提案序号", "件号"),
        "D": ("第一提案人", "领衔代表"),
        "E": ("联名提案人", "附议代表"),
        "F": ("案由", "标题"),
        "J": ("主办单位", "主办单位"),
        "K": ("会办单位", "会办单位"),
    }
    assert (found["A"][1:], found["M"][1:]) == (("", "只是行号，不登记"), ("", "不认识，不登记"))
    form = page.context["form"]
    assert [field.name for field in form.once] == ["session", "handed_on", "due"]
    # The title over the head names the session, which is not known yet.
    names = ("session", "new_body", "new_place", "new_term", "new_meeting")
    assert [form[name].value() for name in names] == ["new", "政协", "宝山区", 9, 5]
    assert "里写着，请核对" in form["session"].help_text
    shown = press(district, page, **SAID)
    assert shown.context["plan"].summary == "共1行：可登记1件，已有0件，有错0行"
    assert "会新登记届次：政协宝山区第九届委员会第五次会议" in shown.text
    assert "表里没有写的，都按：届次 政协宝山区第九届委员会第五次会议；交办日期 2026年3月5日。" in shown.text
    district.post(waiting().get_absolute_url(), {"seen": 1})
    units = ["区民政局主办", "区房管局会办"]
    people = "韩念慈、程远航、范思远"
    assert registered() == [("政协宝山区第九届委员会第五次会议", "001", people, units, DAY, None)]
    assert Event.objects.first().data["said"] == {
        "届次": "政协宝山区第九届委员会第五次会议",
        "交办日期": "2026-03-05",
    }


def test_a_district_list_goes_in_and_its_count_is_compared(district):
    page = send(district, sheets(DISTRICT))
    form = page.context["form"]
    assert form["session"].value() == str(factories.session().pk)
    assert preselected(page)["D"] == ("提出人", "提出人", "第一位算领衔，其余算附议")
    notes = ["第6行是合计，没有读取。", "表里合计2件，读到2件。", "表头上面写着共2件，读到2件。"]
    assert page.context["shown"].read == (2, notes)
    assert form["several"].value() == "共同主办", "the law's own default"
    press(district, page, handed_on="2026-03-05", several="分别办理")
    district.post(waiting().get_absolute_url(), {"seen": 1})
    each = ["区民政局分别办理", "区房管局分别办理"]
    assert registered() == [
        (str(factories.session()), "0201", "赵洪蓉", ["区民政局主办", "区房管局会办"], DAY, dt.date(2026, 5, 20)),
        (str(factories.session()), "闭会第3号", "周建伟、李倩宇", each, DAY, None),
    ]


def test_a_head_in_words_that_nobody_knows_is_pointed_at_and_guessed_by_what_stands_below(district):
    rows = [["登记簿"], ["流水", "字号", "事由", "谁提的", "谁办"]]
    rows += [[n, f"第{n + 200:04}号", f"关于第{n}个路口的建议", "赵洪蓉", "区民政局"] for n in (1, 2)]
    page = send(district, sheets(rows))
    assert page.context["shown"].head == 2
    found = {letter: one[1:] for letter, one in preselected(page).items()}
    assert found == {
        "A": ("", "不认识，不登记"),
        "B": ("件号", "内容像件号，请核对"),
        "C": ("标题", "内容像标题，请核对"),
        "D": ("领衔代表", "内容像领衔代表，请核对"),
        "E": ("主办单位", "内容像主办单位，请核对"),
    }
    session = str(factories.session().pk)
    press(district, page, session=session, **SAID)
    district.post(waiting().get_absolute_url(), {"seen": 1})
    assert [one[1:3] for one in registered()] == [("0201", "赵洪蓉"), ("0202", "赵洪蓉")]


def test_a_list_without_a_head_is_read_from_its_first_row(district):
    rows = [[f"{n:03}", f"关于第{n}个路口的建议", "赵洪蓉", "区民政局", "2026-03-05"] for n in (1, 2)]
    page = send(district, sheets(rows))
    page = district.get(page.request["PATH_INFO"], {"sheet": 0, "head": 0})
    assert [one[:2] for one in preselected(page).values()] == [
        ("", "件号"),
        ("", "标题"),
        ("", "领衔代表"),
        ("", "主办单位"),
        ("", "交办日期"),
    ]
    shown = press(district, page, session=str(factories.session().pk))
    assert shown.context["plan"].summary == "共2行：可登记2件，已有0件，有错0行"


def test_another_row_may_be_the_head(district):
    rows = (["届次", "件号", "标题"], ["按下面填"], *DOUBTFUL)
    page = send(district, sheets(rows))
    page = district.get(page.request["PATH_INFO"], {"sheet": 0, "head": 3})
    assert preselected(page)["A"] == ("编号", "件号", "“编号”就是件号")
    assert page.context["form"]["head"].value() == 3


# ---- several tables ---------------------------------------------------------------------------------------------


def test_one_of_several_tables_is_chosen(district):
    page = send(district, sheets(DOUBTFUL, CPPCC, [["说明"]], titles=("一", "二", "填法")))
    shown = [(one.title, one.chosen, one.note) for one in page.context["shown"].sheets_shown]
    assert shown == [("一", True, ""), ("二", False, "表头和读的那一张不一样"), ("填法", False, "不像名单")]
    page = district.get(page.request["PATH_INFO"], {"sheet": 1})
    assert preselected(page)["B"][:2] == ("提案序号", "件号")


def test_tables_with_the_same_head_are_read_together_and_others_are_not(district):
    other = [DOUBTFUL[0], ["072", "关于河道的建议", "赵洪蓉", None, "赵洪蓉", "民政局"]]
    page = send(district, sheets(DOUBTFUL, other, CPPCC, titles=("一", "二", "三")))
    assert page.context["shown"].sheets == (0, 1)
    shown = press(district, page, C="领衔代表", E="", session=str(factories.session().pk), **SAID)
    assert shown.context["plan"].summary == "共3行：可登记3件，已有0件，有错0行"
    refused = press(district, page, C="领衔代表", E="", session=str(factories.session().pk), sheet=[0, 2], **SAID)
    said = "“三”的表头和“一”的不一样，不能一起读。请先只选一张，再传一次选另一张。"
    assert (refused.status_code, said_wrong(refused)) == (400, [("__all__", said)])


# ---- what is asked once -----------------------------------------------------------------------------------------


def test_what_stands_in_a_cell_wins_over_what_is_said_once(district):
    head = ["编号", "案由", "提案人", "承办单位", "代表", "交办时间", "办理期限"]
    rows = [
        ["070", "关于食堂的建议", "赵洪蓉", "民政局", "x", "2026-03-09", None],
        ["071", "关于楼道的建议", "赵洪蓉", None, "x", None, "2026-05-11"],
    ]
    page = send(district, sheets([head, *rows]))
    assert [field.name for field in page.context["form"].once] == ["session"]
    said = {"session": str(factories.session().pk), "handed_on": "2026-03-05", "due": "2026-05-20"}
    unit = factories.world().other_bureau.pk
    press(district, page, C="领衔代表", E="", unit=unit, **said)
    district.post(waiting().get_absolute_url(), {"seen": 1})
    assert [one[3:] for one in registered()] == [
        (["区民政局独办"], dt.date(2026, 3, 9), dt.date(2026, 5, 20)),
        (["区房管局独办"], DAY, dt.date(2026, 5, 11)),
    ]


def test_a_bureaus_own_list_is_its_own_units(office, world):
    head = ["编号", "案由", "提出人", "交办时间"]
    page = send(office, sheets([head, ["070", "关于食堂的建议", "赵洪蓉", "2026-03-05"]]))
    form = page.context["form"]
    assert [field.name for field in form.once] == ["session", "due", "unit"]
    assert (list(form.fields["unit"].queryset), form["unit"].value()) == ([world.bureau], world.bureau.pk)
    press(office, page, session=str(factories.session().pk), unit=world.bureau.pk)
    office.post(waiting().get_absolute_url(), {"seen": 1})
    assert [one[3] for one in registered()] == [["区民政局独办"]]


def test_the_day_of_a_bureau_is_not_guessed_and_the_district_hands_out_today(client, world):
    found = []
    with time_machine.travel("2026-03-06 10:00+08:00"):
        for who in (world.district, world.office):
            client.force_login(who)
            found.append(send(client, sheets(CPPCC)).context["form"]["handed_on"].value())
    assert found == ["2026-03-06", None]


def test_no_day_is_offered_for_the_empty_cells_of_a_column_of_days(district):
    (head, *rows) = DOUBTFUL
    page = send(district, sheets([[*head, "交办时间"], [*rows[0], None], [*rows[1], "2026-03-05"]]))
    assert [field.name for field in page.context["form"].once] == ["session", "due"]
    assert page.context["form"]["handed_on"].value() is None


def test_a_new_session_of_the_city_is_written_in_parts(district):
    page = send(district, sheets(DOUBTFUL))
    new = {"new_body": "人大", "new_place": "上海市", "new_term": "十六", "new_meeting": "第3次会议"}
    press(district, page, C="领衔代表", E="", session="new", **new, **SAID)
    district.post(waiting().get_absolute_url(), {"seen": 1})
    made = Session.objects.get(place="上海市")
    assert (made.level, made.term, made.meeting, made.suggestions.count()) == (Level.PROVINCE, 16, 3, 2)


@pytest.mark.parametrize(
    ("new", "wrong"),
    [
        ({"new_place": "静安区", "new_term": "9", "new_meeting": "5"}, ["new_place"]),
        ({"new_place": "", "new_term": "9", "new_meeting": "5"}, ["new_place"]),
        ({"new_place": "宝山区", "new_term": "很久", "new_meeting": "100"}, ["new_term", "new_meeting"]),
    ],
)
def test_a_new_session_that_cannot_be(district, new, wrong):
    page = send(district, sheets(DOUBTFUL))
    answer = press(district, page, C="领衔代表", E="", session="new", **new, **SAID)
    assert (answer.status_code, [name for name, _ in said_wrong(answer)]) == (400, wrong)


def test_a_day_to_come_and_a_limit_past_the_law_are_refused_once(district):
    page = send(district, sheets(DOUBTFUL))
    chosen = {"C": "领衔代表", "E": "", "session": str(factories.session().pk)}
    answer = press(district, page, **chosen, handed_on="2099-01-01")
    said = "2099年1月1日还没有到，交办日期不能晚于今天。"
    assert (answer.status_code, said_wrong(answer)) == (400, [("handed_on", said)])
    answer = press(district, page, **chosen, handed_on="2026-03-05", due="2026-12-31")
    said = "2026年12月31日晚于法定期限2026年6月5日，请改早，或者空着按法定期限办。"
    assert said_wrong(answer) == [("due", said)]


@pytest.mark.parametrize(
    ("written", "due"),
    [
        ("2026年5月20日", dt.date(2026, 5, 20)),
        ("2026-05-20", dt.date(2026, 5, 20)),
        ("5月底前", dt.date(2026, 5, 31)),
        ("5月20日前", dt.date(2026, 5, 20)),
        ("两个月内", dt.date(2026, 5, 6)),
        ("30个工作日", dt.date(2026, 4, 17)),
        ("按法定期限", None),
        ("", None),
    ],
)
def test_the_limit_is_said_as_a_cell_says_it(district, written, due):
    page = send(district, sheets(DOUBTFUL))
    press(district, page, C="领衔代表", E="", session=str(factories.session().pk), due=written, **SAID)
    shown = district.get(waiting().get_absolute_url()).text
    assert ("；答复期限 " in shown) == bool(written)
    district.post(waiting().get_absolute_url(), {"seen": 1})
    assert [one[-1] for one in registered()] == [due, due]


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("尽快", "“尽快”读不懂。请写成日期（2026年6月5日、6月5日前），或者写6月底前、3个月内。"),
        ("2月30日前", "“2月30日前”：没有这一天，请核对。"),
        ("5月20日（周日）前", "“5月20日（周日）前”写的是周日，这一天是星期三，请核对。"),
        ("半年", "2026年9月7日晚于法定期限2026年6月5日，请改早，或者空着按法定期限办。"),
        ("2026年3月5日", "2026年3月5日不在交办日期之后，请核对。"),
    ],
)
def test_a_limit_that_cannot_be_is_told_at_its_field(district, written, said):
    page = send(district, sheets(DOUBTFUL))
    chosen = {"C": "领衔代表", "E": "", "session": str(factories.session().pk), **SAID}
    answer = press(district, page, **chosen, due=written)
    assert (answer.status_code, said_wrong(answer)) == (400, [("due", said)])
    assert f'value="{written}"' in answer.text


# ---- which session ----------------------------------------------------------------------------------------------


def test_of_several_sessions_that_the_titles_name_none_is_chosen(district):
    factories.city_session()
    page = send(district, sheets([["九届五次会议交办清单"], *DOUBTFUL]), name="市十六届人大三次会议.xlsx")
    form = page.context["form"]
    told = (
        "“九届五次会议交办清单”里写着宝山区第九届人民代表大会第五次会议；"
        "“市十六届人大三次会议.xlsx”里写着上海市第十六届人民代表大会第三次会议，请选对的"
    )
    assert (form["session"].value(), form["session"].help_text) == (None, told)


def test_another_session_than_the_titles_name_is_to_be_looked_at(district):
    page = send(district, sheets([["九届四次会议交办清单"], *DOUBTFUL]))
    press(district, page, C="领衔代表", E="", session=str(factories.session().pk), **SAID)
    shown = district.get(waiting().get_absolute_url())
    doubt = (
        "表里没有写届次的，按宝山区第九届人民代表大会第五次会议登记；“九届四次会议交办清单”里写的是"
        "宝山区第九届人民代表大会第四次会议，请核对届次。"
    )
    assert (shown.context["doubts"], doubt in shown.text) == ([doubt], True)


# ---- what is refused --------------------------------------------------------------------------------------------


def test_nothing_is_read_until_every_column_is_chosen(district):
    before = counts()
    page = send(district, sheets(DOUBTFUL))
    answer = press(district, page, **SAID)
    undecided = "请选一栏；这一列不要的，选“这一列不要”。"
    missing = "还没有哪一列是领衔代表，请在下面选出来。"
    assert said_wrong(answer) == [("session", "请选择。"), ("c2", undecided), ("c4", undecided), ("__all__", missing)]
    assert (answer.status_code, waiting().content, counts()) == (400, None, before)
    assert district.get(waiting().get_absolute_url()).status_code == 302
    assert district.post(waiting().get_absolute_url()).status_code == 302
    assert counts() == before


def test_a_field_has_one_column(district):
    page = send(district, sheets(DOUBTFUL))
    answer = press(district, page, C="领衔代表", E="提出人", session=str(factories.session().pk), **SAID)
    assert said_wrong(answer) == [("c4", "C列也选了领衔代表，一栏只能有一列。")]


def test_a_needed_field_that_has_no_column_is_said(district):
    page = send(district, sheets([["序号", *DOUBTFUL[0][1:]], *DOUBTFUL[1:]]))
    assert page.context["form"].missing == ["件号", "领衔代表"]
    assert "还没有：件号" in page.text
    answer = press(district, page, C="领衔代表", E="", session=str(factories.session().pk), **SAID)
    assert said_wrong(answer) == [("__all__", "还没有哪一列是件号，请在下面选出来。")]


@pytest.mark.parametrize("sent", [{}, {"sheet": "x", "head": "-1"}, {"sheet": "99", "head": "99"}, {"c0": "别的"}])
def test_a_page_that_is_not_whole_is_refused(district, sent):
    page = send(district, sheets(DOUBTFUL))
    address = page.request["PATH_INFO"]
    assert district.post(address, sent).status_code == 400
    assert district.get(address, sent).status_code == 200
    assert waiting().content is None


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7", b"x,y\n1,2\n", book([])])
def test_a_file_that_holds_no_list_at_all_is_still_refused(district, content):
    answer = district.post("/intake/lists/", {"file": SimpleUploadedFile("名单.xlsx", content)})
    assert (answer.status_code, IntakeList.objects.count()) == (400, 0)


# ---- sent twice, and pages that are old ----------------------------------------------------------------------------


def chosen(page):
    return as_shown(page, C="领衔代表", E="", session=str(factories.session().pk), **SAID)


def test_the_same_sent_twice_is_one_choice(district):
    page = send(district, sheets(DOUBTFUL))
    address, sent = page.request["PATH_INFO"], chosen(page)
    for _ in range(2):
        assert district.post(address, sent)["Location"] == waiting().get_absolute_url()
    assert waiting().version == 1


def test_a_choice_made_meanwhile_is_not_written_over(client, world):
    client.force_login(world.office)
    page = send(client, sheets(DOUBTFUL))
    address, sent = page.request["PATH_INFO"], chosen(page)
    client.post(address, sent)
    client.force_login(world.district)
    answer = client.post(address, {**sent, "c2": "", "c4": "领衔代表"})
    said = "刚刚有人改过这份名单的对应关系，请重新核对。"
    assert (answer.status_code, said_wrong(answer)) == (409, [("__all__", said)])
    assert waiting().choice["fields"][2] == "领衔代表"


def test_a_preview_of_an_earlier_reading_does_not_confirm_a_later_one(district):
    page = send(district, sheets(DOUBTFUL))
    address, sent = page.request["PATH_INFO"], chosen(page)
    district.post(address, sent)
    again = district.get(address)
    district.post(address, as_shown(again, due="2026-05-20"))
    before = counts()
    answer = district.post(waiting().get_absolute_url(), {"seen": 1}, follow=True)
    assert "刚刚有人改过这份名单的对应关系，请重新核对。" in answer.text
    assert counts() == before
    district.post(waiting().get_absolute_url(), {"seen": 2})
    assert [one[-1] for one in registered()] == [dt.date(2026, 5, 20)] * 2


def test_a_list_that_is_registered_is_not_read_again_and_its_tables_are_let_go(district):
    page = send(district, sheets(DOUBTFUL))
    address, sent = page.request["PATH_INFO"], chosen(page)
    district.post(address, sent)
    district.post(waiting().get_absolute_url(), {"seen": 1})
    after = counts()
    for answer in (district.get(address, follow=True), district.post(address, sent, follow=True)):
        assert "这份名单已经办过了，没有再登记或更正一次。" in answer.text
        assert "改对应关系" not in answer.text
    assert (waiting().tables, counts()) == ([], after)


@pytest.mark.django_db(transaction=True)
def test_two_who_choose_at_once_choose_once(district, world):
    page = send(district, sheets(DOUBTFUL))
    assert at_once(world.district, page.request["PATH_INFO"], chosen(page)) == [302, 302]
    assert waiting().version == 1


def test_the_page_asks_the_same_of_the_database_however_long_the_list(district, django_assert_max_num_queries):
    rows = [[f"{n:03}", f"关于第{n}件事的建议", "赵洪蓉", None, "赵洪蓉", "民政局"] for n in range(300)]
    page = send(district, sheets([DOUBTFUL[0], *rows]))
    with django_assert_max_num_queries(30):
        shown = district.get(page.request["PATH_INFO"])
    assert shown.context["shown"].read[0] == 300


def test_a_cell_is_shown_as_text(district):
    rows = [["编号", "案由<script>", "提案人"], ["070", "<script>alert(1)</script>", "赵洪蓉"]]
    page = send(district, sheets(rows))
    assert "<script>alert" not in page.text
    assert "&lt;script&gt;alert(1)" in page.text


def test_deputies_and_suggestions_are_made_only_at_the_end(district):
    before = (Deputy.objects.count(), Suggestion.objects.count())
    page = send(district, sheets(CPPCC))
    press(district, page, **SAID)
    assert (Deputy.objects.count(), Suggestion.objects.count()) == before

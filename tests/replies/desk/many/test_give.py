"""The sheet case × person: 分办 and 改派 of many."""

import datetime as dt

import pytest
from django.contrib.messages import get_messages
from django.db import connection
from django.test.utils import CaptureQueriesContext
from lxml import html

from proposals.calendar.workdays import WorkCalendar
from proposals.formats.chinese import cn_date
from proposals.models import Absence, Case, Role, Status, Suggestion
from replies.desk.many.handlers import propose_handlers
from replies.rounds.forms import handler_choices
from tests import factories as f
from tests.factories import make_case, world

pytestmark = pytest.mark.django_db


def sheet(client, *cases, slug="assign"):
    client.force_login(world().office)
    return client.get(f"/many/{slug}/?" + "&".join(f"c={case.pk}" for case in cases))


def send(client, page, given, **more):
    """Fill in the sheet as the page has it: the case and whom it goes to."""
    data = {}
    for form, _ in page.context["rows"]:
        data |= {f"c{form.case.pk}-seen": form.case.version, f"c{form.case.pk}-comment": ""}
        if form.case in given:
            data[f"c{form.case.pk}-handler"] = given[form.case].pk
    return client.post(page.wsgi_request.get_full_path(), data | more)


def stands(*cases):
    rows = [Case.objects.get(pk=case.pk) for case in cases]
    return [(row.status, str(row.handler or ""), row.section) for row in rows]


def said(response) -> list[str]:
    return [str(message) for message in get_messages(response.wsgi_request)]


def test_what_is_not_signed_for_yet_is_signed_for_and_assigned_in_one_go(client):
    w = world()
    new, signed, left = (
        make_case(Status.AWAITING_RECEIPT),
        make_case(Status.RECEIVED),
        make_case(Status.AWAITING_RECEIPT),
    )
    page = sheet(client, new, signed, left)
    due = WorkCalendar.load().next_working_day(new.statutory_due - dt.timedelta(days=9))
    more = {f"c{new.pk}-internal_due": due, f"c{new.pk}-comment": "参照去年的口径"}
    response = send(client, page, {new: w.handler, signed: w.second_handler}, **more)
    assert stands(new, signed, left) == [
        (Status.IN_PROGRESS, "高扬", "基层政权科"),
        (Status.IN_PROGRESS, "许静", "养老服务科"),
        (Status.RECEIVED, "", ""),
    ]
    number = [case.suggestion.short_number for case in (new, signed, left)]
    assert said(response) == [
        f"已分办2件：{number[0]}、{number[1]}。",
        f"已签收1件：{number[2]}。",
        f"{number[2]}还没有选人，留在待分办。",
    ]
    assert [e.action for e in new.events.all()][-2:] == ["sign_for", "assign"]
    new.refresh_from_db()
    assert (new.internal_due, new.events.last().comment) == (due, "参照去年的口径")


def test_a_wrong_row_stays_as_it_was_typed_and_holds_back_no_other(client):
    w = world()
    cases = [make_case(Status.RECEIVED) for _ in range(2)]
    page = sheet(client, *cases)
    late = cases[0].statutory_due + dt.timedelta(days=1)
    more = {f"c{cases[0].pk}-internal_due": late, f"c{cases[0].pk}-comment": "请先打电话"}
    response = send(client, page, dict.fromkeys(cases, w.handler), **more)
    text = response.content.decode()
    assert (response.status_code, "不能晚于法定答复期限" in text, "请先打电话" in text) == (400, True, True)
    assert [form.case for form, _ in response.context["rows"]] == cases[:1]
    assert stands(*cases) == [(Status.RECEIVED, "", ""), (Status.IN_PROGRESS, "高扬", "基层政权科")]
    assert text.count(f'value="{w.handler.pk}"') == text.count("checked") + 0 == 1
    more[f"c{cases[0].pk}-internal_due"] = cases[0].statutory_due
    assert send(client, response, {cases[0]: w.handler}, **more).status_code == 302
    assert stands(*cases) == [(Status.IN_PROGRESS, "高扬", "基层政权科")] * 2


def test_what_is_wrong_is_named_above_with_a_link_to_its_place(client):
    """One row of many, far down: the summary, which the page puts the focus on, leads to the field."""
    w = world()
    cases = [make_case(Status.RECEIVED) for _ in range(4)]
    page = sheet(client, *cases)
    late = cases[2].statutory_due + dt.timedelta(days=1)
    chosen = {cases[1]: w.second_handler, cases[2]: w.handler, cases[3]: w.leader}
    response = send(client, page, chosen, **{f"c{cases[2].pk}-internal_due": late})
    page = html.fromstring(response.content.decode())
    [summary] = page.xpath("//*[@class='errors-summary'][@role='alert'][@tabindex='-1']")
    links = [(one.get("href"), one.text) for one in summary.iter("a")]
    number = [case.suggestion.short_number for case in cases]
    law = cn_date(cases[2].statutory_due)
    assert links[0][1] == f"{number[2]}：本单位要求完成的日期不能晚于法定答复期限{law}。"
    assert [text.split("：")[0] for _, text in links] == [number[2], number[3]]
    assert [page.get_element_by_id(href[1:]).tag for href, _ in links] == ["input", "a"]
    assert page.get_element_by_id(links[0][0][1:]).get("value") == str(late)
    assert [one.get("value") for one in page.xpath("//input[@type='radio'][@checked]")] == [str(w.handler.pk)]
    assert [stands(case)[0][0] for case in cases] == [
        Status.RECEIVED, Status.IN_PROGRESS, Status.RECEIVED, Status.RECEIVED,
    ]  # fmt: skip


def test_a_person_who_does_not_handle_cases_there_is_no_choice(client):
    w, case = world(), make_case(Status.RECEIVED)
    response = send(client, sheet(client, case), {case: w.leader})
    assert (response.status_code, stands(case)) == (400, [(Status.RECEIVED, "", "")])


def test_what_was_assigned_meanwhile_is_refused_alone(client):
    w = world()
    cases = [make_case(Status.RECEIVED) for _ in range(2)]
    page = sheet(client, *cases)
    f.advance(cases[0], "assign")
    response = send(client, page, dict.fromkeys(cases, w.second_handler))
    assert stands(*cases) == [(Status.IN_PROGRESS, "高扬", "基层政权科"), (Status.IN_PROGRESS, "许静", "养老服务科")]
    assert said(response) == [
        f"已分办1件：{cases[1].suggestion.short_number}。",
        f"另外1件不用分办：{cases[0].suggestion.short_number}已经由高扬办。",
    ]


def test_a_row_that_was_refused_is_offered_again_as_it_was_typed(client):
    """It had moved on since the page was drawn, and can still be given: sent again from the page, it is."""
    w = world()
    cases = [make_case(Status.IN_PROGRESS) for _ in range(2)]
    page = sheet(client, *cases, slug="reassign")
    Case.objects.filter(pk=cases[1].pk).update(version=cases[1].version + 1)
    chosen = dict.fromkeys(cases, w.second_handler)
    more = {f"c{cases[1].pk}-seen": cases[1].version, f"c{cases[1].pk}-comment": "请先打电话"}
    response = send(client, page, chosen, **more)
    shown = html.fromstring(response.content.decode())
    assert [row[1] for row in stands(*cases)] == ["许静", "高扬"]
    [summary] = shown.xpath("//*[@class='errors-summary']")
    assert [one.text.split("：")[0] for one in summary.iter("a")] == [cases[1].suggestion.short_number]
    [form] = (one for one in shown.forms if one.get("id") == "form")
    held = dict(form.form_values())
    assert held[f"c{cases[1].pk}-comment"].strip() == "请先打电话"
    assert [one.strip() for one in shown.xpath("//tr[@data-give-row]//th/p[not(@class)]/text()")] == ["现在由高扬办"]
    client.post(f"/many/reassign/{form.get('action')}", held)
    assert [row[1] for row in stands(*cases)] == ["许静", "许静"]


def test_the_sheet_sent_twice_assigns_once(client):
    w, case = world(), make_case(Status.RECEIVED)
    page = sheet(client, case)
    for _ in range(2):
        send(client, page, {case: w.handler})
    assert [e.action for e in case.events.all()].count("assign") == 1


def test_cases_in_work_go_to_another_handler(client):
    w = world()
    cases = [make_case(Status.IN_PROGRESS) for _ in range(2)]
    page = sheet(client, *cases, slug="reassign")
    assert "现在由高扬办" in page.content.decode()
    response = send(client, page, {cases[0]: w.second_handler})
    assert [row[1] for row in stands(*cases)] == ["许静", "高扬"]
    assert said(response)[1] == f"{cases[1].suggestion.short_number}还没有选人，没有改派。"


def test_who_stands_in_is_said_in_the_row(client):
    w, case = world(), make_case(Status.IN_PROGRESS)
    f.lend((w.handler, w.bureau, w.second_handler))
    assert "高扬离岗，现在由许静代办" in sheet(client, case, slug="reassign").content.decode()


def test_nobody_chosen_leaves_everything_as_it_is(client):
    case = make_case(Status.RECEIVED)
    response = send(client, sheet(client, case), {})
    assert (said(response), stands(case)) == (["没有选人，都留在原处。"], [(Status.RECEIVED, "", "")])


def test_nothing_is_ticked_beforehand(client):
    before, case = (
        make_case(Status.IN_PROGRESS, title="增设社区食堂"),
        make_case(Status.RECEIVED, title="增设社区食堂"),
    )
    html = sheet(client, case).content.decode()
    assert (before.handler.name, "data-proposed" in html, "checked" in html) == ("高扬", True, False)


def proposed(case):
    unit = world().bureau.pk
    one = propose_handlers(unit, [case], handler_choices(unit))[case.pk]
    return one.handler, one.why


def test_who_had_the_like_before_is_proposed(client):
    w = world()
    before = make_case(Status.IN_PROGRESS, title="关于在社区增设老年食堂的建议")
    make_case(Status.IN_PROGRESS, title="关于规范地名标志的建议")
    case = make_case(Status.RECEIVED, title="关于社区老年食堂延长供餐的建议")
    year, number = before.handed_on.year, before.suggestion.short_number
    assert proposed(case) == (w.handler.pk, f"像{year}年{number}《关于在社区增设老年食堂的建议》，高扬办")
    nobody = (None, f"像{year}年{number}《关于在社区增设老年食堂的建议》，高扬（现在不在）办")
    [leave] = f.lend((w.handler, w.bureau, None))
    assert proposed(case) == nobody
    Absence.objects.filter(pk=leave.pk).update(starts=f.day(-2), until=f.day(-1))
    assert proposed(case)[0] == w.handler.pk
    w.handler.memberships.filter(role=Role.HANDLER).update(is_active=False)
    assert proposed(case) == nobody


def test_without_a_like_case_the_category_speaks(client):
    w = world()
    before = make_case(Status.IN_PROGRESS, title="甲乙丙丁")
    case = make_case(Status.RECEIVED, title="戊己庚辛")
    Suggestion.objects.update(text="", category="")
    assert proposed(Case.objects.get(pk=case.pk)) == (None, "没有相近的旧件")
    Suggestion.objects.filter(pk__in=[before.suggestion_id, case.suggestion_id]).update(category="社会救助")
    assert proposed(Case.objects.get(pk=case.pk)) == (w.handler.pk, "没有相近的旧件；“社会救助”多由高扬办")


def test_another_units_cases_propose_nobody(client):
    w = world()
    theirs = f.hand_over(f.suggestion(title="增设社区食堂"), w.other_bureau)
    Case.objects.filter(pk=theirs.pk).update(handler=w.handler)
    case = make_case(Status.RECEIVED, title="增设社区食堂")
    Suggestion.objects.update(text="", category="")
    assert proposed(case) == (None, "没有相近的旧件")


def test_the_sheet_asks_the_same_few_questions_for_any_number_of_cases(client):
    cases = [make_case(Status.RECEIVED) for _ in range(6)]
    sheet(client, cases[0])
    counts = []
    for few in (cases[:2], cases):
        with CaptureQueriesContext(
            connection,
        ) as asked:
            sheet(client, *few)
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_many_handlers_are_offered_in_a_list(client):
    w, case = world(), make_case(Status.RECEIVED)
    for n in range(8):
        f.person(f"more{n}", f"经办{n}", (w.bureau, Role.HANDLER), section="综合科")
    html = sheet(client, case).content.decode()
    assert (html.count("<select"), html.count("<optgroup")) == (1, 3)
    send(client, sheet(client, case), {case: w.second_handler})
    assert stands(case) == [(Status.IN_PROGRESS, "许静", "养老服务科")]


def test_what_is_proposed_for_a_row_does_not_hang_on_the_other_rows():
    """The likeness is of the row alone: among twenty others it is what it is by itself."""
    w = world()
    f.advance(make_case(Status.RECEIVED, title="关于增设老年助餐点的建议"), "assign")
    one = make_case(Status.RECEIVED, title="关于增设老年助餐服务点的建议")
    many = [make_case(Status.RECEIVED, title="关于增设老年助餐服务站点的建议") for _ in range(20)]
    handlers = handler_choices(w.bureau.pk)
    alone = propose_handlers(w.bureau.pk, [one], handlers)[one.pk]
    Case.objects.filter(pk__in=[case.pk for case in many]).update(handler=None)
    assert propose_handlers(w.bureau.pk, [one, *many], handlers)[one.pk] == alone


def test_the_sheet_says_who_is_away_and_has_a_stand_in(client):
    w = world()
    f.lend((w.handler, w.bureau, w.second_handler))
    case = make_case(Status.RECEIVED)
    page = html.fromstring(sheet(client, case).content.decode())
    head = page.xpath("//th[@data-person]")
    away = {one.get("data-person"): "离岗，有人代办" in one.text_content() for one in head}
    assert away == {str(w.handler.pk): True, str(w.second_handler.pk): False}
    said = dict(
        zip(
            page.xpath("//td[@class='choose']//input/@value"),
            page.xpath("//*[@class='who-name']/text()"),
            strict=True,
        )
    )
    assert said == {
        str(w.handler.pk): f"{w.handler}（离岗，有人代办）",
        str(w.second_handler.pk): str(w.second_handler),
    }
    number = case.suggestion.short_number
    labels = [one.partition("，建议")[0] for one in page.xpath("//td[@class='choose']//input/@aria-label")]
    assert sorted(labels) == sorted([f"{number}给{w.handler}，离岗，有人代办", f"{number}给{w.second_handler}"])

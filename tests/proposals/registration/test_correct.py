"""更正登记: what differs is written, old and new stay in the record, who may and what is refused."""

import datetime as dt

import pytest

from proposals.cases.registrar import HAND_OVER
from proposals.cases.workflow import record_event
from proposals.deadlines.due_date import due_of
from proposals.extensions.actions import decide_extension
from proposals.intake.register import register_entries
from proposals.models import Case, Deputy, Event, Notice, Part, Role, Status, Suggestion
from proposals.notices.events import tell_units
from tests import factories as f
from tests.factories import make_case, world
from tests.proposals.registration.pages import correct, filled, signed_in
from tests.rules.locks import entry

pytestmark = pytest.mark.django_db
S = Status


def facts(case) -> tuple[str, str, str]:
    now = Suggestion.objects.get(pk=case.suggestion_id)
    return now.number, now.title, now.proposer_names


def corrections(case) -> list[tuple[str, str, list[dict[str, str]]]]:
    events = Event.objects.filter(case=case, action="correct")
    return [(event.actor_name, event.comment.split("\n")[0], event.data["changes"]) for event in events]


def parts(case) -> list[tuple[str, str, str]]:
    rows = Case.objects.filter(suggestion=case.suggestion).order_by("pk").select_related("unit")
    return [(str(one.unit), one.part, one.status) for one in rows]


# ---- what is written ---------------------------------------------------------------------------------------


def test_the_page_shows_what_stands_and_untouched_it_changes_nothing():
    case, w = make_case(number="070"), world()
    client = signed_in(w.district)
    sent = filled(client, case)
    shown = {name: sent[name] for name in ("number", "title", "lead", "co_signers", "way", "handed_on")}
    assert shown == {
        **{"number": "070", "title": "关于优化社区食堂、方便老年人就餐的建议", "lead": "赵洪蓉"},
        **{"co_signers": "周建伟", "way": "独办", "handed_on": f.day(0).isoformat()},
    }
    answer = client.post(f"/cases/{case.pk}/correct/", sent, follow=True)
    assert "没有要更正的，登记的内容没有动。" in answer.content.decode()
    assert Event.objects.filter(case=case).count() == 0


def test_only_what_differs_is_written_and_old_and_new_stay_in_the_record():
    case, w = make_case(S.IN_PROGRESS, number="070"), world()
    assert correct(w.district, case, number="072", title="关于增设路灯的建议").status_code == 302
    assert facts(case) == ("072", "关于增设路灯的建议", "赵洪蓉、周建伟")
    changes = [
        {"field": "件号", "old": "070", "new": "072"},
        {"field": "标题", "old": "关于优化社区食堂、方便老年人就餐的建议", "new": "关于增设路灯的建议"},
    ]
    assert corrections(case) == [("陆文", "与代表核对过。", changes)]
    assert signed_in(w.district).get("/cases/?q=072").headers["Location"] == f"/cases/{case.pk}/"


def test_text_category_session_and_between_are_corrected():
    case, w = make_case(S.RECEIVED), world()
    other = f.city_session()
    changes = {"text": "改过的原文。", "category": "交通", "between": "on", "session": other.pk}
    assert correct(w.district, case, new_deputies="on", **changes).status_code == 302
    now = Suggestion.objects.get(pk=case.suggestion_id)
    assert (now.text, now.category, now.made_between_sessions, now.session) == ("改过的原文。", "交通", True, other)


def test_every_units_case_keeps_the_correction_and_its_people_are_told():
    case, w = make_case(S.IN_PROGRESS, number="070", part=Part.MAIN), world()
    helper = f.hand_over(case.suggestion, w.other_bureau, Part.HELP)
    f.advance(helper, "sign_for", "assign")
    assert correct(w.district, case, number="072").status_code == 302
    assert [len(corrections(one)) for one in (case, helper)] == [1, 1]
    tell_units()
    told = Notice.objects.filter(sentence__contains="更正登记").values_list("recipient__username", "sentence")
    said = "072号建议《关于优化社区食堂、方便老年人就餐的建议》：更正登记：件号。"
    assert sorted(told) == [(name, said) for name in ("handler", "office", "other_handler", "other_office")]


def test_who_is_to_sign_is_told_too():
    case, w = make_case(S.SIGNING), world()
    assert correct(w.district, case, title="关于增设路灯的建议").status_code == 302
    tell_units()
    told = Notice.objects.filter(sentence__contains="更正登记").values_list("recipient__username", flat=True)
    assert sorted(told) == ["handler", "leader", "leader2", "office"]


# ---- who -----------------------------------------------------------------------------------------------------


def test_until_it_is_signed_for_who_registered_corrects_and_need_not_say_why():
    [made] = register_entries([entry()], world().office)
    case = made.cases.get()
    assert correct(world().office, case, title="关于增设路灯的建议", reason=None).status_code == 302
    assert facts(case)[1] == "关于增设路灯的建议"
    f.advance(case, "sign_for")
    assert signed_in(world().office).get(f"/cases/{case.pk}/correct/").status_code == 403
    assert correct(world().district, case, title="关于安装路灯的建议", reason=None).status_code == 400
    assert correct(world().district, case, title="关于安装路灯的建议").status_code == 302


def test_what_the_district_registered_its_units_do_not_correct():
    case, w = make_case(), world()
    record_event(case, w.district, HAND_OVER, "交办", role=Role.DISTRICT)
    refused = signed_in(w.office).get(f"/cases/{case.pk}/correct/")
    assert (refused.status_code, "请区政府办公室办" in refused.content.decode()) == (403, True)
    assert "更正登记" not in signed_in(w.office).get(f"/cases/{case.pk}/").content.decode()


def test_the_deputies_working_body_corrects_what_it_sees():
    case, w = make_case(S.SEEKING_FEEDBACK), world()
    assert correct(w.congress, case, title="关于增设路灯的建议").status_code == 302
    assert corrections(case)[0][0] == "沈岚"
    assert Event.objects.get(case=case, action="correct").role == Role.CONGRESS
    assert signed_in(w.cppcc).get(f"/cases/{case.pk}/correct/").status_code == 404


@pytest.mark.parametrize("status", [S.VOID, S.RETURNED])
def test_where_nothing_is_registered_nothing_is_corrected(status):
    case = make_case(status)
    assert signed_in(world().district).get(f"/cases/{case.pk}/correct/").status_code == 409


# ---- the number ----------------------------------------------------------------------------------------------


def test_a_number_that_another_has_is_refused_and_it_is_named():
    case, w = make_case(S.IN_PROGRESS, number="070"), world()
    make_case(number="072", title="关于增设路灯的建议")
    answer = correct(w.district, case, number="72")
    said = "区九届人大五次会议第072号已经登记为《关于增设路灯的建议》（区民政局），不能再用这个件号。"
    assert (answer.status_code, said in answer.content.decode()) == (400, True)
    assert facts(case)[0] == "070"


def test_the_number_of_a_void_one_is_free():
    case = make_case(S.IN_PROGRESS, number="070")
    make_case(S.VOID, number="072")
    assert correct(world().district, case, number="072").status_code == 302


# ---- two windows, two presses --------------------------------------------------------------------------------


def test_pressed_twice_it_is_done_once():
    case, w = make_case(S.IN_PROGRESS), world()
    client = signed_in(w.district)
    sent = {**filled(client, case), "title": "关于增设路灯的建议", "reason": "核对。"}
    assert [client.post(f"/cases/{case.pk}/correct/", sent).status_code for _ in range(2)] == [302, 302]
    assert len(corrections(case)) == 1


def test_a_page_drawn_before_another_correction_is_told_so_and_keeps_what_was_typed():
    case, w = make_case(S.IN_PROGRESS), world()
    client = signed_in(w.district)
    sent = {**filled(client, case), "category": "交通", "reason": "核对。"}
    assert correct(w.district, case, title="关于增设路灯的建议").status_code == 302
    answer = client.post(f"/cases/{case.pk}/correct/", sent)
    assert answer.status_code == 409
    assert "登记又有了变化" in answer.content.decode()
    assert 'value="交通"' in answer.content.decode()
    assert facts(case)[1] == "关于增设路灯的建议"
    stands = ("标题", "关于增设路灯的建议", "关于优化社区食堂、方便老年人就餐的建议")
    assert answer.context["changes"] == [stands, ("类别", "民政", "交通")]
    again = {**sent, "state": answer.context["form"]["state"].value(), "title": "关于增设路灯的建议"}
    assert client.post(f"/cases/{case.pk}/correct/", again).status_code == 302
    assert Suggestion.objects.get(pk=case.suggestion_id).category == "交通"


def test_an_old_page_is_told_so_before_it_is_looked_over():
    case, w = make_case(S.IN_PROGRESS), world()
    client = signed_in(w.district)
    sent = {**filled(client, case), "co_signers": "", "reason": "核对。"}
    assert correct(w.district, case, title="关于增设路灯的建议").status_code == 302
    assert client.post(f"/cases/{case.pk}/correct/", sent).status_code == 409


# ---- units ---------------------------------------------------------------------------------------------------


def test_a_unit_is_added_with_a_limit_that_begins_today():
    case, w = make_case(S.IN_PROGRESS, handed_on=f.day(-20)), world()
    looked = correct(w.district, case, confirm=False, way="主办", others=[w.other_bureau.pk])
    assert looked.status_code == 200
    assert "新交区房管局会办，请它签收。" in looked.content.decode()
    assert parts(case) == [("区民政局", "独办", S.IN_PROGRESS)]
    assert correct(w.district, case, way="主办", others=[w.other_bureau.pk]).status_code == 302
    assert parts(case) == [("区民政局", "主办", S.IN_PROGRESS), ("区房管局", "会办", S.AWAITING_RECEIPT)]
    assert Case.objects.get(unit=w.other_bureau).handed_on == f.day(0)


def test_a_unit_that_has_not_signed_for_it_is_taken_off_and_may_come_back():
    case, w = make_case(S.IN_PROGRESS, part=Part.MAIN), world()
    f.hand_over(case.suggestion, w.other_bureau, Part.HELP)
    assert correct(w.district, case, way="独办", others=None).status_code == 302
    assert parts(case) == [("区民政局", "独办", S.IN_PROGRESS), ("区房管局", "会办", S.VOID)]
    assert Suggestion.objects.get(pk=case.suggestion_id).voided_on is None
    tell_units()
    [told] = Notice.objects.filter(recipient=w.other_office)
    assert told.sentence.endswith("：登记有误，已经更正，你单位不用再办。")
    assert correct(w.district, case, way="主办", others=[w.other_bureau.pk]).status_code == 302
    assert parts(case)[1:] == [("区房管局", "会办", S.VOID), ("区房管局", "会办", S.AWAITING_RECEIPT)]


def test_a_unit_that_has_signed_for_it_is_not_taken_off():
    case, w = make_case(S.IN_PROGRESS, part=Part.MAIN), world()
    f.advance(f.hand_over(case.suggestion, w.other_bureau, Part.HELP), "sign_for")
    answer = correct(w.district, case, way="独办", others=None)
    said = "区房管局已经签收，不能在这里撤下；不该由它办的，请它申请退办，同意以后改办。"
    assert (answer.status_code, said in answer.content.decode()) == (409, True)
    assert parts(case) == [("区民政局", "主办", S.IN_PROGRESS), ("区房管局", "会办", S.RECEIVED)]


def test_what_would_be_refused_is_refused_before_anybody_looks_at_what_it_would_do():
    """Signed for by the one unit there is: no page says that it is taken off before it signed."""
    case, w = make_case(S.RECEIVED), world()
    answer = correct(w.district, case, confirm=False, unit=w.other_bureau.pk)
    page = answer.content.decode()
    said = "区民政局已经签收，不能在这里撤下；不该由它办的，请它申请退办，同意以后改办。"
    assert (answer.status_code, said in page) == (409, True)
    assert ('name="confirm"' in page, "还没有签收" in page) == (False, False)
    assert (parts(case), corrections(case)) == ([("区民政局", "独办", S.RECEIVED)], [])


def test_the_look_at_what_a_correction_does_writes_nothing():
    case, w = make_case(S.IN_PROGRESS), world()
    before = Event.objects.count(), Notice.objects.count(), Deputy.objects.count()
    looked = correct(w.district, case, confirm=False, lead="周建伟", co_signers="赵洪蓉、钱学文", new_deputies="on")
    assert (looked.status_code, 'name="confirm"' in looked.content.decode()) == (200, True)
    assert (Event.objects.count(), Notice.objects.count(), Deputy.objects.count()) == before
    assert facts(case)[2] == "赵洪蓉、周建伟"


def test_who_leads_and_who_helps_change_places_until_one_is_at_work():
    case, w = make_case(S.RECEIVED, part=Part.MAIN), world()
    helper = f.hand_over(case.suggestion, w.other_bureau, Part.HELP)
    turned = {"way": "主办", "unit": w.other_bureau.pk, "others": [w.bureau.pk]}
    assert correct(w.district, case, **turned).status_code == 302
    assert parts(case) == [("区民政局", "会办", S.RECEIVED), ("区房管局", "主办", S.AWAITING_RECEIPT)]
    f.advance(helper, "sign_for", "assign")
    answer = correct(w.district, case, way="主办", unit=w.bureau.pk, others=[w.other_bureau.pk])
    assert (answer.status_code, "区房管局已经分办，主办、共同主办和会办不能再对调" in answer.content.decode()) == (
        409,
        True,
    )


def test_a_unit_asked_by_the_one_in_charge_stays_out_of_it():
    case, w = make_case(S.IN_PROGRESS), world()
    ask = f.hand_over(case.suggestion, w.other_bureau, Part.HELP)
    record_event(ask, w.handler, "asked", "区民政局请会办", role=Role.HANDLER)
    assert "others" not in filled(signed_in(w.district), case)
    page = signed_in(w.district).get(f"/cases/{case.pk}/correct/").content.decode()
    assert "区房管局是主办单位请来会办的，不在这里改。" in page
    assert correct(w.district, case, title="关于增设路灯的建议").status_code == 302
    assert parts(case) == [("区民政局", "独办", S.IN_PROGRESS), ("区房管局", "会办", S.AWAITING_RECEIPT)]


# ---- dates ---------------------------------------------------------------------------------------------------


def due(case) -> dt.date:
    return Case.objects.get(pk=case.pk).statutory_due


def test_another_day_of_handing_out_counts_the_laws_date_again():
    case, w = make_case(S.IN_PROGRESS), world()
    before = due(case)
    assert correct(w.district, case, handed_on=f.day(-30).isoformat()).status_code == 302
    now = Case.objects.get(pk=case.pk)
    assert now.handed_on == f.day(-30)
    assert now.statutory_due < before
    assert now.statutory_due == now.current_round.due_on == due_of(now, f.workdays.WorkCalendar.load())


def test_a_unit_that_came_later_keeps_its_own_day():
    case, w = make_case(S.IN_PROGRESS, part=Part.MAIN, handed_on=f.day(-20)), world()
    later = f.hand_over(case.suggestion, w.other_bureau, Part.HELP, f.day(-2))
    assert correct(w.district, case, handed_on=f.day(-25).isoformat()).status_code == 302
    days = [Case.objects.get(pk=one.pk).handed_on for one in (case, later)]
    assert days == [f.day(-25), f.day(-2)]


def test_an_agreed_extension_stands():
    case, w = make_case(S.IN_PROGRESS), world()
    decide_extension(f.extension(case), w.district, agree=True, opinion="同意。")
    granted = due(case)
    assert correct(w.district, case, handed_on=f.day(-30).isoformat()).status_code == 302
    assert due(case) == granted


def test_nothing_is_signed_for_before_it_is_handed_out():
    case, w = make_case(S.RECEIVED, handed_on=f.day(-9)), world()
    Case.objects.filter(pk=case.pk).update(received_on=f.day(-5))
    answer = correct(w.district, case, handed_on=f.day(-4).isoformat())
    assert (answer.status_code, "交办日期不能晚于这一天" in answer.content.decode()) == (409, True)
    assert Case.objects.get(pk=case.pk).handed_on == f.day(-9)


def test_the_districts_own_date_is_set_moved_and_taken_away():
    case, w = make_case(S.IN_PROGRESS), world()
    found = []
    for day in (f.day(20).isoformat(), f.day(10).isoformat(), None):
        assert correct(w.district, case, due=day).status_code == 302
        found.append(Case.objects.get(pk=case.pk).internal_due)
    assert found == [f.day(20), f.day(10), None]
    late = correct(w.district, case, due=f.day(300).isoformat())
    assert (late.status_code, "晚于法定期限" in late.content.decode()) == (409, True)


def test_the_part_of_each_unit_is_corrected_and_a_unit_comes_to_sign_along():
    case, w = make_case(S.RECEIVED, part=Part.MAIN, number="070"), world()
    shares = "区民政局：助餐点布局\n区房管局：加装电梯"
    answer = correct(w.district, case, way="共同主办", hosts=[w.other_bureau.pk], others=[], shares=shares)
    assert answer.status_code == 302
    rows = Case.objects.order_by("pk").values_list("unit__short_name", "part", "share")
    assert list(rows) == [("区民政局", "主办", "助餐点布局"), ("区房管局", "共同主办", "加装电梯")]
    assert correct(w.district, case, shares="区房管局：加装电梯、管线").status_code == 302
    assert list(Case.objects.order_by("pk").values_list("share", flat=True)) == ["", "加装电梯、管线"]
    changes = Event.objects.filter(case=case, action="correct").last().data["changes"]
    old, new = "区民政局：助餐点布局\n区房管局：加装电梯", "区房管局：加装电梯、管线"
    assert changes == [{"field": "承办内容", "old": old, "new": new}]

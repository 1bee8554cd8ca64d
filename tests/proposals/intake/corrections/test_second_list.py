"""A list that comes again a week later: new, same, changed and gone are told apart, and what is ticked changes."""

import datetime as dt
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command

from proposals.cases.access import NotYours, Refused
from proposals.cases.workflow import perform
from proposals.intake.corrections.actions import correct_registration
from proposals.intake.corrections.fields import CorrectedField as F
from proposals.models import Case, Deputy, Event, IntakeList, Notice, Part, Status, Suggestion
from proposals.notices.events import tell_units
from tests import factories
from tests.proposals.intake.sheets import at_once, book, row, run

pytestmark = pytest.mark.django_db
TICK = re.compile(r'name="change" value="([^"]+)" form="confirm"( data-alone)?')


def send(client, *rows):
    answer = client.post("/intake/lists/", {"file": SimpleUploadedFile("再来的名单.xlsx", book(rows))})
    return answer["Location"]


def ticks(page):
    """(what is sent back, whether 全选 leaves it out) of every box on the page, in its order."""
    return [(tick, bool(alone)) for tick, alone in TICK.findall(page.text)]


def facts():
    """What is registered, of every case."""
    rows = Case.objects.order_by("suggestion__number", "pk")
    return [
        (case.suggestion.number, case.suggestion.title, case.suggestion.proposer_names, str(case.unit), case.part)
        for case in rows.select_related("suggestion", "unit")
    ]


def first_list(**cells):
    assert run(book([row("070", **cells), row("071"), row("072")]))[0] == 0
    return Suggestion.objects.get(number="070")


def test_the_four_kinds_are_told_apart(district):
    first_list()
    at = send(district, row("070", 标题="关于别的事的建议"), row("071"), row("073"))
    page = district.get(at)
    plan = page.context["plan"]
    assert plan.summary == "共3行：可登记1件，已有1件，与登记的不同1件，有错0行"
    assert [line.entry.number for line in plan.new] == ["073"]
    assert [line.entry.number for line in plan.same] == ["071"]
    assert [line.existing.number for line in plan.changed] == ["070"]
    assert [case.suggestion.number for case in plan.gone] == ["072"]
    gone = district.get(at, {"show": "gone"})
    assert "关于第072件事的建议" in gone.text
    assert "只是告诉您，什么也不会删去" in gone.text


def test_nothing_is_ticked_in_advance_and_what_is_not_ticked_stays(district):
    first_list()
    before = facts()
    at = send(district, row("070", 标题="关于别的事的建议", 类别="教育"), row("071"), row("072"))
    page = district.get(at)
    assert len(ticks(page)) == 2
    assert " checked" not in page.text.split('id="changes"')[1].split("</section>")[0]
    done = district.post(at, {"new": "0"}, follow=True)
    assert "没有勾选要更正的，什么也没有改动。" in done.text
    assert (facts(), IntakeList.objects.get().applied_at) == (before, None)


def test_a_ticked_change_is_made_and_the_other_is_not(district, world):
    asked = first_list()
    at = send(district, row("070", 标题="关于别的事的建议", 类别="教育"), row("071"), row("072"), row("073"))
    [(title, _), (_category, _)] = ticks(district.get(at))
    done = district.post(at, {"new": "1", "change": [title]}, follow=True)
    assert "已更正1件的1处。" in done.text
    asked.refresh_from_db()
    assert (asked.title, asked.category) == ("关于别的事的建议", "民政")
    assert Suggestion.objects.filter(number="073").exists()
    kept = IntakeList.objects.get()
    assert (kept.made, kept.corrected, kept.applied_by) == (1, 1, world.district)
    event = asked.cases.get().events.last()
    assert (event.action, event.label, event.actor) == ("correct", "更正登记：标题", world.district)
    assert event.data["changes"] == [{"field": "标题", "old": "关于第070件事的建议", "new": "关于别的事的建议"}]
    assert (event.data["from"], event.data["file"]) == ("名单", "再来的名单.xlsx")
    assert "标题由“关于第070件事的建议”改为“关于别的事的建议”。" in event.comment
    assert asked.cases.get().version == 1
    call_command("verify_audit")


def test_the_same_press_twice_changes_once(district):
    asked = first_list()
    at = send(district, row("070", 类别="教育"))
    [(tick, _)] = ticks(district.get(at))
    district.post(at, {"new": "0", "change": [tick]})
    again = district.post(at, {"new": "0", "change": [tick]}, follow=True)
    assert "这份名单已经办过了，没有再登记或更正一次。" in again.text
    assert asked.cases.get().events.count() == 2


@pytest.mark.django_db(transaction=True)
def test_two_presses_at_once_change_once(district, world):
    asked = first_list()
    at = send(district, row("070", 类别="教育"))
    [(tick, _)] = ticks(district.get(at))
    assert at_once(world.district, at, {"new": "0", "change": [tick]}) == [302, 302]
    assert asked.cases.get().events.count() == 2


@pytest.mark.parametrize(
    ("cells", "after"),
    [
        (
            {"领衔代表": "周建伟", "附议代表": "赵洪蓉、钱学文"},
            [("070", "关于第070件事的建议", "周建伟、赵洪蓉、钱学文", "区民政局", "独办")],
        ),
        (
            {"主办单位": "区房管局"},
            [("070", "关于第070件事的建议", "赵洪蓉、周建伟、李倩宇", "区房管局", "独办")],
        ),
        (
            {"会办单位": "区房管局"},
            [
                ("070", "关于第070件事的建议", "赵洪蓉、周建伟、李倩宇", "区民政局", "主办"),
                ("070", "关于第070件事的建议", "赵洪蓉、周建伟、李倩宇", "区房管局", "会办"),
            ],
        ),
        (
            {"主办单位": "区民政局、区房管局"},
            [
                ("070", "关于第070件事的建议", "赵洪蓉、周建伟、李倩宇", "区民政局", "主办"),
                ("070", "关于第070件事的建议", "赵洪蓉、周建伟、李倩宇", "区房管局", "共同主办"),
            ],
        ),
    ],
)
def test_people_and_units(district, cells, after):
    run(book([row("070")]))
    at = send(district, row("070", **cells))
    district.post(at, {"new": "0", "change": [tick for tick, _ in ticks(district.get(at))]})
    assert facts() == after
    # The same list again differs in nothing.
    again = send(district, row("070", **cells))
    assert [line.existing.number for line in district.get(again).context["plan"].same] == ["070"]
    call_command("verify_audit")


def test_main_and_helping_unit_change_places(district):
    run(book([row("070", 会办单位="区房管局")]))
    at = send(district, row("070", 主办单位="区房管局", 会办单位="区民政局"))
    district.post(at, {"new": "0", "change": [tick for tick, _ in ticks(district.get(at))]})
    assert [(str(case.unit), case.part, case.statutory_due) for case in Case.objects.order_by("pk")] == [
        ("区民政局", "会办", dt.date(2026, 4, 7)),
        ("区房管局", "主办", dt.date(2026, 6, 5)),
    ]


def test_dates_move_the_limits(district):
    run(book([row("070", 答复期限="2026-05-20")]))
    at = send(district, row("070", 交办日期="2026-03-09", 答复期限="2026-05-25"))
    district.post(at, {"new": "0", "change": [tick for tick, _ in ticks(district.get(at))]})
    case = Case.objects.get()
    assert (case.handed_on, case.statutory_due, case.internal_due) == (
        dt.date(2026, 3, 9),
        dt.date(2026, 6, 9),
        dt.date(2026, 5, 25),
    )
    again = send(district, row("070", 交办日期="2026-03-09", 答复期限="2026-05-25"))
    assert len(district.get(again).context["plan"].same) == 1


def test_the_unit_that_had_it_and_the_one_that_gets_it_are_told(district, world):
    run(book([row("070")]))
    at = send(district, row("070", 主办单位="区房管局"))
    district.post(at, {"new": "0", "change": [tick for tick, _ in ticks(district.get(at))]})
    Notice.objects.filter(recipient=world.office, case__isnull=False).delete()
    tell_units()
    said = {notice.recipient.username: notice.sentence for notice in Notice.objects.all()}
    assert said == {
        "office": "070号建议《关于第070件事的建议》：登记有误，已更正，改由区房管局承办，你单位不用再办。",
        "other_office": "070号建议《关于第070件事的建议》：已交办给你单位，请签收。",
    }
    assert Notice.objects.get(recipient=world.office).get_absolute_url() == "/notices/"


# ---- what cannot be changed any more -------------------------------------------------------------------------


def test_after_it_was_signed_for_nothing_can_be_ticked(district, world):
    asked = first_list()
    perform(asked.cases.get(), "sign_for", world.office)
    at = send(district, row("070", 标题="关于别的事的建议"), row("071"), row("072"))
    page = district.get(at)
    assert ticks(page) == []
    assert "区民政局的这一件现在是“已签收”，签收以后登记的内容不能再改。" in page.text


def test_a_unit_that_was_handed_the_case_is_not_taken_off_by_a_list(district):
    run(book([row("070", 主办单位="区民政局、区房管局")]))
    at = send(district, row("070", 主办单位="区民政局"))
    page = district.get(at)
    assert ticks(page) == []
    assert "区房管局已经收到交办，不能按名单撤下，请由它申请退办" in page.text


def test_signed_for_between_looking_and_pressing(district, world):
    asked = first_list()
    at = send(district, row("070", 标题="关于别的事的建议"), row("071", 类别="教育"), row("072"))
    sent = [tick for tick, _ in ticks(district.get(at))]
    perform(asked.cases.get(), "sign_for", world.office)
    done = district.post(at, {"new": "0", "change": sent}, follow=True)
    assert "070号没有更正：区民政局的这一件现在是“已签收”，签收以后登记的内容不能再改。" in done.text
    assert "已更正1件的1处。" in done.text
    assert facts()[0][1] == "关于第070件事的建议"
    assert Suggestion.objects.get(number="071").category == "教育"


def test_changed_by_somebody_between_looking_and_pressing(district, world):
    asked = first_list()
    at = send(district, row("070", 标题="关于别的事的建议"), row("071"), row("072"))
    sent = [tick for tick, _ in ticks(district.get(at))]
    correct_registration(asked, {F.TITLE: "关于第三件事的建议"}, world.district, "提出人来电更正")
    done = district.post(at, {"new": "0", "change": sent}, follow=True)
    assert "070号没有更正：您核对以后，这一件又有了变化，没有改。请看现在的内容。" in done.text
    asked.refresh_from_db()
    assert (asked.title, IntakeList.objects.get().applied_at) == ("关于第三件事的建议", None)


def test_what_was_corrected_by_hand_is_left_out_of_all(district, world):
    asked = first_list()
    correct_registration(asked, {F.TITLE: "关于第三件事的建议"}, world.district, "提出人来电更正")
    at = send(district, row("070", 类别="教育"), row("071"), row("072"))
    page = district.get(at)
    assert [alone for _, alone in ticks(page)] == [True, False]
    assert "手工改过：现在的内容不是名单来的，请核对以后再勾。" in page.text
    # What a list corrected is the list's again.
    title, category = (tick for tick, _ in ticks(page))
    district.post(at, {"new": "0", "change": [title, category]})
    later = send(district, row("070", 标题="关于第四件事的建议", 类别="教育"), row("071"), row("072"))
    assert [alone for _, alone in ticks(district.get(later))] == [False]


@pytest.mark.parametrize("sent", ["", "abc", "1.zz", "9" * 40 + "." + "0" * 16, "１.0123456789abcdef"])
def test_what_no_page_sends_is_passed_over(district, sent):
    first_list()
    at = send(district, row("070", 类别="教育"))
    before = facts()
    assert district.post(at, {"new": "0", "change": [sent]}).status_code == 302
    assert facts() == before


def test_a_tick_of_nothing_is_refused_and_said(district):
    first_list()
    at = send(district, row("070", 类别="教育"))
    done = district.post(at, {"new": "0", "change": ["999999.0123456789abcdef"]}, follow=True)
    assert "有一件没有更正：您核对以后，这一件又有了变化，没有改。" in done.text


# ---- by whom -------------------------------------------------------------------------------------------------


def test_an_office_is_told_nothing_of_what_others_handle(client, world):
    run(book([row("070", 主办单位="区房管局", 标题="关于房子的建议")]))
    client.force_login(world.office)
    page = client.get(send(client, row("070")))
    assert "这个件号已经登记，由别的单位承办。请与区政府办公室核对。" in page.text
    assert "关于房子的建议" not in page.text


def test_an_office_corrects_its_own_alone(client, world):
    run(book([row("070"), row("071", 主办单位="区民政局、区房管局")]))
    client.force_login(world.office)
    at = send(client, row("070", 类别="教育"), row("071", 标题="关于别的事的建议"))
    page = client.get(at)
    assert len(ticks(page)) == 1
    assert "这一件也由区房管局承办，请区政府办公室更正。" in page.text
    client.post(at, {"new": "0", "change": [tick for tick, _ in ticks(page)]})
    assert Suggestion.objects.get(number="070").category == "教育"


def test_what_is_gone_is_told_only_of_cases_one_may_open(client, world):
    run(book([row("070"), row("071", 主办单位="区房管局"), row("072")]))
    client.force_login(world.office)
    page = client.get(send(client, row("070")))
    assert [case.suggestion.number for case in page.context["plan"].gone] == ["072"]


def test_what_was_typed_by_hand_is_not_gone(district, world):
    factories.hand_over(factories.suggestion(number="099"), world.bureau)
    assert district.get(send(district, row("070"))).context["plan"].gone == []


# ---- the action itself ---------------------------------------------------------------------------------------


def test_a_correction_by_hand_is_whole_or_not_at_all(world):
    asked = first_list()
    changes = {F.TITLE: "别的标题", F.DUE: dt.date(2027, 1, 1)}
    with pytest.raises(Refused, match=r"答复期限：2027年1月1日晚于法定期限2026年6月5日"):
        correct_registration(asked, changes, world.district, "核对")
    asked.refresh_from_db()
    assert (asked.title, asked.cases.get().events.count()) == ("关于第070件事的建议", 1)


def test_the_same_correction_again_does_nothing(world):
    asked = first_list()
    changes = {F.TITLE: "别的标题", F.UNITS: [(world.other_bureau, Part.SOLE)]}
    assert len(correct_registration(asked, changes, world.district, "核对")) == 1
    assert correct_registration(asked, changes, world.district, "核对") == []
    event = asked.cases.get().events.last()
    assert (event.label, event.data["from"]) == ("更正登记，改交区房管局", "手工登记")


def test_a_case_whose_unit_signs_has_moved_on_for_an_old_page(world):
    asked = first_list()
    case = asked.cases.get()
    correct_registration(asked, {F.TITLE: "别的标题"}, world.district, "核对")
    with pytest.raises(Refused):
        perform(case, "sign_for", world.office, seen=case.version)


def test_who_may(world):
    asked = first_list()
    with pytest.raises(NotYours):
        correct_registration(asked, {F.TITLE: "别的标题"}, world.other_office, "核对")
    with pytest.raises(NotYours):
        correct_registration(asked, {F.TITLE: "别的标题"}, world.leader, "核对")
    assert Event.objects.filter(action="correct").count() == 0


def test_nothing_of_a_refused_row_is_left(world):
    asked = first_list()
    people = Deputy.objects.count()
    perform(asked.cases.get(), "sign_for", world.office)
    with pytest.raises(Refused):
        correct_registration(asked, {F.PROPOSERS: [Deputy(name="钱学文")]}, world.district, "核对")
    assert Deputy.objects.count() == people


# ---- from the command line -----------------------------------------------------------------------------------


def test_the_command_corrects_what_is_safe(world):
    first = first_list()
    second = Suggestion.objects.get(number="071")
    correct_registration(second, {F.TITLE: "关于第三件事的建议"}, world.district, "提出人来电更正")
    perform(Suggestion.objects.get(number="072").cases.get(), "sign_for", world.office)
    later = book([row("070", 类别="教育"), row("071"), row("072", 类别="教育")])
    status, printed, _ = run(later, "--correct")
    assert status == 0
    assert "    标题：“关于第三件事的建议” → “关于第071件事的建议”（手工改过）" in printed.splitlines()
    assert "已更正1件的1处。" in printed.splitlines()
    assert [one.category for one in Suggestion.objects.order_by("number")] == ["教育", "民政", "民政"]
    assert first.cases.get().events.last().data["from"] == "名单"
    assert Case.objects.filter(status=Status.AWAITING_RECEIPT).count() == 2

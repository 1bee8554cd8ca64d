"""代表: found, registered, changed, looked at; two records made one; a mandate that ends."""

import pytest

from proposals.models import AdministrationEvent, Deputy, Event, Notice, Sponsorship
from replies.feedback.links import make_link
from replies.feedback.reminders import remind_deputies
from replies.models import Contact, Invitation
from replies.prints.snapshots import snapshot_of
from tests import factories as f
from tests.proposals.administration.offices import browser_of, field_on, seen_on

pytestmark = pytest.mark.django_db
NAMES = ("office-rows", "td[1]")
NEW = {"name": "何秀英", "kind": "代表", "level": 4, "proposes_as": "个人", "delegation": "大场代表团", "seen": 0}


@pytest.fixture
def w():
    return f.world()


@pytest.fixture
def admin(w):
    return browser_of(w.admin)


def said_of(deputy):
    rows = AdministrationEvent.objects.filter(subject="deputy", subject_id=deputy.pk).order_by("pk")
    return [(row.label, [(one["field"], one["old"], one["new"]) for one in row.changes], row.comment) for row in rows]


def leave(admin, deputy, **said):
    path = f"/office/deputies/{deputy.pk}/left/"
    seen = field_on(admin.get(path), "seen")
    return admin.post(path, {"on": f.day(0).isoformat(), "why": "辞职", "seen": seen, **said})


def merge(admin, gone, stays, **said):
    path = f"/office/deputies/{gone.pk}/into/{stays.pk}/"
    return admin.post(path, {"seen": 0, "seen_other": 0, "sure": "on", **said})


@pytest.mark.parametrize(
    ("on", "said"),
    [("1900-01-01", "这个日期太早了，请核对年份。"), ("2199-01-01", "日期不能晚于今天。")],
)
def test_a_mandate_does_not_end_in_a_year_that_is_a_slip(admin, on, said):
    deputy = f.deputy("何秀英")
    page = leave(admin, deputy, on=on)
    assert page.context["form"].errors == {"on": [said]}
    assert Deputy.objects.get(pk=deputy.pk).left_on is None


def test_a_mandate_does_not_end_before_the_session_at_which_something_was_proposed(admin):
    suggestion = f.suggestion()
    deputy = suggestion.sponsorships.first().deputy
    session = suggestion.session
    session.opened_on = f.day(-30)
    session.save()
    page = leave(admin, deputy, on=f.day(-31).isoformat())
    assert list(page.context["form"].errors) == ["on"]
    assert f"{deputy}在{session}还提过建议、提案" in page.content.decode()
    assert leave(admin, deputy, on=f.day(-30).isoformat()).status_code == 302


# ---- found, changed -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=秀英", ["何秀英"]),
        ("q=hxy", ["何秀英"]),
        ("q=2207", ["何秀英"]),
        ("q=BS-7", ["何秀英"]),
        ("group=大场代表团", ["何秀英"]),
        ("kind=委员", ["民盟宝山区委"]),
        ("show=groups", ["民盟宝山区委"]),
        ("show=no-phone", ["民盟宝山区委"]),
        ("level=3", []),
        ("level=x&kind=y&show=z&page=q&q=何秀英", ["何秀英"]),
    ],
)
def test_deputies_are_found_by_words_kind_level_group_and_what_is_missing(admin, query, found):
    f.deputy("何秀英", delegation="大场代表团", phone="13900002207", code="BS-7")
    f.deputy("民盟宝山区委", "委员", proposes_as="党派团体", delegation="", phone="")
    assert seen_on(admin.get(f"/office/deputies/?{query}"), *NAMES) == found


def test_a_deputy_is_registered_and_a_namesake_must_be_told_apart(admin):
    assert admin.post("/office/deputies/new/", NEW).status_code == 302
    assert said_of(Deputy.objects.get(name="何秀英")) == [("新增", [], "")]
    again = admin.post("/office/deputies/new/", NEW)
    assert (again.status_code, "已经有何秀英（大场代表团）" in again.content.decode()) == (400, True)
    assert admin.post("/office/deputies/new/", NEW | {"code": "BS-8"}).status_code == 302


def test_the_telephone_is_masked_and_who_looks_is_written_down(w, admin):
    deputy = f.deputy("何秀英", phone="13900002207", email="hxy@example.org", address="友谊路8号")
    path = f"/office/deputies/{deputy.pk}/"
    pages = admin.get(path).content.decode() + admin.get("/office/deputies/").content.decode()
    assert not any(word in pages for word in ("13900002207", "hxy@example.org", "友谊路8号"))
    assert said_of(deputy) == []
    for _ in range(2):
        assert "13900002207" in admin.post(f"{path}phone/").content.decode()
    assert said_of(deputy) == [("看了电话", [], "")]


def test_a_change_is_told_without_the_number_and_an_older_page_is_refused(admin):
    deputy = f.deputy("何秀英", delegation="大场代表团", phone="13900002207")
    path = f"/office/deputies/{deputy.pk}/edit/"
    facts = NEW | {"seen": field_on(admin.get(path), "seen"), "phone": "13900002208", "delegation": "庙行代表团"}
    assert admin.post(path, facts).status_code == 302
    told = [("代表团", "大场代表团", "庙行代表团"), ("手机", "已设置", "已改")]
    assert said_of(deputy)[1:] == [("改资料", told, "")]
    assert admin.post(path, facts | {"delegation": "罗店代表团"}).status_code == 409


# ---- 并入 ---------------------------------------------------------------------------------------------------


def test_two_records_become_one_with_everything_that_hangs_on_them(w, admin):
    case = f.make_case("seeking_feedback")
    gone = case.suggestion.proposers[0]
    Deputy.objects.filter(pk=gone.pk).update(code="BS-1")
    stays = f.deputy("赵洪容", delegation="", phone="")
    make_link(case.current_round, w.handler, gone)
    before = Event.objects.filter(deputy=gone).count()
    page = admin.get(f"/office/deputies/{gone.pk}/into/{stays.pk}/").content.decode()
    assert "提出人 1 项" in page
    assert "代表证号、代表团、手机" in page
    assert merge(admin, gone, stays).status_code == 302
    new, old = Deputy.objects.get(pk=stays.pk), Deputy.objects.get(pk=gone.pk)
    assert (new.code, new.delegation, new.phone) == ("BS-1", "吴淞代表团", "13000000001")
    assert (old.merged_into, old.code) == (new, None)
    for model in (Sponsorship, Contact, Invitation):
        found = [model.objects.filter(deputy=one).count() for one in (old, new)]
        assert (found[0], found[1] > 0) == (0, True)
    assert Event.objects.filter(deputy=old).count() == before
    assert case.events.last().label == "赵洪蓉（吴淞代表团）的记录并入赵洪容"
    assert [label for label, _, _ in said_of(new) + said_of(old)] == ["并入了", "并入"]
    assert merge(admin, gone, stays).status_code == 409


def test_both_signers_of_one_suggestion_are_not_one_person(w, admin):
    case = f.make_case("seeking_feedback")
    gone, stays = case.suggestion.proposers
    refused = merge(admin, gone, stays)
    number = case.suggestion.short_number
    said = f"两条记录都是区九届人大五次会议{number}的提出人。"
    assert (refused.status_code, said in refused.content.decode()) == (409, True)
    assert Deputy.objects.filter(merged_into=None, pk=gone.pk).exists()


def test_who_both_answered_one_round_are_not_merged(w, admin):
    """One of the two was taken off the suggestion later; what they answered still says that they are two."""
    case = f.make_case("seeking_feedback")
    gone, stays = case.suggestion.proposers
    f.answer(case, w.handler, gone)
    f.answer(case, w.handler, stays)
    Sponsorship.objects.filter(deputy=gone).delete()
    refused = merge(admin, gone, stays)
    assert refused.status_code == 409
    assert "两条记录在同一轮办理里都有" in refused.content.decode()
    assert Deputy.objects.filter(merged_into=None, pk=gone.pk).exists()


def test_a_deputy_and_a_member_or_a_group_are_not_one(admin):
    deputy, member = f.deputy("何秀英"), f.deputy("何秀英", "委员")
    assert merge(admin, deputy, member).status_code == 409


# ---- 不再担任 -----------------------------------------------------------------------------------------------


def test_who_has_left_gets_no_link_is_not_asked_and_the_case_says_so(w, admin):
    case = f.make_case("seeking_feedback")
    deputy, other = case.suggestion.proposers
    make_link(case.current_round, w.handler, deputy)
    assert leave(admin, deputy).status_code == 302
    case.reload()
    reply = case.current_round
    assert not Invitation.objects.filter(deputy=deputy, revoked_at=None).exists()
    assert (reply.unanswered_deputies(), remind_deputies()) == ([other], 0)
    event = case.events.filter(action="deputy_left").get()
    assert event.label.endswith("不再担任代表（辞去职务）")
    assert event.comment == "征询链接已经停用，不再发新的，也不再提醒。\n还没有反馈，不再征求意见，办理情况表上注明。"
    browser = browser_of(w.handler)
    assert browser.post(f"/cases/{case.pk}/link/{deputy.pk}/").status_code in (404, 405, 409)
    assert "已不再担任代表" in browser.get(f"/cases/{case.pk}/?tab=feedback").content.decode()
    silent = snapshot_of(reply, draft=reply.signed_draft)["silent"]
    assert [row for row in silent if row["deputy"] == deputy.name] == [
        {"deputy": deputy.name, "conclusion": "已不再担任代表"}
    ]
    assert list(Sponsorship.objects.filter(deputy=deputy)) != []


def test_the_clock_stops_where_only_who_left_was_not_reached(w, admin):
    case = f.make_case("seeking_feedback", deputies=1)
    assert case.delivered_on is None
    leave(admin, case.suggestion.proposers[0])
    case.reload()
    assert case.delivered_on == f.day(0)


def test_an_open_displeasure_goes_on_being_studied_and_the_body_is_told(w, admin):
    case = f.make_case("under_study")
    deputy = case.suggestion.proposers[0]
    leave(admin, deputy, why="去世")
    case.reload()
    assert case.status == "under_study"
    assert "仍由代表工作机构研究" in case.events.filter(action="deputy_left").get().comment
    told = Notice.objects.filter(key=f"left:{case.pk}:{deputy.pk}").order_by("pk")
    assert [one.recipient for one in told] == [w.district, w.congress]


def test_a_mistake_is_taken_back_and_an_older_page_is_refused(w, admin):
    case = f.make_case("seeking_feedback")
    deputy = case.suggestion.proposers[0]
    leave(admin, deputy)
    path = f"/office/deputies/{deputy.pk}/returned/"
    assert admin.post(path, {"seen": 0, "reason": "登记错了"}).status_code == 409
    seen = field_on(admin.get(path), "seen")
    assert admin.post(path, {"seen": seen, "reason": "登记错了"}).status_code == 302
    case.reload()
    assert deputy in case.current_round.unanswered_deputies()
    assert [label for label, _, _ in said_of(deputy)] == ["不再担任", "仍在任"]


def test_a_bureaus_administrator_looks_after_no_deputies(w):
    browser = browser_of(f.person("bureauadmin", "局管理员", (w.bureau, "admin")))
    assert browser.get("/office/deputies/").status_code == 403

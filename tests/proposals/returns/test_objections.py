"""A deputy's objection to an assignment: said in 我的建议 or by telephone, heard, and what each side sees of it."""

import datetime as dt
import uuid

import pytest

from proposals.cases.ends import void_suggestion, withdraw_suggestion
from proposals.cases.workflow import BY_NAME, MOVE_ON
from proposals.models import Case, Extension, Notice, Objection, Part, PlaceRule, Status
from proposals.notices.events import tell_units
from tests import factories as f
from tests.proposals.administration.offices import browser_of, text_of
from tests.replies.messages.people import tell
from tests.replies.mine.phones import let_in, text
from tests.rules.oversight.hearing import by_the_body, object_to

pytestmark = pytest.mark.django_db
S = Status
WHY = "区委编办的规定明确由房管部门负责。"
REASON = "电梯加装归房管部门。"


def press(client, case, **said):
    """The form of 我的建议, as the page gives it."""
    sent = {"key": str(uuid.uuid4()), "reason": REASON, "proposed": "区房管局", **said}
    return client.post(f"/mine/{case.suggestion_id}/object/{case.pk}/", sent)


def lists(who, group="objections"):
    """The cases in a list of this person's."""
    return [row.case.pk for row in browser_of(getattr(f.world(), who)).get(f"/?group={group}").context["rows"]]


def told_of(words):
    """Who has a notice with these words now, before any housekeeping."""
    rows = Notice.objects.filter(sentence__contains=words)
    return sorted(rows.values_list("recipient__username", flat=True))


def hear(who, held, **said):
    return browser_of(getattr(f.world(), who)).post(f"/objections/{held.pk}/", {"why": WHY, **said})


def test_from_the_deputy_to_the_answer_of_the_body():
    case, w = f.make_case("in_progress", deputies=2), f.world()
    deputy, other = case.suggestion.proposers
    phone, key = let_in(deputy), str(uuid.uuid4())
    assert "我认为不该由区民政局办" in text(phone.get(f"/mine/{case.suggestion_id}/"))
    answers = [press(phone, case, key=key).status_code, press(phone, case, key=key).status_code]
    answers += [press(phone, case).status_code, press(phone, case, reason="").status_code]
    assert answers == [302, 302, 302, 409]  # sent twice, and said twice, is said once
    assert press(phone, case, reason="还有一条理由。").status_code == 409
    held = Objection.objects.get()
    assert (held.reason, held.proposed, held.body, held.awaits) == (REASON, "区房管局", "congress", "congress")
    said = text(phone.get(f"/mine/{case.suggestion_id}/"))
    assert ("正在听取" in said, "我认为不该由" in said, REASON in said) == (True, False, True)
    assert "正在听取" in text(phone.get("/mine/"))
    assert REASON not in text(let_in(other).get(f"/mine/{case.suggestion_id}/"))
    # In the worklist of the body alone; the unit sees it and goes on working.
    assert [lists(who) for who in ("congress", "district", "cppcc")] == [[case.pk], [], []]
    assert [case.pk in lists(who, "todo") for who in ("congress", "district")] == [True, False]
    assert told_of("对交办有意见") == ["congress", "handler", "office"]
    assert tell_units() == 0  # told at once, so housekeeping has nothing to add
    assert "对交办有意见" in text_of(browser_of(w.congress).get("/notices/"))
    page = text_of(browser_of(w.handler).get(f"/cases/{case.pk}/"))
    assert (REASON in page, "等代表工作机构听取" in page, f"/objections/{held.pk}/" in page) == (True, True, False)
    assert browser_of(w.handler).get(f"/cases/{case.pk}/draft/").status_code == 200
    # Kept: the deputy is told with the reason, once; the same again writes nothing, another's word comes too late.
    assert hear("congress", held, hearing="改办").status_code == 409  # the place gives it to the district's office
    assert hear("congress", held, hearing="维持交办", why="").status_code == 400
    before = case.event_count
    assert [hear("congress", held, hearing="维持交办").status_code for _ in range(2)] == [302, 302]
    assert hear("congress", held, hearing="维持交办", why="另一条。").status_code == 409
    case.reload()
    assert (case.status, case.event_count - before, lists("congress")) == (S.IN_PROGRESS, 2, [])
    (message,) = [one for one in tell() if one.kind == "objection"]
    assert (message.deputy, WHY.rstrip("。") in message.words, "维持交办" in message.words) == (deputy, True, True)
    said = text(phone.get(f"/mine/{case.suggestion_id}/"))
    assert (WHY in said, "维持交办" in said, "我认为不该由" in said) == (True, True, True)
    assert (told_of("维持交办"), tell_units()) == (["handler", "office"], 0)
    assert WHY in text_of(browser_of(w.office).get(f"/cases/{case.pk}/"))


def test_the_body_advises_and_the_district_moves_it_on():
    case, w = f.make_case("checking"), f.world()
    extension, helper = f.extension(case), f.hand_over(case.suggestion, f.unit("区城管局"), Part.HELP)
    held = object_to(case)
    advice = {"hearing": "建议改办", "unit": w.other_bureau.pk}
    assert [hear("congress", held, **advice).status_code for _ in range(2)] == [302, 302]
    assert [lists(who) for who in ("congress", "district")] == [[], [case.pk]]
    assert told_of("建议改办") == ["district"]
    assert hear("congress", held, hearing="维持交办").status_code == 403
    page = browser_of(w.district).get(f"/objections/{held.pk}/")
    assert (WHY in text_of(page), page.context["form"]["unit"].initial) == (True, w.other_bureau)
    taken = {"hearing": "改办", "unit": w.other_bureau.pk, "why": "同意，改由区房管局办。"}
    assert [hear("district", held, **taken).status_code for _ in range(2)] == [302, 302]
    case.reload()
    new = Case.objects.get(unit=w.other_bureau)
    held.refresh_from_db()
    assert (case.status, case.passed_on, new.status) == (S.RETURNED, f.day(0), S.AWAITING_RECEIPT)
    assert (held.outcome, held.moved_to, held.decided_as, held.awaits) == ("改办", w.other_bureau, "district", "")
    assert Extension.objects.get(pk=extension.pk).outcome == Extension.Outcome.LAPSED
    assert "不再办理" in helper.events.get(action="led_back").label
    kinds = {one.kind: one for one in tell()}
    assert (kinds["objection"].case, "改由区房管局办理" in kinds["objection"].words) == (new, True)
    assert "改由区房管局办理" in text(let_in(held.deputy).get(f"/mine/{case.suggestion_id}/"))
    heard = Notice.objects.filter(key=f"event:{case.events.get(action='objection_heard').pk}")
    assert sorted(heard.values_list("recipient__username", flat=True)) == ["congress", "handler", "office"]


def test_a_proposal_to_move_it_that_the_district_does_not_follow_is_told_as_its_word():
    case, w = f.make_case("received"), f.world()
    held = object_to(case)
    own = {"hearing": "建议改办", "unit": w.bureau.pk}
    refused = hear("congress", held, **own)
    assert (refused.status_code, "这件建议现在就在区民政局，请选别的单位" in text_of(refused)) == (409, True)
    assert text_of(refused).count("都还在") == 1
    assert hear("congress", held, **own | {"unit": w.other_bureau.pk}).status_code == 302
    assert hear("district", held, hearing="维持交办").status_code == 302
    (message,) = [one for one in tell() if one.kind == "objection"]
    assert f"经代表工作机构听取、区政府办公室研究：维持交办，请区民政局继续办理。理由：{WHY}" in message.words


@pytest.mark.parametrize("status", BY_NAME[MOVE_ON].sources)
def test_the_body_that_decides_moves_it_on_itself_with_every_objection(status):
    by_the_body()
    case = f.make_case(status)
    one, two = (object_to(case, deputy=deputy) for deputy in case.suggestion.proposers)
    assert hear("congress", one, hearing="改办").status_code == 302
    case.reload()
    assert (case.status, case.passed_on, case.approval_step) == (S.RETURNED, None, None)
    assert {row.outcome for row in Objection.objects.all()} == {"改办"}
    assert case.pk in lists("congress", "hand_on")
    told = {row.deputy_id for row in tell() if row.kind == "objection"}
    assert told == {one.deputy_id, two.deputy_id}


def test_where_both_decide_the_second_does():
    PlaceRule.objects.create(question="return", kind="建议", answer="both", source="规定")
    held = object_to(f.make_case("received"))
    assert hear("congress", held, hearing="改办").status_code == 409
    assert hear("congress", held, hearing="建议改办").status_code == 302
    assert hear("district", held, hearing="改办", unit=f.world().other_bureau.pk).status_code == 302


def test_when_there_is_nothing_to_object_to_or_to_move():
    w, refused = f.world(), {}
    for status in S:
        case = f.make_case(status)
        refused[status] = press(let_in(case.suggestion.proposers[0]), case).status_code
    assert {status for status, code in refused.items() if code == 302} == set(BY_NAME[MOVE_ON].sources)
    # What was given back meanwhile is another's now, what is answered stays.
    case = f.make_case("in_progress")
    held = object_to(case)
    f.advance(f.advance(case, "ask_return"), "agree_return")
    assert hear("congress", held, hearing="维持交办").status_code == 409
    assert hear("congress", held, hearing="改办").status_code == 302
    case = f.make_case("signing")
    held = object_to(case)
    f.advance(case, "sign")
    page = browser_of(w.congress).get(f"/objections/{held.pk}/").context["form"]
    assert [value for value, _ in page.fields["hearing"].choices] == ["维持交办"]
    assert hear("congress", held, hearing="维持交办").status_code == 302


def test_the_deputy_takes_it_back_before_it_is_heard():
    case = f.make_case("received")
    deputy, other = case.suggestion.proposers
    held = object_to(case)
    path, phone = f"/mine/objection/{held.pk}/back/", let_in(deputy)
    assert path in phone.get(f"/mine/{case.suggestion_id}/").content.decode()
    assert let_in(other).post(path).status_code == 404
    assert [phone.post(path).status_code for _ in range(2)] == [302, 302]
    (event,) = case.events.filter(action="objection_back")
    assert (event.label, event.deputy, event.role) == (f"{deputy.addressed}收回对交办的意见", deputy, "deputy")
    assert (lists("congress"), hear("congress", held, hearing="维持交办").status_code) == ([], 409)
    assert ("代表收回" in text(phone.get(f"/mine/{case.suggestion_id}/")), tell()) == (True, [])
    again = object_to(case)
    assert hear("congress", again, hearing="维持交办").status_code == 302
    assert phone.post(f"/mine/objection/{again.pk}/back/").status_code == 409


@pytest.mark.parametrize(("end", "said"), [(withdraw_suggestion, "撤回"), (void_suggestion, "作废")])
def test_what_is_withdrawn_or_void_is_heard_no_more(end, said):
    case, w = f.make_case("received"), f.world()
    held = object_to(case)
    page = browser_of(w.congress).get(f"/objections/{held.pk}/")  # opened before
    assert page.context["may_hear"] is True
    end(case, w.district, comment="代表书面撤回。")
    assert hear("congress", held, hearing="维持交办").status_code == 409
    held.refresh_from_db()
    assert (held.outcome, held.decided_by, held.why) == ("随件了结", None, "")
    page = browser_of(w.congress).get(f"/objections/{held.pk}/")
    assert (page.context["may_hear"], f"{said}，不再听取" in text_of(page)) == (False, True)
    assert [one.kind for one in tell() if one.kind == "objection"] == []


def test_taken_down_for_who_rings_up():
    case, w = f.make_case("received"), f.world()
    path = f"/cases/{case.pk}/objection/"
    said = {"deputy": case.suggestion.proposers[0].pk, "came_by": "来电", "reason": REASON, "key": str(uuid.uuid4())}
    said |= {"said_on": f.day(0).isoformat()}
    for odd in (f.day(1), case.handed_on - dt.timedelta(days=1)):  # not yet, and before there was a 交办
        assert browser_of(w.congress).post(path, said | {"said_on": odd.isoformat()}).status_code == 400
    assert path in browser_of(w.congress).get(f"/cases/{case.pk}/").content.decode()
    second = said | {"deputy": case.suggestion.proposers[1].pk, "key": str(uuid.uuid4())}
    assert browser_of(w.congress).post(path, second).status_code == 302
    assert Objection.objects.get().deputy == case.suggestion.proposers[1]
    Objection.objects.all().delete()
    assert [browser_of(w.district).post(path, said).status_code for _ in range(2)] == [302, 302]
    held = Objection.objects.get()
    assert (held.recorded_by, held.came_by, held.awaits, held.came) == (
        w.district,
        "来电",
        "congress",
        "来电提出，陆文登记",
    )
    assert browser_of(w.congress).post(path, said | {"key": str(uuid.uuid4())}).status_code == 409
    assert browser_of(w.congress).post(path, said | {"came_by": "网上"}).status_code == 400
    assert "（来电提出）" in text(let_in(held.deputy).get(f"/mine/{case.suggestion_id}/"))
    # A 提案 is heard by its own body, what the city's deputies asked by the district's office.
    proposal = f.make_case("received", body="政协")
    assert object_to(proposal).body == "congress"
    assert [lists(who) for who in ("congress", "cppcc")] == [[case.pk], [proposal.pk]]

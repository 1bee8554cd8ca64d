"""The words of standard form, from the case's facts."""

import pytest

from proposals.models import Part, Unit
from replies.drafts import set_phrases
from replies.drafts.findings import findings_of
from replies.models import Reply
from replies.rounds.actions import reopen_case
from tests import factories as f

pytestmark = pytest.mark.django_db


def offered(reply):
    return {piece.name: piece.text for piece in set_phrases.offered_phrases(reply)}


def facts(**more):
    return {"number": "070", "title": "关于优化社区食堂的建议", "category": "民政", **more}


def test_one_deputy_is_nin_and_several_are_nimen():
    reply = f.make_case("in_progress", deputies=1, **facts()).current_round
    assert offered(reply) == {
        "称呼": "赵洪蓉代表：",
        "引语": "您在宝山区第九届人民代表大会第五次会议上提出的第070号建议"
        "《关于优化社区食堂的建议》收悉，现答复如下：",
        "标题": "一、办理情况\n二、下一步打算",
        "结尾": "感谢您对民政工作的关心和支持，欢迎继续提出宝贵意见。",
    }
    reply = f.make_case("in_progress", deputies=3, **facts(number="071", category="")).current_round
    words = offered(reply)
    assert words["称呼"] == "赵洪蓉、周建伟、李倩宇代表："
    assert words["引语"].startswith("你们在宝山区")
    assert words["结尾"] == "感谢你们对我们工作的关心和支持，欢迎继续提出宝贵意见。"


def test_a_proposal_is_answered_to_a_member():
    reply = f.make_case("in_progress", body="政协", **facts()).current_round
    words = offered(reply)
    assert words["称呼"] == "赵洪蓉、周建伟委员："
    assert words["引语"].startswith(
        "你们在政协宝山区第九届委员会第五次会议上提出的第070号提案《关于优化社区食堂的建议》"
    )
    assert "代表" not in "".join(words.values())


@pytest.mark.parametrize(
    ("session", "named", "copies"),
    [
        (f.session, "宝山区第九届人民代表大会第五次会议", ["区人大代表工委", "区政府办公室"]),
        (f.city_session, "上海市第十六届人民代表大会第三次会议", ["区政府办公室"]),
        (f.national_session, "第十四届全国人民代表大会第三次会议", ["区政府办公室"]),
    ],
)
def test_a_letter_names_the_body_that_was_asked(session, named, copies):
    f.world()
    case = f.make_case("in_progress", session=session(), **facts(number="0217"))
    said = set_phrases.opening_text(case.current_round)
    assert said["title"] == f"对{named}第0217号代表建议的答复"
    assert said["body"].split("\n")[1].startswith(f"你们在{named}上提出的第0217号建议《")
    names = dict(Unit.objects.values_list("name", "short_name"))
    assert [names[one] for one in said["copies_to"].split("\n")] == copies
    f.write(case, f.world().handler, title=said["title"], body=f"{said['body']}今年增设助餐点三处。")
    assert [one.message for one in findings_of(case.current_round.latest_draft) if one.severity == "error"] == []


def test_a_later_round_says_that_it_is_one():
    case = f.make_case("under_study", **facts())
    again = reopen_case(case, f.world().congress, comment="代表不满意，请再次办理。")
    assert offered(again)["引语"] == (
        "你们在宝山区第九届人民代表大会第五次会议上提出的第070号建议《关于优化社区食堂的建议》，我们已经答复。"
        "根据你们对答复的意见，我们作了进一步研究，现再次答复如下："
    )
    assert offered(again)["标题"] == "一、上次答复以来的办理情况\n二、下一步打算"
    Reply.objects.filter(round=1).update(classification="正在解决")
    again.occasion = Reply.Occasion.FOLLOW_UP
    assert offered(again)["引语"].endswith("，在上次答复时列为“正在解决”，经进一步跟踪办理，现答复如下：")
    assert set_phrases.opening_text(again)["title"] == "对宝山区第九届人民代表大会第五次会议第070号代表建议的再次答复"


@pytest.mark.parametrize(("body", "whom"), [("人大", "代表"), ("政协", "委员")])
def test_a_helping_unit_writes_to_the_unit_in_charge(body, whom):
    w = f.world()
    case = f.make_case("received", body=body, **facts())
    case = f.hand_over(case.suggestion, w.other_bureau, Part.HELP)
    f.advance(case, "sign_for", "assign")
    words = offered(case.current_round)
    assert words["称呼"] == "上海市宝山区民政局："
    assert words["引语"].endswith("收悉，现将会办意见函告如下：")
    assert words["结尾"] == f"以上意见供你单位统一答复{whom}时参考。"
    opening = set_phrases.opening_text(case.current_round)["body"]
    assert opening == f"{words['称呼']}\n{words['引语']}\n\n{words['结尾']}"


def test_what_an_empty_draft_starts_from_is_what_is_offered():
    reply = f.make_case("in_progress", **facts()).current_round
    words = offered(reply)
    assert set_phrases.opening_text(reply)["body"] == f"{words['称呼']}\n{words['引语']}\n"


@pytest.mark.parametrize(("own", "office", "said"), [("111", "222", "111"), ("", "222", "222"), ("", "", "")])
def test_the_telephone_is_the_handler_s_or_the_unit_s(own, office, said):
    case = f.make_case("in_progress", **facts())
    type(case.handler).objects.filter(pk=case.handler_id).update(phone=own)
    Unit.objects.filter(pk=case.unit_id).update(phone=office)
    case = type(case).objects.get(pk=case.pk)
    assert set_phrases.opening_text(case.current_round)["phone"] == said
    case.handler = None
    assert set_phrases.opening_text(case.current_round)["phone"] == office

"""The page of intake by hand, through the front door; who may open which page of intake."""

import datetime as dt
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from proposals.models import Attachment, Case, Deputy, Event, IntakeList, Role, Suggestion
from tests import factories
from tests.proposals.intake.sheets import at_once, book, counts, faults, row

pytestmark = pytest.mark.django_db


def form(world, **fields):
    """What the form sends for a suggestion as it should be, but for what is given; None is not sent."""
    sent = {
        "session": factories.session().pk,
        "number": "070",
        "title": "关于增加助餐点的建议",
        "text": "案由：老人吃饭难。\n建议：增加助餐点。",
        "category": "民政",
        "lead": "赵洪蓉",
        "co_signers": "周建伟、李倩宇",
        "way": "独办",
        "unit": world.bureau.pk,
        "handed_on": "2026-03-05",
        "due": "",
        **fields,
    }
    return {name: value for name, value in sent.items() if value is not None}


# ---- by hand -------------------------------------------------------------------------------------------------


def test_by_hand_makes_the_suggestion_its_case_and_the_event(district, world):
    answer = district.post("/intake/", form(world))
    made = Suggestion.objects.get()
    case = made.cases.get()
    assert (answer.status_code, answer["Location"]) == (302, case.get_absolute_url())
    assert (made.number, made.title, made.category, made.proposer_names) == (
        "070",
        "关于增加助餐点的建议",
        "民政",
        "赵洪蓉、周建伟、李倩宇",
    )
    assert (case.unit, case.part, case.status) == (world.bureau, "独办", "awaiting_receipt")
    assert (case.handed_on, case.statutory_due, case.internal_due) == (dt.date(2026, 3, 5), dt.date(2026, 6, 5), None)
    event = case.events.get()
    assert (event.action, event.role, event.actor) == ("hand_over", Role.DISTRICT, world.district)
    assert event.data == {
        "unit": "上海市宝山区民政局",
        "part": "独办",
        "handed_on": "2026-03-05",
        "statutory_due": "2026-06-05",
        "internal_due": None,
        "from": "手工登记",
    }


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"handed_on": "", "due": "2026-05-06"}, ["handed_on"]),
        ({"session": "", "due": "2026-05-06"}, ["session"]),
        ({"due": "2026-06-05"}, None),
        ({"due": "2026-06-06"}, ["due"]),
        ({"due": "2026-03-05"}, ["due"]),
        ({"due": "2026-03-06"}, None),
    ],
)
def test_the_day_asked_for_lies_between_the_first_day_and_the_law_s(district, world, fields, wrong):
    answer = district.post("/intake/", form(world, **fields))
    assert (list(answer.context["form"].errors) if answer.status_code == 400 else None) == wrong


@pytest.mark.parametrize(
    ("way", "parts"),
    [("主办", ["主办", "会办"]), ("分别办理", ["分别办理", "分别办理"])],
)
def test_several_units(district, world, way, parts):
    district.post("/intake/", form(world, way=way, others=[world.other_bureau.pk]))
    made = Case.objects.order_by("pk").values_list("unit__short_name", "part")
    assert list(made) == list(zip(["区民政局", "区房管局"], parts, strict=True))


def test_a_cppcc_session_makes_a_proposal_of_members(district, world):
    factories.deputy("苏敏", "委员")
    session = factories.session("政协")
    district.post("/intake/", form(world, session=session.pk, lead="苏敏", co_signers=""))
    made = Suggestion.objects.get()
    assert (made.kind, made.proposers[0].kind) == ("提案", "委员")


def test_a_group_is_confirmed_by_hand_as_any_new_deputy(district, world):
    said = {
        "session": factories.session("政协").pk,
        "lead": "民盟宝山区委（联系人：尹安之，13000000112）",
        "co_signers": "",
    }
    answer = district.post("/intake/", form(world, **said))
    unknown = "没有找到“民盟宝山区委（联系人尹安之）”，请核对。确实是新代表的，请勾选“登记为新代表”。"
    assert (answer.status_code, faults(answer)) == (400, [("lead", unknown)])
    assert district.post("/intake/", form(world, **said, new_deputies="on")).status_code == 302
    (group,) = Suggestion.objects.get().proposers
    assert (group.name, group.proposes_as, group.contact, group.phone) == (
        "民盟宝山区委",
        "党派团体",
        "尹安之",
        "13000000112",
    )


def test_a_city_suggestion_by_hand_is_of_the_citys_deputy(district, world):
    session = factories.city_session()
    sent = form(world, session=session.pk, number="第0217号", lead="赵洪蓉代表", co_signers="", new_deputies="on")
    assert district.post("/intake/", sent).status_code == 302
    made = Suggestion.objects.get()
    assert (made.number, made.session, made.proposers[0].name, made.proposers[0].level) == (
        "0217",
        session,
        "赵洪蓉",
        session.level,
    )
    assert Deputy.objects.filter(name="赵洪蓉").count() == 2


def test_namesakes_by_delegation(district, world):
    Deputy.objects.create(name="张敏", delegation="吴淞代表团")
    wanted = Deputy.objects.create(name="张敏", delegation="顾村代表团")
    answer = district.post("/intake/", form(world, lead="张敏"))
    said = "有2位代表叫“张敏”，请写明是哪一位：张敏（吴淞代表团）、张敏（顾村代表团）。"
    assert (answer.status_code, faults(answer)) == (400, [("lead", said)])
    district.post("/intake/", form(world, lead="张敏（顾村代表团）"))
    assert Suggestion.objects.get().proposers[0] == wanted


def test_a_new_deputy_is_made_only_when_said_so(district, world):
    answer = district.post("/intake/", form(world, lead="钱学文"))
    said = "没有找到“钱学文”，请核对。确实是新代表的，请勾选“登记为新代表”。"
    assert (faults(answer), Deputy.objects.count()) == ([("lead", said)], 3)
    assert "没有找到的几位，登记为新代表" in answer.text
    district.post("/intake/", form(world, lead="钱学文", new_deputies="on"))
    assert (Suggestion.objects.get().proposers[0].name, Deputy.objects.count()) == ("钱学文", 4)


def test_the_attachment_is_kept_with_the_suggestion(district, world):
    picture = io.BytesIO()
    Image.new("RGB", (40, 40), "white").save(picture, "PNG")
    district.post("/intake/", form(world, files=SimpleUploadedFile("原件.png", picture.getvalue())))
    kept = Attachment.objects.get()
    assert (kept.suggestion, kept.case, kept.kind, kept.name, kept.uploaded_by) == (
        Suggestion.objects.get(),
        None,
        "suggestion",
        "原件.png",
        world.district,
    )


def test_a_wrong_attachment_makes_nothing(district, world):
    answer = district.post("/intake/", form(world, files=SimpleUploadedFile("原件.pdf", b"MZ not a pdf")))
    assert (answer.status_code, [name for name, _ in faults(answer)], counts()[2:]) == (400, ["files"], [0, 0, 0, 0])


def test_on_to_the_next_one_keeps_session_and_day(district, world):
    answer = district.post("/intake/", form(world, next="1"), follow=True)
    shown = answer.context["form"].initial
    assert (shown["session"], shown["handed_on"]) == (str(factories.session().pk), "2026-03-05")
    assert 'value="2026-03-05"' in answer.text


TWO_LEADS = "写了2位，领衔代表只能有一位，其他的请写在附议代表里。"


@pytest.mark.once
@pytest.mark.parametrize(
    ("fields", "fault"),
    [
        (
            {"number": "七十"},
            ("number", "“七十”不是件号。请照交办的写，要有数字，如070、台52、HG-201901287、闭会第3号。"),
        ),
        ({"number": ""}, ("number", "请填写。")),
        ({"session": ""}, ("session", "请选择。")),
        ({"session": "999999"}, ("session", "请从列出的里面选。")),
        ({"title": " 　"}, ("title", "请填写。")),
        ({"title": "长" * 201}, ("title", "有201个字，最多200个字，请缩短。")),
        ({"text": "长" * 50_001}, ("text", "有50001个字，最多50000个字，请缩短。")),
        ({"lead": ""}, ("lead", "请填写。")),
        ({"lead": "周建伟、李倩宇", "co_signers": ""}, ("lead", TWO_LEADS)),
        ({"co_signers": "赵洪蓉"}, ("co_signers", "“赵洪蓉”已经是领衔代表，请从附议代表里去掉。")),
        ({"co_signers": "周建伟、周建伟"}, ("co_signers", "“周建伟（吴淞代表团）”写了两次，请去掉一个。")),
        ({"unit": ""}, ("unit", "请选择。")),
        ({"way": "督办"}, ("way", "请从列出的里面选。")),
        ({"way": "主办"}, ("others", "请选至少一个单位；只有一个单位办理的，请选“独办”。")),
        ({"handed_on": "٢٠٢٦-03-05"}, ("handed_on", "“٢٠٢٦-03-05”不是日期，请写成2026-03-05或2026年3月5日。")),
        ({"handed_on": "3月5日"}, ("handed_on", "“3月5日”没有写年份，请写全，如2026年3月5日。")),
        ({"handed_on": "2099-01-01"}, ("handed_on", "2099年1月1日还没有到，交办日期不能晚于今天。")),
        ({"due": "2026-06-08"}, ("due", "2026年6月8日晚于法定期限2026年6月5日，请改早，或者空着按法定期限办。")),
        ({"due": "2026-03-05"}, ("due", "2026年3月5日不在交办日期之后，请核对。")),
    ],
)  # fmt: skip
def test_a_wrong_field(district, world, fields, fault):
    before = counts()
    answer = district.post("/intake/", form(world, **fields))
    assert (answer.status_code, faults(answer), counts()) == (400, [fault], before)
    assert "您填写的内容都还在" in answer.text


def test_one_unit_alone_and_the_main_unit_once(district, world):
    sole = district.post("/intake/", form(world, others=[world.other_bureau.pk]))
    twice = district.post("/intake/", form(world, way="主办", others=[world.bureau.pk]))
    assert faults(sole) == [("others", "独办只有一个单位。请去掉这里的单位，或者改选办理方式。")]
    assert faults(twice) == [("others", "“区民政局”已经选作主办或独办单位，请从这里去掉。")]


def test_the_statutory_date_itself_is_no_date_of_the_districts(district, world):
    district.post("/intake/", form(world, due="2026-06-05"))
    district.post("/intake/", form(world, number="071", due="2026-05-20"))
    dates = Case.objects.order_by("pk").values_list("internal_due", flat=True)
    assert list(dates) == [None, dt.date(2026, 5, 20)]


def test_a_wide_one_has_the_longer_limit_with_its_reason(district, world):
    """代表法 51; only the district office decides it."""
    district.post("/intake/", form(world, wide_reason="涉及五个部门。", due="2026-08-03"))
    case = Case.objects.get()
    assert (case.statutory_due, case.internal_due) == (dt.date(2026, 9, 7), dt.date(2026, 8, 3))
    assert (case.wide_reason, case.events.get().data["wide_reason"]) == ("涉及五个部门。", "涉及五个部门。")
    late = district.post("/intake/", form(world, number="071", due="2026-08-03"))
    assert faults(late) == [("due", "2026年8月3日晚于法定期限2026年6月5日，请改早，或者空着按法定期限办。")]
    district.force_login(world.office)
    district.post("/intake/", form(world, number="072", wide_reason="涉及五个部门。", way="独办"))
    assert Case.objects.latest("pk").statutory_due == dt.date(2026, 6, 5)


def test_sent_twice_makes_one_and_leads_to_it(district, world):
    district.post("/intake/", form(world))
    before = counts()
    answer = district.post("/intake/", form(world, number="70"))
    said = "区九届人大五次会议第070号已经登记过了，不用再登记。"
    assert (answer.status_code, faults(answer), counts()) == (400, [("number", said)], before)
    assert f'href="{Case.objects.get().get_absolute_url()}"' in answer.text


def test_an_existing_case_of_another_unit_is_not_linked(office, world):
    case = factories.hand_over(factories.suggestion(number="070"), world.other_bureau)
    answer = office.post("/intake/", form(world))
    assert case.get_absolute_url() not in answer.text
    assert "这一件不由您的单位承办" in answer.text


# ---- who -----------------------------------------------------------------------------------------------------

PAGES = ("/intake/", "/intake/lists/", "/intake/template.xlsx")


@pytest.mark.once
@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("district", 200),
        ("office", 200),
        ("handler", 403),
        ("leader", 403),
        ("congress", 403),
        ("cppcc", 403),
        ("admin", 403),
        ("nobody", 403),
    ],
)
def test_who_may_open_the_pages(client, world, page, who, status):
    client.force_login(getattr(world, who))
    assert client.get(page).status_code == status


@pytest.mark.parametrize("page", [*PAGES, "/intake/lists/1/"])
def test_without_sign_in_the_door_is_shown(client, page):
    answer = client.get(page)
    assert (answer.status_code, answer["Location"]) == (302, f"/sign-in/?next={page}")


@pytest.mark.parametrize("who", ["handler", "leader", "congress", "nobody"])
def test_who_may_not_register_cannot_send_either(client, world, who):
    client.force_login(getattr(world, who))
    before = counts()
    by_hand = client.post("/intake/", form(world))
    by_list = client.post("/intake/lists/", {"file": SimpleUploadedFile("list.xlsx", book([row("070")]))})
    assert (by_hand.status_code, by_list.status_code, counts(), IntakeList.objects.count()) == (403, 403, before, 0)


def test_a_units_office_registers_for_its_own_unit_only(office, world):
    other = office.post("/intake/", form(world, unit=world.other_bureau.pk))
    assert faults(other) == [("unit", "请从列出的里面选。")]
    own = office.post("/intake/", form(world, way="会办", others=[world.other_bureau.pk]))
    assert own.status_code == 302
    assert list(Case.objects.values_list("unit__short_name", "part")) == [("区民政局", "会办")]
    assert Event.objects.get().role == Role.OFFICE


# ---- two at once ---------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_a_number_registered_twice_at_once_is_registered_once(world):
    assert at_once(world.district, "/intake/", form(world)) == [302, 400]
    assert (Suggestion.objects.count(), Event.objects.count()) == (1, 1)


def test_the_case_that_is_registered_already_is_pointed_at_and_no_other(district, world):
    factories.make_case(number="071")
    there = factories.make_case(number="070")
    answer = district.post("/intake/", form(world))
    assert (answer.status_code, answer.context["existing_case"]) == (400, there)


SHARES = "区民政局：助餐点布局\n区房管局：加装电梯"


def hosted(world, **fields):
    return form(world, **{"way": "共同主办", "hosts": [world.other_bureau.pk], "shares": SHARES, **fields})


def test_several_in_charge_give_one_answer_each_with_its_part(district, world):
    district.post("/intake/", hosted(world))
    rows = Case.objects.order_by("pk").values_list("unit__short_name", "part", "share", "statutory_due")
    due = dt.date(2026, 6, 5)
    assert list(rows) == [("区民政局", "主办", "助餐点布局", due), ("区房管局", "共同主办", "加装电梯", due)]
    shares = [event.data["share"] for event in Event.objects.order_by("pk")]
    assert shares == ["助餐点布局", "加装电梯"]


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"hosts": []}, ["hosts", "shares"]),
        ({"way": "独办"}, ["hosts", "shares"]),
        ({"others": ["other"]}, ["hosts"]),
        ({"shares": "助餐点布局"}, ["shares"]),
        ({"shares": "区民政局：一\n区民政局：二"}, ["shares"]),
        ({"shares": f"区民政局：{'长' * 301}"}, ["shares"]),
        ({"shares": "区民政局：助餐点布局\n区房管局：加装电梯\n区绿化局：口袋公园"}, ["shares"]),
        ({"shares": ""}, ["shares"]),
        ({"shares": "区民政局：助餐点布局"}, ["shares"]),
        ({"shares": "区房管局：加装电梯"}, ["shares"]),
    ],
)
def test_what_is_wrong_with_several_in_charge(district, world, fields, wrong):
    if "others" in fields:
        fields = {"others": [world.other_bureau.pk]}
    answer = district.post("/intake/", hosted(world, **fields))
    assert (list(answer.context["form"].errors) if wrong else answer.status_code) == (wrong or 302)


def test_a_unit_of_its_own_takes_no_case_in_that_another_leads(client, world):
    client.force_login(world.office)
    page = client.get("/intake/").content.decode()
    assert ("分别办理" in page, "共同主办" in page) == (True, False)

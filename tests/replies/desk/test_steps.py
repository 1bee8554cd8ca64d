"""Plain steps from the page of a case: the form, what must be written, two tabs, two presses."""

import pytest
from django.contrib.messages import get_messages

from proposals.cases.workflow import TABLE
from proposals.models import Case, Event, Part, Status
from tests import factories
from tests.factories import make_case, world

pytestmark = pytest.mark.django_db
PLAIN = [row for row in TABLE if row.page == "do"]


def url(case, name):
    return f"/cases/{case.pk}/do/{name}/"


def post(client, user, case, name, **fields):
    client.force_login(user)
    return client.post(url(case, name), {"seen": case.version, **fields})


def status(case) -> str:
    return Case.objects.get(pk=case.pk).status


def fields_for(name: str) -> dict:
    more = {
        "ask_return": {"proposed_unit": "区文旅局", "leader": world().leader.pk, "consent": "on"},
        "withdraw": {"all_signed": "on"},
    }
    return {"comment": "理由写在这里。", **more.get(name, {})}


DOERS = {
    "sign_for": "office",
    "ask_return": "office",
    "agree_return": "district",
    "refuse_return": "district",
    "submit": "handler",
    "recall": "handler",
    "decline": "congress",
    "withdraw": "district",
    "void": "district",
}
# Who else may take it.
ALSO = {
    "decline": ("district",),
    "void": ("office",),
    "refuse_withdraw": ("district", "congress"),
    "withdraw": ("congress",),
}


def ready_case(row):
    case = make_case(row.sources[0])
    return factories.advance(case, "prepare") if row.name == "submit" else case


@pytest.mark.once
@pytest.mark.parametrize("row", PLAIN, ids=lambda row: row.name)
def test_every_plain_step_is_taken_by_its_people_only(client, row):
    case = ready_case(row)
    before = case.version
    for name in ("office", "handler", "leader", "district", "congress", "other_office", "nobody"):
        if name in (DOERS.get(row.name), *ALSO.get(row.name, ())):
            continue
        user = getattr(world(), name)
        seen = Case.objects.visible_to(user).filter(pk=case.pk).exists()
        answer = post(client, user, case, row.name, **fields_for(row.name))
        assert answer.status_code == (403 if seen else 404), name
        assert client.get(url(case, row.name)).status_code == answer.status_code
    assert Case.objects.get(pk=case.pk).version == before
    if row.name not in DOERS:
        return
    client.force_login(getattr(world(), DOERS[row.name]))
    assert client.get(url(case, row.name)).status_code == 200
    assert (status(case), Case.objects.get(pk=case.pk).version) == (row.sources[0], before)
    done = post(client, getattr(world(), DOERS[row.name]), case, row.name, **fields_for(row.name))
    assert (done.status_code, status(case)) == (302, row.target)


@pytest.mark.parametrize("name", ["assign", "sign", "check", "report", "nothing", "__class__"])
def test_steps_with_a_page_of_their_own_are_not_taken_here(client, name):
    case = make_case(Status.RECEIVED)
    assert post(client, world().office, case, name, comment="x").status_code == 404
    assert status(case) == Status.RECEIVED


def test_pressed_twice_it_is_done_once(client):
    case = make_case()
    assert post(client, world().office, case, "sign_for").status_code == 302
    again = post(client, world().office, case, "sign_for")
    assert again.status_code == 409
    assert "这件建议已经有了新的进展（现在是“已签收”）" in again.content.decode()
    # Nothing was typed that a form would have to keep.
    assert "replies/desk/case/step.html" not in [one.name for one in again.templates]
    assert Event.objects.filter(case=case, action="sign_for").count() == 1


@pytest.mark.parametrize("seen", ["", "x", "-1", "2" * 30, None])
def test_a_page_without_its_version_is_asked_again(client, seen):
    case = make_case()
    client.force_login(world().office)
    answer = client.post(url(case, "sign_for"), {} if seen is None else {"seen": seen})
    assert answer.status_code in (400, 409)
    assert status(case) == Status.AWAITING_RECEIPT


def test_what_must_be_written_is_asked_for_and_what_was_written_is_kept(client):
    case = make_case(Status.RETURN_REQUESTED)
    empty = post(client, world().district, case, "refuse_return", comment="  ")
    assert (empty.status_code, status(case)) == (400, Status.RETURN_REQUESTED)
    case_before = make_case()
    answer = post(client, world().office, case_before, "ask_return", comment="这件应由文旅部门办理。")
    page = answer.content.decode()
    assert answer.status_code == 400
    assert "这件应由文旅部门办理。" in page
    assert answer.context["form"].errors.keys() == {"leader", "consent"}
    assert status(case_before) == Status.AWAITING_RECEIPT


def test_a_return_says_whose_it_is_and_which_leader_agreed(client):
    case, w = make_case(), world()
    done = post(client, w.office, case, "ask_return", **fields_for("ask_return"))
    assert [str(one) for one in get_messages(done.wsgi_request)] == [
        "“申请退办”已办好。现在由区政府办公室办：批复退办申请。"
    ]
    event = Event.objects.get(case=case, action="ask_return")
    assert (event.comment, event.data) == ("理由写在这里。", {"proposed_unit": "区文旅局", "leader": "郑国华"})
    client.force_login(w.district)
    page = client.get(url(case, "agree_return")).content.decode()
    assert "建议改由区文旅局办理 · 郑国华同意退办" in page


def test_only_a_leader_of_the_unit_can_have_agreed(client):
    case, w = make_case(), world()
    fields = {**fields_for("ask_return"), "leader": w.other_leader.pk}
    assert post(client, w.office, case, "ask_return", **fields).status_code == 400
    fields["leader"] = w.handler.pk
    assert post(client, w.office, case, "ask_return", **fields).status_code == 400
    assert status(case) == Status.AWAITING_RECEIPT


def test_withdrawing_needs_the_tick_and_ends_every_units_case(client):
    case, w = make_case(Status.IN_PROGRESS), world()
    other = factories.hand_over(case.suggestion, w.other_bureau, Part.HELP)
    client.force_login(w.district)
    page = client.get(url(case, "withdraw")).content.decode()
    assert "赵洪蓉、周建伟（共2位）都已书面申请撤回" in page
    assert post(client, w.district, case, "withdraw", comment="书面申请。").status_code == 400
    assert status(case) == Status.IN_PROGRESS
    assert post(client, w.district, case, "withdraw", comment="书面申请。", all_signed="on").status_code == 302
    assert [status(case), status(other)] == [Status.WITHDRAWN, Status.WITHDRAWN]


def test_a_step_refused_meanwhile_keeps_what_was_typed(client):
    case, w = make_case(Status.RETURN_REQUESTED), world()
    old = case.version
    factories.advance(case, "refuse_return")
    client.force_login(w.district)
    answer = client.post(url(case, "refuse_return"), {"seen": old, "comment": "请民政局继续办理，理由如下。"})
    assert answer.status_code == 409
    assert "请民政局继续办理，理由如下。" in answer.content.decode()
    assert client.get(url(case, "refuse_return")).status_code == 409


def test_a_barred_step_says_why(client):
    case = make_case(Status.IN_PROGRESS)
    answer = post(client, world().handler, case, "submit")
    assert answer.status_code == 409
    assert "不能送审，还差5项：还没有拟写答复；还有2位代表未联系" in answer.content.decode()
    client.force_login(world().handler)
    assert "不能送审，还差5项：还没有拟写答复；还有2位代表未联系" in client.get(url(case, "submit")).content.decode()


def test_one_stays_with_a_case_that_still_waits_and_else_returns_to_the_list(client):
    w = world()
    case = make_case()
    client.force_login(w.office)
    client.get("/?group=receive&due=")
    assert client.post(url(case, "sign_for"), {"seen": 0}).headers["Location"] == f"/cases/{case.pk}/"
    other = make_case()
    answer = client.post(url(other, "ask_return"), {"seen": 0, **fields_for("ask_return")})
    assert answer.headers["Location"] == "/?group=receive&due="
    assert 'href="/?group=receive&amp;due="' in client.get(f"/cases/{case.pk}/").content.decode()


def test_a_post_from_another_site_is_refused():
    from django.test import Client

    strict, case = Client(enforce_csrf_checks=True), make_case()
    strict.force_login(world().office)
    answer = strict.post(url(case, "sign_for"), {"seen": 0})
    assert (answer.status_code, status(case)) == (403, Status.AWAITING_RECEIPT)
    assert "这一页放得太久了" in answer.content.decode()


@pytest.mark.parametrize("text", ["\x00", "\ud800", "字" * 2001, "\u202e倒", "𠮷" * 10])
def test_odd_texts_are_taken_or_refused_cleanly(client, text):
    case = make_case(Status.RETURN_REQUESTED)
    client.force_login(world().district)
    body = (
        f"seen={case.version}&comment=".encode()
        + "".join(f"%{byte:02X}" for byte in text.encode("utf-8", "surrogatepass")).encode()
    )
    answer = client.post(url(case, "refuse_return"), body, content_type="application/x-www-form-urlencoded")
    assert answer.status_code == (400 if text in ("\x00", "字" * 2001) else 302)

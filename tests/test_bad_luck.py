"""Bad luck: a session that ends, a role that is lost, a full disk, a step where it makes no sense. Nothing typed is
lost, nothing is half done, nothing reaches those it is not for."""

import pytest
from django.test import Client
from django.urls import reverse

from config.logs import hide
from config.proxy import client_address
from proposals.models import Case, Event, Membership, Part, Status
from replies.models import Draft, Invitation, PrintedForm
from tests import factories as f
from tests.test_bad_inputs import FORMS, enter, first, rows

pytestmark = pytest.mark.django_db
S = Status

# ---- what was typed is kept ------------------------------------------------------------------------------

WRITTEN = "这一段写了一个上午，请不要弄丢。"


def send(client, case, **headers):
    return client.post(
        f"/cases/{case.pk}/draft/", {"body": WRITTEN, "base": 0, "seen": case.version}, headers=headers
    )


@pytest.mark.parametrize("origin", ["", "null", "https://evil.example"])
def test_a_form_from_elsewhere_or_too_old_gives_its_text_back(origin):
    client, case = Client(enforce_csrf_checks=True), f.make_case(S.IN_PROGRESS)
    enter(client, f.world().handler)
    response = send(client, case, origin=origin) if origin else send(client, case)
    assert (response.status_code, WRITTEN in response.content.decode()) == (403, True)
    assert Draft.objects.count() == 0


def gone_home(client, case):
    client.logout()


def disabled(client, case):
    type(case.handler).objects.filter(pk=case.handler_id).update(is_active=False)


def moved(client, case):
    Membership.objects.filter(user=case.handler).update(is_active=False)


def replaced(client, case):
    Case.objects.filter(pk=case.pk).update(handler=f.world().second_handler)


@pytest.mark.parametrize(("luck", "status"), [(gone_home, 403), (disabled, 403), (moved, 404), (replaced, 403)])
def test_who_may_no_longer_write_gets_the_text_back(client, luck, status):
    case = f.make_case(S.IN_PROGRESS)
    enter(client, f.world().handler)
    luck(client, case)
    response = send(client, case)
    assert (response.status_code, WRITTEN in response.content.decode()) == (status, True)
    assert Draft.objects.count() == 0


def test_a_leader_whose_page_was_old_may_send_the_same_form_again(client):
    case = f.make_case(S.SIGNING)
    enter(client, f.world().leader)
    url = reverse("replies:review", args=[case.pk])
    data = {"step": "sign", "opinion": WRITTEN, "seen": case.version - 1}
    stale = client.post(url, data)
    assert stale.status_code == 409
    form = next(panel["form"] for panel in stale.context["panels"].values() if panel["form"].is_bound)
    assert form["opinion"].value() == WRITTEN
    assert client.post(url, {**data, "seen": form["seen"].value()}).status_code == 302


# ---- where no deputy is asked ----------------------------------------------------------------------------


def desk_posts(case):
    yield "contact", (), FORMS["contact"].data(case)
    yield "deliver", (), FORMS["deliver"].data(case)
    yield "invite", (first(case),), {}


@pytest.mark.parametrize("status", [S.WITHDRAWN, S.CLOSED])
def test_an_ended_case_takes_no_contacts_and_a_withdrawn_one_no_links(client, status):
    case = f.make_case(S.SEEKING_FEEDBACK)
    f.advance(case, "withdraw") if status == S.WITHDRAWN else f.advance(case, "satisfy", "report")
    enter(client, f.world().handler)
    before, got = rows(), {}
    for name, args, data in desk_posts(case):
        got[name] = client.post(reverse(f"replies:{name}", args=[case.pk, *args]), data).status_code
        assert got[name] != 409 or rows() == before
    # A deputy may answer once more after the case was closed (SH 21), so one may be sent a link.
    closed = status == S.CLOSED
    assert got == {"contact": 409, "deliver": 302 if closed else 409, "invite": 200 if closed else 409}
    assert Invitation.objects.filter(revoked_at=None, deputy=first(case)).count() == 2 * int(closed)


def test_a_helping_unit_neither_meets_nor_asks_the_deputies(client):
    """Its opinion is for the 主办 unit: through a link a deputy would read it."""
    case = f.make_case(S.SIGNING, part=Part.HELP)
    f.advance(case, "sign_opinion")
    enter(client, f.world().handler)
    before = rows()
    posts = [
        client.post(reverse(f"replies:{name}", args=[case.pk, *args]), data) for name, args, data in desk_posts(case)
    ]
    assert [(post.status_code, rows() == before) for post in posts] == [(409, True)] * 3
    assert Invitation.objects.count() == 0
    case = f.make_case(S.IN_PROGRESS, part=Part.HELP)
    before = rows()
    assert client.post(reverse("replies:consult", args=[case.pk]), FORMS["consult"].data(case)).status_code == 409
    assert rows() == before


# ---- print -----------------------------------------------------------------------------------------------


def test_what_cannot_be_printed_is_not_signed(client):
    case = f.make_case(S.SIGNING)
    Draft.objects.update(copies_to="局、" * 240)
    enter(client, f.world().leader)
    response = client.post(
        reverse("replies:review", args=[case.pk]), {"step": "sign", "opinion": "同意签发。", "seen": case.version}
    )
    assert response.status_code == 409
    assert "现在的文字排不成版：抄送过长，最多 200 字，现有 480 字。请改好再办。" in response.content.decode()
    case.reload()
    assert (case.status, PrintedForm.objects.count()) == (S.SIGNING, 0)


@pytest.mark.parametrize("text", ["局、" * 240, "局\n" * 70, "很长的单位名称\n" * 60])
def test_copies_that_have_no_room_are_told_where_they_are_written(client, text):
    case = f.make_case(S.IN_PROGRESS)
    enter(client, f.world().handler)
    response = client.post(f"/cases/{case.pk}/draft/", {**FORMS["draft"].data(case), "copies_to": text})
    assert response.status_code == 400
    assert list(response.context["form"].errors) == ["copies_to"]


@pytest.mark.django_db(transaction=True)
def test_a_full_disk_does_not_undo_a_signature(client, settings):
    case = f.make_case(S.SIGNING)
    enter(client, f.world().leader)
    settings.MEDIA_ROOT = "/dev/null"
    response = client.post(
        reverse("replies:review", args=[case.pk]), {"step": "sign", "opinion": "同意签发。", "seen": case.version}
    )
    assert response.status_code == 302
    case.reload()
    assert (case.status, PrintedForm.objects.get().sha256) == (S.SEEKING_FEEDBACK, "")


# ---- the rest --------------------------------------------------------------------------------------------


def test_a_record_fits_its_column_however_many_deputies_there_are(client):
    case = f.make_case(S.IN_PROGRESS, deputies=12)
    for deputy in case.suggestion.proposers:
        type(deputy).objects.filter(pk=deputy.pk).update(name=f"阿卜杜热西提·买买提{deputy.pk}")
    enter(client, f.world().handler)
    everybody = [deputy.pk for deputy in case.suggestion.proposers]
    assert (
        client.post(
            f"/cases/{case.pk}/contacts/add/", {**FORMS["contact"].data(case), "deputies": everybody}
        ).status_code
        == 302
    )
    label = Event.objects.filter(case=case).last().label
    assert (len(label), label[-1]) == (60, "…")


def test_a_reason_nobody_can_see_is_no_reason(client):
    case = f.make_case(S.RETURN_REQUESTED)
    enter(client, f.world().district)
    response = client.post(f"/cases/{case.pk}/do/agree_return/", {"comment": "\u200b\u202e", "seen": case.version})
    assert response.status_code == 400
    case.reload()
    assert case.status == S.RETURN_REQUESTED


def test_sixty_names_are_the_most(client):
    f.world()
    enter(client, f.world().district)
    crowd = "、".join(f"赵{chr(0x4E00 + n)}" for n in range(60))
    form = FORMS["intake"].data(f.make_case()) | {"co_signers": crowd}
    before = rows()
    response = client.post("/intake/", form)
    assert (response.status_code, rows()) == (400, before)
    assert response.context["form"].errors["co_signers"] == ["写了60位，最多59位，请核对。"]


def test_outside_the_unit_neither_its_versions_nor_its_notes_are_told(client):
    case = f.make_case(S.RECEIVED)
    enter(client, f.world().office)
    data = {"seen": case.version, "handler": f.world().handler.pk, "comment": "这件请抓紧，局里很重视。"}
    assert client.post(f"/cases/{case.pk}/assign/", data).status_code == 302
    case.reload()
    f.contact_all(case, f.world().handler)
    f.write(case, f.world().handler)
    case.reload()
    f.write(case, f.world().handler, body="换了一种说法。")
    case.reload()
    f.let_stand(case, f.world().handler)
    Draft.objects.filter(number=2).update(note="按局里意见改过")
    f.advance(case, "submit", "check", "sign")
    for who, told in (("handler", True), ("district", False), ("congress", False)):
        enter(client, getattr(f.world(), who))
        page = client.get(f"/cases/{case.pk}/draft/1/2/").content.decode()
        assert ("第1稿" in page, "按局里意见改过" in page) == (told, told)
        assert ("局里很重视" in client.get(f"/cases/{case.pk}/").content.decode()) == told


def test_a_visitor_behind_the_proxy_is_told_by_what_the_proxy_wrote(rf):
    def address(written):
        return client_address(rf.get("/", headers={"x-forwarded-for": written}, REMOTE_ADDR="127.0.0.1"))

    assert address("198.51.100.7") == "198.51.100.7"
    assert address("203.0.113.9, 198.51.100.7") == "198.51.100.7"
    assert address("anything") == "127.0.0.1"


@pytest.mark.parametrize("line", ["GET /d/{}", "GET /D/{}", "GET /r/{}", "/sign-in/?next=%2Fd%2F{}", "/d%2f{}"])
def test_a_link_reaches_no_log_however_it_is_written(line):
    assert hide(f"{line.format('secret-token')} 302") == f"{line.format('…')} 302"

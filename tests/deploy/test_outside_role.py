"""The account of PostgreSQL that the deputies' pages run under (deploy/outside.sql): it carries all that they do, and
nothing else."""

import io
import re
import uuid
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection, transaction
from django.test import TestCase, override_settings
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from PIL import Image

from proposals.formats.offered import ToldBy
from proposals.journal.enter import enter_waiting
from proposals.models import BrowserSession, Deputy, Event, Notice, Objection, Status
from replies.feedback.links import make_link
from replies.mine.keys import make_key
from replies.models import Contact, Feedback, Invitation, RevisitAnswer, RevisitAsk, Wish
from replies.revisits.actions import draw_revisit
from tests import factories as f
from tests.browsers import Browser
from tests.deploy.test_roles import NOT_ALLOWED, ROLES
from tests.proposals.journal.record import verify
from tests.replies.feedback.test_deputy import answer
from tests.replies.mine.phones import code_in
from tests.replies.prints.orders import work
from tests.rules.revisiting import how

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.database,
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no accounts"),
]
OUTSIDE = re.sub(r"\bbanli(_outside|_owner)?\b", r"trial\1", Path("deploy/outside.sql").read_text(encoding="utf-8"))
FACE = {"FACE": "outside", "ROOT_URLCONF": "config.urls_outside"}


@contextmanager
def installed():
    """Both files as they are delivered; all is taken back."""
    with transaction.atomic(), connection.cursor() as cursor:
        connection.check_constraints()
        cursor.execute(ROLES)
        for _ in range(2):  # as after an upgrade
            cursor.execute(OUTSIDE)
        yield cursor
        cursor.execute("RESET ROLE")
        transaction.set_rollback(True)


@contextmanager
def as_outside():
    """From now on as the process of the deputies' pages, under its account."""
    with override_settings(**FACE), connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE trial_outside")
        yield cursor
        cursor.execute("RESET ROLE")


class Phone(Browser):
    """What it asks is answered under that account, what follows the commit with it."""

    def request(self, **request):
        with as_outside(), TestCase.captureOnCommitCallbacks(execute=True):
            return super().request(**request)


def went(phone, address, said=None, status=302):
    page = phone.get(address) if said is None else phone.post(address, said)
    assert (address, page.status_code) == (address, status)
    return page


def test_the_whole_way_of_the_deputies_pages():
    w, case = f.world(), f.make_case("seeking_feedback", deputies=3)
    deputies = first, second, third = case.suggestion.proposers
    for number, one in enumerate(deputies):
        Deputy.objects.filter(pk=one.pk).update(phone=f"1371234004{number}", email=f"d{number}@example.org")
    links = [make_link(case.current_round, w.handler, one) for one in deputies]
    printed = case.current_round.printed.get()
    early = f.make_case("in_progress")
    f.contact_all(early, w.handler)
    f.supervise(early)
    f.make_case("closed")
    draw_revisit(w.congress_office, w.congress, key=uuid.uuid4(), **how())
    Deputy.objects.filter(email="").update(email="daibiao@example.org")
    work()
    revisiting = next(found[1] for one in mail.outbox if (found := re.search(r"/r/([\w-]{43})", one.body)))
    with installed():
        # By link: the reply, what is typed, the check page, the pad, the receipt, a change.
        phone, at = Phone(), f"/deputy/{links[0].invitation.pk}/"
        went(phone, f"/d/{f.token(links[0])}")
        went(phone, at, status=200)
        went(phone, f"{at}seen/", {}, 204)
        went(phone, at, answer(signature_name=first.name))
        went(phone, f"{at}check/", status=200)
        went(phone, f"{at}sign/", {"strokes": "[[[0, 0], [900, 500]]]"})
        went(phone, f"{at}check/", answer(signature_name=first.name))
        went(phone, f"{at}receipt/", status=200)
        went(phone, f"{at}?change", status=200)
        went(phone, f"{at}check/", answer(signature_name=first.name, plan="满意", base="1"))
        # The second deputy: asks for help, for a new link, photographs the signature, from another browser too.
        phone, at = Phone(), f"/deputy/{links[1].invitation.pk}/"
        went(phone, f"/d/{f.token(links[1])}")
        went(phone, f"{at}wish/", {"kind": Wish.Kind.BY_STAFF}, 200)
        went(phone, f"{at}renew/", {}, 200)
        forwarded = Phone()
        went(forwarded, f"/d/{f.token(links[1])}")
        went(forwarded, f"{at}who/", {"fact": "0000"}, 422)
        went(forwarded, f"{at}who/", {"fact": "0041"})
        out = io.BytesIO()
        Image.new("RGB", (40, 20), "white").save(out, "PNG")
        photo = SimpleUploadedFile("签名.png", out.getvalue())
        said = answer(signature_name=second.name, result="不满意", comment="没有解决。", photo=photo)
        went(phone, f"{at}check/", said)
        assert case.reload() or case.status == Status.UNDER_STUDY
        # The third is somebody else.
        phone, at = Phone(), f"/deputy/{links[2].invitation.pk}/"
        went(phone, f"/d/{f.token(links[2])}")
        went(phone, f"{at}stranger/", status=200)
        went(phone, f"{at}stranger/", {}, 200)
        went(phone, at, status=404)
        went(phone, "/d/unknown", status=404)
        work()
        assert Notice.objects.filter(sentence__contains="说不是本人").count() == 2
        assert len(mail.outbox) >= 3
        # 我的建议: by a code, by a link.
        phone = Phone()
        went(phone, "/mine/enter/", {"number": "13712340040"})
        work()
        code_sent = next(one.body for one in reversed(mail.outbox) if "验证码" in one.body)
        went(phone, "/mine/code/", status=200)
        went(phone, "/mine/code/", {"code": "0" * 6, "lasts": "year"}, 422)
        went(phone, "/mine/code/", {"code": code_in(code_sent), "lasts": "year"})
        went(phone, "/mine/", status=200)
        went(phone, f"/mine/{case.suggestion_id}/", status=200)
        went(phone, "/mine/told/", {"way": ToldBy.STAFF}, 200)
        went(phone, f"/mine/{case.suggestion_id}/answer/{case.pk}/", {})
        went(knowing(third), f"/mine/{case.suggestion_id}/answer/{case.pk}/", {})  # whose link was stopped
        for address in ("/mine/told/", "/mine/devices/", "/mine/who/", f"/mine/from/{links[0].invitation.pk}/"):
            assert phone.get(address).status_code in (200, 302)
        other = Phone()
        went(other, f"/d/{f.token(links[1])}")
        went(other, f"/deputy/{links[1].invitation.pk}/who/", {"fact": "0041", "to": "mine"})
        went(other, f"/mine/from/{links[1].invitation.pk}/", {"lasts": "visit", "press": str(uuid.uuid4())})
        went(other, "/mine/devices/", {"end": "all"})
        # A case at work: there was no such contact, it is the wrong unit, and after all not.
        contact = Contact.objects.filter(reply__case=early).first()
        phone, suggestion = knowing(contact.deputy), early.suggestion_id
        went(phone, f"/mine/{suggestion}/", status=200)
        went(phone, f"/mine/contact/{contact.key}/", {"words": "没有人来过。"})
        objection = {"key": str(uuid.uuid4()), "reason": "归房管部门。", "proposed": "区房管局"}
        went(phone, f"/mine/{suggestion}/object/{early.pk}/", objection)
        went(phone, f"/mine/objection/{Objection.objects.get().pk}/back/", {})
        work()
        assert Notice.objects.filter(sentence__contains="没有联系过").count() == 2
        # 回访, by its link and from 我的建议; 核验, with the file.
        ask = RevisitAsk.objects.get()
        phone = Phone()
        went(phone, f"/r/{revisiting}")
        went(phone, f"/revisit/{ask.pk}/", status=200)
        went(phone, f"/revisit/{ask.pk}/", {"grade": "好", "comment": ""}, 400)
        went(knowing(ask.deputy), f"/mine/revisit/{ask.pk}/", {})
        went(phone, f"/revisit/{ask.pk}/", {"grade": "满意", "comment": "办得好。"})
        went(phone, f"/revisit/{ask.pk}/who/", {"fact": "1"})
        went(phone, "/verify/", status=200)
        went(phone, "/v/ABCD-EFGH-JKMN", status=404)
        page = went(phone, f"/v/{printed.verification}/2", {"file": SimpleUploadedFile("定稿.pdf", b"%PDF-1.7")}, 200)
        assert "不是签发时存下的定稿文件" in page.content.decode()
        assert (phone.get("/healthz").status_code, phone.get("/readyz").json()["database"]) == (200, True)
        assert phone.get("/readyz").json() == dict.fromkeys(phone.get("/readyz").json(), True)
        # All of it stands, and everything that is on record is entered by the desk.
        said = (
            Feedback.objects.filter(reply__case=case).order_by("pk").values_list("result", "signed_as", "is_current")
        )
        assert list(said) == [("满意", "手写", False), ("满意", "确认", True), ("不满意", "照片", True)]
        assert RevisitAnswer.objects.get().comment == "办得好。"
        assert enter_waiting() > 0
        assert verify() == []


def knowing(deputy) -> Phone:
    """A phone that holds a key of the deputy's."""
    phone = Phone()
    phone.cookies["mine"] = make_key(deputy, lasts="year", device="安卓手机", press=uuid.uuid4()).token
    return phone


FORBIDDEN = (
    "SELECT password FROM proposals_user",
    "SELECT * FROM proposals_user",
    "SELECT username, email, mobile FROM proposals_user",
    "SELECT robot FROM proposals_unit",
    "SELECT args_kwargs FROM django_tasks_database_dbtaskresult",
    "UPDATE proposals_event SET comment = 'x'",
    "DELETE FROM proposals_event",
    "TRUNCATE proposals_event CASCADE",
    "UPDATE proposals_case SET unit_id = unit_id",
    "DELETE FROM proposals_case",
    "UPDATE proposals_suggestion SET text = 'x'",
    "UPDATE proposals_deputy SET phone = 'x'",
    "UPDATE replies_feedback SET result = '满意'",
    "DELETE FROM replies_feedback",
    "UPDATE replies_reply SET signed_at = now()",
    "UPDATE replies_draft SET body = 'x'",
    "UPDATE replies_printedform SET pdf = 'x'",
    "UPDATE replies_invitation SET deputy_id = deputy_id, token_hash = 'x'",
    "UPDATE proposals_user SET password = 'x'",
    "INSERT INTO proposals_membership (user_id, unit_id, role, section, is_active) VALUES (1, 1, 'admin', '', true)",
    "INSERT INTO proposals_journalmark (\"table\", \"row\") VALUES ('x', '1')",
    "CREATE TABLE own (id int)",
    "DROP POLICY banli_faces ON proposals_event",
    "ALTER TABLE proposals_event DISABLE ROW LEVEL SECURITY",
    "ALTER TABLE proposals_event DISABLE TRIGGER ALL",
    "ALTER ROLE trial_outside BYPASSRLS",
    "SELECT pg_read_file('/etc/passwd')",
    "COPY proposals_suggestion TO PROGRAM 'cat'",
)
# The tables whose every column may be read, and nothing else at all.
READABLE = """
django_migrations proposals_approvalplan proposals_approvalstep proposals_archivedyear proposals_browsersession
proposals_calendarday proposals_case proposals_deputy proposals_erasure proposals_event proposals_extension
proposals_limit proposals_objection proposals_pace proposals_placerule proposals_session proposals_sponsorship
proposals_suggestion proposals_supervision proposals_tombstone
replies_attempt replies_contact replies_delivery replies_devicekey replies_draft
replies_entrycode replies_feedback replies_invitation replies_message replies_printedform replies_promise
replies_promisestep replies_reply replies_revisit replies_revisitanswer replies_revisitask replies_revisitcase
replies_wish
"""


def why_refused(cursor, statement: str) -> str:
    """The number of the refusal; "" where it was done."""
    try:
        with transaction.atomic():
            cursor.execute(statement)
    except DatabaseError as error:
        return error.__cause__.pgcode
    return ""


def test_what_is_not_the_deputies_is_neither_read_nor_written(client):
    case, w = f.make_case("in_progress"), f.world()
    f.write(case, w.handler, body="没有签发的稿子。")
    signed = f.make_case("seeking_feedback")
    client.force_login(w.handler)
    with installed(), as_outside() as cursor:
        cursor.execute("SELECT body FROM replies_draft")
        assert [body for (body,) in cursor.fetchall()] == [signed.current_round.signed_draft.body]
        cursor.execute("SELECT count(*) FROM proposals_browsersession")  # the desk's
        assert cursor.fetchone() == (0,)
        assert [one for one in FORBIDDEN if why_refused(cursor, one) != NOT_ALLOWED] == []
        unread = [one for one in connection.introspection.table_names() if one not in READABLE.split()]
        assert [one for one in unread if why_refused(cursor, f"SELECT * FROM {one}") != NOT_ALLOWED] == []  # noqa: S608
        for table in READABLE.split():
            cursor.execute(f"SELECT * FROM {table} LIMIT 1")  # noqa: S608 - our own tables
        # In the name of a member of staff nothing is written.
        now, deputy, reply = timezone.now(), signed.suggestion.proposers[0], signed.current_round
        for row in (
            Event(case=case, sequence=99, at=now, actor=w.handler, role="handler", action="x"),
            Feedback(reply=reply, deputy=deputy, channel="paper", number=9),
            Invitation(reply=reply, deputy=deputy, created_by=w.handler, mailed_to="a@example.org"),
            BrowserSession(session_key="k", session_data="", expire_date=now, user_id=w.handler.pk),
            DBTaskResult(task_path="replies.jobs.x", args_kwargs={}, backend_name="default"),
        ):
            with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
                row.save(force_insert=True)

"""Who may open and who may post to every address. An address that no line here classifies fails the suite."""

import io
from collections import deque
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.urls import URLPattern, get_resolver, reverse
from django.utils import timezone
from PIL import Image

from proposals.cases.attachments import CheckedFile, store_attachment
from proposals.intake import lists
from proposals.models import CalendarChange, Case, Consent, Erasure, FactorReset, Limit, Notice, SavedView, Status
from replies.colleagues.actions import write_note
from replies.consultations.actions import ask_units
from replies.contacts.meetings import arrange_meeting
from replies.drafts.autosave import actions as autosave
from replies.feedback.actions import record_link_feedback
from replies.feedback.links import make_link
from replies.feedback.progress import make_wish
from replies.finished.actions import keep_finished_list
from replies.letter.fonts import faces
from replies.letter.report_paper import Place
from replies.messages.plan.facts import case_facts
from replies.messages.plan.make import ToTell, keep_messages
from replies.models import Consultation, MadeReport, PrintedForm, Promise, WorkReport
from replies.models.messages.message import MessageKind
from replies.promises.actions import keep_promise
from replies.promises.papers.letters import write_letter
from replies.promises.papers.reports import send_report
from replies.reports.texts import save_report_text
from replies.reports.versions import begin_report, make_version
from tests import factories as f
from tests.browsers import Browser
from tests.failing_store.store import only_read
from tests.proposals.administration.offices import of_a_case, text_of
from tests.proposals.intake.sheets import book, row
from tests.proposals.journal.breaks import backup
from tests.replies.finished.lists import finished_book, finished_case, finished_row
from tests.replies.prints.orders import ordered
from tests.replies.stacks.scans import plain_stack
from tests.rules.oversight.asking import ask_about
from tests.rules.oversight.hearing import object_to
from tests.rules.oversight.meeting import ask_for, call_for
from tests.rules.reporting import asked_report, asked_step, file_step, report_ask
from tests.rules.revisiting import revisit_ask, revisit_question

pytestmark = pytest.mark.django_db

ANYBODY = {
    "nobody", "admin", "grants", "auditor", "office", "handler", "second_handler", "leader", "second_leader",
    "district", "congress", "cppcc", "committee", "other_office", "other_handler", "other_leader",
}  # fmt: skip
UNIT = {"office", "handler", "second_handler", "leader", "second_leader"}
SEEN = UNIT | {"district", "congress", "committee"}
ASKED = SEEN - {"committee"}  # of what units report on their work committees read nothing
BODIES = {"district", "congress", "cppcc"}
ANSWERED = SEEN
CASE_STAFF = {"office", "handler"}
LEADERS = {"leader", "second_leader"}
STUDIERS = {"district", "congress"}
OFFICES = {"office", "other_office"}
HANDLERS = {"handler", "second_handler", "other_handler"}
ADMIN, GRANTS, AUDITOR = {"admin"}, {"grants"}, {"auditor"}
CLERKS = {"office", "other_office", "district"}
PRINTERS = CLERKS | {"congress", "cppcc"}
ADMINISTRATORS = ADMIN | GRANTS | AUDITOR
DISTRICT = {"district"}
# Pages that need no account, and the page of the components, whose names are invented.
OF_NO_CASE = ("outside:", "replies:face", "components")
PUBLIC = ANYBODY | {"anonymous"}
STAFF = UNIT | {"other_office", "other_handler", "other_leader"}
EDITORS = {"office", "second_handler"}
THEIRS = {"other_office", "other_handler", "other_leader"}
NONE: set[str] = set()
WAYS_IN = ("office_sign_in", "office_sign_in_back", "ukey_sign_in")
# Who tells deputies of other cases has no knowledge of this one; others tell none.
NOT_ELSEWHERE = ANYBODY - {"second_handler", "other_office", "other_handler"}

Make = Callable[[Case], tuple[Any, ...]]


def of_case(*more: Any) -> Make:
    return lambda case: (case.pk, *more)


@dataclass(frozen=True)
class Rule:
    """`status` is the state of the case in question; `sees` may know of it (others get 404), `get` and `post` may
    open and post (others who see it get 403); None means that the method is not served."""

    get: set[str] | None
    post: set[str] | None = None
    sees: set[str] | None = None
    status: str = Status.IN_PROGRESS
    args: Make = field(default_factory=of_case)
    label: str = ""


def original_of(case: Case) -> tuple[Any, ...]:
    drawn = io.BytesIO()
    Image.new("RGB", (9, 9)).save(drawn, "PNG")
    seen = CheckedFile("原件.png", ".png", drawn.getvalue())
    return (
        store_attachment(seen, suggestion=case.suggestion, case=None, kind="suggestion", user=f.world().handler).pk,
    )


def material_of(case: Case) -> tuple[Any, ...]:
    drawn = io.BytesIO()
    Image.new("RGB", (7, 7)).save(drawn, "PNG")
    kept = CheckedFile("走访.png", ".png", drawn.getvalue())
    who = f.world().handler
    return (store_attachment(kept, suggestion=case.suggestion, case=case, kind="material", user=who).pk,)


def joined_case(case: Case) -> tuple[Any, ...]:
    """Joined to another case of the same handler (并案)."""
    Case.objects.filter(pk=case.pk).update(joined_to=f.make_case(case.status))
    return (case.pk,)


def reset_of(case: Case) -> tuple[Any, ...]:
    row = FactorReset.objects.get_or_create(user=f.world().handler, asked_by=f.world().nobody, reason="丢了")[0]
    return (row.pk,)


def erasure_of(case: Case) -> tuple[Any, ...]:
    facts = {"law": "secret", "reason": "误录", "asked_by": f.world().district}
    return (Erasure.objects.get_or_create(suggestion=case.suggestion, **facts)[0].pk,)


def backup_of(case: Case) -> tuple[Any, ...]:
    return (*erasure_of(case), backup().pk)


def deputy_of(case: Case) -> tuple[Any, ...]:
    return case.pk, case.suggestion.proposers[0].pk


def consultation_of(case: Case) -> tuple[Any, ...]:
    asked = ask_units(
        case.current_round,
        f.world().handler,
        units=[f.world().other_bureau],
        question="请提出意见。",
        due_on=timezone.localdate(),
        key=f.uuid.uuid4(),
    )
    return (asked[0].pk,)


def text_asked_of(case: Case) -> tuple[Any, ...]:
    """The other bureau is asked about our draft, and its handler has the case."""
    f.write(case, f.world().handler)
    pk = consultation_of(case)[0]
    asked = Consultation.objects.get(pk=pk)
    Consultation.objects.filter(pk=pk).update(draft=case.current_round.drafts.latest("number"))
    f.advance(asked.helping, "sign_for", "assign")
    return (pk,)


def cosigning_of(case: Case) -> tuple[Any, ...]:
    """The text is with another 主办 unit, which is to sign it along."""
    (pk,) = text_asked_of(case)
    Consultation.objects.filter(pk=pk).update(cosigns=True)
    return (pk,)


def message_of(case: Case) -> tuple[Any, ...]:
    who = case.suggestion.proposers[0]
    told = ToTell(MessageKind.GIVEN, f.uuid.uuid4().hex, who, case_facts(case, who), case, ["staff"])
    return (keep_messages([told])[0].pk,)


def moving_of(case: Case) -> tuple[Any, ...]:
    promise = Promise.objects.get(pk=promise_of(case)[0])
    words = {"why": "要先加固。", "plan": "开春开工。", "key": f.uuid.uuid4()}
    seen = promise.steps.count()
    return (send_report(promise, f.world().handler, new_on=f.day(60), seen=seen, **words).pk,)


def kept_of(case: Case) -> tuple[Any, ...]:
    promise = Promise.objects.get(pk=promise_of(case)[0])
    keep_promise(promise, f.world().handler, on=f.day(0), said="做成了。", seen=promise.steps.count())
    return (promise.pk,)


def letter_of(case: Case) -> tuple[Any, ...]:
    promise = Promise.objects.get(pk=kept_of(case)[0])
    step = promise.steps.last().number
    made = write_letter(promise, f.world().handler, text="做成了。", number="", on=f.day(0), step=step, seen=0)
    return (made.pk,)


def meeting_of(case: Case) -> tuple[Any, ...]:
    facts = {"place": "会议室", "staff": "高扬", "phone": "021-55550111", "key": f.uuid.uuid4()}
    at = timezone.now() + f.dt.timedelta(days=2)
    to = case.suggestion.proposers
    return (arrange_meeting(case.current_round, f.world().handler, deputies=to, at=at, **facts).pk,)


def contact_of(case: Case) -> tuple[Any, ...]:
    f.contact_all(case, f.world().handler)
    return (case.current_round.contacts.first().pk,)


def report_of(case: Case) -> WorkReport:
    asked: dict[str, Any] = {"kind": case.suggestion.kind, "period": "year", "year": case.handed_on.year}
    return begin_report(f.world().office, case.unit, **asked)


def text_of_report(case: Case) -> tuple[Any, ...]:
    saved = save_report_text(report_of(case), f.world().office, Place.CASES, "一件。", base=0, window="0" * 32)
    return (report_of(case).pk, saved.row.pk if saved else 0)


def version_of(case: Case) -> tuple[Any, ...]:
    made = make_version(report_of(case), f.world().office, key=f.uuid.uuid4())
    kept = {name: default_storage.save(f"reports/kept.{name}", ContentFile(b"%PDF")) for name in ("file", "word")}
    MadeReport.objects.filter(pk=made.pk).update(state="done", finished_at=timezone.now(), **kept)
    return (made.report_id, made.number)


def asked_of(case: Case) -> tuple[Any, ...]:
    return (asked_report().pk,)


def handed_of(case: Case) -> tuple[Any, ...]:
    step = asked_step()
    kept = {name: default_storage.save(f"reports/kept.{name}", ContentFile(b"%PDF")) for name in ("file", "word")}
    MadeReport.objects.filter(pk=step.made_id).update(state="done", finished_at=timezone.now(), **kept)
    return (step.asked_id, step.number)


def notice_of(case: Case) -> tuple[Any, ...]:
    facts = {"kind": "told", "key": "k", "sentence": "请看。", "made_at": timezone.now()}
    return (Notice.objects.create(recipient=f.world().handler, case=case, **facts).pk,)


def note_of(case: Case) -> tuple[Any, ...]:
    return (write_note(case, f.world().handler, text="请看。", key=f.uuid.uuid4()).pk,)


def view_of(case: Case) -> tuple[Any, ...]:
    return (SavedView.objects.create(user=f.world().handler, name="我的", query="q=x").pk,)


def list_of(user: str) -> Make:
    def keep(case: Case) -> tuple[Any, ...]:
        return (lists.keep_list("名单.xlsx", book([row("070")]), getattr(f.world(), user)).pk,)

    return keep


def unit_of(case: Case) -> tuple[Any, ...]:
    return (case.unit_id,)


def record_of_deputy(case: Case) -> tuple[Any, ...]:
    return (case.suggestion.proposers[0].pk,)


def two_deputies_of(case: Case) -> tuple[Any, ...]:
    return (case.suggestion.proposers[0].pk, f.deputy("赵洪荣").pk)


def handler_of(case: Case) -> tuple[Any, ...]:
    return (f.world().handler.pk,)


def role_of(case: Case) -> tuple[Any, ...]:
    return (f.world().handler.memberships.get().pk,)


def extension_of(case: Case) -> tuple[Any, ...]:
    """Asked for by the unit; the congress's body gets the report too."""
    return (f.extension(case).pk,)


def with_helper(case: Case) -> tuple[Any, ...]:
    """Another unit helps with it."""
    f.hand_over(case.suggestion, f.world().other_bureau, "会办")
    return (case.pk,)


def coordination_of(case: Case) -> tuple[Any, ...]:
    """A meeting of both that the working body has called."""
    with_helper(case)
    return (call_for(case).pk,)


def consented(case: Case) -> tuple[Any, ...]:
    """What one of two bodies has agreed to while the other has not."""
    facts = {"matter": "return", "body": "congress", "opinion": "同意。", "by": f.world().congress}
    return (Consent.objects.create(case=case, **facts).pk,)


def planned(case: Case) -> tuple[Any, ...]:
    """Taken up, with a plan that nobody has reported on."""
    f.plan_supervision(case)
    return (case.pk,)


def printed_of(case: Case) -> tuple[Any, ...]:
    return (PrintedForm.objects.get(reply__case=case).pk,)


def job_of(who: str) -> Make:
    return lambda case: (ordered([PrintedForm.objects.get(reply__case=case)], who).pk,)


def sheet_of(case: Case) -> tuple[Any, ...]:
    """A stack that the office took in, with one sheet."""
    return plain_stack(case.current_round).stack_id, 1


def promise_of(case: Case) -> tuple[Any, ...]:
    reply, day = case.current_round, timezone.localdate()
    made = Promise.objects.create(reply=reply, position=1, item="新增助餐点", promised_on=day, due_on=day)
    return (made.pk,)


def wording_of(case: Case) -> tuple[Any, ...]:
    """The unit's own, kept by its second handler."""
    return (f.wording(owner=f.world().second_handler).pk,)


def handler_here(case: Case) -> tuple[Any, ...]:
    """The page of the case's handler in the unit."""
    return f.world().handler.pk, case.unit_id


def absence_of(case: Case) -> tuple[Any, ...]:
    [absence] = f.lend((f.world().handler, case.unit, None))
    return (absence.pk,)


def code_of(*more: str) -> Make:
    return lambda case: (PrintedForm.objects.get(reply__case=case).verification, *more)


def autosave_of(case: Case) -> tuple[Any, ...]:
    texts = {**f.TEXTS, "body": "还没有存成一稿"}
    keep = {"tab": "a" * 32, "turn": 1, "base": 0, "texts": texts}
    return case.pk, autosave.keep_autosave(case.current_round, f.world().handler, **keep).pk


def invitation_of(case: Case) -> tuple[Any, ...]:
    return (make_link(case.current_round, f.world().handler, case.suggestion.proposers[0]).invitation.pk,)


def photo_of(case: Case) -> tuple[Any, ...]:
    """An answer signed with a photo."""
    link = make_link(case.current_round, f.world().handler, case.suggestion.proposers[0])
    path = default_storage.save("signatures/photo.png", ContentFile(b"picture"))
    said = replace(f.judgement(), signed_as="照片", signature_photo=path)
    return (record_link_feedback(link.invitation, said, base=0).pk,)


def supervision_of(case: Case) -> tuple[Any, ...]:
    return (f.supervise(case).pk,)


def wish_of(case: Case) -> tuple[Any, ...]:
    link = make_link(case.current_round, f.world().handler, case.suggestion.proposers[0])
    return (make_wish(link.invitation, "面谈").pk,)


def settled_of(case: Case) -> tuple[Any, ...]:
    """A deputy whose answer can be changed no more."""
    link = make_link(case.current_round, f.world().handler, case.suggestion.proposers[0])
    said = record_link_feedback(link.invitation, f.judgement(), base=0)
    type(said).objects.filter(pk=said.pk).update(submitted_at=timezone.now() - timezone.timedelta(days=30))
    return deputy_of(case)


def two_rounds(case: Case) -> tuple[Any, ...]:
    f.advance(case, "reopen", "prepare", "submit", "check", "sign")
    return (case.pk,)


def dictation_of(case: Case) -> tuple[Any, ...]:
    link = make_link(case.current_round, f.world().handler, case.suggestion.proposers[0])
    return (make_wish(link.invitation, "代填").pk,)


S = Status
OUT = S.SEEKING_FEEDBACK
RULES: dict[str, list[Rule]] = {
    "worklist": [Rule(ANYBODY, args=lambda case: ())],
    "cases": [Rule(ANYBODY, args=lambda case: ())],
    "approvals": [Rule({"office", "other_office"}, {"office", "other_office"}, args=lambda case: ())],
    "notices": [Rule(ANYBODY, args=lambda case: ())],
    "notice_settings": [Rule(ANYBODY, ANYBODY, args=lambda case: ())],
    "notices_read": [Rule(None, ANYBODY, args=lambda case: ())],
    "notice_read": [Rule(None, {"handler"}, {"handler"}, args=notice_of)],
    "export_cases": [Rule(None, ANYBODY, args=lambda case: ())],
    "save_view": [Rule(None, ANYBODY, args=lambda case: ())],
    "change_view": [Rule(None, {"handler"}, {"handler"}, args=view_of)],
    "sign_in": [Rule(PUBLIC, PUBLIC, args=lambda case: ())],
    "sign_out": [Rule(None, PUBLIC, args=lambda case: ())],
    # Off where nothing is set: no such page.
    **{name: [Rule(NONE, NONE, NONE, args=lambda case: ())] for name in WAYS_IN},
    "factor": [Rule(ANYBODY, ANYBODY, args=lambda case: ())],
    "factor_new": [Rule(ANYBODY, ANYBODY, args=lambda case: ())],
    "factor_key": [Rule(None, ANYBODY, args=lambda case: ())],
    "factor_own": [Rule(ANYBODY, ANYBODY, args=lambda case: ())],
    "factor_resets": [Rule(ADMINISTRATORS, ADMINISTRATORS, args=lambda case: ())],
    "factor_reset": [Rule(None, ADMINISTRATORS, args=reset_of)],
    "factor_rules": [Rule(ADMIN, ADMIN, args=lambda case: ())],
    "archive": [Rule(DISTRICT, DISTRICT, args=lambda case: ())],
    "audit": [Rule(AUDITOR, args=lambda case: ())],
    **{name: [Rule(None, AUDITOR, args=lambda case: ())] for name in ("audit_file", "audit_lines", "audit_prove")},
    "erasures": [Rule(DISTRICT | ADMIN | AUDITOR, args=lambda case: ())],
    "erasure": [Rule(DISTRICT | ADMIN | AUDITOR, DISTRICT | ADMIN | AUDITOR, args=erasure_of)],
    "erasure_backup": [Rule(None, ADMIN | AUDITOR, args=backup_of)],
    "erase": [Rule(DISTRICT, DISTRICT, SEEN)],
    "own_sessions": [Rule(ANYBODY, ANYBODY, args=lambda case: ())],
    "password_change": [Rule(ANYBODY, ANYBODY, args=lambda case: ())],
    "case": [Rule(SEEN, None, SEEN), Rule(ANSWERED, None, ANSWERED, OUT)],
    "case_tab": [
        Rule(sees, None, sees, status, of_case(tab), tab)
        for tab in ("suggestion", "reply", "consultations", "contacts", "feedback", "prints")
        for sees, status in ((SEEN, S.IN_PROGRESS), (ANSWERED, OUT))
    ],
    "do": [
        Rule({"office"}, {"office"}, SEEN, S.AWAITING_RECEIPT, of_case("sign_for"), "sign_for"),
        Rule({"office"}, {"office"}, SEEN, S.AWAITING_RECEIPT, of_case("ask_return"), "ask_return"),
        Rule({"office"}, {"office"}, SEEN, S.RECEIVED, of_case("ask_return"), "ask_return, signed for"),
        Rule({"office"}, {"office"}, SEEN, S.IN_PROGRESS, of_case("ask_return"), "ask_return, at work"),
        Rule({"district"}, {"district"}, SEEN, S.RETURN_REQUESTED, of_case("agree_return"), "agree_return"),
        Rule({"district"}, {"district"}, SEEN, S.RETURN_REQUESTED, of_case("refuse_return"), "refuse_return"),
        Rule({"handler"}, {"handler"}, SEEN, S.IN_PROGRESS, of_case("submit"), "submit"),
        Rule({"handler"}, {"handler"}, SEEN, S.CHECKING, of_case("recall"), "recall"),
        Rule(STUDIERS, STUDIERS, ANSWERED, S.UNDER_STUDY, of_case("decline"), "decline"),
        Rule(STUDIERS, STUDIERS, SEEN, S.IN_PROGRESS, of_case("withdraw"), "withdraw"),
    ],
    "decisions": [Rule(BODIES, BODIES, args=lambda case: ())],
    "hand_on": [Rule({"district"}, {"district"}, SEEN, S.RETURNED)],
    "correct": [
        Rule(STUDIERS, STUDIERS, SEEN),
        Rule({"office", "district"}, {"office", "district"}, SEEN, status=Status.AWAITING_RECEIPT),
        Rule(STUDIERS, STUDIERS, ANSWERED, status=Status.CLOSED),
    ],
    "extend": [Rule({"office"}, {"office"}, SEEN)],
    "extensions": [Rule(ANYBODY, args=lambda case: ())],
    "extension": [Rule(ANSWERED, {"district"}, ANSWERED, args=extension_of)],
    "replies:extension_letter": [Rule(ANSWERED, None, ANSWERED, args=extension_of)],
    "extension_tell": [Rule(CASE_STAFF, CASE_STAFF, ANSWERED, args=extension_of)],
    "calendar": [Rule(ANYBODY, args=lambda case: ())],
    "calendar_file": [Rule(ANYBODY, args=lambda case: (2026,))],
    "calendar_day": [Rule({"district", "admin"}, {"district", "admin"}, args=lambda case: ())],
    "calendar_load": [Rule({"district", "admin"}, {"district", "admin"}, args=lambda case: (2027,))],
    "limit": [Rule({"district", "admin"}, {"district", "admin"}, args=lambda case: (Limit.objects.first().pk,))],
    "decider": [Rule({"district", "admin"}, {"district", "admin"}, args=lambda case: ("return", "congress"))],
    "several": [Rule({"district", "admin"}, {"district", "admin"}, args=lambda case: ())],
    "counting": [Rule({"district", "admin"}, {"district", "admin"}, args=lambda case: ())],
    "calendar_change": [Rule({"district", "admin"}, None, args=lambda case: (CalendarChange.objects.first().pk,))],
    "widen": [Rule({"district"}, {"district"}, SEEN)],
    "attachment": [
        Rule(ANSWERED, None, ANSWERED, OUT, lambda case: (f.scan(case, f.world().handler).pk,)),
        Rule(SEEN, None, SEEN, S.IN_PROGRESS, lambda case: (f.scan(case, f.world().handler).pk,)),
    ],
    "intake": [Rule(CLERKS, CLERKS, args=lambda case: ())],
    "intake_list": [Rule(CLERKS, CLERKS, args=lambda case: ())],
    "intake_preview": [
        Rule(
            {"district"}, {"district"}, {"district"} | (ANYBODY - CLERKS), args=list_of("district"), label="district"
        ),
    ],
    "intake_aliases": [
        Rule(None, {"district"}, {"district"} | (ANYBODY - CLERKS), args=list_of("district"), label="district"),
    ],
    "intake_columns": [
        Rule(
            {"district"}, {"district"}, {"district"} | (ANYBODY - CLERKS), args=list_of("district"), label="district"
        ),
    ],
    "intake_template": [Rule(CLERKS, None, args=lambda case: ())],
    "replies:finished": [Rule(CLERKS, CLERKS, args=lambda case: ())],
    "replies:finished_preview": [
        Rule(
            {"district"},
            {"district"},
            {"district"} | (ANYBODY - CLERKS),
            args=lambda case: (
                keep_finished_list("往年.xlsx", finished_book(finished_row("070")), f.world().district).pk,
            ),
            label="district",
        ),
    ],
    "replies:finished_template": [Rule(CLERKS, None, args=lambda case: ())],
    "replies:finished_file": [
        Rule({"office", "district"}, {"office", "district"}, ANSWERED, args=lambda case: (finished_case().pk,)),
    ],
    "replies:original_add": [
        Rule(CASE_STAFF | {"district"}, CASE_STAFF | {"district"}, SEEN),
        Rule(CASE_STAFF | {"district"}, CASE_STAFF | {"district"}, ANSWERED, S.CLOSED),
    ],
    "replies:materials": [Rule(UNIT, UNIT, SEEN), Rule(UNIT, UNIT, ANSWERED, OUT)],
    "replies:note": [Rule(UNIT, UNIT, SEEN), Rule(UNIT, UNIT, ANSWERED, OUT)],
    "replies:material_remove": [
        Rule(None, {"handler", "office"}, UNIT, args=material_of),
        Rule(None, {"handler", "office"}, UNIT, OUT, material_of),
    ],
    "replies:note_take_back": [
        Rule(None, {"handler"}, SEEN, args=note_of),
        Rule(None, {"handler"}, ANSWERED, OUT, note_of),
    ],
    "replies:follow": [Rule(None, SEEN, SEEN), Rule(None, ANSWERED, ANSWERED, OUT)],
    "replies:original": [
        Rule(SEEN, None, SEEN, args=original_of),
        Rule(UNIT, None, UNIT, args=material_of, label="material"),
        Rule(UNIT, None, UNIT, OUT, material_of, "material"),
    ],
    "replies:original_picture": [Rule(SEEN, None, SEEN, args=lambda case: (*original_of(case), 1))],
    "replies:assign": [Rule({"office"}, {"office"}, SEEN, S.RECEIVED), Rule({"office"}, {"office"}, SEEN)],
    "replies:draft": [Rule({"handler"}, {"handler"}, SEEN)],
    "replies:autosave": [Rule({"handler"}, {"handler"}, SEEN)],
    "replies:autosaved": [Rule({"handler"}, {"handler"}, SEEN, args=autosave_of)],
    "replies:draft_word_in": [Rule(None, {"handler"}, SEEN)],
    "replies:draft_word_out": [
        Rule(UNIT, None, SEEN, S.CHECKING, label="unsigned"),
        Rule(UNIT, None, ANSWERED, OUT, label="signed"),
    ],
    "replies:draft_version": [
        Rule(UNIT, {"handler"}, SEEN, S.CHECKING, of_case(1, 1), "unsigned"),
        Rule(ANSWERED, {"handler"}, ANSWERED, OUT, of_case(1, 1), "signed"),
    ],
    "replies:check": [Rule(None, {"office", "handler"} | LEADERS, SEEN)],
    "replies:override": [Rule({"handler"}, {"handler"}, SEEN)],
    "replies:preview": [Rule(None, UNIT - {"second_handler"}, SEEN)],
    "replies:typed_pdf": [Rule(None, UNIT - {"second_handler"}, SEEN)],
    # Type, and no secret: like a static file.
    "replies:faces": [Rule(PUBLIC, None, args=lambda case: ())],
    "replies:face": [Rule(PUBLIC, None, args=lambda case: (faces.built_faces()[faces.RARE].path.name,))],
    "replies:review": [
        Rule({"office"} | LEADERS, {"office"} | LEADERS, SEEN, S.CHECKING),
        Rule({"office"} | LEADERS, {"office"} | LEADERS, SEEN, S.SIGNING),
    ],
    "replies:send_out": [Rule(None, {"leader"}, SEEN, S.SIGNED)],
    "replies:take_back": [Rule({"leader"}, {"leader"}, SEEN, S.SIGNED)],
    "replies:join": [Rule(CASE_STAFF | {"district"}, CASE_STAFF | {"district"}, SEEN)],
    "replies:split": [
        Rule(CASE_STAFF | {"district"}, CASE_STAFF | {"district"}, SEEN, args=joined_case),
    ],
    "replies:contact": [Rule(CASE_STAFF, CASE_STAFF, SEEN)],
    "replies:consult": [Rule({"handler"}, {"handler"}, SEEN)],
    "replies:consult_answer": [Rule(CASE_STAFF, CASE_STAFF, SEEN, args=consultation_of)],
    "replies:consult_drop": [Rule(CASE_STAFF, CASE_STAFF, SEEN, args=consultation_of)],
    # Answered already, or not about a text: a person who may act gets the page or a word why not.
    "replies:contact_correct": [Rule(CASE_STAFF, CASE_STAFF, SEEN, args=contact_of)],
    "replies:consult_correct": [Rule(CASE_STAFF, CASE_STAFF, SEEN, args=consultation_of)],
    "replies:consult_keep": [Rule(CASE_STAFF, CASE_STAFF, SEEN, args=consultation_of)],
    "replies:consult_remind": [Rule(None, CASE_STAFF, SEEN, args=consultation_of)],
    "replies:consult_again": [Rule(None, {"handler"}, SEEN, args=consultation_of)],
    "replies:consult_stance": [Rule({"other_handler"}, {"other_handler"}, SEEN | THEIRS, args=text_asked_of)],
    "replies:consult_text": [Rule(UNIT | THEIRS, None, SEEN | THEIRS, args=text_asked_of)],
    "replies:consult_material": [
        Rule(None, {"other_handler"}, THEIRS | STUDIERS | {"committee"}, args=text_asked_of),
    ],
    "replies:consult_waive": [Rule(STUDIERS, STUDIERS, SEEN, args=cosigning_of)],
    "replies:consult_letter": [Rule(UNIT | THEIRS, None, SEEN | THEIRS, args=text_asked_of)],
    "replies:deliver": [Rule(CASE_STAFF, CASE_STAFF, ANSWERED, OUT)],
    "replies:reach": [Rule(CASE_STAFF, CASE_STAFF, SEEN, args=deputy_of)],
    "replies:invite": [Rule(ANSWERED, CASE_STAFF | LEADERS, ANSWERED, OUT, deputy_of)],
    "replies:revoke": [Rule(ANSWERED, CASE_STAFF, ANSWERED, OUT, deputy_of)],
    "replies:reopen_answer": [Rule({"office"}, {"office"}, ANSWERED, OUT, settled_of)],
    "replies:paper": [Rule(CASE_STAFF, CASE_STAFF, ANSWERED, OUT)],
    "replies:rounds": [Rule(ANSWERED, None, ANSWERED, S.UNDER_STUDY, two_rounds)],
    # Where the place has no rule for it: both the unit's people and the bodies read that there is nothing to do.
    "replies:silence": [Rule({"handler", "office"} | STUDIERS, {"handler", "office"} | STUDIERS, SEEN, OUT)],
    "replies:attempt": [Rule({"handler", "office"}, {"handler", "office"}, ANSWERED, OUT, deputy_of)],
    "replies:dictated": [Rule({"handler", "office"}, {"handler", "office"}, ANSWERED, OUT, dictation_of)],
    "replies:settle": [Rule(CASE_STAFF, CASE_STAFF, ANSWERED, OUT, wish_of)],
    "replies:signature": [Rule(ANSWERED, None, ANSWERED, OUT, photo_of)],
    "replies:reopen": [Rule(STUDIERS, STUDIERS, ANSWERED, S.UNDER_STUDY)],
    "replies:follow_up": [Rule(CASE_STAFF, CASE_STAFF, ANSWERED, S.CLOSED)],
    "replies:told": [Rule(OFFICES | HANDLERS | BODIES, args=lambda case: ())],
    "replies:told_again": [Rule(None, OFFICES | HANDLERS | BODIES, args=lambda case: ())],
    **{
        f"replies:told_{name}": [Rule(None, CASE_STAFF | STUDIERS, NOT_ELSEWHERE - {"cppcc"}, args=message_of)]
        for name in ("convey", "drop")
    },
    "replies:told_words": [Rule({"district"}, args=lambda case: ())],
    "replies:told_hours": [Rule(None, {"district"}, args=lambda case: ())],
    "replies:told_words_edit": [Rule({"district"}, {"district"}, args=lambda case: ("given",))],
    "replies:promise_report_new": [Rule(CASE_STAFF, CASE_STAFF, ANSWERED, OUT, promise_of)],
    "replies:promise_report": [Rule(UNIT, CASE_STAFF, UNIT, OUT, moving_of)],
    "replies:promise_report_paper": [Rule(UNIT, None, UNIT, OUT, moving_of)],
    "replies:promise_letter": [Rule(CASE_STAFF, CASE_STAFF, ANSWERED, OUT, kept_of)],
    "replies:promise_letter_paper": [Rule(ANSWERED, None, ANSWERED, OUT, letter_of)],
    "replies:meeting": [Rule(CASE_STAFF, CASE_STAFF, SEEN)],
    "replies:meeting_again": [Rule(CASE_STAFF, CASE_STAFF, SEEN, args=meeting_of)],
    "replies:meeting_off": [Rule(CASE_STAFF, CASE_STAFF, SEEN, args=meeting_of)],
    "replies:promises": [Rule(ANYBODY, args=lambda case: ())],
    **{
        f"replies:promise_{name}": [Rule(CASE_STAFF, CASE_STAFF, ANSWERED, OUT, promise_of)]
        for name in ("keep", "change", "tell", "undo")
    },
    "many": [Rule(None, ANYBODY, args=lambda case: ())],
    "many_assign": [Rule(OFFICES, OFFICES, args=lambda case: ())],
    "many_reassign": [Rule(OFFICES, OFFICES, args=lambda case: ())],
    "many_deliver": [Rule(OFFICES | HANDLERS, OFFICES | HANDLERS, args=lambda case: ())],
    "go": [Rule(ANYBODY, args=lambda case: ())],
    "components": [Rule(ANYBODY, args=lambda case: ())],
    "help": [Rule(ANYBODY, args=lambda case: ())],
    "help_chapter": [Rule(ANYBODY, args=lambda case: ("一件建议",))],
    "help_picture": [Rule(ANYBODY, args=lambda case: ("case",))],
    "undo": [Rule(None, ANYBODY, args=lambda case: ())],
    "many_supervise": [Rule(BODIES, BODIES, args=lambda case: ())],
    "phone": [Rule(None, CASE_STAFF, SEEN, args=deputy_of)],
    "board": [Rule(BODIES, args=lambda case: ())],
    "supervise": [Rule(STUDIERS, STUDIERS, SEEN)],
    "led": [Rule(BODIES, args=lambda case: ())],
    "led_file": [Rule(None, BODIES, args=lambda case: ())],
    "many_lead": [Rule(BODIES, BODIES, args=lambda case: ())],
    "inquiry_new": [Rule({"committee"}, {"committee"}, SEEN)],
    "inquiry": [
        Rule(CASE_STAFF | LEADERS, CASE_STAFF | LEADERS, SEEN, args=lambda case: (ask_about(case).pk,)),
    ],
    # Of a suggestion with several units; only who called a meeting changes it and writes it down.
    "coordination_ask": [Rule(CASE_STAFF, CASE_STAFF, SEEN)],
    "coordination_new": [Rule(STUDIERS, STUDIERS, SEEN, args=with_helper)],
    "coordination_refuse": [
        Rule(STUDIERS, STUDIERS, SEEN, args=lambda case: (ask_for(Case.objects.get(pk=with_helper(case)[0])).pk,)),
    ],
    **{
        f"coordination_{name}": [Rule({"congress"}, {"congress"}, SEEN | THEIRS, args=coordination_of)]
        for name in ("move", "off", "record", "supplement")
    },
    "committees": [Rule({"congress"}, {"congress"}, args=lambda case: ())],
    "consent_back": [Rule({"congress"}, {"congress"}, SEEN, args=consented)],
    "objection_new": [Rule(STUDIERS, STUDIERS, SEEN)],
    "objection": [Rule({"congress"}, {"congress"}, SEEN, args=lambda case: (object_to(case).pk,))],
    "plan": [Rule(STUDIERS, STUDIERS, SEEN)],
    "plan_report": [Rule(STUDIERS, STUDIERS, SEEN, args=planned)],
    "lead": [Rule(STUDIERS, STUDIERS, SEEN)],
    "supervise_answer": [Rule(CASE_STAFF | LEADERS, CASE_STAFF | LEADERS, SEEN, args=supervision_of)],
    **{
        f"replies:{name}": [Rule(STAFF | BODIES, args=lambda case: ())]
        for name in ("figures", "figures_file", "figures_cases", "figures_cases_file", "figures_report")
    },
    **{
        f"replies:{name}": [Rule(STAFF | BODIES, args=lambda case: ())]
        for name in ("lookback", "lookback_file", "lookback_paper")
    },
    "replies:work_reports": [
        Rule(CLERKS | {"congress", "cppcc"}, CLERKS | {"congress", "cppcc"}, args=lambda case: ())
    ],
    # A report is its unit's own; its office writes it.
    **{
        f"replies:work_report{name}": [Rule(UNIT if get else None, {"office"} if post else None, UNIT, OUT, made)]
        for name, get, post, made in (
            ("", True, False, lambda case: (report_of(case).pk,)),
            ("_save", True, True, lambda case: (report_of(case).pk,)),
            ("_make", False, True, lambda case: (report_of(case).pk,)),
            ("_until", False, True, lambda case: (report_of(case).pk,)),
            ("_text", True, True, text_of_report),
            ("_compare", True, False, lambda case: version_of(case)[:1]),
            *((f"_{page}", True, False, lambda case: version_of(case)) for page in ("version", "progress")),
            *((f"_{form}", True, False, lambda case: version_of(case)) for form in ("pdf", "docx")),
            ("_again", False, True, lambda case: version_of(case)),
        )
    },
    "replies:report_ask_new": [Rule(BODIES, BODIES, args=lambda case: ())],
    # What units are asked to report is seen by both bodies; the one that asked sees to it.
    **{
        f"replies:report_ask{name}": [
            Rule(
                STUDIERS if get else None,
                None if get else {"congress"},
                STUDIERS,
                args=lambda case: (report_ask().pk,),
            )
        ]
        for name, get in (
            ("", True),
            ("_list", True),
            ("_files", True),
            ("_texts", True),
            ("_urge", False),
            ("_withdraw", False),
        )
    },
    **{
        f"replies:asked_report{name}": [Rule(get, post, ASKED, args=made)]
        for name, get, post, made in (
            ("", ASKED, None, asked_of),
            ("_write", None, {"office"}, asked_of),
            ("_hand_in", {"office"}, {"office"}, asked_of),
            ("_hand_in_file", {"office"}, {"office"}, asked_of),
            ("_settle", None, {"congress"}, asked_of),
            ("_pdf", ASKED, None, handed_of),
            ("_docx", ASKED, None, handed_of),
            ("_file", ASKED, None, lambda case: (file_step().asked_id, 1)),
        )
    },
    **{
        f"replies:{name}": [Rule({"congress", "cppcc"}, {"congress", "cppcc"}, args=lambda case: ())]
        for name in ("revisits", "revisit_questions")
    },
    "replies:revisit_question_retire": [
        Rule(None, {"congress"}, ANYBODY - {"cppcc"}, args=lambda case: (revisit_question().pk,))
    ],
    # A 回访 is its body's own; nobody else knows of it.
    **{
        f"replies:revisit{name}": [
            Rule({"congress"} if get else None, {"congress"} if post else None, {"congress"}, S.CLOSED, made)
        ]
        for name, get, post, made in (
            ("", True, False, lambda case: (revisit_ask().drawn.revisit_id,)),
            ("_end", False, True, lambda case: (revisit_ask().drawn.revisit_id,)),
            ("_paper", True, False, lambda case: (revisit_ask().drawn.revisit_id,)),
            ("_answer", True, True, lambda case: (revisit_ask().pk,)),
            ("_link", False, True, lambda case: (revisit_ask().pk,)),
        )
    },
    "replies:people": [Rule(CLERKS | {"congress", "cppcc"}, None, args=lambda case: ())],
    "replies:hand_over": [Rule(CASE_STAFF, CASE_STAFF, UNIT, args=handler_here)],
    "replies:absence_end": [Rule(None, CASE_STAFF, UNIT, args=absence_of)],
    "replies:wordings": [Rule(ANYBODY, args=lambda case: ())],
    "replies:wordings_file": [Rule(None, ANYBODY, args=lambda case: ())],
    "replies:wordings_import": [Rule(STAFF, STAFF, args=lambda case: ())],
    "replies:wordings_empty": [Rule(STAFF, None, args=lambda case: ())],
    "replies:wordings_take_in": [Rule(None, STAFF, args=lambda case: ())],
    "replies:wording_add": [Rule(STAFF, STAFF, args=lambda case: ())],
    "replies:wording": [Rule(EDITORS, EDITORS, UNIT, args=wording_of)],
    "replies:wording_extend": [Rule(EDITORS, EDITORS, UNIT, args=wording_of)],
    "replies:wording_retire": [Rule(None, EDITORS, UNIT, args=wording_of)],
    "replies:wording_text": [Rule(UNIT, None, UNIT, args=wording_of)],
    "replies:close": [Rule({"office"}, {"office"}, ANSWERED, OUT)],
    "replies:print": [Rule(UNIT, UNIT, SEEN, S.CHECKING), Rule(ANSWERED, ANSWERED, ANSWERED, OUT)],
    "replies:printed": [Rule(ANSWERED, None, ANSWERED, OUT, printed_of)],
    "replies:print_room": [Rule(PRINTERS, PRINTERS, args=lambda case: ())],
    "replies:print_handover": [Rule(None, PRINTERS, args=lambda case: ())],
    "replies:print_envelopes": [Rule(None, PRINTERS, args=lambda case: ())],
    "replies:stacks": [Rule(OFFICES | HANDLERS, OFFICES | HANDLERS, args=lambda case: ())],
    # A stack belongs to who took it in and to the unit's office.
    "replies:stack": [Rule({"office"}, None, {"office"}, OUT, lambda case: sheet_of(case)[:1])],
    "replies:stack_progress": [Rule({"office"}, None, {"office"}, OUT, lambda case: sheet_of(case)[:1])],
    "replies:stack_sheet": [Rule({"office"}, {"office"}, {"office"}, OUT, sheet_of)],
    "replies:stack_assign": [Rule(None, {"office"}, {"office"}, OUT, sheet_of)],
    "replies:stack_drop": [Rule(None, {"office"}, {"office"}, OUT, lambda case: sheet_of(case)[:1])],
    "replies:stack_settle": [Rule(None, {"office"}, {"office"}, OUT, sheet_of)],
    "replies:stack_picture": [Rule({"office"}, None, {"office"}, OUT, lambda case: (*sheet_of(case), 0))],
    # A job belongs to the office that ordered it; of another's nothing is known.
    **{
        f"replies:print_{name}": [
            Rule({who} if get else None, None if get else {who}, {who}, OUT, job_of(who), who)
            for who in ("office", "district")
        ]
        for name, get in (("job", True), ("progress", True), ("cancel", False), ("file", False))
    },
    # Each of the three administrators has the own pages, and none of them a case by it.
    "people": [Rule(ADMIN, None, args=lambda case: ())],
    "people_file": [Rule(None, ADMIN, args=lambda case: ())],
    "people_passwords": [Rule(None, ADMIN, args=lambda case: ())],
    "person_new": [Rule(ADMIN, ADMIN, args=lambda case: ())],
    "person": [Rule(ADMIN, None, args=handler_of)],
    **{name: [Rule(ADMIN, ADMIN, args=handler_of)] for name in ("person_edit", "person_out")},
    **{f"person_{name}": [Rule(None, ADMIN, args=handler_of)] for name in ("back", "password", "phones", "roles")},
    "deputies": [Rule(ADMIN, None, args=lambda case: ())],
    "deputy_new": [Rule(ADMIN, ADMIN, args=lambda case: ())],
    "deputy": [Rule(ADMIN, None, args=record_of_deputy)],
    **{f"deputy_{name}": [Rule(ADMIN, ADMIN, args=record_of_deputy)] for name in ("edit", "left", "returned")},
    "deputy_phone": [Rule(None, ADMIN, args=record_of_deputy)],
    "deputy_merge": [Rule(ADMIN, ADMIN, args=two_deputies_of)],
    "replies:devices": [Rule(ADMIN | CASE_STAFF, ADMIN | CASE_STAFF, args=record_of_deputy)],
    "sessions": [Rule(ADMIN, None, args=lambda case: ())],
    "session_new": [Rule(ADMIN, ADMIN, args=lambda case: ())],
    "session": [Rule(ADMIN, ADMIN, args=lambda case: (case.suggestion.session_id,))],
    "workbook": [Rule(ADMIN, ADMIN, args=lambda case: ("deputies",))],
    "workbook_confirm": [Rule(None, ADMIN, args=lambda case: ("deputies",))],
    "workbook_empty": [Rule(ADMIN, None, args=lambda case: ("people",))],
    "workbook_file": [Rule(None, ADMIN, args=lambda case: ("units",))],
    "setup": [Rule(ADMIN, None, args=lambda case: ())],
    "server_state": [Rule(ADMIN | AUDITOR, None, args=lambda case: ())],
    "heads": [Rule(ADMINISTRATORS, ADMINISTRATORS, args=lambda case: ())],
    # Another installation has no account: what it hands in is signed.
    "heads_in": [Rule(None, PUBLIC, args=lambda case: ())],
    "healthz": [Rule(PUBLIC, None, args=lambda case: ())],
    "readyz": [Rule(PUBLIC, None, args=lambda case: ())],
    "outside:healthz": [Rule(PUBLIC, None, args=lambda case: ())],
    "outside:readyz": [Rule(PUBLIC, None, args=lambda case: ())],
    "setup_sheet": [Rule(ADMIN, None, args=lambda case: ())],
    "replies:print_sample": [Rule(ADMIN, None, args=lambda case: ())],
    "setup_calendar": [Rule(None, ADMIN, args=lambda case: ())],
    "setup_look": [Rule(None, ADMIN, args=lambda case: ("limits",))],
    # Once anybody has an account, nobody begins again.
    "setup_first": [Rule(NONE, NONE, NONE, args=lambda case: ())],
    "units": [Rule(ADMIN, None, args=lambda case: ())],
    "letterheads": [Rule(ADMIN, None, args=lambda case: ())],
    "unit_new": [Rule(ADMIN, ADMIN, args=lambda case: ())],
    "unit": [Rule(ADMIN, None, args=unit_of)],
    **{name: [Rule(ADMIN, ADMIN, args=unit_of)] for name in ("unit_edit", "unit_out")},
    "unit_back": [Rule(None, ADMIN, args=unit_of)],
    "identities": [Rule(GRANTS | AUDITOR | OFFICES, GRANTS | AUDITOR | OFFICES, args=lambda case: ())],
    "identity_wait": [Rule(ANYBODY, None, args=lambda case: ())],
    "roles": [Rule(GRANTS, GRANTS, args=lambda case: ())],
    "roles_held": [Rule(GRANTS, None, args=lambda case: ())],
    "roles_decided": [Rule(GRANTS, None, args=lambda case: ())],
    **{name: [Rule(None, GRANTS, args=lambda case: ())] for name in ("roles_held_file", "roles_decided_file")},
    "role_end": [Rule(GRANTS, GRANTS, args=role_of)],
    **{name: [Rule(AUDITOR, None, args=lambda case: ())] for name in ("records", "sign_ins", "exports")},
    **{f"{name}_file": [Rule(None, AUDITOR, args=lambda case: ())] for name in ("records", "sign_ins", "exports")},
    # Who holds the paper holds its code.
    "outside:verify_ask": [Rule(PUBLIC, None, args=lambda case: ())],
    "outside:verify": [Rule(PUBLIC, PUBLIC, status=OUT, args=code_of())],
    "outside:verify_copy": [Rule(PUBLIC, PUBLIC, status=OUT, args=code_of("2-1"))],
    # The key of the device is; without one every page leads to the way in, and where staff are signed in nothing is
    # written.
    "outside:mine": [Rule(PUBLIC, None, args=lambda case: ())],
    **{
        f"outside:mine_{name}": [Rule(PUBLIC, {"anonymous"}, args=lambda case: ())]
        for name in ("enter", "code", "who", "devices", "told")
    },
    "outside:mine_keep": [Rule(PUBLIC, {"anonymous"}, status=OUT, args=invitation_of)],
    "outside:mine_one": [Rule(PUBLIC, None, args=lambda case: (case.suggestion_id,))],
    "outside:mine_answer": [Rule(None, {"anonymous"}, status=OUT, args=lambda case: (case.suggestion_id, case.pk))],
    "outside:mine_object": [Rule(None, {"anonymous"}, args=lambda case: (case.suggestion_id, case.pk))],
    "outside:mine_unsay": [Rule(None, {"anonymous"}, status=OUT, args=lambda case: (1,))],
    "outside:mine_revisit": [Rule(None, {"anonymous"}, status=OUT, args=lambda case: (1,))],
    "outside:mine_deny": [Rule(None, {"anonymous"}, args=lambda case: (f.uuid.uuid4(),))],
    # The link is the key: without having opened it in this browser there is nothing, for anybody.
    "outside:open": [Rule(NONE, None, NONE, OUT, lambda case: ("unknown-token",))],
    "outside:open_cut": [Rule(NONE, None, NONE, OUT, lambda case: ())],
    "outside:revisit_open": [Rule(NONE, None, NONE, OUT, lambda case: ("unknown-token",))],
    "outside:revisit": [Rule(NONE, NONE, NONE, S.CLOSED, lambda case: (revisit_ask().pk,))],
    "outside:revisit_who": [Rule(None, NONE, NONE, S.CLOSED, lambda case: (revisit_ask().pk,))],
    "outside:deputy": [Rule(NONE, NONE, NONE, OUT, invitation_of)],
    "outside:check": [Rule(NONE, NONE, NONE, OUT, invitation_of)],
    "outside:sign": [Rule(NONE, NONE, NONE, OUT, invitation_of)],
    "outside:seen": [Rule(None, NONE, NONE, OUT, invitation_of)],
    "outside:wish": [Rule(None, NONE, NONE, OUT, invitation_of)],
    "outside:who": [Rule(None, NONE, NONE, OUT, invitation_of)],
    "outside:renew": [Rule(None, NONE, NONE, OUT, invitation_of)],
    "outside:stranger": [Rule(NONE, NONE, NONE, OUT, invitation_of)],
    "outside:receipt": [Rule(NONE, NONE, NONE, OUT, invitation_of)],
}
# A page that opens is a page: a red one, or a refusal, is none. (Posts are empty, so that most of them are refused.)
OPENS = (200, 302)
# In these states there is something in the way, and the page says what.
SAYS_WHY = {("do", "submit"), ("replies:consult_letter", S.IN_PROGRESS)}
# Who opens these is written down, or counted, or begins a session: they wait until that can be.
LOGGED = {"replies:printed", "deputy_edit", "outside:open", "outside:open_cut", "outside:revisit_open"}
SAYS_IT_FAILS = {"readyz", "outside:readyz"}
REFUSALS = {"method", "hidden", "no"}
OPEN_TO_ALL = {"sign_in", "sign_out", "heads_in", "healthz", "readyz", *WAYS_IN} | {
    name for name in RULES if name.startswith(("outside:", "replies:face"))
}


def names(patterns, space="") -> set[str]:
    found: set[str] = set()
    for pattern in patterns:
        if isinstance(pattern, URLPattern):
            found.add(f"{space}{pattern.name}")
        else:
            found |= names(pattern.url_patterns, f"{pattern.namespace}:" if pattern.namespace else space)
    return found


def test_every_address_is_classified():
    served = names(get_resolver().url_patterns)
    assert served == set(RULES)


def outcome(name, response) -> str:
    if name != "sign_out" and response.status_code == 302 and response["Location"].startswith("/sign-in/"):
        return "door"
    return {403: "no", 404: "hidden", 405: "method"}.get(response.status_code, "in")


def expected(name: str, rule: Rule, who: str, allowed: set[str] | None) -> str:
    if who == "anonymous" and name not in OPEN_TO_ALL:
        return "door"
    if allowed is None:
        return "method"
    if rule.sees is not None and who not in rule.sees:
        return "hidden"
    return "in" if who in allowed else "no"


CELLS = [
    pytest.param(name, rule, id=f"{name}-{rule.label or rule.status}")
    for name, rules in RULES.items()
    for rule in rules
]


@pytest.mark.once
@pytest.mark.parametrize(("name", "rule"), CELLS)
def test_who_may(name, rule):
    """Everybody opens, then everybody posts. Posts are empty: they get no further than the question who may post. And
    whatever the three administrators are answered, nothing of a case stands in it."""
    case, world = f.make_case(rule.status), f.world()
    url = reverse(name, args=rule.args(case))
    browsers = {who: Browser() for who in sorted(PUBLIC)}
    for who, browser in browsers.items():
        if who != "anonymous":
            browser.force_login(getattr(world, who), "django.contrib.auth.backends.ModelBackend")
    got, wanted, told = {}, {}, []
    for method, allowed in (("get", rule.get), ("post", rule.post)):
        for who, browser in browsers.items():
            want = expected(name, rule, who, allowed)
            # Whom nothing opens asks as a script does: the same refusal without its page. The administrators see it.
            asks = {"accept": "application/json"} if want in REFUSALS and who not in ADMINISTRATORS else {}
            # Reading goes on while the database takes nothing.
            with only_read() if method == "get" and name not in LOGGED | SAYS_IT_FAILS else nullcontext():
                response = getattr(browser, method)(url, headers=asks)
            assert response.status_code < 500
            got[method, who] = outcome(name, response)
            opens = OPENS if (name, rule.label or rule.status) not in SAYS_WHY else (409,)
            if method == "get" and got[method, who] == "in" and response.status_code not in opens:
                got[method, who] = f"opened with {response.status_code}"
            wanted[method, who] = want
            if who in ADMINISTRATORS and not name.startswith(OF_NO_CASE):
                told += [(method, who, found[0]) for found in [of_a_case(url).search(text_of(response))] if found]
            deque(getattr(response, "streaming_content", ()), 0)  # a file that was sent is closed at its end
    assert got == wanted
    assert told == []

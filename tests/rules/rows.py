"""One row of every model that a constraint of the database watches over, as the program writes it."""

import datetime as dt
import uuid
from dataclasses import replace
from typing import Any

from django.utils import timezone

from proposals.administration.record import record_change
from proposals.extensions.actions import decide_extension, record_extension_notice
from proposals.intake import lists
from proposals.models import (
    AdministrationEvent,
    ApprovalPlan,
    ApprovalStep,
    Attachment,
    CalendarChange,
    Case,
    Consent,
    Event,
    Extension,
    ExtensionNotice,
    FactorReset,
    Follow,
    Limit,
    Membership,
    MovedCase,
    Note,
    Notice,
    NoticeChoice,
    PlaceRule,
    Role,
    RoleProposal,
    SavedView,
    SignIn,
    Status,
    Supervision,
    SupervisionPlan,
)
from replies.colleagues.actions import follow_case, write_note
from replies.consultations.actions import ask_units, record_opinion, remind_unit
from replies.drafts.autosave import actions as drafts_autosave
from replies.feedback.actions import record_paper_feedback
from replies.feedback.links import make_link
from replies.feedback.progress import make_wish
from replies.models import (
    Attempt,
    Consultation,
    Contact,
    Delivery,
    Draft,
    Feedback,
    FinishedOpinion,
    Invitation,
    Override,
    PrintedForm,
    PrintJob,
    PrintJobItem,
    Printout,
    Promise,
    PromiseStep,
    Reminder,
    Reply,
    Review,
    SheetStack,
    StackSheet,
    Wish,
    Wording,
)
from replies.promises.actions import keep_promise
from tests import factories as f
from tests.proposals.intake.sheets import book, row
from tests.replies.finished.lists import finished_case
from tests.replies.prints.orders import ordered, signed
from tests.replies.stacks.scans import plain_stack

S = Status
DAY = dt.date(2026, 5, 6)


def now(row: Any = None) -> dt.datetime:
    return timezone.now()


def somebody(row: Any = None) -> Any:
    return f.world().district


def key(row: Any = None) -> uuid.UUID:
    return uuid.uuid4()


def unit() -> Any:
    return f.unit("区民政局")


def membership() -> Any:
    f.world()
    return Membership.objects.get(user__username="handler")


def absence() -> Any:
    w = f.world()
    [made] = f.lend((w.handler, w.bureau, w.second_handler))
    return made


def deputy() -> Any:
    return f.deputy("赵洪蓉")


def merged_deputy() -> Any:
    made = f.deputy("赵洪荣")
    made.merged_into = deputy()
    made.save()
    return made


def sponsorship() -> Any:
    return f.suggestion().sponsorships.first()


def case() -> Case:
    return f.make_case(S.IN_PROGRESS)


def scan() -> Attachment:
    return f.scan(case(), f.world().handler)


def of_suggestion() -> Attachment:
    made = scan()
    Attachment.objects.update(case=None)
    made.refresh_from_db()
    return made


def calendar_change() -> CalendarChange:
    return CalendarChange.objects.first()


def moved_case() -> MovedCase:
    return MovedCase.objects.create(change=calendar_change(), case=case(), old_due=DAY, new_due=f.day(0))


def event() -> Event:
    return case().events.first()


def extension() -> Extension:
    return f.extension(case())


def told() -> ExtensionNotice:
    asked = extension()
    decide_extension(asked, f.world().district, agree=True, opinion="同意。")
    record_extension_notice(
        asked, f.world().handler, deputies=asked.case.suggestion.proposers, on=f.day(0), way="电话"
    )
    return asked.notices.first()


def intake_list() -> Any:
    f.session(), f.world()
    return lists.keep_list("名单.xlsx", book([row("808")]), f.world().district)


def finished() -> Case:
    return finished_case()


def finished_reply() -> Reply:
    return finished_case().current_round


def finished_opinion() -> FinishedOpinion:
    return finished_case().current_round.finished_opinion


def limit() -> Limit:
    return Limit.objects.get(step="help", kind="")


def place_rule() -> PlaceRule:
    return PlaceRule.objects.get_or_create(question="counted_from", defaults={"answer": "own", "source": "通知"})[0]


def consent() -> Consent:
    facts = {"matter": "again", "body": "congress", "opinion": "同意。", "by": f.world().congress}
    return Consent.objects.create(case=case(), **facts)


def agreed_return() -> Consent:
    facts = {"matter": "return", "body": "congress", "opinion": "同意。", "by": f.world().congress}
    return Consent.objects.create(case=case(), unit=f.world().other_bureau, **facts)


def approval_plan() -> ApprovalPlan:
    return ApprovalPlan.objects.create(unit=f.world().bureau, number=1, made_by=f.world().office)


def approval_step() -> ApprovalStep:
    return ApprovalStep.objects.create(plan=approval_plan(), position=1, name="核稿", taker="office")


def notice() -> Notice:
    facts = {"kind": "due", "key": uuid.uuid4().hex, "sentence": "快到期了。", "made_at": now()}
    return Notice.objects.create(recipient=f.world().handler, **facts)


def note() -> Note:
    return write_note(case(), f.world().handler, text="请看。", key=key())


def follow() -> Follow:
    follow_case(case(), f.world().handler, follows=True)
    return Follow.objects.latest("pk")


def notice_choice() -> NoticeChoice:
    return NoticeChoice.objects.create(user=f.world().handler, kind="due", way="daily")


def user() -> Any:
    return f.world().handler


def notice_of_unit() -> Notice:
    made = notice()
    Notice.objects.filter(pk=made.pk).update(recipient=None, unit=unit())
    made.refresh_from_db()
    return made


def saved_view() -> SavedView:
    return SavedView.objects.create(user=f.world().handler, name="快到期", query="due=soon")


def supervision() -> Supervision:
    return f.supervise(case())


def supervision_plan() -> SupervisionPlan:
    return f.plan_supervision(case())


def reply() -> Reply:
    return case().current_round


def signed_reply() -> Reply:
    return f.make_case(S.SEEKING_FEEDBACK).current_round


def draft() -> Draft:
    return f.make_case(S.CHECKING).current_round.latest_draft


def attempt() -> Attempt:
    made = f.make_case(S.SEEKING_FEEDBACK)
    f.try_to_hear(made, f.world().handler, made.suggestion.proposers[0])
    return Attempt.objects.get()


def autosave() -> Any:
    return drafts_autosave.keep_autosave(reply(), f.world().handler, tab="a" * 32, turn=1, base=0, texts=f.TEXTS)


def delivery() -> Delivery:
    f.advance(f.make_case(S.SEEKING_FEEDBACK), "deliver")
    return Delivery.objects.first()


def invitation() -> Invitation:
    made = f.make_case(S.SEEKING_FEEDBACK)
    return make_link(made.current_round, f.world().handler, made.suggestion.proposers[0]).invitation


def reminder_link() -> Invitation:
    made = f.make_case(S.SEEKING_FEEDBACK)
    return make_link(made.current_round, None, made.suggestion.proposers[0], reminder=1).invitation


def wish() -> Wish:
    return make_wish(invitation(), "代填")


def by_link() -> Feedback:
    made = f.make_case(S.SEEKING_FEEDBACK)
    f.answer(made, f.world().handler, made.suggestion.proposers[0])
    return Feedback.objects.get(channel="link")


def on_paper() -> Feedback:
    made, w = f.make_case(S.SEEKING_FEEDBACK), f.world()
    said = replace(f.judgement(), came_by="邮寄")
    who = made.suggestion.proposers[0]
    return record_paper_feedback(made.current_round, w.handler, who, said, scan=f.scan(made, w.handler))


def dictated() -> Feedback:
    made = f.make_case(S.SEEKING_FEEDBACK)
    return f.dictate(made, f.world().handler, made.suggestion.proposers[0])


def override() -> Override:
    facts = {"finding": "a" * 64, "rule": "names", "message": "请核对。", "reason": "按原文。"}
    return Override.objects.create(reply=reply(), by=f.world().handler, **facts)


def printed() -> PrintedForm:
    return signed("606")[0]


def job() -> PrintJob:
    return ordered([printed()])


def item() -> PrintJobItem:
    return job().items.get()


def printout() -> Printout:
    of = item()
    facts = {"copy": "3", "label": "第三份·送区政府办公室", "by": somebody(), "at": now()}
    return Printout.objects.create(job=of.job, printed=of.printed, **facts)


def stack() -> SheetStack:
    return stack_sheet().stack


def stack_sheet() -> StackSheet:
    return plain_stack(signed_reply())


def promise() -> Promise:
    return f.promised(("新增助餐点", 10)).current_round.promises.get()


def step() -> PromiseStep:
    made = promise()
    keep_promise(made, f.world().handler, on=f.day(0), said="做成了。", seen=0)
    return made.steps.get()


def check_review() -> Review:
    return f.make_case(S.SIGNING).current_round.reviews.get()


def signature() -> Review:
    return signed_reply().reviews.get(step="sign")


def contact() -> Contact:
    return f.make_case(S.CHECKING).current_round.contacts.first()


def consultation() -> Consultation:
    """About a text, which is still waited for."""
    made, w = case(), f.world()
    f.write(made, w.handler)
    made.reload()
    how = {"question": "请看。", "due_on": f.day(5), "key": key(), "draft": made.current_round.latest_draft}
    return ask_units(made.current_round, w.handler, units=[f.unit("区人社局")], **how)[0]


def agreed() -> Consultation:
    made = consultation()
    said = {"answer": "同意。", "answered_on": f.day(0), "answered_by": "王明", "stance": "同意"}
    record_opinion(made, f.world().handler, **said)
    return made


def without_text() -> Consultation:
    made = consultation()
    Consultation.objects.filter(pk=made.pk).update(draft=None)
    return made


def reminder() -> Reminder:
    return remind_unit(consultation(), f.world().handler)


def wording() -> Wording:
    return f.wording()


def linked(row: Feedback) -> Invitation:
    return make_link(row.reply, f.world().handler, row.deputy).invitation


def administration_event() -> AdministrationEvent:
    w = f.world()
    return record_change(w.admin, AdministrationEvent.Subject.PERSON, w.handler, "改了电话", unit=w.bureau)


def sign_in() -> SignIn:
    return SignIn.objects.create(typed="handler", user=f.world().handler, outcome=SignIn.Outcome.OPENED)


def factor_reset() -> FactorReset:
    w = f.world()
    return FactorReset.objects.create(user=w.handler, asked_by=w.admin, reason="丢了")


def role_proposal() -> RoleProposal:
    w = f.world()
    return RoleProposal.objects.create(user=w.handler, unit=w.bureau, role=Role.OFFICE, proposed_by=w.admin)


def decided_proposal() -> RoleProposal:
    w = f.world()
    decided = {"decision": RoleProposal.Decision.CONFIRMED, "decided_by": w.leader, "decided_at": timezone.now()}
    return RoleProposal.objects.create(
        user=w.handler, unit=w.bureau, role=Role.OFFICE, proposed_by=w.admin, **decided
    )

"""Every page of the desk, of every role, on a wide and on a narrow screen: axe finds nothing, the content policy
bars nothing, nothing is fetched from elsewhere, no page runs sideways, no name is broken over two lines, and Tab
leads to the main action."""

import re
import uuid
from collections import defaultdict

import pytest
from django.utils import timezone

from proposals.administration.people.actions import add_person, change_person
from proposals.administration.roles.actions import decide_proposal, propose_roles
from proposals.administration.workbooks.books import NAMES
from proposals.cases import attachments
from proposals.extensions.actions import decide_extension
from proposals.intake import lists
from proposals.models import CalendarChange, Deputy, Limit, Role, RoleProposal, SignIn, Status, User
from proposals.notices.events import tell_units
from replies.consultations.actions import ask_units
from replies.desk.case.views import TABS
from replies.drafts.autosave import actions as autosave
from replies.feedback.links import make_link
from replies.feedback.progress import make_wish
from replies.finished.actions import keep_finished_list
from replies.models import Message
from replies.promises.actions import change_promise_date, keep_promise
from replies.promises.papers.letters import write_letter
from replies.promises.papers.reports import send_report
from replies.reports.asks.actions import send_report_back
from replies.review.actions import decide_review
from replies.review.verdicts import Verdict
from replies.revisits.links import make_revisit_link
from tests import factories as f
from tests.browser.looking import SCRIPT, Eyes, faults_of, main_is_reached
from tests.proposals.heads.shown import lay_out_heads
from tests.proposals.intake.mapping.lists import DOUBTFUL, sheets
from tests.proposals.intake.sheets import book, row
from tests.replies.finished.lists import finished_book, finished_case, finished_row
from tests.replies.originals.papers import paper
from tests.replies.prints import orders
from tests.replies.review.plans import plan, sent
from tests.rules.oversight import hearing
from tests.rules.oversight.asking import ask_about
from tests.rules.oversight.meeting import ask_for, call_for, minuted_meeting, two_units
from tests.rules.reporting import asked_step, made_report, written
from tests.rules.revisiting import revisit_ask, revisit_question
from tests.rules.told import message

WIDE, NARROW = {"width": 1440, "height": 900}, {"width": 390, "height": 844}
# A refused page is answered with its status, which Chromium writes to the console.
EXPECTED = "Failed to load resource: the server responded with a status of 4"


def at(case, rest=""):
    return f"/cases/{case.pk}/{rest}"


@pytest.fixture
def desks(transactional_db):
    """The addresses of each person: (name of the address, address)."""
    w = f.world()
    cases = {
        name: f.make_case(status, number=str(number))
        for number, (name, status) in enumerate(
            {
                "new": Status.AWAITING_RECEIPT,
                "asked": Status.RETURN_REQUESTED,
                "returned": Status.RETURNED,
                "taken": Status.RECEIVED,
                "work": Status.IN_PROGRESS,
                "checking": Status.CHECKING,
                "signing": Status.SIGNING,
                "held": Status.SIGNED,
                "seeking": Status.SEEKING_FEEDBACK,
                "study": Status.UNDER_STUDY,
                "closed": Status.CLOSED,
            }.items(),
            start=101,
        )
    }
    work, seeking, study = cases["work"], cases["seeking"], cases["study"]
    due = timezone.localdate()
    asked = ask_units(
        work.current_round, w.handler, units=[w.other_bureau], question="请提出意见。", due_on=due, key=uuid.uuid4()
    )[0]
    work.reload()
    f.write(work, w.handler)
    f.write(work, w.handler, body="改过的正文。")
    typed = {**f.TEXTS, "body": "还没有存成一稿的正文。"}
    kept = autosave.keep_autosave(work.current_round, w.handler, tab="a" * 32, turn=1, base=1, texts=typed)
    f.advance(asked.helping, "sign_for", "assign")
    waiting = lists.keep_list("名单.xlsx", book([row("070"), row("071", lead="")]), w.district)
    unread = lists.keep_list("清单.xlsx", sheets(DOUBTFUL), w.district)
    earlier = keep_finished_list("往年.xlsx", finished_book(finished_row("070"), finished_row("x")), w.district)
    finished = finished_case()
    link = make_link(seeking.current_round, w.handler, seeking.suggestion.proposers[0])
    wish, fill = (make_wish(link.invitation, kind) for kind in ("面谈", "代填"))
    code = seeking.current_round.printed.get().verification
    owing = f.promised(("新增助餐点12处", 10), ("开通预约电话", 200), ("公布价目表", 5), number="120")
    near, far, kept_one = owing.current_round.promises.order_by("position")
    change_promise_date(far, w.handler, new_on=f.day(300), said="工期顺延。", told_on=None, seen=0)
    keep_promise(kept_one, w.handler, on=f.day(0), said="贴在店门口了。", seen=0)
    letter = {"text": "价目表已经贴在店门口。", "number": "", "on": f.day(0), "seen": 0}
    write_letter(kept_one, w.handler, step=kept_one.steps.latest("number").number, **letter)
    moving = {"new_on": f.day(60), "why": "桥体要先加固。", "plan": "开春开工。", "key": uuid.uuid4()}
    moving_report = send_report(near, w.handler, seen=0, **moving)
    to_tell, unsent = message(), message(Message.Way.SMS)
    Message.objects.filter(pk=unsent.pk).update(state=Message.State.FAILED, last_error="短信平台没有收下")
    valid, expired = f.wording(), f.wording("老年助餐补贴", "补贴直接抵扣。", days=-3)
    told = f.extension(cases["checking"])
    decide_extension(told, w.district, agree=True, opinion="同意。")
    extended = f.extension(cases["signing"])
    note = f.supervise(work)
    f.plan_supervision(seeking)
    objected, inquired = hearing.object_to(work), ask_about(work)
    heard, (leading, hosting) = hearing.kept(), f.to_cosign()
    proposed = f.make_case(Status.SEEKING_FEEDBACK, body="政协", number="131")
    called, wanted, minuted = call_for(two_units()), ask_for(two_units()), minuted_meeting()
    file = attachments.CheckedFile("原件.pdf", ".pdf", paper())
    original = attachments.store_attachment(
        file, suggestion=work.suggestion, case=None, kind="suggestion", user=w.handler
    )
    forms = [seeking.current_round.printed.get()]
    done = orders.ordered(forms)
    orders.work()
    queued = orders.ordered(forms)
    tabs = [f"tab/{tab}/" for tab in TABS]
    drafting = [
        "draft/",
        "draft/1/2/",
        f"draft/kept/{kept.pk}/",
        f"draft/?take={kept.pk}",
        "contacts/add/",
        "consult/",
        "print/",
    ]
    revisit_question()
    ask = revisit_ask()
    asking = re.search(r"/r/\S+", make_revisit_link(ask, w.congress))[0]
    made = made_report()
    report, text = f"/work-reports/{made.report_id}/", written(made.report, "一件。")
    handed = asked_step().asked
    send_report_back(handed, w.congress, seen=1, why="请补充典型案例。")
    plan(("科长审核", "people", [w.second_handler], {"own_section": True}), ("分管领导审核", "leader"))
    stepped = sent(number="121")
    decide_review(stepped, w.office, Verdict.CHECK, opinion="同意。")  # no 科长 of that section: the office
    tell_units()
    lay_out_heads()
    facts = {"name": "潘悦", "username": "panyue", "unit": w.bureau, "section": "儿童福利科"}
    deputy = work.suggestion.proposers[0]
    twin = Deputy.objects.create(name=deputy.name, delegation="杨行代表团")
    fresh = add_person(w.admin, facts)
    change_person(fresh, w.admin, {**facts, "section": "办公室"}, seen=None)
    propose_roles(w.leader, w.admin, {(w.bureau, Role.AUDITOR): True, (w.bureau, Role.OFFICE): True})
    decide_proposal(RoleProposal.objects.last(), w.grants, RoleProposal.Decision.CONFIRMED)
    SignIn.objects.create(typed="handler", user=w.handler, address="10.0.0.1", outcome=SignIn.Outcome.REFUSED)
    return {
        None: ["/sign-in/", "/sign-in/?next=/", "/verify/", "/verify/?code=x", f"/v/{code}/2-1", asking],
        w.nobody: [
            "/",
            "/password/",
            "/nowhere/",
            "/help/",
            "/help/?q=送达",
            "/help/?q=没有这个词",
            "/help/办公室/",
            "/help/给系统管理员/",
        ],
        w.handler: [
            "/",
            "/?group=mine",
            "/?due=late",
            "/notices/",
            *(at(work, rest) for rest in [*tabs, *drafting]),
            f"/consultations/{asked.pk}/answer/",
            f"/consultations/{asked.pk}/drop/",
            f"/wishes/{wish.pk}/settle/",
            f"/wishes/{fill.pk}/dictated/",
            at(seeking, f"attempts/{seeking.suggestion.proposers[1].pk}/"),
            at(seeking, "silence/"),
            f"/supervisions/{note.pk}/answer/",
            f"/inquiries/{inquired.pk}/",
            at(wanted.case, "coordination/ask/"),
            *(at(leading, rest) for rest in ["", "tab/consultations/", "tab/contacts/"]),
            *(at(proposed, rest) for rest in ["", "tab/contacts/", "deliver/", "contacts/add/"]),
            *(at(seeking, rest) for rest in ["", "deliver/", "paper/", "print/", "tab/prints/"]),
            at(cases["signing"], "review/"),
            at(owing, "tab/reply/"),
            at(owing, "follow-up/"),
            "/promises/",
            "/promises/?state=late",
            f"/promises/{far.pk}/report/",
            f"/promises/{kept_one.pk}/letter/",
            f"/promises/reports/{moving_report.pk}/",
            "/told/",
            "/told/?show=failed",
            at(to_tell.case, "tab/contacts/"),
            at(work, "meetings/add/"),
            *(f"/promises/{far.pk}/{step}/" for step in ("keep", "change", "told", "undo")),
            "/wordings/",
            "/wordings/add/",
            f"/wordings/{valid.pk}/",
            f"/wordings/{expired.pk}/extend/",
        ],
        w.other_leader: [at(hosting), at(hosting, "review/")],
        w.other_handler: [
            at(hosting),
            at(hosting, "tab/consultations/"),
            at(asked.helping),
            at(asked.helping, "draft/"),
            at(asked.helping, "tab/consultations/"),
        ],
        w.office: [
            at(cases["new"]),
            at(cases["new"], "do/ask_return/"),
            at(cases["taken"], "assign/"),
            at(work, "assign/"),
            f"/many/assign/?c={cases['new'].pk}&c={cases['taken'].pk}",
            f"/many/reassign/?c={work.pk}",
            f"/many/deliver/?c={seeking.pk}",
            at(work, "extension/"),
            f"{told.get_absolute_url()}told/",
            at(cases["checking"], "review/"),
            f"/promises/reports/{moving_report.pk}/",
            at(seeking, "close/"),
            "/?group=unattended",
            "/people/",
            f"/people/{w.handler.pk}/at/{w.bureau.pk}/",
            at(cases["closed"], "tab/feedback/"),
            "/approval/",
            "/intake/",
            "/cases/?q=没有这样的",
            "/prints/",
            "/prints/?all=1&unprinted=on&q=没有",
            f"/prints/{done.pk}/",
            f"/prints/{queued.pk}/",
            "/work-reports/",
            *(f"/asked-reports/{handed.pk}/{rest}" for rest in ["", "hand-in/", "hand-in/file/"]),
            *(f"{report}{rest}" for rest in ["", f"texts/{text.pk}/", "versions/1/", "compare/"]),
        ],
        w.leader: [
            "/",
            at(cases["signing"]),
            at(cases["signing"], "review/"),
            at(cases["held"]),
            at(cases["held"], "signed/take-back/"),
            at(stepped, "review/"),
        ],
        w.district: [
            "/",
            "/cases/",
            "/cases/?q=食堂&dated=handed_on",
            "/promises/",
            "/archive/",
            "/prints/",
            *(at(cases["asked"], rest) for rest in ["", "do/agree_return/", "do/refuse_return/"]),
            at(work, "do/withdraw/"),
            at(work, "do/void/"),
            at(work, "correct/"),
            at(work, "originals/"),
            f"/originals/{original.pk}/",
            at(work, "term/"),
            extended.get_absolute_url(),
            "/extensions/",
            "/decisions/",
            at(cases["returned"], "hand-on/"),
            "/told/words/",
            "/told/words/given/",
            "/calendar/",
            "/calendar/?year=2027",
            "/calendar/day/?day=2026-11-24",
            "/calendar/load/2027/",
            "/calendar/deciders/return/congress/",
            "/calendar/deciders/silence/congress/",
            *(at(leading, rest) for rest in ["", "tab/consultations/"]),
            f"/consultations/{leading.current_round.consultations.last().pk}/waive/",
            f"/calendar/limits/{Limit.objects.first().pk}/",
            CalendarChange.objects.first().get_absolute_url(),
            "/board/",
            *(at(work, rest) for rest in ["", "supervise/", "lead/"]),
            "/board/led/",
            "/board/led/?planned=none",
            at(seeking, "plan/"),
            "/figures/",
            "/figures/?tab=opinions",
            "/figures/?tab=units",
            "/components/",
            "/figures/cases/?of=all",
            "/lookback/",
            "/intake/",
            "/intake/lists/",
            f"/intake/lists/{waiting.pk}/",
            f"/intake/lists/{waiting.pk}/columns/",
            f"/intake/lists/{unread.pk}/columns/",
            "/finished/",
            f"/finished/{earlier.pk}/",
            *(at(finished, rest) for rest in ["", "original/"]),
        ],
        w.admin: [
            "/office/people/",
            f"/office/people/?unit={w.bureau.pk}&q=没有这样的",
            f"/office/people/{w.handler.pk}/?unit={w.bureau.pk}",
            f"/office/people/{fresh.pk}/",
            f"/office/people/{w.handler.pk}/edit/",
            f"/office/people/{w.handler.pk}/out/",
            "/office/people/new/",
            "/office/factor-rules/",
            "/office/factors/",
            "/factor/new/",
            "/signed-in/",
            f"/office/units/{w.bureau.pk}/",
            f"/office/units/{w.bureau.pk}/edit/",
            "/office/units/new/",
            f"/office/deputies/{study.suggestion.proposers[0].pk}/",
            f"/office/deputies/{study.suggestion.proposers[0].pk}/left/",
            "/office/deputies/new/",
            f"/office/sessions/{study.suggestion.session_id}/",
            "/office/sessions/new/",
            "/notices/",
            "/office/setup/",
            "/office/state/",
            "/office/heads/",
            "/office/setup/sheet/",
            "/office/units/",
            "/office/units/new/",
            *(f"/office/units/{w.bureau.pk}/{rest}" for rest in ["", "edit/", "out/"]),
            "/office/deputies/",
            "/office/deputies/?q=没有这样的",
            "/office/deputies/new/",
            *(f"/office/deputies/{deputy.pk}/{rest}" for rest in ["", "edit/", "left/", f"into/{twin.pk}/"]),
            "/office/sessions/",
            "/office/sessions/new/",
            *(f"/office/workbooks/{book}/" for book in NAMES),
        ],
        w.grants: [
            "/office/roles/",
            "/office/roles/held/",
            f"/office/roles/held/{w.handler.memberships.get().pk}/end/",
            "/office/roles/decided/",
        ],
        w.auditor: [
            "/factor/own/",
            "/office/records/",
            "/office/records/?q=没有",
            "/office/sign-ins/",
            "/office/exports/",
            "/office/audit/",
            "/office/audit/?show=event&q=签收",
            "/erasures/",
        ],
        w.committee: ["/cases/", "/?group=asked", *(at(work, rest) for rest in ["", "inquiry/"])],
        w.congress: [
            "/",
            *(at(study, rest) for rest in ["", "reopen/", "do/decline/"]),
            "/board/led/",
            "/decisions/",
            f"/many/lead/?c={work.pk}&c={study.pk}",
            *(at(seeking, rest) for rest in ["", "plan/", "plan/report/"]),
            "/?group=objections",
            "/?group=coordination",
            *(at(work, rest) for rest in ["", "objection/"]),
            *(f"/objections/{one.pk}/" for one in (objected, heard)),
            "/committees/",
            at(wanted.case, "coordination/"),
            f"/coordination/asks/{wanted.pk}/",
            *(f"/coordination/{called.pk}/{rest}" for rest in ["move/", "off/", "record/"]),
            f"/coordination/{minuted.pk}/supplement/",
            "/work-reports/",
            "/report-asks/new/",
            "/report-asks/new/?kind=建议&what=half-2026",
            *(f"/report-asks/{handed.ask_id}/{rest}" for rest in ["", "texts/"]),
            f"/asked-reports/{handed.pk}/",
            "/revisits/",
            "/revisits/questions/",
            f"/revisits/asked/{ask.pk}/",
            f"/revisits/{ask.drawn.revisit_id}/",
        ],
    }


@pytest.mark.long
@pytest.mark.parametrize("half", [0, 1])
def test_every_page_of_every_role_is_open_to_everybody(desks, half, new_context, sign_in, live_server):
    """In two halves, which two processes try at once."""
    found, eyes = defaultdict(list), Eyes()
    people = [*User.objects.all(), *Deputy.objects.all()]
    names = {one.name for one in people}
    for user, addresses in ((user, addresses[half::2]) for user, addresses in desks.items()):
        page = new_context().new_page()
        page.add_init_script(SCRIPT)
        if user:
            sign_in(page, user)
        note = found[str(user)].append
        page.on("console", lambda said, note=note: said.text.startswith(EXPECTED) or note(said.text))
        page.on("pageerror", lambda error, note=note: note(str(error)))
        page.on("request", lambda sent, note=note: sent.url.startswith(live_server.url) or note(sent.url))
        for address in addresses:
            page.set_viewport_size(NARROW)
            page.goto(address)
            faults = faults_of(page, names, eyes)
            page.set_viewport_size(WIDE)
            faults += faults_of(page, names, eyes)
            if not main_is_reached(page):
                faults.append("no way to the main action")
            if faults:
                note((address, faults))
        page.context.close()
    assert {who: said for who, said in found.items() if said} == {}

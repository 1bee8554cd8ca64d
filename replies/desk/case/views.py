"""The page of a case, and the plain steps taken from it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from proposals.calendar.workdays import WorkCalendar
from proposals.cases.access import Refused, must_be, records_outside, roles_held_in, roles_in, works_here
from proposals.cases.consents import bodies_to_agree, name_bodies, say_awaited
from proposals.cases.ends import refuse_withdrawal, void_suggestion, withdraw_suggestion
from proposals.cases.hands import hands_of
from proposals.cases.on_page import must_be_available
from proposals.cases.oversight import supervision
from proposals.cases.workflow import BY_NAME, REFUSE_WITHDRAWAL, Transition, available, label_step, perform, takers_of
from proposals.erasures.actions import ERASE, may_read_erasures
from proposals.models import Case, PlaceRule, Role, Status, User
from proposals.models.administration.archive import is_archived, say_archived
from proposals.models.oversight.deciders import standing_consents
from proposals.models.oversight.objection import open_objections
from proposals.models.people import CASE_STAFF
from proposals.models.querysets import CaseQuerySet
from proposals.request import StaffRequest
from proposals.returns.actions import agree_return, say_districts_due, say_of_several
from proposals.returns.decisions import proposed_in
from proposals.web.done import say_done
from proposals.web.kinds import call_by_kind
from proposals.web.pages import find_case, form_status, mark_refused, open_case
from replies.colleagues.people import colleagues_on, notes_seen
from replies.consultations.hosts import WAIVERS, host_rows, hosts_of, parts_without_unit
from replies.desk.case.acts import acts_for
from replies.desk.case.buttons import bar_buttons, lay_out_buttons
from replies.desk.case.facts import case_dates, case_timeline
from replies.desk.case.forms import StepForm, step_form
from replies.desk.case.phases import count_in_tabs, tell_phases
from replies.desk.case.phones import phones_shown
from replies.desk.case.registration import registration_links
from replies.desk.committee.listed import inquiry_summary
from replies.desk.coordination.listed import coordination_summary
from replies.desk.listed import following_case, waiting_for
from replies.desk.recent import note_seen
from replies.desk.rows import case_row
from replies.desk.turn import todo as desk
from replies.desk.turn.gone import find_vacancy
from replies.desk.turn.own_reports import find_own_reports
from replies.desk.turn.todo import current_holder, next_holder, say_who
from replies.desk.turn.whose import main_step, objection_to_hear
from replies.messages.actions import may_tell_of
from replies.messages.forms import HOW
from replies.messages.told import told_of_case
from replies.models.cases import consultations_both_ways, newest_drafts
from replies.models.promise import STEPS_SHOWN
from replies.models.reply import find_reply, readable_rounds
from replies.originals.actions import KEEPERS as ORIGINAL_KEEPERS
from replies.pages import with_feedback

TABS = {
    "suggestion": "建议原文",
    "reply": "答复",
    "consultations": "会办",
    "contacts": "代表沟通",
    "feedback": "意见反馈",
    "prints": "打印件",
}
NOT_HELPING = ("contacts", "feedback", "prints")
# Who adds the original of a reply that was given before (补录).
KEEPERS = (Role.OFFICE, Role.DISTRICT)


def for_page(cases: CaseQuerySet) -> CaseQuerySet:
    """With everything the page of a case shows, tab by tab, for one case."""
    return cases.for_lists().prefetch_related(
        newest_drafts(),
        "suggestion__cases__unit",
        "suggestion__attachments",
        "events",
        "supervisions__by",
        *(f"suggestion__coordinations__{one}" for one in ("units", "deputies", "by", "file", "recorded_by")),
        *(f"suggestion__coordinations__supplements__{one}" for one in ("by", "file")),
        "coordination_asks__by",
        "coordination_asks__settled_by",
        *(f"inquiries__{one}" for one in ("committee", "by", "answered_by")),
        *(
            f"objections__{one}"
            for one in ("deputy", "recorded_by", "advised_by", "advised_unit", "decided_by", "moved_to")
        ),
        "suggestion__supervision_plans__by",
        "suggestion__supervision_plans__report_file",
        "supervisions__answered_by",
        "replies__signer",
        "replies__finished_opinion",
        "attachments",
        "replies__reviews__signer",
        "replies__reviews__draft",
        "replies__reviews__cosigning__draft",
        "replies__reviews__cosigning__reply__case__unit",
        "replies__contacts__deputy",
        "replies__contacts__record",
        "replies__meetings__deputies",
        *consultations_both_ways("scan", "enclosure", "asked_by", "helping"),
        "replies__consultations__reminders",
        "replies__deliveries__deputy",
        "replies__invitations",
        "replies__wishes__deputy",
        "replies__attempts__recorded_by",
        "replies__feedback__deputy",
        "replies__feedback__entered_by",
        "replies__feedback__stands_over",
        "replies__feedback__scan",
        "replies__printed__printouts__by",
        "replies__printed__printouts__unit",
        "replies__printed__printouts__job__takings__by",
        *(f"replies__promises__{shown}" for shown in STEPS_SHOWN),
        "replies__promises__reports__approval_step__people",
        "replies__promises__carried_to",
        "extensions__notices__deputy",
        "extensions__asked_by",
        "extensions__decided_by",
    )


def _write_page() -> CaseQuerySet:
    return for_page(Case.objects.filter(pk=-1).order_by())


def tabs_of(case: Case) -> dict[str, str]:
    """The tabs in the words of the suggestion's kind."""
    return {slug: call_by_kind(label, case.suggestion) for slug, label in _tabs_of_part(case).items()}


def _tabs_of_part(case: Case) -> dict[str, str]:
    """A unit that helps writes an opinion; it neither meets nor asks the deputies."""
    if case.finished_before:
        return {slug: TABS[slug] for slug in ("suggestion", "reply")}
    if not case.helps:
        return TABS | ({"consultations": "会签和会办"} if hosts_of(case) or parts_without_unit(case) else {})
    reply = find_reply(case)
    shown = (
        reply.text if reply and reply.written != reply.latest_draft else None
    )  # what was said of a text that was taken back
    own = {"reply": shown.paper if shown else case.paper} | (
        {"consultations": "统一答复"} if case.hosts_along else {}
    )
    return {slug: label for slug, label in TABS.items() if slug not in NOT_HELPING} | own


def first_tab(case: Case) -> str:
    """The tab a case opens at: where its work is."""
    if case.helps or case.status not in (Status.SEEKING_FEEDBACK, Status.UNDER_STUDY):
        return "reply" if find_reply(case) else "suggestion"
    return "feedback"


@login_required
@require_safe
def case_page(request: StaffRequest, pk: int) -> HttpResponse:
    """The case, opened where its work is."""
    found = open_case(request, pk, _write_page)
    return render_case(request, found, first_tab(found))


@login_required
@require_safe
def case_tab(request: StaffRequest, pk: int, tab: str) -> HttpResponse:
    found = open_case(request, pk, _write_page)
    if tab not in tabs_of(found):
        raise Http404
    return render_case(request, found, tab)


def render_case(request: StaffRequest, case: Case, tab: str) -> HttpResponse:
    note_seen(request.session, case)
    days, user, step = WorkCalendar.load(), request.user, main_step(case)
    inside, acts = works_here(case, user), acts_for(case, user)
    choices = available(case, user)
    bar = bar_buttons(case, choices, acts)
    context = {
        "case": case,
        "row": case_row(case, user, timezone.localdate(), days, whole=True),
        "own_report": find_own_reports([case], user).get(case.pk),
        "phases": tell_phases(case, timezone.localdate()),
        "step": step,
        "who": say_who(case, inside=inside, held=roles_in(case, user)),
        "receiver": "" if objection_to_hear(case, roles_in(case, user)) else after_step(case, step, inside),
        "step_label": label_step(step, case) if step else "",
        "tabs": tabs_of(case),
        "counted": count_in_tabs(case),
        "tab": tab,
        "hosts": host_rows(case) if tab == "consultations" else [],
        "may_waive": bool(roles_in(case, user).intersection(WAIVERS)) or records_outside(case, user, WAIVERS),
        "tab_label": tabs_of(case)[tab],
        "rounds": list(reversed(case.replies.all())),
        "inside": inside,
        "comparable": len(readable_rounds(case, inside=inside)) > 1,
        "phones_shown": phones_shown(request),
        "may_see_phones": bool(roles_held_in(case, user).intersection(CASE_STAFF)),
        "acts": acts,
        "buttons": bar,
        "bar": lay_out_buttons(bar),
        "in_bar": {button.name for button in bar},
        "dates": case_dates(case, days, user),
        "coordination": coordination_summary(case, user),
        "inquiry": inquiry_summary(case, user),
        "settled_objections": [one for one in case.objections.all() if not one.is_open],
        "supervision": supervision.supervision_summary(case, user),
        "timeline": case_timeline(case.events.all(), inside=inside, notes=notes_seen(case, user)),
        "erased": [event for event in case.events.all() if event.action == ERASE],
        "sees_erasures": may_read_erasures(user),
        "archived": say_archived(case) if is_archived(case) else "",
        "colleagues": colleagues_on(case, user),
        "today": timezone.localdate(),
        "registration": registration_links(case, user, choices),
        "told": told_of_case(case) if tab == "contacts" else [],
        "may_tell": may_tell_of(case, user),
        "hows": HOW,
        "may_add_original": bool(roles_in(case, user).intersection(ORIGINAL_KEEPERS)),
        "may_add_file": case.finished_before and bool(roles_in(case, user).intersection(KEEPERS)),
        "back": request.session.get("list", ""),
        "following": following_case(case, user) if len(messages.get_messages(request)) else None,
    }
    return render(request, "replies/desk/case/case.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def step_page(request: StaffRequest, pk: int, name: str) -> HttpResponse:
    """A plain step of the table: the form that asks what must be written, and the step itself."""
    case = find_case(request, pk)
    step = BY_NAME.get(name)
    if step is None or step.page != "do":
        raise Http404
    must_be(case, request.user, takers_of(step, case), f"“{step.label}”", recorded=True)
    typed = request.POST if request.method == "POST" else None
    form = step_form(name)(typed, case=case, step=step, initial={"seen": case.version})
    if request.method == "POST":
        before = case.event_count
        if form.is_valid() and take_step(case, step, request.user, form):
            said = done_sentence(case, step, request.user)
            say_done(request, said, case.events.filter(action="sign_for", sequence__gt=before))
            return redirect(where_next(request, case))
    else:
        must_be_available(case, step, request.user)
    status = form_status(form)
    asked = case.events.filter(action="ask_return").last() if case.status == Status.RETURN_REQUESTED else None
    context = {"case": case, "step": step, "form": form, "asked": asked, "proposed": proposed_in(asked)}
    context["objections"] = open_objections(case) if step.matter == PlaceRule.Question.RETURN else []
    context["several"] = say_of_several(case) if step.matter == PlaceRule.Question.RETURN else []
    context["districts_due"] = say_districts_due(case) if "unit" in form.fields else ""
    context["reply"] = with_feedback(find_reply(case)) if step.matter == PlaceRule.Question.AGAIN else None
    context["recorded"] = records_outside(case, request.user, takers_of(step, case))
    context["agreed"] = [one for one in standing_consents(case) if one.matter == step.matter]
    context["awaited"] = name_bodies(case, bodies_to_agree(case, step.matter)) if context["agreed"] else ""
    context["deciders"] = name_bodies(case, hands_of(case).deciders.named(PlaceRule.Question.RETURN, case))
    context["asks_outside"] = step.name == "ask_return" and not hands_of(case).district
    return render(request, "replies/desk/case/step.html", context, status=status)


def take_step(case: Case, step: Transition, user: User, form: StepForm) -> bool:
    """Take the step; a refusal that the form can show stays on the form with what was typed."""
    comment, seen = form.cleaned_data["comment"], form.cleaned_data["seen"]
    try:
        if step.name == "withdraw":
            withdraw_suggestion(case, user, comment=comment, seen=seen)
        elif step.name == REFUSE_WITHDRAWAL:
            refuse_withdrawal(case, user, comment=comment, seen=seen)
        elif step.name == "void":
            void_suggestion(case, user, comment=comment, seen=seen)
        elif step.name == "agree_return":
            said = form.cleaned_data
            again, share = bool(said.get("again")), said.get("share") or ""
            agree_return(case, user, comment=comment, unit=said.get("unit"), again=again, seen=seen, share=share)
        else:
            perform(case, step.name, user, comment=comment, data=form.data_for_event, seen=seen)
    except Refused as refusal:
        if not comment:
            raise
        mark_refused(form, refusal)
        return False
    return True


def done_sentence(case: Case, step: Transition, user: User) -> str:
    """What was done, and in the words of the case's head who has what to do now."""
    inside, held = works_here(case, user), roles_in(case, user)
    following = current_holder(case, inside=inside, held=held)
    to_do = desk.to_do(case, inside=inside, held=held, whole=True)
    if step.agrees and any(one.matter == step.matter for one in standing_consents(case)):
        return f"“{step.label}”这一方已同意，{say_awaited(case, step.matter)}，两家都同意了才办。"
    if not following:
        return f"{case.suggestion.short_number}“{step.label}”已办好。"
    return f"“{step.label}”已办好。{''.join(say_who(case, inside=inside, held=held))}{to_do}。"


def after_step(case: Case, step: Transition | None, inside: bool) -> str:
    """Who gets it then, where it is another; outside the unit nothing is said of its own steps, and nothing where
    somebody has to be found first."""
    then = next_holder(case, step) if step and not find_vacancy(case) else ""
    silent = then == current_holder(case) or (not inside and case.status == Status.IN_PROGRESS)
    return "" if silent else then


def where_next(request: StaffRequest, case: Case) -> str:
    """Stay with a case that still waits for this person; otherwise go back to the list the person came from."""
    mine = Case.objects.filter(waiting_for(request.user), pk=case.pk).exists()
    return case.get_absolute_url() if mine else request.session.get("list", case.get_absolute_url())

"""Many cases at once: the bar under a list, and the pages that ask for more."""

import uuid
from collections.abc import Callable, Iterable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from proposals.calendar.workdays import WorkCalendar
from proposals.cases.access import NotYours, Refused, roles_in
from proposals.cases.hands import find_hands
from proposals.cases.oversight.supervision import mark_led, supervise_case
from proposals.cases.workflow import ASSIGN, perform
from proposals.formats import spreadsheets
from proposals.models import Case, User
from proposals.models.querysets import CaseQuerySet, may_open
from proposals.request import StaffRequest
from proposals.web.fields import INCOMPLETE
from replies.desk import many_acts as acts
from replies.desk.board.forms import SOONEST_DAYS, LeadManyForm, SuperviseForm
from replies.desk.board.listed import list_watched
from replies.desk.cases.export import case_sheet
from replies.desk.cases.listed import list_cases
from replies.desk.listed import find_group, group_cases
from replies.desk.many.choice import name_cases, read_chosen
from replies.desk.many.forms import AssignRowForm, ManyDeliveryForm
from replies.desk.many.handlers import NOBODY, propose_handlers
from replies.desk.many.pages import back_to, tell_outcomes, why_left
from replies.desk.many_acts import ACTS, Done, ManyAct, Outcome, act_on_each, acts_offered, key_of_each
from replies.desk.rows import fetch_listed
from replies.feedback.delivery import record_delivery
from replies.models import PrintJob
from replies.models.reply import current_reply
from replies.prints.room.orders import order_print, print_office_of
from replies.rounds.actions import assign_case
from replies.rounds.forms import handler_choices

PAGES = {
    "assign": "many_assign",
    "reassign": "many_reassign",
    "deliver": "many_deliver",
    "supervise": "many_supervise",
    "lead": "many_lead",
}
GIVEN = ("assign", "reassign")


# ---- the bar ---------------------------------------------------------------------------------------------


@login_required
@require_POST
def act_on_many(request: StaffRequest) -> HttpResponseBase:
    """The act pressed under a list, for what is ticked there or for all that the list holds."""
    act = ACTS.get(request.POST.get("act", ""))
    if act is None:
        raise Refused(INCOMPLETE)
    must_be_offered(act, request.user)
    chosen = read_chosen(request.POST, request.user, listed_cases(request))
    if not chosen.seen:
        raise Refused("还没有选建议。请先在要办的建议前面打勾。")
    fitting, left = sort_out(act, chosen.cases, request.user)
    if not fitting:
        raise Refused(f"选中的{len(chosen.seen)}件都不能{act.label}：{why_left(left) or '您已经看不到了'}。")
    if act.asks:
        return redirect(f"{reverse(PAGES[act.slug])}{address_of(fitting)}")
    if act.slug == "export":
        return export_chosen(request, fitting)
    if act.slug == "print":
        return print_chosen(request, fitting)
    take: Callable[[Case], Done] = {
        "sign_for": lambda case: acts.sign_for_case(case, request.user, chosen.version(case)),
        "remind": lambda case: acts.remind_helpers(case, request.user),
    }[act.slug]
    tell_outcomes(request, act.label, act_on_each(fitting, take), left)
    return redirect(back_to(request))


def must_be_offered(act: ManyAct, user: User) -> None:
    if act not in acts_offered(user):
        raise NotYours(f"{act.label}由{'、'.join(role.label for role in act.roles)}办理，您不能替办。")


def listed_cases(request: StaffRequest) -> CaseQuerySet:
    """All that the list holds which the form was on."""
    where = request.GET.get("where")
    if where == "cases":
        return list_cases(request.user, request.GET)
    if where == "board":
        return list_watched(request.user, request.GET)
    return group_cases(request.user, find_group(request.user, request.GET), request.GET.get("due", ""))


def sort_out(act: ManyAct, cases: Iterable[Case], user: User) -> tuple[list[Case], dict[Case, str]]:
    """The cases that the act fits, and why it is none of the others."""
    why = {case: act.fits(case, roles_in(case, user)) for case in cases}
    return [case for case, word in why.items() if not word], {case: word for case, word in why.items() if word}


def open_again(act: ManyAct, outcomes: Iterable[Outcome], user: User) -> dict[Case, str]:
    """Of what was refused the cases, as they are now, that the act still fits, with the reason: they are offered once
    more."""
    why = {one.case.pk: one.says for one in outcomes if not one.done}
    now = {case.pk: case for case in fetch_listed(why) if may_open(user, case)}
    fitting, _ = sort_out(act, [now[pk] for pk in why if pk in now], user)
    return {case: why[case.pk] for case in fitting}


def address_of(cases: Iterable[Case]) -> str:
    """The query that names these cases, for the form of a page that asks for more."""
    query = QueryDict(mutable=True)
    query.setlist("c", [str(case.pk) for case in cases])
    return f"?{query.urlencode()}"


def export_chosen(request: StaffRequest, cases: list[Case]) -> HttpResponseBase:
    """The chosen cases as a workbook; who took it is written down."""
    found = Case.objects.visible_to(request.user).filter(pk__in=[case.pk for case in cases]).with_due().by_urgency()
    sheet, taken = case_sheet(found, request.user, "选中的建议", f"选中的{len(cases)}件")
    return spreadsheets.workbook_response(taken.name, [sheet])


def print_chosen(request: StaffRequest, cases: list[Case]) -> HttpResponse:
    """The newest issued form of each case, put into the print room's queue."""
    office = print_office_of(request.user)
    forms = office.forms().filter(reply__case__in=[case.pk for case in cases])
    forms = forms.select_related("reply__case__suggestion__session", "reply__case__unit").prefetch_related(
        "reply__case__suggestion__sponsorships__deputy"
    )
    wanted: dict[str, Any] = {"copies": list(office.copies), "each_deputy": True, "order": PrintJob.Order.NUMBER}
    wanted |= {"duplex": True, "form": PrintJob.Form.PDF, "key": uuid.uuid4()}
    job = order_print(office, forms, chosen_from=f"选中的{len(cases)}件", **wanted)
    return redirect("replies:print_job", job.pk)


# ---- 分办, 改派: case by person -------------------------------------------------------------------------


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def assign_many(request: StaffRequest, slug: str) -> HttpResponse:
    """The sheet case × person. A case for which nobody is chosen stays where it is; one that is not signed for yet is
    signed for with it. A row in which something is wrong stays on the sheet and holds back no other."""
    act = ACTS[slug]
    must_be_offered(act, request.user)
    chosen = read_chosen(request.GET, request.user)
    cases, left = sort_out(act, chosen.cases, request.user)
    handlers = {unit: handler_choices(unit) for unit in {case.unit_id for case in cases}}
    data = request.POST if request.method == "POST" else None
    forms = [AssignRowForm(data, case=case, handlers=handlers[case.unit_id]) for case in cases]
    right = [form for form in forms if data is not None and not form.errors]
    if right and len(right) == len(forms) and nobody_given(act, right):
        messages.info(request, "没有选人，都留在原处。")
        return redirect(request.get_full_path())
    if right and not nobody_given(act, right):
        again = give_out(request, act, right, left)
        forms = [form for form in forms if form in again or form not in right]
        if not forms:
            return redirect(back_to(request))
        cases, left = [form.case for form in forms], {}
        handlers = {case.unit_id: handler_choices(case.unit_id) for case in cases}
    find_hands(cases, request.user)
    rows = []
    for unit in handlers:
        mine = [case for case in cases if case.unit_id == unit]
        proposed = propose_handlers(unit, mine, handlers[unit]) if slug == "assign" else {}
        rows += [(form, proposed.get(form.case.pk, NOBODY)) for form in forms if form.case.unit_id == unit]
    people = [row for mine in handlers.values() for row in mine]
    context = {
        "act": act,
        "rows": rows,
        "wrong": [form for form in forms if form.errors],
        "action": address_of(cases),
        "people": people,
        "narrow": len(people) > MOST_COLUMNS,
        "signing": [case for case in cases if case.received_on is None],
        "today": timezone.localdate(),
        "left": why_left(left),
        "lost": chosen.lost,
        "back": back_to(request),
        "query": request.GET.urlencode(),
    }
    status = 400 if data is not None else 200
    return render(request, "replies/desk/many/assign.html", context, status=status)


MOST_COLUMNS = 8  # people side by side; more of them are offered as a list in each row


def nobody_given(act: ManyAct, forms: list[AssignRowForm]) -> bool:
    """Whether the sheet does nothing at all: nobody is chosen, and nothing waits to be signed for."""
    signs = act.slug == "assign" and any(form.case.received_on is None for form in forms)
    return bool(forms) and not signs and not any(form.given_to for form in forms)


def give_out(
    request: StaffRequest, act: ManyAct, forms: list[AssignRowForm], left: dict[Case, str]
) -> list[AssignRowForm]:
    """Take the sheet row by row, each whole or not at all. Returns the rows that were refused and can be sent again,
    as they were typed, each with the reason."""
    by_case = {form.case: form for form in forms}
    given = [case for case, form in by_case.items() if form.given_to]
    kept = [case for case, form in by_case.items() if not form.given_to]
    to_sign = [case for case in kept if act.slug == "assign" and case.received_on is None]
    deed = uuid.uuid4().hex if len(given) > 1 else ""  # told as one thing (proposals/notices/within.py)
    outcomes = act_on_each(given, lambda case: give_case(by_case[case], request.user, deed))
    again = open_again(act, outcomes, request.user)
    tell_outcomes(request, act.label, [one for one in outcomes if one.case not in again], left)
    if to_sign:
        seen = {case: by_case[case].cleaned_data["seen"] for case in to_sign}
        outcomes = act_on_each(to_sign, lambda case: acts.sign_for_case(case, request.user, seen[case]))
        tell_outcomes(request, "签收", outcomes, {})
    if kept:
        where = "留在待分办" if act.slug == "assign" else "没有改派"
        messages.info(request, f"{name_cases(kept)}还没有选人，{where}。")
    return [by_case[case].refuse(case, why) for case, why in again.items()]


def give_case(form: AssignRowForm, user: User, deed: str) -> Done:
    """One row of the sheet: 签收 where the unit has not signed yet, then 分办 or 改派."""
    case, handler, data = form.case, form.given_to, form.cleaned_data
    if handler is None:
        raise ValueError("nobody is chosen")
    seen: int | None = data["seen"]
    signed = None
    if case.received_on is None:
        signed = perform(case, "sign_for", user, seen=seen)
        seen = None
    event = assign_case(
        case, user, handler=handler.user, section=handler.section, internal_due=data["internal_due"],
        comment=data["comment"], seen=seen, deed=deed,
    )  # fmt: skip
    return Done(str(handler.user), (signed, event) if event.action == ASSIGN else ())


# ---- 登记送达, 发督办单: the same for all ----------------------------------------------------------------


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def deliver_many(request: StaffRequest) -> HttpResponse:
    """The replies of these cases reached all their deputies in one way on one day."""
    form = ManyDeliveryForm(request.POST or None)

    def take(case: Case) -> Done:
        reply = current_reply(case)
        said = form.cleaned_data
        to = reply.undelivered_deputies()
        return Done(events=(record_delivery(reply, request.user, deputies=to, way=said["way"], on=said["on"]),))

    return same_for_all(request, ACTS["deliver"], form, take)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def supervise_many(request: StaffRequest) -> HttpResponse:
    """The same note for each of these cases."""
    soonest = WorkCalendar.load().after_working_days(timezone.localdate(), SOONEST_DAYS)
    form = SuperviseForm(request.POST or None, initial={"answer_due": soonest})

    def take(case: Case) -> Done:
        said = form.cleaned_data
        key = key_of_each(said["key"], case)
        supervise_case(case, request.user, text=said["text"], answer_due=said["answer_due"], key=key)
        return Done()

    return same_for_all(request, ACTS["supervise"], form, take)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def lead_many(request: StaffRequest) -> HttpResponse:
    """The same mark of 领导领办 or 重点督办 for the suggestions of these cases."""
    form = LeadManyForm(request.POST or None)

    def take(case: Case) -> Done:
        said = form.cleaned_data
        mark_led(case, request.user, led_as=said["led_as"], led_by=said["led_by"], seen=("", ""))
        return Done()

    return same_for_all(request, ACTS["lead"], form, take)


def same_for_all(request: StaffRequest, act: ManyAct, form: Any, take: Callable[[Case], Done]) -> HttpResponse:
    """One form for all the cases of the address: the page, or each case done by itself."""
    must_be_offered(act, request.user)
    chosen = read_chosen(request.GET, request.user)
    cases, left = sort_out(act, chosen.cases, request.user)
    again: dict[Case, str] = {}
    if request.method == "POST" and form.is_valid():
        outcomes = act_on_each(cases, take)
        again = open_again(act, outcomes, request.user)
        tell_outcomes(request, act.label, [one for one in outcomes if one.case not in again], left)
        if not again:
            return redirect(back_to(request))
        cases, left = [*again], {}
    context = {
        "again": again.items(),
        "action": address_of(cases),
        "act": act,
        "form": form,
        "cases": cases,
        "left": why_left(left),
        "lost": chosen.lost,
        "back": back_to(request),
    }
    status = Refused.http_status if again else 400 if form.errors else 200
    return render(request, "replies/desk/many/same.html", context, status=status)

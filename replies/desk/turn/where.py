"""On which page it is done: the link of a row, the main button on the page of a case."""

from django.urls import reverse

from proposals.cases.workflow import ASSIGN, CLOSE, REVIEW, takers_of
from proposals.models import Case, Role, Status
from replies.desk.turn.gone import comes_first, find_gone_first
from replies.desk.turn.meetings import meeting_task
from replies.desk.turn.whose import (
    deciders_asked,
    deputies_to_remind,
    extension_asked,
    has_extension_to_record,
    has_open_wish,
    main_step,
    needs_report_only,
    objection_to_hear,
    report_on_way,
    silence_taker,
    waiting_role,
)
from replies.feedback.silence import who_says_silent
from replies.models.reply import find_reply

HAND_ON = "hand_on"
# Pages of the table that belong to the suggestion's side; the others are the answer's.
OUR_PAGES = (HAND_ON,)
# Pages that are all there is to do; what may be decided in several ways is chosen on the page of the case.
WHOLE = (ASSIGN, REVIEW, HAND_ON, CLOSE)


def address_of_page(page: str, case: Case) -> str:
    """The address of a page of the table, or of an act outside it, for this case."""
    return reverse(page if page in OUR_PAGES else f"replies:{page}", args=[case.pk])


def where_to_do(case: Case, held: set[Role], *, inside: bool) -> str:
    """The address of the page on which somebody with these roles does what waits; "" where it is done or chosen by a
    press on the page of the case. Asks no database of a case that came with for_rows."""
    if comes_first(case, held & {Role.OFFICE}):
        return address_of_page(ASSIGN, case)
    if one := objection_to_hear(case, held):
        return reverse("objection", args=[one.pk])
    if task := meeting_task(case, held):
        return task.page
    if held.intersection(deciders_asked(case)) and (asked := extension_asked(case)):
        return asked.get_absolute_url()
    if Role.HANDLER not in held and has_extension_to_record(case, held) and (asked := extension_asked(case)):
        return asked.get_absolute_url()
    if inside and needs_report_only(case):
        return reverse("replies:promise_report", args=[report_on_way(case).pk])
    step = main_step(case)
    if step is None or find_gone_first(case, inside, held):
        return ""
    role = waiting_role(case)
    if role in held and role == silence_taker(case) and _is_silent(case):
        return address_of_page("silence", case) if held.intersection(who_says_silent(case)) else _tab(case)
    if Role.HANDLER in held and deputies_to_remind(case) and _is_silent(case):
        return _tab(case)
    if role == Role.HANDLER:
        if Role.HANDLER in held and has_open_wish(case):
            return _tab(case)
        act = find_needed_act(case) if Role.HANDLER in held else ""
        return address_of_page(act, case) if act else ""
    may = step.page == REVIEW or held.intersection(takers_of(step, case))  # a review is also taken by who is named
    return address_of_page(step.page, case) if may and role != Role.DEPUTY and step.page in WHOLE else ""


def _tab(case: Case) -> str:
    return reverse("case_tab", args=[case.pk, "feedback"])


def _is_silent(case: Case) -> bool:
    """Whether nothing else comes first: what a deputy asks for, a reply that has not reached everybody."""
    reply = find_reply(case)
    return bool(reply and not has_open_wish(case) and not reply.undelivered_deputies())


def find_needed_act(case: Case) -> str:
    """What the handler's work needs first, by the name of the act (desk.case.acts); "" outside that work. While
    nothing is written it is said to be written (todo); then come the deputies who were not spoken to. What a deputy
    asked for comes before the rest, and is seen to in the tab of what the deputies say."""
    reply = find_reply(case)
    if case.status == Status.IN_PROGRESS:
        written = reply and not case.helps and reply.latest_draft and reply.latest_draft.body.strip()
        return "contact" if reply and written and reply.uncontacted_deputies() else "draft"
    if case.status == Status.SEEKING_FEEDBACK and reply and not has_open_wish(case) and reply.undelivered_deputies():
        return "deliver"
    return ""

"""并案: two suggestions that ask for the same are handled as one, each answered by itself; and 拆开.

One of the cases leads; those joined to it go along with its steps (workflow.TOGETHER) until the first answer is out.
It is the one that is due first, so that no list that is ordered by it is late for the other.
Who may: the district office, which hands suggestions out; the unit's office; the handler, of two cases of the own.
Dates, contacts with deputies, 会办, supervision and everything after the answer stay each case's own.
"""

from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from proposals.cases.access import Refused, Stale
from proposals.cases.locks import lock_case, lock_suggestions
from proposals.cases.workflow import BY_NAME, JOIN, SPLIT, perform
from proposals.formats.chinese import cn_date
from proposals.models import Case, Part, User
from proposals.models.kept.rows import count_rows
from proposals.models.states import LEFT

LABEL_LEADING, LABEL_JOINED = "并案：{}并入本件", "并入{}，并案办理"


def why_not_join(case: Case, lead: Case) -> str:
    """Why this case cannot be joined to that one now, "" where it can: a sentence without its full stop."""
    one, other = case.suggestion, lead.suggestion
    number, to = one.short_number, other.short_number
    if case.pk == lead.pk or one.pk == other.pk:
        return "要选两件不同的建议"
    if case.unit_id != lead.unit_id:
        return f"{to}由{lead.unit}承办，{number}由{case.unit}承办，不是同一个单位，不能并案"
    if one.kind != other.kind:
        return f"{to}是{other.kind}，{number}是{one.kind}，答复的格式不同，不能并案"
    if one.session.body_name != other.session.body_name:
        return f"{to}是{other.session.body_name}的，{number}是{one.session.body_name}的，抄送的单位不同，不能并案"
    for each in (lead, case):
        if each.part == Part.MAIN and _is_hosted(each):
            return f"{each.suggestion.short_number}由几个单位共同主办，要一起会签，不能并案"
        if each.helps:
            part = each.get_part_display()
            return f"{each.suggestion.short_number}是{part}的，不直接答复{each.suggestion.address}，不能并案"
    if lead.is_joined and lead.joined_to:
        return f"{to}已经并入{lead.joined_to.suggestion.short_number}，请并到那一件"
    if case.is_joined and case.joined_to:
        return f"{number}已经并入{case.joined_to.suggestion.short_number}，请先拆开"
    if joined := case.joined_cases:
        names = "、".join(each.suggestion.short_number for each in joined)
        return f"{number}已有并入的{names}，请用{number}作主件，或者先拆开"
    return _states_apart(case, lead)


def _is_hosted(case: Case) -> bool:
    return count_rows(_write_joint, of=[case.suggestion_id]) > 0


def _write_joint() -> QuerySet[Case, Any]:
    return Case.objects.filter(suggestion=-1, part=Part.JOINT).exclude(status__in=LEFT).order_by().values("pk")


def _states_apart(case: Case, lead: Case) -> str:
    number, to = case.suggestion.short_number, lead.suggestion.short_number
    for each in (lead, case):
        if each.answered_on or each.status not in BY_NAME[JOIN].sources:
            return f"{each.suggestion.short_number}现在是“{each.state_label}”，送审以前才能并案"
    if case.status != lead.status:
        behind = number if _behind(case, lead) else to
        now = f"{to}现在是“{lead.state_label}”，{number}是“{case.state_label}”"
        return f"{now}，请先把{behind}也办到同一步，再并案"
    if case.handler_id != lead.handler_id:
        return f"{to}由{lead.handler}经办，{number}由{case.handler}经办，请先改派给同一个人，再并案"
    if case.due < lead.due:
        return f"{number}的期限更早（{cn_date(case.due)}），请用{number}作主件，两件都不会误期"
    return ""


def _behind(case: Case, lead: Case) -> bool:
    order = list(BY_NAME[JOIN].sources)
    return order.index(case.status) < order.index(lead.status)  # type: ignore[arg-type]  # a state's value


def join_case(case: Case, lead: Case, user: User, *, comment: str = "", seen: int | None = None) -> bool:
    """Join a case to the leading one. An event of both. Returns False where it had been joined to it before."""
    with transaction.atomic():
        lock_suggestions(Case.objects.filter(pk__in=[case.pk, lead.pk]))
        now, to = lock_case(case.pk), lock_case(lead.pk)
        if now.is_joined and now.joined_to_id == to.pk:
            return False
        if reason := why_not_join(now, to):
            raise Refused(f"{reason}。")
        number, leading = now.suggestion.short_number, to.suggestion.short_number
        data, fields = {"lead": leading}, {"joined_to": to}
        label = LABEL_JOINED.format(leading)
        perform(now, JOIN, user, comment=comment, data=data, fields=fields, seen=seen, label=label)
        perform(to, JOIN, user, comment=comment, data={"joined": number}, label=LABEL_LEADING.format(number))
    case.reload()
    lead.reload()
    return True


def split_case(case: Case, user: User, *, comment: str, seen: int | None = None) -> Case:
    """拆开: from now on the case stands on its own, in the state and with the text that it has. Returns the case that
    led it. Raises Stale where it is led by none."""
    with transaction.atomic():
        now = lock_case(case.pk)
        if not now.is_joined or now.joined_to is None:
            raise Stale(f"{now.suggestion.short_number}没有与别的建议并案，或者刚刚已经拆开。")
        lead = lock_case(now.joined_to.pk)
        number, leading = now.suggestion.short_number, lead.suggestion.short_number
        perform(lead, SPLIT, user, comment=comment, data={"joined": number}, label=f"{number}拆开，单独办理")
        label = f"与{leading}拆开，单独办理"
        data, fields = {"lead": leading}, {"joined_to": None}
        perform(now, SPLIT, user, comment=comment, data=data, fields=fields, seen=seen, label=label)
    case.reload()
    return lead

"""What is to be done now and who has it, in words: the rows of a list, the state line."""

from typing import Any

from django.utils.text import Truncator

from proposals.cases.hands import hands_of
from proposals.cases.workflow import TABLE, Transition
from proposals.deadlines.due_date import leading_case
from proposals.models import Case, Role, Status
from proposals.models.approval import name_step
from proposals.models.people import address_all
from replies.consultations.hosts import parts_without_unit
from replies.desk.turn.gone import Gone, Held, find_gone_first, say_gone
from replies.desk.turn.meetings import meeting_task, meeting_to_attend
from replies.desk.turn.whose import (
    asks_extension,
    deciders_asked,
    due_promise_line,
    first_taker,
    has_extension_to_record,
    main_step,
    name_role,
    needs_report_only,
    objection_to_hear,
    report_on_way,
    waiting_bodies,
    waiting_people,
    waiting_role,
    waits_for_hosts,
    who_hands_on,
)
from replies.drafts.submission import list_missing
from replies.models import Delivery, Review
from replies.models.reply import awaited_cosigning, current_reply, find_reply
from replies.rounds.obstacles import extension_to_tell

S = Status
NAMED = 2  # deputies a row names
SILENT = {
    Delivery.Silence.CLOSE: "登记未反馈",
    Delivery.Silence.BODY: "请决定要不要按“未反馈”办",
    Delivery.Silence.REMIND: "还没有提醒过，请承办单位联系一次",
}
BRIEF = 60  # characters of a reason in a line
THEN = "。接着要办的："  # between who has to be found first and what that one will do


def to_do(case: Case, *, inside: bool = True, held: Held = None, whole: bool = False, report: bool = True) -> str:
    """What is to be done now, first where the person whose turn it is cannot act. Outside the unit nothing of the
    unsigned text or its review is told. `held`: the reader's roles on the case, whose own act is said plainly (None:
    nobody's). `whole`: of one case, all that is missing counted. `report`: with a report in review, which for the
    one whose turn it is stands by itself."""
    gone = find_gone_first(case, inside, held)
    said = say_gone(case, gone, inside, held) if gone else ""
    where_only = not inside and case.status in (S.IN_PROGRESS, S.SIGNED)  # outside it is said where it stands
    work = say_work(case, inside, whole)
    if one := objection_to_hear(case, held):
        own = f"；{work}" if case.status in (S.RETURN_REQUESTED, S.RETURNED) else ""
        return f"{'决定是否改办' if one.advice else '听取代表对交办的意见'}{own}"
    if task := meeting_task(case, held):
        return task.said
    if attends := meeting_to_attend(case, held):
        work += f"；{attends}"
    if report and inside and (moves := report_on_way(case)) and not needs_report_only(case):
        work += f"；另有{moves.to_do}"
    if inside and (promised := due_promise_line(case, beside=True)):
        work += f"；另要{promised}"
    if has_extension_to_record(case, held):
        work += "；交办机关批了延期，请登记"
    return ("。" if where_only else THEN).join(filter(None, (said, work)))


def say_work(case: Case, inside: bool, whole: bool = False) -> str:
    """The same without who is missing."""
    if not inside and asks_extension(case):
        return "批复延期申请"
    if inside and (untold := extension_to_tell(case)):
        tell = f"把延期告知{untold}位{case.suggestion.address}"
        if waiting_role(case) in (Role.HANDLER, None):
            return f"{tell}；{_to_do(case, inside, whole)}"
        teller = name_role(case, Role.HANDLER if case.handler else Role.OFFICE)
        return f"{_to_do(case, inside, whole)}；另由{teller}{tell}"
    return _to_do(case, inside, whole)


def _to_do(case: Case, inside: bool, whole: bool) -> str:
    if case.is_joined and case.joined_to:
        return f"与{case.joined_to.suggestion.short_number}并案，在那里一起办"
    if waits_for_hosts(case):
        return say_waiting_for(case)
    if case.status == S.IN_PROGRESS:
        return _writing(case, whole) if inside else f"办理中，{_paper(case)}尚未签发"
    if case.status == S.SEEKING_FEEDBACK:
        return _asking(case)
    if case.status == S.SIGNED:
        return held_line(case) if inside else f"{_paper(case)}已签发，还没有发出"
    if inside and needs_report_only(case):
        report = report_on_way(case)
        return f"{report.to_do}（{report.promise.item}）"
    plain = {
        S.AWAITING_RECEIPT: "签收",
        S.RETURN_REQUESTED: "批复退办申请" if hands_of(case).district else "等交办机关批复退办，批了请登记",
        S.RETURNED: "改由别的单位办理" if main_step(case) else "",
        S.RECEIVED: "分办到科室和经办人",
        S.CHECKING: _checking(case),
        S.SIGNING: "会签主办单位的答复" if case.hosts_along else f"{_paper(case)}签发",
        S.UNDER_STUDY: "研究是否再次办理",
        S.TO_REPORT: "报送办结",
    }
    return plain.get(Status(case.status)) or due_promise_line(case) or case.get_status_display()


def _checking(case: Case) -> str:
    """The step of the unit by its own name; whose it may be, 答复主要负责人审核 would leave open."""
    if case.approval_step is None:
        return f"{_paper(case)}{name_step(case)}"
    return f"{name_step(case)}{f'（{case.paper}）' if case.helps else ''}"


def held_line(case: Case) -> str:
    """When the signed reply goes out, and that it can be taken back until then."""
    reply, to = current_reply(case), "送给主办单位" if case.helps else "发给代表"
    if reply.minutes_held:
        return f"{reply.sends_at_clock}自动{to}，在此之前可以撤回签发"
    return f"已到{reply.sends_at_clock}，正在{to}"


def units_awaited(case: Case) -> list[str]:
    """共同主办: the units that are to act first, by their short names."""
    if not case.hosts_along:
        rows = current_reply(case).newest_cosignings().values()
        awaited = [row.unit.short_name for row in rows if row.is_waiting]
        return awaited or [name_role(case, body) for body in who_hands_on(case)]
    lead = leading_case(case)
    if lead:
        return [lead.unit.short_name]
    return [name_role(case, body) for body in who_hands_on(case)]


def say_waiting_for(case: Case) -> str:
    """共同主办: which unit is waited for, and for what."""
    if not case.hosts_along:
        rows = current_reply(case).newest_cosignings().values()
        names = [row.unit.short_name for row in rows if row.is_waiting]
        left = [one.unit.short_name for one in parts_without_unit(case)]
        said = [f"等{'、'.join(names)}会签" if names else "", f"等{'、'.join(left)}退回的部分改办" if left else ""]
        return "；".join(filter(None, said))
    if leading_case(case) is None:
        return "等主办的部分改办，由以后主办的单位送来答复稿会签"
    if case.status == S.SIGNED:
        return "已会签，等主办单位签发答复"
    asked = [row for row in case.asked_through.all() if row.cosigns]
    if asked and asked[-1].refuses:
        return "没有同意会签，等主办单位改好再送来"
    return "等主办单位送来答复稿会签"


def _paper(case: Case) -> str:
    return case.paper


def _writing(case: Case, whole: bool) -> str:
    """A list does not have the checker read every letter, so it counts nothing (drafts.submission)."""
    reply = find_reply(case)
    if reply is None:
        return f"拟写{_paper(case)}"
    draft, reviews = reply.written, list(reply.reviews.all())
    if draft and reviews and reviews[-1].outcome == Review.Outcome.RETURNED and reviews[-1].draft_id == draft.pk:
        return f"按退回意见修改（{_briefly(reviews[-1].opinion)}）"
    if refused := [] if case.hosts_along else reply.refused_cosignings:
        return f"按{refused[0].unit.short_name}的会签意见修改（{_briefly(refused[0].answer)}）"
    asked = awaited_cosigning(case) if case.hosts_along else None
    if asked and asked.draft and draft is None:
        return f"看{asked.reply.case.unit.short_name}的答复第{asked.draft.number}稿，送本单位审核会签"
    if draft is None or not draft.body.strip():
        return f"拟写{_paper(case)}"
    if case.hosts_along and asked is None:
        return f"把承办材料送{'、'.join(units_awaited(case))}"
    missing = list_missing(reply, checked=whole)
    if not missing:
        return f"{_paper(case)}可以送审" if whole else f"{_paper(case)}写齐了，检查后送审"
    first = missing[0].said.split("（")[0]
    if len(missing) == 1:
        return first
    return f"送审前还差{len(missing)}项（{first}等）" if whole else f"{first}，另有几项要补"


def _briefly(reason: str) -> str:
    """A reason in a line of a list; the page of the case has it whole."""
    return Truncator(" ".join(reason.split())).chars(BRIEF).rstrip("。")


def _asking(case: Case) -> str:
    reply = current_reply(case)
    wished = [str(wish) for wish in reply.wishes.all() if not wish.settled_at][:1]
    if missing := reply.undelivered_deputies():
        wished.append(f"把答复送达{len(missing)}位{case.suggestion.address}")
    if wished:
        return "；".join(wished)
    if said := _say_silence(case):
        return said
    if silent := reply.unexplained_deputies():
        return f"等{_called_by_name(silent, case.suggestion.address)}反馈"
    return "说明情况办结" if reply.unanswered_deputies() else "报送办结"


def _say_silence(case: Case) -> str:
    """What is to be done with those whose term is past, each by name; "" while one waits."""
    reply, noun = current_reply(case), case.suggestion.address
    said = [
        f"{_called_by_name(silent, noun)}期满没有反馈，{SILENT[what]}"
        for what in Delivery.Silence
        if (silent := reply.past_term(what))
    ]
    return "；".join(said)


def _called_by_name(deputies: list[Any], noun: str) -> str:
    """Who is missing, by name as long as that is short."""
    names = "、".join(deputy.name for deputy in deputies[:NAMED])
    return address_all(deputies) if len(deputies) <= NAMED else f"{names}等{len(deputies)}位{noun}"


def current_holder(case: Case, *, inside: bool = True, held: Held = None) -> str:
    """Who has what to_do says to this reader; "" when the case is at its end and nothing that was promised is due.
    Where nobody in the unit can act, the office that sees to it."""
    role = waiting_role(case)
    if one := objection_to_hear(case, held):
        return name_role(case, Role(one.awaits))
    if task := meeting_task(case, held):
        return name_role(case, task.role)
    if not inside and asks_extension(case):
        return "、".join(name_role(case, body) for body in deciders_asked(case))
    if gone := find_gone_first(case, inside, held):
        return name_role(case, Role.OFFICE if gone == Gone.HANDLER else Role.DISTRICT)
    if role == Role.DEPUTY:
        return case.suggestion.address
    if waits_for_hosts(case):
        return "、".join(units_awaited(case))
    if named := waiting_people(case):
        return "、".join(map(str, named))
    if bodies := waiting_bodies(case):
        return "、".join(name_role(case, body) for body in bodies)
    return name_role(case, role) if role else ""


def say_who(case: Case, *, inside: bool, held: Held = None) -> tuple[str, str, str]:
    """Who does what to_do says, and the words around the name: 现在由 高扬 办：; 现在 before what is only waited for
    or what the reader's own unit has to see to; nothing before what says itself where it stands."""
    if objection_to_hear(case, held) or meeting_task(case, held):
        return "现在由", current_holder(case, inside=inside, held=held), "办："
    gone = find_gone_first(case, inside, held)
    if (waiting_role(case) == Role.DEPUTY or waits_for_hosts(case)) and not gone:
        return "现在", "", ""
    if gone in (Gone.OFFICE, Gone.LEADER) and inside and held is not None and Role.DISTRICT not in held:
        return "现在", "", ""
    if not inside and case.status == S.IN_PROGRESS and not gone and not asks_extension(case):
        return "", "", ""
    return "现在由", current_holder(case, inside=inside, held=held), "办："


def next_holder(case: Case, step: Transition) -> str:
    """Who gets the case after that step."""
    stop = step.route(case) if step.route else None
    if stop and stop.status == S.CHECKING and stop.fields.get("approval_step"):
        return f"“{stop.name}”这一步"
    target = stop.status if stop else step.leads_to(case.status)
    if target == S.SEEKING_FEEDBACK:
        return case.suggestion.address
    rows = (row for row in TABLE if row.main and target in row.sources and case.part in row.parts)
    after = next(rows, None)
    return name_role(case, first_taker(after, case)) if after else ""

"""What a person may do on a case outside the steps of the table."""

from dataclasses import dataclass, replace

from django.urls import reverse

from proposals.cases.access import roles_in
from proposals.cases.workflow import ANSWERING, ANY
from proposals.models import Case, Part, Role, Status, User
from proposals.models.people import BODIES, CASE_STAFF
from proposals.models.states import ANSWERED, AT_WORK
from proposals.web.kinds import call_by_kind
from replies.feedback.actions import REOPENERS
from replies.feedback.links import SENDERS
from replies.feedback.silence import who_says_silent
from replies.models.reply import awaited_cosigning, find_reply

S = Status


@dataclass(frozen=True)
class Act:
    """Something done outside the table's steps, on the page replies:<name>. Its action checks again."""

    name: str
    label: str
    by: tuple[Role, ...]
    states: tuple[Status, ...]
    parts: frozenset[Part] = ANSWERING

    def url(self, case: Case) -> str:
        return reverse(f"replies:{self.name}", args=[case.pk])


ACTS = (
    Act("draft", "拟写答复", (Role.HANDLER,), (S.IN_PROGRESS,), ANY),
    Act("contact", "登记代表沟通", CASE_STAFF, AT_WORK),
    Act("meeting", "约定面商", CASE_STAFF, AT_WORK),
    Act("consult", "请其他单位会办", (Role.HANDLER,), (S.IN_PROGRESS,)),
    Act("consult_answer", "登记会办意见", CASE_STAFF, AT_WORK),
    Act("deliver", "登记送达", CASE_STAFF, (S.SEEKING_FEEDBACK,)),
    Act("invite", "发征询链接", SENDERS, ANSWERED),
    Act("paper", "录入签名纸表", CASE_STAFF, ANSWERED),
    Act("silence", "登记未反馈", (*CASE_STAFF, *BODIES), (S.SEEKING_FEEDBACK,)),
    Act("reopen_answer", "请代表重新填写", REOPENERS, ANSWERED),
)


def acts_for(case: Case, user: User) -> dict[str, Act]:
    """The acts open to this person on this case now, by name."""
    if case.finished_before:  # entered as it was closed elsewhere: nothing is asked or sent from here
        return {}
    roles, reply = roles_in(case, user), find_reply(case)
    found = {
        act.name: replace(act, label=call_by_kind(act.label, case.suggestion))
        for act in ACTS
        if reply and case.status in act.states and case.part in act.parts and roles.intersection(act.by)
    }
    if reply and "deliver" in found and not reply.undelivered_deputies():
        del found["deliver"]
    if reply and "paper" in found and not reply.deputies_for_paper():
        del found["paper"]
    if "silence" in found and not (
        roles.intersection(who_says_silent(case)) and reply and reply.unexplained_deputies()
    ):
        del found["silence"]
    if "draft" in found and case.helps:
        found["draft"] = replace(found["draft"], label=f"{'写' if case.hosts_along else '拟写'}{case.paper}")
    if "draft" in found and case.hosts_along and not _has_paper_to_write(case):
        del found["draft"]
    if "draft" in found and case.is_joined:
        found["draft"] = replace(found["draft"], label="看答复、填发文字号")
    return found


def _has_paper_to_write(case: Case) -> bool:
    """共同主办: whether its material may still be handed in, or there is a text to sign; as long as nobody has asked,
    one may begin."""
    asked = list(case.asked_through.all())
    return not asked or awaited_cosigning(case) is not None or any(row.takes_material for row in asked)

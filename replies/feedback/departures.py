"""What becomes of a deputy's links, requests and deliveries in one open case when the mandate ends."""

from django.utils import timezone

from proposals.cases.workflow import record_event
from proposals.models import Case, Deputy, Notice, Role, Status, User
from proposals.models.suggestion import both_bodies
from proposals.notices.recipients import case_name, for_people, keep_notices
from replies.feedback.delivery import settle_delivery
from replies.models import Invitation, Wish
from replies.models.reply import find_reply


def let_go(case: Case, deputy: Deputy, user: User | None) -> list[str]:
    """End the living links, settle what the deputy asked for, stop the clock where nobody else has to be reached;
    tell the working body that a study goes on. Returns what was decided, in sentences for the record of the case.
    Needs a transaction around it, with the suggestion locked."""
    now, said = timezone.now(), []
    links = Invitation.objects.filter(reply__case=case, deputy=deputy, revoked_at=None)
    if links.update(revoked_at=now):
        said.append("征询链接已经停用，不再发新的，也不再提醒。")
    wishes = Wish.objects.filter(reply__case=case, deputy=deputy, settled_at=None)
    if user and wishes.update(settled_at=now, settled_by=user, outcome=f"已不再担任{deputy.kind}"):
        said.append("代表的请求不再办理。")
    reply = find_reply(case)
    if reply is None or not reply.is_signed:
        return [*said, "不用再联系、送达和征求意见；签过的名仍在建议上。"]
    answer = reply.feedback.filter(deputy=deputy, is_current=True).first()
    if answer is None:
        said.append("还没有反馈，不再征求意见，办理情况表上注明。")
    elif case.status == Status.UNDER_STUDY and answer.asks_for_study:
        said.append("代表的“不满意”仍由代表工作机构研究，照常决定是否再次办理。")
        _tell_bodies(case, deputy)
    else:
        said.append("代表已经作出的反馈仍然有效。")
    if last := settle_delivery(reply):
        label = "其他提出人已全部送达，答复期限停止计算"
        record_event(case, user, "delivered", label, role=Role.SYSTEM, data={"on": last})
    return said


def _tell_bodies(case: Case, deputy: Deputy) -> None:
    """The working body and the district office that a study goes on without the deputy."""
    sentence = f"{case_name(case)}的{deputy.addressed}已不再担任{deputy.kind}，“不满意”仍请研究。"
    facts = {"kind": Notice.Kind.TOLD, "case": case, "key": f"left:{case.pk}:{deputy.pk}", "sentence": sentence}
    people = User.objects.filter(
        is_active=True,
        memberships__unit__in=both_bodies(case.suggestion),
        memberships__is_active=True,
        memberships__role__in=(Role.DISTRICT, Role.CONGRESS),
    )
    keep_notices(for_people(people.distinct().order_by("pk"), None, **facts))

"""What may be done about the registration itself: shown small beside the facts, not among the steps of the work."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse

from proposals.cases.access import roles_in
from proposals.cases.workflow import JOIN, Choice
from proposals.erasures.actions import may_ask_erasure
from proposals.intake.corrections.rules import why_not_correct_late
from proposals.models import Case, User
from proposals.models.people import BODIES
from proposals.returns.objections import why_not_object
from proposals.web.kinds import call_by_kind
from replies.originals.actions import KEEPERS

WITHDRAW, VOID = "withdraw", "void"
ENDINGS = (WITHDRAW, VOID)


@dataclass(frozen=True)
class RegistrationLink:
    label: str
    url: str
    danger: bool = False


def registration_links(case: Case, user: User, choices: Iterable[Choice]) -> list[RegistrationLink]:
    """Of 更正登记, 补充原件, 并案, 清除, 代表撤回 and 作废 what this person may do now; what is barred is not shown:
    it is rarely wanted."""
    found = []
    if not why_not_correct_late(case.suggestion, user):
        found.append(RegistrationLink("更正登记", reverse("correct", args=[case.pk])))
    if roles_in(case, user).intersection(KEEPERS):
        found.append(RegistrationLink("补充原件", reverse("replies:original_add", args=[case.pk])))
    if roles_in(case, user).intersection(BODIES) and any(
        not why_not_object(case, one) for one in case.suggestion.asked_deputies[:1]
    ):
        found.append(
            RegistrationLink(
                call_by_kind("登记代表对交办的意见", case.suggestion), reverse("objection_new", args=[case.pk])
            )
        )
    if any(choice.name == JOIN and not choice.reason for choice in choices):
        found.append(RegistrationLink("并案", reverse("replies:join", args=[case.pk])))
    if may_ask_erasure(user):
        found.append(RegistrationLink("清除涉密或个人信息", reverse("erase", args=[case.pk])))
    for choice in choices:
        if choice.name in ENDINGS and not choice.reason:
            url = reverse("do", args=[case.pk, choice.name])
            found.append(RegistrationLink(choice.label, url, danger=True))
    return found

"""What a person may do on a case now: the table's steps, and what is done beside them, as the bar's buttons."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.urls import reverse

from proposals.models import Handling, Role, Status, User
from proposals.models.case import ANSWERED
from proposals.workflow import ANSWERING, ANY, Choice, roles_in

S = Status
DESK = (Role.HANDLER, Role.OFFICE)
AT_WORK = (S.IN_PROGRESS, S.CHECKING, S.SIGNING, S.SEEKING_FEEDBACK, S.UNDER_STUDY, S.TO_REPORT)


@dataclass(frozen=True)
class Act:
    """Something done beside the table's steps, on the page replies:<name>. The verb behind it checks again."""

    name: str
    label: str
    by: tuple[Role, ...]
    states: tuple[Status, ...]
    parts: frozenset = ANSWERING

    def url(self, case: Handling) -> str:
        return reverse(f"replies:{self.name}", args=[case.pk])


ACTS = (
    Act("draft", "拟写答复", (Role.HANDLER,), (S.IN_PROGRESS,), ANY),
    Act("contact", "登记代表沟通", DESK, AT_WORK),
    Act("consult", "请其他单位会办", (Role.HANDLER,), (S.IN_PROGRESS,)),
    Act("consult_answer", "登记会办意见", DESK, AT_WORK),
    Act("deliver", "登记送达", DESK, (S.SEEKING_FEEDBACK,)),
    Act("invite", "发征询链接", (*DESK, Role.LEADER), ANSWERED),
    Act("paper", "录入签名纸表", DESK, ANSWERED),
)


def acts_for(case: Handling, user: User) -> dict[str, Act]:
    """The acts open to this person on this case as it stands, by name."""
    roles, reply = roles_in(case, user), case.current_reply
    found = {
        act.name: act
        for act in ACTS
        if reply and case.status in act.states and case.part in act.parts and roles.intersection(act.by)
    }
    if "deliver" in found and not reply.undelivered():
        del found["deliver"]
    if "paper" in found and not reply.recordable():
        del found["paper"]
    if "draft" in found and case.helps:
        found["draft"] = replace(found["draft"], label="拟写会办意见")
    return found


@dataclass(frozen=True)
class Button:
    """One button of the bar. `posts` takes the step at once; otherwise the address is a page that asks more."""

    name: str
    label: str
    url: str
    posts: bool = False
    reason: str = ""
    main: bool = False
    danger: bool = False


# One page takes several steps of a review: one button leads there.
REVIEWS = {S.CHECKING: "核稿", S.SIGNING: "审核签发"}


def buttons(case: Handling, choices: Sequence[Choice], acts: dict[str, Act]) -> list[Button]:
    """The bar: the main step in red, or while that one is barred what the work needs first; then the rest."""
    made: list[Button] = []
    review = [choice for choice in choices if choice.page == "replies:review"]
    if review:
        open_ones = [choice for choice in review if not choice.reason]
        reason = "" if open_ones else review[0].reason
        label = REVIEWS[Status(case.status)]
        made.append(Button("review", label, reverse("replies:review", args=[case.pk]), reason=reason))
    free = {choice.name for choice in choices if not choice.reason}
    for choice in choices:
        if choice.page == "replies:review" or (choice.name == "close_without" and "report" in free):
            continue
        if choice.name == "follow_up" and not case.current_reply.promises.all():
            continue  # most cases promise nothing, and need no greyed button that says so
        made.append(_step_button(case, choice))
    beside = [name for name in ("draft", "contact", "deliver", "paper") if name in acts and _fits(case, name)]
    made += [Button(name, acts[name].label, acts[name].url(case)) for name in beside]
    wanted = [choice.name for choice in choices if choice.main and choice.page != "replies:review"]
    return _with_main(made, ["review", *wanted, "close_without", *_first_needed(case)])


def _step_button(case: Handling, choice: Choice) -> Button:
    danger = choice.name == "withdraw"
    if choice.page == "do":
        url = reverse("do", args=[case.pk, choice.name])
        posts = not choice.needs
    else:
        url, posts = reverse(choice.page, args=[case.pk]), False
    return Button(choice.name, choice.label, url, posts, choice.reason, danger=danger)


def _fits(case: Handling, name: str) -> bool:
    """Talks are offered in the bar while the reply is written; later they are found in their tab."""
    return name != "contact" or case.status == S.IN_PROGRESS


def _first_needed(case: Handling) -> tuple[str, ...]:
    """What the work needs while its main step is barred."""
    reply = case.current_reply
    talks_missing = reply and reply.latest_draft and not case.helps and reply.uncontacted()
    return ("contact", "draft") if talks_missing else ("draft", "deliver")


def _with_main(made: list[Button], wanted: Sequence[str]) -> list[Button]:
    """Mark one button: the first wanted one that nothing bars."""
    ready = {one.name for one in made if not one.reason}
    chosen = next((name for name in wanted if name in ready), None)
    marked = [replace(one, main=one.name == chosen) for one in made]
    return sorted(marked, key=lambda one: (not one.main, bool(one.reason), one.danger))

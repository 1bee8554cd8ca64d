"""What a person may do on a case now: the table's steps, and what is done outside them, as the bar's buttons."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.urls import reverse

from proposals.cases.workflow import CORRECT, JOIN, MOVE_ON, REVIEW, SPLIT, UNDO, Choice
from proposals.models import Case, Status
from proposals.models.approval import name_step
from replies.desk.case.acts import Act
from replies.desk.case.registration import ENDINGS
from replies.desk.turn.gone import is_unattended
from replies.desk.turn.where import address_of_page, find_needed_act
from replies.models.reply import current_reply

S = Status


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


SELDOM = ("reassign", "ask_return")  # stand behind what the work needs
SHOWN = 2  # buttons that stand in the line of the case; the others are behind 更多


@dataclass(frozen=True)
class Bar:
    """The buttons as the page shows them: those in the line, those behind 更多, those that something bars yet."""

    shown: Sequence[Button]
    more: Sequence[Button]
    barred: Sequence[Button]

    def __bool__(self) -> bool:
        return bool(self.shown or self.barred)


def lay_out_buttons(buttons: Sequence[Button]) -> Bar:
    """The main button and one beside it in the line; a single further one that undoes nothing joins them."""
    free = [one for one in buttons if not one.reason]
    harmless = [one for one in free if not one.danger]
    many = SHOWN + 1 if len(free) == len(harmless) == SHOWN + 1 else SHOWN
    shown = harmless[:many]
    return Bar(shown, [one for one in free if one not in shown], [one for one in buttons if one.reason])


# Pages that ask nothing: the button takes the step.
AT_ONCE = ("send_out",)


# One page takes several steps of a review: one button leads there.
SIGNING = "审核签发"


def bar_buttons(case: Case, choices: Sequence[Choice], acts: dict[str, Act]) -> list[Button]:
    """The bar: the main step in red, or while that one is barred what the work needs first; then the rest."""
    made: list[Button] = []
    if any(choice.page == REVIEW for choice in choices):  # something may always be done there: 退回
        made.append(
            Button(
                "review",
                SIGNING if case.status == S.SIGNING else name_step(case),
                address_of_page(REVIEW, case),
            )
        )
    free = {choice.name for choice in choices if not choice.reason}
    for choice in choices:
        if choice.page == REVIEW or (choice.name == "close_without" and "report" in free):
            continue
        if (
            choice.page in (CORRECT, UNDO, JOIN, SPLIT, MOVE_ON) or choice.name in ENDINGS
        ):  # stands with what else is done about the registration (registration_links)
            continue
        if choice.name == "follow_up" and (case.finished_before or not current_reply(case).promises.all()):
            continue  # most cases promise nothing, and need no greyed button that says so
        if choice.name == "ask_return" and choice.reason and case.status != S.AWAITING_RECEIPT:
            continue  # the right has passed, and nobody who works on it is kept by that from anything
        if choice.name == "reassign" and choice.reason:
            continue  # at its end, and nothing to be kept
        made.append(_step_button(case, choice))
    beside = [
        name for name in ("draft", "contact", "deliver", "silence", "paper") if name in acts and _fits(case, name)
    ]
    made += [Button(name, acts[name].label, acts[name].url(case)) for name in beside]
    wanted = [choice.name for choice in choices if choice.main and choice.page != REVIEW]
    first = ["reassign"] if is_unattended(case) else []
    return _with_main(made, [*first, "review", *wanted, "close_without", find_needed_act(case), "silence"])


def _step_button(case: Case, choice: Choice) -> Button:
    if choice.page == "do":
        url = reverse("do", args=[case.pk, choice.name])
        posts = not choice.needs
    else:
        url, posts = address_of_page(choice.page, case), choice.page in AT_ONCE
    return Button(choice.name, choice.label, url, posts, choice.reason)


def _fits(case: Case, name: str) -> bool:
    """Contacts are offered in the bar while the reply is written; later they are found in their tab."""
    return name != "contact" or case.status == S.IN_PROGRESS


def _with_main(made: list[Button], wanted: Sequence[str]) -> list[Button]:
    """Mark one button: the first wanted one that nothing bars."""
    ready = {one.name for one in made if not one.reason}
    chosen = next((name for name in wanted if name in ready), None)
    marked = [replace(one, main=one.name == chosen) for one in made]
    last = {name: place for place, name in enumerate(SELDOM, 1)}
    return sorted(marked, key=lambda one: (not one.main, bool(one.reason), one.danger, last.get(one.name, 0)))

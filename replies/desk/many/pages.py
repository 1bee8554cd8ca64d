"""What the pages of many cases share: the way back to the list, and what became of each case."""

from django.contrib import messages
from django.urls import reverse
from django.utils.html import format_html, format_html_join

from proposals.models import Case
from proposals.request import StaffRequest
from proposals.web.done import say_done
from replies.desk.many.choice import name_cases
from replies.desk.many_acts import Outcome


def why_left(left: dict[Case, str]) -> str:
    """137号、138号不是待签收；070号已经送达."""
    words = dict.fromkeys(left.values())
    told = {word: name_cases([case for case, said in left.items() if said == word]) for word in words}
    return "；".join(f"{names}{word}" for word, names in told.items())


def back_to(request: StaffRequest) -> str:
    back: str = request.session.get("list", reverse("worklist"))
    return back


def tell_outcomes(request: StaffRequest, label: str, outcomes: list[Outcome], left: dict[Case, str]) -> None:
    """What was done, with the offer to undo it, and each case by itself that was not."""
    done = [one for one in outcomes if one.done]
    if done:
        sentence = f"已{label}{len(done)}件：{name_cases(one.case for one in done)}。"
        say_done(request, sentence, [event for one in done for event in one.events])
    refused = [(one.case, one.says) for one in outcomes if not one.done]
    if refused:
        rows = format_html_join(
            "",
            '<br><a href="{}">{}</a>：{}',
            ((c.get_absolute_url(), c.suggestion.short_number, s) for c, s in refused),
        )
        messages.warning(request, format_html("有{}件没有{}：{}", len(refused), label, rows))
    if left:
        messages.info(request, f"另外{len(left)}件不用{label}：{why_left(left)}。")

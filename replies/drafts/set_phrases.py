"""The fixed words of a reply, from the case's facts: title, salutation, reference, copies, by kind."""

from dataclasses import dataclass
from typing import Any

from proposals.formats.chinese import cn_date
from proposals.models import Kind, Suggestion, UnitKind
from proposals.models.states import HELPING_PARTS, LEFT
from proposals.models.suggestion import both_bodies
from replies.models import Promise, Reply
from replies.models.reply import awaited_cosigning


@dataclass(frozen=True)
class SetPhrase:
    """Words of standard form, offered where the letter is written. `name` says what they are for."""

    name: str
    text: str


def salutation_line(suggestion: Suggestion) -> str:
    """赵洪蓉、周建伟、李倩宇代表： or 民盟宝山区委：every one who signed, 领衔 first."""
    return f"{suggestion.addressed}："


def polite_you(suggestion: Suggestion) -> str:
    """您 to one person, 你们 to several and to a group."""
    people = suggestion.proposers
    return "您" if len(people) == 1 and not people[0].is_group else "你们"


def suggestion_noun(suggestion: Suggestion) -> str:
    return "提案" if suggestion.kind == Kind.PROPOSAL else "建议"


def suggestion_title(suggestion: Suggestion) -> str:
    """第070号建议《…》: number and title exactly as they were handed over."""
    return f"{suggestion.full_number}{suggestion_noun(suggestion)}《{suggestion.title}》"


def opening_reference(reply: Reply) -> str:
    """引语: what is answered. In a later round (SH 21, 22) also what was answered before."""
    suggestion = reply.case.suggestion
    asked = f"{polite_you(suggestion)}在{suggestion.session.full_name}上提出的{suggestion_title(suggestion)}"
    if reply.occasion == Reply.Occasion.AGAIN:
        return (
            f"{asked}，我们已经答复。根据{polite_you(suggestion)}对答复的意见，我们作了进一步研究，现再次答复如下："
        )
    if reply.occasion == Reply.Occasion.FOLLOW_UP:
        before = reply.case.replies.filter(round__lt=reply.round).exclude(classification="").last()
        listed = f"列为“{before.classification}”" if before else "作了承诺"
        return f"{asked}，在上次答复时{listed}，经进一步跟踪办理，现答复如下："
    return f"{asked}收悉，现答复如下："


def closing_sentence(reply: Reply) -> str:
    """The last sentence: thanks, to whom and for what."""
    suggestion = reply.case.suggestion
    work = f"{suggestion.category}工作" if suggestion.category else "我们工作"
    return f"感谢{polite_you(suggestion)}对{work}的关心和支持，欢迎继续提出宝贵意见。"


def opening_text(reply: Reply) -> dict[str, Any]:
    """What an empty draft starts from. The heading levels and the closing are the writer's."""
    case = reply.case
    suggestion = case.suggestion
    if reply.genre == Reply.Genre.OPINION:
        return opinion_opening(reply)
    title_noun = "政协提案" if suggestion.kind == Kind.PROPOSAL else "代表建议"
    again = "" if reply.occasion == Reply.Occasion.FIRST else "再次"
    head = salutation_line(suggestion)
    return {
        "title": f"对{suggestion.session.full_name}{suggestion.full_number}{title_noun}的{again}答复",
        "body": f"{head}\n{opening_reference(reply)}\n",
        "handling": "",
        "contact": case.handler.name if case.handler else "",
        "phone": (case.handler.phone if case.handler else "") or case.unit.phone,
        "copies_to": "\n".join(copies_to(reply)),
    }


def offered_phrases(reply: Reply) -> list[SetPhrase]:
    """The standard parts of this letter in their order: by kind, session, number, deputies and round."""
    suggestion = reply.case.suggestion
    if reply.genre == Reply.Genre.OPINION:
        signs = reply.case.hosts_along and awaited_cosigning(reply.case)
        return [
            SetPhrase("称呼", f"{main_unit(reply)}："),
            SetPhrase("引语", opinion_reference(reply)),
            *([] if signs else [SetPhrase("标题", "一、有关情况\n二、意见和建议")]),
            SetPhrase("结尾", opinion_closing(reply)),
        ]
    first = reply.occasion == Reply.Occasion.FIRST
    return [
        SetPhrase("称呼", salutation_line(suggestion)),
        SetPhrase("引语", opening_reference(reply)),
        SetPhrase("标题", f"一、{'' if first else '上次答复以来的'}办理情况\n二、下一步打算"),
        SetPhrase("结尾", closing_sentence(reply)),
    ]


def follow_up_text(before: Reply) -> dict[str, Any]:
    """What a 跟踪答复 starts from: the promises one by one, with what the ledger knows of them. The result has to
    be classified again, and what is still owed needs a new day, so both are left open."""
    suggestion, signed = before.case.suggestion, before.signed_text
    plural = polite_you(suggestion)
    noun = "提案" if suggestion.kind == Kind.PROPOSAL else "建议"
    head = salutation_line(suggestion)
    promises = list(before.promises.all())
    return {
        **signed.texts(),
        "body": f"{head}\n{plural}在{suggestion.session.full_name}上提出的{suggestion.full_number}{noun}"
        f"《{suggestion.title}》，在上次答复时列为“{before.classification}”，经进一步跟踪办理，现将有关情况答复如下：\n"
        + "".join(f"{_became(one)}\n" for one in promises),
        "handling": "",
        "document_number": "",
        "annexes": "",
        "classification": "",
        "summary": "",
        "promises": [{"item": one.item, "on": ""} for one in promises if one.is_open],
    }


def _became(promise: Promise) -> str:
    """A promise and what became of it, as a sentence of the letter; what is not known yet is left to the writer."""
    day = promise.kept_on or promise.due_on
    on = cn_date(day)
    if promise.kept_on is None:
        return f"关于“{promise.item}”（原定{on}前完成），目前进展是："
    kept = [step for step in promise.steps.all() if step.kind == step.Kind.KEPT]
    said = kept[-1].said.strip() if kept else ""
    return f"关于“{promise.item}”，已于{on}完成。{said}".strip()


def copies_to(reply: Reply) -> list[str]:
    """抄送 of the reply (SH 20): the deputies' own body stands first."""
    units = both_bodies(reply.case.suggestion)
    return [unit.name for unit in sorted(units, key=lambda unit: unit.kind == UnitKind.DISTRICT)]


def main_unit(reply: Reply) -> str:
    """The unit in charge, to which a helping unit writes."""
    main = (
        reply.case.suggestion.cases.exclude(part__in=HELPING_PARTS)
        .exclude(status__in=LEFT)
        .select_related("unit")
        .first()
    )
    return main.unit.name if main else "主办单位"


def opinion_reference(reply: Reply) -> str:
    """The first sentence of a 会办意见, 承办材料 or 会签意见: which suggestion it is about."""
    suggestion = reply.case.suggestion
    kind = "提案" if suggestion.kind == Kind.PROPOSAL else "代表建议"
    named = f"{suggestion.session.full_name}{suggestion.full_number}{kind}《{suggestion.title}》"
    asked = awaited_cosigning(reply.case) if reply.case.hosts_along else None
    if asked and asked.draft:
        return f"你单位送来的{named}答复稿（第{asked.draft.number}稿）收悉。"
    what = "本单位承办的部分" if reply.case.hosts_along else "会办意见"
    return f"{named}收悉，现将{what}函告如下："


def opinion_closing(reply: Reply) -> str:
    if reply.case.hosts_along and awaited_cosigning(reply.case):
        return "经研究，本单位同意会签。"
    if reply.case.hosts_along:
        return f"以上内容请你单位写入统一的答复，本单位会签后共同答复{reply.case.suggestion.address}。"
    return f"以上意见供你单位统一答复{reply.case.suggestion.address}时参考。"


def opinion_opening(reply: Reply) -> dict[str, Any]:
    """会办意见 to the 主办 unit; of a unit that signs along its 承办材料, and its 会签意见 on the text."""
    case = reply.case
    suggestion = case.suggestion
    kind = "提案" if suggestion.kind == Kind.PROPOSAL else "代表建议"
    between = "\n" if case.hosts_along and awaited_cosigning(case) else "\n\n"
    return {
        "title": f"关于{suggestion.session.full_name}{suggestion.full_number}{kind}的{case.paper}",
        "body": f"{main_unit(reply)}：\n{opinion_reference(reply)}{between}{opinion_closing(reply)}",
        "contact": case.handler.name if case.handler else "",
        "phone": (case.handler.phone if case.handler else "") or case.unit.phone,
    }

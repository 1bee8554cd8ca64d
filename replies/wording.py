"""The fixed words of a reply, from the case's facts: title, salutation, reference, copies, by kind."""

from typing import Any

from proposals.models import Kind, UnitKind
from replies.models import Reply


def salutation(names: list[str], address: str) -> str:
    """赵洪蓉、周建伟、李倩宇代表：every one who signed, 领衔 first."""
    return f"{'、'.join(names)}{address}："


def opening(reply: Reply) -> dict[str, Any]:
    """What an empty draft starts from. The heading levels and the closing are the writer's."""
    case = reply.case
    suggestion = case.suggestion
    if reply.genre == Reply.Genre.OPINION:
        return opinion_opening(reply)
    plural = "你们" if len(suggestion.proposers) > 1 else "您"
    noun = "提案" if suggestion.kind == Kind.PROPOSAL else "建议"
    title_noun = "政协提案" if suggestion.kind == Kind.PROPOSAL else "代表建议"
    head = salutation([deputy.name for deputy in suggestion.proposers], suggestion.address)
    return {
        "title": f"对{suggestion.session.full_name}第{suggestion.number}号{title_noun}的答复",
        "body": f"{head}\n{plural}在{suggestion.session.full_name}上提出的第{suggestion.number}号{noun}"
        f"《{suggestion.title}》收悉，现答复如下：\n",
        "handling": "",
        "contact": case.handler.name if case.handler else "",
        "phone": (case.handler.phone if case.handler else "") or case.unit.phone,
        "copies_to": "\n".join(copies_to(reply)),
    }


def copies_to(reply: Reply) -> list[str]:
    """SH 20: the reply goes to both bodies that watch over the handling."""
    from proposals.models import Unit

    body = UnitKind.CPPCC if reply.case.suggestion.kind == Kind.PROPOSAL else UnitKind.CONGRESS
    units = Unit.objects.filter(kind__in=[UnitKind.DISTRICT, body], is_active=True)
    return [unit.name for unit in sorted(units, key=lambda unit: unit.kind == UnitKind.DISTRICT)]


def opinion_opening(reply: Reply) -> dict[str, Any]:
    """会办意见 to the 主办 unit."""
    case = reply.case
    suggestion = case.suggestion
    main = suggestion.handlings.exclude(part="会办").select_related("unit").first()
    to = main.unit.name if main else "主办单位"
    noun = "提案" if suggestion.kind == Kind.PROPOSAL else "代表建议"
    return {
        "title": f"关于{suggestion.session.full_name}第{suggestion.number}号{noun}的会办意见",
        "body": f"{to}：\n{suggestion.session.full_name}第{suggestion.number}号{noun}《{suggestion.title}》收悉，"
        "现将会办意见函告如下：\n\n以上意见供你单位统一答复代表时参考。",
        "contact": case.handler.name if case.handler else "",
        "phone": (case.handler.phone if case.handler else "") or case.unit.phone,
    }

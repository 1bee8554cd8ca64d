"""Two suggestions of one unit that ask for the same: 070号 of two deputies, 112号 of one."""

from dataclasses import dataclass

from proposals.models import Case, Deputy, Sponsorship
from replies.drafts.versions import save_draft
from replies.joint.actions import join_suggestions
from replies.models.reply import current_reply
from tests import factories as f

FIRST, SECOND = "关于增设社区助餐点、方便老年人就餐的建议", "关于在月浦镇多设老年助餐点的建议"


@dataclass
class Pair:
    """The leading case and the other one, and the clicks of the people about them."""

    lead: Case
    other: Case

    @property
    def both(self) -> tuple[Case, Case]:
        return self.lead, self.other

    def reload(self) -> "Pair":
        for case in self.both:
            case.reload()
        return self

    def states(self) -> tuple[str, str]:
        self.reload()
        return self.lead.status, self.other.status

    def labels(self, count: int) -> list[list[str]]:
        """What stands last in the record of both."""
        return [[event.label for event in case.events.all()][-count:] for case in self.both]


def case_of(number: str, title: str, *names: str, unit=None) -> Case:
    made = f.suggestion(deputies=0, number=number, title=title)
    deputies = [f.deputy(name, phone="") for name in names]
    Sponsorship.objects.bulk_create(
        Sponsorship(suggestion=made, deputy=one, position=at) for at, one in enumerate(deputies, 1)
    )
    return f.hand_over(made, unit or f.world().bureau)


def make_pair(*steps: str) -> Pair:
    """The two cases after these steps of each, not joined yet."""
    cases = case_of("070", FIRST, "赵洪蓉", "周建伟"), case_of("112", SECOND, "顾晓梅")
    for case in cases:
        f.advance(case, *steps)
    return Pair(*cases)


def join_pair(*steps: str) -> Pair:
    """The same, joined after these steps."""
    pair = make_pair(*steps)
    assert join_suggestions(pair.other, pair.lead, f.world().handler if "assign" in steps else f.world().office) == []
    return pair


def write_letter(case: Case, **texts) -> None:
    """The handler's letter to the deputies of the case, which quotes its registration as letters do."""
    suggestion, reply = case.suggestion, current_reply(case)
    you = "您" if len(suggestion.proposers) == 1 else "你们"
    body = (
        f"{suggestion.addressed}：\n{you}在{suggestion.session.full_name}上提出的{suggestion.full_number}建议"
        f"《{suggestion.title}》收悉，现答复如下：\n一、增加助餐点\n今年新增12处。\n感谢{you}对民政工作的关心和支持。"
    )
    title = f"对{suggestion.session.full_name}{suggestion.full_number}代表建议的答复"
    said = {**f.TEXTS, "title": title, "body": body, "handling": "今年新增助餐点12处。", **texts}
    newest = reply.latest_draft
    save_draft(reply, f.world().handler, said, base=newest.number if newest else 0)


def ready_pair() -> Pair:
    """Joined, every deputy contacted, written: may be sent for review."""
    pair = join_pair("sign_for", "assign")
    for case in pair.both:
        f.contact_all(case, f.world().handler)
    write_letter(pair.lead)
    return pair.reload()


def reachable(*cases: Case) -> None:
    """Every deputy with an address of the own."""
    for case in cases:
        for deputy in case.suggestion.proposers:
            Deputy.objects.filter(pk=deputy.pk).update(email=f"d{deputy.pk}@example.cn")
        case.reload()

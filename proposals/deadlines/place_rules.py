"""What places settle by a rule: its answers as they are offered, and in words."""

from proposals.models import Kind, PlaceRule
from proposals.models.calendar import DECIDERS, SILENCES
from proposals.models.oversight.deciders import Deciders, rules_to_show
from proposals.models.oversight.silence import SILENCE, read_silences

Answer = PlaceRule.Answer


def answers_to(rule: PlaceRule) -> tuple[PlaceRule.Answer, ...]:
    """What may be answered to the question of the rule."""
    if rule.question == PlaceRule.Question.SEVERAL:
        return Answer.JOINT, Answer.EACH
    if rule.question == SILENCE:
        return SILENCES
    return DECIDERS if rule.kind else (Answer.FIRST, Answer.OWN)


def list_rules() -> list[PlaceRule]:
    """Every rule of one kind of suggestion, as it holds now: who decides, and what becomes of silence."""
    return [*rules_to_show(), *read_silences().values()]


def name_body_of(kind: str) -> str:
    """代表工作机构; of 提案 政协提案工作机构."""
    return "政协提案工作机构" if kind == Kind.PROPOSAL else "代表工作机构"


def name_answer(rule: PlaceRule, answer: str) -> str:
    """What an answer means where it is chosen and shown."""
    body = name_body_of(rule.kind)
    if rule.question == SILENCE:
        return {
            Answer.WAIT: "一直等：登记了拒签、联系不上的，才能说明情况办结",
            Answer.CLOSE: "期满又提醒过的，承办单位可以登记“未反馈”，再说明情况办结",
            Answer.BODY: f"期满又提醒过的，由{body}决定要不要按“未反馈”办",
        }[Answer(answer)]
    return {
        Answer.DISTRICT: "区政府办公室",
        Answer.BODY: body,
        Answer.EITHER: f"两家中的任一家（区政府办公室或者{body}，哪一家先办算哪一家）",
        Answer.BOTH: f"两家都同意（区政府办公室和{body}，先后不论；有一家不同意就不同意）",
    }.get(Answer(answer), str(Answer(answer).label))


def why_not_decider(kind: str, answer: str) -> str:
    """Why this answer cannot be given here, "" where it can: the body has to take part."""
    if answer not in (Answer.BODY, Answer.EITHER, Answer.BOTH) or kind in Deciders.load().kinds:
        return ""
    return f"这里没有登记{name_body_of(kind)}。请先在“单位”里登记，再改由它决定。"
